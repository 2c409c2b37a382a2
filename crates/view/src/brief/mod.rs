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

use standoff_ask::Solved;
use standoff_ask::findings::Findings;
use standoff_model::ir::{Evidence, Model, ParameterId, Query};
use standoff_solve::solution::Solution;

use crate::document::{Align, Block, Document, Section, Table};
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

/// What a section of the brief is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// What the actor in question does best.
    BottomLine,
    /// Outcomes with their probabilities.
    Outcomes,
    /// The main line.
    Steps,
    /// What one side believes about one secret.
    Beliefs,
    /// What things are worth.
    Worth,
    /// The file's other questions.
    Asked,
    /// What moves the number behind the answer.
    Drivers,
    /// Where somebody would choose otherwise.
    Changes,
    /// Experts side by side.
    Experts,
    /// Facts, judgements, assumptions.
    Evidence,
    /// The certificate and how the solution was chosen.
    Trust,
}

/// The brief of a model.
#[must_use]
pub fn brief(model: &Model, findings: &Findings, imprint: &Imprint) -> Document {
    let mut document = Document { title: title(model), name: model.name.clone(), ..Document::default() };
    for (_, section) in parts(model, findings) {
        document.sections.push(Section { heading: section.heading.to_uppercase(), ..section });
    }
    let hash: String = model.sha256.chars().take(8).collect();
    document.footer.push(format!(
        "{}      model {hash}, standoff {}, {:.2} s",
        imprint.command, imprint.version, imprint.seconds
    ));
    document
}

/// The sections of the brief, each with what it is about; none is empty. Headings are written as in running text.
#[must_use]
pub fn parts(model: &Model, findings: &Findings) -> Vec<(Topic, Section)> {
    let mut parts = Parts::default();
    parts.add(Topic::BottomLine, "Bottom line", bottom_line::blocks(model, findings));
    parts.add(Topic::Outcomes, "What happens", vec![outcomes(model, findings)]);
    parts.add(Topic::Steps, "Who does what, and why", steps::blocks(model, findings));
    for (heading, table) in beliefs::tables(model, findings) {
        parts.add(Topic::Beliefs, &heading, vec![table]);
    }
    parts.add(Topic::Worth, "What things are worth", vec![worth::worth(model, findings)]);
    parts.add(Topic::Asked, "What the file asks", vec![worth::asked(findings)]);
    parts.add(Topic::Drivers, "What carries the answer", drivers::blocks(model, findings));
    parts.add(Topic::Changes, "What would change the answer", changes::blocks(model, findings));
    parts.add(Topic::Experts, "Where the experts differ", experts::blocks(model, findings));
    parts.add(Topic::Evidence, "What this rests on", evidence::blocks(model));
    parts.add(Topic::Trust, "How far to trust it", trust::blocks(model, findings));
    parts.0
}

/// The question behind each row of a section's table; none for the value of play as the solution itself has it. Empty for sections whose
/// rows answer no questions.
#[must_use]
pub fn questions<'f>(topic: Topic, model: &Model, findings: &'f Findings) -> Vec<Option<&'f Query>> {
    let rows = match topic {
        Topic::Worth => worth::worth_rows(model, findings),
        Topic::Asked => worth::asked_rows(findings),
        _ => Vec::new(),
    };
    rows.into_iter().map(|row| row.query).collect()
}

/// The question that a model asks; its name if it asks none.
#[must_use]
pub fn title(model: &Model) -> String {
    if model.title.is_empty() { model.name.clone() } else { model.title.clone() }
}

/// The bottom line alone.
#[must_use]
pub fn bottom_line(model: &Model, findings: &Findings) -> String {
    bottom_line::text(model, findings)
}

/// How a solution is certified, in a sentence.
#[must_use]
pub fn certified(solution: &Solution) -> String {
    trust::certified(solution)
}

/// The number behind the answer: the question that asks for it, and a clause such as "what probe is worth to US against none".
#[must_use]
pub fn subject(model: &Model, solved: &Solved, query: &Query) -> Option<(String, String)> {
    Some((subject::text(model, solved, query)?, subject::clause(model, solved, query)))
}

/// A figure of the number behind the answer.
#[must_use]
pub fn figure(query: &Query, value: Option<f64>) -> String {
    subject::figure(query, value)
}

/// What a parameter says: its caption, told apart from others that have the same one.
#[must_use]
pub fn parameter(model: &Model, parameter: ParameterId) -> String {
    names::parameter(model, parameter)
}

/// A line of support for a number: "judgement, article par 18: “only an attempt would show”, by testers".
#[must_use]
pub fn support(model: &Model, evidence: &Evidence) -> String {
    evidence::support(model, evidence)
}

#[derive(Default)]
struct Parts(Vec<(Topic, Section)>);

impl Parts {
    /// Adds a section unless it has nothing to say.
    fn add(&mut self, topic: Topic, heading: &str, blocks: Vec<Block>) {
        let mut document = Document::default();
        document.section(heading, blocks);
        self.0.extend(document.sections.into_iter().map(|section| (topic, section)));
    }
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
