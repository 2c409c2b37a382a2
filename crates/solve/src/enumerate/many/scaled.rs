//! A game with every gain scaled to 0..1, as the search for equilibria of many actors reads it.
//!
//! In: a structure, its exact numbers and further quantities at its ends. Out: who moves, which nodes can happen, what leads
//! to each node, and gains by actor, as whole numbers and doubles. Scaling changes no equilibrium.

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::profile;
use standoff_game::structure::{Kind, NONE, Structure};

pub(super) struct Scaled<'g> {
    pub(super) structure: &'g Structure,
    pub(super) exact: &'g ExactNumbers,
    pub(super) numbers: Numbers,
    /// The actors that move somewhere, ascending.
    pub(super) movers: Vec<u16>,
    /// Nodes that chance leaves possible.
    pub(super) possible: Vec<bool>,
    /// The possible nodes of each information set.
    pub(super) nodes_of: Vec<Vec<u32>>,
    /// The action that leads to each node, [`NONE`] after chance.
    pub(super) led_by: Vec<u32>,
    /// The information set of each action.
    pub(super) set_of: Vec<u32>,
    /// By mover, then payoff row: from 0 to 1.
    pub(super) gain: Vec<Vec<f64>>,
    /// By mover, then node (ends only): the exact gain times the probabilities of chance on the way, all in one whole unit.
    pub(super) worth: Vec<Vec<BigInt>>,
    /// Most − least payoff of each mover; 0 where all are the same.
    pub(super) range: Vec<f64>,
    /// What is told of an equilibrium, by quantity: values at ends; scaled gains of all actors, and further quantities.
    pub(super) shown: Vec<Vec<(u32, f64)>>,
}

impl<'g> Scaled<'g> {
    pub(super) fn new(
        structure: &'g Structure,
        exact: &'g ExactNumbers,
        further: &[Vec<(u32, BigRational)>],
    ) -> Scaled<'g> {
        let nodes = structure.node_count();
        let mut movers = super::super::movers(structure);
        let possible = profile::possible(structure, exact);
        let nodes_of: Vec<Vec<u32>> = (0..structure.infoset_count())
            .map(|set| structure.nodes_of(set).iter().copied().filter(|&n| possible[n as usize]).collect())
            .collect();
        movers.retain(|&m| {
            (0..nodes_of.len()).any(|set| structure.infoset_player[set] == m && !nodes_of[set].is_empty())
        });
        let mut led_by = vec![NONE; nodes];
        for node in (0..nodes).filter(|&n| structure.kind[n] == Kind::Decision as u8) {
            let actions = structure.actions(structure.row[node] as usize);
            structure.children(node).zip(actions).for_each(|(child, action)| led_by[child] = action as u32);
        }
        let set_of = (0..structure.infoset_count())
            .flat_map(|set| structure.actions(set).map(move |_| set as u32))
            .collect();
        let players = usize::from(structure.players);
        let is_end = |node: &usize| possible[*node] && structure.kind[*node] == Kind::Terminal as u8;
        let scale = |player: usize| {
            let rows = (0..nodes).filter(is_end).map(|n| structure.row[n] as usize);
            let gains = || rows.clone().map(|row| &exact.payoff[row * players + player]);
            let zero = BigRational::zero();
            let least = gains().min().unwrap_or(&zero).clone();
            let range = gains().max().unwrap_or(&zero) - &least;
            let scaled: Vec<BigRational> = exact
                .payoff
                .iter()
                .skip(player)
                .step_by(players.max(1))
                .map(|p| if range.is_zero() { BigRational::zero() } else { (p - &least) / &range })
                .collect();
            (scaled, rough(&range))
        };
        let all: Vec<(Vec<BigRational>, f64)> = (0..players).map(scale).collect();
        let mut shown: Vec<Vec<(u32, f64)>> = all
            .iter()
            .map(|(gains, _)| {
                let ends = (0..nodes).filter(is_end);
                ends.map(|node| (node as u32, rough(&gains[structure.row[node] as usize]))).collect()
            })
            .collect();
        let doubles = |quantity: &Vec<(u32, BigRational)>| {
            quantity.iter().map(|(node, value)| (*node, rough(value))).collect()
        };
        shown.extend(further.iter().map(doubles));
        let of_movers = || movers.iter().map(|&m| &all[usize::from(m)]);
        Scaled {
            structure,
            exact,
            numbers: exact.to_doubles(),
            gain: of_movers().map(|(gains, _)| gains.iter().map(rough).collect()).collect(),
            worth: of_movers().map(|(gains, _)| whole(structure, exact, &possible, gains)).collect(),
            range: of_movers().map(|(_, range)| *range).collect(),
            movers,
            possible,
            nodes_of,
            led_by,
            set_of,
            shown,
        }
    }

    pub(super) fn decides(&self, node: usize) -> bool {
        self.structure.kind[node] == Kind::Decision as u8
    }

    pub(super) fn ends(&self, node: usize) -> bool {
        self.structure.kind[node] == Kind::Terminal as u8
    }

    /// The place of a set's actor among the movers.
    pub(super) fn mover_of(&self, set: usize) -> usize {
        let player = self.structure.infoset_player[set];
        self.movers.iter().position(|&m| m == player).unwrap_or(0)
    }

    /// Sets that can happen.
    pub(super) fn sets(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.nodes_of.len()).filter(|&set| !self.nodes_of[set].is_empty())
    }

    /// Sets that play comes to, given what is played with positive probability.
    pub(super) fn reached(&self, played: impl Fn(usize) -> bool) -> (Vec<bool>, Vec<bool>) {
        let mut nodes = vec![false; self.possible.len()];
        let mut sets = vec![false; self.nodes_of.len()];
        if let Some(root) = nodes.first_mut() {
            *root = true;
        }
        for node in 0..nodes.len() {
            if !nodes[node] {
                continue;
            }
            if self.decides(node) {
                sets[self.structure.row[node] as usize] = true;
            }
            for child in self.structure.children(node) {
                nodes[child] = self.possible[child]
                    && (self.led_by[child] == NONE || played(self.led_by[child] as usize));
            }
        }
        (nodes, sets)
    }
}

/// Gains by payoff row as whole numbers by node, each times the probabilities of chance before it.
fn whole(
    structure: &Structure,
    exact: &ExactNumbers,
    possible: &[bool],
    gains: &[BigRational],
) -> Vec<BigInt> {
    let mut chance = vec![BigRational::one(); possible.len()];
    let mut worth = vec![BigRational::zero(); possible.len()];
    for node in (0..possible.len()).filter(|&n| possible[n]) {
        let row = structure.row[node];
        for (k, child) in structure.children(node).enumerate() {
            chance[child] = chance[node].clone();
            if structure.kind[node] == Kind::Chance as u8 {
                chance[child] *= &exact.chance[structure.chance_row(row).start + k];
            }
        }
        if structure.kind[node] == Kind::Terminal as u8 {
            worth[node] = &chance[node] * &gains[row as usize];
        }
    }
    let unit = worth.iter().fold(BigInt::one(), |unit, value| unit.lcm(value.denom()));
    worth.iter().map(|value| value.numer() * (&unit / value.denom())).collect()
}

pub(super) fn rough(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}
