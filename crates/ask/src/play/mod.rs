//! A round of the game from one actor's chair.
//!
//! In: a solved game, who is played, a seed, and the labels that the player chooses. Out: what that actor may know at each of its
//! decisions, and when the story is over the [`Debrief`]. Chance and the other actors are drawn as the solution says, each step by a
//! number of its own, so that the same seed and the same choices give the same round.

mod debrief;
mod end;

use standoff_game::structure::Node;
use standoff_model::ir::{ActorId, Model, ThingId};

use crate::line::secrets_at;
use crate::session::Solved;
use crate::uncertainty::design::{hash, uniform};
pub use debrief::{Debrief, Judged};
pub use end::Ended;

/// A round being played.
#[derive(Clone, Debug)]
pub struct Round<'a> {
    model: &'a Model,
    solved: &'a Solved,
    actor: ActorId,
    seed: u64,
    node: usize,
    steps: u64,
    moves: Vec<Move>,
}

/// A choice that the player made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Move {
    infoset: usize,
    /// Which of the labels on offer.
    slot: usize,
}

/// Where a round stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// The player has to choose.
    Choose(Choice),
    /// The story is over.
    Over(Ended),
}

/// A decision of the player, with all that it may know there.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The information set.
    pub infoset: usize,
    /// What is decided.
    pub decision: ThingId,
    /// What the actor has seen and done so far, first to last: names and values.
    pub seen: Vec<(String, String)>,
    /// The secrets that it knows, with their values.
    pub knows: Vec<(ThingId, u32)>,
    /// What it may believe about the others.
    pub beliefs: Vec<Belief>,
    /// The labels on offer, as indices into the decision's domain.
    pub labels: Vec<u32>,
}

/// What may be believed about a secret at an information set.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief {
    /// The secret.
    pub secret: ThingId,
    /// Its values that are possible here, with their probabilities, likeliest first.
    pub values: Vec<(u32, f64)>,
    /// Whether somebody had to move as nobody does at the solution for the story to come here: then the probabilities are limits.
    pub limit: bool,
}

impl<'a> Round<'a> {
    /// The start of a round: play goes on until the player has something to choose.
    #[must_use]
    pub fn begin(model: &'a Model, solved: &'a Solved, actor: ActorId, seed: u64) -> Self {
        let mut round = Self { model, solved, actor, seed, node: 0, steps: 0, moves: Vec::new() };
        round.play_on();
        round
    }

    /// Who is played.
    #[must_use]
    pub fn actor(&self) -> ActorId {
        self.actor
    }

    /// The node that the story has come to.
    #[must_use]
    pub fn node(&self) -> usize {
        self.node
    }

    /// Where the round stands.
    #[must_use]
    pub fn turn(&self) -> Turn {
        match self.solved.compiled.structure.node(self.node) {
            Node::Decision(infoset) => Turn::Choose(self.choice(infoset.0 as usize)),
            _ => Turn::Over(end::at(self.model, self.solved, self.node, self.draw())),
        }
    }

    /// Chooses one of the labels on offer, by its place among them, and plays on. False if there is no such label, or the
    /// story is over; then nothing has changed.
    pub fn choose(&mut self, slot: usize) -> bool {
        let structure = &self.solved.compiled.structure;
        let Node::Decision(infoset) = structure.node(self.node) else { return false };
        let Some(child) = structure.children(self.node).nth(slot) else { return false };
        self.moves.push(Move { infoset: infoset.0 as usize, slot });
        self.go_to(child);
        self.play_on();
        true
    }

    /// What the player's choices cost, and what it could have known. Of use once the story is over.
    #[must_use]
    pub fn debrief(&self) -> Debrief {
        debrief::of(self.model, self.solved, self.actor, &self.moves, self.node)
    }

    /// Draws for chance and for the others until the player has a choice of two labels or more, or the story ends.
    fn play_on(&mut self) {
        let Solved { compiled, numbers, solution, .. } = self.solved;
        let structure = &compiled.structure;
        loop {
            let children = structure.children(self.node);
            let slot = match structure.node(self.node) {
                Node::Terminal(_) => return,
                Node::Chance(row) => drawn(&numbers.chance[structure.chance_row(row)], self.draw()),
                Node::Decision(infoset) => {
                    let set = infoset.0 as usize;
                    let own = compiled.infosets.get(set).is_some_and(|info| info.actor == self.actor);
                    if own && children.len() > 1 {
                        return;
                    }
                    drawn(&solution.profile[structure.actions(set)], self.draw())
                }
            };
            self.go_to(children.start + slot.min(children.len().saturating_sub(1)));
        }
    }

    fn go_to(&mut self, child: usize) {
        self.node = child;
        self.steps += 1;
    }

    /// The number that this step is drawn by.
    fn draw(&self) -> f64 {
        uniform(hash(&[self.seed, self.steps]))
    }

    fn choice(&self, infoset: usize) -> Choice {
        let compiled = &self.solved.compiled;
        let (knows, beliefs) = known_and_believed(self.model, self.solved, infoset);
        let info = compiled.infosets.get(infoset);
        Choice {
            infoset,
            decision: info.map_or(ThingId(0), |info| info.thing),
            seen: self.solved.names(self.model).seen_pairs(infoset),
            knows,
            beliefs,
            labels: info.map_or_else(Vec::new, |info| info.labels.to_vec()),
        }
    }
}

/// The place at which the probabilities so far exceed `share`; never one that has none.
fn drawn(probabilities: &[f64], share: f64) -> usize {
    let mut left = share * probabilities.iter().sum::<f64>();
    let mut last = 0;
    for (slot, &p) in probabilities.iter().enumerate() {
        if p > 0.0 {
            last = slot;
            if left < p {
                return slot;
            }
            left -= p;
        }
    }
    last
}

/// The secrets that have one value at every node of an information set, and what the solution believes about the others there.
fn known_and_believed(model: &Model, solved: &Solved, infoset: usize) -> (Vec<(ThingId, u32)>, Vec<Belief>) {
    let structure = &solved.compiled.structure;
    let slots = structure.infoset_start[infoset] as usize..structure.infoset_start[infoset + 1] as usize;
    let mut found: Vec<(ThingId, Vec<(u32, f64)>)> = Vec::new();
    for (&node, belief) in structure.nodes_of(infoset).iter().zip(&solved.solution.beliefs[slots]) {
        for (secret, value) in secrets_at(model, solved, node as usize) {
            let at = found.iter().position(|(known, _)| *known == secret).unwrap_or_else(|| {
                found.push((secret, Vec::new()));
                found.len() - 1
            });
            let values = &mut found[at].1;
            match values.iter_mut().find(|(known, _)| *known == value) {
                Some((_, probability)) => *probability += belief,
                None => values.push((value, *belief)),
            }
        }
    }
    let (mut knows, mut beliefs) = (Vec::new(), Vec::new());
    for (secret, mut values) in found {
        if let [(value, _)] = values[..] {
            knows.push((secret, value));
            continue;
        }
        values.sort_by(|a, b| b.1.total_cmp(&a.1));
        beliefs.push(Belief { secret, values, limit: solved.solution.reach[infoset] <= 0.0 });
    }
    (knows, beliefs)
}

#[cfg(test)]
mod tests {
    use super::drawn;

    #[test]
    fn what_is_drawn_has_a_probability() {
        assert_eq!(drawn(&[0.0, 1.0, 0.0], 0.0), 1);
        assert_eq!(drawn(&[0.0, 1.0, 0.0], 0.999_999), 1);
        assert_eq!(drawn(&[0.25, 0.25, 0.5], 0.24), 0);
        assert_eq!(drawn(&[0.25, 0.25, 0.5], 0.25), 1);
        assert_eq!(drawn(&[0.25, 0.25, 0.5], 0.75), 2);
        // Sums that round below one leave the last that is possible.
        assert_eq!(drawn(&[0.1; 10], 0.999_999_999_999_999_9), 9);
        assert_eq!(drawn(&[], 0.5), 0);
    }
}
