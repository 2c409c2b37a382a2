//! A phase diagram from few solutions: cells of the grid are divided until each lies in one regime.
//!
//! In: as for the full diagram. Out: the same, with most points marked as lying inside a region. A cell is solved at nine points: its
//! corners, the middles of its sides and its middle. Where all nine are in one regime the cell is taken to be; otherwise its four
//! quarters are looked at in the same way. A region that passes between the points of a lattice of half the first cells' width
//! is not seen. Work that is stopped keeps what was solved: the rest is marked as not reached.

use standoff_model::ir::Query;

use super::cell::Cell;
use super::{Draft, Phase};
use crate::answer::PointStatus;
use crate::batch::Points;
use crate::design::Axis;
use crate::session::{AskError, Budget, Executor, Session, Setting};

/// Width of the first cells, in steps of the grid.
const FIRST: u32 = 32;

/// Points of the grid, in a list.
struct List<'a> {
    axes: &'a [Axis; 2],
    points: Vec<[u32; 2]>,
}

impl Points for List<'_> {
    fn count(&self) -> u64 {
        self.points.len() as u64
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        for (axis, k) in self.axes.iter().zip(self.points[index as usize]) {
            point[axis.parameter().0 as usize] = axis.at(u64::from(k));
        }
    }
}

/// The diagram with as many points solved as it takes, or as could be until the work was stopped.
///
/// # Errors
/// As [`super::full`]; [`AskError::Stopped`] only if not one point was solved.
pub fn adaptive(
    session: &Session,
    query: &Query,
    axes: [Axis; 2],
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Phase, AskError> {
    let mut draft = Draft::new(session, query, axes, setting, budget)?;
    let mut cells = Cell::all(&draft.axes, FIRST);
    while !cells.is_empty() {
        let mut wanted: Vec<[u32; 2]> = cells.iter().flat_map(Cell::nine).collect();
        wanted.retain(|&point| !draft.is_solved(draft.place(point)));
        wanted.sort_unstable();
        wanted.dedup();
        let list = List { axes: &draft.axes, points: wanted };
        let mut parts = Vec::new();
        let done = draft.batch.run::<AskError>(&list, executor, budget, &mut |rows| {
            parts.push(rows);
            Ok(())
        });
        let stopped = matches!(done, Err(AskError::Stopped));
        if !stopped {
            done?;
        }
        let List { points, .. } = list;
        let mut points = points.iter();
        for rows in &parts {
            for (row, &point) in (0..rows.len()).zip(points.by_ref()) {
                let place = draft.place(point);
                draft.note(place, rows, row);
            }
        }
        let mut next = Vec::new();
        for cell in cells {
            if !cell.has_more() || !cell.nine().all(|point| draft.is_solved(draft.place(point))) {
                continue;
            }
            if draft.is_uniform(&cell) {
                draft.fill(&cell);
            } else {
                next.extend(cell.parts());
            }
        }
        if stopped {
            return if draft.solved == 0 { Err(AskError::Stopped) } else { draft.finish(true) };
        }
        cells = next;
    }
    draft.finish(false)
}

impl Draft<'_, '_, '_> {
    fn place(&self, [i, j]: [u32; 2]) -> usize {
        i as usize * self.axes[1].points() as usize + j as usize
    }

    /// Whether a point was solved, not only taken to be like its neighbours.
    fn is_solved(&self, place: usize) -> bool {
        !matches!(self.status[place], PointStatus::Inside | PointStatus::Unreached)
    }

    /// Whether the nine points of a cell are alike.
    fn is_uniform(&self, cell: &Cell) -> bool {
        let mut nine = cell.nine().map(|point| self.place(point));
        let Some(one) = nine.next() else { return true };
        nine.all(|other| self.regime[other] == self.regime[one] && self.status[other] == self.status[one])
    }

    /// Takes all points of a cell to be like its corners.
    fn fill(&mut self, cell: &Cell) {
        let regime = self.regime[self.place(cell.low)];
        for i in cell.low[0]..=cell.high[0] {
            for j in cell.low[1]..=cell.high[1] {
                let place = self.place([i, j]);
                if !self.is_solved(place) {
                    self.status[place] = PointStatus::Inside;
                    self.regime[place] = regime;
                }
            }
        }
    }
}
