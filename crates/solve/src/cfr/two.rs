//! Regret minimisation on the sequence form of two actors, in turns.
//!
//! In: a game of two actors. Out: [`Minimiser`], which learns step by step, tells what its strategies are worth and can be
//! kept. In one iteration the first actor learns against the second's plan and then the second against the first's new one: a
//! sparse product, a sweep backwards over the information sets and one forwards.

use super::branches::Cut;
use super::layout::{self, EMPTY, LANES, Side, Strip, ZEROS, at};
use super::sweeps::{self, Played, Rule, State};
use super::{Variant, Which};
use crate::keep::Kept;
use pulp::{Arch, Simd, WithSimd};
use standoff_game::numbers::Numbers;
use standoff_game::sequence::{SequenceError, SequenceForm};
use standoff_game::structure::Structure;

/// Regret minimisation on one game, step by step.
#[derive(Clone, Debug)]
pub struct Minimiser {
    variant: Variant,
    sides: [Side; 2],
    states: [State; 2],
    /// Plans at hand, scaled to begin with 1, for best responses.
    scaled: [Vec<Strip>; 2],
    /// The plans that are kept, up to a factor at each set; empty if none are.
    kept: [Vec<Strip>; 2],
    /// Each actor's information sets, and where the sequences of each start.
    sets: [Vec<u32>; 2],
    starts: [Vec<u32>; 2],
    iterations: u64,
}

impl Minimiser {
    /// Lays out a game. Both start with even strategies.
    ///
    /// # Errors
    /// If the game has not two actors (or one), or no perfect recall.
    pub fn new(structure: &Structure, numbers: &Numbers, variant: Variant) -> Result<Self, SequenceError> {
        Self::cut(structure, numbers, variant, Cut::default())
    }

    /// The same, with another rule on which games are taken apart.
    pub(super) fn cut(
        structure: &Structure,
        numbers: &Numbers,
        variant: Variant,
        cut: Cut,
    ) -> Result<Self, SequenceError> {
        let form = SequenceForm::new(structure, numbers)?;
        let sides = layout::sides(structure, &form, cut);
        let states = sides.each_ref().map(|side| State::new(side, variant == Variant::Precise));
        let scaled = sides.each_ref().map(|side| vec![ZEROS; side.at_hand]);
        let [one, two] = form.actors;
        Ok(Minimiser {
            variant,
            sides,
            states,
            scaled,
            kept: [Vec::new(), Vec::new()],
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

    /// Lets one actor learn: one half of an iteration, the first or the second.
    pub(super) fn turn(&mut self, player: usize) {
        Arch::new().dispatch(Turn { minimiser: self, player });
    }

    /// Whether the game is large, so that it is swept branch by branch.
    pub(super) fn in_branches(&self) -> bool {
        self.sides[0].segments.len() > 1
    }

    /// Weight of the next iteration.
    pub(super) fn weight(&self) -> f64 {
        self.rule().0
    }

    /// Weight of the next iteration, and its rule.
    #[inline(always)]
    fn rule(&self) -> (f64, Rule) {
        self.variant.rule(self.iterations + 1)
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
        let shares = self.shares(which);
        self.write_shares(structure, shares, profile);
    }

    /// Keeps the strategies as they are.
    pub(super) fn keep(&mut self, which: Which) {
        let mut kept = std::mem::take(&mut self.kept);
        for (kept, shares) in kept.iter_mut().zip(self.shares(which)) {
            kept.clear();
            kept.extend_from_slice(shares);
        }
        self.kept = kept;
    }

    /// Writes the strategies that were kept, if any were.
    pub(super) fn write_kept(&self, structure: &Structure, profile: &mut [f64]) {
        if !self.kept[0].is_empty() {
            self.write_shares(structure, [&self.kept[0], &self.kept[1]], profile);
        }
    }

    /// What the strategies are in proportion to at each set.
    fn shares(&self, which: Which) -> [&[Strip]; 2] {
        let averaged = self.averaged(which);
        self.states.each_ref().map(|state| if averaged { state.sum.as_slice() } else { state.source() })
    }

    fn write_shares(&self, structure: &Structure, shares: [&[Strip]; 2], profile: &mut [f64]) {
        for player in 0..2 {
            let (shares, side) = (shares[player], &self.sides[player]);
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
        if minimiser.in_branches() {
            for _ in 0..iterations {
                let rule = minimiser.rule();
                minimiser.update(simd, 0, rule);
                minimiser.update(simd, 1, rule);
                minimiser.iterations += 1;
            }
            return;
        }
        // Small games take so little time that it tells where the arrays are looked up.
        let Minimiser { variant, sides: [first, second], states: [one, two], iterations: done, .. } =
            minimiser;
        for _ in 0..iterations {
            let (weight, rule) = variant.rule(*done + 1);
            update_whole(simd, first, one, &two.plan, rule, weight);
            update_whole(simd, second, two, &one.plan, rule, weight);
            *done += 1;
        }
    }
}

/// Half an iteration with the vector instructions of the machine.
struct Turn<'a> {
    minimiser: &'a mut Minimiser,
    player: usize,
}

impl WithSimd for Turn<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Turn { minimiser, player } = self;
        let rule = minimiser.rule();
        minimiser.update(simd, player, rule);
        minimiser.iterations += player as u64;
    }
}

impl Minimiser {
    /// One actor learns.
    #[inline(always)]
    fn update<S: Simd>(&mut self, simd: S, player: usize, (weight, rule): (f64, Rule)) {
        let whole = !self.in_branches();
        let [one, two] = &mut self.states;
        let [first, second] = &self.sides;
        match (whole, player) {
            (true, 0) => update_whole(simd, first, one, &two.plan, rule, weight),
            (true, _) => update_whole(simd, second, two, &one.plan, rule, weight),
            (false, 0) => update_in_branches(simd, (first, one), (second, two), rule, weight),
            (false, _) => update_in_branches(simd, (second, two), (first, one), rule, weight),
        }
    }
}

/// One actor learns and plays anew. Both actors' plans are at hand as a whole.
#[inline(always)]
fn update_whole<S: Simd>(simd: S, side: &Side, state: &mut State, other: &[Strip], rule: Rule, weight: f64) {
    let all = &side.segments[0];
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
        let (segment, beside) = (&side.segments[at], &side_of_other.segments[at]);
        state.play(simd, side, segment, played, true);
        other.play(simd, side_of_other, beside, Played::Passes, true);
        if at > 0 {
            state.learn_outer(simd, side, segment, &other.plan);
            state.learn(simd, side, segment, &other.plan, rule, false);
        }
    }
    state.learn(simd, side, &side.segments[0], &other.plan, rule, false);
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
        for (player, current) in current.iter().enumerate() {
            let (side, other) = (&minimiser.sides[player], &minimiser.scaled[1 - player]);
            let (value, best) = minimiser.states[player].respond(simd, side, other, current);
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
            let segment = &side.segments[at];
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
            self.states[player].settle(simd, side, &side.segments[at], own, other, current);
        }
    }
}

/// Names of the lists of a state, one set for each actor.
const LISTS: [[&str; 4]; 2] =
    [["regret 1", "predicted 1", "sum 1", "kept 1"], ["regret 2", "predicted 2", "sum 2", "kept 2"]];

impl Minimiser {
    /// Everything that later iterations read, as lists of numbers.
    pub(super) fn lists(&self) -> Vec<(&'static str, usize, &[Strip])> {
        let mut lists = Vec::new();
        for (player, names) in LISTS.into_iter().enumerate() {
            let state = &self.states[player];
            let all = [&state.regret, &state.predicted, &state.sum, &self.kept[player]];
            for (name, list) in names.into_iter().zip(all) {
                lists.push((name, list.len() * LANES, list.as_slice()));
            }
        }
        lists
    }

    /// Goes on from what was kept. Nothing is changed if that is not of this game.
    pub(super) fn restore(&mut self, kept: &mut Kept, any_kept: bool) -> Option<()> {
        let mut lists = Vec::new();
        for (player, names) in LISTS.into_iter().enumerate() {
            let state = &self.states[player];
            let of_kept = if any_kept { state.regret.len() } else { 0 };
            let lengths = [state.regret.len(), state.predicted.len(), state.sum.len(), of_kept];
            for (name, length) in names.into_iter().zip(lengths) {
                let doubles = kept.doubles(name, length * LANES)?;
                let strips = doubles.as_chunks::<LANES>().0.iter().map(|lanes| Strip(*lanes));
                lists.push(strips.collect::<Vec<Strip>>());
            }
        }
        let mut lists = lists.into_iter();
        for player in 0..2 {
            let (side, state) = (&self.sides[player], &mut self.states[player]);
            (state.regret, state.predicted) = (lists.next()?, lists.next()?);
            (state.sum, self.kept[player]) = (lists.next()?, lists.next()?);
            // Plans and shares follow from the regrets.
            state.play(pulp::Scalar::new(), side, &side.segments[0], Played::Passes, true);
        }
        self.iterations = kept.step;
        Some(())
    }
}
