//! Phase diagrams: which regime the game is in over two parameters, and where one gives way to another.
//!
//! In: a session, two axes, and a question whose answer is shown within the regimes. Out: a [`Phase`]: for each point of the grid its
//! regime and how that is known, the regimes by what happens in them, and the boundaries between them. Every point is
//! solved ([`full`]), or only as many as it takes to see the boundaries ([`adaptive`]).

mod adaptive;
mod boundary;
mod cell;
mod several;

use rustc_hash::FxHashMap;
use standoff_model::ir::Query;
use standoff_solve::solution::Status;

pub use adaptive::adaptive;
pub use boundary::{Boundaries, Crossing, NARROW, boundaries};
pub use several::{Looked, Several, several};

use crate::answer::{OutcomeShare, PointStatus};
use crate::batch::{Batch, NO_REGIME, Points, Rows};
use crate::design::Axis;
use crate::outcome;
use crate::regime::Regime;
use crate::session::{AskError, Budget, Executor, Session, Setting};

/// Most points of a phase diagram: it is held as a whole.
pub const MOST_POINTS: u64 = 16_000_000;

/// A regime on a phase diagram.
#[derive(Clone, Debug)]
pub struct Phases {
    /// What is played.
    pub regime: Regime,
    /// The decisions with the labels that are played: [`Regime::name`].
    pub name: String,
    /// [`Regime::key`].
    pub key: u64,
    /// How many points of the grid are in it.
    pub points: u64,
    /// The point of the grid at which it was solved first, and the outcomes there.
    pub example: [u32; 2],
    /// How likely each outcome is there.
    pub outcomes: Vec<OutcomeShare>,
}

/// Regimes over two parameters.
#[derive(Clone, Debug)]
pub struct Phase {
    /// The axes; points are numbered with the second one fastest.
    pub axes: [Axis; 2],
    /// The regime of each point, as an index into `regimes`, or [`NO_REGIME`].
    pub regime: Vec<u32>,
    /// What became of each point.
    pub status: Vec<PointStatus>,
    /// The question's answer at each point; NaN where there is none or the point was not solved.
    pub value: Vec<f64>,
    /// The regimes, the most frequent first.
    pub regimes: Vec<Phases>,
    /// How many points were solved.
    pub solved: u64,
    /// Whether the work was stopped: points of which nothing is known have the status [`PointStatus::Unreached`].
    pub stopped: bool,
}

/// A phase diagram in the making.
struct Draft<'a, 's, 'm> {
    session: &'s Session<'m>,
    setting: &'a Setting,
    batch: Batch<'s, 'm>,
    axes: [Axis; 2],
    regime: Vec<u32>,
    status: Vec<PointStatus>,
    value: Vec<f64>,
    regimes: Vec<Phases>,
    numbers: FxHashMap<u64, u32>,
    solved: u64,
}

/// Every point of a grid.
struct Grid<'a>(&'a [Axis; 2]);

impl Points for Grid<'_> {
    fn count(&self) -> u64 {
        self.0[0].points().saturating_mul(self.0[1].points())
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let across = self.0[1].points();
        for (axis, k) in self.0.iter().zip([index / across, index % across]) {
            point[axis.parameter().0 as usize] = axis.at(k);
        }
    }

    fn line(&self) -> u64 {
        self.0[1].points()
    }
}

/// The diagram with every point solved.
///
/// # Errors
/// As [`Batch::new`] and [`Batch::run`]; [`AskError::TooMany`] above [`MOST_POINTS`] points.
pub fn full(
    session: &Session,
    query: &Query,
    axes: [Axis; 2],
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Phase, AskError> {
    let mut draft = Draft::new(session, query, axes, setting, budget)?;
    let mut at = 0;
    let Draft { batch, axes, .. } = &draft;
    let mut parts = Vec::new();
    batch.run::<AskError>(&Grid(axes), executor, budget, &mut |rows| {
        parts.push(rows);
        Ok(())
    })?;
    for rows in parts {
        for row in 0..rows.len() {
            draft.note(at, &rows, row);
            at += 1;
        }
    }
    draft.finish(false)
}

impl<'a, 's, 'm> Draft<'a, 's, 'm> {
    fn new(
        session: &'s Session<'m>,
        query: &Query,
        axes: [Axis; 2],
        setting: &'a Setting,
        budget: Budget,
    ) -> Result<Self, AskError> {
        let points = Grid(&axes).count();
        if points > MOST_POINTS {
            return Err(AskError::TooMany { points, most: MOST_POINTS });
        }
        let points = points as usize;
        Ok(Self {
            batch: Batch::new(session, std::slice::from_ref(query), setting, budget)?,
            session,
            setting,
            axes,
            regime: vec![NO_REGIME; points],
            status: vec![PointStatus::Unreached; points],
            value: vec![f64::NAN; points],
            regimes: Vec::new(),
            numbers: FxHashMap::default(),
            solved: 0,
        })
    }

    /// Takes over a row as the solution of a point of the grid.
    fn note(&mut self, at: usize, rows: &Rows, row: usize) {
        self.solved += 1;
        self.status[at] = rows.status[row];
        self.value[at] = rows.values[0][row];
        let regime = rows.regimes.get(rows.regime[row] as usize);
        self.regime[at] = regime.map_or(NO_REGIME, |regime| self.number(regime, at));
    }

    fn number(&mut self, regime: &Regime, at: usize) -> u32 {
        let key = regime.key();
        if let Some(&known) = self.numbers.get(&key) {
            return known;
        }
        let number = self.regimes.len() as u32;
        self.numbers.insert(key, number);
        let across = self.axes[1].points() as usize;
        self.regimes.push(Phases {
            regime: regime.clone(),
            name: regime.name(self.session.model, &self.setting.parameters),
            key,
            points: 0,
            example: [(at / across) as u32, (at % across) as u32],
            outcomes: Vec::new(),
        });
        number
    }

    /// Counts points, finds out what happens in each regime unless the work was stopped, and puts the most frequent first.
    fn finish(mut self, stopped: bool) -> Result<Phase, AskError> {
        for &regime in &self.regime {
            if let Some(regime) = self.regimes.get_mut(regime as usize) {
                regime.points += 1;
            }
        }
        let mut order: Vec<u32> = (0..self.regimes.len() as u32).collect();
        order.sort_by_key(|&k| std::cmp::Reverse(self.regimes[k as usize].points));
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old as usize] = new as u32;
        }
        for regime in &mut self.regime {
            if let Some(&new) = place.get(*regime as usize) {
                *regime = new;
            }
        }
        let mut regimes = Vec::with_capacity(order.len());
        for &old in &order {
            let mut regime = self.regimes[old as usize].clone();
            let there = at_point(self.setting, &self.axes, regime.example);
            // What happens there is told from the same solution again.
            let solved = self.session.solve_once(&there, false, &|| stopped);
            regime.outcomes =
                solved.map(|solved| outcome::shares(self.session.model, &solved)).unwrap_or_default();
            regimes.push(regime);
        }
        Ok(Phase {
            axes: self.axes,
            regime: self.regime,
            status: self.status,
            value: self.value,
            regimes,
            solved: self.solved,
            stopped,
        })
    }
}

/// The setting at a point of the grid.
fn at_point(setting: &Setting, axes: &[Axis; 2], point: [u32; 2]) -> Setting {
    let mut there = setting.clone();
    for (axis, k) in axes.iter().zip(point) {
        if let Some(value) = num_rational::BigRational::from_float(axis.at(u64::from(k))) {
            there = there.with_parameter(axis.parameter(), value);
        }
    }
    there
}

impl Phase {
    /// Number of points.
    #[must_use]
    pub fn points(&self) -> u64 {
        self.regime.len() as u64
    }

    /// Share of the points that were solved.
    #[must_use]
    pub fn share_solved(&self) -> f64 {
        self.solved as f64 / self.regime.len().max(1) as f64
    }

    /// How many points were not reached before the work was stopped.
    #[must_use]
    pub fn unreached(&self) -> u64 {
        self.status.iter().filter(|status| **status == PointStatus::Unreached).count() as u64
    }

    /// How many points could not be solved to a certificate.
    #[must_use]
    pub fn stalled(&self) -> u64 {
        let stalled = |status: &&PointStatus| **status == PointStatus::Solved(Status::Stalled);
        self.status.iter().filter(stalled).count() as u64
    }
}
