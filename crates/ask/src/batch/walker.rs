//! Goes through the points of a chunk, game by game, line by line.
//!
//! In: points. Out: rows. On each line the path is followed at the ends and at [`FOLLOWED`] points or more between. Where it ends
//! alike at two such points, those between are carried over from them, if that is beyond doubt; where it ends differently, it
//! is followed between them, until the switch lies between neighbours. How far either equilibrium can be carried says where to look.

use std::ops::Range;

use standoff_solve::along::{LANES, Pattern};

use super::game::Space;
use super::rows::Rows;
use super::{Batch, Points};
use crate::answer::PointStatus;
use crate::session::{AskError, Budget};

/// The path is followed at about so many points of a line, or so that about [`LONGEST`] lie between two of them.
const FOLLOWED: u64 = 16;
/// Fewest and most points from one at which the path is followed to the next.
const SHORTEST: u64 = 8;
const LONGEST: u64 = 64;

/// Working space of one thread.
pub(crate) struct Walker {
    point: Vec<f64>,
    spaces: Vec<Space>,
}

/// A point at which the path was followed.
#[derive(Clone)]
pub(super) struct Anchor {
    /// Its place in the chunk.
    at: usize,
    /// How the game is played there, if that says all.
    pattern: Option<Pattern>,
    /// The profile.
    profile: Vec<f64>,
    /// The number of its regime in the rows.
    regime: u32,
}

/// What is known of a switch from one way to play to another between two points.
enum Switch {
    /// It lies between these two: the last point to which the one equilibrium can be carried, the first to which the other can.
    Within(usize, usize),
    /// Both equilibria are there at some points, and the path chooses.
    Chosen,
    /// Nothing is.
    Anywhere,
}

/// Points that are worked on: their numbers, and what is asked.
pub(super) struct Task<'a, 's, 'm> {
    pub(super) batch: &'a Batch<'s, 'm>,
    pub(super) points: &'a dyn Points,
    /// Number of the chunk's first point.
    pub(super) first: u64,
    /// Number of the game.
    pub(super) game: usize,
    pub(super) budget: Budget<'a>,
}

impl Walker {
    pub(crate) fn new(batch: &Batch) -> Self {
        let carries = !batch.cold && batch.can_carry();
        Self {
            point: batch.base.clone(),
            spaces: batch.games.all.iter().map(|game| Space::new(game, carries, &batch.asked)).collect(),
        }
    }

    /// The rows of consecutive points.
    pub(crate) fn rows(
        &mut self,
        batch: &Batch,
        points: &dyn Points,
        range: Range<u64>,
        budget: Budget,
    ) -> Result<Rows, AskError> {
        let count = range.end.saturating_sub(range.start) as usize;
        let mut rows = Rows::new(range.start, batch.asked.len());
        rows.resize(count);
        let line = points.line().max(1);
        for game in 0..batch.games.all.len() {
            let task = Task { batch, points, first: range.start, game, budget };
            let players = usize::from(batch.games.all[game].compiled.structure.players);
            self.spaces[game].found.reset(count, players);
            let mut from = 0;
            while from < count {
                let index = range.start + from as u64;
                let left = line - index % line;
                let to = count.min(from.saturating_add(usize::try_from(left).unwrap_or(count)));
                self.line(&task, from..to, &mut rows)?;
                from = to;
            }
        }
        for (question, asked) in batch.asked.iter().enumerate() {
            let games = asked.games();
            for at in 0..count {
                let [one, other] = games.map(|game| self.spaces[game].found.status[at]);
                rows.status[at] = rows.status[at].max(one).max(other);
                if let Some([after, before]) = asked.gains(batch, &self.spaces, at)
                    && one.max(other) != PointStatus::Undefined
                {
                    rows.values[question][at] = after - before;
                }
            }
        }
        for (status, found) in rows.status.iter_mut().zip(&self.spaces[0].found.status) {
            *status = (*status).max(*found);
        }
        Ok(rows)
    }

    /// One game on one line.
    fn line(&mut self, task: &Task, range: Range<usize>, rows: &mut Rows) -> Result<(), AskError> {
        let stride = (task.points.line() / FOLLOWED).clamp(SHORTEST, LONGEST) as usize;
        let last = range.len().saturating_sub(1);
        // As even as it goes, so that none is followed next to another.
        let parts = ((last + stride / 2) / stride).max(1);
        let mut before = self.cold(task, range.start, rows)?;
        for part in 1..=parts.min(last) {
            let here = self.cold(task, range.start + last * part / parts, rows)?;
            self.between(task, before, here.clone(), rows)?;
            before = here;
        }
        Ok(())
    }

    /// The points between two at which the path was followed.
    fn between(&mut self, task: &Task, low: Anchor, high: Anchor, rows: &mut Rows) -> Result<(), AskError> {
        let mut open = vec![(low, high)];
        while let Some((low, high)) = open.pop() {
            let inside = low.at + 1..high.at;
            let switch = match (&low.pattern, &high.pattern) {
                _ if inside.is_empty() => continue,
                (Some(pattern), Some(other)) if pattern == other => {
                    let sure = self.carry(task, pattern, inside.clone(), (&low, &high), rows)?;
                    for (at, _) in inside.zip(sure).filter(|(_, sure)| !sure) {
                        self.cold(task, at, rows)?;
                    }
                    continue;
                }
                (Some(pattern), Some(other)) => self.switch(task, (&low, pattern), (&high, other), rows)?,
                _ => Switch::Anywhere,
            };
            match switch {
                Switch::Within(last, first) => {
                    self.settle(task, (low, last), (first, high), rows, &mut open)?
                }
                Switch::Anywhere => {
                    let middle = self.cold(task, low.at.midpoint(high.at), rows)?;
                    open.push((low, middle.clone()));
                    open.push((middle, high));
                }
                Switch::Chosen => self.halve(task, low, high, rows, &mut open)?,
            }
        }
        Ok(())
    }

    /// Follows the path at the last and the first point that have been carried over to from both sides: up to there and from there on that
    /// stands if the path ends alike. Leaves the rest to `open`.
    fn settle(
        &mut self,
        task: &Task,
        (low, last): (Anchor, usize),
        (first, high): (usize, Anchor),
        rows: &mut Rows,
        open: &mut Vec<(Anchor, Anchor)>,
    ) -> Result<(), AskError> {
        let mut left = low.clone();
        if last > low.at {
            left = self.cold(task, last, rows)?;
            if left.pattern != low.pattern {
                open.push((low, left.clone()));
            }
        }
        let mut right = high.clone();
        if first < high.at {
            right = self.cold(task, first, rows)?;
            if right.pattern != high.pattern {
                open.push((right.clone(), high));
            }
        }
        open.push((left, right));
        Ok(())
    }

    /// Looks for the switch between two points where both equilibria can be carried to the same ones, so that only the path says which
    /// it is; leaves what lies between the points at which it was followed to `open`.
    fn halve(
        &mut self,
        task: &Task,
        mut low: Anchor,
        mut high: Anchor,
        rows: &mut Rows,
        open: &mut Vec<(Anchor, Anchor)>,
    ) -> Result<(), AskError> {
        while high.at - low.at > 1 {
            let middle = self.cold(task, low.at.midpoint(high.at), rows)?;
            if middle.pattern == low.pattern {
                open.push((std::mem::replace(&mut low, middle.clone()), middle));
            } else if middle.pattern == high.pattern {
                open.push((middle.clone(), std::mem::replace(&mut high, middle)));
            } else {
                open.push((low, middle.clone()));
                open.push((middle, high));
                break;
            }
        }
        Ok(())
    }

    /// Where, between two points at which the game is played differently, it may turn from one way to the other, by how far
    /// either equilibrium can be carried. The points up to the last and from the first on of what it says are carried over to.
    fn switch(
        &mut self,
        task: &Task,
        (low, below): (&Anchor, &Pattern),
        (high, above): (&Anchor, &Pattern),
        rows: &mut Rows,
    ) -> Result<Switch, AskError> {
        let last = self.reach(task, (low, below), high.at, rows)?;
        // What has been reached from below is tried from above once.
        let first = self.reach(task, (high, above), last.saturating_sub(1).max(low.at), rows)?;
        Ok(match (last > low.at, first < high.at) {
            (false, false) => Switch::Anywhere,
            _ if last < first => Switch::Within(last, first),
            _ => Switch::Chosen,
        })
    }

    /// The farthest point on the way to another, that one left out, to which an equilibrium can be carried without a gap.
    fn reach(
        &mut self,
        task: &Task,
        (from, pattern): (&Anchor, &Pattern),
        to: usize,
        rows: &mut Rows,
    ) -> Result<usize, AskError> {
        let upwards = from.at < to;
        let mut at = from.at;
        loop {
            let block = match upwards {
                true => at + 1..to.min(at + 1 + LANES),
                false => (to + 1).max(at.saturating_sub(LANES))..at,
            };
            let wanted = block.len();
            let sure = self.carry(task, pattern, block, (from, from), rows)?;
            let is_sure = |sure: &&bool| **sure;
            let reached = match upwards {
                true => sure.iter().take_while(is_sure).count(),
                false => sure.iter().rev().take_while(is_sure).count(),
            };
            at = if upwards { at + reached } else { at - reached };
            if reached < wanted || wanted == 0 {
                return Ok(at);
            }
        }
    }

    /// Carries the equilibrium of two points at which it is played alike over to others, a block at a time; says where that is beyond doubt.
    fn carry(
        &mut self,
        task: &Task,
        pattern: &Pattern,
        range: Range<usize>,
        (low, high): (&Anchor, &Anchor),
        rows: &mut Rows,
    ) -> Result<Vec<bool>, AskError> {
        let width = (high.at - low.at).max(1) as f64;
        let mut all = Vec::with_capacity(range.len());
        let mut from = range.start;
        while from < range.end {
            let to = range.end.min(from + LANES);
            if (task.budget)() {
                return Err(AskError::Stopped);
            }
            let share = |lane: usize| ((from + lane).saturating_sub(low.at) as f64 / width).min(1.0);
            let start = |action: usize, lane: usize| {
                low.profile[action] + share(lane) * (high.profile[action] - low.profile[action])
            };
            let space = &mut self.spaces[task.game];
            let sure = space.carry(task, &mut self.point, pattern, from..to, start, low.regime, rows);
            all.extend_from_slice(&sure[..to - from]);
            from = to;
        }
        Ok(all)
    }

    /// Follows the path at a point.
    fn cold(&mut self, task: &Task, at: usize, rows: &mut Rows) -> Result<Anchor, AskError> {
        let space = &mut self.spaces[task.game];
        let (pattern, profile, regime) = space.cold(task, &mut self.point, at, rows)?;
        Ok(Anchor { at, pattern, profile, regime })
    }
}

impl Task<'_, '_, '_> {
    /// Writes a point of the chunk, with what the game has of its own.
    pub(super) fn write(&self, at: usize, point: &mut [f64]) {
        point.copy_from_slice(&self.batch.base);
        self.points.write(self.first + at as u64, point);
        for &(parameter, value) in &self.batch.games.all[self.game].own {
            point[parameter] = value;
        }
    }
}
