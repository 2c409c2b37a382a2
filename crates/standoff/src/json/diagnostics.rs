//! `standoff/diagnostics/1`: messages about the text, and the size of the game if it could be built.

use serde::Serialize;

use super::parts::SizePart;

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/diagnostics/1";

/// A diagnostics document.
#[derive(Clone, Debug, Serialize)]
pub struct DiagnosticsDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// At most as many as were asked for.
    pub diagnostics: Vec<DiagnosticPart>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: usize,
    /// How large the game is; null if it could not be built.
    pub size: Option<ModelSizePart>,
    /// The same for each model, where several were checked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<ModelSizePart>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// How large one model's game is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelSizePart {
    /// The file.
    pub file: String,
    /// The game as a whole.
    #[serde(flatten)]
    pub size: SizePart,
    /// Each actor's share of it.
    pub actors: super::named::Named<ActorSizePart>,
}

/// How many decisions an actor faces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ActorSizePart {
    /// Information sets.
    pub information_sets: u64,
    /// Actions over them.
    pub actions: u64,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiagnosticPart {
    /// `SD203` and the like.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// One sentence.
    pub message: String,
    /// The place, then other places that are to blame.
    pub spans: Vec<SpanPart>,
    /// One suggestion.
    pub hint: Option<String>,
    /// A mechanical edit.
    pub fix: Option<FixPart>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpanPart {
    /// The file as it was named.
    pub file: String,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Line of the first byte, from 1.
    pub line: u32,
    /// Column of the first byte in characters, from 1.
    pub column: u32,
    /// Column of the first byte in UTF-16 units, from 0, as editors count.
    pub utf16: u32,
    /// What is to be said there; may be empty.
    pub label: String,
}

/// A mechanical edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FixPart {
    /// The file as it was named.
    pub file: String,
    /// First byte to replace.
    pub start: u32,
    /// One past the last byte to replace.
    pub end: u32,
    /// What to put there.
    pub replacement: String,
}
