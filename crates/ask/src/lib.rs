//! Questions to answers: probabilities, values of things, strategies, sweeps, tipping points, beliefs over time, what follows from
//! what is not known of the parameters, and what would change it.
//!
//! ```text
//! Model + Setting ── session ──> Solved ── probability, value, strategy, … ──> Answer
//! ```
//!
//! [`Session`] compiles and solves what a question needs, once; [`Session::answer`] and [`Session::check`] answer.

mod along;
pub mod answer;
mod answering;
pub mod batch;
pub mod belief;
mod border;
mod check;
pub mod design;
pub mod distribution;
pub mod drawn;
mod equilibria;
pub mod experts;
pub mod findings;
pub mod flips;
pub mod grid_check;
pub mod levers;
pub mod line;
mod meter;
pub mod others;
pub mod outcome;
pub mod phase;
pub mod play;
pub mod played;
pub mod probability;
pub mod public_tree;
mod ranges;
pub mod regime;
pub mod sensitivity;
pub mod session;
mod sieve;
pub mod strategy;
pub mod study;
mod sweep;
mod sweep_two;
pub mod timeline;
mod tipping;
pub mod tornado;
pub mod uncertainty;
mod undefined;
pub mod value;

pub use answering::{Figure, Gain};
pub use batch::{Batch, Points, Rows};
pub use design::Design;
pub use session::{AskError, Budget, Executor, Kept, Opinions, Sequential, Session, Setting, Solved};
pub use study::{Block, Study};
