//! The fast passes over node arrays against a plain walk through the histories, on random games.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::profile::{self, Whose};
use standoff_game::random::{self, Shape};
use standoff_game::recall;
use standoff_game::structure::{NONE, Node, Structure};
use standoff_game::tree::{chance, decision, end};

/// The oracle: definitions spelt out on the tree, with nothing shared or reused.
mod history {
    use super::*;

    /// Probability of the step from the parent into `child`, if the choices of its maker count.
    pub(super) fn step(
        s: &Structure,
        n: &Numbers,
        profile: &[f64],
        child: u32,
        counts: &dyn Fn(Option<u16>) -> bool,
    ) -> f64 {
        let parent = s.parent[child as usize] as usize;
        let k = (child - s.first_child[parent]) as usize;
        match s.node(parent) {
            Node::Decision(h) if counts(Some(s.infoset_player[h.0 as usize])) => {
                profile[s.actions(h.0 as usize).start + k]
            }
            Node::Chance(row) if counts(None) => n.chance[s.chance_row(row).start + k],
            _ => 1.0,
        }
    }

    pub(super) fn reach(
        s: &Structure,
        n: &Numbers,
        p: &[f64],
        mut node: u32,
        counts: &dyn Fn(Option<u16>) -> bool,
    ) -> f64 {
        let mut path = Vec::new();
        while s.parent[node as usize] != NONE {
            path.push(node);
            node = s.parent[node as usize];
        }
        path.iter().rev().map(|&c| step(s, n, p, c, counts)).product()
    }

    pub(super) fn value(s: &Structure, n: &Numbers, p: &[f64], node: usize, player: usize) -> f64 {
        if let Node::Terminal(row) = s.node(node) {
            return n.payoff[row as usize * usize::from(s.players) + player];
        }
        let mut sum = 0.0;
        for child in s.children(node) {
            sum += step(s, n, p, child as u32, &|_| true) * value(s, n, p, child, player);
        }
        sum
    }
}

fn game(seed: u64, shape: Shape) -> (Structure, Numbers, ExactNumbers) {
    let (structure, dag) = random::game(seed, shape).build(shape.players).unwrap();
    let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
    let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
    (structure, numbers, exact)
}

/// A random rational profile, with actions never played here and there.
fn rational_profile(structure: &Structure, seed: u64) -> Vec<BigRational> {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let mut next = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut profile = Vec::new();
    for infoset in 0..structure.infoset_count() {
        let mut weights: Vec<u64> =
            structure.actions(infoset).map(|_| if next(4) == 0 { 0 } else { 1 + next(9) }).collect();
        if weights.iter().all(|&w| w == 0) {
            weights[0] = 1;
        }
        let sum: u64 = weights.iter().sum();
        profile.extend(weights.iter().map(|&w| BigRational::new(w.into(), sum.into())));
    }
    profile
}

fn doubles(profile: &[BigRational]) -> Vec<f64> {
    profile.iter().map(|p| p.to_f64().unwrap()).collect()
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-12, "{a} against {b}");
}

fn shapes() -> [Shape; 3] {
    [
        Shape::default(),
        Shape { players: 3, depth: 5, width: 3, ..Shape::default() },
        Shape { players: 4, depth: 6, hidden: 80, never: 20, ..Shape::default() },
    ]
}

#[test]
fn recall_is_perfect_in_random_games() {
    for shape in shapes() {
        for seed in 0..100 {
            let (structure, _, _) = game(seed, shape);
            assert_eq!(recall::check(&structure), Ok(()));
        }
    }
}

#[test]
fn reach_values_and_beliefs_agree_with_the_walk() {
    for shape in shapes() {
        for seed in 0..60 {
            let (s, n, _) = game(seed, shape);
            let p = doubles(&rational_profile(&s, seed));
            let reach = profile::node_reach(&s, &n, &p);
            let values = profile::node_values(&s, &n, &p);
            let players = usize::from(s.players);
            for node in 0..s.node_count() {
                close(reach[node], history::reach(&s, &n, &p, node as u32, &|_| true));
                for player in 0..players {
                    close(values[node * players + player], history::value(&s, &n, &p, node, player));
                }
            }
            for (player, value) in profile::values(&s, &n, &p).into_iter().enumerate() {
                close(value, history::value(&s, &n, &p, 0, player));
                let single = profile::player_values(&s, &n, &p, player as u16);
                close(single[0], value);
                let player = player as u16;
                let others = profile::node_reach_by(&s, &n, &p, Whose::AllBut(player));
                let own = profile::node_reach_by(&s, &n, &p, Whose::Only(player));
                for node in 0..s.node_count() {
                    close(others[node] * own[node], reach[node]);
                    close(own[node], history::reach(&s, &n, &p, node as u32, &|who| who == Some(player)));
                }
            }
            let beliefs = profile::beliefs(&s, &n, &p);
            let action_values = profile::action_values(&s, &n, &p, &beliefs);
            for h in 0..s.infoset_count() {
                let mover = s.infoset_player[h];
                let weight = |&node: &u32| history::reach(&s, &n, &p, node, &|who| who != Some(mover));
                let total: f64 = s.nodes_of(h).iter().map(weight).sum();
                let start = s.infoset_start[h] as usize;
                for (k, node) in s.nodes_of(h).iter().enumerate() {
                    close(beliefs[start + k], if total > 0.0 { weight(node) / total } else { 0.0 });
                }
                for (a, action) in s.actions(h).enumerate() {
                    let sum: f64 = s
                        .nodes_of(h)
                        .iter()
                        .enumerate()
                        .map(|(k, &node)| {
                            let child = s.children(node as usize).start + a;
                            beliefs[start + k] * history::value(&s, &n, &p, child, usize::from(mover))
                        })
                        .sum();
                    close(action_values[action], sum);
                }
            }
        }
    }
}

/// Kreps and Wilson 1982: beliefs that a profile pins down are those of every limit, whichever mistakes are the rarer.
#[test]
fn pinned_beliefs_are_those_of_all_trembles() {
    let (mut pinned, mut open, mut beyond) = (0, 0, 0);
    for seed in 0..150 {
        let (s, n, _) = game(seed, shapes()[seed as usize % 3]);
        let p = doubles(&rational_profile(&s, seed));
        let found = profile::pinned_beliefs(&s, &n, &p);
        let reach = profile::node_reach(&s, &n, &p);
        let possible = profile::possible(&s, &n);
        // Mistakes of which some are very much rarer than others.
        let limits: Vec<Vec<f64>> = (0..4_u64)
            .map(|way| {
                let rare = |action: usize| -60.0 * (1.0 + ((action as u64 * 7 + way * 13 + seed) % 5) as f64);
                let logs: Vec<f64> =
                    p.iter().enumerate().map(|(a, &p)| if p > 0.0 { p.ln() } else { rare(a) }).collect();
                profile::beliefs_of_logs(&s, &profile::node_log_reach(&s, &n, &logs))
            })
            .collect();
        for infoset in 0..s.infoset_count() {
            let start = s.infoset_start[infoset] as usize;
            let nodes = s.nodes_of(infoset);
            let beliefs = &found[start..start + nodes.len()];
            let happens = nodes.iter().any(|&node| possible[node as usize]);
            if beliefs.iter().any(|belief| belief.is_nan()) {
                assert!(beliefs.iter().all(|belief| belief.is_nan()));
                assert!(nodes.iter().all(|&node| reach[node as usize] == 0.0) && happens);
                open += 1;
                continue;
            }
            close(beliefs.iter().sum(), if happens { 1.0 } else { 0.0 });
            for limit in &limits {
                beliefs.iter().zip(&limit[start..]).for_each(|(&a, &b)| close(a, b));
            }
            pinned += 1;
            beyond += usize::from(nodes.len() > 1 && nodes.iter().all(|&node| reach[node as usize] == 0.0));
        }
    }
    assert!(pinned > 1000 && open > 20 && beyond > 50, "{pinned} pinned, {open} open, {beyond} off the path");
}

#[test]
fn log_reach_is_the_logarithm_of_reach() {
    for seed in 0..40 {
        let (s, n, _) = game(seed, shapes()[1]);
        let p = profile::uniform(&s);
        let logs: Vec<f64> = p.iter().map(|p| p.ln()).collect();
        let log_reach = profile::node_log_reach(&s, &n, &logs);
        for (log, reach) in log_reach.iter().zip(profile::node_reach(&s, &n, &p)) {
            close(log.exp(), reach);
        }
    }
}

/// All pure strategies of an actor, by counting.
fn best_by_enumeration(s: &Structure, n: &Numbers, p: &[f64], player: u16) -> Option<f64> {
    let own: Vec<usize> = (0..s.infoset_count()).filter(|&h| s.infoset_player[h] == player).collect();
    let count =
        own.iter().try_fold(1usize, |n, &h| n.checked_mul(s.actions(h).len()).filter(|&n| n <= 3000))?;
    let mut most = f64::NEG_INFINITY;
    for mut code in 0..count {
        let mut pure = p.to_vec();
        for &h in &own {
            let actions = s.actions(h);
            pure[actions.clone()].fill(0.0);
            pure[actions.start + code % actions.len()] = 1.0;
            code /= actions.len();
        }
        most = most.max(history::value(s, n, &pure, 0, usize::from(player)));
    }
    Some(most)
}

#[test]
fn best_responses_are_those_of_brute_force() {
    let mut compared = 0;
    for shape in shapes() {
        for seed in 0..80 {
            let (s, n, exact) = game(seed, shape);
            let rational = rational_profile(&s, seed + 7);
            let p = doubles(&rational);
            let regret = profile::regret(&s, &n, &p);
            let regret_exact = profile::regret(&s, &exact, &rational);
            for player in 0..s.players {
                let Some(most) = best_by_enumeration(&s, &n, &p, player) else { continue };
                compared += 1;
                let response = profile::best_response(&s, &n, &p, player);
                close(response.value, most);
                close(response.current, history::value(&s, &n, &p, 0, usize::from(player)));
                close(regret[usize::from(player)], (most - response.current).max(0.0));
                close(regret_exact[usize::from(player)].to_f64().unwrap(), regret[usize::from(player)]);
                let mut played = p.clone();
                for h in (0..s.infoset_count()).filter(|&h| s.infoset_player[h] == player) {
                    played[s.actions(h)].fill(0.0);
                    played[s.actions(h).start + response.strategy[h] as usize] = 1.0;
                }
                close(history::value(&s, &n, &played, 0, usize::from(player)), most);
            }
        }
    }
    assert!(compared > 300, "only {compared} comparisons");
}

#[test]
fn exact_and_double_values_agree() {
    for seed in 0..60 {
        let (s, n, exact) = game(seed, shapes()[2]);
        let rational = rational_profile(&s, seed);
        let p = doubles(&rational);
        for (a, b) in profile::values(&s, &n, &p).iter().zip(profile::values_exact(&s, &exact, &rational)) {
            close(*a, b.to_f64().unwrap());
        }
        for (a, b) in
            profile::node_reach(&s, &n, &p).iter().zip(profile::node_reach_exact(&s, &exact, &rational))
        {
            close(*a, b.to_f64().unwrap());
        }
        let reach = profile::node_reach_exact(&s, &exact, &rational);
        let ends = (0..s.node_count()).filter(|&n| s.children(n).is_empty());
        let sum = ends.fold(BigRational::zero(), |sum, n| sum + &reach[n]);
        assert!(sum.is_one());
    }
}

#[test]
fn stripped_down_poker_has_the_published_equilibrium() {
    // Myerson 1991, figure 2.1: raise high, bluff 1/3, meet 2/3.
    let reply = |meet: f64| decision(1, "raised", [("meet", end([meet, -meet])), ("pass", end([1.0, -1.0]))]);
    let card = |name: &str, stake: f64, meet: f64| {
        decision(0, name, [("raise", reply(meet)), ("pass", end([stake, -stake]))])
    };
    let tree = chance([((1, 2), card("high", 1.0, 2.0)), ((1, 2), card("low", -1.0, -2.0))]);
    let (s, dag) = tree.build(2).unwrap();
    let exact = ExactNumbers::evaluate(&s, &dag, &[]).unwrap();
    let r = |n: i64, d: i64| BigRational::new(n.into(), d.into());
    // Sets in depth-first order: high, the reply, low.
    let profile = [r(1, 1), r(0, 1), r(2, 3), r(1, 3), r(1, 3), r(2, 3)];
    assert!(profile::regret(&s, &exact, &profile).iter().all(Zero::is_zero));
    assert_eq!(profile::values_exact(&s, &exact, &profile), vec![r(1, 3), r(-1, 3)]);
    assert_eq!(profile::beliefs(&s, &exact, &profile)[1..3], [r(3, 4), r(1, 4)]);
}

#[test]
fn rows_are_shared_and_nodes_small() {
    let shape = Shape { players: 2, depth: 12, width: 2, ..Shape::default() };
    let (structure, _) = random::game(3, shape).build(2).unwrap();
    assert!(structure.payoff_rows() <= 21 * 21);
    for node in 0..structure.node_count() {
        for child in structure.children(node) {
            assert!(child > node && structure.parent[child] == node as u32);
        }
    }
    for h in 0..structure.infoset_count() {
        let nodes = structure.nodes_of(h);
        assert!(nodes.is_sorted() && !nodes.is_empty());
        assert!(nodes.iter().all(|&n| structure.row[n as usize] == h as u32));
    }
}
