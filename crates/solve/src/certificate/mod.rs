//! The certificate: what a profile, its beliefs and its witness are worth, checked by code that shares nothing with the
//! solvers but the game.
//!
//! In: a game's structure and numbers, and what a solver (or a file) claims. Out: a [`Certificate`] with figures, and the
//! [`Status`](crate::solution::Status) that they allow. Kreps and Wilson's sequential equilibrium (Econometrica 1982) is
//! what is checked: no profitable continuation at any information set under the reported beliefs, and beliefs that are
//! those of a fully mixed profile.

mod continuation;
mod correlated;
pub mod lanes;
mod logit;
mod status;

pub use correlated::{Correlated, correlated};
pub use status::{CONSISTENCY_TOLERANCE, NASH_ACCURACY, SEQUENTIAL_ACCURACY, status};

use crate::solution::Certificate;
use continuation::Continuation;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::scalar::Scalar;
use standoff_game::structure::{Kind, NONE, Structure};

/// How far the probabilities of an information set, or its beliefs, may be from summing to 1.
pub const SUM_TOLERANCE: f64 = 1e-9;

/// Why a claim cannot be checked at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// An array belongs to another game.
    #[error("{what} has {found} entries where the game has {expected}")]
    Length {
        /// Which array.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length it should have.
        expected: usize,
    },
    /// The strategy at an information set is none.
    #[error("the strategy at information set {infoset} is no list of probabilities that sum to 1")]
    Profile {
        /// Where.
        infoset: usize,
    },
    /// The exact strategy at an information set is none, or is not the one given in doubles.
    #[error(
        "the exact strategy at information set {infoset} is no list of probabilities, or differs from the other"
    )]
    ExactProfile {
        /// Where.
        infoset: usize,
    },
    /// The beliefs at an information set that can happen are none.
    #[error("the beliefs at information set {infoset} are no list of probabilities that sum to 1")]
    Beliefs {
        /// Where.
        infoset: usize,
    },
    /// The witness at an information set is not fully mixed.
    #[error("the witness at information set {infoset} is no list of log-probabilities that sum to 1")]
    Witness {
        /// Where.
        infoset: usize,
    },
    /// The weights of a joint plan are none.
    #[error("the weights of the joint plan are no probabilities that sum to 1")]
    Weights,
    /// An actor has forgotten what it knew or did.
    #[error("at information set {infoset} an actor has forgotten what it knew or did")]
    Recall {
        /// Where.
        infoset: usize,
    },
    /// λ is no non-negative number.
    #[error("λ is not a finite, non-negative number")]
    Lambda,
}

/// Checks a profile with its beliefs and witness. `witness_log` has the natural logarithm of each action's probability;
/// `qre_lambda` (in inverse payoff units) asks for the residual of the logit equations as well. The rational profile is
/// checked if the rational numbers are given too. Time: nodes × an actor's longest run of own moves.
///
/// # Errors
/// If an array does not fit the game or holds no probabilities.
#[allow(clippy::too_many_arguments)]
pub fn certify(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    profile: &[f64],
    profile_exact: Option<&[BigRational]>,
    witness_log: &[f64],
    beliefs: &[f64],
    witness_lambda: Option<f64>,
    qre_lambda: Option<f64>,
) -> Result<Certificate, CertificateError> {
    check_lengths(structure, numbers, exact)?;
    let possible = Possible::new(structure, numbers);
    check_profile(structure, profile)?;
    check_beliefs(structure, &possible, beliefs)?;
    logit::check_witness(structure, &possible, witness_log)?;
    if [witness_lambda, qre_lambda].into_iter().flatten().any(|l| !l.is_finite() || l < 0.0) {
        return Err(CertificateError::Lambda);
    }

    let ranges = ranges(structure, numbers, &possible);
    let mut certificate = Certificate {
        payoff_range: ranges.iter().copied().fold(0.0, f64::max),
        ranges,
        nash: vec![0.0; usize::from(structure.players)],
        witness_lambda,
        ..Certificate::default()
    };
    let mut continuation = Continuation::<f64>::new(structure);
    nash(&mut continuation, numbers, profile, &mut certificate);
    sequential(&mut continuation, numbers, profile, beliefs, &possible, &mut certificate);

    let bayes = logit::witness_beliefs(structure, numbers, witness_log);
    certificate.consistency = logit::distance(structure, &possible, &bayes, beliefs);
    certificate.fixed_point = qre_lambda
        .map(|lambda| logit::residual(structure, numbers, &possible, witness_log, profile, &bayes, lambda));

    if let (Some(exact), Some(rational)) = (exact, profile_exact) {
        check_exact_profile(structure, profile, rational)?;
        certificate.nash_exact = Some(nash_exact(structure, exact, rational));
    }
    Ok(certificate)
}

/// Best-response gains of a rational profile alone, exact: what [`certify`] says of it as `nash_exact`.
///
/// # Errors
/// If an array does not fit the game or holds no probabilities.
pub fn regrets_exact(
    structure: &Structure,
    exact: &ExactNumbers,
    profile: &[BigRational],
) -> Result<Vec<BigRational>, CertificateError> {
    check_exact_lengths(structure, exact)?;
    check_length("the exact profile", profile.len(), structure.action_count())?;
    let bad = |&h: &usize| !is_exact_distribution(&profile[structure.actions(h)]);
    match (0..structure.infoset_count()).find(bad) {
        Some(infoset) => Err(CertificateError::ExactProfile { infoset }),
        None => Ok(nash_exact(structure, exact, profile)),
    }
}

/// Best-response gains. Each actor's first information sets divide the game for that actor; its gain is the sum of the
/// gains there, each weighted by the probability that chance and the others lead there. The gain at a set is computed
/// under the beliefs there, so that it does not vanish where that probability is tiny.
fn nash(continuation: &mut Continuation<'_, f64>, numbers: &Numbers, profile: &[f64], out: &mut Certificate) {
    let structure = continuation.structure();
    let (mut weights, mut shares) = (Vec::new(), Vec::new());
    for infoset in 0..structure.infoset_count() {
        if continuation.own_depth(infoset) > 0 {
            continue;
        }
        let player = structure.infoset_player[infoset];
        weights.clear();
        weights.extend(
            structure.nodes_of(infoset).iter().map(|&n| weight(structure, numbers, profile, player, n)),
        );
        let Some(total) = in_proportion(&weights, &mut shares) else { continue };
        let gain = continuation.gain(infoset, &shares, &numbers.chance, &numbers.payoff, profile);
        out.per_type.push((infoset as u32, gain));
        out.nash[usize::from(player)] += total * gain;
    }
}

/// What products of probabilities are scaled up by as they shrink.
const SMALL: f64 = 1e-150;

/// Shares of weights in their sum, which is returned; `None` if it is zero.
fn in_proportion(weights: &[(f64, u32)], shares: &mut Vec<f64>) -> Option<f64> {
    // Those that were scaled up less are larger by far.
    let least = weights.iter().filter(|(product, _)| *product != 0.0).map(|&(_, scaled)| scaled).min()?;
    shares.clear();
    shares.extend(weights.iter().map(|&(product, scaled)| match scaled.checked_sub(least) {
        Some(0) => product,
        Some(1) => product * SMALL,
        // Nothing, or as good as nothing beside the others.
        _ => 0.0,
    }));
    let sum: f64 = shares.iter().sum();
    for share in shares.iter_mut() {
        *share /= sum;
    }
    Some((0..least.min(3)).fold(sum, |sum, _| sum * SMALL))
}

/// Probability that chance and all actors but `player` lead to `node`, as a product and how often it was divided by
/// [`SMALL`], so that nothing underflows.
fn weight(structure: &Structure, numbers: &Numbers, profile: &[f64], player: u16, node: u32) -> (f64, u32) {
    let (mut product, mut scaled) = (1.0, 0u32);
    let mut child = node;
    loop {
        let parent = structure.parent[child as usize];
        if parent == NONE {
            return (product, scaled);
        }
        let at = parent as usize;
        let k = (child - structure.first_child[at]) as usize;
        let row = structure.row[at] as usize;
        if structure.kind[at] == Kind::Chance as u8 {
            product *= numbers.chance[structure.chance_start[row] as usize + k];
        } else if structure.infoset_player[row] != player {
            product *= profile[structure.action_start[row] as usize + k];
        }
        if product == 0.0 {
            return (0.0, 0);
        }
        // Factors themselves may be as small as 5e-324, whose product with 1e-150 would underflow.
        while product < SMALL {
            product /= SMALL;
            scaled += 1;
        }
        child = parent;
    }
}

/// Gains at every information set that can happen, under the reported beliefs.
fn sequential(
    continuation: &mut Continuation<'_, f64>,
    numbers: &Numbers,
    profile: &[f64],
    beliefs: &[f64],
    possible: &Possible,
    out: &mut Certificate,
) {
    let structure = continuation.structure();
    for infoset in 0..structure.infoset_count() {
        if !possible.infosets[infoset] {
            continue;
        }
        let belief = &beliefs[belief_range(structure, infoset)];
        let gain = continuation.gain(infoset, belief, &numbers.chance, &numbers.payoff, profile);
        if out.sequential_at.is_none() || gain > out.sequential || gain.is_nan() {
            out.sequential = gain;
            out.sequential_at = Some(infoset as u32);
        }
        if gain.is_nan() {
            return;
        }
    }
}

fn nash_exact(structure: &Structure, numbers: &ExactNumbers, profile: &[BigRational]) -> Vec<BigRational> {
    let mut continuation = Continuation::<BigRational>::new(structure);
    let mut gains = vec![BigRational::zero(); usize::from(structure.players)];
    for infoset in 0..structure.infoset_count() {
        if continuation.own_depth(infoset) > 0 {
            continue;
        }
        let player = structure.infoset_player[infoset];
        let weights: Vec<BigRational> = structure
            .nodes_of(infoset)
            .iter()
            .map(|&n| weight_exact(structure, numbers, profile, player, n))
            .collect();
        let gain = continuation.gain(infoset, &weights, &numbers.chance, &numbers.payoff, profile);
        gains[usize::from(player)].add(&gain);
    }
    gains
}

/// Probability that chance and all actors but `player` lead to `node`.
fn weight_exact(
    structure: &Structure,
    numbers: &ExactNumbers,
    profile: &[BigRational],
    player: u16,
    node: u32,
) -> BigRational {
    let mut product = BigRational::one();
    let mut child = node;
    while structure.parent[child as usize] != NONE && !product.is_zero() {
        let parent = structure.parent[child as usize];
        let at = parent as usize;
        let k = (child - structure.first_child[at]) as usize;
        let row = structure.row[at] as usize;
        if structure.kind[at] == Kind::Chance as u8 {
            product = product.times(&numbers.chance[structure.chance_start[row] as usize + k]);
        } else if structure.infoset_player[row] != player {
            product = product.times(&profile[structure.action_start[row] as usize + k]);
        }
        child = parent;
    }
    product
}

/// What chance of positive probability leaves open, whatever the actors do.
struct Possible {
    nodes: Vec<bool>,
    infosets: Vec<bool>,
}

impl Possible {
    fn new(structure: &Structure, numbers: &Numbers) -> Self {
        let mut nodes = vec![true; structure.node_count()];
        for node in 0..nodes.len() {
            let closed = !nodes[node];
            let chance = structure.kind[node] == Kind::Chance as u8;
            if !closed && !chance {
                continue;
            }
            let row = structure.row[node];
            for (k, child) in structure.children(node).enumerate() {
                let never =
                    chance && numbers.chance[structure.chance_start[row as usize] as usize + k] == 0.0;
                nodes[child] = !(closed || never);
            }
        }
        let infosets = (0..structure.infoset_count())
            .map(|h| structure.nodes_of(h).iter().any(|&n| nodes[n as usize]))
            .collect();
        Possible { nodes, infosets }
    }
}

/// Largest − smallest payoff of each actor over the ends that can happen.
fn ranges(structure: &Structure, numbers: &Numbers, possible: &Possible) -> Vec<f64> {
    let players = usize::from(structure.players);
    let mut bounds = vec![(f64::INFINITY, f64::NEG_INFINITY); players];
    for node in 0..structure.node_count() {
        if structure.kind[node] != Kind::Terminal as u8 || !possible.nodes[node] {
            continue;
        }
        let row = structure.row[node] as usize * players;
        for (bound, &payoff) in bounds.iter_mut().zip(&numbers.payoff[row..row + players]) {
            *bound = (bound.0.min(payoff), bound.1.max(payoff));
        }
    }
    bounds.into_iter().map(|(low, high)| if high > low { high - low } else { 0.0 }).collect()
}

fn belief_range(structure: &Structure, infoset: usize) -> std::ops::Range<usize> {
    structure.infoset_start[infoset] as usize..structure.infoset_start[infoset + 1] as usize
}

fn check_length(what: &'static str, found: usize, expected: usize) -> Result<(), CertificateError> {
    if found == expected { Ok(()) } else { Err(CertificateError::Length { what, found, expected }) }
}

fn check_lengths(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
) -> Result<(), CertificateError> {
    check_length("the list of probabilities of chance", numbers.chance.len(), structure.chance.len())?;
    check_length("the list of payoffs", numbers.payoff.len(), structure.payoff.len())?;
    exact.map_or(Ok(()), |exact| check_exact_lengths(structure, exact))
}

fn check_exact_lengths(structure: &Structure, exact: &ExactNumbers) -> Result<(), CertificateError> {
    check_length("the exact list of probabilities of chance", exact.chance.len(), structure.chance.len())?;
    check_length("the exact list of payoffs", exact.payoff.len(), structure.payoff.len())
}

/// Whether these are probabilities that sum to 1. Anything that is not a number fails.
fn is_distribution(probabilities: &[f64]) -> bool {
    probabilities.iter().all(|p| (0.0..=1.0 + SUM_TOLERANCE).contains(p))
        && (probabilities.iter().sum::<f64>() - 1.0).abs() <= SUM_TOLERANCE
}

fn check_profile(structure: &Structure, profile: &[f64]) -> Result<(), CertificateError> {
    check_length("the profile", profile.len(), structure.action_count())?;
    match (0..structure.infoset_count()).find(|&h| !is_distribution(&profile[structure.actions(h)])) {
        Some(infoset) => Err(CertificateError::Profile { infoset }),
        None => Ok(()),
    }
}

fn check_beliefs(
    structure: &Structure,
    possible: &Possible,
    beliefs: &[f64],
) -> Result<(), CertificateError> {
    check_length("the list of beliefs", beliefs.len(), structure.infoset_nodes.len())?;
    let bad = |&h: &usize| possible.infosets[h] && !is_distribution(&beliefs[belief_range(structure, h)]);
    match (0..structure.infoset_count()).find(bad) {
        Some(infoset) => Err(CertificateError::Beliefs { infoset }),
        None => Ok(()),
    }
}

fn check_exact_profile(
    structure: &Structure,
    profile: &[f64],
    exact: &[BigRational],
) -> Result<(), CertificateError> {
    check_length("the exact profile", exact.len(), structure.action_count())?;
    for infoset in 0..structure.infoset_count() {
        let actions = structure.actions(infoset);
        let rational = &exact[actions.clone()];
        let same = |(p, q): (&BigRational, &f64)| p.to_f64().is_some_and(|p| (p - q).abs() <= SUM_TOLERANCE);
        let fits = rational.iter().zip(&profile[actions]).all(same);
        if !is_exact_distribution(rational) || !fits {
            return Err(CertificateError::ExactProfile { infoset });
        }
    }
    Ok(())
}

/// Whether these are probabilities that sum to exactly 1.
fn is_exact_distribution(probabilities: &[BigRational]) -> bool {
    let mut sum = BigRational::zero();
    probabilities.iter().for_each(|p| sum.add(p));
    sum == BigRational::one() && !probabilities.iter().any(Signed::is_negative)
}
