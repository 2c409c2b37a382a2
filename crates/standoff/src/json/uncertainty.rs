//! Answers about uncertainty, and `standoff/uncertainty/1`: a table of distributions.

use serde::Serialize;
use serde_json::Value;

use super::answers::ChangePart;
use super::parts::{ModelPart, SettingPart};

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/uncertainty/1";

/// A table of distributions.
#[derive(Clone, Debug, Serialize)]
pub struct UncertaintyDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which model.
    pub model: ModelPart,
    /// Under which setting, before each question's own.
    pub setting: SettingPart,
    /// In the order asked.
    pub rows: Vec<UncertaintyRowPart>,
    /// Rows that are missing, since the work was stopped before anything was drawn for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<usize>,
    /// `timeout` or `interrupted`, if the work was stopped before all points were drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<&'static str>,
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UncertaintyRowPart {
    /// As written.
    pub question: String,
    /// The expert whose values are in force, where the question asks for several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expert: Option<String>,
    /// How its answer spreads.
    #[serde(flatten)]
    pub distribution: DistributionPart,
}

/// How points were drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanPart {
    /// `sobol`, `lhs` or `random`.
    pub design: &'static str,
    /// What they were drawn by.
    pub seed: u64,
    /// Parameters that were varied.
    pub varied: Vec<String>,
    /// Parameters that stayed where they are, since the setting says their value.
    pub said: Vec<String>,
    /// Parameters that stayed where they are, since they have neither a range nor a distribution.
    pub bare: Vec<String>,
}

/// A statistic with its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct EstimatePart {
    /// The statistic; null if there were too few answers.
    pub value: Option<f64>,
    /// Its standard error.
    pub error: Option<f64>,
}

/// How an answer spreads while the parameters vary.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DistributionPart {
    /// The answer at the values in force.
    pub now: Option<f64>,
    /// How many points were drawn.
    pub points: u64,
    /// How many more were to be drawn when the work was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<u64>,
    /// Points at which the model means nothing.
    pub undefined: u64,
    /// Points at which a game was not solved to a certificate.
    pub stalled: u64,
    /// Solved points at which the question has no answer.
    pub without: u64,
    /// Answers that are limits.
    pub limits: u64,
    /// The mean.
    pub mean: EstimatePart,
    /// The standard deviation.
    pub deviation: EstimatePart,
    /// Quantiles: probability, value and standard error.
    pub quantiles: Vec<[Option<f64>; 3]>,
    /// The least answer.
    pub least: Option<f64>,
    /// The greatest answer.
    pub greatest: Option<f64>,
    /// One half for probabilities, zero for everything else.
    pub level: f64,
    /// How often the answer is above the level.
    pub above: EstimatePart,
    /// How often play was in each regime, most often first.
    pub regimes: Vec<RegimePart>,
    /// Independent repetitions of the design, from which the standard errors come.
    pub replicates: u64,
    /// How points were drawn.
    pub plan: PlanPart,
}

/// How often play was in a regime.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegimePart {
    /// The decisions to which play leads, with the labels played there.
    pub name: String,
    /// Tells regimes of the same name apart: 16 hexadecimal digits.
    pub key: String,
    /// Share of the solved points.
    pub share: EstimatePart,
}

/// How important each parameter is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportancePart {
    /// Names of the columns of `rows`.
    pub columns: [&'static str; 7],
    /// Parameter, first-order share of the variance with its interval, total share with its interval; the most important first.
    pub rows: Vec<[Value; 7]>,
    /// What each parameter does alone, in the same order.
    pub one_at_a_time: Vec<AlonePart>,
    /// The answer at the values in force.
    pub now: Option<f64>,
    /// One half for probabilities, zero for everything else.
    pub level: f64,
    /// Mean of the answer.
    pub mean: Option<f64>,
    /// Its standard deviation.
    pub deviation: Option<f64>,
    /// Parameters that play no part in the games behind the answer.
    pub idle: Vec<String>,
    /// How many points were asked.
    pub points: u64,
    /// How many rows of two points and one for each parameter; parameters whose intervals were narrow earlier have fewer.
    pub drawn_rows: u64,
    /// Half the width of the widest interval.
    pub widest: f64,
    /// Whether the work was stopped before all points were asked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// How many of them belong to the two samples from which mean and variance come.
    pub sampled: u64,
    /// Of those, points at which the model means nothing.
    pub undefined: u64,
    /// Of those, points at which a game was not solved to a certificate.
    pub stalled: u64,
    /// Of those, solved points at which the question has no answer.
    pub without: u64,
    /// Pairs of points that were left out, since no second point with an answer was found.
    pub lost: u64,
    /// What share of bootstrap values an interval holds.
    pub confidence: f64,
    /// Bootstrap samples behind each interval.
    pub resamples: usize,
    /// How points were drawn.
    pub plan: PlanPart,
}

/// What a parameter does alone, all others as they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AlonePart {
    /// The parameter.
    pub parameter: String,
    /// The low end of its range, and the answer there.
    pub low: (f64, Option<f64>),
    /// The high end of its range, and the answer there.
    pub high: (f64, Option<f64>),
    /// The smallest change of it alone after which the answer is another.
    pub flip: Option<FlipPart>,
}

/// A change of one parameter after which the answer is another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlipPart {
    /// The parameter.
    pub parameter: String,
    /// Its value in force.
    pub from: f64,
    /// Where the answer changes.
    pub at: f64,
    /// The verified points on both sides.
    pub between: (f64, f64),
    /// How far that is, as a share of the range.
    pub share: f64,
    /// The answer just before.
    pub before: Option<f64>,
    /// The answer just after.
    pub after: Option<f64>,
    /// Whether a probability crosses one half or a value changes its sign; else the answer jumps.
    pub turns: bool,
    /// The choices that are made otherwise after than before.
    pub changes: Vec<ChangePart>,
    /// Status of the worse side.
    pub status: &'static str,
}

/// What would change an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlipsPart {
    /// The answer at the values in force.
    pub now: f64,
    /// One half for probabilities, zero for everything else.
    pub level: f64,
    /// Changes of one parameter: those that turn the answer, smallest first, then those at which it jumps.
    pub singles: Vec<FlipPart>,
    /// Parameters no change of which, within its range, does either.
    pub steady: Vec<String>,
    /// Parameters that were not looked at, since the work was stopped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<String>,
    /// Whether the work was stopped before all of this was there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// The two most important parameters.
    pub pair: Option<[String; 2]>,
    /// How many points say which two these are.
    pub pair_points: u64,
    /// The smallest change of those two together that turns the answer; null if none was found.
    pub joint: Option<JointPart>,
    /// What was moved, and what was not.
    pub said: Vec<String>,
    /// Parameters that were not moved, since they have neither a range nor a distribution.
    pub bare: Vec<String>,
}

/// A change of two parameters that turns the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JointPart {
    /// Each parameter: its value in force, and where the answer turns.
    pub moves: Vec<(String, f64, f64)>,
    /// How far that is, after each range is scaled to one.
    pub distance: f64,
    /// The verified points on both sides.
    pub between: ([f64; 2], [f64; 2]),
    /// The answer just before.
    pub before: Option<f64>,
    /// The answer just after.
    pub after: Option<f64>,
    /// The choices that are made otherwise after than before.
    pub changes: Vec<ChangePart>,
    /// Status of the worse side.
    pub status: &'static str,
}
