//! Pictures: tidy data to a scene, with a text twin that says the same and the data as a table.
//!
//! ```text
//! solutions, answers ── one file a kind ──> Picture { scene ── svg ──> SVG, twin ── text ──> terminal, data ──> CSV, JSON }
//! ```
//!
//! | kind | file |
//! |---|---|
//! | game tree, public tree | `tree/` |
//! | what each side believes over time | `beliefs` |
//! | regimes over two parameters | `phase` |
//! | each parameter alone | `tornado` |
//! | shares of the variance | `importance` |
//! | one parameter | `tipping` |
//! | who does what | `strategy` |
//! | what things are worth | `values` |
//! | what happens | `outcomes` |

pub mod beliefs;
mod caption;
mod data;
mod frame;
pub mod importance;
mod marks;
pub mod outcomes;
pub mod phase;
mod plot;
pub mod strategy;
pub mod tipping;
pub mod tornado;
pub mod tree;
pub mod values;

pub use caption::Caption;
pub use data::{Cell, Data};

use crate::document::Document;
use crate::scene::Scene;

/// A picture with what it shows in words and in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What is drawn.
    pub scene: Scene,
    /// The same as text.
    pub twin: Document,
    /// The data behind it, one observation a row.
    pub data: Data,
}
