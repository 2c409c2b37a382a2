//! Opening an `.efg` or `.nfg` file.
//!
//! In: an input and the changes of the command line. Out: a [`FileGame`] with the time that reading took; its notes are on
//! standard error.

use std::time::Instant;

use standoff::FileGame;
use standoff::file_game::{self, FileSolveError};
use standoff::game::formats::ReadOptions;
use standoff::solve::SolveError;

use crate::args::resolved::{Changes, Input, Limits, Output};
use crate::exit::{Exit, Failure};
use crate::files;
use crate::terminal::output;
use crate::work::{Stop, Work};

/// Reading takes at most so many bytes of memory for each byte of the file.
const MEMORY: u64 = 100;

/// A game and the seconds it took to read it.
pub(crate) struct Opened {
    pub(crate) file: FileGame,
    pub(crate) read_s: f64,
}

/// Reads a game. What the command line would change in a model makes no sense here.
pub(crate) fn open(
    input: &Input,
    changes: &Changes,
    limits: &Limits,
    how: Output,
) -> Result<Opened, Failure> {
    let started = Instant::now();
    let name = input.name();
    if !changes.is_empty() {
        return Err(Failure::usage(format!(
            "{name} is a game without a model, so that there are no parameters, options, variants or opinions to set"
        )));
    }
    let bytes = files::bytes(input, limits.max_bytes / MEMORY)?;
    let stem = match input {
        Input::Stdin => "game".to_owned(),
        Input::File(path) => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    };
    let file = file_game::open(&stem, &bytes, ReadOptions { snap: changes.snap }).map_err(|error| {
        let sentence = match error {
            file_game::OpenError::Format(error) => {
                format!("{name}:{}:{}: {}", error.line, error.column, error.problem)
            }
            file_game::OpenError::Numbers(sentence) => format!("{name}: {sentence}"),
        };
        Failure { sentence: Some(sentence), exit: Exit::Model }
    })?;
    if !how.quiet {
        for note in &file.notes {
            output::say(&output::harmless(&format!("note: {name}: {note}\n")));
        }
    }
    let nodes = file.game.structure.node_count() as u64;
    if nodes > limits.max_nodes {
        return Err(Failure {
            sentence: Some(format!(
                "{name} has {nodes} situations, and --max-nodes allows {}",
                limits.max_nodes
            )),
            exit: Exit::Model,
        });
    }
    Ok(Opened { file, read_s: started.elapsed().as_secs_f64() })
}

/// Why a game was not solved, and how to end.
pub(crate) fn refuse(file: &FileGame, error: &FileSolveError, work: &Work) -> Failure {
    work.progress.clear();
    let (sentence, exit) = match error {
        FileSolveError::Recall(_) => (error.to_string(), Exit::Usage),
        FileSolveError::Solve(SolveError::NotByInduction { player, .. }) => {
            let player = file.game.players.get(usize::from(*player)).map_or("somebody", String::as_str);
            let sentence = format!(
                "backward induction does not apply: what {player} believes at some point depends on how the others play"
            );
            (sentence, Exit::Usage)
        }
        FileSolveError::Solve(SolveError::Stopped) => match work.stopped() {
            Some(Stop::Timeout) => ("the time was up before anything was found".into(), Exit::Accuracy),
            Some(Stop::Interrupted) => ("interrupted before anything was found".into(), Exit::Interrupted),
            None => ("the work ended before anything was found".into(), Exit::Accuracy),
        },
        FileSolveError::Solve(
            error @ (SolveError::Lambda
            | SolveError::Accuracy
            | SolveError::NotConstantSum
            | SolveError::Conform
            | SolveError::Form(_)),
        ) => (error.to_string(), Exit::Usage),
        FileSolveError::Solve(error @ SolveError::NotFinite) => (error.to_string(), Exit::Model),
        FileSolveError::Solve(error) => (error.to_string(), Exit::Accuracy),
    };
    Failure { sentence: Some(sentence), exit }
}
