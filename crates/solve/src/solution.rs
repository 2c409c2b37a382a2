//! What a solver returns: a profile, the beliefs that go with it, how it was chosen, and its certificate.
//!
//! In: made by the solvers and the certificate. Out: read by answers, JSON and `verify`. A profile is one flat array
//! over the actions of all information sets (see `Structure::actions`).

use num_rational::BigRational;

/// What the certificate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Rational strategies, Nash regret exactly 0.
    VerifiedExact,
    /// Nash regret ≤ 1e-8 × range (or the accuracy asked for), sequential gain ≤ 1e-6 × range, beliefs within 1e-3
    /// of a fully mixed witness.
    VerifiedEpsilon,
    /// Anything else.
    Stalled,
}

impl Status {
    /// The word in JSON and text.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Status::VerifiedExact => "verified-exact",
            Status::VerifiedEpsilon => "verified-epsilon",
            Status::Stalled => "stalled",
        }
    }
}

/// How the solution was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Exact backward induction.
    Induction,
    /// The logit path (agent QRE) to its limit, or a point on it.
    Qre,
    /// Regret minimisation.
    Cfr,
    /// The linear program of the sequence form.
    Lp,
}

impl Method {
    /// The word in JSON and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Method::Induction => "induction",
            Method::Qre => "qre",
            Method::Cfr => "cfr",
            Method::Lp => "lp",
        }
    }

    /// The method with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Method> {
        [Method::Induction, Method::Qre, Method::Cfr, Method::Lp]
            .into_iter()
            .find(|method| method.word() == word)
    }
}

/// How to leave a bifurcation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Branch {
    /// Along the branch on which λ grows and the oriented determinant keeps the sign it had at λ = 0.
    #[default]
    Stable,
    /// Straight through.
    Straight,
}

impl Branch {
    /// The word in JSON and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Branch::Stable => "stable",
            Branch::Straight => "straight",
        }
    }
}

/// A bifurcation met on the path.
#[derive(Clone, Debug, PartialEq)]
pub struct Bifurcation {
    /// λ in inverse payoff units.
    pub lambda: f64,
    /// Information set at which the crossing branch departs most.
    pub infoset: u32,
    /// Whether the path was left here along a crossing branch.
    pub left: bool,
}

/// Another branch that was followed to its limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The rule that reaches it.
    pub rule: Branch,
    /// Expected gains, one an actor.
    pub values: Vec<f64>,
    /// Its own certificate's word.
    pub status: Status,
    /// Its profile.
    pub profile: Vec<f64>,
}

/// How the equilibrium was chosen among those there may be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// The branch rule in force.
    pub rule: Branch,
    /// The solution lies on the principal branch: connected to λ = 0 without a branch decision.
    pub principal: bool,
    /// Bifurcations could not be watched for, as in games so large that no determinant is at hand: `principal` is then not
    /// claimed.
    pub unwatched: bool,
    /// Bifurcations met, in order.
    pub bifurcations: Vec<Bifurcation>,
    /// Limits of other branches.
    pub alternatives: Vec<Alternative>,
    /// A tighter run reached the same limit (`None`: not run).
    pub tight_agrees: Option<bool>,
}

/// How the path went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PathInfo {
    /// λ at the end of the path, in inverse payoff units.
    pub lambda: f64,
    /// Accepted steps of the path; iterations of other methods.
    pub steps: u32,
    /// Turning points (sign changes of dλ/ds).
    pub turns: u32,
}

/// A played label that ties exactly (or, on the path, within 1e-9 × range) with an unplayed one, undeclared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The information set.
    pub infoset: u32,
    /// The played action, within the set.
    pub played: u32,
    /// The unplayed action of the same worth, within the set.
    pub unplayed: u32,
}

/// What was checked, with figures. Computed by [`crate::certificate`], which shares nothing with the solvers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Certificate {
    /// Best-response gain of each actor, in payoff units.
    pub nash: Vec<f64>,
    /// The same in rationals, when strategies and numbers are rational.
    pub nash_exact: Option<Vec<BigRational>>,
    /// Best-response gain conditional on what the actor knew at its first move, for each root information set of each actor:
    /// (information set, gain per unit of the probability that others and chance lead there).
    pub per_type: Vec<(u32, f64)>,
    /// Largest gain at any information set that can happen, under the reported beliefs.
    pub sequential: f64,
    /// The information set of that gain.
    pub sequential_at: Option<u32>,
    /// Largest distance of a reported belief from the Bayes belief of the witness.
    pub consistency: f64,
    /// λ of the witness, if it is a point of the logit path.
    pub witness_lambda: Option<f64>,
    /// For a QRE at finite λ: largest residual of the fixed-point equations, in log-odds.
    pub fixed_point: Option<f64>,
    /// Largest over actors of maximum − minimum payoff.
    pub payoff_range: f64,
    /// The same for each actor.
    pub ranges: Vec<f64>,
}

impl Certificate {
    /// Largest best-response gain over the actors.
    #[must_use]
    pub fn max_regret(&self) -> f64 {
        self.nash.iter().copied().fold(0.0, f64::max)
    }
}

/// Strategies that are played together, certified as a coarse correlated equilibrium: somebody draws one of the plays, and
/// everybody follows its part in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoarseCorrelated {
    /// What each actor could gain by a plan of its own, chosen before the draw and followed whatever is drawn.
    pub gains: Vec<f64>,
    /// What each actor expects.
    pub values: Vec<f64>,
    /// The plays: probability, and the probability of each action.
    pub plays: Vec<(f64, Vec<f64>)>,
}

/// A solution with its certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// What the certificate says.
    pub status: Status,
    /// How it was found.
    pub method: Method,
    /// Probability of each action.
    pub profile: Vec<f64>,
    /// The same, exact, where it is rational and exactly verified.
    pub profile_exact: Option<Vec<BigRational>>,
    /// Natural log of the probabilities of the fully mixed witness, for each action.
    pub witness: Vec<f64>,
    /// Belief of each node within its information set, aligned with `Structure::infoset_nodes`; each reachable set
    /// sums to 1; a set that cannot happen (chance of probability zero) has zeros.
    pub beliefs: Vec<f64>,
    /// Probability that each information set is reached under `profile`.
    pub reach: Vec<f64>,
    /// Expected gain of each actor; the double nearest to the exact one, where there is one.
    pub values: Vec<f64>,
    /// The same, exact, where `profile_exact` is.
    pub values_exact: Option<Vec<BigRational>>,
    /// The actor's expected total gain from the start of play given the information set and the action, under the
    /// beliefs; one for each action.
    pub action_values: Vec<f64>,
    /// Two further fully mixed profiles of the path with their λ (in inverse payoff units), for limits of conditional
    /// probabilities off the path: log-probabilities for each action. Empty when there is no path and no trembles.
    pub off_path: Vec<(f64, Vec<f64>)>,
    /// How it was chosen.
    pub selection: Selection,
    /// How the path went.
    pub path: PathInfo,
    /// Undeclared exact ties.
    pub ties: Vec<Tie>,
    /// What was checked.
    pub certificate: Certificate,
    /// Where regret minimisation found no equilibrium of strategies that are played apart: strategies played together.
    pub coarse_correlated: Option<CoarseCorrelated>,
}
