//! `tipping point of Q over p`: where the answer changes as one parameter moves.
//!
//! In: a session, a query, a parameter. Out: [`Tipping`]. A tipping point is a value of p at which a probability crosses
//! 1/2, a value changes sign, or the answer jumps at a change of regime (the set of labels played on the path). All that
//! a scan of [`SCAN`] points brackets are found, each bisected to 1e-6 of the range between verified points. The scan is in
//! doubles ([`sieve`]); what it brackets is solved again, in exact numbers where these exist. Bisection tries first whether it
//! would end where a guess says.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_model::ir::{ParameterId, Query, Range};
use standoff_solve::solution::Status;

use crate::along::Along;
use crate::answer::{Tipping, TippingPoint};
use crate::answering::Figure;
use crate::batch::Points;
use crate::border::Guess;
use crate::distribution;
use crate::regime;
use crate::session::{AskError, Budget, Executor, Session, Setting, to_f64};
use crate::sieve::{self, Suspects};
use crate::sweep::{Grid, Scanned, at_point};

/// Points of the scan (steps + 1).
pub(crate) const SCAN: u32 = 201;
/// Bisection stops when the bracket is this share of the range.
const NARROW: f64 = 1e-6;
/// More changes than this between two scan points are not told apart.
const MOST_IN_BRACKET: usize = 8;
/// An answer that moves by less than this (on the scale of the answers seen) across a bisected bracket has not jumped.
pub(crate) const JUMP: f64 = 1e-4;

/// A verified point of a scan.
#[derive(Clone)]
pub(crate) struct Point {
    pub(crate) at: BigRational,
    pub(crate) figure: Figure,
}

impl Point {
    pub(crate) fn of(at: BigRational, scanned: Scanned) -> Option<Self> {
        let figure = scanned.ok().filter(|figure| figure.status != Status::Stalled)?;
        Some(Self { at, figure })
    }

    pub(crate) fn answer(&self) -> Option<f64> {
        self.figure.number.best()
    }
}

/// Where the answer to a query tips.
pub(crate) struct Scale {
    /// Probabilities tip at one half, values at zero.
    pub(crate) level: f64,
    /// Size of the answers seen, for telling a jump from a slope.
    pub(crate) size: f64,
}

impl Scale {
    /// The scale of the answers seen.
    pub(crate) fn of(level: f64, answers: impl Iterator<Item = f64>) -> Self {
        Self { level, size: answers.fold(f64::MIN_POSITIVE, |size, answer| size.max(answer.abs())) }
    }

    /// Which side of the level an answer is on. Exactly on the level counts as below, so that a stretch of zeros (nothing
    /// gained, nothing lost) has two ends, not a crossing at every point.
    pub(crate) fn side(&self, answer: Option<f64>) -> Option<bool> {
        answer.map(|answer| self.above(answer))
    }

    /// Whether an answer is above the level; see [`Self::side`].
    pub(crate) fn above(&self, answer: f64) -> bool {
        answer - self.level > 1e-9 * self.size
    }
}

/// Finds the tipping points.
pub(crate) fn find(
    session: &Session,
    query: &Query,
    parameter: ParameterId,
    range: Option<&Range>,
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Tipping, AskError> {
    let declared = &session.model.parameters[parameter.0 as usize];
    let (from, to) = match (range, &declared.range) {
        (Some(range), _) => (range.from.clone(), range.to.clone()),
        (None, Some((from, to))) => (from.clone(), to.clone()),
        (None, None) => default_range(&declared.value),
    };
    let steps = range.and_then(|range| range.steps).unwrap_or(SCAN - 1).clamp(1, crate::sweep::MAX_STEPS);
    let grid = Grid { from: &from, to: &to, steps };
    let values: Vec<f64> = (0..grid.len()).map(|number| to_f64(&grid.at(number))).collect();
    let points = Along { parameter, values: &values };
    let at = |point: &BigRational| at_point(session, query, parameter, point, setting, budget);
    let line =
        Line { session, query, setting, points: &points, moved: Some(parameter), grid: &grid, at: &at };
    let (verified, found) = line.brackets(executor, budget)?;

    let value_now = setting.parameters[parameter.0 as usize].clone();
    let now = Point::of(value_now.clone(), at(&value_now)?);
    let mut tips = Vec::new();
    for (low, high) in &found {
        let middle = (&low.at + &high.at) / BigRational::from_integer(BigInt::from(2));
        let beyond = |these: &Point, others: &Point| {
            let pairs = these.figure.regimes.iter().zip(&others.figure.regimes);
            let words = pairs.map(|(these, others)| these.beyond(session.model, &setting.parameters, others));
            words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
        };
        tips.push(TippingPoint {
            value: to_f64(&middle),
            before: low.answer(),
            after: high.answer(),
            regime_before: beyond(low, high),
            regime_after: beyond(high, low),
            changes: regime::changes(
                session.model,
                &setting.parameters,
                &low.figure.regimes,
                &high.figure.regimes,
            ),
            share_below: distribution::share_below(declared, &middle, (&from, &to)),
            status: low.figure.status.max(high.figure.status),
        });
    }
    Ok(Tipping {
        parameter,
        range: (to_f64(&from), to_f64(&to)),
        scanned: steps + 1,
        now: to_f64(&value_now),
        answer_now: now.and_then(|point| point.answer()),
        skipped: (grid.len() - verified) as u32,
        points: tips,
    })
}

/// Probabilities tip at one half, values at zero.
pub(crate) fn level(query: &Query) -> f64 {
    if matches!(query, Query::Probability { .. }) { 0.5 } else { 0.0 }
}

/// A line on which an answer may tip.
pub(crate) struct Line<'a, 'm> {
    pub(crate) session: &'a Session<'m>,
    pub(crate) query: &'a Query,
    pub(crate) setting: &'a Setting,
    /// The points of the scan, as `grid` has them.
    pub(crate) points: &'a dyn Points,
    /// The parameter that moves along it, if it is one alone.
    pub(crate) moved: Option<ParameterId>,
    pub(crate) grid: &'a Grid<'a>,
    /// The answer at a point of the line.
    pub(crate) at: &'a dyn Fn(&BigRational) -> Result<Scanned, AskError>,
}

impl Line<'_, '_> {
    /// The tipping points, each as a bracket of verified points, and how many points of the scan were verified.
    pub(crate) fn brackets(
        &self,
        executor: &dyn Executor,
        budget: Budget,
    ) -> Result<(usize, Vec<(Point, Point)>), AskError> {
        let scanned = (self.points, level(self.query));
        let Suspects { verified, scale, pairs } =
            sieve::suspects(self.session, self.query, scanned, self.setting, executor, budget)?;
        let narrow = narrow(self.grid);
        let mut found = Vec::new();
        let solved = match self.moved {
            Some(_) if !pairs.is_empty() => match self.session.solved(self.setting, budget) {
                Err(AskError::Stopped) => return Err(AskError::Stopped),
                solved => solved.ok(),
            },
            _ => None,
        };
        let border = self.moved.zip(solved.as_ref().map(|solved| Guess::new(self.session, solved)));
        let guess = |low: &Point, high: &Point| match &border {
            Some((parameter, border)) if low.figure.regimes != high.figure.regimes => {
                border.between(*parameter, to_f64(&low.at), to_f64(&high.at), budget)
            }
            _ => Ok(crossing(low, high, scale.level)),
        };
        for (low, high) in pairs {
            let [low, high] = [low, high].map(|number| self.grid.at(number));
            let ends = (Point::of(low.clone(), (self.at)(&low)?), Point::of(high.clone(), (self.at)(&high)?));
            if let (Some(low), Some(high)) = ends {
                between((&low, &high), &scale, &narrow, &mut found, self.at, &guess)?;
            }
        }
        Ok((verified, merged(found, &narrow)))
    }
}

/// How close to each other the verified points around a tipping point are to be.
fn narrow(grid: &Grid) -> BigRational {
    (grid.to - grid.from) * BigRational::from_float(NARROW).unwrap_or_else(BigRational::zero)
}

/// Without a declared range: from zero to twice the value (zero alone: −1 to 1).
fn default_range(value: &BigRational) -> (BigRational, BigRational) {
    let zero = BigRational::zero();
    let double = value + value;
    match value.cmp(&zero) {
        std::cmp::Ordering::Less => (double, zero),
        std::cmp::Ordering::Equal => (-BigRational::one(), BigRational::one()),
        std::cmp::Ordering::Greater => (zero, double),
    }
}

/// Where the answer would cross the level if it were a straight line between two points of one regime.
pub(crate) fn crossing(low: &Point, high: &Point, level: f64) -> Option<f64> {
    let (below, above) = low.answer().zip(high.answer())?;
    let share = (level - below) / (above - below);
    let inside = low.figure.regimes == high.figure.regimes && share > 0.0 && share < 1.0;
    let (from, to) = (to_f64(&low.at), to_f64(&high.at));
    inside.then_some(from + share * (to - from))
}

/// Where, between two points that differ, they may do so.
pub(crate) type Guessing<'a> = dyn Fn(&Point, &Point) -> Result<Option<f64>, AskError> + 'a;

/// All tipping points between two verified points, left to right, each as its bisected bracket. `guess` may say where, between
/// two points that differ, they do.
pub(crate) fn between(
    (low, high): (&Point, &Point),
    scale: &Scale,
    narrow: &BigRational,
    found: &mut Vec<(Point, Point)>,
    solve: &dyn Fn(&BigRational) -> Result<Scanned, AskError>,
    guess: &Guessing,
) -> Result<(), AskError> {
    let mut left = low.clone();
    for _ in 0..MOST_IN_BRACKET {
        if !differ(&left, high, scale) {
            return Ok(());
        }
        // Invariant: `a` is on the left's side of a change, `b` is not.
        let (mut a, mut b) = (left.clone(), high.clone());
        let mut tried = match guess(&a, &b)? {
            Some(guess) => cells((&a.at, &b.at), narrow, guess),
            None => Vec::new(),
        }
        .into_iter();
        while &b.at - &a.at > *narrow {
            let next = tried.find(|at| a.at < *at && *at < b.at);
            let next = next.unwrap_or_else(|| (&a.at + &b.at) / BigRational::from_integer(BigInt::from(2)));
            let found = solve(&next)?;
            let Some(point) = Point::of(next, found) else { break };
            if differ(&left, &point, scale) { b = point } else { a = point }
        }
        if tips(&a, &b, scale) {
            found.push((a, b.clone()));
        }
        left = b;
    }
    Ok(())
}

/// Of the cells in which bisection may end, the ends of the one that holds a number, and of its neighbours.
fn cells((a, b): (&BigRational, &BigRational), narrow: &BigRational, guess: f64) -> Vec<BigRational> {
    let width = b - a;
    let (from, to) = (to_f64(a), to_f64(b));
    let mut count = BigInt::one();
    while width > narrow * BigRational::from_integer(count.clone()) {
        count *= 2;
    }
    let cells = to_f64(&BigRational::from_integer(count.clone()));
    let number = libm::floor((guess - from) / (to - from) * cells);
    if !(0.0..cells).contains(&number) {
        return Vec::new();
    }
    // In the order in which they are tried.
    let ends = [0, 1, -1, 2].map(|beside| BigInt::from(number as i64 + beside));
    ends.into_iter().map(|end| a + &width * BigRational::new(end, count.clone())).collect()
}

/// A single point at which the answer is neither what it is below nor above (a tie hit exactly) gives two brackets that
/// touch; they are one tipping point.
pub(crate) fn merged(found: Vec<(Point, Point)>, narrow: &BigRational) -> Vec<(Point, Point)> {
    let mut merged: Vec<(Point, Point)> = Vec::new();
    for (low, high) in found {
        match merged.last_mut() {
            Some(last) if &low.at - &last.1.at <= *narrow => last.1 = high,
            _ => merged.push((low, high)),
        }
    }
    merged
}

/// Whether the answer's side of the level or the regime differs.
fn differ(a: &Point, b: &Point, scale: &Scale) -> bool {
    scale.side(a.answer()) != scale.side(b.answer()) || a.figure.regimes != b.figure.regimes
}

/// Whether a bisected bracket is a tipping point: the level is crossed, or the answer jumps (or comes into being).
fn tips(a: &Point, b: &Point, scale: &Scale) -> bool {
    match (a.answer(), b.answer()) {
        (Some(before), Some(after)) => {
            scale.side(a.answer()) != scale.side(b.answer()) || (before - after).abs() > JUMP * scale.size
        }
        (None, None) => false,
        _ => true,
    }
}
