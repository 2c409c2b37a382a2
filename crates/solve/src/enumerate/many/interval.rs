//! Intervals of doubles that are certain to hold the exact result.
//!
//! In: doubles and rationals. Out: sums, products and bounds, each rounded outward by one unit in the last place, which is
//! more than rounding to nearest can be wrong by.

use num_rational::BigRational;
use standoff_game::dag::interval::Interval as Bounds;

/// All numbers from `low` to `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Interval {
    pub(super) const ZERO: Interval = Interval { low: 0.0, high: 0.0 };
    pub(super) const ONE: Interval = Interval { low: 1.0, high: 1.0 };

    /// A double.
    pub(super) fn point(value: f64) -> Interval {
        Interval { low: value, high: value }
    }

    /// The tightest interval around a rational.
    pub(super) fn around(value: &BigRational) -> Interval {
        let Bounds { low, high, .. } = Bounds::around(value);
        Interval { low, high }
    }

    fn is_zero(self) -> bool {
        self.low == 0.0 && self.high == 0.0
    }

    pub(super) fn plus(self, other: Interval) -> Interval {
        if other.is_zero() {
            return self;
        }
        if self.is_zero() {
            return other;
        }
        Interval { low: (self.low + other.low).next_down(), high: (self.high + other.high).next_up() }
    }

    pub(super) fn minus(self, other: Interval) -> Interval {
        self.plus(Interval { low: -other.high, high: -other.low })
    }

    pub(super) fn times(self, other: Interval) -> Interval {
        if self.is_zero() || other.is_zero() {
            return Interval::ZERO;
        }
        if other == Interval::ONE {
            return self;
        }
        if self == Interval::ONE {
            return other;
        }
        let corners =
            [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high];
        let low = corners.iter().copied().fold(f64::INFINITY, f64::min);
        let high = corners.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Interval { low: low.next_down(), high: high.next_up() }
    }

    /// The largest absolute value.
    pub(super) fn most(self) -> f64 {
        self.high.max(-self.low)
    }

    /// A number in the middle.
    pub(super) fn middle(self) -> f64 {
        0.5 * (self.low + self.high)
    }

    /// Both ways from zero by the largest absolute value.
    pub(super) fn both_ways(self) -> Interval {
        let most = self.most();
        Interval { low: -most, high: most }
    }

    pub(super) fn holds_zero(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::{FromPrimitive, Zero};
    use proptest::prelude::*;

    proptest! {
        /// Results hold the exact ones.
        #[test]
        fn outward(values in prop::collection::vec(-10.0f64..10.0, 6)) {
            let exact = |v: f64| BigRational::from_f64(v).unwrap();
            let (mut sum, mut bounds) = (BigRational::zero(), Interval::ZERO);
            for pair in values.chunks(2) {
                let product = exact(pair[0]) * exact(pair[1]);
                let bound = Interval::point(pair[0]).times(Interval::point(pair[1]));
                prop_assert!(exact(bound.low) <= product && product <= exact(bound.high));
                sum += product;
                bounds = bounds.plus(bound);
                let third = &sum / BigRational::from_integer(3.into());
                let around = Interval::around(&third);
                prop_assert!(exact(around.low) <= third && third <= exact(around.high));
            }
            prop_assert!(exact(bounds.low) <= sum && sum <= exact(bounds.high));
        }
    }
}
