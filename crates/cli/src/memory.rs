//! How much memory a solve will take, said before it begins.
//!
//! In: a game and how it will be solved. Out: the progress line, and for large games a sentence on standard error.

use standoff::game::numbers::Numbers;
use standoff::game::structure::Structure;
use standoff::json::parts::SizePart;
use standoff::solve::Request;
use standoff::solve::footprint::{footprint, megabytes};

use crate::args::resolved::{Limits, Output};
use crate::terminal::output;
use crate::work::Work;

/// From this many bytes on, it is said whether or not anybody watches.
const MUCH: u64 = 256 << 20;

/// Bytes that solving takes at most, by the method that is taken where none is asked for.
pub(crate) fn bytes(structure: &Structure, numbers: &Numbers, limits: &Limits) -> u64 {
    let request = Request { max_memory: Some(limits.max_bytes), ..Request::default() };
    footprint(structure, numbers, &request).bytes
}

/// The line of a report about size.
pub(crate) fn line(size: &SizePart) -> String {
    size.solving_bytes
        .map_or_else(String::new, |bytes| format!("  solving takes up to {} of memory\n", megabytes(bytes)))
}

/// Says that solving begins, and what it may take.
pub(crate) fn state(structure: &Structure, numbers: &Numbers, request: &Request, work: &Work, how: Output) {
    let bytes = footprint(structure, numbers, request).bytes;
    // What is above the limit will be refused in a sentence of its own, or not be tried.
    let within = request.max_memory.is_none_or(|most| bytes <= most);
    if bytes >= MUCH && within && !how.quiet {
        work.progress.clear();
        output::say(&format!("note: solving takes up to {} of memory\n", megabytes(bytes)));
    }
    work.progress.doing(if within {
        format!("solving (up to {} of memory)", megabytes(bytes))
    } else {
        "solving".to_owned()
    });
}
