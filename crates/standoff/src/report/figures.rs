//! Pictures beside the sections of a report.
//!
//! In: a session, its findings. Out: [`Picture`]s; none where there is nothing to show.

use std::sync::atomic::{AtomicU64, Ordering};

use standoff_ask::findings::Findings;
use standoff_ask::{AskError, Budget, Executor, Session};
use standoff_view::picture::Picture;
use standoff_view::words::for_shell;

use super::Main;
use crate::pictures::{Bounds, PictureError, Wanted, picture};

/// Games with at most so many situations are drawn whole, larger ones as everybody sees them.
const SMALL: usize = 60;
/// Bounds of trees on a page.
const ON_A_PAGE: Bounds = Bounds { whole: 60, least: 0.01, most: 80 };
/// Points on a side of the map.
const SIDE: u32 = 25;
/// Work that may be spent on a picture over parameters, in nodes looked at: a tenth of a microsecond each, about, and more where the path
/// turns. Pictures that take more are left to a command.
const WORK: u64 = 40_000_000;
/// The same for all of them.
pub(super) const ALL_WORK: u64 = 2 * WORK;

/// Pictures, and what is left to commands: the rest of a sentence each.
#[derive(Default)]
pub(super) struct Drawn {
    pub(super) pictures: Vec<Picture>,
    pub(super) left: Vec<String>,
}

impl From<Vec<Picture>> for Drawn {
    fn from(pictures: Vec<Picture>) -> Self {
        Self { pictures, left: Vec::new() }
    }
}

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
) -> Result<Drawn, AskError> {
    let mut drawn = Drawn::default();
    if !main.cheap() || main.drivers.is_empty() {
        return Ok(drawn);
    }
    let ask = for_shell(&main.question.text);
    // The lines are the least work: they come first, though the picture of all numbers stands above them.
    for &parameter in &main.drivers {
        let name = &session.model.parameters[parameter.0 as usize].name;
        let wanted = Wanted::Tipping(parameter, vec![main.question.clone()]);
        let (what, command) = (format!("the answer along {name}"), format!("--tipping {name} --ask {ask}"));
        drawn.add(session, main, (&wanted, &what, &command), executor, budget)?;
    }
    let tornado = Wanted::Tornado(Some(main.question.clone()), Vec::new());
    let command = format!("--tornado --ask {ask}");
    let mut above = Drawn::default();
    above.add(session, main, (&tornado, "what each number does alone", &command), executor, budget)?;
    above.pictures.append(&mut drawn.pictures);
    above.left.append(&mut drawn.left);
    Ok(above)
}

/// What is played over the two numbers that move the answer most.
pub(super) fn map(
    session: &Session,
    main: &Main,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Drawn, AskError> {
    let mut drawn = Drawn::default();
    if let (&[first, second, ..], true) = (main.drivers.as_slice(), main.very_cheap()) {
        let wanted = Wanted::Phase([first, second], SIDE, Some(main.question.clone()));
        let [one, other] =
            [first, second].map(|side| session.model.parameters[side.0 as usize].name.as_str());
        let what = format!("what happens over {one} and {other}");
        let command = format!("--phase {one},{other} --ask {}", for_shell(&main.question.text));
        drawn.add(session, main, (&wanted, &what, &command), executor, budget)?;
    }
    Ok(drawn)
}

impl Drawn {
    /// Adds a picture, or that it is left to a command. How much work it is does not depend on who does it, so that it is one or the other
    /// on every machine.
    fn add(
        &mut self,
        session: &Session,
        main: &Main,
        (wanted, what, command): (&Wanted, &str, &str),
        executor: &dyn Executor,
        budget: Budget,
    ) -> Result<(), AskError> {
        let (asked, most) = (AtomicU64::new(0), WORK.min(main.work.get()) / main.nodes.max(1));
        let own = || asked.fetch_add(1, Ordering::Relaxed) >= most || budget();
        let made = one(session, wanted, executor, &own);
        let spent = asked.load(Ordering::Relaxed).saturating_mul(main.nodes);
        main.work.set(main.work.get().saturating_sub(spent));
        // What was stopped may be there in part.
        if asked.load(Ordering::Relaxed) > most && !budget() {
            self.left.push(format!("`standoff picture FILE {command}` draws {what}"));
        } else {
            self.pictures.extend(made?);
        }
        Ok(())
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
