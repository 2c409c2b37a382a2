//! Families of distributions: distribution functions and their inverses, in doubles.
//!
//! In: a family, its arguments, a number. Out: a probability or a quantile. `exp`, `ln`, `erfc` and `lgamma` are those of `libm`,
//! so that every machine gives the same bits.

use standoff_syntax::ast::DistKind;

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
        (DistKind::Beta, &[a, b]) => beta_below(a, b, x),
        _ => f64::NAN,
    };
    p.clamp(0.0, 1.0)
}

/// The number below which a share p of a family lies; p from 0 to 1. NaN where there is none.
#[must_use]
pub fn quantile(kind: DistKind, args: &[f64], p: f64) -> f64 {
    match (kind, args) {
        (DistKind::Uniform, &[low, high]) => low + p * (high - low),
        (DistKind::Normal, &[mean, sd]) => mean + sd * standard_normal(p),
        (DistKind::Lognormal, &[mu, sigma]) => libm::exp(mu + sigma * standard_normal(p)),
        (DistKind::Triangular, &[low, mode, high]) => {
            let width = high - low;
            if p * width < mode - low {
                low + (p * width * (mode - low)).sqrt()
            } else {
                high - ((1.0 - p) * width * (high - mode)).sqrt()
            }
        }
        (DistKind::Beta, &[a, b]) => beta(a, b, p),
        _ => f64::NAN,
    }
}

fn normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// Inverse of the standard normal distribution function: a rational start (Abramowitz and Stegun 26.2.23) and steps of
/// Halley's method on `erfc`.
#[must_use]
pub fn standard_normal(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if p > 0.5 {
        return -standard_normal(1.0 - p);
    }
    // The error of the start is below 4.5e-4.
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
#[must_use]
pub fn beta(a: f64, b: f64, p: f64) -> f64 {
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
#[must_use]
pub fn beta_below(a: f64, b: f64, x: f64) -> f64 {
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

    #[test]
    fn quantiles_invert_the_distribution_functions() {
        let families: [(DistKind, &[f64]); 6] = [
            (DistKind::Uniform, &[-1.0, 3.0]),
            (DistKind::Normal, &[2.0, 0.5]),
            (DistKind::Lognormal, &[0.1, 0.7]),
            (DistKind::Triangular, &[0.0, 1.0, 4.0]),
            (DistKind::Triangular, &[0.0, 0.0, 1.0]),
            (DistKind::Beta, &[2.5, 0.7]),
        ];
        for (kind, args) in families {
            for p in [0.001, 0.05, 0.25, 0.5, 0.9, 0.999] {
                let x = quantile(kind, args, p);
                assert!((cumulative(kind, args, x) - p).abs() < 1e-12, "{kind:?} {args:?} {p} {x}");
            }
        }
    }
}
