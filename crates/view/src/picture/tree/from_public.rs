//! The tree of what everybody sees, to be drawn.
//!
//! In: public steps with their probabilities. Out: [`Tree`]. A step's mark is that of whoever makes all steps that may follow; where several
//! may, or chance does, it is that of chance.

use standoff_ask::Setting;
use standoff_ask::public_tree::{PublicStep, PublicTree};
use standoff_model::ir::Model;

use super::{Bounds, Kind, Node, Tree};
use crate::picture::Caption;

/// The public tree of a game.
#[must_use]
pub fn from_public(model: &Model, setting: &Setting, public: &PublicTree, bounds: Bounds) -> Tree {
    let all = public.steps.len();
    let least = if all <= bounds.whole { 0.0 } else { bounds.least };
    let mut tree = Tree {
        caption: Caption::of(model, setting, Some(public.status)),
        actors: model.actors.iter().map(|actor| actor.name.clone()).collect(),
        outcomes: model.outcomes.iter().map(|outcome| outcome.caption.clone()).collect(),
        nodes: Vec::new(),
        all: all as u64,
        public: true,
        played: String::new(),
        least,
    };
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); all];
    for (at, step) in public.steps.iter().enumerate() {
        if let Some(before) = step.before {
            after[before].push(at);
        }
    }
    let mut below = vec![1_u64; all];
    for at in (1..all).rev() {
        if let Some(before) = public.steps[at].before {
            below[before] += below[at];
        }
    }
    let mut open = vec![(0, None, true)];
    while let Some((at, place, main)) = open.pop() {
        let step = &public.steps[at];
        let here = tree.nodes.len();
        let following = &after[at];
        let likeliest = following
            .iter()
            .copied()
            .rev()
            .max_by(|&a, &b| public.steps[a].reach.total_cmp(&public.steps[b].reach));
        let on_line = |next: usize| main && likeliest == Some(next) && public.steps[next].reach > step.end;
        let (mut kept, mut left): (Vec<usize>, Vec<usize>) =
            following.iter().copied().partition(|&next| public.steps[next].reach >= least || on_line(next));
        if left.len() == 1 && left.iter().all(|&next| after[next].is_empty()) {
            kept.append(&mut left);
            kept.sort_unstable();
        }
        let no_room = here + kept.len() + usize::from(!left.is_empty()) > bounds.most;
        if no_room && main {
            // The likeliest line goes on, whatever else there is.
            left.extend(kept.extract_if(.., |next| !on_line(*next)));
            left.sort_unstable();
        }
        let some = kept.iter().any(|&next| public.steps[next].reach >= least) || step.end > 0.0;
        let full = !main && (no_room || !some);
        tree.nodes.push(Node {
            parent: place,
            label: step.value.clone(),
            probability: share(public, at),
            reach: step.reach,
            main,
            number: at as u32,
            values: Vec::new(),
            worth: None,
            kind: match following.as_slice() {
                [] => Kind::End { outcomes: outcomes(step) },
                _ if full => Kind::Folded { moves: following.len(), situations: below[at], best: None },
                _ => maker(public, &tree.actors, step, following),
            },
        });
        if full || following.is_empty() {
            continue;
        }
        open.extend(kept.iter().rev().map(|&next| (next, Some(here), on_line(next))));
        if step.end > 0.0 {
            tree.nodes.push(Node {
                parent: Some(here),
                label: "nothing more".to_owned(),
                probability: ratio(step.end, step.reach),
                reach: step.end,
                main: main && likeliest.is_none_or(|next| public.steps[next].reach <= step.end),
                number: at as u32,
                values: Vec::new(),
                worth: None,
                kind: Kind::End { outcomes: outcomes(step) },
            });
        }
        if let Some(&first) = left.first() {
            let reach: f64 = left.iter().map(|&next| public.steps[next].reach).sum();
            let label = if left.len() == 1 {
                public.steps[first].value.clone()
            } else {
                format!("+{} moves", left.len())
            };
            let situations = left.iter().map(|&next| below[next]).sum();
            tree.nodes.push(Node {
                parent: Some(here),
                label,
                probability: ratio(reach, step.reach),
                reach,
                main: false,
                number: first as u32,
                values: Vec::new(),
                worth: None,
                kind: Kind::Folded { moves: left.len(), situations, best: None },
            });
        }
    }
    tree
}

/// Who makes what may follow. Where play may also end without anything that everybody sees, nobody alone does.
fn maker(public: &PublicTree, actors: &[String], step: &PublicStep, following: &[usize]) -> Kind {
    let first = following.first().map(|&next| &public.steps[next]);
    let same = |one: &PublicStep| following.iter().all(|&next| public.steps[next].actor == one.actor);
    let mut names: Vec<&str> =
        following.iter().map(|&next| short(&public.steps[next].what, actors)).collect();
    names.dedup();
    let ends = step.end > 0.0;
    let mut what = names.join(" or ");
    if ends {
        what.push_str(" or nothing");
    }
    match first {
        Some(one) if same(one) && one.actor.is_some() && !ends => Kind::Decision {
            actor: one.actor.map_or(0, |actor| usize::from(actor.0)),
            decision: what,
            set: (0, 0),
            seen: String::new(),
            belief: None,
        },
        _ => Kind::Chance { what },
    }
}

/// A name without the actor that it begins with. What follows a name are the rounds of a `repeat`.
fn short<'n>(name: &'n str, actors: &[String]) -> &'n str {
    match name.split_once('.') {
        Some((first, rest)) if actors.iter().any(|actor| actor == first) => rest,
        _ => name,
    }
}

/// How likely a step is after the one that it follows.
fn share(public: &PublicTree, at: usize) -> f64 {
    let step = &public.steps[at];
    step.before.map_or(1.0, |before| ratio(step.reach, public.steps[before].reach))
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}

/// The outcomes of play that ends at a step, the likeliest first; if it never comes there, those that may be.
fn outcomes(step: &PublicStep) -> Vec<(usize, f64)> {
    if step.end <= 0.0 {
        let share = 1.0 / step.may_end.len().max(1) as f64;
        return step.may_end.iter().map(|&outcome| (outcome, share)).collect();
    }
    let mut found: Vec<(usize, f64)> = step
        .ends
        .iter()
        .enumerate()
        .filter(|(_, share)| **share > 0.0)
        .map(|(outcome, &share)| (outcome, ratio(share, step.end)))
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_name_keeps_its_rounds_and_loses_its_actor() {
        let actors = ["One".to_owned(), "Two".to_owned()];
        let names = ["One.turn.1", "offer.2", "weather.1.2", "reply"];
        assert_eq!(names.map(|name| short(name, &actors)), ["turn.1", "offer.2", "weather.1.2", "reply"]);
    }
}
