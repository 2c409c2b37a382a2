//! Trees: the `.efg` format.
//!
//! In: text, or a [`super::NamedGame`]. Out: the other. A file is a title, the players and a list of nodes, each before
//! those that follow it; how many follow, the number of its actions says.

mod declared;
mod read;
mod write;

pub(super) use read::{players, read};
pub use write::write;
