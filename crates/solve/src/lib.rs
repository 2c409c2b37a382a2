//! Game to solution and certificate.
//!
//! [`solve`] tries exact backward induction and otherwise follows the logit path to a sequential equilibrium. Large games
//! of two actors with opposed interests go to a linear program ([`lp`]) or to regret minimisation ([`cfr`]).
//! What it returns carries the figures of a [`certificate`] that shares nothing with the solvers but the game.

pub mod along;
mod assemble;
mod by_regret;
pub mod certificate;
pub mod cfr;
pub mod enumerate;
mod exact;
pub mod footprint;
mod induction;
pub mod keep;
mod limit;
mod logit;
pub mod lp;
mod rational;
pub mod solution;
mod zero_sum;

use certificate::CertificateError;
use keep::Keeper;
use solution::{Branch, Method, Solution};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::structure::Structure;

/// Which solver.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MethodChoice {
    /// Backward induction where it applies and meets no undeclared tie, the linear program for large games of two actors
    /// whose gains always sum to the same, the logit path elsewhere; regret minimisation where the path would be too large.
    #[default]
    Auto,
    /// The logit path.
    Qre,
    /// Backward induction.
    Induction,
    /// Regret minimisation.
    Cfr(cfr::Variant),
    /// The linear program of the sequence form: the same games.
    Lp,
}

/// What to solve for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Which solver.
    pub method: MethodChoice,
    /// How to leave bifurcations of the logit path.
    pub branch: Branch,
    /// The quantal response equilibrium at this λ (in inverse payoff units) instead of a limit.
    pub lambda: Option<f64>,
    /// Largest Nash regret, relative to the range of payoffs; for a quantal response equilibrium, largest residual.
    pub accuracy: Option<f64>,
    /// Most iterations of regret minimisation. Without an accuracy as many are done.
    pub iterations: Option<u64>,
    /// For drawing a sample of what is played together, in regret minimisation.
    pub seed: u64,
    /// Confirm the path by a tighter run.
    pub tight: bool,
    /// Bytes that the solver may take.
    pub max_memory: Option<u64>,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            method: MethodChoice::Auto,
            branch: Branch::Stable,
            lambda: None,
            accuracy: None,
            iterations: None,
            seed: 0,
            tight: true,
            max_memory: None,
        }
    }
}

/// Why there is no solution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SolveError {
    /// Backward induction was asked for where beliefs depend on play.
    #[error(
        "backward induction does not apply: what actor {player} believes at information set {infoset} depends on how the \
         others play"
    )]
    NotByInduction {
        /// The information set.
        infoset: u32,
        /// Its actor.
        player: u16,
    },
    /// The path would take too much.
    #[error(
        "the logit path would have {unknowns} unknowns and take up to {}, more than the {limit}: a game of this size \
         needs another method, or more memory",
        footprint::megabytes(*bytes)
    )]
    TooLarge {
        /// Unknowns of the path.
        unknowns: usize,
        /// Bytes that it would take.
        bytes: u64,
        /// Which limit: in words.
        limit: String,
    },
    /// Another method would take too much memory.
    #[error(
        "solving this game by `{}` would take up to {}, more than the {} allowed",
        method.word(),
        footprint::megabytes(*bytes),
        footprint::megabytes(*limit)
    )]
    TooMuchMemory {
        /// The method.
        method: Method,
        /// Bytes that it would take.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// A method for constant sums was asked for elsewhere.
    #[error(
        "the method is for two actors whose gains sum to the same at every end of the game, and here they do not"
    )]
    NotConstantSum,
    /// CFR+ as published was asked for where interests are not opposed.
    #[error(
        "CFR+ as published is for two actors whose gains sum to the same at every end of the game, and here they do not; \
         without that setting regret minimisation takes this game"
    )]
    Conform,
    /// There is no sequence form.
    #[error(transparent)]
    Form(#[from] standoff_game::sequence::SequenceError),
    /// The linear program was not solved.
    #[error(transparent)]
    Program(#[from] lp::LpError),
    /// λ is no finite non-negative number.
    #[error("λ is not a finite, non-negative number")]
    Lambda,
    /// The accuracy is no positive number.
    #[error("the accuracy is not a positive number")]
    Accuracy,
    /// Arrays of the game do not fit together, or hold numbers that are none.
    #[error("the game's numbers do not fit its structure: {0}")]
    Game(#[from] CertificateError),
    /// A payoff or probability is no finite number.
    #[error("a payoff or a probability is not a finite number")]
    NotFinite,
    /// Stopped before there was anything to show.
    #[error("stopped before anything was found")]
    Stopped,
}

/// Most unknowns of the logit path where it only decides ties that backward induction leaves open.
const MOST_UNKNOWNS_FOR_TIES: usize = 2_500;

/// Most unknowns for which the logit path is followed without having been asked for: beyond, regret minimisation is quicker.
const MOST_UNKNOWNS_UNASKED: usize = 10_000;

/// Arrays that solving needs, kept from one solve to the next so that many points cost no allocation each.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    engine: logit::Engine,
    induction: induction::Buffers,
}

/// Solves a game at one point: an equilibrium with beliefs, and its certificate. `exact` are the same numbers as
/// rationals, where they are rational. `keeper` is asked now and then whether to stop; what has been reached by then is
/// returned as stalled, and its state kept where the keeper keeps states. The result depends on nothing but the arguments:
/// no clock, no randomness, no threads.
///
/// # Errors
/// If the method asked for does not apply, the game is too large for it, or the request or the numbers make no sense.
pub fn solve(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    request: &Request,
    workspace: &mut Workspace,
    keeper: &mut dyn Keeper,
) -> Result<Solution, SolveError> {
    if request.lambda.is_some_and(|l| !l.is_finite() || l < 0.0) {
        return Err(SolveError::Lambda);
    }
    if request.accuracy.is_some_and(|a| a.is_nan() || a <= 0.0) {
        return Err(SolveError::Accuracy);
    }
    if numbers.chance.iter().chain(&numbers.payoff).any(|v| !v.is_finite()) {
        return Err(SolveError::NotFinite);
    }
    if request.method == MethodChoice::Qre || request.lambda.is_some() {
        return limit::solve(structure, numbers, exact, request, &mut workspace.engine, keeper);
    }
    footprint::check(structure, numbers, request.method, request.max_memory)?;
    match request.method {
        MethodChoice::Cfr(variant) => {
            return by_regret::solve(structure, numbers, exact, request, variant, keeper);
        }
        MethodChoice::Lp => return zero_sum::by_program(structure, numbers, exact, request, keeper),
        MethodChoice::Auto | MethodChoice::Qre | MethodChoice::Induction => {}
    }
    let by_induction =
        induction::solve(structure, numbers, exact, request, &mut workspace.induction, &mut || keeper.stop());
    match (by_induction, request.method) {
        (Ok(solution), MethodChoice::Induction) => Ok(solution),
        (Ok(solution), _) if solution.ties.is_empty() => Ok(solution),
        // Induction leaves ties between labels open; the path decides them, where it can be followed.
        (Ok(first_labels), _) if footprint::unknowns(structure) > MOST_UNKNOWNS_FOR_TIES => Ok(first_labels),
        (Ok(first_labels), _) => {
            match limit::solve(structure, numbers, exact, request, &mut workspace.engine, keeper) {
                Ok(solution) if solution.status < solution::Status::Stalled => Ok(solution),
                _ => Ok(first_labels),
            }
        }
        (Err(SolveError::NotByInduction { .. }), MethodChoice::Auto) => {
            if zero_sum::is_for_program(structure, numbers)
                && let Ok(solution) = zero_sum::by_program(structure, numbers, exact, request, keeper)
                && solution.status < solution::Status::Stalled
            {
                return Ok(solution);
            }
            let variant = cfr::Variant::default();
            let regret = MethodChoice::Cfr(variant);
            let regret_fits = || footprint::check(structure, numbers, regret, request.max_memory).is_ok();
            if footprint::unknowns(structure) <= MOST_UNKNOWNS_UNASKED || !regret_fits() {
                match limit::solve(structure, numbers, exact, request, &mut workspace.engine, keeper) {
                    Err(SolveError::TooLarge { .. }) if regret_fits() => {}
                    other => return other,
                }
            }
            by_regret::solve(structure, numbers, exact, request, variant, keeper)
        }
        (Err(error), _) => Err(error),
    }
}
