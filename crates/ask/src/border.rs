//! Where what is done ceases to be anybody's best: a guess at a border that costs little or no solving.
//!
//! In: how the game is played at one value of a parameter, and another value. Out: the value between them at which somebody
//! could first gain from another plan if all others went on as before. Where what is done is certain and the game's only answer,
//! the border is just there; whether it is, is for its neighbours to verify.

use num_rational::BigRational;
use standoff_game::dag::eval::Scratch;
use standoff_game::numbers::{Evaluator, Numbers};
use standoff_game::profile;
use standoff_model::ir::ParameterId;
use standoff_solve::solution::Status;

use crate::session::{AskError, Budget, Session, Solved};

/// Halvings of the stretch: to more digits than are shown.
const HALVINGS: u32 = 36;
/// A gain that is smaller than this, as a share of the range of gains, is none.
const NOTHING: f64 = 1e-10;

/// The game in force with its numbers as code.
pub(crate) struct Guess<'s, 'm> {
    session: &'s Session<'m>,
    solved: &'s Solved,
    point: Vec<f64>,
    evaluator: Evaluator,
    least: f64,
}

/// How the game is played, all numbers but one as in force.
struct Play<'g> {
    guess: &'g Guess<'g, 'g>,
    profile: &'g [f64],
    parameter: ParameterId,
    point: Vec<f64>,
    scratch: Scratch<1>,
    numbers: Numbers,
}

impl<'s, 'm> Guess<'s, 'm> {
    pub(crate) fn new(session: &'s Session<'m>, solved: &'s Solved) -> Self {
        Self {
            session,
            solved,
            point: solved.point(),
            evaluator: Evaluator::new(&solved.compiled.structure, &solved.compiled.dag),
            least: NOTHING * solved.solution.certificate.payoff_range.max(NOTHING),
        }
    }

    /// Where, between two values of a parameter, what is done now ceases to be best; none if it is not at the first or still
    /// is at the second.
    pub(crate) fn of_now(&self, parameter: ParameterId, near: f64, far: f64) -> Option<f64> {
        self.play(&self.solved.solution.profile, parameter).border(near, far)
    }

    /// Where, between two values at which something else is done, what is done now ceases to be best, or else what is done at
    /// either, for which the game is solved there.
    pub(crate) fn between(
        &self,
        parameter: ParameterId,
        low: f64,
        high: f64,
        budget: Budget,
    ) -> Result<Option<f64>, AskError> {
        let mut now = self.play(&self.solved.solution.profile, parameter);
        if now.holds(low) && now.holds(high) {
            // Another equilibrium takes its place although it goes on: no guess at where.
            return Ok(None);
        }
        let both = [(low, high), (high, low)];
        if let Some(found) = both.into_iter().find_map(|(near, far)| self.of_now(parameter, near, far)) {
            return Ok(Some(found));
        }
        for (near, far) in both {
            if let Some(found) = self.of_there(parameter, near, far, budget)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Where what is done at the first value ceases to be best on the way to the second.
    fn of_there(
        &self,
        parameter: ParameterId,
        near: f64,
        far: f64,
        budget: Budget,
    ) -> Result<Option<f64>, AskError> {
        let Some(exact) = BigRational::from_float(near) else { return Ok(None) };
        let mut numbers = self.play(&[], parameter);
        if !numbers.evaluate(near) {
            return Ok(None);
        }
        let prepared = (self.solved.compiled.clone(), numbers.numbers, None);
        let setting = self.solved.setting.with_parameter(parameter, exact);
        let there = self.session.solve_prepared(&setting, prepared, false, &mut || budget())?;
        Ok(match there.solution.status {
            Status::Stalled if budget() => return Err(AskError::Stopped),
            Status::Stalled => None,
            _ => self.play(&there.solution.profile, parameter).border(near, far),
        })
    }

    fn play<'g>(&'g self, profile: &'g [f64], parameter: ParameterId) -> Play<'g> {
        let (point, scratch) = (self.point.clone(), self.evaluator.scratch());
        Play { guess: self, profile, parameter, point, scratch, numbers: Numbers::default() }
    }
}

impl Play<'_> {
    fn border(mut self, near: f64, far: f64) -> Option<f64> {
        if !self.holds(near) || self.holds(far) {
            return None;
        }
        let (mut near, mut far) = (near, far);
        for _ in 0..HALVINGS {
            let middle = near + (far - near) / 2.0;
            if self.holds(middle) { near = middle } else { far = middle }
        }
        Some(far)
    }

    /// Whether nobody gains from another plan where the parameter has this value.
    fn holds(&mut self, value: f64) -> bool {
        let structure = &self.guess.solved.compiled.structure;
        self.evaluate(value)
            && profile::regret(structure, &self.numbers, self.profile)
                .iter()
                .all(|gain| *gain <= self.guess.least)
    }

    /// The numbers of the game at a value; whether it has any.
    fn evaluate(&mut self, value: f64) -> bool {
        if let Some(slot) = self.point.get_mut(self.parameter.0 as usize) {
            *slot = value;
        }
        self.guess.evaluator.evaluate_into(&mut self.scratch, &self.point, &mut self.numbers).is_ok()
    }
}
