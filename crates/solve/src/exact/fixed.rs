//! Fixed-point numbers of 320 bits behind the point.
//!
//! In: doubles and rationals. Out: sums, differences and products, each rounded by less than 2⁻³²⁰, and the simplest
//! rational close to one.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{FromPrimitive, One, Signed, ToPrimitive, Zero};
use standoff_game::numbers::ExactNumbers;
use standoff_game::scalar::{Scalar, Table};

/// Bits behind the point.
const BITS: u64 = 320;
/// Two numbers that agree to this many bits behind the point are taken for the same.
const CLOSE: u64 = 256;
/// Bits of the largest denominator looked for: two fractions with such denominators differ by more than 2^-2·that.
const DENOMINATOR: u64 = 112;

/// A number: so many 2⁻³²⁰.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub(super) struct Fixed(BigInt);

impl Scalar for Fixed {
    fn zero() -> Fixed {
        Fixed(BigInt::zero())
    }
    fn one() -> Fixed {
        Fixed(BigInt::one() << BITS)
    }
    fn is_zero(&self) -> bool {
        self.0.is_zero()
    }
    fn times(&self, other: &Fixed) -> Fixed {
        if self.0.is_zero() || other.0.is_zero() {
            return Fixed::zero();
        }
        Fixed((&self.0 * &other.0) >> BITS)
    }
    fn minus(&self, other: &Fixed) -> Fixed {
        Fixed(&self.0 - &other.0)
    }
    fn over(&self, other: &Fixed) -> Fixed {
        Fixed((&self.0 << BITS) / &other.0)
    }
    fn add(&mut self, other: &Fixed) {
        self.0 += &other.0;
    }
    fn add_product(&mut self, a: &Fixed, b: &Fixed) {
        if !a.0.is_zero() && !b.0.is_zero() {
            self.0 += (&a.0 * &b.0) >> BITS;
        }
    }
}

/// The numbers of a game in fixed point.
pub(super) struct FixedNumbers {
    chance: Vec<Fixed>,
    payoff: Vec<Fixed>,
}

impl FixedNumbers {
    /// The nearest numbers below.
    pub(super) fn new(exact: &ExactNumbers) -> FixedNumbers {
        let fixed = |values: &[BigRational]| values.iter().map(Fixed::from_rational).collect();
        FixedNumbers { chance: fixed(&exact.chance), payoff: fixed(&exact.payoff) }
    }
}

impl Table for FixedNumbers {
    type Number = Fixed;
    fn chance(&self) -> &[Fixed] {
        &self.chance
    }
    fn payoff(&self) -> &[Fixed] {
        &self.payoff
    }
}

impl Fixed {
    /// The nearest number below.
    pub(super) fn from_rational(value: &BigRational) -> Fixed {
        Fixed((value.numer() << BITS) / value.denom())
    }

    /// A double; zero if it is none.
    pub(super) fn from_double(value: f64) -> Fixed {
        // In two steps: 2³²⁰ times a number up to 2⁵⁰⁰ stays a double.
        let scaled = value * f64::from_bits((1023 + BITS) << 52);
        Fixed(BigInt::from_f64(scaled).unwrap_or_default())
    }

    /// The nearest double, or almost.
    pub(super) fn to_double(&self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN) / f64::from_bits((1023 + BITS) << 52)
    }

    /// The simplest rational that agrees to 256 bits, if its denominator has at most 112: by continued fractions.
    pub(super) fn to_rational(&self) -> Option<BigRational> {
        let one: BigInt = BigInt::one() << BITS;
        let tolerance: BigInt = BigInt::one() << (BITS - CLOSE);
        let (mut numerator, mut denominator) = (self.0.clone(), one.clone());
        // Convergents p/q, the last two.
        let (mut p, mut q) = ([BigInt::zero(), BigInt::one()], [BigInt::one(), BigInt::zero()]);
        while !denominator.is_zero() {
            // Towards −∞, so that the rest is not negative.
            let mut whole = &numerator / &denominator;
            let mut rest = &numerator % &denominator;
            if rest.is_negative() {
                whole -= 1;
                rest += &denominator;
            }
            p = [p[1].clone(), &whole * &p[1] + &p[0]];
            q = [q[1].clone(), &whole * &q[1] + &q[0]];
            if q[1].bits() > DENOMINATOR {
                return None;
            }
            if (&self.0 * &q[1] - &p[1] * &one).abs() <= &tolerance * &q[1] {
                let [_, p] = p;
                let [_, q] = q;
                return Some(BigRational::new(p, q));
            }
            numerator = std::mem::replace(&mut denominator, rest);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rationals_come_back() {
        for (n, d) in [(0i64, 1i64), (1, 1), (-1, 3), (14, 33), (123_456_789, 987_654_321_987), (-355, 113)] {
            let value = BigRational::new(n.into(), d.into());
            assert_eq!(Fixed::from_rational(&value).to_rational(), Some(value));
        }
    }

    #[test]
    fn what_is_no_fraction_stays_none() {
        // The square root of a half.
        let root = Fixed((BigInt::one() << (2 * BITS - 1)).sqrt());
        assert_eq!(root.to_rational(), None);
        assert!((root.to_double() - 0.5f64.sqrt()).abs() < 1e-16);
    }

    #[test]
    fn products_and_doubles() {
        let third = Fixed::from_rational(&BigRational::new(1.into(), 3.into()));
        let ninth = third.times(&third).to_rational();
        assert_eq!(ninth, Some(BigRational::new(1.into(), 9.into())));
        assert_eq!(Fixed::from_double(-0.375).to_double(), -0.375);
        assert_eq!(Fixed::from_double(1e-70).to_double(), 1e-70);
    }
}
