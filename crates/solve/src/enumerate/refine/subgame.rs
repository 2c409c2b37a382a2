//! The proper subgames of a game.
//!
//! In: a structure, and what chance leaves possible. Out: their roots, each with the smallest subgame around it. A subgame
//! begins at a node and holds every information set that it meets whole (Selten 1965).

use standoff_game::structure::{Kind, NONE, Structure};

/// The roots of all subgames with a decision in them, the whole game's first; ascending, so that larger ones come first.
pub(in crate::enumerate) fn roots(structure: &Structure, possible: &[bool]) -> Vec<usize> {
    // How many information sets are cut by the subtree of a node: count each set's nodes below it.
    let nodes = structure.node_count();
    let size: Vec<usize> = (0..structure.infoset_count())
        .map(|set| structure.nodes_of(set).iter().filter(|n| possible[**n as usize]).count())
        .collect();
    let mut roots = Vec::new();
    let mut inside = vec![NONE; nodes];
    let mut met = vec![0usize; size.len()];
    for root in (0..nodes).filter(|&n| possible[n] && structure.kind[n] != Kind::Terminal as u8) {
        let decision = structure.kind[root] == Kind::Decision as u8;
        if root != 0 && decision && size[structure.row[root] as usize] > 1 {
            continue;
        }
        met.fill(0);
        inside[root] = root as u32;
        for node in root..nodes {
            if inside[node] != root as u32 || !possible[node] {
                continue;
            }
            inside[structure.children(node)].fill(root as u32);
            if structure.kind[node] == Kind::Decision as u8 {
                met[structure.row[node] as usize] += 1;
            }
        }
        let whole = met.iter().zip(&size).all(|(met, size)| *met == 0 || met == size);
        if whole && met.iter().any(|&met| met > 0) {
            roots.push(root);
        }
    }
    roots
}

/// For each root, the place in `roots` of the smallest other subgame that holds it; its own for the whole game.
pub(super) fn around(structure: &Structure, roots: &[usize]) -> Vec<usize> {
    let nearest = |&root: &usize| {
        let mut node = structure.parent[root];
        while node != NONE {
            if let Ok(place) = roots.binary_search(&(node as usize)) {
                return place;
            }
            node = structure.parent[node as usize];
        }
        0
    };
    roots.iter().map(nearest).collect()
}
