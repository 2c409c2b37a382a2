//! Arithmetic of rationals whose parts fit a machine word.
//!
//! In: two rationals. Out: the same result as `num_rational` gives, in lowest terms with a positive denominator; nothing if a
//! part is too large. Most rationals of a game are small, and the greatest common divisors of big integers take most of the
//! time of exact passes.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// Numerator and denominator, if they fit.
fn parts(a: &BigRational) -> Option<(i128, i128)> {
    Some((i128::from(a.numer().to_i64()?), i128::from(a.denom().to_i64()?)))
}

/// a · b
pub(crate) fn product(a: &BigRational, b: &BigRational) -> Option<BigRational> {
    let ((p, q), (r, s)) = (parts(a)?, parts(b)?);
    Some(lowest(p * r, q * s))
}

/// a / b; nothing if b is 0.
pub(crate) fn quotient(a: &BigRational, b: &BigRational) -> Option<BigRational> {
    let ((p, q), (r, s)) = (parts(a)?, parts(b)?);
    match r {
        0 => None,
        r if r < 0 => Some(lowest(-(p * s), -(q * r))),
        r => Some(lowest(p * s, q * r)),
    }
}

/// a + b
pub(crate) fn sum(a: &BigRational, b: &BigRational) -> Option<BigRational> {
    let ((p, q), (r, s)) = (parts(a)?, parts(b)?);
    if q == s {
        return Some(lowest(p + r, q));
    }
    Some(lowest((p * s).checked_add(r * q)?, q * s))
}

/// a − b
pub(crate) fn difference(a: &BigRational, b: &BigRational) -> Option<BigRational> {
    let ((p, q), (r, s)) = (parts(a)?, parts(b)?);
    if q == s {
        return Some(lowest(p - r, q));
    }
    Some(lowest((p * s).checked_sub(r * q)?, q * s))
}

/// The rational with this numerator and this positive denominator.
fn lowest(numer: i128, denom: i128) -> BigRational {
    let divisor = gcd(numer.unsigned_abs(), denom.unsigned_abs());
    // Both are divisible, and the divisor is at most the denominator.
    let divisor = divisor.max(1) as i128;
    BigRational::new_raw(whole(numer / divisor), whole(denom / divisor))
}

fn whole(n: i128) -> BigInt {
    i64::try_from(n).map_or_else(|_| BigInt::from(n), BigInt::from)
}

/// Greatest common divisor by Euclid: wide steps until both fit a word.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(small), Ok(other)) = (u64::try_from(a), u64::try_from(b)) {
            let (mut a, mut b) = (small, other);
            while b != 0 {
                (a, b) = (b, a % b);
            }
            return u128::from(a);
        }
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Dice;
    use num_traits::Zero;

    /// Rationals of all sizes up to beyond a word, with many common divisors.
    fn any(dice: &mut Dice) -> BigRational {
        let mut part = || {
            let bits = dice.below(66);
            let wide = (u128::from(dice.below(1 << 40)) << 40) | u128::from(dice.below(1 << 40));
            BigInt::from(wide & ((1u128 << bits) - 1))
                * BigInt::from([1i64, -1, 12, 360][dice.below(4) as usize])
        };
        let (numer, denom) = (part(), part());
        BigRational::new(numer, if denom.is_zero() { BigInt::from(7) } else { denom })
    }

    #[test]
    fn the_same_as_with_big_integers() {
        let mut dice = Dice(5);
        let mut fitted = 0;
        for _ in 0..20_000 {
            let (a, b) = (any(&mut dice), any(&mut dice));
            let mut check = |found: Option<BigRational>, expected: BigRational| {
                if let Some(found) = found {
                    assert_eq!(
                        (found.numer(), found.denom()),
                        (expected.numer(), expected.denom()),
                        "{a} {b}"
                    );
                    fitted += 1;
                }
            };
            check(product(&a, &b), &a * &b);
            check(sum(&a, &b), &a + &b);
            check(difference(&a, &b), &a - &b);
            if !b.is_zero() {
                check(quotient(&a, &b), &a / &b);
            }
        }
        assert!(fitted > 40_000, "{fitted}");
    }

    #[test]
    fn the_extremes_of_a_word() {
        for a in [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX] {
            for b in [i64::MIN, -1, 1, i64::MAX] {
                let x = BigRational::new(a.into(), b.into());
                let y = BigRational::new(b.into(), i64::MAX.into());
                for (found, expected) in [
                    (product(&x, &y), &x * &y),
                    (sum(&x, &y), &x + &y),
                    (difference(&x, &y), &x - &y),
                    (quotient(&x, &y), &x / &y),
                ] {
                    assert!(found.is_none_or(
                        |found| found.numer() == expected.numer() && found.denom() == expected.denom()
                    ));
                }
            }
        }
    }
}
