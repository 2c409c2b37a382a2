//! Parameters moved through their ranges, one at a time, every point solved and certified.
//!
//! In: a batch that asks one question, ranges, a number of steps. Out: a [`Trace`] for each parameter: the points at which the
//! game has a certified solution, ascending, the one in force among them.

use standoff_model::ir::ParameterId;
use standoff_solve::solution::Status;

use super::Traces;
use super::plausible::Plausible;
use crate::along::Along;
use crate::answer::PointStatus;
use crate::batch::{Batch, Rows};
use crate::meter::in_two_rounds;
use crate::regime::Regime;
use crate::session::{AskError, Budget, Executor};

/// What was found along one parameter.
pub(crate) struct Trace {
    pub(crate) of: Plausible,
    /// Verified points, ascending.
    pub(crate) points: Vec<Seen>,
}

/// A verified point.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The parameter there.
    pub(crate) at: f64,
    /// The number asked for.
    pub(crate) value: Option<f64>,
    /// What is played.
    pub(crate) regime: Regime,
}

/// The point in force; none if the game has no certified solution there.
pub(super) fn here(batch: &Batch, budget: Budget) -> Result<Option<Seen>, AskError> {
    // No parameter has this number: the point is as the setting says.
    let nowhere = Along { parameter: ParameterId(u32::MAX), values: &[0.0] };
    let rows = batch.chunk(&nowhere, 0, budget)?;
    Ok(seen(&rows, &[0.0]).pop())
}

/// All parameters, and those that were given up, since all together may ask `most` times whether to stop. Parameters
/// that take longer than others share what these leave.
pub(super) fn all(
    batch: &Batch,
    ranges: &[Plausible],
    here: &Seen,
    (steps, most): (u32, u64),
    executor: &dyn Executor,
    budget: Budget,
) -> Result<(Traces, Vec<ParameterId>), AskError> {
    let found = in_two_rounds(ranges.len(), most, executor, budget, &|k, budget| {
        let values = values(&ranges[k], steps);
        let rows = batch.chunk(&Along { parameter: ranges[k].parameter, values: &values }, 0, budget)?;
        Ok(seen(&rows, &values))
    })?;
    let (mut traces, mut left_out) = (Vec::new(), Vec::new());
    for (found, of) in found.into_iter().zip(ranges) {
        let Some(mut points) = found else {
            left_out.push(of.parameter);
            continue;
        };
        let at = points.partition_point(|point| point.at < of.now);
        if points.get(at).is_none_or(|point| point.at > of.now) {
            points.insert(at, Seen { at: of.now, ..here.clone() });
        }
        traces.push(Trace { of: *of, points });
    }
    Ok((traces, left_out))
}

/// Equal steps from end to end, of the range or as far as the value in force, and the ends of the range.
fn values(of: &Plausible, steps: u32) -> Vec<f64> {
    let (from, to) = of.hull();
    let at = |i: u32| if i == steps { to } else { from + (to - from) * f64::from(i) / f64::from(steps) };
    let mut values: Vec<f64> = (0..=steps).map(at).collect();
    for end in [of.range.0, of.range.1] {
        if !values.contains(&end) {
            values.push(end);
        }
    }
    values.sort_by(f64::total_cmp);
    values
}

/// The rows that have a certified solution.
pub(super) fn seen(rows: &Rows, values: &[f64]) -> Vec<Seen> {
    let certified =
        |status: &PointStatus| matches!(status, PointStatus::Solved(status) if *status != Status::Stalled);
    (0..rows.len().min(values.len()))
        .filter(|&row| rows.status.get(row).is_some_and(certified))
        .filter_map(|row| {
            let regime = rows.regimes.get(*rows.regime.get(row)? as usize)?.clone();
            let value = rows.values.first().and_then(|column| column.get(row)).copied();
            Some(Seen { at: values[row], value: value.filter(|value| !value.is_nan()), regime })
        })
        .collect()
}
