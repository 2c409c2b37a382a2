//! Does a system of linear equations have a solution without negative entries? Exactly.
//!
//! In: equations over rationals. Out: yes or no. The first phase of the simplex method with Bland's rule, which cannot
//! cycle. For systems of some dozens of unknowns.

use crate::enumerate::Watch;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// What an operation on rationals costs beside one on small numbers.
pub(super) const RATIONAL: usize = 256;

/// Equations in unknowns that may not be negative.
#[derive(Default)]
pub(in crate::enumerate) struct System {
    unknowns: usize,
    /// Coefficients by unknown, and the right-hand side.
    equations: Vec<(Vec<(usize, BigRational)>, BigRational)>,
}

impl System {
    /// New unknowns: the number of the first.
    pub(in crate::enumerate) fn unknowns(&mut self, count: usize) -> usize {
        self.unknowns += count;
        self.unknowns - count
    }

    /// Demands Σ coefficient · unknown = `right`. An unknown may occur more than once.
    pub(in crate::enumerate) fn equation(&mut self, left: Vec<(usize, BigRational)>, right: BigRational) {
        self.equations.push((left, right));
    }

    /// Whether there is a solution. For small systems.
    pub(super) fn is_feasible(&self) -> bool {
        self.solve(&mut |_| false).is_some_and(|point| point.is_some())
    }

    /// The same for systems of any size: nothing if there is no time for it.
    pub(super) fn is_feasible_within(&self, watch: &mut Watch<'_>) -> Option<bool> {
        self.solve(&mut |work| watch.stops(work)).map(|point| point.is_some())
    }

    /// A solution, or that there is none; nothing if there is no time for it.
    #[allow(clippy::option_option, reason = "no time and no solution are different answers")]
    pub(in crate::enumerate) fn point_within(
        &self,
        watch: &mut Watch<'_>,
    ) -> Option<Option<Vec<BigRational>>> {
        self.solve(&mut |work| watch.stops(work))
    }

    #[allow(clippy::option_option, reason = "no time and no solution are different answers")]
    fn solve(&self, stop: &mut dyn FnMut(usize) -> bool) -> Option<Option<Vec<BigRational>>> {
        let width = self.unknowns + 1;
        let mut rows: Vec<Vec<BigRational>> = Vec::with_capacity(self.equations.len());
        for (left, right) in &self.equations {
            let mut row = vec![BigRational::zero(); width];
            left.iter().for_each(|(unknown, coefficient)| row[*unknown] += coefficient);
            row[self.unknowns] = right.clone();
            if right.is_negative() {
                row.iter_mut().for_each(|value| *value = -&*value);
            }
            rows.push(row);
        }
        // Each row starts with an artificial unknown of its own in the basis; `excess` is the sum of those rows.
        let mut basis: Vec<usize> = vec![usize::MAX; rows.len()];
        let mut excess = vec![BigRational::zero(); width];
        for row in &rows {
            excess.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
        while excess[self.unknowns].is_positive() {
            if stop(rows.len() * width * RATIONAL) {
                return None;
            }
            let Some(entering) = (0..self.unknowns).find(|&k| excess[k].is_positive()) else {
                return Some(None);
            };
            let mut leaving: Option<(usize, BigRational)> = None;
            for (r, row) in rows.iter().enumerate().filter(|(_, row)| row[entering].is_positive()) {
                let ratio = &row[self.unknowns] / &row[entering];
                let better = match &leaving {
                    None => true,
                    // Artificial unknowns leave first where they tie.
                    Some((l, least)) => {
                        ratio < *least
                            || (ratio == *least && basis[r].wrapping_add(1) < basis[*l].wrapping_add(1))
                    }
                };
                if better {
                    leaving = Some((r, ratio));
                }
            }
            let Some((leaving, _)) = leaving else { return Some(None) };
            let scale = rows[leaving][entering].clone();
            if !scale.is_one() {
                rows[leaving].iter_mut().filter(|v| !v.is_zero()).for_each(|value| *value /= &scale);
            }
            let pivot = rows[leaving].clone();
            // An artificial unknown that leaves never comes back: its column is not kept, but counted in the excess.
            for (_, row) in rows.iter_mut().enumerate().filter(|(r, _)| *r != leaving) {
                subtract(row, &pivot, entering);
            }
            subtract(&mut excess, &pivot, entering);
            basis[leaving] = entering;
        }
        let mut point = vec![BigRational::zero(); self.unknowns];
        for (row, &unknown) in rows.iter().zip(&basis).filter(|(_, unknown)| **unknown < self.unknowns) {
            point[unknown] = row[self.unknowns].clone();
        }
        Some(Some(point))
    }
}

/// Takes the multiple of `pivot` from `row` that makes its entry `at` zero.
fn subtract(row: &mut [BigRational], pivot: &[BigRational], at: usize) {
    if row[at].is_zero() {
        return;
    }
    let factor = row[at].clone();
    for (value, pivot) in row.iter_mut().zip(pivot).filter(|(_, pivot)| !pivot.is_zero()) {
        *value -= &factor * pivot;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(v: i64) -> BigRational {
        BigRational::from_integer(v.into())
    }

    fn system(rows: &[Vec<i64>], right: &[i64], unknowns: usize) -> System {
        let mut system = System::default();
        system.unknowns(unknowns);
        for (row, right) in rows.iter().zip(right) {
            let left = row.iter().enumerate().map(|(k, &v)| (k, whole(v))).collect();
            system.equation(left, whole(*right));
        }
        system
    }

    proptest! {
        /// A right-hand side made from a solution is feasible; one that a dual vector excludes is not (Farkas).
        #[test]
        fn agrees_with_farkas(
            rows in prop::collection::vec(prop::collection::vec(-3i64..4, 5), 1..5),
            point in prop::collection::vec(0i64..3, 5),
            right in prop::collection::vec(-6i64..7, 5),
        ) {
            let at = |row: &Vec<i64>| row.iter().zip(&point).map(|(a, z)| a * z).sum::<i64>();
            let made: Vec<i64> = rows.iter().map(at).collect();
            prop_assert!(system(&rows, &made, 5).is_feasible());
            // Some dual vector with entries in −6..6 excludes it: yA ≥ 0 and yb < 0.
            let n = rows.len();
            let excluded = n <= 2 && (0..13i64.pow(n as u32)).any(|mut code| {
                let y: Vec<i64> = (0..n).map(|_| { let v = code % 13 - 6; code /= 13; v }).collect();
                (0..5).all(|k| (0..n).map(|r| y[r] * rows[r][k]).sum::<i64>() >= 0)
                    && (0..n).map(|r| y[r] * right[r]).sum::<i64>() < 0
            });
            let feasible = system(&rows, &right, 5).is_feasible();
            prop_assert!(!(excluded && feasible));
            // With up to two equations a basic solution of two unknowns would show.
            if n == 2 {
                prop_assert_eq!(feasible, basic_solution(&rows, &right));
            }
        }
    }

    /// Whether two equations have a solution with at most two unknowns that are not 0.
    fn basic_solution(rows: &[Vec<i64>], right: &[i64]) -> bool {
        if right == [0, 0] || right[..2] == [0, 0] {
            return true;
        }
        let (b0, b1) = (right[0], right[1]);
        (0..5).any(|i| {
            let (a0, a1) = (rows[0][i], rows[1][i]);
            a0 * b1 == a1 * b0
                && ((a0 != 0 && a0 * b0 >= 0 && (a1 != 0 || b1 == 0))
                    || (a0 == 0 && a1 != 0 && b0 == 0 && a1 * b1 >= 0))
                && (a0 * b0 >= 0 && a1 * b1 >= 0)
                && (a0 != 0 || b0 == 0)
                && (a1 != 0 || b1 == 0)
        }) || (0..5).any(|i| {
            (0..i).any(|j| {
                let det = rows[0][i] * rows[1][j] - rows[0][j] * rows[1][i];
                let z = [b0 * rows[1][j] - rows[0][j] * b1, rows[0][i] * b1 - b0 * rows[1][i]];
                det != 0 && z.iter().all(|z| z * det.signum() >= 0)
            })
        })
    }
}
