//! What play is worth over all equilibria, beside what it is worth in the one that was selected.
//!
//! In: a solved game, or two that are compared. Out: the least and the most of an actor's gain, or of its difference, over all
//! equilibria of the games and over those that may be sequential; nothing where they were not all found, or the search would
//! take long. Over a component of equilibria of two actors a gain is least and most at extreme equilibria, since it is linear in
//! the strategy of either.

use num_rational::BigRational;
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::structure::Structure;
use standoff_model::ir::ActorId;
use standoff_solve::enumerate::refine::{Refinement, Verdict, refine};
use standoff_solve::enumerate::{Component, Limits, between_movers, enumerate, many};

use crate::answer::{Range, Span};
use crate::session::Solved;

/// Larger games are left out: the search would be cut anyway.
const MOST_ACTIONS: usize = 400;
/// The search is cut here; most games that it gets through take milliseconds.
const LIMITS: Limits = Limits { vertices: 3_000, equilibria: 1_000 };
const MANY: many::Limits = many::Limits { supports: 20_000, boxes: 2_000, equilibria: 200, work: 20_000_000 };
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
    let less =
        |a: Span, b: Span| Span { low: a.low - b.high, high: a.high - b.low, exact: a.exact && b.exact };
    Some(Range { all: less(after.all, before.all), sequential: less(after.sequential, before.sequential) })
}

/// The range of an actor's gain over the equilibria of a solved game.
fn in_game(solved: &Solved, to: ActorId, stop: &dyn Fn() -> bool) -> Option<Range> {
    let structure = &solved.compiled.structure;
    if structure.action_count() > MOST_ACTIONS || solved.errs() {
        return None;
    }
    let exact = solved.exact.as_ref()?;
    let mut asked = 0;
    let mut ask = || {
        asked += 1;
        asked > QUESTIONS || stop()
    };
    let found = match between_movers(structure, exact) {
        Some((two, numbers)) => of_two(structure, exact, &two, &numbers, to, &mut ask),
        None => of_many(structure, exact, to, &mut ask),
    }?;
    let (mut all, mut sequential) = (None, None);
    for (gain, verdict) in &found {
        if *verdict != Verdict::No {
            widen(&mut sequential, gain);
        }
        widen(&mut all, gain);
    }
    // Every game has a sequential equilibrium.
    Some(Range { all: all?, sequential: sequential? })
}

/// The actor's gain at each extreme equilibrium, and whether its component has a sequential one.
fn of_two(
    structure: &Structure,
    exact: &ExactNumbers,
    two: &Structure,
    numbers: &ExactNumbers,
    to: ActorId,
    ask: &mut dyn FnMut() -> bool,
) -> Option<Vec<(Span, Verdict)>> {
    let found = enumerate(two, numbers, &LIMITS, ask).ok().filter(|found| found.complete)?;
    let marks = refine(two, numbers, &found, &LIMITS, ask);
    // The actor need not be one of those who move.
    let gain = |extreme: &u32| {
        let profile = &found.extreme.get(*extreme as usize)?.profile;
        let gain = profile::values_exact(structure, exact, profile).into_iter().nth(usize::from(to.0))?;
        Some(Span { low: gain.clone(), high: gain, exact: true })
    };
    let of_component = |(component, marks): (&Component, &Refinement)| {
        let verdict = marks.sequential;
        component.extreme.iter().filter_map(gain).map(move |gain| (gain, verdict)).collect::<Vec<_>>()
    };
    Some(found.components.iter().zip(&marks).flat_map(of_component).collect())
}

/// The actor's gain in each way to play, and whether it is sequential.
fn of_many(
    structure: &Structure,
    exact: &ExactNumbers,
    to: ActorId,
    ask: &mut dyn FnMut() -> bool,
) -> Option<Vec<(Span, Verdict)>> {
    let found = many::enumerate(structure, exact, &[], &MANY, ask).ok().filter(|found| found.complete)?;
    let at = usize::from(to.0);
    let gain = |equilibrium: &many::Equilibrium| {
        let (gain, exact) = match &equilibrium.values_exact {
            Some(values) => (values.get(at)?.clone(), true),
            None => (BigRational::from_float(*equilibrium.values.get(at)?)?, false),
        };
        Some((Span { low: gain.clone(), high: gain, exact }, equilibrium.marks.sequential))
    };
    found.equilibria.iter().map(gain).collect()
}

fn widen(span: &mut Option<Span>, gain: &Span) {
    let Some(span) = span else {
        *span = Some(gain.clone());
        return;
    };
    span.exact &= gain.exact;
    if gain.low < span.low {
        span.low.clone_from(&gain.low);
    }
    if gain.high > span.high {
        span.high.clone_from(&gain.high);
    }
}
