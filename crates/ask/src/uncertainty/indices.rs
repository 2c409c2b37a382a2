//! Sobol indices: what share of the variance of an answer each coordinate explains, alone (first order) and with all its
//! interactions (total).
//!
//! In: a `Response`, a plan, an effort. Out: [`Indices`] with bootstrap intervals. Two independent samples A and B; `AB` is A
//! with one coordinate from B (`sample`). First order by Saltelli et al. 2010 (table 2, b): mean of f(B)·(f(AB) − f(A)); total by
//! Jansen 1999 (f): half the mean of (f(A) − f(AB))²; both over the variance (`bootstrap`). Rows are added as long as the `effort`
//! says; what is known of a coordinate well enough is not asked for again.
//!
//! **Where the answer is undefined** the distribution is taken conditional on the part D on which it is defined. Rows of A and
//! B outside D are dropped. If membership in D depends on a coordinate, its pairs are drawn anew until they lie in D
//! (`redraw`): for the total index, A with a new value of the coordinate; for the first order, a new point with B's value of
//! it, the first order then being the covariance of f over such pairs. Both are what the indices mean for the conditional
//! distribution: Var(E(Y|X)) and E(Var(Y|all others)) over Var(Y).

use super::Plan;
use super::bootstrap::{intervals, variance};
use super::design::Cube;
use super::effort::Effort;
use super::response::Response;
use super::sample::Sample;
use crate::session::{AskError, Budget, Executor};

/// Bootstrap samples behind each interval.
pub const RESAMPLES: usize = 1000;
/// What share of bootstrap values an interval holds.
pub const CONFIDENCE: f64 = 0.95;
/// A variance below this (relative to the squared size of the answers) is rounding.
const NO_VARIANCE: f64 = 1e-18;
/// Fewer rows than this say nothing, if the work was stopped.
const FEWEST: u64 = 16;

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

impl Share {
    /// What plays no part has no share.
    pub const ZERO: Self = Self { value: 0.0, low: 0.0, high: 0.0 };

    /// Half the width of the interval.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// The indices of all coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// How many points were asked, those drawn anew included.
    pub points: u64,
    /// How many rows there are; a coordinate whose intervals were narrow enough earlier has fewer.
    pub rows: u64,
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
    /// Whether the work was stopped before all rows were there.
    pub stopped: bool,
}

impl Indices {
    /// Half the width of the widest interval; 0 if the answer does not vary.
    #[must_use]
    pub fn widest(&self) -> f64 {
        let all = self.shares.iter().flatten().flat_map(|(first, total)| [first, total]);
        all.map(Share::half_width).fold(0.0, f64::max)
    }
}

/// How many points so many rows of so many coordinates take, those that are drawn anew left out.
#[must_use]
pub fn points(rows: u64, dimensions: usize) -> u64 {
    rows.saturating_mul(dimensions as u64 + 2)
}

/// Estimates the indices.
///
/// # Errors
/// [`AskError::Stopped`] if the work was stopped when there was next to nothing; and what the response says.
pub(crate) fn estimate(
    response: &dyn Response,
    plan: Plan,
    effort: Effort,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Indices, AskError> {
    let dimensions = response.dimensions();
    let cube = Cube { design: plan.design, seed: plan.seed, count: effort.most() };
    let mut sample = Sample::new(cube, dimensions);
    let mut wanted: Vec<usize> = (0..dimensions).collect();
    let mut shares = vec![(Share::ZERO, Share::ZERO); dimensions];
    let (mut mean, mut spread, mut varies, mut stopped) = (f64::NAN, f64::NAN, false, false);
    loop {
        let more = effort.next(sample.len(), sample.points, wanted.len());
        if more == 0 || wanted.is_empty() {
            break;
        }
        let before = sample.len();
        stopped = sample.extend(response, more, &wanted, budget)?;
        if stopped && sample.len() < FEWEST.min(more) {
            return Err(AskError::Stopped);
        }
        if sample.len() > before {
            // The answer centred, which changes no index and spares digits.
            mean = sample.known().sum::<f64>() / sample.known().count() as f64;
            let [a, b] =
                [&sample.a, &sample.b].map(|side| side.iter().map(|value| value - mean).collect::<Vec<_>>());
            spread = variance(&a, &b);
            let size = sample.known().fold(0.0_f64, |size, value| size.max(value.abs()));
            varies = spread.is_finite() && spread > NO_VARIANCE * size * size;
            if !varies {
                break;
            }
            let terms: Vec<_> = wanted.iter().map(|&d| sample.terms(d, mean)).collect();
            let found = intervals(&a, &b, &terms, plan.seed, executor);
            wanted.iter().zip(found).for_each(|(&d, found)| shares[d] = found);
        }
        if stopped {
            break;
        }
        effort.keep(&mut wanted, &shares);
    }
    Ok(Indices {
        points: sample.points,
        rows: sample.len(),
        sampled: 2 * sample.len(),
        undefined: sample.undefined,
        stalled: sample.stalled,
        without: sample.without,
        lost: sample.lost,
        mean,
        variance: spread,
        shares: varies.then_some(shares),
        stopped,
    })
}
