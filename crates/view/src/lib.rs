//! Answers to documents: the brief as blocks, and blocks as text.
//!
//! ```text
//! Findings ── brief ──> Document ── text ──> terminal
//! ```

pub mod brief;
pub mod document;
pub mod text;
pub mod words;
