//! `standoff levers FILE --for Q`: what could be changed, ranked by how much it changes the answer.
//!
//! In: a session, queries with a number for an answer, a setting. Out: [`Levers`] on each. A lever is a parameter within its range, a value
//! of an option, a variant, a label taken off the table, a secret shown openly to an actor. For each: the answer with it, and
//! what it does to the gain of every actor, so that one sees who would want it. Every game is solved anew, under the same
//! selection rule. Work that is stopped keeps the levers that were tried.

mod candidates;
mod words;

use standoff_model::ir::{ActorId, Edit, ParameterId, Query, VariantId};

use crate::answer::PointStatus;
use crate::batch::{Batch, Points};
use crate::session::{AskError, Budget, Executor, Session, Setting, to_f64};
use crate::uncertainty::Declared;
use crate::uncertainty::response::{self, Answered};
use crate::uncertainty::sampling::Input;

/// Steps of the scan of a parameter, from one end of its range to the other.
pub const STEPS: u32 = 20;
/// Changes by more than rounding.
pub const CHANGED: f64 = 1e-9;

/// All levers on an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Levers {
    /// The answer at the values in force.
    pub now: Option<f64>,
    /// The gain of each actor there.
    pub gains: Vec<f64>,
    /// The levers, the one that changes the answer most first; of those that change it as much, the parameter that is moved least.
    pub levers: Vec<Lever>,
    /// Parameters that were not moved, since they have neither a range nor a distribution.
    pub bare: Vec<ParameterId>,
    /// Parameters that were not moved, since the setting says their value.
    pub said: Vec<ParameterId>,
    /// Changes that leave no game: what, and why.
    pub impossible: Vec<(What, String)>,
    /// Labels and options that were not tried, since there are too many.
    pub left_out: usize,
    /// Levers that were not tried, since the work was stopped.
    pub untried: usize,
}

/// What could be changed.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A parameter moves within its range.
    Parameter(ParameterId),
    /// An option has another value, a label is taken off the table, or a secret is shown openly to an actor.
    Edit(Edit),
    /// A variant is in force.
    Variant(VariantId),
}

/// A lever.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// What is changed.
    pub what: What,
    /// What becomes of the answer and the gains.
    pub effect: Effect,
    /// For a parameter: what a scan of its range shows.
    pub scan: Option<ParameterScan>,
}

impl Lever {
    /// How far a parameter is moved, as a share of its range; above 1 for all other levers, which are there or not.
    fn move_share(&self) -> f64 {
        self.scan.as_ref().map_or(2.0, |scan| (scan.to - scan.now).abs() / (scan.high.0 - scan.low.0))
    }
}

/// The answer and the gains after a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The answer.
    pub answer: Option<f64>,
    /// How much more it is than now.
    pub change: Option<f64>,
    /// How much more each actor gains than now; empty where the game was not solved.
    pub gains: Vec<f64>,
    /// What became of the point.
    pub status: PointStatus,
}

/// What moving a parameter over its range does; its effect as a lever is at that point of the scan at which the answer
/// changes most.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterScan {
    /// The value in force.
    pub now: f64,
    /// The value at which the answer changes most.
    pub to: f64,
    /// The low end with the answer there.
    pub low: (f64, Option<f64>),
    /// The high end with the answer there.
    pub high: (f64, Option<f64>),
    /// Where the answer is least on the scan, and what it is.
    pub least: Option<(f64, f64)>,
    /// Where it is greatest.
    pub most: Option<(f64, f64)>,
    /// Points of the scan that are undefined or not certified.
    pub skipped: u32,
}

/// Finds and ranks the levers on the answer to each query; every game is solved once for all of them. Work that is stopped once there is an answer at the values in force keeps those that were tried.
///
/// # Errors
/// As [`Batch::new`] and [`Batch::run`].
pub fn find(
    session: &Session,
    queries: &[Query],
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Levers>, AskError> {
    let model = session.model;
    let declared = Declared::of(model, setting);
    let actors = (0..model.actors.len()).map(|at| Query::ValueOfPlay(ActorId(at as u16)));
    let asked: Vec<Query> = queries.iter().cloned().chain(actors).collect();
    let base = at_once(session, &asked, setting, executor, budget)?;
    let batch = Batch::new(session, &asked, setting, budget)?;
    let seen = response::at(&batch, &Scan { declared: &declared }, executor, budget)?;
    let scanned = seen.status.len() / EACH;
    let (candidates, left_out) = candidates::of(model, setting);
    let all = declared.inputs.len() + candidates.len();
    let (mut tried, mut impossible) = (Vec::new(), Vec::new());
    for what in candidates {
        let mut changed = setting.clone();
        match &what {
            What::Edit(edit) => changed.edit(edit),
            What::Variant(variant) => changed.apply_variant(model, *variant),
            What::Parameter(_) => continue,
        }
        match at_once(session, &asked, &changed, executor, budget) {
            Ok(seen) => tried.push((what, seen)),
            Err(AskError::Stopped) => break,
            Err(error) => impossible.push((what, error.to_string())),
        }
    }
    let untried = all - scanned - tried.len() - impossible.len();
    let of = |query: usize| {
        let base = Row::of(&base, query, queries.len(), 0);
        let mut levers = Vec::new();
        for (at, input) in declared.inputs.iter().enumerate().take(scanned) {
            let now = setting.parameters.get(input.parameter.0 as usize).map_or(f64::NAN, to_f64);
            let row = |step: usize| Row::of(&seen, query, queries.len(), at * EACH + step);
            levers.push(over_range(&row, &base, now, input));
        }
        for (what, seen) in &tried {
            let effect = Row::of(seen, query, queries.len(), 0).effect(&base);
            levers.push(Lever { what: what.clone(), effect, scan: None });
        }
        let size =
            |lever: &Lever| lever.effect.change.map_or(-1.0, |change| (change.abs() / CHANGED).round());
        levers.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.move_share().total_cmp(&b.move_share())));
        Levers {
            now: base.answer,
            gains: base.gains,
            levers,
            bare: declared.bare.clone(),
            said: declared.said.clone(),
            impossible: impossible.clone(),
            left_out,
            untried,
        }
    };
    Ok((0..queries.len()).map(of).collect())
}

/// The answer to one query and the gains at one point.
struct Row {
    answer: Option<f64>,
    gains: Vec<f64>,
    status: PointStatus,
}

impl Row {
    /// `seen` has the answers to so many queries, then the gains.
    fn of(seen: &Answered, query: usize, queries: usize, at: usize) -> Self {
        let mut values = seen.values.iter().map(|values| values.get(at).copied().unwrap_or(f64::NAN));
        let gains: Vec<f64> = values.clone().skip(queries).collect();
        let answer = values.nth(query).filter(|value| value.is_finite());
        let known = gains.iter().all(|gain| gain.is_finite());
        Self {
            answer,
            gains: if known { gains } else { Vec::new() },
            status: seen.status.get(at).copied().unwrap_or(PointStatus::Undefined),
        }
    }

    fn effect(&self, base: &Row) -> Effect {
        Effect {
            answer: self.answer,
            change: self.answer.zip(base.answer).map(|(after, before)| after - before),
            gains: self.gains.iter().zip(&base.gains).map(|(after, before)| after - before).collect(),
            status: self.status,
        }
    }
}

/// The answers under a setting.
fn at_once(
    session: &Session,
    queries: &[Query],
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Answered, AskError> {
    struct One;
    impl Points for One {
        fn count(&self) -> u64 {
            1
        }
        fn write(&self, _: u64, _: &mut [f64]) {}
    }
    let batch = Batch::new(session, queries, setting, budget)?;
    let seen = response::at(&batch, &One, executor, budget)?;
    if seen.stopped {
        return Err(AskError::Stopped);
    }
    if seen.status.first() == Some(&PointStatus::Undefined) {
        // A sentence that says what is wrong, from the game itself.
        session.numbers(setting, budget)?;
    }
    Ok(seen)
}

/// Every parameter from one end of its range to the other.
struct Scan<'a> {
    declared: &'a Declared,
}

const EACH: usize = STEPS as usize + 1;

impl Scan<'_> {
    fn value(span: (f64, f64), step: usize) -> f64 {
        if step + 1 == EACH { span.1 } else { span.0 + (span.1 - span.0) * step as f64 / f64::from(STEPS) }
    }
}

impl Points for Scan<'_> {
    fn count(&self) -> u64 {
        (self.declared.inputs.len() * EACH) as u64
    }

    fn line(&self) -> u64 {
        EACH as u64
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let index = index as usize;
        let Some(input) = self.declared.inputs.get(index / EACH) else { return };
        if let Some(slot) = point.get_mut(input.parameter.0 as usize) {
            *slot = Self::value(input.margin.span, index % EACH);
        }
    }
}

/// The lever that a parameter is; `row` is what was found at each step of its scan.
fn over_range(row: &dyn Fn(usize) -> Row, base: &Row, now: f64, input: &Input) -> Lever {
    let span = input.margin.span;
    let rows: Vec<(f64, Row)> = (0..EACH).map(|step| (Scan::value(span, step), row(step))).collect();
    let answers: Vec<(f64, f64)> = rows.iter().filter_map(|(at, row)| Some((*at, row.answer?))).collect();
    // Of several points that do the same, the one nearest to the value in force.
    let nearer = |a: &(f64, f64), b: &(f64, f64)| (b.0 - now).abs().total_cmp(&(a.0 - now).abs());
    let rounded = |value: f64| (value / CHANGED).round();
    let most = |of: &dyn Fn(f64) -> f64| {
        answers
            .iter()
            .copied()
            .max_by(|a, b| rounded(of(a.1)).total_cmp(&rounded(of(b.1))).then_with(|| nearer(a, b)))
    };
    let from = base.answer.unwrap_or(f64::NAN);
    let changes_most = most(&|answer| (answer - from).abs());
    let to = changes_most.map_or(now, |(at, _)| at);
    let effect = rows.iter().find(|(at, row)| at.total_cmp(&to).is_eq() && row.answer.is_some());
    let effect = effect.map_or_else(|| base.effect(base), |(_, row)| row.effect(base));
    let end = |step: usize| rows.get(step).map_or((f64::NAN, None), |(at, row)| (*at, row.answer));
    Lever {
        what: What::Parameter(input.parameter),
        effect,
        scan: Some(ParameterScan {
            now,
            to,
            low: end(0),
            high: end(EACH - 1),
            least: most(&|answer| -answer),
            most: most(&|answer| answer),
            skipped: (EACH - answers.len()) as u32,
        }),
    }
}

/// The setting that a question names, for questions that make sense under one setting only.
///
/// # Errors
/// A sentence, if it names several experts or has no number for an answer.
pub fn setting_of(
    session: &Session,
    question: &standoff_model::ir::Question,
) -> Result<Setting, &'static str> {
    if !question.query.is_number() {
        return Err(
            "levers are ranked for a question with a number for an answer: a probability, an expected value or a value",
        );
    }
    match session.settings_of(question).as_slice() {
        [(_, setting)] => Ok(setting.clone()),
        _ => Err("levers are ranked under one setting; name one expert at a time"),
    }
}
