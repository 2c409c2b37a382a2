//! Where one regime gives way to another, on the lines of a phase diagram's grid.
//!
//! In: a diagram. Out: [`Crossing`]s: points of a line at which the regime changes, each bisected to 1e-6 of the axis between solved
//! points. All of them are bisected side by side.

use standoff_model::ir::Query;

use super::Phase;
use crate::batch::{Batch, NO_REGIME, Points};
use crate::design::Axis;
use crate::session::{AskError, Budget, Executor, Session, Setting};

/// Halvings of a step, at most; the width that is wanted, as a share of the axis.
const MOST_HALVINGS: u32 = 40;
const NARROW: f64 = 1e-6;
/// Most crossings; of more, every second line is left out, until they are fewer.
const MOST_CROSSINGS: usize = 4096;

/// A change of regime along one axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// Values on both axes.
    pub at: [f64; 2],
    /// The axis along which it lies: 0 or 1.
    pub along: usize,
    /// The regime below, as an index into the diagram's, or [`NO_REGIME`] where nothing is defined.
    pub below: u32,
    /// The regime above.
    pub above: u32,
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

/// The crossings of all boundaries with the lines of the grid. Where a third regime lies within a step, the first change is found.
///
/// # Errors
/// As [`Batch::new`] and [`Batch::run`].
pub fn boundaries(
    session: &Session,
    query: &Query,
    phase: &Phase,
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Crossing>, AskError> {
    let batch = Batch::new(session, std::slice::from_ref(query), setting, budget)?;
    let mut brackets = brackets(phase);
    for _ in 0..MOST_HALVINGS {
        let width = |bracket: &Bracket| {
            let axis = &phase.axes[bracket.along];
            (bracket.high - bracket.low).abs() / (axis.at(axis.points() - 1) - axis.at(0)).abs()
        };
        if brackets.iter().all(|bracket| width(bracket) <= NARROW) {
            break;
        }
        let mut found: Vec<(u64, bool)> = Vec::with_capacity(brackets.len());
        let middles = Middles { axes: &phase.axes, brackets: &brackets };
        batch.run::<AskError>(&middles, executor, budget, &mut |rows| {
            for &regime in &rows.regime {
                let regime = rows.regimes.get(regime as usize);
                found.push((regime.map_or(0, |regime| regime.key()), regime.is_some()));
            }
            Ok(())
        })?;
        for (bracket, (key, defined)) in brackets.iter_mut().zip(found) {
            let middle = bracket.middle();
            let below = match phase.regimes.get(bracket.below as usize) {
                Some(regime) => defined && regime.key == key,
                None => !defined,
            };
            if below {
                bracket.low = middle;
            } else {
                bracket.high = middle;
                let number = phase.regimes.iter().position(|regime| defined && regime.key == key);
                bracket.above = number.map_or(NO_REGIME, |number| number as u32);
            }
        }
    }
    let crossing = |b: &Bracket| Crossing { at: b.at(), along: b.along, below: b.below, above: b.above };
    Ok(brackets.iter().map(crossing).collect())
}

/// The steps of the grid in which the regime changes.
fn brackets(phase: &Phase) -> Vec<Bracket> {
    let [rows, columns] = [0, 1].map(|k| phase.axes[k].points() as u32);
    let regime = |i: u32, j: u32| phase.regime[i as usize * columns as usize + j as usize];
    let mut every = 1;
    loop {
        let mut found = Vec::new();
        for i in (0..rows).step_by(every) {
            for j in 1..columns {
                let (below, above) = (regime(i, j - 1), regime(i, j));
                if below != above {
                    let axis = &phase.axes[1];
                    let (line, low, high) =
                        (phase.axes[0].at(u64::from(i)), axis.at(u64::from(j) - 1), axis.at(u64::from(j)));
                    found.push(Bracket { line, low, high, along: 1, below, above });
                }
            }
        }
        for j in (0..columns).step_by(every) {
            for i in 1..rows {
                let (below, above) = (regime(i - 1, j), regime(i, j));
                if below != above {
                    let axis = &phase.axes[0];
                    let (line, low, high) =
                        (phase.axes[1].at(u64::from(j)), axis.at(u64::from(i) - 1), axis.at(u64::from(i)));
                    found.push(Bracket { line, low, high, along: 0, below, above });
                }
            }
        }
        if found.len() <= MOST_CROSSINGS {
            return found;
        }
        every *= 2;
    }
}
