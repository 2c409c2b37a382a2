//! Whether finer grids would change the answer: a model's grids of offers and cells of secrets made twice as fine, or finer.
//!
//! In: a session on a model with grids. Out: [`GridCheck`] for a brief, [`Compared`] for any question. A coarse grid can reverse
//! a theorem and not only blur it; what no grid of steps or cells is, stays as it is.
//!
//! For many points: make the finer model, a session on it, its setting and its question, and a [`crate::Batch`] of these.

use standoff_compile::Limits;
use standoff_compile::error::CompileError;
use standoff_model::grids;
use standoff_model::ir::{ActorId, Model, Query, ThingId};
use standoff_solve::solution::Status;

use crate::answer::Number;
use crate::answering::Care;
use crate::line::{self, Line};
use crate::meter::Meter;
use crate::outcome;
use crate::session::{AskError, Budget, Session, Setting, Solved};

/// A brief does not build a larger game for the check.
pub const MOST_NODES: u64 = 100_000;
/// Work that a brief may spend on the check: a tenth of a microsecond each, about.
const WORK: u64 = 1_500_000;
/// Labels whose shares are closer than this are as likely.
const SAME: f64 = 1e-6;
/// Twice as fine.
pub const FACTOR: u32 = 2;

/// The model with grids `factor` times as fine; none if it has none.
#[must_use]
pub fn finer(model: &Model, factor: u32) -> Option<Model> {
    grids::has_grids(model).then(|| grids::refined(model, factor))
}

/// The setting on the finer model; none if it takes away a label that the finer one lacks.
#[must_use]
pub fn setting(model: &Model, setting: &Setting, factor: u32) -> Option<Setting> {
    let without = setting
        .without
        .iter()
        .map(|&(thing, label)| grids::label(model, thing, label, factor).map(|label| (thing, label)));
    Some(Setting { without: without.collect::<Option<Vec<_>>>()?, ..setting.clone() })
}

/// A session on the finer model, in everything else like one on the model. `base` is a setting of the model.
#[must_use]
pub fn session<'m>(session: &Session, base: &Setting, finer: &'m Model, factor: u32) -> Option<Session<'m>> {
    let base = setting(session.model, base, factor)?;
    Some(Session::new(finer, base, session.request.clone(), session.limits))
}

/// The answers to a question on the grids as they are and on finer ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// On the model's own grids.
    pub coarse: Number,
    /// On the finer ones.
    pub fine: Number,
    /// The worst status behind either.
    pub status: Status,
}

impl Compared {
    /// By how much the answer moves; none if there is none on either.
    #[must_use]
    pub fn moved(&self) -> Option<f64> {
        Some(self.fine.best()? - self.coarse.best()?)
    }
}

/// Asks a question on both. None if the model has no grids, or if the question or the setting names a label that the finer
/// model lacks, such as the midpoint of a cell.
///
/// # Errors
/// As [`Session::solved`] on either model.
pub fn compare(
    session: &Session,
    query: &Query,
    setting: &Setting,
    factor: u32,
    budget: Budget,
) -> Result<Option<Compared>, AskError> {
    let Some(finer) = finer(session.model, factor) else { return Ok(None) };
    let Some(fine) = self::session(session, setting, &finer, factor) else { return Ok(None) };
    let Some(query_fine) = grids::question(session.model, query, factor) else { return Ok(None) };
    let a = session.figure(query, setting, Care::Full, budget)?;
    let b = fine.figure(&query_fine, &fine.base, Care::Full, budget)?;
    Ok(Some(Compared { coarse: a.number, fine: b.number, status: a.status.max(b.status) }))
}

/// What came of the check for a brief.
#[derive(Clone, Debug)]
pub enum GridCheck {
    /// The finer game was solved.
    Checked(Finer),
    /// It has more nodes than a brief builds.
    TooLarge,
    /// It takes longer than a brief does.
    TakesLong,
    /// It means nothing or has no certified solution; why.
    NotFound(String),
}

/// What is so on grids that are twice as fine. Pairs: on the model's own grids, on the finer ones.
#[derive(Clone, Debug)]
pub struct Finer {
    /// Nodes of the games.
    pub nodes: (u64, u64),
    /// Probability of each outcome.
    pub outcomes: Vec<(f64, f64)>,
    /// Gain of each actor.
    pub values: Vec<(f64, f64)>,
    /// The first decision on the main line at which another label is followed.
    pub turn: Option<Turn>,
}

/// A decision on the main line that is made otherwise.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Whose.
    pub actor: ActorId,
    /// Which.
    pub decision: ThingId,
    /// What is followed.
    pub coarse: String,
    /// What would be, on finer grids.
    pub fine: String,
}

/// Checks the solved game of a session's own setting; none if the model has no grids.
///
/// # Errors
/// [`AskError::Stopped`].
pub(crate) fn check(
    session: &Session,
    solved: &Solved,
    line: &Line,
    budget: Budget,
) -> Result<Option<GridCheck>, AskError> {
    let Some(model) = finer(session.model, FACTOR) else { return Ok(None) };
    let Some(mut fine) = self::session(session, &session.base, &model, FACTOR) else { return Ok(None) };
    fine.limits = Limits { max_nodes: session.limits.max_nodes.min(MOST_NODES), ..session.limits };
    let compiled = match fine.compiled(&fine.base, budget) {
        Ok(compiled) => compiled,
        Err(AskError::Stopped) => return Err(AskError::Stopped),
        Err(AskError::Compile(CompileError::TooLarge { .. })) => return Ok(Some(GridCheck::TooLarge)),
        Err(other) => return Ok(Some(GridCheck::NotFound(other.to_string()))),
    };
    let nodes = compiled.structure.node_count() as u64;
    let meter = Meter::new(budget, WORK / nodes.max(1));
    let found = match fine.solve_once(&fine.base, false, &|| meter.ask()) {
        _ if budget() => return Err(AskError::Stopped),
        Err(AskError::Stopped | AskError::Solve(standoff_solve::SolveError::Stopped)) => {
            return Ok(Some(GridCheck::TakesLong));
        }
        Ok(found) if found.solution.status == Status::Stalled => {
            return Ok(Some(match meter.asked() > WORK / nodes.max(1) {
                true => GridCheck::TakesLong,
                false => GridCheck::NotFound("no certified answer was found on them".to_owned()),
            }));
        }
        Ok(found) => found,
        Err(other) => return Ok(Some(GridCheck::NotFound(other.to_string()))),
    };
    let probabilities = |model: &Model, solved: &Solved| outcome::shares(model, solved);
    let pairs = probabilities(session.model, solved).into_iter().zip(probabilities(&model, &found));
    Ok(Some(GridCheck::Checked(Finer {
        nodes: (solved.compiled.structure.node_count() as u64, nodes),
        outcomes: pairs.map(|(coarse, fine)| (coarse.probability, fine.probability)).collect(),
        values: solved.solution.values.iter().copied().zip(found.solution.values.iter().copied()).collect(),
        turn: turn(session.model, (solved, line), (&found, &line::follow(&model, &found))),
    })))
}

/// The first decision at which the main lines part, unless the label that the one follows is as likely on the other.
fn turn(model: &Model, coarse: (&Solved, &Line), fine: (&Solved, &Line)) -> Option<Turn> {
    let pairs = coarse.1.steps.iter().zip(&fine.1.steps).take_while(|(a, b)| a.decision == b.decision);
    let name = |solved: &Solved, thing, label| solved.names(model).label(thing, label);
    for (a, b) in pairs {
        let (followed, other) =
            (name(coarse.0, a.decision, a.followed), name(fine.0, b.decision, b.followed));
        if followed == other {
            continue;
        }
        let share = a.shares.first().map_or(0.0, |&(_, share)| share);
        let there = b.shares.iter().find(|&&(label, _)| name(fine.0, b.decision, label) == followed);
        if there.is_some_and(|&(_, there)| (there - share).abs() <= SAME) {
            return None;
        }
        return Some(Turn { actor: a.actor, decision: a.decision, coarse: followed, fine: other });
    }
    None
}
