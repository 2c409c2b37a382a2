//! Hash-consing: equal things are stored once and named by a small number.
//!
//! In: keys that live in arrays elsewhere. Out: [`Index`], an open-addressing table of ids over such an array, and
//! [`Slices`], an interned store of slices. An id costs 4 to 8 bytes of table.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::FxHasher;

const EMPTY: u32 = u32::MAX;

/// A table from keys to ids; the keys themselves are kept by the caller, in an array indexed by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    slots: Vec<u32>,
    len: u32,
}

impl Index {
    /// Looks a key up. `same(id)` says whether id's key is the one looked for.
    pub(crate) fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = slot(hash, mask);
        loop {
            match self.slots[at] {
                EMPTY => return None,
                id if same(id) => return Some(id),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Adds the next id, whose key must not be in the table yet. `hash_of(id)` is the hash of an earlier id's key.
    pub(crate) fn insert(&mut self, hash: u64, hash_of: impl Fn(u32) -> u64) -> u32 {
        if (self.len as usize + 1) * 4 > self.slots.len() * 3 {
            let size = (self.slots.len() * 2).max(16);
            self.slots = vec![EMPTY; size];
            for id in 0..self.len {
                self.place(hash_of(id), id);
            }
        }
        let id = self.len;
        self.place(hash, id);
        self.len += 1;
        id
    }

    fn place(&mut self, hash: u64, id: u32) {
        let mask = self.slots.len() - 1;
        let mut at = slot(hash, mask);
        while self.slots[at] != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = id;
    }

    /// Bytes in use.
    pub(crate) fn bytes(&self) -> usize {
        self.slots.len() * 4
    }
}

/// The high bits of a multiplicative hash are the well-mixed ones.
fn slot(hash: u64, mask: usize) -> usize {
    (hash >> 20) as usize & mask
}

/// The hash used for all tables here.
pub(crate) fn hash<T: Hash + ?Sized>(key: &T) -> u64 {
    let mut hasher = FxHasher::default();
    key.hash(&mut hasher);
    hasher.finish().wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// An interned store of slices.
#[derive(Clone, Debug)]
pub(crate) struct Slices<T> {
    items: Vec<T>,
    starts: Vec<u32>,
    index: Index,
}

impl<T> Default for Slices<T> {
    fn default() -> Self {
        Self { items: Vec::new(), starts: vec![0], index: Index::default() }
    }
}

impl<T: Copy + Eq + Hash> Slices<T> {
    /// The id of a slice.
    pub(crate) fn intern(&mut self, slice: &[T]) -> u32 {
        let key = hash(slice);
        let (items, starts) = (&self.items, &self.starts);
        if let Some(id) = self.index.find(key, |id| stored(items, starts, id) == slice) {
            return id;
        }
        let id = self.index.insert(key, |id| hash(stored(items, starts, id)));
        self.items.extend_from_slice(slice);
        self.starts.push(self.items.len() as u32);
        id
    }

    /// The slice of an id.
    pub(crate) fn get(&self, id: u32) -> &[T] {
        stored(&self.items, &self.starts, id)
    }

    /// Bytes in use.
    pub(crate) fn bytes(&self) -> usize {
        self.items.len() * size_of::<T>() + self.starts.len() * 4 + self.index.bytes()
    }
}

fn stored<'a, T>(items: &'a [T], starts: &[u32], id: u32) -> &'a [T] {
    let range: Range<usize> = starts[id as usize] as usize..starts[id as usize + 1] as usize;
    &items[range]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_slices_are_one() {
        let mut slices = Slices::default();
        let ids: Vec<u32> = (0..1000u32).map(|k| slices.intern(&[k / 2, 7])).collect();
        for (k, id) in ids.iter().enumerate() {
            assert_eq!(*id as usize, k / 2);
            assert_eq!(slices.get(*id), &[k as u32 / 2, 7]);
        }
        assert_ne!(slices.intern(&[]), slices.intern(&[7]));
    }
}
