//! Computing with the numbers of a text over ranges: intervals that enclose every value.
//!
//! In: the ends of ranges. Out: [`Interval`]s, computed by the operations of [`super::number::Number`].

use num_rational::BigRational;
use standoff_syntax::ast::{BinaryOp, Dist};

use super::number::{Exact, Fault, MAX_EXPONENT, Number, to_float};
use crate::ir::Builtin;

/// All numbers from `low` to `high`; either end may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    /// The low end.
    pub(super) low: f64,
    /// The high end.
    pub(super) high: f64,
}

impl Interval {
    /// Anything.
    pub(super) const ALL: Interval = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// The interval between two numbers, in either order; anything if one is not a number.
    pub(super) fn between(a: f64, b: f64) -> Interval {
        if a.is_nan() || b.is_nan() {
            return Interval::ALL;
        }
        Interval { low: a.min(b), high: a.max(b) }
    }

    fn hull(values: impl IntoIterator<Item = f64>) -> Interval {
        let mut out = Interval { low: f64::INFINITY, high: f64::NEG_INFINITY };
        for value in values {
            if value.is_nan() {
                return Interval::ALL;
            }
            out.low = out.low.min(value);
            out.high = out.high.max(value);
        }
        out
    }

    fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    fn map(self, f: impl Fn(f64) -> f64) -> Interval {
        Interval::between(f(self.low), f(self.high))
    }
}

/// Product where nothing times anything is nothing.
fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

fn interval_power(base: Interval, exponent: Interval) -> Result<Interval, Fault> {
    if exponent.low > MAX_EXPONENT || exponent.high < -MAX_EXPONENT {
        return Err(Fault::Exponent);
    }
    let corners = [
        base.low.powf(exponent.low),
        base.low.powf(exponent.high),
        base.high.powf(exponent.low),
        base.high.powf(exponent.high),
    ];
    if base.low > 0.0 {
        return Ok(Interval::hull(corners));
    }
    if exponent.low == exponent.high {
        let n = exponent.low;
        if n < 0.0 && base.low == 0.0 && base.high == 0.0 {
            return Err(Fault::ZeroPower);
        }
        if n.fract() != 0.0 && base.high < 0.0 {
            return Err(Fault::BrokenPower);
        }
        if n >= 0.0 {
            let low = if n.fract() == 0.0 { base.low } else { base.low.max(0.0) };
            let mut out = Interval::hull([low.powf(n), base.high.powf(n)]);
            if n > 0.0 && base.holds(0.0) {
                out = Interval { low: out.low.min(0.0), high: out.high.max(0.0) };
            }
            return Ok(out);
        }
    }
    if base.low >= 0.0 && exponent.low >= 0.0 {
        return Ok(Interval::hull(corners));
    }
    Ok(Interval::ALL)
}

impl Number for Interval {
    fn from_exact(value: &BigRational) -> Self {
        let value = to_float(value);
        Interval::between(value, value)
    }

    fn negate(&self) -> Self {
        Interval { low: -self.high, high: -self.low }
    }

    fn combine(op: BinaryOp, a: &Self, b: &Self) -> Option<Result<Self, Fault>> {
        Some(Ok(match op {
            BinaryOp::Add => Interval::between(a.low + b.low, a.high + b.high),
            BinaryOp::Sub => Interval::between(a.low - b.high, a.high - b.low),
            BinaryOp::Mul => Interval::hull([
                times(a.low, b.low),
                times(a.low, b.high),
                times(a.high, b.low),
                times(a.high, b.high),
            ]),
            BinaryOp::Div if b.low == 0.0 && b.high == 0.0 => return Some(Err(Fault::DivisionByZero)),
            BinaryOp::Div if b.holds(0.0) => Interval::ALL,
            BinaryOp::Div => Interval::hull([a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high]),
            BinaryOp::Pow => return Some(interval_power(*a, *b)),
            _ => return None,
        }))
    }

    fn compare(op: BinaryOp, a: &Self, b: &Self) -> Option<bool> {
        match op {
            BinaryOp::Less if a.high < b.low => Some(true),
            BinaryOp::Less if a.low >= b.high => Some(false),
            BinaryOp::LessEq if a.high <= b.low => Some(true),
            BinaryOp::LessEq if a.low > b.high => Some(false),
            BinaryOp::Greater => Interval::compare(BinaryOp::Less, b, a),
            BinaryOp::GreaterEq => Interval::compare(BinaryOp::LessEq, b, a),
            BinaryOp::Is if a.low == a.high && a == b => Some(true),
            BinaryOp::Is if a.high < b.low || b.high < a.low => Some(false),
            BinaryOp::IsNot => Interval::compare(BinaryOp::Is, a, b).map(|same| !same),
            _ => None,
        }
    }

    fn apply(function: Builtin, arguments: &[Self]) -> Option<Result<Self, Fault>> {
        let first = *arguments.first()?;
        let fold = |f: fn(f64, f64) -> f64| {
            arguments
                .iter()
                .skip(1)
                .fold(first, |all, next| Interval { low: f(all.low, next.low), high: f(all.high, next.high) })
        };
        Some(Ok(match function {
            Builtin::Min => fold(f64::min),
            Builtin::Max => fold(f64::max),
            Builtin::Abs if first.holds(0.0) => Interval { low: 0.0, high: first.high.max(-first.low) },
            Builtin::Abs => first.map(f64::abs),
            Builtin::Sqrt if first.high < 0.0 => return Some(Err(Fault::NegativeRoot)),
            Builtin::Sqrt => first.map(|x| x.max(0.0).sqrt()),
            Builtin::Exp => first.map(f64::exp),
            Builtin::Log if first.high <= 0.0 => return Some(Err(Fault::LogOfNone)),
            Builtin::Log => first.map(|x| if x <= 0.0 { f64::NEG_INFINITY } else { x.ln() }),
        }))
    }

    fn either(&self, other: &Self) -> Option<Self> {
        Some(Interval { low: self.low.min(other.low), high: self.high.max(other.high) })
    }

    fn quantile(dist: &Dist, probability: &Self) -> Option<Result<Self, Fault>> {
        let at = |p: f64| match Exact::quantile(dist, &Exact::Float(p)) {
            Some(Ok(value)) => Some(value.float()),
            _ => None,
        };
        let (low, high) = (probability.low.clamp(0.0, 1.0), probability.high.clamp(0.0, 1.0));
        Some(Ok(match (at(low), at(high)) {
            (Some(a), Some(b)) => Interval::between(a, b),
            _ => return None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_enclose_what_points_give() {
        let range = |low, high| Interval { low, high };
        let product = Interval::combine(BinaryOp::Mul, &range(-2.0, 3.0), &range(-1.0, 4.0));
        assert_eq!(product, Some(Ok(range(-8.0, 12.0))));
        let square = Interval::combine(BinaryOp::Pow, &range(-2.0, 1.0), &range(2.0, 2.0));
        assert_eq!(square, Some(Ok(range(0.0, 4.0))));
        assert_eq!(Interval::compare(BinaryOp::Less, &range(0.0, 1.0), &range(1.0, 2.0)), None);
        assert_eq!(Interval::compare(BinaryOp::LessEq, &range(0.0, 1.0), &range(1.0, 2.0)), Some(true));
    }
}
