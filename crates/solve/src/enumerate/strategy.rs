//! Realisation plans as behaviour.
//!
//! In: the vertices of both sides that are part of an equilibrium. Out: exact strategies, the sets whose behaviour the plan
//! leaves open because the actor's own play excludes them, and full behaviour profiles of pairs.

use super::Strategy;
use super::vertices::Vertices;
use num_rational::BigRational;
use standoff_game::scalar::Scalar;
use standoff_game::sequence::{SequenceForm, Sequences};
use standoff_game::structure::Structure;

/// The strategies of one actor that occur in `pairs`, in descending order of their plans, so that those that play the first
/// actions come first; and the pairs with strategies in place of vertices.
pub(super) fn used(
    form: &SequenceForm<BigRational>,
    sides: &[Vertices; 2],
    pairs: &mut [[u32; 2]],
) -> [Vec<(Strategy, usize)>; 2] {
    let used = [0, 1].map(|actor| {
        let vertices = &sides[actor];
        let mut occurs = vec![false; vertices.len];
        pairs.iter().for_each(|pair| occurs[pair[actor] as usize] = true);
        let mut strategies: Vec<(Strategy, usize)> = (0..vertices.len)
            .filter(|&k| occurs[k])
            .map(|k| (strategy(&form.actors[actor], vertices.plan(k)), k))
            .collect();
        strategies.sort_by(|(a, _), (b, _)| b.plan.cmp(&a.plan));
        let mut place = vec![0; vertices.len];
        strategies.iter().enumerate().for_each(|(at, (_, k))| place[*k] = at as u32);
        pairs.iter_mut().for_each(|pair| pair[actor] = place[pair[actor] as usize]);
        strategies
    });
    pairs.sort_unstable();
    used
}

fn strategy(own: &Sequences, plan: Vec<BigRational>) -> Strategy {
    let open = (0..own.infosets.len()).filter(|&set| plan[own.parent[set] as usize].is_zero());
    Strategy { open: open.map(|set| own.infosets[set]).collect(), plan }
}

/// The behaviour profile of a pair. Where an actor's own play excludes a set, it takes the first action that is best against
/// the other's plan; at sets that cannot happen, the first action.
pub(super) fn profile(
    structure: &Structure,
    form: &SequenceForm<BigRational>,
    sides: &[Vertices; 2],
    pair: [&(Strategy, usize); 2],
) -> Vec<BigRational> {
    let mut profile = vec![BigRational::zero(); structure.action_count()];
    for set in 0..structure.infoset_count() {
        profile[structure.actions(set).start] = BigRational::one();
    }
    for actor in 0..2 {
        let own = &form.actors[actor];
        let plan = &pair[actor].0.plan;
        let best = &sides[1 - actor].best[pair[1 - actor].1 * own.count()..];
        for (k, &set) in own.infosets.iter().enumerate() {
            let actions = structure.actions(set as usize);
            let here = &plan[own.parent[k] as usize];
            profile[actions.start] = BigRational::zero();
            if here.is_zero() {
                let first = own.of_set(k).position(|s| best[s]).unwrap_or(0);
                profile[actions.start + first] = BigRational::one();
            } else {
                for (action, sequence) in actions.zip(own.of_set(k)) {
                    profile[action] = plan[sequence].over(here);
                }
            }
        }
    }
    profile
}
