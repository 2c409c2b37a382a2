//! Regret minimisation on the sequence form, for two actors whose gains always sum to the same.
//!
//! In: a game of two actors. Out: a profile with what each actor could still gain. One iteration lets the first actor
//! learn against the second's plan and then the second against the first's new one: a sparse product, a sweep backwards
//! over the information sets and one forwards. CFR+ is by Tammelin (arXiv 1407.5042, 2014), its discounted form by Xu and
//! others (IJCAI 2024), the predictive form by Farina, Kroer and Sandholm (AAAI 2021).

mod branches;
mod layout;
mod sweeps;

use crate::keep::Keeper;
use layout::{EMPTY, Side, Strip, ZEROS, at};
use pulp::{Arch, Simd, WithSimd};
use standoff_game::numbers::Numbers;
use standoff_game::sequence::{SequenceError, SequenceForm};
use standoff_game::structure::Structure;
use sweeps::{Played, Rule, State};

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
    /// Plans at hand, scaled to begin with 1, for best responses.
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
        let scaled = sides.each_ref().map(|side| vec![ZEROS; side.at_hand]);
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
        Arch::new().dispatch(Look { minimiser: self, which })
    }

    /// Whether the weighted average is asked for, and there is one.
    fn averaged(&self, which: Which) -> bool {
        which == Which::Average && self.iterations > 0
    }

    /// Writes the strategies into a profile, as in [`Structure::actions`]; sets that chance never leads to are left alone.
    pub fn write(&self, structure: &Structure, which: Which, profile: &mut [f64]) {
        let averaged = self.averaged(which);
        for player in 0..2 {
            let (state, side) = (&self.states[player], &self.sides[player]);
            let shares = if averaged { &state.sum } else { state.source() };
            for (k, &set) in self.sets[player].iter().enumerate() {
                let sequences = self.starts[player][k] as usize..self.starts[player][k + 1] as usize;
                let slots = &side.slot[sequences];
                let total: f64 = slots.iter().map(|&slot| at(shares, slot)).sum();
                for (action, &slot) in structure.actions(set as usize).zip(slots) {
                    let p = at(shares, slot);
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
        let whole = minimiser.sides[0].segments.len() == 1;
        for _ in 0..iterations {
            let (weight, rule) = minimiser.rule();
            let [one, two] = &mut minimiser.states;
            let [first, second] = &minimiser.sides;
            if whole {
                update_whole(simd, first, one, &two.plan, rule, weight);
                update_whole(simd, second, two, &one.plan, rule, weight);
            } else {
                update_in_branches(simd, (first, one), (second, two), rule, weight);
                update_in_branches(simd, (second, two), (first, one), rule, weight);
            }
            minimiser.iterations += 1;
        }
    }
}

/// One actor learns and plays anew. Both actors' plans are at hand as a whole.
#[inline(always)]
fn update_whole<S: Simd>(simd: S, side: &Side, state: &mut State, other: &[Strip], rule: Rule, weight: f64) {
    let all = side.segments[0];
    state.learn(simd, side, all, other, rule, true);
    state.play(simd, side, all, Played::Ends(weight), false);
}

/// One actor plays and learns, branch by branch, so that plans never leave the cache: they are made from the regrets
/// whenever they are needed.
#[inline(always)]
fn update_in_branches<S: Simd>(
    simd: S,
    (side, state): (&Side, &mut State),
    (side_of_other, other): (&Side, &mut State),
    rule: Rule,
    weight: f64,
) {
    let played = Played::Begins(weight);
    for at in 0..side.segments.len() {
        let (segment, beside) = (side.segments[at], side_of_other.segments[at]);
        state.play(simd, side, segment, played, true);
        other.play(simd, side_of_other, beside, Played::Passes, true);
        if at > 0 {
            state.learn(simd, side, segment, &other.plan, rule, false);
        }
    }
    state.learn(simd, side, side.segments[0], &other.plan, rule, false);
}

/// Best responses with the vector instructions of the machine.
struct Look<'a> {
    minimiser: &'a mut Minimiser,
    which: Which,
}

impl WithSimd for Look<'_> {
    type Output = ([f64; 2], [f64; 2]);

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        let Look { minimiser, which } = self;
        let averaged = minimiser.averaged(which);
        let mut current = [ZEROS; 2];
        let segments = minimiser.sides[0].segments.len();
        minimiser.bring(simd, averaged, 0);
        for at in 1..segments {
            minimiser.bring(simd, averaged, at);
            minimiser.settle(simd, at, &mut current);
        }
        minimiser.settle(simd, 0, &mut current);
        let mut found = ([0.0; 2], [0.0; 2]);
        for player in 0..2 {
            let (side, other) = (&minimiser.sides[player], &minimiser.scaled[1 - player]);
            let (value, best) =
                minimiser.states[player].respond(simd, side, other, &current[player]);
            found.0[player] = value;
            found.1[player] = (best - value).max(0.0);
        }
        found
    }
}

impl Minimiser {
    /// Brings both plans of a segment to hand, the averages or the last ones, beginning with probability 1.
    #[inline(always)]
    fn bring<S: Simd>(&mut self, simd: S, averaged: bool, at: usize) {
        for player in 0..2 {
            let (side, state) = (&self.sides[player], &mut self.states[player]);
            let segment = side.segments[at];
            let at_hand = segment.first - segment.offset..segment.end - segment.offset;
            let into = &mut self.scaled[player][at_hand.clone()];
            if averaged {
                let factor = simd.splat_f64s(1.0 / state.sum[0].0[EMPTY]);
                for (scaled, sum) in into.iter_mut().zip(&state.sum[segment.strips()]) {
                    sweeps::scale(simd, scaled, sum, factor);
                }
            } else {
                if side.segments.len() > 1 {
                    state.play(simd, side, segment, Played::Passes, true);
                }
                into.copy_from_slice(&state.plan[at_hand]);
            }
        }
    }

    /// Settles a segment whose plans are at hand.
    #[inline(always)]
    fn settle<S: Simd>(&mut self, simd: S, at: usize, current: &mut [Strip; 2]) {
        for (player, current) in current.iter_mut().enumerate() {
            let (side, [own, other]) = (&self.sides[player], [player, 1 - player].map(|p| &self.scaled[p]));
            self.states[player].settle(simd, side, side.segments[at], own, other, current);
        }
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
