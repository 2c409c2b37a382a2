//! `standoff/experts/1`: experts side by side, where they would have to move to agree, pooled, and what they differ in.

use serde::Serialize;

use super::answers::ChangePart;
use super::named::Named;
use super::parts::{ModelPart, SettingPart};

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/experts/1";

/// An experts document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExpertsDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which model.
    pub model: ModelPart,
    /// The setting on top of which each expert's opinions are taken.
    pub setting: SettingPart,
    /// Where the weights come from: `equal`, `given` or `calibration`.
    pub weights: &'static str,
    /// The experts.
    pub experts: Vec<ExpertPart>,
    /// The pools, with their values.
    pub pools: Vec<PoolPart>,
    /// The parameters on which the experts differ: `facts` say how likely something is, `values` what something is worth.
    pub parameters: Named<&'static str>,
    /// Sentences about who is heard, where there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The questions, in order.
    pub questions: Vec<QuestionPart>,
    /// `timeout` or `interrupted`, if the work was stopped before the last question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<&'static str>,
}

/// An expert.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExpertPart {
    /// Name.
    pub expert: String,
    /// Weight in a pool; the weights sum to 1.
    pub weight: f64,
    /// The variant under which the expert reads the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    /// The expert's values of the parameters on which the experts differ.
    pub parameters: Named<f64>,
    /// How the expert did on the calibration questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<CalibrationPart>,
}

/// How an expert did on the calibration questions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CalibrationPart {
    /// Calibration score.
    pub calibration: f64,
    /// Information score, in nats.
    pub information: f64,
    /// Answers up to the 5 % quantile, up to the median, up to the 95 % quantile, above.
    pub hits: [u32; 4],
    /// Information of each question.
    pub informations: Named<f64>,
}

/// A pool.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PoolPart {
    /// `linear` or `log`.
    pub pool: &'static str,
    /// The pooled values of the parameters on which the experts differ, and of those that the pool moves with them.
    pub parameters: Named<f64>,
    /// Why there is no such pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct QuestionPart {
    /// As written.
    pub question: String,
    /// Each expert's answer, null where there is none.
    pub by: Named<Option<f64>>,
    /// The answer under each pool.
    pub pooled: Named<Option<f64>>,
    /// Limits, where there is only a limit, by expert or pool.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub limits: Named<f64>,
    /// Sentences, where there are any, by expert or pool.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub notes: Named<String>,
    /// The pairs of experts whose answers differ.
    pub pairs: Vec<PairPart>,
    /// Pairs whose answers differ and that were not compared.
    pub pairs_left_out: usize,
    /// The worst status behind the answers; null where nothing was solved.
    pub status: Option<&'static str>,
    /// Why the question is not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Two experts whose answers differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairPart {
    /// The one.
    pub one: String,
    /// The other.
    pub other: String,
    /// From all values of the one straight to those of the other; null where there is no way.
    pub line: Option<WayPart>,
    /// One parameter moved, all else being as one of the two sees it.
    pub alone: Vec<AlonePart>,
    /// What the difference stems from; null where it cannot be divided.
    pub split: Option<SplitPart>,
    /// Why something is null.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A straight way between two settings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WayPart {
    /// The parameters that move, each from a value to another.
    pub moving: Named<(f64, f64)>,
    /// The answer at both ends.
    pub ends: (Option<f64>, Option<f64>),
    /// Where it tips.
    pub points: Vec<CrossingPart>,
    /// Points of the scan.
    pub scanned: u32,
    /// Those of them that are undefined or stalled.
    pub skipped: u32,
}

/// Where an answer tips.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CrossingPart {
    /// How far along the way, from 0 to 1.
    pub share: f64,
    /// The values of the parameters there.
    pub at: Named<f64>,
    /// The answer just before.
    pub before: Option<f64>,
    /// The answer just after.
    pub after: Option<f64>,
    /// The choices that are made otherwise.
    pub changes: Vec<ChangePart>,
    /// Status of the worse side.
    pub status: &'static str,
}

/// One parameter moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AlonePart {
    /// The expert who sees all else so.
    pub all_else: String,
    /// Which parameter.
    pub parameter: String,
    /// What was found.
    #[serde(flatten)]
    pub way: WayPart,
}

/// A difference divided among its causes by Shapley values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SplitPart {
    /// The answer with all of the one's views.
    pub from: f64,
    /// The answer with all of the other's.
    pub to: f64,
    /// Parts of `facts`, `values` and `options`; they sum to the difference.
    pub groups: Named<f64>,
    /// Parts of the parameters.
    pub parameters: Vec<PartPart>,
    /// The worst status among the games behind it.
    pub status: &'static str,
}

/// A part of a difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartPart {
    /// The parameter, or those of one draw.
    pub parameters: Vec<String>,
    /// Its part.
    pub part: f64,
}
