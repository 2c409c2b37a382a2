//! The inner loops of the sweeps: strips as vectors of the machine, products with payoffs, what leads to a tile.
//!
//! In: strips. Out: strips. Each lane is a computation of its own and nothing is contracted, so that the result has the same
//! bits whatever vectors the machine has.

// Loops run over the vectors of several strips at once.
#![allow(clippy::needless_range_loop)]

use super::layout::{Block, DIAGONAL, LANES, Side, Span, Strip, Tile, ZEROS, at};
use pulp::Simd;

/// The vectors of a strip; as many are in use as a strip has of the machine's.
pub(super) type Vectors<S> = [<S as Simd>::f64s; LANES];

/// How many vectors a strip has.
#[inline(always)]
pub(super) fn vectors<S: Simd>() -> usize {
    LANES / S::F64_LANES
}

/// The numbers of one vector of a strip.
#[inline(always)]
pub(super) fn get<S: Simd>(strip: &Strip, vector: usize) -> S::f64s {
    S::as_simd_f64s(&strip.0).0[vector]
}

/// Puts the numbers of one vector of a strip.
#[inline(always)]
pub(super) fn put<S: Simd>(strip: &mut Strip, vector: usize, value: S::f64s) {
    S::as_mut_simd_f64s(&mut strip.0).0[vector] = value;
}

/// What is there, with the payoffs of a strip against the other's plan.
#[inline(always)]
pub(super) fn product<S: Simd>(
    simd: S,
    side: &Side,
    span: &Span,
    other: &[Strip],
    there: &Strip,
) -> Vectors<S> {
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
            n if n > DIAGONAL => {
                diagonal::<S, 0>(simd, side, strip, pattern, &mut sum);
                if n > DIAGONAL + 1 {
                    diagonal::<S, 1>(simd, side, strip, pattern, &mut sum);
                }
                if n > DIAGONAL + 2 {
                    diagonal::<S, 2>(simd, side, strip, pattern, &mut sum);
                    diagonal::<S, 3>(simd, side, strip, pattern, &mut sum);
                }
            }
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

/// Adds a diagonal of a block: each lane times the lane whose number has the bits of `J` changed.
#[inline(always)]
fn diagonal<S: Simd, const J: usize>(
    simd: S,
    side: &Side,
    strip: &Strip,
    pattern: usize,
    sum: &mut Vectors<S>,
) {
    let crossed = Strip(std::array::from_fn(|lane| strip.0[lane ^ J]));
    for v in 0..vectors::<S>() {
        let product = simd.mul_f64s(get::<S>(&side.patterns[pattern + J], v), get::<S>(&crossed, v));
        sum[v] = simd.add_f64s(sum[v], product);
    }
}

/// The numbers at the parents of a tile's sets.
#[inline(always)]
pub(super) fn gather(from: &[Strip], side: &Side, tile: &Tile) -> Strip {
    if tile.aligned {
        return from[tile.parent as usize];
    }
    let mut out = ZEROS;
    for (out, &slot) in out.0.iter_mut().zip(&side.parents[tile.parent as usize]) {
        *out = at(from, slot);
    }
    out
}

/// Adds to the numbers at the parents of a tile's sets.
#[inline(always)]
pub(super) fn scatter<S: Simd>(simd: S, into: &mut [Strip], side: &Side, tile: &Tile, what: &Strip) {
    if tile.aligned {
        let into = &mut into[tile.parent as usize];
        for v in 0..vectors::<S>() {
            put::<S>(into, v, simd.add_f64s(get::<S>(into, v), get::<S>(what, v)));
        }
        return;
    }
    for (&slot, what) in side.parents[tile.parent as usize].iter().zip(&what.0) {
        into[slot as usize / LANES].0[slot as usize % LANES] += what;
    }
}
