//! How a round ended.
//!
//! In: an end of the game. Out: [`Ended`]. Where lotteries were folded into the end, one of their branches is drawn.

use standoff_compile::stories::{Event, LotteryBranch};
use standoff_game::dag::ExprId;
use standoff_game::dag::eval::Program;
use standoff_model::ir::{Model, OutcomeId};

use super::drawn;
use crate::session::Solved;

/// The end of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// The outcome, if the model names it.
    pub outcome: Option<OutcomeId>,
    /// What every actor has gained, by id.
    pub gains: Vec<f64>,
    /// What chance decided after the last decision: things and the index of their value.
    pub after: Vec<(standoff_model::ir::ThingId, u32)>,
}

/// The end at a node; `share` draws a branch of its lottery.
pub(super) fn at(model: &Model, solved: &Solved, node: usize, share: f64) -> Ended {
    let compiled = &solved.compiled;
    let outcome = outcome_in(compiled.stories.events(node));
    let Some(lottery) = compiled.stories.lottery(node) else {
        let players = usize::from(compiled.structure.players);
        let row = compiled.structure.row[node] as usize * players;
        return Ended {
            outcome,
            gains: solved.numbers.payoff[row..row + players].to_vec(),
            after: Vec::new(),
        };
    };
    let point = solved.point();
    let value = |roots: &[ExprId]| Program::new(&compiled.dag, roots).evaluate(&point);
    let probabilities: Vec<ExprId> = lottery.branches().iter().map(|branch| branch.probability).collect();
    let nothing: (&[Event], Vec<f64>) = (&[], Vec::new());
    let branch: Option<&LotteryBranch> = lottery.branches().get(drawn(&value(&probabilities), share));
    let (events, gains) =
        branch.map_or(nothing, |branch| (lottery.events(branch), value(lottery.gains(branch))));
    let before = value(lottery.before());
    let chance = |event: &Event| match event {
        Event::Set { thing, index, .. } if model.things.get(thing.0 as usize).is_some() => {
            Some((*thing, *index))
        }
        _ => None,
    };
    Ended {
        outcome: outcome_in(events).or(outcome),
        gains: before.iter().enumerate().map(|(k, gain)| gain + gains.get(k).unwrap_or(&0.0)).collect(),
        after: events.iter().filter_map(chance).collect(),
    }
}

fn outcome_in(events: &[Event]) -> Option<OutcomeId> {
    events.iter().rev().find_map(|event| match event {
        Event::Outcome(outcome) => Some(*outcome),
        _ => None,
    })
}
