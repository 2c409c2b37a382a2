//! Speed and accuracy of many points on one core.
//!
//! Usage: bench_batch MODEL QUESTION SECONDS NAME=FROM..TO:POINTS [NAME=...]
//! Prints JSON: points, seconds a point carried and cold, the share carried over, the largest difference between both.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use std::time::Instant;

use standoff::ask::answer::PointStatus;
use standoff::ask::{Batch, Points, Rows};
use standoff::model::sources::MemorySources;
use standoff::solve::solution::Status;
use standoff::{AskError, Sequential, Session, Setting};

struct Axis {
    parameter: usize,
    from: f64,
    to: f64,
    count: u64,
}

struct Grid(Vec<Axis>);

impl Points for Grid {
    fn count(&self) -> u64 {
        self.0.iter().map(|axis| axis.count).product()
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let mut left = index;
        for axis in self.0.iter().rev() {
            let k = left % axis.count;
            left /= axis.count;
            point[axis.parameter] =
                axis.from + (axis.to - axis.from) * k as f64 / (axis.count - 1).max(1) as f64;
        }
    }

    fn line(&self) -> u64 {
        self.0.last().map_or(1, |axis| axis.count)
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let text = std::fs::read_to_string(&words[0]).unwrap();
    let model = standoff::read(&MemorySources::new("model.standoff", text.as_bytes())).model.unwrap();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let axes = words[3..].iter().map(|word| {
        let (name, rest) = word.split_once('=').unwrap();
        let (range, count) = rest.split_once(':').unwrap();
        let (from, to) = range.split_once("..").unwrap();
        let parameter = model.parameters.iter().position(|p| p.name == name).unwrap();
        Axis {
            parameter,
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            count: count.parse().unwrap(),
        }
    });
    let grid = Grid(axes.collect());
    let query = standoff::model::question(&model, &words[1]).unwrap().query;
    let make = || Batch::new(&session, std::slice::from_ref(&query), &session.base, &|| false).unwrap();
    let (warm, cold) = (make(), make().cold());
    let run = |batch: &Batch| {
        let mut all: Vec<Rows> = Vec::new();
        let begun = Instant::now();
        batch
            .run::<AskError>(&grid, &Sequential, &|| false, &mut |rows| {
                all.push(rows);
                Ok(())
            })
            .unwrap();
        (all, begun.elapsed().as_secs_f64())
    };
    let seconds: f64 = words[2].parse().unwrap();
    let (rows, mut best) = run(&warm);
    let begun = Instant::now();
    while begun.elapsed().as_secs_f64() < seconds {
        best = best.min(run(&warm).1);
    }
    let (oracle, cold_s) = run(&cold);
    let (mut carried, mut differ, mut worst, mut stalled, mut regimes) = (0, 0, 0.0_f64, 0, 0);
    for (a, b) in rows.iter().zip(&oracle) {
        for k in 0..a.len() {
            carried += u64::from(a.carried[k]);
            stalled += u64::from(a.status[k] == PointStatus::Solved(Status::Stalled));
            let (x, y) = (a.values[0][k], b.values[0][k]);
            let off = if x.is_nan() && y.is_nan() { 0.0 } else { (x - y).abs() };
            if off > 1e-7 || off.is_nan() || a.status[k] > b.status[k] {
                differ += 1;
                if differ <= 5 {
                    let mut point = vec![0.0; model.parameters.len()];
                    grid.write(a.first + k as u64, &mut point);
                    let at: Vec<f64> = grid.0.iter().map(|axis| point[axis.parameter]).collect();
                    eprintln!("{at:?}: {x} {y} carried {} {:?} {:?}", a.carried[k], a.status[k], b.status[k]);
                }
            }
            worst = worst.max(off);
            let name = |rows: &Rows| rows.regimes.get(rows.regime[k] as usize).map(|r| r.key());
            regimes += u64::from(name(a) != name(b));
        }
    }
    let points = grid.count() as f64;
    println!(
        "{{\"points\": {points}, \"us\": {:.3}, \"cold_us\": {:.3}, \"carried\": {:.4}, \"differ\": {differ}, \"worst\": {worst:e}, \"stalled\": {stalled}, \"regimes_differ\": {regimes}}}",
        best / points * 1e6,
        cold_s / points * 1e6,
        carried as f64 / points
    );
}
