//! Times the enumeration of all equilibria.
//!
//! In: nothing, or the size of the largest random bimatrix game. Out, on standard output: a line a game with its extreme
//! equilibria, components, vertices of both polyhedra, and the best time of several runs. One thread. Random payoffs are
//! whole numbers from −100 to 100.

#![allow(clippy::expect_used, clippy::print_stdout)]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use standoff_game::numbers::ExactNumbers;
use standoff_game::structure::Structure;
use standoff_game::tree::Tree;
use standoff_solve::enumerate::{Limits, enumerate};
use std::time::{Duration, Instant};

#[path = "../tests/games/mod.rs"]
#[allow(unused, clippy::unwrap_used, clippy::panic)]
mod games;

fn main() {
    let largest: usize = std::env::args().nth(1).map_or(12, |n| n.parse().expect("a size"));
    for game in [games::beer_quiche((9, 10)), games::crisis(), games::kuhn()] {
        measure(&format!("{} nodes", game.s.node_count()), &game.s, &game.exact);
    }
    let (structure, exact) = built(&games::von_stengel());
    measure("6x6, 75 equilibria", &structure, &exact);
    for size in (6..=largest).step_by(2) {
        let (structure, exact) = built(&random(size, 1));
        measure(&format!("{size}x{size} random"), &structure, &exact);
    }
}

fn random(size: usize, seed: u64) -> Tree {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    games::bimatrix(size, size, |_, _| {
        [dice.random_range(-100..=100i64) as f64, dice.random_range(-100..=100i64) as f64]
    })
}

fn built(tree: &Tree) -> (Structure, ExactNumbers) {
    let (structure, dag) = tree.build(2).expect("a game");
    let exact = ExactNumbers::evaluate(&structure, &dag, &[]).expect("numbers");
    (structure, exact)
}

fn measure(name: &str, structure: &Structure, exact: &ExactNumbers) {
    let begun = Instant::now();
    let mut best = Duration::MAX;
    let mut runs = 0;
    let mut found = None;
    while runs == 0 || (begun.elapsed() < Duration::from_secs(1) && runs < 1000) {
        let start = Instant::now();
        let all = enumerate(structure, exact, &Limits::default(), &mut || false).expect("a game of two");
        best = best.min(start.elapsed());
        runs += 1;
        found = Some(all);
    }
    let found = found.expect("a run");
    println!(
        "{name}: {} extreme equilibria in {} components, {:?} vertices, complete {}, {:.3} ms",
        found.extreme.len(),
        found.components.len(),
        found.vertices,
        found.complete,
        best.as_secs_f64() * 1e3
    );
}
