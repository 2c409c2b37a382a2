//! A round to JSON.
//!
//! In: a round, its session for names, and the labels chosen. Out: a [`PlayDocument`].

use standoff_ask::play::{Belief, Choice, Debrief, Ended, Judged, Round, Turn};
use standoff_ask::{Session, Solved};
use standoff_model::ir::{Model, ThingId};

use super::from_setting::{model_part, setting_part};
use super::named::Named;
use super::play::{BeliefPart, DebriefPart, EndPart, JudgedPart, LabelPart, PlayDocument, SCHEMA, TurnPart};

/// The document.
#[must_use]
pub fn play_document(
    session: &Session,
    solved: &Solved,
    round: &Round,
    seed: u64,
    moves: &[String],
) -> PlayDocument {
    let model = session.model;
    let names = Names { model, solved };
    let turn = round.turn();
    let (choice, ended) = match &turn {
        Turn::Choose(choice) => (Some(choice), None),
        Turn::Over(ended) => (None, Some(ended)),
    };
    PlayDocument {
        schema: SCHEMA,
        model: model_part(model),
        setting: setting_part(model, &solved.setting),
        actor: model.actors[usize::from(round.actor().0)].name.clone(),
        seed,
        moves: moves.to_vec(),
        turn: choice.map(|choice| names.turn(choice)),
        end: ended.map(|ended| names.end(ended)),
        debrief: ended.map(|_| names.debrief(&round.debrief())),
    }
}

/// Where names come from.
struct Names<'a> {
    model: &'a Model,
    solved: &'a Solved,
}

impl Names<'_> {
    fn thing(&self, thing: ThingId) -> String {
        self.model.things[thing.0 as usize].name.clone()
    }

    fn label(&self, thing: ThingId, index: u32) -> String {
        self.solved.names(self.model).label(thing, index)
    }

    fn turn(&self, choice: &Choice) -> TurnPart {
        let label = |&index: &u32| LabelPart {
            label: self.label(choice.decision, index),
            caption: self.solved.names(self.model).caption(choice.decision, index),
        };
        TurnPart {
            decision: self.thing(choice.decision),
            seen: choice.seen.clone(),
            knows: self.values(&choice.knows),
            beliefs: choice.beliefs.iter().map(|belief| self.belief(belief)).collect(),
            labels: choice.labels.iter().map(label).collect(),
        }
    }

    fn values(&self, of: &[(ThingId, u32)]) -> Named<String> {
        of.iter().map(|&(thing, index)| (self.thing(thing), self.label(thing, index))).collect()
    }

    fn belief(&self, belief: &Belief) -> BeliefPart {
        let value = |&(index, probability): &(u32, f64)| (self.label(belief.secret, index), probability);
        BeliefPart {
            secret: self.thing(belief.secret),
            values: belief.values.iter().map(value).collect(),
            limit: belief.limit,
        }
    }

    fn end(&self, ended: &Ended) -> EndPart {
        let outcome = ended.outcome.and_then(|outcome| self.model.outcomes.get(outcome.0 as usize));
        let actors = self.model.actors.iter().map(|actor| actor.name.clone());
        EndPart {
            outcome: outcome.map(|outcome| outcome.name.clone()),
            caption: outcome.map(|outcome| outcome.caption.clone()),
            gains: actors.zip(ended.gains.iter().copied()).collect(),
            after: ended.after.iter().map(|&(t, i)| (self.thing(t), self.label(t, i))).collect(),
        }
    }

    fn debrief(&self, debrief: &Debrief) -> DebriefPart {
        DebriefPart {
            secrets: self.values(&debrief.secrets),
            expected: debrief.expected,
            moves: debrief.moves.iter().map(|judged| self.judged(judged)).collect(),
        }
    }

    fn judged(&self, judged: &Judged) -> JudgedPart {
        let named = |&(index, probability): &(u32, f64)| (self.label(judged.decision, index), probability);
        JudgedPart {
            decision: self.thing(judged.decision),
            chosen: self.label(judged.decision, judged.chosen),
            probability: judged.probability,
            loss: judged.loss,
            best: judged.best.iter().map(|&label| self.label(judged.decision, label)).collect(),
            played: judged.played.iter().map(named).collect(),
            beliefs: judged.beliefs.iter().map(|belief| self.belief(belief)).collect(),
        }
    }
}
