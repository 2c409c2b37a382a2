//! The order in which backward induction settles a game, and whether it applies.
//!
//! In: structure and probabilities of chance. Out: levels (numbers of decisions above) of nodes and information sets,
//! and both sorted by level; an error if the nodes of some set come after different decisions.

use super::number::Number;
use crate::SolveError;
use standoff_game::structure::{Kind, NONE, Structure};

/// The order in which nodes and sets are settled.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    /// How many decisions lie above each node.
    pub(super) level: Vec<u32>,
    /// The last action above each node.
    pub(super) last: Vec<u32>,
    /// The entry of the reach table for each node; `NONE` where chance never leads.
    pub(super) reach_of: Vec<u32>,
    /// The last action above each information set's live nodes.
    pub(super) set_last: Vec<u32>,
    /// Level of each information set, `NONE` if it cannot happen.
    pub(super) set_level: Vec<u32>,
    /// Information sets, then chance nodes, by level.
    pub(super) sets: Vec<u32>,
    pub(super) set_start: Vec<u32>,
    pub(super) chances: Vec<u32>,
    pub(super) chance_start: Vec<u32>,
}

impl Order {
    /// Levels of nodes and sets; an error if some set's beliefs depend on play.
    pub(super) fn lay<N: Number>(&mut self, structure: &Structure, chance: &[N]) -> Result<(), SolveError> {
        let nodes = structure.node_count();
        for array in [&mut self.level, &mut self.last, &mut self.reach_of] {
            array.clear();
            array.resize(nodes, 0);
        }
        for array in [&mut self.set_last, &mut self.set_level] {
            array.clear();
            array.resize(structure.infoset_count(), NONE);
        }
        let mut deepest = 0;
        let mut entries = 0;
        for node in 0..nodes {
            let parent = structure.parent[node];
            if parent == NONE {
                self.last[node] = NONE;
            } else {
                let above = parent as usize;
                let branch = node - structure.first_child[above] as usize;
                let row = structure.row[above];
                self.reach_of[node] = self.reach_of[above];
                self.level[node] = self.level[above];
                self.last[node] = self.last[above];
                if structure.kind[above] == Kind::Decision as u8 {
                    self.level[node] += 1;
                    self.last[node] = structure.action_start[row as usize] + branch as u32;
                } else if self.reach_of[above] != NONE {
                    let p = &chance[structure.chance_row(row).start + branch];
                    if p.is_zero() {
                        self.reach_of[node] = NONE;
                    } else if !p.is_one() && structure.kind[node] != Kind::Terminal as u8 {
                        entries += 1;
                        self.reach_of[node] = entries;
                    }
                }
            }
            if structure.kind[node] != Kind::Decision as u8 || self.reach_of[node] == NONE {
                continue;
            }
            deepest = deepest.max(self.level[node]);
            let set = structure.row[node] as usize;
            if self.set_level[set] == NONE {
                self.set_level[set] = self.level[node];
                self.set_last[set] = self.last[node];
            } else if self.set_last[set] != self.last[node] {
                return Err(SolveError::NotByInduction {
                    infoset: set as u32,
                    player: structure.infoset_player[set],
                });
            }
        }
        let deepest = deepest as usize + 2;
        let live_sets = (0..structure.infoset_count()).filter(|&h| self.set_level[h] != NONE);
        sort_by_level(
            deepest,
            live_sets.map(|h| (h, self.set_level[h])),
            &mut self.set_start,
            &mut self.sets,
        );
        let chances =
            (0..nodes).filter(|&n| structure.kind[n] == Kind::Chance as u8 && self.reach_of[n] != NONE);
        let levels = &self.level;
        sort_by_level(deepest, chances.map(|n| (n, levels[n])), &mut self.chance_start, &mut self.chances);
        Ok(())
    }
}

/// Counting sort, ascending within a level.
fn sort_by_level(
    levels: usize,
    items: impl Iterator<Item = (usize, u32)> + Clone,
    start: &mut Vec<u32>,
    sorted: &mut Vec<u32>,
) {
    start.clear();
    start.resize(levels + 1, 0);
    let mut count = 0;
    for (_, level) in items.clone() {
        start[level as usize + 1] += 1;
        count += 1;
    }
    for level in 0..levels {
        start[level + 1] += start[level];
    }
    sorted.clear();
    sorted.resize(count, 0);
    let mut next = start.clone();
    for (item, level) in items {
        let at = &mut next[level as usize];
        sorted[*at as usize] = item as u32;
        *at += 1;
    }
}
