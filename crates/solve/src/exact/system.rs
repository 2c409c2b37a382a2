//! The indifference equations of a support.
//!
//! In: a profile. Out: its unknowns (probabilities of the played actions of each set but one), and for each the equation
//! that it is worth as much as that one: Σ over the nodes of the set of reach × difference of values. Each is linear in the
//! probabilities of any one set, because no path passes a set twice.

use super::fixed::Arithmetic;
use standoff_game::numbers::Numbers;
use standoff_game::structure::{Kind, Structure};

/// A probability to be found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unknown {
    /// Its information set.
    pub(super) infoset: usize,
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
        let reach = reach(structure, &numbers.chance, profile);
        let open = reach_by_chance(structure, numbers);
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
                unknowns.push(Unknown { infoset, action, reference });
            }
        }
        Some(System { structure, possible, unknowns })
    }

    /// Writes unknowns into a profile.
    pub(super) fn set_point<T: Arithmetic>(&self, x: &[T], profile: &mut [T]) {
        for unknown in &self.unknowns {
            profile[unknown.reference] = T::one();
        }
        for (unknown, x) in self.unknowns.iter().zip(x) {
            profile[unknown.reference] = profile[unknown.reference].minus(x);
            profile[unknown.action] = x.clone();
        }
    }

    /// What each unknown's action is worth over its set's reference, times the reach of the set.
    pub(super) fn residual<T: Arithmetic>(&self, chance: &[T], payoff: &[T], profile: &[T]) -> Vec<T> {
        let s = self.structure;
        let players = usize::from(s.players);
        let reach = reach(s, chance, profile);
        let value = values(s, chance, payoff, profile);
        self.unknowns
            .iter()
            .map(|unknown| {
                let first = s.actions(unknown.infoset).start;
                let player = usize::from(s.infoset_player[unknown.infoset]);
                let mut sum = T::zero();
                for &node in s.nodes_of(unknown.infoset) {
                    let worth = |action: usize| {
                        &value[(s.first_child[node as usize] as usize + action - first) * players + player]
                    };
                    let difference = worth(unknown.action).minus(worth(unknown.reference));
                    sum = sum.plus(&reach[node as usize].times(&difference));
                }
                sum
            })
            .collect()
    }

    /// Derivatives of the residual, row by row. Differences are exact but for rounding, however long the step.
    pub(super) fn jacobian(&self, numbers: &Numbers, profile: &[f64], out: &mut [f64]) {
        const STEP: f64 = 0.5;
        let n = self.unknowns.len();
        let here = self.residual(&numbers.chance, &numbers.payoff, profile);
        let mut moved = profile.to_vec();
        for (column, unknown) in self.unknowns.iter().enumerate() {
            moved[unknown.action] += STEP;
            moved[unknown.reference] -= STEP;
            let there = self.residual(&numbers.chance, &numbers.payoff, &moved);
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

/// Probability of each node.
fn reach<T: Arithmetic>(s: &Structure, chance: &[T], profile: &[T]) -> Vec<T> {
    let mut reach = vec![T::zero(); s.node_count()];
    reach[0] = T::one();
    for node in 0..s.node_count() {
        let Some(probabilities) = edges(s, chance, profile, node) else { continue };
        for (child, p) in s.children(node).zip(probabilities) {
            reach[child] = reach[node].times(p);
        }
    }
    reach
}

/// Expected payoffs of each node, actor by actor.
fn values<T: Arithmetic>(s: &Structure, chance: &[T], payoff: &[T], profile: &[T]) -> Vec<T> {
    let players = usize::from(s.players);
    let mut value = vec![T::zero(); s.node_count() * players];
    for node in (0..s.node_count()).rev() {
        let at = node * players;
        let Some(probabilities) = edges(s, chance, profile, node) else {
            let row = s.row[node] as usize * players;
            value[at..at + players].clone_from_slice(&payoff[row..row + players]);
            continue;
        };
        for (child, p) in s.children(node).zip(probabilities) {
            for player in 0..players {
                value[at + player] = value[at + player].plus(&p.times(&value[child * players + player]));
            }
        }
    }
    value
}

/// Probabilities of the edges below a node; `None` at ends.
fn edges<'t, T>(s: &Structure, chance: &'t [T], profile: &'t [T], node: usize) -> Option<&'t [T]> {
    let row = s.row[node];
    match s.kind[node] {
        kind if kind == Kind::Terminal as u8 => None,
        kind if kind == Kind::Chance as u8 => Some(&chance[s.chance_row(row)]),
        _ => Some(&profile[s.actions(row as usize)]),
    }
}

/// Nodes that chance leaves possible, whatever the actors do.
fn reach_by_chance(s: &Structure, numbers: &Numbers) -> Vec<bool> {
    let mut possible = vec![false; s.node_count()];
    possible[0] = true;
    for node in 0..s.node_count() {
        let chance = s.kind[node] == Kind::Chance as u8;
        let row = s.row[node];
        for (k, child) in s.children(node).enumerate() {
            possible[child] = possible[node] && !(chance && numbers.chance[s.chance_row(row)][k] == 0.0);
        }
    }
    possible
}
