//! What follows from a profile: reach, beliefs, values, best responses, regret.
//!
//! In: a structure, its numbers and a profile (one probability for each action of each information set, flat). Out:
//! arrays over nodes, information sets or actions. Every pass reads the node arrays once, forward for what depends on
//! the past and backward for what depends on the future.

mod pinned;
mod reach;
mod response;
mod value;

pub use pinned::pinned_beliefs;
pub use reach::{
    Whose, beliefs, beliefs_of_logs, infoset_reach, node_log_reach, node_reach, node_reach_by,
    node_reach_by_into, node_reach_exact, node_reach_into, possible,
};
pub use response::{BestResponse, best_response, regret};
pub use value::{
    action_values, node_values, node_values_into, player_values, player_values_into, values, values_exact,
};

use crate::structure::Structure;

/// The profile that plays every action of an information set equally often.
#[must_use]
pub fn uniform(structure: &Structure) -> Vec<f64> {
    let mut profile = Vec::with_capacity(structure.action_count());
    for infoset in 0..structure.infoset_count() {
        let actions = structure.actions(infoset).len();
        profile.resize(profile.len() + actions, 1.0 / actions as f64);
    }
    profile
}

/// Log-probabilities of a profile in which every action of an information set also gets an equal part of `share`: fully
/// mixed, and as close to the profile as that.
#[must_use]
pub fn log_trembles(structure: &Structure, profile: &[f64], share: f64) -> Vec<f64> {
    let mut logs = vec![0.0; profile.len()];
    for infoset in 0..structure.infoset_count() {
        let actions = structure.actions(infoset);
        let even = share / actions.len() as f64;
        for action in actions {
            logs[action] = libm::log((1.0 - share) * profile[action] + even);
        }
    }
    logs
}
