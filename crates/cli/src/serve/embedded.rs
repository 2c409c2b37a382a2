//! What the program carries along: the built page and the shipped models.
//!
//! In: the build script's tables. Out: contents by name.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// A file of the page.
pub(super) fn asset(name: &str) -> Option<&'static [u8]> {
    ASSETS.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

/// Every shipped model: its name without the ending, and its text.
pub(super) fn models() -> impl Iterator<Item = (&'static str, &'static str)> {
    MODELS.iter().map(|(name, text)| (name.trim_end_matches(".standoff"), *text))
}
