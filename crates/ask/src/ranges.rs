//! What play is worth over all equilibria, beside what it is worth in the one that was selected.
//!
//! In: a solved game, or two that are compared. Out: the least and the most of an actor's gain, or of its difference, over all
//! equilibria of the games and over those that may be sequential; nothing where they were not all found, or the search would
//! take long. Over a component of equilibria of two actors a gain is least and most at extreme equilibria, since it is linear in
//! the strategy of either.

use num_rational::BigRational;
use standoff_game::profile;
use standoff_model::ir::ActorId;
use standoff_solve::enumerate::refine::{Verdict, refine};
use standoff_solve::enumerate::{Limits, between_movers, enumerate};

use crate::answer::{Range, Span};
use crate::session::Solved;

/// Larger games are left out: the search would be cut anyway.
const MOST_ACTIONS: usize = 400;
/// The search is cut here; most games that it gets through take milliseconds.
const LIMITS: Limits = Limits { vertices: 3_000, equilibria: 1_000 };
/// How often the search may ask whether to stop: its work is told by that, so that it ends at the same place on every machine.
const QUESTIONS: u32 = 100;

/// The range of an actor's gain; with a second game, of its gain in the first less that in the second, whichever equilibrium is
/// played in either.
pub(crate) fn of_gain(
    after: &Solved,
    before: Option<&Solved>,
    to: ActorId,
    stop: &dyn Fn() -> bool,
) -> Option<Range> {
    let after = in_game(after, to, stop)?;
    let Some(before) = before else { return Some(after) };
    let before = in_game(before, to, stop)?;
    let less = |a: Span, b: Span| Span { low: a.low - b.high, high: a.high - b.low };
    Some(Range { all: less(after.all, before.all), sequential: less(after.sequential, before.sequential) })
}

/// The range of an actor's gain over the equilibria of a solved game.
fn in_game(solved: &Solved, to: ActorId, stop: &dyn Fn() -> bool) -> Option<Range> {
    let structure = &solved.compiled.structure;
    if structure.action_count() > MOST_ACTIONS || solved.errs() {
        return None;
    }
    let exact = solved.exact.as_ref()?;
    let (two, numbers) = between_movers(structure, exact)?;
    let mut asked = 0;
    let mut ask = || {
        asked += 1;
        asked > QUESTIONS || stop()
    };
    let found = enumerate(&two, &numbers, &LIMITS, &mut ask).ok()?;
    if !found.complete {
        return None;
    }
    let marks = refine(&two, &numbers, &found, &LIMITS, &mut ask);
    // The actor need not be one of those who move.
    let gain = |extreme: &u32| {
        let profile = &found.extreme.get(*extreme as usize)?.profile;
        profile::values_exact(structure, exact, profile).into_iter().nth(usize::from(to.0))
    };
    let (mut all, mut sequential) = (None, None);
    for (component, marks) in found.components.iter().zip(&marks) {
        for gain in component.extreme.iter().filter_map(gain) {
            if marks.sequential != Verdict::No {
                widen(&mut sequential, &gain);
            }
            widen(&mut all, &gain);
        }
    }
    // Every game has a sequential equilibrium.
    Some(Range { all: all?, sequential: sequential? })
}

fn widen(span: &mut Option<Span>, gain: &BigRational) {
    match span {
        None => *span = Some(Span { low: gain.clone(), high: gain.clone() }),
        Some(span) if *gain < span.low => span.low.clone_from(gain),
        Some(span) if *gain > span.high => span.high.clone_from(gain),
        Some(_) => {}
    }
}
