//! Which neighbouring points of a scan differ: a scan in doubles, many points at once, before anything is solved exactly.
//!
//! In: a query, points along a line. Out: [`Suspects`]: pairs of neighbouring verified points between which the
//! answer's side or a regime changes.

use standoff_model::ir::Query;
use standoff_solve::solution::Status;

use crate::along;
use crate::answer::PointStatus;
use crate::batch::{Batch, Points, Rows};
use crate::regime::Regime;
use crate::session::{AskError, Budget, Executor, Session, Setting};
use crate::tipping::Scale;

/// What the scan found.
pub(crate) struct Suspects {
    /// How many points have a certified solution.
    pub(crate) verified: usize,
    /// For telling answers apart.
    pub(crate) scale: Scale,
    /// Numbers of neighbouring points that differ, ascending.
    pub(crate) pairs: Vec<(usize, usize)>,
}

/// Scans. `level` is where the answer tips.
pub(crate) fn suspects(
    session: &Session,
    query: &Query,
    (points, level): (&dyn Points, f64),
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Suspects, AskError> {
    let scan = |queries: &[Query], setting: &Setting| -> Result<(Batch, Vec<Rows>), AskError> {
        let batch = Batch::new(session, queries, setting, budget)?;
        let rows = along::rows(&batch, points, executor, budget)?;
        Ok((batch, rows))
    };
    let (batch, rows) = scan(std::slice::from_ref(query), setting)?;
    // Rows tell the regimes of the game in force only; the answer may jump where another of its games changes.
    let further =
        batch.further().map(|other| Ok(scan(&[], other)?.1)).collect::<Result<Vec<_>, AskError>>()?;
    let scans = Scans { answers: &rows, further: &further };
    let verified: Vec<Scan> =
        (0..points.count()).filter_map(|number| scans.verified(number as usize)).collect();
    let scale = Scale::of(level, verified.iter().filter_map(|scan| scan.answer));
    let pairs = verified.windows(2).filter(|pair| pair[0].differs(&pair[1], &scale));
    let pairs = pairs.map(|pair| (pair[0].number, pair[1].number)).collect();
    Ok(Suspects { verified: verified.len(), scale, pairs })
}

/// The answers with the regimes of the game in force, and the regimes of further games.
struct Scans<'r> {
    answers: &'r [Rows],
    further: &'r [Vec<Rows>],
}

/// A point of the scan.
struct Scan<'r> {
    number: usize,
    answer: Option<f64>,
    regimes: Vec<Option<&'r Regime>>,
}

impl<'r> Scans<'r> {
    /// A point, if it has a certified solution.
    fn verified(&self, number: usize) -> Option<Scan<'r>> {
        let (rows, row) = at(self.answers, number)?;
        let certified =
            matches!(rows.status.get(row)?, PointStatus::Solved(status) if *status != Status::Stalled);
        if !certified {
            return None;
        }
        let answer = rows.values.first().and_then(|column| column.get(row)).copied();
        let regime = |(rows, row): (&'r Rows, usize)| rows.regimes.get(*rows.regime.get(row)? as usize);
        let further = self.further.iter().map(|further| at(further, number).and_then(regime));
        Some(Scan {
            number,
            answer: answer.filter(|answer| !answer.is_nan()),
            regimes: std::iter::once(regime((rows, row))).chain(further).collect(),
        })
    }
}

impl Scan<'_> {
    /// Whether the answer's side of the level or a regime differs.
    fn differs(&self, other: &Self, scale: &Scale) -> bool {
        scale.side(self.answer) != scale.side(other.answer) || self.regimes != other.regimes
    }
}

/// The rows that hold a point, and the number of its row there.
fn at(rows: &[Rows], number: usize) -> Option<(&Rows, usize)> {
    let after = rows.partition_point(|rows| rows.first <= number as u64);
    let rows = rows.get(after.checked_sub(1)?)?;
    Some((rows, number - rows.first as usize))
}
