//! Axes: from values to places, and the round values at which ticks stand.
//!
//! In: a range of values and of places. Out: [`Axis`], ticks with their words.

use libm::{floor, log10, pow};

use crate::words;

/// A straight axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The values at its ends.
    pub values: (f64, f64),
    /// The places of these.
    pub places: (f64, f64),
    /// Whether values are written in percent.
    pub percent: bool,
}

impl Axis {
    /// The place of a value.
    #[must_use]
    pub fn at(&self, value: f64) -> f64 {
        let ((from, to), (start, end)) = (self.values, self.places);
        if to == from { start } else { start + (value - from) / (to - from) * (end - start) }
    }

    /// Round values within the range, about as many as are asked for, with their words.
    #[must_use]
    pub fn ticks(&self, about: usize) -> Vec<(f64, String)> {
        let (from, to) = (self.values.0.min(self.values.1), self.values.0.max(self.values.1));
        let step = round_step((to - from) / about.max(1) as f64);
        if !(step.is_finite() && step > 0.0) {
            return vec![(from, self.words(from, 4))];
        }
        let scale = if self.percent { 100.0 } else { 1.0 };
        // As few as show the step exactly.
        let whole = |digits: &usize| {
            let shown = step * scale * pow(10.0, *digits as f64);
            (shown - libm::round(shown)).abs() < 1e-6
        };
        let decimals = (0..9).find(whole).unwrap_or(9);
        let first = -floor(-from / step + 1e-9);
        let count = floor((to - first * step) / step + 1e-9).clamp(0.0, 100.0) as usize;
        (0..=count)
            .map(|k| {
                let value = (first + k as f64) * step;
                (value, self.words(value, decimals))
            })
            .collect()
    }

    fn words(&self, value: f64, decimals: usize) -> String {
        let value = if value.abs() < 1e-12 { 0.0 } else { value };
        if self.percent {
            format!("{}%", words::trimmed(value * 100.0, decimals))
        } else {
            format!("{value:.decimals$}").replace('-', "−")
        }
    }
}

/// The next of 1, 2, 2.5, 5 times a power of ten.
fn round_step(least: f64) -> f64 {
    let power = pow(10.0, floor(log10(least)));
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|&step| step >= least * (1.0 - 1e-9))
        .unwrap_or(least)
}

/// A range that holds all values and, if wanted, zero, with a little room; never empty.
#[must_use]
pub fn range(values: impl Iterator<Item = f64>, zero: bool) -> (f64, f64) {
    let start = if zero { (0.0, 0.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
    let finite = values.filter(|value| value.is_finite());
    let (low, high) = finite.fold(start, |(low, high), value| (low.min(value), high.max(value)));
    if !(low.is_finite() && high.is_finite()) {
        return (0.0, 1.0);
    }
    let room = if high > low { (high - low) * 0.04 } else { high.abs().max(1.0) * 0.1 };
    let pad = |edge: f64, by: f64| if zero && edge == 0.0 { 0.0 } else { edge + by };
    let (low, high) = (pad(low, -room), pad(high, room));
    if low == high { (low - 1.0, high + 1.0) } else { (low, high) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let words = |values, percent| -> Vec<String> {
            let axis = Axis { values, places: (0.0, 100.0), percent };
            axis.ticks(5).into_iter().map(|(_, words)| words).collect()
        };
        assert_eq!(words((0.0, 0.6), true), ["0%", "20%", "40%", "60%"]);
        assert_eq!(words((-0.03, 0.11), false), ["0.00", "0.05", "0.10"]);
        assert_eq!(words((0.0, 1.0), false), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(words((0.0, 12.4), false), ["0.0", "2.5", "5.0", "7.5", "10.0"]);
        assert_eq!(words((2.0, 2.0), false).len(), 1);
    }
}
