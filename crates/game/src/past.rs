//! What each actor did last: one walk over the game that knows, at every node, every actor's last own action before it.
//!
//! In: a structure. Out: calls of a visitor. With perfect recall that action stands for the actor's whole past. The walk
//! keeps its own list of open nodes, so that a game may be of any depth; it takes time in proportion to the nodes.

use crate::structure::{Kind, NONE, Structure};

/// A node whose children are being walked.
struct Open {
    node: u32,
    /// Children met so far.
    met: u32,
    /// What the mover's last action was before this node.
    before: u32,
}

/// Calls `visit(node, last)` for every node, depth first. `last` has for each actor its last own action on the way, in the
/// flat numbering; [`NONE`] if it has not moved.
pub fn walk(structure: &Structure, mut visit: impl FnMut(u32, &[u32])) {
    let mut last = vec![NONE; usize::from(structure.players)];
    if structure.node_count() == 0 {
        return;
    }
    visit(0, &last);
    let mut open = vec![Open { node: 0, met: 0, before: last_of_mover(structure, 0, &last) }];
    while let Some(top) = open.last_mut() {
        let set = decision(structure, top.node);
        let mover = set.map(|set| usize::from(structure.infoset_player[set]));
        let children = structure.children(top.node as usize);
        if top.met as usize == children.len() {
            if let Some(mover) = mover {
                last[mover] = top.before;
            }
            open.pop();
            continue;
        }
        if let (Some(set), Some(mover)) = (set, mover) {
            last[mover] = structure.action_start[set] + top.met;
        }
        let child = children.start as u32 + top.met;
        top.met += 1;
        visit(child, &last);
        open.push(Open { node: child, met: 0, before: last_of_mover(structure, child, &last) });
    }
}

/// The last own action of the actor who moves at a node.
fn last_of_mover(structure: &Structure, node: u32, last: &[u32]) -> u32 {
    decision(structure, node).map_or(NONE, |set| last[usize::from(structure.infoset_player[set])])
}

/// The information set of a decision node.
fn decision(structure: &Structure, node: u32) -> Option<usize> {
    let node = node as usize;
    (structure.kind[node] == Kind::Decision as u8).then(|| structure.row[node] as usize)
}
