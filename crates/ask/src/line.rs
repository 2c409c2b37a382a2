//! The main line: what is most likely to happen, decision by decision, and what each mover knows when it decides.
//!
//! In: a solved game. Out: [`Line`]. The line starts with every secret still open and follows, at each decision, the
//! likeliest label; chance events before a decision stay open too. Where the movers' knowledge makes them act
//! differently, the step holds one case for each.

use std::collections::BTreeMap;

use standoff_compile::stories::Event;
use standoff_game::structure::Node;
use standoff_model::ir::{ActorId, Model, PlaceId, ThingId, ThingKind};

use crate::session::Solved;

/// Shares below this do not show.
const SHOWN: f64 = 1e-9;
/// The most steps that are followed.
const MOST_STEPS: usize = 200;

/// The main line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Decisions in order.
    pub steps: Vec<LineStep>,
}

/// A decision on the main line.
#[derive(Clone, Debug, PartialEq)]
pub struct LineStep {
    /// Who decides.
    pub actor: ActorId,
    /// What is decided.
    pub decision: ThingId,
    /// Where.
    pub place: PlaceId,
    /// How likely it is that play comes this far along the line.
    pub reach: f64,
    /// One for each state of knowledge that the mover may be in here, by weight.
    pub cases: Vec<Case>,
    /// The label that the line follows.
    pub followed: u32,
    /// Probability of each label that is played here, over all cases, likeliest first.
    pub shares: Vec<(u32, f64)>,
}

/// What the mover does in one state of knowledge.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The information set.
    pub infoset: u32,
    /// The secrets it knows, with their values.
    pub knows: Vec<(ThingId, u32)>,
    /// Share of this case at this step; the cases sum to 1.
    pub weight: f64,
    /// What it can do.
    pub actions: Vec<CaseAction>,
}

/// A label in a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaseAction {
    /// The label.
    pub label: u32,
    /// How likely it is played.
    pub probability: f64,
    /// What it loses against the best label.
    pub loss: f64,
}

/// Follows the main line.
#[must_use]
pub fn follow(model: &Model, solved: &Solved) -> Line {
    let structure = &solved.compiled.structure;
    let profile = &solved.solution.profile;
    let mut line = Line::default();
    let mut frontier: Vec<(usize, f64)> = vec![(0, 1.0)];
    while line.steps.len() < MOST_STEPS {
        let at_decisions = past_chance(solved, &frontier);
        let Some(place) = likeliest_place(solved, &at_decisions) else { break };
        let here: Vec<(usize, usize, f64)> = at_decisions
            .into_iter()
            .filter(|&(_, infoset, _)| solved.compiled.infosets[infoset].place == place)
            .collect();
        let reach: f64 = here.iter().map(|&(_, _, weight)| weight).sum();
        let mut by_label: BTreeMap<u32, f64> = BTreeMap::new();
        for &(_, infoset, weight) in &here {
            let info = &solved.compiled.infosets[infoset];
            for (&label, action) in info.labels.iter().zip(structure.actions(infoset)) {
                *by_label.entry(label).or_default() += weight * profile[action] / reach;
            }
        }
        let mut shares: Vec<(u32, f64)> = by_label.into_iter().filter(|&(_, share)| share > SHOWN).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let Some(&(followed, _)) = shares.first() else { break };
        let (_, first, _) = here[0];
        let info = &solved.compiled.infosets[first];
        line.steps.push(LineStep {
            actor: info.actor,
            decision: info.thing,
            place,
            reach,
            cases: cases(model, solved, &here, reach),
            followed,
            shares,
        });
        frontier = here
            .iter()
            .filter_map(|&(node, infoset, weight)| {
                let slot = solved.compiled.infosets[infoset].labels.iter().position(|&l| l == followed)?;
                let p = profile[structure.actions(infoset).start + slot];
                (p > 0.0).then(|| (structure.children(node).start + slot, weight * p))
            })
            .collect();
    }
    line
}

/// The frontier with every chance node replaced by what may follow: (node, information set, weight).
fn past_chance(solved: &Solved, frontier: &[(usize, f64)]) -> Vec<(usize, usize, f64)> {
    let structure = &solved.compiled.structure;
    let mut open: Vec<(usize, f64)> = frontier.iter().rev().copied().collect();
    let mut found = Vec::new();
    while let Some((node, weight)) = open.pop() {
        match structure.node(node) {
            Node::Decision(infoset) => found.push((node, infoset.0 as usize, weight)),
            Node::Terminal(_) => {}
            Node::Chance(row) => {
                let children = structure.children(node).zip(structure.chance_row(row));
                let likely = children.map(|(child, entry)| (child, weight * solved.numbers.chance[entry]));
                open.extend(likely.filter(|&(_, weight)| weight > 0.0).collect::<Vec<_>>().into_iter().rev());
            }
        }
    }
    found
}

/// The place with the most weight; the earlier one if equal.
fn likeliest_place(solved: &Solved, at: &[(usize, usize, f64)]) -> Option<PlaceId> {
    let mut places: Vec<(PlaceId, f64)> = Vec::new();
    let mut numbers: BTreeMap<PlaceId, usize> = BTreeMap::new();
    for &(_, infoset, weight) in at {
        let place = solved.compiled.infosets[infoset].place;
        match numbers.get(&place) {
            Some(&number) => places[number].1 += weight,
            None => {
                numbers.insert(place, places.len());
                places.push((place, weight));
            }
        }
    }
    places.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(place, _)| place)
}

fn cases(model: &Model, solved: &Solved, here: &[(usize, usize, f64)], reach: f64) -> Vec<Case> {
    let structure = &solved.compiled.structure;
    let mut cases: Vec<Case> = Vec::new();
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for &(_, infoset, weight) in here {
        let number = *numbers.entry(infoset).or_insert(cases.len());
        if let Some(case) = cases.get_mut(number) {
            case.weight += weight / reach;
            continue;
        }
        let actions = structure.actions(infoset);
        let values = &solved.solution.action_values;
        let best = values[actions.clone()].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        cases.push(Case {
            infoset: infoset as u32,
            knows: known_secrets(model, solved, infoset),
            weight: weight / reach,
            actions: solved.compiled.infosets[infoset]
                .labels
                .iter()
                .zip(actions)
                .map(|(&label, action)| CaseAction {
                    label,
                    probability: solved.solution.profile[action],
                    loss: best - values[action],
                })
                .collect(),
        });
    }
    cases.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    cases
}

/// The secrets that have the same value at every node of an information set, where the model has others.
fn known_secrets(model: &Model, solved: &Solved, infoset: usize) -> Vec<(ThingId, u32)> {
    let mut known: Option<Vec<(ThingId, u32)>> = None;
    for &node in solved.compiled.structure.nodes_of(infoset) {
        let here = secrets_at(model, solved, node as usize);
        match &mut known {
            None => known = Some(here),
            Some(known) => known.retain(|secret| here.contains(secret)),
        }
    }
    known.unwrap_or_default()
}

/// The secrets drawn on the way to a node, in order, with their values.
pub(crate) fn secrets_at(model: &Model, solved: &Solved, node: usize) -> Vec<(ThingId, u32)> {
    let compiled = &solved.compiled;
    let mut found = Vec::new();
    let mut at = node as u32;
    while at != standoff_game::structure::NONE {
        for event in compiled.stories.events(at as usize).iter().rev() {
            if let Event::Set { thing, index, .. } = event
                && model.things[thing.0 as usize].kind == ThingKind::Secret
            {
                found.push((*thing, *index));
            }
        }
        at = compiled.structure.parent[at as usize];
    }
    found.reverse();
    found
}
