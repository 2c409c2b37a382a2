//! The binary `standoff`: command line and terminal.
//!
//! In: words of the shell. Out: text or JSON on standard output, messages on standard error, an exit code. What the
//! words may be is in `args`, one file for each command in `commands`, how things look in `terminal`. All that is said
//! about a model is computed by the library.

mod args;
mod commands;
mod exit;
mod files;
mod game_file;
mod keeping;
mod memory;
mod opening;
mod panel;
#[cfg(feature = "serve")]
mod serve;
mod setting;
mod terminal;
mod work;

use std::process::ExitCode;

use exit::Exit;

/// Expressions and blocks nest up to bounds that the parser sets; code that follows them recursively has room here.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    work::catch_interrupts();
    // No panic is known to be reachable; should there be one, the user gets a sentence and not a trace.
    std::panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let what =
            text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown reason");
        let place = panic.location().map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
        terminal::output::say_error(&format!(
            "this is a mistake in the program, not in the model: {what}{place}"
        ));
    }));
    let worker = std::thread::Builder::new().name("standoff".into()).stack_size(STACK).spawn(commands::run);
    let exit = match worker {
        Ok(worker) => worker.join().unwrap_or(Exit::Environment),
        // Without room for a large stack, what the system gave at the start has to do.
        Err(_) => std::panic::catch_unwind(commands::run).unwrap_or(Exit::Environment),
    };
    ExitCode::from(exit.code())
}
