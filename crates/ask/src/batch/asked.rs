//! A question prepared for many points.
//!
//! In: a query. Out: which games it needs, and at a point, from their solutions, its number.

use standoff_compile::question::{Asker, Prepared};
use standoff_game::dag::eval::Scratch;
use standoff_model::ir::{ActorId, Edit, Model, Query, ThingId};
use standoff_solve::along::{Block, LANES, Lanes, Pattern};

use super::Batch;
use super::game::{Game, Games, Space};
use crate::answer::Number;
use crate::session::{AskError, Budget, Session, Setting, Solved};
use crate::{probability, value};

/// A question that has a number for an answer.
pub(crate) enum Asked {
    /// P(e | c).
    Probability(Prepared),
    /// E(x | c).
    Expectation(Prepared),
    /// An actor's gain in the first game.
    OfPlay(ActorId),
    /// One label over another.
    Over { decision: ThingId, a: u32, b: u32, to: ActorId },
    /// How much more an actor gains in one game than in another.
    Difference { after: usize, before: usize, to: ActorId },
}

impl Asked {
    pub(crate) fn prepare(
        session: &Session,
        query: &Query,
        setting: &Setting,
        games: &mut Games,
        budget: Budget,
    ) -> Result<Self, AskError> {
        let model = session.model;
        let mut changed = |edit: Edit| {
            let mut changed = setting.clone();
            changed.edit(&edit);
            games.number(session, setting, &changed, budget)
        };
        Ok(match query {
            Query::Probability { event, given } => {
                let asker = Asker::new(model, &games.all[0].compiled);
                Asked::Probability(asker.prepare_probability(event, given.as_ref()))
            }
            Query::Expectation { value, given } => {
                let asker = Asker::new(model, &games.all[0].compiled);
                Asked::Expectation(asker.prepare_expectation(value, given.as_ref()))
            }
            Query::ValueOfPlay(to) => Asked::OfPlay(*to),
            Query::ValueOver { decision, a, b, to } => {
                Asked::Over { decision: *decision, a: *a, b: *b, to: *to }
            }
            Query::ValueOfLabel { decision, label, to } => {
                let before = changed(Edit::Without(*decision, *label))?;
                Asked::Difference { after: 0, before, to: *to }
            }
            Query::ValueOfOption(option, to) => {
                let among = model.options.get(option.0 as usize).map_or(&[][..], |o| &o.among);
                let (Some(first), Some(last)) = (among.first(), among.last()) else {
                    return Err(AskError::NoNumber);
                };
                let after = changed(Edit::Option(*option, last.clone()))?;
                let before = changed(Edit::Option(*option, first.clone()))?;
                Asked::Difference { after, before, to: *to }
            }
            Query::ValueOfVariant(variant, to) => {
                let mut varied = setting.clone();
                varied.apply_variant(model, *variant);
                let after = games.number(session, setting, &varied, budget)?;
                Asked::Difference { after, before: 0, to: *to }
            }
            Query::Knowing { secret, to } => {
                let after = changed(Edit::Reveal(*secret, *to))?;
                Asked::Difference { after, before: 0, to: *to }
            }
            Query::Strategy { .. }
            | Query::Equilibria
            | Query::Tipping { .. }
            | Query::Importance(_)
            | Query::Distribution(_)
            | Query::Flips(_)
            | Query::Sweep { .. } => return Err(AskError::NoNumber),
        })
    }

    /// The games that the answer rests on.
    pub(crate) fn games(&self) -> [usize; 2] {
        match self {
            Asked::Difference { after, before, .. } => [*after, *before],
            _ => [0, 0],
        }
    }

    /// What an actor gains in the two games of a difference, at a place of the chunk.
    pub(super) fn gains(&self, batch: &Batch, spaces: &[Space], at: usize) -> Option<[f64; 2]> {
        let Asked::Difference { after, before, to } = self else { return None };
        Some([*after, *before].map(|game| {
            let players = usize::from(batch.games.all[game].compiled.structure.players);
            spaces[game].found.gain[at * players + usize::from(to.0)]
        }))
    }

    /// The number at a solution of the first game, whose parameters are at `point`; none for what compares games.
    pub(super) fn number(&self, model: &Model, solved: &Solved, point: &[f64]) -> Option<Number> {
        Some(match self {
            Asked::Probability(prepared) => probability::at(model, solved, prepared, point, true),
            Asked::Expectation(prepared) => probability::at(model, solved, prepared, point, false),
            Asked::OfPlay(to) => value::of_play(solved, *to),
            Asked::Over { decision, a, b, to } => value::over(solved, *decision, *a, *b, *to),
            Asked::Difference { .. } => return None,
        })
    }

    /// Working space for a block of points.
    pub(super) fn block(&self) -> QuestionBlock {
        match self {
            Asked::Probability(prepared) | Asked::Expectation(prepared) => Some(prepared.block()),
            _ => None,
        }
    }

    /// Writes a point into a lane.
    pub(super) fn load(&self, block: &mut QuestionBlock, lane: usize, point: &[f64]) {
        if let (Asked::Probability(prepared) | Asked::Expectation(prepared), Some(block)) = (self, block) {
            prepared.load(block, lane, point);
        }
    }

    /// The numbers at equilibria of the first game that were carried over to a block of points; NaN where what is asked about
    /// never happens, or has no value. None for what compares games.
    pub(super) fn at_block(
        &self,
        game: &Game,
        pattern: &Pattern,
        found: &Block,
        block: &mut QuestionBlock,
    ) -> Option<Lanes> {
        match self {
            Asked::Probability(prepared) | Asked::Expectation(prepared) => {
                let block = block.as_mut()?;
                if prepared.refused().is_some() {
                    return Some([f64::NAN; LANES]);
                }
                let (mut part, mut whole) = ([0.0; LANES], [0.0; LANES]);
                prepared.each_in_block(block, |node, p, w| {
                    if pattern.reached(node as usize) {
                        let weight = &found.weight[node as usize];
                        for lane in 0..LANES {
                            part[lane] += weight[lane] * p[lane];
                            whole[lane] += weight[lane] * w[lane];
                        }
                    }
                });
                let share = |lane: usize| if whole[lane] > 0.0 { part[lane] / whole[lane] } else { f64::NAN };
                let values: Lanes = std::array::from_fn(share);
                let is_probability = matches!(self, Asked::Probability(_));
                Some(if is_probability { values.map(|value| value.clamp(0.0, 1.0)) } else { values })
            }
            Asked::OfPlay(to) => found.value.get(usize::from(to.0)).copied(),
            Asked::Over { decision, a, b, to } => {
                Some(over(game, pattern, found, (*decision, *a, *b), usize::from(to.0)))
            }
            Asked::Difference { .. } => None,
        }
    }
}

/// One label over another to an actor, averaged over the decision's sets that are reached; NaN if none is. (As
/// [`value::over`].)
fn over(
    game: &Game,
    pattern: &Pattern,
    found: &Block,
    (decision, a, b): (ThingId, u32, u32),
    player: usize,
) -> Lanes {
    let structure = &game.compiled.structure;
    let players = usize::from(structure.players);
    let (mut sum, mut total) = ([0.0; LANES], [0.0; LANES]);
    for (set, info) in game.compiled.infosets.iter().enumerate() {
        let slot = |label: u32| info.labels.iter().position(|&l| l == label);
        let (true, Some(slot_a), Some(slot_b)) = (info.thing == decision, slot(a), slot(b)) else { continue };
        for &node in structure.nodes_of(set) {
            let node = node as usize;
            if !pattern.reached(node) {
                continue;
            }
            let first = structure.children(node).start;
            let value = |slot: usize| &found.value[(first + slot) * players + player];
            let (one, other, weight) = (value(slot_a), value(slot_b), &found.weight[node]);
            for lane in 0..LANES {
                sum[lane] += weight[lane] * (one[lane] - other[lane]);
                total[lane] += weight[lane];
            }
        }
    }
    std::array::from_fn(|lane| if total[lane] > 0.0 { sum[lane] / total[lane] } else { f64::NAN })
}

/// Working space of a question for a block of points, if it needs any.
pub(super) type QuestionBlock = Option<Scratch<LANES>>;
