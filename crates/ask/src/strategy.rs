//! `strategy of X at D`: what an actor does wherever it may have to decide.
//!
//! In: a solved game. Out: one [`StrategyRow`] for each information set and label, most likely situations first.

use standoff_model::ir::{ActorId, Model, ThingId};

use crate::answer::StrategyRow;
use crate::session::Solved;

/// The strategy table of `of`, at one decision or at all.
#[must_use]
pub fn table(model: &Model, solved: &Solved, of: ActorId, at: Option<ThingId>) -> Vec<StrategyRow> {
    first_rows(model, solved, of, at, usize::MAX).0
}

/// The first rows of the table, about as many as are asked for and no fewer, and how many there are in all.
#[must_use]
pub fn first_rows(
    model: &Model,
    solved: &Solved,
    of: ActorId,
    at: Option<ThingId>,
    most: usize,
) -> (Vec<StrategyRow>, usize) {
    let names = solved.names(model);
    let structure = &solved.compiled.structure;
    let solution = &solved.solution;
    let mut infosets: Vec<usize> = solved
        .compiled
        .infosets
        .iter()
        .enumerate()
        .filter(|(_, info)| info.actor == of && at.is_none_or(|thing| info.thing == thing))
        .map(|(infoset, _)| infoset)
        .collect();
    // Stable: equally likely situations keep the order of the text.
    infosets.sort_by(|&a, &b| solution.reach[b].total_cmp(&solution.reach[a]));
    let all = infosets.iter().map(|&infoset| structure.actions(infoset).len()).sum();
    let mut rows = Vec::new();
    for infoset in infosets {
        if rows.len() >= most {
            break;
        }
        let info = &solved.compiled.infosets[infoset];
        let seen = names.seen_pairs(infoset);
        let actions = structure.actions(infoset);
        let best = solution.action_values[actions.clone()].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for (&label, action) in info.labels.iter().zip(actions) {
            rows.push(StrategyRow {
                decision: info.thing,
                number: info.number,
                seen: seen.clone(),
                label: names.label(info.thing, label),
                probability: solution.profile[action],
                exact: solution.profile_exact.as_ref().map(|exact| exact[action].clone()),
                value: solution.action_values[action],
                regret: best - solution.action_values[action],
                reach: solution.reach[infoset],
            });
        }
    }
    (rows, all)
}
