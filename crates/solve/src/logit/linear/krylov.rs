//! GMRES: linear systems of which only products are known.
//!
//! In: a product, approximate solutions to precondition with, a right side. Out: the solution to a tolerance, or the news that
//! it was not reached. Restarted, preconditioned from the right, modified Gram-Schmidt (Saad and Schultz 1986).

use super::{dot, norm};

/// Directions between restarts.
pub(crate) const DIRECTIONS: usize = 60;
/// Most restarts.
const MOST_RESTARTS: usize = 6;

/// Vectors of the method, kept from one system to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Krylov {
    basis: Vec<Vec<f64>>,
    /// Columns of the triangle that the rotations make of the Hessenberg matrix.
    triangle: Vec<Vec<f64>>,
    rotations: Vec<(f64, f64)>,
    right: Vec<f64>,
    x: Vec<f64>,
    next: Vec<f64>,
    /// Products taken in all.
    pub(crate) products: u64,
}

impl Krylov {
    /// Solves A·x = b in place to a residual of `tolerance` relative to b. False, and the best found, if that is not reached.
    pub(crate) fn solve(
        &mut self,
        product: &mut dyn FnMut(&[f64], &mut [f64]),
        precondition: &mut dyn FnMut(&mut [f64]),
        b: &mut [f64],
        tolerance: f64,
    ) -> bool {
        let n = b.len();
        let goal = tolerance * norm(b);
        self.x.clear();
        self.x.resize(n, 0.0);
        self.next.clear();
        self.next.resize(n, 0.0);
        self.basis.resize_with(DIRECTIONS + 1, Vec::new);
        let mut reached = norm(b) == 0.0;
        for restart in 0..MOST_RESTARTS {
            if reached {
                break;
            }
            // Residual of what has been found.
            let mut first = std::mem::take(&mut self.basis[0]);
            first.clear();
            if restart == 0 {
                first.extend_from_slice(b);
            } else {
                product(&self.x, &mut self.next);
                first.extend(b.iter().zip(&self.next).map(|(b, p)| b - p));
            }
            let length = norm(&first);
            reached = length <= goal;
            if reached || !length.is_finite() {
                self.basis[0] = first;
                break;
            }
            for v in &mut first {
                *v /= length;
            }
            self.basis[0] = first;
            let used = self.cycle(product, precondition, length, goal);
            self.add_combination(used, precondition);
        }
        b.copy_from_slice(&self.x);
        reached
    }

    /// Builds the basis until the residual is small; returns how many directions it has.
    fn cycle(
        &mut self,
        product: &mut dyn FnMut(&[f64], &mut [f64]),
        precondition: &mut dyn FnMut(&mut [f64]),
        length: f64,
        goal: f64,
    ) -> usize {
        self.triangle.clear();
        self.rotations.clear();
        self.right.clear();
        self.right.push(length);
        for k in 0..DIRECTIONS {
            let mut direction = std::mem::take(&mut self.basis[k + 1]);
            direction.clear();
            direction.extend_from_slice(&self.basis[k]);
            precondition(&mut direction);
            product(&direction, &mut self.next);
            self.products += 1;
            direction.copy_from_slice(&self.next);
            let mut column = Vec::with_capacity(k + 2);
            for earlier in &self.basis[..=k] {
                let share = dot(earlier, &direction);
                for (d, e) in direction.iter_mut().zip(earlier) {
                    *d -= share * e;
                }
                column.push(share);
            }
            let rest = norm(&direction);
            if rest > 0.0 {
                for d in &mut direction {
                    *d /= rest;
                }
            }
            self.basis[k + 1] = direction;
            for (at, &(c, s)) in self.rotations.iter().enumerate() {
                let (upper, lower) = (column[at], column[at + 1]);
                column[at] = c * upper + s * lower;
                column[at + 1] = c * lower - s * upper;
            }
            let diagonal = column[k];
            let size = (diagonal * diagonal + rest * rest).sqrt();
            if !(size > 0.0 && size.is_finite()) {
                return k;
            }
            let (c, s) = (diagonal / size, rest / size);
            column[k] = size;
            self.rotations.push((c, s));
            self.triangle.push(column);
            let last = self.right[k];
            self.right[k] = c * last;
            self.right.push(-s * last);
            if (s * last).abs() <= 0.5 * goal {
                return k + 1;
            }
        }
        DIRECTIONS
    }

    /// Adds the best combination of the basis to the solution.
    fn add_combination(&mut self, used: usize, precondition: &mut dyn FnMut(&mut [f64])) {
        let mut shares = self.right[..used].to_vec();
        for k in (0..used).rev() {
            let later: f64 = (k + 1..used).map(|j| self.triangle[j][k] * shares[j]).sum();
            shares[k] = (shares[k] - later) / self.triangle[k][k];
        }
        self.next.fill(0.0);
        for (share, direction) in shares.iter().zip(&self.basis) {
            for (n, d) in self.next.iter_mut().zip(direction) {
                *n += share * d;
            }
        }
        precondition(&mut self.next);
        for (x, n) in self.x.iter_mut().zip(&self.next) {
            *x += n;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn solves_with_and_without_preconditioning() {
        for (n, strength) in [(5, 1.0), (200, 0.03), (300, 0.05)] {
            let mut dice = ChaCha8Rng::seed_from_u64(n as u64);
            let mut a: Vec<f64> = (0..n * n).map(|_| strength * dice.random_range(-1.0..1.0)).collect();
            for k in 0..n {
                a[k * n + k] += 1.0 + k as f64 / 30.0;
            }
            let right: Vec<f64> = (0..n).map(|_| dice.random_range(-1.0..1.0)).collect();
            let mut product = |x: &[f64], out: &mut [f64]| {
                for (out, row) in out.iter_mut().zip(a.chunks_exact(n)) {
                    *out = dot(row, x);
                }
            };
            let mut residual = vec![0.0; n];
            for preconditioned in [false, true] {
                let mut precondition = |x: &mut [f64]| {
                    if preconditioned {
                        for (k, x) in x.iter_mut().enumerate() {
                            *x /= 1.0 + k as f64 / 30.0;
                        }
                    }
                };
                let mut x = right.clone();
                let mut krylov = Krylov::default();
                assert!(krylov.solve(&mut product, &mut precondition, &mut x, 1e-11));
                product(&x, &mut residual);
                for (r, b) in residual.iter_mut().zip(&right) {
                    *r -= b;
                }
                assert!(norm(&residual) < 1e-10 * norm(&right), "{n} {}", norm(&residual));
            }
        }
    }
}
