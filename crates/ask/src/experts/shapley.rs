//! A difference divided among its causes: Shapley values.
//!
//! In: what comes out for each subset of the causes. Out: each cause's part; the parts sum to the whole difference. Source:
//! L. S. Shapley, A value for n-person games (1953).

/// The part of each of `count` causes in the difference between all of them and none. `worth[mask]` is what comes out if
/// the causes whose bits are set in `mask` are at work; there are 2^count of them.
///
/// φᵢ = Σ over the subsets S without i of |S|! (n − |S| − 1)! / n! · (worth(S and i) − worth(S)).
pub(super) fn values(count: usize, worth: &[f64]) -> Vec<f64> {
    (0..count)
        .map(|cause| {
            let bit = 1usize << cause;
            (0..1usize << count)
                .filter(|mask| mask & bit == 0)
                .map(|mask| share(mask.count_ones(), count) * (worth[mask | bit] - worth[mask]))
                .sum()
        })
        .collect()
}

/// |S|! (n − |S| − 1)! / n! = 1 / (n · C(n − 1, |S|))
fn share(size: u32, count: usize) -> f64 {
    let mut choose = 1.0;
    for k in 0..size {
        choose *= (count as f64 - 1.0 - f64::from(k)) / (f64::from(k) + 1.0);
    }
    1.0 / (count as f64 * choose)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: &[f64], wanted: &[f64]) {
        assert!(
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12),
            "{found:?} {wanted:?}"
        );
    }

    #[test]
    fn the_glove_market() {
        // Shapley's own example of a market: one left glove, two right ones; a pair is worth 1. Parts 2/3, 1/6, 1/6.
        let worth: Vec<f64> =
            (0..8).map(|mask: usize| f64::from(u8::from(mask & 1 != 0 && mask & 6 != 0))).collect();
        near(&values(3, &worth), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
    }

    #[test]
    fn sums_and_products() {
        // Causes that add up have what they add; two that multiply share alike.
        let sum: Vec<f64> = (0..8).map(|m: usize| 5.0 + (m & 1) as f64 + (m & 2) as f64 * 2.0).collect();
        near(&values(3, &sum), &[1.0, 4.0, 0.0]);
        near(&values(2, &[0.0, 0.0, 0.0, -0.75]), &[-0.375, -0.375]);
        assert!(values(0, &[1.0]).is_empty());
    }
}
