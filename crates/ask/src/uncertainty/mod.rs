//! What is not known of the parameters, carried through to the answers.
//!
//! ```text
//! unit cube ── sampling (margins) ──> points ── batch ──> answers ──┬─ spread ──> distribution of Q
//!   (design)                                                         ├─ sample (redraw) ── indices ──> importance of parameters for Q
//!                                                                    └─ given ──> shares from dependent draws
//! ```
//!
//! In: a session, queries with a number for an answer, a setting, a [`Plan`]. Out: [`Spread`]s, [`Importance`]. Draws are made from
//! the seed alone, and estimates by the library's own sums in a fixed order: the same bits for any number of threads. Work that is
//! stopped leaves what the first draws say: the same for the same number of them.

mod bootstrap;
pub mod design;
pub mod effort;
#[cfg(test)]
mod function;
pub mod given;
pub mod importance;
pub mod indices;
#[cfg(test)]
mod known_indices;
pub mod margin;
mod playing;
mod redraw;
pub(crate) mod replicates;
pub mod response;
mod sample;
pub mod sampling;
pub mod spread;

use standoff_model::ir::{Query, Question};

use crate::batch::Batch;
use crate::session::{AskError, Budget, Executor, Session, Setting};
pub use design::Design;
pub use importance::Importance;
pub(crate) use playing::{playing, work};
pub use response::Answered;
pub use sampling::{Declared, Sampling};
pub use spread::{Draws, Spread};

/// How points are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// How many draws; for Sobol indices, how many rows, each of which takes two points and one more for each parameter.
    /// `None`: as many as suits the question.
    pub samples: Option<u64>,
    /// What they are drawn by.
    pub seed: u64,
    /// How they are spread.
    pub design: Design,
}

/// More points than this are not asked for one answer.
pub const MOST_POINTS: u64 = 20_000_000;

/// Answers to questions at drawn points of any joint distribution.
///
/// # Errors
/// As [`Batch::new`] and [`Batch::run`].
pub fn draw(
    session: &Session,
    queries: &[Query],
    setting: &Setting,
    sampling: &dyn Sampling,
    plan: Plan,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Draws, AskError> {
    let batch = Batch::new(session, queries, setting, budget)?;
    let response = response::Sampled { batch: &batch, sampling, executor, budget };
    spread::draw(&response, plan)
}

/// How the answer to a question spreads, with what was varied.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// What was varied, and what was not.
    pub declared: Declared,
    /// How points were drawn.
    pub plan: Plan,
    /// The answer at the values in force.
    pub now: Option<f64>,
    /// How it spreads.
    pub spread: Spread,
}

/// How the answers to questions spread, each parameter drawn from its own distribution.
///
/// # Errors
/// As [`draw`].
pub fn distributions(
    session: &Session,
    queries: &[Query],
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Distribution>, AskError> {
    let declared = Declared::of(session.model, setting);
    let plan = session.plan;
    // First, so that they are there if the draws are cut short.
    let now = queries.iter().map(|query| now(session, query, setting, budget));
    let now = now.collect::<Result<Vec<_>, AskError>>()?;
    let draws = draw(session, queries, setting, &declared, plan, executor, budget)?;
    let at = |(question, (query, now)): (usize, (&Query, Option<f64>))| Distribution {
        declared: declared.clone(),
        plan,
        now,
        spread: draws.spread(session.model, &setting.parameters, question, query),
    };
    Ok(queries.iter().zip(now).enumerate().map(at).collect())
}

/// Distributions of the answers to several questions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// A line for each question, and for each expert whom it asks.
    pub rows: Vec<TableRow>,
    /// Lines that are missing, since the work was stopped before anything was drawn for them.
    pub missing: usize,
}

impl Table {
    /// Whether the work was stopped before all of it was there.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.missing > 0 || self.rows.iter().any(|row| row.distribution.spread.missing > 0)
    }
}

/// A line of a table of distributions.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// The question as written.
    pub question: String,
    /// The expert whose values are in force, where the question asks for several.
    pub expert: Option<String>,
    /// How its answer spreads.
    pub distribution: Distribution,
}

/// How the answers to all those questions spread that have a number for an answer, in order. Questions under the same
/// setting are asked at the same draws. Work that is stopped keeps what there is.
///
/// # Errors
/// As [`draw`].
pub fn table(
    session: &Session,
    questions: &[Question],
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Table, AskError> {
    // (setting, (place in the table, question, expert))
    type Asked<'q> = (usize, &'q Question, Option<String>);
    let mut groups: Vec<(Setting, Vec<Asked>)> = Vec::new();
    let mut places = 0;
    for question in questions.iter().filter(|question| question.query.is_number()) {
        for (expert, setting) in session.settings_of(question) {
            let asked = (places, question, expert);
            places += 1;
            match groups.iter_mut().find(|(known, _)| *known == setting) {
                Some((_, group)) => group.push(asked),
                None => groups.push((setting, vec![asked])),
            }
        }
    }
    let mut rows = Vec::new();
    for (setting, group) in groups {
        let queries: Vec<Query> = group.iter().map(|(_, question, _)| question.query.clone()).collect();
        let found = match distributions(session, &queries, &setting, executor, budget) {
            Err(AskError::Stopped) if !rows.is_empty() => break,
            found => found?,
        };
        for ((place, question, expert), distribution) in group.into_iter().zip(found) {
            rows.push((place, TableRow { question: question.text.clone(), expert, distribution }));
        }
    }
    rows.sort_by_key(|(place, _)| *place);
    let missing = places - rows.len();
    Ok(Table { rows: rows.into_iter().map(|(_, row)| row).collect(), missing })
}

/// The certified answer at the values in force, if there is one.
pub(crate) fn now(
    session: &Session,
    query: &Query,
    setting: &Setting,
    budget: Budget,
) -> Result<Option<f64>, AskError> {
    match session.figure(query, setting, crate::answering::Care::Full, budget) {
        Ok(figure) if figure.status != standoff_solve::solution::Status::Stalled => Ok(figure.number.best()),
        Ok(_) if budget() => Err(AskError::Stopped),
        Ok(_) | Err(AskError::Undefined(_)) => Ok(None),
        Err(other) => Err(other),
    }
}
