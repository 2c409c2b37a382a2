//! One-at-a-time sensitivity of the answer: each parameter is moved alone through what it may plausibly be, all others as they
//! are.
//!
//! In: a session, the solved game, the actor in question. Out: [`Sensitivity`]: what moves the number behind the answer most
//! ([`Driver`]), and where what the actor does is no longer the same ([`Window`]). How much is tried depends on how much work
//! a point is, never on a clock.
//!
//! | step | file |
//! |---|---|
//! | the number that the answer rests on | `subject` |
//! | which parameters, through which values | `plausible` |
//! | where what is done now would cease to be best | `../border.rs` |
//! | every value solved, those on both sides of such borders among them | `trace` |
//! | the ends compared | `drivers` |
//! | further borders between answers, guessed, verified, else bisected | `windows` |

mod drivers;
mod plausible;
mod subject;
mod trace;
mod windows;

use num_rational::BigRational;
use standoff_model::ir::{ActorId, ParameterId, Query};

use crate::answer::OutcomeShare;
use crate::batch::Batch;
use crate::border::Guess;
use crate::line::Line;
use crate::meter::Meter;
use crate::regime::{Change, Regime};
use crate::session::{AskError, Budget, Executor, Session, Solved};
use trace::Trace;

/// Work that may be spent on the values of all parameters, in nodes looked at: a tenth of a microsecond each, about, and more
/// where the path turns.
const WORK: u64 = 4_700_000;
/// Work that may be spent on borders.
const BORDER_WORK: u64 = 2_400_000;
/// Steps in which parameters are moved through their ranges: as many as the work allows.
const STEPS: [u32; 5] = [20, 10, 5, 2, 1];
/// Where equilibria can be carried over from point to point, so many steps are enough beyond what is done now, since the path is
/// followed at most points there.
const ENOUGH: u32 = 10;
/// And where so many are affordable, such small steps cost little as long as what is done now is best.
const SMALL_STEPS: u32 = 40;
/// So many times is the path followed along one parameter, about, besides at half of the steps: at the ends of the range, and at
/// every other border.
const FOLLOWED: u64 = 3;
/// Solves that a border takes, about, counted in solves of the point in force: near a border they take longer.
const SOLVES_A_BORDER: u64 = 12;
/// A guess at a border, which is good to all digits that are shown if it is any good, is verified so far away on both sides, as a
/// share of the range.
const BESIDE: f64 = 5e-4;

/// What moves the answer.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// The number behind the answer.
    pub subject: Query,
    /// Its value now.
    pub now: Option<f64>,
    /// Parameters that move it, the one that moves it most first.
    pub drivers: Vec<Driver>,
    /// Where the actor in question, or else somebody, would act otherwise; the nearest first.
    pub windows: Vec<Window>,
    /// How many parameters were moved.
    pub parameters: usize,
    /// Into how many steps each range was cut.
    pub steps: u32,
    /// Into how many steps it was cut as long as what is done now is best.
    pub small_steps: u32,
    /// Parameters that would have taken too long.
    pub left_out: Vec<ParameterId>,
    /// Parameters along which something changes at a border that would have taken too long to find.
    pub unplaced: Vec<ParameterId>,
    /// Parameters that the game rests on and whose range nobody gave.
    pub unbounded: Vec<ParameterId>,
}

/// A parameter that moves the number.
#[derive(Clone, Debug)]
pub struct Driver {
    /// The parameter.
    pub parameter: ParameterId,
    /// At the low end of its range.
    pub low: End,
    /// At the high end.
    pub high: End,
}

impl Driver {
    /// By how much the number differs between the ends.
    #[must_use]
    pub fn swing(&self) -> f64 {
        match (self.low.value, self.high.value) {
            (Some(low), Some(high)) => (high - low).abs(),
            _ => 0.0,
        }
    }
}

/// An end of a parameter's range.
#[derive(Clone, Debug)]
pub struct End {
    /// The parameter there.
    pub at: f64,
    /// The number there.
    pub value: Option<f64>,
    /// What the actor in question does otherwise there.
    pub changes: Vec<Change>,
}

/// Values of a parameter, next to each other, at which somebody acts otherwise than now.
#[derive(Clone, Debug)]
pub struct Window {
    /// The parameter.
    pub parameter: ParameterId,
    /// From where; none: from the low end of the range on.
    pub from: Option<f64>,
    /// To where; none: up to the high end of the range.
    pub to: Option<f64>,
    /// How far away its nearest value is, as a share of the range.
    pub distance: f64,
    /// The share of the parameter's distribution that lies in it.
    pub share: f64,
    /// Whether the actor in question acts otherwise (the answer changes), or only others do.
    pub answer: bool,
    /// What is done otherwise at its nearer end.
    pub changes: Vec<Change>,
}

/// Moves every parameter. None if there is nothing to move or nothing to ask, or if it would take too long.
///
/// # Errors
/// [`AskError::Stopped`], or if the method asked for does not apply.
pub(crate) fn explore(
    session: &Session,
    solved: &Solved,
    line: &Line,
    focus: Option<ActorId>,
    outcomes: &[OutcomeShare],
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Option<Explored>, AskError> {
    let moved = plausible::ranges(session, solved);
    if moved.ranges.is_empty() {
        return Ok(None);
    }
    let Some(subject) = subject::choose(session.model, line, focus, outcomes) else { return Ok(None) };
    let batch = Batch::new(session, std::slice::from_ref(&subject), &session.base, budget)?;

    // How much work is a point? The one in force tells.
    let count = moved.ranges.len() as u64;
    let meter = Meter::new(budget, WORK / batch.nodes().max(1).saturating_mul(count));
    let here = trace::here(&batch, &|| meter.ask());
    let (here, carries) = match meter.within(here)? {
        None => return Ok(Some(Explored::TakesLong(subject))),
        Some(None) => return Ok(None),
        Some(Some(here)) => here,
    };
    let asks = (meter.asked() / if carries { 2 } else { 3 }).max(1);
    let work = asks.saturating_mul(batch.nodes().max(1));
    // Elsewhere the path may well be longer than here.
    let affordable = |steps: &u32| {
        let (most, solves) = if carries {
            (ENOUGH, FOLLOWED + u64::from(steps / 2))
        } else {
            (u32::MAX, u64::from(steps + 1))
        };
        *steps <= most
            && solves.saturating_mul(count).saturating_mul(work) <= WORK / if carries { 2 } else { 1 }
    };
    let Some(steps) = STEPS.into_iter().find(affordable) else {
        return Ok(Some(Explored::TakesLong(subject)));
    };

    let guess = Guess::new(session, solved);
    let most = WORK / batch.nodes().max(1);
    let steps = Steps { near: if carries && steps == ENOUGH { SMALL_STEPS } else { steps }, far: steps };
    let (traces, left_out) =
        trace::all(&batch, &moved.ranges, (&here, &guess), (steps, most), executor, budget)?;
    let home = Home { regime: Regime::of(solved, ""), point: &solved.setting.parameters, focus, guess };
    let most = BORDER_WORK / batch.nodes().max(1);
    if 2 * left_out.len() > moved.ranges.len() {
        return Ok(Some(Explored::TakesLong(subject)));
    }
    let (windows, unplaced) =
        windows::all(session.model, &batch, &traces, &home, (most, asks), executor, budget)?;
    Ok(Some(Explored::Sensitivity(Sensitivity {
        drivers: drivers::ranked(session.model, &traces, &home, (&windows, &unplaced)),
        windows,
        now: here.value,
        subject,
        parameters: traces.len(),
        steps: steps.far,
        small_steps: steps.near,
        left_out,
        unplaced,
        unbounded: moved.unbounded,
    })))
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Explored {
    /// What moves the answer.
    Sensitivity(Sensitivity),
    /// It would take long; the number that the answer rests on.
    TakesLong(Query),
}

/// Into how many steps a range is cut: as long as what is done now is best, and beyond.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Steps {
    near: u32,
    far: u32,
}

/// What is done now.
pub(crate) struct Home<'s, 'm> {
    pub(crate) regime: Regime,
    /// The parameters there.
    pub(crate) point: &'s [BigRational],
    pub(crate) focus: Option<ActorId>,
    guess: Guess<'s, 'm>,
}

/// How what is done at a point compares with what is done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// The same.
    Same,
    /// The actor in question does the same wherever it comes to decide as it does now; others do not.
    Others,
    /// The actor in question acts otherwise.
    Answer,
}

impl Home<'_, '_> {
    pub(crate) fn class(&self, regime: &Regime) -> Class {
        if *regime == self.regime {
            Class::Same
        } else if self.focus.is_some_and(|focus| self.regime.differs_for(regime, focus)) {
            Class::Answer
        } else {
            Class::Others
        }
    }
}

/// Traces have verified points only.
pub(crate) type Traces = Vec<Trace>;
