//! Maximal Nash subsets and connected components.
//!
//! In: the pairs of strategies that are equilibria, as edges between the strategies of either actor. Out: the connected
//! components of that graph, and its maximal complete bipartite subgraphs U × V: conv U × conv V is then a maximal convex
//! set of equilibria, and these sets together are all equilibria (Winkels 1979; Jansen 1981; Avis, Rosenberg, Savani and
//! von Stengel, Economic Theory 42, 2010, section 6).

use super::{Cut, Limits, Subset, Watch};
use std::collections::BTreeSet;

/// The graph's components: for each, its edges by index. Ordered by their first edge.
pub(super) fn components(pairs: &[[u32; 2]], counts: [usize; 2]) -> Vec<Vec<u32>> {
    let mut leader: Vec<u32> = (0..(counts[0] + counts[1]) as u32).collect();
    fn find(leader: &mut [u32], mut at: u32) -> u32 {
        while leader[at as usize] != at {
            leader[at as usize] = leader[leader[at as usize] as usize];
            at = leader[at as usize];
        }
        at
    }
    for pair in pairs {
        let (a, b) = (find(&mut leader, pair[0]), find(&mut leader, counts[0] as u32 + pair[1]));
        leader[a.max(b) as usize] = a.min(b);
    }
    let mut number = vec![u32::MAX; leader.len()];
    let mut components: Vec<Vec<u32>> = Vec::new();
    for (k, pair) in pairs.iter().enumerate() {
        let at = find(&mut leader, pair[0]) as usize;
        if number[at] == u32::MAX {
            number[at] = components.len() as u32;
            components.push(Vec::new());
        }
        components[number[at] as usize].push(k as u32);
    }
    components
}

/// The maximal Nash subsets of one component. An intersection of neighbourhoods is closed under intersection with one more,
/// so they are made one strategy at a time.
pub(super) fn maximal(
    pairs: &[[u32; 2]],
    component: &[u32],
    limits: &Limits,
    watch: &mut Watch<'_>,
) -> (Vec<Subset>, Option<Cut>) {
    // Neighbours of the side with fewer strategies, in ascending order.
    let ends = |side: usize| {
        component.iter().map(|&k| pairs[k as usize][side]).collect::<BTreeSet<u32>>().into_iter()
    };
    let sides: [Vec<u32>; 2] = [ends(0).collect(), ends(1).collect()];
    let few = usize::from(sides[1].len() < sides[0].len());
    let (own, other) = (&sides[few], &sides[1 - few]);
    let words = other.len().div_ceil(64);
    let mut neighbours = vec![vec![0u64; words]; own.len()];
    for &k in component {
        let pair = pairs[k as usize];
        let (Ok(i), Ok(j)) = (own.binary_search(&pair[few]), other.binary_search(&pair[1 - few])) else {
            continue;
        };
        neighbours[i][j / 64] |= 1 << (j % 64);
    }
    let mut closed: BTreeSet<Vec<u64>> = BTreeSet::new();
    let mut cut = None;
    for neighbourhood in &neighbours {
        if watch.stops(closed.len() * words) {
            cut = Some(Cut::Stopped);
            break;
        }
        let meet = |set: &Vec<u64>| set.iter().zip(neighbourhood).map(|(a, b)| a & b).collect::<Vec<_>>();
        let mut fresh: Vec<Vec<u64>> = closed.iter().map(meet).collect();
        fresh.push(neighbourhood.clone());
        closed.extend(fresh.into_iter().filter(|set| set.iter().any(|&word| word != 0)));
        if closed.len() > limits.equilibria {
            cut = Some(Cut::Subsets);
            break;
        }
    }
    let mut subsets: Vec<Subset> = closed
        .iter()
        .map(|set| {
            let holds = |n: &Vec<u64>| n.iter().zip(set).all(|(n, s)| n & s == *s);
            let us = own.iter().zip(&neighbours).filter(|(_, n)| holds(n)).map(|(&i, _)| i).collect();
            let vs = other.iter().enumerate().filter(|(j, _)| set[j / 64] >> (j % 64) & 1 == 1);
            let vs = vs.map(|(_, &j)| j).collect();
            Subset { strategies: if few == 0 { [us, vs] } else { [vs, us] } }
        })
        .collect();
    subsets.sort_by(|a, b| a.strategies.cmp(&b.strategies));
    (subsets, cut)
}
