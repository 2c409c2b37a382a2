//! Times the solving of models, for comparisons with other programs.
//!
//! In: model files, and for how long to repeat each. Out, on standard output: a line of JSON a model, with the
//! median time of a cold solve (the logit path from λ = 0 to its limit, polish and certificate included, all in doubles), the same with
//! the fractions of the exact stage and their certificate, the same with the confirming second run that the program makes by default, the
//! regret, and the size. One thread; reading and compiling are done
//! before the clock starts and timed apart.

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::time::{Duration, Instant};

use serde_json::json;
use standoff::model::sources::MemorySources;
use standoff::solve::{MethodChoice, Request, Workspace};
use standoff::{Session, Setting};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let seconds: f64 =
        arguments.next().expect("usage: bench_solve SECONDS MODEL...").parse().expect("seconds");
    for path in arguments {
        println!("{}", measure(&path, Duration::from_secs_f64(seconds)));
    }
}

/// One model's line.
fn measure(path: &str, time: Duration) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("a model file");
    let begun = Instant::now();
    let read = standoff::read(&MemorySources::new(path, text.as_bytes()));
    let model = read.model.expect("a model without errors");
    let read_s = begun.elapsed().as_secs_f64();

    let begun = Instant::now();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let solved = standoff::solve(&session, &Setting::of(&model), &|| false).expect("a game");
    let compile_and_solve_s = begun.elapsed().as_secs_f64();

    let (structure, numbers, exact) = (&solved.compiled.structure, &solved.numbers, solved.exact.as_ref());
    let mut workspace = Workspace::default();
    let mut run = |tight: bool, exact: Option<&_>| {
        let request = Request { method: MethodChoice::Qre, tight, ..Request::default() };
        standoff::solve::solve(structure, numbers, exact, &request, &mut workspace, &mut || false)
            .expect("a solution")
    };
    let once = run(false, None);
    let regret = once.certificate.nash.iter().copied().fold(0.0, f64::max);
    let (cold, runs) = median(time, || run(false, None));
    let (in_fractions, _) = median(time, || run(false, exact));
    let (confirmed, _) = median(time, || run(true, exact));
    json!({
        "model": path,
        "nodes": structure.node_count(),
        "status": once.status.word(),
        "max_regret": regret,
        "payoff_range": once.certificate.ranges.iter().copied().fold(0.0, f64::max),
        "cold_s": cold,
        "exact_s": in_fractions,
        "exact_status": run(false, exact).status.word(),
        "confirmed_s": confirmed,
        "runs": runs,
        "read_s": read_s,
        "compile_and_solve_s": compile_and_solve_s,
        "profile": once.profile,
    })
}

/// The median time of a call, repeated for about `time`, and how often it was repeated.
fn median<T>(time: Duration, mut call: impl FnMut() -> T) -> (f64, usize) {
    let begun = Instant::now();
    let mut times = Vec::new();
    while begun.elapsed() < time || times.len() < 5 {
        let start = Instant::now();
        std::hint::black_box(call());
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_unstable_by(f64::total_cmp);
    (times[times.len() / 2], times.len())
}
