//! Whole numbers of fixed or unbounded width: the arithmetic of the vertex enumeration.
//!
//! In: whole numbers. Out: sums of products and reduced combinations of vectors. Fixed widths answer `None` where a result
//! does not fit, and the enumeration starts again with the next width; nothing is ever rounded or wrapped.

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{CheckedAdd, CheckedMul, CheckedSub, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

/// A result does not fit the width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overflow;

/// A whole number.
pub(super) trait Integer: Clone + Ord + Zero + CheckedAdd + CheckedSub + CheckedMul {
    /// The number, if it fits.
    fn from_big(value: &BigInt) -> Result<Self, Overflow>;
    /// The number at full width.
    fn to_big(&self) -> BigInt;
    /// Its sign.
    fn sign(&self) -> Ordering {
        self.cmp(&Self::zero())
    }
    /// The sum.
    fn plus(&self, other: &Self) -> Result<Self, Overflow> {
        self.checked_add(other).ok_or(Overflow)
    }
    /// The difference.
    fn minus(&self, other: &Self) -> Result<Self, Overflow> {
        self.checked_sub(other).ok_or(Overflow)
    }
    /// Adds a product in place.
    fn add_product(&mut self, a: &Self, b: &Self) -> Result<(), Overflow> {
        if !a.is_zero() && !b.is_zero() {
            *self = self.plus(&a.checked_mul(b).ok_or(Overflow)?)?;
        }
        Ok(())
    }
    /// Appends the vector `s·a − t·b`, divided by the greatest common divisor of its entries.
    fn combine(s: &Self, a: &[Self], t: &Self, b: &[Self], out: &mut Vec<Self>) -> Result<(), Overflow>;
}

/// Small numbers: products of two always fit 128 bits.
impl Integer for i64 {
    fn from_big(value: &BigInt) -> Result<Self, Overflow> {
        value.to_i64().ok_or(Overflow)
    }
    fn to_big(&self) -> BigInt {
        BigInt::from(*self)
    }
    fn combine(s: &Self, a: &[Self], t: &Self, b: &[Self], out: &mut Vec<Self>) -> Result<(), Overflow> {
        let (s, t) = (i128::from(*s), i128::from(*t));
        let entry = |(a, b): (&i64, &i64)| (s * i128::from(*a)).checked_sub(t * i128::from(*b));
        let mut divisor = 0;
        for pair in a.iter().zip(b) {
            divisor = gcd(divisor, entry(pair).ok_or(Overflow)?.unsigned_abs());
            if divisor == 1 {
                break;
            }
        }
        let divisor = i128::try_from(divisor.max(1)).map_err(|_| Overflow)?;
        for pair in a.iter().zip(b) {
            let value = entry(pair).ok_or(Overflow)?;
            let value = if value == 0 { 0 } else { value / divisor };
            out.push(i64::try_from(value).map_err(|_| Overflow)?);
        }
        Ok(())
    }
}

/// Products that do not fit are taken at full width before the common divisor is removed.
impl Integer for i128 {
    fn from_big(value: &BigInt) -> Result<Self, Overflow> {
        value.to_i128().ok_or(Overflow)
    }
    fn to_big(&self) -> BigInt {
        BigInt::from(*self)
    }
    fn combine(s: &Self, a: &[Self], t: &Self, b: &[Self], out: &mut Vec<Self>) -> Result<(), Overflow> {
        let start = out.len();
        let common = gcd(s.unsigned_abs(), t.unsigned_abs()).max(1);
        let common = i128::try_from(common).map_err(|_| Overflow)?;
        let (s, t) = (s / common, t / common);
        let (mut divisor, mut fits) = (0, true);
        for (a, b) in a.iter().zip(b) {
            let entry = s.checked_mul(*a).and_then(|a| t.checked_mul(*b).and_then(|b| a.checked_sub(b)));
            let Some(entry) = entry else {
                fits = false;
                break;
            };
            out.push(entry);
            divisor = gcd(divisor, entry.unsigned_abs());
        }
        if fits {
            if let Ok(divisor) = i128::try_from(divisor)
                && divisor > 1
            {
                out[start..].iter_mut().filter(|value| **value != 0).for_each(|value| *value /= divisor);
            }
            return Ok(());
        }
        out.truncate(start);
        let wide = |v: &[i128]| v.iter().map(|&v| BigInt::from(v)).collect::<Vec<_>>();
        let mut reduced = Vec::with_capacity(a.len());
        BigInt::combine(&BigInt::from(s), &wide(a), &BigInt::from(t), &wide(b), &mut reduced)?;
        for value in &reduced {
            out.push(i128::from_big(value)?);
        }
        Ok(())
    }
}

impl Integer for BigInt {
    fn from_big(value: &BigInt) -> Result<Self, Overflow> {
        Ok(value.clone())
    }
    fn to_big(&self) -> BigInt {
        self.clone()
    }
    fn combine(s: &Self, a: &[Self], t: &Self, b: &[Self], out: &mut Vec<Self>) -> Result<(), Overflow> {
        let start = out.len();
        let mut divisor: BigInt = Zero::zero();
        for (a, b) in a.iter().zip(b) {
            let entry = s * a - t * b;
            let known = divisor.is_positive() && (&entry % &divisor).is_zero();
            if !known {
                divisor = divisor.gcd(&entry);
            }
            out.push(entry);
        }
        if divisor > BigInt::from(1) {
            for value in out[start..].iter_mut().filter(|value| !Zero::is_zero(*value)) {
                *value = &*value / &divisor;
            }
        }
        Ok(())
    }
}

/// Greatest common divisor: Stein's binary algorithm, after a test for the usual case that `a` divides `b`.
fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 || a == 1 {
        return a;
    }
    if a == 0 {
        return b;
    }
    if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
        return u128::from(gcd_small(a, b));
    }
    if b.is_multiple_of(a) {
        return a;
    }
    let shift = (a | b).trailing_zeros();
    let (mut a, mut b) = (a >> a.trailing_zeros(), b >> b.trailing_zeros());
    while a != b {
        if a < b {
            std::mem::swap(&mut a, &mut b);
        }
        a -= b;
        a >>= a.trailing_zeros();
    }
    a << shift
}

/// The same for 64 bits, neither of them 0.
fn gcd_small(a: u64, b: u64) -> u64 {
    if b.is_multiple_of(a) {
        return a;
    }
    let shift = (a | b).trailing_zeros();
    let (mut a, mut b) = (a >> a.trailing_zeros(), b >> b.trailing_zeros());
    while a != b {
        if a < b {
            std::mem::swap(&mut a, &mut b);
        }
        a -= b;
        a >>= a.trailing_zeros();
    }
    a << shift
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at_width<N: Integer>(s: i64, a: &[i64], t: i64, b: &[i64]) -> Option<Vec<BigInt>> {
        let narrow = |v: i64| N::from_big(&BigInt::from(v)).ok();
        let all = |v: &[i64]| v.iter().map(|&v| narrow(v)).collect::<Option<Vec<N>>>();
        let mut out = Vec::new();
        N::combine(&narrow(s)?, &all(a)?, &narrow(t)?, &all(b)?, &mut out).ok()?;
        Some(out.iter().map(Integer::to_big).collect())
    }

    proptest! {
        #[test]
        fn widths_agree(
            s in 1i64.., t in any::<i64>(), shift in 0u32..60,
            pairs in prop::collection::vec((any::<i64>(), any::<i64>()), 1..6),
        ) {
            let (s, t) = (((s >> shift).max(1)), t >> shift);
            let (a, b): (Vec<i64>, Vec<i64>) = pairs.into_iter().map(|(a, b)| (a >> shift, b >> shift)).unzip();
            let exact = at_width::<BigInt>(s, &a, t, &b);
            prop_assert_eq!(&at_width::<i128>(s, &a, t, &b), &exact);
            if let Some(small) = at_width::<i64>(s, &a, t, &b) {
                prop_assert_eq!(Some(small), exact);
            }
        }

        #[test]
        fn binary_gcd_agrees(a in any::<u128>(), b in any::<u128>(), k in 1u128..1000, shift in 0u32..127) {
            let (a, b) = ((a >> shift) / k * k, (b >> shift) / k * k);
            prop_assert_eq!(BigInt::from(gcd(a, b)), BigInt::from(a).gcd(&BigInt::from(b)));
        }
    }

    #[test]
    fn what_does_not_fit_is_said() {
        assert!(i64::MAX.plus(&1).is_err());
        assert!(at_width::<i64>(3, &[i64::MAX, 1], 1, &[1, 0]).is_none());
        assert!(at_width::<i128>(3, &[i64::MAX, 1], 1, &[1, 0]).is_some());
    }
}
