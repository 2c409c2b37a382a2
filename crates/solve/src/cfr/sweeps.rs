//! The sweeps of regret minimisation over one actor's tiles.
//!
//! In: an actor's layout and the other actor's plan (the probability of each slot as far as it is the other's). Out:
//! regrets and the actor's own plan, changed in place. Nothing is allocated. Each lane is a computation of its own and
//! nothing is contracted, so that the result has the same bits whatever vectors the machine has.

// Loops run over the vectors of several strips at once.
#![allow(clippy::needless_range_loop)]

use super::layout::{EMPTY, LANES, Segment, Side, Strip, ZEROS};
use super::product::{Vectors, gather, get, product, put, scatter, vectors};
use pulp::Simd;

/// One actor's state.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// Regrets, none negative.
    pub(crate) regret: Vec<Strip>,
    /// What the next strategy is proportional to, where that is not the regrets themselves.
    pub(crate) predicted: Vec<Strip>,
    /// Weighted sum of the plans played.
    pub(crate) sum: Vec<Strip>,
    /// The plan in play, as far as it is at hand.
    pub(crate) plan: Vec<Strip>,
    /// For each tile at hand: 1 / the sum of what the strategy is proportional to, or 0 if that is 0.
    share: Vec<Strip>,
    /// Worth of what follows each slot at hand; nothing but zeros between sweeps.
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

/// The number, or 0 if it is negative.
#[inline(always)]
fn positive<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    simd.max_f64s(x, simd.splat_f64s(0.0))
}

/// What to do with the plans that are played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Played {
    /// Add the plan that ends here to the sum, with this weight.
    Ends(f64),
    /// Add the plan that begins here to the sum, with this weight.
    Begins(f64),
    /// Nothing.
    Passes,
}

impl State {
    pub(crate) fn new(side: &Side, predicts: bool) -> Self {
        let (zeros, at_hand) = (vec![ZEROS; side.strips], vec![ZEROS; side.at_hand]);
        let tiles = |segment: &Segment| segment.tiles().len();
        let longest = side.segments[1..].iter().map(tiles).max().unwrap_or(0);
        let mut state = State {
            regret: zeros.clone(),
            predicted: if predicts { zeros.clone() } else { Vec::new() },
            sum: zeros,
            share: vec![ZEROS; tiles(&side.segments[0]) + longest],
            plan: at_hand.clone(),
            worth: at_hand,
        };
        state.plan[0].0[EMPTY] = 1.0;
        state.play(pulp::Scalar::new(), side, &side.segments[0], Played::Passes, false);
        state
    }

    /// What strategies are proportional to.
    pub(crate) fn source(&self) -> &[Strip] {
        if self.predicted.is_empty() { &self.regret } else { &self.predicted }
    }

    /// Plays in proportion to regrets from now on in a segment. `shares` asks for the shares to be made anew: otherwise
    /// they are those that learning left.
    #[inline(always)]
    pub(crate) fn play<S: Simd>(
        &mut self,
        simd: S,
        side: &Side,
        segment: &Segment,
        played: Played,
        shares: bool,
    ) {
        let State { regret, predicted, share, plan, sum, .. } = self;
        let source: &[Strip] = if predicted.is_empty() { regret } else { predicted };
        let whole = segment.first == 0;
        let in_branches = side.segments.len() > 1;
        let (begins, ends, weight) = match played {
            Played::Ends(weight) => (false, true, weight),
            Played::Begins(weight) => (true, false, weight),
            Played::Passes => (false, false, 0.0),
        };
        if whole && played != Played::Passes {
            sum[0].0[EMPTY] += weight * plan[0].0[EMPTY];
        }
        let (zero, weight) = (simd.splat_f64s(0.0), simd.splat_f64s(weight));
        let tiles = &side.tiles[segment.tiles()];
        for (tile, share) in tiles.iter().zip(&mut share[side.tiles_at_hand(segment)]) {
            let reach = gather(plan, side, tile);
            let even = simd.splat_f64s(tile.even);
            let strips = tile.first as usize..(tile.first + tile.actions) as usize;
            let at_hand = strips.start - segment.offset..strips.end - segment.offset;
            // Where the actor does not let play come, there is nothing to add; and its shares are made again before it learns,
            // unless the game is swept as a whole.
            if in_branches && played == Played::Passes && is_nothing(&reach) {
                plan[at_hand].fill(ZEROS);
                continue;
            }
            let source = &source[strips.clone()];
            if shares {
                let mut total: Vectors<S> = [zero; LANES];
                for source in source {
                    for v in 0..vectors::<S>() {
                        total[v] = simd.add_f64s(total[v], get::<S>(source, v));
                    }
                }
                put_share(simd, share, &total);
            }
            let (mut scale, mut floor): (Vectors<S>, Vectors<S>) = ([zero; LANES], [zero; LANES]);
            for v in 0..vectors::<S>() {
                let (reach, share) = (get::<S>(&reach, v), get::<S>(share, v));
                scale[v] = simd.mul_f64s(reach, share);
                let any = simd.greater_than_f64s(share, zero);
                floor[v] = simd.select_f64s(any, zero, simd.mul_f64s(reach, even));
            }
            let plan = &mut plan[at_hand];
            if begins && is_nothing(&reach) {
                plan.fill(ZEROS);
                continue;
            }
            let sums = &mut sum[strips];
            for ((plan, sum), source) in plan.iter_mut().zip(sums).zip(source) {
                for v in 0..vectors::<S>() {
                    if ends {
                        let played = simd.mul_f64s(weight, get::<S>(plan, v));
                        put::<S>(sum, v, simd.add_f64s(get::<S>(sum, v), played));
                    }
                    let next = simd.add_f64s(simd.mul_f64s(get::<S>(source, v), scale[v]), floor[v]);
                    put::<S>(plan, v, next);
                    if begins {
                        let played = simd.mul_f64s(weight, next);
                        put::<S>(sum, v, simd.add_f64s(get::<S>(sum, v), played));
                    }
                }
            }
        }
    }

    /// Adds to the regrets of a segment what each action would have gained on the strategy in play. `shares` asks for the
    /// shares of the next strategy.
    #[inline(always)]
    pub(crate) fn learn<S: Simd>(
        &mut self,
        simd: S,
        side: &Side,
        segment: &Segment,
        other: &[Strip],
        rule: Rule,
        shares: bool,
    ) {
        let State { regret, predicted, share, worth, .. } = self;
        let zero = simd.splat_f64s(0.0);
        let (keep, expect) = (simd.splat_f64s(rule.keep), simd.splat_f64s(rule.expect));
        let predicts = !predicted.is_empty();
        let tiles = &side.tiles[segment.tiles()];
        for (tile, share) in tiles.iter().zip(&mut share[side.tiles_at_hand(segment)]).rev() {
            let first = tile.first as usize;
            let strips = first..first + tile.actions as usize;
            let regrets = &mut regret[strips.clone()];
            let (mut weighted, mut plain): (Vectors<S>, Vectors<S>) = ([zero; LANES], [zero; LANES]);
            let source: &[Strip] = if predicts { &predicted[strips.clone()] } else { regrets };
            let spans = &side.spans[strips.clone()];
            let start = first - segment.offset;
            let worths = &mut worth[start..start + tile.actions as usize];
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
            if shares {
                put_share(simd, share, &total);
            }
            scatter(simd, worth, side, tile, &value);
        }
        if segment.first == 0 {
            worth[0] = ZEROS;
        }
    }

    /// Adds what strips before all branches gain in a segment.
    #[inline(always)]
    pub(crate) fn learn_outer<S: Simd>(&mut self, simd: S, side: &Side, segment: &Segment, other: &[Strip]) {
        for outer in &side.outer[segment.first_outer..segment.end_outer] {
            let there = &mut self.worth[outer.strip as usize];
            let sum = product(simd, side, &outer.span, other, there);
            for v in 0..vectors::<S>() {
                put::<S>(there, v, sum[v]);
            }
        }
    }

    /// Settles a segment for [`State::respond`]: adds what its tiles are worth at best against `other` to what leads to
    /// them, and to `current` what the actor gets from `plan`. The first segment comes last.
    #[inline(always)]
    pub(crate) fn settle<S: Simd>(
        &mut self,
        simd: S,
        side: &Side,
        segment: &Segment,
        plan: &[Strip],
        other: &[Strip],
        current: &mut Strip,
    ) {
        let worth = &mut self.worth;
        let zero = simd.splat_f64s(0.0);
        for outer in &side.outer[segment.first_outer..segment.end_outer] {
            let strip = outer.strip as usize;
            let sum = product(simd, side, &outer.span, other, &ZEROS);
            for v in 0..vectors::<S>() {
                let total = simd.add_f64s(get::<S>(&worth[strip], v), sum[v]);
                put::<S>(&mut worth[strip], v, total);
                let own = simd.mul_f64s(sum[v], get::<S>(&plan[strip], v));
                put::<S>(current, v, simd.add_f64s(get::<S>(current, v), own));
            }
        }
        for tile in side.tiles[segment.tiles()].iter().rev() {
            let first = tile.first as usize;
            let mut best = Strip([f64::NEG_INFINITY; LANES]);
            for strip in first..first + tile.actions as usize {
                let sum = product(simd, side, &side.spans[strip], other, &ZEROS);
                let strip = strip - segment.offset;
                for v in 0..vectors::<S>() {
                    let total = simd.add_f64s(get::<S>(&worth[strip], v), sum[v]);
                    let so_far = get::<S>(&best, v);
                    let better = simd.greater_than_f64s(total, so_far);
                    put::<S>(&mut best, v, simd.select_f64s(better, total, so_far));
                    put::<S>(&mut worth[strip], v, zero);
                    let own = simd.mul_f64s(sum[v], get::<S>(&plan[strip], v));
                    put::<S>(current, v, simd.add_f64s(get::<S>(current, v), own));
                }
            }
            scatter(simd, worth, side, tile, &best);
        }
    }

    /// What the actor gets from its plan and from its best plan against `other`, when all segments are settled; both plans
    /// of the empty sequence's probability 1.
    #[inline(always)]
    pub(crate) fn respond<S: Simd>(
        &mut self,
        simd: S,
        side: &Side,
        other: &[Strip],
        current: &Strip,
    ) -> (f64, f64) {
        let sum = product(simd, side, &side.spans[0], other, &ZEROS);
        let mut own = ZEROS;
        for v in 0..vectors::<S>() {
            put::<S>(&mut own, v, sum[v]);
        }
        let best = self.worth[0].0[EMPTY] + own.0[EMPTY];
        self.worth[0] = ZEROS;
        (current.0.iter().sum::<f64>() + own.0[EMPTY], best)
    }
}

/// Whether all lanes are 0.
#[inline(always)]
fn is_nothing(strip: &Strip) -> bool {
    strip.0.iter().fold(0, |bits, p| bits | p.to_bits()) == 0
}

/// A strip times a factor.
#[inline(always)]
pub(crate) fn scale<S: Simd>(simd: S, into: &mut Strip, from: &Strip, factor: S::f64s) {
    for v in 0..vectors::<S>() {
        put::<S>(into, v, simd.mul_f64s(get::<S>(from, v), factor));
    }
}

/// The reciprocal of a total, or 0 if it is nothing.
#[inline(always)]
fn put_share<S: Simd>(simd: S, share: &mut Strip, total: &Vectors<S>) {
    let (zero, one) = (simd.splat_f64s(0.0), simd.splat_f64s(1.0));
    for v in 0..vectors::<S>() {
        let any = simd.greater_than_f64s(total[v], simd.splat_f64s(NOTHING));
        put::<S>(share, v, simd.select_f64s(any, simd.div_f64s(one, total[v]), zero));
    }
}
