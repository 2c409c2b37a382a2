//! The report of a session: the brief, its pictures, the sliders, what the numbers rest on, to a [`Report`].
//!
//! In: a session, how the page is made again. Out: [`Report`]; [`standoff_view::report`] writes it as a page or as Markdown. How much is shown
//! besides the brief depends on how much work a point of the game is, never on a clock.
//!
//! | what | file |
//! |---|---|
//! | pictures beside the sections | `figures` |
//! | numbers that may be moved, with what then follows | `what_if` |

mod figures;
mod what_if;

use std::cell::Cell;

use standoff_ask::findings::{self, Findings};
use standoff_ask::sensitivity::{Explored, Sensitivity};
use standoff_ask::{AskError, Budget, Executor, Session};
use standoff_model::ir::{ParameterId, Question};
use standoff_solve::solution::Status;
use standoff_view::brief::{self, Topic};
use standoff_view::document::Block;
use standoff_view::picture::Caption;
use standoff_view::report::{Part, Report, definitions, heads, numbers};

use figures::Drawn;

/// Numbers that are told of with a picture or a slider.
const DRIVERS: usize = 3;
/// Each range is cut into as many steps as this, or more, where points are no work to speak of.
const CHEAP: u32 = 5;
/// The same for many points at once.
const VERY_CHEAP: u32 = 20;

/// Gathers a report. `command` makes it again.
///
/// # Errors
/// [`AskError`] if the game in the session's setting cannot be compiled or solved, or the work was stopped.
pub fn report(
    session: &Session,
    command: &str,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<(Report, Status), AskError> {
    let model = session.model;
    let found = findings::gather(session, executor, budget)?;
    let main = Main::of(session, &found);
    let mut parts = Vec::new();
    for (topic, mut section) in brief::parts(model, &found) {
        if topic == Topic::Evidence && !model.sources.is_empty() {
            // After the count and the sources: what each number rests on has a table of its own.
            section.blocks.truncate(2);
        }
        let first = parts.iter().all(|part: &Part| part.topic != topic);
        let Drawn { pictures, left } = match (topic, &main) {
            (Topic::Outcomes, _) => figures::outcomes(session, executor, budget)?.into(),
            (Topic::Steps, _) => figures::tree(session, &found, executor, budget)?.into(),
            (Topic::Beliefs, _) if first => figures::beliefs(session, executor, budget)?.into(),
            (Topic::Worth, _) => figures::values(session, executor, budget)?.into(),
            (Topic::Drivers, Some(main)) => figures::drivers(session, main, executor, budget)?,
            (Topic::Changes, Some(main)) => figures::map(session, main, executor, budget)?,
            _ => Drawn::default(),
        };
        if !left.is_empty() {
            section.blocks.push(Block::Paragraph(format!(
                "Left to commands, since it takes longer: {}.",
                standoff_view::words::list(&left, "and")
            )));
        }
        let terms = definitions::of(topic, &found);
        let behind = heads::name(topic, &mut section, model, &found);
        parts.push(Part { topic, section, pictures, terms, behind });
    }
    let what_if = match &main {
        Some(main) => what_if::what_if(session, &found, main, executor, budget)?,
        None => None,
    };
    let hash: String = model.sha256.chars().take(8).collect();
    let status = found.solved.solution.status;
    let report = Report {
        title: brief::title(model),
        name: model.name.clone(),
        setting: Caption::of(model, &session.base, None).setting,
        parts,
        what_if,
        numbers: numbers::table(model, &session.base.parameters),
        imprint: vec![command.to_owned(), format!("model {hash}, standoff {}", env!("CARGO_PKG_VERSION"))],
    };
    Ok((report, status))
}

/// The number behind the answer, and the parameters that move it most.
struct Main<'f> {
    question: Question,
    clause: String,
    drivers: Vec<ParameterId>,
    sensitivity: &'f Sensitivity,
    /// Nodes of the game.
    nodes: u64,
    /// Work that may still be spent on pictures over parameters.
    work: Cell<u64>,
}

impl<'f> Main<'f> {
    /// None if nothing moves it, if that was too much work to find out, or if it can be asked for in no words.
    fn of(session: &Session, found: &'f Findings) -> Option<Self> {
        let Some(Explored::Sensitivity(sensitivity)) = &found.sensitivity else { return None };
        let (text, clause) = brief::subject(session.model, &found.solved, &sensitivity.subject)?;
        let question = standoff_model::question(session.model, &text).ok()?;
        let drivers = sensitivity.drivers.iter().take(DRIVERS).map(|driver| driver.parameter).collect();
        let nodes = found.solved.compiled.structure.node_count() as u64;
        Some(Self { question, clause, drivers, sensitivity, nodes, work: Cell::new(figures::ALL_WORK) })
    }

    fn cheap(&self) -> bool {
        self.sensitivity.steps >= CHEAP
    }

    fn very_cheap(&self) -> bool {
        self.sensitivity.small_steps >= VERY_CHEAP
    }
}
