//! `P(e)`, `P(e | c)`, `E(x)`, `E(x | c)`: by Bayes where the condition happens, by the path's limit where it does not.
//!
//! In: a solved game and typed expressions. Out: [`Number`]s. Folded lotteries are unfolded by the story evaluator, so
//! folding never changes an answer.

use num_rational::BigRational;
use num_traits::Zero;
use standoff_compile::question::{Asker, End, Moments, Prepared};
use standoff_compile::tell;
use standoff_game::profile;
use standoff_model::ir::{Expr, Model};

use crate::answer::Number;
use crate::session::Solved;

/// Ratios at two points of the path that differ by more than this have no stable limit.
const STABLE: f64 = 1e-3;

/// P(event | given).
#[must_use]
pub fn probability(model: &Model, solved: &Solved, event: &Expr, given: Option<&Expr>) -> Number {
    let prepared = Asker::new(model, &solved.compiled).prepare_probability(event, given);
    at(model, solved, &prepared, &solved.point(), true)
}

/// E(value | given). Stories in which `value` mentions something that is not reached are left out, and that is said.
#[must_use]
pub fn expectation(model: &Model, solved: &Solved, value: &Expr, given: Option<&Expr>) -> Number {
    let prepared = Asker::new(model, &solved.compiled).prepare_expectation(value, given);
    at(model, solved, &prepared, &solved.point(), false)
}

/// A question that has been prepared for the game of `solved`, whose parameters are at `point`.
pub(crate) fn at(
    model: &Model,
    solved: &Solved,
    prepared: &Prepared,
    point: &[f64],
    is_probability: bool,
) -> Number {
    let moments = prepared.at(point);
    let mut number = ratio(model, solved, prepared, &moments, is_probability);
    if !is_probability && moments.partial && number.note.is_none() {
        number.note = Some("over the stories in which it has a value".to_owned());
    }
    number
}

/// Σ reach·part / Σ reach·whole over the ends, or its limit where the denominator is exactly zero.
fn ratio(
    model: &Model,
    solved: &Solved,
    prepared: &Prepared,
    moments: &Moments<f64>,
    is_probability: bool,
) -> Number {
    if let Some(sentence) = prepared.refused() {
        return Number { note: Some(sentence.to_owned()), ..Number::default() };
    }
    let structure = &solved.compiled.structure;
    let reach = profile::node_reach(structure, &solved.numbers, &solved.solution.profile);
    let (part, whole) = sums(moments, |node| reach[node]);
    if !(part.is_finite() && whole.is_finite()) {
        return no_value(model, solved, prepared, moments, &reach);
    }
    if whole > 0.0 {
        let mut number = Number::of(tidy(part / whole, is_probability));
        if let (Some(numbers), Some(profile_exact)) = (&solved.exact, &solved.solution.profile_exact)
            && let Some(moments) = prepared.at_exact(&solved.setting.parameters)
        {
            let reach = profile::node_reach_exact(structure, numbers, profile_exact);
            let (part, whole) =
                moments.ends.iter().fold((BigRational::zero(), BigRational::zero()), |(part, whole), end| {
                    let reach = &reach[end.node as usize];
                    (part + reach * &end.part, whole + reach * &end.whole)
                });
            if !whole.is_zero() {
                let value = part / whole;
                number.value = Some(crate::session::to_f64(&value));
                number.exact = Some(value);
            }
        }
        return number;
    }
    limit(solved, moments, is_probability)
}

/// No number, and why: what goes wrong at the first end that play leads to and that has no value.
fn no_value(
    model: &Model,
    solved: &Solved,
    prepared: &Prepared,
    moments: &Moments<f64>,
    reach: &[f64],
) -> Number {
    let point = solved.point();
    let wrong =
        |end: &&End<f64>| reach[end.node as usize] > 0.0 && !(end.part.is_finite() && end.whole.is_finite());
    let note = moments.ends.iter().find(wrong).and_then(|end| {
        let fault = prepared.fault(end.node, &point)?;
        let told = solved.names(model).story(end.node as usize);
        Some(match tell::sentence(model, &told) {
            _ if told.is_empty() => fault,
            story => format!("in a story in which {story}: {fault}"),
        })
    });
    Number {
        note: Some(note.unwrap_or_else(|| "it is too large to compute with".to_owned())),
        ..Number::default()
    }
}

/// The limit of the ratio along the path, from the log-reach of the ends at two points of it.
fn limit(solved: &Solved, moments: &Moments<f64>, is_probability: bool) -> Number {
    let structure = &solved.compiled.structure;
    if moments.ends.iter().all(|end| end.whole <= 0.0) {
        let note = "no story of this model fits the condition".to_owned();
        return Number { note: Some(note), ..Number::default() };
    }
    let ratio_at = |log_profile: &[f64]| {
        let log_reach = profile::node_log_reach(structure, &solved.numbers, log_profile);
        let top = moments
            .ends
            .iter()
            .filter(|end| end.whole > 0.0)
            .map(|end| log_reach[end.node as usize])
            .fold(f64::NEG_INFINITY, f64::max);
        let (part, whole) = sums(moments, |node| libm::exp(log_reach[node] - top));
        (whole > 0.0 && top.is_finite()).then(|| part / whole)
    };
    // Where sides err everything that chance allows happens, however rarely: this is the value itself.
    if solved.errs()
        && let Some(value) = ratio_at(&solved.solution.witness)
    {
        return Number::of(tidy(value, is_probability));
    }
    let at: Vec<(f64, Option<f64>)> =
        trembles(solved).iter().map(|(lambda, log_profile)| (*lambda, ratio_at(log_profile))).collect();
    let (mut number, note) = match at.as_slice() {
        [(low_at, Some(low)), (high_at, Some(high))] => {
            match extrapolated((*low_at, *low), (*high_at, *high)) {
                Some(limit) => {
                    let note = if solved.solution.off_path.len() >= 2 {
                        "never happens at this solution"
                    } else {
                        "never happens at this solution; the limit supposes small mistakes, equally likely everywhere"
                    };
                    (Number { limit: Some(tidy(limit, is_probability)), ..Number::default() }, note)
                }
                None => (
                    Number::default(),
                    "never happens at this solution, and the path to it gives no stable limit",
                ),
            }
        }
        _ => (Number::default(), "cannot happen: chance gives it probability zero"),
    };
    number.note = Some(note.to_owned());
    number
}

/// The limit of a quantity from its values at two points of the path, each with its λ; `None` if they differ too much.
pub(crate) fn extrapolated((low_at, low): (f64, f64), (high_at, high): (f64, f64)) -> Option<f64> {
    if (low - high).abs() > STABLE * high.abs().max(1.0) {
        return None;
    }
    // The path approaches its limit like 1/λ; two points remove that term.
    let limit = (high * high_at - low * low_at) / (high_at - low_at);
    Some(if limit.is_finite() { limit } else { high })
}

/// Two fully mixed profiles near the solution (logs), each with its λ: from the path, or small uniform trembles where
/// the solution came by induction.
pub(crate) fn trembles(solved: &Solved) -> Vec<(f64, Vec<f64>)> {
    if solved.solution.off_path.len() >= 2 {
        return solved.solution.off_path.clone();
    }
    let structure = &solved.compiled.structure;
    [1e-7, 1e-8]
        .iter()
        .map(|&tremble| {
            let mut logs = vec![0.0; structure.action_count()];
            for infoset in 0..structure.infoset_count() {
                let actions = structure.actions(infoset);
                let share = tremble / actions.len() as f64;
                for action in actions {
                    let p = solved.solution.profile[action];
                    logs[action] = libm::log(p * (1.0 - tremble) + share);
                }
            }
            (1.0 / tremble, logs)
        })
        .collect()
}

fn sums(moments: &Moments<f64>, reach: impl Fn(usize) -> f64) -> (f64, f64) {
    moments.ends.iter().fold((0.0, 0.0), |(part, whole), end| match reach(end.node as usize) {
        // What never happens need not have a value.
        0.0 => (part, whole),
        reach => (part + reach * end.part, whole + reach * end.whole),
    })
}

/// Sums of many products leave probabilities a rounding error outside 0..1.
fn tidy(value: f64, is_probability: bool) -> f64 {
    if is_probability { value.clamp(0.0, 1.0) } else { value }
}
