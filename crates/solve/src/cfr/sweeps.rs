//! The sweeps of regret minimisation over one actor's tiles.
//!
//! In: an actor's layout and the other actor's plan (the probability of each slot as far as it is the other's). Out:
//! regrets and the actor's own plan, changed in place. Nothing is allocated. Each lane is a computation of its own and
//! nothing is contracted, so that the result has the same bits whatever vectors the machine has.

// Loops run over the vectors of several strips at once.
#![allow(clippy::needless_range_loop)]

use super::layout::{Block, EMPTY, LANES, Side, Span, Strip, Tile, ZEROS, at};
use pulp::Simd;

/// One actor's state.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// Regrets, none negative.
    pub(crate) regret: Vec<Strip>,
    /// What the next strategy is proportional to, where that is not the regrets themselves.
    pub(crate) predicted: Vec<Strip>,
    /// For each tile: 1 / the sum of what the strategy is proportional to, or 0 if that is 0.
    pub(crate) share: Vec<Strip>,
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

/// Sums of regrets up to here count as 0: their reciprocals would not be finite.
const NOTHING: f64 = 1e-300;

/// The vectors of a strip; as many are in use as a strip has of the machine's.
type Vectors<S> = [<S as Simd>::f64s; LANES];

/// How many vectors a strip has.
#[inline(always)]
fn vectors<S: Simd>() -> usize {
    LANES / S::F64_LANES
}

#[inline(always)]
fn get<S: Simd>(strip: &Strip, vector: usize) -> S::f64s {
    S::as_simd_f64s(&strip.0).0[vector]
}

#[inline(always)]
fn put<S: Simd>(strip: &mut Strip, vector: usize, value: S::f64s) {
    S::as_mut_simd_f64s(&mut strip.0).0[vector] = value;
}

/// The number, or 0 if it is negative.
#[inline(always)]
fn positive<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    simd.max_f64s(x, simd.splat_f64s(0.0))
}

impl State {
    pub(crate) fn new(side: &Side, predicts: bool) -> Self {
        let zeros = vec![ZEROS; side.strips];
        let mut state = State {
            regret: zeros.clone(),
            predicted: if predicts { zeros.clone() } else { Vec::new() },
            share: vec![ZEROS; side.tiles.len()],
            plan: zeros.clone(),
            sum: zeros.clone(),
            worth: zeros,
        };
        state.plan[0].0[EMPTY] = 1.0;
        state.play(pulp::Scalar::new(), side, 0.0);
        state
    }

    /// Adds the plan in play to the sum with a weight, and plays in proportion to regrets from now on.
    #[inline(always)]
    pub(crate) fn play<S: Simd>(&mut self, simd: S, side: &Side, weight: f64) {
        let State { regret, predicted, share, plan, sum, .. } = self;
        let source: &[Strip] = if predicted.is_empty() { regret } else { predicted };
        sum[0].0[EMPTY] += weight * plan[0].0[EMPTY];
        let (zero, weight) = (simd.splat_f64s(0.0), simd.splat_f64s(weight));
        for (tile, share) in side.tiles.iter().zip(share) {
            let reach = gather(plan, tile);
            let even = simd.splat_f64s(tile.even);
            let (mut scale, mut floor): (Vectors<S>, Vectors<S>) = ([zero; LANES], [zero; LANES]);
            for v in 0..vectors::<S>() {
                let (reach, share) = (get::<S>(&reach, v), get::<S>(share, v));
                scale[v] = simd.mul_f64s(reach, share);
                let any = simd.greater_than_f64s(share, zero);
                floor[v] = simd.select_f64s(any, zero, simd.mul_f64s(reach, even));
            }
            let strips = tile.first as usize..(tile.first + tile.actions) as usize;
            let plans = plan[strips.clone()].iter_mut().zip(&mut sum[strips.clone()]);
            for ((plan, sum), source) in plans.zip(&source[strips]) {
                for v in 0..vectors::<S>() {
                    let played = simd.mul_f64s(weight, get::<S>(plan, v));
                    put::<S>(sum, v, simd.add_f64s(get::<S>(sum, v), played));
                    let next = simd.mul_f64s(get::<S>(source, v), scale[v]);
                    put::<S>(plan, v, simd.add_f64s(next, floor[v]));
                }
            }
        }
    }

    /// Adds to the regrets what each action would have gained on the strategy in play.
    #[inline(always)]
    pub(crate) fn learn<S: Simd>(&mut self, simd: S, side: &Side, other: &[Strip], rule: Rule) {
        let State { regret, predicted, share, worth, .. } = self;
        let (zero, one) = (simd.splat_f64s(0.0), simd.splat_f64s(1.0));
        let (keep, expect) = (simd.splat_f64s(rule.keep), simd.splat_f64s(rule.expect));
        let predicts = !predicted.is_empty();
        for (tile, share) in side.tiles.iter().zip(share).rev() {
            let first = tile.first as usize;
            let strips = first..first + tile.actions as usize;
            let worths = &mut worth[strips.clone()];
            let regrets = &mut regret[strips.clone()];
            let (mut weighted, mut plain): (Vectors<S>, Vectors<S>) = ([zero; LANES], [zero; LANES]);
            let source: &[Strip] = if predicts { &predicted[strips.clone()] } else { regrets };
            let spans = &side.spans[strips.clone()];
            for ((span, worth), source) in spans.iter().zip(worths.iter_mut()).zip(source) {
                let sum = product(simd, side, span, other, worth);
                for v in 0..vectors::<S>() {
                    put::<S>(worth, v, sum[v]);
                    weighted[v] = simd.add_f64s(weighted[v], simd.mul_f64s(get::<S>(source, v), sum[v]));
                    plain[v] = simd.add_f64s(plain[v], sum[v]);
                }
            }
            let mut value = ZEROS;
            let even = simd.splat_f64s(tile.even);
            let mut mean: Vectors<S> = [zero; LANES];
            for v in 0..vectors::<S>() {
                let share = get::<S>(share, v);
                let any = simd.greater_than_f64s(share, zero);
                let mixed = simd.mul_f64s(weighted[v], share);
                mean[v] = simd.select_f64s(any, mixed, simd.mul_f64s(plain[v], even));
                put::<S>(&mut value, v, mean[v]);
            }
            let mut total: Vectors<S> = [zero; LANES];
            if predicts {
                let predicted = &mut predicted[strips];
                for ((regret, worth), next) in regrets.iter_mut().zip(worths).zip(predicted) {
                    for v in 0..vectors::<S>() {
                        let gain = simd.sub_f64s(get::<S>(worth, v), mean[v]);
                        let kept = simd.mul_f64s(get::<S>(regret, v), keep);
                        let sum = positive(simd, simd.add_f64s(kept, gain));
                        put::<S>(regret, v, sum);
                        let guess = positive(simd, simd.add_f64s(sum, simd.mul_f64s(expect, gain)));
                        put::<S>(next, v, guess);
                        total[v] = simd.add_f64s(total[v], guess);
                    }
                    *worth = ZEROS;
                }
            } else {
                for (regret, worth) in regrets.iter_mut().zip(worths) {
                    for v in 0..vectors::<S>() {
                        let gain = simd.sub_f64s(get::<S>(worth, v), mean[v]);
                        let kept = simd.mul_f64s(get::<S>(regret, v), keep);
                        let sum = positive(simd, simd.add_f64s(kept, gain));
                        put::<S>(regret, v, sum);
                        total[v] = simd.add_f64s(total[v], sum);
                    }
                    *worth = ZEROS;
                }
            }
            for v in 0..vectors::<S>() {
                let any = simd.greater_than_f64s(total[v], simd.splat_f64s(NOTHING));
                put::<S>(share, v, simd.select_f64s(any, simd.div_f64s(one, total[v]), zero));
            }
            scatter(simd, worth, tile, &value);
        }
        worth[0] = ZEROS;
    }

    /// What the actor gets from `plan` and from its best plan against `other`; both plans of the empty sequence's
    /// probability 1.
    #[inline(always)]
    pub(crate) fn respond<S: Simd>(
        &mut self,
        simd: S,
        side: &Side,
        plan: &[Strip],
        other: &[Strip],
    ) -> (f64, f64) {
        let worth = &mut self.worth;
        let zero = simd.splat_f64s(0.0);
        let mut current = [0.0; LANES];
        for tile in side.tiles.iter().rev() {
            let first = tile.first as usize;
            let mut best = Strip([f64::NEG_INFINITY; LANES]);
            for strip in first..first + tile.actions as usize {
                let sum = product(simd, side, &side.spans[strip], other, &ZEROS);
                let mut own = ZEROS;
                for v in 0..vectors::<S>() {
                    put::<S>(&mut own, v, sum[v]);
                    let total = simd.add_f64s(get::<S>(&worth[strip], v), sum[v]);
                    let so_far = get::<S>(&best, v);
                    let better = simd.greater_than_f64s(total, so_far);
                    put::<S>(&mut best, v, simd.select_f64s(better, total, so_far));
                    put::<S>(&mut worth[strip], v, zero);
                }
                for lane in 0..LANES {
                    current[lane] += own.0[lane] * plan[strip].0[lane];
                }
            }
            scatter(simd, worth, tile, &best);
        }
        let sum = product(simd, side, &side.spans[0], other, &ZEROS);
        let mut own = ZEROS;
        for v in 0..vectors::<S>() {
            put::<S>(&mut own, v, sum[v]);
        }
        let best = worth[0].0[EMPTY] + own.0[EMPTY];
        worth[0] = ZEROS;
        (current.iter().sum::<f64>() + own.0[EMPTY], best)
    }
}

/// What is there, with the payoffs of a strip against the other's plan.
#[inline(always)]
fn product<S: Simd>(simd: S, side: &Side, span: &Span, other: &[Strip], there: &Strip) -> Vectors<S> {
    let mut sum = [simd.splat_f64s(0.0); LANES];
    for v in 0..vectors::<S>() {
        sum[v] = get::<S>(there, v);
    }
    if span.entries > 0 {
        let mut there = *there;
        let first = span.first_entry as usize;
        for entry in &side.entries[first..first + span.entries as usize] {
            there.0[entry.lane as usize % LANES] += entry.payoff * at(other, entry.slot);
        }
        for v in 0..vectors::<S>() {
            sum[v] = get::<S>(&there, v);
        }
    }
    let first = span.first_block as usize;
    for block in &side.blocks[first..first + span.blocks as usize] {
        let (strip, pattern) = (&other[block.strip as usize], block.pattern as usize);
        match block.columns {
            4 => columns::<S, 4>(simd, side, strip, block, &mut sum),
            5 => columns::<S, 5>(simd, side, strip, block, &mut sum),
            6 => columns::<S, 6>(simd, side, strip, block, &mut sum),
            8 => columns::<S, 8>(simd, side, strip, block, &mut sum),
            n => {
                let plan = strip.0.iter().skip(block.lane as usize);
                for (column, &p) in side.patterns[pattern..pattern + n as usize].iter().zip(plan) {
                    let p = simd.splat_f64s(p);
                    for v in 0..vectors::<S>() {
                        sum[v] = simd.add_f64s(sum[v], simd.mul_f64s(get::<S>(column, v), p));
                    }
                }
            }
        }
    }
    sum
}

/// Adds a block with a number of columns that is known when the program is compiled.
#[inline(always)]
fn columns<S: Simd, const N: usize>(
    simd: S,
    side: &Side,
    strip: &Strip,
    block: &Block,
    sum: &mut Vectors<S>,
) {
    let (lane, pattern) = (block.lane as usize, block.pattern as usize);
    let (plan, columns) = (&strip.0[lane..lane + N], &side.patterns[pattern..pattern + N]);
    for k in 0..N {
        let p = simd.splat_f64s(plan[k]);
        for v in 0..vectors::<S>() {
            sum[v] = simd.add_f64s(sum[v], simd.mul_f64s(get::<S>(&columns[k], v), p));
        }
    }
}

/// The numbers at the parents of a tile's sets.
#[inline(always)]
fn gather(from: &[Strip], tile: &Tile) -> Strip {
    if tile.aligned {
        return from[tile.parent[0] as usize / LANES];
    }
    let mut out = ZEROS;
    for (out, &slot) in out.0.iter_mut().zip(&tile.parent) {
        *out = at(from, slot);
    }
    out
}

/// Adds to the numbers at the parents of a tile's sets.
#[inline(always)]
fn scatter<S: Simd>(simd: S, into: &mut [Strip], tile: &Tile, what: &Strip) {
    if tile.aligned {
        let into = &mut into[tile.parent[0] as usize / LANES];
        for v in 0..vectors::<S>() {
            put::<S>(into, v, simd.add_f64s(get::<S>(into, v), get::<S>(what, v)));
        }
        return;
    }
    for (&slot, what) in tile.parent.iter().zip(&what.0) {
        into[slot as usize / LANES].0[slot as usize % LANES] += what;
    }
}
