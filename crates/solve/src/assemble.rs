//! From a solver's finding to a certified [`Solution`].
//!
//! In: a profile with beliefs and a witness, over all information sets. Out: the solution with its derived figures
//! (reach, values, worths of actions, undeclared ties), its certificate and the status that the certificate allows.

use crate::certificate::{NASH_ACCURACY, certify, status};
use crate::solution::{Certificate, Method, PathInfo, Selection, Solution, Status, Tie};
use crate::{Request, SolveError};
use num_rational::BigRational;
use standoff_game::dag::eval::to_double;
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::profile;
use standoff_game::structure::{NONE, Structure};

/// An action with more probability than this counts as played.
const PLAYED: f64 = 1e-9;
/// Worths closer than this, in units of the payoff range, tie.
const TIED: f64 = 1e-9;

/// What a solver found, over all information sets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finding {
    pub(crate) profile: Vec<f64>,
    pub(crate) profile_exact: Option<Vec<BigRational>>,
    pub(crate) values_exact: Option<Vec<BigRational>>,
    pub(crate) witness: Vec<f64>,
    pub(crate) witness_lambda: Option<f64>,
    pub(crate) qre_lambda: Option<f64>,
    pub(crate) beliefs: Vec<f64>,
    pub(crate) off_path: Vec<(f64, Vec<f64>)>,
    pub(crate) selection: Selection,
    pub(crate) path: PathInfo,
    /// Ties, where the solver knows them exactly.
    pub(crate) ties: Option<Vec<Tie>>,
    /// The solver did not reach its goal.
    pub(crate) unfinished: bool,
}

/// Derives the figures, has them certified, and takes the status from the certificate.
pub(crate) fn assemble(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    request: &Request,
    method: Method,
    mut finding: Finding,
) -> Result<Solution, SolveError> {
    let mut certificate = certify(
        structure,
        numbers,
        exact,
        &finding.profile,
        finding.profile_exact.as_deref(),
        &finding.witness,
        &finding.beliefs,
        finding.witness_lambda,
        finding.qre_lambda,
    )?;
    let accuracy = request.accuracy.unwrap_or(NASH_ACCURACY);
    let mut word = status(&certificate, method, finding.profile_exact.is_some(), accuracy);
    if finding.unfinished {
        word = Status::Stalled;
    }
    if let (Some(rational), Method::Qre) = (&finding.profile_exact, method) {
        if word == Status::VerifiedExact {
            finding.values_exact = exact.map(|numbers| profile::values_exact(structure, numbers, rational));
        } else {
            // A guess that the certificate does not bear out.
            finding.profile_exact = None;
            certificate.nash_exact = None;
        }
    }
    let reach = profile::infoset_reach(structure, &profile::node_reach(structure, numbers, &finding.profile));
    let action_values = profile::action_values(structure, numbers, &finding.profile, &finding.beliefs);
    let ties = match finding.ties {
        Some(ties) => ties,
        None if finding.qre_lambda.is_some() => Vec::new(),
        None => near_ties(structure, &finding.profile, &finding.beliefs, &action_values, &certificate),
    };
    Ok(Solution {
        status: word,
        method,
        values: match &finding.values_exact {
            Some(exact) => exact.iter().map(to_double).collect(),
            None => profile::values(structure, numbers, &finding.profile),
        },
        values_exact: finding.values_exact,
        profile: finding.profile,
        profile_exact: finding.profile_exact,
        witness: finding.witness,
        beliefs: finding.beliefs,
        reach,
        action_values,
        off_path: finding.off_path,
        selection: finding.selection,
        path: finding.path,
        ties,
        certificate,
        coarse_correlated: None,
    })
}

/// Unplayed actions that are worth as much as a played one, at sets that can happen and have no tie rule.
fn near_ties(
    structure: &Structure,
    profile: &[f64],
    beliefs: &[f64],
    action_values: &[f64],
    certificate: &Certificate,
) -> Vec<Tie> {
    let mut ties = Vec::new();
    for infoset in 0..structure.infoset_count() {
        let slots = structure.infoset_start[infoset] as usize..structure.infoset_start[infoset + 1] as usize;
        if structure.infoset_tie[infoset] != NONE || beliefs[slots].iter().all(|&b| b == 0.0) {
            continue;
        }
        let actions = structure.actions(infoset);
        let first = actions.start;
        let likelier = |best: usize, a: usize| if profile[a] > profile[best] { a } else { best };
        let played = actions.clone().fold(first, likelier);
        for unplayed in actions.filter(|&a| profile[a] <= PLAYED) {
            let difference = (action_values[played] - action_values[unplayed]).abs();
            if difference <= TIED * certificate.payoff_range {
                ties.push(Tie {
                    infoset: infoset as u32,
                    played: (played - first) as u32,
                    unplayed: (unplayed - first) as u32,
                });
            }
        }
    }
    ties
}
