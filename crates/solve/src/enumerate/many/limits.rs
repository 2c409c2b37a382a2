//! Which beliefs can remain where others do not lead.
//!
//! In: bounds on behaviour, and an information set. Out: bounds on the weights of its nodes. In a limit of beliefs of fully
//! mixed profiles the weight of node n beside node m is the product of the probabilities of the actions before n alone over that of
//! the actions before m alone. If those before m alone are all taken and one before n alone is not, nothing remains of n; if all are taken
//! with known probabilities, the proportion is known (Kreps and Wilson, Econometrica 50, 1982).

use super::bounds::State;
use super::scaled::Scaled;
use standoff_game::structure::NONE;

/// Sets with more nodes are not looked at in pairs.
const MOST_NODES: usize = 24;

/// Nodes that may be believed in, with the least and the most weight: 0 and 1 where nothing is known. With `limits` only
/// beliefs that are limits count.
pub(super) fn beliefs(game: &Scaled<'_>, state: &State, set: usize, limits: bool) -> Vec<(usize, f64, f64)> {
    let nodes = &game.nodes_of[set];
    let anything = || nodes.iter().map(|&n| (n as usize, 0.0, 1.0)).collect();
    if !limits || nodes.len() == 1 || nodes.len() > MOST_NODES {
        return anything();
    }
    let ways: Vec<Way> = nodes.iter().map(|&n| way(game, n as usize)).collect();
    let taken = |&action: &u32| {
        let action = action as usize;
        state.low[action] > 0.0 || (state.decided[game.set_of[action] as usize] && state.high[action] > 0.0)
    };
    let not_taken = |&action: &u32| state.high[action as usize] == 0.0;
    let alone = |one: &Way, other: &Way| -> Vec<u32> {
        one.actions.iter().copied().filter(|a| other.actions.binary_search(a).is_err()).collect()
    };
    let vanishes = |n: usize| {
        (0..ways.len()).any(|m| {
            m != n
                && alone(&ways[n], &ways[m]).iter().any(not_taken)
                && alone(&ways[m], &ways[n]).iter().all(taken)
        })
    };
    let left: Vec<usize> = (0..ways.len()).filter(|&n| !vanishes(n)).collect();
    let Some(&first) = left.first() else { return anything() };
    // The weight of each node beside the first, if all that differs is taken with a known probability.
    let known = |actions: &[u32]| {
        let p = |&action: &u32| {
            let action = action as usize;
            (state.low[action] == state.high[action] && state.low[action] > 0.0).then_some(state.low[action])
        };
        actions.iter().map(p).try_fold(1.0, |product, p| Some(product * p?))
    };
    let weight = |&n: &usize| -> Option<f64> {
        let above = known(&alone(&ways[n], &ways[first]))? * ways[n].chance;
        Some(above / (known(&alone(&ways[first], &ways[n]))? * ways[first].chance))
    };
    let weights: Option<Vec<f64>> = left.iter().map(weight).collect();
    match weights {
        Some(weights) => left.iter().zip(weights).map(|(&n, w)| (nodes[n] as usize, w, w)).collect(),
        None => left.iter().map(|&n| (nodes[n] as usize, 0.0, 1.0)).collect(),
    }
}

/// What comes before a node.
struct Way {
    /// Actions, ascending.
    actions: Vec<u32>,
    /// The product of the probabilities of chance.
    chance: f64,
}

fn way(game: &Scaled<'_>, node: usize) -> Way {
    let s = game.structure;
    let (mut actions, mut chance, mut child) = (Vec::new(), 1.0, node);
    while child != 0 {
        let parent = s.parent[child] as usize;
        match game.led_by[child] {
            NONE => {
                chance *=
                    game.numbers.chance[s.chance_row(s.row[parent])][child - s.first_child[parent] as usize];
            }
            action => actions.push(action),
        }
        child = parent;
    }
    actions.sort_unstable();
    Way { actions, chance }
}
