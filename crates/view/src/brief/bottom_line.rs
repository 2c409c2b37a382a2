//! The bottom line: what the actor in question does best, what the moves it sees tell it, and what most likely comes of it.
//!
//! In: findings. Out: one short paragraph. The sentences follow from the solution; no verdict on who is right.

use standoff_ask::answer::BeliefRow;
use standoff_ask::findings::Findings;
use standoff_ask::line::LineStep;
use standoff_model::ir::{Model, ThingId};
use standoff_solve::solution::Status;

use super::names;
use crate::document::Block;
use crate::words;

/// Beliefs that move by less than this have not moved.
const MOVED: f64 = 1e-4;
/// A bottom line is short.
const MOST_SENTENCES: usize = 4;

/// The paragraph.
pub(super) fn blocks(model: &Model, findings: &Findings) -> Vec<Block> {
    vec![Block::Paragraph(text(model, findings))]
}

/// Its text.
pub(super) fn text(model: &Model, findings: &Findings) -> String {
    let mut sentences = Vec::new();
    if findings.solved.solution.status == Status::Stalled {
        sentences.push(
            "No answer that passes its own test was found; what follows is the best that was found, and is not to be relied on."
                .to_owned(),
        );
    }
    sentences.extend(best(model, findings));
    sentences.extend(what_moves_tell(model, findings));
    sentences.extend(likeliest(model, findings));
    sentences.join(" ")
}

/// "The US does best with reject, then probe, then bring."
fn best(model: &Model, findings: &Findings) -> Option<String> {
    let focus = findings.focus?;
    let moves: Vec<String> = findings
        .line
        .steps
        .iter()
        .filter(|step| step.actor == focus)
        .take(6)
        .map(|step| {
            let label = |label| names::label(model, &findings.solved, step.decision, label);
            let decision = names::thing(model, step.decision);
            match step.shares.as_slice() {
                [(one, first), (other, _)] if *first < 1.0 - 1e-6 => format!(
                    "{} ({decision}) in {} of cases, else {},",
                    label(*one),
                    words::percent(*first),
                    label(*other)
                ),
                [(one, first), (other, _), .., _] if *first < 1.0 - 1e-6 => format!(
                    "a draw among {}, {} and {} ({decision})",
                    label(*one),
                    label(*other),
                    match step.shares.len() - 2 {
                        1 => label(step.shares[2].0),
                        more => format!("{more} others"),
                    }
                ),
                _ => format!("{} ({decision})", label(step.followed)),
            }
        })
        .collect();
    if moves.is_empty() {
        return None;
    }
    let name = names::actor(model, focus);
    let text = words::list(&moves, "and").replace(",,", ",");
    let text = text.trim_end_matches(',');
    let order = if moves.len() > 1 { ", in this order" } else { "" };
    Some(format!("{name} does best with {text}{order}."))
}

/// What the moves on the line tell the actor in question about the movers' secrets: the first move that could have told
/// something and does not, and the first that does.
fn what_moves_tell(model: &Model, findings: &Findings) -> Vec<String> {
    let Some(focus) = findings.focus else { return Vec::new() };
    let mut sentences = Vec::new();
    for table in findings.beliefs.iter().filter(|table| table.observer == focus) {
        let Some(mut before) = table.rows.first().map(|row| row.probabilities.clone()) else { continue };
        let mut silent = None;
        for (at, step) in findings.line.steps.iter().enumerate() {
            let here: Vec<&BeliefRow> =
                table.rows.iter().filter(|row| row.step.is_some_and(|(row_at, _)| row_at == at)).collect();
            let knows =
                step.cases.iter().any(|case| case.knows.iter().any(|&(thing, _)| thing == table.secret));
            if here.is_empty() || !knows {
                continue;
            }
            if here.iter().any(|row| moved(&row.probabilities, &before)) {
                sentences.extend(silent);
                sentences.push(telling(model, findings, step, table.secret, &here));
                silent = None;
                break;
            }
            silent = silent.or_else(|| Some(saying_nothing(model, findings, step, table.secret)));
            if let Some(row) =
                here.iter().find(|row| row.step.is_some_and(|(_, label)| label == step.followed))
            {
                before.clone_from(&row.probabilities);
            }
        }
        sentences.extend(silent);
    }
    sentences.truncate(MOST_SENTENCES);
    sentences
}

fn moved(now: &[f64], before: &[f64]) -> bool {
    now.iter().zip(before).any(|(a, b)| (a - b).abs() > MOVED)
}

/// "Whatever Russia's aim, it chooses call; so call tells nothing about it."
fn saying_nothing(model: &Model, findings: &Findings, step: &LineStep, secret: ThingId) -> String {
    let label = names::label(model, &findings.solved, step.decision, step.followed);
    let about = names::secret(model, secret);
    let actor = names::actor(model, step.actor);
    if model.things[secret.0 as usize].owner == Some(step.actor) {
        format!("Whatever {about}, {actor} chooses {label}; so {label} tells nothing about it.")
    } else {
        format!("What {actor} then chooses, {label}, tells nothing about {about}.")
    }
}

/// "Concrete (reply) would then mean that Russia's aim is “ready to settle” (58%, likely); vague, that it is …".
fn telling(
    model: &Model,
    findings: &Findings,
    step: &LineStep,
    secret: ThingId,
    rows: &[&BeliefRow],
) -> String {
    let mut told = Vec::new();
    for row in rows.iter().take(4) {
        let Some((_, chosen)) = row.step else { continue };
        let top = row.probabilities.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((value, p)) = top else { continue };
        let label = names::label(model, &findings.solved, step.decision, chosen);
        let value = names::label(model, &findings.solved, secret, value as u32);
        told.push(if told.is_empty() {
            format!("{label} would mean “{value}” ({})", words::chance(p))
        } else {
            format!("{label}, “{value}” ({})", words::chance(p))
        });
    }
    let decision = names::thing(model, step.decision);
    let (actor, about) = (names::actor(model, step.actor), names::secret(model, secret));
    format!("{actor}'s {decision} would tell about {about}: {}.", told.join("; "))
}

/// "The likeliest end is that the war goes on (40%, unlikely)."
fn likeliest(model: &Model, findings: &Findings) -> Option<String> {
    let top = findings.outcomes.iter().max_by(|a, b| a.probability.total_cmp(&b.probability))?;
    let caption = names::outcome(model, top.outcome.0 as usize);
    Some(format!("The likeliest end: {caption} ({}).", words::chance(top.probability)))
}
