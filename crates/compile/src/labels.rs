//! Labels, what was seen, and stories by name, at one setting of the parameters.
//!
//! In: a compiled game and the numbers of its labels at a point. Out: [`Names`]. One game serves all points, but a grid whose
//! ends depend on parameters has other numbers at each: whoever tells of a setting names its labels as they are there.

use std::sync::OnceLock;

use num_rational::BigRational;
use standoff_game::dag::ExprId;
use standoff_model::ir::{Model, ThingId};

use crate::compiled::{Compiled, Seen, SeenWhat};
use crate::domain::Values;
use crate::names;
use crate::tell::{self, Told};
use crate::value::Value;

/// What the labels and revealed values of one game that depend on parameters come to at a point. They are worked out, all at once,
/// when the first is wanted: a game without such labels never does.
#[derive(Clone, Debug)]
pub struct LabelNumbers {
    point: Vec<BigRational>,
    /// Ascending by id.
    table: OnceLock<Vec<(ExprId, f64)>>,
}

impl LabelNumbers {
    /// With the parameters at `point`.
    #[must_use]
    pub fn at(point: &[BigRational]) -> Self {
        Self { point: point.to_vec(), table: OnceLock::new() }
    }

    /// With the parameters at the model's own values.
    #[must_use]
    pub fn own(model: &Model) -> Self {
        Self { point: names::own_point(model), table: OnceLock::new() }
    }

    fn of(&self, compiled: &Compiled, id: ExprId) -> f64 {
        let table = self.table.get_or_init(|| {
            let domains = compiled.domains.things.iter().chain(&compiled.domains.issues);
            let mut ids: Vec<ExprId> = domains
                .flat_map(|values| match values {
                    Values::Numbers(all) => all.as_slice(),
                    _ => &[],
                })
                .copied()
                .chain(compiled.lists.revealed.iter().filter_map(|value| match value {
                    Value::Number(id) | Value::Swept(id) => Some(*id),
                    _ => None,
                }))
                .filter(|&id| !compiled.dag.is_constant(id))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            let values = names::worked_out(&compiled.dag, &self.point, &ids);
            ids.into_iter().zip(values).collect()
        });
        match table.binary_search_by_key(&id, |&(known, _)| known) {
            Ok(at) => table[at].1,
            Err(_) => names::alone(&compiled.dag, &self.point, id),
        }
    }
}

/// A compiled game by its model's names, at one setting of the parameters.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its game.
    pub compiled: &'a Compiled,
    numbers: &'a LabelNumbers,
}

impl Compiled {
    /// The names of the game at the point of `numbers`, which belong to this game and no other.
    #[must_use]
    pub fn names<'a>(&'a self, model: &'a Model, numbers: &'a LabelNumbers) -> Names<'a> {
        Names { model, compiled: self, numbers }
    }
}

impl<'a> Names<'a> {
    /// The name of a label of a thing: a name, a number, or a package such as `land 0.5, aid low`.
    #[must_use]
    pub fn label(self, thing: ThingId, index: u32) -> String {
        let Compiled { domains, dag, .. } = self.compiled;
        names::label(self.model, domains, dag, &|id| self.number(id), thing, index)
    }

    /// The caption of a label of a thing; its name if it has none.
    #[must_use]
    pub fn caption(self, thing: ThingId, index: u32) -> String {
        let declared = self.model.things.get(thing.0 as usize).and_then(|t| t.captions.get(index as usize));
        match declared {
            Some(Some(caption)) => caption.clone(),
            _ => self.label(thing, index),
        }
    }

    /// What the mover has seen and done at an information set, first to last, as pairs of names:
    /// `[("opening", "call"), ("offer.2", "0.5")]`. Rounds follow the name after a point.
    #[must_use]
    pub fn seen_pairs(self, infoset: usize) -> Vec<(String, String)> {
        self.compiled.seen(infoset).iter().map(|seen| self.pair(seen)).collect()
    }

    /// The same in words: "opening is call, stance is quiet"; empty if nothing.
    #[must_use]
    pub fn seen_words(self, infoset: usize) -> String {
        let pairs = self.seen_pairs(infoset).into_iter();
        let parts: Vec<String> = pairs.map(|(name, value)| format!("{name} is {value}")).collect();
        parts.join(", ")
    }

    /// Something seen as a pair of names; rounds follow the name after a point.
    #[must_use]
    pub fn pair(self, seen: &Seen) -> (String, String) {
        let (mut name, value) = match &seen.what {
            SeenWhat::Thing(thing) => {
                let thing_name = self.model.things.get(thing.0 as usize).map(|thing| thing.name.clone());
                (thing_name.unwrap_or_default(), self.label(*thing, seen.index))
            }
            SeenWhat::Reveal(text) => (text.clone(), self.revealed(seen.index)),
        };
        for round in &seen.rounds {
            name.push_str(&format!(".{round}"));
        }
        (name, value)
    }

    /// The story that leads to a node: secrets, moves and chance events in order.
    #[must_use]
    pub fn story(self, node: usize) -> Vec<Told> {
        let Compiled { structure, stories, domains, dag, .. } = self.compiled;
        let events = tell::events_to(structure, stories, node);
        tell::tell(self.model, domains, dag, &|id| self.number(id), &events)
    }

    fn number(self, id: ExprId) -> f64 {
        self.numbers.of(self.compiled, id)
    }

    fn revealed(self, index: u32) -> String {
        let Compiled { domains, dag, lists, .. } = self.compiled;
        match lists.revealed.get(index as usize) {
            // A revealed grid point is kept as (thing, index), as packages are.
            Some(Value::Package(thing, index)) => self.label(*thing, *index),
            Some(value) => names::value(self.model, domains, dag, &|id| self.number(id), *value),
            None => String::new(),
        }
    }
}
