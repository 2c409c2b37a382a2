//! Where somebody would act otherwise: stretches of a parameter's range, their borders between verified points.
//!
//! In: traces, what is done now. Out: [`Window`]s, the nearest first. Where neighbouring points of a trace differ in whether the
//! actor in question, or somebody, acts otherwise than now, the border between them is guessed and verified, or else bisected.

use standoff_model::ir::{Model, ParameterId};

use super::trace::{Seen, Trace, seen};
use super::{BESIDE, Class, Home, SOLVES_A_BORDER, Traces, Window};
use crate::along::Along;
use crate::batch::Batch;
use crate::distribution;
use crate::meter::in_two_rounds;
use crate::regime;
use crate::session::{AskError, Budget, Executor};

/// A border is bisected until verified points this far apart, as a share of the range, lie on both sides of it.
const NARROW: f64 = 1e-4;

/// Stretches that are not wider are single points at which somebody is indifferent.
const POINT: f64 = 3.0 * BESIDE;
/// Verified points are as far apart as they are asked to be but for rounding.
const ROUNDING: f64 = 1e-6;
/// Changes between two points that are told apart.
const MOST_BETWEEN: usize = 4;

/// The windows of all parameters, and parameters with further ones whose borders were not found. Borders may together ask `most` times whether to stop: those nearest to now come first. `asks`
/// is how often the point in force did.
pub(super) fn all(
    model: &Model,
    batch: &Batch,
    traces: &Traces,
    home: &Home,
    (most, asks): (u64, u64),
    executor: &dyn Executor,
    budget: Budget,
) -> Result<(Vec<Window>, Vec<ParameterId>), AskError> {
    let mut borders: Vec<Border> = Vec::new();
    for (number, trace) in traces.iter().enumerate() {
        for (at, pair) in trace.points.windows(2).enumerate() {
            if home.class(&pair[0].regime) != home.class(&pair[1].regime) {
                borders.push(Border { trace: number, at, distance: distance(trace, &pair[0], &pair[1]) });
            }
        }
    }
    // Those that guesses place are known already and cost nothing.
    let known = |border: &Border| {
        let trace = &traces[border.trace];
        let (low, high) = (&trace.points[border.at], &trace.points[border.at + 1]);
        trace.guesses.iter().any(|&guess| about(trace, guess, low, high))
    };
    borders.retain(|border| !known(border));
    borders.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    let affordable = most / asks.saturating_mul(SOLVES_A_BORDER).max(1);
    borders.truncate(usize::try_from(affordable).unwrap_or(usize::MAX));
    let between = in_two_rounds(borders.len(), most, executor, budget, &|k, budget| {
        let trace = &traces[borders[k].trace];
        let (low, high) = (&trace.points[borders[k].at], &trace.points[borders[k].at + 1]);
        bisected(batch, trace, low, high, home, budget)
    })?;
    let unrefined = |trace: &Trace| Refined { points: trace.points.clone(), guesses: trace.guesses.clone() };
    let mut refined: Vec<Refined> = traces.iter().map(unrefined).collect();
    for (border, between) in borders.iter().zip(between) {
        let Some(between) = between else { continue };
        refined[border.trace].points.extend(between.points);
        refined[border.trace].guesses.extend(between.guesses);
    }
    let (mut windows, mut unplaced) = (Vec::new(), Vec::new());
    for (trace, refined) in traces.iter().zip(&mut refined) {
        refined.points.sort_by(|a, b| a.at.total_cmp(&b.at));
        let placed = of_trace(model, trace, refined, home);
        windows.extend(placed.windows);
        if placed.unplaced {
            unplaced.push(trace.of.parameter);
        }
    }
    // Stable: equally near ones stay in the order of the text.
    windows.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    Ok((windows, unplaced))
}

/// The windows along one parameter, and whether there are others whose borders were not found.
#[derive(Default)]
struct Placed {
    windows: Vec<Window>,
    unplaced: bool,
}

/// Verified points, and where a guess at a border was verified by them.
#[derive(Default)]
struct Refined {
    points: Vec<Seen>,
    guesses: Vec<f64>,
}

impl Refined {
    /// The border between point i and the next: a guess between them, else the number of fewest digits between them, since
    /// any is as good. Digits of a guess that are rounding show nothing.
    fn border(&self, i: usize) -> f64 {
        let (low, high) = (self.points[i].at, self.points[i + 1].at);
        let guess = self.guesses.iter().copied().find(|guess| low <= *guess && *guess <= high);
        guess.map_or_else(
            || shortest_between(low, high),
            |guess| {
                let rounding = ROUNDING * (high - low);
                shortest_between((guess - rounding).max(low), (guess + rounding).min(high))
            },
        )
    }
}

/// A decimal of few digits between two numbers.
fn shortest_between(low: f64, high: f64) -> f64 {
    let middle = low + (high - low) / 2.0;
    let decimals = (0..=12)
        .map(|digits| libm::round(middle * libm::exp10(f64::from(digits))) / libm::exp10(f64::from(digits)));
    decimals.into_iter().find(|&short| low <= short && short <= high).unwrap_or(middle)
}

/// Two neighbouring points of a trace that differ.
struct Border {
    trace: usize,
    at: usize,
    distance: f64,
}

fn distance(trace: &Trace, low: &Seen, high: &Seen) -> f64 {
    let now = trace.of.now;
    let to_now = if now <= low.at { low.at - now } else { now - high.at };
    to_now.max(0.0) / width(trace)
}

fn width(trace: &Trace) -> f64 {
    let (from, to) = trace.of.hull();
    to - from
}

/// Whether verified points lie close by a guess on both sides.
fn about(trace: &Trace, guess: f64, low: &Seen, high: &Seen) -> bool {
    let close = 2.0 * BESIDE * width(trace) * (1.0 + ROUNDING);
    low.at <= guess && guess <= high.at && high.at - low.at <= close
}

/// Verified points on both sides of each change between two points.
fn bisected(
    batch: &Batch,
    trace: &Trace,
    low: &Seen,
    high: &Seen,
    home: &Home,
    budget: Budget,
) -> Result<Refined, AskError> {
    let (narrow, beside) = (NARROW * width(trace), BESIDE * width(trace));
    let class = |point: &Seen| home.class(&point.regime);
    let solved = |values: &[f64]| -> Result<Vec<Seen>, AskError> {
        let points = Along { parameter: trace.of.parameter, values };
        Ok(seen(&batch.chunk(&points, 0, budget)?, values))
    };
    let mut found = Refined::default();
    let mut left = low.clone();
    for _ in 0..MOST_BETWEEN {
        if class(&left) == class(high) {
            break;
        }
        // Invariant: `a` is of the left's class, `b` is not.
        let (mut a, mut b) = (left.clone(), high.clone());
        let guess = home.guess.between(trace.of.parameter, a.at, b.at, budget)?;
        let values: Vec<f64> = guess
            .iter()
            .flat_map(|guess| [guess - beside, guess + beside])
            .filter(|&value| a.at < value && value < b.at)
            .collect();
        for point in solved(&values)? {
            if class(&point) == class(&left) {
                a = point
            } else if point.at < b.at {
                b = point
            }
        }
        while b.at - a.at > narrow && !guess.is_some_and(|guess| about(trace, guess, &a, &b)) {
            let Some(point) = solved(&[a.at + (b.at - a.at) / 2.0])?.pop() else { break };
            if class(&point) == class(&left) { a = point } else { b = point }
        }
        found.guesses.extend(guess.filter(|guess| a.at <= *guess && *guess <= b.at));
        found.points.extend([a, b.clone()]);
        left = b;
    }
    Ok(found)
}

/// Neighbouring points of a class other than now's, as windows.
fn of_trace(model: &Model, trace: &Trace, refined: &Refined, home: &Home) -> Placed {
    let points = &refined.points;
    let (lowest, highest) = trace.of.hull();
    let little = POINT * width(trace);
    let mut windows = Placed::default();
    let mut start = 0;
    while start < points.len() {
        let class = home.class(&points[start].regime);
        let length = points[start..].iter().take_while(|p| home.class(&p.regime) == class).count();
        let end = start + length;
        let from = start.checked_sub(1).map(|i| refined.border(i));
        let to = (end < points.len()).then(|| refined.border(end - 1));
        let run = &points[start..end];
        let last_of_run = end - 1;
        let before = start.checked_sub(1);
        start = end;
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let (low, high) = (from.unwrap_or(first.at), to.unwrap_or(last.at));
        if class == Class::Same || high - low <= little {
            continue;
        }
        // What begins or ends at an end of the range but for a tie there goes on to the end.
        let from = from.filter(|from| from - lowest > little);
        let to = to.filter(|to| highest - to > little);
        let is_rough = |i: usize| points[i + 1].at - points[i].at > 3.0 * BESIDE * width(trace);
        if [before, to.map(|_| last_of_run)].into_iter().flatten().any(is_rough) {
            windows.unplaced = true;
            continue;
        }
        let declared = &model.parameters[trace.of.parameter.0 as usize];
        let below = |at: f64| distribution::share_below_at(declared, at, trace.of.range);
        let (is_above, nearest) = if low > trace.of.now { (true, first) } else { (false, last) };
        let changes = regime::changes(
            model,
            home.point,
            std::slice::from_ref(&home.regime),
            std::slice::from_ref(&nearest.regime),
        );
        let focal = |change: &regime::Change| class == Class::Others || Some(change.actor) == home.focus;
        windows.windows.push(Window {
            parameter: trace.of.parameter,
            from,
            to,
            distance: (if is_above { low - trace.of.now } else { trace.of.now - high }).max(0.0)
                / width(trace),
            share: to.map_or(1.0, below) - from.map_or(0.0, below),
            answer: class == Class::Answer,
            changes: changes.into_iter().filter(focal).collect(),
        });
    }
    windows
}
