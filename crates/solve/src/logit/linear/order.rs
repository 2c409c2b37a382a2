//! In which order to eliminate, so that few entries arise that were zero before.
//!
//! In: a graph of blocks (information sets) of which neighbours depend on each other, with their numbers of unknowns. Out: an order of
//! elimination, the blocks at its end that are better treated as one dense matrix, and how many entries arise. Minimum
//! degree with approximate degrees on a quotient graph (Amestoy, Davis and Duff 1996), without its supervariables.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Once a block is next to this share of the unknowns that remain, what remains is dense.
const DENSE: f64 = 0.6;

/// An order of elimination.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order {
    /// Blocks in their order; the dense ones last.
    pub(crate) blocks: Vec<u32>,
    /// How many blocks come before the dense ones.
    pub(crate) sparse: usize,
    /// Unknowns of the dense blocks.
    pub(crate) dense_unknowns: usize,
    /// Entries of the factors outside the dense part, an upper bound.
    pub(crate) entries: u64,
}

/// The graph while blocks are eliminated. An element is a block eliminated, with the blocks next to it then.
struct Quotient<'a> {
    weight: &'a [u32],
    blocks: Vec<Vec<u32>>,
    elements: Vec<Vec<u32>>,
    members: Vec<Vec<u32>>,
    degree: Vec<u64>,
    gone: Vec<bool>,
    /// Weight of each element outside the newest one, where `seen` says that it is of this round.
    outside: Vec<u64>,
    seen: Vec<u32>,
    mark: Vec<u32>,
}

/// Orders blocks with these weights and neighbours (both directions listed, no block its own neighbour).
pub(crate) fn order(weight: &[u32], neighbours: Vec<Vec<u32>>) -> Order {
    let count = weight.len();
    let sum = |list: &[u32]| list.iter().map(|&b| u64::from(weight[b as usize])).sum::<u64>();
    let mut remaining: u64 = weight.iter().map(|&w| u64::from(w)).sum();
    let mut graph = Quotient {
        weight,
        degree: neighbours.iter().map(|list| sum(list)).collect(),
        blocks: neighbours,
        elements: vec![Vec::new(); count],
        members: vec![Vec::new(); count],
        gone: vec![false; count],
        outside: vec![0; count],
        seen: vec![0; count],
        mark: vec![0; count],
    };
    let mut queue: BinaryHeap<Reverse<(u64, u32)>> =
        (0..count).map(|b| Reverse((graph.degree[b], b as u32))).collect();
    let mut order = Order::default();
    let mut round = 0;
    while let Some(Reverse((degree, block))) = queue.pop() {
        let b = block as usize;
        if graph.gone[b] || graph.degree[b] != degree {
            continue;
        }
        let own = u64::from(weight[b]);
        if (degree + own) as f64 >= DENSE * remaining as f64 && remaining > own {
            break;
        }
        round += 1;
        // Unknowns of one block do not depend on each other before others between them have gone.
        let untouched = graph.elements[b].is_empty();
        graph.eliminate(block, round, remaining);
        for &next in &graph.members[b] {
            queue.push(Reverse((graph.degree[next as usize], next)));
        }
        order.blocks.push(block);
        let above = sum(&graph.members[b]);
        order.entries += own * (if untouched { 1 } else { own } + 2 * above);
        remaining -= own;
    }
    order.sparse = order.blocks.len();
    order.dense_unknowns = remaining as usize;
    order.blocks.extend((0..count as u32).filter(|&b| !graph.gone[b as usize]));
    order
}

impl Quotient<'_> {
    /// Makes a block an element, and renews the degrees of the blocks next to it.
    fn eliminate(&mut self, block: u32, round: u32, remaining: u64) {
        let b = block as usize;
        self.gone[b] = true;
        // Its neighbours, directly and by way of elements, which the new one replaces.
        let mut members = Vec::new();
        self.mark[b] = round;
        let own_elements = std::mem::take(&mut self.elements[b]);
        let direct = std::mem::take(&mut self.blocks[b]);
        for list in std::iter::once(&direct).chain(own_elements.iter().map(|&e| &self.members[e as usize])) {
            for &next in list {
                let seen = &mut self.mark[next as usize];
                if *seen != round && !self.gone[next as usize] {
                    *seen = round;
                    members.push(next);
                }
            }
        }
        for &element in &own_elements {
            self.members[element as usize] = Vec::new();
        }
        let whole: u64 = members.iter().map(|&m| u64::from(self.weight[m as usize])).sum();
        // How much of each other element lies outside the new one.
        for &next in &members {
            for &element in &self.elements[next as usize] {
                let e = element as usize;
                if self.members[e].is_empty() {
                    continue;
                }
                if self.seen[e] != round {
                    self.seen[e] = round;
                    self.outside[e] = self.members[e]
                        .iter()
                        .filter(|&&m| !self.gone[m as usize])
                        .map(|&m| u64::from(self.weight[m as usize]))
                        .sum();
                }
                self.outside[e] = self.outside[e].saturating_sub(u64::from(self.weight[next as usize]));
            }
        }
        for &next in &members {
            let n = next as usize;
            let Quotient { blocks, elements, members: of, mark, gone, .. } = self;
            elements[n].retain(|&e| !of[e as usize].is_empty());
            // What the new element says need not be said twice.
            blocks[n].retain(|&k| mark[k as usize] != round && !gone[k as usize]);
            let beyond: u64 = blocks[n].iter().map(|&k| u64::from(self.weight[k as usize])).sum();
            let own = u64::from(self.weight[n]);
            let outside: u64 = elements[n].iter().map(|&e| self.outside[e as usize]).sum();
            elements[n].push(block);
            self.degree[n] = (beyond + outside + whole - own).min(remaining - own);
        }
        self.members[b] = members;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(count: usize, edges: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let mut lists = vec![Vec::new(); count];
        for &(a, b) in edges {
            lists[a as usize].push(b);
            lists[b as usize].push(a);
        }
        lists
    }

    #[test]
    fn leaves_of_a_star_go_first_and_nothing_arises() {
        let edges: Vec<(u32, u32)> = (1..200).map(|k| (0, k)).collect();
        let mut weight = vec![1; 200];
        weight[0] = 50;
        let found = order(&weight, graph(200, &edges));
        assert!(found.blocks[found.sparse..].contains(&0));
        assert!(found.entries <= 199 * 101, "{found:?}");
        assert!(found.dense_unknowns < 150);
    }

    #[test]
    fn a_complete_graph_is_dense() {
        let edges: Vec<(u32, u32)> = (0..30).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        let found = order(&[2; 30], graph(30, &edges));
        assert_eq!((found.sparse, found.dense_unknowns, found.blocks.len()), (0, 60, 30));
    }

    #[test]
    fn a_long_path_stays_sparse() {
        let edges: Vec<(u32, u32)> = (1..5_000).map(|k| (k - 1, k)).collect();
        let found = order(&[1; 5_000], graph(5_000, &edges));
        assert!(found.entries <= 5 * 5_000 && found.dense_unknowns <= 4, "{}", found.entries);
        let mut all = found.blocks.clone();
        all.sort_unstable();
        assert_eq!(all, (0..5_000).collect::<Vec<u32>>());
    }
}
