//! The abstract syntax: one type for each rule of the grammar, with spans.
//!
//! In: made by [`crate::parse`]. Out: read by `standoff-model`. Statements that did not parse are absent (their
//! diagnostic says so); the rest of the file is here, so that one mistake does not hide another.

use jiff::civil::Date;
use num_rational::BigRational;

use crate::span::Span;

/// A name as written, NFC.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A caption or other text in quotes, escapes resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The content without quotes.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A literal number, exact; `55%` is 11/20.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The exact value, sign included.
    pub value: BigRational,
    /// The text had a percent sign: show it so.
    pub percent: bool,
    /// Where it stands.
    pub span: Span,
}

/// An ISO date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateLit {
    /// The date.
    pub date: Date,
    /// Where it stands.
    pub span: Span,
}

/// `a.b.c`: at least one part. A part may be a number (`answer.1`, a round; `card.2`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dotted {
    /// The parts in order.
    pub parts: Vec<Name>,
    /// From the first part to the last.
    pub span: Span,
}

/// A literal: number, name or date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A number.
    Number(Number),
    /// A bare name.
    Name(Name),
    /// A date.
    Date(DateLit),
}

/// The label of an alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelName {
    /// `agree`
    Name(Name),
    /// `3`, `-2`, `0.5`
    Number(Number),
}

// ---------------------------------------------------------------------------------------------------------- file

/// A parsed file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// `standoff NAME "title"`; absent if missing or broken.
    pub header: Option<Header>,
    /// The declarations in text order.
    pub decls: Vec<Decl>,
    /// Names that stood in what did not parse: a use of one of these is no further mistake.
    pub broken: Vec<Name>,
}

/// `standoff NAME "title"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The model's name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
}

/// A declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decl {
    /// `use "file" as N`
    Use(Use),
    /// `source NAME "text", DATE, rated A1`
    Source(Source),
    /// `actors`
    Actors(Vec<Captioned>),
    /// `experts`
    Experts(Vec<Captioned>),
    /// `parameters "heading"` or a single `parameter`
    Parameters(Parameters),
    /// `parameters by X.s`
    Table(Table),
    /// `option`
    Option(OptionDecl),
    /// `issue`
    Issue(Issue),
    /// `secret`
    Secret(Secret),
    /// `given`
    Given(Expr),
    /// `let`
    Let(Let),
    /// `discount`
    Discount(Discount),
    /// `play`
    Play(Play),
    /// `scene`
    Scene(Scene),
    /// `outcome`
    Outcome(Outcome),
    /// `variant`
    Variant(Variant),
    /// `ask`
    Ask(Ask),
    /// `check`
    Check(Check),
}

/// A name with a caption, on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captioned {
    /// The name.
    pub name: Name,
    /// The caption.
    pub caption: Option<Text>,
}

/// `use "file" [as NAME]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The path as written.
    pub path: Text,
    /// The prefix, if any.
    pub alias: Option<Name>,
    /// The statement.
    pub span: Span,
}

/// `source NAME "text" [, DATE] [, rated A1]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub text: Text,
    /// Its date.
    pub date: Option<DateLit>,
    /// Reliability and credibility, `A1` to `F6`.
    pub rating: Option<Name>,
}

/// A group of parameters under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The heading's caption.
    pub heading: Option<Text>,
    /// The parameters in order.
    pub params: Vec<Param>,
}

/// `NAME = number [in a to b] [~ dist] [unit "…"] ["caption"]` with evidence and opinions below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// The value in force.
    pub value: Number,
    /// The plausible range, ends included.
    pub range: Option<(Number, Number)>,
    /// The distribution for sampling.
    pub dist: Option<Dist>,
    /// The unit.
    pub unit: Option<Text>,
    /// The caption.
    pub caption: Option<Text>,
    /// Facts, judgements, assumptions.
    pub evidence: Vec<Evidence>,
    /// Experts' values.
    pub opinions: Vec<Opinion>,
    /// The whole line.
    pub span: Span,
}

/// A probability distribution of a parameter (or inside `quantile`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dist {
    /// Which family.
    pub kind: DistKind,
    /// Its arguments, as many as the family takes (checked by the parser).
    pub args: Vec<Number>,
    /// Where it stands.
    pub span: Span,
}

/// The families of distributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DistKind {
    /// `uniform(a, b)`, also written `a to b`
    Uniform,
    /// `normal(mean, sd)`
    Normal,
    /// `beta(a, b)`
    Beta,
    /// `triangular(low, mode, high)`
    Triangular,
    /// `lognormal(mu, sigma)`
    Lognormal,
}

/// What kind of support an evidence line gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EvidenceKind {
    /// `fact`
    Fact,
    /// `judgement`
    Judgement,
    /// `assumption`
    Assumption,
}

/// `fact SOURCE par 4: "words", by EXPERT`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Fact, judgement or assumption.
    pub kind: EvidenceKind,
    /// The source.
    pub source: Name,
    /// The paragraph.
    pub par: Option<u32>,
    /// The words.
    pub text: Option<Text>,
    /// The expert.
    pub by: Option<Name>,
    /// The line.
    pub span: Span,
}

/// `opinion EXPERT number`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// The expert.
    pub expert: Name,
    /// The expert's value for the parameter above.
    pub value: Number,
    /// The line.
    pub span: Span,
}

/// `parameters by Russia.aim "heading"` with a labels row and value rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The secret, as written (`Russia.aim`).
    pub secret: Dotted,
    /// The heading's caption.
    pub heading: Option<Text>,
    /// The labels row, in the order written.
    pub labels: Vec<LabelName>,
    /// The rows; each has as many values as there are labels (checked by the parser).
    pub rows: Vec<Row>,
    /// The heading line.
    pub span: Span,
}

/// A row of a parameter table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The name: `worth` is the value for the drawn label, `worth.feinter` one cell.
    pub name: Name,
    /// One value for each label.
    pub values: Vec<Number>,
    /// The range of each cell.
    pub range: Option<(Number, Number)>,
    /// The caption.
    pub caption: Option<Text>,
    /// The line.
    pub span: Span,
}

/// `option NAME = literal [in a to b | among x, y] ["caption"]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionDecl {
    /// Its name.
    pub name: Name,
    /// The value in force.
    pub value: Literal,
    /// What it may be.
    pub choices: OptionChoices,
    /// The caption.
    pub caption: Option<Text>,
    /// The statement.
    pub span: Span,
}

/// What values an option may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionChoices {
    /// Anything of the same kind.
    Any,
    /// Whole or other numbers between these, ends included.
    Range(Number, Number),
    /// One of these.
    Among(Vec<Literal>),
}

/// `issue NAME: a, b` or `issue NAME from 0 to 1 in 4 steps`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Its name.
    pub name: Name,
    /// What can be agreed on it.
    pub values: IssueValues,
    /// The unit.
    pub unit: Option<Text>,
    /// The caption.
    pub caption: Option<Text>,
}

/// The values of an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "few of them in a file, and a box would be in every reader's way"
)]
pub enum IssueValues {
    /// Listed.
    Labels(Vec<LabelName>),
    /// On a grid.
    Grid(Grid),
}

/// `from a to b in n steps` (n + 1 points) or `... in n cells` (n midpoints).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The low end.
    pub from: Expr,
    /// The high end.
    pub to: Expr,
    /// How many steps or cells.
    pub count: Expr,
    /// `in … cells`
    pub cells: bool,
    /// Where it stands.
    pub span: Span,
}

/// `secret X.s [privately to Y] ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The owner.
    pub owner: Name,
    /// The secret's own name.
    pub name: Name,
    /// Others who see it drawn.
    pub also_seen_by: Vec<Name>,
    /// Its alternatives.
    pub values: Alternatives,
    /// The heading line.
    pub span: Span,
}

/// `let NAME(args) = expr`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Let {
    /// Its name.
    pub name: Name,
    /// Its arguments.
    pub args: Vec<Name>,
    /// What it stands for.
    pub value: Expr,
}

/// `discount X expr per year`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// Whose gains.
    pub actor: Name,
    /// The factor.
    pub factor: Expr,
    /// Per what.
    pub per: Period,
    /// The statement.
    pub span: Span,
}

/// The period of a discount factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// 365.25 days.
    Year,
    /// 30.4375 days.
    Month,
    /// One completed round of the outermost `repeat`.
    Round,
}

/// `play [from DATE]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Play {
    /// When the story starts.
    pub from: Option<DateLit>,
    /// What happens.
    pub block: Block,
    /// The heading line.
    pub span: Span,
}

/// `scene NAME(args)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// Its name.
    pub name: Name,
    /// Its arguments.
    pub args: Vec<Name>,
    /// What happens.
    pub block: Block,
}

/// `outcome NAME(args) "caption"` with gains
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its name.
    pub name: Name,
    /// Its arguments.
    pub args: Vec<Name>,
    /// Its caption.
    pub caption: Option<Text>,
    /// What it is worth.
    pub gains: Vec<Gains>,
}

/// `variant NAME "caption"` with edits
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name.
    pub name: Name,
    /// Its caption.
    pub caption: Option<Text>,
    /// What it changes.
    pub edits: Vec<Edit>,
}

/// A line of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it does.
    pub kind: EditKind,
    /// The line.
    pub span: Span,
}

/// What an edit does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// `p = 0.3`
    Set(Dotted, Number),
    /// `p by EXPERT`: the expert's value.
    By(Dotted, Name),
    /// `option o = on`
    Option(Name, Literal),
    /// `without signature.sign` or `without Ukraine.consent.refuse`
    Without(Dotted),
    /// `reveal Russia.aim to US`
    Reveal(Dotted, Name),
}

// ---------------------------------------------------------------------------------------------------- statements

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

// --------------------------------------------------------------------------------------------------- expressions

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expressions. The parser bounds them: nested at most 200 levels deep and at most 500 operators a line, so
/// that a tree is never higher than 700.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A number.
    Number(Number),
    /// A date.
    Date(DateLit),
    /// A name, perhaps dotted.
    Name(Dotted),
    /// `f(x, y)`: a `let` with arguments or a built-in function.
    Call(Dotted, Vec<Expr>),
    /// `quantile(dist, p)`
    Quantile(Dist, Box<Expr>),
    /// `-e`
    Neg(Box<Expr>),
    /// `not e`
    Not(Box<Expr>),
    /// `a op b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// The binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `^`
    Pow,
}

// ----------------------------------------------------------------------------------------------------- questions

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
