//! The compiled game as others see it: structure, numbers, stories and what each information set is about.
//!
//! In: made by [`crate::compile`]. Out: [`Compiled`], with what a mover has seen. [`crate::labels`] has the words.

use std::sync::Arc;

use standoff_game::dag::{Dag, ExprId};
use standoff_game::structure::Structure;
use standoff_model::ir::{ActorId, PlaceId, ThingId};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::domain::{Domains, Values};
use crate::lists::{About, Entry, Lists};
use crate::setting::Setting;
use crate::stories::Stories;

/// A compiled game.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// Nodes, information sets, rows of numbers.
    pub structure: Structure,
    /// The expressions behind the numbers. It also holds what questions about folded lotteries need.
    pub dag: Dag,
    /// What happened on the way to each node.
    pub stories: Stories,
    /// By information set.
    pub infosets: Vec<InfosetInfo>,
    /// What should be looked at, though the game exists.
    pub warnings: Vec<Diagnostic>,
    /// Nodes if nothing were folded.
    pub unfolded_nodes: u64,
    /// Ends if nothing were folded.
    pub unfolded_terminals: u64,
    /// The setting it was compiled under.
    pub setting: Setting,
    pub(crate) lists: Lists,
    /// The thing that each place sets.
    pub(crate) places: Vec<Option<ThingId>>,
    pub(crate) domains: Domains,
}

/// An information set: a place in its rounds, and what the mover has seen.
#[derive(Clone, Debug)]
pub struct InfosetInfo {
    /// The mover.
    pub actor: ActorId,
    /// The decision.
    pub thing: ThingId,
    /// The statement.
    pub place: PlaceId,
    /// Counts from 1 for each actor, depth first.
    pub number: u32,
    /// Labels on offer, as indices into the decision's domain, in order.
    pub labels: Arc<[u32]>,
    /// The statement's place in the text.
    pub span: Span,
    pub(crate) at: u32,
    pub(crate) list: u32,
}

/// Something that a mover has seen or done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seen {
    /// What it is about.
    pub what: SeenWhat,
    /// The numbers of the `repeat` rounds around it, outermost first.
    pub rounds: Vec<i64>,
    /// Index in the thing's domain; for a revealed expression the index of its value among all revealed ones.
    pub index: u32,
}

/// What an entry of an observation list is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SeenWhat {
    /// A secret, decision or chance event.
    Thing(ThingId),
    /// A revealed expression, as written.
    Reveal(String),
}

impl Compiled {
    /// The warnings about places of which the messages about the text do not say the same already.
    #[must_use]
    pub fn warnings_beyond(&self, said: &[Diagnostic]) -> Vec<Diagnostic> {
        let known =
            |new: &Diagnostic| said.iter().any(|old| old.code == new.code && old.span() == new.span());
        self.warnings.iter().filter(|new| !known(new)).cloned().collect()
    }

    /// What the mover has seen and done at an information set, first to last.
    #[must_use]
    pub fn seen(&self, infoset: usize) -> Vec<Seen> {
        let Some(info) = self.infosets.get(infoset) else { return Vec::new() };
        self.lists.entries(info.list).into_iter().filter_map(|entry| self.entry(entry)).collect()
    }

    /// What an entry of an observation list says.
    pub(crate) fn entry(&self, (at, index): Entry) -> Option<Seen> {
        let place = self.lists.place(at);
        let what = match place.about {
            About::Place(place) => SeenWhat::Thing((*self.places.get(place.0 as usize)?)?),
            About::Reveal(text) => SeenWhat::Reveal(self.lists.reveals.get(text as usize)?.clone()),
        };
        Some(Seen { what, rounds: place.rounds.to_vec(), index })
    }

    /// The numbers of the rounds around the decision of an information set, outermost first.
    #[must_use]
    pub fn rounds(&self, infoset: usize) -> &[i64] {
        self.infosets.get(infoset).map_or(&[], |info| &self.lists.place(info.at).rounds)
    }

    /// The number that a label of a numeric thing stands for, as an expression; none for names, packages, and grids whose
    /// ends depend on the story.
    #[must_use]
    pub fn label_number(&self, thing: ThingId, index: u32) -> Option<ExprId> {
        match self.domains.things.get(thing.0 as usize)? {
            Values::Numbers(all) => all.get(index as usize).copied(),
            _ => None,
        }
    }

    /// Bytes in use, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let s = &self.structure;
        s.node_count() * 17
            + s.infoset_nodes.len() * 4
            + s.infoset_count() * 14
            + (s.payoff.len() + s.chance.len()) * 4
            + self.infosets.len() * size_of::<InfosetInfo>()
            + self.stories.bytes()
            + self.lists.bytes()
            + self.dag.len() * 64
    }
}
