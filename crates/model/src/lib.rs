//! Tree to checked model: names, kinds, sight, flow, size, probabilities.
//!
//! ```text
//! Sources ── from_syntax ──> ir::Model ── checks ──> diagnostics
//!                                │
//!              question, check, setting: texts asked later ──> ir::Question, ir::Check, ir::Edit
//! ```
//!
//! [`read`] does it all: it brings the files together, resolves every name, types every expression, and, if that left
//! no error, runs the checks that need the whole model. A model with errors is not handed out.

pub mod checks;
pub mod codes;
mod from_syntax;
pub mod grids;
pub mod ir;
pub mod setting;
pub mod sources;
mod suggest;

use standoff_syntax::ast;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::FileId;

pub use from_syntax::{Read, SourceText};
pub use sources::{MemorySources, SourceError, Sources};

use from_syntax::infer::Types;
use from_syntax::names::Names;
use from_syntax::questions::Questions;

/// Reads a model from its root file and the files that it uses.
#[must_use]
pub fn read(sources: &dyn Sources) -> Read {
    from_syntax::read(sources)
}

/// Reads a model from one text, which uses no other files.
#[must_use]
pub fn read_text(name: &str, text: &str) -> Read {
    read(&MemorySources::new(name, text))
}

/// Resolves a question about a model.
///
/// # Errors
/// All that is wrong with it; spans are those of the question.
pub fn resolve_question(model: &ir::Model, ask: &ast::Ask) -> Result<ir::Question, Vec<Diagnostic>> {
    let (names, types) = (Names::from_model(model), Types::from_model(model));
    let mut questions = Questions::new(model, &names, &types);
    let question = questions.ask(ask);
    settled(question, questions.finish())
}

/// Resolves a check about a model.
///
/// # Errors
/// All that is wrong with it; spans are those of the check.
pub fn resolve_check(model: &ir::Model, check: &ast::Check) -> Result<ir::Check, Vec<Diagnostic>> {
    let (names, types) = (Names::from_model(model), Types::from_model(model));
    let mut questions = Questions::new(model, &names, &types);
    let check = questions.check(check);
    settled(check, questions.finish())
}

/// Reads and resolves a question given as text, with or without the word `ask`.
///
/// # Errors
/// All that is wrong with it; spans count from the start of the text, in file 0.
pub fn question(model: &ir::Model, text: &str) -> Result<ir::Question, Vec<Diagnostic>> {
    let (ask, diagnostics) = standoff_syntax::parse_question(FileId::default(), text);
    match ask {
        Some(ask) => resolve_question(model, &ask),
        None => Err(diagnostics),
    }
}

/// Reads and resolves a check given as text, with or without the word `check`.
///
/// # Errors
/// All that is wrong with it; spans count from the start of the text, in file 0.
pub fn check(model: &ir::Model, text: &str) -> Result<ir::Check, Vec<Diagnostic>> {
    let (check, diagnostics) = standoff_syntax::parse_check(FileId::default(), text);
    match check {
        Some(check) => resolve_check(model, &check),
        None => Err(diagnostics),
    }
}

fn settled<T>(value: Option<T>, found: Vec<Diagnostic>) -> Result<T, Vec<Diagnostic>> {
    match value {
        Some(value) if found.is_empty() => Ok(value),
        _ => Err(found),
    }
}
