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
        })
    }
}
