//! How far a profile is from the set of all equilibria.
//!
//! In: all equilibria of a game, and a profile in doubles. Out: the distance to the nearest maximal Nash subset, measured on
//! realisation plans, so that behaviour which an actor's own play excludes does not count. The nearest mixture of a list of
//! plans is found by Frank and Wolfe's method with pairwise steps (Lacoste-Julien and Jaggi 2015).

use super::Equilibria;
use num_traits::ToPrimitive;
use standoff_game::structure::Structure;

/// Most steps towards one nearest point.
const STEPS: usize = 20_000;

/// Steps end when none can bring the squared distance down by more than this.
const GAP: f64 = 1e-20;

/// The largest difference of a sequence's probability between the profile and a nearby equilibrium: the nearest one of some
/// maximal Nash subset in the Euclidean sense. 0 for an equilibrium, up to rounding; infinite if there are no equilibria.
#[must_use]
pub fn distance(structure: &Structure, all: &Equilibria, profile: &[f64]) -> f64 {
    let plans = all.form.actors.each_ref().map(|own| {
        let mut plan = vec![1.0; own.count()];
        for (k, &set) in own.infosets.iter().enumerate() {
            for (sequence, action) in own.of_set(k).zip(structure.actions(set as usize)) {
                plan[sequence] = plan[own.parent[k] as usize] * profile[action];
            }
        }
        plan
    });
    let corners = all.strategies.each_ref().map(|side| {
        let rough = |p: &num_rational::BigRational| p.to_f64().unwrap_or(f64::NAN);
        side.iter().map(|s| s.plan.iter().map(rough).collect()).collect::<Vec<Vec<f64>>>()
    });
    let mut least = f64::INFINITY;
    for subset in all.components.iter().flat_map(|component| &component.subsets) {
        let one = |actor: usize| {
            let members: Vec<&[f64]> =
                subset.strategies[actor].iter().map(|&k| corners[actor][k as usize].as_slice()).collect();
            to_mixtures(&plans[actor], &members)
        };
        least = least.min(one(0).max(one(1)));
    }
    least
}

/// Largest coordinate of the difference between a point and the nearest mixture of corners.
fn to_mixtures(point: &[f64], corners: &[&[f64]]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut weights = vec![0.0; corners.len()];
    let Some(first) = weights.first_mut() else { return f64::INFINITY };
    *first = 1.0;
    let mut away: Vec<f64> = corners[0].iter().zip(point).map(|(c, p)| c - p).collect();
    for _ in 0..STEPS {
        // From the worst corner in use to the best one.
        let slopes: Vec<f64> = corners.iter().map(|corner| dot(corner, &away)).collect();
        let (mut to, mut from) = (0, None::<usize>);
        for k in 0..corners.len() {
            if slopes[k] < slopes[to] {
                to = k;
            }
            if weights[k] > 0.0 && from.is_none_or(|from| slopes[k] > slopes[from]) {
                from = Some(k);
            }
        }
        let Some(from) = from else { break };
        let gap = slopes[from] - slopes[to];
        let length: f64 = corners[to].iter().zip(corners[from]).map(|(t, f)| (t - f) * (t - f)).sum();
        if gap * gap <= GAP * length || length == 0.0 {
            break;
        }
        let step = (gap / length).min(weights[from]);
        weights[to] += step;
        weights[from] = if step < weights[from] { weights[from] - step } else { 0.0 };
        for ((value, t), f) in away.iter_mut().zip(corners[to]).zip(corners[from]) {
            *value += step * (t - f);
        }
    }
    away.iter().fold(0.0, |most, value| most.max(value.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_points() {
        let corners: [&[f64]; 3] = [&[1.0, 0.0, 0.0], &[0.0, 1.0, 0.0], &[0.0, 0.0, 1.0]];
        assert!(to_mixtures(&[0.2, 0.3, 0.5], &corners) < 1e-9);
        assert!((to_mixtures(&[2.0, 0.0, 0.0], &corners) - 1.0).abs() < 1e-9);
        assert!((to_mixtures(&[1.0, 1.0, 1.0], &corners) - 2.0 / 3.0).abs() < 1e-9);
        assert!((to_mixtures(&[0.5, 0.5, 0.3], &corners[..2]) - 0.3).abs() < 1e-9);
    }
}
