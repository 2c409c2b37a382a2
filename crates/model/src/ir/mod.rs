//! The checked model: every name resolved, every expression typed, ready to be compiled.
//!
//! In: made by `from_syntax` out of the syntax tree. Out: read by `standoff-compile` (play and numbers), `standoff-ask`
//! (questions) and `standoff-view` (captions, evidence). Ids index the vectors of [`Model`]. Nothing here depends on
//! the values that options have: labels behind `when`, grids and packages are kept as written.

mod declarations;
mod expressions;
mod ids;
mod play;
mod questions;

pub use declarations::{
    Discount, Domain, Draw, Evidence, Issue, LabelSet, Let, Model, Named, OptionDecl, OptionValue, Parameter,
    Row, Secret, Source, Thing, ThingKind,
};
pub use expressions::{Builtin, Expr, ExprKind, Sort};
pub use ids::{
    ActorId, ExpertId, IssueId, LabelSetId, LetId, OptionId, OutcomeId, ParameterId, PlaceId, RowId, SceneId,
    SourceId, ThingId, VariantId,
};
pub use play::{
    Alternative, Block, Chance, Choose, Divert, Gains, Outcome, Scene, Sight, Stmt, Target, Timing,
};
pub use questions::{BranchRule, Check, Edit, Query, Question, Range, Setting, Variant};
