//! Whether something else may happen in other equilibria, as far as a short search tells.
//!
//! In: a session with its solved game. Out: [`Others`]: the groups of equilibria in which something else happens than at the
//! solution. The search is cut by work, never by a clock.

use standoff_solve::enumerate::refine::Verdict;
use standoff_solve::enumerate::{Limits, many};

use crate::answer::{Content, Equilibria, EquilibriumGroup, Listed, OutcomeShare, Span};
use crate::equilibria::{self, Reach};
use crate::meter::Meter;
use crate::session::{AskError, Budget, Session, Solved, to_f64};

/// Larger games are left out: the search would be cut anyway.
const MOST_ACTIONS: usize = 400;
/// The search is cut here; most games that it gets through take milliseconds.
const REACH: Reach = Reach {
    two: Limits { vertices: 3_000, equilibria: 1_000 },
    many: many::Limits { supports: 20_000, boxes: 2_000, equilibria: 200, work: 30_000_000 },
};
/// How often the search may ask whether to stop.
const QUESTIONS: u64 = 100;
/// Probabilities and gains closer than this are the same.
const SAME: f64 = 1e-6;

/// What a short search for other equilibria found.
#[derive(Clone, Debug)]
pub struct Others {
    /// Whether connected sets are counted, or ways to play.
    pub listed: Listed,
    /// Whether these are all.
    pub complete: bool,
    /// How many connected sets or ways to play there are in all.
    pub sets: usize,
    /// Whether there is but one equilibrium.
    pub only: bool,
    /// Those that are connected with the solution, if not the same happens in all of them.
    pub connected: Option<Other>,
    /// Those in which something else happens, or somebody gains something else, and which may be sequential.
    pub sequential: Vec<Other>,
    /// Those of which none is sequential.
    pub threats: Vec<Other>,
}

/// Equilibria in which something else happens.
#[derive(Clone, Debug)]
pub struct Other {
    /// The likeliest outcome, by number, with its least and its most probability; none in a model without outcomes.
    pub likeliest: Option<(usize, f64, f64)>,
    /// The least and the most that each actor gains.
    pub values: Vec<(f64, f64)>,
    /// How many connected sets or ways to play these are.
    pub sets: usize,
}

/// Searches. None if the search would take long or has nothing to go on.
///
/// # Errors
/// [`AskError::Stopped`].
pub(crate) fn search(
    session: &Session,
    solved: &Solved,
    outcomes: &[OutcomeShare],
    budget: Budget,
) -> Result<Option<Others>, AskError> {
    let structure = &solved.compiled.structure;
    if structure.action_count() > MOST_ACTIONS || solved.errs() || solved.exact.is_none() {
        return Ok(None);
    }
    let meter = Meter::new(budget, QUESTIONS);
    let found = equilibria::list(session, &solved.setting, &REACH, &|| meter.ask());
    match found {
        _ if budget() => Err(AskError::Stopped),
        // What was found by the time the search was cut may be anything: to name it would favour it.
        Ok(Content::Equilibria(found)) if found.complete => Ok(Some(sorted(found, solved, outcomes))),
        Ok(_) | Err(AskError::Stopped) => Ok(None),
        Err(other) => Err(other),
    }
}

fn sorted(found: Equilibria, solved: &Solved, outcomes: &[OutcomeShare]) -> Others {
    let mut others = Others {
        listed: found.listed,
        complete: found.complete,
        sets: found.components,
        only: found.extreme == 1,
        connected: None,
        sequential: Vec::new(),
        threats: Vec::new(),
    };
    for group in &found.groups {
        if holds(group, solved, outcomes) {
            let wide = |span: &Span| to_f64(&span.high) - to_f64(&span.low) > SAME;
            if group.outcomes.iter().chain(&group.values).any(wide) {
                others.connected = Some(other(group));
            }
            continue;
        }
        let list =
            if group.marks.sequential == Verdict::No { &mut others.threats } else { &mut others.sequential };
        list.push(other(group));
    }
    others
}

/// Whether what happens and what everybody gains at the solution is so in some equilibrium of the group.
fn holds(group: &EquilibriumGroup, solved: &Solved, outcomes: &[OutcomeShare]) -> bool {
    let inside = |span: &Span, x: f64| {
        let (low, high) = (to_f64(&span.low), to_f64(&span.high));
        let near = SAME * low.abs().max(high.abs()).max(1.0);
        low - near <= x && x <= high + near
    };
    group.outcomes.iter().zip(outcomes).all(|(span, share)| inside(span, share.probability))
        && group.values.iter().zip(&solved.solution.values).all(|(span, &value)| inside(span, value))
}

fn other(group: &EquilibriumGroup) -> Other {
    let pair = |span: &Span| (to_f64(&span.low), to_f64(&span.high));
    let outcomes = group.outcomes.iter().map(pair).enumerate().map(|(i, (low, high))| (i, low, high));
    Other {
        // The first of equally likely ones.
        likeliest: outcomes.reduce(|top, next| if next.1 + next.2 > top.1 + top.2 { next } else { top }),
        values: group.values.iter().map(pair).collect(),
        sets: group.components,
    }
}
