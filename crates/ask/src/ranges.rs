//! What play is worth over all equilibria, beside what it is worth in the one that was selected.
//!
//! In: a solved game, or two that are compared. Out: the least and the most of an actor's gain, or of its difference, over all
//! equilibria of the games; nothing where they were not all found, or the search would take long. Over a component of equilibria
//! of two actors a gain is least and most at extreme equilibria, since it is linear in the strategy of either.

use num_rational::BigRational;
use standoff_game::profile;
use standoff_model::ir::ActorId;
use standoff_solve::enumerate::{Limits, between_movers, enumerate};

use crate::answer::Span;
use crate::session::Solved;

/// Larger games are left out: the search would be cut anyway.
const MOST_ACTIONS: usize = 400;
/// The search is cut here; most games that it gets through take milliseconds.
const LIMITS: Limits = Limits { vertices: 3_000, equilibria: 1_000 };
/// How often the search may ask whether to stop: its work is told by that, so that it ends at the same place on every machine.
const QUESTIONS: u32 = 100;

/// The least and the most that each actor gains over all equilibria of a solved game.
pub(crate) fn gains(solved: &Solved, stop: &dyn Fn() -> bool) -> Option<Vec<Span>> {
    let structure = &solved.compiled.structure;
    if structure.action_count() > MOST_ACTIONS || solved.errs() {
        return None;
    }
    let exact = solved.exact.as_ref()?;
    let (two, numbers) = between_movers(structure, exact)?;
    let mut asked = 0;
    let all = enumerate(&two, &numbers, &LIMITS, &mut || {
        asked += 1;
        asked > QUESTIONS || stop()
    })
    .ok()?;
    if !all.complete {
        return None;
    }
    let mut spans: Option<Vec<Span>> = None;
    for extreme in &all.extreme {
        // Of all actors, also those who do not move.
        let gains = profile::values_exact(structure, exact, &extreme.profile);
        match &mut spans {
            None => spans = Some(gains.into_iter().map(|g| Span { low: g.clone(), high: g }).collect()),
            Some(spans) => spans.iter_mut().zip(gains).for_each(|(span, gain)| widen(span, gain)),
        }
    }
    spans
}

fn widen(span: &mut Span, gain: BigRational) {
    if gain < span.low {
        span.low = gain;
    } else if gain > span.high {
        span.high = gain;
    }
}

/// The range of an actor's gain; with a second game, of its gain in the first less that in the second, whichever equilibrium is
/// played in either.
pub(crate) fn of_gain(
    after: &Solved,
    before: Option<&Solved>,
    to: ActorId,
    stop: &dyn Fn() -> bool,
) -> Option<Span> {
    let one = |solved: &Solved| gains(solved, stop)?.into_iter().nth(usize::from(to.0));
    let after = one(after)?;
    match before {
        None => Some(after),
        Some(before) => {
            let before = one(before)?;
            Some(Span { low: after.low - before.high, high: after.high - before.low })
        }
    }
}
