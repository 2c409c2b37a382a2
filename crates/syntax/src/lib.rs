//! Text to lossless tree: the grammar of the Standoff language.
//!
//! ```text
//! text ── outline ──> lines with depth ── token ──> tokens ── parse ──> ast::File + diagnostics
//! ```

pub mod ast;
pub mod diagnostic;
pub mod span;
