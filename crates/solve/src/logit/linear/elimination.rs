//! Elimination of a large matrix row by row, as far as it stays sparse, and a dense matrix of the rest.
//!
//! In: rows, an order of the unknowns, and how many of them, at the end, are dense. Out: solutions of linear systems and the
//! determinant; or, where small entries are dropped on the way, approximate solutions to precondition others with. A
//! pivot that is small beside its row joins the dense part, where rows are exchanged. (Row-wise elimination with dropping:
//! Saad 1994, ILUT; without: the same exactly.)

use super::Lu;
use super::rows::Rows;

/// A pivot smaller than this, relative to its row, is put off to the dense part.
const SMALL_PIVOT: f64 = 1e-1;
/// Not eliminated yet, or never.
const NOT: u32 = u32::MAX;

/// What may be left out, for factors that only approximate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dropping {
    /// Entries below this share of their row's length are dropped.
    pub(crate) below: f64,
    /// So many are kept of a row, on either side of the diagonal.
    pub(crate) most: usize,
}

impl Dropping {
    /// A tenth of that is dropped and twice as much kept, so many times.
    pub(crate) fn finer(self, times: u32) -> Dropping {
        (0..times)
            .fold(self, |drop, _| Dropping { below: drop.below * 0.1, most: drop.most.saturating_mul(2) })
    }
}

/// Rows of a triangular factor.
#[derive(Clone, Debug, Default)]
struct Triangle {
    start: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl Triangle {
    fn clear(&mut self) {
        self.start.clear();
        self.start.push(0);
        self.entries.clear();
    }

    fn end_row(&mut self) {
        self.start.push(self.entries.len());
    }

    fn row(&self, row: usize) -> &[(u32, f64)] {
        &self.entries[self.start[row]..self.start[row + 1]]
    }

    /// Of the row begun, keeps the largest entries in their order.
    fn keep_largest(&mut self, most: usize) {
        let begun = self.start.last().copied().unwrap_or(0);
        let row = &mut self.entries[begun..];
        if row.len() > most {
            row.select_nth_unstable_by(most, |a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
            self.entries.truncate(begun + most);
            self.entries[begun..].sort_unstable_by_key(|entry| entry.0);
        }
    }
}

/// The factors. Unknowns are known by their place in the order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Elimination {
    /// Unknown at each place.
    at: Vec<u32>,
    /// Place of each unknown.
    place: Vec<u32>,
    /// Places eliminated one by one, ascending.
    pivots: Vec<u32>,
    /// Inverse pivot of each of those places.
    inverse: Vec<f64>,
    /// Row in the dense part of each place that is there, else [`NOT`].
    in_core: Vec<u32>,
    /// Places in the dense part.
    core_places: Vec<u32>,
    /// Multipliers, of pivots and then of rows of the dense part.
    lower: Triangle,
    /// Entries right of the pivots.
    upper: Triangle,
    core: Lu,
    /// The row at hand, and which of its places are not zero.
    row: Vec<f64>,
    bits: Vec<u64>,
    vector: Vec<f64>,
    right: Vec<f64>,
    /// Sign of the determinant.
    pub(crate) sign: f64,
    log: f64,
}

impl Elimination {
    /// Factors a matrix in the order of `order`, of which the last `dense` unknowns are dense.
    pub(crate) fn factor(&mut self, rows: &Rows, order: &[u32], dense: usize, dropping: Option<Dropping>) {
        let n = rows.size();
        self.at.clear();
        self.at.extend_from_slice(order);
        self.place.clear();
        self.place.resize(n, 0);
        for (place, &unknown) in order.iter().enumerate() {
            self.place[unknown as usize] = place as u32;
        }
        self.row.clear();
        self.row.resize(n, 0.0);
        self.bits.clear();
        self.bits.resize(n.div_ceil(64), 0);
        self.inverse.clear();
        self.inverse.resize(n, 0.0);
        self.in_core.clear();
        self.in_core.resize(n, NOT);
        self.pivots.clear();
        self.core_places.clear();
        self.lower.clear();
        self.upper.clear();
        self.sign = 1.0;
        self.log = 0.0;
        let sparse = n - dense.min(n);
        for place in 0..sparse {
            let length = self.bring(rows, place);
            let drop = dropping.map_or(0.0, |dropping| dropping.below * length);
            self.eliminate(place, drop);
            self.take_pivot(place, drop, dropping);
        }
        self.core_places.extend(sparse as u32..n as u32);
        self.core_places.sort_unstable();
        for (k, &place) in self.core_places.iter().enumerate() {
            self.in_core[place as usize] = k as u32;
        }
        self.form_core(rows, sparse, dropping);
    }

    /// Spreads the row at a place; returns its length.
    fn bring(&mut self, rows: &Rows, place: usize) -> f64 {
        let mut square = 0.0;
        for (column, value) in rows.row(self.at[place] as usize) {
            if value != 0.0 {
                let at = self.place[column] as usize;
                self.row[at] = value;
                self.bits[at / 64] |= 1 << (at % 64);
                square += value * value;
            }
        }
        square.sqrt()
    }

    /// Subtracts the rows of all pivots before `end` from the row at hand; multipliers go to `lower`.
    fn eliminate(&mut self, end: usize, drop: f64) {
        let Elimination { row, bits, in_core, inverse, lower, upper, pivots, .. } = self;
        // Pivots stand in ascending order: the number of one grows with its place.
        let mut number = 0;
        for word in 0..end.div_ceil(64) {
            let mut above = u64::MAX;
            loop {
                let pending = bits[word] & above;
                if pending == 0 {
                    break;
                }
                let bit = pending.trailing_zeros();
                above = (u64::MAX << bit) << 1;
                let at = word * 64 + bit as usize;
                if at >= end {
                    break;
                }
                if in_core[at] != NOT {
                    continue;
                }
                bits[word] &= !(1 << bit);
                let head = std::mem::take(&mut row[at]);
                let factor = head * inverse[at];
                // What is no number must not get lost.
                let negligible = head.abs() <= drop;
                if negligible {
                    continue;
                }
                lower.entries.push((at as u32, factor));
                number += pivots[number..].partition_point(|&p| (p as usize) < at);
                for &(to, value) in upper.row(number) {
                    let to = to as usize;
                    row[to] -= factor * value;
                    bits[to / 64] |= 1 << (to % 64);
                }
            }
        }
    }

    /// Takes the row at hand as the one of a pivot, or puts it off.
    fn take_pivot(&mut self, place: usize, drop: f64, dropping: Option<Dropping>) {
        let n = self.row.len();
        let mut pivot = self.row[place];
        let mut largest = 0.0f64;
        for word in 0..self.bits.len() {
            let mut pending = std::mem::take(&mut self.bits[word]);
            while pending != 0 {
                let at = word * 64 + pending.trailing_zeros() as usize;
                pending &= pending - 1;
                let value = std::mem::take(&mut self.row[at]);
                let negligible = value.abs() <= drop && at + 1 < n;
                if at == place || negligible {
                    continue;
                }
                // The border's own column is never divided by.
                if at + 1 < n {
                    largest = largest.max(value.abs());
                }
                self.upper.entries.push((at as u32, value));
            }
        }
        let least = SMALL_PIVOT * largest;
        if let Some(dropping) = dropping {
            self.lower.keep_largest(dropping.most);
            self.upper.keep_largest(dropping.most);
            if pivot.abs() < least || pivot == 0.0 {
                pivot = least.max(f64::MIN_POSITIVE).copysign(pivot);
            }
        } else if pivot.abs() < least || pivot.abs() < f64::MIN_POSITIVE {
            // Begun rows are taken back.
            let (lower, upper) = (&mut self.lower, &mut self.upper);
            lower.entries.truncate(lower.start.last().copied().unwrap_or(0));
            upper.entries.truncate(upper.start.last().copied().unwrap_or(0));
            self.in_core[place] = 0;
            self.core_places.push(place as u32);
            return;
        }
        self.lower.end_row();
        self.upper.end_row();
        self.pivots.push(place as u32);
        self.inverse[place] = 1.0 / pivot;
        if pivot < 0.0 {
            self.sign = -self.sign;
        }
        self.log += libm::log(pivot.abs());
    }

    /// What is left for the dense part.
    fn form_core(&mut self, rows: &Rows, sparse: usize, dropping: Option<Dropping>) {
        let size = self.core_places.len();
        self.core.reset(size);
        let places = std::mem::take(&mut self.core_places);
        for (k, &place) in places.iter().enumerate() {
            let length = self.bring(rows, place as usize);
            self.eliminate(sparse, dropping.map_or(0.0, |dropping| dropping.below * length));
            self.lower.end_row();
            for word in 0..self.bits.len() {
                let mut pending = std::mem::take(&mut self.bits[word]);
                while pending != 0 {
                    let at = word * 64 + pending.trailing_zeros() as usize;
                    pending &= pending - 1;
                    let column = self.in_core[at] as usize;
                    self.core.a[k * size + column] = std::mem::take(&mut self.row[at]);
                }
            }
        }
        self.core_places = places;
        self.core.factor();
        self.sign *= self.core.sign;
    }

    /// Natural log of |det|.
    pub(crate) fn log_det(&self) -> f64 {
        self.log + self.core.log_det()
    }

    /// Solves A·x = b in place.
    pub(crate) fn solve(&mut self, b: &mut [f64]) {
        let Elimination { at, vector: x, right, pivots, lower, upper, core, core_places, inverse, .. } = self;
        x.clear();
        x.extend(at.iter().map(|&unknown| b[unknown as usize]));
        for (k, &place) in pivots.iter().enumerate() {
            x[place as usize] -= along(lower.row(k), x);
        }
        right.clear();
        for (k, &place) in core_places.iter().enumerate() {
            right.push(x[place as usize] - along(lower.row(pivots.len() + k), x));
        }
        core.solve(right);
        for (&place, &value) in core_places.iter().zip(right.iter()) {
            x[place as usize] = value;
        }
        for (k, &place) in pivots.iter().enumerate().rev() {
            let place = place as usize;
            x[place] = (x[place] - along(upper.row(k), x)) * inverse[place];
        }
        for (&unknown, &value) in at.iter().zip(x.iter()) {
            b[unknown as usize] = value;
        }
    }

    /// Solves Aᵀ·x = b in place.
    pub(crate) fn solve_transposed(&mut self, b: &mut [f64]) {
        let Elimination { at, vector: x, right, pivots, lower, upper, core, core_places, inverse, .. } = self;
        x.clear();
        x.extend(at.iter().map(|&unknown| b[unknown as usize]));
        for (k, &place) in pivots.iter().enumerate() {
            let value = x[place as usize] * inverse[place as usize];
            x[place as usize] = value;
            subtract(upper.row(k), value, x);
        }
        right.clear();
        right.extend(core_places.iter().map(|&place| x[place as usize]));
        core.solve_transposed(right);
        for (k, (&place, &value)) in core_places.iter().zip(right.iter()).enumerate() {
            x[place as usize] = value;
            subtract(lower.row(pivots.len() + k), value, x);
        }
        for (k, &place) in pivots.iter().enumerate().rev() {
            let value = x[place as usize];
            subtract(lower.row(k), value, x);
        }
        for (&unknown, &value) in at.iter().zip(x.iter()) {
            b[unknown as usize] = value;
        }
    }

    /// Unknowns in the dense part, and entries outside it.
    #[cfg(test)]
    pub(crate) fn shape(&self) -> (usize, usize) {
        (self.core_places.len(), self.lower.entries.len() + self.upper.entries.len())
    }
}

/// Product of a row with a vector.
fn along(row: &[(u32, f64)], x: &[f64]) -> f64 {
    row.iter().map(|&(at, value)| value * x[at as usize]).sum()
}

fn subtract(row: &[(u32, f64)], factor: f64, x: &mut [f64]) {
    if factor != 0.0 {
        for &(at, value) in row {
            x[at as usize] -= factor * value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// A sparse matrix with a dense last row and column, and the same as a dense one.
    fn random(n: usize, seed: u64, strength: f64) -> (Rows, Lu) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut rows = Rows::default();
        let mut dense = Lu::default();
        rows.reset(n);
        dense.reset(n);
        let mut add = |row: usize, column: usize, value: f64| {
            rows.add(row as u32, column as u32, value);
            dense.a[row * n + column] += value;
        };
        for row in 0..n {
            if row % 7 != 3 {
                add(row, row, 1.0);
            }
            for _ in 0..4 {
                add(row, dice.random_range(0..n), strength * dice.random_range(-1.0..1.0));
            }
            add(row, n - 1, dice.random_range(-1.0..1.0));
            add(n - 1, row, dice.random_range(-1.0..1.0));
        }
        rows.merge();
        (rows, dense)
    }

    #[test]
    fn the_same_as_dense_factors() {
        for (n, seed, strength) in [(40, 1, 1.0), (150, 2, 0.3), (333, 3, 30.0), (70, 4, 1e4)] {
            let (rows, mut dense) = random(n, seed, strength);
            dense.factor();
            let mut order: Vec<u32> = (0..n as u32 - 1).rev().collect();
            order.push(n as u32 - 1);
            let mut sparse = Elimination::default();
            for core in [1, n / 3, n] {
                sparse.factor(&rows, &order, core, None);
                assert!(sparse.shape().0 >= core);
                assert_eq!(sparse.sign, dense.sign);
                let difference = (sparse.log_det() - dense.log_det()).abs();
                assert!(difference < 1e-8, "{n} {core}: {difference}");
                let b: Vec<f64> = (0..n).map(|k| (k as f64).sin()).collect();
                for transposed in [false, true] {
                    let (mut x, mut y) = (b.clone(), b.clone());
                    if transposed {
                        sparse.solve_transposed(&mut x);
                        dense.solve_transposed(&mut y);
                    } else {
                        sparse.solve(&mut x);
                        dense.solve(&mut y);
                    }
                    for (x, y) in x.iter().zip(&y) {
                        assert!((x - y).abs() < 1e-8 * (1.0 + y.abs()), "{n} {core} {transposed}: {x} {y}");
                    }
                }
            }
        }
    }
}
