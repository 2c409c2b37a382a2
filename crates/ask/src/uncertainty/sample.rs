//! The two samples behind Sobol indices, and what has been asked of them so far.
//!
//! In: a `Response`, how many rows, which coordinates. Out: a [`Sample`]: the answers at A, at B and at `AB`, which is A with one
//! coordinate from B; and for each coordinate the [`Terms`] of its two estimators. It grows row by row, and coordinates may be left
//! out of later rows: nothing is asked twice.

use standoff_solve::solution::Status;

use super::design::Cube;
use super::redraw::{self, Kind, Pair};
use super::response::{Response, UnitPoints};
use crate::answer::PointStatus;
use crate::session::{AskError, Budget};

/// Coordinates of the rows of A and B.
pub(crate) struct Rows {
    pub(crate) cube: Cube,
    pub(crate) dimensions: usize,
}

impl Rows {
    /// Coordinate of a row of A.
    pub(crate) fn a(&self, row: u64, dimension: usize) -> f64 {
        self.cube.coordinate(row, dimension)
    }

    /// Coordinate of a row of B.
    pub(crate) fn b(&self, row: u64, dimension: usize) -> f64 {
        self.cube.coordinate(row, self.dimensions + dimension)
    }
}

/// Consecutive rows, one after the other: A, B, and A with each of some coordinates from B.
struct Stage<'a> {
    rows: &'a Rows,
    first: u64,
    count: u64,
    wanted: &'a [usize],
}

impl Stage<'_> {
    fn width(&self) -> u64 {
        self.wanted.len() as u64 + 2
    }
}

impl UnitPoints for Stage<'_> {
    fn count(&self) -> u64 {
        self.count * self.width()
    }

    fn write(&self, index: u64, unit: &mut [f64]) {
        let (row, which) = (self.first + index / self.width(), (index % self.width()) as usize);
        let swapped = which.checked_sub(2).and_then(|k| self.wanted.get(k));
        for (d, unit) in unit.iter_mut().enumerate() {
            let from_b = which == 1 || swapped == Some(&d);
            *unit = if from_b { self.rows.b(row, d) } else { self.rows.a(row, d) };
        }
    }
}

/// What became of a pair whose second point has no answer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Again {
    /// It was not drawn anew.
    Not,
    /// Nor had any of the new points.
    Lost,
    /// The first new point that has one.
    Found(f64),
}

impl Again {
    fn value(self) -> f64 {
        match self {
            Again::Found(value) => value,
            Again::Not | Again::Lost => f64::NAN,
        }
    }
}

/// A coordinate: the answers at its AB, and the pairs that were drawn anew.
#[derive(Clone, Debug, Default)]
struct Column {
    ab: Vec<f64>,
    total: Vec<Again>,
    first: Vec<Again>,
}

/// A coordinate's part of each row; NaN where it has none.
pub(crate) struct Terms {
    /// Their covariance is the first-order part of the variance.
    pub(crate) first: (Vec<f64>, Vec<f64>),
    /// Their mean is the total part of the variance.
    pub(crate) total: Vec<f64>,
}

/// What has been asked so far.
pub(crate) struct Sample {
    rows: Rows,
    columns: Vec<Column>,
    /// The answers at A and at B; NaN where there is none.
    pub(crate) a: Vec<f64>,
    pub(crate) b: Vec<f64>,
    /// How many points were asked.
    pub(crate) points: u64,
    /// How many of A and B are undefined, not certified, or without an answer; and how many pairs were lost.
    pub(crate) undefined: u64,
    pub(crate) stalled: u64,
    pub(crate) without: u64,
    pub(crate) lost: u64,
}

impl Sample {
    pub(crate) fn new(cube: Cube, dimensions: usize) -> Self {
        Self {
            rows: Rows { cube, dimensions },
            columns: vec![Column::default(); dimensions],
            a: Vec::new(),
            b: Vec::new(),
            points: 0,
            undefined: 0,
            stalled: 0,
            without: 0,
            lost: 0,
        }
    }

    /// How many rows.
    pub(crate) fn len(&self) -> u64 {
        self.a.len() as u64
    }

    /// Asks further rows; only those that became complete are kept. Says whether the work was stopped. A coordinate that is not
    /// wanted is never asked again.
    pub(crate) fn extend(
        &mut self,
        response: &dyn Response,
        count: u64,
        wanted: &[usize],
        budget: Budget,
    ) -> Result<bool, AskError> {
        let stage = Stage { rows: &self.rows, first: self.len(), count, wanted };
        let answered = response.answer(&stage)?;
        let none = Vec::new();
        let values = answered.values.first().unwrap_or(&none);
        let width = stage.width() as usize;
        for (values, status) in values.chunks_exact(width).zip(answered.status.chunks_exact(width)) {
            self.a.push(values[0]);
            self.b.push(values[1]);
            for (value, status) in values.iter().zip(status).take(2) {
                match status {
                    PointStatus::Undefined => self.undefined += 1,
                    PointStatus::Solved(Status::Stalled) => self.stalled += 1,
                    _ if value.is_nan() => self.without += 1,
                    _ => {}
                }
            }
            for (&d, value) in wanted.iter().zip(&values[2..]) {
                let column = &mut self.columns[d];
                column.ab.push(*value);
                column.total.push(Again::Not);
                column.first.push(Again::Not);
            }
        }
        self.points += (values.len() / width * width) as u64;
        let cut = self.draw_anew(response, wanted, budget)?;
        Ok(answered.stopped || cut)
    }

    /// Whether it hangs on a coordinate, as far as was seen, whether the answer is defined.
    fn is_bounded(&self, d: usize) -> bool {
        self.columns[d].ab.iter().zip(&self.a).any(|(ab, a)| ab.is_finite() != a.is_finite())
    }

    /// Draws those pairs anew that need it and have not been drawn anew.
    fn draw_anew(
        &mut self,
        response: &dyn Response,
        wanted: &[usize],
        budget: Budget,
    ) -> Result<bool, AskError> {
        let mut pending = Vec::new();
        for &d in wanted {
            let bounded = self.is_bounded(d);
            let column = &self.columns[d];
            for (row, _) in column.ab.iter().enumerate().filter(|(_, ab)| !ab.is_finite()) {
                let pair = |kind| Pair { kind, row: row as u64, dimension: d };
                if self.a[row].is_finite() && column.total[row] == Again::Not {
                    pending.push(pair(Kind::Total));
                }
                if bounded && self.b[row].is_finite() && column.first[row] == Again::Not {
                    pending.push(pair(Kind::First));
                }
            }
        }
        let redrawn = redraw::until_defined(response, &self.rows, pending, budget)?;
        self.points += redrawn.points;
        self.lost += redrawn.lost.len() as u64;
        let found = redrawn.found.iter().map(|&(pair, value)| (pair, Again::Found(value)));
        for (pair, again) in found.chain(redrawn.lost.iter().map(|&pair| (pair, Again::Lost))) {
            let column = &mut self.columns[pair.dimension];
            let kept = match pair.kind {
                Kind::Total => &mut column.total,
                Kind::First => &mut column.first,
            };
            kept[pair.row as usize] = again;
        }
        Ok(redrawn.stopped)
    }

    /// The answers at A and B that there are.
    pub(crate) fn known(&self) -> impl Iterator<Item = f64> + '_ {
        self.a.iter().chain(&self.b).copied().filter(|value| value.is_finite())
    }

    /// The terms of a coordinate whose rows are all there; `mean` is that of the answer.
    pub(crate) fn terms(&self, d: usize, mean: f64) -> Terms {
        let (column, bounded, count) = (&self.columns[d], self.is_bounded(d), self.a.len());
        let mut terms =
            Terms { first: (vec![f64::NAN; count], vec![f64::NAN; count]), total: vec![f64::NAN; count] };
        for (row, &ab) in column.ab.iter().enumerate() {
            let (a, b) = (self.a[row], self.b[row]);
            let other = if ab.is_finite() { ab } else { column.total[row].value() };
            terms.total[row] = 0.5 * (a - other) * (a - other);
            // Where all is defined, taking A away spares the estimator what the other coordinates do.
            let second = match (bounded, ab.is_finite()) {
                (false, _) => ab - a,
                (true, true) => ab - mean,
                (true, false) => column.first[row].value() - mean,
            };
            if b.is_finite() && second.is_finite() {
                (terms.first.0[row], terms.first.1[row]) = (b - mean, second);
            }
        }
        terms
    }
}
