//! A question prepared for many points.
//!
//! In: a query. Out: which games it needs, and at a point, from their solutions, its number.

use standoff_compile::question::{Asker, Prepared};
use standoff_model::ir::{ActorId, Edit, Query, ThingId};

use super::game::Games;
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

    /// The number at a point; `solved` are the games' solutions there.
    pub(crate) fn number(&self, session: &Session, solved: &[Option<Solved>]) -> Number {
        let of = |game: usize| solved.get(game).and_then(Option::as_ref);
        let Some(base) = of(0) else { return Number::default() };
        match self {
            Asked::Probability(prepared) => probability::at(session.model, base, prepared, true),
            Asked::Expectation(prepared) => probability::at(session.model, base, prepared, false),
            Asked::OfPlay(to) => value::of_play(base, *to),
            Asked::Over { decision, a, b, to } => value::over(base, *decision, *a, *b, *to),
            Asked::Difference { after, before, to } => match (of(*after), of(*before)) {
                (Some(after), Some(before)) => value::difference(after, before, *to),
                _ => Number::default(),
            },
        }
    }
}
