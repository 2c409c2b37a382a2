//! The linear program of the sequence form, against published values and best responses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod poker;

use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::random::{self, Shape};
use standoff_game::structure::Structure;
use standoff_game::tree::Tree;
use standoff_solve::lp;

fn flat(tree: &Tree) -> (Structure, Numbers) {
    let (structure, dag) = tree.build(2).unwrap();
    let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
    (structure, numbers)
}

#[test]
fn known_games_are_worth_what_is_known() {
    for (tree, value, digits) in [
        (poker::kuhn(), -1.0 / 18.0, 1e-10),
        (poker::leduc(), -0.085_606_424_078, 1e-9),
        (poker::liars_dice(), -0.027_131_782_946, 1e-9),
    ] {
        let (structure, numbers) = flat(&tree);
        let optimum = lp::solve(&structure, &numbers, &mut || false).unwrap();
        assert!((optimum.values[0] - value).abs() < digits, "{:?}", optimum.values);
        let gap: f64 = profile::regret(&structure, &numbers, &optimum.profile).iter().sum();
        assert!(gap < digits, "{gap}");
    }
}

#[test]
fn random_games_are_solved() {
    for seed in 0..300 {
        let shape = Shape { depth: 3 + (seed % 4) as u32, width: 3, ..Shape::default() };
        let (structure, mut numbers) = flat(&random::game(seed, shape));
        // The second actor loses what the first wins, up to a constant.
        for pair in numbers.payoff.chunks_exact_mut(2) {
            pair[1] = 0.5 - pair[0];
        }
        let optimum = lp::solve(&structure, &numbers, &mut || false).unwrap();
        let gap: f64 = profile::regret(&structure, &numbers, &optimum.profile).iter().sum();
        assert!(gap < 1e-9, "seed {seed}: {gap} {optimum:?}");
        assert!((optimum.values.iter().sum::<f64>() - 0.5).abs() < 1e-12);
    }
}

#[test]
fn a_program_can_be_stopped() {
    let (structure, numbers) = flat(&poker::leduc());
    assert_eq!(lp::solve(&structure, &numbers, &mut || true), Err(lp::LpError::Stopped));
    // It is asked again while it works.
    let (structure, numbers) = flat(&poker::liars_dice());
    let mut asked = 0;
    let found = lp::solve(&structure, &numbers, &mut || {
        asked += 1;
        asked > 1
    });
    assert_eq!((found, asked >= 2), (Err(lp::LpError::Stopped), true));
}
