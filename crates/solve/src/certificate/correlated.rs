//! What a joint plan is worth: the certificate of a coarse correlated equilibrium.
//!
//! In: a game and a list of profiles with weights; somebody draws one of them, and everybody follows the one drawn. Out:
//! for each actor what it expects, and what it could gain by a plan of its own, chosen before anything is drawn and
//! followed whatever is drawn (Moulin and Vial, International Journal of Game Theory 7, 1978). Needs perfect recall.

use super::{CertificateError, check_lengths, check_profile};
use standoff_game::numbers::Numbers;
use standoff_game::structure::{Kind, NONE, Structure};

/// What a joint plan is worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Correlated {
    /// What each actor expects.
    pub values: Vec<f64>,
    /// What each actor could gain by a plan of its own; never negative.
    pub gains: Vec<f64>,
}

/// Checks profiles with their weights, which are positive and sum to 1. Time: nodes × actors × profiles.
///
/// # Errors
/// If an array does not fit the game, or weights or strategies are no probabilities.
pub fn correlated(
    structure: &Structure,
    numbers: &Numbers,
    joint: &[(f64, &[f64])],
) -> Result<Correlated, CertificateError> {
    check_lengths(structure, numbers, None)?;
    for (_, profile) in joint {
        check_profile(structure, profile)?;
    }
    let weights: Vec<f64> = joint.iter().map(|(weight, _)| *weight).collect();
    if !super::is_distribution(&weights) {
        return Err(CertificateError::Weights);
    }
    let players = usize::from(structure.players);
    let mut found = Correlated { values: vec![0.0; players], gains: vec![0.0; players] };
    for player in 0..structure.players {
        let mut deviation = Deviation::new(structure, player);
        for (weight, profile) in joint {
            deviation.face(numbers, *weight, profile);
        }
        let value = deviation.value;
        let best = deviation.settle()?;
        found.values[usize::from(player)] = value;
        found.gains[usize::from(player)] = (best - value).max(0.0);
    }
    Ok(found)
}

/// What one actor gets by following, and by each of its actions.
struct Deviation<'a> {
    structure: &'a Structure,
    player: u16,
    /// For each action of the actor's, and behind them for none: weighted payoffs of the ends that it is the last own one before.
    gained: Vec<f64>,
    /// What following gives.
    value: f64,
    /// The own action before each node.
    last: Vec<u32>,
    /// Probability that chance and the others, or the actor itself, lead to each node.
    others: Vec<f64>,
    own: Vec<f64>,
}

impl<'a> Deviation<'a> {
    fn new(structure: &'a Structure, player: u16) -> Self {
        let nodes = structure.node_count();
        let none = structure.action_count() as u32;
        let mut last = vec![none; nodes];
        for node in 0..nodes {
            let set = structure.row[node] as usize;
            let own = structure.kind[node] == Kind::Decision as u8 && structure.infoset_player[set] == player;
            for (k, child) in structure.children(node).enumerate() {
                last[child] = if own { structure.action_start[set] + k as u32 } else { last[node] };
            }
        }
        Deviation {
            structure,
            player,
            gained: vec![0.0; none as usize + 1],
            value: 0.0,
            last,
            others: vec![0.0; nodes],
            own: vec![0.0; nodes],
        }
    }

    /// Adds what comes of a profile that is drawn with a weight.
    fn face(&mut self, numbers: &Numbers, weight: f64, profile: &[f64]) {
        let s = self.structure;
        let players = usize::from(s.players);
        if s.node_count() == 0 {
            return;
        }
        (self.others[0], self.own[0]) = (weight, 1.0);
        for node in 0..s.node_count() {
            let (others, own) = (self.others[node], self.own[node]);
            let row = s.row[node] as usize;
            if s.kind[node] == Kind::Terminal as u8 {
                let payoff = others * numbers.payoff[row * players + usize::from(self.player)];
                self.gained[self.last[node] as usize] += payoff;
                self.value += own * payoff;
                continue;
            }
            let chance = s.kind[node] == Kind::Chance as u8;
            for (k, child) in s.children(node).enumerate() {
                (self.others[child], self.own[child]) = if chance {
                    (others * numbers.chance[s.chance_start[row] as usize + k], own)
                } else {
                    let p = profile[s.action_start[row] as usize + k];
                    if s.infoset_player[row] == self.player { (others, own * p) } else { (others * p, own) }
                };
            }
        }
    }

    /// What the best plan gives: the sets are settled from the last own move back.
    fn settle(mut self) -> Result<f64, CertificateError> {
        let s = self.structure;
        let none = s.action_count();
        let mut set_of = vec![NONE; none + 1];
        let mut sets = Vec::new();
        for set in (0..s.infoset_count()).filter(|&set| s.infoset_player[set] == self.player) {
            set_of[s.actions(set)].fill(set as u32);
            sets.push(set);
        }
        let before = |set: usize| s.nodes_of(set).first().map_or(none, |&n| self.last[n as usize] as usize);
        // How many own moves come before each set. With perfect recall there are no circles, and all nodes agree.
        let mut depth = vec![NONE; s.infoset_count()];
        let mut way = Vec::new();
        for &set in &sets {
            let mut at = set;
            while depth[at] == NONE {
                let nodes = s.nodes_of(at);
                let agree = nodes.iter().all(|&node| self.last[node as usize] as usize == before(at));
                if !agree || way.len() > sets.len() {
                    return Err(CertificateError::Recall { infoset: at });
                }
                way.push(at);
                match set_of[before(at)] {
                    NONE => break,
                    above => at = above as usize,
                }
            }
            while let Some(at) = way.pop() {
                let above = set_of[before(at)];
                depth[at] = if above == NONE { 0 } else { depth[above as usize] + 1 };
            }
        }
        sets.sort_unstable_by_key(|&set| (depth[set], set));
        for &set in sets.iter().rev() {
            let best = self.gained[s.actions(set)].iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let at = s.nodes_of(set).first().map_or(none, |&n| self.last[n as usize] as usize);
            if best > f64::NEG_INFINITY {
                self.gained[at] += best;
            }
        }
        Ok(self.gained[none])
    }
}
