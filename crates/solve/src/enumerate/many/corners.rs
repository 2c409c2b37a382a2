//! Where a polynomial of degree one in each unknown can be zero.
//!
//! In: coefficients, and a box. Out: a smaller box that holds the same zeros. Such a polynomial takes its bounds at the corners of a box,
//! and along one unknown it lies between the lines through its values at opposite corners: where all these lines are above 0, or all
//! below, there is no zero.

use super::interval::Interval;

/// Most unknowns: the work grows as 2 to their number.
const MOST_UNKNOWNS: usize = 10;

/// An equation with its coefficients by subset of its unknowns.
pub(super) struct Corners {
    unknowns: Vec<u16>,
    coefficients: Vec<f64>,
    /// More than coefficients and arithmetic are wrong by: every step of the evaluation is off by at most half a unit in the
    /// last place of a number below `scale`, the sum of the absolute coefficients, in a box within −1..2.
    margin: f64,
}

impl Corners {
    /// Nothing if it has too many unknowns.
    pub(super) fn new(
        products: &[Vec<u16>],
        coefficients: &[Vec<Interval>],
        equation: usize,
    ) -> Option<Corners> {
        let occurs = || products.iter().zip(coefficients).filter(|(_, c)| c[equation] != Interval::ZERO);
        let mut unknowns: Vec<u16> = occurs().flat_map(|(product, _)| product.iter().copied()).collect();
        unknowns.sort_unstable();
        unknowns.dedup();
        if unknowns.is_empty() || unknowns.len() > MOST_UNKNOWNS {
            return None;
        }
        let mut dense = vec![0.0; 1 << unknowns.len()];
        for (product, c) in occurs() {
            let bits =
                product.iter().fold(0usize, |bits, u| bits | 1 << unknowns.binary_search(u).unwrap_or(0));
            dense[bits] = c[equation].middle();
        }
        let scale: f64 = dense.iter().map(|c| c.abs()).sum();
        let steps = 4.0 * (unknowns.len() as f64 + 2.0);
        Some(Corners { unknowns, coefficients: dense, margin: steps * f64::EPSILON * scale })
    }

    /// Cuts a box within 0..1 down. The least ratio of an edge's new length to its old one; nothing if there is no zero.
    pub(super) fn narrow(&self, low: &mut [f64], high: &mut [f64], values: &mut Vec<f64>) -> Option<f64> {
        values.clear();
        values.extend_from_slice(&self.coefficients);
        for (k, &unknown) in self.unknowns.iter().enumerate() {
            let (least, most) = (low[usize::from(unknown)], high[usize::from(unknown)]);
            let bit = 1 << k;
            for at in (0..values.len()).filter(|at| at & bit == 0) {
                let (constant, slope) = (values[at], values[at | bit]);
                values[at] = constant + slope * least;
                values[at | bit] = constant + slope * most;
            }
        }
        let (mut above, mut below) = (true, true);
        for value in values.iter() {
            above &= *value > self.margin;
            below &= *value < -self.margin;
        }
        if above || below {
            return None;
        }
        let mut best = 1.0f64;
        for (k, &unknown) in self.unknowns.iter().enumerate() {
            let unknown = usize::from(unknown);
            let bit = 1 << k;
            // The part of the edge, as shares of it, at either end that has no zero: above all lines, or below.
            let mut free = [[1.0f64; 2]; 2];
            for at in (0..values.len()).filter(|at| at & bit == 0) {
                for (sign, free) in [1.0, -1.0].into_iter().zip(&mut free) {
                    // How far from either end this line stays positive.
                    let ends = [sign * values[at] - self.margin, sign * values[at | bit] - self.margin];
                    for (side, free) in free.iter_mut().enumerate() {
                        let (near, far) = (ends[side], ends[1 - side]);
                        let share = if near <= 0.0 {
                            0.0
                        } else if far > 0.0 {
                            1.0
                        } else {
                            near / (near - far)
                        };
                        *free = free.min(share);
                    }
                }
            }
            let width = high[unknown] - low[unknown];
            // A little less than that, for rounding.
            let cut = |side: usize| (free[0][side].max(free[1][side]) - 1e-9).max(0.0) * width;
            let (from, to) = (low[unknown] + cut(0), high[unknown] - cut(1));
            if from > to {
                return None;
            }
            if width > 0.0 {
                best = best.min((to - from) / width);
            }
            // The corners' values belong to the box as it was: the other edges are cut by the same values, which is safe.
            low[unknown] = from;
            high[unknown] = to;
        }
        Some(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A zero within the box stays within it.
        #[test]
        fn zeros_stay(
            coefficients in prop::collection::vec(-4i32..5, 8),
            point in prop::collection::vec(0.0f64..1.0, 3),
            size in 0.001f64..0.6,
        ) {
            let products: Vec<Vec<u16>> = (0..8u16)
                .map(|bits| (0..3).filter(|k| bits >> k & 1 == 1).collect())
                .collect();
            let at = |product: &Vec<u16>| product.iter().map(|&u| point[usize::from(u)]).product::<f64>();
            let mut values: Vec<f64> = coefficients.iter().map(|&c| f64::from(c)).collect();
            let sum: f64 = products.iter().zip(&values).map(|(p, c)| c * at(p)).sum();
            values[0] -= sum;
            let table: Vec<Vec<Interval>> = values.iter().map(|&c| vec![Interval::point(c)]).collect();
            if let Some(corners) = Corners::new(&products, &table, 0) {
                let mut low: Vec<f64> = point.iter().map(|p| (p - size).max(0.0)).collect();
                let mut high: Vec<f64> = point.iter().map(|p| (p + 0.7 * size).min(1.0)).collect();
                prop_assert!(corners.narrow(&mut low, &mut high, &mut Vec::new()).is_some());
                for k in 0..3 {
                    prop_assert!(low[k] <= point[k] + 1e-12 && point[k] <= high[k] + 1e-12);
                }
            }
        }
    }
}
