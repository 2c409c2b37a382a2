//! Cells of a diagram's grid, which are divided where what is in them differs.
//!
//! In: axes, a width. Out: [`Cell`]s that cover the grid; their points, corners and parts.

use crate::design::Axis;

/// A cell: the first and last point on either axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) low: [u32; 2],
    pub(super) high: [u32; 2],
}

impl Cell {
    /// The grid in cells of so many steps; the last ones are narrower.
    pub(super) fn all(axes: &[Axis; 2], width: u32) -> Vec<Cell> {
        let [first, second] = [0, 1].map(|axis: usize| -> Vec<[u32; 2]> {
            let last = (axes[axis].points() as u32).saturating_sub(1);
            (0..last.div_ceil(width).max(1)).map(|k| [k * width, last.min((k + 1) * width)]).collect()
        });
        product(&first, &second)
    }

    /// All its points.
    pub(super) fn points(self) -> impl Iterator<Item = [u32; 2]> {
        (self.low[0]..=self.high[0]).flat_map(move |i| (self.low[1]..=self.high[1]).map(move |j| [i, j]))
    }

    pub(super) fn corners(&self) -> [[u32; 2]; 4] {
        let ([a, b], [c, d]) = (self.low, self.high);
        [[a, b], [a, d], [c, b], [c, d]]
    }

    /// Its corners, the middles of its sides, and its middle.
    pub(super) fn nine(&self) -> impl Iterator<Item = [u32; 2]> {
        let [first, second] =
            [0, 1].map(|axis| [self.low[axis], self.low[axis].midpoint(self.high[axis]), self.high[axis]]);
        first.into_iter().flat_map(move |i| second.into_iter().map(move |j| [i, j]))
    }

    /// Whether it has points besides the nine.
    pub(super) fn has_more(&self) -> bool {
        (0..2).any(|axis| self.high[axis] - self.low[axis] > 2)
    }

    /// Its quarters, or halves where it cannot be divided on one axis; nothing if it has but corners.
    pub(super) fn parts(&self) -> Vec<Cell> {
        let [first, second] = [0, 1].map(|axis| {
            let (low, high) = (self.low[axis], self.high[axis]);
            let middle = low.midpoint(high);
            if high - low > 1 { vec![[low, middle], [middle, high]] } else { vec![[low, high]] }
        });
        if first.len() * second.len() == 1 { Vec::new() } else { product(&first, &second) }
    }
}

/// The cells with these stretches on either axis.
fn product(first: &[[u32; 2]], second: &[[u32; 2]]) -> Vec<Cell> {
    let cell = |i: &[u32; 2], j: &[u32; 2]| Cell { low: [i[0], j[0]], high: [i[1], j[1]] };
    first.iter().flat_map(|i| second.iter().map(move |j| cell(i, j))).collect()
}
