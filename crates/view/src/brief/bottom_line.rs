//! The bottom line: what the actor in question does best, what the moves it sees tell it, and what most likely comes of it.
//!
//! In: findings. Out: one short paragraph. The sentences follow from the solution; no verdict on who is right.

use standoff_ask::findings::Findings;
use standoff_ask::line::LineStep;
use standoff_model::ir::Model;
use standoff_solve::solution::Status;

use super::names;
use crate::document::Block;
use crate::words;

/// Beliefs that move by less than this have not moved.
const MOVED: f64 = 1e-4;

/// The paragraph.
pub(super) fn blocks(model: &Model, findings: &Findings) -> Vec<Block> {
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
    vec![Block::Paragraph(sentences.join(" "))]
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
            let label = names::label(model, &findings.solved, step.decision, step.followed);
            let share = step.shares.first().map_or(0.0, |&(_, share)| share);
            let what = format!("{label} ({})", names::thing(model, step.decision));
            if share < 1.0 - 1e-6 { format!("{what} with {}", words::percent(share)) } else { what }
        })
        .collect();
    if moves.is_empty() {
        return None;
    }
    let name = names::actor(model, focus);
    let order = if moves.len() > 1 { ", in this order" } else { "" };
    Some(format!("{name} does best with {}{order}.", words::list(&moves, "and")))
}

/// For each step of the line that another actor sees: whether it tells anything about a secret of the mover.
fn what_moves_tell(model: &Model, findings: &Findings) -> Vec<String> {
    let Some(focus) = findings.focus else { return Vec::new() };
    let mut sentences = Vec::new();
    for table in findings.beliefs.iter().filter(|table| table.observer == focus) {
        let labels = standoff_ask::belief::label_count(model, table.secret).unwrap_or(0);
        if labels > 8 {
            continue;
        }
        let mut before = table.rows.first().map(|row| row.probabilities.clone()).unwrap_or_default();
        let mut at = 0;
        while let Some((step_at, _)) = table.rows.get(at).and_then(|row| row.step).or_else(|| {
            at += 1;
            table.rows.get(at).and_then(|row| row.step)
        }) {
            let here: Vec<_> = table.rows.iter().filter(|row| row.step.is_some_and(|(s, _)| s == step_at)).collect();
            let step = &findings.line.steps[step_at];
            let knows = step.cases.iter().any(|case| case.knows.iter().any(|&(thing, _)| thing == table.secret));
            if knows {
                sentences.extend(one_step(model, findings, step, table.secret, &before, &here));
            }
            if let Some(row) = here.iter().find(|row| row.step.is_some_and(|(_, label)| label == step.followed)) {
                before.clone_from(&row.probabilities);
            }
            at += here.len();
        }
    }
    sentences.truncate(4);
    sentences
}

fn one_step(
    model: &Model,
    findings: &Findings,
    step: &LineStep,
    secret: standoff_model::ir::ThingId,
    before: &[f64],
    rows: &[&standoff_ask::answer::BeliefRow],
) -> Option<String> {
    let label = |label| names::label(model, &findings.solved, step.decision, label);
    let moved = rows.iter().any(|row| row.probabilities.iter().zip(before).any(|(a, b)| (a - b).abs() > MOVED));
    if !moved {
        // Where the secret is settled by then, saying nothing new is no news.
        let open = before.iter().all(|&p| p < 1.0 - MOVED);
        return open.then(|| {
            format!(
                "{} by {} tells nothing about {}: whatever it is, this move pays.",
                words::capital(&label(step.followed)),
                names::actor(model, step.actor),
                names::secret(model, secret)
            )
        });
    }
    let told: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let (_, chosen) = row.step?;
            let (top, &p) = row.probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
            let value = names::label(model, &findings.solved, secret, top as u32);
            Some(format!("{} would mean “{value}” ({})", label(chosen), words::chance(p)))
        })
        .collect();
    let about = names::secret(model, secret);
    Some(format!("About {about}, {}.", told.join("; ")))
}

/// "The likeliest end is that the war goes on (40%, unlikely)."
fn likeliest(model: &Model, findings: &Findings) -> Option<String> {
    let top = findings.outcomes.iter().max_by(|a, b| a.probability.total_cmp(&b.probability))?;
    let caption = &model.outcomes[top.outcome.0 as usize].caption;
    Some(format!("The likeliest end: {caption} ({}).", words::chance(top.probability)))
}
