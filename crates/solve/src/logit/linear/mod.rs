//! Dense linear algebra for the path: LU with partial pivoting, determinants, smallest singular values.
//!
//! In: square row-major matrices. Out: solutions of linear systems. Matrices of a few rows have kernels of their own in
//! [`small`], products of [`vectors`] are beside them. Nothing here allocates once its buffers have grown to the size in
//! use; the order of operations does not depend on the data except through the pivots.

pub(crate) mod elimination;
pub(crate) mod krylov;
pub(crate) mod order;
pub(crate) mod rows;
mod small;
mod vectors;

pub(crate) use vectors::{dot, norm, scale_to_unit};

/// Pivots smaller than this are replaced by it.
const TINY: f64 = 1e-290;
/// Columns eliminated together in large matrices, so that a panel stays in the cache.
const PANEL: usize = 32;
/// From this size on elimination goes panel by panel.
const LARGE: usize = 160;
/// From this size on columns that stand alone are eliminated first.
const WORTH_SORTING: usize = 40;
/// A column whose entries off the diagonal are below this, where the diagonal is about 1, stands alone.
pub(crate) const ALONE: f64 = 1e-14;

/// A square matrix and its factors P·A = L·U.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lu {
    /// Rows and columns.
    pub(crate) n: usize,
    /// Row-major entries; L (unit diagonal, below) and U after [`Lu::factor`], transposed in matrices that are [`small`].
    pub(crate) a: Vec<f64>,
    pivot: Vec<u32>,
    inverse: Vec<f64>,
    panel: Vec<f64>,
    /// Row and column at each place, if they were reordered.
    order: Vec<u32>,
    /// Largest entry of each column off the diagonal and the border, of the matrix factored last. Empty for small
    /// matrices unless asked for by `measure`.
    largest: Vec<f64>,
    /// Measure the columns of small matrices too.
    pub(crate) measure: bool,
    scratch: Vec<f64>,
    /// Sign of the determinant: −1, 0 or 1.
    pub(crate) sign: f64,
}

impl Lu {
    /// A zero matrix of `n` rows, ready to be filled.
    pub(crate) fn reset(&mut self, n: usize) {
        self.n = n;
        self.a.clear();
        self.a.resize(n * n, 0.0);
    }

    /// Factors in place. A zero pivot is replaced by a tiny one, so that solving stays possible near a singular matrix.
    ///
    /// In a large bordered Jacobian most columns stand alone once their actions have died out: all entries but the
    /// diagonal's and the border's (the last row's) are negligible. Those go first, at the price of one row each.
    pub(crate) fn factor(&mut self) {
        let n = self.n;
        self.pivot.clear();
        self.pivot.resize(n, 0);
        self.inverse.clear();
        self.inverse.resize(n, 0.0);
        self.sign = 1.0;
        let alone = self.sort_columns();
        if let Some(kernel) = small::kernels(n) {
            self.sign = (kernel.factor)(&mut self.a, &mut self.pivot, &mut self.inverse);
            return;
        }
        self.eliminate(0, alone, n);
        if n - alone < LARGE {
            self.eliminate(alone, n, n);
        } else {
            let mut start = alone;
            while start < n {
                let end = (start + PANEL).min(n);
                self.eliminate(start, end, end);
                self.update(start, end);
                start = end;
            }
        }
        for k in 0..n {
            if self.a[k * n + k] < 0.0 {
                self.sign = -self.sign;
            }
        }
    }

    /// Whether column `k` of the matrix factored last touched nothing but its own row and the border.
    pub(crate) fn stood_alone(&self, k: usize) -> bool {
        self.largest.get(k).is_some_and(|&v| v < ALONE)
    }

    /// Moves rows and columns that stand alone to the front, alike, and clears what is negligible in them. Returns how
    /// many there are.
    fn sort_columns(&mut self) -> usize {
        let n = self.n;
        self.order.clear();
        self.largest.clear();
        if n < WORTH_SORTING && !self.measure {
            return 0;
        }
        self.largest.resize(n, 0.0);
        for (i, row) in self.a.chunks_exact(n).take(n - 1).enumerate() {
            let diagonal = self.largest[i];
            for (m, v) in self.largest.iter_mut().zip(row) {
                *m = m.max(v.abs());
            }
            self.largest[i] = diagonal;
        }
        // The border's own column is none of them.
        self.largest[n - 1] = f64::INFINITY;
        if n < WORTH_SORTING {
            return 0;
        }
        let (largest, a) = (&self.largest, &self.a);
        let stands_alone = |k: usize| largest[k] < ALONE && (a[k * n + k] - 1.0).abs() < 0.1;
        self.order.extend((0..n).filter(|&k| stands_alone(k)).map(|k| k as u32));
        let alone = self.order.len();
        if alone * 8 < n {
            self.order.clear();
            return 0;
        }
        self.order.extend((0..n).filter(|&k| !stands_alone(k)).map(|k| k as u32));
        self.panel.clear();
        self.panel.resize(n * n, 0.0);
        for (row, &i) in self.panel.chunks_exact_mut(n).zip(&self.order) {
            let from = &self.a[i as usize * n..][..n];
            for (k, (v, &j)) in row.iter_mut().zip(&self.order).enumerate() {
                let negligible = k < alone && j != i && i as usize + 1 < n;
                *v = if negligible { 0.0 } else { from[j as usize] };
            }
        }
        std::mem::swap(&mut self.a, &mut self.panel);
        alone
    }

    /// Brings a vector into the order of the factors.
    fn put_in_order(&mut self, b: &mut [f64]) {
        if !self.order.is_empty() {
            self.scratch.clear();
            self.scratch.extend(self.order.iter().map(|&k| b[k as usize]));
            b.copy_from_slice(&self.scratch);
        }
    }

    /// And back.
    fn put_back(&mut self, b: &mut [f64]) {
        if !self.order.is_empty() {
            self.scratch.copy_from_slice(b);
            for (&k, v) in self.order.iter().zip(&self.scratch) {
                b[k as usize] = *v;
            }
        }
    }

    /// Natural log of |det|.
    pub(crate) fn log_det(&self) -> f64 {
        (0..self.n).map(|k| libm::log(self.a[k * self.n + k].abs())).sum()
    }

    /// Eliminates columns `start..end`, updating only columns below `width`. Whole rows are swapped.
    fn eliminate(&mut self, start: usize, end: usize, width: usize) {
        let n = self.n;
        for k in start..end {
            let mut best = k;
            let mut size = self.a[k * n + k].abs();
            for i in k + 1..n {
                let v = self.a[i * n + k].abs();
                if v > size {
                    size = v;
                    best = i;
                }
            }
            self.pivot[k] = best as u32;
            if best != k {
                self.sign = -self.sign;
                let (upper, lower) = self.a.split_at_mut(best * n);
                upper[k * n..k * n + n].swap_with_slice(&mut lower[..n]);
            }
            if size < TINY {
                self.a[k * n + k] = TINY;
            }
            let inverse = 1.0 / self.a[k * n + k];
            self.inverse[k] = inverse;
            let (upper, lower) = self.a.split_at_mut((k + 1) * n);
            let row = &upper[k * n + k + 1..k * n + width];
            for other in lower.chunks_exact_mut(n) {
                let head = other[k];
                if head == 0.0 {
                    continue;
                }
                let factor = head * inverse;
                other[k] = factor;
                for (x, y) in other[k + 1..width].iter_mut().zip(row) {
                    *x -= factor * y;
                }
            }
        }
    }

    /// Applies a finished panel to the columns right of it.
    fn update(&mut self, start: usize, end: usize) {
        let n = self.n;
        let width = n - end;
        if width == 0 {
            return;
        }
        // Rows of the panel: solve with its unit lower triangle.
        for k in start + 1..end {
            let (upper, lower) = self.a.split_at_mut(k * n);
            let row = &mut lower[..n];
            for j in start..k {
                let factor = row[j];
                if factor != 0.0 {
                    let above = &upper[j * n + end..j * n + n];
                    for (x, y) in row[end..].iter_mut().zip(above) {
                        *x -= factor * y;
                    }
                }
            }
        }
        self.panel.clear();
        for k in start..end {
            self.panel.extend_from_slice(&self.a[k * n + end..k * n + n]);
        }
        // Rows below: subtract L·U, four panel rows a pass.
        let depth = end - start;
        for row in self.a[end * n..].chunks_exact_mut(n) {
            let (head, tail) = row.split_at_mut(end);
            let factors = &head[start..end];
            let mut k = 0;
            while k + 4 <= depth {
                let (f0, f1, f2, f3) = (factors[k], factors[k + 1], factors[k + 2], factors[k + 3]);
                if f0 != 0.0 || f1 != 0.0 || f2 != 0.0 || f3 != 0.0 {
                    let p0 = &self.panel[k * width..][..width];
                    let p1 = &self.panel[(k + 1) * width..][..width];
                    let p2 = &self.panel[(k + 2) * width..][..width];
                    let p3 = &self.panel[(k + 3) * width..][..width];
                    for ((((x, a), b), c), d) in tail.iter_mut().zip(p0).zip(p1).zip(p2).zip(p3) {
                        *x -= (f0 * a + f1 * b) + (f2 * c + f3 * d);
                    }
                }
                k += 4;
            }
            while k < depth {
                let f = factors[k];
                if f != 0.0 {
                    for (x, a) in tail.iter_mut().zip(&self.panel[k * width..][..width]) {
                        *x -= f * a;
                    }
                }
                k += 1;
            }
        }
    }

    /// Solves A·x = b in place.
    pub(crate) fn solve(&mut self, b: &mut [f64]) {
        let n = self.n;
        if let Some(kernel) = small::kernels(n) {
            return (kernel.solve)(&self.a, &self.pivot, &self.inverse, b);
        }
        self.put_in_order(b);
        for k in 0..n {
            let p = self.pivot[k] as usize;
            if p != k {
                b.swap(k, p);
            }
        }
        for i in 1..n {
            let row = &self.a[i * n..i * n + i];
            b[i] -= dot(row, &b[..i]);
        }
        for i in (0..n).rev() {
            let row = &self.a[i * n + i + 1..i * n + n];
            b[i] = (b[i] - dot(row, &b[i + 1..n])) * self.inverse[i];
        }
        self.put_back(b);
    }

    /// Solves Aᵀ·x = b in place.
    pub(crate) fn solve_transposed(&mut self, b: &mut [f64]) {
        let n = self.n;
        if let Some(kernel) = small::kernels(n) {
            return (kernel.solve_transposed)(&self.a, &self.pivot, &self.inverse, b);
        }
        self.put_in_order(b);
        for i in 0..n {
            b[i] *= self.inverse[i];
            let value = b[i];
            if value != 0.0 {
                for (x, y) in b[i + 1..n].iter_mut().zip(&self.a[i * n + i + 1..i * n + n]) {
                    *x -= value * y;
                }
            }
        }
        for i in (1..n).rev() {
            let value = b[i];
            if value != 0.0 {
                for (x, y) in b[..i].iter_mut().zip(&self.a[i * n..i * n + i]) {
                    *x -= value * y;
                }
            }
        }
        for k in (0..n).rev() {
            let p = self.pivot[k] as usize;
            if p != k {
                b.swap(k, p);
            }
        }
        self.put_back(b);
    }

    /// Inverse iteration for the smallest singular value: improves the right vector `right`, sets `left`, both of unit
    /// length, and returns the value.
    pub(crate) fn smallest_singular(&mut self, right: &mut [f64], left: &mut [f64], rounds: usize) -> f64 {
        let mut value = f64::INFINITY;
        for _ in 0..rounds {
            left.copy_from_slice(right);
            self.solve_transposed(left);
            scale_to_unit(left);
            right.copy_from_slice(left);
            self.solve(right);
            value = 1.0 / scale_to_unit(right);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn random(n: usize, seed: u64) -> Vec<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        (0..n * n).map(|_| rng.random_range(-1.0..1.0)).collect()
    }

    #[test]
    fn solves_small_and_large_systems() {
        for n in (1..20).chain([31, 200, 333]) {
            let a = random(n, n as u64);
            let mut lu = Lu::default();
            lu.reset(n);
            lu.a.copy_from_slice(&a);
            lu.factor();
            let x: Vec<f64> = (0..n).map(|i| 1.0 + i as f64).collect();
            let mut b: Vec<f64> = (0..n).map(|i| dot(&a[i * n..i * n + n], &x)).collect();
            lu.solve(&mut b);
            let mut c = vec![0.0; n];
            for i in 0..n {
                for j in 0..n {
                    c[j] += a[i * n + j] * x[i];
                }
            }
            lu.solve_transposed(&mut c);
            for i in 0..n {
                assert!((b[i] - x[i]).abs() < 1e-8 * n as f64, "{n} {i}");
                assert!((c[i] - x[i]).abs() < 1e-8 * n as f64, "{n} {i}");
            }
        }
    }

    #[test]
    fn columns_that_stand_alone_change_nothing() {
        for n in [60, 300] {
            let mut a = random(n, 5);
            for i in 0..n - 1 {
                for j in (0..n - 1).filter(|j| j % 3 != 0 && *j != i) {
                    a[i * n + j] = 1e-16;
                }
                a[i * n + i] = 1.0;
            }
            let mut sorted = Lu::default();
            sorted.reset(n);
            sorted.a.copy_from_slice(&a);
            sorted.factor();
            assert!(!sorted.order.is_empty());
            // A diagonal that is not 1 is not sorted: the same matrix with its first rows and columns scaled.
            let mut plain = Lu::default();
            plain.reset(n);
            plain.a.copy_from_slice(&a);
            for row in plain.a.chunks_exact_mut(n) {
                for v in row {
                    *v *= 3.0;
                }
            }
            plain.factor();
            assert!(plain.order.is_empty());
            assert_eq!(sorted.sign, plain.sign);
            assert!((sorted.log_det() + n as f64 * libm::log(3.0) - plain.log_det()).abs() < 1e-9);
            let b: Vec<f64> = (0..n).map(|k| (k as f64).sin()).collect();
            let (mut x, mut y) = (b.clone(), b.clone());
            sorted.solve(&mut x);
            plain.solve(&mut y);
            let (mut u, mut v) = (b.clone(), b.clone());
            sorted.solve_transposed(&mut u);
            plain.solve_transposed(&mut v);
            for k in 0..n {
                assert!((x[k] - 3.0 * y[k]).abs() < 1e-9 * (1.0 + x[k].abs()), "{n} {k}");
                assert!((u[k] - 3.0 * v[k]).abs() < 1e-9 * (1.0 + u[k].abs()), "{n} {k}");
            }
        }
    }

    #[test]
    fn determinant_and_smallest_singular_value() {
        let mut lu = Lu::default();
        lu.reset(3);
        lu.a.copy_from_slice(&[0.0, 2.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 1e-3]);
        lu.factor();
        assert_eq!(lu.sign, -1.0);
        assert!((lu.log_det() - libm::log(6e-3)).abs() < 1e-12);
        let (mut right, mut left) = (vec![0.5, 0.5, 0.7], vec![0.0; 3]);
        let value = lu.smallest_singular(&mut right, &mut left, 4);
        assert!((value - 1e-3).abs() < 1e-9 && right[2].abs() > 0.999);
    }
}
