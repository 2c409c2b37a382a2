//! From the limit of the logit path to rational strategies: support, indifference system, rationals.
//!
//! In: a game with rational numbers and a profile in doubles that is an isolated solution of the indifference equations of
//! its support. Out: the same profile in rationals, or nothing where it has none of moderate size. Newton's method runs on
//! [`fixed`]-point numbers of 320 bits with the inverse Jacobian in doubles, which adds about twelve digits a round; the
//! last convergent of a continued fraction that fits is the rational. Nothing here proves anything: the exact certificate
//! does.

mod fixed;
mod system;

use crate::certificate::SUM_TOLERANCE;
use crate::logit::linear::Lu;
use fixed::{Fixed, FixedNumbers};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::structure::Structure;
use system::System;

/// Largest game, in nodes.
const MOST_NODES: usize = 20_000;
/// Largest game with mixing, in nodes times unknowns.
const MOST_WORK: usize = 500_000;
/// How far the first correction may move a probability: beyond lies another solution.
const NEAR: f64 = 1e-7;
/// Corrections below this end the iteration.
const DONE: f64 = 1e-80;
/// Most rounds of Newton's method.
const MOST_ROUNDS: u32 = 16;

/// The profile in rationals. `None` if actors mix where play never leads, the equations have no isolated solution there,
/// the solution is not rational, or the game is too large.
pub(crate) fn rationals(
    structure: &Structure,
    numbers: &Numbers,
    exact: &ExactNumbers,
    profile: &[f64],
) -> Option<Vec<BigRational>> {
    if structure.node_count() > MOST_NODES {
        return None;
    }
    let system = System::new(structure, numbers, profile)?;
    let mut rational = pure(structure, &system, profile);
    if system.unknowns.is_empty() {
        return Some(rational);
    }
    if structure.node_count().saturating_mul(system.unknowns.len()) > MOST_WORK {
        return None;
    }
    let solution = newton(&system, numbers, exact, profile)?;
    for (unknown, x) in system.unknowns.iter().zip(&solution) {
        let p = x.to_rational()?;
        rational[unknown.reference] -= &p;
        rational[unknown.action] = p;
    }
    let fits = |(p, q): (&BigRational, &f64)| {
        !p.is_negative() && p.to_f64().is_some_and(|p| (p - q).abs() <= SUM_TOLERANCE)
    };
    rational.iter().zip(profile).all(fits).then_some(rational)
}

/// Every set's likeliest action for certain; sets that cannot happen keep their equal shares.
fn pure(structure: &Structure, system: &System<'_>, profile: &[f64]) -> Vec<BigRational> {
    let mut rational = vec![BigRational::zero(); structure.action_count()];
    for infoset in 0..structure.infoset_count() {
        let actions = structure.actions(infoset);
        if system.possible[infoset] {
            rational[system::likeliest(profile, actions)] = BigRational::one();
        } else {
            let share = BigRational::new(BigInt::one(), BigInt::from(actions.len()));
            rational[actions].fill(share);
        }
    }
    rational
}

/// The solution near the profile, in fixed-point numbers.
fn newton(
    system: &System<'_>,
    numbers: &Numbers,
    exact: &ExactNumbers,
    profile: &[f64],
) -> Option<Vec<Fixed>> {
    use standoff_game::scalar::Scalar;
    let unknowns = system.unknowns.len();
    let mut jacobian = Lu::default();
    jacobian.reset(unknowns);
    system.jacobian(numbers, profile, &mut jacobian.a);
    jacobian.factor();
    let fixed = FixedNumbers::new(exact);
    let mut point: Vec<Fixed> = profile.iter().map(|&p| Fixed::from_double(p)).collect();
    let mut x: Vec<Fixed> = system.unknowns.iter().map(|unknown| point[unknown.action].clone()).collect();
    let mut last = f64::INFINITY;
    for round in 0..MOST_ROUNDS {
        system.set_point(&x, &mut point);
        let mut step: Vec<f64> = system.residual(&fixed, &point).iter().map(Fixed::to_double).collect();
        jacobian.solve(&mut step);
        let size = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
        if size.is_nan() || (round == 0 && size > NEAR) || size > 0.1 * last {
            return None;
        }
        for (x, step) in x.iter_mut().zip(&step) {
            *x = x.minus(&Fixed::from_double(*step));
        }
        if size < DONE {
            return Some(x);
        }
        last = size;
    }
    None
}
