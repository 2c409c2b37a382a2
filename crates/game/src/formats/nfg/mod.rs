//! Tables: the `.nfg` format.
//!
//! In: text, or a [`super::NamedGame`]. Out: the other. A table becomes a tree of moves that nobody sees, so that every
//! solver takes it; a tree becomes a table over its reduced strategies.

mod read;
mod strategies;
mod table;
mod write;

pub(super) use read::read;
pub use table::{Table, TableError, table};
pub use write::write;
