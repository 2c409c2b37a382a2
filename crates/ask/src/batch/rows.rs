//! The answers at consecutive points, column by column.
//!
//! In: filled by the walker, point by point. Out: read by tables, phase diagrams and files. Regimes stand once each; rows have
//! their numbers.

use standoff_solve::solution::Status;

use crate::answer::PointStatus;
use crate::regime::Regime;

/// In the place of a regime's number where a point has none.
pub const NO_REGIME: u32 = u32::MAX;

/// Rows of consecutive points.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Number of the first point.
    pub first: u64,
    /// What became of each point: the worst over the games behind its answers.
    pub status: Vec<PointStatus>,
    /// The answers, question by question and point by point; NaN where there is none.
    pub values: Vec<Vec<f64>>,
    /// Whether an answer is a limit, since what it is about never happens; question by question.
    pub limit: Vec<Vec<bool>>,
    /// The regime of the game in force at each point, as an index into `regimes`, or [`NO_REGIME`].
    pub regime: Vec<u32>,
    /// Whether the equilibrium was carried over from neighbours, and not found by following the path at the point itself.
    pub carried: Vec<bool>,
    /// The regimes that occur, in the order in which they are met.
    pub regimes: Vec<Regime>,
}

impl Rows {
    /// No rows yet.
    #[must_use]
    pub fn new(first: u64, questions: usize) -> Self {
        Self {
            first,
            values: vec![Vec::new(); questions],
            limit: vec![Vec::new(); questions],
            ..Self::default()
        }
    }

    /// As many rows, of which nothing is known.
    pub(super) fn resize(&mut self, count: usize) {
        self.status.resize(count, PointStatus::Solved(Status::VerifiedExact));
        self.regime.resize(count, NO_REGIME);
        self.carried.resize(count, false);
        for column in &mut self.values {
            column.resize(count, f64::NAN);
        }
        for column in &mut self.limit {
            column.resize(count, false);
        }
    }

    /// A point that has no game.
    pub(super) fn clear(&mut self, at: usize) {
        self.regime[at] = NO_REGIME;
        self.carried[at] = false;
        for column in &mut self.values {
            column[at] = f64::NAN;
        }
        for column in &mut self.limit {
            column[at] = false;
        }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.status.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
    }

    /// The number of a regime, new or known.
    pub(crate) fn regime_number(&mut self, regime: Regime) -> u32 {
        let known = self.regimes.iter().position(|known| *known == regime);
        known.unwrap_or_else(|| {
            self.regimes.push(regime);
            self.regimes.len() - 1
        }) as u32
    }
}
