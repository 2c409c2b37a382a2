//! The compiled game: structure, numbers, and what follows from a profile.

pub mod dag;
pub mod numbers;
pub mod structure;
