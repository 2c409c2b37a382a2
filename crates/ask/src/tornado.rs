//! Each parameter alone: the answer at both ends of its range, all others as they are, and where on the way it turns or jumps.
//!
//! In: a session, a query, a setting. Out: [`Tornado`], the parameter that moves the answer most first. It is the part of
//! [`crate::uncertainty::Importance`] that takes no draws.

use standoff_model::ir::{ParameterId, Query};

use crate::batch::{Batch, Points};
use crate::flips::{self, Flip, Search};
use crate::session::{AskError, Budget, Executor, Session, Setting};
use crate::tipping;
use crate::uncertainty::sampling::{Declared, Input};
use crate::uncertainty::{self, response};

/// What each parameter does alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// The answer at the values in force, if there is one.
    pub now: Option<f64>,
    /// What it turns at: one half for probabilities, zero for everything else.
    pub level: f64,
    /// One row for each parameter that varies, the widest first.
    pub rows: Vec<TornadoRow>,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct TornadoRow {
    /// Which.
    pub parameter: ParameterId,
    /// The low end of its range, and the answer there with all others as they are.
    pub low: (f64, Option<f64>),
    /// The same at the high end.
    pub high: (f64, Option<f64>),
    /// The smallest change of it alone after which the answer is another.
    pub flip: Option<Flip>,
}

/// Moves every parameter that varies under the setting, or those of `only` if it names any.
///
/// # Errors
/// As [`Batch::new`] and [`Batch::run`].
pub fn tornado(
    session: &Session,
    query: &Query,
    setting: &Setting,
    only: &[ParameterId],
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Tornado, AskError> {
    let mut declared = Declared::of(session.model, setting);
    declared.inputs.retain(|input| only.is_empty() || only.contains(&input.parameter));
    let batch = Batch::new(session, std::slice::from_ref(query), setting, budget)?;
    let now = uncertainty::now(session, query, setting, budget)?;
    let ends = response::at(&batch, &Ends(&declared.inputs), executor, budget)?;
    let end = |at: usize| {
        let value = ends.values.first().and_then(|values| values.get(at)).copied();
        value.filter(|value| value.is_finite())
    };
    let search = Search { session, query, setting, batch: &batch, executor, budget };
    let (flips, unseen) = match now {
        Some(_) => {
            let singles = flips::singles(&search, &declared.inputs)?;
            (singles.flips, !singles.unseen.is_empty())
        }
        None => (Vec::new(), false),
    };
    // A picture shows all of it or nothing.
    if ends.stopped || unseen {
        return Err(AskError::Stopped);
    }
    let row = |(at, input): (usize, &Input)| TornadoRow {
        parameter: input.parameter,
        low: (input.margin.span.0, end(2 * at)),
        high: (input.margin.span.1, end(2 * at + 1)),
        flip: flips.iter().find(|flip| flip.parameter == input.parameter).cloned(),
    };
    let mut rows: Vec<TornadoRow> = declared.inputs.iter().enumerate().map(row).collect();
    let swing = |row: &TornadoRow| {
        let known = [row.low.1, row.high.1, now].into_iter().flatten();
        let (low, high) = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        (high - low).max(0.0)
    };
    rows.sort_by(|a, b| swing(b).total_cmp(&swing(a)).then(a.parameter.cmp(&b.parameter)));
    Ok(Tornado { now, level: tipping::level(query), rows })
}

/// Both ends of every range, one after the other.
struct Ends<'a>(&'a [Input]);

impl Points for Ends<'_> {
    fn count(&self) -> u64 {
        2 * self.0.len() as u64
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let Some(input) = self.0.get((index / 2) as usize) else { return };
        let (low, high) = input.margin.span;
        if let Some(slot) = point.get_mut(input.parameter.0 as usize) {
            *slot = if index.is_multiple_of(2) { low } else { high };
        }
    }
}
