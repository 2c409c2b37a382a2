//! Which actions can be best, given bounds on what everybody does.
//!
//! In: bounds on the probability of each action. Out: tighter ones, or that nothing fits them. The worth of an action that is
//! played is bounded from above, what an actor can secure by another from below; an action that falls short of another, at
//! every situation or on the sum over them, is not played where play comes. Repeated until nothing changes. Numbers are
//! doubles between 0 and 1, compared with a margin far above what rounding adds up to.

use super::scaled::Scaled;
use standoff_game::structure::{Kind, NONE};

/// Differences of worth below this are not held against an action. Gains are scaled to 0..1.
const MARGIN: f64 = 1e-9;
/// More than rounding may take from a sum of probabilities.
pub(super) const ROUNDING: f64 = 1e-12;
/// Most rounds of tightening.
const MOST_ROUNDS: usize = 12;

/// What is known of an information set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is open whether play comes there. Bounds hold if it does; if not, nothing is known.
    Open,
    /// Play comes there.
    Reached,
    /// Play does not come there, and bounds hold nevertheless.
    Off,
}

/// What is asked of behaviour where play does not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Demand {
    /// Nothing: a Nash equilibrium.
    Nothing,
    /// That it is best under some belief, under Bayes' where the others and chance lead there.
    Rational,
    /// That it is best under beliefs that are limits of those of fully mixed profiles.
    Sequential,
}

/// Bounds on the probability of every action.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) low: Vec<f64>,
    pub(super) high: Vec<f64>,
    pub(super) place: Vec<Place>,
    /// The support has been chosen: every action that is not bounded by 0 is played.
    pub(super) decided: Vec<bool>,
}

impl State {
    /// Nothing is known.
    pub(super) fn new(game: &Scaled<'_>) -> State {
        let (actions, sets) = (game.structure.action_count(), game.structure.infoset_count());
        let only = |&set: &u32| f64::from(u8::from(game.structure.actions(set as usize).len() == 1));
        State {
            low: game.set_of.iter().map(only).collect(),
            high: vec![1.0; actions],
            place: vec![Place::Open; sets],
            decided: vec![false; sets],
        }
    }

    /// Fixes the support of a set.
    pub(super) fn choose(&mut self, game: &Scaled<'_>, set: usize, support: &[usize]) {
        for action in game.structure.actions(set) {
            let member = support.contains(&action);
            self.high[action] = f64::from(u8::from(member));
            self.low[action] = if member && support.len() == 1 { 1.0 } else { 0.0 };
        }
        self.decided[set] = true;
    }

    /// Fixes the behaviour at a set.
    pub(super) fn fix(&mut self, game: &Scaled<'_>, set: usize, profile: &[f64]) {
        let actions = game.structure.actions(set);
        self.low[actions.clone()].copy_from_slice(&profile[actions.clone()]);
        self.high[actions.clone()].copy_from_slice(&profile[actions]);
        self.decided[set] = true;
    }

    /// The action of some sets whose bounds are furthest apart, if that is more than `narrow`.
    pub(super) fn widest(
        &self,
        game: &Scaled<'_>,
        sets: impl Iterator<Item = usize>,
        narrow: f64,
    ) -> Option<usize> {
        let width = |a: &usize| self.high[*a] - self.low[*a];
        sets.filter(|&set| game.structure.actions(set).len() > 1)
            .flat_map(|set| game.structure.actions(set))
            .max_by(|a, b| width(a).total_cmp(&width(b)))
            .filter(|a| width(a) > narrow)
    }

    /// The state cut in two at the middle of an action's bounds, as far as probabilities there can still sum to 1.
    pub(super) fn halves(&self, game: &Scaled<'_>, action: usize) -> impl Iterator<Item = State> + use<> {
        let at = 0.5 * (self.low[action] + self.high[action]);
        let (mut upper, mut lower) = (self.clone(), self.clone());
        upper.low[action] = at;
        lower.high[action] = at;
        let actions = game.structure.actions(game.set_of[action] as usize);
        [lower, upper].into_iter().filter_map(move |mut half| {
            let sum = |values: &[f64]| values[actions.clone()].iter().sum::<f64>();
            let (least, most) = (sum(&half.low), sum(&half.high));
            for a in actions.clone() {
                let (low, high) = (half.low[a], half.high[a]);
                half.low[a] = low.max(1.0 - (most - high) - ROUNDING);
                half.high[a] = high.min(1.0 - (least - low) + ROUNDING);
            }
            (least <= 1.0 && most >= 1.0).then_some(half)
        })
    }

    /// Actions of a set that may be played.
    pub(super) fn candidates(&self, game: &Scaled<'_>, set: usize) -> Vec<usize> {
        game.structure.actions(set).filter(|&a| self.high[a] > 0.0).collect()
    }
}

/// Arrays of one pass, reused.
pub(super) struct Bounds<'s, 'g> {
    game: &'s Scaled<'g>,
    /// Worth of each node to the actor at hand: at most and at least if play comes there, and what it can secure.
    most: Vec<f64>,
    least: Vec<f64>,
    secure: Vec<f64>,
    /// Bounds on the probability that the others and chance lead to each node.
    weight: [Vec<f64>; 2],
    /// What a deviating actor does at own sets of several nodes: any choice gives a bound that holds.
    plan: Vec<u32>,
    scratch: Vec<(f64, f64)>,
}

impl<'s, 'g> Bounds<'s, 'g> {
    pub(super) fn new(game: &'s Scaled<'g>) -> Self {
        let nodes = game.structure.node_count();
        Bounds {
            game,
            most: vec![0.0; nodes],
            least: vec![0.0; nodes],
            secure: vec![0.0; nodes],
            weight: [vec![0.0; nodes], vec![0.0; nodes]],
            plan: (0..game.structure.infoset_count()).map(|set| game.structure.action_start[set]).collect(),
            scratch: Vec::new(),
        }
    }

    /// Work of one pass.
    pub(super) fn work(&self) -> usize {
        8 * self.most.len() * self.game.movers.len()
    }

    /// Tightens bounds. `false` if no equilibrium is within them.
    pub(super) fn tighten(&mut self, state: &mut State, demand: Demand) -> bool {
        for _ in 0..MOST_ROUNDS {
            if !self.mark_reached(state) {
                return false;
            }
            let mut changed = false;
            for mover in 0..self.game.movers.len() {
                self.pass(mover, state, demand);
                for set in self.game.sets() {
                    if self.game.structure.infoset_player[set] != self.game.movers[mover] {
                        continue;
                    }
                    match self.check(set, state, demand) {
                        None => return false,
                        Some(better) => changed |= better,
                    }
                }
            }
            if !changed {
                break;
            }
        }
        true
    }

    /// Finds the sets that play comes to for certain. `false` if it comes to one where it must not.
    fn mark_reached(&self, state: &mut State) -> bool {
        let (low, high, game) = (&state.low, &state.high, self.game);
        let played = |action: usize| {
            low[action] > 0.0 || (state.decided[game.set_of[action] as usize] && high[action] > 0.0)
        };
        let (_, sets) = game.reached(played);
        for (place, reached) in state.place.iter_mut().zip(sets) {
            if reached && *place == Place::Off {
                return false;
            }
            if reached {
                *place = Place::Reached;
            }
        }
        true
    }

    /// Fills the arrays for one actor.
    fn pass(&mut self, mover: usize, state: &State, demand: Demand) {
        let (game, s) = (self.game, self.game.structure);
        let player = game.movers[mover];
        for node in (0..s.node_count()).rev().filter(|&n| game.possible[n]) {
            let row = s.row[node] as usize;
            let children = s.children(node);
            if game.ends(node) {
                let gain = game.gain[mover][row];
                (self.most[node], self.least[node], self.secure[node]) = (gain, gain, gain);
                continue;
            }
            if s.kind[node] == Kind::Chance as u8 {
                let (mut most, mut least, mut secure) = (0.0, 0.0, 0.0);
                for (child, p) in children.zip(&game.numbers.chance[s.chance_row(row as u32)]) {
                    most += p * self.most[child];
                    least += p * self.least[child];
                    secure += p * self.secure[child];
                }
                (self.most[node], self.least[node], self.secure[node]) = (most, least, secure);
                continue;
            }
            let actions = s.actions(row);
            let (low, high) = (&state.low[actions.clone()], &state.high[actions.clone()]);
            self.most[node] = mixture(&mut self.scratch, &self.most[children.clone()], -1.0, low, high);
            self.least[node] = mixture(&mut self.scratch, &self.least[children.clone()], 1.0, low, high);
            self.secure[node] = if s.infoset_player[row] == player {
                if game.nodes_of[row].len() == 1 {
                    self.secure[children].iter().copied().fold(f64::NEG_INFINITY, f64::max)
                } else {
                    self.secure[children.start + self.plan[row] as usize - actions.start]
                }
            } else if state.place[row] != Place::Open || demand != Demand::Nothing {
                mixture(&mut self.scratch, &self.secure[children], 1.0, low, high)
            } else {
                self.secure[children].iter().copied().fold(f64::INFINITY, f64::min)
            };
        }
        self.weigh(player, state);
        self.plan_ahead(player, state);
    }

    /// Bounds on the probability that the others and chance lead to each node.
    fn weigh(&mut self, player: u16, state: &State) {
        let (game, s) = (self.game, self.game.structure);
        for (weight, bounds) in self.weight.iter_mut().zip([&state.low, &state.high]) {
            weight.fill(0.0);
            if let Some(root) = weight.first_mut() {
                *root = 1.0;
            }
            for node in 0..s.node_count() {
                let here = weight[node];
                if here == 0.0 || game.ends(node) {
                    continue;
                }
                let row = s.row[node] as usize;
                let children = s.children(node);
                if s.kind[node] == Kind::Chance as u8 {
                    for (child, p) in children.zip(&game.numbers.chance[s.chance_row(row as u32)]) {
                        weight[child] = here * p;
                    }
                } else if s.infoset_player[row] == player {
                    weight[children].fill(here);
                } else {
                    for (child, p) in children.zip(&bounds[s.actions(row)]) {
                        weight[child] = here * p;
                    }
                }
            }
        }
    }

    /// What to do at own sets of several nodes in the next pass: what secures most on average.
    fn plan_ahead(&mut self, player: u16, state: &State) {
        let (game, s) = (self.game, self.game.structure);
        for set in game.sets().filter(|&set| s.infoset_player[set] == player) {
            let nodes = &game.nodes_of[set];
            if nodes.len() == 1 {
                continue;
            }
            let led: f64 = nodes.iter().map(|&n| self.weight[1][n as usize]).sum();
            let mut best = (f64::NEG_INFINITY, s.action_start[set]);
            for (k, action) in s.actions(set).enumerate() {
                let worth: f64 = nodes
                    .iter()
                    .map(|&n| n as usize)
                    .map(|n| {
                        let weight = if led > 0.0 { self.weight[0][n] + self.weight[1][n] } else { 1.0 };
                        weight * self.secure[s.first_child[n] as usize + k]
                    })
                    .sum();
                // Of equals the one that is played.
                let bonus = if state.low[action] > 0.0 { 1e-12 } else { 0.0 };
                if worth + bonus > best.0 {
                    best = (worth + bonus, action as u32);
                }
            }
            self.plan[set] = best.1;
        }
    }

    /// Leaves out the actions of a set that cannot be best. `None` if one of them must be played, or none is left.
    fn check(&self, set: usize, state: &mut State, demand: Demand) -> Option<bool> {
        if state.place[set] == Place::Off && demand == Demand::Nothing {
            return Some(false);
        }
        let s = self.game.structure;
        let nodes = &self.game.nodes_of[set];
        let sum = |weight: &[f64]| nodes.iter().map(|&n| weight[n as usize]).sum::<f64>();
        let [low, high] = [&self.weight[0], &self.weight[1]];
        // Without being led there by others, any belief will do, or any that is a limit.
        let believed: Vec<(usize, f64, f64)> = if demand != Demand::Nothing && sum(low) == 0.0 {
            super::limits::beliefs(self.game, state, set, demand == Demand::Sequential)
        } else {
            let each = nodes.iter().map(|&n| (n as usize, low[n as usize], high[n as usize]));
            each.filter(|(_, _, most)| *most > 0.0).collect()
        };
        if believed.is_empty() {
            return Some(false);
        }
        let actions = s.actions(set);
        let mut changed = false;
        for own in 0..actions.len() {
            let action = actions.start + own;
            if state.high[action] == 0.0 {
                continue;
            }
            let beaten = (0..actions.len()).filter(|&other| other != own).any(|other| {
                let surely = state.low[actions.start + other] > 0.0
                    || (state.decided[set] && state.high[actions.start + other] > 0.0);
                // One way to go on at all nodes: the actor cannot tell them apart.
                self.beats(&believed, own, other, &self.secure)
                    || (surely
                        && state.place[set] == Place::Reached
                        && self.beats(&believed, own, other, &self.least))
            });
            if beaten {
                if state.decided[set] || state.low[action] > 0.0 {
                    return None;
                }
                state.high[action] = 0.0;
                changed = true;
            }
        }
        if changed {
            let mut left = actions.filter(|&a| state.high[a] > 0.0);
            match (left.next(), left.next()) {
                (None, _) if state.place[set] != Place::Open => return None,
                (Some(only), None) => state.low[only] = 1.0,
                _ => {}
            }
        }
        Some(changed)
    }

    /// Whether an action falls short of another that is worth at least `other_worth` at each node.
    fn beats(&self, believed: &[(usize, f64, f64)], own: usize, other: usize, other_worth: &[f64]) -> bool {
        let (mut at_best, mut on_sum, mut total) = (f64::NEG_INFINITY, 0.0, 0.0);
        for &(node, least, most) in believed {
            let first = self.game.structure.first_child[node] as usize;
            let difference = self.most[first + own] - other_worth[first + other];
            at_best = at_best.max(difference);
            on_sum += difference * if difference > 0.0 { most } else { least };
            total += most;
        }
        at_best < -MARGIN || on_sum < -MARGIN * total
    }

    /// Bounds on a quantity given at the ends, from the start of play.
    pub(super) fn span(&mut self, state: &State, quantity: &[(u32, f64)]) -> [f64; 2] {
        let (game, s) = (self.game, self.game.structure);
        let mut given = quantity.iter().rev().peekable();
        for node in (0..s.node_count()).rev().filter(|&n| game.possible[n]) {
            let row = s.row[node] as usize;
            let children = s.children(node);
            if game.ends(node) {
                // Ends come in ascending order.
                while given.next_if(|(other, _)| *other as usize > node).is_some() {}
                let value =
                    given.next_if(|(other, _)| *other as usize == node).map_or(0.0, |(_, value)| *value);
                (self.most[node], self.least[node]) = (value, value);
            } else if game.decides(node) {
                let actions = s.actions(row);
                let (low, high) = (&state.low[actions.clone()], &state.high[actions]);
                self.most[node] = mixture(&mut self.scratch, &self.most[children.clone()], -1.0, low, high);
                self.least[node] = mixture(&mut self.scratch, &self.least[children], 1.0, low, high);
            } else {
                let (mut most, mut least) = (0.0, 0.0);
                for (child, p) in children.zip(&game.numbers.chance[s.chance_row(row as u32)]) {
                    most += p * self.most[child];
                    least += p * self.least[child];
                }
                (self.most[node], self.least[node]) = (most, least);
            }
        }
        [self.least.first().copied().unwrap_or(0.0), self.most.first().copied().unwrap_or(0.0)]
    }
}

/// The least mean of values under probabilities within bounds; with `sign` −1 the largest.
fn mixture(scratch: &mut Vec<(f64, f64)>, values: &[f64], sign: f64, low: &[f64], high: &[f64]) -> f64 {
    if let (&[a, b], &[low_a, low_b], &[high_a, high_b]) = (values, low, high) {
        if high_a == 0.0 {
            return b;
        }
        if high_b == 0.0 {
            return a;
        }
        let p = if sign * a <= sign * b { high_a.min(1.0 - low_b) } else { low_a.max(1.0 - high_b) };
        return p * a + (1.0 - p) * b;
    }
    let (mut mean, mut left) = (0.0, 1.0);
    scratch.clear();
    for ((&value, &low), &high) in values.iter().zip(low).zip(high) {
        if low > 0.0 {
            mean += low * value;
            left -= low;
        }
        if high > low {
            scratch.push((sign * value, high - low));
        }
    }
    // Most often one value takes all that is left.
    while left > 0.0 {
        let Some(k) = (0..scratch.len()).min_by(|&a, &b| scratch[a].0.total_cmp(&scratch[b].0)) else {
            break;
        };
        let (value, room) = scratch.swap_remove(k);
        mean += sign * value * room.min(left);
        left -= room;
    }
    mean
}

/// The action that leads to a node, if a decision does.
pub(super) fn led_by(game: &Scaled<'_>, node: usize) -> Option<usize> {
    match game.led_by[node] {
        NONE => None,
        action => Some(action as usize),
    }
}
