//! Parameters moved through their ranges, one at a time, every point solved and certified.
//!
//! In: a batch that asks one question, ranges, a number of steps. Out: a [`Trace`] for each parameter: the points at which the
//! game has a certified solution, ascending, the one in force among them. The path is followed at the ends of a range and on
//! both sides of every change; what is done in between is carried over from there, and must agree with what is done now.

use standoff_model::ir::ParameterId;
use standoff_solve::solution::Status;

use super::plausible::Plausible;
use super::{BESIDE, Steps, Traces};
use crate::along::Along;
use crate::answer::PointStatus;
use crate::batch::{Batch, Points, Rows};
use crate::border::Guess;
use crate::meter::in_two_rounds;
use crate::regime::Regime;
use crate::session::{AskError, Budget, Executor};

/// Numbers closer than this, as a share of the larger, are the same.
const SAME: f64 = 1e-9;

/// What was found along one parameter.
pub(crate) struct Trace {
    pub(crate) of: Plausible,
    /// Verified points, ascending.
    pub(crate) points: Vec<Seen>,
    /// Where what is done now would cease to be best; points lie close by on both sides.
    pub(crate) guesses: Vec<f64>,
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

/// Values of a parameter that count as one short piece of a long line, so that the path is followed at both ends of them, and
/// between these only where they differ.
struct Piece<'a>(Along<'a>);

/// Longer than any line whose points are followed more often than they must be.
const LONG_LINE: u64 = 1 << 16;

impl Points for Piece<'_> {
    fn count(&self) -> u64 {
        self.0.count()
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        self.0.write(index, point);
    }

    fn line(&self) -> u64 {
        LONG_LINE
    }
}

/// The point in force, and whether equilibria can be carried over from it to others; none if the game has no certified
/// solution there.
pub(super) fn here(batch: &Batch, budget: Budget) -> Result<Option<(Seen, bool)>, AskError> {
    // No parameter has this number: all three points are as the setting says, and the middle one is carried if that is possible.
    let values = [0.0; 3];
    let nowhere = Piece(Along { parameter: ParameterId(u32::MAX), values: &values });
    let rows = batch.chunk(&nowhere, 0, budget)?;
    let carries = rows.carried.get(1).copied().unwrap_or(false);
    Ok(seen(&rows, &values).pop().map(|here| (here, carries)))
}

/// All parameters, and those that were given up, since all together may ask `most` times whether to stop. Parameters
/// that take longer than others share what these leave.
pub(super) fn all(
    batch: &Batch,
    ranges: &[Plausible],
    (here, guess): (&Seen, &Guess),
    (steps, most): (Steps, u64),
    executor: &dyn Executor,
    budget: Budget,
) -> Result<(Traces, Vec<ParameterId>), AskError> {
    let found = in_two_rounds(ranges.len(), most, executor, budget, &|k, budget| {
        let guesses = guesses(&ranges[k], guess);
        Ok((points(batch, &ranges[k], (here, &guesses), steps, budget)?, guesses))
    })?;
    let (mut traces, mut left_out) = (Vec::new(), Vec::new());
    for (found, of) in found.into_iter().zip(ranges) {
        let Some((mut points, guesses)) = found else {
            left_out.push(of.parameter);
            continue;
        };
        let at = points.partition_point(|point| point.at < of.now);
        if points.get(at).is_none_or(|point| point.at > of.now) {
            points.insert(at, Seen { at: of.now, ..here.clone() });
        }
        traces.push(Trace { of: *of, points, guesses });
    }
    Ok((traces, left_out))
}

/// The verified points along a parameter: a stretch in which what is done now is best, as far as the guesses say, and what lies on
/// either side of it. If what is carried over to the value in force is not what the path leads to there, the path is followed
/// there too, and what lies around it is carried over anew.
fn points(
    batch: &Batch,
    of: &Plausible,
    (here, guesses): (&Seen, &[f64]),
    steps: Steps,
    budget: Budget,
) -> Result<Vec<Seen>, AskError> {
    let rows = |values: &[f64]| -> Result<Vec<Seen>, AskError> {
        let rows = batch.chunk(&Piece(Along { parameter: of.parameter, values }), 0, budget)?;
        Ok(seen(&rows, values))
    };
    let (from, to) = of.hull();
    let beside = BESIDE * (to - from);
    let below = guesses.iter().copied().find(|guess| *guess <= of.now).filter(|guess| from < guess - beside);
    let above = guesses.iter().copied().find(|guess| *guess > of.now).filter(|guess| guess + beside < to);
    let mut points = Vec::new();
    if let Some(below) = below {
        points.extend(rows(&values(of, steps.far, (from, below - beside)))?);
    }
    let values_near = values(
        of,
        steps.near,
        (
            below.map_or(from, |below| (below + beside).min(of.now)),
            above.map_or(to, |above| (above - beside).max(of.now)),
        ),
    );
    let near = rows(&values_near)?;
    let as_here = |point: &Seen| {
        let near = |a: f64, b: f64| (a - b).abs() <= SAME * a.abs().max(b.abs()).max(1.0);
        point.value.zip(here.value).is_none_or(|(a, b)| near(a, b)) && point.regime == here.regime
    };
    let agrees = near.iter().find(|point| point.at == of.now).is_none_or(as_here);
    let at = values_near.partition_point(|value| *value < of.now);
    if agrees || at == 0 || at + 1 >= values_near.len() {
        points.extend(near);
    } else {
        points.extend(rows(&values_near[..=at])?);
        points.extend(rows(&values_near[at..])?.into_iter().filter(|point| point.at > of.now));
    }
    if let Some(above) = above {
        points.extend(rows(&values(of, steps.far, (above + beside, to)))?);
    }
    Ok(points)
}

/// Where, on either side of the value in force, what is done now ceases to be best.
fn guesses(of: &Plausible, guess: &Guess) -> Vec<f64> {
    let (from, to) = of.hull();
    [from, to].into_iter().filter_map(|end| guess.of_now(of.parameter, of.now, end)).collect()
}

/// Equal steps from end to end, of the range or as far as the value in force; the ends of the range; and the value in force:
/// those of a stretch, with its ends.
fn values(of: &Plausible, steps: u32, (low, high): (f64, f64)) -> Vec<f64> {
    let (from, to) = of.hull();
    let at = |i: u32| if i == steps { to } else { from + (to - from) * f64::from(i) / f64::from(steps) };
    let all = (0..=steps).map(at).chain([of.range.0, of.range.1, of.now]);
    let mut values: Vec<f64> = all.filter(|value| low < *value && *value < high).collect();
    values.extend([low, high]);
    values.sort_by(f64::total_cmp);
    values.dedup();
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
