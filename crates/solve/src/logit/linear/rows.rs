//! A square matrix by rows, of which only what is not zero is kept.
//!
//! In: entries in any order, several to a place. Out: rows with one entry a place, in the order in which places were first
//! added to, and products with vectors.

/// Entries smaller than this are not kept: where the diagonal is about 1 nothing comes of them.
const NEGLIGIBLE: f64 = 1e-22;

/// Number of entries added from which on those at the same place are summed early.
const ROOM: usize = 1 << 20;

/// A place and what is added there.
#[derive(Clone, Copy, Debug)]
struct Added {
    row: u32,
    column: u32,
    value: f64,
}

/// The matrix.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    n: usize,
    added: Vec<Added>,
    /// Number of entries added at which those at the same place are summed.
    room: usize,
    start: Vec<usize>,
    column: Vec<u32>,
    value: Vec<f64>,
    place: Vec<usize>,
}

impl Rows {
    /// A zero matrix of `n` rows, ready for entries.
    pub(crate) fn reset(&mut self, n: usize) {
        self.n = n;
        self.added.clear();
        self.room = ROOM;
    }

    /// Adds to an entry.
    #[inline]
    pub(crate) fn add(&mut self, row: u32, column: u32, value: f64) {
        // What is no number must not get lost.
        let negligible = value.abs() <= NEGLIGIBLE;
        if !negligible {
            if self.added.len() >= self.room {
                self.compact();
            }
            self.added.push(Added { row, column, value });
        }
    }

    /// Sums early, so that places that are added to very often take no more memory than others.
    #[cold]
    fn compact(&mut self) {
        self.merge();
        self.added.clear();
        for row in 0..self.n {
            for at in self.start[row]..self.start[row + 1] {
                let (column, value) = (self.column[at], self.value[at]);
                self.added.push(Added { row: row as u32, column, value });
            }
        }
        self.room = (2 * self.added.len()).max(ROOM);
    }

    /// Sums what was added at the same place. To be called when all has been added.
    pub(crate) fn merge(&mut self) {
        let n = self.n;
        self.start.clear();
        self.start.resize(n + 1, 0);
        for entry in &self.added {
            self.start[entry.row as usize] += 1;
        }
        let mut total = 0;
        for start in &mut self.start {
            total += *start;
            *start = total;
        }
        // Filled from the back of each row, so that what was added first stands first.
        self.column.clear();
        self.column.resize(total, 0);
        self.value.clear();
        self.value.resize(total, 0.0);
        for entry in self.added.iter().rev() {
            let at = &mut self.start[entry.row as usize];
            *at -= 1;
            self.column[*at] = entry.column;
            self.value[*at] = entry.value;
        }
        self.place.clear();
        self.place.resize(n, usize::MAX);
        let mut kept = 0;
        for row in 0..n {
            let (first, last) = (kept, self.start[row + 1]);
            for at in self.start[row]..last {
                let column = self.column[at];
                let place = &mut self.place[column as usize];
                if *place != usize::MAX && *place >= first {
                    self.value[*place] += self.value[at];
                } else {
                    *place = kept;
                    self.column[kept] = column;
                    self.value[kept] = self.value[at];
                    kept += 1;
                }
            }
            self.start[row] = first;
        }
        if let Some(end) = self.start.last_mut() {
            *end = kept;
        }
        self.column.truncate(kept);
        self.value.truncate(kept);
    }

    /// Rows and columns.
    pub(crate) fn size(&self) -> usize {
        self.n
    }

    /// Entries of a row: column and value.
    pub(crate) fn row(&self, row: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.start[row]..self.start[row + 1];
        self.column[range.clone()].iter().map(|&c| c as usize).zip(self.value[range].iter().copied())
    }

    /// out = A·x.
    pub(crate) fn product(&self, x: &[f64], out: &mut [f64]) {
        for (row, out) in out.iter_mut().enumerate() {
            let range = self.start[row]..self.start[row + 1];
            let mut sum = 0.0;
            for (&column, value) in self.column[range.clone()].iter().zip(&self.value[range]) {
                sum += value * x[column as usize];
            }
            *out = sum;
        }
    }

    /// Clears the columns marked, but for the diagonal and the last row.
    pub(crate) fn clear_columns(&mut self, marked: impl Fn(usize) -> bool) {
        for row in 0..self.n.saturating_sub(1) {
            for at in self.start[row]..self.start[row + 1] {
                let column = self.column[at];
                if column as usize != row && marked(column as usize) {
                    self.value[at] = 0.0;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_at_one_place_are_summed() {
        let mut rows = Rows::default();
        rows.reset(3);
        for (row, column, value) in
            [(2, 0, 1.0), (0, 1, 2.0), (2, 2, 5.0), (0, 1, 3.0), (2, 0, -4.0), (1, 1, 1.0), (0, 0, 1e-30)]
        {
            rows.add(row, column, value);
        }
        rows.merge();
        assert_eq!(rows.row(0).collect::<Vec<_>>(), [(1, 5.0)]);
        assert_eq!(rows.row(1).collect::<Vec<_>>(), [(1, 1.0)]);
        assert_eq!(rows.row(2).collect::<Vec<_>>(), [(0, -3.0), (2, 5.0)]);
        let mut out = [0.0; 3];
        rows.product(&[1.0, 2.0, 3.0], &mut out);
        assert_eq!(out, [10.0, 2.0, 12.0]);
    }
}
