//! Games with published answers, and random games against brute force.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod games;

use games::Game;
use num_rational::BigRational;
use num_traits::Zero;
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::profile;
use standoff_game::random::{self, Shape};
use standoff_game::structure::{NONE, Node};
use standoff_solve::solution::{Branch, Method, Solution, Status, Tie};
use standoff_solve::{MethodChoice, Request, SolveError, Workspace, solve};

fn verified(game: &Game, solution: &Solution) {
    assert!(solution.status <= Status::VerifiedEpsilon, "{}", game.describe(solution));
    assert_eq!(solution.selection.tight_agrees, Some(true), "{}", game.describe(solution));
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} where {expected} was expected");
}

#[test]
fn kuhn() {
    let game = games::kuhn();
    let found = game.solve(&Default::default());
    verified(&game, &found);
    assert_eq!(found.method, Method::Qre);
    close(found.values[0], -1.0 / 18.0, 1e-9);
    let bluff = game.p(&found, "1 has 0", 1);
    close(bluff, 0.201_739_607_6, 1e-9);
    close(game.p(&found, "1 has 2", 1), 3.0 * bluff, 1e-9);
    close(game.p(&found, "1 has 1, after bet", 1), bluff + 1.0 / 3.0, 1e-9);
    close(game.p(&found, "1 has 1", 1), 0.0, 1e-9);
    close(game.p(&found, "2 has 1, after bet", 1), 1.0 / 3.0, 1e-9);
    close(game.p(&found, "2 has 0, after check", 1), 1.0 / 3.0, 1e-9);
}

#[test]
fn stripped_poker() {
    let game = games::stripped_poker();
    let found = game.solve(&Default::default());
    verified(&game, &found);
    close(game.p(&found, "high", 0), 1.0, 1e-9);
    close(game.p(&found, "low", 0), 1.0 / 3.0, 1e-9);
    close(game.p(&found, "2", 0), 2.0 / 3.0, 1e-9);
}

#[test]
fn crisis() {
    let game = games::crisis();
    let found = game.solve(&Default::default());
    verified(&game, &found);
    close(game.p(&found, "challenger strong", 0), 1.0, 1e-9);
    close(game.p(&found, "challenger weak", 0), 14.0 / 33.0, 1e-9);
    close(game.p(&found, "defender strong", 0), 1.0, 1e-9);
    close(game.p(&found, "defender weak", 1), 14.0 / 27.0, 1e-9);
    close(game.p(&found, "challenger strong, resisted", 0), 1.0, 1e-9);
    close(game.p(&found, "challenger weak, resisted", 0), 0.0, 1e-9);
    close(game.belief(&found, "defender weak", 0), 11.0 / 18.0, 1e-9);
}

#[test]
fn beer_quiche() {
    let game = games::beer_quiche((9, 10));
    let found = game.solve(&Default::default());
    verified(&game, &found);
    close(game.p(&found, "strong", 0), 1.0, 1e-9);
    close(game.p(&found, "weak", 0), 1.0, 1e-9);
    close(game.p(&found, "after beer", 0), 0.0, 1e-9);
    close(game.p(&found, "after quiche", 0), 1.0, 1e-9);
    close(game.belief(&found, "after quiche", 1), 1.0, 1e-9);

    let game = games::beer_quiche((2, 5));
    let found = game.solve(&Default::default());
    verified(&game, &found);
    close(game.p(&found, "weak", 0), 2.0 / 3.0, 1e-9);
    close(game.p(&found, "after beer", 0), 0.5, 1e-9);
    close(found.values[0], 1.4, 1e-9);
    close(found.values[1], 0.6, 1e-9);
}

#[test]
fn centipede() {
    let four = games::centipede(4);
    // At λ = 10 the third number by hand: 1 / (1 + exp(−10 (1.6 − 0.8 − 5.6 / (1 + exp(16))))) = 0.9996646478.
    let expected = [
        (1.0, [0.296_256_574_9, 0.277_980_285_6, 0.464_883_649_4, 0.832_018_385_1]),
        (10.0, [0.851_436_104_0, 0.981_847_186_8, 0.999_664_647_8, 0.999_999_887_5]),
    ];
    for (lambda, take) in expected {
        let found = four.qre(lambda);
        assert_eq!(found.status, Status::VerifiedEpsilon);
        assert!(found.certificate.fixed_point.unwrap() <= 1e-10);
        for (k, p) in take.into_iter().enumerate() {
            close(four.p(&found, &format!("move {}", k + 1), 0), p, 1e-9);
        }
    }
    let six = games::centipede(6);
    let found = six.qre(1.0);
    let take = [
        0.245_783_201_7,
        0.234_573_553_6,
        0.372_846_306_8,
        0.758_750_803_7,
        0.959_411_794_2,
        0.998_341_198_9,
    ];
    for (k, p) in take.into_iter().enumerate() {
        close(six.p(&found, &format!("move {}", k + 1), 0), p, 1e-9);
    }
    let exact = six.solve(&Default::default());
    assert_eq!((exact.method, exact.status), (Method::Induction, Status::VerifiedExact));
    close(six.p(&exact, "move 1", 0), 1.0, 0.0);
    let limit = six.path();
    verified(&six, &limit);
    close(six.p(&limit, "move 1", 0), 1.0, 1e-9);
}

#[test]
fn bagwell() {
    let game = games::bagwell();
    let found = game.solve(&Default::default());
    verified(&game, &found);
    close(game.p(&found, "leader", 0), 0.99, 1e-9);
    let mixed = [game.p(&found, "sees S", 0), game.p(&found, "sees C", 0)];
    let is = |p: f64| (p - 24.0 / 49.0).abs() < 1e-9 || (p - 25.0 / 49.0).abs() < 1e-9;
    assert!(mixed.into_iter().any(is), "{mixed:?}");
}

#[test]
fn horse() {
    let game = games::horse();
    let found = game.solve(&Default::default());
    verified(&game, &found);
    assert_eq!(found.status, Status::VerifiedEpsilon);
    close(game.p(&found, "1", 0), 1.0, 1e-6);
    close(game.p(&found, "2", 0), 1.0, 1e-6);
    close(game.p(&found, "3", 1), 1.0, 1e-6);
}

#[test]
fn nine_equilibria() {
    let game = games::nine_equilibria();
    for branch in [Branch::Stable, Branch::Straight] {
        let found = game.branch(branch);
        verified(&game, &found);
        assert!(!found.selection.principal);
        assert_eq!(found.selection.bifurcations.len(), 1);
        close(found.selection.bifurcations[0].lambda, 0.597, 1e-3);
        assert_eq!(found.selection.bifurcations[0].left, branch == Branch::Stable);
        assert_eq!(found.selection.alternatives.len(), 1);
        let other = &found.selection.alternatives[0];
        assert!(other.status <= Status::VerifiedEpsilon && other.rule != branch);
        // Straight on, the first two keep mixing evenly; that also solves the equations at every λ.
        let (stable, straight) = match branch {
            Branch::Stable => (&found.profile, &other.profile),
            Branch::Straight => (&other.profile, &found.profile),
        };
        close(straight[0], 0.5, 1e-9);
        close(straight[4], 1.0, 1e-9);
        close(stable[0], 0.4, 1e-9);
        close(stable[2], 0.5, 1e-9);
        close(stable[4], 1.0 / 3.0, 1e-9);
    }
}

/// Gain of the best of all pure strategies, by trying each.
fn brute_force_gain(game: &Game, profile: &[f64], player: u16) -> f64 {
    let sets: Vec<usize> =
        (0..game.s.infoset_count()).filter(|&h| game.s.infoset_player[h] == player).collect();
    let mut mixed = profile.to_vec();
    let now = values(game, &mixed)[usize::from(player)];
    let mut best = now;
    let mut choice = vec![0usize; sets.len()];
    loop {
        for (&set, &k) in sets.iter().zip(&choice) {
            let actions = game.s.actions(set);
            mixed[actions.clone()].fill(0.0);
            mixed[actions.start + k] = 1.0;
        }
        best = best.max(values(game, &mixed)[usize::from(player)]);
        let mut at = 0;
        while at < sets.len() {
            choice[at] += 1;
            if choice[at] < game.s.actions(sets[at]).len() {
                break;
            }
            choice[at] = 0;
            at += 1;
        }
        if at == sets.len() {
            return best - now;
        }
    }
}

/// Expected payoffs by walking every path from the root.
fn values(game: &Game, profile: &[f64]) -> Vec<f64> {
    let players = usize::from(game.s.players);
    let mut sum = vec![0.0; players];
    let mut open = vec![(0usize, 1.0)];
    while let Some((node, weight)) = open.pop() {
        match game.s.node(node) {
            Node::Terminal(row) => {
                for (i, sum) in sum.iter_mut().enumerate() {
                    *sum += weight * game.n.payoff[row as usize * players + i];
                }
            }
            Node::Chance(row) => {
                let chances = &game.n.chance[game.s.chance_row(row)];
                open.extend(game.s.children(node).zip(chances).map(|(c, p)| (c, weight * p)));
            }
            Node::Decision(set) => {
                let ps = &profile[game.s.actions(set.0 as usize)];
                open.extend(game.s.children(node).zip(ps).map(|(c, p)| (c, weight * p)));
            }
        }
    }
    sum
}

/// Random games of several shapes.
fn random_games(count: u64) -> impl Iterator<Item = (u64, Game)> {
    (0..count).filter_map(|seed| {
        let shape = Shape {
            players: 2 + (seed % 3) as u16,
            depth: 3 + (seed % 4) as u32,
            width: 2 + (seed / 5 % 2) as u32,
            chance: 15 + (seed % 20) as u32,
            hidden: 20 + (seed % 60) as u32,
            never: 5,
        };
        let game = Game::new(shape.players, &random::game(seed, shape));
        (game.s.infoset_count() > 0).then_some((seed, game))
    })
}

#[test]
fn random_games_are_solved() {
    let (mut count, mut stalled, mut by_path) = (0, Vec::new(), 0);
    for (seed, game) in random_games(300) {
        let found = game.solve(&Default::default());
        count += 1;
        by_path += usize::from(found.method == Method::Qre);
        if found.status == Status::Stalled || found.selection.tight_agrees == Some(false) {
            stalled.push(seed);
            continue;
        }
        for player in 0..game.s.players {
            let strategies: f64 = (0..game.s.infoset_count())
                .filter(|&h| game.s.infoset_player[h] == player)
                .map(|h| game.s.actions(h).len() as f64)
                .product();
            if strategies > 5_000.0 {
                continue;
            }
            let gain = brute_force_gain(&game, &found.profile, player);
            let range = found.certificate.ranges[usize::from(player)];
            assert!(gain <= 1e-8 * range + 1e-15, "{seed}: gain {gain}\n{}", game.describe(&found));
        }
    }
    assert!(count > 250 && by_path > 100);
    assert!(stalled.len() * 200 <= count, "{} of {count} stalled: {stalled:?}", stalled.len());
}

#[test]
fn replies_that_cost_every_type_the_same() {
    let game = games::replies();
    for branch in [Branch::Stable, Branch::Straight] {
        let found = game.branch(branch);
        verified(&game, &found);
        let first = &found.selection.bifurcations[0];
        close(first.lambda, 21.035_829_4, 1e-6);
        assert_eq!(first.left, branch == Branch::Stable);
        // Straight on all reply with words and are brought a proposal anyway; the crossing branch screens.
        let other = &found.selection.alternatives[0];
        let (stable, straight) = match branch {
            Branch::Stable => (&found.values, &other.values),
            Branch::Straight => (&other.values, &found.values),
        };
        close(straight[1], 0.35 * 0.325 - 0.4 * 0.03 - 0.25 * 0.225, 1e-9);
        close(stable[1], 0.35 * 0.325 - 0.25 * 0.225, 1e-9);
        assert!(!found.selection.principal && other.status <= Status::VerifiedEpsilon);
    }
}

#[test]
fn a_symmetric_pitchfork_goes_to_the_first_label() {
    let game = games::meeting();
    let found = game.branch(Branch::Stable);
    verified(&game, &found);
    close(found.selection.bifurcations[0].lambda, 2.0, 1e-9);
    assert_eq!(found.profile, [1.0, 0.0, 1.0, 0.0]);
    let found = game.branch(Branch::Straight);
    verified(&game, &found);
    assert_eq!(found.profile, [0.5; 4]);
    assert_eq!(found.selection.alternatives[0].profile, [1.0, 0.0, 1.0, 0.0]);
}

#[test]
fn a_near_miss_is_no_bifurcation() {
    // The slightly better place breaks the symmetry: the path bends towards it and crosses nothing.
    for more in [1e-3, 1e-6, 1e-9] {
        let game = games::unequal_meeting(more);
        for branch in [Branch::Stable, Branch::Straight] {
            let found = game.branch(branch);
            verified(&game, &found);
            assert!(found.selection.principal, "{more}: {}", game.describe(&found));
            assert_eq!(found.profile, [0.0, 1.0, 0.0, 1.0], "{more}");
        }
    }
}

#[test]
fn two_bifurcations_at_once_are_seen() {
    // The orientation does not change where both pairs' branches cross.
    let game = games::two_meetings();
    let found = game.path();
    verified(&game, &found);
    assert!(!found.selection.principal);
    assert_eq!(found.selection.bifurcations.len(), 1);
    close(found.selection.bifurcations[0].lambda, 2.0, 1e-6);
    assert!(!found.selection.bifurcations[0].left);
}

#[test]
fn tie_rules_decide_on_the_path() {
    // With no rule the receiver's two equally good answers stay equally likely, and the sender avoids them.
    let mut game = games::indifferent_receiver();
    let free = game.solve(&Default::default());
    verified(&game, &free);
    assert_eq!(free.method, Method::Qre);
    close(game.p(&free, "asked", 0), 0.5, 1e-9);
    close(game.p(&free, "good", 1), 1.0, 1e-9);
    let set = game.set("asked");
    for (rule, good_asks) in [(0, 1.0), (1, 0.0)] {
        game.s.infoset_tie[set] = rule;
        let found = game.solve(&Default::default());
        verified(&game, &found);
        close(game.p(&found, "asked", rule as usize), 1.0, 1e-12);
        close(game.p(&found, "good", 0), good_asks, 1e-9);
        // The guess at an ordinary mixed reply is not disturbed by the rule elsewhere.
        close(game.p(&found, "guess", 0), 3.0 / 7.0, 1e-9);
        assert!(found.ties.iter().all(|tie| tie.infoset as usize != set));
    }
}

#[test]
fn induction_is_optimal_at_every_set() {
    let (mut applied, mut with_hidden_chance) = (0, 0);
    for seed in 0..400 {
        let shape = Shape { depth: 5, width: 3, hidden: 10, chance: 40, ..Shape::default() };
        let game = Game::new(shape.players, &random::game(seed, shape));
        let request = Request { method: MethodChoice::Induction, ..Request::default() };
        let found =
            match solve(&game.s, &game.n, Some(&game.exact), &request, &mut Workspace::default(), &mut || {
                false
            }) {
                Ok(found) => found,
                Err(SolveError::NotByInduction { infoset, .. }) => {
                    assert!(beliefs_depend_on_play(&game, infoset as usize), "{seed}");
                    continue;
                }
                Err(error) => panic!("{seed}: {error}"),
            };
        assert!((0..game.s.infoset_count()).all(|h| !beliefs_depend_on_play(&game, h)), "{seed}");
        assert_eq!(found.status, Status::VerifiedExact, "{seed}");
        applied += 1;
        with_hidden_chance += usize::from((0..game.s.infoset_count()).any(|h| game.s.nodes_of(h).len() > 1));
        let exact = found.profile_exact.as_ref().unwrap();
        assert_eq!(profile::values_exact(&game.s, &game.exact, exact), *found.values_exact.as_ref().unwrap());
        // Each choice against chance's own weights, exactly.
        let chance = profile::node_reach_by(&game.s, &game.exact, exact, profile::Whose::Chance);
        for set in 0..game.s.infoset_count() {
            let mover = game.s.infoset_player[set];
            let value = profile::player_values(&game.s, &game.exact, exact, mover);
            let worth: Vec<BigRational> = (0..game.s.actions(set).len())
                .map(|k| {
                    let nodes = game.s.nodes_of(set).iter().map(|&n| n as usize);
                    nodes.map(|n| &chance[n] * &value[game.s.children(n).start + k]).sum()
                })
                .collect();
            let best = worth.iter().max().unwrap();
            let reached = game.s.nodes_of(set).iter().any(|&n| chance[n as usize] > BigRational::zero());
            for (k, worth) in worth.iter().enumerate() {
                let p = &exact[game.s.actions(set).start + k];
                assert!(!reached || p.is_zero() || worth == best, "{seed}: set {set}");
                let tie = found.ties.iter().any(|t| t.infoset as usize == set && t.unplayed as usize == k);
                assert_eq!(tie, reached && p.is_zero() && worth == best, "{seed}: set {set}");
            }
        }
    }
    assert!(applied > 100 && with_hidden_chance > 20);
}

/// Whether nodes of a set that chance can lead to come after different decisions.
fn beliefs_depend_on_play(game: &Game, set: usize) -> bool {
    let mut pasts = Vec::new();
    'nodes: for &node in game.s.nodes_of(set) {
        let (mut past, mut child) = (Vec::new(), node);
        while game.s.parent[child as usize] != NONE {
            let parent = game.s.parent[child as usize];
            let k = (child - game.s.first_child[parent as usize]) as usize;
            match game.s.node(parent as usize) {
                Node::Decision(above) => past.push((above.0, k)),
                Node::Chance(row) if game.n.chance[game.s.chance_row(row).start + k] == 0.0 => {
                    continue 'nodes;
                }
                _ => {}
            }
            child = parent;
        }
        pasts.push(past);
    }
    pasts.windows(2).any(|pair| pair[0] != pair[1])
}

#[test]
fn irrational_numbers_go_by_doubles() {
    let game = games::centipede(6);
    let found =
        solve(&game.s, &game.n, None, &Request::default(), &mut Workspace::default(), &mut || false).unwrap();
    assert_eq!((found.method, found.status), (Method::Induction, Status::VerifiedEpsilon));
    assert_eq!(found.profile_exact, None);
    close(game.p(&found, "move 1", 0), 1.0, 0.0);
}

#[test]
fn undeclared_ties_go_to_the_path() {
    // Both answers are worth the same to the second actor, not to the first.
    let mut game = games::gift();
    let by_path = game.solve(&Default::default());
    assert_eq!(by_path.method, Method::Qre);
    verified(&game, &by_path);
    close(game.p(&by_path, "2", 0), 0.5, 1e-9);
    let request = Request { method: MethodChoice::Induction, ..Request::default() };
    let first = game.solve(&request);
    assert_eq!(first.status, Status::VerifiedExact);
    assert_eq!(first.ties, [Tie { infoset: 1, played: 0, unplayed: 1 }]);
    game.s.infoset_tie[1] = 1;
    let ruled = game.solve(&Default::default());
    assert_eq!((ruled.method, ruled.status), (Method::Induction, Status::VerifiedExact));
    assert_eq!(ruled.ties, []);
    close(game.p(&ruled, "2", 1), 1.0, 0.0);
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let game = games::kuhn();
    let mut workspace = Workspace::default();
    let mut ask = |request: Request| solve(&game.s, &game.n, None, &request, &mut workspace, &mut || false);
    assert_eq!(ask(Request { lambda: Some(-1.0), ..Request::default() }), Err(SolveError::Lambda));
    assert_eq!(ask(Request { lambda: Some(f64::NAN), ..Request::default() }), Err(SolveError::Lambda));
    assert_eq!(ask(Request { accuracy: Some(0.0), ..Request::default() }), Err(SolveError::Accuracy));
    let by_induction = ask(Request { method: MethodChoice::Induction, ..Request::default() });
    assert!(matches!(by_induction, Err(SolveError::NotByInduction { .. })), "{by_induction:?}");
    let small = ask(Request { max_memory: Some(1_000), ..Request::default() });
    assert!(matches!(small, Err(SolveError::TooLarge { unknowns: 12, .. })), "{small:?}");
}

#[test]
fn stopped_walks_show_how_far_they_got() {
    let game = games::kuhn();
    let mut looks = 0;
    let mut stop = || {
        looks += 1;
        looks > 10
    };
    let found =
        solve(&game.s, &game.n, Some(&game.exact), &Request::default(), &mut Workspace::default(), &mut stop)
            .unwrap();
    assert_eq!(found.status, Status::Stalled);
    assert!(found.path.steps == 10 && found.path.lambda > 0.1 && found.path.lambda < 1e4);
}

#[test]
fn quantal_response_at_the_ends() {
    let game = games::kuhn();
    let even = game.qre(0.0);
    assert_eq!(even.status, Status::VerifiedEpsilon);
    assert!(even.profile.iter().all(|&p| p == 0.5));
    for lambda in [0.5, 20.0, 3_000.0] {
        let found = game.qre(lambda);
        assert_eq!(found.status, Status::VerifiedEpsilon, "{}", game.describe(&found));
        assert_eq!(found.certificate.witness_lambda, Some(lambda));
        assert!(found.certificate.fixed_point.unwrap() <= 1e-10, "{:?}", found.certificate.fixed_point);
    }
}

#[test]
fn the_same_bits_whatever_was_solved_before() {
    let mut workspace = Workspace::default();
    let games = [games::kuhn(), games::nine_equilibria(), games::crisis(), games::kuhn()];
    let request = Request::default();
    let solved: Vec<Solution> = games
        .iter()
        .map(|g| solve(&g.s, &g.n, Some(&g.exact), &request, &mut workspace, &mut || false).unwrap())
        .collect();
    assert_eq!(solved[0], solved[3]);
    assert_eq!(solved[1], games[1].solve(&request));
}

/// Two sides hold out for a prize of 1; each period costs both 1/10. The equilibrium that treats both alike quits with 1/11
/// in every period and is worth nothing to either (Maynard Smith 1974). On the way there a pair of branches crosses for
/// every period, each soon after the one before.
#[test]
fn straight_on_through_bundles_of_bifurcations() {
    for periods in [1, 2, 4, 6, 8, 10] {
        let game = games::attrition(periods);
        let found = game.branch(Branch::Straight);
        assert!(found.status <= Status::VerifiedEpsilon, "{periods}: {}", game.describe(&found));
        assert!(!found.selection.principal, "{periods}: {}", game.describe(&found));
        for period in 0..periods {
            for side in ["1", "2"] {
                close(game.p(&found, &format!("{side} in {period}"), 1), 1.0 / 11.0, 1e-9);
            }
        }
        for value in &found.values {
            close(*value, 0.0, 1e-9);
        }
    }
    for periods in [2, 4, 6] {
        assert_eq!(games::attrition(periods).branch(Branch::Straight).selection.tight_agrees, Some(true));
    }
}

/// What the path leads to is told in fractions where it is an isolated solution in fractions, and nowhere else.
#[test]
fn limits_in_fractions() {
    let fraction = |n: i64, d: i64| BigRational::new(n.into(), d.into());
    let game = games::crisis();
    let found = game.path();
    assert_eq!(found.status, Status::VerifiedExact);
    let exact = found.profile_exact.as_ref().unwrap();
    assert!(exact.contains(&fraction(14, 33)) && exact.contains(&fraction(14, 27)), "{exact:?}");
    let gains = found.certificate.nash_exact.as_ref().unwrap();
    assert!(gains.iter().all(Zero::is_zero));

    let found = games::stripped_poker().path();
    assert_eq!(found.status, Status::VerifiedExact);
    assert_eq!(found.values_exact.as_ref().unwrap()[0], fraction(1, 3));

    let found = games::bagwell().path();
    let exact = found.profile_exact.as_ref().unwrap();
    assert!(exact.contains(&fraction(99, 100)) && exact.contains(&fraction(24, 49)), "{exact:?}");

    // A component of equilibria: its rational members are not where the path leads.
    let found = games::kuhn().path();
    assert!(found.status == Status::VerifiedEpsilon && found.profile_exact.is_none());
    // An action that vanishes like a small power of λ is not taken to be gone.
    let found = games::horse().path();
    assert!(found.status == Status::VerifiedEpsilon && found.profile_exact.is_none());
}

/// Where three actors mix, the probabilities solve equations of a higher degree, and may be no fractions at all.
#[test]
fn limits_that_are_no_fractions() {
    let mut exact = 0;
    let mut irrational = 0;
    for seed in 0..400 {
        let shape = Shape { players: 3, depth: 3, width: 2, chance: 0, hidden: 100, never: 0 };
        let (s, dag) = random::game(seed, shape).build(3).unwrap();
        let n = Numbers::evaluate(&s, &dag, &[]).unwrap();
        let rational = ExactNumbers::evaluate(&s, &dag, &[]).unwrap();
        let request = Request { method: MethodChoice::Qre, tight: false, ..Request::default() };
        let found =
            solve(&s, &n, Some(&rational), &request, &mut Workspace::default(), &mut || false).unwrap();
        let Some(profile) = &found.profile_exact else {
            irrational += u32::from(found.status == Status::VerifiedEpsilon);
            continue;
        };
        exact += 1;
        // By brute force, and exactly: nobody gains by any other plan.
        assert!(profile::regret(&s, &rational, profile).iter().all(Zero::is_zero), "{seed}");
        assert_eq!(found.status, Status::VerifiedExact, "{seed}");
    }
    assert!(exact > 200 && irrational > 0, "{exact} {irrational}");
}
