//! The certificate of many points of one game side by side.
//!
//! In: numbers of a block of points and a claim: profiles, beliefs, and orders of the mistakes that the beliefs rest on. Out: for each
//! point whether it is a sequential equilibrium within the tolerances of [`super::status()`]. Figures are those of
//! [`super::certify`]: best-response gains by the sequence form (von Stengel 1996), gains at every set under the beliefs, and
//! whether the beliefs are consistent. Instead of one fully mixed profile the witness is a sequence of them: an action of order
//! o > 0 has probability ε^o, all others what the profile says, and the beliefs have to be the limits of Bayes' rule as ε → 0
//! (Kreps and Wilson 1982). Given that, no plan gains where no single change of an action does (Hendon, Jacobsen and Sloth, Games and
//! Economic Behavior 12, 1996), so single changes are what is looked at.

#![allow(clippy::needless_range_loop, reason = "lanes of several arrays are worked on side by side")]

use pulp::{Arch, NullaryFnOnce};
use standoff_game::dag::eval::LANES;
use standoff_game::numbers::LaneNumbers;
use standoff_game::past;
use standoff_game::structure::{Kind, NONE, Structure};

use super::{CONSISTENCY_TOLERANCE, SEQUENTIAL_ACCURACY, SUM_TOLERANCE};
use crate::along::Lanes;

/// Orders of mistakes closer than this, as a share of the range of payoffs, are neither equal nor apart.
const SAME_ORDER: f64 = 1e-9;

/// What is claimed of a block of points.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Probability of each action.
    pub profile: &'a [Lanes],
    /// Belief of each node in its set, as `Structure::infoset_nodes`.
    pub beliefs: &'a [Lanes],
    /// Order of each action: 0 if it is played.
    pub orders: &'a [Lanes],
}

/// Checks claims about one game; its buffers serve block after block.
#[derive(Clone, Debug, Default)]
pub struct Certifier {
    /// Ends with their payoff rows, and for each actor the last own action before each of them ([`NONE`] for none).
    ends: Vec<(u32, u32)>,
    last: Vec<u32>,
    /// Each actor's sets, later ones first, with the own action that leads to each.
    sets: Vec<Vec<(u32, u32)>>,
    /// Probability that chance leads to each node.
    chance: Vec<Lanes>,
    /// Probability that chance and all but one actor lead to each node.
    others: Vec<Lanes>,
    /// Payoffs gathered by each action: with best behaviour later, and with the profile's.
    best: Vec<Lanes>,
    mean: Vec<Lanes>,
    /// One actor's expected payoff from each node on.
    value: Vec<Lanes>,
    /// Orders of the mistakes before each node, and its probability without them.
    order: Vec<Lanes>,
    weight: Vec<Lanes>,
}

/// What leads to a child, at each point.
#[inline(always)]
fn probability<'a>(
    structure: &Structure,
    node: usize,
    numbers: &'a LaneNumbers,
    claim: &Claim<'a>,
    k: usize,
) -> &'a Lanes {
    let row = structure.row[node] as usize;
    if structure.kind[node] == Kind::Chance as u8 {
        &numbers.chance[structure.chance_start[row] as usize + k]
    } else {
        &claim.profile[structure.action_start[row] as usize + k]
    }
}

impl Certifier {
    /// For a structure; none if an actor forgets.
    #[must_use]
    pub fn new(structure: &Structure) -> Option<Self> {
        let players = usize::from(structure.players);
        let mut certifier = Self { sets: vec![Vec::new(); players], ..Self::default() };
        let mut led_by = vec![None; structure.infoset_count()];
        let mut recall = true;
        past::walk(structure, |node, last| {
            let row = structure.row[node as usize];
            match structure.kind[node as usize] {
                kind if kind == Kind::Terminal as u8 => {
                    certifier.ends.push((node, row));
                    certifier.last.extend_from_slice(last);
                }
                kind if kind == Kind::Decision as u8 => {
                    let own = last[usize::from(structure.infoset_player[row as usize])];
                    recall &= *led_by[row as usize].get_or_insert(own) == own;
                }
                _ => {}
            }
        });
        // How many own actions precede a set: those of the set that leads to it, and one.
        let set_of = |action: u32| structure.action_start.partition_point(|&start| start <= action) - 1;
        let mut depth = vec![0u32; structure.infoset_count()];
        for (set, depth) in depth.iter_mut().enumerate() {
            let mut at = led_by[set].unwrap_or(NONE);
            while at != NONE && (*depth as usize) < structure.infoset_count() {
                *depth += 1;
                at = led_by[set_of(at)].unwrap_or(NONE);
            }
        }
        for set in 0..structure.infoset_count() {
            let player = usize::from(structure.infoset_player[set]);
            certifier.sets[player].push((set as u32, led_by[set].unwrap_or(NONE)));
        }
        for sets in &mut certifier.sets {
            sets.sort_by_key(|&(set, _)| std::cmp::Reverse(depth[set as usize]));
        }
        recall.then_some(certifier)
    }

    /// Whether the claim holds at each point; `accuracy` is the regret allowed, relative to each actor's range of payoffs. Every
    /// comparison is written so that what is no number fails.
    pub fn check(
        &mut self,
        structure: &Structure,
        numbers: &LaneNumbers,
        claim: &Claim,
        accuracy: f64,
    ) -> [bool; LANES] {
        let nodes = structure.node_count();
        for list in [&mut self.chance, &mut self.others, &mut self.value, &mut self.order, &mut self.weight] {
            list.resize(nodes, [0.0; LANES]);
        }
        for list in [&mut self.best, &mut self.mean] {
            list.resize(structure.action_count(), [0.0; LANES]);
        }
        Arch::new().dispatch(Check { certifier: self, structure, numbers, claim, accuracy })
    }

    /// Probabilities of chance, orders and weights on the way to each node.
    #[inline(always)]
    fn lead(&mut self, structure: &Structure, numbers: &LaneNumbers, claim: &Claim) {
        self.chance[0] = [1.0; LANES];
        self.weight[0] = [1.0; LANES];
        self.order[0] = [0.0; LANES];
        for node in 0..structure.node_count() {
            let (chance, weight, order) = (self.chance[node], self.weight[node], self.order[node]);
            let is_chance = structure.kind[node] == Kind::Chance as u8;
            let first =
                structure.action_start.get(structure.row[node] as usize).copied().unwrap_or(0) as usize;
            for (k, child) in structure.children(node).enumerate() {
                let p = probability(structure, node, numbers, claim, k);
                if is_chance {
                    for lane in 0..LANES {
                        self.chance[child][lane] = chance[lane] * p[lane];
                        self.weight[child][lane] = weight[lane] * p[lane];
                    }
                    self.order[child] = order;
                    continue;
                }
                let own = &claim.orders[first + k];
                self.chance[child] = chance;
                for lane in 0..LANES {
                    self.weight[child][lane] =
                        if own[lane] > 0.0 { weight[lane] } else { weight[lane] * p[lane] };
                    self.order[child][lane] = order[lane] + own[lane];
                }
            }
        }
    }

    /// Range of an actor's payoffs over the ends to which chance leads.
    #[inline(always)]
    fn range(&self, structure: &Structure, numbers: &LaneNumbers, player: usize) -> Lanes {
        let (mut least, mut most) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        for &(node, row) in &self.ends {
            let payoff = &numbers.payoff[row as usize * usize::from(structure.players) + player];
            let chance = &self.chance[node as usize];
            for lane in 0..LANES {
                if chance[lane] > 0.0 {
                    least[lane] = least[lane].min(payoff[lane]);
                    most[lane] = most[lane].max(payoff[lane]);
                }
            }
        }
        std::array::from_fn(|lane| most[lane] - least[lane])
    }

    /// What an actor gains by its best plan.
    #[inline(always)]
    fn regret(
        &mut self,
        structure: &Structure,
        numbers: &LaneNumbers,
        claim: &Claim,
        player: usize,
    ) -> Lanes {
        self.others[0] = [1.0; LANES];
        for node in 0..structure.node_count() {
            let here = self.others[node];
            let own = structure.kind[node] == Kind::Decision as u8
                && usize::from(structure.infoset_player[structure.row[node] as usize]) == player;
            for (k, child) in structure.children(node).enumerate() {
                self.others[child] = here;
                if !own {
                    let p = probability(structure, node, numbers, claim, k);
                    for lane in 0..LANES {
                        self.others[child][lane] *= p[lane];
                    }
                }
            }
        }
        for &(set, _) in &self.sets[player] {
            for action in structure.actions(set as usize) {
                self.best[action] = [0.0; LANES];
                self.mean[action] = [0.0; LANES];
            }
        }
        let players = usize::from(structure.players);
        // What is gathered before the actor's first move is the same for every plan.
        for (&(node, row), last) in self.ends.iter().zip(self.last.chunks_exact(players)) {
            let last = last[player];
            if last == NONE {
                continue;
            }
            let (payoff, others) =
                (&numbers.payoff[row as usize * players + player], &self.others[node as usize]);
            for lane in 0..LANES {
                let gathered = others[lane] * payoff[lane];
                self.best[last as usize][lane] += gathered;
                self.mean[last as usize][lane] += gathered;
            }
        }
        let mut regret = [0.0; LANES];
        for &(set, led_by) in &self.sets[player] {
            let (mut most, mut mean) = ([f64::NEG_INFINITY; LANES], [0.0; LANES]);
            for action in structure.actions(set as usize) {
                let (best, played, p) = (&self.best[action], &self.mean[action], &claim.profile[action]);
                for lane in 0..LANES {
                    // A maximum that loses no NaN.
                    if best[lane] > most[lane] || best[lane].is_nan() {
                        most[lane] = best[lane];
                    }
                    mean[lane] += p[lane] * played[lane];
                }
            }
            for lane in 0..LANES {
                if led_by == NONE {
                    regret[lane] += most[lane] - mean[lane];
                } else {
                    self.best[led_by as usize][lane] += most[lane];
                    self.mean[led_by as usize][lane] += mean[lane];
                }
            }
        }
        regret
    }

    /// Strikes out points at which an actor gains by changing one action somewhere, under the beliefs there.
    #[inline(always)]
    fn gains(
        &mut self,
        structure: &Structure,
        numbers: &LaneNumbers,
        claim: &Claim,
        player: usize,
        range: &Lanes,
        holds: &mut [bool; LANES],
    ) {
        let players = usize::from(structure.players);
        for node in (0..structure.node_count()).rev() {
            if structure.kind[node] == Kind::Terminal as u8 {
                self.value[node] = numbers.payoff[structure.row[node] as usize * players + player];
                continue;
            }
            let mut mean = [0.0; LANES];
            for (k, child) in structure.children(node).enumerate() {
                let (p, value) = (probability(structure, node, numbers, claim, k), &self.value[child]);
                for lane in 0..LANES {
                    mean[lane] += p[lane] * value[lane];
                }
            }
            self.value[node] = mean;
        }
        for &(set, _) in &self.sets[player] {
            let set = set as usize;
            let slots = structure.infoset_start[set] as usize..structure.infoset_start[set + 1] as usize;
            let (mut most, mut mean) = ([f64::NEG_INFINITY; LANES], [0.0; LANES]);
            for (k, action) in structure.actions(set).enumerate() {
                let mut worth = [0.0; LANES];
                for slot in slots.clone() {
                    let child = structure.children(structure.infoset_nodes[slot] as usize).start + k;
                    for lane in 0..LANES {
                        worth[lane] += claim.beliefs[slot][lane] * self.value[child][lane];
                    }
                }
                for lane in 0..LANES {
                    if worth[lane] > most[lane] || worth[lane].is_nan() {
                        most[lane] = worth[lane];
                    }
                    mean[lane] += claim.profile[action][lane] * worth[lane];
                }
            }
            for lane in 0..LANES {
                let gain = most[lane] - mean[lane];
                holds[lane] &= gain <= SEQUENTIAL_ACCURACY * range[lane] || range[lane] == 0.0;
            }
        }
    }

    /// Strikes out points whose beliefs are not the limits of Bayes' rule along the mistakes claimed.
    #[inline(always)]
    fn consistent(&self, structure: &Structure, claim: &Claim, range: &Lanes, holds: &mut [bool; LANES]) {
        for set in 0..structure.infoset_count() {
            let slots = structure.infoset_start[set] as usize..structure.infoset_start[set + 1] as usize;
            let mut least = [f64::INFINITY; LANES];
            let (mut whole, mut believed) = ([0.0; LANES], [0.0; LANES]);
            for slot in slots.clone() {
                let node = structure.infoset_nodes[slot] as usize;
                for lane in 0..LANES {
                    if self.chance[node][lane] > 0.0 {
                        least[lane] = least[lane].min(self.order[node][lane]);
                    }
                    believed[lane] += claim.beliefs[slot][lane];
                }
            }
            for slot in slots.clone() {
                let node = structure.infoset_nodes[slot] as usize;
                for lane in 0..LANES {
                    let above = self.order[node][lane] - least[lane];
                    if self.chance[node][lane] > 0.0 && above <= SAME_ORDER * range[lane] {
                        whole[lane] += self.weight[node][lane];
                        holds[lane] &= above == 0.0;
                    }
                }
            }
            for lane in 0..LANES {
                // A set to which chance never leads has no beliefs.
                let sum = if least[lane] == f64::INFINITY { 0.0 } else { 1.0 };
                holds[lane] &= (believed[lane] - sum).abs() <= SUM_TOLERANCE;
            }
            for slot in slots {
                let node = structure.infoset_nodes[slot] as usize;
                for lane in 0..LANES {
                    if least[lane] == f64::INFINITY {
                        continue;
                    }
                    let first = self.chance[node][lane] > 0.0 && self.order[node][lane] == least[lane];
                    let limit = if first { self.weight[node][lane] / whole[lane] } else { 0.0 };
                    holds[lane] &= (claim.beliefs[slot][lane] - limit).abs() <= CONSISTENCY_TOLERANCE;
                }
            }
        }
    }
}

/// Work for the widest vectors that the machine has: all of it has to be inlined.
struct Check<'a> {
    certifier: &'a mut Certifier,
    structure: &'a Structure,
    numbers: &'a LaneNumbers,
    claim: &'a Claim<'a>,
    accuracy: f64,
}

impl NullaryFnOnce for Check<'_> {
    type Output = [bool; LANES];

    #[inline(always)]
    fn call(self) -> [bool; LANES] {
        let Self { certifier, structure, numbers, claim, accuracy } = self;
        let mut holds = is_profile(structure, claim);
        certifier.lead(structure, numbers, claim);
        let mut largest = [0.0_f64; LANES];
        for player in 0..usize::from(structure.players) {
            let range = certifier.range(structure, numbers, player);
            let regret = certifier.regret(structure, numbers, claim, player);
            for lane in 0..LANES {
                largest[lane] = largest[lane].max(range[lane]);
                holds[lane] &= regret[lane] <= accuracy * range[lane] || range[lane] == 0.0;
            }
        }
        for player in 0..usize::from(structure.players) {
            certifier.gains(structure, numbers, claim, player, &largest, &mut holds);
        }
        certifier.consistent(structure, claim, &largest, &mut holds);
        holds
    }
}

/// Whether the profile has probabilities that sum to 1, and orders of zero exactly where it plays.
#[inline(always)]
fn is_profile(structure: &Structure, claim: &Claim) -> [bool; LANES] {
    let mut holds = [true; LANES];
    for set in 0..structure.infoset_count() {
        let mut sum = [0.0; LANES];
        for action in structure.actions(set) {
            let (p, order) = (&claim.profile[action], &claim.orders[action]);
            for lane in 0..LANES {
                sum[lane] += p[lane];
                let mistake = order[lane] > 0.0 && order[lane] < f64::INFINITY && p[lane] == 0.0;
                holds[lane] &=
                    (0.0..=1.0).contains(&p[lane]) && (mistake || (order[lane] == 0.0 && p[lane] > 0.0));
            }
        }
        for lane in 0..LANES {
            holds[lane] &= (sum[lane] - 1.0).abs() <= SUM_TOLERANCE;
        }
    }
    holds
}
