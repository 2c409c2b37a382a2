//! Evaluates what is constant in the text, to refuse what has no value: division by zero, roots and logarithms of
//! what has none, numbers beyond any measure.
//!
//! In: typed expressions. Out: diagnostics. Options and parameters are not constants: their values may change.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use standoff_syntax::ast::{BinaryOp, DistKind};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::number::{MAX_BITS, show};

use super::positions::each;
use crate::ir::{Builtin, Expr, ExprKind, LetId, Model};

/// Exponents beyond this are refused.
const MOST_EXPONENT: i64 = 400;

/// The exact value, if it is constant and a fraction.
type Value = Option<BigRational>;

/// Checks all constants of a model; `order` has each `let` after those it uses.
pub(crate) fn check(model: &mut Model, order: &[LetId], found: &mut Vec<Diagnostic>) {
    let mut lets: Vec<Value> = vec![None; model.lets.len()];
    for id in order {
        lets[id.0 as usize] = value(&model.lets[id.0 as usize].value, &lets, found);
    }
    each(model, &mut |expr, position, _| {
        if !matches!(position, super::positions::Position::Let(_)) {
            value(expr, &lets, found);
        }
    });
}

/// Checks the constants of an expression in a question.
pub(crate) fn check_question(expr: &Expr, found: &mut Vec<Diagnostic>) {
    value(expr, &[], found);
}

fn value(expr: &Expr, lets: &[Value], found: &mut Vec<Diagnostic>) -> Value {
    let exact = |result: BigRational, found: &mut Vec<Diagnostic>| {
        if result.numer().bits() > MAX_BITS || result.denom().bits() > MAX_BITS {
            let message = format!("this number needs more than {MAX_BITS} bits as an exact fraction");
            found.push(Diagnostic::error("SD655", expr.span, message));
            return None;
        }
        Some(result)
    };
    match &expr.kind {
        ExprKind::Number(number) => Some(number.clone()),
        ExprKind::Neg(a) => value(a, lets, found).map(|a| -a),
        ExprKind::Not(a) => {
            value(a, lets, found);
            None
        }
        ExprKind::Quantile(dist, p) => {
            if let Some(p) = value(p, lets, found) {
                let without_end = match dist.kind {
                    DistKind::Normal => p.is_zero() || p.is_one(),
                    DistKind::Lognormal => p.is_one(),
                    _ => false,
                };
                let here = show(&p, false);
                if p.is_negative() || p > BigRational::one() {
                    let message =
                        format!("the second part of `quantile` is a probability between 0 and 1, not {here}");
                    found.push(Diagnostic::error("SD657", expr.span, message));
                } else if without_end {
                    let message =
                        format!("this distribution goes on without end, and has no quantile at {here}");
                    found.push(Diagnostic::error("SD657", expr.span, message));
                }
            }
            None
        }
        ExprKind::Let(id, args) => {
            args.iter().for_each(|arg| {
                value(arg, lets, found);
            });
            lets.get(id.0 as usize).cloned().flatten()
        }
        ExprKind::If(c, a, b) => {
            for part in [c, a, b] {
                value(part, lets, found);
            }
            None
        }
        ExprKind::Builtin(function, args) => {
            let values: Vec<Value> = args.iter().map(|arg| value(arg, lets, found)).collect();
            builtin(expr, *function, &values, found)
        }
        ExprKind::Binary(op, a, b) => {
            let (x, y) = (value(a, lets, found), value(b, lets, found));
            match (op, x, y) {
                (BinaryOp::Div, _, Some(y)) if y.is_zero() => {
                    found.push(Diagnostic::error("SD654", expr.span, "this divides by zero"));
                    None
                }
                (BinaryOp::Add, Some(x), Some(y)) => exact(x + y, found),
                (BinaryOp::Sub, Some(x), Some(y)) => exact(x - y, found),
                (BinaryOp::Mul, Some(x), Some(y)) => exact(x * y, found),
                (BinaryOp::Div, Some(x), Some(y)) => exact(x / y, found),
                (BinaryOp::Pow, x, Some(y)) => {
                    let result = power(expr, x, &y, found)?;
                    exact(result, found)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// A power with a constant exponent; `None` if it is no fraction, or too large, which is reported.
fn power(
    expr: &Expr,
    base: Value,
    exponent: &BigRational,
    found: &mut Vec<Diagnostic>,
) -> Option<BigRational> {
    if exponent.abs() > BigRational::from_integer(BigInt::from(MOST_EXPONENT)) {
        let message = format!("exponents are between -{MOST_EXPONENT} and {MOST_EXPONENT}");
        found.push(Diagnostic::error("SD655", expr.span, message));
        return None;
    }
    let base = base?;
    if base.is_zero() && exponent.is_negative() {
        found.push(Diagnostic::error("SD654", expr.span, "this divides by zero"));
        return None;
    }
    if !exponent.is_integer() {
        if base.is_negative() {
            let message = "a negative number has no power that is not whole";
            found.push(Diagnostic::error("SD657", expr.span, message));
        }
        return None;
    }
    let exponent = exponent.to_integer().to_i32()?;
    let bits = base.numer().bits().max(base.denom().bits());
    if bits > 1 && bits.saturating_mul(u64::from(exponent.unsigned_abs())) > MAX_BITS.saturating_mul(2) {
        let message = format!("this number needs more than {MAX_BITS} bits as an exact fraction");
        found.push(Diagnostic::error("SD655", expr.span, message));
        return None;
    }
    Some(base.pow(exponent))
}

fn builtin(expr: &Expr, function: Builtin, values: &[Value], found: &mut Vec<Diagnostic>) -> Value {
    let mut refuse = |message: &str| found.push(Diagnostic::error("SD657", expr.span, message));
    match function {
        Builtin::Min => values.iter().cloned().collect::<Option<Vec<_>>>()?.into_iter().min(),
        Builtin::Max => values.iter().cloned().collect::<Option<Vec<_>>>()?.into_iter().max(),
        Builtin::Abs => values.first().cloned().flatten().map(|value| value.abs()),
        Builtin::Exp => None,
        Builtin::Sqrt => {
            if matches!(values, [Some(value)] if value.is_negative()) {
                refuse("a negative number has no square root");
            }
            None
        }
        Builtin::Log => {
            if matches!(values, [Some(value)] if !value.is_positive()) {
                refuse("only numbers above zero have a logarithm");
            }
            None
        }
    }
}
