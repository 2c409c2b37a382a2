//! A structure's edges, laid out for passes over all nodes.
//!
//! In: a structure. Out: for each node the edge that leads to it, and for each set who moves.

use standoff_game::structure::{Kind, NONE, Structure};

/// What leads to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Nothing: it is the root.
    Root,
    /// An entry of the chance rows.
    Chance(u32),
    /// An action.
    Action(u32),
}

/// Edges and kinds of nodes.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub(super) players: usize,
    /// Parent of each node (0 for the root).
    pub(super) parent: Vec<u32>,
    /// What leads to each node.
    pub(super) edge: Vec<Edge>,
    /// First child and number of children.
    pub(super) children: Vec<(u32, u32)>,
    /// Of an end its payoff row, of others [`NONE`].
    pub(super) end: Vec<u32>,
    /// The mover of each action's set.
    pub(super) mover: Vec<u16>,
}

impl Layout {
    pub(super) fn new(structure: &Structure) -> Self {
        let nodes = structure.node_count();
        let mut layout = Layout {
            players: usize::from(structure.players),
            parent: structure.parent.iter().map(|&p| if p == NONE { 0 } else { p }).collect(),
            edge: vec![Edge::Root; nodes],
            children: Vec::with_capacity(nodes),
            end: Vec::with_capacity(nodes),
            mover: vec![0; structure.action_count()],
        };
        for node in 0..nodes {
            let children = structure.children(node);
            let row = structure.row[node];
            let (end, first) = match structure.kind[node] {
                kind if kind == Kind::Terminal as u8 => (row, None),
                kind if kind == Kind::Chance as u8 => (NONE, Some(structure.chance_start[row as usize])),
                _ => (NONE, None),
            };
            layout.end.push(end);
            layout.children.push((children.start as u32, children.len() as u32));
            for (k, child) in children.enumerate() {
                layout.edge[child] = match first {
                    Some(first) => Edge::Chance(first + k as u32),
                    None => Edge::Action(structure.action_start[row as usize] + k as u32),
                };
            }
        }
        for set in 0..structure.infoset_count() {
            layout.mover[structure.actions(set)].fill(structure.infoset_player[set]);
        }
        layout
    }
}
