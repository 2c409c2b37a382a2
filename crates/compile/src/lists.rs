//! Observation lists: what each actor has seen and done, interned so that a step costs the same whatever came before.
//!
//! In: entries as they are made. Out: ids of lists; equal lists have equal ids. An information set is a place and a list.

use rustc_hash::FxHashMap;
use standoff_model::ir::PlaceId;

use crate::intern::{Index, hash};
use crate::value::Value;

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum About {
    /// A secret, decision or chance event at a place.
    Place(PlaceId),
    /// A revealed expression: its text, so that the same expression revealed in two branches does not tell which.
    Reveal(u32),
}

/// Where an entry was made: what it is about and the numbers of the rounds around it, outermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Where {
    pub(crate) about: About,
    pub(crate) rounds: Box<[i64]>,
}

/// An entry: an id of a [`Where`], and the index of what was seen (of a label, or of a revealed value).
pub(crate) type Entry = (u32, u32);

/// The list with nothing in it.
pub(crate) const NOTHING: u32 = u32::MAX;

/// All lists of a game.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    wheres: Vec<Where>,
    where_index: Index,
    /// Ids of places outside any `repeat`, by place.
    plain: Vec<u32>,
    parents: Vec<u32>,
    entries: Vec<Entry>,
    index: Index,
    /// Texts of revealed expressions.
    pub(crate) reveals: Vec<String>,
    /// Revealed values.
    pub(crate) revealed: Vec<Value>,
    revealed_ids: FxHashMap<Value, u32>,
}

impl Lists {
    /// Lists for a model with so many places.
    pub(crate) fn new(places: u32) -> Self {
        Self { plain: vec![NOTHING; places as usize], ..Self::default() }
    }

    /// The id of a place outside any `repeat`.
    pub(crate) fn plain(&mut self, place: PlaceId) -> u32 {
        let known = self.plain.get(place.0 as usize).copied().unwrap_or(NOTHING);
        if known != NOTHING {
            return known;
        }
        let id = self.at(About::Place(place), &[]);
        if let Some(slot) = self.plain.get_mut(place.0 as usize) {
            *slot = id;
        }
        id
    }

    /// The id of what is seen, in the rounds around it.
    pub(crate) fn at(&mut self, about: About, rounds: &[i64]) -> u32 {
        let wheres = &self.wheres;
        let key = hash(&(about, rounds));
        let same = |id: u32| {
            let known = &wheres[id as usize];
            known.about == about && *known.rounds == *rounds
        };
        if let Some(id) = self.where_index.find(key, same) {
            return id;
        }
        let id = self.where_index.insert(key, |id| {
            let known = &wheres[id as usize];
            hash(&(known.about, &*known.rounds))
        });
        self.wheres.push(Where { about, rounds: rounds.into() });
        id
    }

    /// What an id of a place stands for.
    pub(crate) fn place(&self, id: u32) -> &Where {
        &self.wheres[id as usize]
    }

    /// The index of a revealed value.
    pub(crate) fn reveal(&mut self, value: Value) -> u32 {
        let next = self.revealed.len() as u32;
        let id = *self.revealed_ids.entry(value).or_insert(next);
        if id == next {
            self.revealed.push(value);
        }
        id
    }

    /// The list `parent` with one entry more.
    pub(crate) fn extend(&mut self, parent: u32, entry: Entry) -> u32 {
        let key = hash(&(parent, entry.0, entry.1));
        let (parents, entries) = (&self.parents, &self.entries);
        if let Some(id) =
            self.index.find(key, |id| parents[id as usize] == parent && entries[id as usize] == entry)
        {
            return id;
        }
        let id = self.index.insert(key, |id| {
            let (place, index) = entries[id as usize];
            hash(&(parents[id as usize], place, index))
        });
        self.parents.push(parent);
        self.entries.push(entry);
        id
    }

    /// The entries of a list, first to last.
    pub(crate) fn entries(&self, list: u32) -> Vec<Entry> {
        let mut all = Vec::new();
        let mut at = list;
        while at != NOTHING {
            all.push(self.entries[at as usize]);
            at = self.parents[at as usize];
        }
        all.reverse();
        all
    }

    /// The last entry of a list, and the list without it.
    pub(crate) fn last(&self, list: u32) -> Option<(Entry, u32)> {
        Some((*self.entries.get(list as usize)?, *self.parents.get(list as usize)?))
    }

    /// Bytes in use, about.
    pub(crate) fn bytes(&self) -> usize {
        self.parents.len() * 12 + self.index.bytes() + self.wheres.len() * 64
    }

    /// Gives back what only growing lists need.
    pub(crate) fn finish(&mut self) {
        self.index = Index::default();
        self.where_index = Index::default();
        self.revealed_ids = FxHashMap::default();
        self.parents.shrink_to_fit();
        self.entries.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lists_are_one() {
        let mut lists = Lists::new(4);
        let (a, b) = (lists.plain(PlaceId(0)), lists.plain(PlaceId(3)));
        let one = lists.extend(NOTHING, (a, 1));
        let two = lists.extend(one, (b, 0));
        let again = lists.extend(NOTHING, (a, 1));
        assert_eq!(one, again);
        assert_eq!(lists.extend(again, (b, 0)), two);
        assert_ne!(lists.extend(again, (b, 1)), two);
        assert_eq!(lists.entries(two), vec![(a, 1), (b, 0)]);
        let mut round = |r: i64| lists.at(About::Place(PlaceId(3)), &[r]);
        assert_ne!(round(1), round(2));
        assert_eq!(round(1), round(1));
    }
}
