//! All evaluators of the expression DAG agree: blocks, single points, rationals, intervals, derivatives.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use standoff_game::dag::derivative::Derivatives;
use standoff_game::dag::eval::{LANES, Program, to_double};
use standoff_game::dag::exact;
use standoff_game::dag::fold::Folded;
use standoff_game::dag::interval::{self, Interval};
use standoff_game::dag::{Dag, ExprId, Op};

const PARAMETERS: usize = 4;

/// A random expression: each step applies an operation to earlier results.
fn build(steps: &[(u8, u8, u8, u8)]) -> (Dag, Vec<ExprId>) {
    let mut dag = Dag::new();
    let mut pool = vec![dag.zero(), dag.one()];
    for number in 0..PARAMETERS as u32 {
        pool.push(dag.parameter(number));
    }
    for (n, d) in [(1, 3), (-5, 2), (7, 10), (2, 1)] {
        pool.push(dag.constant(BigRational::new(n.into(), d.into())));
    }
    for &(op, a, b, c) in steps {
        let [a, b, c] = [a, b, c].map(|k| pool[usize::from(k) % pool.len()]);
        let id = match op % 19 {
            0 | 17 => dag.add(a, b),
            1 | 18 => dag.sub(a, b),
            2 => dag.mul(a, b),
            3 => dag.div(a, b),
            4 => dag.pow(a, b),
            5 => dag.neg(a),
            6 => dag.abs(a),
            7 => dag.sqrt(a),
            8 => dag.exp(a),
            9 => dag.log(a),
            10 => dag.min(a, b),
            11 => dag.max(a, b),
            12 => dag.less(a, b),
            13 => dag.less_eq(a, b),
            14 => dag.and(a, b),
            15 => {
                let either = dag.or(a, b);
                dag.not(either)
            }
            _ => dag.select(a, b, c),
        };
        pool.push(id);
    }
    (dag, pool)
}

fn steps() -> impl Strategy<Value = Vec<(u8, u8, u8, u8)>> {
    prop::collection::vec(any::<(u8, u8, u8, u8)>(), 1..30)
}

/// Points on a coarse grid, so that ties and zeros occur.
fn points() -> impl Strategy<Value = Vec<Vec<i64>>> {
    prop::collection::vec(prop::collection::vec(-8i64..=8, PARAMETERS), LANES)
}

fn doubles(point: &[i64]) -> Vec<f64> {
    point.iter().map(|&k| k as f64 / 8.0).collect()
}

/// Expressions whose value may jump where rounding differs: anything that compares, and fractional powers at 0.
fn jumps(dag: &Dag, id: ExprId) -> bool {
    let live = dag.live(&[id]);
    dag.exprs().iter().zip(&live).any(|(e, live)| {
        *live && matches!(e.op, Op::Less | Op::LessEq | Op::Equal | Op::And | Op::Or | Op::Not | Op::Select)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_block_has_the_bits_of_single_points(steps in steps(), points in points()) {
        let (dag, roots) = build(&steps);
        let program = Program::new(&dag, &roots);
        let mut block = program.scratch::<LANES>();
        for (lane, point) in points.iter().enumerate() {
            program.load(&mut block, lane, &doubles(point));
        }
        program.run(&mut block);
        for (lane, point) in points.iter().enumerate() {
            let single = program.evaluate(&doubles(point));
            for (k, value) in single.iter().enumerate() {
                // An undefined value is a NaN; which of its bit patterns it is says nothing.
                let of_block = program.result(&block, k, lane);
                if !(of_block.is_nan() && value.is_nan()) {
                    prop_assert_eq!(of_block.to_bits(), value.to_bits());
                }
            }
        }
    }

    #[test]
    fn exact_values_are_near_doubles(steps in steps(), points in points()) {
        let (dag, roots) = build(&steps);
        let program = Program::new(&dag, &roots);
        for point in &points[..3] {
            let rational: Vec<BigRational> = point.iter().map(|&k| BigRational::new(k.into(), 8.into())).collect();
            let doubles = program.evaluate(&doubles(point));
            for ((value, double), root) in exact::evaluate(&dag, &roots, &rational).iter().zip(&doubles).zip(&roots) {
                let Folded::Value(value) = value else { continue };
                // Rounding may carry a double over a jump, over the edge of a domain, or beyond its range.
                if jumps(&dag, *root) || !is_smooth(&dag, *root) {
                    continue;
                }
                let value = value.to_f64().unwrap();
                let scale = magnitude(&dag, *root, &rational).max(1.0);
                prop_assert!((value - double).abs() <= 1e-12 * scale, "{value} against {double}, scale {scale}");
            }
        }
    }

    #[test]
    fn undefined_means_the_same_in_doubles_and_exact(steps in steps(), points in points()) {
        let (dag, roots) = build(&steps);
        let program = Program::new(&dag, &roots);
        for point in &points[..3] {
            let rational: Vec<BigRational> = point.iter().map(|&k| BigRational::new(k.into(), 8.into())).collect();
            let doubles = program.evaluate(&doubles(point));
            for ((value, double), root) in exact::evaluate(&dag, &roots, &rational).iter().zip(&doubles).zip(&roots) {
                // Single operations on parameters: no rounding has happened before.
                let expr = dag.expr(*root);
                let simple = [expr.a, expr.b, expr.c]
                    .iter()
                    .take(expr.op.arity())
                    .all(|&o| dag.expr(ExprId(o)).op == Op::Parameter);
                if !simple || expr.op.arity() == 0 {
                    continue;
                }
                match value {
                    Folded::Value(value) => prop_assert!((to_double(value) - double).abs() <= 1e-14 * double.abs()),
                    Folded::Undefined => prop_assert!(double.is_nan()),
                    Folded::NotExact => prop_assert!(!double.is_nan()),
                }
            }
        }
    }

    #[test]
    fn intervals_contain_the_values(steps in steps(), points in points()) {
        let (dag, roots) = build(&steps);
        let program = Program::new(&dag, &roots);
        let ranges: Vec<Interval> = (0..PARAMETERS)
            .map(|p| {
                let values = points[..4].iter().map(|point| point[p] as f64 / 8.0);
                Interval::new(values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max))
            })
            .collect();
        let bounds = interval::evaluate(&dag, &roots, &ranges);
        for point in &points[..4] {
            for (value, bound) in program.evaluate(&doubles(point)).iter().zip(&bounds) {
                if value.is_nan() {
                    // Overflow aside (∞ − ∞), a box that is defined everywhere has no such point.
                    prop_assert!(!bound.defined || bound.low.is_infinite() || bound.high.is_infinite());
                } else {
                    prop_assert!(bound.contains(*value), "{value} outside {bound:?}");
                }
            }
        }
    }

    #[test]
    fn derivatives_are_limits_of_differences(steps in steps(), points in points(), weights in prop::array::uniform4(-3i32..=3)) {
        let (dag, roots) = build(&steps);
        let program = Program::new(&dag, &roots);
        let direction: Vec<f64> = weights.iter().map(|&w| f64::from(w)).collect();
        // Off the grid, so that kinks are not hit.
        let at: Vec<f64> = doubles(&points[0]).iter().enumerate().map(|(k, x)| x + 0.0137 * (k as f64 + 1.3)).collect();
        let derivatives = Derivatives::at(&dag, &roots, &at);
        let along = derivatives.along(&direction);
        let gradient = derivatives.gradient();
        let moved = |h: f64| {
            let point: Vec<f64> = at.iter().zip(&direction).map(|(x, d)| x + h * d).collect();
            program.evaluate(&point)
        };
        let (h, values) = (1e-5, derivatives.values());
        let (a, b, c, d) = (moved(-2.0 * h), moved(-h), moved(h), moved(2.0 * h));
        // Past the range of doubles there are no slopes.
        prop_assume!(values.iter().all(|v| v.is_nan() || v.abs() < 1e100));
        for k in 0..roots.len() {
            prop_assert_eq!(values[k].to_bits(), moved(0.0)[k].to_bits());
            let near = (c[k] - b[k]) / (2.0 * h);
            let far = (d[k] - a[k]) / (4.0 * h);
            let better = (4.0 * near - far) / 3.0;
            // Where estimates differ there is a kink, or too sharp a bend to be compared.
            let (left, right) = ((values[k] - b[k]) / h, (c[k] - values[k]) / h);
            let agree = |x: f64, y: f64, within: f64| (x - y).abs() <= within * (1.0 + near.abs());
            let smooth = better.is_finite() && agree(near, far, 1e-5) && agree(left, right, 1e-3);
            if !smooth || values[k].abs() > 1e3 {
                continue;
            }
            prop_assert!((along[k] - better).abs() <= 1e-4 * (1.0 + better.abs()), "{} against {better}", along[k]);
            let summed: f64 = gradient.iter().map(|(p, slopes)| slopes[k] * direction[*p as usize]).sum();
            if summed.is_finite() {
                prop_assert!((summed - along[k]).abs() <= 1e-9 * (1.0 + along[k].abs()));
            }
        }
    }
}

/// Only sums, products and the like: rounding errors stay in proportion to the sizes met.
fn is_smooth(dag: &Dag, id: ExprId) -> bool {
    let live = dag.live(&[id]);
    dag.exprs().iter().zip(&live).all(|(e, live)| {
        !*live
            || matches!(
                e.op,
                Op::Constant
                    | Op::Parameter
                    | Op::Add
                    | Op::Sub
                    | Op::Mul
                    | Op::Neg
                    | Op::Abs
                    | Op::Min
                    | Op::Max
            )
    })
}

/// The expression with every subtraction turned into an addition of absolute values: what rounding is relative to.
fn magnitude(dag: &Dag, id: ExprId, point: &[BigRational]) -> f64 {
    let mut sizes = vec![0.0f64; id.0 as usize + 1];
    for k in 0..sizes.len() {
        let e = dag.exprs()[k];
        let size = |o: u32| sizes[o as usize];
        sizes[k] = match e.op {
            Op::Constant => to_double(&dag.constants()[e.a as usize]).abs(),
            Op::Parameter => to_double(&point[e.a as usize]).abs(),
            Op::Mul => size(e.a) * size(e.b),
            Op::Neg | Op::Abs => size(e.a),
            Op::Add | Op::Sub | Op::Min | Op::Max => size(e.a) + size(e.b),
            _ => 0.0,
        };
    }
    sizes[id.0 as usize]
}

#[test]
fn an_undefined_branch_not_taken_does_no_harm() {
    let mut dag = Dag::new();
    let x = dag.parameter(0);
    let (zero, one) = (dag.zero(), dag.one());
    let inverse = dag.div(one, x);
    let positive = dag.less(zero, x);
    let guarded = dag.select(positive, inverse, zero);
    let large = dag.less(one, inverse);
    let both = dag.and(positive, large);
    let roots = [guarded, both, inverse];
    let values = Program::new(&dag, &roots).evaluate(&[0.0]);
    assert_eq!(values[..2], [0.0, 0.0]);
    assert!(values[2].is_nan());
    let exact = exact::evaluate(&dag, &roots, &[BigRational::zero()]);
    let nought = Folded::Value(BigRational::zero());
    assert_eq!(exact, vec![nought.clone(), nought, Folded::Undefined]);
    let box_ = interval::evaluate(&dag, &roots, &[Interval::point(0.0)]);
    assert!(box_[0].defined && box_[1].defined && !box_[2].defined);
}

#[test]
fn constants_become_the_nearest_doubles() {
    for text in ["0.1", "0.35", "0.583333333", "1e-20", "123456789.987654321"] {
        let nearest: f64 = text.parse().unwrap();
        let (digits, power) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let numerator: i64 = format!("{whole}{fraction}").parse().unwrap();
        let power = power.parse::<i32>().unwrap() - fraction.len() as i32;
        let ten = BigRational::from_integer(10.into());
        let value = BigRational::from_integer(numerator.into()) * ten.pow(power);
        assert_eq!(to_double(&value).to_bits(), nearest.to_bits(), "{text}");
    }
}
