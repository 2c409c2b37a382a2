//! Which status the figures of a certificate allow.
//!
//! In: a [`Certificate`]. Out: a [`Status`], never better than the figures.

use crate::solution::{Certificate, Method, Status};
use num_traits::Zero;

/// Nash regret, relative to the actor's range of payoffs, up to which a profile is verified unless another is asked for.
pub const NASH_ACCURACY: f64 = 1e-8;
/// Gain at an information set, relative to the range of payoffs, up to which a profile is sequentially rational.
pub const SEQUENTIAL_ACCURACY: f64 = 1e-6;
/// Distance of beliefs from those of the witness up to which they are consistent.
pub const CONSISTENCY_TOLERANCE: f64 = 1e-3;

/// The status of what claims to be an equilibrium, found by `method`. `exact` says that the reported strategies are the rational ones that `nash_exact` is about; `accuracy` is
/// relative to the range of payoffs. A quantal response equilibrium at a finite λ claims no best replies: there the
/// residual of its equations (in log-odds) has to be within `accuracy`, and the beliefs have to be its own. Every
/// comparison is written so that a figure that is not a number fails.
#[must_use]
pub fn status(certificate: &Certificate, method: Method, exact: bool, accuracy: f64) -> Status {
    if let Some(residual) = certificate.fixed_point {
        let holds =
            method == Method::Qre && residual <= accuracy && certificate.consistency <= CONSISTENCY_TOLERANCE;
        return if holds { Status::VerifiedEpsilon } else { Status::Stalled };
    }
    let exactly =
        exact && certificate.nash_exact.as_ref().is_some_and(|gains| gains.iter().all(Zero::is_zero));
    let nash = certificate.nash.len() == certificate.ranges.len()
        && certificate
            .nash
            .iter()
            .zip(&certificate.ranges)
            .all(|(&gain, &range)| within(gain, accuracy, range));
    // Plans as a whole, from regret minimisation and linear programs, claim a Nash equilibrium and no more. The other methods
    // claim a sequential one, and its beliefs are part of that.
    let plans_only = matches!(method, Method::Cfr | Method::Lp);
    let sequential = within(certificate.sequential, SEQUENTIAL_ACCURACY, certificate.payoff_range)
        && certificate.consistency <= CONSISTENCY_TOLERANCE;
    match (plans_only || sequential, exactly, nash) {
        (true, true, _) => Status::VerifiedExact,
        (true, false, true) => Status::VerifiedEpsilon,
        _ => Status::Stalled,
    }
}

/// Whether a gain is small relative to the range. An actor to whom all ends are worth the same can gain nothing: what is
/// found is rounding.
fn within(gain: f64, accuracy: f64, range: f64) -> bool {
    if range == 0.0 { gain.is_finite() } else { gain <= accuracy * range }
}
