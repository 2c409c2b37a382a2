//! `what would change Q`: the smallest changes of parameters that turn the answer.
//!
//! In: a session, a query, a setting, and how far each parameter may move ([`Declared`]). Out: [`Flips`]. An answer turns where a
//! probability crosses 1/2 or a value changes its sign; it jumps where the regime changes and the answer with it: the same
//! as tipping points. Every flip stands between two verified points that are 1e-6 of the parameter's range apart. Distances are
//! shares of the ranges, so that parameters in different units compare.

pub mod joint;
mod ray;

use standoff_model::ir::{ParameterId, Query};
use standoff_solve::solution::Status;

use crate::answering::Care;
use crate::batch::Batch;
use crate::regime::{self, Change};
use crate::session::{AskError, Budget, Executor, Sequential, Session, Setting, to_f64};
use crate::sweep::{Scanned, as_far_as_it_goes};
use crate::tipping::{Point, Scale, level};
use crate::uncertainty::effort::Effort;
use crate::uncertainty::response::Sampled;
use crate::uncertainty::sampling::Input;
use crate::uncertainty::{Declared, MOST_POINTS, indices, playing, work};
pub use joint::Joint;
use ray::{Ray, Scan};

/// Steps from the value in force to either end of a range.
pub const STEPS: u32 = 100;
/// So many parameters are looked at side by side; work that is stopped keeps those before the first that was not finished.
const TOGETHER: usize = 16;

/// What would change an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Flips {
    /// The answer at the values in force.
    pub now: f64,
    /// What it turns at: one half for probabilities, zero for everything else.
    pub level: f64,
    /// How far each parameter was moved.
    pub declared: Declared,
    /// Changes of one parameter: those that turn the answer, smallest first, then those at which it jumps.
    pub singles: Vec<Flip>,
    /// Parameters no change of which, within its range, turns the answer or makes it jump.
    pub steady: Vec<ParameterId>,
    /// Parameters that were not looked at, since the work was stopped.
    pub unseen: Vec<ParameterId>,
    /// The two most important parameters, if two were varied.
    pub pair: Option<[ParameterId; 2]>,
    /// How many points say which two these are.
    pub points: u64,
    /// The smallest change of those two that turns the answer, if any does.
    pub joint: Option<Joint>,
    /// Whether the work was stopped before all of this was there.
    pub stopped: bool,
}

/// A change of one parameter after which the answer is another.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// The parameter.
    pub parameter: ParameterId,
    /// Its value in force.
    pub from: f64,
    /// The value at which the answer changes: the middle of `between`.
    pub at: f64,
    /// The last point before and the first one after the change, both verified.
    pub between: (f64, f64),
    /// How far that is, as a share of the range.
    pub share: f64,
    /// The answer just before.
    pub before: Option<f64>,
    /// The answer just after.
    pub after: Option<f64>,
    /// Whether the answer turns there; else it jumps.
    pub turns: bool,
    /// The choices that are made otherwise after than before.
    pub changes: Vec<Change>,
    /// Status of the worse side.
    pub status: Status,
}

/// What is looked for, and where.
#[derive(Clone, Copy)]
pub(crate) struct Search<'a, 'm> {
    pub(crate) session: &'a Session<'m>,
    pub(crate) query: &'a Query,
    pub(crate) setting: &'a Setting,
    pub(crate) batch: &'a Batch<'a, 'm>,
    pub(crate) executor: &'a dyn Executor,
    pub(crate) budget: Budget<'a>,
}

/// Finds what would change the answer. `None` if there is no certified answer at the values in force. Work that is stopped keeps
/// the parameters that were looked at.
///
/// # Errors
/// As [`Batch::new`] and [`Batch::run`].
pub fn find(
    session: &Session,
    query: &Query,
    setting: &Setting,
    declared: &Declared,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Option<Flips>, AskError> {
    let Some(now) = crate::uncertainty::now(session, query, setting, budget)? else { return Ok(None) };
    let batch = Batch::new(session, std::slice::from_ref(query), setting, budget)?;
    let playing = playing(session, query, setting, &batch, budget)?;
    let plays = |input: &&Input| playing.contains(&input.parameter);
    let active =
        Declared { inputs: declared.inputs.iter().filter(plays).cloned().collect(), ..Declared::default() };
    let search = Search { session, query, setting, batch: &batch, executor, budget };
    let Singles { flips, size, unseen } = singles(&search, &active.inputs)?;
    if unseen.len() == active.inputs.len() && !unseen.is_empty() {
        return Err(AskError::Stopped);
    }
    let steady = |id: &ParameterId| flips.iter().all(|flip| flip.parameter != *id) && !unseen.contains(id);
    let steady = declared.inputs.iter().map(|input| input.parameter).filter(steady).collect();
    let scale = Scale { level: level(query), size: size.max(now.abs()) };
    let mut found = Flips {
        now,
        level: scale.level,
        declared: declared.clone(),
        singles: flips,
        steady,
        stopped: !unseen.is_empty(),
        unseen,
        pair: None,
        points: 0,
        joint: None,
    };
    if !found.stopped {
        match together(&search, &active, &scale, &mut found) {
            Err(AskError::Stopped) => found.stopped = true,
            done => done?,
        }
    }
    Ok(Some(found))
}

/// The two most important parameters together.
fn together(search: &Search, active: &Declared, scale: &Scale, found: &mut Flips) -> Result<(), AskError> {
    let Some((pair, points)) = most_important(search, active)? else { return Ok(()) };
    found.pair = Some(pair.map(|input| input.parameter));
    found.points = points;
    let alone = found
        .singles
        .iter()
        .filter(|flip| flip.turns && pair.iter().any(|input| input.parameter == flip.parameter));
    let within = alone.map(|flip| flip.share).fold(f64::INFINITY, f64::min);
    found.joint = joint::nearest(search, pair, scale, found.now, within)?;
    Ok(())
}

/// Changes of single parameters.
#[derive(Debug, Default)]
pub(crate) struct Singles {
    /// The smallest change of each parameter that has one.
    pub(crate) flips: Vec<Flip>,
    /// The size of the answers seen.
    pub(crate) size: f64,
    /// Parameters that were not looked at, since the work was stopped.
    pub(crate) unseen: Vec<ParameterId>,
}

/// The changes of single parameters.
pub(crate) fn singles(search: &Search, inputs: &[Input]) -> Result<Singles, AskError> {
    let mut all = Singles { size: f64::MIN_POSITIVE, ..Singles::default() };
    for inputs in inputs.chunks(TOGETHER) {
        let alone = Search { executor: &Sequential, ..*search };
        let found =
            as_far_as_it_goes(inputs.len(), search.executor, search.budget, &|k| single(&alone, &inputs[k]))?;
        let mut found = found.into_iter();
        for input in inputs {
            match found.next().flatten() {
                Some((flip, size)) if all.unseen.is_empty() => {
                    all.flips.extend(flip);
                    all.size = all.size.max(size);
                }
                _ => all.unseen.push(input.parameter),
            }
        }
    }
    all.flips.sort_by(|a, b| b.turns.cmp(&a.turns).then(a.share.total_cmp(&b.share)));
    Ok(all)
}

/// The smallest change of a parameter that turns the answer, or else at which it jumps; and the size of the answers seen.
fn single(search: &Search, input: &Input) -> Result<(Option<Flip>, f64), AskError> {
    let ends = [input.margin.span.0, input.margin.span.1];
    let rays: Vec<Ray> =
        ends.iter().filter_map(|&end| Ray::new(search.setting, &[(input.parameter, end)])).collect();
    let scan = Scan { rays: rays.iter().collect(), steps: STEPS, window: (0, STEPS) };
    let seen = scan.answers(search)?;
    let scale = Scale::of(level(search.query), seen.values());
    let mut found: Vec<Flip> = Vec::new();
    for (number, ray) in rays.iter().enumerate() {
        let (turn, jump) = ray.first_flips(search, &scale, &seen.along(number), 1e-6 * width(input))?;
        found.extend(turn.map(|pair| flip(search, input, ray, &pair, true)));
        found.extend(jump.map(|pair| flip(search, input, ray, &pair, false)));
    }
    // Where the answer turns in either direction, or jumps before it turns, the smaller change is told; a jump only if nothing turns.
    let smallest = found.into_iter().min_by(|a, b| b.turns.cmp(&a.turns).then(a.share.total_cmp(&b.share)));
    Ok((smallest, scale.size))
}

fn width(input: &Input) -> f64 {
    input.margin.span.1 - input.margin.span.0
}

fn flip(search: &Search, input: &Input, ray: &Ray, (before, after): &(Point, Point), turns: bool) -> Flip {
    let value = |point: &Point| ray.value(0, &point.at).map_or(f64::NAN, |value| to_f64(&value));
    let (near, far) = (value(before), value(after));
    let from = search.setting.parameters.get(input.parameter.0 as usize).map_or(f64::NAN, to_f64);
    let at = near + (far - near) / 2.0;
    Flip {
        parameter: input.parameter,
        from,
        at,
        between: (near, far),
        share: (at - from).abs() / width(input),
        before: before.answer(),
        after: after.answer(),
        turns,
        changes: regime::changes(
            search.session.model,
            &search.setting.parameters,
            &before.figure.regimes,
            &after.figure.regimes,
        ),
        status: before.figure.status.max(after.figure.status),
    }
}

/// The two parameters with the largest total Sobol indices, as far as as many points as it says tell; without indices, none.
fn most_important<'d>(
    search: &Search,
    active: &'d Declared,
) -> Result<Option<([&'d Input; 2], u64)>, AskError> {
    let plan = search.session.plan;
    let effort = Effort::race(plan, work(search.session, search.setting, search.batch, search.budget)?);
    let few = indices::points(plan.samples.unwrap_or(1), active.inputs.len()) <= MOST_POINTS;
    if active.inputs.len() < 2 || !few {
        return Ok(None);
    }
    let response =
        Sampled { batch: search.batch, sampling: active, executor: search.executor, budget: search.budget };
    let found = indices::estimate(&response, plan, effort, search.executor, search.budget)?;
    if found.stopped {
        return Err(AskError::Stopped);
    }
    let Some(shares) = found.shares else { return Ok(None) };
    let mut order: Vec<usize> = (0..active.inputs.len()).collect();
    order.sort_by(|&a, &b| shares[b].1.value.total_cmp(&shares[a].1.value).then(a.cmp(&b)));
    Ok(match order.as_slice() {
        [a, b, ..] => Some(([&active.inputs[*a], &active.inputs[*b]], found.points)),
        _ => None,
    })
}

/// The figure at a setting, or why the model means nothing there.
pub(crate) fn figure(search: &Search, setting: &Setting) -> Result<Scanned, AskError> {
    if (search.budget)() {
        return Err(AskError::Stopped);
    }
    match search.session.figure(search.query, setting, Care::Scan, search.budget) {
        Ok(figure) if figure.status == Status::Stalled && (search.budget)() => Err(AskError::Stopped),
        Ok(figure) => Ok(Ok(figure)),
        Err(AskError::Undefined(sentence)) => Ok(Err(sentence)),
        Err(AskError::Solve(standoff_solve::SolveError::Stopped)) => Err(AskError::Stopped),
        Err(other) => Err(other),
    }
}
