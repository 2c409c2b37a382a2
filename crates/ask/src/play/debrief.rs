//! What a player's choices cost, and what it could have known.
//!
//! In: a solved game and the choices made in a round. Out: the [`Debrief`]. A choice is judged by what the actor could know when it
//! chose, not by how the story went on: its loss is what the best label there is worth more, under the beliefs there and with
//! everything after as in the solution.

use standoff_model::ir::{ActorId, Model, ThingId};

use super::{Belief, Move, known_and_believed};
use crate::line::secrets_at;
use crate::session::Solved;

/// Looking back on a round.
#[derive(Clone, Debug, PartialEq)]
pub struct Debrief {
    /// What the others hid, and what oneself did: each secret with its value.
    pub secrets: Vec<(ThingId, u32)>,
    /// The choices in order.
    pub moves: Vec<Judged>,
    /// What the actor could expect from the round before anything happened.
    pub expected: f64,
}

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The information set.
    pub infoset: usize,
    /// What was decided.
    pub decision: ThingId,
    /// The label chosen.
    pub chosen: u32,
    /// How likely it is at the solution.
    pub probability: f64,
    /// What the best label was worth more, for all that could be known. Not below 0.
    pub loss: f64,
    /// The labels that are worth most there. Sides that err play others too.
    pub best: Vec<u32>,
    /// The labels that the solution plays there, with their probabilities, likeliest first.
    pub played: Vec<(u32, f64)>,
    /// What could be believed about each secret of the others.
    pub beliefs: Vec<Belief>,
}

/// Labels that are worth less by no more than this are as good, but for rounding.
const SAME: f64 = 1e-9;

/// The debrief of choices that led to a node.
pub(super) fn of(model: &Model, solved: &Solved, actor: ActorId, moves: &[Move], node: usize) -> Debrief {
    Debrief {
        secrets: secrets_at(model, solved, node),
        moves: moves.iter().map(|&made| judged(model, solved, made)).collect(),
        expected: solved.solution.values.get(usize::from(actor.0)).copied().unwrap_or(f64::NAN),
    }
}

fn judged(model: &Model, solved: &Solved, Move { infoset, slot }: Move) -> Judged {
    let (info, actions) = (&solved.compiled.infosets[infoset], solved.compiled.structure.actions(infoset));
    let (values, profile) =
        (&solved.solution.action_values[actions.clone()], &solved.solution.profile[actions]);
    let best = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let as_good = |value: &f64| best - value <= SAME * best.abs().max(1.0);
    let among_best = info.labels.iter().zip(values).filter(|(_, value)| as_good(value));
    let labels = info.labels.iter().copied().zip(profile.iter().copied());
    let mut played: Vec<(u32, f64)> = labels.filter(|&(_, probability)| probability > 0.0).collect();
    played.sort_by(|a, b| b.1.total_cmp(&a.1));
    Judged {
        infoset,
        decision: info.thing,
        chosen: info.labels.get(slot).copied().unwrap_or(0),
        probability: profile.get(slot).copied().unwrap_or(0.0),
        loss: values.get(slot).map_or(0.0, |value| (best - value).max(0.0)),
        best: among_best.map(|(&label, _)| label).collect(),
        played,
        beliefs: known_and_believed(model, solved, infoset).1,
    }
}
