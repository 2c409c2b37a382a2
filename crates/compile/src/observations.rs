//! What every actor has seen and done at every node, also where it does not move and where the story ends.
//!
//! In: a model and a setting. Out: [`Observations`]: the game, its lotteries unfolded if that is asked for, and each
//! actor's observation list at each node. Lists only grow along a story, so that the lists of one actor form a tree: what
//! it may come to know, step by step.

use standoff_model::ir::{ActorId, Model};

use crate::compiled::{Compiled, Seen};
use crate::error::CompileError;
use crate::lists::NOTHING;
use crate::setting::{Limits, Setting};

/// An observation list; equal lists of one actor are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListId(pub u32);

/// A game with what every actor has seen at every node.
#[derive(Clone, Debug)]
pub struct Observations {
    /// The game. Its information sets and actions are numbered as in the folded one.
    pub compiled: Compiled,
    actors: usize,
    lists: Vec<u32>,
}

impl Observations {
    /// What an actor has seen and done when the story is at a node; `None`: nothing yet.
    #[must_use]
    pub fn list(&self, node: usize, actor: ActorId) -> Option<ListId> {
        let list = *self.lists.get(node * self.actors + usize::from(actor.0))?;
        (list != NOTHING).then_some(ListId(list))
    }

    /// The last thing on a list, and the list before it was seen.
    #[must_use]
    pub fn last(&self, list: ListId) -> Option<(Seen, Option<ListId>)> {
        let (entry, before) = self.compiled.lists.last(list.0)?;
        Some((self.compiled.entry(entry)?, (before != NOTHING).then_some(ListId(before))))
    }
}

/// Compiles a model under a setting and writes down what every actor sees.
///
/// # Errors
/// As [`crate::compile`].
pub fn observations(
    model: &Model,
    setting: &Setting,
    limits: &Limits,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Observations, CompileError> {
    let (compiled, lists) = crate::enumerated(model, setting, limits, true, budget)?;
    Ok(Observations { compiled, actors: model.actors.len(), lists })
}
