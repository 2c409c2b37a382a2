//! Actions that are never sequentially rational, whatever is believed.
//!
//! In: the continuations of all information sets. Out: which actions are out, by the flat numbering. An action stays in if
//! some own plan from it on is best under some belief about the node and about what the other does from there on, where the
//! other takes actions that are in (what it does at different nodes of the set may differ here even where it cannot tell
//! them apart, so that more stays in than must). Repeated until nothing changes, as in iterated conditional dominance
//! (Shimoji and Watson, J. Economic Theory 83, 1998).

use super::continuation::Continuation;
use super::feasible::System;
use crate::enumerate::Watch;
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_game::structure::Structure;

/// Most own plans that are tried for one action; beyond, it stays in.
const MOST_PLANS: usize = 64;

/// For each action whether it is out.
pub(super) fn never_rational(
    structure: &Structure,
    continuations: &[Option<Continuation>],
    watch: &mut Watch<'_>,
) -> Vec<bool> {
    let mut out = vec![false; structure.action_count()];
    loop {
        let mut changed = false;
        for here in continuations.iter().flatten() {
            for action in structure.actions(here.infoset).filter(|_| !watch.stops(1 << 14)) {
                if !out[action] && !stays(structure, here, action, &out) {
                    out[action] = true;
                    changed = true;
                }
            }
        }
        if !changed {
            return out;
        }
    }
}

/// Whether some own plan that begins with the action is best under some belief.
fn stays(structure: &Structure, here: &Continuation, action: usize, out: &[bool]) -> bool {
    let first = action - structure.actions(here.infoset).start;
    let mut plans = vec![vec![first]];
    for set in 1..here.sets.len() {
        let mut next = Vec::new();
        for plan in plans {
            if !plan.contains(&here.sets[set].1) {
                next.push(plan);
                continue;
            }
            for later in here.start[set]..here.start[set + 1] {
                next.push(plan.iter().copied().chain([later]).collect());
            }
        }
        if next.len() > MOST_PLANS {
            return true;
        }
        plans = next;
    }
    plans.iter().any(|plan| is_best_somehow(structure, here, plan, out))
}

/// Whether an own plan is best under some weights on (node, what the other does from there).
fn is_best_somehow(structure: &Structure, here: &Continuation, plan: &[usize], out: &[bool]) -> bool {
    let mut system = System::default();
    let firsts: Vec<usize> = here.other.iter().map(|other| system.unknowns(other.count())).collect();
    system.equation(firsts.iter().map(|&first| (first, BigRational::one())).collect(), BigRational::one());
    for (other, &first) in here.other.iter().zip(&firsts) {
        for (k, &set) in other.infosets.iter().enumerate() {
            let mut left = vec![(first + other.parent[k] as usize, -BigRational::one())];
            for (sequence, action) in other.of_set(k).zip(structure.actions(set as usize)) {
                left.push((first + sequence, BigRational::one()));
                if out[action] {
                    system.equation(vec![(first + sequence, BigRational::one())], BigRational::zero());
                }
            }
            system.equation(left, BigRational::zero());
        }
    }
    let worth = here.worths(&mut system);
    let mut rows: Vec<_> = (0..here.actions.len()).map(|action| here.above(worth, action)).collect();
    for (node, action, other, payoff) in here.payoffs.iter().filter(|(.., payoff)| !payoff.is_zero()) {
        rows[*action].push((firsts[*node] + other, -payoff));
    }
    for (action, mut left) in rows.into_iter().enumerate() {
        if !plan.contains(&action) {
            left.push((system.unknowns(1), -BigRational::one()));
        }
        system.equation(left, BigRational::zero());
    }
    system.is_feasible()
}
