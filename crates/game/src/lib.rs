//! The compiled game: structure, numbers, and what follows from a profile.
//!
//! In: built by the enumerator through [`builder`] and [`dag`]. Out: read by the solvers, the certificate and the
//! questions. [`structure`] is the shape, [`numbers`] its values at a point of parameter space, [`profile`] what follows
//! from a way to play it.

pub mod builder;
pub mod dag;
pub mod formats;
pub mod numbers;
pub mod past;
pub mod profile;
pub mod random;
pub mod recall;
pub mod scalar;
pub mod sequence;
pub mod structure;
pub mod tree;
mod word;
