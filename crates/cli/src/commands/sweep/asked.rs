//! What is swept: a session, the points, the questions.
//!
//! In: a model that was read and what the command line says. Out: [`Asked`], or a [`Failure`] of usage.

use num_rational::BigRational;
use standoff::ask::design::{Axis, Grid, GridError};
use standoff::ask::drawn::{Drawn, DrawnError, Moved};
use standoff::ask::session::to_f64;
use standoff::ask::study::{StudyError, can_be_asked, one_expert_each};
use standoff::ask::uncertainty::Plan;
use standoff::ask::{AskError, Design, Session, Study, grid_check};
use standoff::compile::CompileError;
use standoff::model::ir::{Model, ParameterId};
use standoff::model::setting as find;
use standoff::sweep::Description;
use standoff::sweep::description::MOST_QUESTIONS;

use crate::args::resolved::Output;
use crate::args::sweep::{Over, POINTS, Swept};
use crate::commands::ask;
use crate::exit::Failure;
use crate::opening::Opened;
use crate::terminal::figure::counted;
use crate::terminal::output;
use crate::work::Work;

/// Points and questions.
pub(super) struct Asked<'s, 'm> {
    pub(super) study: Study<'s, 'm>,
    pub(super) description: Description,
}

/// The model on finer grids, if answers there are wanted and the model has grids.
pub(super) fn finer(session: &Session, swept: &Swept, how: Output) -> Option<Model> {
    if !swept.grid_check {
        return None;
    }
    let finer = grid_check::finer(session.model, grid_check::FACTOR);
    if finer.is_none() && !how.quiet {
        output::say(
            "note: the model has no grid of offers or cells, and --grid-check nothing to make finer\n",
        );
    }
    finer
}

/// A session on the finer model.
pub(super) fn fine<'m>(session: &Session, finer: Option<&'m Model>) -> Option<Session<'m>> {
    grid_check::session(session, &session.base, finer?, grid_check::FACTOR)
}

/// Builds what the questions need; `fine` is a session on the finer model, if answers there are wanted.
pub(super) fn asked<'s, 'm>(
    session: &'s Session<'m>,
    fine: Option<&'s Session<'m>>,
    swept: &Swept,
    opened: &Opened,
    work: &Work,
    how: Output,
) -> Result<Asked<'s, 'm>, Failure> {
    let model = session.model;
    let design = match swept.drawn {
        None => grid(model, &swept.over)?,
        Some(plan) => drawn(session, &swept.over, plan)?,
    };
    let questions = if swept.questions.is_empty() {
        let mut own = one_expert_each(session, model.asks.clone());
        own.retain(|question| can_be_asked(session, question, &design));
        if own.is_empty() {
            return Err(Failure::usage(
                "the file asks nothing that has a number for an answer; say what to compute: `--ask 'P(war)'`",
            ));
        }
        own
    } else {
        one_expert_each(session, ask::given(model, &swept.questions, how)?)
    };
    if questions.len() > MOST_QUESTIONS {
        return Err(Failure::usage(format!("one sweep takes at most {MOST_QUESTIONS} questions")));
    }
    opened.build(session, work, how)?;
    let mut description = Description::of(session, &questions, &design);
    let budget = || work.should_stop();
    let mut study = Study::new(session, &questions, design, &budget).map_err(|error| match error {
        StudyError::Ask(error) => opened.refuse(&error, work, how),
        error @ StudyError::Question { .. } => Failure::usage(format!("--ask: {error}")),
    })?;
    if let Some(fine) = fine {
        match study.check_grids(fine, grid_check::FACTOR, &budget) {
            Ok(there) => {
                description = description.with_finer(grid_check::FACTOR);
                let without = (questions.len() - there) as u64;
                if without > 0 && !how.quiet {
                    let those = counted(without, "question names", "questions name");
                    output::say(&format!(
                        "note: {those} a label that finer grids lack, and has no answer there\n"
                    ));
                }
            }
            Err(AskError::Compile(error @ CompileError::TooLarge { .. })) => {
                if !how.quiet {
                    let text = format!("note: grids twice as fine are not checked: {error}\n");
                    output::say(&output::harmless(&text));
                }
            }
            Err(error) => return Err(opened.refuse(&error, work, how)),
        }
    }
    Ok(Asked { study, description })
}

fn drawn(session: &Session, over: &[Over], plan: Plan) -> Result<Design, Failure> {
    let model = session.model;
    let moved = |over: &Over| {
        let range = over.range.as_ref().map(|(from, to)| (to_f64(from), to_f64(to)));
        Ok(Moved { parameter: parameter(model, over)?, range })
    };
    let moved = over.iter().map(moved).collect::<Result<Vec<_>, Failure>>()?;
    let drawn = match moved.is_empty() {
        true => Drawn::all(model, &session.base, plan),
        false => Drawn::of(model, &moved, plan),
    };
    drawn.map(Design::Drawn).map_err(|error| {
        Failure::usage(match error {
            DrawnError::Twice(id) | DrawnError::Fixed(id) => format!("--over: {}: {error}", name(model, id)),
            DrawnError::Nothing | DrawnError::TooMany => format!("--samples: {error}"),
        })
    })
}

fn name(model: &Model, id: ParameterId) -> &str {
    model.parameters.get(id.0 as usize).map_or("", |parameter| parameter.name.as_str())
}

fn grid(model: &Model, over: &[Over]) -> Result<Design, Failure> {
    let axes = over.iter().map(|over| axis(model, over)).collect::<Result<_, _>>()?;
    let grid = Grid::new(axes).map_err(|error| {
        Failure::usage(match error {
            GridError::Twice(id) => format!("--over: {} is moved twice", name(model, id)),
            GridError::Range(id) => format!("--over: {}: {error}", name(model, id)),
            GridError::NoAxis | GridError::TooMany => format!("--over: {error}"),
        })
    })?;
    Ok(Design::Grid(grid))
}

fn parameter(model: &Model, over: &Over) -> Result<ParameterId, Failure> {
    find::parameter(model, &over.name).map_err(|found| {
        let hint = found.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
        Failure::usage(format!("--over: {}{hint}", found.message))
    })
}

fn axis(model: &Model, over: &Over) -> Result<Axis, Failure> {
    let id = parameter(model, over)?;
    let declared = || model.parameters.get(id.0 as usize).and_then(|parameter| parameter.range.clone());
    let range: Option<(BigRational, BigRational)> = over.range.clone().or_else(declared);
    let Some((from, to)) = range else {
        return Err(Failure::usage(format!(
            "--over: the file declares no range for {name}; write one, as in `--over {name}=0..1:101`",
            name = over.name
        )));
    };
    Ok(Axis::new(id, from, to, over.points.unwrap_or(POINTS)))
}
