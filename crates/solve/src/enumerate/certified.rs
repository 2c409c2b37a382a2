//! The certificate of an enumerated equilibrium.
//!
//! In: a behaviour profile. Out: whether the independent certificate finds that nobody gains anything, exactly; or, for one in
//! doubles, how much somebody gains.

use crate::certificate::{certify, regrets_exact};
use num_rational::BigRational;
use num_traits::Zero;
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::profile;
use standoff_game::structure::Structure;

/// What the certificate needs besides the profile, made once: the Nash regret depends on none of it.
pub(super) struct Certifier<'g> {
    structure: &'g Structure,
    numbers: Numbers,
    witness: Vec<f64>,
    beliefs: Vec<f64>,
}

impl<'g> Certifier<'g> {
    pub(super) fn new(structure: &'g Structure, exact: &'g ExactNumbers) -> Self {
        let numbers = exact.to_doubles();
        let uniform = profile::uniform(structure);
        let beliefs = profile::beliefs(structure, &numbers, &uniform);
        let witness = uniform.iter().map(|&p| libm::log(p)).collect();
        Certifier { structure, numbers, witness, beliefs }
    }

    /// The largest regret of an actor relative to its range of payoffs, in doubles. Nothing if this is no profile.
    pub(super) fn relative_regret(&self, profile: &[f64]) -> Option<f64> {
        let certificate = certify(
            self.structure,
            &self.numbers,
            None,
            profile,
            None,
            &self.witness,
            &self.beliefs,
            None,
            None,
        )
        .ok()?;
        let relative = certificate.nash.iter().zip(&certificate.ranges);
        Some(
            relative.fold(0.0, |most, (gain, range)| most.max(if *range > 0.0 { gain / range } else { 0.0 })),
        )
    }
}

/// Whether the regret of every actor is exactly 0.
pub(super) fn holds(structure: &Structure, exact: &ExactNumbers, profile: &[BigRational]) -> bool {
    regrets_exact(structure, exact, profile).is_ok_and(|gains| gains.iter().all(Zero::is_zero))
}
