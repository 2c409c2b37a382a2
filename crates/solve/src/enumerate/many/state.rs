//! What is known of everybody's behaviour at one point of a search.
//!
//! In: choices of supports, probabilities and halves of intervals. Out: bounds on the probability of each action, and whether
//! play comes to each information set.

use super::scaled::Scaled;

/// More than rounding may take from a sum of probabilities.
pub(super) const ROUNDING: f64 = 1e-12;

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
