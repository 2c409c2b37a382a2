//! The regime of a solution: the set of labels played with positive probability where play leads.
//!
//! In: a solved game. Out: the flat action numbers, ascending: two points of one structure are in the same regime if the
//! lists are equal.

use standoff_model::ir::Model;

use crate::session::Solved;

/// Probabilities below this count as not played; polished profiles have exact zeros or far larger figures.
const PLAYED: f64 = 1e-7;

/// The actions on the path. Empty where sides err (a point of the path at finite λ): every label is played there, some
/// rarely, and none begins or ceases to be.
#[must_use]
pub fn of(solved: &Solved) -> Vec<u32> {
    if solved.errs() {
        return Vec::new();
    }
    let structure = &solved.compiled.structure;
    (0..structure.infoset_count())
        .filter(|&infoset| solved.solution.reach[infoset] > PLAYED)
        .flat_map(|infoset| structure.actions(infoset))
        .filter(|&action| solved.solution.profile[action] > PLAYED)
        .map(|action| action as u32)
        .collect()
}

/// What is played in one regime and not in the other, in words: "US chooses probe (channel)".
#[must_use]
pub fn in_words(model: &Model, solved: &Solved, regime: &[u32], other: &[u32]) -> String {
    let structure = &solved.compiled.structure;
    let mut words: Vec<String> = Vec::new();
    for &action in regime.iter().filter(|action| !other.contains(action)) {
        let infoset = structure.action_start.partition_point(|&start| start <= action) - 1;
        let Some(info) = solved.compiled.infosets.get(infoset) else { continue };
        let slot = (action - structure.action_start[infoset]) as usize;
        let label = info
            .labels
            .get(slot)
            .map_or_else(String::new, |&label| solved.compiled.label_name(model, info.thing, label));
        let thing = &model.things[info.thing.0 as usize];
        let actor = &model.actors[usize::from(info.actor.0)].name;
        let text = format!("{actor} {} {label}", thing.short);
        if !words.contains(&text) {
            words.push(text);
        }
    }
    words.join(", ")
}
