//! Distributions of parameters: the share below a value, and quantiles.
//!
//! In: a parameter's declaration (uniform over the range if none is declared). Out: probabilities. Formulas are the
//! textbook ones; the error function and the incomplete beta function come from `libm` and a continued fraction.

use num_rational::BigRational;
use standoff_model::ir::Parameter;
use standoff_syntax::ast::DistKind;

use crate::session::to_f64;

/// The share of a parameter's distribution below `at`. Without a declared distribution: uniform over its range, or over
/// `scanned` if it has none.
#[must_use]
pub fn share_below(parameter: &Parameter, at: &BigRational, scanned: (&BigRational, &BigRational)) -> f64 {
    share_below_at(parameter, to_f64(at), (to_f64(scanned.0), to_f64(scanned.1)))
}

/// The same in doubles.
#[must_use]
pub fn share_below_at(parameter: &Parameter, at: f64, scanned: (f64, f64)) -> f64 {
    if let Some(dist) = &parameter.dist {
        let args: Vec<f64> = dist.args.iter().map(|number| to_f64(&number.value)).collect();
        return cumulative(dist.kind, &args, at);
    }
    let (from, to) = parameter.range.as_ref().map_or(scanned, |(from, to)| (to_f64(from), to_f64(to)));
    cumulative(DistKind::Uniform, &[from, to], at)
}

/// The cumulative distribution function of a family at `x`. Arguments as [`DistKind`] names them.
#[must_use]
pub fn cumulative(kind: DistKind, args: &[f64], x: f64) -> f64 {
    let p = match (kind, args) {
        (DistKind::Uniform, &[a, b]) => {
            if b > a {
                (x - a) / (b - a)
            } else {
                f64::from(u8::from(x >= a))
            }
        }
        (DistKind::Normal, &[mean, sd]) => normal((x - mean) / sd),
        (DistKind::Lognormal, &[mu, sigma]) => {
            if x > 0.0 {
                normal((libm::log(x) - mu) / sigma)
            } else {
                0.0
            }
        }
        (DistKind::Triangular, &[low, mode, high]) => {
            if x <= low {
                0.0
            } else if x < mode {
                (x - low) * (x - low) / ((high - low) * (mode - low))
            } else if x < high {
                1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
            } else {
                1.0
            }
        }
        (DistKind::Beta, &[a, b]) => incomplete_beta(a, b, x.clamp(0.0, 1.0)),
        _ => f64::NAN,
    };
    p.clamp(0.0, 1.0)
}

fn normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The regularised incomplete beta function by its continued fraction (Lentz's method; DLMF 8.17.22).
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let front = libm::exp(
        a * libm::log(x) + b * libm::log1p(-x) + libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b),
    ) / a;
    let tiny = 1e-300;
    let away_from_zero = |v: f64| if v.abs() < tiny { tiny } else { v };
    let (mut c, mut d) = (1.0, 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..500 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cumulative_functions_have_their_known_values() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        near(cumulative(DistKind::Uniform, &[1.0, 3.0], 1.5), 0.25);
        near(cumulative(DistKind::Normal, &[2.0, 3.0], 2.0), 0.5);
        near(cumulative(DistKind::Normal, &[0.0, 1.0], 1.959963984540054), 0.975);
        near(cumulative(DistKind::Lognormal, &[0.0, 1.0], 1.0), 0.5);
        near(cumulative(DistKind::Triangular, &[0.0, 1.0, 4.0], 1.0), 0.25);
        // I_x(2, 3) = 6x² − 8x³ + 3x⁴
        let x = 0.3;
        near(cumulative(DistKind::Beta, &[2.0, 3.0], x), 6.0 * x * x - 8.0 * x * x * x + 3.0 * x * x * x * x);
        near(cumulative(DistKind::Beta, &[0.5, 0.5], 0.5), 0.5);
    }
}
