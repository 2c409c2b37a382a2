//! `standoff sweep`: tables over parameters. Each of its commands is a file here.
//!
//! In: a model and what is moved, or the folder of a plan. Out: a table, a folder, parts of a table.

mod adaptive;
mod asked;
mod boundaries;
mod merge;
mod plan;
mod ray;
mod run;
mod status;
mod table;

use standoff::ask::AskError;
use standoff::sweep::SweepError;

use crate::args::sweep::Sweep;
use crate::exit::{Exit, Failure};
use crate::work::{Stop, Work};

pub(crate) fn run(args: &Sweep) -> Result<Exit, Failure> {
    match args {
        Sweep::Table(args) => table::run(args),
        Sweep::Plan(args) => plan::run(args),
        Sweep::Run(args) => run::run(args),
        Sweep::Status { folder, json } => status::run(folder, *json),
        Sweep::Merge { folder, builds, target, limits, output } => {
            merge::run(folder, *builds, target, limits, *output)
        }
    }
}

/// How the program ends because of an error.
fn failure(error: &SweepError) -> Failure {
    let exit = match error {
        SweepError::Ask(AskError::Compile(_) | AskError::Undefined(_)) => Exit::Model,
        SweepError::Ask(AskError::NoNumber | AskError::TooMany { .. }) => Exit::Usage,
        SweepError::Ask(AskError::Solve(_) | AskError::Stopped) => Exit::Accuracy,
        SweepError::File(_) | SweepError::Write(_) | SweepError::Refused(_) => Exit::Environment,
    };
    Failure { sentence: Some(error.to_string()), exit }
}

/// Why work was stopped, if that is what the error says.
fn stopped(error: &SweepError, work: &Work) -> Option<Stop> {
    match error {
        SweepError::Ask(AskError::Stopped) => work.stopped(),
        _ => None,
    }
}
