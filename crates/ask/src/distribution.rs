//! The share of what a parameter may be that lies below a value.
//!
//! In: a parameter's declaration. Out: probabilities, under the same distribution from which uncertainty draws: the declared
//! one cut off at the range, else uniform over the range.

use num_rational::BigRational;
use standoff_model::ir::Parameter;

use crate::session::to_f64;
use crate::uncertainty::margin::Margin;

/// The share of a parameter's distribution below `at`. Uniform over `scanned` if neither range nor distribution is declared.
#[must_use]
pub fn share_below(parameter: &Parameter, at: &BigRational, scanned: (&BigRational, &BigRational)) -> f64 {
    share_below_at(parameter, to_f64(at), (to_f64(scanned.0), to_f64(scanned.1)))
}

/// The same in doubles.
#[must_use]
pub fn share_below_at(parameter: &Parameter, at: f64, scanned: (f64, f64)) -> f64 {
    Margin::of(parameter).unwrap_or_else(|| Margin::even(scanned.0, scanned.1)).share_below(at)
}
