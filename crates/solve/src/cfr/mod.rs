//! Regret minimisation on the sequence form, for two actors whose gains always sum to the same.
//!
//! In: a game of two actors. Out: a profile with what each actor could still gain. One iteration lets the first actor
//! learn against the second's plan and then the second against the first's new one: a sparse product, a sweep backwards
//! over the information sets and one forwards. CFR+ is by Tammelin (arXiv 1407.5042, 2014), its discounted form by Xu and
//! others (IJCAI 2024), the predictive form by Farina, Kroer and Sandholm (AAAI 2021).

mod layout;
mod sweeps;

use crate::keep::Keeper;
use layout::{EMPTY, Side, Strip, ZEROS, at};
use pulp::{Arch, Simd, WithSimd};
use standoff_game::numbers::Numbers;
use standoff_game::sequence::{SequenceError, SequenceForm};
use standoff_game::structure::Structure;
use sweeps::{Rule, State};

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
/// Growth of the number of iterations from one look at what has been reached to the next.
const LOOK: f64 = 1.15;
/// Largest spread of the sum of gains, relative to the range of gains, that rounding explains.
const CONSTANT: f64 = 1e-12;

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

/// Regret minimisation on one game, step by step.
#[derive(Clone, Debug)]
pub struct Minimiser {
    variant: Variant,
    sides: [Side; 2],
    states: [State; 2],
    /// Plans scaled to sum to 1, for best responses.
    scaled: [Vec<Strip>; 2],
    /// Each actor's information sets, and where the sequences of each start.
    sets: [Vec<u32>; 2],
    starts: [Vec<u32>; 2],
    iterations: u64,
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

impl Minimiser {
    /// Lays out a game. Both start with even strategies.
    ///
    /// # Errors
    /// If the game has not two actors (or one), or no perfect recall.
    pub fn new(structure: &Structure, numbers: &Numbers, variant: Variant) -> Result<Self, SequenceError> {
        let form = SequenceForm::new(structure, numbers)?;
        let sides = layout::sides(structure, &form);
        let states = sides.each_ref().map(|side| State::new(side, variant == Variant::Precise));
        let scaled = sides.each_ref().map(|side| vec![ZEROS; side.strips]);
        let [one, two] = form.actors;
        Ok(Minimiser {
            variant,
            sides,
            states,
            scaled,
            starts: [one.start, two.start],
            sets: [one.infosets, two.infosets],
            iterations: 0,
        })
    }

    /// Iterations done.
    #[must_use]
    pub fn iterations(&self) -> u64 {
        self.iterations
    }

    /// Does some iterations. Nothing is allocated.
    pub fn run(&mut self, iterations: u64) {
        Arch::new().dispatch(Run { minimiser: self, iterations });
    }

    /// Weight of the iteration's plan in the average, and how regrets are learnt.
    #[inline(always)]
    fn rule(&self) -> (f64, Rule) {
        let t = (self.iterations + 1) as f64;
        match self.variant {
            Variant::Conform => (t, Rule { keep: 1.0, expect: 0.0 }),
            Variant::Precise => (t * t, Rule { keep: 1.0, expect: EXPECTED }),
            Variant::Fast => {
                let before = libm::pow(t - 1.0, ALPHA);
                (t * t * t * t, Rule { keep: before / (before + 1.0), expect: 0.0 })
            }
        }
    }

    /// Each actor's value and what it could gain, by best responses.
    pub fn look(&mut self, which: Which) -> ([f64; 2], [f64; 2]) {
        for (scaled, state) in self.scaled.iter_mut().zip(&self.states) {
            let plan = match which {
                Which::Average if state.sum[0].0[EMPTY] > 0.0 => &state.sum,
                _ => &state.plan,
            };
            let factor = 1.0 / plan[0].0[EMPTY];
            for (scaled, plan) in scaled.iter_mut().zip(plan) {
                *scaled = Strip(plan.0.map(|p| p * factor));
            }
        }
        let mut found = ([0.0; 2], [0.0; 2]);
        for player in 0..2 {
            let (own, other) = (&self.scaled[player], &self.scaled[1 - player]);
            let (state, side) = (&mut self.states[player], &self.sides[player]);
            let (value, best) = Arch::new().dispatch(Respond { state, side, own, other });
            found.0[player] = value;
            found.1[player] = (best - value).max(0.0);
        }
        found
    }

    /// Writes the strategies into a profile, as in [`Structure::actions`]; sets that chance never leads to are left alone.
    pub fn write(&self, structure: &Structure, which: Which, profile: &mut [f64]) {
        for player in 0..2 {
            let (state, side) = (&self.states[player], &self.sides[player]);
            let plan = match which {
                Which::Average if state.sum[0].0[EMPTY] > 0.0 => &state.sum,
                _ => &state.plan,
            };
            for (k, &set) in self.sets[player].iter().enumerate() {
                let sequences = self.starts[player][k] as usize..self.starts[player][k + 1] as usize;
                let slots = &side.slot[sequences];
                let total: f64 = slots.iter().map(|&slot| at(plan, slot)).sum();
                for (action, &slot) in structure.actions(set as usize).zip(slots) {
                    let p = at(plan, slot);
                    profile[action] = if total > 0.0 { p / total } else { 1.0 / slots.len() as f64 };
                }
            }
        }
    }
}

/// Iterations with the vector instructions of the machine.
struct Run<'a> {
    minimiser: &'a mut Minimiser,
    iterations: u64,
}

impl WithSimd for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Run { minimiser, iterations } = self;
        for _ in 0..iterations {
            let (weight, rule) = minimiser.rule();
            let [one, two] = &mut minimiser.states;
            let [first, second] = &minimiser.sides;
            one.learn(simd, first, &two.plan, rule);
            one.play(simd, first, weight);
            two.learn(simd, second, &one.plan, rule);
            two.play(simd, second, weight);
            minimiser.iterations += 1;
        }
    }
}

/// A best response with the vector instructions of the machine.
struct Respond<'a> {
    state: &'a mut State,
    side: &'a Side,
    own: &'a [Strip],
    other: &'a [Strip],
}

impl WithSimd for Respond<'_> {
    type Output = (f64, f64);

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> (f64, f64) {
        self.state.respond(simd, self.side, self.own, self.other)
    }
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
    let mut minimiser = Minimiser::new(structure, numbers, settings.variant)?;
    let mut best = Outcome {
        profile: standoff_game::profile::uniform(structure),
        values: [0.0; 2],
        gains: [f64::INFINITY; 2],
        iteration: 0,
        average: false,
        iterations: 0,
    };
    let mut stopped = false;
    loop {
        for which in [Which::Average, Which::Last] {
            let (values, gains) = minimiser.look(which);
            if gains[0] + gains[1] < best.gap() {
                (best.values, best.gains) = (values, gains);
                (best.iteration, best.average) = (minimiser.iterations, which == Which::Average);
                minimiser.write(structure, which, &mut best.profile);
            }
        }
        let done = minimiser.iterations;
        if stopped || best.gap() <= settings.gap || done >= settings.iterations {
            best.iterations = done;
            return Ok(best);
        }
        let next = ((done as f64 * LOOK) as u64).max(done + 1).min(settings.iterations);
        while minimiser.iterations < next && !stopped {
            minimiser.run(1);
            stopped = keeper.stop();
        }
    }
}
