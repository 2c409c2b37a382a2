//! `sweep p from a to b in n steps: Q`: a table over one parameter, every point solved and certified.
//!
//! In: a session, a query, a range. Out: a [`Sweep`]; points where the model means nothing are rows, not gaps.

use std::sync::{Mutex, PoisonError};

use num_bigint::BigInt;
use num_rational::BigRational;
use standoff_model::ir::{ParameterId, Query, Range};

use crate::answer::{PointStatus, Sweep, SweepRow};
use crate::answering::{Care, Figure};
use crate::session::{AskError, Budget, Executor, Session, Setting, to_f64};

/// Steps of a sweep that does not say how many.
pub(crate) const DEFAULT_STEPS: u32 = 20;
/// The most steps of one sweep.
pub(crate) const MAX_STEPS: u32 = 1_000_000;

/// What a scan found at one point: a figure, or the sentence why the model means nothing there.
pub(crate) type Scanned = Result<Figure, String>;

/// The table.
pub(crate) fn table(
    session: &Session,
    query: &Query,
    parameter: ParameterId,
    range: &Range,
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Sweep, AskError> {
    let steps = range.steps.unwrap_or(DEFAULT_STEPS).clamp(1, MAX_STEPS);
    let points = grid(&range.from, &range.to, steps);
    let scanned = scan(session, query, parameter, &points, setting, executor, budget)?;
    let rows = points
        .iter()
        .zip(scanned)
        .map(|(at, figure)| match figure {
            Ok(figure) => SweepRow {
                at: to_f64(at),
                value: figure.number.best(),
                status: PointStatus::Solved(figure.status),
            },
            Err(_) => SweepRow { at: to_f64(at), value: None, status: PointStatus::Undefined },
        })
        .collect();
    Ok(Sweep { parameter, rows })
}

/// The n + 1 points from `from` to `to`, exact.
pub(crate) fn grid(from: &BigRational, to: &BigRational, steps: u32) -> Vec<BigRational> {
    let step = |i: u32| from + (to - from) * BigRational::new(BigInt::from(i), BigInt::from(steps));
    (0..=steps).map(step).collect()
}

/// The query at each point, in parallel; the structure is compiled once.
pub(crate) fn scan(
    session: &Session,
    query: &Query,
    parameter: ParameterId,
    points: &[BigRational],
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Scanned>, AskError> {
    session.compiled(setting, budget)?;
    let results: Vec<Mutex<Option<Result<Scanned, AskError>>>> =
        points.iter().map(|_| Mutex::default()).collect();
    executor.run(points.len(), &|i| {
        let found = at_point(session, query, parameter, &points[i], setting, budget);
        *results[i].lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    });
    results
        .into_iter()
        .map(|slot| {
            slot.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or(Err(AskError::Stopped))
        })
        .collect()
}

/// The query at one point.
pub(crate) fn at_point(
    session: &Session,
    query: &Query,
    parameter: ParameterId,
    point: &BigRational,
    setting: &Setting,
    budget: Budget,
) -> Result<Scanned, AskError> {
    if budget() {
        return Err(AskError::Stopped);
    }
    let there = setting.with_parameter(parameter, point.clone());
    match session.figure(query, &there, Care::Scan, budget) {
        Ok(figure) => Ok(Ok(figure)),
        Err(AskError::Undefined(sentence)) => Ok(Err(sentence)),
        Err(other) => Err(other),
    }
}
