//! What several documents share: which model, which setting, how it was selected, how long it took.

use serde::{Deserialize, Serialize};

use super::named::Named;

/// Which model a document is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPart {
    /// `standoff NAME`
    pub name: String,
    /// The title; empty if none.
    #[serde(default)]
    pub title: String,
    /// Hex SHA-256 over all its files in order.
    #[serde(default)]
    pub sha256: String,
}

/// Under which setting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SettingPart {
    /// The value of every parameter and table cell.
    #[serde(default)]
    pub parameters: Named<f64>,
    /// Exact values of those parameters whose shortest decimal is not exact.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub parameters_exact: Named<String>,
    /// The value of every option: a number, a name or an ISO date.
    #[serde(default)]
    pub options: Named<serde_json::Value>,
    /// The variant in force.
    #[serde(default)]
    pub variant: Option<String>,
    /// The expert whose values are in force.
    #[serde(default)]
    pub opinions: Option<String>,
    /// How bifurcations are left: `stable` or `straight`.
    #[serde(default)]
    pub branch: String,
    /// Sides err: the precision of play that was asked for, in inverse payoff units. Absent where they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lambda: Option<f64>,
}

/// How the equilibrium was chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SelectionPart {
    /// The branch rule in force.
    pub rule: String,
    /// The solution is connected to unpredictable play without a branch decision.
    pub principal: bool,
    /// False where the game is too large to watch for bifurcations; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watched: Option<bool>,
    /// Bifurcations met.
    pub bifurcations: Vec<BifurcationPart>,
    /// Limits of other branches.
    pub alternatives: Vec<AlternativePart>,
    /// A tighter run reached the same limit; null if none was made.
    pub tight_agrees: Option<bool>,
}

/// A bifurcation on the path.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BifurcationPart {
    /// Precision of play there, in inverse payoff units.
    pub lambda: f64,
    /// The actor whose play departs most.
    pub actor: String,
    /// At which decision.
    pub decision: String,
    /// At which of the actor's information sets.
    pub number: u32,
    /// The path was left there along a crossing branch.
    pub left: bool,
}

/// The limit of another branch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AlternativePart {
    /// The rule that reaches it.
    pub rule: String,
    /// Its own certificate.
    pub status: String,
    /// What each actor gains there.
    pub values: Named<f64>,
}

/// Seconds of wall time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct TimingPart {
    /// Reading and checking the text.
    pub read_s: f64,
    /// Building the game.
    pub compile_s: f64,
    /// Solving it, certificate included where it is not stated apart.
    pub solve_s: f64,
    /// Certifying it.
    pub certify_s: f64,
    /// Of solving it, the iterations; they stand in another place.
    #[serde(skip)]
    pub iterate_s: Option<f64>,
}

/// How large the game is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SizePart {
    /// Situations, ends included.
    pub nodes: u64,
    /// Ends.
    pub terminals: u64,
    /// Information sets.
    pub information_sets: u64,
    /// Actions over all information sets.
    pub actions: u64,
    /// Bytes that solving takes beside the game, at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solving_bytes: Option<u64>,
    /// Situations before lotteries at the end are folded into expected gains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfolded_nodes: Option<u64>,
}
