//! Sets of small numbers as bits: which constraints hold with equality at a ray.
//!
//! In: indices below 64·W. Out: unions, intersections and comparisons, a few instructions each.

/// A set of numbers below 64·W.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Bits<const W: usize>([u64; W]);

impl<const W: usize> Bits<W> {
    /// How many different members there can be.
    pub(super) const CAPACITY: usize = 64 * W;

    /// The empty set.
    pub(super) const EMPTY: Bits<W> = Bits([0; W]);

    /// Adds a member.
    pub(super) fn insert(&mut self, member: usize) {
        self.0[member / 64] |= 1 << (member % 64);
    }

    /// What both have.
    #[inline]
    pub(super) fn and(&self, other: &Self) -> Self {
        Bits(std::array::from_fn(|w| self.0[w] & other.0[w]))
    }

    /// Number of members.
    #[inline]
    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|w| w.count_ones()).sum()
    }

    /// Whether all of `other` is in it.
    #[inline]
    pub(super) fn contains(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| own & other == *other)
    }

    /// The sets with one member less.
    #[inline]
    pub(super) fn each_without_one(self) -> impl Iterator<Item = Self> {
        (0..W).flat_map(move |w| {
            let mut left = self.0[w];
            std::iter::from_fn(move || {
                let member = left & left.wrapping_neg();
                left &= left.wrapping_sub(1);
                (member != 0).then(|| {
                    let mut less = self;
                    less.0[w] &= !member;
                    less
                })
            })
        })
    }
}
