//! Pictures beside the sections of a report.
//!
//! In: a session, its findings. Out: [`Picture`]s; none where there is nothing to show.

use standoff_ask::findings::Findings;
use standoff_ask::{AskError, Budget, Executor, Session};
use standoff_view::picture::Picture;

use super::Main;
use crate::pictures::{Bounds, PictureError, Wanted, picture};

/// Games with at most so many situations are drawn whole, larger ones as everybody sees them.
const SMALL: usize = 60;
/// Bounds of trees on a page.
const ON_A_PAGE: Bounds = Bounds { whole: 60, least: 0.01, most: 80 };
/// Points on a side of the map.
const SIDE: u32 = 31;

pub(super) fn outcomes(
    session: &Session,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Picture>, AskError> {
    let wanted = Wanted::Outcomes(vec![(String::new(), session.base.clone())]);
    one(session, &wanted, executor, budget)
}

/// The game tree of a small game, else the tree of what everybody sees, else the likely part of the game tree.
pub(super) fn tree(
    session: &Session,
    found: &Findings,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Picture>, AskError> {
    let game = Wanted::Tree(ON_A_PAGE);
    if found.solved.compiled.structure.node_count() <= SMALL {
        return one(session, &game, executor, budget);
    }
    let public = one(session, &Wanted::PublicTree(ON_A_PAGE), executor, budget)?;
    if public.is_empty() { one(session, &game, executor, budget) } else { Ok(public) }
}

pub(super) fn beliefs(
    session: &Session,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Picture>, AskError> {
    one(session, &Wanted::Beliefs(vec![(String::new(), session.base.clone())]), executor, budget)
}

pub(super) fn values(
    session: &Session,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Picture>, AskError> {
    one(session, &Wanted::Values(Vec::new()), executor, budget)
}

/// All numbers at both ends, then the answer along those that move it most.
pub(super) fn drivers(
    session: &Session,
    main: &Main,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Picture>, AskError> {
    if !main.cheap() || main.drivers.is_empty() {
        return Ok(Vec::new());
    }
    let mut made = one(session, &Wanted::Tornado(Some(main.question.clone()), Vec::new()), executor, budget)?;
    for &parameter in &main.drivers {
        let wanted = Wanted::Tipping(parameter, vec![main.question.clone()]);
        made.extend(one(session, &wanted, executor, budget)?);
    }
    Ok(made)
}

/// What is played over the two numbers that move the answer most.
pub(super) fn map(
    session: &Session,
    main: &Main,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Picture>, AskError> {
    match main.drivers.as_slice() {
        &[first, second, ..] if main.very_cheap() => {
            let wanted = Wanted::Phase([first, second], SIDE, Some(main.question.clone()));
            one(session, &wanted, executor, budget)
        }
        _ => Ok(Vec::new()),
    }
}

/// A picture, if there is something to show.
fn one(
    session: &Session,
    wanted: &Wanted,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Picture>, AskError> {
    match picture(session, wanted, executor, budget) {
        Ok(made) => Ok(vec![made]),
        Err(PictureError::Ask(AskError::Stopped)) => Err(AskError::Stopped),
        // The brief was made, so that the game has a solution; a picture that needs more than that is left out.
        Err(PictureError::Ask(_) | PictureError::Nothing(_)) => Ok(Vec::new()),
    }
}
