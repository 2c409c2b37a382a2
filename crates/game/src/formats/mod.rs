//! Games in the text formats of Gambit: `.efg` (extensive form) and `.nfg` (strategic form).
//!
//! | step | file |
//! |---|---|
//! | text to words, texts and braces | `scan` |
//! | exact numbers | `number` |
//! | the names a file gives | `labels` |
//! | a game with its names | [`game`] |
//! | trees | [`efg`] |
//! | tables, and the reduced strategic form of a tree | [`nfg`] |
//!
//! In: bytes. Out: a [`NamedGame`]; and back. Reading is liberal in form and strict in meaning: every number is exact,
//! what is said twice must agree, and the probabilities of a chance move sum to exactly 1. It takes time and memory in
//! proportion to the text, whatever the text says. Writing is strict: what was written is read back as the same game,
//! by this program and by others.

pub mod efg;
pub mod error;
pub mod game;
mod labels;
pub mod nfg;
mod number;
mod pool;
mod scan;

use std::borrow::Cow;

pub use error::{FormatError, Problem};
pub use game::NamedGame;

/// What a reader may do on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Divide probabilities that nearly sum to 1, as other programs write them, by their sum. Each such move is noted.
    pub snap: bool,
}

/// A game that was read, and what was done on the way that its author should know of.
#[derive(Clone, Debug)]
pub struct ReadGame {
    /// The game.
    pub game: NamedGame,
    /// Sentences, without a full stop.
    pub notes: Vec<String>,
}

/// Reads either format; the first word of the text says which one it is.
///
/// # Errors
/// What is wrong, with its line and column.
pub fn read(bytes: &[u8], options: ReadOptions) -> Result<ReadGame, FormatError> {
    let (text, note) = decode(bytes);
    let scan = scan::Scanner::new(&text)?;
    let mut read = match scan.first_word() {
        "EFG" | "efg" => efg::read(scan, options),
        "NFG" | "nfg" => nfg::read(scan, options),
        _ => Err(scan.unexpected("the name of a format, `EFG` or `NFG`,")),
    }?;
    read.notes.extend(note);
    Ok(read)
}

/// Whether a text that begins like this is in one of the formats, as far as its first word tells.
#[must_use]
pub fn is_game(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let word = start.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    [&b"EFG"[..], b"efg", b"NFG", b"nfg"].contains(&word)
}

/// UTF-8, with or without a byte order mark; anything else is taken for Latin-1, the encoding of old files.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(_) => {
            let text = bytes.iter().map(|&byte| char::from(byte)).collect();
            (Cow::Owned(text), Some("the text is not UTF-8 and was read as Latin-1".to_owned()))
        }
    }
}
