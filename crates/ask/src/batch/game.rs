//! The games that a batch solves at every point: that of the setting, and those that questions compare it with.
//!
//! In: settings. Out: compiled games with their numbers as straight-line code, each once; and working space for each.

use std::sync::{Arc, OnceLock};

use standoff_compile::Compiled;
use standoff_game::dag::eval::Scratch;
use standoff_game::numbers::{Evaluator, LaneNumbers, Numbers};
use standoff_game::structure::NONE;
use standoff_model::ir::ParameterId;
use standoff_solve::along::{Along, LANES};
use standoff_solve::solution::{Certificate, Method, PathInfo, Selection, Solution, Status};
use standoff_solve::{MethodChoice, Request, Workspace};

use super::Batch;
use super::asked::{Asked, QuestionBlock};
use super::cold::Found;
use crate::session::{AskError, Budget, Session, Setting, Solved, to_f64};

/// A game and how it differs from that of the setting in force.
pub(crate) struct Game {
    pub(crate) setting: Setting,
    pub(crate) compiled: Arc<Compiled>,
    pub(crate) evaluator: Evaluator,
    /// Parameters that this game has a value of its own for, whatever the point says.
    pub(crate) own: Vec<(usize, f64)>,
    pub(crate) request: Request,
    /// What carries equilibria over, if the game allows it.
    along: Option<Along>,
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
        // A value that was said is the game's own, also where it is that of the setting in force.
        let said = |id: usize| {
            let id = ParameterId(id as u32);
            changed.said.binary_search(&id).is_ok() && setting.said.binary_search(&id).is_err()
        };
        let own = setting
            .parameters
            .iter()
            .zip(&changed.parameters)
            .enumerate()
            .filter(|(id, (before, after))| before != after || said(*id))
            .map(|(id, (_, after))| (id, to_f64(after)))
            .collect();
        let structure = &compiled.structure;
        let tied = structure.infoset_tie.iter().any(|&tie| tie != NONE);
        self.all.push(Game {
            setting: changed.clone(),
            evaluator: Evaluator::new(structure, &compiled.dag),
            own,
            request: session.request_under(changed, false),
            along: if tied { None } else { Along::new(structure) },
            compiled,
        });
        Ok(self.all.len() - 1)
    }
}

impl Batch<'_, '_> {
    /// Whether what is asked for are limits of the path, and not points of it or results of other methods.
    pub(super) fn can_carry(&self) -> bool {
        let request = &self.session.request;
        let path = matches!(request.method, MethodChoice::Auto | MethodChoice::Qre | MethodChoice::Induction);
        path && request.lambda.is_none()
    }
}

/// Working space for one game.
pub(crate) struct Space {
    pub(super) along: Option<Along>,
    pub(super) found: Found,
    pub(super) workspace: Workspace,
    pub(super) scratch: Scratch<1>,
    pub(super) block: Scratch<LANES>,
    pub(super) numbers: LaneNumbers,
    pub(super) questions: Vec<QuestionBlock>,
    /// The solution found last.
    pub(super) solved: Solved,
}

impl Space {
    pub(super) fn new(game: &Game, carries: bool, asked: &[Asked]) -> Self {
        Self {
            along: if carries { game.along.clone() } else { None },
            found: Found::default(),
            workspace: Workspace::default(),
            scratch: game.evaluator.scratch(),
            block: game.evaluator.block(),
            numbers: LaneNumbers::default(),
            questions: asked.iter().map(Asked::block).collect(),
            solved: Solved {
                setting: game.setting.clone(),
                compiled: game.compiled.clone(),
                numbers: Numbers::default(),
                exact: None,
                solution: nothing(),
                labels: OnceLock::new(),
            },
        }
    }
}

/// In the place of a solution before there is one.
fn nothing() -> Solution {
    Solution {
        status: Status::Stalled,
        method: Method::Qre,
        profile: Vec::new(),
        profile_exact: None,
        witness: Vec::new(),
        beliefs: Vec::new(),
        reach: Vec::new(),
        values: Vec::new(),
        values_exact: None,
        action_values: Vec::new(),
        off_path: Vec::new(),
        selection: Selection::default(),
        path: PathInfo::default(),
        ties: Vec::new(),
        certificate: Certificate::default(),
        coarse_correlated: None,
    }
}
