//! The sweeps of regret minimisation over one actor's tiles.
//!
//! In: an actor's layout and the other actor's plan (the probability of each slot as far as it is the other's). Out:
//! regrets and the actor's own plan, changed in place. Nothing is allocated. Every sum is taken in the same order whatever
//! instructions the machine has.

use super::layout::{EMPTY, LANES, Side, Strip};

/// One actor's state.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// Regrets, none negative.
    pub(crate) regret: Vec<Strip>,
    /// What the next strategy is proportional to, where that is not the regrets themselves.
    pub(crate) predicted: Vec<Strip>,
    /// The plan in play.
    pub(crate) plan: Vec<Strip>,
    /// Weighted sum of the plans played.
    pub(crate) sum: Vec<Strip>,
    /// Worth of what follows each slot; nothing but zeros between sweeps.
    worth: Vec<Strip>,
}

/// How regrets enter the next strategy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rule {
    /// Factor of the old regrets.
    pub(crate) keep: f64,
    /// Share of the last regret that is expected once more; 0 for no prediction.
    pub(crate) expect: f64,
}

impl State {
    pub(crate) fn new(side: &Side, predicts: bool) -> Self {
        let zeros = vec![[0.0; LANES]; side.strips];
        let mut state = State {
            regret: zeros.clone(),
            predicted: if predicts { zeros.clone() } else { Vec::new() },
            plan: zeros.clone(),
            sum: zeros.clone(),
            worth: zeros,
        };
        state.plan[0][EMPTY] = 1.0;
        state.play(side, 0.0);
        state
    }

    /// Adds the plan in play to the sum with a weight, and plays in proportion to regrets from now on.
    #[inline(always)]
    pub(crate) fn play(&mut self, side: &Side, weight: f64) {
        let State { regret, predicted, plan, sum, .. } = self;
        let source: &[Strip] = if predicted.is_empty() { regret } else { predicted };
        add(&mut sum[0], &plan[0], weight);
        for tile in &side.tiles {
            let reach = gather(plan, tile.consecutive, &tile.parent);
            let strips = tile.first as usize..(tile.first + tile.actions) as usize;
            let source = &source[strips.clone()];
            let (share, even) = shares(source);
            let (mut scale, mut floor) = ([0.0; LANES], [0.0; LANES]);
            for lane in 0..LANES {
                scale[lane] = reach[lane] * share[lane];
                floor[lane] = reach[lane] * even[lane];
            }
            let plans = plan[strips.clone()].iter_mut().zip(&mut sum[strips]);
            for ((plan, sum), source) in plans.zip(source) {
                add(sum, plan, weight);
                for lane in 0..LANES {
                    plan[lane] = source[lane] * scale[lane] + floor[lane];
                }
            }
        }
    }

    /// Adds to the regrets what each action would have gained on the strategy in play.
    #[inline(always)]
    pub(crate) fn learn(&mut self, side: &Side, other: &[Strip], rule: Rule) {
        let State { regret, predicted, worth, .. } = self;
        let other = other.as_flattened();
        for tile in side.tiles.iter().rev() {
            let first = tile.first as usize;
            let strips = first..first + tile.actions as usize;
            let worths = &mut worth[strips.clone()];
            for (k, worth) in worths.iter_mut().enumerate() {
                product(side, first + k, other, worth);
            }
            let regrets = &mut regret[strips.clone()];
            let value = if predicted.is_empty() {
                let value = mean(regrets, worths);
                for (regret, worth) in regrets.iter_mut().zip(worths) {
                    for lane in 0..LANES {
                        let sum = regret[lane] * rule.keep + (worth[lane] - value[lane]);
                        regret[lane] = positive(sum);
                    }
                    *worth = [0.0; LANES];
                }
                value
            } else {
                let predicted = &mut predicted[strips];
                let value = mean(predicted, worths);
                for ((regret, worth), next) in regrets.iter_mut().zip(worths).zip(predicted) {
                    for lane in 0..LANES {
                        let gain = worth[lane] - value[lane];
                        let sum = positive(regret[lane] * rule.keep + gain);
                        regret[lane] = sum;
                        next[lane] = positive(sum + rule.expect * gain);
                    }
                    *worth = [0.0; LANES];
                }
                value
            };
            scatter(worth, tile.consecutive, &tile.parent, &value);
        }
        worth[0] = [0.0; LANES];
    }

    /// What the actor gets from `plan` and from its best plan against `other`; both plans of the empty sequence's
    /// probability 1.
    #[inline(always)]
    pub(crate) fn respond(&mut self, side: &Side, plan: &[Strip], other: &[Strip]) -> (f64, f64) {
        let worth = &mut self.worth;
        let other = other.as_flattened();
        let mut current = [0.0; LANES];
        for tile in side.tiles.iter().rev() {
            let first = tile.first as usize;
            let mut best = [f64::NEG_INFINITY; LANES];
            for strip in first..first + tile.actions as usize {
                let mut own = [0.0; LANES];
                product(side, strip, other, &mut own);
                for lane in 0..LANES {
                    current[lane] += own[lane] * plan[strip][lane];
                    let total = worth[strip][lane] + own[lane];
                    best[lane] = if total > best[lane] { total } else { best[lane] };
                }
                worth[strip] = [0.0; LANES];
            }
            scatter(worth, tile.consecutive, &tile.parent, &best);
        }
        let mut own = [0.0; LANES];
        product(side, 0, other, &mut own);
        let best = worth[0][EMPTY] + own[EMPTY];
        worth[0] = [0.0; LANES];
        (current.iter().sum::<f64>() + own[EMPTY], best)
    }
}

#[inline(always)]
fn positive(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

#[inline(always)]
fn add(sum: &mut Strip, term: &Strip, weight: f64) {
    for lane in 0..LANES {
        sum[lane] += weight * term[lane];
    }
}

/// The factor that makes the numbers of each set sum to 1, and what to add to each: probabilities are even where all
/// numbers are 0.
#[inline(always)]
fn shares(source: &[Strip]) -> (Strip, Strip) {
    let mut total = [0.0; LANES];
    for strip in source {
        add(&mut total, strip, 1.0);
    }
    let even = 1.0 / source.len() as f64;
    let (mut share, mut floor) = ([0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let any = total[lane] > 0.0;
        share[lane] = if any { 1.0 / total[lane] } else { 0.0 };
        floor[lane] = if any { 0.0 } else { even };
    }
    (share, floor)
}

/// What each set is worth under a strategy in proportion to `source`.
#[inline(always)]
fn mean(source: &[Strip], worths: &[Strip]) -> Strip {
    let (mut total, mut weighted, mut plain) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for (source, worth) in source.iter().zip(worths) {
        for lane in 0..LANES {
            total[lane] += source[lane];
            weighted[lane] += source[lane] * worth[lane];
            plain[lane] += worth[lane];
        }
    }
    let even = 1.0 / source.len() as f64;
    let mut value = [0.0; LANES];
    for lane in 0..LANES {
        let mixed = weighted[lane] / total[lane];
        value[lane] = if total[lane] > 0.0 { mixed } else { plain[lane] * even };
    }
    value
}

/// Adds the payoffs of a strip against the other's plan.
#[inline(always)]
fn product(side: &Side, strip: usize, other: &[f64], out: &mut Strip) {
    let mut sum = *out;
    for block in &side.blocks[side.block_start[strip] as usize..side.block_start[strip + 1] as usize] {
        let (slot, at, columns) = (block.slot as usize, block.pattern as usize, block.columns as usize);
        for (column, &p) in side.patterns[at..at + columns].iter().zip(&other[slot..slot + columns]) {
            for lane in 0..LANES {
                sum[lane] += column[lane] * p;
            }
        }
    }
    for entry in &side.entries[side.entry_start[strip] as usize..side.entry_start[strip + 1] as usize] {
        sum[entry.lane as usize % LANES] += entry.payoff * other[entry.slot as usize];
    }
    *out = sum;
}

/// The numbers at eight slots.
#[inline(always)]
fn gather(from: &[Strip], consecutive: bool, slots: &[u32; LANES]) -> Strip {
    let from = from.as_flattened();
    let mut out = [0.0; LANES];
    if consecutive {
        let at = slots[0] as usize;
        out.copy_from_slice(&from[at..at + LANES]);
    } else {
        for (out, &slot) in out.iter_mut().zip(slots) {
            *out = from[slot as usize];
        }
    }
    out
}

/// Adds to the numbers at eight slots.
#[inline(always)]
fn scatter(into: &mut [Strip], consecutive: bool, slots: &[u32; LANES], what: &Strip) {
    let into = into.as_flattened_mut();
    if consecutive {
        let at = slots[0] as usize;
        for (into, what) in into[at..at + LANES].iter_mut().zip(what) {
            *into += what;
        }
    } else {
        for (&slot, what) in slots.iter().zip(what) {
            into[slot as usize] += what;
        }
    }
}
