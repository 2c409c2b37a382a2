//! Carries an equilibrium over to a block of points.
//!
//! In: how the game is played on both sides of the points. Out: their entries in the rows, where there is no doubt; which they are.

use std::ops::Range;

use standoff_solve::along::{LANES, Pattern};
use standoff_solve::certificate::NASH_ACCURACY;
use standoff_solve::solution::Status;

use super::game::Space;
use super::rows::Rows;
use super::walker::Task;

impl Space {
    /// Solves the game at up to [`LANES`] points, near `start` (action, lane). Says which are beyond doubt, in the order of the
    /// points; the others are left to the path.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn carry(
        &mut self,
        task: &Task,
        point: &mut [f64],
        pattern: &Pattern,
        range: Range<usize>,
        start: impl Fn(usize, usize) -> f64,
        regime: u32,
        rows: &mut Rows,
    ) -> [bool; LANES] {
        let Self { along: Some(along), found, block, numbers, questions, .. } = self else {
            return [false; LANES];
        };
        let game = &task.batch.games.all[task.game];
        for lane in 0..LANES {
            // Lanes beyond the last point repeat it.
            task.write((range.start + lane).min(range.end - 1), point);
            game.evaluator.load(block, lane, point);
            for (asked, questions) in task.batch.asked.iter().zip(questions.iter_mut()) {
                asked.load(questions, lane, point);
            }
        }
        game.evaluator.run(block);
        let defined = game.evaluator.read_block(block, numbers);
        let structure = &game.compiled.structure;
        let accuracy = game.request.accuracy.unwrap_or(NASH_ACCURACY);
        let mut sure = along.solve(structure, pattern, numbers, start, accuracy);
        for lane in 0..LANES {
            // Where a probability is none there is nothing to carry over, and the point is looked at by itself.
            sure[lane] &= defined[lane];
        }
        let points = range.len();
        if task.game == 0 {
            for (question, (asked, block)) in task.batch.asked.iter().zip(questions.iter_mut()).enumerate() {
                let Some(values) = asked.at_block(game, pattern, &along.block, block) else { continue };
                for lane in 0..points {
                    rows.values[question][range.start + lane] = values[lane];
                    // Without a value here the question needs more than the equilibrium.
                    sure[lane] &= values[lane].is_finite();
                }
            }
        }
        let players = usize::from(structure.players);
        for lane in (0..points).filter(|&lane| sure[lane]) {
            let at = range.start + lane;
            found.note_status(at, Status::VerifiedEpsilon);
            for (gain, value) in
                found.gain[at * players..(at + 1) * players].iter_mut().zip(&along.block.value[..players])
            {
                *gain = value[lane];
            }
            if task.game == 0 {
                rows.regime[at] = regime;
                rows.carried[at] = true;
            }
        }
        sure
    }
}
