//! One model, many points: games are compiled once, questions are prepared once, and every point is solved, certified and
//! answered.
//!
//! In: a session, questions that have a number for an answer, a setting, and points of parameter space. Out: [`Rows`], column
//! by column: the answers at each point with their status. Along a line of points the path is followed now and then
//! (`walker`); where it ends alike on both sides, the points between are solved from there, and certified like any other. A
//! point is worked on with others of its *chunk* only, so that rows are the same whoever computes a chunk, in whatever order, on
//! how many threads.

mod asked;
mod carry;
mod cold;
mod game;
mod regime_name;
mod rows;
pub(crate) mod spread;
mod walker;

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use standoff_model::ir::Query;

use crate::along::each;
use crate::session::{AskError, Budget, Executor, Session, Setting};
use asked::Asked;
use game::Games;
pub use rows::{NO_REGIME, Rows};
use walker::Walker;

/// Points that are worked on together, one after the other.
pub const CHUNK: u64 = 512;
/// Chunks between two deliveries.
const ROUND: u64 = 128;
/// Points that have no neighbours are worked on by so many at a time.
const ALONE: u64 = 16;

/// Points of parameter space, numbered from 0. Each is made when it is wanted: there may be very many.
pub trait Points: Sync {
    /// How many.
    fn count(&self) -> u64;

    /// Writes point `index` over `point`, which holds the values of all parameters in the setting, by id.
    fn write(&self, index: u64, point: &mut [f64]);

    /// How many points in a row, from any multiple of that number on, lie close together on a line, such as those that differ
    /// in the last parameter of a grid. 1 where nothing is known.
    fn line(&self) -> u64 {
        1
    }
}

/// Questions prepared for any number of points of one setting.
pub struct Batch<'s, 'm> {
    session: &'s Session<'m>,
    base: Vec<f64>,
    games: Games,
    asked: Vec<Asked>,
    walkers: Mutex<Vec<Walker>>,
    /// Whether the path is followed at every point.
    cold: bool,
}

impl<'s, 'm> Batch<'s, 'm> {
    /// Compiles what the questions need.
    ///
    /// # Errors
    /// As [`Session::compiled`]; [`AskError::NoNumber`] for a question whose answer is no number.
    pub fn new(
        session: &'s Session<'m>,
        queries: &[Query],
        setting: &Setting,
        budget: Budget,
    ) -> Result<Self, AskError> {
        let mut games = Games::of(session, setting, budget)?;
        let asked = queries
            .iter()
            .map(|query| Asked::prepare(session, query, setting, &mut games, budget))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { session, base: setting.point(), games, asked, walkers: Mutex::default(), cold: false })
    }

    /// Follows the path at every point, whatever is known of its neighbours: the oracle of what is done otherwise.
    #[must_use]
    pub fn cold(self) -> Self {
        Self { cold: true, ..self }
    }

    /// How many questions.
    #[must_use]
    pub fn questions(&self) -> usize {
        self.asked.len()
    }

    /// The settings of the games that are solved besides that of the setting in force.
    pub(crate) fn further(&self) -> impl Iterator<Item = &Setting> {
        self.games.all.iter().skip(1).map(|game| &game.setting)
    }

    /// How many nodes its games have together.
    #[must_use]
    pub fn nodes(&self) -> u64 {
        self.games.all.iter().map(|game| game.compiled.structure.node_count() as u64).sum()
    }

    /// How many chunks there are of so many points.
    #[must_use]
    pub fn chunks(points: u64) -> u64 {
        points.div_ceil(CHUNK)
    }

    /// The rows of a chunk: a pure function of the points, the questions, the setting and the number of the chunk.
    ///
    /// # Errors
    /// [`AskError::Stopped`]; [`AskError::Solve`] if the method asked for does not apply to the game at all.
    pub fn chunk(&self, points: &dyn Points, chunk: u64, budget: Budget) -> Result<Rows, AskError> {
        let first = chunk.saturating_mul(CHUNK);
        self.rows(points, first..points.count().min(first.saturating_add(CHUNK)), budget)
    }

    /// The rows of some points, from the start of a chunk on.
    fn rows(&self, points: &dyn Points, range: Range<u64>, budget: Budget) -> Result<Rows, AskError> {
        let pooled = self.walkers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut walker = pooled.unwrap_or_else(|| Walker::new(self));
        let rows = walker.rows(self, points, range, budget);
        self.walkers.lock().unwrap_or_else(PoisonError::into_inner).push(walker);
        rows
    }

    /// All rows in order, chunk by chunk. No more chunks are held than the executor works on at a time, several times over.
    ///
    /// # Errors
    /// As [`Self::chunk`], or what `sink` returns. What was handed to `sink` before stands.
    pub fn run<E: From<AskError> + Send>(
        &self,
        points: &dyn Points,
        executor: &dyn Executor,
        budget: Budget,
        sink: &mut dyn FnMut(Rows) -> Result<(), E>,
    ) -> Result<(), E> {
        let count = points.count();
        // Where no point depends on another, smaller portions keep all threads busy and give the same rows.
        let portion = if points.line() > 1 { CHUNK } else { ALONE };
        let mut next = 0;
        while next < count {
            let together = (count - next).div_ceil(portion).min(ROUND);
            let made = each(together as usize, executor, &|k| {
                let first = next + k as u64 * portion;
                self.rows(points, first..count.min(first + portion), budget)
            });
            for rows in made {
                sink(rows?)?;
            }
            next = count.min(next + together * portion);
        }
        Ok(())
    }
}
