//! Games in which chance alone fixes what everybody believes: their path is known without walking.
//!
//! In: the live game and a μ. Out: the point of the path there. What an action is worth then depends on later play only, so that the
//! equations hold at the last decisions as soon as they are written down, then at those before them, and so on: there is one point for
//! every μ, and the path neither turns nor meets another. A walk may begin there instead of at the centre.

use super::equations::Equations;
use super::live::Live;

/// The unknowns at `mu`, with the references of `equations`; `None` if beliefs depend on play.
pub(super) fn point(live: &mut Live, equations: &mut Equations, mu: f64) -> Option<Vec<f64>> {
    if !live.believing.is_empty() {
        return None;
    }
    let unknowns = live.unknowns();
    let mut x = vec![0.0; unknowns + 1];
    x[unknowns] = mu;
    // One round settles at least one set more; the last round sees that nothing moves.
    for _ in 0..=live.sets() {
        equations.set_point(live, &x);
        equations.evaluate(live);
        let mut moved = false;
        equations.each_gain(live, |column, gain| {
            let log_odds = mu * gain;
            moved |= x[column].total_cmp(&log_odds).is_ne();
            x[column] = log_odds;
        });
        if !moved {
            return Some(x);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use standoff_game::numbers::Numbers;
    use standoff_game::random::{self, Shape};

    #[test]
    fn the_point_solves_the_equations_where_beliefs_are_chances() {
        let (mut known, mut unknown) = (0, 0);
        for seed in 0..200u64 {
            let shape = Shape { players: 2 + (seed % 3) as u16, depth: 4, width: 3, ..Shape::default() };
            let (structure, dag) = random::game(seed, shape).build(shape.players).unwrap();
            let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
            let (mut live, mut equations) = (Live::default(), Equations::default());
            live.build(&structure, &numbers);
            equations.reset(&live);
            for mu in [0.5, 40.0, 1e5] {
                let Some(x) = point(&mut live, &mut equations, mu) else {
                    unknown += 1;
                    continue;
                };
                known += 1;
                equations.set_point(&live, &x);
                equations.evaluate(&mut live);
                let mut residual = x.clone();
                equations.residual(&live, &x, &mut residual);
                let largest = residual[..live.unknowns()].iter().fold(0.0, |m: f64, r| m.max(r.abs()));
                assert!(largest <= 1e-14 * mu, "seed {seed}, μ {mu}: {largest}");
            }
        }
        assert!(known > 20 && unknown > 20, "{known} known, {unknown} not");
    }
}
