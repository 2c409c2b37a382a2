//! The compiled game's shape: flat arrays of nodes, information sets, actions, chance rows and payoff rows.
//!
//! In: built by a [`crate::builder::Builder`]. Out: read by every solver. Parents come before children and the children
//! of a node are contiguous. Numbers are ids into the expression DAG ([`crate::dag`]); a point of parameter space is
//! evaluated into [`crate::numbers::Numbers`]. Nothing here depends on a point.

use crate::dag::ExprId;

/// Index of a node. The root is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);
/// Index of an information set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InfosetId(pub u32);
/// Index of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlayerId(pub u16);

/// What happens at a node, with the row it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// An actor moves: the information set.
    Decision(InfosetId),
    /// Chance moves: the chance row, with as many entries as the node has children.
    Chance(u32),
    /// The story ends: the payoff row.
    Terminal(u32),
}

/// The kind of a node, as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// An actor moves.
    Decision,
    /// Chance moves.
    Chance,
    /// The end.
    Terminal,
}

/// "No parent", "no row".
pub const NONE: u32 = u32::MAX;

/// The game's shape. All vectors of the same block have the same length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// Number of actors.
    pub players: u16,

    // nodes
    /// Kind of each node.
    pub kind: Vec<u8>,
    /// Information set, chance row or payoff row of each node, by kind.
    pub row: Vec<u32>,
    /// First child ([`NONE`] at ends); the children are `first_child .. first_child + child_count`.
    pub first_child: Vec<u32>,
    /// Number of children.
    pub child_count: Vec<u32>,
    /// Parent ([`NONE`] at the root).
    pub parent: Vec<u32>,

    // information sets
    /// The mover of each information set.
    pub infoset_player: Vec<u16>,
    /// First action of each information set in the flat action numbering; one entry more than there are sets.
    pub action_start: Vec<u32>,
    /// Start of each set's nodes in `infoset_nodes`; one entry more than there are sets.
    pub infoset_start: Vec<u32>,
    /// Nodes of the information sets, set by set, ascending.
    pub infoset_nodes: Vec<u32>,
    /// The action (within its set) that the tie rule names, or [`NONE`].
    pub infoset_tie: Vec<u32>,

    // rows of numbers
    /// Start of each chance row in `chance`; one entry more than there are rows.
    pub chance_start: Vec<u32>,
    /// Probabilities, as expressions.
    pub chance: Vec<ExprId>,
    /// Payoffs: row r of actor i is `payoff[r * players + i]`. Equal rows are stored once.
    pub payoff: Vec<ExprId>,
}

impl Structure {
    /// Number of nodes.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.kind.len()
    }

    /// Number of ends.
    #[must_use]
    pub fn terminal_count(&self) -> usize {
        self.kind.iter().filter(|&&k| k == Kind::Terminal as u8).count()
    }

    /// Number of information sets.
    #[must_use]
    pub fn infoset_count(&self) -> usize {
        self.infoset_player.len()
    }

    /// Number of actions over all information sets: the length of a profile.
    #[must_use]
    pub fn action_count(&self) -> usize {
        self.action_start.last().map_or(0, |&n| n as usize)
    }

    /// Number of payoff rows.
    #[must_use]
    pub fn payoff_rows(&self) -> usize {
        self.payoff.len() / usize::from(self.players.max(1))
    }

    /// What happens at `node`.
    #[must_use]
    pub fn node(&self, node: usize) -> Node {
        let row = self.row[node];
        match self.kind[node] {
            k if k == Kind::Decision as u8 => Node::Decision(InfosetId(row)),
            k if k == Kind::Chance as u8 => Node::Chance(row),
            _ => Node::Terminal(row),
        }
    }

    /// The children of `node`, in the order of the labels.
    #[must_use]
    pub fn children(&self, node: usize) -> std::ops::Range<usize> {
        match self.first_child[node] {
            NONE => 0..0,
            first => first as usize..first as usize + self.child_count[node] as usize,
        }
    }

    /// The actions of an information set in the flat numbering.
    #[must_use]
    pub fn actions(&self, infoset: usize) -> std::ops::Range<usize> {
        self.action_start[infoset] as usize..self.action_start[infoset + 1] as usize
    }

    /// The nodes of an information set.
    #[must_use]
    pub fn nodes_of(&self, infoset: usize) -> &[u32] {
        &self.infoset_nodes[self.infoset_start[infoset] as usize..self.infoset_start[infoset + 1] as usize]
    }

    /// The entries of a chance row.
    #[must_use]
    pub fn chance_row(&self, row: u32) -> std::ops::Range<usize> {
        self.chance_start[row as usize] as usize..self.chance_start[row as usize + 1] as usize
    }
}
