//! Passes over all nodes, many points side by side.
//!
//! In: a pattern, numbers and a profile. Out: weights and values of nodes, beliefs, what unplayed actions lose, and whether all
//! of it keeps to the pattern beyond doubt.

#![allow(clippy::needless_range_loop, reason = "lanes of several arrays are worked on side by side")]

use standoff_game::dag::eval::LANES;
use standoff_game::numbers::LaneNumbers;
use standoff_game::structure::{NONE, Structure};

use super::layout::{Edge, Layout};
use super::{Block, Lanes, MARGIN, Pattern};

/// Whether chance leads where it leads at the pattern's own point.
pub(super) fn same_chance(pattern: &Pattern, numbers: &LaneNumbers) -> [bool; LANES] {
    let mut same = [true; LANES];
    for (entry, &never) in numbers.chance.iter().zip(&pattern.never) {
        for (same, &p) in same.iter_mut().zip(entry) {
            *same &= (p == 0.0) == never;
        }
    }
    same
}

/// Probability of each node, unplayed actions left out.
#[inline(always)]
pub(super) fn weights(layout: &Layout, pattern: &Pattern, numbers: &LaneNumbers, block: &mut Block) {
    block.weight[0] = [1.0; LANES];
    for node in 1..layout.edge.len() {
        let mut weight = block.weight[layout.parent[node] as usize];
        match layout.edge[node] {
            Edge::Chance(entry) => multiply(&mut weight, &numbers.chance[entry as usize]),
            Edge::Action(action) if pattern.played[action as usize] => {
                multiply(&mut weight, &block.profile[action as usize]);
            }
            Edge::Action(_) | Edge::Root => {}
        }
        block.weight[node] = weight;
    }
}

/// Every actor's expected gain from each node on.
#[inline(always)]
pub(super) fn values(layout: &Layout, pattern: &Pattern, numbers: &LaneNumbers, block: &mut Block) {
    let players = layout.players;
    for node in (0..layout.edge.len()).rev() {
        let (here, below) = block.value[node * players..].split_at_mut(players);
        if layout.end[node] != NONE {
            let row = layout.end[node] as usize * players;
            here.copy_from_slice(&numbers.payoff[row..row + players]);
            continue;
        }
        here.fill([0.0; LANES]);
        let (first, count) = layout.children[node];
        for child in first as usize..(first + count) as usize {
            let probability = match layout.edge[child] {
                Edge::Chance(entry) => &numbers.chance[entry as usize],
                Edge::Action(action) if pattern.played[action as usize] => &block.profile[action as usize],
                Edge::Action(_) | Edge::Root => continue,
            };
            let at = (child - node - 1) * players;
            for (here, value) in here.iter_mut().zip(&below[at..at + players]) {
                add_product(here, probability, value);
            }
        }
    }
}

/// Beliefs at each set over the nodes that the pattern believes in.
#[inline(always)]
pub(super) fn beliefs(structure: &Structure, pattern: &Pattern, block: &mut Block) {
    for set in 0..structure.infoset_count() {
        let slots = structure.infoset_start[set] as usize..structure.infoset_start[set + 1] as usize;
        let mut sum = [0.0; LANES];
        for slot in slots.clone() {
            block.beliefs[slot] = [0.0; LANES];
            if pattern.believed[slot] {
                let weight = block.weight[structure.infoset_nodes[slot] as usize];
                block.beliefs[slot] = weight;
                add(&mut sum, &weight);
            }
        }
        for slot in slots.filter(|&slot| pattern.believed[slot]) {
            for (belief, sum) in block.beliefs[slot].iter_mut().zip(&sum) {
                *belief /= sum;
            }
        }
    }
}

/// What each action is worth under the beliefs, against the likeliest played one.
#[inline(always)]
pub(super) fn losses(layout: &Layout, structure: &Structure, pattern: &Pattern, block: &mut Block) {
    for set in 0..structure.infoset_count() {
        let slots = structure.infoset_start[set] as usize..structure.infoset_start[set + 1] as usize;
        let actions = structure.actions(set);
        let mover = usize::from(structure.infoset_player[set]);
        for action in actions.clone() {
            block.loss[action] = [0.0; LANES];
        }
        for slot in slots.filter(|&slot| pattern.believed[slot]) {
            let belief = &block.beliefs[slot];
            let (first, _) = layout.children[structure.infoset_nodes[slot] as usize];
            for (action, child) in actions.clone().zip(first as usize..) {
                let value = &block.value[child * layout.players + mover];
                add_product(&mut block.loss[action], belief, value);
            }
        }
        let Some(best) = actions.clone().find(|&action| pattern.played[action]) else { continue };
        let best = block.loss[best];
        for action in actions {
            for (loss, best) in block.loss[action].iter_mut().zip(&best) {
                *loss = best - *loss;
            }
        }
    }
}

/// Largest range of an actor's payoffs.
#[inline(always)]
pub(super) fn range(layout: &Layout, structure: &Structure, numbers: &LaneNumbers) -> Lanes {
    let mut largest = [0.0_f64; LANES];
    for player in 0..layout.players {
        let (mut least, mut most) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        for row in 0..structure.payoff_rows() {
            let payoff = &numbers.payoff[row * layout.players + player];
            for lane in 0..LANES {
                least[lane] = least[lane].min(payoff[lane]);
                most[lane] = most[lane].max(payoff[lane]);
            }
        }
        for lane in 0..LANES {
            largest[lane] = largest[lane].max(most[lane] - least[lane]);
        }
    }
    largest
}

/// Strikes out points at which an unplayed action loses too little, or a story that is not believed in takes mistakes as cheap
/// as those that are; sets losses of played actions to exactly zero.
#[inline(always)]
pub(super) fn clear(
    layout: &Layout,
    structure: &Structure,
    pattern: &Pattern,
    block: &mut Block,
    range: &Lanes,
    sure: &mut [bool; LANES],
) {
    let least: Lanes = range.map(|range| MARGIN * range);
    for set in 0..structure.infoset_count() {
        let slots = structure.infoset_start[set] as usize..structure.infoset_start[set + 1] as usize;
        let possible = pattern.believed[slots].contains(&true);
        for action in structure.actions(set) {
            if !possible || pattern.played[action] {
                block.loss[action] = [0.0; LANES];
                continue;
            }
            for lane in 0..LANES {
                // Written so that what is no number fails.
                sure[lane] &= block.loss[action][lane] >= least[lane];
            }
        }
    }
    block.mistakes[0] = [0.0; LANES];
    for node in 1..layout.edge.len() {
        let mut mistakes = block.mistakes[layout.parent[node] as usize];
        if let Edge::Action(action) = layout.edge[node]
            && !pattern.played[action as usize]
        {
            add(&mut mistakes, &block.loss[action as usize]);
        }
        block.mistakes[node] = mistakes;
    }
    for set in 0..structure.infoset_count() {
        let slots = structure.infoset_start[set] as usize..structure.infoset_start[set + 1] as usize;
        let Some(one) = slots.clone().find(|&slot| pattern.believed[slot]) else { continue };
        let cheapest = block.mistakes[structure.infoset_nodes[one] as usize];
        for slot in slots {
            let node = structure.infoset_nodes[slot] as usize;
            if !pattern.believed[slot] && pattern.possible[node] {
                for lane in 0..LANES {
                    sure[lane] &= block.mistakes[node][lane] >= cheapest[lane] + least[lane];
                }
            }
        }
    }
}

#[inline(always)]
fn multiply(a: &mut Lanes, b: &Lanes) {
    for (a, b) in a.iter_mut().zip(b) {
        *a *= b;
    }
}

#[inline(always)]
fn add(a: &mut Lanes, b: &Lanes) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += b;
    }
}

#[inline(always)]
fn add_product(a: &mut Lanes, b: &Lanes, c: &Lanes) {
    for lane in 0..LANES {
        a[lane] += b[lane] * c[lane];
    }
}
