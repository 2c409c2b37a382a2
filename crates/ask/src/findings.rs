//! All that a brief tells: the solution, the main line, beliefs, outcomes, the file's questions, the experts.
//!
//! In: a session. Out: [`Findings`]. Questions that take long (sweeps above [`MOST_POINTS`] points) or that this version
//! cannot answer are named, not answered.

use std::sync::Arc;

use num_rational::BigRational;
use standoff_model::ir::{ActorId, ExpertId, ParameterId, Query, Question, Setting as Change};

use crate::answer::{Answer, BeliefTable, Content, OutcomeShare};
use crate::grid_check::{self, GridCheck};
use crate::line::{self, Line};
use crate::others::{self, Others};
use crate::sensitivity::{self, Explored};
use crate::session::{AskError, Budget, Executor, Session, Setting, Solved};
use crate::{along, belief, outcome};

/// Sweeps with more points than this are left to `ask`.
pub const MOST_POINTS: u32 = 200;

/// What a brief is made of.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The solved game in the session's base setting.
    pub solved: Arc<Solved>,
    /// The main line.
    pub line: Line,
    /// The actor whose choice the brief is about: the one that most questions about values name.
    pub focus: Option<ActorId>,
    /// Outcomes with their probabilities.
    pub outcomes: Vec<OutcomeShare>,
    /// Beliefs over the main line.
    pub beliefs: Vec<BeliefTable>,
    /// The file's questions with their answers, in text order.
    pub answers: Vec<(Question, Answer)>,
    /// The file's questions that were left out because they take long.
    pub left_out: Vec<Question>,
    /// Each expert with at least one opinion.
    pub experts: Vec<ExpertFindings>,
    /// What moves the answer.
    pub sensitivity: Option<Explored>,
    /// Whether finer grids would change the answer; none for a model without grids.
    pub grid: Option<GridCheck>,
    /// What may happen in other equilibria; none if a short search does not tell.
    pub others: Option<Others>,
}

/// What follows from one expert's opinions.
#[derive(Clone, Debug)]
pub struct ExpertFindings {
    /// The expert.
    pub expert: ExpertId,
    /// The expert's values of the parameters on which any two experts differ.
    pub values: Vec<(ParameterId, BigRational)>,
    /// The solved game.
    pub solved: Arc<Solved>,
    /// Its main line.
    pub line: Line,
    /// Its outcomes.
    pub outcomes: Vec<OutcomeShare>,
}

/// Gathers the findings.
///
/// # Errors
/// [`AskError`] if the game in the base setting cannot be compiled or solved. A question or an expert whose game cannot be
/// solved gets a sentence or is left out instead.
pub fn gather(session: &Session, executor: &dyn Executor, budget: Budget) -> Result<Findings, AskError> {
    let model = session.model;
    let solved = session.solved(&session.base, budget)?;
    let line = line::follow(model, &solved);
    let focus = focus(session, &line);
    let outcomes = outcome::shares(model, &solved);
    let (left_out, asked): (Vec<&Question>, Vec<&Question>) =
        model.asks.iter().partition(|question| takes_long(&question.query));
    let parts = along::each(FIXED_PARTS + asked.len(), executor, &|k| {
        Ok(match k {
            0 => {
                let found =
                    sensitivity::explore(session, &solved, &line, focus, &outcomes, executor, budget)?;
                Part::Sensitivity(found)
            }
            1 => Part::Others(others::search(session, &solved, &outcomes, budget)?),
            2 => Part::Grid(grid_check::check(session, &solved, &line, budget)?),
            k => Part::Answer(answer(session, asked[k - FIXED_PARTS], executor, budget)?),
        })
    });
    let (mut sensitivity, mut others, mut grid, mut answers) = (None, None, None, Vec::new());
    for part in parts {
        match part? {
            Part::Sensitivity(found) => sensitivity = found,
            Part::Others(found) => others = found,
            Part::Grid(found) => grid = found,
            Part::Answer(answer) => answers.push(answer),
        }
    }
    Ok(Findings {
        sensitivity,
        grid,
        others,
        focus,
        outcomes,
        beliefs: belief::tables(model, &solved, &line),
        experts: experts(session, budget)?,
        solved,
        line,
        answers: asked.into_iter().cloned().zip(answers).collect(),
        left_out: left_out.into_iter().cloned().collect(),
    })
}

/// What is found side by side.
enum Part {
    Sensitivity(Option<Explored>),
    Others(Option<Others>),
    Grid(Option<GridCheck>),
    Answer(Answer),
}

/// All but the answers to the file's questions.
const FIXED_PARTS: usize = 3;

fn answer(
    session: &Session,
    question: &Question,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Answer, AskError> {
    match session.answer(question, executor, budget) {
        Ok(answer) if !answer.is_partial() => Ok(answer),
        Ok(_) | Err(AskError::Stopped) => Err(AskError::Stopped),
        Err(other) => Ok(Answer {
            question: question.text.clone(),
            content: Content::Unanswered(other.to_string()),
            status: None,
        }),
    }
}

/// What the first lines of a brief need, at another setting: the solution with its main line, outcomes and beliefs. Nothing is asked.
///
/// # Errors
/// [`AskError`] if the game there cannot be compiled or solved.
pub fn outline(
    session: &Session,
    setting: &Setting,
    focus: Option<ActorId>,
    budget: Budget,
) -> Result<Findings, AskError> {
    let model = session.model;
    let solved = session.solved(setting, budget)?;
    let line = line::follow(model, &solved);
    Ok(Findings {
        focus,
        outcomes: outcome::shares(model, &solved),
        beliefs: belief::tables(model, &solved, &line),
        solved,
        line,
        answers: Vec::new(),
        left_out: Vec::new(),
        experts: Vec::new(),
        sensitivity: None,
        grid: None,
        others: None,
    })
}

/// The same at the session's own setting, about the actor that the whole findings will be about.
///
/// # Errors
/// As [`outline`].
pub fn beginning(session: &Session, budget: Budget) -> Result<Findings, AskError> {
    let found = outline(session, &session.base, None, budget)?;
    Ok(Findings { focus: focus(session, &found.line), ..found })
}

/// The actor whose choice the brief is about: the one that most of the file's questions about values name; else the first
/// mover on the main line that knows no secret; else the first mover.
fn focus(session: &Session, line: &Line) -> Option<ActorId> {
    let mut counts = vec![0u32; session.model.actors.len()];
    for question in &session.model.asks {
        let named = match &question.query {
            Query::ValueOver { to, .. }
            | Query::ValueOfLabel { to, .. }
            | Query::ValueOfOption(_, to)
            | Query::ValueOfVariant(_, to)
            | Query::Knowing { to, .. } => Some(*to),
            _ => None,
        };
        if let Some(count) = named.and_then(|actor| counts.get_mut(usize::from(actor.0))) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().filter(|&most| most > 0);
    if let Some(at) = most.and_then(|most| counts.iter().position(|&count| count == most)) {
        return Some(ActorId(at as u16));
    }
    let owners: Vec<Option<ActorId>> =
        session.model.secrets.iter().map(|s| session.model.things[s.thing.0 as usize].owner).collect();
    let movers = || line.steps.iter().map(|step| step.actor);
    movers().find(|actor| !owners.contains(&Some(*actor))).or_else(|| movers().next())
}

fn takes_long(query: &Query) -> bool {
    match query {
        Query::Sweep { axes, .. } => {
            let points = |steps: Option<u32>| steps.unwrap_or(crate::sweep::DEFAULT_STEPS).saturating_add(1);
            axes.len() > 1 || axes.iter().any(|(_, range)| points(range.steps) > MOST_POINTS)
        }
        Query::Equilibria | Query::Importance(_) | Query::Distribution(_) | Query::Flips(_) => true,
        _ => false,
    }
}

fn experts(session: &Session, budget: Budget) -> Result<Vec<ExpertFindings>, AskError> {
    let model = session.model;
    let differing: Vec<ParameterId> = (0..model.parameters.len())
        .map(|i| ParameterId(i as u32))
        .filter(|id| {
            let opinions = &model.parameters[id.0 as usize].opinions;
            opinions.first().is_some_and(|(_, first)| opinions.iter().any(|(_, value)| value != first))
        })
        .collect();
    let mut found = Vec::new();
    for expert in (0..model.experts.len()).map(|i| ExpertId(i as u16)) {
        let has_one = model.parameters.iter().any(|p| p.opinions.iter().any(|(by, _)| *by == expert));
        if !has_one {
            continue;
        }
        let setting = session.with_opinions(&session.base, expert, &[] as &[Change]);
        let solved = match session.solved(&setting, budget) {
            Ok(solved) => solved,
            Err(AskError::Stopped) => return Err(AskError::Stopped),
            Err(_) => continue,
        };
        let values = differing.iter().map(|&id| (id, setting.parameters[id.0 as usize].clone())).collect();
        let line = line::follow(model, &solved);
        let outcomes = outcome::shares(model, &solved);
        found.push(ExpertFindings { expert, values, solved, line, outcomes });
    }
    Ok(found)
}
