//! Builds a [`Structure`] node by node.
//!
//! In: the enumerator's calls, in any order that expands a node after its parent. Out: the finished arrays. Rows of
//! payoffs and probabilities are stored once; the children of a node are contiguous and come after it.

use crate::dag::ExprId;
use crate::structure::{InfosetId, Kind, NONE, NodeId, Structure};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// A structure under construction. At 17 bytes a node, and 4 more for each decision node when it is finished.
#[derive(Clone, Debug)]
pub struct Builder {
    structure: Structure,
    payoff_rows: RowIndex,
    chance_rows: RowIndex,
    overflowed: bool,
}

impl Builder {
    /// A game of `players` actors that consists of an unexpanded root.
    #[must_use]
    pub fn new(players: u16) -> Self {
        let mut structure =
            Structure { players, action_start: vec![0], chance_start: vec![0], ..Structure::default() };
        push_nodes(&mut structure, 1, NONE);
        Builder {
            structure,
            payoff_rows: RowIndex::default(),
            chance_rows: RowIndex::default(),
            overflowed: false,
        }
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// The id of a payoff row (one entry an actor; missing entries count as 0, further ones are dropped).
    pub fn payoff_row(&mut self, payoffs: &[ExprId]) -> u32 {
        let players = usize::from(self.structure.players);
        let rows = &mut self.structure.payoff;
        if payoffs.len() != players {
            // ExprId(0) is the constant 0 in every DAG.
            let row: Vec<ExprId> =
                (0..players).map(|i| payoffs.get(i).copied().unwrap_or(ExprId(0))).collect();
            return self.payoff_row(&row);
        }
        let row_of =
            |r: u32, rows: &[ExprId]| r as usize * players..(r as usize * players + players).min(rows.len());
        let count = self.payoff_rows.len;
        let found = self.payoff_rows.find_or_insert(payoffs, |r| &rows[row_of(r, rows)]);
        if found == count {
            rows.extend_from_slice(payoffs);
        }
        found
    }

    /// The id of a chance row.
    pub fn chance_row(&mut self, probabilities: &[ExprId]) -> u32 {
        let (rows, starts) = (&mut self.structure.chance, &mut self.structure.chance_start);
        let count = self.chance_rows.len;
        let found = self.chance_rows.find_or_insert(probabilities, |r| {
            &rows[starts[r as usize] as usize..starts[r as usize + 1] as usize]
        });
        if found == count {
            rows.extend_from_slice(probabilities);
            starts.push(rows.len() as u32);
        }
        found
    }

    /// A new information set. Call it when the set is first met in a depth-first walk: ids then run in that order, and
    /// an actor's earlier sets have smaller ids. `tie` is the action (within the set) that a tie rule names.
    pub fn infoset(&mut self, player: u16, actions: u32, tie: Option<u32>) -> InfosetId {
        let s = &mut self.structure;
        let id = s.infoset_player.len() as u32;
        s.infoset_player.push(player);
        s.infoset_tie.push(tie.unwrap_or(NONE));
        let start = s.action_start.last().copied().unwrap_or(0);
        match start.checked_add(actions) {
            Some(end) => s.action_start.push(end),
            None => {
                self.overflowed = true;
                s.action_start.push(start);
            }
        }
        InfosetId(id)
    }

    /// How many actions an information set has.
    #[must_use]
    pub fn actions_of(&self, infoset: InfosetId) -> u32 {
        let start = &self.structure.action_start;
        let at = infoset.0 as usize;
        match (start.get(at), start.get(at + 1)) {
            (Some(first), Some(end)) => end - first,
            _ => 0,
        }
    }

    /// The first action of an information set in the flat numbering.
    #[must_use]
    pub fn first_action_of(&self, infoset: InfosetId) -> u32 {
        self.structure.action_start.get(infoset.0 as usize).copied().unwrap_or(0)
    }

    /// How many entries a chance row has.
    #[must_use]
    pub fn entries_of(&self, row: u32) -> usize {
        self.structure.chance_row(row).len()
    }

    /// Makes `node` a decision node and returns its children, one for each action.
    pub fn decision(&mut self, node: NodeId, infoset: InfosetId) -> Range<u32> {
        let actions = self.actions_of(infoset);
        self.expand(node, Kind::Decision, infoset.0, actions)
    }

    /// Makes `node` a chance node and returns its children, one for each entry of the row.
    pub fn chance(&mut self, node: NodeId, row: u32) -> Range<u32> {
        let entries = self.structure.chance_row(row).len() as u32;
        self.expand(node, Kind::Chance, row, entries)
    }

    /// Makes `node` an end.
    pub fn terminal(&mut self, node: NodeId, row: u32) {
        let at = node.0 as usize;
        self.structure.kind[at] = Kind::Terminal as u8;
        self.structure.row[at] = row;
    }

    /// Nodes so far, expanded or not.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.structure.node_count()
    }

    /// Information sets so far.
    #[must_use]
    pub fn infoset_count(&self) -> usize {
        self.structure.infoset_count()
    }

    /// Whether the game outgrew 32-bit indices. Further nodes were then dropped and the structure is worthless.
    #[must_use]
    pub fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Bytes in use, about: what the finished structure and the indices over its rows take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let s = &self.structure;
        s.node_count() * 21
            + s.infoset_count() * 14
            + (s.payoff.len() + s.chance.len() + s.chance_start.len()) * 4
            + (self.payoff_rows.slots.len() + self.chance_rows.slots.len()) * 4
    }

    /// The finished structure.
    #[must_use]
    pub fn finish(self) -> Structure {
        let mut s = self.structure;
        let decision = Kind::Decision as u8;
        // Counting sort of decision nodes by information set; ascending within a set because nodes are met in order.
        let mut start = vec![0u32; s.infoset_count() + 1];
        let decisions = || s.kind.iter().zip(&s.row).enumerate().filter(|(_, (kind, _))| **kind == decision);
        for (_, (_, &set)) in decisions() {
            start[set as usize + 1] += 1;
        }
        for set in 0..s.infoset_count() {
            start[set + 1] += start[set];
        }
        let mut next = start.clone();
        let mut nodes = vec![0u32; start.last().map_or(0, |&n| n as usize)];
        for (node, (_, &set)) in decisions() {
            let at = &mut next[set as usize];
            nodes[*at as usize] = node as u32;
            *at += 1;
        }
        s.infoset_start = start;
        s.infoset_nodes = nodes;
        for nodes in [&mut s.row, &mut s.first_child, &mut s.child_count, &mut s.parent] {
            nodes.shrink_to_fit();
        }
        s.kind.shrink_to_fit();
        s.payoff.shrink_to_fit();
        s
    }

    fn expand(&mut self, node: NodeId, kind: Kind, row: u32, children: u32) -> Range<u32> {
        let s = &mut self.structure;
        let first = s.kind.len();
        let fits =
            u32::try_from(first).ok().and_then(|f| f.checked_add(children)).is_some_and(|end| end < NONE);
        if !fits {
            self.overflowed = true;
            return 0..0;
        }
        let at = node.0 as usize;
        s.kind[at] = kind as u8;
        s.row[at] = row;
        s.first_child[at] = first as u32;
        s.child_count[at] = children;
        push_nodes(s, children as usize, node.0);
        first as u32..first as u32 + children
    }
}

/// Adds unexpanded nodes: ends without a row until something is said about them.
fn push_nodes(s: &mut Structure, count: usize, parent: u32) {
    let length = s.kind.len() + count;
    s.kind.resize(length, Kind::Terminal as u8);
    s.row.resize(length, NONE);
    s.first_child.resize(length, NONE);
    s.child_count.resize(length, 0);
    s.parent.resize(length, parent);
}

/// Open-addressing index over rows that live elsewhere: 4 bytes a slot, at most half full.
#[derive(Clone, Debug, Default)]
struct RowIndex {
    slots: Vec<u32>,
    len: u32,
}

impl RowIndex {
    /// The id of `row`; if it equals `len` before the call, the row is new and the caller stores it.
    fn find_or_insert<'a>(&mut self, row: &[ExprId], stored: impl Fn(u32) -> &'a [ExprId]) -> u32 {
        if (self.len as usize + 1) * 2 > self.slots.len() {
            self.grow(&stored);
        }
        let mask = self.slots.len() - 1;
        let mut at = hash(row) & mask;
        loop {
            match self.slots[at] {
                NONE => {
                    self.slots[at] = self.len;
                    self.len += 1;
                    return self.len - 1;
                }
                id if stored(id) == row => return id,
                _ => at = (at + 1) & mask,
            }
        }
    }

    fn grow<'a>(&mut self, stored: &impl Fn(u32) -> &'a [ExprId]) {
        let size = (self.slots.len() * 2).max(64);
        self.slots = vec![NONE; size];
        for id in 0..self.len {
            let mut at = hash(stored(id)) & (size - 1);
            while self.slots[at] != NONE {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = id;
        }
    }
}

fn hash(row: &[ExprId]) -> usize {
    let mut hasher = FxHasher::default();
    row.hash(&mut hasher);
    hasher.finish() as usize
}
