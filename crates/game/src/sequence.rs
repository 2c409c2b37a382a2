//! The sequence form of a game of two actors: each actor's sequences, and one sparse payoff matrix.
//!
//! In: a structure and its numbers, in doubles or exact. Out: [`SequenceForm`]. A sequence is an own action with all own
//! actions before it; sequence 0 is the empty one. Ends that the same pair of sequences leads to are one entry, weighted by
//! chance (von Stengel, Games and Economic Behavior 14, 1996). What chance never leads to is left out.

use crate::scalar::{Scalar, Table};
use crate::structure::{Kind, NONE, Structure};

/// One actor's sequences. An information set has consecutive sequences, one an action; a set comes after the set of the
/// sequence that leads to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequences {
    /// The actor's information sets that can happen.
    pub infosets: Vec<u32>,
    /// The own sequence that leads to each of them.
    pub parent: Vec<u32>,
    /// First sequence of each of them; one entry more than there are sets. `start[0]` is 1.
    pub start: Vec<u32>,
}

impl Sequences {
    /// Number of sequences, with the empty one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.start.last().map_or(1, |&n| n as usize)
    }

    /// The sequences that end at the `k`-th of the actor's sets.
    #[must_use]
    pub fn of_set(&self, k: usize) -> std::ops::Range<usize> {
        self.start[k] as usize..self.start[k + 1] as usize
    }

    /// Whether a set of the actor's follows each sequence.
    #[must_use]
    pub fn is_continued(&self) -> Vec<bool> {
        let mut continued = vec![false; self.count()];
        for &parent in &self.parent {
            continued[parent as usize] = true;
        }
        continued
    }
}

/// A game of two actors (or one) in sequence form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SequenceForm<T> {
    /// The actors' sequences.
    pub actors: [Sequences; 2],
    /// Start of each of the first actor's sequences in `column`; one entry more than there are sequences.
    pub row_start: Vec<u32>,
    /// The second actor's sequence of each entry; ascending within a row.
    pub column: Vec<u32>,
    /// Each actor's payoff of each entry: payoffs × probabilities of chance, summed over the ends of that pair.
    pub payoff: [Vec<T>; 2],
}

/// Why a game has no sequence form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SequenceError {
    /// The sequence form of two actors is meant.
    #[error("the game has {0} actors, not two")]
    Actors(u16),
    /// An actor comes to an information set after different own actions.
    #[error("at information set {infoset} an actor has forgotten what it knew or did")]
    Recall {
        /// The information set.
        infoset: u32,
    },
}

/// What leads to a node.
#[derive(Clone)]
struct Past<T> {
    /// Each actor's sequence.
    sequence: [u32; 2],
    /// Probability that chance leads there.
    chance: T,
}

impl<T: Scalar> SequenceForm<T> {
    /// The sequence form of a game. One pass over the nodes, and a sort of the ends.
    ///
    /// # Errors
    /// If the game has more than two actors, or no perfect recall.
    pub fn new<N: Table<Number = T>>(structure: &Structure, numbers: &N) -> Result<Self, SequenceError> {
        Self::from_node(structure, numbers, 0)
    }

    /// The sequence form of what follows a node: sequences begin there, and play comes there with probability 1. Information
    /// sets may have further nodes elsewhere.
    ///
    /// # Errors
    /// As [`SequenceForm::new`].
    pub fn from_node<N: Table<Number = T>>(
        structure: &Structure,
        numbers: &N,
        root: usize,
    ) -> Result<Self, SequenceError> {
        if structure.players == 0 || structure.players > 2 {
            return Err(SequenceError::Actors(structure.players));
        }
        let mut form = SequenceForm {
            actors: std::array::from_fn(|_| Sequences { start: vec![1], ..Sequences::default() }),
            row_start: Vec::new(),
            column: Vec::new(),
            payoff: [Vec::new(), Vec::new()],
        };
        let mut past: Vec<Option<Past<T>>> = vec![None; structure.node_count()];
        if let Some(root) = past.get_mut(root) {
            *root = Some(Past { sequence: [0, 0], chance: T::one() });
        }
        let mut place = vec![NONE; structure.infoset_count()];
        let mut ends = Vec::new();
        for node in root..structure.node_count() {
            let Some(here) = past[node].take() else { continue };
            let row = structure.row[node];
            let children = structure.children(node);
            match structure.kind[node] {
                kind if kind == Kind::Terminal as u8 => ends.push((here, row)),
                kind if kind == Kind::Chance as u8 => {
                    for (child, p) in children.zip(&numbers.chance()[structure.chance_row(row)]) {
                        if !p.is_zero() {
                            past[child] =
                                Some(Past { chance: here.chance.times(p), sequence: here.sequence });
                        }
                    }
                }
                _ => {
                    let player = usize::from(structure.infoset_player[row as usize]);
                    let own = &mut form.actors[player];
                    let at = &mut place[row as usize];
                    if *at == NONE {
                        *at = own.infosets.len() as u32;
                        own.infosets.push(row);
                        own.parent.push(here.sequence[player]);
                        let end = own.count() + children.len();
                        own.start.push(end as u32);
                    } else if own.parent[*at as usize] != here.sequence[player] {
                        return Err(SequenceError::Recall { infoset: row });
                    }
                    let first = own.start[*at as usize];
                    for (k, child) in children.enumerate() {
                        let mut next = here.clone();
                        next.sequence[player] = first + k as u32;
                        past[child] = Some(next);
                    }
                }
            }
        }
        form.merge(structure, numbers, ends);
        Ok(form)
    }

    /// Sorts the ends by their pair of sequences and adds up those of one pair.
    fn merge<N: Table<Number = T>>(
        &mut self,
        structure: &Structure,
        numbers: &N,
        mut ends: Vec<(Past<T>, u32)>,
    ) {
        ends.sort_by_key(|(past, _)| past.sequence);
        let players = usize::from(structure.players);
        let mut last = None;
        self.row_start.push(0);
        for (past, row) in &ends {
            if last != Some(past.sequence) {
                last = Some(past.sequence);
                while self.row_start.len() <= past.sequence[0] as usize {
                    self.row_start.push(self.column.len() as u32);
                }
                self.column.push(past.sequence[1]);
                self.payoff.iter_mut().for_each(|payoff| payoff.push(T::zero()));
            }
            let row = *row as usize * players;
            for (sums, payoff) in self.payoff.iter_mut().zip(&numbers.payoff()[row..row + players]) {
                if let Some(sum) = sums.last_mut() {
                    sum.add_product(&past.chance, payoff);
                }
            }
        }
        self.row_start.resize(self.actors[0].count() + 1, self.column.len() as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::Numbers;
    use crate::profile;
    use crate::random::{Shape, game};
    use crate::tree::{chance, decision, end};

    #[test]
    fn ends_of_one_pair_are_one_entry() {
        let tree = chance([
            ((1, 4), decision(0, "h", [("a", end([1.0, 2.0])), ("b", end([4.0, 0.0]))])),
            ((3, 4), decision(0, "h", [("a", end([2.0, 4.0])), ("b", end([0.0, 0.0]))])),
        ]);
        let (structure, dag) = tree.build(2).unwrap();
        let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
        let form = SequenceForm::new(&structure, &numbers).unwrap();
        assert_eq!(form.row_start, [0, 0, 1, 2]);
        assert_eq!(form.column, [0, 0]);
        assert_eq!(form.payoff, [vec![1.75, 1.0], vec![3.5, 0.0]]);
    }

    #[test]
    fn realisation_plans_give_the_same_values_as_behaviour() {
        for seed in 0..200 {
            let tree = game(seed, Shape { depth: 5, width: 3, ..Shape::default() });
            let (structure, dag) = tree.build(2).unwrap();
            let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
            let form = SequenceForm::new(&structure, &numbers).unwrap();
            let behaviour = profile::uniform(&structure);
            let plans = form.actors.each_ref().map(|own| {
                let mut plan = vec![1.0; own.count()];
                for (k, &set) in own.infosets.iter().enumerate() {
                    for (sequence, action) in own.of_set(k).zip(structure.actions(set as usize)) {
                        plan[sequence] = plan[own.parent[k] as usize] * behaviour[action];
                    }
                }
                plan
            });
            let values = profile::values(&structure, &numbers, &behaviour);
            for (payoff, value) in form.payoff.iter().zip(values) {
                let mut sum = 0.0;
                for (row, &x) in plans[0].iter().enumerate() {
                    for at in form.row_start[row] as usize..form.row_start[row + 1] as usize {
                        sum += x * payoff[at] * plans[1][form.column[at] as usize];
                    }
                }
                assert!((sum - value).abs() < 1e-12, "seed {seed}: {sum} {value}");
            }
        }
    }

    #[test]
    fn what_was_forgotten_is_refused() {
        let later = || decision(0, "later", [("a", end([0.0])), ("b", end([1.0]))]);
        let (structure, dag) = decision(0, "first", [("l", later()), ("r", later())]).build(1).unwrap();
        let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
        let error = SequenceForm::new(&structure, &numbers).unwrap_err();
        assert_eq!(error, SequenceError::Recall { infoset: 1 });
    }
}
