//! How likely play is to come to each node, and what that says at an information set.
//!
//! In: a structure, numbers and a profile. Out: reach of nodes and information sets, split by whose choices count, and
//! Bayes beliefs.

use crate::numbers::{ExactNumbers, Numbers};
use crate::scalar::{Scalar, Table};
use crate::structure::{Kind, Structure};
use num_rational::BigRational;

/// Whose choices count towards reach; the others' are taken as certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Chance and every actor.
    All,
    /// Chance and every actor but this one.
    AllBut(u16),
    /// This actor alone.
    Only(u16),
    /// Chance alone.
    Chance,
}

impl Whose {
    fn chance(self) -> bool {
        !matches!(self, Whose::Only(_))
    }

    fn actor(self, player: u16) -> bool {
        match self {
            Whose::All => true,
            Whose::AllBut(one) => player != one,
            Whose::Only(one) => player == one,
            Whose::Chance => false,
        }
    }
}

/// Probability that play comes to each node.
#[must_use]
pub fn node_reach(structure: &Structure, numbers: &Numbers, profile: &[f64]) -> Vec<f64> {
    node_reach_by(structure, numbers, profile, Whose::All)
}

/// The same in exact rationals.
#[must_use]
pub fn node_reach_exact(
    structure: &Structure,
    numbers: &ExactNumbers,
    profile: &[BigRational],
) -> Vec<BigRational> {
    node_reach_by(structure, numbers, profile, Whose::All)
}

/// The same into a vector that is reused.
pub fn node_reach_into(structure: &Structure, numbers: &Numbers, profile: &[f64], out: &mut Vec<f64>) {
    node_reach_by_into(structure, numbers, profile, Whose::All, out);
}

/// Probability that play comes to each node as far as it depends on `whose` choices.
#[must_use]
pub fn node_reach_by<N: Table>(
    structure: &Structure,
    numbers: &N,
    profile: &[N::Number],
    whose: Whose,
) -> Vec<N::Number> {
    let mut out = Vec::new();
    node_reach_by_into(structure, numbers, profile, whose, &mut out);
    out
}

/// The same into a vector that is reused.
pub fn node_reach_by_into<N: Table>(
    structure: &Structure,
    numbers: &N,
    profile: &[N::Number],
    whose: Whose,
    out: &mut Vec<N::Number>,
) {
    out.clear();
    out.resize(structure.node_count(), N::Number::zero());
    let Some(root) = out.first_mut() else { return };
    *root = N::Number::one();
    for node in 0..structure.node_count() {
        if structure.kind[node] == Kind::Terminal as u8 || out[node].is_zero() {
            continue;
        }
        let row = structure.row[node];
        let (before, after) = out.split_at_mut(node + 1);
        let here = &before[node];
        let children = structure.children(node);
        let below = &mut after[children.start - node - 1..children.end - node - 1];
        let probabilities = if structure.kind[node] == Kind::Chance as u8 {
            whose.chance().then(|| &numbers.chance()[structure.chance_row(row)])
        } else {
            let row = row as usize;
            whose.actor(structure.infoset_player[row]).then(|| &profile[structure.actions(row)])
        };
        match probabilities {
            Some(probabilities) => {
                for (child, probability) in below.iter_mut().zip(probabilities) {
                    *child = here.times(probability);
                }
            }
            None => below.fill(here.clone()),
        }
    }
}

/// Which nodes chance leaves possible, whatever the actors do.
#[must_use]
pub fn possible<N: Table>(structure: &Structure, numbers: &N) -> Vec<bool> {
    let mut possible = vec![true; structure.node_count()];
    for node in 0..possible.len() {
        let chance = (structure.kind[node] == Kind::Chance as u8)
            .then(|| &numbers.chance()[structure.chance_row(structure.row[node])]);
        for (k, child) in structure.children(node).enumerate() {
            possible[child] = possible[node] && chance.is_none_or(|row| !row[k].is_zero());
        }
    }
    possible
}

/// Natural logarithm of the probability that play comes to each node, from log-probabilities of the actions; −∞ where
/// chance never leads. Nothing underflows.
#[must_use]
pub fn node_log_reach(structure: &Structure, numbers: &Numbers, log_profile: &[f64]) -> Vec<f64> {
    let mut out = vec![f64::NEG_INFINITY; structure.node_count()];
    let Some(root) = out.first_mut() else { return out };
    *root = 0.0;
    let log_chance: Vec<f64> = numbers.chance.iter().map(|&p| libm::log(p)).collect();
    for node in 0..structure.node_count() {
        let here = out[node];
        if structure.kind[node] == Kind::Terminal as u8 || here == f64::NEG_INFINITY {
            continue;
        }
        let row = structure.row[node];
        let logs = if structure.kind[node] == Kind::Chance as u8 {
            &log_chance[structure.chance_row(row)]
        } else {
            &log_profile[structure.actions(row as usize)]
        };
        for (child, log) in out[structure.children(node)].iter_mut().zip(logs) {
            *child = here + log;
        }
    }
    out
}

/// Belief of each node within its information set, aligned with `Structure::infoset_nodes`, from the logarithms of reach;
/// zeros where chance never leads. Nothing underflows.
#[must_use]
pub fn beliefs_of_logs(structure: &Structure, node_log_reach: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; structure.infoset_nodes.len()];
    for infoset in 0..structure.infoset_count() {
        let slots = structure.infoset_start[infoset] as usize..structure.infoset_start[infoset + 1] as usize;
        let logs = structure.nodes_of(infoset).iter().map(|&node| node_log_reach[node as usize]);
        let most = logs.clone().fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            continue;
        }
        let beliefs = &mut out[slots];
        beliefs.iter_mut().zip(logs).for_each(|(belief, log)| *belief = libm::exp(log - most));
        let total: f64 = beliefs.iter().sum();
        beliefs.iter_mut().for_each(|belief| *belief /= total);
    }
    out
}

/// Probability that play comes to each information set, from that of the nodes.
#[must_use]
pub fn infoset_reach<T: Scalar>(structure: &Structure, node_reach: &[T]) -> Vec<T> {
    let sum_of = |infoset| {
        let mut sum = T::zero();
        for &node in structure.nodes_of(infoset) {
            sum.add(&node_reach[node as usize]);
        }
        sum
    };
    (0..structure.infoset_count()).map(sum_of).collect()
}

/// Bayes beliefs of each node within its information set, aligned with [`Structure::infoset_nodes`], doubles or exact.
/// An actor's own choices do not count (under perfect recall they say nothing about where in the set it is), so a set
/// that only its own actor avoids has beliefs too. Sets that the others or chance never lead to have zeros.
#[must_use]
pub fn beliefs<N: Table>(structure: &Structure, numbers: &N, profile: &[N::Number]) -> Vec<N::Number> {
    let mut beliefs = vec![N::Number::zero(); structure.infoset_nodes.len()];
    let mut reach = Vec::new();
    for player in 0..structure.players {
        if !structure.infoset_player.contains(&player) {
            continue;
        }
        node_reach_by_into(structure, numbers, profile, Whose::AllBut(player), &mut reach);
        for infoset in (0..structure.infoset_count()).filter(|&h| structure.infoset_player[h] == player) {
            let nodes = structure.nodes_of(infoset);
            let mut total = N::Number::zero();
            for &node in nodes {
                total.add(&reach[node as usize]);
            }
            if total.is_zero() {
                continue;
            }
            let start = structure.infoset_start[infoset] as usize;
            for (belief, &node) in beliefs[start..].iter_mut().zip(nodes) {
                *belief = reach[node as usize].over(&total);
            }
        }
    }
    beliefs
}
