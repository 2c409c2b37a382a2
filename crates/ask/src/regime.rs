//! The regime of a solution: the set of labels played with positive probability where play leads; and what differs between
//! two regimes: who, which type, from which label to which.
//!
//! In: solved games. Out: a [`Regime`] each; two points of one structure are in the same regime if the same labels are
//! played. Out of two regimes: [`Change`]s, with a sentence for each.

use std::sync::Arc;

use num_rational::BigRational;
use standoff_compile::{Compiled, LabelNumbers, Names, SeenWhat};
use standoff_game::profile;
use standoff_model::ir::{ActorId, Model, ThingId, ThingKind};
use standoff_solve::solution::Alternative;

use crate::session::Solved;

/// Probabilities below this count as not played; polished profiles have exact zeros or far larger figures.
const PLAYED: f64 = 1e-7;
/// More labels than this are not named one by one.
const MOST_LABELS: usize = 5;

/// The labels that are played where play leads, at one solution of one game.
#[derive(Clone, Debug)]
pub struct Regime {
    /// What makes this game another one than that of the setting in force, such as "if US knows Russia.aim"; empty for that
    /// game itself.
    pub under: String,
    /// The game.
    pub compiled: Arc<Compiled>,
    /// Flat action numbers, ascending. Empty where sides err (a point of the path at finite λ): every label is played
    /// there, some rarely, and none begins or ceases to be.
    pub played: Vec<u32>,
}

impl PartialEq for Regime {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.compiled, &other.compiled) && self.played == other.played
    }
}

impl Regime {
    /// The regime of a solution.
    #[must_use]
    pub fn of(solved: &Solved, under: &str) -> Self {
        let played = match solved.errs() {
            true => Vec::new(),
            false => played(&solved.compiled, &solved.solution.profile, &solved.solution.reach),
        };
        Self { under: under.to_owned(), compiled: solved.compiled.clone(), played }
    }

    /// The regime at the end of another branch of the path.
    #[must_use]
    pub fn of_other_branch(solved: &Solved, other: &Alternative) -> Self {
        let structure = &solved.compiled.structure;
        let nodes = profile::node_reach(structure, &solved.numbers, &other.profile);
        let played = played(&solved.compiled, &other.profile, &profile::infoset_reach(structure, &nodes));
        Self { under: String::new(), compiled: solved.compiled.clone(), played }
    }

    /// What is played here and not in the other, in words: "US channel probe, Ukraine stance quiet". Labels are named as they are
    /// with the parameters at `point`, since a regime may hold at many.
    #[must_use]
    pub fn beyond(&self, model: &Model, point: &[BigRational], other: &Regime) -> String {
        let numbers = LabelNumbers::at(point);
        let names = self.compiled.names(model, &numbers);
        let mut words: Vec<String> = Vec::new();
        for &action in self.played.iter().filter(|action| other.played.binary_search(action).is_err()) {
            let infoset = self.compiled.structure.action_start.partition_point(|&start| start <= action) - 1;
            let Some(info) = self.compiled.infosets.get(infoset) else { continue };
            let Some(label) = self.label(names, infoset, action) else { continue };
            let thing = &model.things[info.thing.0 as usize];
            let text = format!("{} {} {label}", actor_name(model, info.actor), thing.short);
            if !words.contains(&text) {
                words.push(text);
            }
        }
        words.join(", ")
    }

    /// Whether an actor plays other labels in a situation to which play leads in both.
    #[must_use]
    pub fn differs_for(&self, other: &Regime, actor: ActorId) -> bool {
        let infosets = self.compiled.infosets.iter().enumerate();
        infosets.filter(|(_, info)| info.actor == actor).any(|(infoset, _)| {
            let (here, there) = (self.at(infoset), other.at(infoset));
            !here.is_empty() && !there.is_empty() && here != there
        })
    }

    /// The actions played at an information set; empty if play does not lead there.
    fn at(&self, infoset: usize) -> &[u32] {
        let actions = self.compiled.structure.actions(infoset);
        let from = self.played.partition_point(|&action| (action as usize) < actions.start);
        let to = self.played.partition_point(|&action| (action as usize) < actions.end);
        &self.played[from..to]
    }

    fn label(&self, names: Names, infoset: usize, action: u32) -> Option<String> {
        let info = self.compiled.infosets.get(infoset)?;
        let slot = action as usize - self.compiled.structure.actions(infoset).start;
        Some(names.label(info.thing, *info.labels.get(slot)?))
    }
}

/// The actions played where play leads, given the probability of each action and the reach of each information set.
fn played(compiled: &Compiled, profile: &[f64], reach: &[f64]) -> Vec<u32> {
    let structure = &compiled.structure;
    (0..structure.infoset_count())
        .filter(|&infoset| reach[infoset] > PLAYED)
        .flat_map(|infoset| structure.actions(infoset))
        .filter(|&action| profile[action] > PLAYED)
        .map(|action| action as u32)
        .collect()
}

/// Names with values, such as secrets or decisions with what became of them.
pub type Pairs = Vec<(String, String)>;

/// A choice that is made otherwise on the other side of a tipping point. Choices to which play leads on one side only are
/// consequences of such changes, and none themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The game in which this is so; see [`Regime::under`].
    pub under: String,
    /// Whose choice.
    pub actor: ActorId,
    /// Which.
    pub decision: ThingId,
    /// Of which of the actor's types, each as (secret, value) pairs; empty: of all.
    pub types: Vec<Pairs>,
    /// After what the actor has seen and done, as (name, value) pairs, where the types do not tell the situations in which
    /// the choice changes from those in which it does not.
    pub seen: Vec<Pairs>,
    /// The labels played below.
    pub from: Vec<String>,
    /// The labels played above.
    pub to: Vec<String>,
}

impl Change {
    /// A sentence without a full stop: "Challenger with type weak turns from wait to challenge (opening)".
    #[must_use]
    pub fn sentence(&self, model: &Model) -> String {
        let under = if self.under.is_empty() { String::new() } else { format!("{}: ", self.under) };
        let name = actor_name(model, self.actor);
        let own = format!("{name}.");
        let pairs = |pairs: &Pairs, is: &str| {
            let word = |(thing, value): &(String, String)| {
                format!("{}{is}{value}", thing.strip_prefix(&own).unwrap_or(thing))
            };
            pairs.iter().map(word).collect::<Vec<_>>().join(", ")
        };
        let types: Vec<String> = self.types.iter().map(|each| pairs(each, " ")).collect();
        let with = if types.is_empty() { String::new() } else { format!(" with {}", either(&types)) };
        let saw = |each: &Pairs| if each.is_empty() { "nothing".to_owned() } else { pairs(each, " is ") };
        let seen = match self.seen.iter().all(Vec::is_empty) {
            true => String::new(),
            false => format!(", having seen {}", either(&self.seen.iter().map(saw).collect::<Vec<_>>())),
        };
        let decision = model.things.get(self.decision.0 as usize).map_or("", |thing| thing.short.as_str());
        format!(
            "{under}{name}{with} turns from {} to {} ({decision}{seen})",
            either(&self.from),
            either(&self.to)
        )
    }
}

/// "a", "a or b", "a, b or c"; the last ones only counted where there are many.
fn either(items: &[String]) -> String {
    match items {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] if items.len() <= MOST_LABELS => format!("{} or {last}", first.join(", ")),
        _ => {
            format!("{} or {} others", items[..MOST_LABELS - 1].join(", "), items.len() + 1 - MOST_LABELS)
        }
    }
}

/// What differs between two sides of a tipping point, game by game, in the order of play. Labels are named as they are with the
/// parameters at `point`: by the same names on both sides.
#[must_use]
pub fn changes(model: &Model, point: &[BigRational], below: &[Regime], above: &[Regime]) -> Vec<Change> {
    let same_game = |pair: &(&Regime, &Regime)| Arc::ptr_eq(&pair.0.compiled, &pair.1.compiled);
    below
        .iter()
        .zip(above)
        .filter(same_game)
        .flat_map(|(below, above)| changes_in_game(model, point, below, above))
        .collect()
}

fn changes_in_game(model: &Model, point: &[BigRational], below: &Regime, above: &Regime) -> Vec<Change> {
    let compiled = &below.compiled;
    let numbers = LabelNumbers::at(point);
    let names = compiled.names(model, &numbers);
    // Situations to which play leads on both sides.
    let both: Vec<usize> = (0..compiled.infosets.len())
        .filter(|&infoset| !below.at(infoset).is_empty() && !above.at(infoset).is_empty())
        .collect();
    let mut done = vec![false; compiled.infosets.len()];
    let mut found = Vec::new();
    for &first in &both {
        if done[first] || below.at(first) == above.at(first) {
            continue;
        }
        let info = &compiled.infosets[first];
        let labels = |regime: &Regime, infoset: usize| -> Vec<String> {
            regime.at(infoset).iter().filter_map(|&action| regime.label(names, infoset, action)).collect()
        };
        let (from, to) = (labels(below, first), labels(above, first));
        let same_choice = |&infoset: &usize| {
            let other = &compiled.infosets[infoset];
            other.actor == info.actor && other.thing == info.thing
        };
        let changing = |&infoset: &usize| {
            below.at(infoset) != above.at(infoset)
                && labels(below, infoset) == from
                && labels(above, infoset) == to
        };
        let (group, mut rest): (Vec<usize>, Vec<usize>) =
            both.iter().copied().filter(same_choice).partition(changing);
        // Where play leads on the first side only, the label may be played already: not to be taken for what begins.
        let already = |&infoset: &usize| {
            above.at(infoset).is_empty() && !below.at(infoset).is_empty() && labels(below, infoset) == to
        };
        rest.extend((0..compiled.infosets.len()).filter(same_choice).filter(already));
        group.iter().for_each(|&infoset| done[infoset] = true);

        let all: Vec<usize> = (0..compiled.infosets.len()).filter(same_choice).collect();
        let of = |sets: &[usize]| types(names, sets);
        let told_apart = !of(&rest).iter().any(|other| of(&group).contains(other));
        found.push(Change {
            under: below.under.clone(),
            actor: info.actor,
            decision: info.thing,
            types: if of(&group).len() == of(&all).len() { Vec::new() } else { of(&group) },
            seen: if rest.is_empty() || told_apart {
                Vec::new()
            } else {
                group.iter().map(|&infoset| type_and_rest(names, infoset).1).collect()
            },
            from,
            to,
        });
    }
    found
}

/// The different types that an actor may be of in some situations: the secrets it has seen there, with their values.
fn types(names: Names, infosets: &[usize]) -> Vec<Pairs> {
    let mut types: Vec<Pairs> = Vec::new();
    for &infoset in infosets {
        let (one, _) = type_and_rest(names, infoset);
        if !types.contains(&one) {
            types.push(one);
        }
    }
    types
}

/// What an actor has seen at an information set: secrets, and all else.
fn type_and_rest(names: Names, infoset: usize) -> (Pairs, Pairs) {
    let seen = names.compiled.seen(infoset).into_iter().zip(names.seen_pairs(infoset));
    let (secrets, rest): (Vec<_>, Vec<_>) = seen.partition(|(seen, _)| is_secret(names.model, &seen.what));
    let pairs = |seen: Vec<(_, (String, String))>| seen.into_iter().map(|(_, pair)| pair).collect();
    (pairs(secrets), pairs(rest))
}

fn is_secret(model: &Model, what: &SeenWhat) -> bool {
    match what {
        SeenWhat::Thing(thing) => {
            model.things.get(thing.0 as usize).is_some_and(|thing| thing.kind == ThingKind::Secret)
        }
        SeenWhat::Reveal(_) => false,
    }
}

fn actor_name(model: &Model, actor: ActorId) -> &str {
    model.actors.get(usize::from(actor.0)).map_or("somebody", |actor| &actor.name)
}
