//! Sobol indices: what share of the variance of an answer each coordinate explains, alone (first order) and with all its
//! interactions (total).
//!
//! In: a `Response` and a plan. Out: [`Indices`] with bootstrap intervals. Two independent samples A and B; `AB` is A with one
//! coordinate from B. First order by Saltelli et al. 2010 (table 2, b): mean of f(B)·(f(AB) − f(A)); total by Jansen 1999 (f):
//! half the mean of (f(A) − f(AB))²; both over the variance.
//!
//! **Where the answer is undefined** the distribution is taken conditional on the part D on which it is defined. Rows of A and
//! B outside D are dropped. If membership in D depends on a coordinate, its pairs are drawn anew until they lie in D
//! (`redraw`): for the total index, A with a new value of the coordinate; for the first order, a new point with B's value of
//! it, the first order then being the covariance of f over such pairs. Both are what the indices mean for the conditional
//! distribution: Var(E(Y|X)) and E(Var(Y|all others)) over Var(Y).

use std::sync::{Mutex, PoisonError};

use super::Plan;
use super::design::{Cube, hash};
use super::redraw::{self, Kind};
use super::response::{Response, UnitPoints};
use super::spread::quantile;
use crate::answer::PointStatus;
use crate::session::{AskError, Budget, Executor};
use standoff_solve::solution::Status;

/// About so many points are asked, unless a plan says how many rows.
pub const POINTS: u64 = 8192;
/// Bootstrap samples behind each interval.
pub const RESAMPLES: usize = 1000;
/// What share of bootstrap values an interval holds.
pub const CONFIDENCE: f64 = 0.95;
/// A variance below this (relative to the squared size of the answers) is rounding.
const NO_VARIANCE: f64 = 1e-18;

/// A share of the variance with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The estimate; it may lie slightly below 0 or above 1.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The indices of all coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// How many points were asked, those drawn anew included.
    pub points: u64,
    /// Points of the two samples, and those of them that are undefined, not certified, or without an answer.
    pub sampled: u64,
    /// See above.
    pub undefined: u64,
    /// See above.
    pub stalled: u64,
    /// See above.
    pub without: u64,
    /// Pairs that did not come to lie where the answer is defined, however often they were drawn anew.
    pub lost: u64,
    /// Mean of the answer.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
    /// First order and total of each coordinate; `None` if the answer does not vary.
    pub shares: Option<Vec<(Share, Share)>>,
}

/// Row by row: A, B, and A with one coordinate from B for each coordinate.
pub(crate) struct Rows {
    pub(crate) cube: Cube,
    pub(crate) dimensions: usize,
}

impl Rows {
    fn width(&self) -> u64 {
        self.dimensions as u64 + 2
    }

    /// Coordinate of a row of A.
    pub(crate) fn a(&self, row: u64, dimension: usize) -> f64 {
        self.cube.coordinate(row, dimension)
    }

    /// Coordinate of a row of B.
    pub(crate) fn b(&self, row: u64, dimension: usize) -> f64 {
        self.cube.coordinate(row, self.dimensions + dimension)
    }
}

impl UnitPoints for Rows {
    fn count(&self) -> u64 {
        self.cube.count * self.width()
    }

    fn write(&self, index: u64, unit: &mut [f64]) {
        let (row, which) = (index / self.width(), index % self.width());
        for (d, unit) in unit.iter_mut().enumerate() {
            let from_b = which == 1 || which == d as u64 + 2;
            *unit = if from_b { self.b(row, d) } else { self.a(row, d) };
        }
    }
}

/// A coordinate's part of each row; NaN where it has none.
struct Terms {
    /// Their covariance is the first-order part of the variance.
    first: (Vec<f64>, Vec<f64>),
    /// Their mean is the total part of the variance.
    total: Vec<f64>,
}

/// Rows of A and B for so many coordinates, unless a plan says how many: a power of two, as Sobol points like it best.
#[must_use]
pub fn rows(dimensions: usize) -> u64 {
    let rows = (POINTS / (dimensions as u64 + 2)).clamp(64, 1024);
    1 << rows.ilog2()
}

/// How many points a plan takes for so many coordinates, those that are drawn anew left out.
#[must_use]
pub fn points(plan: Plan, dimensions: usize) -> u64 {
    plan.samples.unwrap_or_else(|| rows(dimensions)).saturating_mul(dimensions as u64 + 2)
}

/// Estimates the indices.
pub(crate) fn estimate(
    response: &dyn Response,
    plan: Plan,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Indices, AskError> {
    let dimensions = response.dimensions();
    let rows = Rows {
        cube: Cube {
            design: plan.design,
            seed: plan.seed,
            count: plan.samples.unwrap_or_else(|| rows(dimensions)).max(2),
        },
        dimensions,
    };
    let answered = response.answer(&rows)?;
    let none = Vec::new();
    let values = answered.values.first().unwrap_or(&none);
    let (count, width) = (rows.cube.count as usize, rows.width() as usize);
    let value = |row: usize, which: usize| values.get(row * width + which).copied().unwrap_or(f64::NAN);
    let a: Vec<f64> = (0..count).map(|row| value(row, 0)).collect();
    let b: Vec<f64> = (0..count).map(|row| value(row, 1)).collect();

    let sampled = || (0..count).flat_map(|row| [row * width, row * width + 1]);
    let is =
        |wanted: PointStatus| sampled().filter(|&at| answered.status.get(at) == Some(&wanted)).count() as u64;
    let (undefined, stalled) = (is(PointStatus::Undefined), is(PointStatus::Solved(Status::Stalled)));
    let missing = a.iter().chain(&b).filter(|value| value.is_nan()).count() as u64;

    // The answer centred, which changes no index and spares digits.
    let known = || a.iter().chain(&b).copied().filter(|value| value.is_finite());
    let known_count = known().count() as f64;
    let mean = known().sum::<f64>() / known_count;
    let mut terms = Vec::with_capacity(dimensions);
    let mut pending = Vec::new();
    for d in 0..dimensions {
        let ab: Vec<f64> = (0..count).map(|row| value(row, d + 2)).collect();
        let bounded = (0..count).any(|row| a[row].is_finite() != ab[row].is_finite());
        let mut of =
            Terms { first: (vec![f64::NAN; count], vec![f64::NAN; count]), total: vec![f64::NAN; count] };
        for row in 0..count {
            if a[row].is_finite() {
                if ab[row].is_finite() {
                    of.total[row] = 0.5 * (a[row] - ab[row]) * (a[row] - ab[row]);
                } else {
                    pending.push(redraw::Pair { kind: Kind::Total, row: row as u64, dimension: d });
                }
            }
            if !b[row].is_finite() {
                continue;
            }
            if !bounded && a[row].is_finite() {
                of.first.0[row] = b[row] - mean;
                of.first.1[row] = ab[row] - a[row];
            } else if bounded && ab[row].is_finite() {
                of.first.0[row] = b[row] - mean;
                of.first.1[row] = ab[row] - mean;
            } else if bounded {
                pending.push(redraw::Pair { kind: Kind::First, row: row as u64, dimension: d });
            }
        }
        terms.push(of);
    }
    let redrawn = redraw::until_defined(response, &rows, pending, budget)?;
    for (pair, value) in &redrawn.found {
        let (of, row) = (&mut terms[pair.dimension], pair.row as usize);
        match pair.kind {
            Kind::Total => of.total[row] = 0.5 * (a[row] - value) * (a[row] - value),
            Kind::First => {
                of.first.0[row] = b[row] - mean;
                of.first.1[row] = value - mean;
            }
        }
    }

    let size = known().fold(0.0_f64, |size, value| size.max(value.abs()));
    let a: Vec<f64> = a.into_iter().map(|value| value - mean).collect();
    let b: Vec<f64> = b.into_iter().map(|value| value - mean).collect();
    let whole = vec![1; count];
    let variance = variance(&a, &b, &whole);
    let varies = variance.is_finite() && variance > NO_VARIANCE * size * size;
    let shares = match varies {
        true => Some(intervals(&a, &b, &terms, plan.seed, executor, budget)?),
        false => None,
    };
    Ok(Indices {
        points: values.len() as u64 + redrawn.points,
        sampled: 2 * count as u64,
        undefined,
        stalled,
        without: missing.saturating_sub(undefined + stalled),
        lost: redrawn.lost,
        mean,
        variance,
        shares,
    })
}

/// The variance of A and B together, rows counted `times` each; A and B are centred.
fn variance(a: &[f64], b: &[f64], times: &[u32]) -> f64 {
    let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
    for sample in [a, b] {
        for (&value, &times) in sample.iter().zip(times) {
            if value.is_finite() {
                let times = f64::from(times);
                sum += times * value;
                squares += times * value * value;
                count += times;
            }
        }
    }
    squares / count - (sum / count) * (sum / count)
}

/// First order and total of one coordinate, rows counted `times` each.
fn shares(terms: &Terms, times: &[u32], variance: f64) -> (f64, f64) {
    let (mut x, mut y, mut xy, mut count) = (0.0, 0.0, 0.0, 0.0);
    let (mut total, mut totals) = (0.0, 0.0);
    for (row, &times) in times.iter().enumerate() {
        let times = f64::from(times);
        let (first, second) = (terms.first.0[row], terms.first.1[row]);
        if second.is_finite() {
            x += times * first;
            y += times * second;
            xy += times * first * second;
            count += times;
        }
        if terms.total[row].is_finite() {
            total += times * terms.total[row];
            totals += times;
        }
    }
    ((xy / count - (x / count) * (y / count)) / variance, total / totals / variance)
}

/// Estimates with intervals from bootstrap samples of rows (Archer, Saltelli and Sobol 1997).
fn intervals(
    a: &[f64],
    b: &[f64],
    terms: &[Terms],
    seed: u64,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<(Share, Share)>, AskError> {
    let whole = vec![1; a.len()];
    let all = variance(a, b, &whole);
    let slots: Vec<Mutex<Vec<(f64, f64)>>> = (0..RESAMPLES).map(|_| Mutex::default()).collect();
    executor.run(RESAMPLES, &|sample| {
        if budget() {
            return;
        }
        let mut times = vec![0_u32; a.len()];
        for draw in 0..a.len() as u64 {
            let row = hash(&[seed, 0xB007, sample as u64, draw]) % a.len() as u64;
            times[row as usize] += 1;
        }
        let variance = variance(a, b, &times);
        let found = terms.iter().map(|terms| shares(terms, &times, variance)).collect();
        *slots[sample].lock().unwrap_or_else(PoisonError::into_inner) = found;
    });
    let samples: Vec<Vec<(f64, f64)>> =
        slots.into_iter().map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    if samples.iter().any(|sample| sample.len() != terms.len()) {
        return Err(AskError::Stopped);
    }
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let share = |value: f64, mut resampled: Vec<f64>| {
        resampled.retain(|value| value.is_finite());
        resampled.sort_by(f64::total_cmp);
        // An estimate lies in its own interval.
        let (low, high) = (quantile(&resampled, tail), quantile(&resampled, 1.0 - tail));
        Share { value, low: low.min(value), high: high.max(value) }
    };
    let of = |(d, terms): (usize, &Terms)| {
        let (first, total) = shares(terms, &whole, all);
        (
            share(first, samples.iter().map(|sample| sample[d].0).collect()),
            share(total, samples.iter().map(|sample| sample[d].1).collect()),
        )
    };
    Ok(terms.iter().enumerate().map(of).collect())
}
