//! Exact fractions that are fast while they are small.
//!
//! In: big rationals. Out: sums, products and comparisons of them. Numerator and denominator are 64-bit integers as long
//! as every result fits, and big integers from there on; no result is ever rounded.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use std::cmp::Ordering;

/// A fraction with a positive denominator.
#[derive(Clone, Debug)]
pub(crate) enum Rational {
    /// Numerator and denominator, not always in lowest terms.
    Small(i64, i64),
    /// Anything else.
    Big(Box<BigRational>),
}

impl Rational {
    /// Zero.
    pub(crate) const ZERO: Rational = Rational::Small(0, 1);
    /// One.
    pub(crate) const ONE: Rational = Rational::Small(1, 1);

    /// The same number, small if it fits.
    pub(crate) fn from_big(value: &BigRational) -> Rational {
        match (value.numer().to_i64(), value.denom().to_i64()) {
            (Some(n), Some(d)) => Rational::Small(n, d),
            _ => Rational::Big(Box::new(value.clone())),
        }
    }

    /// The same number in lowest terms.
    pub(crate) fn to_big(&self) -> BigRational {
        match self {
            Rational::Small(n, 1) => BigRational::from_integer(BigInt::from(*n)),
            Rational::Small(n, d) => BigRational::new(BigInt::from(*n), BigInt::from(*d)),
            Rational::Big(value) => (**value).clone(),
        }
    }

    /// The nearest double, or almost.
    pub(crate) fn to_f64(&self) -> f64 {
        match self {
            Rational::Small(n, d) => *n as f64 / *d as f64,
            Rational::Big(value) => value.to_f64().unwrap_or(f64::NAN),
        }
    }

    /// Whether it is zero.
    pub(crate) fn is_zero(&self) -> bool {
        match self {
            Rational::Small(n, _) => *n == 0,
            Rational::Big(value) => value.is_zero(),
        }
    }

    /// Whether it is one.
    pub(crate) fn is_one(&self) -> bool {
        match self {
            Rational::Small(n, d) => n == d,
            Rational::Big(value) => value.is_one(),
        }
    }

    /// Sum.
    pub(crate) fn plus(&self, other: &Rational) -> Rational {
        if let (&Rational::Small(n, d), &Rational::Small(m, e)) = (self, other) {
            if d == e {
                if let Some(sum) = n.checked_add(m) {
                    return Rational::Small(sum, d);
                }
            } else if n == 0 {
                return other.clone();
            } else if m == 0 {
                return self.clone();
            }
            let common = gcd(d.unsigned_abs(), e.unsigned_abs()) as i128;
            let (d, e) = (i128::from(d), i128::from(e));
            // |n| < 2^63 and e < 2^63: each product is below 2^126, their sum below 2^127.
            let numerator = i128::from(n) * (e / common) + i128::from(m) * (d / common);
            let denominator = d / common * e;
            if let Some(sum) = small(numerator, denominator) {
                return sum;
            }
        }
        Rational::Big(Box::new(self.to_big() + other.to_big()))
    }

    /// Product.
    pub(crate) fn times(&self, other: &Rational) -> Rational {
        if let (&Rational::Small(n, d), &Rational::Small(m, e)) = (self, other)
            && let Some(product) = small(i128::from(n) * i128::from(m), i128::from(d) * i128::from(e))
        {
            return product;
        }
        Rational::Big(Box::new(self.to_big() * other.to_big()))
    }

    /// Order.
    pub(crate) fn compare(&self, other: &Rational) -> Ordering {
        if let (&Rational::Small(n, d), &Rational::Small(m, e)) = (self, other) {
            return match d == e {
                true => n.cmp(&m),
                false => (i128::from(n) * i128::from(e)).cmp(&(i128::from(m) * i128::from(d))),
            };
        }
        self.to_big().cmp(&other.to_big())
    }
}

/// The fraction in 64 bits, if it fits, in lowest terms if need be.
fn small(numerator: i128, denominator: i128) -> Option<Rational> {
    // Reducing early keeps later products small; one division decides whether it is worth while.
    if denominator < 1 << 31
        && let (Ok(n), Ok(d)) = (i64::try_from(numerator), i64::try_from(denominator))
    {
        return Some(Rational::Small(n, d));
    }
    let common = gcd_wide(numerator.unsigned_abs(), denominator.unsigned_abs());
    let common = i128::try_from(common.max(1)).ok()?;
    let n = i64::try_from(numerator / common).ok()?;
    let d = i64::try_from(denominator / common).ok()?;
    Some(Rational::Small(n, d))
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn gcd_wide(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd(a, b));
        }
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pair() -> impl Strategy<Value = (i64, i64)> {
        let wide = prop_oneof![-50i64..50, any::<i64>(), Just(i64::MIN), Just(i64::MAX)];
        (wide, prop_oneof![1i64..50, 1i64..i64::MAX])
    }

    proptest! {
        #[test]
        fn agrees_with_big_rationals((n, d) in pair(), (m, e) in pair()) {
            let (a, b) = (Rational::Small(n, d), Rational::Small(m, e));
            let (x, y) = (a.to_big(), b.to_big());
            prop_assert_eq!(a.plus(&b).to_big(), &x + &y);
            prop_assert_eq!(a.times(&b).to_big(), &x * &y);
            prop_assert_eq!(a.compare(&b), x.cmp(&y));
            let (c, z) = (a.times(&b).times(&b), &x * &y * &y);
            prop_assert_eq!(c.plus(&a).compare(&b), (&z + &x).cmp(&y));
            prop_assert_eq!(Rational::from_big(&z).to_big(), z);
        }
    }
}
