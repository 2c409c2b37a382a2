//! Pictures of a session: what is wanted, to the solutions and answers behind it, to a [`Picture`].
//!
//! In: a session, what is to be shown. Out: scene, text twin and data. Whoever shows it decides on light or dark, SVG or another format
//! ([`standoff_view::svg`]).
//!
//! | what | file |
//! |---|---|
//! | trees, strategies, outcomes, beliefs | `play` |
//! | what things are worth | `worth` |
//! | one parameter, each parameter, all of them | `parameters` |
//! | two parameters | `map` |
//! | questions that nobody gave | `questions` |

mod map;
mod parameters;
mod play;
mod questions;
mod worth;

use num_rational::BigRational;
pub use standoff_ask::played::Moves;
use standoff_ask::{AskError, Budget, Executor, Session, Setting};
use standoff_model::ir::{ActorId, Model, ParameterId, Question};
use standoff_view::picture::Picture;
pub use standoff_view::picture::tree::Bounds;

/// What is to be shown.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// The game tree.
    Tree(Bounds),
    /// The game tree with entries drawn that would be folded, by their numbers in the picture before.
    OpenedTree(Bounds, Vec<u32>),
    /// The game tree under another equilibrium, with such entries drawn.
    PlayedTree(Bounds, Vec<u32>, Way),
    /// The tree of what everybody sees.
    PublicTree(Bounds),
    /// What each side believes over time, under each of these opinions; an empty name stands for the setting in force.
    Beliefs(Vec<(String, Setting)>),
    /// What happens, under each of these opinions.
    Outcomes(Vec<(String, Setting)>),
    /// What actors do; all of them if none is named.
    Strategy(Option<ActorId>),
    /// What things are worth: these questions, or those of the file.
    Values(Vec<Question>),
    /// Answers as one parameter moves: to these questions, or to one of the file.
    Tipping(ParameterId, Vec<Question>),
    /// The answer at both ends of every parameter's range, or of these parameters' ranges.
    Tornado(Option<Question>, Vec<ParameterId>),
    /// Shares of the answer's variance.
    Importance(Option<Question>),
    /// Regimes over two parameters, with so many points on either.
    Phase([ParameterId; 2], u32, Option<Question>),
}

/// Another way to play.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// What it is called: `equilibrium 2`.
    pub name: String,
    /// What is played at each information set.
    pub moves: Moves,
}

/// A parameter that is moved otherwise than the file says.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Which.
    pub parameter: ParameterId,
    /// From where to where, if not over its own range.
    pub range: Option<(BigRational, BigRational)>,
    /// At how many values, if not at as many as usual.
    pub points: Option<u32>,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// There is no game to show, or the work was stopped.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// There is nothing to show of this kind, or too much; the sentence says why.
    #[error("{0}")]
    Nothing(String),
}

/// Makes a picture.
///
/// # Errors
/// [`PictureError`].
pub fn picture(
    session: &Session,
    wanted: &Wanted,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Picture, PictureError> {
    stretched(session, wanted, &[], executor, budget)
}

/// Makes a picture for somebody who waits: `show` gets one that takes long before it is whole.
///
/// # Errors
/// [`PictureError`]; what was shown before stands.
pub fn shown_early(
    session: &Session,
    wanted: &Wanted,
    executor: &dyn Executor,
    budget: Budget,
    show: &mut dyn FnMut(Picture),
) -> Result<Picture, PictureError> {
    match wanted {
        Wanted::Phase(sides, points, asked) => {
            map::map(session, (*sides, *points), &[], asked.as_ref(), (executor, budget), Some(show))
        }
        _ => picture(session, wanted, executor, budget),
    }
}

/// Makes a picture over one or two parameters with some of them moved otherwise than the file says. Others take no notice of it.
///
/// # Errors
/// [`PictureError`].
pub fn stretched(
    session: &Session,
    wanted: &Wanted,
    stretches: &[Stretch],
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Picture, PictureError> {
    match wanted {
        Wanted::Tree(bounds) => play::tree(session, *bounds, &[], budget),
        Wanted::OpenedTree(bounds, opened) => play::tree(session, *bounds, opened, budget),
        Wanted::PlayedTree(bounds, opened, way) => play::played_tree(session, *bounds, opened, way, budget),
        Wanted::PublicTree(bounds) => play::public_tree(session, *bounds, budget),
        Wanted::Beliefs(opinions) => play::beliefs(session, opinions, budget),
        Wanted::Outcomes(opinions) => play::outcomes(session, opinions, budget),
        Wanted::Strategy(of) => play::strategy(session, *of, budget),
        Wanted::Values(asked) => worth::values(session, asked, executor, budget),
        Wanted::Tipping(parameter, asked) => {
            parameters::tipping(session, *parameter, stretches, asked, executor, budget)
        }
        Wanted::Tornado(asked, only) => parameters::tornado(session, asked.as_ref(), only, executor, budget),
        Wanted::Importance(asked) => parameters::importance(session, asked.as_ref(), executor, budget),
        Wanted::Phase(sides, points, asked) => {
            map::map(session, (*sides, *points), stretches, asked.as_ref(), (executor, budget), None)
        }
    }
}

/// A parameter's name, and what it means.
fn named(model: &Model, parameter: ParameterId) -> (String, String) {
    let declared = model.parameters.get(parameter.0 as usize);
    declared.map_or_else(Default::default, |p| (p.name.clone(), p.caption.clone().unwrap_or_default()))
}
