//! `standoff/levers/1`: what could be changed, ranked by how much it changes an answer.

use serde::Serialize;

use super::named::Named;
use super::parts::{ModelPart, SettingPart};

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/levers/1";

/// A ranking of levers.
#[derive(Clone, Debug, Serialize)]
pub struct LeversDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which model.
    pub model: ModelPart,
    /// Under which setting.
    pub setting: SettingPart,
    /// The question, as written.
    pub question: String,
    /// The answer under the setting.
    pub now: Option<f64>,
    /// What each actor gains there.
    pub gains: Named<f64>,
    /// The levers, the one that changes the answer most first.
    pub levers: Vec<LeverPart>,
    /// Changes that leave no game.
    pub impossible: Vec<ImpossiblePart>,
    /// Levers that were not tried, since the work was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untried: Option<usize>,
    /// Decisions with very many labels and options that are numbers, which were not tried.
    pub left_out: usize,
    /// Parameters that were not moved, since the setting says their value.
    pub said: Vec<String>,
    /// Parameters that were not moved, since they have neither a range nor a distribution.
    pub bare: Vec<String>,
    /// `timeout` or `interrupted`, if the work was stopped before all levers were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<&'static str>,
}

/// A lever.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeverPart {
    /// The parameter, option, variant, label or secret.
    pub lever: String,
    /// `parameter`, `option`, `variant`, `without` (a label taken off the table) or `reveal` (a secret shown to an actor).
    pub kind: &'static str,
    /// The value of the option, or the actor to whom the secret is shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// The answer after the change; of a parameter, where it changes most on the scan.
    pub answer: Option<f64>,
    /// How much more that is than now.
    pub change: Option<f64>,
    /// How much more each actor gains than now.
    pub gains: Named<f64>,
    /// What became of the game: a status, or `undefined`.
    pub status: &'static str,
    /// Of a parameter: what the scan of its range shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan: Option<ScanPart>,
}

/// What moving a parameter does. Pairs are a value of the parameter and the answer there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScanPart {
    /// The value in force.
    pub now: f64,
    /// Where the answer changes most.
    pub to: f64,
    /// At the low end.
    pub low: (f64, Option<f64>),
    /// At the high end.
    pub high: (f64, Option<f64>),
    /// Where the answer is least.
    pub least: Option<(f64, f64)>,
    /// Where it is greatest.
    pub most: Option<(f64, f64)>,
    /// How many points the scan has.
    pub points: u32,
    /// How many of them are undefined or not certified.
    pub skipped: u32,
}

/// A change that leaves no game.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImpossiblePart {
    /// What would be changed.
    pub lever: String,
    /// Its kind.
    pub kind: &'static str,
    /// Why there is no game.
    pub note: String,
}
