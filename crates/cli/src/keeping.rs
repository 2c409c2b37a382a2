//! `--checkpoint FILE`: long work whose state is kept, and that goes on where it was.
//!
//! In: the file that the command line names, and which work it is. Out: what the work gave, with sentences about the
//! checkpoint on standard error.

use standoff::checkpoint::{Checkpoint, Identity, OpenError};
use standoff::solve::keep::Keeper;

use crate::args::resolved::{Keeping, Output};
use crate::exit::Failure;
use crate::terminal::output;
use crate::work::Work;

/// Runs work whose state is kept.
pub(crate) fn run<T>(
    keeping: &Keeping,
    identity: Identity,
    work: &Work,
    how: Output,
    run: impl FnOnce(&mut dyn Keeper) -> T,
) -> Result<T, Failure> {
    let stop = || work.should_stop();
    let mut checkpoint = Checkpoint::open(&keeping.path, identity, keeping.every, &stop).map_err(refuse)?;
    let say = |checkpoint: &mut Checkpoint| {
        for note in checkpoint.notes() {
            work.progress.clear();
            output::say(&output::harmless(&format!("warning: {note}\n")));
        }
    };
    say(&mut checkpoint);
    if let Some((method, step)) = checkpoint.found()
        && !how.quiet
    {
        let method = method.split('/').next().unwrap_or(method);
        output::say(&output::harmless(&format!(
            "note: the work goes on from {} ({method}, step {step})\n",
            keeping.path.display()
        )));
    }
    let made = run(&mut checkpoint);
    say(&mut checkpoint);
    if work.stopped().is_some() && !how.quiet {
        work.progress.clear();
        output::say("note: the same command goes on from the checkpoint\n");
    }
    Ok(made)
}

fn refuse(error: OpenError) -> Failure {
    let hint = match error {
        OpenError::Unreadable { .. } => "it is left alone: name another file, or remove it to begin anew",
        OpenError::OtherGame { .. } | OpenError::OtherSettings { .. } => {
            "name another file, or remove it to begin anew"
        }
    };
    Failure::environment(format!("the checkpoint cannot be used: {error}; {hint}"))
}
