//! What moves the number behind the answer most: a small tornado.
//!
//! In: traces, and where the answer changes. Out: [`Driver`]s, ranked by how far the number is from one end of the range to the
//! other.

use standoff_model::ir::{Model, ParameterId};

use super::trace::{Seen, Trace};
use super::{Class, Driver, End, Home, Traces, Window};
use crate::regime::{self, Change};

/// A parameter that moves the number by less than this (on the scale of the numbers seen) does not move it.
const STILL: f64 = 1e-9;

/// The drivers; parameters that move nothing are none. `found` are windows, and parameters with further ones.
pub(super) fn ranked(
    model: &Model,
    traces: &Traces,
    home: &Home,
    found: (&[Window], &[ParameterId]),
) -> Vec<Driver> {
    let drivers = traces.iter().filter_map(|trace| driver(model, trace, home, found));
    let mut drivers: Vec<Driver> = drivers.filter(moves).collect();
    // Stable: equal ones stay in the order of the text.
    drivers.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
    drivers
}

fn moves(driver: &Driver) -> bool {
    let size = |end: &End| end.value.map_or(0.0, f64::abs);
    driver.swing() > STILL * size(&driver.low).max(size(&driver.high)).max(STILL)
}

/// The ends of the range, or as far towards them as the game means something.
fn driver(
    model: &Model,
    trace: &Trace,
    home: &Home,
    (windows, unplaced): (&[Window], &[ParameterId]),
) -> Option<Driver> {
    let (from, to) = trace.of.range;
    let mut inside = trace.points.iter().filter(|point| from <= point.at && point.at <= to);
    let low = inside.next()?;
    let high = inside.next_back()?;
    let parameter = trace.of.parameter;
    let end = |point: &Seen| {
        let around = windows.iter().find(|window| {
            window.parameter == parameter
                && window.answer
                && window.from.is_none_or(|from| from < point.at)
                && window.to.is_none_or(|to| point.at < to)
        });
        // At an end that is a tie and no more somebody may act otherwise by accident: windows leave such points out.
        let counts = around.is_some() || unplaced.contains(&parameter);
        let changes = match (home.class(&point.regime), around) {
            (Class::Answer, _) if counts => changes(model, home, point),
            (_, Some(window)) => window.changes.clone(),
            _ => Vec::new(),
        };
        End { at: point.at, value: point.value, changes }
    };
    Some(Driver { parameter, low: end(low), high: end(high) })
}

/// What the actor in question does otherwise at a point.
fn changes(model: &Model, home: &Home, point: &Seen) -> Vec<Change> {
    let (here, there) = (std::slice::from_ref(&home.regime), std::slice::from_ref(&point.regime));
    let all = regime::changes(model, home.point, here, there);
    all.into_iter().filter(|change| Some(change.actor) == home.focus).collect()
}
