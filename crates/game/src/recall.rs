//! Does every actor remember what it knew and did? An independent check of what the enumerator makes, and the gate that
//! games from files pass before they are solved.
//!
//! In: a structure. Out: nothing, or two nodes of one information set that their actor could tell apart.

use crate::past;
use crate::structure::{NONE, Node, Structure};

/// Two nodes of one information set before which its actor has a different past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// The information set.
    pub infoset: u32,
    /// Its two nodes; one may lie on the way to the other. The same node twice if its children do not fit the set.
    pub nodes: [u32; 2],
}

/// Perfect recall (Kuhn 1953): at all nodes of an information set its actor has the same past, the list of its own
/// information sets and actions on the way. That holds everywhere exactly if in every set all nodes agree on the *last*
/// own action before them: the past before that one then agrees by induction on depth, and a set that came twice on a
/// path would have a past that contains itself. Time and space: linear in the nodes, however deep the game.
///
/// # Errors
/// The first information set whose nodes do not agree.
pub fn check(structure: &Structure) -> Result<(), Forgotten> {
    let last = last_own_action(structure);
    for infoset in 0..structure.infoset_count() {
        let nodes = structure.nodes_of(infoset);
        let Some(&first) = nodes.first() else { continue };
        for &node in nodes {
            if structure.children(node as usize).len() != structure.actions(infoset).len() {
                return Err(Forgotten { infoset: infoset as u32, nodes: [node, node] });
            }
            if last[node as usize] != last[first as usize] {
                return Err(Forgotten { infoset: infoset as u32, nodes: [first, node] });
            }
        }
    }
    Ok(())
}

/// For each decision node the mover's last own action before it; [`NONE`] if there is none.
fn last_own_action(structure: &Structure) -> Vec<u32> {
    let mut own = vec![NONE; structure.node_count()];
    past::walk(structure, |node, last| {
        if let Node::Decision(set) = structure.node(node as usize) {
            own[node as usize] = last[usize::from(structure.infoset_player[set.0 as usize])];
        }
    });
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{decision, end};

    #[test]
    fn what_was_done_and_forgotten_is_found() {
        let later = || decision(0, "later", [("a", end([0.0])), ("b", end([1.0]))]);
        let forgetful = decision(0, "first", [("left", later()), ("right", later())]);
        let (structure, _) = forgetful.build(1).unwrap();
        assert_eq!(check(&structure), Err(Forgotten { infoset: 1, nodes: [1, 2] }));
    }

    #[test]
    fn a_set_that_comes_twice_is_found() {
        let twice = decision(
            0,
            "h",
            [("on", decision(0, "h", [("on", end([0.0])), ("off", end([1.0]))])), ("off", end([2.0]))],
        );
        let (structure, _) = twice.build(1).unwrap();
        assert!(check(&structure).is_err());
    }

    #[test]
    fn another_actors_move_may_stay_unseen() {
        let reply = || decision(1, "reply", [("a", end([0.0, 1.0])), ("b", end([1.0, 0.0]))]);
        let (structure, _) = decision(0, "move", [("a", reply()), ("b", reply())]).build(2).unwrap();
        assert_eq!(check(&structure), Ok(()));
    }
}
