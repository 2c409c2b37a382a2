//! Where what is done now ceases to be anybody's best: a guess at a border that costs no solving.
//!
//! In: the solved game in force, a parameter, a value at which what is done is as now and one at which it is not. Out: the
//! value between them at which somebody could first gain from another plan if all others went on as now. Where what is done
//! now is certain and the game's only answer, the border is just there; whether it is, is for its neighbours to verify.

use standoff_game::numbers::{Evaluator, Numbers};
use standoff_game::profile;
use standoff_model::ir::ParameterId;

use crate::session::Solved;

/// Halvings of the stretch, down to a double's last digits.
const HALVINGS: u32 = 50;
/// A gain that is smaller than this, as a share of the range of gains, is none.
const NOTHING: f64 = 1e-10;

/// The game in force with its numbers as code.
pub(super) struct Guess<'s> {
    solved: &'s Solved,
    evaluator: Evaluator,
    least: f64,
}

impl<'s> Guess<'s> {
    pub(super) fn new(solved: &'s Solved) -> Self {
        let evaluator = Evaluator::new(&solved.compiled.structure, &solved.compiled.dag);
        Self { solved, evaluator, least: NOTHING * solved.solution.certificate.payoff_range.max(NOTHING) }
    }

    /// The border; none if somebody could gain on the near side already.
    pub(super) fn border(&self, parameter: ParameterId, same: f64, other: f64) -> Option<f64> {
        if !self.holds(parameter, same) {
            return None;
        }
        let (mut near, mut far) = (same, other);
        for _ in 0..HALVINGS {
            let middle = near + (far - near) / 2.0;
            if self.holds(parameter, middle) { near = middle } else { far = middle }
        }
        Some(far)
    }

    /// Whether nobody gains from another plan where the parameter has this value.
    fn holds(&self, parameter: ParameterId, value: f64) -> bool {
        let mut point = self.solved.point();
        if let Some(slot) = point.get_mut(parameter.0 as usize) {
            *slot = value;
        }
        let mut numbers = Numbers::default();
        let evaluated = self.evaluator.evaluate_into(&mut self.evaluator.scratch(), &point, &mut numbers);
        let structure = &self.solved.compiled.structure;
        evaluated.is_ok()
            && profile::regret(structure, &numbers, &self.solved.solution.profile)
                .iter()
                .all(|gain| *gain <= self.least)
    }
}
