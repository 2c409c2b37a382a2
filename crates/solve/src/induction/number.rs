//! The two kinds of numbers that induction computes with: exact fractions, and doubles that tie within a tolerance.

use crate::rational::Rational;
use std::cmp::Ordering;

/// Numbers that induction computes with.
pub(super) trait Number: Clone {
    fn zero() -> Self;
    fn one() -> Self;
    fn plus(&self, other: &Self) -> Self;
    fn times(&self, other: &Self) -> Self;
    /// Order, where differences up to `tolerance` are none.
    fn compare(&self, other: &Self, tolerance: f64) -> Ordering;
    fn is_zero(&self) -> bool;
    fn is_one(&self) -> bool;
    fn to_f64(&self) -> f64;
}

impl Number for f64 {
    fn zero() -> Self {
        0.0
    }
    fn one() -> Self {
        1.0
    }
    fn plus(&self, other: &Self) -> Self {
        self + other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn compare(&self, other: &Self, tolerance: f64) -> Ordering {
        if (self - other).abs() <= tolerance { Ordering::Equal } else { self.total_cmp(other) }
    }
    fn is_zero(&self) -> bool {
        *self == 0.0
    }
    fn is_one(&self) -> bool {
        *self == 1.0
    }
    fn to_f64(&self) -> f64 {
        *self
    }
}

impl Number for Rational {
    fn zero() -> Self {
        Rational::ZERO
    }
    fn one() -> Self {
        Rational::ONE
    }
    fn plus(&self, other: &Self) -> Self {
        Rational::plus(self, other)
    }
    fn times(&self, other: &Self) -> Self {
        Rational::times(self, other)
    }
    fn compare(&self, other: &Self, _tolerance: f64) -> Ordering {
        Rational::compare(self, other)
    }
    fn is_zero(&self) -> bool {
        Rational::is_zero(self)
    }
    fn is_one(&self) -> bool {
        Rational::is_one(self)
    }
    fn to_f64(&self) -> f64 {
        Rational::to_f64(self)
    }
}
