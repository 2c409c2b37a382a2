//! The reduced strategies of a player: a choice at each own information set that the choices themselves do not rule out.
//!
//! In: a game with perfect recall and a player. Out: every reduced strategy once; the first information set's choice
//! changes slowest.

use super::super::game::NamedGame;
use crate::past;
use crate::structure::{NONE, Node, Structure};

/// For every information set the player's own last action before it, in the flat numbering; [`NONE`] at the first ones.
pub(super) fn own_action_before(structure: &Structure) -> Vec<u32> {
    let mut before = vec![NONE; structure.infoset_count()];
    // All nodes of a set agree on it.
    past::walk(structure, |node, last| {
        if let Node::Decision(set) = structure.node(node as usize) {
            let set = set.0 as usize;
            before[set] = last[usize::from(structure.infoset_player[set])];
        }
    });
    before
}

/// A player's information sets with what comes before each.
pub(super) struct Plan<'g> {
    game: &'g NamedGame,
    sets: Vec<usize>,
    /// By set of the list: the own action that leads to it.
    before: Vec<u32>,
}

impl<'g> Plan<'g> {
    /// Of one player; `before` is what [`own_action_before`] says.
    pub(super) fn new(game: &'g NamedGame, before: &[u32], player: u16) -> Self {
        let own = |set: &usize| game.structure.infoset_player[*set] == player;
        let sets: Vec<usize> = (0..game.structure.infoset_count()).filter(own).collect();
        let before = sets.iter().map(|&set| before[set]).collect();
        Plan { game, sets, before }
    }

    /// How many information sets there are.
    pub(super) fn sets(&self) -> usize {
        self.sets.len()
    }

    /// How many reduced strategies there are; `u64::MAX` if more.
    pub(super) fn count(&self) -> u64 {
        // Ways to go on after each own action; sets come after the actions that lead to them.
        let mut after = vec![1u64; self.game.structure.action_count()];
        let mut at_start = 1u64;
        for (&set, &before) in self.sets.iter().zip(&self.before).rev() {
            let ways =
                self.game.structure.actions(set).fold(0u64, |sum, action| sum.saturating_add(after[action]));
            let product = after.get_mut(before as usize).unwrap_or(&mut at_start);
            *product = product.saturating_mul(ways);
        }
        at_start
    }

    /// Every reduced strategy as one action a set (flat numbering); [`NONE`] where the set is ruled out.
    pub(super) fn all(&self) -> Vec<Vec<u32>> {
        let mut strategies = Vec::new();
        let mut choice = vec![NONE; self.sets.len()];
        self.first_from(&mut choice, 0);
        loop {
            strategies.push(choice.clone());
            let more = |k: &usize| {
                let last = self.game.structure.actions(self.sets[*k]).end as u32 - 1;
                choice[*k] != NONE && choice[*k] < last
            };
            let Some(k) = (0..self.sets.len()).rev().find(more) else { return strategies };
            choice[k] += 1;
            self.first_from(&mut choice, k + 1);
        }
    }

    /// The first choices from a set on, given those before it.
    fn first_from(&self, choice: &mut [u32], from: usize) {
        for k in from..self.sets.len() {
            let before = self.before[k];
            let reached = before == NONE || choice[..k].contains(&before);
            choice[k] = if reached { self.game.structure.action_start[self.sets[k]] } else { NONE };
        }
    }

    /// The name of a strategy: the names of its actions, with `*` where a set is ruled out.
    pub(super) fn name(&self, strategy: &[u32]) -> String {
        if strategy.is_empty() {
            return "1".to_owned();
        }
        let action = |&action: &u32| match action {
            NONE => "*",
            action => self.game.action_names.get(action as usize),
        };
        strategy.iter().map(action).collect::<Vec<_>>().join("/")
    }
}
