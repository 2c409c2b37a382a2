//! `quantile(dist, p)`: the number below which a share p of a distribution lies.
//!
//! In: a distribution and a probability. Out: an expression. Uniform and triangular quantiles are formulas of p; the others
//! need a fixed p and give a number marked as irrational, so that nobody takes it for an exact one.

use num_rational::BigRational;
use num_traits::{FromPrimitive, ToPrimitive};
use standoff_game::dag::{Dag, ExprId};
use standoff_syntax::ast::{Dist, DistKind};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::distribution::{beta, standard_normal};
use crate::undefined::shown;

/// The quantile as an expression.
///
/// # Errors
/// If `p` depends on a parameter and the family has no formula, or `p` is not between 0 and 1.
pub(crate) fn quantile(dag: &mut Dag, dist: &Dist, p: ExprId, span: Span) -> Result<ExprId, Box<Diagnostic>> {
    let args: Vec<BigRational> = dist.args.iter().map(|a| a.value.clone()).collect();
    let known = dag.as_constant(p).and_then(ToPrimitive::to_f64);
    if let Some(wrong) = known.filter(|p| !(0.0..=1.0).contains(p)) {
        let message = format!(
            "the second part of `quantile` is a probability between 0 and 1, and here it is {}",
            shown(wrong)
        );
        return Err(Box::new(Diagnostic::error("SD657", span, message)));
    }
    let number = |k: usize| args.get(k).and_then(ToPrimitive::to_f64).unwrap_or(f64::NAN);
    match (dist.kind, args.as_slice(), known) {
        (DistKind::Uniform, [low, high], _) => {
            let (low, width) = (dag.constant(low.clone()), dag.constant(high - low));
            let offset = dag.mul(width, p);
            let value = dag.add(low, offset);
            Ok(within(dag, p, value))
        }
        (DistKind::Triangular, [low, mode, high], _) => {
            let value = triangular(dag, low, mode, high, p);
            Ok(within(dag, p, value))
        }
        (DistKind::Normal, [mean, _], Some(p)) => {
            Ok(irrational(dag, number(0) + number(1) * standard_normal(p), mean, p))
        }
        (DistKind::Lognormal, _, Some(p)) if p <= 0.0 => Ok(dag.zero()),
        (DistKind::Lognormal, _, Some(p)) if p >= 1.0 => Ok(none(dag)),
        (DistKind::Lognormal, _, Some(p)) => {
            let exponent = number(0) + number(1) * standard_normal(p);
            let exponent = dag.constant(BigRational::from_f64(exponent).unwrap_or_default());
            Ok(dag.exp(exponent))
        }
        (DistKind::Beta, [a, b], Some(p)) => {
            let half = BigRational::new(1.into(), 2.into());
            let symmetric = if a == b { p } else { f64::NAN };
            Ok(irrational(dag, beta(number(0), number(1), p), &half, symmetric))
        }
        _ => Err(Box::new(
            Diagnostic::error(
                "SD657",
                span,
                "a quantile of this distribution needs a probability that no parameter changes",
            )
            .hint("use a uniform or triangular distribution, or a fixed probability"),
        )),
    }
}

/// A numerator that nobody writes: over zero, it stands where there is no quantile.
const NO_QUANTILE: i64 = -(1 << 62);

/// Undefined, because there is no quantile.
fn none(dag: &mut Dag) -> ExprId {
    let (marker, zero) = (dag.integer(NO_QUANTILE), dag.zero());
    dag.div(marker, zero)
}

/// Whether a ratio by zero of this numerator stands for a quantile that there is not.
pub(crate) fn is_none(numerator: f64) -> bool {
    numerator.total_cmp(&(NO_QUANTILE as f64)).is_eq()
}

/// The value where `p` is a probability; undefined elsewhere.
fn within(dag: &mut Dag, p: ExprId, value: ExprId) -> ExprId {
    let (zero, one) = (dag.zero(), dag.one());
    let (above, below) = (dag.less_eq(zero, p), dag.less_eq(p, one));
    let inside = dag.and(above, below);
    let outside = none(dag);
    dag.select(inside, value, outside)
}

/// √-formula on both sides of the mode.
fn triangular(dag: &mut Dag, low: &BigRational, mode: &BigRational, high: &BigRational, p: ExprId) -> ExprId {
    let width = high - low;
    let (rise, fall) = (dag.constant(&width * (mode - low)), dag.constant(&width * (high - mode)));
    let (low_id, high_id, one) = (dag.constant(low.clone()), dag.constant(high.clone()), dag.one());
    let left = dag.mul(p, rise);
    let left = dag.sqrt(left);
    let left = dag.add(low_id, left);
    let rest = dag.sub(one, p);
    let right = dag.mul(rest, fall);
    let right = dag.sqrt(right);
    let right = dag.sub(high_id, right);
    let turn = if width == BigRational::default() { BigRational::default() } else { (mode - low) / &width };
    let turn = dag.constant(turn);
    let before = dag.less(p, turn);
    dag.select(before, left, right)
}

/// A number known only as a double. The median of a symmetric family is exact; the rest is wrapped in e^ln so that it
/// does not count as rational.
fn irrational(dag: &mut Dag, value: f64, median: &BigRational, p: f64) -> ExprId {
    if p.total_cmp(&0.5).is_eq() {
        return dag.constant(median.clone());
    }
    let Some(logarithm) = BigRational::from_f64(libm::log(value.abs())) else {
        // 0 or not finite: 0 is exact, and infinity is no number.
        return if value == 0.0 { dag.zero() } else { none(dag) };
    };
    let logarithm = dag.constant(logarithm);
    let size = dag.exp(logarithm);
    if value < 0.0 { dag.neg(size) } else { size }
}
