//! The draws behind a distribution, numbered from 0: independent replicates of one design, in turns.
//!
//! In: a [`Plan`]. Out: points of the unit cube. Standard errors come from the replicates' differences (`spread`); a sweep over
//! drawn points visits the same ones.

use super::Plan;
use super::design::{Cube, hash};
use super::response::UnitPoints;

/// Independent repetitions of the design.
pub const REPLICATES: u64 = 8;
/// Draws, unless a plan says how many.
pub const SAMPLES: u64 = 2048;

/// The points of all replicates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Replicates {
    plan: Plan,
    /// How many points each replicate has.
    pub(crate) each: u64,
}

impl Replicates {
    /// As many points as the plan says, rounded up to a multiple of [`REPLICATES`].
    pub(crate) fn new(plan: Plan) -> Self {
        Self { plan, each: plan.samples.unwrap_or(SAMPLES).div_ceil(REPLICATES).max(1) }
    }

    /// Calls `coordinate` with the number of each coordinate and its value at a point.
    pub(crate) fn coordinates(&self, index: u64, count: usize, coordinate: &mut dyn FnMut(usize, f64)) {
        let (replicate, index) = (index % REPLICATES, index / REPLICATES);
        let seed = hash(&[self.plan.seed, replicate]);
        let cube = Cube { design: self.plan.design, seed, count: self.each };
        (0..count).for_each(|d| coordinate(d, cube.coordinate(index, d)));
    }
}

impl UnitPoints for Replicates {
    fn count(&self) -> u64 {
        self.each.saturating_mul(REPLICATES)
    }

    fn write(&self, index: u64, unit: &mut [f64]) {
        self.coordinates(index, unit.len(), &mut |d, value| unit[d] = value);
    }
}
