//! `standoff/answers/1`: questions with their answers, and checks with what came out.

use serde::Serialize;
use serde_json::Value;

use super::named::Named;
use super::parts::{ModelPart, SelectionPart, SettingPart, TimingPart};
use super::uncertainty::{DistributionPart, FlipsPart, ImportancePart};

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/answers/1";

/// An answers document.
#[derive(Clone, Debug, Serialize)]
pub struct AnswersDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which model.
    pub model: ModelPart,
    /// Under which setting, before each question's own.
    pub setting: SettingPart,
    /// The solution under that setting; null if it was not reached.
    pub solution: Option<SolutionPart>,
    /// In the order asked.
    pub answers: Vec<AnswerPart>,
    /// In the order of the file; empty if they were skipped.
    pub checks: Vec<CheckPart>,
    /// Checks are skipped when a setting is given from outside.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub checks_skipped: bool,
    /// Why the work ended early: `timeout` or `interrupted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<&'static str>,
    /// Seconds; left out of comparisons.
    pub timing: TimingPart,
}

/// A solution in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SolutionPart {
    /// `verified-exact`, `verified-epsilon` or `stalled`.
    pub status: &'static str,
    /// `qre` or `induction`.
    pub method: &'static str,
    /// Largest best-response gain over the actors, in payoff units.
    pub max_regret: f64,
    /// Largest over actors of maximum − minimum payoff.
    pub payoff_range: f64,
    /// How it was chosen.
    pub selection: SelectionPart,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnswerPart {
    /// As written.
    pub question: String,
    /// The answer.
    #[serde(flatten)]
    pub content: ContentPart,
}

/// The kinds of answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ContentPart {
    /// One number.
    Number {
        /// The value; null if it does not exist at this solution.
        value: Option<f64>,
        /// The value as a rational, where known.
        #[serde(skip_serializing_if = "Option::is_none")]
        exact: Option<String>,
        /// The limit along the path, where there is no value.
        #[serde(skip_serializing_if = "Option::is_none")]
        limit: Option<f64>,
        /// A sentence.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// For what things are worth: the least and the most over all Nash equilibria, where all were found.
        #[serde(skip_serializing_if = "Option::is_none")]
        over_all_equilibria: Option<RangePart>,
        /// The same over those that may be sequential.
        #[serde(skip_serializing_if = "Option::is_none")]
        over_sequential_equilibria: Option<RangePart>,
        /// The worst status among the solutions that it rests on.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<&'static str>,
    },
    /// A strategy table.
    Table {
        /// Names of the columns.
        columns: Vec<&'static str>,
        /// The rows.
        rows: Vec<Vec<Value>>,
        /// The worst status among the solutions that it rests on.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<&'static str>,
    },
    /// A table over parameters.
    Sweep {
        /// The parameters.
        parameters: Vec<String>,
        /// Values of the parameters and the answer, which is null where there is none.
        rows: Vec<Vec<Option<f64>>>,
        /// One a row.
        status: Vec<&'static str>,
        /// Points that have no row, since the work was stopped before they were finished; absent if there are none.
        #[serde(skip_serializing_if = "is_zero")]
        missing: u32,
    },
    /// Where an answer tips over a parameter.
    Tipping {
        /// The parameter.
        parameter: String,
        /// What was found, ascending.
        points: Vec<TippingPart>,
        /// Both ends of the range that was scanned.
        range: (f64, f64),
        /// How many points the scan had.
        scanned: u32,
        /// Scan points that were undefined or stalled.
        skipped: u32,
        /// The parameter's value in force.
        now: f64,
        /// The answer there.
        answer_now: Option<f64>,
        /// The worst status among the solutions that it rests on.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<&'static str>,
    },
    /// All equilibria, by what happens.
    Equilibria {
        /// What is listed: `extreme` equilibria, of which all others are mixtures (two actors move), or `ways` to play: one
        /// Nash equilibrium for each isolated way to play where play comes (more move).
        listed: &'static str,
        /// Whether these are all; of ways to play: whether every Nash equilibrium is in outcomes and gains like one of them.
        complete: bool,
        /// Why not.
        #[serde(skip_serializing_if = "Option::is_none")]
        cut: Option<&'static str>,
        /// How many connected components the set of equilibria has, as far as it is listed.
        components: usize,
        /// How many extreme equilibria span them; how many ways to play.
        extreme: usize,
        /// Components in which the same may happen.
        groups: Vec<GroupPart>,
    },
    /// How important each parameter is.
    Importance(ImportancePart),
    /// How an answer spreads while the parameters vary.
    Distribution(DistributionPart),
    /// What would change an answer.
    Flips(FlipsPart),
    /// One answer for each expert.
    By {
        /// Each expert's number (null where there is none), or the whole answer where it is not a number.
        by: Named<Value>,
        /// Limits, for the experts under whom there is only a limit.
        #[serde(skip_serializing_if = "Named::is_empty")]
        limits: Named<f64>,
        /// Sentences, where there are any.
        #[serde(skip_serializing_if = "Named::is_empty")]
        notes: Named<String>,
        /// The worst status among the solutions that it rests on.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<&'static str>,
    },
    /// There is no answer; the sentence says why.
    Unanswered {
        /// The sentence.
        note: String,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The least and the most of a quantity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RangePart {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// The least as a fraction, where it is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low_exact: Option<String>,
    /// The most as a fraction, where it is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high_exact: Option<String>,
}

/// Components of equilibria in which the same may happen. A quantity is a number where it is the same throughout, else the
/// least and the most.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupPart {
    /// Probability of each outcome.
    pub outcomes: Named<Value>,
    /// Expected gain of each actor.
    pub values: Named<Value>,
    /// The same as fractions; absent where they are irrational.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub values_exact: Named<Value>,
    /// How many components.
    pub components: usize,
    /// `yes`, `no` or `undecided`: whether some equilibrium of the group is subgame perfect, sequentially rational,
    /// sequential; in a signalling game, whether one survives the intuitive criterion and D1.
    pub marks: Named<&'static str>,
    /// How many extreme equilibria.
    pub extreme: usize,
    /// Each of them, up to a hundred: what is played where.
    pub profiles: Vec<Vec<PlayPart>>,
}

/// A label that is played.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlayPart {
    /// Whose choice.
    pub actor: String,
    /// The decision.
    pub decision: String,
    /// What the actor has seen and done.
    pub seen: Vec<(String, String)>,
    /// The label.
    pub label: String,
    /// Its probability.
    pub probability: f64,
    /// The same as a fraction; absent where it is irrational.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    /// Whether play leads there.
    pub reached: bool,
}

/// One tipping point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TippingPart {
    /// The parameter's value.
    pub value: f64,
    /// The answer just below.
    pub before: Option<f64>,
    /// The answer just above.
    pub after: Option<f64>,
    /// What is played just below and not above.
    pub regime_before: String,
    /// What is played just above and not below.
    pub regime_after: String,
    /// The choices that are made otherwise above than below.
    pub changes: Vec<ChangePart>,
    /// Share of the parameter's distribution below it.
    pub share_below: f64,
    /// Status of the worse side.
    pub status: &'static str,
}

/// A choice that is made otherwise above a tipping point than below. Lists hold (name, value) pairs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangePart {
    /// What makes the game in which this is so another one than that of the setting in force.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub under: String,
    /// Whose choice.
    pub actor: String,
    /// Which.
    pub decision: String,
    /// Of which types; absent: of all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Vec<(String, String)>>,
    /// After what the actor has seen, where its type does not tell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<Vec<(String, String)>>,
    /// The labels played below.
    pub from: Vec<String>,
    /// The labels played above.
    pub to: Vec<String>,
}

/// A check with what came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckPart {
    /// As written.
    pub check: String,
    /// Whether it holds.
    pub holds: bool,
    /// The value, or the limit that stands in its place.
    pub value: Option<f64>,
    /// What it was compared with.
    pub expected: f64,
    /// The tolerance.
    pub within: f64,
    /// The value is only a limit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub limit: bool,
    /// Status of the solutions behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
