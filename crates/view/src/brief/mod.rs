//! The brief: what a model says, in plain sentences for a reader who knows no game theory.
//!
//! In: [`Findings`]. Out: a [`Document`]. One file a section. Words such as "equilibrium" or "information set" stand in the
//! last section only; "would cost", "would mean", never "should". Sections without content are left out.

mod beliefs;
mod bottom_line;
mod changes;
mod drivers;
mod evidence;
mod experts;
mod grids;
mod names;
mod others;
mod steps;
mod subject;
mod tipping;
mod trust;
mod worth;

use standoff_ask::findings::Findings;
use standoff_model::ir::Model;

use crate::document::{Align, Block, Document, Table};
use crate::words;

/// How the brief was made, for its last lines.
#[derive(Clone, Debug, Default)]
pub struct Imprint {
    /// The command that prints it again.
    pub command: String,
    /// The program's version.
    pub version: String,
    /// Seconds it took.
    pub seconds: f64,
}

/// The brief of a model.
#[must_use]
pub fn brief(model: &Model, findings: &Findings, imprint: &Imprint) -> Document {
    let title = if model.title.is_empty() { model.name.clone() } else { model.title.clone() };
    let mut document = Document { title, name: model.name.clone(), ..Document::default() };
    document.section("BOTTOM LINE", bottom_line::blocks(model, findings));
    document.section("WHAT HAPPENS", vec![outcomes(model, findings)]);
    document.section("WHO DOES WHAT, AND WHY", steps::blocks(model, findings));
    for (heading, table) in beliefs::tables(model, findings) {
        document.section(&heading, vec![table]);
    }
    for (heading, blocks) in worth::sections(model, findings) {
        document.section(&heading, blocks);
    }
    document.section("WHAT CARRIES THE ANSWER", drivers::blocks(model, findings));
    document.section("WHAT WOULD CHANGE THE ANSWER", changes::blocks(model, findings));
    document.section("WHERE THE EXPERTS DIFFER", experts::blocks(model, findings));
    document.section("WHAT THIS RESTS ON", evidence::blocks(model));
    document.section("HOW FAR TO TRUST IT", trust::blocks(model, findings));
    let hash: String = model.sha256.chars().take(8).collect();
    document.footer.push(format!(
        "{}      model {hash}, standoff {}, {:.2} s",
        imprint.command, imprint.version, imprint.seconds
    ));
    document
}

fn outcomes(model: &Model, findings: &Findings) -> Block {
    let mut shares = findings.outcomes.clone();
    shares.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let rows = shares
        .iter()
        .map(|share| {
            let p = share.probability;
            vec![
                names::outcome(model, share.outcome.0 as usize),
                words::percent(p),
                words::probability_word(p).to_owned(),
            ]
        })
        .collect();
    Block::Table(Table {
        head: vec![String::new(); 3],
        align: vec![Align::Left, Align::Right, Align::Left],
        rows,
    })
}
