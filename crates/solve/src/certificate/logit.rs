//! Beliefs and logit equations of a fully mixed witness, in logarithms throughout.
//!
//! In: the witness's log-probabilities. Out: its Bayes beliefs, their distance from the reported ones, and the residual
//! of the agent logit equations (McKelvey and Palfrey, Experimental Economics 1998) at a given λ.

use super::{CertificateError, Possible, SUM_TOLERANCE, belief_range, check_length};
use standoff_game::numbers::Numbers;
use standoff_game::structure::{Kind, Structure};

/// ln Σ exp(x), without overflow or underflow; −∞ for nothing.
pub(super) fn log_sum_exp(logs: &[f64]) -> f64 {
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + libm::log(logs.iter().map(|&x| libm::exp(x - largest)).sum())
}

/// A witness is fully mixed wherever play can get.
pub(super) fn check_witness(
    structure: &Structure,
    possible: &Possible,
    witness: &[f64],
) -> Result<(), CertificateError> {
    check_length("the witness", witness.len(), structure.action_count())?;
    for infoset in (0..structure.infoset_count()).filter(|&h| possible.infosets[h]) {
        let logs = &witness[structure.actions(infoset)];
        let mixed = logs.iter().all(|x| x.is_finite()) && log_sum_exp(logs).abs() <= SUM_TOLERANCE;
        if !mixed {
            return Err(CertificateError::Witness { infoset });
        }
    }
    Ok(())
}

/// Bayes beliefs of the witness at every information set; zeros where chance never leads.
pub(super) fn witness_beliefs(structure: &Structure, numbers: &Numbers, witness: &[f64]) -> Vec<f64> {
    let log_chance: Vec<f64> = numbers.chance.iter().map(|&p| libm::log(p)).collect();
    let mut log_reach = vec![f64::NEG_INFINITY; structure.node_count()];
    log_reach[0] = 0.0;
    for node in 0..structure.node_count() {
        let here = log_reach[node];
        let row = structure.row[node];
        let logs = match structure.kind[node] {
            kind if kind == Kind::Decision as u8 => &witness[structure.actions(row as usize)],
            kind if kind == Kind::Chance as u8 => &log_chance[structure.chance_row(row)],
            _ => continue,
        };
        if here == f64::NEG_INFINITY {
            continue;
        }
        for (child, log) in structure.children(node).zip(logs) {
            log_reach[child] = here + log;
        }
    }
    let mut beliefs = vec![0.0; structure.infoset_nodes.len()];
    let mut logs = Vec::new();
    for infoset in 0..structure.infoset_count() {
        logs.clear();
        logs.extend(structure.nodes_of(infoset).iter().map(|&n| log_reach[n as usize]));
        let total = log_sum_exp(&logs);
        if total == f64::NEG_INFINITY {
            continue;
        }
        for (belief, log) in beliefs[belief_range(structure, infoset)].iter_mut().zip(&logs) {
            *belief = libm::exp(log - total);
        }
    }
    beliefs
}

/// Largest difference between two systems of beliefs over the information sets that can happen.
pub(super) fn distance(structure: &Structure, possible: &Possible, bayes: &[f64], reported: &[f64]) -> f64 {
    let mut most = 0.0;
    for infoset in (0..structure.infoset_count()).filter(|&h| possible.infosets[h]) {
        let range = belief_range(structure, infoset);
        for (a, b) in bayes[range.clone()].iter().zip(&reported[range]) {
            let difference = (a - b).abs();
            // A NaN must not be lost.
            if difference > most || difference.is_nan() {
                most = difference;
            }
        }
    }
    most
}

/// Largest |ln p[a] − ln p[ref] − λ (V[a] − V[ref])| over the actions of all sets that can happen, where p is the
/// witness and V its conditional expected gains; infinite if the reported profile is not the witness.
pub(super) fn residual(
    structure: &Structure,
    numbers: &Numbers,
    possible: &Possible,
    witness: &[f64],
    profile: &[f64],
    bayes: &[f64],
    lambda: f64,
) -> f64 {
    let mixed: Vec<f64> = witness.iter().map(|&x| libm::exp(x)).collect();
    let mut most = 0.0;
    let mut node_values = vec![0.0; structure.node_count()];
    let mut action_values = Vec::new();
    for player in 0..structure.players {
        continuation_values(structure, numbers, &mixed, player, &mut node_values);
        for infoset in 0..structure.infoset_count() {
            if structure.infoset_player[infoset] != player || !possible.infosets[infoset] {
                continue;
            }
            let actions = structure.actions(infoset);
            if profile[actions.clone()]
                .iter()
                .zip(&mixed[actions.clone()])
                .any(|(p, q)| (p - q).abs() > SUM_TOLERANCE)
            {
                return f64::INFINITY;
            }
            action_values.clear();
            action_values.resize(actions.len(), 0.0);
            let belief = &bayes[belief_range(structure, infoset)];
            for (&node, belief) in structure.nodes_of(infoset).iter().zip(belief) {
                for (value, child) in action_values.iter_mut().zip(structure.children(node as usize)) {
                    *value += belief * node_values[child];
                }
            }
            let logs = &witness[actions];
            let reference = (0..logs.len()).fold(0, |best, a| if logs[a] > logs[best] { a } else { best });
            for (log, value) in logs.iter().zip(&action_values) {
                let gap = (log - logs[reference]) - lambda * (value - action_values[reference]);
                if gap.abs() > most || gap.is_nan() {
                    most = gap.abs();
                }
            }
        }
    }
    most
}

/// One actor's expected gain from each node on.
fn continuation_values(
    structure: &Structure,
    numbers: &Numbers,
    mixed: &[f64],
    player: u16,
    out: &mut [f64],
) {
    let players = usize::from(structure.players);
    for node in (0..structure.node_count()).rev() {
        let row = structure.row[node];
        let probabilities = match structure.kind[node] {
            kind if kind == Kind::Decision as u8 => &mixed[structure.actions(row as usize)],
            kind if kind == Kind::Chance as u8 => &numbers.chance[structure.chance_row(row)],
            _ => {
                out[node] = numbers.payoff[row as usize * players + usize::from(player)];
                continue;
            }
        };
        out[node] = structure.children(node).zip(probabilities).map(|(child, p)| p * out[child]).sum();
    }
}
