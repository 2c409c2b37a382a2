//! Distributions of parameters: the share below a value.
//!
//! In: a parameter's declaration (uniform over the range if none is declared). Out: probabilities.

use num_rational::BigRational;
pub use standoff_compile::distribution::cumulative;
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
