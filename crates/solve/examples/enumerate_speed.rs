//! Times the enumeration of all equilibria.
//!
//! In: files of bimatrix games (the numbers of rows and columns, then each cell's two payoffs, row by row, all whole numbers
//! between spaces); without any, random games of up to 14 × 14 with payoffs from −100 to 100. Out, on standard output: a line of
//! JSON a game, published ones first: extreme equilibria, components, vertices of both polyhedra, the median time of several
//! runs and the same with all refinements. One thread.

#![allow(clippy::expect_used, clippy::print_stdout)]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use standoff_game::numbers::ExactNumbers;
use standoff_game::structure::Structure;
use standoff_game::tree::Tree;
use standoff_solve::enumerate::refine::refine;
use standoff_solve::enumerate::{Limits, enumerate};
use std::time::{Duration, Instant};

#[path = "../tests/games/mod.rs"]
#[allow(unused, clippy::unwrap_used, clippy::panic)]
mod games;

fn main() {
    let published =
        [("beer-quiche", games::beer_quiche((9, 10))), ("crisis", games::crisis()), ("kuhn", games::kuhn())];
    for (name, game) in published {
        measure(name, &game.s, &game.exact);
    }
    let (structure, exact) = built(&games::von_stengel());
    measure("von-stengel-6x6", &structure, &exact);
    let files: Vec<String> = std::env::args().skip(1).collect();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a file");
        let (structure, exact) = built(&read(&text));
        measure(file, &structure, &exact);
    }
    if files.is_empty() {
        for size in (6..=14).step_by(2) {
            let mut dice = ChaCha8Rng::seed_from_u64(1);
            let tree = games::bimatrix(size, size, |_, _| {
                [dice.random_range(-100..=100i64) as f64, dice.random_range(-100..=100i64) as f64]
            });
            let (structure, exact) = built(&tree);
            measure(&format!("random-{size}x{size}"), &structure, &exact);
        }
    }
}

fn read(text: &str) -> Tree {
    let mut numbers = text.split_whitespace().map(|word| word.parse::<i64>().expect("a whole number"));
    let mut next = || numbers.next().expect("another number");
    let (rows, columns) = (next() as usize, next() as usize);
    games::bimatrix(rows, columns, |_, _| [next() as f64, next() as f64])
}

fn built(tree: &Tree) -> (Structure, ExactNumbers) {
    let (structure, dag) = tree.build(2).expect("a game");
    let exact = ExactNumbers::evaluate(&structure, &dag, &[]).expect("numbers");
    (structure, exact)
}

fn measure(name: &str, structure: &Structure, exact: &ExactNumbers) {
    let limits = Limits::default();
    let run = || enumerate(structure, exact, &limits, &mut || false).expect("a game of two");
    let found = run();
    let alone = median(|| {
        std::hint::black_box(run());
    });
    let refined = median(|| {
        let all = run();
        std::hint::black_box(refine(structure, exact, &all, &limits, &mut || false));
    });
    println!(
        "{{\"game\": \"{name}\", \"nodes\": {}, \"extreme\": {}, \"components\": {}, \"vertices\": {:?}, \
         \"complete\": {}, \"seconds\": {alone}, \"refined_seconds\": {refined}}}",
        structure.node_count(),
        found.extreme.len(),
        found.components.len(),
        found.vertices,
        found.complete,
    );
}

/// The median time of a call in seconds, over about a second.
fn median(mut call: impl FnMut()) -> f64 {
    let begun = Instant::now();
    let mut times = Vec::new();
    while times.is_empty() || (begun.elapsed() < Duration::from_secs(1) && times.len() < 2000) {
        let start = Instant::now();
        call();
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}
