//! What happens: statements, scenes, outcomes.
//!
//! In: made by the resolver. Out: run by the enumerator.

use super::{ActorId, Draw, Expr, OutcomeId, PlaceId, SceneId, ThingId};
use jiff::civil::Date;
use standoff_syntax::ast::TimeUnit;
use standoff_syntax::span::Span;

/// Statements in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// In order.
    pub stmts: Vec<Stmt>,
}

/// Who learns of a step, resolved: exactly these actors get the list entry (the mover always, for decisions).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Sorted by id.
    pub seen_by: Vec<ActorId>,
}

/// When a step happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Timing {
    /// At a date.
    On(Date),
    /// So much after the step before. Months and years are whole; days may be any whole number.
    After(i32, TimeUnit),
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Stmt {
    /// `chooses`, `offers` and `may` (one for each actor).
    Choose(Choose),
    /// `at once`: none has a block or divert; each actor at most once.
    AtOnce(Vec<Choose>, Span),
    /// `chance`
    Chance(Chance),
    /// `reveal e to ...`
    Reveal {
        /// What is shown (fixed).
        value: Expr,
        /// To whom.
        to: Vec<ActorId>,
        /// Its place. Observation entries of reveals hold (text of the expression, value), not the place.
        place: PlaceId,
        /// The expression as written, white space normalised: part of the list entry, so that the same expression
        /// revealed in two branches does not tell which.
        text: String,
        /// The statement.
        span: Span,
    },
    /// `X gains e if c`
    Gains(Gains),
    /// `now NAME is e`
    Now(ThingId, Expr, Span),
    /// `if`
    If {
        /// Fixed conditions with their blocks.
        arms: Vec<(Expr, Block)>,
        /// `else`
        otherwise: Option<Block>,
        /// The statement.
        span: Span,
    },
    /// `repeat`
    Repeat {
        /// Number of this `repeat` in the model, in text order, from 0.
        index: u32,
        /// The round's name.
        name: String,
        /// First round: literals and options.
        from: Expr,
        /// Last round: literals and options. No round if below `from`.
        to: Expr,
        /// What happens.
        body: Block,
        /// The statement.
        span: Span,
    },
    /// `-> target(args)`
    Divert(Divert),
}

/// A decision at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Choose {
    /// The decision.
    pub thing: ThingId,
    /// The place.
    pub place: PlaceId,
    /// The mover.
    pub actor: ActorId,
    /// Who learns of it (holds the mover).
    pub sight: Sight,
    /// When.
    pub timing: Option<Timing>,
    /// Index of the label taken when indifferent.
    pub tie: Option<u32>,
    /// One for each value of a labelled domain, in order of the text at this place; empty for grids and packages
    /// (all values on offer, falling through).
    pub alternatives: Vec<Alternative>,
    /// The statement.
    pub span: Span,
}

/// What a label leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Index into the domain's labels.
    pub label: u32,
    /// On offer only if this (fixed) holds.
    pub when: Option<Expr>,
    /// What follows, before falling through.
    pub body: Block,
    /// Its line.
    pub span: Span,
}

/// A chance event in play.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// The event.
    pub thing: ThingId,
    /// The place.
    pub place: PlaceId,
    /// Who learns of it.
    pub sight: Sight,
    /// When.
    pub timing: Option<Timing>,
    /// How it is drawn.
    pub draw: Draw,
    /// As in [`Choose::alternatives`].
    pub alternatives: Vec<Alternative>,
    /// The statement.
    pub span: Span,
}

/// `X gains e [if c]`
#[derive(Clone, Debug, PartialEq)]
pub struct Gains {
    /// Who.
    pub actor: ActorId,
    /// How much (may be swept).
    pub amount: Expr,
    /// Only if (may be swept).
    pub condition: Option<Expr>,
    /// The line.
    pub span: Span,
}

/// Where a story goes, never to come back.
#[derive(Clone, Debug, PartialEq)]
pub struct Divert {
    /// Scene or outcome.
    pub target: Target,
    /// Arguments (may be swept).
    pub args: Vec<Expr>,
    /// From the arrow on.
    pub span: Span,
}

/// Target of a divert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A scene.
    Scene(SceneId),
    /// An outcome: the story ends.
    Outcome(OutcomeId),
}

/// A scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Its name.
    pub name: String,
    /// How many arguments.
    pub arity: u32,
    /// What happens.
    pub block: Block,
    /// Where declared.
    pub span: Span,
}

/// An outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// The caption; equals the name if none was given.
    pub caption: String,
    /// How many arguments.
    pub arity: u32,
    /// What it is worth.
    pub gains: Vec<Gains>,
    /// Where declared.
    pub span: Span,
}
