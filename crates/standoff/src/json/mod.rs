//! The documents that other programs read: one file for each schema, and one for each stage they are made from.
//!
//! In: diagnostics, solutions and answers. Out: values that serialise to exactly the documented field names. Within a
//! version fields are only ever added. Numbers are finite or null; beside an exact one stands its rational.

pub mod answers;
pub mod beliefs;
pub mod diagnostics;
pub mod equilibria;
pub mod experts;
pub mod from_answers;
pub mod from_diagnostics;
pub mod from_experts;
pub mod from_game;
pub mod from_levers;
pub mod from_picture;
pub mod from_play;
pub mod from_setting;
pub mod from_solution;
pub mod from_timelines;
pub mod from_uncertainty;
pub mod game;
pub mod levers;
pub mod named;
pub mod parts;
pub mod play;
pub mod profile;
pub mod solution;
pub mod uncertainty;
pub mod verification;

/// Writes a document on indented lines, with a line end, piece by piece: it never stands in memory as a whole.
///
/// # Errors
/// Those of the writer.
pub fn write<T: serde::Serialize>(document: &T, into: &mut impl std::io::Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *into, document)?;
    into.write_all(b"\n")?;
    into.flush()
}

/// A document on indented lines, with a line end.
#[must_use]
pub fn pretty<T: serde::Serialize>(document: &T) -> String {
    // Documents have string keys and plain values only, so that writing to memory cannot fail.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_else(|error| {
        let mut object = serde_json::Map::new();
        object.insert("error".into(), error.to_string().into());
        serde_json::Value::Object(object).to_string()
    });
    text.push('\n');
    text
}
