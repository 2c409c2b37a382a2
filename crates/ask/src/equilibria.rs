//! `equilibria`: every equilibrium of a game in which two actors move, by what happens in it.
//!
//! In: a session and a setting. Out: components of equilibria, grouped where the same outcomes are equally likely and
//! everybody gains the same, with what holds for some equilibrium of each group.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::Zero;
use standoff_compile::Compiled;
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_model::ir::{ActorId, Model};
use standoff_solve::enumerate::refine::{Refinement, Verdict, refine};
use standoff_solve::enumerate::{self, Component, Limits, between_movers, movers};

use crate::answer::{Content, Equilibria, EquilibriumGroup, PlayRow, Span};
use crate::session::{AskError, Budget, Session, Setting};

/// Extreme equilibria told one by one in a group.
const MOST_PROFILES: usize = 100;

/// Finds them and puts them in groups.
///
/// # Errors
/// [`AskError`] if the game under the setting cannot be compiled, or the budget ran out before anything was found.
pub(crate) fn list(session: &Session<'_>, setting: &Setting, budget: Budget) -> Result<Content, AskError> {
    let model = session.model;
    let (compiled, _, exact) = session.numbers(setting, budget)?;
    let Some(exact) = exact else {
        return Ok(unanswered(
            "a number of this game is irrational, and equilibria are listed in exact numbers",
        ));
    };
    let Some((structure, numbers)) = between_movers(&compiled.structure, &exact) else {
        return Ok(Content::Unanswered(too_many(model, &compiled)));
    };
    let limits = Limits::default();
    let all = match enumerate::enumerate(&structure, &numbers, &limits, &mut || budget()) {
        Ok(all) => all,
        Err(error) => return Ok(Content::Unanswered(format!("equilibria are not listed: {error}"))),
    };
    if all.extreme.is_empty() && !all.complete {
        return Err(AskError::Stopped);
    }
    let marks = refine(&structure, &numbers, &all, &limits, &mut || budget());
    // What happens in each extreme equilibrium, and what everybody gains.
    let happens: Vec<Happens> = all
        .extreme
        .iter()
        .map(|extreme| Happens::new(model, &compiled, &exact, setting, &extreme.profile))
        .collect();
    let mut groups: BTreeMap<Vec<&Happens>, Vec<usize>> = BTreeMap::new();
    for (k, component) in all.components.iter().enumerate() {
        let mut key: Vec<&Happens> = component.extreme.iter().map(|&e| &happens[e as usize]).collect();
        key.sort();
        key.dedup();
        groups.entry(key).or_default().push(k);
    }
    let mut groups: Vec<EquilibriumGroup> = groups
        .into_iter()
        .map(|(key, components)| {
            let members = || components.iter().flat_map(|&k: &usize| &all.components[k].extreme);
            let told = |&e: &u32| played(model, &compiled, &exact, &all.extreme[e as usize].profile);
            EquilibriumGroup {
                outcomes: spans(key.iter().map(|happens| &happens.outcomes)),
                values: spans(key.iter().map(|happens| &happens.values)),
                components: components.len(),
                marks: components.iter().map(|&k| marks[k]).reduce(either).unwrap_or(UNKNOWN),
                profiles: members().take(MOST_PROFILES).map(told).collect(),
                extreme: members().count(),
            }
        })
        .collect();
    // Stable: within a rank by what happens.
    groups.sort_by_key(|group| match group.marks.sequential {
        Verdict::Yes => 0,
        Verdict::Undecided => 1,
        Verdict::No => 2,
    });
    Ok(Content::Equilibria(Equilibria {
        complete: all.complete,
        cut: all.cut.map(enumerate::Cut::word),
        components: all.components.len(),
        extreme: all.components.iter().map(|component: &Component| component.extreme.len()).sum(),
        groups,
    }))
}

fn too_many(model: &Model, compiled: &Compiled) -> String {
    let names: Vec<&str> = movers(&compiled.structure)
        .iter()
        .filter_map(|&player| model.actors.get(usize::from(player)))
        .map(|actor| actor.name.as_str())
        .collect();
    format!(
        "all equilibria are listed for games in which two actors move; here {} do: {}. The one that the default rule selects \
         is in the brief",
        names.len(),
        names.join(", ")
    )
}

fn unanswered(sentence: &str) -> Content {
    Content::Unanswered(sentence.to_owned())
}

/// What happens under a profile. Ordered, so that groups come in an order of their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Happens {
    /// Probability of each outcome.
    outcomes: Vec<BigRational>,
    /// Gain of each actor.
    values: Vec<BigRational>,
    /// Probability of each end, in a model without outcomes.
    ends: Vec<BigRational>,
}

impl Happens {
    fn new(
        model: &Model,
        compiled: &Compiled,
        exact: &ExactNumbers,
        setting: &Setting,
        played: &[BigRational],
    ) -> Self {
        let structure = &compiled.structure;
        let reach = profile::node_reach_exact(structure, exact, played);
        let mut outcomes = vec![BigRational::zero(); model.outcomes.len()];
        for come in compiled.outcomes_exact(&setting.parameters).into_iter().flatten() {
            if let Some(sum) = outcomes.get_mut(come.outcome.0 as usize) {
                *sum += &reach[come.node as usize] * come.share;
            }
        }
        let values = profile::values_exact(structure, exact, played);
        let ends = if model.outcomes.is_empty() { reach } else { Vec::new() };
        Self { outcomes, values, ends }
    }
}

/// The least and the most of each entry. Over a component they are at extreme equilibria, since probabilities and gains are
/// linear in the strategy of either actor.
fn spans<'a>(mut all: impl Iterator<Item = &'a Vec<BigRational>>) -> Vec<Span> {
    let Some(first) = all.next() else { return Vec::new() };
    let point = |value: &BigRational| Span { low: value.clone(), high: value.clone() };
    let mut spans: Vec<Span> = first.iter().map(point).collect();
    for entries in all {
        for (span, value) in spans.iter_mut().zip(entries) {
            if *value < span.low {
                span.low = value.clone();
            }
            if *value > span.high {
                span.high = value.clone();
            }
        }
    }
    spans
}

/// Nothing is known of a group without components.
const UNKNOWN: Refinement = Refinement {
    subgame_perfect: Verdict::Undecided,
    sequentially_rational: Verdict::Undecided,
    sequential: Verdict::Undecided,
    intuitive: None,
    d1: None,
};

/// What holds for some equilibrium of either.
fn either(a: Refinement, b: Refinement) -> Refinement {
    let or = |a: Verdict, b: Verdict| match (a, b) {
        (Verdict::Yes, _) | (_, Verdict::Yes) => Verdict::Yes,
        (Verdict::No, Verdict::No) => Verdict::No,
        _ => Verdict::Undecided,
    };
    Refinement {
        subgame_perfect: or(a.subgame_perfect, b.subgame_perfect),
        sequentially_rational: or(a.sequentially_rational, b.sequentially_rational),
        sequential: or(a.sequential, b.sequential),
        intuitive: a.intuitive.zip(b.intuitive).map(|(a, b)| or(a, b)),
        d1: a.d1.zip(b.d1).map(|(a, b)| or(a, b)),
    }
}

/// The labels that are played, information set by information set.
fn played(model: &Model, compiled: &Compiled, exact: &ExactNumbers, played: &[BigRational]) -> Vec<PlayRow> {
    let structure = &compiled.structure;
    let reach = profile::node_reach_exact(structure, exact, played);
    let mut rows = Vec::new();
    for (infoset, info) in compiled.infosets.iter().enumerate() {
        let reached = structure.nodes_of(infoset).iter().any(|&node| !reach[node as usize].is_zero());
        let seen = compiled.seen_pairs(model, infoset);
        for (&label, action) in info.labels.iter().zip(structure.actions(infoset)) {
            if !played[action].is_zero() {
                rows.push(PlayRow {
                    actor: ActorId(structure.infoset_player[infoset]),
                    decision: info.thing,
                    seen: seen.clone(),
                    label: compiled.label_name(model, info.thing, label),
                    probability: played[action].clone(),
                    reached,
                });
            }
        }
    }
    rows
}
