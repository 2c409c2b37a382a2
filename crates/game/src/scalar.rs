//! The arithmetic that passes over a game need, in doubles and in exact rationals.
//!
//! In: [`Numbers`] or [`ExactNumbers`]. Out: one view of both, so that a pass is written once.

use crate::numbers::{ExactNumbers, Numbers};
use crate::word;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// A number of a game.
pub trait Scalar: Clone + PartialOrd {
    /// 0
    fn zero() -> Self;
    /// 1
    fn one() -> Self;
    /// Whether it is 0.
    fn is_zero(&self) -> bool;
    /// The product.
    fn times(&self, other: &Self) -> Self;
    /// The difference.
    fn minus(&self, other: &Self) -> Self;
    /// The quotient; the divisor is not 0.
    fn over(&self, other: &Self) -> Self;
    /// Adds in place.
    fn add(&mut self, other: &Self);
    /// Adds the product of two numbers in place.
    fn add_product(&mut self, a: &Self, b: &Self);
}

impl Scalar for f64 {
    fn zero() -> Self {
        0.0
    }
    fn one() -> Self {
        1.0
    }
    fn is_zero(&self) -> bool {
        *self == 0.0
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn minus(&self, other: &Self) -> Self {
        self - other
    }
    fn over(&self, other: &Self) -> Self {
        self / other
    }
    fn add(&mut self, other: &Self) {
        *self += other;
    }
    fn add_product(&mut self, a: &Self, b: &Self) {
        *self += a * b;
    }
}

impl Scalar for BigRational {
    fn zero() -> Self {
        Zero::zero()
    }
    fn one() -> Self {
        One::one()
    }
    fn is_zero(&self) -> bool {
        Zero::is_zero(self)
    }
    fn times(&self, other: &Self) -> Self {
        match (self.is_one(), other.is_one()) {
            (true, _) => other.clone(),
            (_, true) => self.clone(),
            _ => word::product(self, other).unwrap_or_else(|| self * other),
        }
    }
    fn minus(&self, other: &Self) -> Self {
        word::difference(self, other).unwrap_or_else(|| self - other)
    }
    fn over(&self, other: &Self) -> Self {
        word::quotient(self, other).unwrap_or_else(|| self / other)
    }
    fn add(&mut self, other: &Self) {
        if Zero::is_zero(self) {
            self.clone_from(other);
        } else if !Zero::is_zero(other) {
            *self = word::sum(self, other).unwrap_or_else(|| &*self + other);
        }
    }
    fn add_product(&mut self, a: &Self, b: &Self) {
        if !Zero::is_zero(a) && !Zero::is_zero(b) {
            self.add(&a.times(b));
        }
    }
}

/// The numbers of a game, in doubles or exact.
pub trait Table {
    /// What they are.
    type Number: Scalar;
    /// As [`crate::structure::Structure::chance`].
    fn chance(&self) -> &[Self::Number];
    /// As [`crate::structure::Structure::payoff`].
    fn payoff(&self) -> &[Self::Number];
}

impl Table for Numbers {
    type Number = f64;
    fn chance(&self) -> &[f64] {
        &self.chance
    }
    fn payoff(&self) -> &[f64] {
        &self.payoff
    }
}

impl Table for ExactNumbers {
    type Number = BigRational;
    fn chance(&self) -> &[BigRational] {
        &self.chance
    }
    fn payoff(&self) -> &[BigRational] {
        &self.payoff
    }
}
