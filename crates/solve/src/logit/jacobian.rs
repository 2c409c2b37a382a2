//! Derivatives of the equations, by one climb over the ancestors of every decision node.
//!
//! In: the equations at an evaluated point. Out: their Jacobian in the log-odds and μ. Each pair of a decision node and an
//! edge above it adds a term for what a change below means to the mover above, and one for what a change above means for
//! the belief below. Sets of two actions, which are most, have one unknown and kernels without loops over actions.

use super::equations::Equations;
use super::linear::rows::Rows;
use super::live::{Climb, Live, Slot};
use standoff_game::structure::NONE;

/// A matrix being filled: rows `stride` apart.
pub(crate) struct Matrix<'a> {
    /// The entries, rows one after the other.
    pub(crate) entries: &'a mut [f64],
    /// Length of a row.
    pub(crate) stride: usize,
}

/// What an equation depends on by beliefs, summed for each action above that is one of more than two: how likely it is
/// to have been taken depends on all the log-odds of its set, to which the sum is spread once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spread {
    /// For each action; zeros between equations.
    sums: Vec<f64>,
    /// Sets that have sums, and for each set whether it is among them.
    sets: Vec<u32>,
    listed: Vec<bool>,
}

/// What entries of a matrix are added to.
pub(crate) trait Entries {
    /// Adds to an entry.
    fn add(&mut self, row: u32, column: u32, value: f64);
}

impl Entries for Matrix<'_> {
    #[inline(always)]
    fn add(&mut self, row: u32, column: u32, value: f64) {
        self.entries[row as usize * self.stride + column as usize] += value;
    }
}

impl Entries for Rows {
    #[inline(always)]
    fn add(&mut self, row: u32, column: u32, value: f64) {
        Rows::add(self, row, column, value);
    }
}

impl Equations {
    /// Adds I − μ·∂(V[h,a] − V[h,ref])/∂z to the top left of a matrix, and −(V[h,a] − V[h,ref]), the derivatives in μ, to
    /// the column after the unknowns. Needs an evaluated point.
    pub(crate) fn bordered_jacobian(&mut self, live: &Live, mu: f64, matrix: &mut impl Entries) {
        let last = live.unknowns() as u32;
        self.each_gain(live, |row, gain| {
            matrix.add(row as u32, row as u32, 1.0);
            matrix.add(row as u32, last, -gain);
        });
        self.jacobian_of_gains(live, -mu, matrix);
    }

    /// Adds `factor`·∂(V[h,a] − V[h,ref])/∂z to the top left of a matrix. Needs an evaluated point.
    pub(crate) fn jacobian_of_gains(&mut self, live: &Live, factor: f64, matrix: &mut impl Entries) {
        let mut spread = std::mem::take(&mut self.spread);
        if !live.many.is_empty() {
            spread.sums.resize(self.p.len(), 0.0);
            spread.listed.resize(live.sets(), false);
        }
        self.add_jacobian(live, factor, &mut spread, matrix);
        self.spread = spread;
    }

    fn add_jacobian(&self, live: &Live, factor: f64, spread: &mut Spread, matrix: &mut impl Entries) {
        for pair in &live.pairs {
            let set = pair.set as usize;
            let slots = pair.slots[0] as usize..pair.slots[1] as usize;
            let believing = pair.believing && !self.frozen[set];
            let first = pair.first as usize;
            let turn = pair.orientation(&self.reference) * factor;
            // dp/dz, and what the second action gains over the first.
            let slope = turn * (self.p[first] * self.p[first + 1]);
            let gain = self.gain[first + 1] - self.gain[first];
            for (slot, &belief) in live.slots[slots.clone()].iter().zip(&self.belief[slots]) {
                self.continuation_of_pair(live, slope, pair.column, slot, matrix);
                if believing && belief != 0.0 {
                    let worth = slot.worth as usize;
                    let here = live.value[worth + live.players] - live.value[worth];
                    let change = turn * belief * (here - gain);
                    self.belief_terms(live, slot, change, pair.column, spread, matrix);
                }
            }
            if !spread.sets.is_empty() {
                self.spread_over(live, pair.column, spread, matrix);
            }
        }
        for &set in &live.many {
            let set = set as usize;
            let slots = live.slots_of(set);
            let several = slots.len() > 1 && !self.frozen[set];
            for slot in &live.slots[slots] {
                self.continuation_of_many(live, factor, set, slot, matrix);
            }
            if several {
                self.beliefs_of_many(live, factor, set, spread, matrix);
            }
        }
    }

    /// What a change of `slope` at a node of a set of two actions means for the movers above it.
    fn continuation_of_pair(
        &self,
        live: &Live,
        slope: f64,
        column: u32,
        slot: &Slot,
        matrix: &mut impl Entries,
    ) {
        let players = live.players;
        let worths = &live.value[slot.child as usize..slot.child as usize + 2 * players];
        let mut reach = slope;
        for climb in live.climb(slot) {
            reach *= climb.chance;
            let mover = climb.mover as usize;
            let change = self.belief[climb.slot as usize] * reach * (worths[players + mover] - worths[mover]);
            self.change_above(live, climb, change, column, matrix);
            reach *= self.p[climb.action as usize];
            if reach == 0.0 {
                break;
            }
        }
    }

    /// The same at a node of a set of more.
    fn continuation_of_many(
        &self,
        live: &Live,
        factor: f64,
        set: usize,
        slot: &Slot,
        matrix: &mut impl Entries,
    ) {
        let players = live.players;
        let actions = live.actions(set);
        let here = &live.value[slot.node as usize..][..players];
        let worths = &live.value[slot.child as usize..][..actions.len() * players];
        let mut reach = factor;
        for climb in live.climb(slot) {
            reach *= climb.chance;
            let mover = climb.mover as usize;
            let weight = self.belief[climb.slot as usize] * reach;
            if weight != 0.0 {
                for (action, worth) in actions.clone().zip(worths.chunks_exact(players)) {
                    if self.column[action] != NONE {
                        let change = weight * self.p[action] * (worth[mover] - here[mover]);
                        self.change_above(live, climb, change, self.column[action], matrix);
                    }
                }
            }
            reach *= self.p[climb.action as usize];
            if reach == 0.0 {
                break;
            }
        }
    }

    /// A change of what the action taken above is worth to its mover, by the unknown `column`.
    #[inline(always)]
    fn change_above(&self, live: &Live, climb: &Climb, change: f64, column: u32, matrix: &mut impl Entries) {
        let base = self.reference[climb.set as usize];
        if climb.column != NONE {
            matrix.add(climb.column, column, if climb.action == base { -change } else { change });
        } else if climb.action != base {
            matrix.add(self.column[climb.action as usize], column, change);
        } else {
            // The others are compared with it.
            for action in live.actions(climb.set as usize) {
                if self.column[action] != NONE {
                    matrix.add(self.column[action], column, -change);
                }
            }
        }
    }

    /// What changes above a node mean for the equation `row` through the belief in the node, of which that depends by
    /// `factor`.
    #[inline(always)]
    fn belief_terms(
        &self,
        live: &Live,
        slot: &Slot,
        factor: f64,
        row: u32,
        spread: &mut Spread,
        matrix: &mut impl Entries,
    ) {
        if factor == 0.0 {
            return;
        }
        for edge in live.edges(slot) {
            if edge.column != NONE {
                let rest = factor * self.p[edge.other as usize];
                let taken_is_reference = self.reference[edge.set as usize] == edge.action;
                matrix.add(row, edge.column, if taken_is_reference { -rest } else { rest });
                continue;
            }
            spread.sums[edge.action as usize] += factor;
            if !std::mem::replace(&mut spread.listed[edge.set as usize], true) {
                spread.sets.push(edge.set);
            }
        }
    }

    /// Spreads the sums of an equation over the unknowns of their sets.
    fn spread_over(&self, live: &Live, row: u32, spread: &mut Spread, matrix: &mut impl Entries) {
        let Spread { sums, sets, listed } = spread;
        for set in sets.drain(..) {
            listed[set as usize] = false;
            let actions = live.actions(set as usize);
            let sums = &mut sums[actions.clone()];
            let whole: f64 = sums.iter().sum();
            for (action, sum) in actions.zip(sums) {
                let own = std::mem::take(sum);
                if self.column[action] != NONE && (own != 0.0 || whole != 0.0) {
                    matrix.add(row, self.column[action], own - self.p[action] * whole);
                }
            }
        }
    }

    fn beliefs_of_many(
        &self,
        live: &Live,
        factor: f64,
        set: usize,
        spread: &mut Spread,
        matrix: &mut impl Entries,
    ) {
        let (actions, slots) = (live.actions(set), live.slots_of(set));
        let reference = self.reference[set] as usize - actions.start;
        for (k, action) in actions.enumerate() {
            if self.column[action] == NONE {
                continue;
            }
            for (slot, &belief) in live.slots[slots.clone()].iter().zip(&self.belief[slots.clone()]) {
                if belief != 0.0 {
                    let worths = &live.value[slot.worth as usize..];
                    let over =
                        worths[k * live.players] - worths[reference * live.players] - self.gain[action];
                    let change = factor * belief * over;
                    self.belief_terms(live, slot, change, self.column[action], spread, matrix);
                }
            }
            if !spread.sets.is_empty() {
                self.spread_over(live, self.column[action], spread, matrix);
            }
        }
    }
}
