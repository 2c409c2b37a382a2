//! Regret minimisation.
//!
//! In: a game of perfect recall. Out: a profile with what each actor could still gain; where interests are not opposed,
//! also a sample of the strategies played together. `two` learns on the sequence form of two actors, in turns; `many`
//! lets any number of actors learn at once, by walks over the game; `course` runs either, looks now and then at what has been
//! reached and keeps the best. CFR+ is by Tammelin (arXiv 1407.5042, 2014), its discounted form by Xu and others (IJCAI
//! 2024), the predictive form by Farina, Kroer and Sandholm (AAAI 2021).

mod branches;
pub(crate) mod course;
mod layout;
pub(crate) mod many;
mod payoffs;
mod product;
pub(crate) mod reservoir;
mod sweeps;
#[cfg(test)]
mod tests;
mod two;

use crate::keep::Keeper;
use course::{Course, Engine};
use standoff_game::numbers::Numbers;
use standoff_game::sequence::SequenceError;
use standoff_game::structure::Structure;
use sweeps::Rule;

pub use two::Minimiser;

/// Which form of regret minimisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Variant {
    /// Discounted CFR+: regrets of iteration t are kept by t^1.5 / (t^1.5 + 1), averages are weighted by t^4.
    #[default]
    Fast,
    /// Predictive CFR+ with a third of the last regret expected once more, averages weighted by t^2: for high precision.
    Precise,
    /// CFR+ as published: alternating, averages weighted by t.
    Conform,
}

/// Exponent of the discount of regrets.
const ALPHA: f64 = 1.5;
/// How much of the last regret the predictive form expects once more.
const EXPECTED: f64 = 1.0 / 3.0;
/// Largest spread of the sum of gains, relative to the range of gains, that rounding explains.
const CONSTANT: f64 = 1e-12;

impl Variant {
    /// Weight of an iteration's strategies in the average, and how regrets are learnt in it. The first is 1.
    #[inline(always)]
    pub(crate) fn rule(self, iteration: u64) -> (f64, Rule) {
        let t = iteration as f64;
        match self {
            Variant::Conform => (t, Rule { keep: 1.0, expect: 0.0 }),
            Variant::Precise => (t * t, Rule { keep: 1.0, expect: EXPECTED }),
            Variant::Fast => {
                let before = libm::pow(t - 1.0, ALPHA);
                (t * t * t * t, Rule { keep: before / (before + 1.0), expect: 0.0 })
            }
        }
    }
}

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Which form.
    pub variant: Variant,
    /// Most iterations.
    pub iterations: u64,
    /// Largest sum of what both could gain, in payoff units (twice the exploitability): stop as soon as it is reached.
    pub gap: f64,
}

/// A profile and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Probability of each action, as in [`Structure::actions`]; even where chance never leads.
    pub profile: Vec<f64>,
    /// Expected gain of each actor.
    pub values: [f64; 2],
    /// What each actor could gain by another strategy, by best responses on the sequence form.
    pub gains: [f64; 2],
    /// The iteration that it is from.
    pub iteration: u64,
    /// It is the weighted average of all iterations up to then, not the last strategy.
    pub average: bool,
    /// Iterations done.
    pub iterations: u64,
}

impl Outcome {
    /// Sum of what both could gain.
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.gains[0] + self.gains[1]
    }
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The weighted average of the strategies played.
    Average,
    /// The last strategies.
    Last,
}

/// The sum of both actors' gains, where it is the same at every end that chance leads to; otherwise nothing.
#[must_use]
pub fn constant_sum(structure: &Structure, numbers: &Numbers) -> Option<f64> {
    if structure.players != 2 {
        return None;
    }
    let (mut low, mut high, mut size) = (f64::INFINITY, f64::NEG_INFINITY, 0.0_f64);
    for pair in numbers.payoff.chunks_exact(2) {
        let sum = pair[0] + pair[1];
        (low, high) = (low.min(sum), high.max(sum));
        size = size.max(pair[0].abs()).max(pair[1].abs());
    }
    (high - low <= CONSTANT * size.max(f64::MIN_POSITIVE)).then_some((low + high) / 2.0)
}

/// Minimises regret until the gap or the number of iterations is reached, or `keeper` says to stop, and returns the best
/// that was seen: the average or the last strategies at one of the looks, which grow rarer by 15%.
///
/// # Errors
/// If the game has not two actors, or no perfect recall.
pub fn minimise(
    structure: &Structure,
    numbers: &Numbers,
    settings: &Settings,
    keeper: &mut dyn Keeper,
) -> Result<Outcome, SequenceError> {
    let mut engine = Engine::Two(Box::new(Minimiser::new(structure, numbers, settings.variant)?));
    let course = Course {
        iterations: settings.iterations,
        shortfall: &|gains| gains.iter().sum(),
        goal: settings.gap,
        sample: 0,
        seed: 0,
    };
    let found = course::run(structure, &mut engine, &course, keeper);
    let pair = |figures: &[f64]| [0, 1].map(|player| figures.get(player).copied().unwrap_or(0.0));
    Ok(Outcome {
        values: pair(&found.values),
        gains: pair(&found.gains),
        profile: found.profile,
        iteration: found.iteration,
        average: found.average,
        iterations: found.iterations,
    })
}
