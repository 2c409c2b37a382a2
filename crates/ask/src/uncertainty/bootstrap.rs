//! Shares of the variance with intervals, from the terms of the estimators.
//!
//! In: the answers at A and B, centred, and the [`Terms`] of coordinates. Out: first order and total of each, with a percentile
//! interval from bootstrap samples of blocks of consecutive rows (Archer, Saltelli and Sobol 1997 with rows). Blocks make the
//! work independent of the number of rows; and rows of a Sobol sequence fill space evenly within a block too, so that what
//! differs between blocks says more about the error than what differs between rows.

use std::sync::{Mutex, PoisonError};

use super::design::hash;
use super::indices::{CONFIDENCE, RESAMPLES, Share};
use super::sample::Terms;
use super::spread::quantile;
use crate::session::Executor;

/// At most so many blocks.
const BLOCKS: usize = 256;
/// Sums over the two samples: count, sum, sum of squares.
const WHOLE: usize = 3;
/// Sums of one coordinate: both factors of the first order, their product, how many, the total terms, how many.
const EACH: usize = 6;

/// The variance of A and B together; both are centred.
pub(crate) fn variance(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; WHOLE];
    a.iter().chain(b).for_each(|&value| add_whole(&mut sums, value));
    variance_of(&sums)
}

fn add_whole(sums: &mut [f64], value: f64) {
    if value.is_finite() {
        sums[0] += 1.0;
        sums[1] += value;
        sums[2] += value * value;
    }
}

fn variance_of(sums: &[f64]) -> f64 {
    let mean = sums[1] / sums[0];
    sums[2] / sums[0] - mean * mean
}

/// First order and total of each coordinate from sums.
fn shares_of(sums: &[f64]) -> Vec<(f64, f64)> {
    let (whole, rest) = sums.split_at(WHOLE);
    let variance = variance_of(whole);
    let of = |sums: &[f64]| {
        let (count, totals) = (sums[3], sums[5]);
        let covariance = sums[2] / count - (sums[0] / count) * (sums[1] / count);
        (covariance / variance, sums[4] / totals / variance)
    };
    rest.chunks_exact(EACH).map(of).collect()
}

/// The sums of each block of rows, block after block.
fn blocks(a: &[f64], b: &[f64], terms: &[Terms]) -> Vec<Vec<f64>> {
    let count = BLOCKS.min(a.len());
    let block = |k: usize| {
        let mut sums = vec![0.0; WHOLE + EACH * terms.len()];
        for row in k * a.len() / count..(k + 1) * a.len() / count {
            add_whole(&mut sums, a[row]);
            add_whole(&mut sums, b[row]);
            for (terms, sums) in terms.iter().zip(sums[WHOLE..].chunks_exact_mut(EACH)) {
                let (x, y, total) = (terms.first.0[row], terms.first.1[row], terms.total[row]);
                if y.is_finite() {
                    sums[0] += x;
                    sums[1] += y;
                    sums[2] += x * y;
                    sums[3] += 1.0;
                }
                if total.is_finite() {
                    sums[4] += total;
                    sums[5] += 1.0;
                }
            }
        }
        sums
    };
    (0..count).map(block).collect()
}

/// Estimates with intervals.
pub(crate) fn intervals(
    a: &[f64],
    b: &[f64],
    terms: &[Terms],
    seed: u64,
    executor: &dyn Executor,
) -> Vec<(Share, Share)> {
    let blocks = blocks(a, b, terms);
    let sum = |times: &[u32]| {
        let mut all = vec![0.0; WHOLE + EACH * terms.len()];
        for (block, &times) in blocks.iter().zip(times).filter(|(_, times)| **times > 0) {
            all.iter_mut().zip(block).for_each(|(all, part)| *all += f64::from(times) * part);
        }
        all
    };
    let slots: Vec<Mutex<Vec<(f64, f64)>>> = (0..RESAMPLES).map(|_| Mutex::default()).collect();
    executor.run(RESAMPLES, &|sample| {
        let mut times = vec![0_u32; blocks.len()];
        for draw in 0..blocks.len() as u64 {
            let block = hash(&[seed, 0xB007, sample as u64, draw]) % blocks.len() as u64;
            times[block as usize] += 1;
        }
        *slots[sample].lock().unwrap_or_else(PoisonError::into_inner) = shares_of(&sum(&times));
    });
    let samples: Vec<Vec<(f64, f64)>> =
        slots.into_iter().map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let share = |value: f64, mut resampled: Vec<f64>| {
        resampled.retain(|value| value.is_finite());
        resampled.sort_by(f64::total_cmp);
        // An estimate lies in its own interval.
        let (low, high) = (quantile(&resampled, tail), quantile(&resampled, 1.0 - tail));
        Share { value, low: low.min(value), high: high.max(value) }
    };
    let whole = shares_of(&sum(&vec![1; blocks.len()]));
    let of = |(d, (first, total)): (usize, (f64, f64))| {
        let resampled =
            |part: fn(&(f64, f64)) -> f64| samples.iter().map(|sample| part(&sample[d])).collect();
        (share(first, resampled(|both| both.0)), share(total, resampled(|both| both.1)))
    };
    whole.into_iter().enumerate().map(of).collect()
}
