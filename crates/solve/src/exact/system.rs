//! The indifference equations of a support.
//!
//! In: a profile. Out: its unknowns (probabilities of the played actions of each set but one), and for each the equation
//! that it is worth as much as that one: Σ over the nodes of the set of reach × difference of values. Each is linear in the
//! probabilities of any one set, because no path passes a set twice.

use standoff_game::numbers::Numbers;
use standoff_game::profile::{self, Whose};
use standoff_game::scalar::{Scalar, Table};
use standoff_game::structure::Structure;

/// A probability to be found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unknown {
    /// Its action.
    pub(super) action: usize,
    /// The likeliest action of the set, which takes what is left.
    pub(super) reference: usize,
}

/// The equations.
#[derive(Debug)]
pub(super) struct System<'a> {
    structure: &'a Structure,
    /// Information sets that can happen.
    pub(super) possible: Vec<bool>,
    /// One for each equation.
    pub(super) unknowns: Vec<Unknown>,
}

impl<'a> System<'a> {
    /// The system of the profile's support. `None` if actors mix where play never leads: nothing determines by how much.
    pub(super) fn new(structure: &'a Structure, numbers: &Numbers, profile: &[f64]) -> Option<System<'a>> {
        let reach = profile::node_reach(structure, numbers, profile);
        let open = profile::possible(structure, numbers);
        let possible: Vec<bool> = (0..structure.infoset_count())
            .map(|h| structure.nodes_of(h).iter().any(|&n| open[n as usize]))
            .collect();
        let mut unknowns = Vec::new();
        for infoset in (0..structure.infoset_count()).filter(|&h| possible[h]) {
            let actions = structure.actions(infoset);
            let reference = likeliest(profile, actions.clone());
            let mixed = actions.filter(|&a| profile[a] > 0.0 && a != reference);
            let led_to = structure.nodes_of(infoset).iter().any(|&n| reach[n as usize] > 0.0);
            for action in mixed {
                if !led_to {
                    return None;
                }
                unknowns.push(Unknown { action, reference });
            }
        }
        Some(System { structure, possible, unknowns })
    }

    /// Writes unknowns into a profile.
    pub(super) fn set_point<T: Scalar>(&self, x: &[T], profile: &mut [T]) {
        for unknown in &self.unknowns {
            profile[unknown.reference] = T::one();
        }
        for (unknown, x) in self.unknowns.iter().zip(x) {
            profile[unknown.reference] = profile[unknown.reference].minus(x);
            profile[unknown.action] = x.clone();
        }
    }

    /// What each unknown's action is worth over its set's reference, times the reach of the set: reach takes the place of
    /// beliefs, so that nothing is divided.
    pub(super) fn residual<N: Table>(&self, numbers: &N, profile: &[N::Number]) -> Vec<N::Number> {
        let reach = profile::node_reach_by(self.structure, numbers, profile, Whose::All);
        let weights: Vec<N::Number> =
            self.structure.infoset_nodes.iter().map(|&node| reach[node as usize].clone()).collect();
        let worth = profile::action_values(self.structure, numbers, profile, &weights);
        self.unknowns.iter().map(|unknown| worth[unknown.action].minus(&worth[unknown.reference])).collect()
    }

    /// Derivatives of the residual, row by row. Differences are exact but for rounding, however long the step.
    pub(super) fn jacobian(&self, numbers: &Numbers, profile: &[f64], out: &mut [f64]) {
        const STEP: f64 = 0.5;
        let n = self.unknowns.len();
        let here = self.residual(numbers, profile);
        let mut moved = profile.to_vec();
        for (column, unknown) in self.unknowns.iter().enumerate() {
            moved[unknown.action] += STEP;
            moved[unknown.reference] -= STEP;
            let there = self.residual(numbers, &moved);
            moved[unknown.action] = profile[unknown.action];
            moved[unknown.reference] = profile[unknown.reference];
            for row in 0..n {
                out[row * n + column] = (there[row] - here[row]) / STEP;
            }
        }
    }
}

/// The likeliest of some actions; the first of several.
pub(super) fn likeliest(profile: &[f64], actions: std::ops::Range<usize>) -> usize {
    actions.clone().fold(actions.start, |best, a| if profile[a] > profile[best] { a } else { best })
}
