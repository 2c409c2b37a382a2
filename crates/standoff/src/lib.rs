//! Standoffs between actors who cannot see into each other: from a text file to certified answers.
//!
//! The pipeline, one function a step:
//!
//! 1. [`read`]: text to a checked [`Model`], with messages about the text;
//! 2. [`compile()`]: the model under a [`Setting`] to a game ([`Compiled`]), kept by a [`Session`];
//! 3. [`solve()`]: the game to an equilibrium with its certificate ([`Solved`]);
//! 4. [`ask()`]: a question in the language to its [`Answer`];
//! 5. [`brief`]: all that the model says, as a [`Document`] for people ([`json`] has the same for programs);
//!    [`pictures::picture`] shows one thing at a time, [`report::report`] gathers all of it for one page;
//! 6. [`verify()`]: a profile from elsewhere to what it is worth, without any solver.
//!
//! ```
//! use standoff::{Session, Setting, model::sources::MemorySources};
//!
//! let text = "standoff dare \"Who swerves?\"\nactors\n  A\n  B\nplay\n  A chooses first: swerve, drive\n  \
//!             B chooses second: swerve, drive\n  A gains 1 if first is drive and second is swerve\n  \
//!             B gains 1 if second is drive and first is swerve\n  A gains -2 if first is drive and second is drive\n  \
//!             B gains -2 if first is drive and second is drive\n";
//! let model = standoff::read(&MemorySources::new("dare.standoff", text)).model.expect("no errors");
//! let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
//! let answer = standoff::ask(&session, "value of play to A", &standoff::Sequential, &|| false).expect("an answer");
//! assert!(matches!(answer.content, standoff::ask::answer::Content::Number(n) if n.value == Some(1.0)));
//! ```
//!
//! Games without a model, from `.efg` and `.nfg` files, are a [`FileGame`]: they are solved and verified as well, but
//! there is nothing in them to ask about by name.
//!
//! The stages are crates of their own, re-exported here under their short names.

pub mod beliefs;
pub mod checkpoint;
pub mod editor;
pub mod equilibria;
pub mod file_game;
pub mod json;
pub mod naming;
pub mod pictures;
pub mod report;
pub mod seeds;
pub mod sweep;
pub mod verify;
pub mod whole_file;

pub use standoff_ask as ask;
pub use standoff_compile as compile;
pub use standoff_game as game;
pub use standoff_model as model;
pub use standoff_solve as solve;
pub use standoff_syntax as syntax;
pub use standoff_view as view;

use std::sync::Arc;

pub use checkpoint::Checkpoint;
pub use file_game::FileGame;
pub use standoff_ask::answer::Answer;
pub use standoff_ask::{AskError, Budget, Executor, Sequential, Session, Setting, Solved};
pub use standoff_compile::Compiled;
pub use standoff_model::Read;
pub use standoff_model::ir::Model;
pub use standoff_model::sources::Sources;
pub use standoff_view::document::Document;
pub use verify::verify;

use standoff_solve::certificate::CertificateError;
use standoff_solve::solution::Certificate;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_view::brief::Imprint;

/// Reads and checks a model. Cannot fail: without a model, the diagnostics say why.
#[must_use]
pub fn read(sources: &dyn Sources) -> Read {
    standoff_model::read(sources)
}

/// The game under a setting. Compiled once for each setting of options, labels and reveals.
///
/// # Errors
/// If the text gives no game there, or one above the session's limits, or the budget ran out.
pub fn compile(session: &Session, setting: &Setting, budget: Budget) -> Result<Arc<Compiled>, AskError> {
    session.compiled(setting, budget)
}

/// An equilibrium under a setting, with its certificate. Solved once for each setting.
///
/// # Errors
/// As [`compile()`]; if the numbers make no sense at the setting; if the method does not apply.
pub fn solve(session: &Session, setting: &Setting, budget: Budget) -> Result<Arc<Solved>, AskError> {
    session.solved(setting, budget)
}

/// The answer to a question in the language, with or without the word `ask` before it.
///
/// # Errors
/// [`QuestionError`] if the question is none, or there is no game to answer from.
pub fn ask(
    session: &Session,
    question: &str,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Answer, QuestionError> {
    let question = standoff_model::question(session.model, question).map_err(QuestionError::Text)?;
    Ok(session.answer_with_ranges(&question, executor, budget)?)
}

/// All that a model says, in sentences for a reader who knows no game theory.
///
/// # Errors
/// As [`solve()`].
pub fn brief(
    session: &Session,
    imprint: &Imprint,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Document, AskError> {
    let findings = standoff_ask::findings::gather(session, executor, budget)?;
    Ok(standoff_view::brief::brief(session.model, &findings, imprint))
}

/// The certificate of a solved game, computed anew.
///
/// # Errors
/// If the solution's arrays do not fit its game.
pub fn certify(solved: &Solved) -> Result<Certificate, CertificateError> {
    let solution = &solved.solution;
    let certificate = &solution.certificate;
    standoff_solve::certificate::certify(
        &solved.compiled.structure,
        &solved.numbers,
        solved.exact.as_ref(),
        &solution.profile,
        solution.profile_exact.as_deref(),
        &solution.witness,
        &solution.beliefs,
        certificate.witness_lambda,
        certificate.fixed_point.and(certificate.witness_lambda),
    )
}

/// What the codes of messages mean: code and explanation, in order.
#[must_use]
pub fn codes() -> Vec<(&'static str, &'static str)> {
    let stages = [
        standoff_syntax::codes::CODES,
        standoff_model::codes::CODES,
        standoff_model::checks::codes::CODES,
        standoff_compile::codes::CODES,
    ];
    let mut all = stages.concat();
    all.sort_unstable_by_key(|(code, _)| *code);
    all.dedup_by_key(|(code, _)| *code);
    all
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// It is no question about this model.
    #[error("{}", .0.first().map_or("this is no question", |d| d.message.as_str()))]
    Text(Vec<Diagnostic>),
    /// There is no game to answer from.
    #[error(transparent)]
    Game(#[from] AskError),
}
