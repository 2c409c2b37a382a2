//! Who does what, and why: the main line, decision by decision, with what a different move would cost.
//!
//! In: findings. Out: numbered steps.

use standoff_ask::findings::Findings;
use standoff_ask::line::{Case, LineStep};
use standoff_model::ir::{Domain, Model, ThingId};

use super::names;
use crate::document::{Block, Step};
use crate::words;

/// Probabilities closer to 0 or 1 than this are told as certain moves.
const CERTAIN: f64 = 1e-6;
/// The most steps and the most cases told.
const MOST_STEPS: usize = 20;
const MOST_CASES: usize = 8;

/// The steps.
pub(super) fn blocks(model: &Model, findings: &Findings) -> Vec<Block> {
    let all = &findings.line.steps;
    let mut steps: Vec<Step> = all.iter().take(MOST_STEPS).map(|step| one(model, findings, step)).collect();
    if all.len() > MOST_STEPS {
        let more = format!("and so on, for {} more decisions", all.len() - MOST_STEPS);
        steps.push(Step { text: more, remarks: Vec::new() });
    }
    vec![Block::Steps(steps)]
}

fn one(model: &Model, findings: &Findings, step: &LineStep) -> Step {
    let actor = names::actor(model, step.actor);
    let decision = names::thing(model, step.decision);
    let groups = same_play(step);
    let mut text = match groups.as_slice() {
        [_] if step.cases.len() > 1 => {
            let what = play(model, findings, step, &step.cases[0]);
            format!("{actor} chooses {what} ({decision}), {}.", whatever(model, step))
        }
        [_] => format!("{actor} chooses {} ({decision}).", play(model, findings, step, &step.cases[0])),
        groups if groups.len() <= MOST_CASES && told_apart(step, groups) => {
            let parts: Vec<String> = groups
                .iter()
                .map(|group| {
                    let cases: Vec<&Case> = group.iter().map(|&case| &step.cases[case]).collect();
                    let what = play(model, findings, step, cases[0]);
                    format!("{what} if {}", who(model, findings, &cases))
                })
                .collect();
            format!("{actor} chooses ({decision}): {}.", parts.join("; "))
        }
        _ => {
            let shares: Vec<String> = step
                .shares
                .iter()
                .take(MOST_CASES)
                .map(|&(label, share)| {
                    format!(
                        "{} {}",
                        names::label(model, &findings.solved, step.decision, label),
                        words::percent(share)
                    )
                })
                .collect();
            format!("{actor} chooses ({decision}), over all that it may have seen: {}.", shares.join(", "))
        }
    };
    let reach = reach(findings, step);
    if reach < 1.0 - CERTAIN {
        text.push_str(&format!(" Play comes this far with {}.", words::chance(reach)));
    }
    Step { text, remarks: costs(model, findings, step) }
}

/// How likely the mover is to come to such a situation; what it has not seen of the way here does not count.
fn reach(findings: &Findings, step: &LineStep) -> f64 {
    let mut sets: Vec<u32> = step.cases.iter().map(|case| case.infoset).collect();
    sets.sort_unstable();
    sets.dedup();
    let reach = &findings.solved.solution.reach;
    sets.iter().filter_map(|&set| reach.get(set as usize)).sum()
}

/// Whether the secrets that the mover knows tell which group a case is of.
fn told_apart(step: &LineStep, groups: &[Vec<usize>]) -> bool {
    let knows = |case: usize| &step.cases[case].knows;
    groups.iter().enumerate().all(|(k, group)| {
        let others = groups.iter().skip(k + 1).flatten();
        others
            .copied()
            .all(|other| group.iter().all(|&case| knows(case).is_empty() || knows(case) != knows(other)))
    })
}

/// "One's card is 1 or 2", "A's war worth is from −0.95 to −0.55": what the mover knows in any of these cases.
fn who(model: &Model, findings: &Findings, cases: &[&Case]) -> String {
    let one = |case: &&Case| match case.knows.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let known: Option<Vec<(ThingId, u32)>> = cases.iter().map(one).collect();
    let same = known.filter(|known| known.iter().all(|(thing, _)| *thing == known[0].0));
    let Some(mut known) = same else {
        let mut all: Vec<String> = Vec::new();
        for case in cases {
            let text = knowing(model, findings, case);
            if !all.contains(&text) {
                all.push(text);
            }
        }
        return words::list(&all, "or if");
    };
    known.sort_unstable();
    known.dedup();
    let thing = known[0].0;
    let name = |value: u32| names::quoted(&names::label(model, &findings.solved, thing, value));
    let numeric = matches!(model.things[thing.0 as usize].domain, Domain::Grid { .. } | Domain::Numbers(_));
    let (first, last) = (known[0].1, known[known.len() - 1].1);
    let in_a_row = numeric && known.len() > 2 && (last - first) as usize == known.len() - 1;
    let values = if in_a_row {
        format!("from {} to {}", name(first), name(last))
    } else {
        // In the order of the cases, the weightiest first.
        let mut values: Vec<String> = Vec::new();
        for (_, value) in cases.iter().filter_map(one) {
            let value = name(value);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        words::list(&values, "or")
    };
    format!("{} is {values}", names::secret(model, thing))
}

/// Cases that play alike, in order of weight.
fn same_play(step: &LineStep) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (i, case) in step.cases.iter().enumerate() {
        let like = |other: &Case| {
            other.actions.len() == case.actions.len()
                && other
                    .actions
                    .iter()
                    .zip(&case.actions)
                    .all(|(a, b)| a.label == b.label && (a.probability - b.probability).abs() < CERTAIN)
        };
        match groups.iter_mut().find(|group| like(&step.cases[group[0]])) {
            Some(group) => group.push(i),
            None => groups.push(vec![i]),
        }
    }
    groups
}

/// "probe", or "bluff with 33% and fold with 67%".
fn play(model: &Model, findings: &Findings, step: &LineStep, case: &Case) -> String {
    let label = |label| names::label(model, &findings.solved, step.decision, label);
    let mut played: Vec<_> = case.actions.iter().filter(|action| action.probability > CERTAIN).collect();
    played.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    match played.as_slice() {
        [one] => label(one.label),
        many => {
            let parts: Vec<String> = many
                .iter()
                .map(|action| format!("{} with {}", label(action.label), words::percent(action.probability)))
                .collect();
            words::list(&parts, "and")
        }
    }
}

/// "whatever its aim".
fn whatever(model: &Model, step: &LineStep) -> String {
    let mut secrets: Vec<_> =
        step.cases.iter().flat_map(|case| case.knows.iter().map(|&(thing, _)| thing)).collect();
    secrets.sort();
    secrets.dedup();
    // A secret that all cases know with the same value tells nothing.
    secrets.retain(|secret| {
        let value =
            |case: &Case| case.knows.iter().find(|(thing, _)| thing == secret).map(|&(_, label)| label);
        step.cases.iter().any(|case| value(case) != value(&step.cases[0]))
    });
    let own = |thing: &standoff_model::ir::ThingId| {
        if model.things[thing.0 as usize].owner == Some(step.actor) {
            format!("its {}", names::thing(model, *thing))
        } else {
            names::secret(model, *thing)
        }
    };
    if secrets.is_empty() {
        return "whatever it has seen".to_owned();
    }
    format!("whatever {}", words::list(&secrets.iter().map(own).collect::<Vec<_>>(), "and"))
}

/// "its aim is: waiting for the election".
fn knowing(model: &Model, findings: &Findings, case: &Case) -> String {
    if case.knows.is_empty() {
        let seen = findings.solved.names(model).seen_pairs(case.infoset as usize);
        let last: Vec<String> =
            seen.iter().rev().take(2).rev().map(|(name, value)| format!("{name} is {value}")).collect();
        return words::list(&last, "and");
    }
    let parts: Vec<String> = case
        .knows
        .iter()
        .map(|&(thing, label)| {
            format!(
                "{} is {}",
                names::secret(model, thing),
                names::quoted(&names::label(model, &findings.solved, thing, label))
            )
        })
        .collect();
    words::list(&parts, "and")
}

/// "anything else would cost it at least …": for a single state of knowledge each label, otherwise the range.
fn costs(model: &Model, findings: &Findings, step: &LineStep) -> Vec<String> {
    let label = |label| names::label(model, &findings.solved, step.decision, label);
    let mut remarks = Vec::new();
    if let [case] = step.cases.as_slice() {
        let mut others: Vec<_> = case.actions.iter().filter(|action| action.probability <= CERTAIN).collect();
        others.sort_by(|a, b| a.loss.total_cmp(&b.loss));
        let told: Vec<String> = others
            .iter()
            .take(4)
            .map(|action| {
                if action.loss.abs() < 1e-9 {
                    format!("{} would cost it nothing", label(action.label))
                } else {
                    format!("{} would cost it {}", label(action.label), words::plain(action.loss))
                }
            })
            .collect();
        if !told.is_empty() {
            remarks.push(told.join(", "));
        }
        return remarks;
    }
    let least = step
        .cases
        .iter()
        .flat_map(|case| case.actions.iter().filter(|action| action.probability <= CERTAIN))
        .map(|action| action.loss)
        .fold(f64::INFINITY, f64::min);
    if least.is_finite() {
        remarks.push(if least < 1e-9 {
            "in at least one of these cases another move would cost it nothing".to_owned()
        } else {
            format!("any other move would cost it at least {}", words::plain(least))
        });
    }
    remarks
}
