//! Probabilities over the declared ranges of the parameters.
//!
//! In: one site of numbers that is right at the values in force. Out: the warning SD604 if it can leave 0..1 (or
//! lose its value) within the ranges. Intervals show at once where nothing can go wrong; where they leave a doubt,
//! corners and middles of the ranges are tried, so that a warning always names a figure that really occurs.

use rustc_hash::FxHashMap;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::evaluate::Value;
use super::interval::Interval;
use super::number::to_float;
use super::probability::Site;
use super::situations::{self, Calls, Choices, Numbers, Point};
use super::words;
use crate::ir::{Expr, Model, ParameterId};

/// Rounding of doubles that counts as nothing.
const ROUNDING: f64 = 1e-9;
/// Points tried at most.
const POINTS: usize = 1024;
/// Combinations of values looked at.
const COMBINATIONS: usize = 256;

type Values = FxHashMap<ParameterId, Interval>;

/// How far a figure is from what it may be, with the words for it.
struct Leaves {
    by: f64,
    span: Span,
    words: String,
}

/// Warns if a site can go wrong within the ranges. Each evaluation takes `cost` from
/// `left`. `possible` tells whether a story comes to a combination.
pub(super) fn warn<'m>(
    model: &'m Model,
    site: &Site<'m>,
    calls: &Calls<'m>,
    combinations: &[Choices],
    parameters: &[ParameterId],
    (left, cost): (&mut usize, usize),
    mut possible: impl FnMut(&Choices) -> Option<String>,
) -> Option<Diagnostic> {
    if matches!(site, Site::Number(..)) {
        return None;
    }
    let ranges: Vec<(ParameterId, Interval)> = parameters
        .iter()
        .filter_map(|id| {
            let (low, high) = model.parameters.get(id.0 as usize)?.range.as_ref()?;
            Some((*id, Interval::between(to_float(low), to_float(high))))
        })
        .filter(|(_, range)| range.low < range.high)
        .collect();
    if ranges.is_empty() {
        return None;
    }
    let whole: Values = ranges.iter().copied().collect();
    let mut tried: Option<Vec<Values>> = None;
    for choices in combinations.iter().take(COMBINATIONS) {
        *left = left.saturating_sub(cost);
        if *left == 0 {
            return None;
        }
        if leaves(model, site, calls, choices, &whole).is_none() {
            continue;
        }
        let mut worst: Option<Leaves> = None;
        for values in tried.get_or_insert_with(|| points(&ranges)).iter() {
            *left = left.saturating_sub(cost);
            if *left == 0 {
                break;
            }
            if let Some(found) = leaves(model, site, calls, choices, values)
                && worst.as_ref().is_none_or(|known| known.by < found.by)
            {
                worst = Some(found);
            }
        }
        if let Some(worst) = worst {
            let Some(told) = possible(choices) else { continue };
            let message =
                format!("{} within the declared ranges{told}; such points count as undefined", worst.words);
            return Some(
                Diagnostic::warning("SD604", worst.span, message)
                    .hint("narrow the ranges, or bound the number with `min` and `max`"),
            );
        }
    }
    None
}

/// Corners and middles of the ranges, or a fixed sample of the corners if there are too many.
fn points(ranges: &[(ParameterId, Interval)]) -> Vec<Values> {
    let steps: u32 = if ranges.len() <= 6 { 3 } else { 2 };
    let all = steps.checked_pow(u32::try_from(ranges.len()).unwrap_or(u32::MAX)).map(|all| all as usize);
    let at = |range: Interval, step: u32| {
        let value = range.low + (range.high - range.low) * f64::from(step) / f64::from(steps - 1);
        Interval { low: value, high: value }
    };
    if let Some(all) = all.filter(|all| *all <= POINTS) {
        return (0..all)
            .map(|number| {
                let mut rest = u32::try_from(number).unwrap_or(0);
                ranges
                    .iter()
                    .map(|(id, range)| {
                        let step = rest % steps;
                        rest /= steps;
                        (*id, at(*range, step))
                    })
                    .collect()
            })
            .collect();
    }
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    (0..POINTS)
        .map(|_| {
            ranges
                .iter()
                .map(|(id, range)| {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    (*id, at(*range, u32::try_from(random >> 63).unwrap_or(0) * (steps - 1)))
                })
                .collect()
        })
        .collect()
}

/// Whether the numbers may be wrong for these values of the parameters, and how.
fn leaves(
    model: &Model,
    site: &Site<'_>,
    calls: &Calls<'_>,
    choices: &Choices,
    values: &Values,
) -> Option<Leaves> {
    let point = Point { model, numbers: Numbers::Given(values), choices };
    let formula = |expr: &Expr| words::formula_of_call(model, expr, &situations::written(model, calls));
    let value = |expr: &Expr| match point.value(expr, calls) {
        Ok(Value::Number(number)) => Ok(number),
        Ok(_) => Err(None),
        Err((fault, span)) => Err(Some(Leaves {
            by: f64::INFINITY,
            span,
            words: format!("`{}` can lose its value: {}", formula(expr), fault.words()),
        })),
    };
    match site {
        Site::Probabilities(thing, list) => {
            let mut sum = Interval { low: 0.0, high: 0.0 };
            let mut worst: Option<Leaves> = None;
            for expr in list.iter().flatten() {
                let number = match value(expr) {
                    Ok(number) => number,
                    Err(leaves) => return leaves,
                };
                sum = Interval { low: sum.low + number.low, high: sum.high + number.high };
                let by = (-number.low).max(number.high - 1.0);
                if by > ROUNDING && worst.as_ref().is_none_or(|known| known.by < by) {
                    let far = if -number.low > number.high - 1.0 { number.low } else { number.high };
                    let formula = formula(expr);
                    worst = Some(Leaves {
                        by,
                        span: expr.span,
                        words: format!("`{formula}` can reach {}", words::figure(far)),
                    });
                }
            }
            if worst.is_some() {
                return worst;
            }
            let span = list.iter().flatten().next()?.span;
            let terms: Vec<String> = list.iter().flatten().map(|expr| part(expr, formula(expr))).collect();
            if let Some(label) = list.iter().position(Option::is_none) {
                let rest = 1.0 - sum.high;
                let label = words::label(model, *thing, u32::try_from(label).unwrap_or(u32::MAX));
                return (rest < -ROUNDING).then(|| Leaves {
                    by: -rest,
                    span,
                    words: format!(
                        "what is left for `{label}`, `1 - {}`, can reach {}",
                        terms.join(" - "),
                        words::figure(rest)
                    ),
                });
            }
            let far = if 1.0 - sum.low > sum.high - 1.0 { sum.low } else { sum.high };
            ((far - 1.0).abs() > ROUNDING).then(|| Leaves {
                by: (far - 1.0).abs(),
                span,
                words: format!("`{}` can reach {}, not 1,", terms.join(" + "), words::figure(far)),
            })
        }
        Site::Weights(thing, list) => {
            let mut highest = 0.0_f64;
            for expr in *list {
                let number = match value(expr) {
                    Ok(number) => number,
                    Err(leaves) => return leaves,
                };
                if number.low < -ROUNDING {
                    let words =
                        format!("the weight `{}` can reach {}", formula(expr), words::figure(number.low));
                    return Some(Leaves { by: -number.low, span: expr.span, words });
                }
                highest = highest.max(number.low);
            }
            (highest == 0.0 && !list.is_empty()).then(|| Leaves {
                by: 1.0,
                span: list.first().map_or(Span::default(), |first| first.span),
                words: format!("all weights of `{}` can be 0", words::thing(model, *thing)),
            })
        }
        Site::Number(..) => None,
    }
}

/// A term of a difference: in brackets unless it is plain.
fn part(expr: &Expr, formula: String) -> String {
    use crate::ir::ExprKind;
    match expr.kind {
        ExprKind::Binary(standoff_syntax::ast::BinaryOp::Mul | standoff_syntax::ast::BinaryOp::Div, ..) => {
            formula
        }
        ExprKind::Binary(..) | ExprKind::If(..) | ExprKind::Neg(_) => format!("({formula})"),
        _ => formula,
    }
}
