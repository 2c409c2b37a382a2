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
use crate::session::{AskError, Budget, Executor, Session, Setting, to_f64};
use crate::sweep::Scanned;
use crate::tipping::{Point, Scale, level};
use crate::uncertainty::indices;
use crate::uncertainty::response::Sampled;
use crate::uncertainty::sampling::Input;
use crate::uncertainty::{Declared, MOST_POINTS};
pub use joint::Joint;
use ray::{Ray, Scan};

/// Steps from the value in force to either end of a range.
pub const STEPS: u32 = 100;

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
    /// The two most important parameters, if two were varied.
    pub pair: Option<[ParameterId; 2]>,
    /// The smallest change of those two that turns the answer, if any does.
    pub joint: Option<Joint>,
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
pub(crate) struct Search<'a, 'm> {
    pub(crate) session: &'a Session<'m>,
    pub(crate) query: &'a Query,
    pub(crate) setting: &'a Setting,
    pub(crate) batch: &'a Batch<'a, 'm>,
    pub(crate) executor: &'a dyn Executor,
    pub(crate) budget: Budget<'a>,
}

/// Finds what would change the answer. `None` if there is no certified answer at the values in force.
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
    let search = Search { session, query, setting, batch: &batch, executor, budget };
    let (singles, size) = singles(&search, &declared.inputs)?;
    let steady = |input: &&Input| singles.iter().all(|flip| flip.parameter != input.parameter);
    let steady = declared.inputs.iter().filter(steady).map(|input| input.parameter).collect();
    let scale = Scale { level: level(query), size };
    let pair = most_important(&search, declared)?;
    let joint = match pair {
        Some([a, b]) => joint::nearest(&search, a, b, &scale, now)?,
        None => None,
    };
    Ok(Some(Flips {
        now,
        level: scale.level,
        declared: declared.clone(),
        singles,
        steady,
        pair: pair.map(|pair| pair.map(|input| input.parameter)),
        joint,
    }))
}

/// The changes of single parameters, and the size of the answers seen.
pub(crate) fn singles(search: &Search, inputs: &[Input]) -> Result<(Vec<Flip>, f64), AskError> {
    let rays: Vec<(usize, Ray)> = inputs
        .iter()
        .enumerate()
        .flat_map(|(at, input)| {
            let ends = [input.margin.span.0, input.margin.span.1];
            ends.map(|end| Ray::new(search.setting, &[(input.parameter, end)]).map(|ray| (at, ray)))
        })
        .flatten()
        .collect();
    let scan = Scan { rays: rays.iter().map(|(_, ray)| ray).collect(), steps: STEPS };
    let seen = scan.answers(search)?;
    let size = seen.values().fold(f64::MIN_POSITIVE, |size, value| size.max(value.abs()));
    let scale = Scale { level: level(search.query), size };
    let mut found: Vec<Flip> = Vec::new();
    for (number, (at, ray)) in rays.iter().enumerate() {
        let Some(input) = inputs.get(*at) else { continue };
        let (turn, jump) = ray.first_flips(search, &scale, &seen.along(number), 1e-6 * width(input))?;
        found.extend(turn.map(|pair| flip(search, input, ray, &pair, true)));
        found.extend(jump.map(|pair| flip(search, input, ray, &pair, false)));
    }
    // Where the answer turns in either direction, or jumps before it turns, the smaller change is told; a jump only if nothing turns.
    let mut best: Vec<Flip> = Vec::new();
    for input in inputs {
        let own = found.iter().filter(|flip| flip.parameter == input.parameter);
        let order = |flip: &&Flip| (!flip.turns, flip.share);
        let first = own.min_by(|a, b| {
            let ((a, at), (b, bt)) = (order(a), order(b));
            a.cmp(&b).then(at.total_cmp(&bt))
        });
        best.extend(first.cloned());
    }
    best.sort_by(|a, b| b.turns.cmp(&a.turns).then(a.share.total_cmp(&b.share)));
    Ok((best, size))
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
        changes: regime::changes(search.session.model, &before.figure.regimes, &after.figure.regimes),
        status: before.figure.status.max(after.figure.status),
    }
}

/// The two parameters with the largest total Sobol indices; without indices, none.
fn most_important<'d>(search: &Search, declared: &'d Declared) -> Result<Option<[&'d Input; 2]>, AskError> {
    let response =
        Sampled { batch: search.batch, sampling: declared, executor: search.executor, budget: search.budget };
    // As many draws as for the question about importance, so that both name the same parameters.
    let plan = search.session.plan;
    if indices::points(plan, declared.inputs.len()) > MOST_POINTS {
        return Ok(None);
    }
    let Some(shares) = indices::estimate(&response, plan, search.executor, search.budget)?.shares else {
        return Ok(None);
    };
    let mut order: Vec<usize> = (0..declared.inputs.len()).collect();
    order.sort_by(|&a, &b| shares[b].1.value.total_cmp(&shares[a].1.value).then(a.cmp(&b)));
    Ok(match order.as_slice() {
        [a, b, ..] => Some([&declared.inputs[*a], &declared.inputs[*b]]),
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
