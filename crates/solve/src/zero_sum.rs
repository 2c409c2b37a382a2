//! Solving games of two actors whose gains always sum to the same as a linear program.
//!
//! In: a game and a request. Out: a certified solution. This method and regret minimisation find equilibria of plans: nothing binds what an actor
//! does where its own or the other's plan never leads. So the status is that of the Nash regret; the gain at single points
//! is computed and reported like any other.

use crate::assemble::{Finding, assemble};
use crate::keep::Keeper;
use crate::solution::{Method, PathInfo, Solution};
use crate::{Request, SolveError};
use crate::{cfr, lp};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::profile::{beliefs_of_logs, log_trembles, node_log_reach};
use standoff_game::structure::Structure;

/// Unknowns up to which the logit path is quick.
const MOST_UNKNOWNS: usize = 500;
/// Share of even play in the fully mixed witness.
const MIXED: f64 = 1e-6;

/// Whether the linear program is the better choice: the logit path of a game with more unknowns takes minutes.
pub(crate) fn is_for_program(structure: &Structure, numbers: &Numbers) -> bool {
    structure.action_count().saturating_sub(structure.infoset_count()) > MOST_UNKNOWNS
        && cfr::constant_sum(structure, numbers).is_some()
}

/// As a linear program.
pub(crate) fn by_program(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    request: &Request,
    keeper: &mut dyn Keeper,
) -> Result<Solution, SolveError> {
    check(structure, numbers)?;
    let optimum = lp::solve(structure, numbers, &mut || keeper.stop()).map_err(|error| match error {
        lp::LpError::Stopped => SolveError::Stopped,
        error => error.into(),
    })?;
    finish(structure, numbers, exact, request, Method::Lp, optimum.profile, u64::from(optimum.steps))
}

fn check(structure: &Structure, numbers: &Numbers) -> Result<(), SolveError> {
    match cfr::constant_sum(structure, numbers) {
        Some(_) => Ok(()),
        None => Err(SolveError::NotConstantSum),
    }
}

/// The smaller of the two actors' ranges of payoffs, so that a gap relative to it is small for both.
pub(crate) fn smaller_range(numbers: &Numbers) -> f64 {
    let range = |player: usize| {
        let payoffs = numbers.payoff.iter().skip(player).step_by(2);
        let bounds =
            payoffs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &p| (low.min(p), high.max(p)));
        (bounds.1 - bounds.0).max(0.0)
    };
    range(0).min(range(1))
}

/// A profile with a witness beside it, and the beliefs of the witness.
pub(crate) fn finish(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    request: &Request,
    method: Method,
    profile: Vec<f64>,
    steps: u64,
) -> Result<Solution, SolveError> {
    let witness = log_trembles(structure, &profile, MIXED);
    let beliefs = beliefs_of_logs(structure, &node_log_reach(structure, numbers, &witness));
    let path = PathInfo { steps: u32::try_from(steps).unwrap_or(u32::MAX), ..PathInfo::default() };
    let finding = Finding { profile, witness, beliefs, path, ..Finding::default() };
    assemble(structure, numbers, exact, request, method, finding)
}
