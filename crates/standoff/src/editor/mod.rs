//! What an editor asks about a text while it is being written: messages, an outline, completions, what a name is.
//!
//! In: the text, or what reading it gave, and a place. Out: plain data that serialises to the workbench's field names. Places are counted as
//! browsers and most editors count, in UTF-16 units from the start of the text. Nothing here touches files.
//!
//! ```text
//! Read ── check ──> diagnostics, outline       text, place ── complete ──> names and keywords       Read, place ── hover ──> words
//! ```

mod check;
mod complete;
mod declared;
mod hover;
mod outline;
mod units;

pub use check::{Checked, EditorDiagnostic, EditorFix, check};
pub use complete::{Completions, Item, complete};
pub use hover::{Hover, hover};
pub use outline::{NamedPart, OptionPart, Outline, ParameterPart, Spread};
pub use units::Units;

/// The title of a model, or else its name, from the first lines of its text; for lists of files.
#[must_use]
pub fn title(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.trim_start_matches('\u{feff}').starts_with("standoff "))?;
    let header = standoff_syntax::parse(standoff_syntax::span::FileId::default(), line).file.header?;
    let title = header.title.map(|title| title.text).filter(|title| !title.is_empty());
    Some(title.unwrap_or(header.name.text))
}
