//! The games that a batch solves at every point: that of the setting, and those that questions compare it with.
//!
//! In: settings. Out: compiled games with their numbers as straight-line code, each once.

use std::sync::Arc;

use standoff_compile::Compiled;
use standoff_game::numbers::Evaluator;

use crate::session::{AskError, Budget, Session, Setting, to_f64};

/// A game and how it differs from that of the setting in force.
pub(crate) struct Game {
    pub(crate) setting: Setting,
    pub(crate) compiled: Arc<Compiled>,
    pub(crate) evaluator: Evaluator,
    /// Parameters that this game has a value of its own for, whatever the point says.
    pub(crate) own: Vec<(usize, f64)>,
}

/// The games of a batch; the first is that of the setting in force.
pub(crate) struct Games {
    pub(crate) all: Vec<Game>,
}

impl Games {
    pub(crate) fn of(session: &Session, setting: &Setting, budget: Budget) -> Result<Self, AskError> {
        let mut games = Self { all: Vec::new() };
        games.number(session, setting, setting, budget)?;
        Ok(games)
    }

    /// The number of the game under `changed`, which came about by changing `setting`.
    pub(crate) fn number(
        &mut self,
        session: &Session,
        setting: &Setting,
        changed: &Setting,
        budget: Budget,
    ) -> Result<usize, AskError> {
        if let Some(known) = self.all.iter().position(|game| game.setting == *changed) {
            return Ok(known);
        }
        let compiled = session.compiled(changed, budget)?;
        let own = setting
            .parameters
            .iter()
            .zip(&changed.parameters)
            .enumerate()
            .filter(|(_, (before, after))| before != after)
            .map(|(id, (_, after))| (id, to_f64(after)))
            .collect();
        let evaluator = Evaluator::new(&compiled.structure, &compiled.dag);
        self.all.push(Game { setting: changed.clone(), compiled, evaluator, own });
        Ok(self.all.len() - 1)
    }
}
