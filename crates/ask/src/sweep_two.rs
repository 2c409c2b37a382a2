//! `sweep p … by q …: Q`: a table over two parameters.
//!
//! In: a session, a query, two ranges. Out: a [`Sweep`], the second parameter moving fastest. The points are those of a grid, asked
//! chunk by chunk; work that is stopped keeps the chunks that were finished.

use standoff_model::ir::{ParameterId, Query, Range};

use crate::answer::{Sweep, SweepRow};
use crate::batch::{Batch, Points, Rows};
use crate::design::{Axis, Design, Grid};
use crate::session::{AskError, Budget, Executor, Session, Setting};
use crate::sweep::DEFAULT_STEPS;

/// The table; stopped if none of its rows was finished.
pub(crate) fn table(
    session: &Session,
    query: &Query,
    axes: &[(ParameterId, Range)],
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Sweep, AskError> {
    let axis = |(parameter, range): &(ParameterId, Range)| {
        let points = u64::from(range.steps.unwrap_or(DEFAULT_STEPS)) + 1;
        Axis::new(*parameter, range.from.clone(), range.to.clone(), points)
    };
    let grid = Grid::new(axes.iter().map(axis).collect())
        .map_err(|error| AskError::Undefined(format!("these ranges make no table: {error}")))?;
    let design = Design::Grid(grid);
    let batch = Batch::new(session, std::slice::from_ref(query), setting, budget)?;
    let parameters = design.parameters();
    let mut rows = Vec::new();
    let mut at = vec![0.0; parameters.len()];
    let done = batch.run::<AskError>(&design, executor, budget, &mut |found: Rows| {
        let value = |row: usize| found.values.first().and_then(|column| column.get(row)).copied();
        for (row, &status) in found.status.iter().enumerate() {
            design.values(found.first + row as u64, &mut at);
            let value = value(row).filter(|value| value.is_finite());
            rows.push(SweepRow { at: at.clone(), value, status });
        }
        Ok(())
    });
    match done {
        Err(AskError::Stopped) if !rows.is_empty() => {}
        other => other?,
    }
    let missing = u32::try_from(design.count() - rows.len() as u64).unwrap_or(u32::MAX);
    Ok(Sweep { parameters, rows, missing })
}
