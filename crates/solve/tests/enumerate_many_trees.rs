//! Equilibria of random trees: two actors against exact enumeration and exact verdicts, more against brute force and the path.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod games;

use games::Game;
use num_traits::Zero;
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::random::{Shape, game};
use standoff_game::structure::Structure;
use standoff_game::tree::Tree;
use standoff_solve::enumerate as two;
use standoff_solve::enumerate::many::{Equilibria, Limits, enumerate};
use standoff_solve::enumerate::refine::Verdict;
use standoff_solve::solution::Status;

fn find(structure: &Structure, exact: &ExactNumbers) -> Equilibria {
    let found = enumerate(structure, exact, &[], &Limits::default(), &mut || false).unwrap();
    assert_eq!(found.complete, found.cut.is_none());
    let numbers = exact.to_doubles();
    for e in &found.equilibria {
        match &e.exact {
            Some(exact_profile) => {
                assert!(profile::regret(structure, exact, exact_profile).iter().all(Zero::is_zero));
            }
            None => assert!(e.radius > 0.0 && e.radius < 1e-8, "{}", e.radius),
        }
        let regret = profile::regret(structure, &numbers, &e.profile);
        assert!(regret.iter().all(|r| *r <= 1e-8 * 2e9), "{regret:?}");
        assert!(e.regret <= 1e-8);
    }
    found
}

fn built(players: u16, tree: &Tree) -> (Structure, ExactNumbers) {
    let (structure, dag) = tree.build(players).unwrap();
    let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
    (structure, exact)
}

/// Trees of two actors: what is listed is in the set of all equilibria; and where the list is complete, every extreme
/// equilibrium gives everybody what one of the list gives.
#[test]
fn trees_of_two_actors_agree_with_exact_enumeration() {
    let mut complete = 0;
    for seed in 0..250 {
        let (depth, hidden) = if seed < 150 { (4, 50) } else { (5, 80) };
        let tree = game(seed, Shape { depth, hidden, width: 2, ..Shape::default() });
        let (structure, exact) = built(2, &tree);
        let all = two::enumerate(&structure, &exact, &two::Limits::default(), &mut || false).unwrap();
        let found = find(&structure, &exact);
        assert!(!found.equilibria.is_empty() || !found.complete, "{seed}");
        for e in &found.equilibria {
            let distance = two::distance(&structure, &all, &e.profile);
            assert!(distance < 1e-7, "{seed}: {distance}");
        }
        if found.complete && all.complete {
            complete += 1;
            for extreme in &all.extreme {
                let told = |e: &&standoff_solve::enumerate::many::Equilibrium| {
                    e.values_exact.as_ref() == Some(&extreme.values)
                };
                assert!(found.equilibria.iter().any(|e| told(&e)), "{seed}: {:?}", extreme.values);
            }
        }
    }
    assert!(complete >= 75, "{complete}");
}

/// Verdicts on components by exact tests, and verdicts on ways to play, do not contradict each other: where a component and a way to
/// play are the only ones with their values, and no continuum differs in what is played, they are about the same equilibria.
#[test]
fn verdicts_do_not_contradict_those_on_components() {
    let (mut compared, mut no, mut yes) = (0, 0, 0);
    for seed in 200..500 {
        let tree = game(seed, Shape { depth: 4, width: 2, ..Shape::default() });
        let (structure, exact) = built(2, &tree);
        let limits = two::Limits::default();
        let all = two::enumerate(&structure, &exact, &limits, &mut || false).unwrap();
        let verdicts = two::refine::refine(&structure, &exact, &all, &limits, &mut || false);
        let found = find(&structure, &exact);
        if !found.complete || found.level > 0 {
            continue;
        }
        for e in &found.equilibria {
            let same = |c: &&usize| {
                let members = &all.components[**c].extreme;
                members.iter().any(|&k| Some(&all.extreme[k as usize].values) == e.values_exact.as_ref())
            };
            let numbers: Vec<usize> = (0..all.components.len()).collect();
            let matching: Vec<&usize> = numbers.iter().filter(same).collect();
            let alone = found.equilibria.iter().filter(|o| o.values_exact == e.values_exact).count() == 1;
            if let ([only], true) = (matching.as_slice(), alone) {
                compared += 1;
                let component = &verdicts[**only];
                for (here, there) in [
                    (e.marks.sequential, component.sequential),
                    (e.marks.sequentially_rational, component.sequentially_rational),
                    (e.marks.subgame_perfect, component.subgame_perfect),
                ] {
                    let opposite = (here == Verdict::Yes && there == Verdict::No)
                        || (here == Verdict::No && there == Verdict::Yes);
                    assert!(!opposite, "{seed}: {:?} {component:?}", e.marks);
                    no += u32::from(here == Verdict::No && there == Verdict::No);
                    yes += u32::from(here == Verdict::Yes && there == Verdict::Yes);
                }
            }
        }
    }
    assert!(compared >= 300 && yes >= 700 && no >= 150, "{compared} {yes} {no}");
}

/// Trees of three actors: what happens in every equilibrium in pure strategies, by brute force over all of them, is on the list.
#[test]
fn pure_equilibria_of_trees_are_found() {
    let mut checked = 0;
    for seed in 0..160 {
        let tree = game(seed, Shape { players: 3, depth: 4, width: 2, hidden: 70, ..Shape::default() });
        let (structure, exact) = built(3, &tree);
        let sets = structure.infoset_count();
        if sets > 9 || structure.action_count() != 2 * sets {
            continue;
        }
        let found = find(&structure, &exact);
        let numbers = exact.to_doubles();
        for code in 0..1usize << sets {
            let mut profile = vec![0.0; 2 * sets];
            (0..sets).for_each(|set| profile[2 * set + (code >> set & 1)] = 1.0);
            if profile::regret(&structure, &numbers, &profile).iter().any(|r| *r > 1e-12) {
                continue;
            }
            checked += 1;
            let values = profile::values(&structure, &numbers, &profile);
            let same = |e: &standoff_solve::enumerate::many::Equilibrium| {
                e.values.iter().zip(&values).all(|(a, b)| (a - b).abs() < 1e-9)
            };
            assert!(found.equilibria.iter().any(same), "{seed}: {profile:?} {values:?}");
        }
    }
    assert!(checked >= 1000, "{checked}");
}

/// Random trees of three and four actors: nothing is listed that is no equilibrium, and the path's limit is worth what one of the
/// list is worth, where the list is complete.
#[test]
fn random_trees_of_many_actors() {
    let (mut complete, mut compared) = (0, 0);
    for (players, depth, games) in [(3, 4, 80), (4, 5, 30)] {
        for seed in 0..games {
            let tree = game(seed, Shape { players, depth, hidden: 60, ..Shape::default() });
            let game = Game::new(players, &tree);
            let found = find(&game.s, &game.exact);
            complete += u32::from(found.complete);
            let solution = game.path();
            if !found.complete || solution.status == Status::Stalled {
                continue;
            }
            compared += 1;
            let distance = |values: &[f64]| {
                values.iter().zip(&solution.values).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
            };
            let nearest = found.equilibria.iter().map(|e| distance(&e.values)).fold(f64::INFINITY, f64::min);
            assert!(nearest <= 1e-5, "{players} {seed}: {nearest}");
        }
    }
    assert!(complete >= 55 && compared >= 50, "{complete} {compared}");
}
