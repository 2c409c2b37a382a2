//! `equilibria`: the equilibria of a game by what happens in them.
//!
//! In: a session and a setting. Out: where two actors move, components of equilibria; where more do, isolated ways to play;
//! grouped where the same outcomes are equally likely and everybody gains the same, with what holds for some equilibrium of
//! each group.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_compile::{Compiled, LabelNumbers, Names};
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::structure::Node;
use standoff_model::ir::{ActorId, Model};
use standoff_solve::enumerate::refine::{Refinement, Verdict, refine};
use standoff_solve::enumerate::{self, Component, Limits, between_movers, many};

use crate::answer::{Content, Equilibria, EquilibriumGroup, Listed, PlayRow, Span};
use crate::session::{AskError, Budget, Session, Setting, to_f64};

/// Extreme equilibria told one by one in a group.
const MOST_PROFILES: usize = 100;

/// How far to search, where two actors move and where more do.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reach {
    pub(crate) two: Limits,
    pub(crate) many: many::Limits,
}

/// Finds them and puts them in groups.
///
/// # Errors
/// [`AskError`] if the game under the setting cannot be compiled, or the budget ran out before anything was found.
pub(crate) fn list(
    session: &Session<'_>,
    setting: &Setting,
    reach: &Reach,
    budget: Budget,
) -> Result<Content, AskError> {
    let model = session.model;
    let (compiled, _, exact) = session.numbers(setting, budget)?;
    let Some(exact) = exact else {
        return Ok(unanswered(
            "a number of this game is irrational, and equilibria are listed in exact numbers",
        ));
    };
    let labels = LabelNumbers::at(&setting.parameters);
    let names = compiled.names(model, &labels);
    let Some((structure, numbers)) = between_movers(&compiled.structure, &exact) else {
        return of_many(names, &exact, setting, &reach.many, budget);
    };
    let limits = reach.two;
    let all = match enumerate::enumerate(&structure, &numbers, &limits, &mut || budget()) {
        Ok(all) => all,
        Err(error) => return Ok(Content::Unanswered(format!("equilibria are not listed: {error}"))),
    };
    if all.extreme.is_empty() && !all.complete {
        return match all.cut {
            Some(cut) if cut != enumerate::Cut::Stopped => Ok(Content::Unanswered(format!(
                "no equilibrium was found before the search was cut short: {}",
                cut.word()
            ))),
            _ => Err(AskError::Stopped),
        };
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
            let told = |&e: &u32| played(names, &exact, &all.extreme[e as usize].profile, true);
            EquilibriumGroup {
                outcomes: spans(key.iter().map(|happens| &happens.outcomes), true),
                values: spans(key.iter().map(|happens| &happens.values), true),
                components: components.len(),
                marks: components.iter().map(|&k| marks[k]).reduce(either).unwrap_or(UNKNOWN),
                profiles: members().take(MOST_PROFILES).map(told).collect(),
                extreme: members().count(),
            }
        })
        .collect();
    groups.sort_by_key(rank);
    Ok(Content::Equilibria(Equilibria {
        listed: Listed::Extreme,
        complete: all.complete,
        cut: all.cut.map(enumerate::Cut::word),
        components: all.components.len(),
        extreme: all.components.iter().map(|component: &Component| component.extreme.len()).sum(),
        groups,
    }))
}

/// Groups with a sequential equilibrium come first. Sorting keeps the order within a rank.
fn rank(group: &EquilibriumGroup) -> u8 {
    match group.marks.sequential {
        Verdict::Yes => 0,
        Verdict::Undecided => 1,
        Verdict::No => 2,
    }
}

/// Probabilities and gains closer than this are the same, where they are not exact.
const SAME: f64 = 1e-9;

/// Games in which more than two actors move.
fn of_many(
    names: Names,
    exact: &ExactNumbers,
    setting: &Setting,
    limits: &many::Limits,
    budget: Budget,
) -> Result<Content, AskError> {
    let (model, compiled) = (names.model, names.compiled);
    let structure = &compiled.structure;
    let further = quantities(model, compiled, setting);
    let all = match many::enumerate(structure, exact, &further, limits, &mut || budget()) {
        Ok(all) => all,
        Err(error) => return Ok(Content::Unanswered(format!("equilibria are not listed: {error}"))),
    };
    if all.equilibria.is_empty() && all.cut == Some(enumerate::Cut::Stopped) {
        return Err(AskError::Stopped);
    }
    let mut groups: Vec<(Happens, EquilibriumGroup)> = Vec::new();
    for equilibrium in &all.equilibria {
        let is_exact = equilibrium.exact.is_some();
        let profile: Vec<BigRational> = match &equilibrium.exact {
            Some(profile) => profile.clone(),
            None => {
                equilibrium.profile.iter().map(|&p| BigRational::from_float(p).unwrap_or_default()).collect()
            }
        };
        let happens = Happens::new(model, compiled, exact, setting, &profile);
        let rows = played(names, exact, &profile, is_exact);
        let same = |(other, group): &&mut (Happens, EquilibriumGroup)| {
            let exactly = is_exact && group.values.iter().all(|value| value.exact);
            if exactly { *other == happens } else { other.is_close_to(&happens) }
        };
        if let Some((_, group)) = groups.iter_mut().find(same) {
            group.components += 1;
            group.extreme += 1;
            group.marks = either(group.marks, equilibrium.marks);
            if group.profiles.len() < MOST_PROFILES {
                group.profiles.push(rows);
            }
            continue;
        }
        let group = EquilibriumGroup {
            outcomes: spans(std::iter::once(&happens.outcomes), is_exact),
            values: spans(std::iter::once(&happens.values), is_exact),
            components: 1,
            marks: equilibrium.marks,
            profiles: vec![rows],
            extreme: 1,
        };
        groups.push((happens, group));
    }
    groups.sort_by(|(a, _), (b, _)| a.cmp(b));
    groups.sort_by_key(|(_, group)| rank(group));
    Ok(Content::Equilibria(Equilibria {
        listed: Listed::Ways,
        complete: all.complete,
        cut: all.cut.map(enumerate::Cut::word),
        components: all.equilibria.len(),
        extreme: all.equilibria.len(),
        groups: groups.into_iter().map(|(_, group)| group).collect(),
    }))
}

/// What groups are told apart by besides gains: the probability of each outcome, or of each end where there are none.
fn quantities(model: &Model, compiled: &Compiled, setting: &Setting) -> Vec<Vec<(u32, BigRational)>> {
    let structure = &compiled.structure;
    if model.outcomes.is_empty() {
        let ends = (0..structure.node_count()).filter(|&n| matches!(structure.node(n), Node::Terminal(_)));
        return ends.map(|end| vec![(end as u32, BigRational::one())]).collect();
    }
    let mut shares: Vec<Vec<(u32, BigRational)>> = vec![Vec::new(); model.outcomes.len()];
    for come in compiled.outcomes_exact(&setting.parameters).into_iter().flatten() {
        if let Some(share) = shares.get_mut(come.outcome.0 as usize) {
            match share.last_mut() {
                Some((node, sum)) if *node == come.node => *sum += come.share,
                _ => share.push((come.node, come.share)),
            }
        }
    }
    shares
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

    /// Whether the same happens but for rounding.
    fn is_close_to(&self, other: &Self) -> bool {
        let close = |a: &[BigRational], b: &[BigRational]| {
            a.iter().zip(b).all(|(a, b)| {
                let (a, b) = (to_f64(a), to_f64(b));
                (a - b).abs() <= SAME * a.abs().max(1.0)
            })
        };
        close(&self.outcomes, &other.outcomes)
            && close(&self.values, &other.values)
            && close(&self.ends, &other.ends)
    }
}

/// The least and the most of each entry. Over a component they are at extreme equilibria, since probabilities and gains are
/// linear in the strategy of either actor.
fn spans<'a>(mut all: impl Iterator<Item = &'a Vec<BigRational>>, exact: bool) -> Vec<Span> {
    let Some(first) = all.next() else { return Vec::new() };
    let point = |value: &BigRational| Span { low: value.clone(), high: value.clone(), exact };
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
fn played(names: Names, exact: &ExactNumbers, played: &[BigRational], is_exact: bool) -> Vec<PlayRow> {
    let compiled = names.compiled;
    let structure = &compiled.structure;
    let reach = profile::node_reach_exact(structure, exact, played);
    let mut rows = Vec::new();
    for (infoset, info) in compiled.infosets.iter().enumerate() {
        let reached = structure.nodes_of(infoset).iter().any(|&node| !reach[node as usize].is_zero());
        let seen = names.seen_pairs(infoset);
        for (&label, action) in info.labels.iter().zip(structure.actions(infoset)) {
            if !played[action].is_zero() {
                rows.push(PlayRow {
                    infoset,
                    actor: ActorId(structure.infoset_player[infoset]),
                    decision: info.thing,
                    seen: seen.clone(),
                    label: names.label(info.thing, label),
                    probability: played[action].clone(),
                    exact: is_exact,
                    reached,
                });
            }
        }
    }
    rows
}
