//! Beliefs that a profile alone pins down, also where play never comes under it.
//!
//! In: a structure, numbers and a profile. Out: beliefs of nodes within their information sets. At a set that is reached they are those
//! of Bayes' rule. At others, whatever trembles a consistent assessment (Kreps & Wilson, Econometrica 50, 1982) is a limit of: moves of
//! probability 0 that lead to every node of a set cancel in its beliefs, so that where some node takes no others, those that do
//! have belief 0 and the rest Bayes' rule decides. Where no node is so, trembles decide, and the profile says nothing.

use crate::numbers::Numbers;
use crate::structure::{Kind, Structure};

/// What is known of the way to a node.
#[derive(Clone, Copy)]
struct Way {
    /// Product of the probabilities on it, without moves of probability 0; 0 where chance never leads.
    likely: f64,
    /// The last node on it that a move of probability 0 leads to, this one included; the start if there is none.
    tremble: u32,
    /// How many such moves there are.
    trembles: u32,
    /// The flat number of the move that leads here, if it has probability 0.
    action: u32,
}

/// Belief of each node within its information set, aligned with [`Structure::infoset_nodes`]. NaN in the sets about which the
/// profile says nothing; zeros in sets that chance never leads to.
#[must_use]
pub fn pinned_beliefs(structure: &Structure, numbers: &Numbers, profile: &[f64]) -> Vec<f64> {
    let ways = ways(structure, numbers, profile);
    let mut beliefs = Vec::with_capacity(structure.infoset_nodes.len());
    for infoset in 0..structure.infoset_count() {
        let nodes = structure.nodes_of(infoset);
        let possible = nodes.iter().filter(|&&node| ways[node as usize].likely > 0.0);
        let Some(&least) = possible.clone().min_by_key(|&&node| ways[node as usize].trembles) else {
            beliefs.resize(beliefs.len() + nodes.len(), 0.0);
            continue;
        };
        let few = trembles(&ways, &structure.parent, least);
        // Few enough to be looked through: each is a deviation of its own.
        let pinned = possible.clone().all(|&node| {
            let here = trembles(&ways, &structure.parent, node);
            few.iter().all(|action| here.contains(action))
        });
        let weight = |node: u32| {
            let way = ways[node as usize];
            if way.trembles == ways[least as usize].trembles { way.likely } else { 0.0 }
        };
        let whole: f64 = nodes.iter().map(|&node| weight(node)).sum();
        beliefs.extend(nodes.iter().map(|&node| if pinned { weight(node) / whole } else { f64::NAN }));
    }
    beliefs
}

fn ways(structure: &Structure, numbers: &Numbers, profile: &[f64]) -> Vec<Way> {
    let start = Way { likely: 1.0, tremble: 0, trembles: 0, action: u32::MAX };
    let mut ways = vec![start; structure.node_count()];
    for node in 0..structure.node_count() {
        let here = ways[node];
        let row = structure.row[node];
        let children = structure.children(node);
        if structure.kind[node] == Kind::Decision as u8 {
            for (child, action) in children.zip(structure.actions(row as usize)) {
                ways[child] = if profile[action] > 0.0 {
                    Way { likely: here.likely * profile[action], action: u32::MAX, ..here }
                } else {
                    Way {
                        likely: here.likely,
                        tremble: child as u32,
                        trembles: here.trembles + 1,
                        action: action as u32,
                    }
                };
            }
        } else if structure.kind[node] == Kind::Chance as u8 {
            for (child, probability) in children.zip(&numbers.chance[structure.chance_row(row)]) {
                ways[child] = Way { likely: here.likely * probability, action: u32::MAX, ..here };
            }
        }
    }
    ways
}

/// The moves of probability 0 on the way to a node.
fn trembles(ways: &[Way], parents: &[u32], node: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut at = node;
    while ways[at as usize].trembles > 0 {
        let tremble = ways[at as usize].tremble;
        found.push(ways[tremble as usize].action);
        at = parents[tremble as usize];
    }
    found
}
