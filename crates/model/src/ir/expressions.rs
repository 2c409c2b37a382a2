//! Typed expressions.
//!
//! In: made by the resolver. Out: evaluated by the enumerator and by questions.

use super::{ActorId, IssueId, LabelSetId, LetId, OptionId, OutcomeId, ParameterId, RowId, SceneId, ThingId};
use jiff::civil::Date;
use num_rational::BigRational;
use standoff_syntax::ast::BinaryOp;
use standoff_syntax::ast::Dist;
use standoff_syntax::span::Span;

/// The sort of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A number.
    Number,
    /// A truth value.
    Truth,
    /// A label of this set.
    Label(LabelSetId),
    /// A package of this decision.
    Package(ThingId),
    /// A date.
    Date,
}

/// A typed expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its sort.
    pub sort: Sort,
    /// It depends on a parameter in a way that a solver sees: it may be swept but must not steer.
    pub swept: bool,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expressions. Sorts of operands are as the name says; the checker has made sure of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// An exact number.
    Number(BigRational),
    /// A truth value (made by the checker, e.g. a comparison of two labels known to differ).
    Truth(bool),
    /// A date.
    Date(Date),
    /// A label: index into its set.
    Label(LabelSetId, u32),
    /// A parameter or a table cell.
    Parameter(ParameterId),
    /// A table row: the cell of the secret's value.
    Row(RowId),
    /// An option's value (sort Number, Label or Date).
    Option(OptionId),
    /// The value of a thing: a label (sort Label), a number (numeric things), a package, or a computed value.
    Thing(ThingId),
    /// The value a thing had in this round of its outermost `repeat` (questions only).
    ThingInRound(ThingId, u32),
    /// `terms.land`: component k (position in the decision's `issues`) of a package.
    Component(ThingId, u32),
    /// The value of issue k inside a `where`.
    Issue(IssueId),
    /// The number of the current round of a `repeat` (see [`super::Stmt::Repeat::index`]).
    Round(u32),
    /// Argument k of the scene, outcome or `let` that this stands in.
    Argument(u32),
    /// A `let`, with arguments (empty for a plain one).
    Let(LetId, Vec<Expr>),
    /// The story passed through this scene (questions only; sort Truth).
    PassedScene(SceneId),
    /// The story ended in this outcome (questions only; sort Truth).
    PassedOutcome(OutcomeId),
    /// What X has gained in total over the story (questions only; written as the actor's bare name; discounted).
    Gains(ActorId),
    /// −e
    Neg(Box<Expr>),
    /// not e
    Not(Box<Expr>),
    /// Arithmetic (numbers), `and`/`or` (truth values), order (numbers, dates), `is`/`is not` (numbers, truth values,
    /// labels, dates, packages of one decision). Labels of different sets are compared by name; the checker allows it
    /// only where one set's names contain the other's.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `if c then a else b`; with a swept `c`, a select.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A built-in function.
    Builtin(Builtin, Vec<Expr>),
    /// `quantile(dist, p)`
    Quantile(Dist, Box<Expr>),
}

/// The built-in functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builtin {
    /// Least of one or more numbers.
    Min,
    /// Greatest of one or more numbers.
    Max,
    /// Absolute value.
    Abs,
    /// Square root.
    Sqrt,
    /// e to the power.
    Exp,
    /// Natural logarithm.
    Log,
}
