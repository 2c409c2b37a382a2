//! Coarse correlated equilibria: the certificate against theory and against every pure plan; regret minimisation where
//! averages are no equilibrium.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::random::{self, Shape};
use standoff_game::structure::Structure;
use standoff_game::tree::{Tree, decimal};
use standoff_solve::certificate::{CertificateError, correlated};
use standoff_solve::cfr::Variant;
use standoff_solve::solution::{Solution, Status};
use standoff_solve::{MethodChoice, Request, SolveError, Workspace, solve};

fn flat(tree: &Tree, players: u16) -> (Structure, Numbers) {
    let (structure, dag) = tree.build(players).unwrap();
    let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
    (structure, numbers)
}

/// Actors who choose at once, each among as many actions.
fn at_once(players: u16, actions: usize, pay: &dyn Fn(&[usize]) -> Vec<f64>) -> Tree {
    fn grow(players: u16, actions: usize, chosen: &[usize], pay: &dyn Fn(&[usize]) -> Vec<f64>) -> Tree {
        if chosen.len() == usize::from(players) {
            return Tree::End(pay(chosen).into_iter().map(decimal).collect());
        }
        let next = |k: usize| [chosen, &[k]].concat();
        let branches = (0..actions).map(|k| (format!("{k}"), grow(players, actions, &next(k), pay)));
        let player = chosen.len() as u16;
        Tree::Decision { player, infoset: format!("{player}"), actions: branches.collect() }
    }
    grow(players, actions, &[], pay)
}

fn by_regret(structure: &Structure, numbers: &Numbers, request: Request) -> Result<Solution, SolveError> {
    solve(structure, numbers, None, &request, &mut Workspace::default(), &mut || false)
}

fn iterations(iterations: u64, variant: Variant) -> Request {
    Request { method: MethodChoice::Cfr(variant), iterations: Some(iterations), ..Request::default() }
}

/// Chicken: 0 dares, 1 yields.
fn chicken() -> (Structure, Numbers) {
    let pay = |chosen: &[usize]| match chosen {
        [0, 0] => vec![0.0, 0.0],
        [0, 1] => vec![7.0, 2.0],
        [1, 0] => vec![2.0, 7.0],
        _ => vec![6.0, 6.0],
    };
    flat(&at_once(2, 2, &pay), 2)
}

/// Aumann's example (Journal of Mathematical Economics 1, 1974): with two actions each, coarse correlated equilibria are the
/// correlated ones. A third on each cell but the crash gives 5 each; ¼, ¼, ½ gives 5.25 each, the most there is; with
/// more on yielding together somebody would dare.
#[test]
fn chicken_goes_as_aumann_says() {
    let (structure, numbers) = chicken();
    let [dares, yields] = [[1.0, 0.0], [0.0, 1.0]];
    let plays = [[dares, yields].concat(), [yields, dares].concat(), [yields, yields].concat()];
    let of = |weights: [f64; 3]| {
        let joint: Vec<(f64, &[f64])> = weights.into_iter().zip(plays.iter().map(Vec::as_slice)).collect();
        correlated(&structure, &numbers, &joint).unwrap()
    };
    let third = of([1.0 / 3.0; 3]);
    assert!(third.gains.iter().all(|&gain| gain < 1e-15) && (third.values[0] - 5.0).abs() < 1e-14);
    let most = of([0.25, 0.25, 0.5]);
    assert_eq!((most.gains, most.values), (vec![0.0; 2], vec![5.25; 2]));
    // Daring always gives 0.8 × 7; following gives 0.2 × 7 + 0.2 × 2 + 0.6 × 6.
    let more = of([0.2, 0.2, 0.6]);
    assert!(more.gains.iter().all(|&gain| (gain - (5.6 - 5.4)).abs() < 1e-14), "{:?}", more.gains);
    let joint = [(0.4, plays[0].as_slice())];
    assert_eq!(correlated(&structure, &numbers, &joint), Err(CertificateError::Weights));
}

/// What each actor gains by its best pure plan, tried one by one; nothing if there are too many.
fn by_trying(structure: &Structure, numbers: &Numbers, joint: &[(f64, &[f64])]) -> Option<Vec<f64>> {
    let expected = |own: Option<(&[usize], &[usize])>, player: usize| -> f64 {
        joint
            .iter()
            .map(|(weight, play)| {
                let mut play = play.to_vec();
                if let Some((sets, plan)) = own {
                    for (&set, &action) in sets.iter().zip(plan) {
                        play[structure.actions(set)].fill(0.0);
                        play[structure.actions(set).start + action] = 1.0;
                    }
                }
                weight * profile::values(structure, numbers, &play)[player]
            })
            .sum()
    };
    let mut gains = Vec::new();
    for player in 0..usize::from(structure.players) {
        let own = |&set: &usize| usize::from(structure.infoset_player[set]) == player;
        let sets: Vec<usize> = (0..structure.infoset_count()).filter(own).collect();
        let counts: Vec<usize> = sets.iter().map(|&set| structure.actions(set).len()).collect();
        let plans: usize =
            counts.iter().try_fold(1_usize, |all, &n| all.checked_mul(n).filter(|&n| n <= 2000))?;
        let value = expected(None, player);
        let mut best = value;
        for at in 0..plans {
            let mut rest = at;
            let plan: Vec<usize> = counts
                .iter()
                .map(|&n| {
                    let action = rest % n;
                    rest /= n;
                    action
                })
                .collect();
            best = best.max(expected(Some((&sets, &plan)), player));
        }
        gains.push(best - value);
    }
    Some(gains)
}

#[test]
fn the_certificate_finds_what_trying_every_plan_finds() {
    let mut tried = 0;
    for seed in 0..300 {
        let players = 2 + (seed % 3) as u16;
        let shape = Shape { players, depth: 4, width: 3, ..Shape::default() };
        let (structure, numbers) = flat(&random::game(seed, shape), players);
        let request = iterations(7, [Variant::Fast, Variant::Precise][seed as usize % 2]);
        let Ok(solution) = by_regret(&structure, &numbers, request) else { panic!("seed {seed}") };
        // Some plays of quite another kind as well.
        let mut plays: Vec<Vec<f64>> = vec![solution.profile.clone(), profile::uniform(&structure)];
        plays.extend(
            solution.coarse_correlated.iter().flat_map(|joint| joint.plays.iter().map(|p| p.1.clone())),
        );
        let total: usize = (1..=plays.len()).sum();
        let joint: Vec<(f64, &[f64])> = plays
            .iter()
            .enumerate()
            .map(|(k, play)| ((k + 1) as f64 / total as f64, play.as_slice()))
            .collect();
        let Some(expected) = by_trying(&structure, &numbers, &joint) else { continue };
        let found = correlated(&structure, &numbers, &joint).unwrap();
        for (found, expected) in found.gains.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-12, "seed {seed}: {found} {expected}");
        }
        if let Some(own) = &solution.coarse_correlated {
            let joint: Vec<(f64, &[f64])> = own.plays.iter().map(|(w, play)| (*w, play.as_slice())).collect();
            let expected = by_trying(&structure, &numbers, &joint).unwrap();
            for (found, expected) in own.gains.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-12, "seed {seed}: {found} {expected}");
            }
        }
        tried += 1;
    }
    assert!(tried > 150, "{tried}");
}

/// A play alone is worth what its regret says.
#[test]
fn one_play_gains_what_its_regret_is() {
    for seed in 0..100 {
        let players = 2 + (seed % 3) as u16;
        let (structure, numbers) =
            flat(&random::game(seed, Shape { players, depth: 5, ..Shape::default() }), players);
        let play = profile::uniform(&structure);
        let found = correlated(&structure, &numbers, &[(1.0, &play)]).unwrap();
        let regret = profile::regret(&structure, &numbers, &play);
        let values = profile::values(&structure, &numbers, &play);
        for player in 0..usize::from(players) {
            assert!((found.gains[player] - regret[player]).abs() < 1e-12, "seed {seed}");
            assert!((found.values[player] - values[player]).abs() < 1e-12, "seed {seed}");
        }
    }
}

/// Shapley's game (Advances in Game Theory, 1964) with uneven stakes, for any number of actors from two: each wants to be
/// matched with the next, the last to be one ahead of the first. Learning runs in circles, and no average is an equilibrium.
#[test]
fn in_shapleys_game_only_what_is_played_together_settles() {
    let stakes = [2.0, 3.0, 1.0];
    let pay = |chosen: &[usize]| {
        let first = if chosen[0] == chosen[1] { stakes[chosen[0]] } else { 0.0 };
        let second = if (chosen[0] + 1) % 3 == chosen[1] { stakes[chosen[1]] } else { 0.0 };
        vec![first, second]
    };
    let (structure, numbers) = flat(&at_once(2, 3, &pay), 2);
    for variant in [Variant::Fast, Variant::Precise] {
        let solution = by_regret(&structure, &numbers, iterations(5_000, variant)).unwrap();
        assert_eq!(solution.status, Status::Stalled);
        assert!(solution.certificate.max_regret() > 0.02, "{}", solution.certificate.max_regret());
        let joint = solution.coarse_correlated.unwrap();
        assert!(joint.plays.len() > 500);
        assert!(joint.gains.iter().all(|&gain| gain < 1e-3), "{:?}", joint.gains);
        // Cycles give both more than the equilibrium, where each expects 6/11.
        assert!(joint.values.iter().all(|&value| value > 6.0 / 11.0), "{:?}", joint.values);
    }
    assert_eq!(by_regret(&structure, &numbers, iterations(5, Variant::Conform)), Err(SolveError::Conform));
}

/// Three actors whose gains sum to nothing: there too the strategies played together settle.
#[test]
fn three_with_a_constant_sum_settle_together() {
    for seed in 0..6_u64 {
        let pay = |chosen: &[usize]| {
            let wave = |k: u64| {
                let at = chosen.iter().fold(seed * 7 + k * 13 + 1, |at, &c| at * 5 + c as u64);
                ((at as f64) * 12.9898).sin()
            };
            let (one, two) = (wave(1), wave(2));
            vec![one, two, -one - two]
        };
        let (structure, numbers) = flat(&at_once(3, 3, &pay), 3);
        let solution = by_regret(&structure, &numbers, iterations(20_000, Variant::Fast)).unwrap();
        if solution.status == Status::Stalled {
            let joint = solution.coarse_correlated.unwrap();
            for (gain, range) in joint.gains.iter().zip(&solution.certificate.ranges) {
                assert!(*gain <= 5e-3 * range, "seed {seed}: {:?}", joint.gains);
            }
            assert!(joint.values.iter().sum::<f64>().abs() < 1e-12);
        }
    }
}

/// Random games: whatever is not certified as an equilibrium is certified as played together, to a small part of the range.
#[test]
fn random_games_settle_together() {
    let mut stalled = 0;
    for seed in 0..60 {
        let players = 2 + (seed % 3) as u16;
        let shape = Shape { players, depth: 5, width: 3, ..Shape::default() };
        let (structure, numbers) = flat(&random::game(seed, shape), players);
        let request = Request { accuracy: Some(1e-6), ..iterations(3_000, Variant::Fast) };
        let solution = by_regret(&structure, &numbers, request.clone()).unwrap();
        assert_eq!(solution, by_regret(&structure, &numbers, request).unwrap(), "seed {seed}");
        if let Some(joint) = solution.coarse_correlated {
            stalled += 1;
            for (gain, range) in joint.gains.iter().zip(&solution.certificate.ranges) {
                assert!(*gain <= 1e-2 * range, "seed {seed}: {:?}", joint.gains);
            }
        }
    }
    assert!(stalled > 0);
}

/// Another seed draws another sample, which settles as well.
#[test]
fn the_seed_decides_the_draws() {
    let pay = |chosen: &[usize]| match (chosen[1] + 3 - chosen[0]) % 3 {
        0 => vec![2.0 - chosen[0] as f64 * 0.5, 0.0],
        1 => vec![0.0, 1.0 + chosen[1] as f64],
        _ => vec![0.0, 0.0],
    };
    let (structure, numbers) = flat(&at_once(2, 3, &pay), 2);
    let with = |seed: u64| {
        let request = Request { seed, ..iterations(20_000, Variant::Fast) };
        by_regret(&structure, &numbers, request).unwrap().coarse_correlated.unwrap()
    };
    let (one, two) = (with(1), with(2));
    assert_ne!(one.plays, two.plays);
    assert_eq!(one, with(1));
    for joint in [one, two] {
        assert!(joint.gains.iter().all(|&gain| gain < 1e-2), "{:?}", joint.gains);
    }
}
