//! One file for each command; here, which one it is.

mod ask;
mod beliefs;
pub(crate) mod brief;
mod check;
mod completions;
mod convert;
mod enumerate;
mod experts;
mod explain;
mod game_file;
mod levers;
mod man;
pub(crate) mod picture;
mod play;
mod report;
mod solve;
mod sweep;
mod uncertainty;
mod verify;

use std::io::Write;

use clap::Parser;

use crate::args::flags::Flags;
use crate::args::resolve::resolve;
use crate::args::resolved::Command;
use crate::exit::Exit;
use crate::terminal::output;

/// Reads the command line and does what it says.
pub(crate) fn run() -> Exit {
    let flags = match Flags::try_parse() {
        Ok(flags) => flags,
        Err(error) => return no_command(&error),
    };
    let done = match resolve(flags) {
        Err(failure) => Err(failure),
        Ok(Command::Brief(args)) => brief::run(&args),
        Ok(Command::Check(args)) => check::run(&args),
        Ok(Command::Solve(args)) => solve::run(&args),
        Ok(Command::Ask(args)) => ask::run(&args),
        Ok(Command::Experts(args)) => experts::run(&args),
        Ok(Command::Beliefs(args)) => beliefs::run(&args),
        Ok(Command::Uncertainty(args)) => uncertainty::run(&args),
        Ok(Command::Levers(args)) => levers::run(&args),
        Ok(Command::Picture(args)) => picture::run(&args),
        Ok(Command::Report(args)) => report::run(&args),
        Ok(Command::Play(args)) => play::run(&args),
        #[cfg(feature = "serve")]
        Ok(Command::Serve(args)) => crate::serve::run(&args),
        Ok(Command::Sweep(args)) => sweep::run(&args),
        Ok(Command::Verify(args)) => verify::run(&args),
        Ok(Command::Convert(args)) => convert::run(&args),
        Ok(Command::Explain(code)) => explain::run(code.as_deref()),
        Ok(Command::Completions(shell)) => Ok(completions::run(shell)),
        Ok(Command::Man) => man::run(),
    };
    done.unwrap_or_else(|failure| output::fail(&failure))
}

/// Help and version go to standard output; everything else that is no command to standard error.
fn no_command(error: &clap::Error) -> Exit {
    let text = error.render();
    if error.use_stderr() {
        // Nothing can be done if standard error is gone.
        let _ = write!(anstream::stderr(), "{}", text.ansi());
        return Exit::Usage;
    }
    let mut out = anstream::stdout().lock();
    match write!(out, "{}", text.ansi()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Environment,
        _ => Exit::Done,
    }
}
