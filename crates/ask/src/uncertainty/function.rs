//! For tests: a function of the unit cube in the place of a model. Where it is NaN, it is undefined.

use standoff_solve::solution::Status;

use super::response::{Answered, Response, UnitPoints};
use crate::answer::PointStatus;
use crate::batch::NO_REGIME;
use crate::session::AskError;

pub(crate) struct Function<'a> {
    pub(crate) dimensions: usize,
    pub(crate) at: &'a (dyn Fn(&[f64]) -> f64 + Sync),
}

impl Response for Function<'_> {
    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn answer(&self, points: &dyn UnitPoints) -> Result<Answered, AskError> {
        let mut unit = vec![0.0; self.dimensions];
        let values: Vec<f64> = (0..points.count())
            .map(|index| {
                points.write(index, &mut unit);
                (self.at)(&unit)
            })
            .collect();
        let status = |value: &f64| match value.is_finite() {
            true => PointStatus::Solved(Status::VerifiedExact),
            false => PointStatus::Undefined,
        };
        Ok(Answered {
            status: values.iter().map(status).collect(),
            limits: vec![0],
            regime: vec![NO_REGIME; values.len()],
            regimes: Vec::new(),
            values: vec![values],
            stopped: false,
        })
    }
}

/// The same, stopped after so many points.
pub(crate) struct Stopping<'a> {
    pub(crate) function: Function<'a>,
    pub(crate) points: u64,
}

/// The first points of others.
struct First<'a>(&'a dyn UnitPoints, u64);

impl UnitPoints for First<'_> {
    fn count(&self) -> u64 {
        self.1
    }

    fn write(&self, index: u64, unit: &mut [f64]) {
        self.0.write(index, unit);
    }
}

impl Response for Stopping<'_> {
    fn dimensions(&self) -> usize {
        self.function.dimensions
    }

    fn answer(&self, points: &dyn UnitPoints) -> Result<Answered, AskError> {
        let count = points.count().min(self.points);
        let answered = self.function.answer(&First(points, count))?;
        Ok(Answered { stopped: count < points.count(), ..answered })
    }
}
