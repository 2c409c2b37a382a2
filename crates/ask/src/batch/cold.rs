//! Follows the path at one point.
//!
//! In: a point of a chunk. Out: its entries in the rows, and how the game is played there, to be carried over to its neighbours.

use standoff_solve::along::Pattern;
use standoff_solve::solution::Status;
use standoff_solve::{SolveError, solve};

use super::game::Space;
use super::rows::{NO_REGIME, Rows};
use super::walker::Task;
use crate::answer::PointStatus;
use crate::regime::Regime;
use crate::session::AskError;

impl Space {
    /// Solves the game at a point; the pattern, the profile and the number of the regime there.
    pub(super) fn cold(
        &mut self,
        task: &Task,
        point: &mut [f64],
        at: usize,
        rows: &mut Rows,
    ) -> Result<(Option<Pattern>, Vec<f64>, u32), AskError> {
        let Self { along, found, solved, scratch, workspace, .. } = self;
        if (task.budget)() {
            return Err(AskError::Stopped);
        }
        task.write(at, point);
        let game = &task.batch.games.all[task.game];
        if game.evaluator.evaluate_into(scratch, point, &mut solved.numbers).is_err() {
            if task.game == 0 {
                rows.clear(at);
            }
            return Ok((None, Vec::new(), NO_REGIME));
        }
        let structure = &game.compiled.structure;
        let request = &game.request;
        let solution = solve(structure, &solved.numbers, None, request, workspace, &mut || (task.budget)());
        solved.solution = match solution {
            Ok(solution) if solution.status == Status::Stalled && (task.budget)() => {
                return Err(AskError::Stopped);
            }
            Err(SolveError::Stopped) => return Err(AskError::Stopped),
            other => other?,
        };
        found.note(at, solved.solution.status, &solved.solution.values);
        let pattern =
            along.as_ref().and_then(|along| along.pattern(structure, &solved.numbers, &solved.solution));
        if task.game > 0 {
            return Ok((pattern, solved.solution.profile.clone(), NO_REGIME));
        }
        rows.regime[at] = rows.regime_number(Regime::of(solved, ""));
        rows.carried[at] = false;
        for (question, asked) in task.batch.asked.iter().enumerate() {
            if let Some(number) = asked.number(task.batch.session.model, solved, point) {
                rows.values[question][at] = number.best().unwrap_or(f64::NAN);
                rows.limit[question][at] = number.value.is_none() && number.limit.is_some();
            }
        }
        Ok((pattern, solved.solution.profile.clone(), rows.regime[at]))
    }
}

/// What was found in one game, point by point.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// What became of each point.
    pub(super) status: Vec<PointStatus>,
    /// Every actor's gain at each point: point × actors + actor.
    pub(super) gain: Vec<f64>,
}

impl Found {
    pub(super) fn reset(&mut self, count: usize, players: usize) {
        self.status.clear();
        self.status.resize(count, PointStatus::Undefined);
        self.gain.clear();
        self.gain.resize(count * players, f64::NAN);
    }

    pub(super) fn note_status(&mut self, at: usize, status: Status) {
        self.status[at] = PointStatus::Solved(status);
    }

    pub(super) fn note(&mut self, at: usize, status: Status, gains: &[f64]) {
        self.note_status(at, status);
        self.gain[at * gains.len()..(at + 1) * gains.len()].copy_from_slice(gains);
    }
}
