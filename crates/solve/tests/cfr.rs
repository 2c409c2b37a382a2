//! Regret minimisation against published values, against best responses by other code, and against a plain walk over
//! histories.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod games;
mod poker;

use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::structure::Structure;
use standoff_game::tree::Tree;
use standoff_solve::cfr::{Minimiser, Settings, Variant, Which, minimise};

fn flat(tree: &Tree) -> (Structure, Numbers) {
    let (structure, dag) = tree.build(2).unwrap();
    let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
    (structure, numbers)
}

/// Half of what both could gain on the average after the given iterations.
fn trajectory(structure: &Structure, numbers: &Numbers, iterations: &[u64], expected: &[f64]) {
    let mut minimiser = Minimiser::new(structure, numbers, Variant::Conform).unwrap();
    for (&iterations, &expected) in iterations.iter().zip(expected) {
        minimiser.run(iterations - minimiser.iterations());
        let (_, gains) = minimiser.look(Which::Average);
        let found = (gains[0] + gains[1]) / 2.0;
        assert!((found / expected - 1.0).abs() < 1e-9, "after {iterations}: {found}, not {expected}");
        let mut profile = profile::uniform(structure);
        minimiser.write(structure, Which::Average, &mut profile);
        let checked: f64 = profile::regret(structure, numbers, &profile).iter().sum();
        assert!((checked / 2.0 - found).abs() < 1e-12, "after {iterations}: {found} {checked}");
    }
}

#[test]
fn kuhn_goes_as_published() {
    let game = games::kuhn();
    let expected = [0.458_333_333_333_333_3, 0.032_687_090_67, 0.001_194_404_101, 8.736_532_252e-5];
    trajectory(&game.s, &game.n, &[1, 10, 100, 1000], &expected);
}

#[test]
fn leduc_goes_as_published() {
    let (structure, numbers) = flat(&poker::leduc());
    assert_eq!(structure.node_count(), 9457);
    trajectory(&structure, &numbers, &[1, 10, 100], &[2.373_611_111_111, 0.610_438_901_6, 0.013_415_994_97]);
}

#[test]
fn leduc_is_worth_what_is_known() {
    let (structure, numbers) = flat(&poker::leduc());
    for variant in [Variant::Fast, Variant::Precise, Variant::Conform] {
        let settings = Settings { variant, iterations: 20_000, gap: 2e-6 };
        let outcome = minimise(&structure, &numbers, &settings, &mut || false).unwrap();
        eprintln!(
            "{variant:?} {} {:?} {:?} {}",
            outcome.iterations, outcome.values, outcome.gains, outcome.average
        );
        assert!((outcome.values[0] + 0.085_606_424_078).abs() <= outcome.gap().max(1e-9));
    }
}

#[test]
fn liars_dice_is_worth_what_is_known() {
    let (structure, numbers) = flat(&poker::liars_dice());
    assert_eq!(structure.node_count(), 294_883);
    for variant in [Variant::Fast, Variant::Precise, Variant::Conform] {
        let settings = Settings { variant, iterations: 3000, gap: 2e-6 };
        let start = std::time::Instant::now();
        let outcome = minimise(&structure, &numbers, &settings, &mut || false).unwrap();
        eprintln!(
            "{:?} {variant:?} {} {:?} {:?} {}",
            start.elapsed(),
            outcome.iterations,
            outcome.values,
            outcome.gains,
            outcome.average
        );
    }
}
