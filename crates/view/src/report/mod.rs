//! The report: the brief with its pictures, sliders over the numbers that carry the answer, definitions, and what each number rests on.
//!
//! In: a [`Report`], gathered by whoever has the answers. Out: one self-contained HTML page ([`page::write`]) or Markdown
//! ([`markdown::write`]), the same bytes for the same report.
//!
//! | what | file |
//! |---|---|
//! | the page as a whole | `page` |
//! | a picture on the page, with the same in words | `figure` |
//! | sliders and the parts that they show | `sliders` |
//! | what the page may load and run: nothing but its own | `policy` |
//! | what the words mean | `definitions` |
//! | which figures and words lead there | `heads` |
//! | every number, and what it rests on | `numbers` |
//! | the same without pictures | `markdown` |

pub mod definitions;
mod figure;
pub mod heads;
pub mod markdown;
pub mod numbers;
pub mod page;
mod policy;
mod sliders;

use crate::brief::Topic;
use crate::document::{Section, Table};
use crate::picture::Picture;
use crate::scene::Scene;

pub use definitions::Term;
pub use heads::Behind;

/// A report before anybody decides how it looks.
#[derive(Clone, Debug)]
pub struct Report {
    /// The question that the model asks.
    pub title: String,
    /// The model's name.
    pub name: String,
    /// What differs from the file's own setting; empty if nothing does.
    pub setting: String,
    /// The sections of the brief.
    pub parts: Vec<Part>,
    /// Numbers that may be moved.
    pub what_if: Option<WhatIf>,
    /// Every number with what it rests on.
    pub numbers: Table,
    /// How the page is made again, and of what.
    pub imprint: Vec<String>,
}

/// A section with its pictures, and the terms in it that are defined below.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is about.
    pub topic: Topic,
    /// What it says.
    pub section: Section,
    /// Pictures of the same.
    pub pictures: Vec<Picture>,
    /// Terms that are defined.
    pub terms: Vec<Term>,
    /// The definitions behind its tables, in order.
    pub behind: Vec<Behind>,
}

/// Numbers that a reader may move, each alone, with what then follows.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// The number behind the answer: "what probe is worth to US against none".
    pub subject: String,
    /// What such a number means.
    pub term: Term,
    /// The sliders.
    pub sliders: Vec<Slider>,
}

/// A number that may be moved.
#[derive(Clone, Debug)]
pub struct Slider {
    /// The parameter's name.
    pub name: String,
    /// What it is.
    pub caption: String,
    /// Where it may stand, ascending.
    pub positions: Vec<Position>,
    /// The position in force.
    pub now: usize,
}

/// What follows where a number has another value.
#[derive(Clone, Debug)]
pub struct Position {
    /// The value.
    pub at: String,
    /// The bottom line, or why there is none.
    pub bottom_line: String,
    /// The number behind the answer; empty if there is none.
    pub answer: String,
    /// How the solution is certified.
    pub trust: String,
    /// What happens.
    pub outcomes: Option<Scene>,
    /// The tree.
    pub tree: Option<Scene>,
}
