//! The logit path: from the centre of the game at λ = 0 along agent quantal response equilibria to a sequential one.
//!
//! In: a live game, a branch rule and a goal. Out: the limit of the path (or its point at one λ), with a fully mixed
//! witness and the story of the walk. The algorithm is [`follow`]; [`equations`] are its equations, [`path`] its steps,
//! [`crossing`] what it does where branches cross, [`polish`] the last mile, [`known`] where nothing has to be walked. (McKelvey and Palfrey 1998; Turocy 2005, 2010.)

pub(crate) mod branch;
pub(crate) mod coupling;
pub(crate) mod crossing;
pub(crate) mod equations;
pub(crate) mod exponential;
pub(crate) mod jacobian;
pub(crate) mod known;
pub(crate) mod least_norm;
pub(crate) mod linear;
pub(crate) mod live;
pub(crate) mod path;
pub(crate) mod place;
pub(crate) mod polish;
pub(crate) mod product;
pub(crate) mod resume;
pub(crate) mod schedule;
pub(crate) mod system;
pub(crate) mod ties;
pub(crate) mod watch;

use crate::footprint::PathPlan;
use crate::solution::{Bifurcation, Branch};
use crossing::Next;
use equations::Equations;
use live::Live;
use path::{Advance, Walk};
use place::{Place, Settings};
use polish::Polish;
use resume::{Progress, Walks, Writer};
use schedule::Schedule;
use system::Method;
use watch::Watch;

/// Length of the first step on a crossing branch.
const FIRST_ASIDE: f64 = 0.05;
/// Steps after which a walk is given up.
const MOST_STEPS: u32 = 20_000;
/// Steps redone after jumps before a change of orientation is let pass.
const MOST_REDONE: u32 = 40;
/// Where the path is known without walking, the walk begins at this share of the way to the first landing.
const FAR_ALONG: f64 = 0.5;
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

impl Engine {
    /// Takes the linear algebra that a plan says, or for games too small for a plan, a dense matrix. Once a game, when it
    /// has been laid out.
    pub(crate) fn prepare(&mut self, plan: Option<PathPlan>) {
        match plan {
            Some(plan) => self.walk.system.prepare(&self.live, plan.method, &plan.order),
            None => self.walk.system.method = Method::Dense,
        }
    }
}

/// Where a walk is to end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal<'a> {
    /// In the limit, to an accuracy of regret in units of the range.
    Limit {
        /// Regret allowed.
        accuracy: f64,
        /// Bonus of tie rules (0: none).
        bonus: f64,
    },
    /// Where the path first comes to a μ.
    At {
        /// The μ.
        mu: f64,
    },
    /// At a point that another walk has passed.
    Meet {
        /// Its μ.
        mu: f64,
        /// Its log-probabilities.
        log_p: &'a [f64],
        /// Bonus of tie rules (0: none).
        bonus: f64,
    },
}

impl Goal<'_> {
    fn bonus(&self) -> f64 {
        match *self {
            Goal::Limit { bonus, .. } | Goal::Meet { bonus, .. } => bonus,
            Goal::At { .. } => 0.0,
        }
    }
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// The goal is reached.
    Reached,
    /// The path could not be followed further, or its end does not pass.
    #[default]
    Stuck,
    /// The keeper said stop.
    Stopped,
}

/// A walk: where it ended and what it met.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    /// How it ended.
    pub(crate) end: End,
    /// Limit probabilities of the live actions (for [`Goal::At`], of the point).
    pub(crate) p: Vec<f64>,
    /// Beliefs of the live slots.
    pub(crate) belief: Vec<f64>,
    /// The limit solves the indifference equations of its support, and no other point near it does.
    pub(crate) isolated: bool,
    /// Log-probabilities of the last points at which the walk landed, with their μ, ascending.
    pub(crate) points: Vec<(f64, Vec<f64>)>,
    /// Bifurcations met; λ still as μ, sets in the live numbering.
    pub(crate) bifurcations: Vec<Bifurcation>,
    /// Accepted steps.
    pub(crate) steps: u32,
    /// Sign changes of dλ/ds.
    pub(crate) turns: u32,
}

/// Follows the path from the centre to the goal: the next of the walks, which may have been taken before, or begun.
pub(crate) fn follow(
    engine: &mut Engine,
    settings: &Settings,
    rule: Branch,
    goal: Goal<'_>,
    walks: &mut Walks<'_>,
) -> Trace {
    if let Some(trace) = walks.next() {
        return trace;
    }
    let trace = walk_on(engine, settings, rule, goal, walks);
    walks.complete(&trace);
    trace
}

/// The walk, from where it stood if it had been begun.
fn walk_on(
    engine: &mut Engine,
    settings: &Settings,
    rule: Branch,
    goal: Goal<'_>,
    walks: &mut Walks<'_>,
) -> Trace {
    let Engine { live, equations, walk, watch, .. } = &mut *engine;
    let schedule = match goal {
        Goal::Limit { bonus, .. } => Schedule::limit((bonus > 0.0).then(|| ties::settled(bonus))),
        Goal::At { mu } | Goal::Meet { mu, .. } => Schedule::single(mu),
    };
    equations.reset(live);
    ties::set_bonus(live, goal.bonus(), &mut equations.bonus);
    walk.start(live, equations, settings);
    watch.reset(live.unknowns() + 1);
    if schedule.target() <= 0.0 {
        let mut trace = Trace::default();
        trace.note(live, equations, walk);
        return trace.end_at(End::Reached, live, equations);
    }
    if let Some(x) = known::point(live, equations, FAR_ALONG * schedule.target()) {
        walk.begin_at(live, equations, x);
    }
    let sign = walk.predicted_sign;
    let begun = Progress {
        trace: Trace::default(),
        schedule,
        sign,
        origin: sign,
        redone: 0,
        beyond: None,
        fallback: None,
    };
    let mut progress = match walks.restore(engine, schedule) {
        None => begun,
        Some(Some(progress)) => progress,
        // What was kept does not fit, and is used up: the walk begins anew.
        Some(None) => return walk_on(engine, settings, rule, goal, walks),
    };

    while progress.trace.steps < MOST_STEPS {
        if walks.stop(|| Writer::state(engine, &progress)) {
            progress.trace.end = End::Stopped;
            break;
        }
        let Engine { live, equations, walk, polish, watch } = &mut *engine;
        let Progress { trace, schedule, sign, origin, redone, beyond, fallback } = &mut progress;
        let advance = walk.advance(live, equations, settings, schedule.target());
        // Nothing is looked for beyond the last target.
        let passed = walk.here.mu() > 4.0 * schedule.target() && (schedule.is_last() || schedule.is_single());
        let back_at_start = walk.here.mu() < -1.0;
        if advance == Advance::Stuck
            && let Some(beyond) = beyond.take()
        {
            // Short steps do not come past this point, a long one did: take that one.
            walk.set_here(&beyond, settings.first);
            *sign = walk.sign_here(live, equations);
            watch.reset(live.unknowns() + 1);
            *redone = MOST_REDONE;
            continue;
        }
        if advance == Advance::Stuck || passed || back_at_start {
            break;
        }
        trace.steps += 1;
        let mut landed = advance == Advance::Landed;

        // Other branches.
        let changed = walk.predicted_sign != *sign;
        let next = if changed {
            crossing::after_change(walk, live, equations, (*sign, *origin), rule, &mut trace.bifurcations)
        } else if walk.system.has_determinant()
            && watch.note(&mut walk.system, walk.here.distance(&walk.before))
        {
            crossing::after_dip(walk, live, equations, *sign, &mut trace.bifurcations)
        } else {
            Next::Go(*sign)
        };
        match next {
            Next::Go(new) => *sign = new,
            Next::Leave(start) => {
                *sign = start.sign;
                walk.set_here(&start.place, FIRST_ASIDE.min(settings.first));
                schedule.restart();
                landed = false;
            }
            Next::Redo(from, step) if *redone < MOST_REDONE => {
                *redone += 1;
                if beyond.as_ref().is_none_or(|beyond: &Place| beyond.mu() < walk.here.mu()) {
                    *beyond = Some(walk.here.clone());
                }
                walk.set_here(&from, step);
                watch.reset(live.unknowns() + 1);
                continue;
            }
            // It will not go away: let it pass.
            Next::Redo(..) if changed => *sign = walk.sign_here(live, equations),
            Next::Redo(..) => {}
        }
        if changed {
            watch.reset(live.unknowns() + 1);
        }

        // Turning points.
        let turned = walk.here.slope() * walk.before.slope() < 0.0;
        trace.turns += u32::from(turned);
        if walk.here.slope() < 0.0 && schedule.restart() {
            // The points already taken lie on a part of the path that turns back.
            trace.points.clear();
        }
        if !landed {
            if walk.here.slope() > 0.0 {
                schedule.catch_up(walk.here.mu());
            }
            continue;
        }

        // Landings.
        walk.polish_here(live, equations);
        trace.note(live, equations, walk);
        let accuracy = match goal {
            Goal::Limit { accuracy, .. } => accuracy,
            // The path may come to this μ again after turning back.
            Goal::Meet { log_p, .. } if !same_point(&equations.log_profile(live), log_p) => continue,
            Goal::At { .. } | Goal::Meet { .. } => {
                return std::mem::take(trace).end_at(End::Reached, live, equations);
            }
        };
        if !schedule.landed() {
            continue;
        }
        let Some(points) = trace.points.last_chunk::<3>() else { continue };
        if let Some(quality) = polish.conclude(live, equations, points, accuracy) {
            let (p, belief, isolated) = (polish.p.clone(), polish.belief.clone(), quality.isolated);
            if quality.error <= CLOSE || schedule.is_last() {
                return Trace { end: End::Reached, p, belief, isolated, ..std::mem::take(trace) };
            }
            // It passes, but farther on the limit will be seen more clearly.
            *fallback = Some(Trace { p, belief, isolated, ..trace.clone() });
        }
        if schedule.is_last() {
            break;
        }
        schedule.next();
    }
    let Progress { trace, fallback, .. } = progress;
    if let (End::Stuck, Some(found)) = (trace.end, fallback) {
        return Trace { end: End::Reached, steps: trace.steps, turns: trace.turns, ..found };
    }
    let Engine { live, equations, walk, polish, .. } = engine;
    give_up(live, equations, walk, polish, goal, trace)
}

/// The farthest point reached, which may have come close enough to the limit.
fn give_up(
    live: &mut Live,
    equations: &mut Equations,
    walk: &Walk,
    polish: &mut Polish,
    goal: Goal<'_>,
    mut trace: Trace,
) -> Trace {
    if walk.here.mu() > trace.points.last().map_or(-1.0, |(mu, _)| *mu) {
        equations.frozen.fill(false);
        trace.note(live, equations, walk);
    }
    if let Some((_, log_p)) = trace.points.last() {
        equations.frozen.fill(false);
        equations.set_log_profile(live, log_p);
        equations.evaluate(live);
        if let (End::Stuck, Goal::Limit { accuracy, .. }) = (trace.end, goal)
            && polish.accepts(live, equations, log_p, accuracy)
        {
            trace.end = End::Reached;
        }
    }
    let end = trace.end;
    trace.end_at(end, live, equations)
}

impl Trace {
    /// Notes the present point; three are kept.
    fn note(&mut self, live: &mut Live, equations: &mut Equations, walk: &Walk) {
        equations.set_point(live, &walk.here.x);
        if self.points.len() == 3 {
            self.points.remove(0);
        }
        self.points.push((walk.here.mu(), equations.log_profile(live)));
    }

    /// The trace of a walk that ended at the point noted last.
    fn end_at(mut self, end: End, live: &mut Live, equations: &mut Equations) -> Trace {
        equations.evaluate(live);
        self.end = end;
        self.p.clone_from(&equations.p);
        self.belief.clone_from(&equations.belief);
        self
    }
}

/// Probabilities closer than this belong to the same point of the path.
const SAME: f64 = 1e-6;

/// Whether two lists of log-probabilities are the same point.
pub(crate) fn same_point(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (libm::exp(*a) - libm::exp(*b)).abs() <= SAME)
}
