//! Where two experts would have to move to agree on an answer.
//!
//! In: a query and two settings. Out: [`Agreement`]: the tipping points on the straight line between the two experts' values,
//! and those on the way of one parameter alone, from each of the two. Points are found as those over a parameter are: a
//! scan of 201 points (stated) in doubles, many at once; each change is bisected between verified points.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_model::ir::{ParameterId, Query};
use standoff_solve::solution::Status;

use super::split::{differing, same_model};
use crate::batch::Points;
use crate::regime::{self, Change};
use crate::session::{AskError, Budget, Executor, Session, Setting, to_f64};
use crate::sweep::{Grid, at_setting};
use crate::tipping::{self, Line, SCAN};

/// Experts who differ in more parameters than this are compared along the straight line only.
pub const MOST_ALONE: usize = 8;

/// Where two experts' answers meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// From all of the one's values straight to all of the other's.
    pub line: Way,
    /// From the one's values to the other's value of one parameter, all else being as the one sees it; then the same from the
    /// other. Empty where they differ in one parameter only: that is the line.
    pub alone: Vec<Alone>,
}

/// One parameter moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Alone {
    /// All else is as the second of the two sees it, not the first.
    pub from_other: bool,
    /// Which parameter.
    pub parameter: ParameterId,
    /// What was found on the way.
    pub way: Way,
}

/// A straight way between two settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// The parameters that move, with their values at both ends.
    pub moving: Vec<(ParameterId, f64, f64)>,
    /// The answer at both ends, where there is one.
    pub ends: (Option<f64>, Option<f64>),
    /// Where it tips, in order.
    pub crossings: Vec<Crossing>,
    /// How many points were scanned.
    pub scanned: u32,
    /// How many of them are undefined or stalled.
    pub skipped: u32,
}

/// Where an answer tips.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// How far along the way, from 0 to 1.
    pub share: f64,
    /// The values there of the parameters that move, in the order of [`Way::moving`].
    pub values: Vec<f64>,
    /// The answer just before.
    pub before: Option<f64>,
    /// The answer just after.
    pub after: Option<f64>,
    /// The choices that are made otherwise.
    pub changes: Vec<Change>,
    /// Status of the worse side.
    pub status: Status,
}

/// Finds where two experts meet; a sentence where there is no way between them.
pub(super) fn find(
    session: &Session,
    query: &Query,
    (one, other): (&Setting, &Setting),
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Result<Agreement, String>, AskError> {
    if !same_model(one, other) {
        return Ok(Err(
            "they read the model under different options, and there is nothing between these".to_owned()
        ));
    }
    let moving = differing(one, other);
    let line = way(session, query, (one, other), &moving, executor, budget)?;
    let mut alone = Vec::new();
    if (2..=MOST_ALONE).contains(&moving.len()) {
        for (from_other, from, to) in [(false, one, other), (true, other, one)] {
            for &parameter in &moving {
                let way = way(session, query, (from, to), &[parameter], executor, budget)?;
                alone.push(Alone { from_other, parameter, way });
            }
        }
    }
    Ok(Ok(Agreement { line, alone }))
}

/// The points of the scan.
struct Straight {
    /// The parameters that move: from where to where.
    moving: Vec<(ParameterId, f64, f64)>,
}

impl Points for Straight {
    fn count(&self) -> u64 {
        u64::from(SCAN)
    }

    fn line(&self) -> u64 {
        self.count()
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let share = index as f64 / f64::from(SCAN - 1);
        for &(parameter, from, to) in &self.moving {
            if let Some(slot) = point.get_mut(parameter.0 as usize) {
                // The end itself, not what is nearest to it by that sum.
                *slot = if share < 1.0 { from + (to - from) * share } else { to };
            }
        }
    }
}

/// The way from one setting to the values that another has of some parameters.
fn way(
    session: &Session,
    query: &Query,
    (from, to): (&Setting, &Setting),
    moving: &[ParameterId],
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Way, AskError> {
    let value = |id: ParameterId, share: &BigRational| {
        let (start, end) = (&from.parameters[id.0 as usize], &to.parameters[id.0 as usize]);
        start + (end - start) * share
    };
    let at = |share: &BigRational| {
        let mut setting = from.clone();
        moving.iter().for_each(|&id| setting.parameters[id.0 as usize] = value(id, share));
        at_setting(session, query, &setting, budget)
    };
    let (zero, one) = (BigRational::zero(), BigRational::one());
    let grid = Grid { from: &zero, to: &one, steps: SCAN - 1 };
    let ends = |&id: &ParameterId| {
        (id, to_f64(&from.parameters[id.0 as usize]), to_f64(&to.parameters[id.0 as usize]))
    };
    let points = Straight { moving: moving.iter().map(ends).collect() };
    let line = Line { session, query, setting: from, points: &points, moved: None, grid: &grid, at: &at };
    let (verified, found) = line.brackets(executor, budget)?;
    let crossing = |(low, high): &(tipping::Point, tipping::Point)| {
        let middle = (&low.at + &high.at) / BigRational::from_integer(BigInt::from(2));
        Crossing {
            share: to_f64(&middle),
            values: moving.iter().map(|&id| to_f64(&value(id, &middle))).collect(),
            before: low.answer(),
            after: high.answer(),
            changes: regime::changes(
                session.model,
                &from.parameters,
                &low.figure.regimes,
                &high.figure.regimes,
            ),
            status: low.figure.status.max(high.figure.status),
        }
    };
    let end = |share: &BigRational| -> Result<Option<f64>, AskError> {
        Ok(at(share)?.ok().and_then(|figure| figure.number.best()))
    };
    Ok(Way {
        moving: points.moving,
        ends: (end(&zero)?, end(&one)?),
        crossings: found.iter().map(crossing).collect(),
        scanned: SCAN,
        skipped: (grid.len() - verified) as u32,
    })
}
