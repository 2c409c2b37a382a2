//! `standoff/verification/1`: what a given profile is worth.

use serde::Serialize;

use super::named::Named;
use super::parts::{ModelPart, SettingPart, TimingPart};
use super::solution::CertificatePart;

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/verification/1";

/// A verification document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VerificationDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which model.
    pub model: ModelPart,
    /// Under which setting.
    pub setting: SettingPart,
    /// What the certificate allows: `verified-exact`, `verified-epsilon` or `stalled`.
    pub status: &'static str,
    /// Largest best-response gain over the actors, in payoff units.
    pub max_regret: f64,
    /// Largest over actors of maximum − minimum payoff.
    pub payoff_range: f64,
    /// What was checked, with figures.
    pub certificate: CertificatePart,
    /// The information set with the largest gain under the reported beliefs.
    pub largest_gain: Option<PlacePart>,
    /// Expected gain of each actor under the profile.
    pub values: Named<f64>,
    /// What the profile's file says of itself; null where it says nothing.
    pub claimed: ClaimPart,
    /// Sentences about what the file leaves open.
    pub notes: Vec<String>,
    /// Seconds; left out of comparisons.
    pub timing: TimingPart,
}

/// An information set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlacePart {
    /// Who moves.
    pub actor: String,
    /// At which decision.
    pub decision: String,
    /// From 1 per actor.
    pub number: u32,
}

/// What a file says of its own profile.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ClaimPart {
    /// Its status.
    pub status: Option<String>,
    /// Its largest regret.
    pub max_regret: Option<f64>,
}
