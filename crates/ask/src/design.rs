//! Which points of parameter space are visited.
//!
//! In: parameters with their ranges. Out: [`Design`], which numbers its points from 0 and makes any of them by itself, so that
//! nobody holds them all and everybody who makes point 17 makes the same one.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use standoff_model::ir::ParameterId;

use crate::batch::Points;
use crate::drawn::Drawn;
use crate::session::to_f64;

/// The most points of a design: far more than anybody can visit, and sums of numbers of points stay in range.
pub const MOST_POINTS: u64 = 1_000_000_000_000_000;
/// Whole numbers up to here are doubles.
const EXACT: i64 = 1 << 53;

/// Points of parameter space in an order of their own.
#[derive(Clone, Debug, PartialEq)]
pub enum Design {
    /// All combinations of equally spaced values.
    Grid(Grid),
    /// Points drawn from the parameters' distributions.
    Drawn(Drawn),
}

impl Design {
    /// The parameters that are moved, in the order of their columns.
    #[must_use]
    pub fn parameters(&self) -> Vec<ParameterId> {
        match self {
            Design::Grid(grid) => grid.axes.iter().map(|axis| axis.parameter).collect(),
            Design::Drawn(drawn) => drawn.moved().iter().map(|moved| moved.parameter).collect(),
        }
    }

    /// Writes their values at point `index` over `values`, one for each.
    pub fn values(&self, index: u64, values: &mut [f64]) {
        match self {
            Design::Grid(grid) => grid.values(index, values),
            Design::Drawn(drawn) => drawn.values(index, values),
        }
    }
}

impl Points for Design {
    fn count(&self) -> u64 {
        match self {
            Design::Grid(grid) => grid.count,
            Design::Drawn(drawn) => drawn.count(),
        }
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        match self {
            Design::Grid(grid) => grid.write(index, point),
            Design::Drawn(drawn) => drawn.write(index, point),
        }
    }

    fn line(&self) -> u64 {
        match self {
            Design::Grid(grid) => grid.axes.last().map_or(1, Axis::points),
            Design::Drawn(_) => 1,
        }
    }
}

/// All combinations of the axes' values in row-major order: the last axis moves fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    axes: Vec<Axis>,
    count: u64,
}

/// Why axes make no grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// No axis.
    #[error("nothing is moved")]
    NoAxis,
    /// A parameter on two axes.
    #[error("one parameter is moved twice")]
    Twice(ParameterId),
    /// An axis without points, or with several on a range that does not go up.
    #[error("a range ends above its start and has at least two points")]
    Range(ParameterId),
    /// More than [`MOST_POINTS`].
    #[error("these are more than {MOST_POINTS} points")]
    TooMany,
}

impl Grid {
    /// A grid over these axes.
    ///
    /// # Errors
    /// [`GridError`].
    pub fn new(axes: Vec<Axis>) -> Result<Self, GridError> {
        if axes.is_empty() {
            return Err(GridError::NoAxis);
        }
        let mut count: u64 = 1;
        for (k, axis) in axes.iter().enumerate() {
            if axes[..k].iter().any(|other| other.parameter == axis.parameter) {
                return Err(GridError::Twice(axis.parameter));
            }
            if axis.points < 2 || axis.from >= axis.to {
                return Err(GridError::Range(axis.parameter));
            }
            count = count.checked_mul(axis.points).filter(|&n| n <= MOST_POINTS).ok_or(GridError::TooMany)?;
        }
        Ok(Self { axes, count })
    }

    /// The axes, slowest first.
    #[must_use]
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    fn values(&self, mut index: u64, values: &mut [f64]) {
        for (axis, value) in self.axes.iter().zip(values).rev() {
            *value = axis.at(index % axis.points);
            index /= axis.points;
        }
    }

    fn write(&self, mut index: u64, point: &mut [f64]) {
        for axis in self.axes.iter().rev() {
            if let Some(value) = point.get_mut(axis.parameter.0 as usize) {
                *value = axis.at(index % axis.points);
            }
            index /= axis.points;
        }
    }
}

/// Equally spaced values of one parameter, both ends among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    parameter: ParameterId,
    from: BigRational,
    to: BigRational,
    points: u64,
    spacing: Spacing,
}

/// How the values between are made: each is the double nearest to the exact value, whatever the way.
#[derive(Clone, Debug, PartialEq)]
enum Spacing {
    /// As (first + k · step) / over, where all three parts are doubles without rounding: one division rounds once.
    Whole { first: i64, step: i64, over: f64 },
    /// As exact fractions.
    Fractions,
}

impl Axis {
    /// `points` values from `from` to `to`.
    #[must_use]
    pub fn new(parameter: ParameterId, from: BigRational, to: BigRational, points: u64) -> Self {
        let spacing = whole(&from, &to, points).unwrap_or(Spacing::Fractions);
        Self { parameter, from, to, points, spacing }
    }

    /// Which parameter.
    #[must_use]
    pub fn parameter(&self) -> ParameterId {
        self.parameter
    }

    /// Both ends.
    #[must_use]
    pub fn ends(&self) -> (&BigRational, &BigRational) {
        (&self.from, &self.to)
    }

    /// How many values.
    #[must_use]
    pub fn points(&self) -> u64 {
        self.points
    }

    /// The value at a point, counted from 0: the double nearest to the exact one.
    #[must_use]
    pub fn at(&self, k: u64) -> f64 {
        match self.spacing {
            Spacing::Whole { first, step, over } => (first + step * k as i64) as f64 / over,
            Spacing::Fractions => {
                let steps = BigInt::from(self.points.saturating_sub(1).max(1));
                to_f64(&(&self.from + (&self.to - &self.from) * BigRational::new(BigInt::from(k), steps)))
            }
        }
    }
}

/// All values over one denominator, if they are small enough for it.
fn whole(from: &BigRational, to: &BigRational, points: u64) -> Option<Spacing> {
    let small = |number: &BigInt| number.to_i64().filter(|n| n.abs() <= EXACT);
    let steps = BigInt::from(points.saturating_sub(1).max(1));
    let common = from.denom().lcm(to.denom());
    let over = &common * &steps;
    let on = |value: &BigRational, over: &BigInt| value.numer() * (over / value.denom());
    let (first, last) = (on(from, &over), on(to, &over));
    let step = on(to, &common) - on(from, &common);
    small(&last)?;
    Some(Spacing::Whole { first: small(&first)?, step: small(&step)?, over: small(&over)? as f64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(a: i64, b: i64) -> BigRational {
        BigRational::new(a.into(), b.into())
    }

    fn axis(id: u32, from: BigRational, to: BigRational, points: u64) -> Axis {
        Axis::new(ParameterId(id), from, to, points)
    }

    #[test]
    fn the_last_axis_moves_fastest() {
        let grid =
            Grid::new(vec![axis(2, ratio(0, 1), ratio(1, 1), 3), axis(0, ratio(-1, 10), ratio(3, 10), 5)])
                .unwrap();
        let design = Design::Grid(grid);
        assert_eq!(design.count(), 15);
        assert_eq!(design.parameters(), [ParameterId(2), ParameterId(0)]);
        let mut point = [7.0; 4];
        let mut values = [0.0; 2];
        let mut all = Vec::new();
        for index in 0..15 {
            design.write(index, &mut point);
            design.values(index, &mut values);
            assert_eq!([point[2], point[0]], values);
            all.push(values);
        }
        assert_eq!(point[1], 7.0);
        assert_eq!(all[0], [0.0, -0.1]);
        assert_eq!(all[4], [0.0, 0.3]);
        assert_eq!(all[5], [0.5, -0.1]);
        assert_eq!(all[14], [1.0, 0.3]);
    }

    #[test]
    fn every_value_is_the_double_nearest_to_the_exact_one() {
        let ends = [
            (ratio(0, 1), ratio(1, 1)),
            (ratio(-1, 3), ratio(22, 7)),
            (ratio(1, 1_000_000_007), ratio(999, 1000)),
        ];
        for (from, to) in ends {
            for points in [2, 11, 101, 997, 100_003] {
                let made = axis(0, from.clone(), to.clone(), points);
                for k in (0..points).step_by(1 + points as usize / 50).chain([points - 1]) {
                    let exact = &from + (&to - &from) * ratio(k as i64, points as i64 - 1);
                    assert_eq!(made.at(k), to_f64(&exact), "{from} {to} {points} {k}");
                }
            }
        }
        // One division is enough for what people write.
        assert!(matches!(axis(0, ratio(0, 1), ratio(6, 10), 61).spacing, Spacing::Whole { .. }));
        assert_eq!(axis(0, ratio(0, 1), ratio(6, 10), 61).at(3), 0.03);
    }

    #[test]
    fn what_is_no_grid_is_refused() {
        let of = |axes: Vec<Axis>| Grid::new(axes).err();
        let (zero, one) = (ratio(0, 1), ratio(1, 1));
        assert_eq!(of(vec![]), Some(GridError::NoAxis));
        assert_eq!(of(vec![axis(0, zero.clone(), one.clone(), 1)]), Some(GridError::Range(ParameterId(0))));
        assert_eq!(of(vec![axis(0, one.clone(), zero.clone(), 5)]), Some(GridError::Range(ParameterId(0))));
        let twice = vec![axis(3, zero.clone(), one.clone(), 5), axis(3, zero.clone(), one.clone(), 5)];
        assert_eq!(of(twice), Some(GridError::Twice(ParameterId(3))));
        let many = (0..3).map(|id| axis(id, zero.clone(), one.clone(), u64::MAX / 2)).collect();
        assert_eq!(of(many), Some(GridError::TooMany));
    }
}
