//! A sample of the strategies that all actors played together.
//!
//! In: one profile after another, each with a weight. Out: at most so many of them, with weights that sum to that of all.
//! The course is cut into stretches of equally many profiles; each stretch is represented by one of its profiles, drawn in
//! proportion to the weights, with the weight of the stretch. When there are too many stretches, each two neighbours
//! become one. Drawing within stretches keeps cycles of play as they are, and a short course is kept as a whole. The draws
//! depend on nothing but the seed.

use crate::keep::{Kept, List};

/// See the module.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Reservoir {
    /// Most profiles; even.
    capacity: usize,
    /// Profiles of a stretch.
    stretch: u64,
    /// Profiles that the last stretch has so far.
    last: u64,
    /// State of the generator of draws.
    random: u64,
    weights: Vec<f64>,
    profiles: Vec<Vec<f64>>,
}

impl Reservoir {
    /// An empty one for at most `capacity` profiles.
    pub(crate) fn new(capacity: usize, seed: u64) -> Self {
        Reservoir { capacity: capacity - capacity % 2, stretch: 1, random: seed, ..Self::default() }
    }

    /// A number between 0 and 1. SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    fn draw(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.random;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Offers a profile of a length; it is written if it is drawn.
    pub(crate) fn offer(&mut self, weight: f64, length: usize, write: impl FnOnce(&mut [f64])) {
        if self.capacity == 0 {
            return;
        }
        if self.last == self.stretch && self.weights.len() == self.capacity {
            self.halve();
        }
        if self.weights.is_empty() || self.last == self.stretch {
            let mut profile = vec![0.0; length];
            write(&mut profile);
            self.weights.push(weight);
            self.profiles.push(profile);
            self.last = 1;
            return;
        }
        self.last += 1;
        let draw = self.draw();
        if let (Some(total), Some(profile)) = (self.weights.last_mut(), self.profiles.last_mut()) {
            *total += weight;
            if draw * *total < weight {
                write(profile);
            }
        }
    }

    /// Makes one stretch of each two neighbours.
    fn halve(&mut self) {
        let (weights, profiles) = (std::mem::take(&mut self.weights), std::mem::take(&mut self.profiles));
        let mut pairs = weights.into_iter().zip(profiles);
        while let Some((one, first)) = pairs.next() {
            let Some((two, second)) = pairs.next() else { break };
            let second_drawn = self.draw() * (one + two) < two;
            self.weights.push(one + two);
            self.profiles.push(if second_drawn { second } else { first });
        }
        self.stretch *= 2;
        self.last = self.stretch;
    }

    /// The profiles, with weights that sum to 1.
    pub(crate) fn into_sample(self) -> Vec<(f64, Vec<f64>)> {
        let total: f64 = self.weights.iter().sum();
        self.weights.into_iter().map(|weight| weight / total).zip(self.profiles).collect()
    }

    /// Numbers other than the profiles.
    pub(crate) fn counters(&self) -> [u64; 4] {
        [self.stretch, self.last, self.random, self.profiles.first().map_or(0, Vec::len) as u64]
    }

    /// The weights, and the profiles one behind the other, for keeping.
    pub(crate) fn lists<'a>(&'a self, at: &'a dyn Fn(usize) -> f64) -> [(&'static str, List<'a>); 2] {
        let length = self.profiles.first().map_or(0, Vec::len);
        let profiles = List::Scattered(length * self.profiles.len(), at);
        [("weights of the sample", List::Doubles(&self.weights)), ("sample", profiles)]
    }

    /// A number of the profiles one behind the other.
    pub(crate) fn number(&self, at: usize) -> f64 {
        let length = self.profiles.first().map_or(1, Vec::len).max(1);
        self.profiles[at / length][at % length]
    }

    /// Goes on from what was kept: counters, and how many profiles there were.
    pub(crate) fn restore(&mut self, kept: &mut Kept, counters: &[u64], profiles: usize) -> Option<()> {
        let &[stretch, last, random, length] = counters else { return None };
        let length = usize::try_from(length).ok()?;
        if profiles > self.capacity {
            return None;
        }
        let weights = kept.doubles("weights of the sample", profiles)?;
        let all = kept.doubles("sample", length.checked_mul(profiles)?)?;
        (self.stretch, self.last, self.random) = (stretch, last, random);
        self.weights = weights;
        self.profiles = all.chunks_exact(length.max(1)).map(<[f64]>::to_vec).collect();
        Some(())
    }

    /// How many profiles there are.
    pub(crate) fn len(&self) -> usize {
        self.weights.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(count: u32, capacity: usize, seed: u64) -> Vec<(f64, Vec<f64>)> {
        let mut reservoir = Reservoir::new(capacity, seed);
        for k in 0..count {
            reservoir.offer(f64::from(k + 1), 1, |profile| profile[0] = f64::from(k));
        }
        reservoir.into_sample()
    }

    #[test]
    fn a_short_course_is_kept_as_a_whole() {
        let sample = filled(5, 8, 1);
        let expected: Vec<(f64, Vec<f64>)> =
            (0..5).map(|k| (f64::from(k + 1) / 15.0, vec![f64::from(k)])).collect();
        assert_eq!(sample, expected);
    }

    /// With weights 1 … 1000 the mean of the numbers 0 … 999 is 666; a draw in each of eight or more stretches is near it
    /// on average over seeds.
    #[test]
    fn a_long_course_is_drawn_in_proportion() {
        let mut mean = 0.0;
        for seed in 0..400 {
            let sample = filled(1000, 16, seed);
            assert!((8..=16).contains(&sample.len()));
            assert!((sample.iter().map(|(weight, _)| weight).sum::<f64>() - 1.0).abs() < 1e-12);
            assert!(sample.windows(2).all(|pair| pair[0].1[0] < pair[1].1[0]));
            mean += sample.iter().map(|(weight, profile)| weight * profile[0]).sum::<f64>() / 400.0;
        }
        assert!((mean - 666.0).abs() < 2.0, "{mean}");
        assert_eq!(filled(1000, 16, 7), filled(1000, 16, 7));
        assert_ne!(filled(1000, 16, 7), filled(1000, 16, 8));
    }
}
