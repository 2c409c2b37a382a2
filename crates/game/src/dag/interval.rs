//! Evaluation in intervals: what values an expression can take over a box of parameters.
//!
//! In: a DAG, the expressions wanted and an interval for each parameter. Out: intervals that contain every value, exact
//! or in doubles, that the expression takes at a point of the box. Bounds are rounded outward.

use super::eval::to_double;
use super::{Dag, Expr, ExprId, Op};
use num_rational::BigRational;

/// A closed interval, and whether the expression is defined at every point of the box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Least value.
    pub low: f64,
    /// Greatest value.
    pub high: f64,
    /// Defined everywhere; if not, the bounds hold where it is.
    pub defined: bool,
}

/// Elementary functions are computed to within an ulp; bounds that rest on them are moved by this many.
const FUNCTION_ULPS: u32 = 3;

impl Interval {
    /// Nothing is known.
    const UNKNOWN: Interval = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY, defined: false };

    /// One double, exactly.
    #[must_use]
    pub fn point(value: f64) -> Self {
        Interval { low: value, high: value, defined: !value.is_nan() }
    }

    /// Between two doubles.
    #[must_use]
    pub fn new(low: f64, high: f64) -> Self {
        Interval { low, high, defined: low <= high }
    }

    /// The tightest interval around a rational.
    #[must_use]
    pub fn around(value: &BigRational) -> Self {
        let near = to_double(value);
        match BigRational::from_float(near) {
            Some(exact) if exact == *value => Interval::point(near),
            Some(exact) if exact < *value => Interval::new(near, near.next_up()),
            Some(_) => Interval::new(near.next_down(), near),
            None => Interval { defined: true, ..Interval::UNKNOWN },
        }
    }

    /// The tightest interval that holds both rationals.
    #[must_use]
    pub fn between(low: &BigRational, high: &BigRational) -> Self {
        Interval::new(Interval::around(low).low, Interval::around(high).high)
    }

    /// Whether it holds a value.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    fn is_point(&self) -> bool {
        self.low == self.high
    }

    fn may_be_true(&self) -> bool {
        self.low != 0.0 || self.high != 0.0
    }

    fn may_be_false(&self) -> bool {
        self.contains(0.0)
    }

    fn and_defined(self, defined: bool) -> Self {
        Interval { defined: self.defined && defined, ..self }
    }

    fn hull(self, other: Self) -> Self {
        Interval {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            defined: self.defined && other.defined,
        }
    }
}

/// Evaluates `roots` over a box (indexed by parameter number; a parameter beyond its end is unknown).
#[must_use]
pub fn evaluate(dag: &Dag, roots: &[ExprId], ranges: &[Interval]) -> Vec<Interval> {
    let live = dag.live(roots);
    let mut values = vec![Interval::UNKNOWN; live.len()];
    for id in 0..live.len() {
        if live[id] {
            values[id] = operation(dag, dag.exprs()[id], &values, ranges);
        }
    }
    roots.iter().map(|root| values[root.0 as usize]).collect()
}

fn operation(dag: &Dag, expr: Expr, values: &[Interval], ranges: &[Interval]) -> Interval {
    match expr.op {
        Op::Constant => dag.constants().get(expr.a as usize).map_or(Interval::UNKNOWN, Interval::around),
        Op::Parameter => ranges.get(expr.a as usize).copied().unwrap_or(Interval::UNKNOWN),
        op => {
            let [a, b, c] = [expr.a, expr.b, expr.c].map(|o| values[o as usize]);
            match op.arity() {
                1 => unary(op, a),
                2 => binary(op, a, b),
                _ => select(a, b, c),
            }
        }
    }
}

fn down(x: f64, ulps: u32) -> f64 {
    (0..ulps).fold(x, |x, _| x.next_down())
}

fn up(x: f64, ulps: u32) -> f64 {
    (0..ulps).fold(x, |x, _| x.next_up())
}

fn unary(op: Op, a: Interval) -> Interval {
    match op {
        Op::Neg => Interval { low: -a.high, high: -a.low, ..a },
        Op::Abs if a.low >= 0.0 => a,
        Op::Abs if a.high <= 0.0 => Interval { low: -a.high, high: -a.low, ..a },
        Op::Abs => Interval { low: 0.0, high: a.high.max(-a.low), ..a },
        Op::Sqrt if a.high < 0.0 => Interval::UNKNOWN,
        Op::Sqrt => Interval {
            low: down(a.low.max(0.0).sqrt(), 1).max(0.0),
            high: up(a.high.sqrt(), 1),
            defined: a.defined && a.low >= 0.0,
        },
        Op::Exp => Interval {
            low: down(libm::exp(a.low), FUNCTION_ULPS).max(0.0),
            high: up(libm::exp(a.high), FUNCTION_ULPS),
            ..a
        },
        Op::Log if a.high <= 0.0 => Interval::UNKNOWN,
        Op::Log => Interval {
            low: down(libm::log(a.low.max(0.0)), FUNCTION_ULPS),
            high: up(libm::log(a.high), FUNCTION_ULPS),
            defined: a.defined && a.low > 0.0,
        },
        Op::Not => truth(a.may_be_false(), a.may_be_true(), a.defined),
        _ => Interval::UNKNOWN,
    }
}

fn binary(op: Op, a: Interval, b: Interval) -> Interval {
    let defined = a.defined && b.defined;
    match op {
        Op::Add => Interval { low: sum(a.low, b.low, false), high: sum(a.high, b.high, true), defined },
        Op::Sub => Interval { low: sum(a.low, -b.high, false), high: sum(a.high, -b.low, true), defined },
        Op::Mul => multiply(a, b),
        Op::Div => divide(a, b),
        Op::Pow => pow(a, b),
        Op::Min => Interval { low: a.low.min(b.low), high: a.high.min(b.high), defined },
        Op::Max => Interval { low: a.low.max(b.low), high: a.high.max(b.high), defined },
        Op::Less => truth(a.low < b.high, a.high >= b.low, defined),
        Op::LessEq => truth(a.low <= b.high, a.high > b.low, defined),
        Op::Equal => {
            let meet = a.low <= b.high && b.low <= a.high;
            truth(meet, !(meet && a.is_point() && b.is_point()), defined)
        }
        Op::And => {
            let never = [a, b].iter().any(|x| x.defined && !x.may_be_true());
            truth(a.may_be_true() && b.may_be_true(), a.may_be_false() || b.may_be_false(), defined || never)
        }
        Op::Or => {
            let ever = [a, b].iter().any(|x| x.defined && !x.may_be_false());
            truth(a.may_be_true() || b.may_be_true(), a.may_be_false() && b.may_be_false(), defined || ever)
        }
        _ => Interval::UNKNOWN,
    }
}

fn select(condition: Interval, a: Interval, b: Interval) -> Interval {
    match (condition.may_be_true(), condition.may_be_false()) {
        (true, false) => a,
        (false, true) => b,
        _ => a.hull(b),
    }
    .and_defined(condition.defined)
}

fn truth(may_be_true: bool, may_be_false: bool, defined: bool) -> Interval {
    let high = if may_be_true { 1.0 } else { 0.0 };
    let low = if may_be_false { 0.0 } else { high };
    Interval { low, high, defined }
}

/// x + y rounded outward, or left alone if it is exact (Knuth's two-sum).
fn sum(x: f64, y: f64, upward: bool) -> f64 {
    let sum = x + y;
    if sum.is_nan() {
        return if upward { f64::INFINITY } else { f64::NEG_INFINITY };
    }
    let part = sum - x;
    let error = (x - (sum - part)) + (y - part);
    match (error == 0.0, upward) {
        (true, _) => sum,
        (_, true) => sum.next_up(),
        (_, false) => sum.next_down(),
    }
}

fn multiply(a: Interval, b: Interval) -> Interval {
    let mut hull: Option<(f64, f64)> = None;
    for x in [a.low, a.high] {
        for y in [b.low, b.high] {
            // A bound at infinity stands for large numbers, and 0 times those is 0.
            let product = if x == 0.0 || y == 0.0 { 0.0 } else { x * y };
            let exact = product == 0.0 && (x == 0.0 || y == 0.0)
                || (product.abs() > f64::MIN_POSITIVE * 1e16 && x.mul_add(y, -product) == 0.0);
            let bounds = if exact { (product, product) } else { (product.next_down(), product.next_up()) };
            hull = Some(hull.map_or(bounds, |h| (h.0.min(bounds.0), h.1.max(bounds.1))));
        }
    }
    let (low, high) = hull.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    Interval { low, high, defined: a.defined && b.defined }
}

fn divide(a: Interval, b: Interval) -> Interval {
    let nonzero = b.low > 0.0 || b.high < 0.0;
    if !nonzero {
        return Interval::UNKNOWN;
    }
    let quotients = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high];
    corners(&quotients, 1, a.defined && b.defined)
}

/// Bounds from the values at corners. A corner that is no number leaves nothing known.
fn corners(values: &[f64], ulps: u32, defined: bool) -> Interval {
    if values.iter().any(|v| v.is_nan()) {
        return Interval { defined, ..Interval::UNKNOWN };
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Interval { low: down(low, ulps), high: up(high, ulps), defined }
}

/// Powers are monotone in each operand where the base is positive, so the corners bound them.
fn pow(a: Interval, b: Interval) -> Interval {
    let defined = a.defined && b.defined;
    let at = |x: f64, y: f64| libm::pow(x, y);
    let all = [at(a.low, b.low), at(a.low, b.high), at(a.high, b.low), at(a.high, b.high)];
    if a.low > 0.0 {
        let bounds = corners(&all, FUNCTION_ULPS, defined);
        return Interval { low: bounds.low.max(0.0), ..bounds };
    }
    if a.low == 0.0 && b.low >= 0.0 {
        let bounds = corners(&all, FUNCTION_ULPS, defined);
        return Interval { low: 0.0, ..bounds };
    }
    let whole = b.is_point() && b.low.fract() == 0.0 && b.low.is_finite();
    if !whole || (b.low < 0.0 && a.contains(0.0)) {
        return Interval::UNKNOWN;
    }
    // A negative or mixed base with a whole exponent: an even power turns at 0, an odd one is monotone on each side.
    let even = b.low % 2.0 == 0.0;
    let bounds = corners(&all, FUNCTION_ULPS, defined);
    if even && a.contains(0.0) { Interval { low: 0.0, ..bounds } } else { bounds }
}
