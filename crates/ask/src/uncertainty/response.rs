//! Answers at many points of the unit cube.
//!
//! In: points. Out: [`Answered`], question by question: the answer where it is certified, and what became of the point. The
//! estimators of this folder know no more of a model than this, so that tests give them functions with known indices.

use standoff_solve::solution::Status;

use super::sampling::Sampling;
use crate::answer::PointStatus;
use crate::batch::{Batch, NO_REGIME, Points, Rows};
use crate::regime::Regime;
use crate::session::{AskError, Budget, Executor};

/// Points of the unit cube, numbered from 0, each made when it is wanted.
pub(crate) trait UnitPoints: Sync {
    /// How many.
    fn count(&self) -> u64;
    /// Writes all coordinates of a point.
    fn write(&self, index: u64, unit: &mut [f64]);
}

/// Something that answers at points of the unit cube.
pub(crate) trait Response: Sync {
    /// How many coordinates a point has.
    fn dimensions(&self) -> usize;
    /// The answers.
    fn answer(&self, points: &dyn UnitPoints) -> Result<Answered, AskError>;
}

/// The answers at all points.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// The answers, question by question and point by point; NaN where there is none that is certified.
    pub values: Vec<Vec<f64>>,
    /// What became of each point: the worst over the games behind its answers.
    pub status: Vec<PointStatus>,
    /// How many answers are limits, since what they are about never happens; by question.
    pub limits: Vec<u64>,
    /// The regime at each point, as an index into `regimes`, or [`NO_REGIME`].
    pub regime: Vec<u32>,
    /// The regimes that occur, in the order in which they are met.
    pub regimes: Vec<Regime>,
    /// Whether the work was stopped before all points were asked; these are the first ones then.
    pub stopped: bool,
}

impl Answered {
    fn append(&mut self, rows: Rows) {
        let numbers: Vec<u32> = rows.regimes.iter().map(|regime| self.number(regime)).collect();
        let number = |&regime: &u32| numbers.get(regime as usize).copied().unwrap_or(NO_REGIME);
        self.regime.extend(rows.regime.iter().map(number));
        self.values.resize(rows.values.len(), Vec::new());
        self.limits.resize(rows.values.len(), 0);
        for (question, values) in rows.values.iter().enumerate() {
            let certified = |(value, status): (&f64, &PointStatus)| match status {
                PointStatus::Solved(status) if *status != Status::Stalled && value.is_finite() => *value,
                _ => f64::NAN,
            };
            self.values[question].extend(values.iter().zip(&rows.status).map(certified));
            self.limits[question] += rows.limit[question].iter().filter(|limit| **limit).count() as u64;
        }
        self.status.extend(rows.status);
    }

    fn number(&mut self, regime: &Regime) -> u32 {
        let known = self.regimes.iter().position(|known| known == regime);
        known.unwrap_or_else(|| {
            self.regimes.push(regime.clone());
            self.regimes.len() - 1
        }) as u32
    }
}

/// A batch at points of parameter space: all of them, or the first ones, if the work is stopped.
pub(crate) fn at(
    batch: &Batch,
    points: &dyn Points,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Answered, AskError> {
    let mut all = Answered::default();
    let done = batch.run::<AskError>(points, executor, budget, &mut |rows| {
        all.append(rows);
        Ok(())
    });
    match done {
        Err(AskError::Stopped) => all.stopped = true,
        done => done?,
    }
    Ok(all)
}

/// A batch whose points are drawn by a sampling.
pub(crate) struct Sampled<'a, 's, 'm> {
    pub(crate) batch: &'a Batch<'s, 'm>,
    pub(crate) sampling: &'a dyn Sampling,
    pub(crate) executor: &'a dyn Executor,
    pub(crate) budget: Budget<'a>,
}

impl Response for Sampled<'_, '_, '_> {
    fn dimensions(&self) -> usize {
        self.sampling.dimensions()
    }

    fn answer(&self, points: &dyn UnitPoints) -> Result<Answered, AskError> {
        at(self.batch, &Drawn { points, sampling: self.sampling }, self.executor, self.budget)
    }
}

/// Points of the unit cube as points of parameter space.
struct Drawn<'a> {
    points: &'a dyn UnitPoints,
    sampling: &'a dyn Sampling,
}

impl Points for Drawn<'_> {
    fn count(&self) -> u64 {
        self.points.count()
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let mut unit = vec![0.0; self.sampling.dimensions()];
        self.points.write(index, &mut unit);
        self.sampling.draw(&unit, point);
    }
}
