//! Pairs of points that are drawn anew until the answer is defined at the second of them.
//!
//! In: pairs of rows of a Sobol design of which the second point has no answer. Out: the answers at the first new points that
//! have one: draws from the distribution conditional on being defined, given what the pair has in common.

use super::design::{hash, uniform};
use super::response::{Response, UnitPoints};
use super::sample::Rows;
use crate::session::{AskError, Budget};

/// How often a pair is drawn anew.
const ROUNDS: u64 = 32;

/// What a pair is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A point of A, and the same with another value of the coordinate.
    Total,
    /// A point of B, and another with the same value of the coordinate.
    First,
}

/// A pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) kind: Kind,
    pub(crate) row: u64,
    pub(crate) dimension: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Redrawn {
    pub(crate) found: Vec<(Pair, f64)>,
    /// Pairs that did not come to be defined.
    pub(crate) lost: Vec<Pair>,
    /// How many points were asked.
    pub(crate) points: u64,
    /// Whether the work was stopped before; pairs that were not drawn often enough then are lost.
    pub(crate) stopped: bool,
}

/// Draws anew until every pair is defined, or has been drawn [`ROUNDS`] times.
pub(crate) fn until_defined(
    response: &dyn Response,
    rows: &Rows,
    mut pending: Vec<Pair>,
    budget: Budget,
) -> Result<Redrawn, AskError> {
    let mut done = Redrawn::default();
    for round in 1..=ROUNDS {
        if pending.is_empty() {
            break;
        }
        if budget() {
            done.stopped = true;
            break;
        }
        let answered = response.answer(&Candidates { rows, pairs: &pending, round })?;
        let values = answered.values.first().map_or(&[][..], Vec::as_slice);
        done.points += values.len() as u64;
        let mut left = Vec::new();
        for (k, pair) in pending.into_iter().enumerate() {
            match values.get(k) {
                Some(value) if value.is_finite() => done.found.push((pair, *value)),
                _ => left.push(pair),
            }
        }
        pending = left;
    }
    done.lost = pending;
    Ok(done)
}

struct Candidates<'a> {
    rows: &'a Rows,
    pairs: &'a [Pair],
    round: u64,
}

impl UnitPoints for Candidates<'_> {
    fn count(&self) -> u64 {
        self.pairs.len() as u64
    }

    fn write(&self, index: u64, unit: &mut [f64]) {
        let Some(pair) = self.pairs.get(index as usize) else { return };
        let kind = u64::from(pair.kind == Kind::First);
        for (d, unit) in unit.iter_mut().enumerate() {
            let own = d == pair.dimension;
            *unit = match pair.kind {
                Kind::Total if !own => self.rows.a(pair.row, d),
                Kind::First if own => self.rows.b(pair.row, d),
                _ => {
                    let seed = self.rows.cube.seed;
                    uniform(hash(&[
                        seed,
                        0x4EDA,
                        kind,
                        self.round,
                        pair.dimension as u64,
                        pair.row,
                        d as u64,
                    ]))
                }
            };
        }
    }
}
