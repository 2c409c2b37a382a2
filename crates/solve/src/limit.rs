//! Solving by the logit path: which walks to take, and what their ends mean.
//!
//! In: a game and a request. Out: the limit of the path (or the quantal response equilibrium at one λ), confirmed by a
//! tighter walk, with the limits of other branches where the path met any.

use crate::assemble::{Finding, assemble};
use crate::certificate::NASH_ACCURACY;
use crate::footprint::{self, MOST_EDGES, PathPlan};
use crate::keep::Keeper;
use crate::logit::live::Live;
use crate::logit::place::Settings;
use crate::logit::resume::Walks;
use crate::logit::system::SPARSE_FROM;
use crate::logit::{End, Engine, Goal, Trace, follow, same_point, ties};
use crate::solution::{Alternative, Branch, Method, PathInfo, Selection, Solution};
use crate::{Request, SolveError};
use standoff_game::dag::eval::to_double;
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::structure::Structure;

/// Follows the path as the request says.
pub(crate) fn solve(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    request: &Request,
    engine: &mut Engine,
    keeper: &mut dyn Keeper,
) -> Result<Solution, SolveError> {
    let plan = plan(structure, request)?;
    engine.live.build(structure, numbers);
    engine.prepare(plan);
    let accuracy = request.accuracy.unwrap_or(NASH_ACCURACY);
    let range = engine.live.range;
    let goal = |bonus| match request.lambda {
        Some(lambda) => Goal::At { mu: lambda * range },
        None => Goal::Limit { accuracy, bonus },
    };
    let sizes: &[f64] =
        if request.lambda.is_none() && ties::any(&engine.live) { &ties::SIZES } else { &[0.0] };
    let mut walks = Walks::new(keeper, engine);
    let mut walked = None;
    for &bonus in sizes {
        let (trace, tight) = confirmed(engine, request, goal(bonus), request.branch, &mut walks);
        let done = trace.end != End::Stuck;
        walked = Some((trace, tight, bonus));
        if done {
            break;
        }
    }
    let Some((trace, tight, bonus)) = walked else {
        return Err(SolveError::Stopped);
    };

    let mut selection = Selection {
        rule: request.branch,
        principal: trace.bifurcations.is_empty() && engine.walk.system.has_determinant(),
        unwatched: !engine.walk.system.has_determinant(),
        bifurcations: trace.bifurcations.clone(),
        alternatives: Vec::new(),
        tight_agrees: tight,
    };
    for met in &mut selection.bifurcations {
        met.lambda /= range;
        met.infoset = engine.live.set_of[met.infoset as usize];
    }
    let mut finding = finding(structure, &engine.live, &trace, request);
    if trace.end == End::Reached
        && let Some((rule, other)) = other_branch(engine, &trace, request.branch, goal(bonus), &mut walks)
    {
        let mut finding = self::finding(structure, &engine.live, &other, request);
        make_exact(structure, numbers, exact, &other, &mut finding);
        let solution = assemble(structure, numbers, exact, request, Method::Qre, finding)?;
        selection.alternatives.push(Alternative {
            rule,
            values: solution.values,
            status: solution.status,
            profile: solution.profile,
        });
    }
    finding.selection = selection;
    make_exact(structure, numbers, exact, &trace, &mut finding);
    assemble(structure, numbers, exact, request, Method::Qre, finding)
}

/// The walk under the other branch rule, where it takes another way.
fn other_branch(
    engine: &mut Engine,
    trace: &Trace,
    rule: Branch,
    goal: Goal<'_>,
    walks: &mut Walks<'_>,
) -> Option<(Branch, Trace)> {
    let leaves = |trace: &Trace| trace.bifurcations.iter().any(|b| b.left);
    let other = match rule {
        Branch::Stable => Branch::Straight,
        Branch::Straight => Branch::Stable,
    };
    // Without a bifurcation, or where the rules agreed at each, there is nothing else to see.
    if trace.bifurcations.is_empty() || (rule == Branch::Stable && !leaves(trace)) {
        return None;
    }
    let mut walk = follow(engine, &Settings::NORMAL, other, goal, walks);
    if walk.end == End::Stuck || (other == Branch::Stable && !leaves(&walk)) {
        walk = follow(engine, &Settings::TIGHT, other, goal, walks);
    }
    (walk.end != End::Stopped && (other == Branch::Straight || leaves(&walk))).then_some((other, walk))
}

/// Walks, and walks again more carefully to confirm; where the two differ a still more careful walk decides.
fn confirmed(
    engine: &mut Engine,
    request: &Request,
    goal: Goal<'_>,
    rule: Branch,
    walks: &mut Walks<'_>,
) -> (Trace, Option<bool>) {
    let mut trace = follow(engine, &Settings::NORMAL, rule, goal, walks);
    let mut careful = &Settings::TIGHT;
    if trace.end == End::Stuck {
        trace = follow(engine, &Settings::TIGHT, rule, goal, walks);
        careful = &Settings::TIGHTER;
    }
    if trace.end == End::Stuck {
        trace = follow(engine, &Settings::TIGHTER, rule, goal, walks);
    }
    if trace.end != End::Reached || !request.tight {
        return (trace, None);
    }
    let walk = meets(engine, careful, &trace, goal, rule, walks);
    match walk.end {
        End::Stopped => return (trace, None),
        End::Reached => {
            add_bifurcations(&mut trace, &walk);
            return (trace, Some(true));
        }
        End::Stuck => {}
    }
    let last = follow(engine, &Settings::TIGHTER, rule, goal, walks);
    match last.end {
        End::Stopped => (trace, None),
        End::Stuck => {
            // Neither came through, but what they met on the way is there.
            add_bifurcations(&mut trace, &walk);
            add_bifurcations(&mut trace, &last);
            (trace, Some(false))
        }
        End::Reached => {
            let logs = |trace: &Trace| trace.p.iter().map(|&p| libm::log(p)).collect::<Vec<f64>>();
            if same_point(&logs(&trace), &logs(&last)) {
                return (trace, Some(true));
            }
            // The most careful walk counts, and is confirmed by the other careful one.
            let confirmed = meets(engine, &Settings::TIGHT, &last, goal, rule, walks).end == End::Reached;
            (last, Some(confirmed))
        }
    }
}

/// Longer steps may pass two bifurcations at once and notice neither: what a more careful walk met on its way counts.
fn add_bifurcations(trace: &mut Trace, careful: &Trace) {
    let seen = |trace: &Trace, until: f64| trace.bifurcations.iter().filter(|b| b.lambda <= until).count();
    let Some((end, _)) = careful.points.last() else { return };
    if seen(careful, *end) > seen(trace, *end) {
        let later = trace.bifurcations.iter().filter(|b| b.lambda > *end);
        trace.bifurcations = careful.bifurcations.iter().chain(later).cloned().collect();
    }
}

/// A walk with these settings, up to the point at which another took its first look at the limit (or ended), if it comes by
/// there.
fn meets(
    engine: &mut Engine,
    settings: &Settings,
    trace: &Trace,
    goal: Goal<'_>,
    rule: Branch,
    walks: &mut Walks<'_>,
) -> Trace {
    let Some((mu, log_p)) = trace.points.first() else {
        return Trace::default();
    };
    let bonus = if let Goal::Limit { bonus, .. } = goal { bonus } else { 0.0 };
    follow(engine, settings, rule, Goal::Meet { mu: *mu, log_p, bonus }, walks)
}

/// Spreads a walk's end over all information sets. Sets that cannot happen get equal probabilities and no beliefs.
fn finding(structure: &Structure, live: &Live, trace: &Trace, request: &Request) -> Finding {
    let mut profile = standoff_game::profile::uniform(structure);
    let mut beliefs = vec![0.0; structure.infoset_nodes.len()];
    for (&action, &p) in live.action_of.iter().zip(&trace.p) {
        profile[action as usize] = p;
    }
    for (&slot, &belief) in live.slot_of.iter().zip(&trace.belief) {
        beliefs[slot as usize] = belief;
    }
    let even: Vec<f64> = standoff_game::profile::uniform(structure).into_iter().map(libm::log).collect();
    let spread = |log_p: &[f64]| {
        let mut all = even.clone();
        for (&action, &log) in live.action_of.iter().zip(log_p) {
            all[action as usize] = log;
        }
        all
    };
    let in_payoffs = |mu: f64| mu / live.range;
    let (last, witness) = match trace.points.last() {
        Some((mu, log_p)) => (in_payoffs(*mu), spread(log_p)),
        None => (0.0, even.clone()),
    };
    let mut off_path: Vec<(f64, Vec<f64>)> = Vec::new();
    if let Some((mu, log_p)) = trace.points.first() {
        off_path.push((in_payoffs(*mu), spread(log_p)));
        off_path.push((last, witness.clone()));
    }
    // A point at a λ asked for claims to solve the equations there and nothing else.
    let qre_lambda = match trace.end {
        End::Reached => request.lambda,
        _ => None,
    };
    Finding {
        profile,
        witness,
        witness_lambda: Some(last),
        qre_lambda,
        beliefs,
        off_path,
        path: PathInfo { lambda: last, steps: trace.steps, turns: trace.turns },
        unfinished: trace.end != End::Reached,
        ..Finding::default()
    }
}

/// Puts rationals in the place of an isolated limit in doubles, where there are any.
fn make_exact(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    trace: &Trace,
    finding: &mut Finding,
) {
    if let Some(exact) = exact
        && trace.isolated
        && trace.end == End::Reached
        && finding.qre_lambda.is_none()
        && let Some(rational) = crate::exact::rationals(structure, numbers, exact, &finding.profile)
    {
        finding.profile = rational.iter().map(to_double).collect();
        finding.profile_exact = Some(rational);
    }
}

/// How the path goes through a game; refuses games for which that takes too much. `None` for games so small that nothing
/// needs to be planned.
fn plan(structure: &Structure, request: &Request) -> Result<Option<PathPlan>, SolveError> {
    let unknowns = footprint::unknowns(structure);
    if footprint::is_small(structure) && request.max_memory.is_none() && unknowns + 1 < SPARSE_FROM {
        return Ok(None);
    }
    let plan = footprint::path(structure, request.max_memory);
    let bytes = plan.footprint.bytes;
    let limit = if plan.edges > MOST_EDGES {
        format!("{MOST_EDGES} edges above decisions")
    } else if let Some(most) = request.max_memory.filter(|&most| bytes > most) {
        format!("{} allowed", footprint::megabytes(most))
    } else {
        return Ok(Some(plan));
    };
    Err(SolveError::TooLarge { unknowns, bytes, limit })
}
