//! The statements of play.
//!
//! In: made by the parser. Out: the blocks of plays, scenes and labels.

use super::{DateLit, Expr, Grid, LabelName, Name, Number, Text};
use crate::span::Span;

/// A block of statements: never empty after a successful parse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// In order.
    pub stmts: Vec<Stmt>,
}

/// A statement with its span (its first line, without the blocks below).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// Its first line.
    pub span: Span,
}

/// The statements of play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StmtKind {
    /// `X chooses d ...`
    Chooses(Chooses),
    /// `X offers d ...`
    Offers(Offers),
    /// `X, Y may d ...`
    May(May),
    /// `at once`: each is `Chooses`, `Offers` or `May`.
    AtOnce(Vec<Stmt>),
    /// `chance e ...`
    Chance(Chance),
    /// `reveal e to Y`
    Reveal(Reveal),
    /// `X gains e if c`
    Gains(Gains),
    /// `now n is e`
    Now(Name, Expr),
    /// `if` / `else if` / `else`
    If(If),
    /// `repeat r from a to b`
    Repeat(Repeat),
    /// `-> NAME(args)`
    Divert(Divert),
}

/// Who learns of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sees {
    /// Everyone.
    #[default]
    All,
    /// `privately to Y, Z`: the mover and these.
    Privately(Vec<Name>),
    /// `hidden from Y, Z`: all but these.
    Hidden(Vec<Name>),
    /// `secretly`: the mover only; for chance, nobody.
    Secretly,
}

/// When a step happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// `on DATE`
    On(DateLit),
    /// `after n days`
    After(Number, TimeUnit, Span),
}

/// The unit of `after`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// Days.
    Days,
    /// Calendar months, the day of the month clamped.
    Months,
    /// Calendar years, the day of the month clamped.
    Years,
}

/// `X chooses d [sees] [on] [, x when indifferent] alternatives`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chooses {
    /// Who.
    pub actor: Name,
    /// The decision's name.
    pub decision: Name,
    /// Who learns of it.
    pub sees: Sees,
    /// Where `sees` stands.
    pub sees_span: Option<Span>,
    /// When.
    pub when: Option<When>,
    /// The label taken when indifferent.
    pub tie: Option<LabelName>,
    /// The alternatives: never a grid.
    pub alternatives: Vec<Alt>,
}

/// `X offers d grid` or `X offers d of A, B where e`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    /// Who.
    pub actor: Name,
    /// The decision's name.
    pub decision: Name,
    /// What can be offered.
    pub what: OfferSpace,
    /// Who learns of it.
    pub sees: Sees,
    /// Where `sees` stands.
    pub sees_span: Option<Span>,
    /// When.
    pub when: Option<When>,
}

/// What can be offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferSpace {
    /// A number on a grid.
    Grid(Grid),
    /// A package: one value for each issue, as far as `where` allows.
    Package(Vec<Name>, Option<Expr>),
}

/// `X, Y may d ...`: labels `yes`, `no`; block and divert belong to `yes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct May {
    /// Who, in order.
    pub actors: Vec<Name>,
    /// The decision's name.
    pub decision: Name,
    /// Who learns of it.
    pub sees: Sees,
    /// Where `sees` stands.
    pub sees_span: Option<Span>,
    /// When.
    pub when: Option<When>,
    /// The label taken when indifferent.
    pub tie: Option<LabelName>,
    /// What follows `yes`.
    pub block: Option<Block>,
    /// Where `yes` leads.
    pub divert: Option<Divert>,
}

/// `chance e [sees] [on] alternatives`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chance {
    /// The event's name.
    pub name: Name,
    /// Who learns of it.
    pub sees: Sees,
    /// Where `sees` stands.
    pub sees_span: Option<Span>,
    /// When.
    pub when: Option<When>,
    /// Its alternatives.
    pub values: Alternatives,
}

/// The alternatives of a secret or a chance event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "few of them in a file, and a box would be in every reader's way"
)]
pub enum Alternatives {
    /// Listed, inline or one a line.
    Labels(Vec<Alt>),
    /// A grid (equally likely points) or cells (equally likely, labelled by midpoints).
    Grid(Grid),
}

/// One alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alt {
    /// Its label.
    pub label: LabelName,
    /// Its caption.
    pub caption: Option<Text>,
    /// How likely it is, for secrets and chance.
    pub weight: Weight,
    /// `when e`: on offer only then.
    pub when: Option<Expr>,
    /// Where it leads.
    pub divert: Option<Divert>,
    /// What follows it.
    pub block: Option<Block>,
    /// Its line.
    pub span: Span,
}

/// How likely an alternative is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// Nothing said.
    #[default]
    None,
    /// `with probability e`
    Probability(Expr),
    /// `with weight e`
    Weight(Expr),
    /// `otherwise`
    Otherwise,
}

/// `reveal e to Y` (or `to everyone`: empty list and `everyone`)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// What is shown.
    pub value: Expr,
    /// To whom; `None` is everyone.
    pub to: Option<Vec<Name>>,
}

/// `X gains e [if c]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gains {
    /// Who.
    pub actor: Name,
    /// How much.
    pub amount: Expr,
    /// Only if.
    pub condition: Option<Expr>,
    /// The line.
    pub span: Span,
}

/// `if c` block, `else if c` block ..., `else` block
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct If {
    /// Conditions with their blocks, in order.
    pub arms: Vec<(Expr, Block)>,
    /// The `else` block.
    pub otherwise: Option<Block>,
}

/// `repeat r from a to b`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The round's name.
    pub round: Name,
    /// First round.
    pub from: Expr,
    /// Last round.
    pub to: Expr,
    /// What happens in each.
    pub block: Block,
}

/// `-> NAME(args)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divert {
    /// Scene or outcome.
    pub target: Name,
    /// Arguments.
    pub args: Vec<Expr>,
    /// From the arrow on.
    pub span: Span,
}
