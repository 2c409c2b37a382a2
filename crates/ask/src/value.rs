//! What things are worth: play, one label over another, having a label, an option, a variant, or knowing a secret.
//!
//! In: solved games. Out: [`Number`]s, as differences of expected gains. Every comparison of two games solves both under
//! the same selection rule.

use standoff_game::profile;
use standoff_model::ir::{ActorId, ThingId};

use crate::answer::Number;
use crate::session::Solved;

/// Expected gain of an actor.
#[must_use]
pub fn of_play(solved: &Solved, to: ActorId) -> Number {
    let at = usize::from(to.0);
    match solved.solution.values_exact.as_ref().and_then(|values| values.get(at)) {
        Some(exact) => Number {
            value: Some(crate::session::to_f64(exact)),
            exact: Some(exact.clone()),
            ..Number::default()
        },
        None => Number { value: solved.solution.values.get(at).copied(), ..Number::default() },
    }
}

/// Gain of an actor in `after` minus its gain in `before`.
#[must_use]
pub fn difference(after: &Solved, before: &Solved, to: ActorId) -> Number {
    let (after, before) = (of_play(after, to), of_play(before, to));
    match (after.exact, before.exact) {
        (Some(after), Some(before)) => {
            let exact = after - before;
            Number { value: Some(crate::session::to_f64(&exact)), exact: Some(exact), ..Number::default() }
        }
        _ => Number { value: after.value.zip(before.value).map(|(a, b)| a - b), ..Number::default() },
    }
}

/// Expected gain of `to` from label `a` minus that from label `b` at a decision, averaged over its reached information
/// sets by reach; if none is reached, by the reach of the witness, and that is said.
#[must_use]
pub fn over(solved: &Solved, decision: ThingId, a: u32, b: u32, to: ActorId) -> Number {
    let structure = &solved.compiled.structure;
    let solution = &solved.solution;
    let player = usize::from(to.0);
    let values = profile::node_values(structure, &solved.numbers, &solution.profile);
    let players = usize::from(structure.players);
    // (information set, gain of a over b there)
    let mut gains: Vec<(usize, f64)> = Vec::new();
    for (infoset, info) in solved.compiled.infosets.iter().enumerate() {
        let slot = |label: u32| info.labels.iter().position(|&l| l == label);
        let (true, Some(slot_a), Some(slot_b)) = (info.thing == decision, slot(a), slot(b)) else { continue };
        let start = structure.infoset_start[infoset] as usize;
        let gain = structure
            .nodes_of(infoset)
            .iter()
            .enumerate()
            .map(|(k, &node)| {
                let children = structure.children(node as usize);
                let value = |slot: usize| values[(children.start + slot) * players + player];
                solution.beliefs[start + k] * (value(slot_a) - value(slot_b))
            })
            .sum();
        gains.push((infoset, gain));
    }
    if gains.is_empty() {
        let note = "both are never on offer together under this setting".to_owned();
        return Number { note: Some(note), ..Number::default() };
    }
    let total: f64 = gains.iter().map(|&(infoset, _)| solution.reach[infoset]).sum();
    if total > 0.0 {
        return Number::of(
            gains.iter().map(|&(infoset, gain)| solution.reach[infoset] * gain).sum::<f64>() / total,
        );
    }
    let log_reach = profile::node_log_reach(structure, &solved.numbers, &solution.witness);
    let logs: Vec<f64> = gains
        .iter()
        .map(|&(infoset, _)| log_sum_exp(structure.nodes_of(infoset).iter().map(|&n| log_reach[n as usize])))
        .collect();
    let all = log_sum_exp(logs.iter().copied());
    if !all.is_finite() {
        let note = "this decision cannot happen: chance gives it probability zero".to_owned();
        return Number { note: Some(note), ..Number::default() };
    }
    let value = gains.iter().zip(&logs).map(|(&(_, gain), log)| gain * libm::exp(log - all)).sum();
    let note =
        "this decision is never reached at this solution; the figure is for the case that it were".to_owned();
    Number { value: Some(value), note: Some(note), ..Number::default() }
}

fn log_sum_exp(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let top = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + libm::log(logs.map(|log| libm::exp(log - top)).sum())
}
