//! One actor's realisation plans and what the other's best reply to them is worth, in whole numbers.
//!
//! In: the sequence form with payoffs scaled to whole numbers. Out: the other's values by backward induction over its own
//! sets, its best plan, and that plan's payoff as a linear function of this actor's plan.

use super::integer::{Integer, Overflow};
use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_game::sequence::{SequenceForm, Sequences};

/// One actor against the other's best replies.
pub(super) struct Side<'f, N> {
    /// The actor whose plans are enumerated.
    pub(super) own: &'f Sequences,
    /// The actor who replies.
    pub(super) other: &'f Sequences,
    /// Start of each of the other's sequences in `entries`; one entry more than it has sequences.
    start: Vec<u32>,
    /// Own sequence and the other's payoff.
    entries: Vec<(u32, N)>,
}

/// The other's payoffs of each entry of the sequence form, scaled to whole numbers without a common divisor.
pub(super) fn whole(payoff: &[BigRational]) -> Vec<BigInt> {
    let scale = payoff.iter().fold(BigInt::one(), |scale, p| scale.lcm(p.denom()));
    let mut whole: Vec<BigInt> = payoff.iter().map(|p| p.numer() * (&scale / p.denom())).collect();
    let divisor = whole.iter().fold(BigInt::from(0), |divisor, p| divisor.gcd(p));
    if divisor > BigInt::one() {
        whole.iter_mut().for_each(|p| *p = &*p / &divisor);
    }
    whole
}

impl<'f, N: Integer> Side<'f, N> {
    /// The plans of `actor`; `payoff` are the other's, aligned with the form's entries.
    pub(super) fn new(
        form: &'f SequenceForm<BigRational>,
        actor: usize,
        payoff: &[BigInt],
    ) -> Result<Self, Overflow> {
        let (own, other) = (&form.actors[actor], &form.actors[1 - actor]);
        let mut placed = Vec::with_capacity(payoff.len());
        for row in 0..form.actors[0].count() {
            let entries = form.row_start[row] as usize..form.row_start[row + 1] as usize;
            for (column, payoff) in form.column[entries.clone()].iter().zip(&payoff[entries]) {
                let pair = [row as u32, *column];
                if !payoff.is_zero() {
                    placed.push((pair[1 - actor], pair[actor], N::from_big(payoff)?));
                }
            }
        }
        placed.sort_by_key(|&(other, own, _)| (other, own));
        let mut start = vec![0; other.count() + 1];
        for (other, _, _) in &placed {
            start[*other as usize + 1] += 1;
        }
        for k in 1..start.len() {
            start[k] += start[k - 1];
        }
        let entries = placed.into_iter().map(|(_, own, payoff)| (own, payoff)).collect();
        Ok(Side { own, other, start, entries })
    }

    fn entries(&self, other: usize) -> &[(u32, N)] {
        &self.entries[self.start[other] as usize..self.start[other + 1] as usize]
    }

    /// What each of the other's sequences is worth with best play afterwards, against the plan `x`: entry 0 is the value of
    /// its best reply. `best` gets, for each of its sets, the first of its best sequences.
    pub(super) fn reply(&self, x: &[N], values: &mut Vec<N>, best: &mut Vec<usize>) -> Result<(), Overflow> {
        values.clear();
        for sequence in 0..self.other.count() {
            let mut value = N::zero();
            for (own, payoff) in self.entries(sequence) {
                value.add_product(&x[*own as usize], payoff)?;
            }
            values.push(value);
        }
        best.clear();
        best.resize(self.other.infosets.len(), 0);
        for set in (0..best.len()).rev() {
            let mut most = self.other.start[set] as usize;
            for sequence in self.other.of_set(set) {
                if values[sequence] > values[most] {
                    most = sequence;
                }
            }
            best[set] = most;
            let parent = self.other.parent[set] as usize;
            values[parent] = values[parent].plus(&values[most])?;
        }
        Ok(())
    }

    /// The payoff of the other's plan that takes `best` at each set it comes to, as a linear function of own sequences.
    pub(super) fn payoff_of(&self, best: &[usize]) -> Result<Vec<N>, Overflow> {
        let mut taken = vec![false; self.other.count()];
        taken[0] = true;
        for (set, &sequence) in best.iter().enumerate() {
            taken[sequence] = taken[self.other.parent[set] as usize];
        }
        let mut function = vec![N::zero(); self.own.count()];
        for sequence in (0..taken.len()).filter(|&s| taken[s]) {
            for (own, payoff) in self.entries(sequence) {
                function[*own as usize] = function[*own as usize].plus(payoff)?;
            }
        }
        Ok(function)
    }
}
