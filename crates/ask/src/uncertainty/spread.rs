//! How an answer spreads: mean, standard deviation, quantiles, regimes, each with its standard error.
//!
//! In: [`Draws`], made in independent replicates of one design. Out: a [`Spread`] for each question. The standard error of any
//! statistic is the standard deviation of its values in the replicates over the square root of their number (Owen, "Monte Carlo
//! theory, methods and examples", chapter 17): that holds for Sobol points and Latin hypercubes too, whose points depend on
//! each other within a replicate. A point without a certified answer is counted, and left out of the statistics: they are
//! conditional on the rest. The replicates take turns, so that work that is stopped leaves as many draws of each.

use num_rational::BigRational;
use standoff_model::ir::{Model, Query};
use standoff_solve::solution::Status;

use super::Plan;
use super::replicates::Replicates;
pub use super::replicates::{REPLICATES, SAMPLES};
use super::response::{Answered, Response, UnitPoints};
use super::sampling::Sampling;
use crate::answer::PointStatus;
use crate::session::AskError;
use crate::tipping;

/// Which quantiles are told.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// A statistic with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The statistic over all draws.
    pub value: f64,
    /// Its standard error; `None` if a replicate has too few answers.
    pub error: Option<f64>,
}

/// How often play was in a regime.
#[derive(Clone, Debug, PartialEq)]
pub struct RegimeShare {
    /// The decisions to which play leads, with the labels played there.
    pub name: String,
    /// Tells regimes of the same name apart.
    pub key: u64,
    /// Share of the solved points.
    pub share: Estimate,
}

/// How an answer spreads.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// How many points were drawn.
    pub points: u64,
    /// How many more were to be drawn when the work was stopped.
    pub missing: u64,
    /// Points at which the model means nothing.
    pub undefined: u64,
    /// Points at which a game behind the answer was not solved to a certificate.
    pub stalled: u64,
    /// Solved points at which the question has no answer.
    pub without: u64,
    /// Answers that are limits, since what they are about never happens there.
    pub limits: u64,
    /// The mean.
    pub mean: Estimate,
    /// The standard deviation.
    pub deviation: Estimate,
    /// The quantiles of [`QUANTILES`].
    pub quantiles: Vec<Estimate>,
    /// The least and the greatest answer.
    pub extremes: (f64, f64),
    /// One half for probabilities, zero for everything else.
    pub level: f64,
    /// How often the answer is above the level.
    pub above: Estimate,
    /// How often play was in each regime, most often first.
    pub regimes: Vec<RegimeShare>,
}

/// Answers at drawn points.
#[derive(Clone, Debug)]
pub struct Draws {
    /// The answers.
    pub answered: Answered,
    cubes: Replicates,
}

/// Fewer draws than this of each replicate say nothing, if the work was stopped.
const FEWEST: u64 = 2;

/// Draws points and answers at them. Work that is stopped keeps the first ones.
pub(crate) fn draw(response: &dyn Response, plan: Plan) -> Result<Draws, AskError> {
    let cubes = Replicates::new(plan);
    let answered = response.answer(&cubes)?;
    if answered.stopped && (answered.status.len() as u64) < FEWEST * REPLICATES {
        return Err(AskError::Stopped);
    }
    Ok(Draws { answered, cubes })
}

/// Every eighth entry, from each of the first eight.
fn by_replicate<T: Copy>(all: &[T]) -> Vec<Vec<T>> {
    let replicates = REPLICATES as usize;
    (0..replicates).map(|k| all.iter().copied().skip(k).step_by(replicates).collect()).collect()
}

impl Draws {
    /// How many points were drawn.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answered.status.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answered.status.is_empty()
    }

    /// The points again, as the sampling drew them over `base`.
    pub fn points<'a>(
        &'a self,
        sampling: &'a dyn Sampling,
        base: &'a [f64],
    ) -> impl Iterator<Item = Vec<f64>> + 'a {
        (0..self.len() as u64).map(move |index| {
            let mut unit = vec![0.0; sampling.dimensions()];
            self.cubes.write(index, &mut unit);
            let mut point = base.to_vec();
            sampling.draw(&unit, &mut point);
            point
        })
    }

    /// How the answer to a question spreads; regimes are named as with the parameters at `point`.
    #[must_use]
    pub fn spread(&self, model: &Model, point: &[BigRational], question: usize, query: &Query) -> Spread {
        let answered = &self.answered;
        let none = Vec::new();
        let values = answered.values.get(question).unwrap_or(&none);
        let found = |values: &[f64]| values.iter().copied().filter(|v| v.is_finite()).collect::<Vec<f64>>();
        let replicates: Vec<Vec<f64>> = by_replicate(values).iter().map(|part| sorted(found(part))).collect();
        let all = sorted(found(values));
        let estimate = |statistic: &dyn Fn(&[f64]) -> f64| Estimate {
            value: statistic(&all),
            error: standard_error(&replicates.iter().map(|part| statistic(part)).collect::<Vec<f64>>()),
        };
        let is = |wanted: &dyn Fn(PointStatus) -> bool| {
            answered.status.iter().filter(|status| wanted(**status)).count() as u64
        };
        let undefined = is(&|status| status == PointStatus::Undefined);
        let stalled = is(&|status| status == PointStatus::Solved(Status::Stalled));
        let level = tipping::level(query);
        Spread {
            points: values.len() as u64,
            missing: self.cubes.count() - values.len() as u64,
            undefined,
            stalled,
            without: (values.len() - all.len()) as u64 - undefined - stalled,
            limits: answered.limits.get(question).copied().unwrap_or(0),
            mean: estimate(&mean),
            deviation: estimate(&deviation),
            quantiles: QUANTILES.iter().map(|&p| estimate(&|sorted| quantile(sorted, p))).collect(),
            extremes: (all.first().copied().unwrap_or(f64::NAN), all.last().copied().unwrap_or(f64::NAN)),
            level,
            above: estimate(&|values| {
                values.iter().filter(|&&value| value - level > LEVEL).count() as f64 / values.len() as f64
            }),
            regimes: self.regimes(model, point),
        }
    }

    fn regimes(&self, model: &Model, point: &[BigRational]) -> Vec<RegimeShare> {
        let shares = |regimes: &[u32]| {
            let mut counts = vec![0_u32; self.answered.regimes.len()];
            let mut solved = 0_u32;
            for &regime in regimes {
                let Some(count) = counts.get_mut(regime as usize) else { continue };
                *count += 1;
                solved += 1;
            }
            counts.into_iter().map(|count| f64::from(count) / f64::from(solved)).collect::<Vec<f64>>()
        };
        let replicates: Vec<Vec<f64>> =
            by_replicate(&self.answered.regime).iter().map(|part| shares(part)).collect();
        let all = shares(&self.answered.regime);
        let share = |(at, regime): (usize, &crate::regime::Regime)| RegimeShare {
            name: regime.name(model, point),
            key: regime.key(),
            share: Estimate {
                value: all[at],
                error: standard_error(&replicates.iter().map(|part| part[at]).collect::<Vec<f64>>()),
            },
        };
        let mut found: Vec<RegimeShare> = self.answered.regimes.iter().enumerate().map(share).collect();
        found.sort_by(|a, b| b.share.value.total_cmp(&a.share.value).then(a.key.cmp(&b.key)));
        found
    }
}

/// What counts as on the level: rounding of certified answers lies below it.
const LEVEL: f64 = 1e-9;

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// NaN for no values.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation with n − 1 in the denominator; NaN for fewer than two values.
fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares / (values.len() as f64 - 1.0)).sqrt()
}

/// The quantile of sorted values with linear interpolation (Hyndman and Fan 1996, definition 7); NaN for no values.
pub(crate) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len().saturating_sub(1)) as f64;
    let (low, share) = (place.floor(), place.fract());
    match (sorted.get(low as usize), sorted.get(low as usize + 1)) {
        (Some(low), Some(high)) => low + share * (high - low),
        (Some(last), None) => *last,
        _ => f64::NAN,
    }
}

fn standard_error(replicates: &[f64]) -> Option<f64> {
    let error = deviation(replicates) / (replicates.len() as f64).sqrt();
    error.is_finite().then_some(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::design::Design;
    use crate::uncertainty::function::{Function, Stopping};

    fn model() -> Model {
        let text = "standoff t\nactors\n  A\nplay\n  A chooses d: x, y\n";
        standoff_model::read_text("t", text).model.unwrap()
    }

    /// The statistics of a uniform number are known, and lie within four of their standard errors.
    #[test]
    fn statistics_of_a_uniform_number() {
        let model = model();
        let query = standoff_model::question(&model, "value of play to A").unwrap().query;
        for design in [Design::Sobol, Design::LatinHypercube, Design::Random] {
            let response = Function {
                dimensions: 2,
                at: &|unit: &[f64]| if unit[1] < 0.25 { f64::NAN } else { unit[0] - 0.5 },
            };
            let plan = Plan { samples: Some(4000), seed: 3, design };
            let spread = draw(&response, plan).unwrap().spread(&model, &[], 0, &query);
            assert_eq!(spread.points, 4000);
            assert!((spread.undefined as f64 / 4000.0 - 0.25).abs() < 0.02, "{spread:?}");
            assert_eq!((spread.stalled, spread.without), (0, 0));
            let near = |estimate: Estimate, value: f64| {
                let error = estimate.error.unwrap();
                assert!(
                    error < 0.02 && (estimate.value - value).abs() < 4.0 * error.max(1e-4),
                    "{design:?} {value} {estimate:?}"
                );
            };
            near(spread.mean, 0.0);
            near(spread.deviation, (1.0_f64 / 12.0).sqrt());
            near(spread.above, 0.5);
            for (quantile, p) in spread.quantiles.iter().zip(QUANTILES) {
                near(*quantile, p - 0.5);
            }
        }
    }

    /// The first draws of a design say what they say, whoever stopped after them; with next to none, nothing is said.
    #[test]
    fn stopped_draws_are_as_many_of_each_replicate() {
        let model = model();
        let query = standoff_model::question(&model, "value of play to A").unwrap().query;
        let cut = |points| {
            let function = Function { dimensions: 1, at: &|unit: &[f64]| unit[0] };
            draw(&Stopping { function, points }, Plan { samples: Some(4000), ..Plan::default() })
        };
        let spread = cut(804).unwrap().spread(&model, &[], 0, &query);
        assert_eq!((spread.points, spread.missing), (804, 3196));
        assert!((spread.mean.value - 0.5).abs() < 4.0 * spread.mean.error.unwrap() + 1e-4, "{spread:?}");
        assert!(spread.mean.error.unwrap() < 0.005, "{spread:?}");
        assert!(matches!(cut(15), Err(AskError::Stopped)));
    }

    #[test]
    fn quantiles_of_few_values() {
        assert!(quantile(&[], 0.5).is_nan());
        assert_eq!(quantile(&[3.0], 0.9), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 1.0), 4.0);
    }
}
