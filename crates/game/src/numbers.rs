//! A game's numbers at one point of parameter space, in plain arrays.
//!
//! In: a structure, its DAG and a point. Out: [`Numbers`] (doubles, for solvers) and [`ExactNumbers`] (rationals, for
//! certificates and backward induction).

use num_rational::BigRational;

/// Probabilities and payoffs at one point, in doubles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// As [`crate::structure::Structure::chance`].
    pub chance: Vec<f64>,
    /// As [`crate::structure::Structure::payoff`].
    pub payoff: Vec<f64>,
}

/// Probabilities and payoffs at one point, exact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExactNumbers {
    /// As [`crate::structure::Structure::chance`].
    pub chance: Vec<BigRational>,
    /// As [`crate::structure::Structure::payoff`].
    pub payoff: Vec<BigRational>,
}
