//! Equations made smaller before they are solved.
//!
//! In: polynomials with rational coefficients in probabilities that are above 0 and below 1. Out: fewer and smaller ones with
//! the same solutions, and the probabilities that follow at once; or that there is no solution.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;

/// Coefficients by product of unknowns.
pub(super) type Polynomial = BTreeMap<Vec<u16>, BigRational>;

/// Divides what is positive out of the equations, and solves those that have a single unknown left. Nothing if they
/// contradict each other with every probability above 0 and below 1. `alone` says which unknowns have a whole support to
/// themselves but for its first action.
pub(super) fn reduced(
    mut polynomials: Vec<Polynomial>,
    alone: &[bool],
) -> Option<(Vec<Polynomial>, Vec<Option<BigRational>>)> {
    let mut known: Vec<Option<BigRational>> = vec![None; alone.len()];
    loop {
        for polynomial in &mut polynomials {
            polynomial.retain(|_, coefficient| !coefficient.is_zero());
            while divide(polynomial, alone) {}
            let mut signs = polynomial.values().map(Signed::is_positive);
            // Sums of what has one sign are not 0.
            if let Some(first) = signs.next()
                && signs.all(|sign| sign == first)
            {
                return None;
            }
        }
        polynomials.retain(|polynomial| !polynomial.is_empty());
        once_each(&mut polynomials);
        let single = polynomials.iter().find_map(|polynomial| {
            let mut terms = polynomial.iter();
            match (terms.next(), terms.next(), terms.next()) {
                (Some((one, c)), Some((unknown, slope)), None) if one.is_empty() && unknown.len() == 1 => {
                    Some((unknown[0], -c / slope))
                }
                _ => None,
            }
        });
        let Some((unknown, value)) = single else { break };
        if !value.is_positive() || value >= BigRational::one() {
            return None;
        }
        for polynomial in &mut polynomials {
            let terms = std::mem::take(polynomial);
            for (mut product, mut coefficient) in terms {
                if let Ok(at) = product.binary_search(&unknown) {
                    product.remove(at);
                    coefficient *= &value;
                }
                *polynomial.entry(product).or_insert_with(BigRational::zero) += coefficient;
            }
        }
        known[usize::from(unknown)] = Some(value);
    }
    Some((polynomials, known))
}

/// Leaves one of several equations that say the same: multiples of one another.
fn once_each(polynomials: &mut Vec<Polynomial>) {
    let multiple = |one: &Polynomial, other: &Polynomial| {
        let (Some((_, a)), Some((_, b))) = (one.iter().next(), other.iter().next()) else { return false };
        one.len() == other.len()
            && one.iter().zip(other).all(|((product, c), (same, d))| product == same && c * b == d * a)
    };
    let mut kept: Vec<Polynomial> = Vec::new();
    for polynomial in std::mem::take(polynomials) {
        if !kept.iter().any(|other| multiple(other, &polynomial)) {
            kept.push(polynomial);
        }
    }
    *polynomials = kept;
}

/// Divides a polynomial by an unknown, or by 1 less one that has its support to itself, if that leaves no rest.
fn divide(polynomial: &mut Polynomial, alone: &[bool]) -> bool {
    let Some(first) = polynomial.keys().next_back() else { return false };
    for unknown in first.clone() {
        let divisible = polynomial.keys().all(|product| product.contains(&unknown));
        if !divisible && !alone[usize::from(unknown)] {
            continue;
        }
        // a + b·x with a = −b is a·(1 − x).
        let without =
            |product: &Vec<u16>| product.iter().copied().filter(|&u| u != unknown).collect::<Vec<_>>();
        let (with, rest): (Polynomial, Polynomial) =
            std::mem::take(polynomial).into_iter().partition(|(product, _)| product.contains(&unknown));
        let quotient: Polynomial = with.iter().map(|(product, c)| (without(product), c.clone())).collect();
        let cancels = rest.len() == quotient.len()
            && rest.iter().all(|(product, c)| quotient.get(product).is_some_and(|q| (q + c).is_zero()));
        if rest.is_empty() || cancels {
            *polynomial = quotient;
            return true;
        }
        *polynomial = with;
        polynomial.extend(rest);
    }
    false
}
