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

/// Inverse of the standard normal distribution function: a rational start (Acklam) and two Newton steps on erfc.
fn standard_normal(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if p > 0.5 {
        return -standard_normal(1.0 - p);
    }
    // Abramowitz & Stegun 26.2.23 as a start: error below 4.5e-4.
    let t = (-2.0 * libm::log(p)).sqrt();
    let numerator = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let denominator = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut x = -(t - numerator / denominator);
    for _ in 0..4 {
        let below = 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
        let density = libm::exp(-0.5 * x * x) / (2.0 * std::f64::consts::PI).sqrt();
        let step = (below - p) / density;
        // Halley's correction for the curvature of the distribution function.
        x -= step / (1.0 + 0.5 * x * step);
    }
    x
}

/// Inverse of the beta distribution function, by bisection to the last bit.
fn beta(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if beta_below(a, b, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The regularised incomplete beta function I_x(a, b) (Numerical Recipes §6.4: continued fraction by Lentz's method).
fn beta_below(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let log_front =
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    let front = libm::exp(log_front);
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let tiny = 1e-300;
    let keep = |v: f64| if v.abs() < tiny { tiny } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / keep(1.0 - (a + b) * x / (a + 1.0));
    let mut result = d;
    for m in 1..1_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / keep(1.0 + even * d);
        c = keep(1.0 + even / c);
        result *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / keep(1.0 + odd * d);
        c = keep(1.0 + odd / c);
        result *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantiles_invert_the_distribution() {
        assert!((standard_normal(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((standard_normal(0.001) + 3.090_232_306_167_813_5).abs() < 1e-13);
        assert!(standard_normal(0.5).abs() < 1e-15);
    }

    #[test]
    fn beta_quantiles_invert_the_distribution() {
        // Beta(2, 1) has distribution function x², Beta(1, 3) has 1 − (1 − x)³.
        assert!((beta(2.0, 1.0, 0.25) - 0.5).abs() < 1e-14);
        assert!((beta(1.0, 3.0, 0.875) - 0.5).abs() < 1e-14);
        assert!((beta(3.0, 3.0, 0.5) - 0.5).abs() < 1e-14);
    }
}
