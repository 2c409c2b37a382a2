//! `importance of parameters for Q`: Sobol indices, and what each parameter does alone.
//!
//! In: a session, a query, a setting. Out: [`Importance`]: first-order and total index of every parameter that varies, with
//! bootstrap intervals; the answers at both ends of its range, all others as they are; and where on the way the answer turns
//! or jumps. A parameter that plays no part in the games behind an answer has indices of exactly zero and is not varied.

use standoff_model::ir::{ParameterId, Query};

use super::effort::{Effort, FEWEST};
use super::indices::{self, Indices, Share};
use super::response::{self, Sampled};
use super::sampling::{Declared, Input};
use super::{MOST_POINTS, Plan, playing, work};
use crate::batch::{Batch, Points};
use crate::flips::{self, Flip, Search};
use crate::session::{AskError, Budget, Executor, Session, Setting};
use crate::tipping;

/// How important each parameter is for an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// What was varied, and what was not.
    pub declared: Declared,
    /// How points were drawn.
    pub plan: Plan,
    /// The answer at the values in force, if there is one.
    pub now: Option<f64>,
    /// What it turns at: one half for probabilities, zero for everything else.
    pub level: f64,
    /// The indices, in the order of `declared.inputs`, with what became of the points.
    pub indices: Indices,
    /// Parameters that play no part in the games behind the answer; their indices are zero.
    pub idle: Vec<ParameterId>,
    /// One row for each parameter that varies, the most important first.
    pub rows: Vec<ImportanceRow>,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportanceRow {
    /// Which.
    pub parameter: ParameterId,
    /// First-order and total share of the variance; `None` if the answer does not vary.
    pub shares: Option<(Share, Share)>,
    /// The low end of its range, and the answer there with all others as they are.
    pub low: (f64, Option<f64>),
    /// The same at the high end.
    pub high: (f64, Option<f64>),
    /// The smallest change of it alone after which the answer is another; looked for in the first [`FLIPPED`] rows.
    pub flip: Option<Flip>,
}

/// Of so many parameters, the most important ones, it is found where they turn the answer.
pub const FLIPPED: usize = 10;

/// Why importance is not computed.
pub(crate) const TOO_MANY: &str = "so many points would take too long; ask for fewer with `--samples`";

/// The importance of all parameters that vary; a sentence in its place where that makes no sense.
pub(crate) fn find(
    session: &Session,
    query: &Query,
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Result<Importance, &'static str>, AskError> {
    let declared = Declared::of(session.model, setting);
    if declared.inputs.is_empty() {
        return Ok(Err("no parameter varies: none that is left open has a range or a distribution"));
    }
    let plan = session.plan;
    let batch = Batch::new(session, std::slice::from_ref(query), setting, budget)?;
    let playing = playing(session, query, setting, &batch, budget)?;
    let plays = |input: &Input| playing.contains(&input.parameter);
    let (active, idle): (Vec<Input>, Vec<Input>) = declared.inputs.iter().cloned().partition(plays);
    if indices::points(plan.samples.unwrap_or(FEWEST), active.len()) > MOST_POINTS {
        return Ok(Err(TOO_MANY));
    }
    // First, so that it is there if the draws are cut short.
    let now = super::now(session, query, setting, budget)?;
    let ends = response::at(&batch, &Ends { declared: &declared }, executor, budget)?;
    let active = Declared { inputs: active, ..Declared::default() };
    let response = Sampled { batch: &batch, sampling: &active, executor, budget };
    let effort = Effort::telling(plan, work(session, setting, &batch, budget)?);
    let mut indices = indices::estimate(&response, plan, effort, executor, budget)?;
    if let Some(shares) = &mut indices.shares {
        let mut drawn = std::mem::take(shares).into_iter();
        let share = |input| if plays(input) { drawn.next() } else { None };
        *shares = declared
            .inputs
            .iter()
            .map(share)
            .map(|share| share.unwrap_or((Share::ZERO, Share::ZERO)))
            .collect();
    }
    let end = |at: usize| {
        let value = ends.values.first().and_then(|values| values.get(at)).copied();
        value.filter(|value| value.is_finite())
    };
    let row = |(at, input): (usize, &Input)| ImportanceRow {
        parameter: input.parameter,
        shares: indices.shares.as_ref().and_then(|shares| shares.get(at)).copied(),
        low: (input.margin.span.0, end(2 * at)),
        high: (input.margin.span.1, end(2 * at + 1)),
        flip: None,
    };
    let mut rows: Vec<ImportanceRow> = declared.inputs.iter().enumerate().map(row).collect();
    let total = |row: &ImportanceRow| row.shares.map_or(0.0, |(_, total)| total.value);
    rows.sort_by(|a, b| total(b).total_cmp(&total(a)).then(a.parameter.cmp(&b.parameter)));
    if now.is_some() && !indices.stopped {
        let first = rows.iter().take(FLIPPED);
        let first: Vec<Input> = first.filter_map(|row| active.input(row.parameter)).cloned().collect();
        let search = Search { session, query, setting, batch: &batch, executor, budget };
        let found = flips::singles(&search, &first)?;
        indices.stopped |= !found.unseen.is_empty();
        for row in &mut rows {
            row.flip = found.flips.iter().find(|flip| flip.parameter == row.parameter).cloned();
        }
    }
    let idle = idle.into_iter().map(|input| input.parameter).collect();
    Ok(Ok(Importance { declared, plan, now, level: tipping::level(query), indices, idle, rows }))
}

/// Both ends of every range, one after the other.
struct Ends<'a> {
    declared: &'a Declared,
}

impl Points for Ends<'_> {
    fn count(&self) -> u64 {
        2 * self.declared.inputs.len() as u64
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let Some(input) = self.declared.inputs.get((index / 2) as usize) else { return };
        let (low, high) = input.margin.span;
        if let Some(slot) = point.get_mut(input.parameter.0 as usize) {
            *slot = if index.is_multiple_of(2) { low } else { high };
        }
    }
}
