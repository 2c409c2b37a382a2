//! Regret minimisation for any number of actors, by walks over the nodes of a game.
//!
//! In: a game of perfect recall. Out: [`Many`], which learns step by step. In an iteration all actors learn at once against
//! what the others play: one pass forwards for how likely each actor and chance lead to each node, one backwards for what
//! everybody expects there (Zinkevich, Johanson, Bowling and Piccione, NIPS 2007).

use super::{Variant, Which};
use crate::keep::Kept;
use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::structure::{Kind, Structure};

/// See the module.
pub(crate) struct Many<'a> {
    structure: &'a Structure,
    numbers: &'a Numbers,
    variant: Variant,
    iterations: u64,
    /// For each action: its regret, never negative; what strategies are proportional to; the weighted sum of the
    /// probabilities with which its actor came to it; the strategy; what it gained.
    regret: Vec<f64>,
    predicted: Vec<f64>,
    sum: Vec<f64>,
    strategy: Vec<f64>,
    gained: Vec<f64>,
    /// For each node: how likely chance leads there; for each node and actor: how likely the actor does, and what it expects.
    chance: Vec<f64>,
    own: Vec<f64>,
    worth: Vec<f64>,
    /// The strategies that are kept; empty if none are.
    kept: Vec<f64>,
}

impl<'a> Many<'a> {
    /// All start with even strategies.
    pub(crate) fn new(structure: &'a Structure, numbers: &'a Numbers, variant: Variant) -> Self {
        let (actions, nodes) = (structure.action_count(), structure.node_count());
        let both = nodes * usize::from(structure.players);
        Many {
            structure,
            numbers,
            variant,
            iterations: 0,
            regret: vec![0.0; actions],
            predicted: vec![0.0; actions],
            sum: vec![0.0; actions],
            strategy: profile::uniform(structure),
            gained: vec![0.0; actions],
            chance: vec![0.0; nodes],
            own: vec![0.0; both],
            worth: vec![0.0; both],
            kept: Vec::new(),
        }
    }

    pub(crate) fn iterations(&self) -> u64 {
        self.iterations
    }

    /// Weight of the next iteration.
    pub(crate) fn weight(&self) -> f64 {
        self.variant.rule(self.iterations + 1).0
    }

    /// What is played.
    pub(crate) fn strategy(&self) -> &[f64] {
        &self.strategy
    }

    /// One iteration. Nothing is allocated.
    pub(crate) fn step(&mut self) {
        let (weight, rule) = self.variant.rule(self.iterations + 1);
        self.lead();
        self.add(weight);
        self.expect();
        for set in 0..self.structure.infoset_count() {
            let actions = self.structure.actions(set);
            let mean: f64 = actions.clone().map(|a| self.strategy[a] * self.gained[a]).sum();
            let mut total = 0.0;
            for a in actions.clone() {
                let gain = self.gained[a] - mean;
                self.regret[a] = (rule.keep * self.regret[a] + gain).max(0.0);
                self.predicted[a] = (self.regret[a] + rule.expect * gain).max(0.0);
                total += self.predicted[a];
                self.gained[a] = 0.0;
            }
            let even = 1.0 / actions.len() as f64;
            for a in actions {
                self.strategy[a] = if total > 1e-300 { self.predicted[a] / total } else { even };
            }
        }
        self.iterations += 1;
    }

    /// How likely play comes to each node, by who leads there.
    fn lead(&mut self) {
        let (s, players) = (self.structure, usize::from(self.structure.players));
        if s.node_count() == 0 {
            return;
        }
        self.chance[0] = 1.0;
        self.own[..players].fill(1.0);
        for node in 0..s.node_count() {
            let children = s.children(node);
            let row = s.row[node] as usize;
            for (k, child) in children.enumerate() {
                self.own.copy_within(node * players..(node + 1) * players, child * players);
                let mut chance = self.chance[node];
                if s.kind[node] == Kind::Chance as u8 {
                    chance *= self.numbers.chance[s.chance_start[row] as usize + k];
                } else {
                    let mover = usize::from(s.infoset_player[row]);
                    self.own[child * players + mover] *= self.strategy[s.action_start[row] as usize + k];
                }
                self.chance[child] = chance;
            }
        }
    }

    /// Adds the strategies to the sum, as far as their actors lead there themselves. They lead alike to all nodes of a set.
    fn add(&mut self, weight: f64) {
        let (s, players) = (self.structure, usize::from(self.structure.players));
        for set in 0..s.infoset_count() {
            let Some(&first) = s.nodes_of(set).first() else { continue };
            let own = self.own[first as usize * players + usize::from(s.infoset_player[set])];
            for a in s.actions(set) {
                self.sum[a] += weight * own * self.strategy[a];
            }
        }
    }

    /// What everybody expects at each node, and what each action gains its actor.
    fn expect(&mut self) {
        let (s, players) = (self.structure, usize::from(self.structure.players));
        for node in (0..s.node_count()).rev() {
            let here = node * players;
            let row = s.row[node] as usize;
            if s.kind[node] == Kind::Terminal as u8 {
                let payoff = &self.numbers.payoff[row * players..(row + 1) * players];
                self.worth[here..here + players].copy_from_slice(payoff);
                continue;
            }
            let chance = s.kind[node] == Kind::Chance as u8;
            let first = if chance { s.chance_start[row] } else { s.action_start[row] } as usize;
            let mover = if chance { None } else { Some(usize::from(s.infoset_player[row])) };
            // How likely chance and the others lead here.
            let others = mover.map_or(0.0, |mover| {
                let own = self.own[here..here + players].iter().enumerate();
                own.filter(|(player, _)| *player != mover).fold(self.chance[node], |p, (_, own)| p * own)
            });
            let (above, below) = self.worth.split_at_mut(here + players);
            let worth = &mut above[here..];
            worth.fill(0.0);
            for (k, child) in s.children(node).enumerate() {
                let p = if chance { self.numbers.chance[first + k] } else { self.strategy[first + k] };
                let from = (child - node - 1) * players;
                let then = &below[from..from + players];
                for (worth, then) in worth.iter_mut().zip(then) {
                    *worth += p * then;
                }
                if let Some(mover) = mover {
                    self.gained[first + k] += others * then[mover];
                }
            }
        }
    }

    /// Each actor's value and what it could gain.
    pub(crate) fn look(&self, which: Which) -> (Vec<f64>, Vec<f64>) {
        let profile = self.profile(which);
        let values = profile::values(self.structure, self.numbers, &profile);
        (values, profile::regret(self.structure, self.numbers, &profile))
    }

    /// The average or the last strategies.
    fn profile(&self, which: Which) -> Vec<f64> {
        let mut profile = self.strategy.clone();
        if which == Which::Average {
            for set in 0..self.structure.infoset_count() {
                let actions = self.structure.actions(set);
                let total: f64 = self.sum[actions.clone()].iter().sum();
                let even = 1.0 / actions.len() as f64;
                for a in actions {
                    profile[a] = if total > 0.0 { self.sum[a] / total } else { even };
                }
            }
        }
        profile
    }

    /// Keeps the strategies as they are.
    pub(crate) fn keep(&mut self, which: Which) {
        self.kept = self.profile(which);
    }

    /// The strategies that were kept; empty if none were.
    pub(crate) fn kept(&self) -> &[f64] {
        &self.kept
    }

    /// Everything that later iterations read.
    pub(crate) fn lists(&self) -> [(&'static str, &[f64]); 5] {
        [
            ("regret", &self.regret),
            ("predicted", &self.predicted),
            ("sum", &self.sum),
            ("strategy", &self.strategy),
            ("kept", &self.kept),
        ]
    }

    /// Goes on from what was kept. Nothing is changed if that is not of this game.
    pub(crate) fn restore(&mut self, kept: &mut Kept, any_kept: bool) -> Option<()> {
        let actions = self.structure.action_count();
        let [regret, predicted, sum, strategy] =
            ["regret", "predicted", "sum", "strategy"].map(|name| kept.doubles(name, actions));
        let best = kept.doubles("kept", if any_kept { actions } else { 0 })?;
        (self.regret, self.predicted, self.sum, self.strategy) = (regret?, predicted?, sum?, strategy?);
        (self.kept, self.iterations) = (best, kept.step);
        Some(())
    }
}
