//! What is swept: a session, the points, the questions.
//!
//! In: a model that was read and what the command line says. Out: [`Asked`], or a [`Failure`] of usage.

use num_rational::BigRational;
use standoff::ask::design::{Axis, Grid, GridError};
use standoff::ask::study::{StudyError, can_be_asked};
use standoff::ask::{Design, Session, Study};
use standoff::model::ir::{Model, ParameterId, Question};
use standoff::model::setting as find;
use standoff::sweep::Description;
use standoff::sweep::description::MOST_QUESTIONS;

use crate::args::resolved::Output;
use crate::args::sweep::{Over, Swept};
use crate::commands::ask;
use crate::exit::Failure;
use crate::opening::Opened;
use crate::work::Work;

/// Points and questions.
pub(super) struct Asked<'s, 'm> {
    pub(super) study: Study<'s, 'm>,
    pub(super) description: Description,
}

/// Builds what the questions need.
pub(super) fn asked<'s, 'm>(
    session: &'s Session<'m>,
    swept: &Swept,
    opened: &Opened,
    work: &Work,
    how: Output,
) -> Result<Asked<'s, 'm>, Failure> {
    let model = session.model;
    let design = design(model, &swept.over)?;
    let questions = if swept.questions.is_empty() {
        let own: Vec<Question> =
            model.asks.iter().filter(|question| can_be_asked(session, question, &design)).cloned().collect();
        if own.is_empty() {
            return Err(Failure::usage(
                "the file asks nothing that has a number for an answer; say what to compute: `--ask 'P(war)'`",
            ));
        }
        own
    } else {
        ask::given(model, &swept.questions, how)?
    };
    if questions.len() > MOST_QUESTIONS {
        return Err(Failure::usage(format!("one sweep takes at most {MOST_QUESTIONS} questions")));
    }
    opened.build(session, work, how)?;
    let description = Description::of(session, &questions, &design);
    let study =
        Study::new(session, &questions, design, &|| work.should_stop()).map_err(|error| match error {
            StudyError::Ask(error) => opened.refuse(&error, work, how),
            error @ StudyError::Question { .. } => Failure::usage(format!("--ask: {error}")),
        })?;
    Ok(Asked { study, description })
}

fn design(model: &Model, over: &[Over]) -> Result<Design, Failure> {
    let axes = over.iter().map(|over| axis(model, over)).collect::<Result<_, _>>()?;
    let name = |id: ParameterId| model.parameters.get(id.0 as usize).map_or("", |p| p.name.as_str());
    let grid = Grid::new(axes).map_err(|error| {
        Failure::usage(match error {
            GridError::Twice(id) => format!("--over: {} is moved twice", name(id)),
            GridError::Range(id) => format!("--over: {}: {error}", name(id)),
            GridError::NoAxis | GridError::TooMany => format!("--over: {error}"),
        })
    })?;
    Ok(Design::Grid(grid))
}

fn axis(model: &Model, over: &Over) -> Result<Axis, Failure> {
    let id = find::parameter(model, &over.name).map_err(|found| {
        let hint = found.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
        Failure::usage(format!("--over: {}{hint}", found.message))
    })?;
    let declared = || model.parameters.get(id.0 as usize).and_then(|parameter| parameter.range.clone());
    let range: Option<(BigRational, BigRational)> = over.range.clone().or_else(declared);
    let Some((from, to)) = range else {
        return Err(Failure::usage(format!(
            "--over: the file declares no range for {name}; write one, as in `--over {name}=0..1:101`",
            name = over.name
        )));
    };
    Ok(Axis::new(id, from, to, over.points))
}
