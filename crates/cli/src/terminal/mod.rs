//! What people see: messages about the text, tables, progress, and where it is written to.

pub(crate) mod answers;
pub(crate) mod diagnostics;
pub(crate) mod figure;
pub(crate) mod output;
pub(crate) mod progress;
pub(crate) mod solution;
pub(crate) mod style;
pub(crate) mod table;
