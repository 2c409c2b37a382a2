//! The logit path: from the centre of the game at λ = 0 along agent quantal response equilibria to a sequential one.
//!
//! In: a live game, a branch rule and a goal. Out: the limit of the path (or its point at one λ), with a fully mixed
//! witness and the story of the walk. The algorithm is [`follow`]; [`equations`] are its equations, [`path`] its steps,
//! [`branch`] what it does where branches cross, [`polish`] the last mile. (McKelvey and Palfrey 1998; Turocy 2005, 2010.)

pub(crate) mod branch;
pub(crate) mod equations;
pub(crate) mod linear;
pub(crate) mod live;
pub(crate) mod path;
pub(crate) mod polish;
pub(crate) mod ties;
pub(crate) mod watch;

use crate::solution::{Bifurcation, Branch};
use branch::{Crossing, Point, Start};
use equations::Equations;
use live::Live;
use path::{Advance, Settings, Walk};
use polish::{Polish, Quality};
use watch::{Dip, Watch};

/// μ at which the first polish is tried.
const FIRST_BASE: f64 = 1e4;
/// Largest μ at which a polish is tried.
const LAST_BASE: f64 = 1e10;
/// Steps after which a walk is given up.
const MOST_STEPS: u32 = 20_000;
/// Steps redone after jumps before a change of orientation is let pass.
const MOST_REDONE: u32 = 40;
/// Largest estimated distance from the limit at which a polished point is taken before the last base.
const CLOSE: f64 = 1e-7;

/// Everything a walk works with; buffers live from solve to solve.
#[derive(Clone, Debug, Default)]
pub(crate) struct Engine {
    pub(crate) live: Live,
    pub(crate) equations: Equations,
    pub(crate) walk: Walk,
    pub(crate) polish: Polish,
    pub(crate) watch: Watch,
}

/// Where a walk is to end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// In the limit, to an accuracy of regret in units of the range.
    Limit {
        /// Regret allowed.
        accuracy: f64,
        /// Bonus of tie rules (0: none).
        bonus: f64,
    },
    /// At one μ.
    At {
        /// The μ.
        mu: f64,
        /// After this many turns.
        turns: u32,
        /// Bonus of tie rules (0: none).
        bonus: f64,
    },
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The goal is reached.
    Reached,
    /// The path could not be followed further, or its end does not pass.
    Stuck,
    /// The budget said stop.
    Stopped,
}

/// A walk: where it ended and what it met.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    /// How it ended.
    pub(crate) end: End,
    /// Limit probabilities of the live actions (for [`Goal::At`], of the point).
    pub(crate) p: Vec<f64>,
    /// Beliefs of the live slots.
    pub(crate) belief: Vec<f64>,
    /// Log-probabilities of the last points at which the walk landed, with their μ, ascending.
    pub(crate) points: Vec<(f64, Vec<f64>)>,
    /// Bifurcations met; λ still as μ, sets in the live numbering.
    pub(crate) bifurcations: Vec<Bifurcation>,
    /// Accepted steps.
    pub(crate) steps: u32,
    /// Sign changes of dλ/ds.
    pub(crate) turns: u32,
    /// How many of them before the first of the points.
    pub(crate) turns_before: u32,
}

/// Follows the path from the centre to the goal.
pub(crate) fn follow(
    engine: &mut Engine,
    settings: &Settings,
    rule: Branch,
    goal: Goal,
    budget: &mut dyn FnMut() -> bool,
) -> Trace {
    let Engine { live, equations, walk, polish, watch } = engine;
    let mut trace = Trace {
        end: End::Stuck,
        p: Vec::new(),
        belief: Vec::new(),
        points: Vec::new(),
        bifurcations: Vec::new(),
        steps: 0,
        turns: 0,
        turns_before: 0,
    };
    equations.reset(live);
    let (Goal::Limit { bonus, .. } | Goal::At { bonus, .. }) = goal;
    if bonus > 0.0 {
        ties::set_bonus(live, bonus, &mut equations.bonus);
    }
    walk.start(live, equations, settings);
    let origin = walk.predicted_sign;
    watch.reset(live.unknowns() + 1);
    let mut sign = origin;
    let mut redone = 0;
    let mut fallback = None;
    let mut base = if bonus > 0.0 { ties::settled(bonus) } else { FIRST_BASE };
    let mut landed = 0;
    let mut target = match goal {
        Goal::Limit { .. } => base,
        Goal::At { mu, .. } => mu,
    };
    if target <= 0.0 {
        record_point(live, equations, walk, &mut trace);
        trace.end = End::Reached;
        return finish_at(equations, trace);
    }

    while trace.steps < MOST_STEPS {
        if budget() {
            trace.end = End::Stopped;
            break;
        }
        let waits = matches!(goal, Goal::At { turns, .. } if trace.turns < turns);
        let aim = if waits { f64::INFINITY } else { target };
        let advance = walk.advance(live, equations, settings, aim);
        if advance == Advance::Stuck {
            break;
        }
        trace.steps += 1;
        if walk.here.mu() < -1.0 {
            // Back through the centre: the walk has jumped somewhere.
            break;
        }
        let length = walk.length();
        if walk.predicted_sign != sign {
            match cross(walk, live, equations, sign, origin, rule, &mut trace.bifurcations) {
                Next::Go(new) => sign = new,
                Next::Leave(start) => {
                    sign = start.sign;
                    walk.set_here(&start.place);
                    walk.step = settings.first.min(0.05);
                    watch.reset(live.unknowns() + 1);
                    landed = 0;
                    continue;
                }
                Next::Redo(from, step) if redone < MOST_REDONE => {
                    redone += 1;
                    walk.set_here(&from);
                    walk.step = step;
                    watch.reset(live.unknowns() + 1);
                    continue;
                }
                Next::Redo(..) => {
                    let here = walk.here.clone();
                    sign = walk.sign_at(live, equations, &here);
                }
            }
            watch.reset(live.unknowns() + 1);
        } else if watch.note(&mut walk.lu, length) {
            let (from, to) = (walk.earlier.clone(), walk.before.clone());
            match watch::search(walk, live, equations, &from, &to, sign) {
                Dip::Zero(point) => {
                    // More than one branch crosses: no rule says along which to leave.
                    let infoset = departs_most(live, equations, &point);
                    trace.bifurcations.push(Bifurcation { lambda: point.place.mu(), infoset, left: false });
                    watch.reset(live.unknowns() + 1);
                }
                Dip::TurnsOver if redone < MOST_REDONE => {
                    redone += 1;
                    walk.step = watch::distance(&from, &to) / 8.0;
                    walk.set_here(&from);
                    watch.reset(live.unknowns() + 1);
                    continue;
                }
                Dip::TurnsOver | Dip::Harmless => {}
            }
        }
        if walk.here.slope() * walk.before.slope() < 0.0 {
            trace.turns += 1;
        }
        if walk.here.slope() < 0.0 && landed > 0 {
            // The points already taken lie on a part of the path that turns back.
            landed = 0;
            target = base;
            trace.points.clear();
        }
        if landed == 0 && walk.here.slope() > 0.0 && advance != Advance::Landed {
            // Having turned back and again, the path may be beyond where it was to be looked at.
            while matches!(goal, Goal::Limit { .. }) && walk.here.mu() >= base && base < LAST_BASE {
                base *= 10.0;
                target = base;
            }
        }
        if advance != Advance::Landed {
            continue;
        }
        walk.polish_here(live, equations);
        record_point(live, equations, walk, &mut trace);
        let Goal::Limit { accuracy, .. } = goal else {
            trace.end = End::Reached;
            return finish_at(equations, trace);
        };
        landed += 1;
        if landed == 1 {
            trace.turns_before = trace.turns;
        }
        if landed < 3 {
            target = base * f64::from(1 << landed);
            continue;
        }
        let last = base * 10.0 > LAST_BASE;
        match conclude(live, equations, polish, &trace, accuracy) {
            Some(quality) if quality.error <= CLOSE || last => {
                trace.p.clone_from(&polish.p);
                trace.belief.clone_from(&polish.belief);
                trace.end = End::Reached;
                return trace;
            }
            Some(_) => {
                // It passes, but farther on the limit will be seen more clearly.
                let best = fallback.insert((Vec::new(), Vec::new(), Vec::new()));
                best.0.clone_from(&polish.p);
                best.1.clone_from(&polish.belief);
                best.2.clone_from(&trace.points);
            }
            None => {}
        }
        if last {
            break;
        }
        base *= 10.0;
        target = base;
        landed = 0;
        // The polish has used the equations for its own purposes.
        restore(live, equations, walk);
    }
    if let (End::Stuck, Some((p, belief, points))) = (trace.end, fallback) {
        trace.end = End::Reached;
        return Trace { p, belief, points, ..trace };
    }
    // The farthest point is the best there is.
    if walk.here.mu() > trace.points.last().map_or(-1.0, |(mu, _)| *mu) {
        restore(live, equations, walk);
        record_point(live, equations, walk, &mut trace);
    }
    if let Some((_, log_p)) = trace.points.last() {
        equations.frozen.fill(false);
        equations.set_log_profile(log_p);
    }
    equations.evaluate(live);
    trace.p.clone_from(&equations.p);
    trace.belief.clone_from(&equations.belief);
    if let (End::Stuck, Goal::Limit { accuracy, .. }, Some((_, log_p))) =
        (trace.end, goal, trace.points.last())
    {
        // A path that cannot be followed to the end may have come close enough.
        for point in &mut polish.points {
            point.clone_from(log_p);
        }
        if polish.raw(live, equations).passes(accuracy) {
            trace.end = End::Reached;
        }
    }
    trace
}

/// What to do after a change of orientation.
enum Next {
    /// Walk on with this orientation.
    Go(f64),
    /// Walk on along a crossing branch.
    Leave(Box<Start>),
    /// Walk again from this place with steps of this length.
    Redo(Box<path::Place>, f64),
}

/// Finds out why the orientation changed, and applies the branch rule at a bifurcation.
fn cross(
    walk: &mut Walk,
    live: &mut Live,
    equations: &mut Equations,
    sign: f64,
    origin: f64,
    rule: Branch,
    met: &mut Vec<Bifurcation>,
) -> Next {
    let (here, before, earlier) = (walk.here.clone(), walk.before.clone(), walk.earlier.clone());
    let now = walk.sign_at(live, equations, &here);
    let then = walk.sign_at(live, equations, &before);
    if now == sign && then == sign {
        // The predicted point lay beyond, the corrected one does not.
        return Next::Go(sign);
    }
    let (from, to) = if then == sign { (&before, &here) } else { (&earlier, &before) };
    let point = match branch::locate(walk, live, equations, from, to, sign) {
        Crossing::Bifurcation(point) => point,
        Crossing::Jump | Crossing::Nothing => {
            return Next::Redo(Box::new(from.clone()), watch::distance(from, to) / 8.0);
        }
    };
    let mut bifurcation =
        Bifurcation { lambda: point.place.mu(), infoset: departs_most(live, equations, &point), left: false };
    let mut chosen = None;
    if rule == Branch::Stable && point.simple {
        let starts = branch::starts(walk, live, equations, &point);
        let stable = starts.into_iter().filter(|s| s.sign == origin && s.place.slope() > 0.0);
        chosen = first_label(live, equations, stable.collect());
    }
    bifurcation.left = chosen.is_some();
    met.push(bifurcation);
    match chosen {
        Some(start) => Next::Leave(Box::new(start)),
        None => Next::Go(now),
    }
}

/// The set whose probabilities change most along the crossing direction.
fn departs_most(live: &Live, equations: &mut Equations, point: &Point) -> u32 {
    equations.set_point(live, &point.place.x);
    let mut best = (0, -1.0);
    for set in 0..live.sets() {
        let change = |action: usize| match equations.column[action] {
            standoff_game::structure::NONE => 0.0,
            column => point.across[column as usize],
        };
        let mean: f64 = live.actions(set).map(|a| equations.p[a] * change(a)).sum();
        for action in live.actions(set) {
            let size = (equations.p[action] * (change(action) - mean)).abs();
            if size > best.1 * (1.0 + 1e-9) {
                best = (set as u32, size);
            }
        }
    }
    best.0
}

/// Of two starts, the one on which the first label is likelier at the first set where they differ.
fn first_label(live: &Live, equations: &mut Equations, starts: Vec<Start>) -> Option<Start> {
    let mut starts = starts.into_iter();
    let one = starts.next()?;
    let Some(other) = starts.next() else {
        return Some(one);
    };
    equations.set_point(live, &one.place.x);
    let p = equations.p.clone();
    equations.set_point(live, &other.place.x);
    let largest = p.iter().zip(&equations.p).fold(0.0f64, |m, (a, b)| m.max((a - b).abs()));
    for set in 0..live.sets() {
        let range = live.actions(set);
        let differs = range.clone().any(|a| (p[a] - equations.p[a]).abs() > 1e-3 * largest);
        if differs {
            return Some(if p[range.start] >= equations.p[range.start] { one } else { other });
        }
    }
    Some(one)
}

/// Tries the polish, then the last point as it is; `None` if neither passes. The better one stays in `polish`.
fn conclude(
    live: &mut Live,
    equations: &mut Equations,
    polish: &mut Polish,
    trace: &Trace,
    accuracy: f64,
) -> Option<Quality> {
    let recent = trace.points.last_chunk::<3>()?;
    for (point, (_, log_p)) in polish.points.iter_mut().zip(recent) {
        point.clone_from(log_p);
    }
    let polished = polish.limit(live, equations).filter(|quality| quality.passes(accuracy));
    if polished.is_some() {
        return polished;
    }
    let raw = polish.raw(live, equations);
    raw.passes(accuracy).then_some(raw)
}

/// Notes the present point.
fn record_point(live: &mut Live, equations: &mut Equations, walk: &Walk, trace: &mut Trace) {
    equations.set_point(live, &walk.here.x);
    equations.evaluate(live);
    if trace.points.len() == 3 {
        trace.points.remove(0);
    }
    trace.points.push((walk.here.mu(), equations.log_p.clone()));
}

/// Puts the equations back to where the walk is.
fn restore(live: &mut Live, equations: &mut Equations, walk: &Walk) {
    equations.frozen.fill(false);
    equations.belief.fill(1.0);
    equations.set_point(live, &walk.here.x);
    equations.evaluate(live);
}

/// The trace of a walk that ended at one μ, at the point evaluated last.
fn finish_at(equations: &Equations, mut trace: Trace) -> Trace {
    trace.p.clone_from(&equations.p);
    trace.belief.clone_from(&equations.belief);
    trace
}
