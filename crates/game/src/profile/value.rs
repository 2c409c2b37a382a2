//! What play is worth: from the start, from each node on, and for each action.
//!
//! In: a structure, numbers and a profile (and beliefs). Out: expected total gains.

use super::reach::{Whose, node_reach_by};
use crate::numbers::{ExactNumbers, Numbers};
use crate::scalar::{Scalar, Table};
use crate::structure::{Kind, Structure};
use num_rational::BigRational;

/// Expected gain of each actor.
#[must_use]
pub fn values(structure: &Structure, numbers: &Numbers, profile: &[f64]) -> Vec<f64> {
    expected(structure, numbers, profile)
}

/// The same in exact rationals.
#[must_use]
pub fn values_exact(
    structure: &Structure,
    numbers: &ExactNumbers,
    profile: &[BigRational],
) -> Vec<BigRational> {
    expected(structure, numbers, profile)
}

fn expected<N: Table>(structure: &Structure, numbers: &N, profile: &[N::Number]) -> Vec<N::Number> {
    let players = usize::from(structure.players);
    let reach = node_reach_by(structure, numbers, profile, Whose::All);
    let mut values = vec![N::Number::zero(); players];
    for (node, reach) in reach.iter().enumerate() {
        if structure.kind[node] == Kind::Terminal as u8 && !reach.is_zero() {
            let row = structure.row[node] as usize * players;
            for (value, payoff) in values.iter_mut().zip(&numbers.payoff()[row..row + players]) {
                value.add_product(reach, payoff);
            }
        }
    }
    values
}

/// Expected gain of every actor from each node on: entry `node * players + actor`.
#[must_use]
pub fn node_values(structure: &Structure, numbers: &Numbers, profile: &[f64]) -> Vec<f64> {
    let mut out = Vec::new();
    node_values_into(structure, numbers, profile, &mut out);
    out
}

/// The same into a vector that is reused.
pub fn node_values_into(structure: &Structure, numbers: &Numbers, profile: &[f64], out: &mut Vec<f64>) {
    let players = usize::from(structure.players);
    out.clear();
    out.resize(structure.node_count() * players, 0.0);
    for node in (0..structure.node_count()).rev() {
        let row = structure.row[node] as usize;
        let probabilities = match structure.kind[node] {
            kind if kind == Kind::Decision as u8 => &profile[structure.actions(row)],
            kind if kind == Kind::Chance as u8 => &numbers.chance[structure.chance_row(row as u32)],
            _ => {
                let payoffs = &numbers.payoff[row * players..(row + 1) * players];
                out[node * players..(node + 1) * players].copy_from_slice(payoffs);
                continue;
            }
        };
        let (before, after) = out.split_at_mut((node + 1) * players);
        let here = &mut before[node * players..];
        let children = structure.children(node);
        let below = &after[(children.start - node - 1) * players..(children.end - node - 1) * players];
        for (below, probability) in below.chunks_exact(players).zip(probabilities) {
            for (value, child) in here.iter_mut().zip(below) {
                *value += probability * child;
            }
        }
    }
}

/// Expected gain of one actor from each node on, doubles or exact.
#[must_use]
pub fn player_values<N: Table>(
    structure: &Structure,
    numbers: &N,
    profile: &[N::Number],
    player: u16,
) -> Vec<N::Number> {
    let mut out = Vec::new();
    player_values_into(structure, numbers, profile, player, &mut out);
    out
}

/// The same into a vector that is reused.
pub fn player_values_into<N: Table>(
    structure: &Structure,
    numbers: &N,
    profile: &[N::Number],
    player: u16,
    out: &mut Vec<N::Number>,
) {
    let players = usize::from(structure.players);
    out.clear();
    out.resize(structure.node_count(), N::Number::zero());
    for node in (0..structure.node_count()).rev() {
        let row = structure.row[node];
        let probabilities = match structure.kind[node] {
            kind if kind == Kind::Decision as u8 => &profile[structure.actions(row as usize)],
            kind if kind == Kind::Chance as u8 => &numbers.chance()[structure.chance_row(row)],
            _ => {
                out[node] = numbers.payoff()[row as usize * players + usize::from(player)].clone();
                continue;
            }
        };
        let mut value = N::Number::zero();
        for (child, probability) in out[structure.children(node)].iter().zip(probabilities) {
            value.add_product(probability, child);
        }
        out[node] = value;
    }
}

/// The mover's expected total gain given the information set and the action, under the beliefs (aligned with
/// [`Structure::infoset_nodes`]) and with the profile afterwards; one entry an action, doubles or exact.
#[must_use]
pub fn action_values<N: Table>(
    structure: &Structure,
    numbers: &N,
    profile: &[N::Number],
    beliefs: &[N::Number],
) -> Vec<N::Number> {
    let mut out = vec![N::Number::zero(); structure.action_count()];
    let mut values = Vec::new();
    for player in 0..structure.players {
        if !structure.infoset_player.contains(&player) {
            continue;
        }
        player_values_into(structure, numbers, profile, player, &mut values);
        for infoset in (0..structure.infoset_count()).filter(|&h| structure.infoset_player[h] == player) {
            let start = structure.infoset_start[infoset] as usize;
            let actions = &mut out[structure.actions(infoset)];
            for (&node, belief) in structure.nodes_of(infoset).iter().zip(&beliefs[start..]) {
                for (action, child) in actions.iter_mut().zip(structure.children(node as usize)) {
                    action.add_product(belief, &values[child]);
                }
            }
        }
    }
    out
}
