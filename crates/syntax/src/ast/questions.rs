//! Questions, checks and their settings.
//!
//! In: made by the parser, from files and from the command line. Out: read by the resolver.

use super::{BinaryOp, Dotted, Expr, Literal, Name, Number};
use crate::span::Span;

/// `ask query [with settings]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The question as written, after `ask`, comments and outer space removed.
    pub text: String,
    /// The query.
    pub query: Query,
    /// Its settings.
    pub settings: Vec<Setting>,
    /// The question (without the word `ask`).
    pub span: Span,
}

/// `check query op expr [within expr] [with settings]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The check as written, after `check`.
    pub text: String,
    /// The query.
    pub query: Query,
    /// `is`, `<`, `<=`, `>` or `>=`.
    pub op: BinaryOp,
    /// What it is compared with.
    pub value: Expr,
    /// The tolerance.
    pub within: Option<Expr>,
    /// Its settings.
    pub settings: Vec<Setting>,
    /// The check (without the word `check`).
    pub span: Span,
}

/// A query with its span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What is asked.
    pub kind: QueryKind,
    /// Where it stands.
    pub span: Span,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryKind {
    /// `P(e | c)`
    Probability(Expr, Option<Expr>),
    /// `E(x | c)`
    Expectation(Expr, Option<Expr>),
    /// `value of play to X`
    ValueOfPlay(Name),
    /// `value of a over b to X`
    ValueOver(Dotted, Dotted, Name),
    /// `value of a to X`
    ValueOf(Dotted, Name),
    /// `value of variant v to X`
    ValueOfVariant(Name, Name),
    /// `value of option o to X`
    ValueOfOption(Name, Name),
    /// `value to X of knowing A.s`: `(X, A, s)`
    Knowing(Name, Name, Name),
    /// `strategy of X at D`
    Strategy(Name, Option<Name>),
    /// `equilibria`
    Equilibria,
    /// `tipping point of Q over p from a to b`
    Tipping(Box<Query>, Dotted, Option<Range>),
    /// `importance of parameters for Q`
    Importance(Box<Query>),
    /// `distribution of Q`
    Distribution(Box<Query>),
    /// `what would change Q`
    Flips(Box<Query>),
    /// `sweep p range [by q range]: Q`
    Sweep(Vec<(Dotted, Range)>, Box<Query>),
}

/// `from a to b [in n steps]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The low end.
    pub from: Number,
    /// The high end.
    pub to: Number,
    /// The number of steps (n + 1 points).
    pub steps: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

/// A setting of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `p is 0.3`
    Parameter(Dotted, Number),
    /// `option o is on`
    Option(Name, Literal),
    /// `opinions by A, B`
    Opinions(Vec<Name>),
    /// `variant v`
    Variant(Name),
    /// `branch straight`
    Branch(Name),
}
