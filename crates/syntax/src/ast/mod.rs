//! The abstract syntax: one type for each rule of the grammar, with spans.
//!
//! In: made by [`crate::parse`]. Out: read by `standoff-model`. Statements that did not parse are absent (their
//! diagnostic says so); the rest of the file is here, so that one mistake does not hide another.

mod declarations;
mod expressions;
mod questions;
mod statements;
mod words;

pub use declarations::{
    Captioned, Decl, Discount, Dist, DistKind, Edit, EditKind, Evidence, EvidenceKind, File, Grid, Header,
    Issue, IssueValues, Let, Opinion, OptionChoices, OptionDecl, Outcome, Param, Parameters, Period, Play,
    Row, Scene, Secret, Source, Table, Use, Variant,
};
pub use expressions::{BinaryOp, Expr, ExprKind};
pub use questions::{Ask, Check, Query, QueryKind, Range, Setting};
pub use statements::{
    Alt, Alternatives, Block, Chance, Chooses, Divert, Gains, If, May, OfferSpace, Offers, Repeat, Reveal,
    Sees, Stmt, StmtKind, TimeUnit, Weight, When,
};
pub use words::{DateLit, Dotted, LabelName, Literal, Name, Number, Text};
