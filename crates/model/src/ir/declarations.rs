//! A model and what it declares: actors, parameters, options, things, secrets, definitions.
//!
//! In: made by the resolver. Out: read by every later stage.

use super::{
    ActorId, Block, Check, ExpertId, Expr, IssueId, LabelSetId, Outcome, ParameterId, PlaceId, Question,
    RowId, Scene, Sort, SourceId, ThingId, Variant,
};
use jiff::civil::Date;
use num_rational::BigRational;
use standoff_syntax::ast::{Dist, EvidenceKind, Period};
use standoff_syntax::span::Span;

/// A checked model.
#[derive(Clone, Debug)]
pub struct Model {
    /// `standoff NAME`
    pub name: String,
    /// The title; empty if none was given.
    pub title: String,
    /// Hex SHA-256 over all files in order.
    pub sha256: String,
    /// The actors in order.
    pub actors: Vec<Named>,
    /// The experts in order.
    pub experts: Vec<Named>,
    /// The sources.
    pub sources: Vec<Source>,
    /// All parameters: single ones and table cells, in text order.
    pub parameters: Vec<Parameter>,
    /// Table rows.
    pub rows: Vec<Row>,
    /// Headings of parameter groups, in order.
    pub groups: Vec<String>,
    /// Options.
    pub options: Vec<OptionDecl>,
    /// Issues.
    pub issues: Vec<Issue>,
    /// Label sets: equal lists of names are one set.
    pub label_sets: Vec<LabelSet>,
    /// Secrets, decisions, chance events and `now` names.
    pub things: Vec<Thing>,
    /// Secrets in the order of drawing.
    pub secrets: Vec<Secret>,
    /// `given` conditions on the joint draw.
    pub given: Vec<Expr>,
    /// `let` definitions; they refer to earlier entries only through ids (no cycles).
    pub lets: Vec<Let>,
    /// Discount factors, at most one an actor.
    pub discounts: Vec<Discount>,
    /// Start of the clock.
    pub start: Option<Date>,
    /// The play.
    pub play: Block,
    /// Scenes.
    pub scenes: Vec<Scene>,
    /// Outcomes.
    pub outcomes: Vec<Outcome>,
    /// Variants.
    pub variants: Vec<Variant>,
    /// `ask` lines.
    pub asks: Vec<Question>,
    /// `check` lines.
    pub checks: Vec<Check>,
    /// How many places there are.
    pub place_count: u32,
    /// How many `repeat` statements there are; see [`super::Stmt::Repeat`].
    pub repeat_count: u32,
}

/// A name with its caption (the name again if none was given).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// As written.
    pub name: String,
    /// The caption; equals `name` if none.
    pub caption: String,
    /// Where declared.
    pub span: Span,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// What it is.
    pub text: String,
    /// Its date.
    pub date: Option<Date>,
    /// `A1` to `F6`.
    pub rating: Option<String>,
    /// Where declared.
    pub span: Span,
}

/// A number that may be swept.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// As written in questions: `p`, or `worth.feinter` for a cell.
    pub name: String,
    /// The caption (of the row, for a cell), if any.
    pub caption: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The value in force.
    pub value: BigRational,
    /// Written with a percent sign: show it so.
    pub percent: bool,
    /// The plausible range.
    pub range: Option<(BigRational, BigRational)>,
    /// The declared distribution.
    pub dist: Option<Dist>,
    /// Index into [`Model::groups`], if under a heading.
    pub group: Option<u32>,
    /// Facts, judgements, assumptions.
    pub evidence: Vec<Evidence>,
    /// Experts' values.
    pub opinions: Vec<(ExpertId, BigRational)>,
    /// The table row and the label (index into the secret's labels) it is a cell of.
    pub cell: Option<(RowId, u32)>,
    /// Where declared.
    pub span: Span,
}

/// A line of support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Fact, judgement or assumption.
    pub kind: EvidenceKind,
    /// The source.
    pub source: SourceId,
    /// The paragraph.
    pub par: Option<u32>,
    /// The words.
    pub text: Option<String>,
    /// Whose.
    pub by: Option<ExpertId>,
}

/// A row of a table by a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// The secret that selects the cell.
    pub secret: ThingId,
    /// One parameter for each label of the secret, in the secret's order.
    pub cells: Vec<ParameterId>,
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// A number.
    Number(BigRational),
    /// A name: index into the option's own label set.
    Label(u32),
    /// A date.
    Date(Date),
}

/// A switch that shapes the game.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionDecl {
    /// Its name.
    pub name: String,
    /// The caption.
    pub caption: Option<String>,
    /// The value in force.
    pub value: OptionValue,
    /// The label set of its names (the names of `among`; for a lone name, that name), if its values are names.
    pub labels: Option<LabelSetId>,
    /// The numeric range.
    pub range: Option<(BigRational, BigRational)>,
    /// The values of `among`, in order (empty if there is no `among`).
    pub among: Vec<OptionValue>,
    /// Where declared.
    pub span: Span,
}

/// Something that can be part of a package.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// Its name.
    pub name: String,
    /// The caption.
    pub caption: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// Its values: `Labels`, `Numbers` or `Grid`.
    pub domain: Domain,
    /// Where declared.
    pub span: Span,
}

/// A list of names, such as the labels of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LabelSet {
    /// In order of declaration. Numbers in a mixed list stand as their text.
    pub names: Vec<String>,
}

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThingKind {
    /// Drawn before play, seen by its owner.
    Secret,
    /// Chosen by its owner.
    Decision,
    /// A chance event in play.
    Chance,
    /// `now NAME is ...`
    Now,
}

/// Something that has a value in a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// The shortest unambiguous way to write it: `Russia.aim`, `opening`, `One.answer`, `aid`.
    pub name: String,
    /// The last part alone: `aim`, `answer`.
    pub short: String,
    /// What kind it is.
    pub kind: ThingKind,
    /// The owner of a secret, the mover of a decision.
    pub owner: Option<ActorId>,
    /// Its values.
    pub domain: Domain,
    /// Captions of the labels, in order, where given (empty for grids and packages).
    pub captions: Vec<Option<String>>,
    /// For a decision or chance event: it stands inside a `repeat`, so that `name.2` means its value in round 2 of the
    /// outermost `repeat` around it.
    pub repeated: bool,
    /// For `now`: every assignment is fixed.
    pub fixed: bool,
    /// Where first declared.
    pub span: Span,
}

/// The values that a thing, issue or expression can take.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant)] // Models have few things; a box would only make reading them harder.
pub enum Domain {
    /// Named labels (`may` has `yes`, `no`).
    Labels(LabelSetId),
    /// Labels that are all numbers: numeric and ordered. In text order.
    Numbers(Vec<BigRational>),
    /// `from a to b in n steps`: value i is from + (to − from)·i/n, i = 0..=n; with `cells`, from + (to − from)·(i + ½)/n, i = 0..n.
    /// `from` and `to` may be swept; `count` is literals and options.
    Grid {
        /// Low end.
        from: Expr,
        /// High end.
        to: Expr,
        /// Steps or cells.
        count: Expr,
        /// Cells instead of steps.
        cells: bool,
    },
    /// Packages: all combinations of the issues' values in lexicographic order of `issues`, as far as `filter` (fixed) holds.
    /// Inside `filter`, the component of issue k is [`super::ExprKind::Issue`].
    Package {
        /// The issues.
        issues: Vec<IssueId>,
        /// `where`
        filter: Option<Box<Expr>>,
    },
    /// A `now` name: whatever its assignments have in common.
    Computed(Sort),
}

/// A `let`.
#[derive(Clone, Debug, PartialEq)]
pub struct Let {
    /// Its name.
    pub name: String,
    /// How many arguments it takes.
    pub arity: u32,
    /// What it stands for; evaluated where it is used.
    pub value: Expr,
    /// Where declared.
    pub span: Span,
}

/// A secret's drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Secret {
    /// The thing it sets.
    pub thing: ThingId,
    /// Its place, for observation lists.
    pub place: PlaceId,
    /// Actors who see it drawn: the owner first.
    pub seen_by: Vec<ActorId>,
    /// How it is drawn.
    pub draw: Draw,
    /// Where declared.
    pub span: Span,
}

/// How chance draws a value; alternatives are those of the thing's domain, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Draw {
    /// All equally likely.
    Even,
    /// The sum is to be 1 at the point; `None` is the one `otherwise`, which takes the rest.
    Probabilities(Vec<Option<Expr>>),
    /// Proportional to these.
    Weights(Vec<Expr>),
}

/// A discount factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Discount {
    /// Whose gains.
    pub actor: ActorId,
    /// The factor.
    pub factor: Expr,
    /// Per what.
    pub per: Period,
}
