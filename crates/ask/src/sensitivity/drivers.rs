//! What moves the number behind the answer most: a small tornado.
//!
//! In: traces, and where the answer changes. Out: [`Driver`]s, ranked by how far the number is from one end of the range to the
//! other.

use super::trace::{Seen, Trace};
use super::{Driver, End, Traces, Window};

/// A parameter that moves the number by less than this (on the scale of the numbers seen) does not move it.
const STILL: f64 = 1e-9;

/// The drivers; parameters that move nothing are none.
pub(super) fn ranked(traces: &Traces, windows: &[Window]) -> Vec<Driver> {
    let mut drivers: Vec<Driver> =
        traces.iter().filter_map(|trace| driver(trace, windows)).filter(moves).collect();
    // Stable: equal ones stay in the order of the text.
    drivers.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
    drivers
}

fn moves(driver: &Driver) -> bool {
    let size = |end: &End| end.value.map_or(0.0, f64::abs);
    driver.swing() > STILL * size(&driver.low).max(size(&driver.high)).max(STILL)
}

/// The ends of the range, or as far towards them as the game means something.
fn driver(trace: &Trace, windows: &[Window]) -> Option<Driver> {
    let (from, to) = trace.of.range;
    let mut inside = trace.points.iter().filter(|point| from <= point.at && point.at <= to);
    let low = inside.next()?;
    let high = inside.next_back()?;
    // At an end that is a tie and no more somebody may act otherwise by accident: windows leave such points out.
    let end = |point: &Seen| {
        let around = windows.iter().find(|window| {
            window.parameter == trace.of.parameter
                && window.answer
                && window.from.is_none_or(|from| from < point.at)
                && window.to.is_none_or(|to| point.at < to)
        });
        let changes = around.map_or_else(Vec::new, |window| window.changes.clone());
        End { at: point.at, value: point.value, changes }
    };
    Some(Driver { parameter: trace.of.parameter, low: end(low), high: end(high) })
}
