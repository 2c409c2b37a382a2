//! Where the experts differ: their values side by side, and what follows from each.
//!
//! In: findings. Out: a table, and a sentence on what they differ in.

use standoff_ask::findings::{ExpertFindings, Findings};
use standoff_model::ir::Model;

use super::names;
use crate::document::{Align, Block, Table};
use crate::words;

/// More parameters than this do not fit side by side.
const MOST_PARAMETERS: usize = 4;

/// The blocks.
pub(super) fn blocks(model: &Model, findings: &Findings) -> Vec<Block> {
    let experts = &findings.experts;
    let Some(first) = experts.first() else { return Vec::new() };
    let shown = first.values.len().min(MOST_PARAMETERS);
    let mut head = vec![String::new()];
    let mut align = vec![Align::Left];
    for (id, _) in first.values.iter().take(shown) {
        head.push(model.parameters[id.0 as usize].name.clone());
        align.push(Align::Right);
    }
    let focus = findings.focus.map(|focus| names::actor(model, focus).to_owned());
    head.push(focus.map_or_else(String::new, |name| format!("{name} does best with")));
    align.push(Align::Left);
    if !model.outcomes.is_empty() {
        head.push("likeliest end".to_owned());
        align.push(Align::Left);
    }
    let rows = experts
        .iter()
        .map(|expert| {
            let mut cells = vec![model.experts[usize::from(expert.expert.0)].name.clone()];
            for (id, value) in expert.values.iter().take(shown) {
                cells.push(words::parameter_exact(value, model.parameters[id.0 as usize].percent));
            }
            cells.push(moves(model, findings, expert));
            if !model.outcomes.is_empty() {
                cells.push(likeliest(model, expert));
            }
            cells
        })
        .collect();
    let mut blocks = vec![Block::Table(Table { head, align, rows })];
    let captions: Vec<String> = experts
        .iter()
        .map(|expert| &model.experts[usize::from(expert.expert.0)])
        .filter(|expert| expert.caption != expert.name)
        .map(|expert| format!("{}: {}", expert.name, expert.caption))
        .collect();
    blocks.push(Block::Lines(captions));
    let names: Vec<String> =
        first.values.iter().map(|(id, _)| model.parameters[id.0 as usize].name.clone()).collect();
    if experts.len() > 1 && !names.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "They differ in {} alone; everything else is as the file says. `--opinions NAME` prints this brief for one of them.",
            words::list(&names, "and")
        )));
    }
    blocks
}

/// The labels that the actor in question follows on this expert's main line.
fn moves(model: &Model, findings: &Findings, expert: &ExpertFindings) -> String {
    let labels: Vec<String> = expert
        .line
        .steps
        .iter()
        .filter(|step| Some(step.actor) == findings.focus)
        .take(4)
        .map(|step| names::label(model, &expert.solved, step.decision, step.followed))
        .collect();
    if labels.is_empty() { "–".to_owned() } else { labels.join(", ") }
}

fn likeliest(model: &Model, expert: &ExpertFindings) -> String {
    expert.outcomes.iter().max_by(|a, b| a.probability.total_cmp(&b.probability)).map_or_else(
        String::new,
        |top| {
            format!("{} ({})", names::outcome(model, top.outcome.0 as usize), words::percent(top.probability))
        },
    )
}
