//! Times regret minimisation on three games of the literature, for comparisons with other programs.
//!
//! In: `speed GAME SECONDS`, `average GAME ITERATIONS` or `until GAME EXPLOITABILITY`. Out, on standard output: iterations
//! per second of CFR+ as published; the exploitability of its average; or a line for each form with the seconds, the
//! iterations, the exploitability by best responses over the tree, and the value. One thread.

#![allow(clippy::expect_used, clippy::print_stdout)]

#[path = "../tests/poker/mod.rs"]
mod poker;

use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::structure::Structure;
use standoff_solve::cfr::{Minimiser, Settings, Variant, Which, minimise};
use std::time::Instant;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, game, number] = words.as_slice() else {
        println!("usage: bench_cfr speed|average|until kuhn|leduc|liars-dice NUMBER");
        return;
    };
    let number: f64 = number.parse().expect("a number");
    let (structure, numbers) = built(game);
    match what.as_str() {
        "speed" => speed(&structure, &numbers, number),
        "average" => average(&structure, &numbers, number as u64),
        _ => until(&structure, &numbers, number),
    }
}

fn built(game: &str) -> (Structure, Numbers) {
    let tree = match game {
        "kuhn" => poker::kuhn(),
        "leduc" => poker::leduc(),
        _ => poker::liars_dice(),
    };
    let (structure, dag) = tree.build(2).expect("a game");
    let numbers = Numbers::evaluate(&structure, &dag, &[]).expect("numbers");
    (structure, numbers)
}

fn speed(structure: &Structure, numbers: &Numbers, seconds: f64) {
    let mut minimiser = Minimiser::new(structure, numbers, Variant::Conform).expect("two actors");
    minimiser.run(100);
    let before = minimiser.iterations();
    let started = Instant::now();
    let mut batch = 1;
    while started.elapsed().as_secs_f64() < seconds {
        minimiser.run(batch);
        batch = (batch * 2).min(10_000);
    }
    let rate = (minimiser.iterations() - before) as f64 / started.elapsed().as_secs_f64();
    println!("{rate}");
}

fn average(structure: &Structure, numbers: &Numbers, iterations: u64) {
    let mut minimiser = Minimiser::new(structure, numbers, Variant::Conform).expect("two actors");
    minimiser.run(iterations);
    let (_, gains) = minimiser.look(Which::Average);
    println!("{}", (gains[0] + gains[1]) / 2.0);
}

fn until(structure: &Structure, numbers: &Numbers, exploitability: f64) {
    for (name, variant) in
        [("default", Variant::Fast), ("--precise", Variant::Precise), ("--conform", Variant::Conform)]
    {
        let settings = Settings { variant, iterations: 1_000_000, gap: 2.0 * exploitability };
        let started = Instant::now();
        let outcome = minimise(structure, numbers, &settings, &mut || false).expect("two actors");
        let seconds = started.elapsed().as_secs_f64();
        let certified: f64 = profile::regret(structure, numbers, &outcome.profile).iter().sum();
        let (iterations, value) = (outcome.iterations, outcome.values[0]);
        println!("{name} {seconds} {iterations} {} {value}", certified / 2.0);
    }
}
