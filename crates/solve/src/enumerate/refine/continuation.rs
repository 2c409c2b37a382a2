//! What an actor can still do and expect from one of its information sets on.
//!
//! In: an information set. Out: the actor's own later sets, and its payoffs by the node of the set, the own last action and
//! the other's sequence from there; against a given behaviour of the other, whether a strategy is optimal under some belief.

use super::feasible::System;
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_game::numbers::ExactNumbers;
use standoff_game::sequence::{SequenceForm, Sequences};
use standoff_game::structure::{NONE, Structure};
use std::collections::BTreeMap;

/// What follows an information set.
pub(super) struct Continuation {
    pub(super) actor: usize,
    pub(super) infoset: usize,
    /// Its nodes that can happen.
    pub(super) nodes: Vec<usize>,
    /// The other's sequences from each node on.
    pub(super) other: Vec<Sequences>,
    /// Own sets from here on, this one first, earlier ones before later ones; with the place of the own action that leads there.
    pub(super) sets: Vec<(u32, usize)>,
    /// The own actions of those sets in the flat numbering, set by set.
    pub(super) actions: Vec<usize>,
    /// Start of each of those sets in `actions`; one entry more.
    pub(super) start: Vec<usize>,
    /// Payoffs: (place of the node, place of the last own action, the other's sequence from that node, payoff × chance).
    pub(super) payoffs: Vec<(usize, usize, usize, BigRational)>,
}

/// Expected payoffs against one behaviour of the other.
pub(super) struct Against {
    /// By node, then by last own action.
    gains: Vec<Vec<BigRational>>,
}

impl Continuation {
    /// Nothing if the game is not one of two actors with perfect recall.
    pub(super) fn new(
        structure: &Structure,
        exact: &ExactNumbers,
        infoset: usize,
        possible: &[bool],
    ) -> Option<Continuation> {
        let actor = usize::from(structure.infoset_player[infoset]);
        let nodes: Vec<usize> =
            structure.nodes_of(infoset).iter().map(|&n| n as usize).filter(|&n| possible[n]).collect();
        let mut found = Continuation {
            actor,
            infoset,
            nodes,
            other: Vec::new(),
            sets: Vec::new(),
            actions: Vec::new(),
            start: vec![0],
            payoffs: Vec::new(),
        };
        let mut place: BTreeMap<u32, usize> = BTreeMap::new();
        for k in 0..found.nodes.len() {
            let form = SequenceForm::from_node(structure, exact, found.nodes[k]).ok()?;
            let own = &form.actors[actor];
            // Places of own sequences; the empty one comes at no end, since the actor moves here.
            let mut places = vec![usize::MAX];
            for (at, &set) in own.infosets.iter().enumerate() {
                let number = *place.entry(set).or_insert_with(|| {
                    found.sets.push((set, places[own.parent[at] as usize]));
                    found.actions.extend(structure.actions(set as usize));
                    found.start.push(found.actions.len());
                    found.sets.len() - 1
                });
                places.extend(found.start[number]..found.start[number + 1]);
            }
            for row in 0..form.actors[0].count() {
                for at in form.row_start[row] as usize..form.row_start[row + 1] as usize {
                    let pair = [row, form.column[at] as usize];
                    found.payoffs.push((
                        k,
                        places[pair[actor]],
                        pair[1 - actor],
                        form.payoff[actor][at].clone(),
                    ));
                }
            }
            let [first, second] = form.actors;
            found.other.push(if actor == 0 { second } else { first });
        }
        Some(found)
    }

    /// Payoffs against the other's behaviour in `profile`.
    pub(super) fn against(&self, structure: &Structure, profile: &[BigRational]) -> Against {
        let mut gains = vec![vec![BigRational::zero(); self.actions.len()]; self.nodes.len()];
        let plans: Vec<Vec<BigRational>> =
            self.other.iter().map(|own| plan(structure, own, profile)).collect();
        for (node, action, other, payoff) in &self.payoffs {
            let p = &plans[*node][*other];
            if !p.is_zero() {
                gains[*node][*action] += payoff * p;
            }
        }
        Against { gains }
    }

    /// Worth of each action at the set itself under a belief, with the profile's own behaviour afterwards.
    pub(super) fn worth(
        &self,
        against: &Against,
        belief: &[BigRational],
        profile: &[BigRational],
    ) -> Vec<BigRational> {
        let mut values = self.weighted(against, belief);
        for set in (1..self.sets.len()).rev() {
            let here: BigRational =
                (self.start[set]..self.start[set + 1]).map(|a| &values[a] * &profile[self.actions[a]]).sum();
            values[self.sets[set].1] += here;
        }
        values.truncate(self.start[1]);
        values
    }

    fn weighted(&self, against: &Against, belief: &[BigRational]) -> Vec<BigRational> {
        let mut values = vec![BigRational::zero(); self.actions.len()];
        for (gains, weight) in against.gains.iter().zip(belief).filter(|(_, weight)| !weight.is_zero()) {
            values.iter_mut().zip(gains).for_each(|(value, gain)| *value += weight * gain);
        }
        values
    }

    /// Whether the profile's own behaviour from here on is as good as any under the belief.
    pub(super) fn is_optimal(
        &self,
        against: &Against,
        belief: &[BigRational],
        profile: &[BigRational],
    ) -> bool {
        let mut best = self.weighted(against, belief);
        let mut current = best.clone();
        let (mut most, mut mean) = (BigRational::zero(), BigRational::zero());
        for set in (0..self.sets.len()).rev() {
            let here = self.start[set]..self.start[set + 1];
            mean = here.clone().map(|a| &current[a] * &profile[self.actions[a]]).sum();
            most = here.map(|a| &best[a]).max().cloned().unwrap_or_else(BigRational::zero);
            if set > 0 {
                best[self.sets[set].1] += &most;
                current[self.sets[set].1] += &mean;
            }
        }
        most == mean
    }

    /// The same under some belief: a linear system in the belief and the best worth of each own set.
    pub(super) fn is_optimal_somehow(&self, against: &Against, profile: &[BigRational]) -> bool {
        for k in 0..self.nodes.len() {
            let mut certain = vec![BigRational::zero(); self.nodes.len()];
            certain[k] = BigRational::one();
            if self.is_optimal(against, &certain, profile) {
                return true;
            }
        }
        if self.nodes.len() == 1 {
            return false;
        }
        let mut system = System::default();
        let belief = system.unknowns(self.nodes.len());
        let ones = (0..self.nodes.len()).map(|k| (belief + k, BigRational::one()));
        system.equation(ones.collect(), BigRational::one());
        let worth = self.worths(&mut system);
        for action in 0..self.actions.len() {
            let mut left = self.above(worth, action);
            for (k, gains) in against.gains.iter().enumerate() {
                left.push((belief + k, -&gains[action]));
            }
            left.push((system.unknowns(1), -BigRational::one()));
            system.equation(left, BigRational::zero());
        }
        // The best worth is what the profile gives.
        let mut left = vec![(worth, BigRational::one()), (worth + 1, -BigRational::one())];
        for k in 0..self.nodes.len() {
            let mut certain = vec![BigRational::zero(); self.nodes.len()];
            certain[k] = BigRational::one();
            let actions = self.worth(against, &certain, profile);
            let mean: BigRational =
                actions.iter().zip(&self.actions).map(|(value, &action)| value * &profile[action]).sum();
            left.push((belief + k, -mean));
        }
        system.equation(left, BigRational::zero());
        system.is_feasible()
    }

    /// Unknowns for the best worth of each own set, of either sign: two a set.
    pub(super) fn worths(&self, system: &mut System) -> usize {
        system.unknowns(2 * self.sets.len())
    }

    /// Worth of an action's set less the worth of the sets right after the action.
    pub(super) fn above(&self, worth: usize, action: usize) -> Vec<(usize, BigRational)> {
        let set = self.start.partition_point(|&start| start <= action) - 1;
        let mut left =
            vec![(worth + 2 * set, BigRational::one()), (worth + 2 * set + 1, -BigRational::one())];
        for later in (1..self.sets.len()).filter(|&later| self.sets[later].1 == action) {
            left.push((worth + 2 * later, -BigRational::one()));
            left.push((worth + 2 * later + 1, BigRational::one()));
        }
        left
    }
}

/// The realisation plan of a profile from a node on.
fn plan(structure: &Structure, own: &Sequences, profile: &[BigRational]) -> Vec<BigRational> {
    let mut plan = vec![BigRational::one(); own.count()];
    for (k, &set) in own.infosets.iter().enumerate() {
        for (sequence, action) in own.of_set(k).zip(structure.actions(set as usize)) {
            plan[sequence] = &plan[own.parent[k] as usize] * &profile[action];
        }
    }
    plan
}

/// The continuations of all sets that can happen; nothing where a set cannot.
pub(super) fn all(
    structure: &Structure,
    exact: &ExactNumbers,
    possible: &[bool],
) -> Option<Vec<Option<Continuation>>> {
    let happens = |set: usize| structure.nodes_of(set).iter().any(|&n| possible[n as usize] && n != NONE);
    (0..structure.infoset_count())
        .map(|set| {
            if happens(set) {
                Continuation::new(structure, exact, set, possible).map(Some)
            } else {
                Some(None)
            }
        })
        .collect()
}
