//! Which information sets depend on each other along the path.
//!
//! In: a game. Out: an order in which to eliminate their unknowns. What is played at a set matters to the equations of the
//! sets above and below its nodes and to no others.

use super::linear::order::{Order, order};
use standoff_game::structure::{Kind, NONE, Structure};

/// An order of elimination for the sets of a game in which anything is chosen.
pub(crate) fn order_of(structure: &Structure) -> Order {
    let sets = structure.infoset_count();
    let weight: Vec<u32> =
        (0..sets).map(|set| (structure.actions(set).len() as u32).saturating_sub(1)).collect();
    let above = decisions_above(structure);
    let mut neighbours: Vec<Vec<u32>> = vec![Vec::new(); sets];
    let mut seen = vec![NONE; sets];
    for set in (0..sets).filter(|&set| weight[set] > 0) {
        seen[set] = set as u32;
        for &node in structure.nodes_of(set) {
            let mut at = above[node as usize];
            while at != NONE {
                let other = structure.row[at as usize];
                if seen[other as usize] != set as u32 && weight[other as usize] > 0 {
                    seen[other as usize] = set as u32;
                    neighbours[set].push(other);
                    neighbours[other as usize].push(set as u32);
                }
                at = above[at as usize];
            }
        }
    }
    for list in &mut neighbours {
        list.sort_unstable();
        list.dedup();
    }
    order(&weight, neighbours)
}

/// The last decision node before each node, or [`NONE`].
fn decisions_above(structure: &Structure) -> Vec<u32> {
    let mut above = vec![NONE; structure.node_count()];
    for node in 0..above.len() {
        let parent = structure.parent[node];
        if parent != NONE {
            let moves = structure.kind[parent as usize] == Kind::Decision as u8;
            above[node] = if moves { parent } else { above[parent as usize] };
        }
    }
    above
}
