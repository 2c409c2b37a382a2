//! `sweep p from a to b in n steps: Q`: a table over one parameter, every point solved and certified.
//!
//! In: a session, a query, a range. Out: a [`Sweep`]; points where the model means nothing are rows, not gaps. Work that is
//! stopped keeps the rows that were finished.

use std::sync::{Mutex, PoisonError};

use num_bigint::BigInt;
use num_rational::BigRational;
use standoff_model::ir::{ParameterId, Query, Range};
use standoff_solve::SolveError;
use standoff_solve::solution::Status;

use crate::answer::{PointStatus, Sweep, SweepRow};
use crate::answering::{Care, Figure};
use crate::session::{AskError, Budget, Executor, Session, Setting, to_f64};

/// Steps of a sweep that does not say how many.
pub(crate) const DEFAULT_STEPS: u32 = 20;
/// The most steps of one sweep.
pub(crate) const MAX_STEPS: u32 = 1_000_000;

/// What a scan found at one point: a figure, or the sentence why the model means nothing there.
pub(crate) type Scanned = Result<Figure, String>;

/// The table; stopped if not one of its rows was finished.
pub(crate) fn table(
    session: &Session,
    query: &Query,
    parameter: ParameterId,
    range: &Range,
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Sweep, AskError> {
    session.compiled(setting, budget)?;
    let steps = range.steps.unwrap_or(DEFAULT_STEPS).clamp(1, MAX_STEPS);
    let grid = Grid { from: &range.from, to: &range.to, steps };
    let finished = as_far_as_it_goes(grid.len(), executor, budget, &|i| {
        let at = grid.at(i);
        let found = at_point(session, query, parameter, &at, setting, budget)?;
        let (value, status) = match found {
            Ok(figure) => (figure.number.best(), PointStatus::Solved(figure.status)),
            Err(_) => (None, PointStatus::Undefined),
        };
        Ok(SweepRow { at: vec![to_f64(&at)], value, status })
    })?;
    let rows: Vec<SweepRow> = finished.into_iter().flatten().collect();
    if rows.is_empty() {
        return Err(AskError::Stopped);
    }
    let missing = (grid.len() - rows.len()) as u32;
    Ok(Sweep { parameters: vec![parameter], rows, missing })
}

/// The n + 1 points of n equal steps, exact. Each is made when it is wanted: there may be very many.
pub(crate) struct Grid<'a> {
    pub(crate) from: &'a BigRational,
    pub(crate) to: &'a BigRational,
    pub(crate) steps: u32,
}

impl Grid<'_> {
    /// How many points.
    pub(crate) fn len(&self) -> usize {
        self.steps as usize + 1
    }

    /// A point, counted from 0 at the start.
    pub(crate) fn at(&self, i: usize) -> BigRational {
        self.from + (self.to - self.from) * BigRational::new(BigInt::from(i), BigInt::from(self.steps))
    }
}

/// Finds each of `count` things, in parallel; none in the place of those before which the work was stopped.
pub(crate) fn as_far_as_it_goes<T: Send>(
    count: usize,
    executor: &dyn Executor,
    budget: Budget,
    find: &(dyn Fn(usize) -> Result<T, AskError> + Sync),
) -> Result<Vec<Option<T>>, AskError> {
    let slots: Vec<Mutex<Option<Result<T, AskError>>>> = (0..count).map(|_| Mutex::default()).collect();
    executor.run(count, &|i| {
        if budget() {
            return;
        }
        let found = find(i);
        *slots[i].lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    });
    slots
        .into_iter()
        .map(|slot| match slot.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(Ok(found)) => Ok(Some(found)),
            Some(Err(AskError::Stopped)) | None => Ok(None),
            Some(Err(other)) => Err(other),
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
    at_setting(session, query, &setting.with_parameter(parameter, point.clone()), budget)
}

/// The query under one setting.
pub(crate) fn at_setting(
    session: &Session,
    query: &Query,
    setting: &Setting,
    budget: Budget,
) -> Result<Scanned, AskError> {
    if budget() {
        return Err(AskError::Stopped);
    }
    match session.figure(query, setting, Care::Scan, budget) {
        // A path that was stopped on its way is no finding about the point.
        Ok(figure) if figure.status == Status::Stalled && budget() => Err(AskError::Stopped),
        Ok(figure) => Ok(Ok(figure)),
        Err(AskError::Undefined(sentence)) => Ok(Err(sentence)),
        Err(AskError::Solve(SolveError::Stopped)) => Err(AskError::Stopped),
        Err(other) => Err(other),
    }
}
