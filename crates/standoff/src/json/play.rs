//! `standoff/play/1`: a round of the game from one actor's chair.

use serde::Serialize;

use super::named::Named;
use super::parts::{ModelPart, SettingPart};

/// The schema's name.
pub const SCHEMA: &str = "standoff/play/1";

/// Where a round stands after the choices so far.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlayDocument {
    /// [`SCHEMA`]
    pub schema: &'static str,
    /// Which model.
    pub model: ModelPart,
    /// Under which setting.
    pub setting: SettingPart,
    /// Who is played.
    pub actor: String,
    /// The number that chance and the others are drawn by: the same seed and choices give the same round.
    pub seed: u64,
    /// The labels chosen so far, in order.
    pub moves: Vec<String>,
    /// What is to be chosen now; null when the story is over.
    pub turn: Option<TurnPart>,
    /// How the story ended; null before.
    pub end: Option<EndPart>,
    /// What the choices cost, and what could have been known; null before the end.
    pub debrief: Option<DebriefPart>,
}

/// A decision of the player.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TurnPart {
    /// What is decided.
    pub decision: String,
    /// What the actor has seen and done so far, first to last: names and values.
    pub seen: Vec<(String, String)>,
    /// The secrets that it knows.
    pub knows: Named<String>,
    /// What it may believe about the others.
    pub beliefs: Vec<BeliefPart>,
    /// The labels on offer.
    pub labels: Vec<LabelPart>,
}

/// A label on offer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelPart {
    /// Its name.
    pub label: String,
    /// Its caption; its name if it has none.
    pub caption: String,
}

/// What may be believed about a secret.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BeliefPart {
    /// The secret.
    pub secret: String,
    /// The values that are possible, with their probabilities, likeliest first.
    pub values: Named<f64>,
    /// The probabilities are limits: the story has come where it never comes at the solution.
    pub limit: bool,
}

/// The end of the story.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EndPart {
    /// The outcome's name; null if the model names none.
    pub outcome: Option<String>,
    /// Its caption; its name if it has none.
    pub caption: Option<String>,
    /// What every actor has gained.
    pub gains: Named<f64>,
    /// What chance decided after the last decision: names and values.
    pub after: Vec<(String, String)>,
}

/// Looking back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DebriefPart {
    /// What the secrets were.
    pub secrets: Named<String>,
    /// What the actor could expect to gain before anything happened.
    pub expected: f64,
    /// The choices in order.
    pub moves: Vec<JudgedPart>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JudgedPart {
    /// What was decided.
    pub decision: String,
    /// The label chosen.
    pub chosen: String,
    /// How likely it is at the solution.
    pub probability: f64,
    /// What the best label was worth more, for all that could be known.
    pub loss: f64,
    /// The labels that are worth most.
    pub best: Vec<String>,
    /// What the solution plays there, with probabilities, likeliest first.
    pub played: Named<f64>,
    /// What could be believed.
    pub beliefs: Vec<BeliefPart>,
}
