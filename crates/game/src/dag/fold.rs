//! Exact arithmetic on constants, with the growth of numerators and denominators bounded.
//!
//! In: an operation and rational operands. Out: a rational, or the reason why there is none.

use super::Op;
use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Numbers whose numerator or denominator needs more bits than this are not kept exactly.
pub const MAX_BITS: u64 = 4096;

/// The outcome of an exact operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Folded {
    /// A rational number.
    Value(BigRational),
    /// Irrational, or too long to keep.
    NotExact,
    /// There is no such number.
    Undefined,
}

fn bounded(value: BigRational) -> Folded {
    if value.numer().bits() > MAX_BITS || value.denom().bits() > MAX_BITS {
        Folded::NotExact
    } else {
        Folded::Value(value)
    }
}

fn truth(value: bool) -> Folded {
    Folded::Value(if value { BigRational::one() } else { BigRational::zero() })
}

/// Operations of one operand.
#[must_use]
pub fn unary(op: Op, a: &BigRational) -> Folded {
    match op {
        Op::Neg => Folded::Value(-a),
        Op::Abs => Folded::Value(a.abs()),
        Op::Sqrt => sqrt(a),
        Op::Exp if a.is_zero() => Folded::Value(BigRational::one()),
        Op::Log if a.is_one() => Folded::Value(BigRational::zero()),
        Op::Log if !a.is_positive() => Folded::Undefined,
        Op::Not => truth(a.is_zero()),
        _ => Folded::NotExact,
    }
}

/// Operations of two operands.
#[must_use]
pub fn binary(op: Op, a: &BigRational, b: &BigRational) -> Folded {
    match op {
        Op::Add => bounded(a + b),
        Op::Sub => bounded(a - b),
        Op::Mul => bounded(a * b),
        Op::Div if b.is_zero() => Folded::Undefined,
        Op::Div => bounded(a / b),
        Op::Pow => pow(a, b),
        Op::Min => Folded::Value(a.min(b).clone()),
        Op::Max => Folded::Value(a.max(b).clone()),
        Op::Less => truth(a < b),
        Op::LessEq => truth(a <= b),
        Op::Equal => truth(a == b),
        Op::And => truth(!a.is_zero() && !b.is_zero()),
        Op::Or => truth(!a.is_zero() || !b.is_zero()),
        _ => Folded::NotExact,
    }
}

/// The root of a perfect square is exact; any other is not.
fn sqrt(a: &BigRational) -> Folded {
    if a.is_negative() {
        return Folded::Undefined;
    }
    let root = |n: &BigInt| {
        let root = n.sqrt();
        (&root * &root == *n).then_some(root)
    };
    match (root(a.numer()), root(a.denom())) {
        (Some(n), Some(d)) => Folded::Value(BigRational::new(n, d)),
        _ => Folded::NotExact,
    }
}

fn pow(a: &BigRational, b: &BigRational) -> Folded {
    if b.is_zero() || a.is_one() {
        return Folded::Value(BigRational::one());
    }
    if a.is_zero() {
        return if b.is_negative() { Folded::Undefined } else { Folded::Value(BigRational::zero()) };
    }
    if !b.is_integer() {
        if a.is_negative() {
            return Folded::Undefined;
        }
        // Halves are roots; any other fraction is left to doubles.
        return match (sqrt(a), b.denom() == &BigInt::from(2)) {
            (Folded::Value(root), true) => pow(&root, &BigRational::from_integer(b.numer().clone())),
            _ => Folded::NotExact,
        };
    }
    if (-a).is_one() {
        let odd = b.numer().bit(0);
        return Folded::Value(if odd { a.clone() } else { BigRational::one() });
    }
    let Some(exponent) = b.numer().magnitude().to_u32() else { return Folded::NotExact };
    // One bit may be lost a factor: (bits − 1) · exponent bounds the result's length from below.
    let bits = a.numer().bits().max(a.denom().bits()).saturating_sub(1);
    if bits.saturating_mul(u64::from(exponent)) > MAX_BITS {
        return Folded::NotExact;
    }
    let (n, d) = (a.numer().pow(exponent), a.denom().pow(exponent));
    let value =
        if b.numer().sign() == Sign::Minus { BigRational::new(d, n) } else { BigRational::new_raw(n, d) };
    bounded(value)
}
