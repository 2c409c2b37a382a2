//! Does every actor remember what it knew and did? An independent check, used on what the enumerator makes.
//!
//! In: a structure. Out: nothing, or two nodes of one information set that their actor could tell apart.

use crate::structure::{Kind, NONE, Structure};

/// Two nodes of one information set before which its actor has a different past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// The information set.
    pub infoset: u32,
    /// Its two nodes; the same node twice if the set occurs again on the way to it or its children do not fit.
    pub nodes: [u32; 2],
}

/// Compares, node by node, the actor's own past: the list of (information set, action) on the way from the start.
/// Time and space: nodes × own moves before them.
///
/// # Errors
/// The first information set that breaks perfect recall.
pub fn check(structure: &Structure) -> Result<(), Forgotten> {
    for infoset in 0..structure.infoset_count() {
        let mut first: Option<(u32, Vec<(u32, u32)>)> = None;
        for &node in structure.nodes_of(infoset) {
            let past = own_past(structure, node, structure.infoset_player[infoset]);
            let again = past.iter().any(|&(set, _)| set as usize == infoset);
            if again || structure.children(node as usize).len() != structure.actions(infoset).len() {
                return Err(Forgotten { infoset: infoset as u32, nodes: [node, node] });
            }
            match &first {
                None => first = Some((node, past)),
                Some((other, known)) if *known != past => {
                    return Err(Forgotten { infoset: infoset as u32, nodes: [*other, node] });
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}

/// The actor's own information sets and actions on the way to a node, the last first.
fn own_past(structure: &Structure, node: u32, player: u16) -> Vec<(u32, u32)> {
    let mut past = Vec::new();
    let mut child = node;
    loop {
        let parent = structure.parent[child as usize];
        if parent == NONE {
            return past;
        }
        let at = parent as usize;
        let set = structure.row[at];
        if structure.kind[at] == Kind::Decision as u8 && structure.infoset_player[set as usize] == player {
            past.push((set, child - structure.first_child[at]));
        }
        child = parent;
    }
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
