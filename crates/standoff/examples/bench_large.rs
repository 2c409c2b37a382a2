//! Times regret minimisation on a large model.
//!
//! In: a model file and a number of iterations. Out: seconds of each stage and memory. One thread.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::time::Instant;

use standoff::solve::cfr::{Minimiser, Variant, Which};
use standoff::{Session, Setting};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let text = std::fs::read_to_string(&words[0]).expect("a file");
    let iterations: u64 = words[1].parse().expect("a number");
    let read = standoff::model::read_text("offers.standoff", &text);
    let model = read.model.expect("no errors");
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let mut clock = Instant::now();
    let mut say = |what: &str| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let memory: Vec<&str> =
            status.lines().filter(|l| l.starts_with("VmHWM") || l.starts_with("VmRSS")).collect();
        println!("{what}: {:.3} s, {memory:?}", clock.elapsed().as_secs_f64());
        clock = Instant::now();
    };
    let (compiled, numbers, _) = session.numbers(&session.base, &|| false).expect("a game");
    say("compile");
    let mut minimiser = Minimiser::new(&compiled.structure, &numbers, Variant::Fast).expect("two actors");
    say("lay out");
    let started = Instant::now();
    minimiser.run(iterations);
    let seconds = started.elapsed().as_secs_f64();
    println!("{:.2} iterations a second", iterations as f64 / seconds);
    say("iterate");
    println!("{:?}", minimiser.look(Which::Average));
    say("look");
}
