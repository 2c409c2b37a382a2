//! The little arithmetic that a certificate needs, for doubles and for rationals.
//!
//! In: numbers of either kind. Out: the same.

use num_rational::BigRational;
use num_traits::{One, Zero};

/// A number in which gains are computed.
pub(super) trait Arithmetic: Clone + PartialOrd {
    /// 0
    fn nought() -> Self;
    /// Whether it is 0.
    fn is_nought(&self) -> bool;
    /// The product.
    fn times(&self, other: &Self) -> Self;
    /// The difference.
    fn minus(&self, other: &Self) -> Self;
    /// Adds in place.
    fn increase(&mut self, by: &Self);
}

impl Arithmetic for f64 {
    fn nought() -> Self {
        0.0
    }
    fn is_nought(&self) -> bool {
        *self == 0.0
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn minus(&self, other: &Self) -> Self {
        self - other
    }
    fn increase(&mut self, by: &Self) {
        *self += by;
    }
}

impl Arithmetic for BigRational {
    fn nought() -> Self {
        BigRational::zero()
    }
    fn is_nought(&self) -> bool {
        self.is_zero()
    }
    fn times(&self, other: &Self) -> Self {
        if other.is_one() {
            return self.clone();
        }
        if self.is_one() {
            return other.clone();
        }
        self * other
    }
    fn minus(&self, other: &Self) -> Self {
        self - other
    }
    fn increase(&mut self, by: &Self) {
        if !by.is_zero() {
            *self += by;
        }
    }
}
