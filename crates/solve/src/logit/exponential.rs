//! e to the power of many numbers at once, none of them positive.
//!
//! In: differences of log-odds from the largest of their set. Out: their exponentials, within one unit in the last place;
//! 0 below 1e-307. The same operations for every number and no table, so that a compiler can take several at a time; only
//! sums and products, so that every machine finds the same bits. (Cody and Waite 1980, reduction by multiples of ln 2.)

use pulp::Arch;

/// Exponentials of numbers below this count as 0: in a smaller one bits would be lost.
const LOWEST: f64 = -708.0;
/// ln 2 in two parts; the first has so few bits that its products with whole numbers up to 1024 are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
/// Adding this rounds to a whole number and leaves it in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Bits of an exponent of 0, above the 52 bits of the fraction.
const ONE: u64 = 1023 << 52;
/// 1/k!
const TAYLOR: [f64; 14] = {
    let mut series = [1.0; 14];
    let mut k = 1;
    while k < 14 {
        series[k] = series[k - 1] / k as f64;
        k += 1;
    }
    series
};

/// Writes the exponential of each `x` to `out`.
pub(crate) fn exponentials(x: &[f64], out: &mut [f64]) {
    Arch::new().dispatch(|| {
        for (out, &x) in out.iter_mut().zip(x) {
            *out = exponential(x);
        }
    });
}

/// Replaces each `x` by its exponential.
pub(crate) fn exponentials_in_place(x: &mut [f64]) {
    for x in x {
        *x = exponential(*x);
    }
}

#[inline(always)]
fn exponential(x: f64) -> f64 {
    let reduced = if x < LOWEST { LOWEST } else { x };
    let shifted = reduced * std::f64::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = (reduced - whole * LN_2[0]) - whole * LN_2[1];
    // Pairs, pairs of pairs and so on: the processor works on several at once.
    let c = &TAYLOR;
    let (r2, pair) = (r * r, |k: usize| c[k] + c[k + 1] * r);
    let r4 = r2 * r2;
    let low = pair(4) + r2 * pair(6);
    let high = (pair(8) + r2 * pair(10)) + r4 * pair(12);
    let fraction = 1.0 + (r + r2 * (pair(2) + r2 * (low + r4 * high)));
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(ONE));
    if x < LOWEST { 0.0 } else { fraction * power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_library_to_the_last_place() {
        let mut x: Vec<f64> = (0..200_000).map(|k| -f64::from(k) * 0.003_539).collect();
        x.extend((1..2_000).map(|k| -1.0 / f64::from(k).powi(3)));
        let mut found = vec![0.0; x.len()];
        exponentials(&x, &mut found);
        for (&x, &found) in x.iter().zip(&found) {
            let right = libm::exp(x);
            let last_place = f64::from_bits(right.to_bits() + 1) - right;
            assert!((found - right).abs() <= last_place, "{x}: {found} {right}");
        }
    }

    #[test]
    fn ends_and_what_is_no_number() {
        let mut found = [0.0; 5];
        exponentials(&[0.0, -0.0, -709.0, f64::NEG_INFINITY, f64::NAN], &mut found);
        assert_eq!(found[..4], [1.0, 1.0, 0.0, 0.0]);
        assert!(found[4].is_nan());
    }
}
