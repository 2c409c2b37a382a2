//! Exact backward induction, wherever every information set's beliefs are fixed by chance alone.
//!
//! In: structure and numbers. Out: a pure profile, exact if the numbers are. It applies when all nodes of each
//! information set that chance can lead to come after the same decisions: beliefs are then chance's, whoever plays how.
//! Each set takes an action of largest value; the label that a tie rule names wins exact ties, and other exact ties are
//! reported. Time: a few passes over the nodes.

mod number;
mod order;
mod pure;

use crate::assemble::{Finding, assemble};
use crate::rational::Rational;
use crate::solution::{Branch, Method, PathInfo, Selection, Solution, Tie};
use crate::{Request, SolveError};
use number::Number;
use order::Order;
use pure::{TREMBLES, pure, pure_exact, tremble};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::structure::{Kind, NONE, Structure};

/// Doubles closer than this, in units of the payoff range, tie.
const TOLERANCE: f64 = 1e-12;
/// Nodes between two looks at the budget.
const STRIDE: usize = 1 << 16;

/// Arrays kept from solve to solve.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    exact: Tables<Rational>,
    doubles: Tables<f64>,
    order: Order,
}

#[derive(Clone, Debug)]
struct Tables<N> {
    chance: Vec<N>,
    /// Rows of values, one entry an actor: the payoff rows, then those of lotteries.
    rows: Vec<N>,
    /// Probabilities that chance leads somewhere.
    reach: Vec<N>,
    /// Row of each settled node.
    row_of: Vec<u32>,
    sums: Vec<N>,
}

impl<N> Default for Tables<N> {
    fn default() -> Self {
        Tables {
            chance: Vec::new(),
            rows: Vec::new(),
            reach: Vec::new(),
            row_of: Vec::new(),
            sums: Vec::new(),
        }
    }
}

/// What induction decides.
#[derive(Debug, Default)]
struct Decided {
    /// Chosen action of each information set, within the set; `NONE` where it cannot happen.
    choice: Vec<u32>,
    ties: Vec<Tie>,
}

/// Solves by backward induction.
pub(crate) fn solve(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    request: &Request,
    buffers: &mut Buffers,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Solution, SolveError> {
    let Buffers { exact: rationals, doubles, order } = buffers;
    let players = usize::from(structure.players);
    let (decided, beliefs, values_exact) = match exact {
        Some(exact) => {
            rationals.chance.clear();
            rationals.chance.extend(exact.chance.iter().map(Rational::from_big));
            order.lay(structure, &rationals.chance)?;
            rationals.rows.clear();
            rationals.rows.extend(exact.payoff.iter().map(Rational::from_big));
            let decided = rationals.settle(structure, order, 0.0, budget)?;
            let root = rationals.row_of[0] as usize * players;
            let values = rationals.rows[root..root + players].iter().map(Rational::to_big).collect();
            (decided, rationals.beliefs(structure, order), Some(values))
        }
        None => {
            doubles.chance.clone_from(&numbers.chance);
            order.lay(structure, &doubles.chance)?;
            doubles.rows.clone_from(&numbers.payoff);
            let tolerance = TOLERANCE * range(players, &numbers.payoff);
            let decided = doubles.settle(structure, order, tolerance, budget)?;
            (decided, doubles.beliefs(structure, order), None)
        }
    };
    let finding = Finding {
        profile: pure(structure, &decided.choice),
        profile_exact: exact.map(|_| pure_exact(structure, &decided.choice)),
        values_exact,
        witness: tremble(structure, &decided.choice, TREMBLES[0]),
        beliefs,
        off_path: TREMBLES.map(|size| (1.0 / size, tremble(structure, &decided.choice, size))).to_vec(),
        selection: Selection { rule: Branch::default(), principal: true, ..Selection::default() },
        path: PathInfo::default(),
        ties: Some(decided.ties),
        ..Finding::default()
    };
    assemble(structure, numbers, exact, request, Method::Induction, finding)
}

/// Largest over actors of maximum − minimum payoff.
fn range(players: usize, payoff: &[f64]) -> f64 {
    let mut range = 0.0f64;
    for i in 0..players {
        let own = payoff.iter().skip(i).step_by(players);
        let low = own.clone().fold(f64::INFINITY, |m, &v| m.min(v));
        let high = own.fold(f64::NEG_INFINITY, |m, &v| m.max(v));
        range = range.max(high - low);
    }
    range
}

impl<N: Number> Tables<N> {
    /// Settles all nodes, the deepest level first: within a level the decisions, then the lotteries above them.
    fn settle(
        &mut self,
        structure: &Structure,
        order: &Order,
        tolerance: f64,
        budget: &mut dyn FnMut() -> bool,
    ) -> Result<Decided, SolveError> {
        self.fill_reach(structure, order);
        self.row_of.clear();
        self.row_of.extend(
            structure
                .kind
                .iter()
                .zip(&structure.row)
                .map(|(&kind, &row)| if kind == Kind::Terminal as u8 { row } else { NONE }),
        );
        let mut decided = Decided { choice: vec![NONE; structure.infoset_count()], ties: Vec::new() };
        let mut work = 0usize;
        for level in (0..order.set_start.len() - 1).rev() {
            let bounds = |start: &[u32]| start[level] as usize..start[level + 1] as usize;
            for &set in &order.sets[bounds(&order.set_start)] {
                work += structure.nodes_of(set as usize).len() * structure.actions(set as usize).len();
                self.decide(structure, order, set as usize, tolerance, &mut decided);
                if work >= STRIDE {
                    work = 0;
                    if budget() {
                        return Err(SolveError::Stopped);
                    }
                }
            }
            for &node in order.chances[bounds(&order.chance_start)].iter().rev() {
                work += structure.child_count[node as usize] as usize;
                self.average(structure, order, node as usize);
                if work >= STRIDE {
                    work = 0;
                    if budget() {
                        return Err(SolveError::Stopped);
                    }
                }
            }
        }
        // Ties in the order of the text.
        decided.ties.sort_unstable_by_key(|tie| (tie.infoset, tie.unplayed));
        Ok(decided)
    }

    /// Probabilities of chance, for every entry that `order` has handed out.
    fn fill_reach(&mut self, structure: &Structure, order: &Order) {
        self.reach.clear();
        self.reach.push(N::one());
        for node in 1..structure.node_count() {
            if order.reach_of[node] as usize == self.reach.len() {
                let above = structure.parent[node] as usize;
                let branch = node - structure.first_child[above] as usize;
                let p = &self.chance[structure.chance_row(structure.row[above]).start + branch];
                let reach = self.reach[order.reach_of[above] as usize].times(p);
                self.reach.push(reach);
            }
        }
    }

    /// Chooses at an information set; its nodes take over the value of the chosen child.
    fn decide(
        &mut self,
        structure: &Structure,
        order: &Order,
        set: usize,
        tolerance: f64,
        decided: &mut Decided,
    ) {
        let players = usize::from(structure.players);
        let mover = usize::from(structure.infoset_player[set]);
        let actions = structure.actions(set).len();
        let live = || {
            let alive = |&&node: &&u32| order.reach_of[node as usize] != NONE;
            structure.nodes_of(set).iter().filter(alive).map(|&node| node as usize)
        };
        let Some(first) = live().next() else { return };
        let single = live().nth(1).is_none();
        let mut tolerance = tolerance;
        self.sums.clear();
        if single {
            let child = structure.first_child[first] as usize;
            for k in 0..actions {
                self.sums.push(self.rows[self.row_of[child + k] as usize * players + mover].clone());
            }
        } else {
            // The values that matter are averages; only their order does, so the total weight is left out, and the
            // weights themselves where they are all the same.
            let weight = &self.reach[order.reach_of[first] as usize];
            let same = live().all(|n| {
                let other = order.reach_of[n];
                other == order.reach_of[first] || self.reach[other as usize].compare(weight, 0.0).is_eq()
            });
            let mut total = 0.0;
            self.sums.resize(actions, N::zero());
            for node in live() {
                let weight = &self.reach[order.reach_of[node] as usize];
                total += if same { 1.0 } else { weight.to_f64() };
                let child = structure.first_child[node] as usize;
                for (k, sum) in self.sums.iter_mut().enumerate() {
                    let value = &self.rows[self.row_of[child + k] as usize * players + mover];
                    *sum = if same { sum.plus(value) } else { sum.plus(&weight.times(value)) };
                }
            }
            tolerance *= total;
        }
        let mut best = 0;
        for k in 1..actions {
            if self.sums[k].compare(&self.sums[best], tolerance).is_gt() {
                best = k;
            }
        }
        let ties = |k: usize, best: usize| self.sums[k].compare(&self.sums[best], tolerance).is_eq();
        let named = structure.infoset_tie[set] as usize;
        if named < actions && ties(named, best) {
            best = named;
        } else {
            for k in (0..actions).filter(|&k| k != best && ties(k, best)) {
                decided.ties.push(Tie { infoset: set as u32, played: best as u32, unplayed: k as u32 });
            }
        }
        decided.choice[set] = best as u32;
        for &node in structure.nodes_of(set) {
            if order.reach_of[node as usize] != NONE {
                self.row_of[node as usize] =
                    self.row_of[structure.first_child[node as usize] as usize + best];
            }
        }
    }

    /// The expected values of a lottery.
    fn average(&mut self, structure: &Structure, order: &Order, node: usize) {
        let players = usize::from(structure.players);
        let row = structure.chance_row(structure.row[node]);
        let children = structure.children(node);
        let mut only = None;
        let mut same = true;
        for (child, p) in children.clone().zip(&self.chance[row.clone()]) {
            if !p.is_zero() {
                let value = self.row_of[child];
                same &= only.is_none_or(|other| other == value);
                only = only.or(Some(value));
            }
        }
        if let (true, Some(value)) = (same, only) {
            self.row_of[node] = value;
            return;
        }
        debug_assert!(order.reach_of[node] != NONE);
        self.row_of[node] = (self.rows.len() / players.max(1)) as u32;
        for i in 0..players {
            let mut sum = N::zero();
            for (child, p) in children.clone().zip(&self.chance[row.clone()]) {
                if !p.is_zero() {
                    sum = sum.plus(&p.times(&self.rows[self.row_of[child] as usize * players + i]));
                }
            }
            self.rows.push(sum);
        }
    }

    /// Beliefs by chance alone.
    fn beliefs(&self, structure: &Structure, order: &Order) -> Vec<f64> {
        let mut beliefs = vec![0.0; structure.infoset_nodes.len()];
        for set in 0..structure.infoset_count() {
            let slots = structure.infoset_start[set] as usize..structure.infoset_start[set + 1] as usize;
            let mut sum = 0.0;
            for slot in slots.clone() {
                let reach = order.reach_of[structure.infoset_nodes[slot] as usize];
                if reach != NONE {
                    beliefs[slot] = self.reach[reach as usize].to_f64();
                    sum += beliefs[slot];
                }
            }
            if sum > 0.0 {
                for belief in &mut beliefs[slots] {
                    *belief /= sum;
                }
            }
        }
        beliefs
    }
}
