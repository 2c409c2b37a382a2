//! Computing with the numbers of a text, exactly at one point.
//!
//! In: numbers and operators. Out: [`Exact`] numbers, or the [`Fault`] for which there is no number (a division by zero
//! and the like). Intervals are the other implementation of the trait [`Number`].

use std::hash::{Hash, Hasher};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use standoff_syntax::ast::{BinaryOp, Dist, DistKind};

use crate::ir::Builtin;

/// Largest exponent of `^`.
pub(super) const MAX_EXPONENT: f64 = 400.0;
/// Largest number of bits of a numerator or denominator.
const MAX_BITS: u64 = 4096;

/// Why an expression has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something divided by zero.
    DivisionByZero,
    /// The square root of a negative number.
    NegativeRoot,
    /// The logarithm of zero or less.
    LogOfNone,
    /// A negative number to a power that is not whole.
    BrokenPower,
    /// Zero to a negative power.
    ZeroPower,
    /// An exponent above 400.
    Exponent,
    /// A number of more than 4,096 bits.
    TooLong,
    /// The second part of `quantile` is no probability.
    Quantile,
    /// It is one, at which a distribution without end has no quantile.
    QuantileEnd,
    /// Not finite in floating point.
    Overflow,
}

impl Fault {
    /// What is wrong, in a few words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Fault::DivisionByZero => "this divides by zero",
            Fault::NegativeRoot => "this is the square root of a negative number",
            Fault::LogOfNone => "this is the logarithm of a number that is not positive",
            Fault::BrokenPower => "this is a negative number to a power that is not whole",
            Fault::ZeroPower => "this is zero to a negative power",
            Fault::Exponent => "this exponent is above 400",
            Fault::TooLong => "this number needs more than 4,096 bits",
            Fault::Quantile => "the second part of this `quantile` is not between 0 and 1",
            Fault::QuantileEnd => "this distribution goes on without end, and has no quantile at 0 or 1",
            Fault::Overflow => "this number is too large to compute with",
        }
    }
}

/// Numbers that an expression can be computed in.
pub(super) trait Number: Clone + std::fmt::Debug {
    /// From a literal.
    fn from_exact(value: &BigRational) -> Self;
    /// −x
    fn negate(&self) -> Self;
    /// `+ - * / ^`; other operators give `None`.
    fn combine(op: BinaryOp, left: &Self, right: &Self) -> Option<Result<Self, Fault>>;
    /// `is`, `<` and so on; `None` if it cannot be told.
    fn compare(op: BinaryOp, left: &Self, right: &Self) -> Option<bool>;
    /// A built-in function of at least one number.
    fn apply(function: Builtin, arguments: &[Self]) -> Option<Result<Self, Fault>>;
    /// What is known of a number that is one of two; `None` if nothing.
    fn either(&self, other: &Self) -> Option<Self>;
    /// The quantile of a distribution; `None` if it cannot be told.
    fn quantile(dist: &Dist, probability: &Self) -> Option<Result<Self, Fault>>;
}

/// A number at one point: exact as long as only rational operations made it.
#[derive(Clone, Debug)]
pub(super) enum Exact {
    /// Exact.
    Rational(BigRational),
    /// Made by a root, a logarithm and the like.
    Float(f64),
}

impl Exact {
    /// As a double.
    pub(super) fn float(&self) -> f64 {
        match self {
            Exact::Rational(value) => to_float(value),
            Exact::Float(value) => *value,
        }
    }

    /// Whether it is exact.
    pub(super) fn rational(&self) -> Option<&BigRational> {
        match self {
            Exact::Rational(value) => Some(value),
            Exact::Float(_) => None,
        }
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Exact::Rational(a), Exact::Rational(b)) => a == b,
            (Exact::Float(a), Exact::Float(b)) => a.to_bits() == b.to_bits(),
            _ => false,
        }
    }
}

impl Eq for Exact {}

impl Hash for Exact {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Exact::Rational(value) => value.hash(state),
            Exact::Float(value) => value.to_bits().hash(state),
        }
    }
}

/// A double near a rational; infinite if out of range.
pub(super) fn to_float(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

fn checked(value: BigRational) -> Result<Exact, Fault> {
    if value.numer().bits() > MAX_BITS || value.denom().bits() > MAX_BITS {
        return Err(Fault::TooLong);
    }
    Ok(Exact::Rational(value))
}

fn finite(value: f64) -> Result<Exact, Fault> {
    if value.is_finite() { Ok(Exact::Float(value)) } else { Err(Fault::Overflow) }
}

fn ordered(op: BinaryOp, order: std::cmp::Ordering) -> Option<bool> {
    Some(match op {
        BinaryOp::Is => order.is_eq(),
        BinaryOp::IsNot => order.is_ne(),
        BinaryOp::Less => order.is_lt(),
        BinaryOp::LessEq => order.is_le(),
        BinaryOp::Greater => order.is_gt(),
        BinaryOp::GreaterEq => order.is_ge(),
        _ => return None,
    })
}

/// Truth of a comparison, given how its two sides are ordered.
pub(super) fn holds(op: BinaryOp, order: std::cmp::Ordering) -> Option<bool> {
    ordered(op, order)
}

fn power(base: &Exact, exponent: &Exact) -> Result<Exact, Fault> {
    if exponent.float().abs() > MAX_EXPONENT {
        return Err(Fault::Exponent);
    }
    if let (Exact::Rational(b), Exact::Rational(e)) = (base, exponent)
        && e.is_integer()
    {
        let n = e.to_integer().to_i32().ok_or(Fault::Exponent)?;
        if b.is_zero() {
            return if n < 0 {
                Err(Fault::ZeroPower)
            } else {
                checked(num_traits::pow(b.clone(), n as usize))
            };
        }
        let bits = b.numer().bits().max(b.denom().bits());
        if bits.saturating_mul(u64::from(n.unsigned_abs())) > 2 * MAX_BITS + 800 {
            return Err(Fault::TooLong);
        }
        let positive = num_traits::pow(b.clone(), n.unsigned_abs() as usize);
        return checked(if n < 0 { positive.recip() } else { positive });
    }
    let (b, e) = (base.float(), exponent.float());
    if b < 0.0 && e.fract() != 0.0 {
        return Err(Fault::BrokenPower);
    }
    if b == 0.0 && e < 0.0 {
        return Err(Fault::ZeroPower);
    }
    finite(b.powf(e))
}

impl Number for Exact {
    fn from_exact(value: &BigRational) -> Self {
        Exact::Rational(value.clone())
    }

    fn negate(&self) -> Self {
        match self {
            Exact::Rational(value) => Exact::Rational(-value),
            Exact::Float(value) => Exact::Float(-value),
        }
    }

    fn combine(op: BinaryOp, left: &Self, right: &Self) -> Option<Result<Self, Fault>> {
        if op == BinaryOp::Pow {
            return Some(power(left, right));
        }
        if op == BinaryOp::Div && (right.float() == 0.0 || right.rational().is_some_and(Zero::is_zero)) {
            let zero = right.rational().is_none_or(Zero::is_zero);
            if zero {
                return Some(Err(Fault::DivisionByZero));
            }
        }
        if let (Exact::Rational(a), Exact::Rational(b)) = (left, right) {
            return Some(checked(match op {
                BinaryOp::Add => a + b,
                BinaryOp::Sub => a - b,
                BinaryOp::Mul => a * b,
                BinaryOp::Div => a / b,
                _ => return None,
            }));
        }
        let (a, b) = (left.float(), right.float());
        Some(finite(match op {
            BinaryOp::Add => a + b,
            BinaryOp::Sub => a - b,
            BinaryOp::Mul => a * b,
            BinaryOp::Div => a / b,
            _ => return None,
        }))
    }

    fn compare(op: BinaryOp, left: &Self, right: &Self) -> Option<bool> {
        if let (Exact::Rational(a), Exact::Rational(b)) = (left, right) {
            return ordered(op, a.cmp(b));
        }
        ordered(op, left.float().partial_cmp(&right.float())?)
    }

    fn apply(function: Builtin, arguments: &[Self]) -> Option<Result<Self, Fault>> {
        let first = arguments.first()?;
        Some(match function {
            Builtin::Min | Builtin::Max => {
                let wanted = if function == Builtin::Min { BinaryOp::Less } else { BinaryOp::Greater };
                let mut best = first;
                for argument in arguments {
                    if Exact::compare(wanted, argument, best)? {
                        best = argument;
                    }
                }
                Ok(best.clone())
            }
            Builtin::Abs => Ok(match first {
                Exact::Rational(value) => Exact::Rational(value.abs()),
                Exact::Float(value) => Exact::Float(value.abs()),
            }),
            Builtin::Sqrt => root(first),
            Builtin::Exp if first.float() == 0.0 => Ok(Exact::Rational(BigRational::one())),
            Builtin::Exp => finite(first.float().exp()),
            Builtin::Log if first.float() <= 0.0 => Err(Fault::LogOfNone),
            Builtin::Log => finite(first.float().ln()),
        })
    }

    fn either(&self, other: &Self) -> Option<Self> {
        (self == other).then(|| self.clone())
    }

    fn quantile(dist: &Dist, probability: &Self) -> Option<Result<Self, Fault>> {
        let p = probability.float();
        if !(0.0..=1.0).contains(&p) {
            return Some(Err(Fault::Quantile));
        }
        if !quantile_exists(dist, p) {
            return Some(Err(Fault::QuantileEnd));
        }
        let arguments: Vec<f64> = dist.args.iter().map(|number| to_float(&number.value)).collect();
        match (dist.kind, arguments.as_slice()) {
            (DistKind::Uniform, [low, high]) => Some(finite(low + (high - low) * p)),
            (DistKind::Triangular, [low, mode, high]) if high > low => {
                let turn = (mode - low) / (high - low);
                Some(finite(if p < turn {
                    low + (p * (high - low) * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - p) * (high - low) * (high - mode)).sqrt()
                }))
            }
            _ => None,
        }
    }
}

/// Whether the distribution has a finite quantile at `p`: at the ends only if it is bounded there.
fn quantile_exists(dist: &Dist, p: f64) -> bool {
    match dist.kind {
        DistKind::Uniform | DistKind::Triangular | DistKind::Beta => (0.0..=1.0).contains(&p),
        DistKind::Normal => p > 0.0 && p < 1.0,
        DistKind::Lognormal => (0.0..1.0).contains(&p),
    }
}

/// The square root, exact if both parts are squares.
fn root(value: &Exact) -> Result<Exact, Fault> {
    if value.float() < 0.0 {
        return Err(Fault::NegativeRoot);
    }
    if let Exact::Rational(rational) = value {
        let (n, d): (BigInt, BigInt) = (rational.numer().sqrt(), rational.denom().sqrt());
        if &(&n * &n) == rational.numer() && &(&d * &d) == rational.denom() {
            return Ok(Exact::Rational(BigRational::new(n, d)));
        }
    }
    finite(value.float().sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(n: i64, d: i64) -> Exact {
        Exact::Rational(BigRational::new(n.into(), d.into()))
    }

    #[test]
    fn rational_arithmetic_stays_exact() {
        let sum = Exact::combine(BinaryOp::Add, &exact(1, 10), &exact(2, 10));
        assert_eq!(sum, Some(Ok(exact(3, 10))));
        assert_eq!(Exact::combine(BinaryOp::Pow, &exact(2, 3), &exact(-2, 1)), Some(Ok(exact(9, 4))));
        assert_eq!(Exact::apply(Builtin::Sqrt, &[exact(9, 4)]), Some(Ok(exact(3, 2))));
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(
            Exact::combine(BinaryOp::Div, &exact(1, 1), &exact(0, 1)),
            Some(Err(Fault::DivisionByZero))
        );
        assert_eq!(Exact::combine(BinaryOp::Pow, &exact(2, 1), &exact(401, 1)), Some(Err(Fault::Exponent)));
        assert_eq!(
            Exact::combine(BinaryOp::Pow, &exact(123_456_789, 7), &exact(400, 1)),
            Some(Err(Fault::TooLong))
        );
        assert_eq!(Exact::apply(Builtin::Sqrt, &[exact(-1, 1)]), Some(Err(Fault::NegativeRoot)));
        assert_eq!(Exact::apply(Builtin::Log, &[exact(0, 1)]), Some(Err(Fault::LogOfNone)));
    }
}
