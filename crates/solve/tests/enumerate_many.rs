//! Equilibria of games of many actors: published games, random ones against theory, and two actors against exact enumeration.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod games;

use games::Game;
use num_rational::BigRational;
use num_traits::Zero;
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::random::{Dice, Shape, game};
use standoff_game::structure::Structure;
use standoff_game::tree::{Tree, chance, decision, end};
use standoff_solve::enumerate::many::{Equilibria, Limits, enumerate};
use standoff_solve::enumerate::refine::Verdict;
use standoff_solve::enumerate::{self as two, Cut, EnumerateError};
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

fn solve(players: u16, tree: &Tree) -> Equilibria {
    let (structure, exact) = built(players, tree);
    find(&structure, &exact)
}

type Pay<'a> = &'a mut dyn FnMut(&[usize]) -> Vec<i64>;

/// Players choose at once: `counts` actions each, payoffs by the list of choices.
fn strategic(counts: &[usize], pay: Pay<'_>) -> Tree {
    fn grow(counts: &[usize], chosen: &mut Vec<usize>, pay: Pay<'_>) -> Tree {
        let player = chosen.len();
        if player == counts.len() {
            let payoffs = pay(chosen).into_iter();
            return Tree::End(payoffs.map(|v| BigRational::from_integer(v.into())).collect());
        }
        let mut after = |k: usize| {
            chosen.push(k);
            let below = grow(counts, chosen, pay);
            chosen.pop();
            (format!("{k}"), below)
        };
        let actions = (0..counts[player]).map(&mut after).collect();
        Tree::Decision { player: player as u16, infoset: format!("{player}"), actions }
    }
    grow(counts, &mut Vec::new(), pay)
}

fn random(seed: u64, counts: &[usize]) -> Tree {
    let mut dice = Dice(seed);
    strategic(counts, &mut |_| {
        counts.iter().map(|_| dice.below(2_000_000_001) as i64 - 1_000_000_000).collect()
    })
}

/// McKelvey and McLennan 1996: nine equilibria, two of them totally mixed.
#[test]
fn nine_equilibria() {
    let game = games::nine_equilibria();
    let found = find(&game.s, &game.exact);
    assert!(found.complete, "{:?}", found.cut);
    assert_eq!(found.equilibria.len(), 9);
    let mixed = |e: &&standoff_solve::enumerate::many::Equilibrium| e.profile.iter().all(|&p| p > 0.0);
    assert_eq!(found.equilibria.iter().filter(mixed).count(), 2);
    assert!(found.equilibria.iter().all(|e| e.exact.is_some() && e.marks.sequential == Verdict::Yes));
}

/// Each of three would rather act unless both others do: it gains by acting 1 − 2·(chance that both others act). Three
/// equilibria in which two act; three in which one acts for certain and the others half of the time; and one in which each acts
/// with the probability 1/√2, since 2x² = 1.
#[test]
fn an_irrational_equilibrium() {
    let tree = strategic(&[2, 2, 2], &mut |chosen| {
        let acts = |k: usize| chosen[k] == 0;
        let both_others = |k: usize| (0..3).filter(|&j| j != k).all(acts);
        (0..3).map(|k| if acts(k) { if both_others(k) { -1 } else { 1 } } else { 0 }).collect()
    });
    let found = solve(3, &tree);
    assert!(found.complete, "{:?}", found.cut);
    assert_eq!(found.equilibria.len(), 7);
    let irrational: Vec<_> = found.equilibria.iter().filter(|e| e.exact.is_none()).collect();
    assert_eq!(irrational.len(), 1);
    for action in [0, 2, 4] {
        assert!((irrational[0].profile[action] - 0.5f64.sqrt()).abs() <= irrational[0].radius + 1e-15);
    }
}

/// Selten 1975: two ways to play. In the second, player 2's move is one that it would not make if it came to it.
#[test]
fn seltens_horse() {
    let game = games::horse();
    let found = find(&game.s, &game.exact);
    assert!(found.complete, "{:?}", found.cut);
    let told: Vec<(Vec<f64>, [Verdict; 2])> = found
        .equilibria
        .iter()
        .map(|e| (e.values.clone(), [e.marks.sequentially_rational, e.marks.sequential]))
        .collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&(vec![1.0, 1.0, 1.0], [Verdict::Yes; 2])), "{told:?}");
    assert!(told.contains(&(vec![3.0, 2.0, 2.0], [Verdict::No; 2])), "{told:?}");
}

/// Wilson 1971, Harsanyi 1973: almost every strategic form has an odd number of equilibria.
#[test]
fn random_strategic_forms_have_an_odd_number() {
    for (counts, games) in
        [(&[2, 2, 2][..], 150), (&[3, 2, 2], 40), (&[3, 3, 2], 25), (&[2, 2, 2, 2], 25), (&[3, 3, 3], 4)]
    {
        for seed in 0..games {
            let found = solve(counts.len() as u16, &random(seed, counts));
            assert!(found.complete, "{counts:?} {seed} {:?}", found.cut);
            assert!(found.equilibria.len() % 2 == 1, "{counts:?} {seed}: {}", found.equilibria.len());
        }
    }
}

/// Every equilibrium in pure strategies is on the list, by brute force.
#[test]
fn pure_equilibria_are_found() {
    let counts = [3, 3, 3];
    for seed in 100..110 {
        let (structure, exact) = built(3, &random(seed, &counts));
        let found = find(&structure, &exact);
        let numbers = exact.to_doubles();
        let mut pure = 0;
        for code in 0..27 {
            let mut profile = vec![0.0; 9];
            (0..3).for_each(|k| profile[3 * k + code / 3usize.pow(k as u32) % 3] = 1.0);
            if profile::regret(&structure, &numbers, &profile).iter().all(|r| *r == 0.0) {
                pure += 1;
                assert!(found.equilibria.iter().any(|e| e.profile == profile), "{seed} {profile:?}");
            }
        }
        let listed = found.equilibria.iter().filter(|e| e.profile.iter().all(|&p| p == 0.0 || p == 1.0));
        assert_eq!(listed.count(), pure);
    }
}

/// The limit of the logit path is an equilibrium: it is on the list.
#[test]
fn the_path_ends_at_one_of_them() {
    let mut verified = 0;
    for seed in 0..60 {
        let game = Game::new(3, &random(seed, &[2, 2, 2]));
        let solution = game.path();
        if solution.status == Status::Stalled {
            continue;
        }
        verified += 1;
        let found = find(&game.s, &game.exact);
        let distance = |profile: &[f64]| {
            profile.iter().zip(&solution.profile).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        };
        let nearest = found.equilibria.iter().map(|e| distance(&e.profile)).fold(f64::INFINITY, f64::min);
        assert!(nearest <= 1e-6, "{seed}: {nearest}");
    }
    assert!(verified >= 55, "{verified}");
}

/// Two actors, generic payoffs: the same isolated equilibria as exact enumeration.
#[test]
fn two_actors_agree_with_exact_enumeration() {
    for seed in 0..60 {
        let (structure, exact) = built(2, &random(seed, &[3, 4]));
        let all = two::enumerate(&structure, &exact, &two::Limits::default(), &mut || false).unwrap();
        let found = find(&structure, &exact);
        assert!(found.complete && all.complete, "{seed} {:?}", found.cut);
        let mut listed: Vec<_> = found.equilibria.iter().map(|e| e.exact.clone().unwrap()).collect();
        let mut expected: Vec<_> = all.extreme.iter().map(|e| e.profile.clone()).collect();
        listed.sort();
        expected.sort();
        assert_eq!(listed, expected, "{seed}");
    }
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

/// Three actors, one after the other, each seeing everything: a threat by the third that it would not carry out.
#[test]
fn an_empty_threat_of_a_third() {
    let third = |name: &str, yields: [f64; 3], fights: [f64; 3]| {
        decision(2, name, [("yield", end(yields)), ("fight", end(fights))])
    };
    let tree = decision(
        0,
        "first",
        [
            ("out", end([1.0, 1.0, 5.0])),
            (
                "in",
                decision(
                    1,
                    "second",
                    [
                        ("join", third("both", [2.0, 2.0, 1.0], [-1.0, -1.0, 0.0])),
                        ("leave", third("one", [3.0, 0.0, 2.0], [-1.0, 0.0, 0.0])),
                    ],
                ),
            ),
        ],
    );
    let found = solve(3, &tree);
    assert!(found.complete, "{:?}", found.cut);
    let marks = |values: [f64; 3]| {
        let e = found.equilibria.iter().find(|e| e.values == values).unwrap();
        [e.marks.subgame_perfect, e.marks.sequentially_rational, e.marks.sequential]
    };
    assert_eq!(marks([2.0, 2.0, 1.0]), [Verdict::Yes; 3]);
    assert_eq!(marks([1.0, 1.0, 5.0]), [Verdict::No; 3]);
}

/// Words that cost nothing: mixing over them at will leaves what happens as it is, and the list is complete all the same.
#[test]
fn a_continuum_in_which_the_same_happens() {
    // A sender of two types, a receiver who guesses the type, and a third who bets on the guess. Sender and receiver are
    // opposed, so that words mean nothing.
    let guess = |kind: usize, word: usize| {
        let bet = |set: String, guess: usize| {
            let right = f64::from(u8::from(kind == guess));
            let third = |bet: usize| f64::from(u8::from(bet == guess)) * 3.0;
            let name: &'static str = Box::leak(set.into_boxed_str());
            let receiver = if kind == 0 { 2.0 * right } else { right };
            decision(
                2,
                name,
                [("0", end([-receiver, receiver, third(0)])), ("1", end([-receiver, receiver, third(1)]))],
            )
        };
        let name: &'static str = Box::leak(format!("heard {word}").into_boxed_str());
        decision(1, name, [("0", bet("g0".to_owned(), 0)), ("1", bet("g1".to_owned(), 1))])
    };
    let sender = |kind: usize| {
        let name: &'static str = Box::leak(format!("type {kind}").into_boxed_str());
        decision(0, name, [("a", guess(kind, 0)), ("b", guess(kind, 1))])
    };
    let found = solve(3, &chance([((1, 2), sender(0)), ((1, 2), sender(1))]));
    assert!(!found.equilibria.is_empty());
    assert!(found.complete, "{:?}", found.cut);
    assert!(found.level > 0);
    for e in &found.equilibria {
        assert!((e.values[1] - 1.0).abs() < 1e-12, "{:?}", e.values);
    }
}

/// Where a tie leaves what happens open, the list says that it is not complete.
#[test]
fn a_continuum_is_not_called_complete() {
    let tree = strategic(&[2, 2, 2], &mut |chosen| vec![0, chosen[0] as i64, chosen[1] as i64]);
    let found = solve(3, &tree);
    assert_eq!((found.complete, found.cut), (false, Some(Cut::Continuum)));
    assert!(!found.equilibria.is_empty());
    for e in &found.equilibria {
        assert!(e.profile.iter().all(|&p| p == 0.0 || p == 1.0));
    }
}

#[test]
fn limits_and_words_to_stop() {
    let (structure, exact) = built(3, &random(7, &[3, 3, 3]));
    let cut = |limits: Limits, stop: bool| {
        let found = enumerate(&structure, &exact, &[], &limits, &mut || stop).unwrap();
        assert!(!found.complete);
        found.cut
    };
    let default = Limits::default();
    assert_eq!(cut(Limits { supports: 5, ..default }, false), Some(Cut::Supports));
    assert_eq!(cut(Limits { work: 1000, ..default }, false), Some(Cut::Work));
    assert_eq!(cut(default, true), Some(Cut::Stopped));
    let one = |limits: Limits| enumerate(&structure, &exact, &[], &limits, &mut || false).unwrap();
    assert_eq!(one(default), one(default));
}

#[test]
fn what_was_forgotten_is_refused() {
    let later = || decision(0, "later", [("a", end([0.0, 0.0, 0.0])), ("b", end([1.0, 0.0, 0.0]))]);
    let (structure, exact) = built(3, &decision(0, "first", [("l", later()), ("r", later())]));
    let error = enumerate(&structure, &exact, &[], &Limits::default(), &mut || false).unwrap_err();
    assert!(matches!(error, EnumerateError::Form(_)), "{error}");
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
