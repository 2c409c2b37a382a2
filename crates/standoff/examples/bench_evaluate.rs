//! Times the re-evaluation of a model's payoffs and probabilities at new points, in blocks of 16 points.
//!
//! In: how many points, and model files. Out: a line of JSON a model with nanoseconds a point: for the expressions alone, and with
//! reading each point's numbers out and checking its probabilities. One thread; the best of seven rounds.

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::time::Instant;

use serde_json::json;
use standoff::game::numbers::{Evaluator, Numbers};
use standoff::{Session, Setting};

const LANES: usize = 16;
const ROUNDS: usize = 7;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let points: usize =
        arguments.next().expect("usage: bench_evaluate POINTS MODEL...").parse().expect("a count");
    for path in arguments {
        println!("{}", measure(&path, points.max(LANES)));
    }
}

/// One model's line.
fn measure(path: &str, points: usize) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("a model file");
    let model = standoff::model::read_text(path, &text).model.expect("a model without errors");
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let compiled = standoff::compile(&session, &session.base, &|| false).expect("a game");
    let base = session.base.point();
    let evaluator = Evaluator::new(&compiled.structure, &compiled.dag);
    let mut block = evaluator.block();
    let mut numbers = Numbers::default();
    let (mut alone, mut read_out) = (f64::INFINITY, f64::INFINITY);
    let mut point = base.clone();
    let mut check = 0.0;
    for _ in 0..ROUNDS {
        for (best, with_reading) in [(&mut alone, false), (&mut read_out, true)] {
            let begun = Instant::now();
            for first in (0..points).step_by(LANES) {
                for lane in 0..LANES {
                    // Every parameter moves, by less than a thousandth, so that nothing can be kept from the point before.
                    let shift = 1.0 - 1e-3 * ((first + lane) as f64 / points as f64);
                    for (value, base) in point.iter_mut().zip(&base) {
                        *value = base * shift;
                    }
                    evaluator.load(&mut block, lane, &point);
                }
                evaluator.run(&mut block);
                if with_reading {
                    for lane in 0..LANES {
                        evaluator.read(&block, lane, &mut numbers).expect("probabilities");
                        check += numbers.payoff.last().copied().unwrap_or(0.0);
                    }
                }
            }
            *best = best.min(begun.elapsed().as_secs_f64() / points as f64 * 1e9);
        }
    }
    json!({
        "model": path,
        "parameters": base.len(),
        "payoffs": compiled.structure.payoff.len(),
        "expressions": compiled.dag.len(),
        "evaluate_ns": alone,
        "evaluate_and_read_ns": read_out,
        "check": std::hint::black_box(check),
    })
}
