//! `standoff/solution/1`: an equilibrium with its certificate.

use serde::{Serialize, Serializer};

use super::named::Named;
use super::parts::{ModelPart, SelectionPart, SettingPart, SizePart, TimingPart};

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/solution/1";

/// A list whose items are made when they are written, one after the other: in large games they are too many to stand in
/// memory.
pub struct Listed<'a, T> {
    /// How many items there are.
    pub count: usize,
    /// Makes an item.
    pub item: Box<dyn Fn(usize) -> T + 'a>,
}

impl<T> std::fmt::Debug for Listed<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} items", self.count)
    }
}

impl<T: Serialize> Serialize for Listed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((0..self.count).map(|at| (self.item)(at)))
    }
}

/// A solution document.
#[derive(Debug, Serialize)]
pub struct SolutionDocument<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which model.
    pub model: ModelPart,
    /// Under which setting.
    pub setting: SettingPart,
    /// `verified-exact`, `verified-epsilon` or `stalled`.
    pub status: &'static str,
    /// `qre`, `induction`, `lp` or `cfr`.
    pub method: &'static str,
    /// Largest best-response gain over the actors, in payoff units.
    pub max_regret: f64,
    /// Largest over actors of maximum − minimum payoff.
    pub payoff_range: f64,
    /// How it was chosen.
    pub selection: SelectionPart,
    /// What was checked, with figures.
    pub certificate: CertificatePart,
    /// Where regret minimisation found no equilibrium: what the strategies are worth if they are played together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coarse_correlated: Option<CoarseCorrelatedPart>,
    /// Expected gain of each actor.
    pub values: Named<f64>,
    /// The same as rationals, where the solution is exact.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub values_exact: Named<String>,
    /// How large the game is.
    pub size: SizePart,
    /// Every information set, actor by actor, depth first.
    pub information_sets: Listed<'a, InformationSetPart>,
    /// How the path went.
    pub path: PathPart,
    /// How much work regret minimisation or the linear program was. The linear program's time is that of solving as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<RunPart>,
    /// Played labels that tie with unplayed ones where no rule was declared.
    pub ties: Vec<TiePart>,
    /// Seconds; left out of comparisons.
    pub timing: TimingPart,
}

/// Strategies played together, certified as a coarse correlated equilibrium.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoarseCorrelatedPart {
    /// What each actor could gain by a plan of its own, chosen before a play is drawn and followed whatever is drawn.
    pub epsilon: Named<f64>,
    /// The largest of them relative to the actor's range.
    pub relative: f64,
    /// Maximum − minimum payoff of each actor.
    pub range: Named<f64>,
    /// Expected gain of each actor.
    pub values: Named<f64>,
    /// How many joint plays there are; one: the strategies of the document.
    pub iterates: u64,
    /// The plays, unless there is one only or they hold more than 200,000 numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plays: Vec<PlayPart>,
}

/// Strategies that are played together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlayPart {
    /// With which probability.
    pub probability: f64,
    /// The probabilities of the labels at each information set, in the order of the document.
    pub strategies: Vec<Vec<f64>>,
}

/// What was checked, with figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CertificatePart {
    /// Best-response gain of each actor.
    pub nash: Named<f64>,
    /// The same as rationals, where the solution is exact.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub nash_exact: Named<String>,
    /// Largest gain at any information set that can happen, under the reported beliefs.
    pub sequential: f64,
    /// Largest distance of a reported belief from the Bayes belief of the witness.
    pub consistency: f64,
    /// Gain of each type of each actor, per unit of the probability that others and chance lead there.
    pub per_type: Vec<PerTypePart>,
    /// Precision at which the witness lies on the logit path, in inverse payoff units.
    pub witness_lambda: Option<f64>,
    /// For a point of the path: largest residual of the fixed-point equations, in log-odds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_point: Option<f64>,
    /// Maximum − minimum payoff of each actor.
    pub ranges: Named<f64>,
}

/// The gain of one type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PerTypePart {
    /// Whose.
    pub actor: String,
    /// The actor's first decision.
    pub decision: String,
    /// The information set there.
    pub number: u32,
    /// The gain.
    pub gain: f64,
}

/// An information set with what is played and believed there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InformationSetPart {
    /// Who moves.
    pub actor: String,
    /// At which decision.
    pub decision: String,
    /// From 1 per actor, depth first.
    pub number: u32,
    /// What the actor has seen and done, in order.
    pub seen: Vec<(String, String)>,
    /// Probability that it is reached.
    pub reach: f64,
    /// What is on offer.
    pub actions: Vec<ActionPart>,
    /// What the actor believes about what it has not seen. Stories below 1e-12 are left out.
    pub beliefs: Vec<BeliefPart>,
}

/// One label at an information set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActionPart {
    /// The label.
    pub label: String,
    /// Its probability.
    pub probability: f64,
    /// The same as a rational, where the solution is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    /// Natural logarithm of its probability in the fully mixed witness.
    pub log_witness: Option<f64>,
    /// The actor's expected total gain from the start of play, given the information set and the label.
    pub value: f64,
    /// What the label loses against the best one here.
    pub regret: f64,
}

/// One story that the actor cannot tell from the others, with its probability.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BeliefPart {
    /// The secrets, moves and events that tell it from the others, with their values.
    pub story: Vec<(String, String)>,
    /// How likely the actor holds it to be.
    pub probability: f64,
}

/// How the logit path went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct PathPart {
    /// Precision at its end, in inverse payoff units.
    pub lambda: f64,
    /// Accepted steps.
    pub steps: u32,
    /// Turning points.
    pub turns: u32,
}

/// Work by iterations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RunPart {
    /// Iterations done.
    pub iterations: u32,
    /// Seconds of wall time that the iterations took, with looks at what had been reached in between; left out of comparisons.
    pub seconds: f64,
    /// Their ratio.
    pub iterations_per_second: f64,
}

/// A tie.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TiePart {
    /// Whose.
    pub actor: String,
    /// At which decision.
    pub decision: String,
    /// At which of the actor's information sets.
    pub number: u32,
    /// The label that is played.
    pub played: String,
    /// The label that is worth the same and is not played.
    pub unplayed: String,
}
