//! Where one regime gives way to another, on the lines of a phase diagram's grid.
//!
//! In: a diagram. Out: [`Boundaries`]: points of a line at which the regime changes, each bisected between solved points
//! until it is as narrow as is wanted. All of them are bisected side by side.

use standoff_model::ir::Query;

use super::Phase;
use crate::answer::PointStatus;
use crate::batch::{Batch, NO_REGIME, Points};
use crate::design::Axis;
use crate::regime::Regime;
use crate::session::{AskError, Budget, Executor, Session, Setting};

/// Halvings of a step, at most.
const MOST_HALVINGS: u32 = 40;
/// How narrow crossings are in tables, as a share of the axis.
pub const NARROW: f64 = 1e-6;
/// Most crossings; of more, every second line is left out, until they are fewer.
const MOST_CROSSINGS: usize = 4096;

/// A change of regime along one axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// Values on both axes.
    pub at: [f64; 2],
    /// The axis along which it lies: 0 or 1.
    pub along: usize,
    /// How far apart the two solved points are between which it lies, along that axis.
    pub width: f64,
    /// The regime below, as an index into [`Boundaries::regimes`], or [`NO_REGIME`] where nothing is defined.
    pub below: u32,
    /// The regime above.
    pub above: u32,
}

/// Where regimes meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundaries {
    /// The crossings: those along the second axis, line by line, then those along the first.
    pub crossings: Vec<Crossing>,
    /// The regimes as (name, key): the diagram's in its order, then those that were met between its points only.
    pub regimes: Vec<(String, u64)>,
    /// Crossings were looked for on every so many lines of the grid.
    pub every: usize,
    /// Whether the work was stopped before all crossings were as narrow as they should be.
    pub stopped: bool,
}

/// A step of the grid in which the regime changes, getting narrower.
struct Bracket {
    /// The value on the other axis.
    line: f64,
    low: f64,
    high: f64,
    along: usize,
    below: u32,
    above: u32,
}

impl Bracket {
    fn middle(&self) -> f64 {
        self.low.midpoint(self.high)
    }

    fn at(&self) -> [f64; 2] {
        if self.along == 1 { [self.line, self.middle()] } else { [self.middle(), self.line] }
    }
}

struct Middles<'a> {
    axes: &'a [Axis; 2],
    brackets: &'a [Bracket],
}

impl Points for Middles<'_> {
    fn count(&self) -> u64 {
        self.brackets.len() as u64
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        for (axis, value) in self.axes.iter().zip(self.brackets[index as usize].at()) {
            point[axis.parameter().0 as usize] = value;
        }
    }
}

/// The crossings of all boundaries with the lines of the grid, each `narrow` as a share of its axis. Where a third regime lies within a step, the first change is found.
/// What was not reached in the diagram has no boundary; work that is stopped leaves the crossings as wide as they are then.
///
/// # Errors
/// As [`Batch::new`] and [`Batch::run`].
pub fn boundaries(
    session: &Session,
    query: &Query,
    phase: &Phase,
    narrow: f64,
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Boundaries, AskError> {
    let batch = Batch::new(session, std::slice::from_ref(query), setting, budget)?;
    let mut regimes: Vec<(String, u64)> =
        phase.regimes.iter().map(|regime| (regime.name.clone(), regime.key)).collect();
    let (mut brackets, every) = brackets(phase);
    let mut stopped = false;
    for _ in 0..MOST_HALVINGS {
        let width = |bracket: &Bracket| {
            let axis = &phase.axes[bracket.along];
            (bracket.high - bracket.low).abs() / (axis.at(axis.points() - 1) - axis.at(0)).abs()
        };
        if brackets.iter().all(|bracket| width(bracket) <= narrow) {
            break;
        }
        // The regime in the middle of each bracket, as far as they were solved.
        let mut found: Vec<u32> = Vec::with_capacity(brackets.len());
        let middles = Middles { axes: &phase.axes, brackets: &brackets };
        let done = batch.run::<AskError>(&middles, executor, budget, &mut |rows| {
            let name = |regime: &Regime| (regime.name(session.model, &setting.parameters), regime.key());
            let numbers: Vec<u32> = rows.regimes.iter().map(|it| number(&mut regimes, name(it))).collect();
            let regime = |&regime: &u32| numbers.get(regime as usize).copied().unwrap_or(NO_REGIME);
            found.extend(rows.regime.iter().map(regime));
            Ok(())
        });
        for (bracket, found) in brackets.iter_mut().zip(found) {
            let middle = bracket.middle();
            if found == bracket.below {
                bracket.low = middle;
            } else {
                bracket.high = middle;
                bracket.above = found;
            }
        }
        match done {
            Err(AskError::Stopped) => {
                stopped = true;
                break;
            }
            other => other?,
        }
    }
    let crossing = |b: &Bracket| Crossing {
        at: b.at(),
        along: b.along,
        width: (b.high - b.low).abs(),
        below: b.below,
        above: b.above,
    };
    Ok(Boundaries { crossings: brackets.iter().map(crossing).collect(), regimes, every, stopped })
}

/// The number of a regime; a new one is put at the end.
fn number(regimes: &mut Vec<(String, u64)>, regime: (String, u64)) -> u32 {
    let known = regimes.iter().position(|(_, key)| *key == regime.1);
    known.unwrap_or_else(|| {
        regimes.push(regime);
        regimes.len() - 1
    }) as u32
}

/// The steps of the grid in which the regime changes, on every so many of its lines.
fn brackets(phase: &Phase) -> (Vec<Bracket>, usize) {
    let [rows, columns] = [0, 1].map(|k| phase.axes[k].points() as u32);
    let place = |i: u32, j: u32| i as usize * columns as usize + j as usize;
    // The regimes on both sides of a step, if they are known and differ.
    let change = |from: usize, to: usize| {
        let known = |at: usize| phase.status[at] != PointStatus::Unreached;
        let (below, above) = (phase.regime[from], phase.regime[to]);
        (below != above && known(from) && known(to)).then_some((below, above))
    };
    let mut every = 1;
    loop {
        let mut found = Vec::new();
        for i in (0..rows).step_by(every) {
            for j in 1..columns {
                if let Some((below, above)) = change(place(i, j - 1), place(i, j)) {
                    let axis = &phase.axes[1];
                    let (line, low, high) =
                        (phase.axes[0].at(u64::from(i)), axis.at(u64::from(j) - 1), axis.at(u64::from(j)));
                    found.push(Bracket { line, low, high, along: 1, below, above });
                }
            }
        }
        for j in (0..columns).step_by(every) {
            for i in 1..rows {
                if let Some((below, above)) = change(place(i - 1, j), place(i, j)) {
                    let axis = &phase.axes[0];
                    let (line, low, high) =
                        (phase.axes[1].at(u64::from(j)), axis.at(u64::from(i) - 1), axis.at(u64::from(i)));
                    found.push(Bracket { line, low, high, along: 0, below, above });
                }
            }
        }
        if found.len() <= MOST_CROSSINGS {
            return (found, every);
        }
        every *= 2;
    }
}
