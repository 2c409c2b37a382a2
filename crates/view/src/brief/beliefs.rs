//! What each side believes when: one table for each observer and secret, equal tables told once.
//!
//! In: findings. Out: a heading and a table each.

use standoff_ask::answer::{BeliefRow, BeliefTable};
use standoff_ask::findings::Findings;
use standoff_model::ir::Model;

use super::names;
use crate::document::{Align, Block, Table};
use crate::words;

/// Tables wider than this many labels are left to `ask`.
const MOST_LABELS: u32 = 8;
/// Beliefs closer to 0 or 1 than this are certain.
const CERTAIN: f64 = 1e-9;
/// Beliefs that move by less than this have not moved.
const MOVED: f64 = 1e-6;

/// The tables. Observers who see the same are told together.
pub(super) fn tables(model: &Model, findings: &Findings) -> Vec<(String, Block)> {
    let mut told: Vec<(Vec<String>, &BeliefTable)> = Vec::new();
    for table in &findings.beliefs {
        let labels = standoff_ask::belief::label_count(model, table.secret).unwrap_or(0);
        if table.rows.len() < 2 || labels > MOST_LABELS {
            continue;
        }
        let name = names::actor(model, table.observer).to_owned();
        match told.iter_mut().find(|(_, other)| other.secret == table.secret && other.rows == table.rows) {
            Some((observers, _)) => observers.push(name),
            None => told.push((vec![name], table)),
        }
    }
    told.into_iter().map(|(observers, table)| one(model, findings, &observers, table)).collect()
}

fn one(model: &Model, findings: &Findings, observers: &[String], table: &BeliefTable) -> (String, Block) {
    let verb = if observers.len() == 1 { "believes" } else { "believe" };
    let heading =
        format!("What {} {verb} about {}", words::list(observers, "and"), names::secret(model, table.secret));
    let labels = standoff_ask::belief::label_count(model, table.secret).unwrap_or(0);
    let mut head = vec![String::new()];
    head.extend(
        (0..labels).map(|label| findings.solved.names(model).label(table.secret, label).replace('_', " ")),
    );
    let mut align = vec![Align::Left];
    align.extend((0..labels).map(|_| Align::Right));
    let rows = telling(table, findings)
        .map(|row| {
            let moment = match row.step {
                None => "before anything".to_owned(),
                Some((at, label)) => {
                    let step = &findings.line.steps[at];
                    let name = names::label(model, &findings.solved, step.decision, label);
                    // A label of two decisions is told apart by the decision.
                    let twice = table.rows.iter().filter_map(|row| row.step).any(|(other, chosen)| {
                        let other = &findings.line.steps[other];
                        other.actor == step.actor
                            && other.decision != step.decision
                            && names::label(model, &findings.solved, other.decision, chosen) == name
                    });
                    let which = if twice {
                        format!(" ({})", names::thing(model, step.decision))
                    } else {
                        String::new()
                    };
                    format!("after {} chooses {name}{which}", names::actor(model, step.actor))
                }
            };
            let mut cells = vec![moment];
            cells.extend(row.probabilities.iter().map(|&p| words::percent(settled(p))));
            cells
        })
        .collect();
    (heading, Block::Table(Table { head, align, rows }))
}

/// Without what rounding adds to beliefs that are certain.
fn settled(p: f64) -> f64 {
    match p {
        p if p < CERTAIN => 0.0,
        p if p > 1.0 - CERTAIN => 1.0,
        p => p,
    }
}

/// The rows that say something: those that move the beliefs, and moves by somebody who knows the secret.
fn telling<'a>(table: &'a BeliefTable, findings: &'a Findings) -> impl Iterator<Item = &'a BeliefRow> {
    let mut before: &[f64] = &[];
    table.rows.iter().filter(move |row| {
        let step = row.step.map(|(at, label)| (&findings.line.steps[at], label));
        let by_one_who_knows = step.is_some_and(|(step, _)| {
            step.cases.iter().any(|case| case.knows.iter().any(|&(thing, _)| thing == table.secret))
        });
        let moved = row.probabilities.iter().zip(before).any(|(now, then)| (now - then).abs() > MOVED);
        if step.is_none_or(|(step, label)| step.followed == label) {
            before = &row.probabilities;
        }
        row.step.is_none() || by_one_who_knows || moved
    })
}
