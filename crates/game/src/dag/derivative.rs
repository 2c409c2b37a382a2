//! Forward derivatives.
//!
//! In: a DAG, the expressions wanted, a point and a direction. Out: values and directional derivatives, or all partial
//! derivatives. At a kink (of min, max, abs) the derivative is that of the side which evaluation takes; comparisons
//! have derivative 0; where the value is undefined, so is the derivative (NaN).

use super::{Dag, ExprId, Op, eval};

/// The values of the live part of a DAG at a point, ready for any number of directions.
#[derive(Clone, Debug)]
pub struct Derivatives<'a> {
    dag: &'a Dag,
    roots: &'a [ExprId],
    live: Vec<bool>,
    values: Vec<f64>,
}

impl<'a> Derivatives<'a> {
    /// Evaluates what `roots` need at a point (indexed by parameter number; one beyond its end is undefined).
    #[must_use]
    pub fn at(dag: &'a Dag, roots: &'a [ExprId], point: &[f64]) -> Self {
        let live = dag.live(roots);
        let mut values = vec![f64::NAN; live.len()];
        for id in (0..live.len()).filter(|&id| live[id]) {
            let expr = dag.exprs()[id];
            values[id] = match expr.op {
                Op::Constant => dag.constants().get(expr.a as usize).map_or(f64::NAN, eval::to_double),
                Op::Parameter => point.get(expr.a as usize).copied().unwrap_or(f64::NAN),
                op => {
                    let [a, b, c] = [expr.a, expr.b, expr.c].map(|o| values[o as usize]);
                    eval::scalar(op, a, b, c)
                }
            };
        }
        Derivatives { dag, roots, live, values }
    }

    /// The values of the roots.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        self.roots.iter().map(|root| self.values[root.0 as usize]).collect()
    }

    /// The derivative of each root along a direction (indexed by parameter number; 0 beyond its end).
    #[must_use]
    pub fn along(&self, direction: &[f64]) -> Vec<f64> {
        self.forward(|number| direction.get(number as usize).copied().unwrap_or(0.0))
    }

    /// All partial derivatives: for each parameter that occurs, ascending, its number and the derivative of each root.
    #[must_use]
    pub fn gradient(&self) -> Vec<(u32, Vec<f64>)> {
        let exprs = self.dag.exprs().iter().zip(&self.live);
        let mut numbers: Vec<u32> =
            exprs.filter(|(e, live)| **live && e.op == Op::Parameter).map(|(e, _)| e.a).collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|k| (k, self.forward(|number| if number == k { 1.0 } else { 0.0 }))).collect()
    }

    fn forward(&self, seed: impl Fn(u32) -> f64) -> Vec<f64> {
        let mut slopes = vec![0.0; self.live.len()];
        for id in (0..self.live.len()).filter(|&id| self.live[id]) {
            let expr = self.dag.exprs()[id];
            slopes[id] = match expr.op {
                Op::Constant => 0.0,
                Op::Parameter => seed(expr.a),
                _ if self.values[id].is_nan() => f64::NAN,
                op => {
                    let [a, b, c] =
                        [expr.a, expr.b, expr.c].map(|o| (self.values[o as usize], slopes[o as usize]));
                    slope(op, self.values[id], a, b, c)
                }
            };
        }
        self.roots.iter().map(|root| slopes[root.0 as usize]).collect()
    }
}

type Pair = (f64, f64);

/// A factor times a slope; a slope of 0 stays 0 even where the factor is infinite.
fn chain(factor: f64, slope: f64) -> f64 {
    if slope == 0.0 { 0.0 } else { factor * slope }
}

fn slope(op: Op, value: f64, (x, dx): Pair, (y, dy): Pair, (_, dz): Pair) -> f64 {
    match op {
        Op::Neg => -dx,
        Op::Abs => chain(if x < 0.0 { -1.0 } else { 1.0 }, dx),
        Op::Sqrt => chain(0.5 / value, dx),
        Op::Exp => chain(value, dx),
        Op::Log => chain(1.0 / x, dx),
        Op::Add => dx + dy,
        Op::Sub => dx - dy,
        Op::Mul => chain(y, dx) + chain(x, dy),
        Op::Div => (dx - chain(value, dy)) / y,
        Op::Pow => {
            let by_base = if y == 0.0 { 0.0 } else { chain(y * libm::pow(x, y - 1.0), dx) };
            let by_exponent = if value == 0.0 { 0.0 } else { chain(value * libm::log(x), dy) };
            by_base + by_exponent
        }
        Op::Min => {
            if x < y {
                dx
            } else {
                dy
            }
        }
        Op::Max => {
            if x > y {
                dx
            } else {
                dy
            }
        }
        Op::Select => {
            if x != 0.0 {
                dy
            } else {
                dz
            }
        }
        Op::Not | Op::Less | Op::LessEq | Op::Equal | Op::And | Op::Or | Op::Constant | Op::Parameter => 0.0,
    }
}
