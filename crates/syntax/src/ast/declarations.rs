//! A file and its declarations.
//!
//! In: made by the parser. Out: read by the resolver, declaration by declaration.

use super::{
    Alternatives, Ask, Block, Check, DateLit, Dotted, Expr, Gains, LabelName, Literal, Name, Number, Text,
};
use crate::span::Span;

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
