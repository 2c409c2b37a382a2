//! Solving by regret minimisation: any game of perfect recall.
//!
//! In: a game and a request. Out: a certified solution. Two actors with opposed interests come to an equilibrium. In other
//! games nothing promises that; what is promised is that the strategies *played together* come to a coarse correlated
//! equilibrium. So the best profile seen is certified like any other, and if it is none, a sample of what was played
//! together is certified as well, by code of its own.

use crate::certificate::{NASH_ACCURACY, correlated};
use crate::cfr::course::{self, Course, Engine};
use crate::cfr::many::Many;
use crate::cfr::{Minimiser, Variant, constant_sum};
use crate::keep::Keeper;
use crate::solution::{CoarseCorrelated, Method, Solution, Status};
use crate::zero_sum::{finish, smaller_range};
use crate::{Request, SolveError};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::sequence::SequenceError;
use standoff_game::structure::Structure;
use standoff_game::{profile, recall};

/// Most iterations with opposed interests, unless the request says otherwise.
const MOST_ITERATIONS: u64 = 1_000_000;
/// Most nodes × iterations elsewhere: some minutes.
const MOST_WORK: u64 = 30_000_000_000;
/// Fewest iterations that are tried, however large the game.
const LEAST_ITERATIONS: u64 = 1000;
/// Most profiles of the sample of what was played together.
const SAMPLE: usize = 1024;
/// Most numbers of that sample.
const SAMPLE_NUMBERS: usize = 1 << 24;
/// Most nodes × actors × profiles that its certificate walks over.
const SAMPLE_WORK: usize = 1 << 30;
/// Fewer profiles than this are no sample.
const LEAST_SAMPLE: usize = 16;

/// By regret minimisation.
pub(crate) fn solve(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    request: &Request,
    variant: Variant,
    keeper: &mut dyn Keeper,
) -> Result<Solution, SolveError> {
    let opposed = constant_sum(structure, numbers).is_some();
    if variant == Variant::Conform && !opposed {
        return Err(SolveError::Conform);
    }
    let mut engine = if structure.players <= 2 {
        Engine::Two(Box::new(Minimiser::new(structure, numbers, variant)?))
    } else {
        recall::check(structure).map_err(|at| SequenceError::Recall { infoset: at.infoset })?;
        Engine::Many(Box::new(Many::new(structure, numbers, variant)))
    };
    let ranges = ranges(structure, numbers);
    let accuracy = request.accuracy.unwrap_or(NASH_ACCURACY);
    let shortfall = |gains: &[f64]| if opposed { gains.iter().sum() } else { relative(gains, &ranges) };
    let goal = match (request.accuracy, request.iterations) {
        // A number of iterations that stands alone is what is wanted.
        (None, Some(_)) => f64::NEG_INFINITY,
        _ if opposed => accuracy * smaller_range(numbers),
        _ => accuracy,
    };
    let most = (MOST_WORK / (structure.node_count() as u64).max(1)).max(LEAST_ITERATIONS);
    let most = if opposed { MOST_ITERATIONS } else { most.min(MOST_ITERATIONS) };
    let course = Course {
        iterations: request.iterations.unwrap_or(most),
        shortfall: &shortfall,
        goal,
        sample: if opposed { 0 } else { sample_size(structure) },
        seed: request.seed,
    };
    let found = course::run(structure, &mut engine, &course, keeper);
    drop(engine);
    let (profile, sample, iterations) = (found.profile, found.sample, found.iterations);
    let mut solution = finish(structure, numbers, exact, request, Method::Cfr, profile, iterations)?;
    if solution.status == Status::Stalled && !opposed {
        solution.coarse_correlated = Some(together(structure, numbers, &solution, sample, &ranges)?);
    }
    Ok(solution)
}

/// How many profiles are sampled; none if they would be too few to tell anything.
pub(crate) fn sample_size(structure: &Structure) -> usize {
    let numbers = SAMPLE_NUMBERS / structure.action_count().max(1);
    let work = SAMPLE_WORK / (structure.node_count() * usize::from(structure.players)).max(1);
    let size = SAMPLE.min(numbers).min(work);
    if size < LEAST_SAMPLE { 0 } else { size }
}

/// The better of the sample and of the profile alone: nobody gains more against a profile by a plan chosen beforehand than
/// by any plan, so a profile is a joint plan as good as its regret.
fn together(
    structure: &Structure,
    numbers: &Numbers,
    solution: &Solution,
    sample: Vec<(f64, Vec<f64>)>,
    ranges: &[f64],
) -> Result<CoarseCorrelated, SolveError> {
    let alone = vec![(1.0, solution.profile.clone())];
    let mut best: Option<CoarseCorrelated> = None;
    for plays in [alone, sample] {
        if plays.is_empty() {
            continue;
        }
        let joint: Vec<(f64, &[f64])> =
            plays.iter().map(|(weight, play)| (*weight, play.as_slice())).collect();
        let found = correlated(structure, numbers, &joint)?;
        let (gains, values) = (found.gains, found.values);
        if best.as_ref().is_none_or(|best| relative(&gains, ranges) < relative(&best.gains, ranges)) {
            best = Some(CoarseCorrelated { gains, values, plays });
        }
    }
    best.ok_or(SolveError::Stopped)
}

/// The largest gain relative to its actor's range; an actor to whom all ends are worth the same has none.
fn relative(gains: &[f64], ranges: &[f64]) -> f64 {
    let shares =
        gains.iter().zip(ranges).filter(|(_, range)| **range > 0.0).map(|(gain, range)| gain / range);
    shares.fold(0.0, f64::max)
}

/// Largest − smallest payoff of each actor over the ends that can happen.
fn ranges(structure: &Structure, numbers: &Numbers) -> Vec<f64> {
    let players = usize::from(structure.players);
    let mut bounds = vec![(f64::INFINITY, f64::NEG_INFINITY); players];
    let possible = profile::possible(structure, numbers);
    for (node, _) in possible.iter().enumerate().filter(|(_, possible)| **possible) {
        if structure.kind[node] == standoff_game::structure::Kind::Terminal as u8 {
            let row = structure.row[node] as usize * players;
            for (bound, &payoff) in bounds.iter_mut().zip(&numbers.payoff[row..row + players]) {
                *bound = (bound.0.min(payoff), bound.1.max(payoff));
            }
        }
    }
    bounds.into_iter().map(|(low, high)| (high - low).max(0.0)).collect()
}
