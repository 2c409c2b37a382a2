//! The compiled game as others see it: structure, numbers, stories and what each information set is about.
//!
//! In: made by [`crate::compile`]. Out: [`Compiled`], with what a mover has seen and labels in words.

use std::sync::{Arc, OnceLock};

use standoff_game::dag::{Dag, ExprId};
use standoff_game::structure::Structure;
use standoff_model::ir::{ActorId, Model, PlaceId, ThingId};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::domain::{Domains, Values};
use crate::lists::{About, Entry, Lists};
use crate::names;
use crate::setting::Setting;
use crate::stories::Stories;
use crate::value::Value;

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
    /// What labels and revealed values that depend on parameters come to at the model's own values, ascending by id.
    pub(crate) own: OnceLock<Vec<(ExprId, f64)>>,
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

    /// The same as pairs of names: `[("opening", "call"), ("offer.2", "0.5")]`. Rounds follow the name after a point.
    #[must_use]
    pub fn seen_pairs(&self, model: &Model, infoset: usize) -> Vec<(String, String)> {
        self.seen(infoset).iter().map(|seen| self.pair(model, seen)).collect()
    }

    /// Something seen as a pair of names; rounds follow the name after a point.
    #[must_use]
    pub fn pair(&self, model: &Model, seen: &Seen) -> (String, String) {
        let (mut name, value) = match &seen.what {
            SeenWhat::Thing(thing) => {
                let name = model.things.get(thing.0 as usize).map_or_else(String::new, |t| t.name.clone());
                (name, self.label_name(model, *thing, seen.index))
            }
            SeenWhat::Reveal(text) => (text.clone(), self.revealed_name(model, seen.index)),
        };
        for round in &seen.rounds {
            name.push_str(&format!(".{round}"));
        }
        (name, value)
    }

    /// What the mover has seen, in words: "opening is call, stance is quiet"; empty if nothing.
    #[must_use]
    pub fn seen_words(&self, model: &Model, infoset: usize) -> String {
        let parts: Vec<String> = self
            .seen_pairs(model, infoset)
            .into_iter()
            .map(|(name, value)| format!("{name} is {value}"))
            .collect();
        parts.join(", ")
    }

    /// The numbers of the rounds around the decision of an information set, outermost first.
    #[must_use]
    pub fn rounds(&self, infoset: usize) -> &[i64] {
        self.infosets.get(infoset).map_or(&[], |info| &self.lists.place(info.at).rounds)
    }

    /// The name of a label of a thing: a name, a number, or a package such as `land 0.5, aid low`. Grid points that
    /// depend on parameters are shown at the model's own values.
    #[must_use]
    pub fn label_name(&self, model: &Model, thing: ThingId, index: u32) -> String {
        names::label(model, &self.domains, &self.dag, &|id| self.own_number(model, id), thing, index)
    }

    /// The same with the parameters at `point`.
    #[must_use]
    pub fn label_name_at(&self, model: &Model, thing: ThingId, index: u32, point: &[f64]) -> String {
        let find = |id| names::alone(&self.dag, point, id);
        names::label(model, &self.domains, &self.dag, &find, thing, index)
    }

    /// The caption of a label of a thing; its name if it has none.
    #[must_use]
    pub fn label_caption(&self, model: &Model, thing: ThingId, index: u32) -> String {
        let declared = model.things.get(thing.0 as usize).and_then(|t| t.captions.get(index as usize));
        match declared {
            Some(Some(caption)) => caption.clone(),
            _ => self.label_name(model, thing, index),
        }
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

    /// A number that labels or revealed values stand for, at the model's own values of the parameters. All of them are
    /// worked out at once when the first is wanted.
    fn own_number(&self, model: &Model, id: ExprId) -> f64 {
        let table = self.own.get_or_init(|| {
            let domains = self.domains.things.iter().chain(&self.domains.issues);
            let mut ids: Vec<ExprId> = domains
                .flat_map(|values| match values {
                    Values::Numbers(all) => all.as_slice(),
                    _ => &[],
                })
                .copied()
                .chain(self.lists.revealed.iter().filter_map(|value| match value {
                    Value::Number(id) | Value::Swept(id) => Some(*id),
                    _ => None,
                }))
                .filter(|&id| !self.dag.is_constant(id))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            let values = names::worked_out(&self.dag, &names::exact_own_point(model), &ids);
            ids.into_iter().zip(values).collect()
        });
        match table.binary_search_by_key(&id, |&(known, _)| known) {
            Ok(at) => table[at].1,
            Err(_) => names::alone(&self.dag, &names::own_point(model), id),
        }
    }

    fn revealed_name(&self, model: &Model, index: u32) -> String {
        match self.lists.revealed.get(index as usize) {
            // A revealed grid point is kept as (thing, index), as packages are.
            Some(Value::Package(thing, index)) => self.label_name(model, *thing, *index),
            Some(value) => {
                names::value(model, &self.domains, &self.dag, &|id| self.own_number(model, id), *value)
            }
            None => String::new(),
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
