//! Goes from point to point of a chunk.
//!
//! In: a point. Out: a row. Keeps what is worth keeping from one point to the next.

use standoff_game::numbers::Numbers;
use standoff_solve::solution::Status;
use standoff_solve::{SolveError, Workspace, solve};

use super::{Batch, Rows};
use crate::answer::PointStatus;
use crate::batch::rows::NO_REGIME;
use crate::regime::Regime;
use crate::session::{AskError, Budget, Solved};

/// Working space for one chunk.
pub(crate) struct Walker {
    workspace: Workspace,
    /// The solutions at the present point, game by game; none where the game means nothing there.
    solved: Vec<Option<Solved>>,
}

impl Walker {
    pub(crate) fn new(batch: &Batch) -> Self {
        Self { workspace: Workspace::default(), solved: vec![None; batch.games.all.len()] }
    }

    /// Solves the games at a point and appends its row.
    pub(crate) fn visit(
        &mut self,
        batch: &Batch,
        point: &[f64],
        rows: &mut Rows,
        budget: Budget,
    ) -> Result<(), AskError> {
        for game in 0..batch.games.all.len() {
            self.solved[game] = self.solve(batch, game, point, budget)?;
        }
        let regime = match &self.solved[0] {
            Some(solved) => rows.regime_number(Regime::of(solved, "")),
            None => NO_REGIME,
        };
        rows.regime.push(regime);
        let mut worst = self.status_of(0);
        for (question, asked) in batch.asked.iter().enumerate() {
            let [one, other] = asked.games().map(|game| self.status_of(game));
            worst = worst.max(one).max(other);
            let number = match one.max(other) {
                PointStatus::Undefined => crate::answer::Number::default(),
                PointStatus::Solved(_) => asked.number(batch.session, &self.solved),
            };
            rows.values[question].push(number.best().unwrap_or(f64::NAN));
            rows.limit[question].push(number.value.is_none() && number.limit.is_some());
        }
        rows.status.push(worst);
        Ok(())
    }

    fn status_of(&self, game: usize) -> PointStatus {
        self.solved[game]
            .as_ref()
            .map_or(PointStatus::Undefined, |it| PointStatus::Solved(it.solution.status))
    }

    fn solve(
        &mut self,
        batch: &Batch,
        number: usize,
        point: &[f64],
        budget: Budget,
    ) -> Result<Option<Solved>, AskError> {
        let game = &batch.games.all[number];
        let mut own = point.to_vec();
        for &(parameter, value) in &game.own {
            own[parameter] = value;
        }
        let mut numbers = Numbers::default();
        let evaluated = game.evaluator.evaluate_into(&mut game.evaluator.scratch(), &own, &mut numbers);
        if evaluated.is_err() {
            return Ok(None);
        }
        let request = batch.session.request_under(&game.setting, false);
        let structure = &game.compiled.structure;
        let solution = solve(structure, &numbers, None, &request, &mut self.workspace, &mut || budget());
        let solution = match solution {
            Ok(solution) if solution.status == Status::Stalled && budget() => return Err(AskError::Stopped),
            Err(SolveError::Stopped) => return Err(AskError::Stopped),
            other => other?,
        };
        let mut setting = game.setting.clone();
        for (slot, &value) in setting.parameters.iter_mut().zip(&own) {
            *slot = num_rational::BigRational::from_float(value).unwrap_or_else(|| slot.clone());
        }
        let compiled = game.compiled.clone();
        Ok(Some(Solved { setting, compiled, numbers, exact: None, solution }))
    }
}
