//! The checked model: every name resolved, every expression typed, ready to be compiled.
//!
//! In: made by `from_syntax` out of the syntax tree. Out: read by `standoff-compile` (play and numbers), `standoff-ask`
//! (questions) and `standoff-view` (captions, evidence). Ids index the vectors of [`Model`]. Nothing here depends on
//! the values that options have: labels behind `when`, grids and packages are kept as written.

use jiff::civil::Date;
use num_rational::BigRational;
use standoff_syntax::ast::{BinaryOp, Dist, EvidenceKind, Period, TimeUnit};
use standoff_syntax::span::Span;

/// Index into [`Model::actors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorId(pub u16);
/// Index into [`Model::experts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExpertId(pub u16);
/// Index into [`Model::sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u16);
/// Index into [`Model::parameters`]. A cell of a table is a parameter too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParameterId(pub u32);
/// Index into [`Model::rows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u32);
/// Index into [`Model::options`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OptionId(pub u32);
/// Index into [`Model::issues`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssueId(pub u32);
/// Index into [`Model::things`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ThingId(pub u32);
/// Index into [`Model::label_sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelSetId(pub u32);
/// Index into [`Model::lets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetId(pub u32);
/// Index into [`Model::scenes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SceneId(pub u32);
/// Index into [`Model::outcomes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutcomeId(pub u32);
/// Index into [`Model::variants`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariantId(pub u32);
/// Number of a statement that makes an observation: a choice, a chance event, a secret or a `reveal`. Counted over
/// the whole model (secrets first, in order, then play and scenes in text order).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(pub u32);

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
    /// How many `repeat` statements there are; see [`Stmt::Repeat`].
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
    /// Inside `filter`, the component of issue k is [`ExprKind::Issue`].
    Package {
        /// The issues.
        issues: Vec<IssueId>,
        /// `where`
        filter: Option<Box<Expr>>,
    },
    /// A `now` name: whatever its assignments have in common.
    Computed(Sort),
}

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
    /// The number of the current round of a `repeat` (see [`Stmt::Repeat::index`]).
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

/// A named setting of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The caption; equals the name if none was given.
    pub caption: String,
    /// What it changes.
    pub edits: Vec<Edit>,
    /// Where declared.
    pub span: Span,
}

/// One change of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A parameter's value.
    Parameter(ParameterId, BigRational),
    /// An option's value.
    Option(OptionId, OptionValue),
    /// This label is not on offer anywhere at this decision.
    Without(ThingId, u32),
    /// This secret is shown openly to this actor at the start of play.
    Reveal(ThingId, ActorId),
}

/// A question with its settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// As written.
    pub text: String,
    /// What is asked.
    pub query: Query,
    /// Under what setting.
    pub settings: Vec<Setting>,
    /// Where it stands (file 0 for questions of the command line too).
    pub span: Span,
}

/// A check: a question, how its answer is compared, and with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The question; its text is the whole check.
    pub question: Question,
    /// `is`, `<`, `<=`, `>` or `>=`.
    pub op: BinaryOp,
    /// A number made of literals, parameters and options (no things).
    pub value: Expr,
    /// The tolerance; `None` is 1e-9 × max(1, |value|).
    pub within: Option<Expr>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// P(event | given)
    Probability {
        /// The event.
        event: Expr,
        /// The condition.
        given: Option<Expr>,
    },
    /// E(value | given)
    Expectation {
        /// The number.
        value: Expr,
        /// The condition.
        given: Option<Expr>,
    },
    /// Value of play to an actor.
    ValueOfPlay(ActorId),
    /// Value of label `a` over label `b` of one decision, to any actor.
    ValueOver {
        /// The decision.
        decision: ThingId,
        /// Index of a.
        a: u32,
        /// Index of b.
        b: u32,
        /// To whom.
        to: ActorId,
    },
    /// Value of having a label.
    ValueOfLabel {
        /// The decision.
        decision: ThingId,
        /// The label.
        label: u32,
        /// To whom.
        to: ActorId,
    },
    /// Value of an option of two values: last of `among` minus first.
    ValueOfOption(OptionId, ActorId),
    /// Value of a variant over the file's own setting.
    ValueOfVariant(VariantId, ActorId),
    /// Value to an actor of knowing a secret, openly.
    Knowing {
        /// The secret.
        secret: ThingId,
        /// To whom.
        to: ActorId,
    },
    /// The strategy table of an actor, at one decision or all.
    Strategy {
        /// Whose.
        of: ActorId,
        /// Where.
        at: Option<ThingId>,
    },
    /// All equilibria.
    Equilibria,
    /// Tipping points of a query over a parameter.
    Tipping {
        /// The query: `Probability`, `Expectation` or a value.
        query: Box<Query>,
        /// The parameter.
        over: ParameterId,
        /// The range; `None` is the parameter's own.
        range: Option<Range>,
    },
    /// Importance of parameters for a query.
    Importance(Box<Query>),
    /// A table over one or two parameters.
    Sweep {
        /// The parameters with their ranges.
        axes: Vec<(ParameterId, Range)>,
        /// The query.
        query: Box<Query>,
    },
}

/// A range of a sweep or a tipping point.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The low end.
    pub from: BigRational,
    /// The high end.
    pub to: BigRational,
    /// Steps (n + 1 points), if said.
    pub steps: Option<u32>,
}

/// A setting of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A change as in a variant.
    Edit(Edit),
    /// These experts, side by side; one is simply that expert's values.
    Opinions(Vec<ExpertId>),
    /// A variant.
    Variant(VariantId),
    /// How to leave a bifurcation.
    Branch(BranchRule),
}

/// How to leave a bifurcation on the logit path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BranchRule {
    /// Onto the branch that keeps the orientation.
    #[default]
    Stable,
    /// Straight through.
    Straight,
}
