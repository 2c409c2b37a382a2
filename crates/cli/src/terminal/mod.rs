//! What people see: messages about the text, tables, progress, and where it is written to.

pub(crate) mod answers;
pub(crate) mod diagnostics;
pub(crate) mod equilibria;
pub(crate) mod experts;
pub(crate) mod figure;
pub(crate) mod game_file;
pub(crate) mod levers;
pub(crate) mod listing;
pub(crate) mod output;
pub(crate) mod pair;
pub(crate) mod play;
pub(crate) mod progress;
pub(crate) mod solution;
pub(crate) mod style;
pub(crate) mod sweep;
pub(crate) mod sweep_table;
pub(crate) mod table;
pub(crate) mod timeline;
pub(crate) mod uncertainty;

use standoff::view::document::Block;
use standoff::view::text::block_text;

/// Wider lines are hard to read.
const WIDEST: usize = 100;

/// How wide text may be: as wide as the terminal, within reason.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0).min(WIDEST))
}

/// Running text, filled.
pub(crate) fn paragraph(text: &str) -> String {
    block_text(&Block::Paragraph(text.to_owned()), width())
}

/// A line that is continued further in if it is too long.
pub(crate) fn line(text: &str) -> String {
    block_text(&Block::Lines(vec![text.to_owned()]), width())
}
