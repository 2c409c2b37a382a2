//! Which components of equilibria are subgame perfect, sequentially rational, sequential.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod games;
mod oracle;

use num_traits::Zero;
use standoff_game::numbers::ExactNumbers;
use standoff_game::random::{Shape, game};
use standoff_game::structure::Structure;
use standoff_game::tree::{Tree, chance, decision, end};
use standoff_solve::enumerate::refine::{Refinement, Verdict, refine};
use standoff_solve::enumerate::{Equilibria, Limits, enumerate};

fn refined(structure: &Structure, exact: &ExactNumbers) -> (Equilibria, Vec<Refinement>) {
    let found = enumerate(structure, exact, &Limits::default(), &mut || false).unwrap();
    assert!(found.complete);
    let refinements = refine(structure, exact, &found, &Limits::default(), &mut || false);
    assert_eq!(refinements.len(), found.components.len());
    (found, refinements)
}

fn built(tree: &Tree) -> (Structure, ExactNumbers) {
    let (structure, dag) = tree.build(2).unwrap();
    let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
    (structure, exact)
}

/// Verdicts by whether the first action is taken for certain at set 0 of each component's first equilibrium.
fn by_first_action(tree: &Tree) -> Vec<(bool, [Verdict; 3])> {
    let (structure, exact) = built(tree);
    let (found, refinements) = refined(&structure, &exact);
    let first = |k: usize| !found.extreme[found.components[k].extreme[0] as usize].profile[0].is_zero();
    let verdicts = |r: &Refinement| [r.subgame_perfect, r.sequentially_rational, r.sequential];
    let mut list: Vec<_> = refinements.iter().enumerate().map(|(k, r)| (first(k), verdicts(r))).collect();
    list.sort_by_key(|(first, _)| *first);
    list
}

const YES: [Verdict; 3] = [Verdict::Yes; 3];
const NO: [Verdict; 3] = [Verdict::No; 3];

#[test]
fn a_threat_that_would_not_be_carried_out() {
    // Selten's chain store, one town: fighting an entrant costs both.
    let reply = decision(1, "store", [("yield", end([2.0, 2.0])), ("fight", end([0.0, 0.0]))]);
    let tree = decision(0, "entrant", [("enter", reply), ("stay out", end([1.0, 5.0]))]);
    assert_eq!(by_first_action(&tree), [(false, NO), (true, YES)]);
}

#[test]
fn a_threat_without_a_subgame() {
    // Fudenberg and Tirole (1991), figure 8.1 (Selten): the second actor does not see which of two ways the first came, so that
    // there is no proper subgame, but one action is worse at both nodes.
    let reply = |l: [f64; 2], r: [f64; 2]| decision(1, "second", [("l", end(l)), ("r", end(r))]);
    let tree = decision(
        0,
        "first",
        [
            ("out", end([2.0, 2.0])),
            ("left", reply([0.0, 0.0], [3.0, 1.0])),
            ("middle", reply([0.0, 1.0], [1.0, 2.0])),
        ],
    );
    assert_eq!(by_first_action(&tree), [(false, YES), (true, [Verdict::Yes, Verdict::No, Verdict::No])]);
}

#[test]
fn both_breakfasts_are_sequential() {
    let game = games::beer_quiche((9, 10));
    let (_, refinements) = refined(&game.s, &game.exact);
    for r in refinements {
        assert_eq!([r.subgame_perfect, r.sequentially_rational, r.sequential], YES);
    }
}

#[test]
fn a_single_component_is_sequential() {
    for game in
        [games::kuhn(), games::crisis(), games::bagwell(), games::stripped_poker(), games::centipede(4)]
    {
        let (found, refinements) = refined(&game.s, &game.exact);
        if found.components.len() == 1 {
            assert_eq!(refinements[0].sequential, Verdict::Yes);
        }
        assert!(refinements.iter().any(|r| r.sequential != Verdict::No));
    }
}

#[test]
fn what_is_best_in_a_subgame_may_be_mixed() {
    // After entry both play a game whose only equilibrium is mixed and worth (1/2, −1/2); staying out is worth 1/4 and 1. A
    // threat to answer entry in a pure way is none.
    let second = |a: f64, b: f64| decision(1, "hide", [("x", end([a, -a])), ("y", end([b, -b]))]);
    let pennies = decision(0, "seek", [("x", second(1.0, 0.0)), ("y", second(0.0, 1.0))]);
    let tree = decision(0, "enter", [("in", pennies), ("out", end([0.25, 1.0]))]);
    assert_eq!(by_first_action(&tree), [(true, YES)]);
    // Worth 3/4 to stay out: every equilibrium stays out, and some of them answer entry as the subgame demands.
    let pennies = decision(0, "seek", [("x", second(1.0, 0.0)), ("y", second(0.0, 1.0))]);
    let tree = decision(0, "enter", [("in", pennies), ("out", end([0.75, 1.0]))]);
    assert_eq!(by_first_action(&tree), [(false, YES)]);
}

#[test]
fn no_verdict_contradicts_brute_force() {
    let shapes = [
        Shape::default(),
        Shape { depth: 5, hidden: 20, chance: 10, ..Shape::default() },
        Shape { depth: 4, hidden: 80, width: 3, ..Shape::default() },
    ];
    let (mut seen, mut decided, mut components, mut games, mut isolated) = ([[0u32; 2]; 2], 0, 0, 0, 0);
    for seed in 0..1500u64 {
        let (structure, exact) = built(&game(seed, shapes[seed as usize % 3]));
        let Some(pure) = oracle::pure::profiles(&structure, &exact, 300) else { continue };
        let (found, refinements) = refined(&structure, &exact);
        games += 1;
        components += refinements.len();
        assert!(refinements.iter().any(|r| r.sequential != Verdict::No), "seed {seed}");
        decided += refinements.iter().filter(|r| r.sequential != Verdict::Undecided).count();
        for pure in pure.iter().filter(|pure| pure.nash) {
            let plans = oracle::plans(&structure, &found.form, &pure.profile);
            let holds = |subset: &standoff_solve::enumerate::Subset| {
                (0..2).all(|a| {
                    subset.strategies[a].iter().any(|&k| found.strategies[a][k as usize].plan == plans[a])
                })
            };
            let component = found.components.iter().position(|c| c.subsets.iter().any(holds)).unwrap();
            let verdict = refinements[component];
            if pure.subgame_perfect {
                assert_eq!(verdict.subgame_perfect, Verdict::Yes, "seed {seed}");
                seen[0][0] += 1;
            }
            // A component of one profile, which leaves nothing open, is what that profile is.
            let alone = |a: usize| found.strategies[a].iter().all(|s| s.open.is_empty());
            if found.components[component].extreme.len() == 1 && alone(0) && alone(1) {
                assert_eq!(verdict.subgame_perfect == Verdict::Yes, pure.subgame_perfect, "seed {seed}");
                isolated += 1;
            }
            if pure.sequentially_rational {
                assert_ne!(verdict.sequentially_rational, Verdict::No, "seed {seed}");
                seen[1][0] += 1;
            }
            seen[0][1] += u32::from(verdict.subgame_perfect == Verdict::No);
            seen[1][1] += u32::from(verdict.sequentially_rational == Verdict::No);
        }
    }
    assert!(
        games > 200 && isolated > 10 && seen.iter().flatten().all(|&n| n > 20),
        "{games} {seen:?} {decided}"
    );
    println!("{games} games, {isolated} isolated, {seen:?}, {decided} of {components} components decided");
}

#[test]
fn what_cannot_happen_refutes_nothing() {
    let never = decision(1, "never", [("good", end([0.0, 5.0])), ("bad", end([0.0, 0.0]))]);
    let tree = chance([
        ((1, 1), decision(0, "h", [("a", end([1.0, 0.0])), ("b", end([0.0, 0.0]))])),
        ((0, 1), never),
    ]);
    assert_eq!(by_first_action(&tree), [(true, YES)]);
}

/// By whether the first action of set 0 is taken: the intuitive criterion and D1.
fn signals(structure: &Structure, exact: &ExactNumbers) -> Vec<(bool, [Option<Verdict>; 2])> {
    let (found, refinements) = refined(structure, exact);
    let first = |k: usize| !found.extreme[found.components[k].extreme[0] as usize].profile[0].is_zero();
    let mut list: Vec<_> =
        refinements.iter().enumerate().map(|(k, r)| (first(k), [r.intuitive, r.d1])).collect();
    list.sort_by_key(|(first, _)| *first);
    list
}

#[test]
fn quiche_for_all_fails_the_intuitive_criterion() {
    // Cho and Kreps (1987): only a strong man could gain by an unexpected beer.
    let game = games::beer_quiche((9, 10));
    let (yes, no) = (Some(Verdict::Yes), Some(Verdict::No));
    assert_eq!(signals(&game.s, &game.exact), [(false, [no, no]), (true, [yes, yes])]);
}

#[test]
fn d1_excludes_more_than_the_intuitive_criterion() {
    // Going in pays the first type from a third of good replies on, the second only from two thirds on: D1 takes who goes in
    // for the first, who deserves the good reply. The intuitive criterion leaves both types in.
    let go = |a: [f64; 2], b: [f64; 2]| decision(1, "gone in", [("good", end(a)), ("bad", end(b))]);
    let first = decision(0, "one", [("in", go([2.0, 1.0], [-1.0, 0.0])), ("out", end([0.0, 0.0]))]);
    let second = decision(0, "two", [("in", go([1.0, 0.0], [-2.0, 1.0])), ("out", end([0.0, 0.0]))]);
    let (structure, exact) = built(&chance([((1, 2), first), ((1, 2), second)]));
    let (yes, no) = (Some(Verdict::Yes), Some(Verdict::No));
    assert_eq!(signals(&structure, &exact), [(false, [yes, no]), (true, [yes, yes])]);
}

#[test]
fn what_is_no_signalling_game_has_no_such_verdict() {
    for game in [games::kuhn(), games::crisis(), games::bagwell()] {
        let (_, refinements) = refined(&game.s, &game.exact);
        assert!(refinements.iter().all(|r| r.intuitive.is_none() && r.d1.is_none()));
    }
}
