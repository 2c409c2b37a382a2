//! The best continuation from an information set on, against the profile's continuation.
//!
//! In: an information set, weights of its nodes (beliefs, or probabilities of being led there) and a profile. Out: how
//! much its actor would gain by the best change of its behaviour there and at all its later information sets. Under
//! perfect recall that is one walk below the set and one sweep over the later sets, the latest first.

use standoff_game::scalar::Scalar;
use standoff_game::structure::{Kind, NONE, Structure};

/// Working space for one game; reused over its information sets.
pub(super) struct Continuation<'a, T> {
    structure: &'a Structure,
    /// How many own moves precede each information set.
    own_depth: Vec<u32>,
    /// Weighted gain of each action: with the best later behaviour, and with the profile's.
    best: Vec<T>,
    mean: Vec<T>,
    /// The own action that leads to each information set met in the walk, [`NONE`] for those not met.
    led_by: Vec<u32>,
    met: Vec<u32>,
    open: Vec<(u32, u32, T)>,
}

impl<'a, T: Scalar> Continuation<'a, T> {
    pub(super) fn new(structure: &'a Structure) -> Self {
        let own_depth = (0..structure.infoset_count()).map(|h| own_moves_before(structure, h)).collect();
        Continuation {
            structure,
            own_depth,
            best: vec![T::zero(); structure.action_count()],
            mean: vec![T::zero(); structure.action_count()],
            led_by: vec![NONE; structure.infoset_count()],
            met: Vec::new(),
            open: Vec::new(),
        }
    }

    pub(super) fn structure(&self) -> &'a Structure {
        self.structure
    }

    /// How many of its own moves the actor has made before this information set.
    pub(super) fn own_depth(&self, infoset: usize) -> u32 {
        self.own_depth[infoset]
    }

    /// The gain at `infoset`, weighted as `weights` (one entry a node of the set) are. Never negative.
    pub(super) fn gain(
        &mut self,
        infoset: usize,
        weights: &[T],
        chance: &[T],
        payoff: &[T],
        profile: &[T],
    ) -> T {
        self.walk(infoset, weights, chance, payoff, profile);
        // The latest is taken first; those of one depth do not affect each other.
        let own_depth = &self.own_depth;
        self.met.sort_unstable_by_key(|&h| (own_depth[h as usize], h));
        while let Some(later) = self.met.pop() {
            let later = later as usize;
            let (best, mean) = self.settle(later, profile);
            let led_by = std::mem::replace(&mut self.led_by[later], NONE) as usize;
            self.best[led_by].add(&best);
            self.mean[led_by].add(&mean);
        }
        let (best, mean) = self.settle(infoset, profile);
        let gain = best.minus(&mean);
        if gain < T::zero() { T::zero() } else { gain }
    }

    /// Adds the weighted payoffs of all ends below the set to the actor's last own actions before them.
    fn walk(&mut self, infoset: usize, weights: &[T], chance: &[T], payoff: &[T], profile: &[T]) {
        let s = self.structure;
        let player = s.infoset_player[infoset];
        let players = usize::from(s.players);
        for (&node, weight) in s.nodes_of(infoset).iter().zip(weights) {
            if weight.is_zero() {
                continue;
            }
            for (action, child) in s.actions(infoset).zip(s.children(node as usize)) {
                self.open.push((child as u32, action as u32, weight.clone()));
            }
            while let Some((node, last, weight)) = self.open.pop() {
                let at = node as usize;
                let row = s.row[at] as usize;
                if s.kind[at] == Kind::Terminal as u8 {
                    let gained = weight.times(&payoff[row * players + usize::from(player)]);
                    self.best[last as usize].add(&gained);
                    self.mean[last as usize].add(&gained);
                } else if s.kind[at] == Kind::Chance as u8 {
                    self.branch(at, last, &weight, &chance[s.chance_row(row as u32)]);
                } else if s.infoset_player[row] != player {
                    self.branch(at, last, &weight, &profile[s.actions(row)]);
                } else {
                    if self.led_by[row] == NONE {
                        self.led_by[row] = last;
                        self.met.push(row as u32);
                    }
                    for (action, child) in s.actions(row).zip(s.children(at)) {
                        self.open.push((child as u32, action as u32, weight.clone()));
                    }
                }
            }
        }
    }

    fn branch(&mut self, node: usize, last: u32, weight: &T, probabilities: &[T]) {
        for (child, probability) in self.structure.children(node).zip(probabilities) {
            if !probability.is_zero() {
                self.open.push((child as u32, last, weight.times(probability)));
            }
        }
    }

    /// The best and the profile's value at a set whose later sets are settled; clears its actions.
    fn settle(&mut self, infoset: usize, profile: &[T]) -> (T, T) {
        let actions = self.structure.actions(infoset);
        let mut most: Option<T> = None;
        let mut mean = T::zero();
        for action in actions {
            let best = std::mem::replace(&mut self.best[action], T::zero());
            let played = std::mem::replace(&mut self.mean[action], T::zero());
            if !profile[action].is_zero() {
                mean.add(&played.times(&profile[action]));
            }
            if most.as_ref().is_none_or(|most| best > *most) {
                most = Some(best);
            }
        }
        (most.unwrap_or_else(T::zero), mean)
    }
}

fn own_moves_before(structure: &Structure, infoset: usize) -> u32 {
    let player = structure.infoset_player[infoset];
    let Some(&first) = structure.nodes_of(infoset).first() else { return 0 };
    let mut moves = 0;
    let mut node = structure.parent[first as usize];
    while node != NONE {
        let at = node as usize;
        if structure.kind[at] == Kind::Decision as u8
            && structure.infoset_player[structure.row[at] as usize] == player
        {
            moves += 1;
        }
        node = structure.parent[at];
    }
    moves
}
