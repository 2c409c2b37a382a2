//! All pure profiles of a small game, with what holds of each, by trying every deviation.

use super::Plan;
use num_rational::BigRational;
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile::{Whose, node_reach_by, node_values};
use standoff_game::structure::{Kind, Structure};

/// What holds of a pure profile.
pub(crate) struct Pure {
    pub(crate) profile: Plan,
    pub(crate) nash: bool,
    /// In every subgame that chance leaves possible.
    pub(crate) subgame_perfect: bool,
    /// At every possible information set under some belief of a grid, or Bayes' where the others lead there.
    pub(crate) sequentially_rational: bool,
}

/// All pure profiles of a small game of two actors, in doubles. Nothing if there are more than `limit`.
pub(crate) fn profiles(structure: &Structure, exact: &ExactNumbers, limit: usize) -> Option<Vec<Pure>> {
    let numbers = exact.to_doubles();
    let sets = structure.infoset_count();
    let counts: Vec<usize> = (0..sets).map(|set| structure.actions(set).len()).collect();
    let total = counts.iter().try_fold(1usize, |n, c| n.checked_mul(*c).filter(|&n| n <= limit))?;
    let choices = |mut code: usize| -> Vec<usize> {
        counts
            .iter()
            .map(|c| {
                let k = code % c;
                code /= c;
                k
            })
            .collect()
    };
    let code = |choices: &[usize]| choices.iter().zip(&counts).rev().fold(0, |n, (k, c)| n * c + k);
    let profile = |choices: &[usize]| {
        let mut profile = vec![0.0; structure.action_count()];
        for (set, k) in choices.iter().enumerate() {
            profile[structure.actions(set).start + k] = 1.0;
        }
        profile
    };
    let values: Vec<Vec<f64>> =
        (0..total).map(|c| node_values(structure, &numbers, &profile(&choices(c)))).collect();
    let players = usize::from(structure.players);
    let possible: Vec<bool> = node_reach_by(structure, &numbers, &profile(&vec![0; sets]), Whose::Chance)
        .iter()
        .map(|&p| p > 0.0)
        .collect();
    let below = |root: usize| {
        let mut inside = vec![false; structure.node_count()];
        inside[root] = true;
        for node in root..inside.len() {
            if inside[node] {
                inside[structure.children(node)].fill(true);
            }
        }
        inside
    };
    let roots: Vec<usize> = (0..structure.node_count())
        .filter(|&root| possible[root] && structure.kind[root] != Kind::Terminal as u8)
        .filter(|&root| {
            let inside = below(root);
            (0..sets).all(|set| {
                let nodes = || structure.nodes_of(set).iter().filter(|n| possible[**n as usize]);
                nodes().all(|&n| inside[n as usize]) || nodes().all(|&n| !inside[n as usize])
            })
        })
        .collect();
    // All profiles that differ from one in an actor's choices only.
    let deviations = |from: &[usize], actor: u16| {
        let own: Vec<usize> = (0..sets).filter(|&s| structure.infoset_player[s] == actor).collect();
        let mut all = vec![from.to_vec()];
        for set in own {
            all = all
                .into_iter()
                .flat_map(|c| {
                    (0..counts[set]).map(move |k| {
                        let mut c = c.clone();
                        c[set] = k;
                        c
                    })
                })
                .collect();
        }
        all
    };
    let check = |c: usize| {
        let here = choices(c);
        let mut pure = Pure {
            profile: profile(&here).iter().map(|&p| BigRational::from_integer((p as i64).into())).collect(),
            nash: true,
            subgame_perfect: true,
            sequentially_rational: true,
        };
        for actor in 0..structure.players {
            let others: Vec<usize> = deviations(&here, actor).iter().map(|d| code(d)).collect();
            let at = |profile: usize, node: usize| values[profile][node * players + usize::from(actor)];
            for &root in &roots {
                if others.iter().any(|&d| at(d, root) > at(c, root) + 1e-9) {
                    pure.subgame_perfect = false;
                    pure.nash &= root != 0;
                }
            }
            let reach = node_reach_by(structure, &numbers, &profile(&here), Whose::AllBut(actor));
            for set in (0..sets).filter(|&s| structure.infoset_player[s] == actor) {
                let nodes: Vec<usize> =
                    structure.nodes_of(set).iter().map(|&n| n as usize).filter(|&n| possible[n]).collect();
                let rational = |belief: &[f64]| {
                    let worth = |profile: usize| {
                        nodes.iter().zip(belief).map(|(&n, b)| b * at(profile, n)).sum::<f64>()
                    };
                    others.iter().all(|&d| worth(d) <= worth(c) + 1e-9)
                };
                let led: Vec<f64> = nodes.iter().map(|&n| reach[n]).collect();
                pure.sequentially_rational &= nodes.is_empty()
                    || if led.iter().any(|&p| p > 0.0) {
                        rational(&led)
                    } else {
                        grid(nodes.len()).iter().any(|b| rational(b))
                    };
            }
        }
        pure
    };
    Some((0..total).map(check).collect())
}

/// Beliefs in steps of 1/12 over up to three nodes; over more, certainties and even odds.
fn grid(nodes: usize) -> Vec<Vec<f64>> {
    match nodes {
        1 => vec![vec![1.0]],
        2 => (0..=12).map(|k| vec![f64::from(k), f64::from(12 - k)]).collect(),
        3 => (0..=12)
            .flat_map(|i| (0..=12 - i).map(move |j| vec![f64::from(i), f64::from(j), f64::from(12 - i - j)]))
            .collect(),
        n => (0..n)
            .map(|k| (0..n).map(|j| f64::from(u8::from(j == k))).collect())
            .chain([vec![1.0; n]])
            .collect(),
    }
}
