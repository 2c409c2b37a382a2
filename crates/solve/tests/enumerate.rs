//! All equilibria: published games, and random ones against brute force.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod games;
mod oracle;

use games::{Game, bimatrix};
use num_rational::BigRational;
use num_traits::{One, Zero};
use proptest::prelude::*;
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::random::{Shape, game};
use standoff_game::structure::Structure;
use standoff_game::tree::{Tree, chance, decision, end};
use standoff_solve::enumerate::{Cut, EnumerateError, Equilibria, Limits, distance, enumerate};

fn all(structure: &Structure, exact: &ExactNumbers) -> Equilibria {
    let found = enumerate(structure, exact, &Limits::default(), &mut || false).unwrap();
    assert!(found.complete && found.cut.is_none(), "{:?}", found.cut);
    for extreme in &found.extreme {
        assert!(profile::regret(structure, exact, &extreme.profile).iter().all(Zero::is_zero));
        assert_eq!(extreme.values, profile::values_exact(structure, exact, &extreme.profile));
    }
    found
}

fn built(tree: &Tree) -> (Structure, ExactNumbers) {
    let (structure, dag) = tree.build(2).unwrap();
    let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
    (structure, exact)
}

fn solve(tree: &Tree) -> Equilibria {
    let (structure, exact) = built(tree);
    all(&structure, &exact)
}

fn ratio(n: i64, d: i64) -> BigRational {
    BigRational::new(n.into(), d.into())
}

/// The extreme equilibria as pairs of mixed strategies.
fn mixed(found: &Equilibria) -> Vec<[Vec<BigRational>; 2]> {
    let plan = |e: &standoff_solve::enumerate::Extreme, actor: usize| {
        found.strategies[actor][e.strategies[actor] as usize].plan[1..].to_vec()
    };
    let mut pairs: Vec<_> = found.extreme.iter().map(|e| [plan(e, 0), plan(e, 1)]).collect();
    pairs.sort();
    pairs
}

#[test]
fn von_stengels_game_has_75_equilibria() {
    let found = solve(&games::von_stengel());
    assert_eq!((found.extreme.len(), found.components.len()), (75, 75));
}

#[test]
fn battle_of_the_sexes() {
    let found = solve(&bimatrix(2, 2, |i, j| match (i, j) {
        (0, 0) => [2.0, 1.0],
        (1, 1) => [1.0, 2.0],
        _ => [0.0, 0.0],
    }));
    let (nought, one) = (ratio(0, 1), ratio(1, 1));
    let pure = |first: bool| {
        if first { vec![one.clone(), nought.clone()] } else { vec![nought.clone(), one.clone()] }
    };
    let expected = [
        [pure(false), pure(false)],
        [vec![ratio(2, 3), ratio(1, 3)], vec![ratio(1, 3), ratio(2, 3)]],
        [pure(true), pure(true)],
    ];
    assert_eq!(mixed(&found), expected);
    assert!(found.extreme.iter().any(|e| e.values == [ratio(2, 3), ratio(2, 3)]));
}

#[test]
fn a_game_with_a_continuum() {
    // Avis, Rosenberg, Savani and von Stengel (2010), example (1.1) and figure 1: three rows, two columns, degenerate.
    let a = [[3.0, 3.0], [2.0, 5.0], [0.0, 6.0]];
    let b = [[3.0, 3.0], [2.0, 6.0], [3.0, 1.0]];
    let found = solve(&bimatrix(3, 2, |i, j| [a[i][j], b[i][j]]));
    // Row 1 against columns 1 and (2/3, 1/3): one component that is a segment. Rows 1 and 2, rows 2 and 3 mixed: isolated.
    let (nought, one) = (ratio(0, 1), ratio(1, 1));
    let expected = [
        [vec![nought.clone(), ratio(1, 3), ratio(2, 3)], vec![ratio(1, 3), ratio(2, 3)]],
        [vec![one.clone(), nought.clone(), nought.clone()], vec![ratio(2, 3), ratio(1, 3)]],
        [vec![one.clone(), nought.clone(), nought.clone()], vec![one, nought]],
    ];
    assert_eq!(mixed(&found), expected);
    let sizes: Vec<usize> = found.components.iter().map(|c| c.extreme.len()).collect();
    assert_eq!(sizes, [2, 1]);
    assert_eq!(found.components[0].subsets.len(), 1);
}

#[test]
fn constant_payoffs_make_one_set_of_everything() {
    for (rows, columns) in [(1, 1), (1, 4), (3, 3), (4, 2)] {
        let found = solve(&bimatrix(rows, columns, |_, _| [1.0, -2.0]));
        assert_eq!(found.extreme.len(), rows * columns);
        assert_eq!(found.components.len(), 1);
        assert_eq!(found.components[0].subsets.len(), 1);
        let subset = &found.components[0].subsets[0];
        assert_eq!([subset.strategies[0].len(), subset.strategies[1].len()], [rows, columns]);
    }
}

#[test]
fn one_row_is_a_choice_of_the_best_columns() {
    let found = solve(&bimatrix(1, 5, |_, j| [j as f64, [1.0, 3.0, 2.0, 3.0, 0.0][j]]));
    assert_eq!(found.extreme.len(), 2);
    assert_eq!(found.components.len(), 1);
}

#[test]
fn dominated_strategies_are_never_played() {
    // The prisoners' dilemma with a third, still worse move.
    let pay = [[3.0, 0.0, 1.0], [4.0, 1.0, 2.0], [0.0, -1.0, 0.5]];
    let found = solve(&bimatrix(3, 3, |i, j| [pay[i][j], pay[j][i]]));
    assert_eq!(found.extreme.len(), 1);
    assert_eq!(found.extreme[0].values, [ratio(1, 1), ratio(1, 1)]);
}

#[test]
fn rock_paper_scissors_has_one() {
    let found = solve(&bimatrix(3, 3, |i, j| {
        let v = [0.0, -1.0, 1.0][(3 + i - j) % 3];
        [v, -v]
    }));
    assert_eq!(mixed(&found), [[vec![ratio(1, 3); 3], vec![ratio(1, 3); 3]]]);
}

#[test]
fn kuhn_poker_has_a_segment_of_optimal_play() {
    let kuhn = games::kuhn();
    let found = all(&kuhn.s, &kuhn.exact);
    assert_eq!(found.strategies.each_ref().map(Vec::len), [2, 1]);
    assert_eq!((found.extreme.len(), found.components.len()), (2, 1));
    for extreme in &found.extreme {
        assert_eq!(extreme.values, [ratio(-1, 18), ratio(1, 18)]);
        let p = |set: &str, action: usize| &extreme.profile[kuhn.s.actions(kuhn.set(set)).start + action];
        let bluff = p("1 has 0", 1);
        assert!(bluff.is_zero() || *bluff == ratio(1, 3));
        assert_eq!(*p("1 has 2", 1), bluff * ratio(3, 1));
        assert_eq!(*p("1 has 1, after bet", 1), bluff + ratio(1, 3));
        assert_eq!(*p("2 has 1, after bet", 1), ratio(1, 3));
        assert_eq!(*p("2 has 0, after check", 1), ratio(1, 3));
    }
}

#[test]
fn the_crisis_game_has_one_equilibrium() {
    let crisis = games::crisis();
    let found = all(&crisis.s, &crisis.exact);
    assert_eq!(found.extreme.len(), 1);
    let p = |set: &str| &found.extreme[0].profile[crisis.s.actions(crisis.set(set)).start];
    assert_eq!(*p("challenger weak"), ratio(14, 33));
    assert!(p("challenger strong").is_one() && p("defender strong").is_one());
    assert_eq!(*p("defender weak"), ratio(13, 27));
}

#[test]
fn breakfast_has_beer_for_all_and_quiche_for_all() {
    let game = games::beer_quiche((9, 10));
    let found = all(&game.s, &game.exact);
    assert_eq!(found.components.len(), 2);
    let mut beer: Vec<bool> = Vec::new();
    for component in &found.components {
        // A duel after the other breakfast is certain or comes half of the time.
        assert_eq!(component.extreme.len(), 2);
        let extreme = &found.extreme[component.extreme[0] as usize];
        let p = |set: &str| extreme.profile[game.s.actions(game.set(set)).start].clone();
        assert_eq!(p("strong"), p("weak"));
        beer.push(p("strong").is_one());
    }
    beer.sort_unstable();
    assert_eq!(beer, [false, true]);
}

#[test]
fn behaviour_that_own_play_excludes_is_open() {
    // Who leaves never comes to the second decision, whatever it would do there.
    let second = decision(0, "then", [("up", end([3.0, 0.0])), ("down", end([2.0, 0.0]))]);
    let tree = decision(0, "first", [("leave", end([4.0, 0.0])), ("stay", second)]);
    let (structure, exact) = built(&tree);
    let found = all(&structure, &exact);
    assert_eq!(found.extreme.len(), 1);
    assert_eq!(found.strategies[0][0].open, [1]);
    assert_eq!(found.components[0].open, [1]);
}

#[test]
fn what_chance_excludes_plays_no_part() {
    let never = decision(1, "never", [("a", end([0.0, 0.0])), ("b", end([9.0, 9.0]))]);
    let tree = chance([
        ((1, 1), decision(0, "h", [("l", end([1.0, 0.0])), ("r", end([0.0, 0.0]))])),
        ((0, 1), never),
    ]);
    let (structure, exact) = built(&tree);
    assert_eq!(all(&structure, &exact).extreme.len(), 1);
}

#[test]
fn one_actor_alone() {
    let tree = decision(0, "h", [("a", end([1.0])), ("b", end([2.0])), ("c", end([2.0]))]);
    let (structure, dag) = tree.build(1).unwrap();
    let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
    let found = all(&structure, &exact);
    assert_eq!((found.extreme.len(), found.components.len()), (2, 1));
}

#[test]
fn three_actors_and_forgetful_ones_are_refused() {
    let horse = games::horse();
    let error = enumerate(&horse.s, &horse.exact, &Limits::default(), &mut || false).unwrap_err();
    assert!(matches!(error, EnumerateError::Form(_)));
    let other = games::kuhn();
    let error = enumerate(&other.s, &games::crisis().exact, &Limits::default(), &mut || false).unwrap_err();
    assert_eq!(error, EnumerateError::Numbers);
}

fn random(size: usize) -> Tree {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % 201) as f64 - 100.0
    };
    bimatrix(size, size, |_, _| [next(), next()])
}

#[test]
fn a_cut_search_says_so_and_keeps_what_it_found() {
    let (structure, exact) = built(&games::von_stengel());
    let few = Limits { equilibria: 10, ..Limits::default() };
    let found = enumerate(&structure, &exact, &few, &mut || false).unwrap();
    assert_eq!((found.complete, found.cut, found.extreme.len()), (false, Some(Cut::Equilibria), 10));
    let few = Limits { vertices: 50, ..Limits::default() };
    let found = enumerate(&structure, &exact, &few, &mut || false).unwrap();
    assert_eq!((found.complete, found.cut), (false, Some(Cut::Vertices)));
    let found = enumerate(&structure, &exact, &Limits::default(), &mut || true).unwrap();
    assert_eq!((found.complete, found.cut), (false, Some(Cut::Stopped)));
    // Pure equilibria are found even then.
    let (structure, exact) = built(&random(30));
    let found = enumerate(&structure, &exact, &Limits::default(), &mut || true).unwrap();
    assert_eq!((found.complete, found.cut), (false, Some(Cut::Stopped)));
    let pure = oracle::pure_equilibria(&structure, &exact, 1000).unwrap();
    assert!(!pure.is_empty() && pure.iter().all(|p| found.extreme.iter().any(|e| e.profile == *p)));
    let (structure, exact) = built(&games::von_stengel());
    let few = Limits { vertices: 3, ..Limits::default() };
    let found = enumerate(&structure, &exact, &few, &mut || false).unwrap();
    assert_eq!((found.complete, found.cut), (false, Some(Cut::Plans)));
}

#[test]
fn numbers_of_any_size() {
    // 2^100 beside 0.3333333333333333: no fixed width holds these as whole numbers of one scale.
    let huge = f64::from(2u8).powi(100);
    let found = solve(&bimatrix(2, 2, |i, j| {
        let v = if i == j { huge } else { 1.0 / 3.0 };
        [v, -v]
    }));
    assert_eq!(mixed(&found), [[vec![ratio(1, 2); 2], vec![ratio(1, 2); 2]]]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Small payoffs, so that ties and continua are common.
    #[test]
    fn random_bimatrix_games_against_brute_force(
        (rows, columns) in (1usize..5, 1usize..5),
        range in 1i64..6,
        seeds in prop::collection::vec((any::<u16>(), any::<u16>()), 16),
    ) {
        let pay = |i: usize, j: usize| {
            let (a, b) = seeds[i * 4 + j];
            [i64::from(a) % (2 * range + 1) - range, i64::from(b) % (2 * range + 1) - range]
        };
        let found = solve(&bimatrix(rows, columns, |i, j| pay(i, j).map(|v| v as f64)));
        prop_assert_eq!(mixed(&found), oracle::extreme_equilibria(rows, columns, pay));

        let pairs: Vec<[u32; 2]> = found.extreme.iter().map(|e| e.strategies).collect();
        let mut ours: Vec<_> = found.components.iter().flat_map(|c| c.subsets.clone()).map(|s| s.strategies).collect();
        ours.sort();
        prop_assert_eq!(ours, oracle::maximal_bicliques(&pairs));
        let mut counted: Vec<u32> = found.components.iter().flat_map(|c| c.extreme.clone()).collect();
        counted.sort_unstable();
        prop_assert_eq!(counted, (0..pairs.len() as u32).collect::<Vec<_>>());
    }
}

/// Whether an equilibrium in pure plans lies in a subset: each plan is a mixture of the subset's. For pure plans that means
/// that it is one of them, since a pure plan is a vertex of all plans.
fn lies_in(found: &Equilibria, plans: &[Vec<BigRational>; 2]) -> bool {
    found.components.iter().flat_map(|c| &c.subsets).any(|subset| {
        (0..2).all(|actor| {
            subset.strategies[actor].iter().any(|&k| found.strategies[actor][k as usize].plan == plans[actor])
        })
    })
}

#[test]
fn pure_equilibria_of_random_extensive_games_are_all_found() {
    let shapes = [
        Shape::default(),
        Shape { depth: 3, width: 3, ..Shape::default() },
        Shape { depth: 5, chance: 40, hidden: 70, ..Shape::default() },
    ];
    let (mut games, mut pure) = (0, 0);
    for seed in 0..600u64 {
        let (structure, exact) = built(&game(seed, shapes[seed as usize % 3]));
        let Some(brute) = oracle::pure_equilibria(&structure, &exact, 3000) else { continue };
        let found = all(&structure, &exact);
        assert!(!found.extreme.is_empty(), "seed {seed}: a finite game has an equilibrium");
        for profile in brute {
            let plans = oracle::plans(&structure, &found.form, &profile);
            assert!(lies_in(&found, &plans), "seed {seed}: {profile:?}");
            pure += 1;
        }
        games += 1;
    }
    assert!(games > 300 && pure > 1000, "{games} {pure}");
}

#[test]
fn extensive_and_strategic_form_have_the_same_equilibria() {
    let mut compared = 0;
    for seed in 0..1000u64 {
        let shape = Shape { depth: 4, chance: 30, ..Shape::default() };
        let (structure, exact) = built(&game(seed, shape));
        let found = all(&structure, &exact);
        let Some((rows, columns, pay)) = oracle::reduced_form(&structure, &exact, &found.form, 8) else {
            continue;
        };
        let corners = |s: &standoff_solve::enumerate::Subset| s.strategies.iter().map(Vec::len).max();
        if found.components.iter().flat_map(|c| &c.subsets).filter_map(corners).any(|n| n > 8) {
            continue;
        }
        // Mixtures of plans have realisation plans: the extreme ones of the game are among those of its reduced form.
        let strategic = solve(&oracle::as_tree(rows.len(), columns.len(), &pay));
        let mut realised: Vec<[Vec<BigRational>; 2]> = mixed(&strategic)
            .into_iter()
            .map(|[x, y]| [oracle::mixture(&rows, &x), oracle::mixture(&columns, &y)])
            .collect();
        realised.sort();
        realised.dedup();
        for e in &found.extreme {
            let pair = [0, 1].map(|a| found.strategies[a][e.strategies[a] as usize].plan.clone());
            assert!(realised.contains(&pair), "seed {seed}");
        }
        for pair in &realised {
            let inside = found.components.iter().flat_map(|c| &c.subsets).any(|subset| {
                (0..2).all(|a| {
                    let corners: Vec<&Vec<BigRational>> =
                        subset.strategies[a].iter().map(|&k| &found.strategies[a][k as usize].plan).collect();
                    oracle::in_hull(&corners, &pair[a])
                })
            });
            assert!(inside, "seed {seed}: an equilibrium of the strategic form is missing");
        }
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn the_same_every_time() {
    let Game { s, exact, .. } = games::kuhn();
    assert_eq!(all(&s, &exact), all(&s, &exact));
}

/// The limit of the logit path is an equilibrium: whatever is called verified lies near the set of all of them.
#[test]
fn what_the_path_finds_is_near_an_enumerated_equilibrium() {
    let mut compared = 0;
    let check = |s: &Structure, n: &standoff_game::numbers::Numbers, exact: &ExactNumbers, name: &str| {
        let request = standoff_solve::Request::default();
        let mut workspace = standoff_solve::Workspace::default();
        let solution =
            standoff_solve::solve(s, n, Some(exact), &request, &mut workspace, &mut || false).unwrap();
        if solution.status == standoff_solve::solution::Status::Stalled {
            return 0;
        }
        let far = distance(s, &all(s, exact), &solution.profile);
        assert!(far < 1e-4, "{name}: {far}");
        1
    };
    for game in [games::kuhn(), games::crisis(), games::beer_quiche((9, 10)), games::bagwell()] {
        compared += check(&game.s, &game.n, &game.exact, "published");
    }
    for seed in 0..150u64 {
        let (structure, dag) = game(seed, Shape::default()).build(2).unwrap();
        let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
        compared += check(&structure, &exact.to_doubles(), &exact, &format!("seed {seed}"));
    }
    assert!(compared > 100, "{compared}");
}
