//! Tests: functions whose indices are known in closed form, through the estimators that models go through.

use super::design::Design;
use super::effort::{Effort, NARROW};
use super::function::{Function, Stopping};
use super::indices::{Indices, Share, estimate};
use super::{Plan, given};
use crate::session::Sequential;

const DESIGNS: [Design; 3] = [Design::Sobol, Design::LatinHypercube, Design::Random];

fn indices(dimensions: usize, at: &(dyn Fn(&[f64]) -> f64 + Sync), plan: Plan) -> Indices {
    let effort = Effort::telling(plan, 100);
    estimate(&Function { dimensions, at }, plan, effort, &Sequential, &|| false).unwrap()
}

/// Ishigami and Homma 1990 with a = 7, b = 0.1, on (−π, π)³.
fn ishigami(unit: &[f64]) -> f64 {
    let [x, y, z] = [0, 1, 2].map(|d| std::f64::consts::PI * (2.0 * unit[d] - 1.0));
    x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin()
}

/// Saltelli et al., "Global sensitivity analysis: the primer" (2008), section 4.8.
const ISHIGAMI: ([f64; 3], [f64; 3]) = ([0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]);

/// Sobol's g-function with the coefficients of Saltelli and Sobol 1995; its indices in closed form.
const G: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

fn g(unit: &[f64]) -> f64 {
    unit.iter().zip(G).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

fn g_indices() -> (Vec<f64>, Vec<f64>) {
    let parts = G.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let whole = parts.iter().map(|v| 1.0 + v).product::<f64>() - 1.0;
    let total = |(i, v): (usize, &f64)| {
        let others = parts.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, v)| 1.0 + v);
        v * others.product::<f64>() / whole
    };
    (parts.iter().map(|v| v / whole).collect(), parts.iter().enumerate().map(total).collect())
}

fn holds(share: &Share, value: f64) -> bool {
    // The published figures have four decimals.
    share.low - 5e-5 <= value && value <= share.high + 5e-5
}

#[test]
fn ishigami_lies_within_the_intervals() {
    for design in DESIGNS {
        let plan = Plan { samples: Some(4096), seed: 1, design };
        let found = indices(3, &ishigami, plan);
        assert_eq!((found.points, found.undefined, found.lost), (4096 * 5, 0, 0));
        // Mean a/2; variance a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2.
        assert!((found.mean - 3.5).abs() < 0.1 && (found.variance - 13.8446).abs() < 0.5, "{found:?}");
        for (d, (first, total)) in found.shares.unwrap().iter().enumerate() {
            assert!(
                holds(first, ISHIGAMI.0[d]) && holds(total, ISHIGAMI.1[d]),
                "{design:?} {d} {first:?} {total:?}"
            );
            assert!(first.high - first.low < 0.15 && total.high - total.low < 0.1, "{first:?} {total:?}");
        }
    }
}

#[test]
fn the_g_function_lies_within_the_intervals() {
    let (first, total) = g_indices();
    let found = indices(8, &g, Plan { samples: Some(4096), seed: 1, design: Design::Sobol });
    for (d, (one, all)) in found.shares.unwrap().iter().enumerate() {
        assert!(
            holds(one, first[d]) && holds(all, total[d]),
            "{d} {one:?} {} {all:?} {}",
            first[d],
            total[d]
        );
    }
}

/// Of intervals that hold the truth 95 times in 100, nearly all of 240 do so; for points that fill space evenly the bootstrap,
/// which takes them for independent draws, is too careful.
#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    for design in DESIGNS {
        let mut held = 0;
        for seed in 0..40 {
            let found = indices(3, &ishigami, Plan { samples: Some(512), seed, design });
            for (d, (first, total)) in found.shares.unwrap().iter().enumerate() {
                held += u32::from(holds(first, ISHIGAMI.0[d])) + u32::from(holds(total, ISHIGAMI.1[d]));
            }
        }
        assert!(held >= 240 * 90 / 100, "{design:?} {held} of 240");
    }
}

/// Sobol points are worth it: at equal cost the error is smaller than with independent draws.
#[test]
fn sobol_points_are_nearer_to_the_truth() {
    let error = |design| {
        let mut squares = 0.0;
        for seed in 0..20 {
            let found = indices(3, &ishigami, Plan { samples: Some(1024), seed, design });
            for (d, (first, total)) in found.shares.unwrap().iter().enumerate() {
                squares += (first.value - ISHIGAMI.0[d]).powi(2) + (total.value - ISHIGAMI.1[d]).powi(2);
            }
        }
        squares.sqrt()
    };
    assert!(error(Design::Sobol) < 0.6 * error(Design::Random));
}

/// On the triangle x + y ≤ 1, x given y is uniform on (0, 1 − y). For the answer x: the first order of x is 1, that of y is
/// Var((1 − y)/2)/Var(x) = 1/4; the total of x is 1 − 1/4, that of y 0. A third coordinate has no part in anything.
#[test]
fn where_undefined_the_indices_are_conditional() {
    for design in DESIGNS {
        let at = |unit: &[f64]| if unit[0] + unit[1] <= 1.0 { unit[0] } else { f64::NAN };
        let found = indices(3, &at, Plan { samples: Some(4096), seed: 2, design });
        assert!((found.undefined as f64 / found.sampled as f64 - 0.5).abs() < 0.02, "{found:?}");
        assert!(
            (found.mean - 1.0 / 3.0).abs() < 0.02 && (found.variance - 1.0 / 18.0).abs() < 0.003,
            "{found:?}"
        );
        assert!(found.lost <= 40, "{}", found.lost);
        let known = [(1.0, 0.75), (0.25, 0.0), (0.0, 0.0)];
        for ((first, total), (one, all)) in found.shares.unwrap().iter().zip(known) {
            // Near the corners x = 1 and y = 1 some 2 in a thousand pairs are lost.
            assert!(first.low - 0.005 <= one && one <= first.high + 0.005, "{design:?} {first:?} {one}");
            assert!(total.low - 0.005 <= all && all <= total.high + 0.005, "{design:?} {total:?} {all}");
        }
    }
}

#[test]
fn an_answer_that_does_not_vary_has_no_indices() {
    let plan = Plan { samples: Some(64), ..Plan::default() };
    assert_eq!(indices(2, &|_| 0.1, plan).shares, None);
    assert_eq!(indices(2, &|_| f64::NAN, plan).shares, None);
    // Rounding is no variance.
    assert_eq!(indices(2, &|unit| 0.3 + 1e-13 * unit[0], plan).shares, None);
}

/// The same bits on every number of threads: the executor takes its tasks in another order.
#[test]
fn the_order_of_work_changes_nothing() {
    struct Backwards;
    impl crate::session::Executor for Backwards {
        fn run(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
            (0..count).rev().for_each(task);
        }
    }
    let plan = Plan { samples: Some(128), ..Plan::default() };
    let response = Function { dimensions: 3, at: &ishigami };
    let effort = Effort::telling(plan, 1);
    let one = estimate(&response, plan, effort, &Sequential, &|| false).unwrap();
    assert_eq!(one, estimate(&response, plan, effort, &Backwards, &|| false).unwrap());
}

/// Without a number, rows are added until every interval is narrow; what is known well enough is not asked for again.
#[test]
fn rows_are_added_until_intervals_are_narrow() {
    // A fourth coordinate that hardly matters.
    let at = |unit: &[f64]| ishigami(unit) + 0.1 * unit[3];
    let found = indices(4, &at, Plan::default());
    assert!(found.widest() <= NARROW && found.rows >= 512, "{found:?}");
    let shares = found.shares.unwrap();
    for (d, (first, total)) in shares.iter().take(3).enumerate() {
        assert!(holds(first, ISHIGAMI.0[d]) && holds(total, ISHIGAMI.1[d]), "{d} {first:?} {total:?}");
    }
    assert!(found.points < found.rows * 6, "{} points in {} rows", found.points, found.rows);
    // As many rows by number: the same for a coordinate that had them all.
    let fixed = indices(4, &at, Plan { samples: Some(found.rows), ..Plan::default() }).shares.unwrap();
    assert!((0..4).any(|d| fixed[d] == shares[d]) && fixed[3] != shares[3]);
}

/// The race names the two largest, for less.
#[test]
fn a_race_ends_when_it_is_clear_which_two_matter_most() {
    let at = |unit: &[f64]| 3.0 * unit[2] + 2.0 * unit[5] + 0.3 * unit.iter().sum::<f64>();
    let response = Function { dimensions: 12, at: &at };
    let plan = Plan::default();
    let race = estimate(&response, plan, Effort::race(plan, 1), &Sequential, &|| false).unwrap();
    let whole = indices(12, &at, plan);
    let mut order: Vec<usize> = (0..12).collect();
    let shares = race.shares.unwrap();
    order.sort_by(|&a, &b| shares[b].1.value.total_cmp(&shares[a].1.value));
    assert_eq!(order[..2], [2, 5]);
    assert!(race.points < whole.points / 2, "{} {}", race.points, whole.points);
}

/// Work that is stopped says what the rows say that are complete; with next to none, nothing.
#[test]
fn stopped_work_says_what_there_is() {
    let function = || Function { dimensions: 3, at: &ishigami };
    let plan = Plan { samples: Some(512), ..Plan::default() };
    let effort = Effort::telling(plan, 1);
    let cut = |points| {
        let response = Stopping { function: function(), points };
        estimate(&response, plan, effort, &Sequential, &|| false)
    };
    let found = cut(5 * 100 + 3).unwrap();
    assert!(found.stopped);
    let fewer = indices(3, &ishigami, Plan { samples: Some(100), ..Plan::default() });
    assert_eq!((found.rows, found.shares, found.mean), (100, fewer.shares, fewer.mean));
    assert!(matches!(cut(40), Err(crate::session::AskError::Stopped)));
}

/// From draws alone: for independent coordinates the same first-order shares; for dependent ones Var(E(Y|X))/Var(Y), which for
/// two normal numbers is the square of their correlation.
#[test]
fn shares_from_given_draws() {
    let cube = super::design::Cube { design: Design::Random, seed: 4, count: 20_000 };
    let points: Vec<[f64; 3]> = (0..cube.count).map(|i| [0, 1, 2].map(|d| cube.coordinate(i, d))).collect();
    let answers: Vec<f64> = points.iter().map(|point| ishigami(point)).collect();
    for d in 0..3 {
        let x: Vec<f64> = points.iter().map(|point| point[d]).collect();
        let share = given::first_order(&x, &answers, 40).unwrap();
        assert!((share - ISHIGAMI.0[d]).abs() < 0.02, "{d} {share}");
    }
    let normal = |point: &[f64; 3], d: usize| standoff_compile::distribution::standard_normal(point[d]);
    let x: Vec<f64> = points.iter().map(|point| normal(point, 0)).collect();
    let y: Vec<f64> = points.iter().map(|point| 0.6 * normal(point, 0) + 0.8 * normal(point, 1)).collect();
    assert!((given::first_order(&x, &y, 40).unwrap() - 0.36).abs() < 0.02);
    assert_eq!(given::first_order(&x, &vec![0.1; x.len()], 40), None);
    assert_eq!(given::first_order(&x[..10], &y[..10], 40), None);
}
