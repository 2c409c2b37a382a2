//! What an answer is: a number, a table, a list of tipping points or of equilibria, a sweep, one answer for each expert, or a
//! sentence.
//!
//! In: made by the files beside this one. Out: rendered by `standoff-view` and written as JSON by the facade. Every
//! answer carries the status of the solutions it rests on.

use num_rational::BigRational;
use standoff_model::ir::{ActorId, OutcomeId, ParameterId, ThingId};
use standoff_solve::enumerate::refine::Refinement;
use standoff_solve::solution::Status;

use crate::flips::Flips;
use crate::regime::Change;
use crate::uncertainty::{Distribution, Importance};

/// A question with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question as written.
    pub question: String,
    /// The answer.
    pub content: Content,
    /// The worst status among the solutions that the answer rests on; `None` if nothing was solved.
    pub status: Option<Status>,
}

impl Answer {
    /// Whether the work was stopped before all of the answer was there.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        let cut = |content: &Content| match content {
            Content::Sweep(sweep) => sweep.missing > 0,
            Content::Distribution(found) => found.spread.missing > 0,
            Content::Importance(found) => found.indices.stopped,
            Content::Flips(found) => found.stopped,
            content => *content == Content::stopped(),
        };
        match &self.content {
            // One level deep: answers by expert hold no further ones.
            Content::By(answers) => answers.iter().any(|(_, answer)| cut(&answer.content)),
            content => cut(content),
        }
    }
}

/// The kinds of answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// One number.
    Number(Number),
    /// A strategy table.
    Strategy(Vec<StrategyRow>),
    /// Tipping points over a parameter.
    Tipping(Tipping),
    /// A table over one or two parameters.
    Sweep(Sweep),
    /// All equilibria, or those that were found.
    Equilibria(Equilibria),
    /// How important each parameter is.
    Importance(Box<Importance>),
    /// How an answer spreads while the parameters vary.
    Distribution(Box<Distribution>),
    /// What would change an answer.
    Flips(Box<Flips>),
    /// The same question under each expert's opinions, in the order asked.
    By(Vec<(String, Answer)>),
    /// This version or this setting has no answer; the sentence says why.
    Unanswered(String),
}

impl Content {
    /// In the place of an answer before which the work was stopped.
    #[must_use]
    pub fn stopped() -> Self {
        Content::Unanswered("the work was stopped before there was an answer".to_owned())
    }
}

/// A number, exact where that is known, or the limit that stands in its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Number {
    /// The value; `None` if it does not exist at this solution.
    pub value: Option<f64>,
    /// The value as a rational, where the solution is exact.
    pub exact: Option<BigRational>,
    /// The limit along the path, where the condition never happens.
    pub limit: Option<f64>,
    /// A sentence, e.g. why there is only a limit.
    pub note: Option<String>,
    /// For what things are worth: its range over all equilibria of the games behind it, where all were found.
    pub range: Option<Box<Range>>,
}

/// The least and the most of a quantity over equilibria.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Over all Nash equilibria.
    pub all: Span,
    /// Over those components of equilibria of which it was not shown that none of theirs is sequential.
    pub sequential: Span,
}

impl Number {
    /// A plain value.
    #[must_use]
    pub fn of(value: f64) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// The value, or else the limit.
    #[must_use]
    pub fn best(&self) -> Option<f64> {
        self.value.or(self.limit)
    }
}

/// One line of a strategy table.
#[derive(Clone, Debug, PartialEq)]
pub struct StrategyRow {
    /// The decision.
    pub decision: ThingId,
    /// Number of the information set, from 1 per actor.
    pub number: u32,
    /// What the actor has seen and done, as (name, value) pairs.
    pub seen: Vec<(String, String)>,
    /// The label.
    pub label: String,
    /// Its probability.
    pub probability: f64,
    /// The probability as a rational, where exact.
    pub exact: Option<BigRational>,
    /// The actor's expected gain from the start of play, given the situation and the label.
    pub value: f64,
    /// What the label loses against the best one there.
    pub regret: f64,
    /// How likely the situation is.
    pub reach: f64,
}

/// Tipping points of a question over a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Tipping {
    /// The parameter.
    pub parameter: ParameterId,
    /// The range that was scanned.
    pub range: (f64, f64),
    /// How many points the scan had.
    pub scanned: u32,
    /// The value in force.
    pub now: f64,
    /// The answer there.
    pub answer_now: Option<f64>,
    /// The points, ascending.
    pub points: Vec<TippingPoint>,
    /// Scan points that were undefined or stalled.
    pub skipped: u32,
}

/// One tipping point.
#[derive(Clone, Debug, PartialEq)]
pub struct TippingPoint {
    /// The parameter's value.
    pub value: f64,
    /// The answer just below.
    pub before: Option<f64>,
    /// The answer just above.
    pub after: Option<f64>,
    /// The labels on the path just below that are not on it above.
    pub regime_before: String,
    /// The labels on the path just above that are not on it below.
    pub regime_after: String,
    /// The choices that are made otherwise above than below.
    pub changes: Vec<Change>,
    /// Share of the parameter's distribution below this point.
    pub share_below: f64,
    /// Status of the worse side.
    pub status: Status,
}

/// A table over one or two parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// The parameters.
    pub parameters: Vec<ParameterId>,
    /// The rows, ascending; the last parameter moves fastest.
    pub rows: Vec<SweepRow>,
    /// Points that have no row, since the work was stopped before they were finished.
    pub missing: u32,
}

/// One point of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepRow {
    /// The parameters' values.
    pub at: Vec<f64>,
    /// The answer; `None` if undefined or without a value there.
    pub value: Option<f64>,
    /// What became of the point.
    pub status: PointStatus,
}

/// What became of a point; the later, the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointStatus {
    /// Solved, with this certificate.
    Solved(Status),
    /// The model means nothing there (e.g. a probability outside 0..1).
    Undefined,
    /// It was not solved: it lies inside a region of a phase diagram at whose rim and middle the regime is the same everywhere.
    Inside,
    /// The work was stopped before it was known what is there.
    Unreached,
}

impl PointStatus {
    /// The word in JSON and tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            PointStatus::Solved(status) => status.word(),
            PointStatus::Undefined => "undefined",
            PointStatus::Inside => "inside",
            PointStatus::Unreached => "unreached",
        }
    }
}

/// What stands on a list of equilibria.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Where one or two actors move: the extreme equilibria, of which all others are mixtures.
    Extreme,
    /// Where more move: one Nash equilibrium for each way to play where play comes, as far as these are isolated.
    Ways,
}

impl Listed {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Listed::Extreme => "extreme",
            Listed::Ways => "ways",
        }
    }
}

/// All equilibria, or those that were found, by what happens in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Equilibria {
    /// What is listed.
    pub listed: Listed,
    /// Whether these are all. Of ways to play: whether in every Nash equilibrium what happens and what everybody gains is as
    /// in one of the groups.
    pub complete: bool,
    /// Why not, in words.
    pub cut: Option<&'static str>,
    /// How many connected components the set of equilibria has, as far as it is listed.
    pub components: usize,
    /// How many extreme equilibria span them; how many ways to play there are.
    pub extreme: usize,
    /// Components in which the same may happen, those with a sequential equilibrium first.
    pub groups: Vec<EquilibriumGroup>,
}

/// Components of equilibria in which the same may happen.
#[derive(Clone, Debug, PartialEq)]
pub struct EquilibriumGroup {
    /// Probability of each outcome, in the order of declaration: the least and the most in any equilibrium of the group.
    pub outcomes: Vec<Span>,
    /// Expected gain of each actor, likewise.
    pub values: Vec<Span>,
    /// How many components.
    pub components: usize,
    /// What holds for some equilibrium of the group.
    pub marks: Refinement,
    /// Its extreme equilibria; the first of them, if they are very many.
    pub profiles: Vec<Vec<PlayRow>>,
    /// How many there are.
    pub extreme: usize,
}

/// From the least to the most.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// The least.
    pub low: BigRational,
    /// The most.
    pub high: BigRational,
    /// Whether both are exact; if not, they are doubles close by.
    pub exact: bool,
}

/// A label that is played at an information set.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayRow {
    /// The information set.
    pub infoset: usize,
    /// Whose choice.
    pub actor: ActorId,
    /// The decision.
    pub decision: ThingId,
    /// What the actor has seen and done, as (name, value) pairs.
    pub seen: Vec<(String, String)>,
    /// The label.
    pub label: String,
    /// Its probability, above 0.
    pub probability: BigRational,
    /// Whether that is exact; if not, it is a double close by.
    pub exact: bool,
    /// Whether play leads there.
    pub reached: bool,
}

/// A check with what came out.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckResult {
    /// The check as written.
    pub check: String,
    /// Whether it holds.
    pub holds: bool,
    /// The answer's value (or limit).
    pub value: Option<f64>,
    /// The value it was compared with.
    pub expected: f64,
    /// The tolerance.
    pub within: f64,
    /// The value is only a limit.
    pub limit: bool,
    /// Status of the solutions behind it.
    pub status: Option<Status>,
    /// Why there is no value.
    pub note: Option<String>,
}

/// How likely each outcome is at a solution, in the order of declaration; for a model without outcomes, empty.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeShare {
    /// The outcome.
    pub outcome: OutcomeId,
    /// Its probability.
    pub probability: f64,
}

/// What an observer believes about a secret at one moment of the main line.
#[derive(Clone, Debug, PartialEq)]
pub struct BeliefRow {
    /// After which label at which step of the line (index into its steps); `None`: before anything happened.
    pub step: Option<(usize, u32)>,
    /// Probability of each label, in the secret's order.
    pub probabilities: Vec<f64>,
}

/// Beliefs of one observer about one secret over the main line.
#[derive(Clone, Debug, PartialEq)]
pub struct BeliefTable {
    /// Whose beliefs.
    pub observer: ActorId,
    /// About what.
    pub secret: ThingId,
    /// Moments in order.
    pub rows: Vec<BeliefRow>,
}
