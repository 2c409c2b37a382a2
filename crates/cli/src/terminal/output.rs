//! Standard output and standard error.
//!
//! In: finished text. Out: bytes on the streams. A pipe that was closed at the other end ends the output quietly, as
//! `standoff ... | head` expects; any other trouble is reported once.

use std::io::Write;

use crate::exit::{Exit, Failure};

/// Writes text to standard output.
pub(crate) fn print(text: &str) -> Exit {
    print_bytes(text.as_bytes())
}

/// Writes a file's bytes to standard output.
pub(crate) fn print_bytes(bytes: &[u8]) -> Exit {
    let mut out = std::io::stdout().lock();
    ended(out.write_all(bytes).and_then(|()| out.flush()))
}

/// Writes a document to standard output as it is made.
pub(crate) fn print_document(document: &standoff::json::solution::SolutionDocument<'_>) -> Exit {
    let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    ended(standoff::json::write(document, &mut out))
}

fn ended(written: std::io::Result<()>) -> Exit {
    match written {
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            say_error(&format!("the output cannot be written: {}", crate::files::reason(&error)));
            Exit::Environment
        }
    }
}

/// Writes text to standard error; there is nowhere to report that this failed.
pub(crate) fn say(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// One sentence about what went wrong.
pub(crate) fn say_error(sentence: &str) {
    say(&format!("error: {}\n", harmless(sentence)));
}

/// Reports a failure.
pub(crate) fn fail(failure: &Failure) -> Exit {
    if let Some(sentence) = &failure.sentence {
        say_error(sentence);
    }
    failure.exit
}

/// Text from outside without characters that steer a terminal.
pub(crate) fn harmless(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}
