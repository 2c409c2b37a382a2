//! A solved game as it is played in another equilibrium than the solution.
//!
//! In: a solved game, and for information sets the labels that are played there with their probabilities. Out: [`Played`]: the strategies, the
//! beliefs and gains that follow from them, and what anybody could gain by another plan, computed anew.

use std::collections::BTreeMap;

use standoff_game::profile;
use standoff_model::ir::Model;
use standoff_solve::certificate::NASH_ACCURACY;

use crate::session::Solved;

/// Probabilities at an information set may miss 1 by so much; they are then scaled.
const ROUNDING: f64 = 1e-6;

/// Labels with their probabilities, by information set. What is left out of a set is not played there.
pub type Moves = BTreeMap<u32, BTreeMap<String, f64>>;

/// How a game is played.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// Probability of each action.
    pub profile: Vec<f64>,
    /// Belief of each node within its information set, aligned with `Structure::infoset_nodes`; NaN where the strategies do not pin it down.
    pub beliefs: Vec<f64>,
    /// The mover's expected total gain given the information set and the action, one for each action; NaN where beliefs are.
    pub action_values: Vec<f64>,
    /// Whether nobody gains anything by another plan, but for rounding.
    pub holds: bool,
}

impl Played {
    /// The solution itself.
    #[must_use]
    pub fn solution(solved: &Solved) -> Self {
        let solution = &solved.solution;
        Self {
            profile: solution.profile.clone(),
            beliefs: solution.beliefs.clone(),
            action_values: solution.action_values.clone(),
            holds: true,
        }
    }

    /// Another way to play.
    ///
    /// # Errors
    /// A sentence, if the moves are not those of this game.
    pub fn of(model: &Model, solved: &Solved, moves: &Moves) -> Result<Self, String> {
        let (structure, numbers) = (&solved.compiled.structure, &solved.numbers);
        let profile = profile_of(model, solved, moves)?;
        let mut beliefs = profile::pinned_beliefs(structure, numbers, &profile);
        let solution = &solved.solution;
        if profile.iter().zip(&solution.profile).all(|(one, other)| (one - other).abs() <= ROUNDING) {
            // The solution itself comes with a witness, whose beliefs are known everywhere.
            beliefs.clone_from(&solution.beliefs);
        }
        let gains = profile::regret(structure, numbers, &profile);
        let ranges = &solution.certificate.ranges;
        let holds = gains.len() == ranges.len()
            && gains
                .iter()
                .zip(ranges)
                .all(|(&gain, &range)| gain <= NASH_ACCURACY * range.max(f64::MIN_POSITIVE));
        Ok(Self {
            action_values: profile::action_values(structure, numbers, &profile, &beliefs),
            profile,
            beliefs,
            holds,
        })
    }
}

fn profile_of(model: &Model, solved: &Solved, moves: &Moves) -> Result<Vec<f64>, String> {
    let (compiled, names) = (&solved.compiled, solved.names(model));
    let structure = &compiled.structure;
    let mut profile = vec![0.0; structure.action_count()];
    let other_game =
        || "this way to play is not one of this game: search for the equilibria again".to_owned();
    if moves.len() != structure.infoset_count() {
        return Err(other_game());
    }
    for (infoset, info) in compiled.infosets.iter().enumerate() {
        let played = moves.get(&(infoset as u32)).ok_or_else(other_game)?;
        let mut whole = 0.0;
        let actions = structure.actions(infoset);
        for (&label, action) in info.labels.iter().zip(actions.clone()) {
            let name = names.label(info.thing, label);
            let share = played.get(&name).copied().unwrap_or(0.0);
            if !(0.0..=1.0 + ROUNDING).contains(&share) {
                return Err(other_game());
            }
            profile[action] = share;
            whole += share;
        }
        if (whole - 1.0).abs() > ROUNDING {
            return Err(other_game());
        }
        profile[actions].iter_mut().for_each(|share| *share /= whole);
    }
    Ok(profile)
}
