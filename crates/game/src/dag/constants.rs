//! Which expression holds a given number: an index over the constants that stores no number twice.
//!
//! In: a number, and a way to see the numbers behind expressions. Out: the expression. Four bytes a slot, at most half of
//! them in use: files of payoffs hold little but constants.

use num_rational::BigRational;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

const FREE: u32 = u32::MAX;

/// Open addressing over ids of expressions.
#[derive(Clone, Debug, Default)]
pub(super) struct ConstantIndex {
    slots: Vec<u32>,
    len: usize,
}

impl ConstantIndex {
    /// The expression that holds `value`, or the slot in which it is to be put.
    pub(super) fn find<'a>(
        &mut self,
        value: &BigRational,
        held: impl Fn(u32) -> Option<&'a BigRational>,
    ) -> Result<u32, usize> {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow(&held);
        }
        let mask = self.slots.len() - 1;
        let mut at = hash(value) & mask;
        loop {
            match self.slots[at] {
                FREE => return Err(at),
                id if held(id) == Some(value) => return Ok(id),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Puts an expression into the slot that [`Self::find`] gave.
    pub(super) fn put(&mut self, slot: usize, id: u32) {
        self.slots[slot] = id;
        self.len += 1;
    }

    fn grow<'a>(&mut self, held: &impl Fn(u32) -> Option<&'a BigRational>) {
        let size = (self.slots.len() * 2).max(16);
        let before = std::mem::replace(&mut self.slots, vec![FREE; size]);
        for id in before.into_iter().filter(|&id| id != FREE) {
            let Some(value) = held(id) else { continue };
            let mut at = hash(value) & (size - 1);
            while self.slots[at] != FREE {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = id;
        }
    }
}

/// Numbers are kept in lowest terms, so that equal ones have equal parts.
fn hash(value: &BigRational) -> usize {
    let mut hasher = FxHasher::default();
    value.numer().hash(&mut hasher);
    value.denom().hash(&mut hasher);
    // The high bits are the mixed ones.
    (hasher.finish() >> 20) as usize
}
