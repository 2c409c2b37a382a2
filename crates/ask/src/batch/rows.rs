//! The answers at consecutive points, column by column.
//!
//! In: filled by the walker, point by point. Out: read by tables, phase diagrams and files. Regimes stand once each; rows have
//! their numbers.

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
