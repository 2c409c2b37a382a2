//! Best responses to a profile, and regret.
//!
//! In: a structure, numbers, a profile and an actor. Out: the actor's best strategy against the others', its value, and
//! how much it gains on the profile. One forward pass collects the weighted payoffs of the ends by the actor's last own
//! action (its sequence form); then its information sets are settled, the latest first. Needs perfect recall.

use super::reach::{Whose, node_reach_by_into};
use crate::scalar::{Scalar, Table};
use crate::structure::{Kind, NONE, Structure};

/// What an actor can do at best against the others.
#[derive(Clone, Debug, PartialEq)]
pub struct BestResponse<T> {
    /// Its expected gain.
    pub value: T,
    /// Its expected gain under the profile, summed in the same order.
    pub current: T,
    /// The action (within the set) to take at each of its information sets, the first of equals; [`NONE`] at others'.
    pub strategy: Vec<u32>,
}

/// Best response of one actor, in doubles or exact.
#[must_use]
pub fn best_response<N: Table>(
    structure: &Structure,
    numbers: &N,
    profile: &[N::Number],
    player: u16,
) -> BestResponse<N::Number> {
    let mut workspace = Workspace::new();
    let (value, current) = workspace.respond(structure, numbers, profile, player);
    BestResponse { value, current, strategy: workspace.strategy }
}

/// Best-response gain of each actor, never negative, in doubles or exact.
#[must_use]
pub fn regret<N: Table>(structure: &Structure, numbers: &N, profile: &[N::Number]) -> Vec<N::Number> {
    let mut workspace = Workspace::new();
    (0..structure.players)
        .map(|player| {
            let (best, current) = workspace.respond(structure, numbers, profile, player);
            let gain = best.minus(&current);
            if gain < N::Number::zero() { N::Number::zero() } else { gain }
        })
        .collect()
}

/// The arrays of one best response, reused from actor to actor.
struct Workspace<T> {
    /// Probability that chance and the others lead to each node.
    reach: Vec<T>,
    /// The actor's last own action before each node; the number of actions if there is none.
    last: Vec<u32>,
    /// Weighted gain of each own action, with the best later behaviour and with the profile's.
    best: Vec<T>,
    current: Vec<T>,
    /// The own action that leads to each information set.
    led_by: Vec<u32>,
    strategy: Vec<u32>,
}

impl<T: Scalar> Workspace<T> {
    fn new() -> Self {
        Workspace {
            reach: Vec::new(),
            last: Vec::new(),
            best: Vec::new(),
            current: Vec::new(),
            led_by: Vec::new(),
            strategy: Vec::new(),
        }
    }

    /// The value of the best response and of the profile.
    fn respond<N: Table<Number = T>>(
        &mut self,
        structure: &Structure,
        numbers: &N,
        profile: &[T],
        player: u16,
    ) -> (T, T) {
        self.collect(structure, numbers, profile, player);
        self.strategy.clear();
        self.strategy.resize(structure.infoset_count(), NONE);
        for infoset in latest_first(structure, &self.led_by) {
            if structure.infoset_player[infoset] != player {
                continue;
            }
            let (mut choice, mut most, mut mean) = (0, None::<T>, T::zero());
            for (k, action) in structure.actions(infoset).enumerate() {
                mean.add_product(&profile[action], &self.current[action]);
                if most.as_ref().is_none_or(|most| self.best[action] > *most) {
                    most = Some(self.best[action].clone());
                    choice = k as u32;
                }
            }
            self.strategy[infoset] = choice;
            let led_by = self.led_by[infoset];
            if led_by != NONE {
                self.best[led_by as usize].add(&most.unwrap_or_else(T::zero));
                self.current[led_by as usize].add(&mean);
            }
        }
        let start = structure.action_count();
        (self.best[start].clone(), self.current[start].clone())
    }

    /// Adds the weighted payoffs of the ends to the actor's last own action before each.
    fn collect<N: Table<Number = T>>(
        &mut self,
        structure: &Structure,
        numbers: &N,
        profile: &[T],
        player: u16,
    ) {
        node_reach_by_into(structure, numbers, profile, Whose::AllBut(player), &mut self.reach);
        let players = usize::from(structure.players);
        let start = structure.action_count();
        self.last.clear();
        self.last.resize(structure.node_count(), start as u32);
        for values in [&mut self.best, &mut self.current] {
            values.clear();
            values.resize(start + 1, T::zero());
        }
        self.led_by.clear();
        self.led_by.resize(structure.infoset_count(), NONE);
        for node in 0..structure.node_count() {
            let row = structure.row[node] as usize;
            let last = self.last[node];
            let children = structure.children(node);
            if structure.kind[node] == Kind::Terminal as u8 {
                if !self.reach[node].is_zero() {
                    let payoff = &numbers.payoff()[row * players + usize::from(player)];
                    self.best[last as usize].add_product(&self.reach[node], payoff);
                    self.current[last as usize].add_product(&self.reach[node], payoff);
                }
            } else if structure.kind[node] == Kind::Decision as u8 && structure.infoset_player[row] == player
            {
                self.led_by[row] = last;
                for (action, child) in structure.actions(row).zip(children) {
                    self.last[child] = action as u32;
                }
            } else {
                self.last[children].fill(last);
            }
        }
    }
}

/// Information sets so that those after an own action come before the set of that action. That is descending order if
/// sets were numbered as a depth-first walk meets them.
fn latest_first(structure: &Structure, led_by: &[u32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..structure.infoset_count()).rev().collect();
    let actions = structure.action_count() as u32;
    let numbered = |h: usize| led_by[h] >= actions || led_by[h] < structure.action_start[h];
    if !order.iter().all(|&h| numbered(h)) {
        let own_depth = |mut h: usize| {
            let mut depth = 0usize;
            while led_by[h] < actions && depth <= structure.infoset_count() {
                h = structure.action_start.partition_point(|&start| start <= led_by[h]) - 1;
                depth += 1;
            }
            depth
        };
        order.sort_by_cached_key(|&h| std::cmp::Reverse(own_depth(h)));
    }
    order
}
