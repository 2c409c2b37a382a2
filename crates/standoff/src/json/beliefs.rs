//! `standoff/beliefs/1`: what each observer believes about each secret after every step, under each opinion.

use serde::Serialize;

use super::named::Named;
use super::parts::{ModelPart, SettingPart};

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/beliefs/1";

/// A beliefs document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BeliefsDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which model.
    pub model: ModelPart,
    /// The setting of each opinion, by its name.
    pub opinions: Named<SettingPart>,
    /// One table for each secret and each observer that does not know it.
    pub tables: Vec<TablePart>,
    /// What is left out, in sentences.
    pub notes: Vec<String>,
    /// The worst status among the solutions; null if nothing was solved.
    pub status: Option<&'static str>,
}

/// What one observer believes about one secret.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TablePart {
    /// Whose beliefs.
    pub observer: String,
    /// About what.
    pub secret: String,
    /// The secret's values.
    pub labels: Vec<String>,
    /// Whether the observer's own secrets are steps of their own.
    pub by_type: bool,
    /// The steps as an outline: each stands after the one that it follows.
    pub steps: Vec<StepPart>,
    /// Later steps that are left out.
    pub left_out: usize,
}

/// Something that the observer sees or does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepPart {
    /// Index of the step that it follows; null at the start.
    pub before: Option<usize>,
    /// How many things were seen by then.
    pub depth: u32,
    /// Who made it; null for the start, chance, and what is shown.
    pub actor: Option<String>,
    /// Its name; empty at the start.
    pub step: String,
    /// What became of it.
    pub value: String,
    /// What is believed then, by opinion.
    pub beliefs: Named<BeliefPart>,
}

/// What is believed after a step under one opinion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BeliefPart {
    /// How likely it is that the observer sees this.
    pub reach: f64,
    /// The part of it in which the observer sees nothing further, or nothing that is told.
    pub ends: f64,
    /// Whether it is on the likeliest line.
    pub main: bool,
    /// Probability of each of the secret's values, in order; null where there is no stable limit, or it cannot happen.
    pub probabilities: Option<Vec<f64>>,
    /// `bayes`; `limit` where it never happens at this solution; `no-limit`; `impossible`.
    pub from: &'static str,
}
