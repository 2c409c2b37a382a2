//! Products of the Jacobian with vectors, without the matrix.
//!
//! In: an evaluated point, and changes of its unknowns. Out: the change of the residual, by one sweep down the tree for
//! changes of the logs of reach and one up for changes of values: time and memory in proportion to the nodes.

use super::equations::Equations;
use super::linear::dot;
use super::live::Live;
use standoff_game::structure::NONE;

/// The bordered Jacobian at one point.
#[derive(Clone, Debug, Default)]
pub(crate) struct Linearisation {
    mu: f64,
    border: Vec<f64>,
    point: Equations,
    value: Vec<f64>,
    /// Gain of each unknown's action over its reference, with bonus.
    gain: Vec<f64>,
    /// Changes: of the log of each action's probability, of the log of each node's reach, of each node's values.
    log_p: Vec<f64>,
    reach: Vec<f64>,
    change: Vec<f64>,
}

impl Linearisation {
    /// Keeps the point that `equations` have been evaluated at last, and the border.
    pub(crate) fn keep(&mut self, live: &Live, equations: &Equations, mu: f64, border: &[f64]) {
        self.mu = mu;
        self.border.clear();
        self.border.extend_from_slice(border);
        self.point.clone_from(equations);
        self.value.clone_from(&live.value);
        self.gain.clear();
        self.gain.resize(live.unknowns(), 0.0);
        equations.each_gain(live, |column, gain| self.gain[column] = gain);
        self.log_p.clear();
        self.log_p.resize(live.action_of.len(), 0.0);
        self.reach.clear();
        self.reach.resize(live.weight.len(), 0.0);
        // Ends keep the zeros.
        self.change.clear();
        self.change.resize(live.value.len(), 0.0);
    }

    /// out = [J; borderᵀ]·x.
    pub(crate) fn apply(&mut self, live: &Live, x: &[f64], out: &mut [f64]) {
        let end = live.unknowns();
        self.changes_of_logs(live, x);
        self.changes_of_reach(live);
        self.changes_of_values(live);
        let players = live.players;
        let Linearisation { point, value, change, reach, .. } = self;
        for set in 0..live.sets() {
            let actions = live.actions(set);
            if actions.len() < 2 {
                continue;
            }
            for action in actions.clone() {
                if point.column[action] != NONE {
                    out[point.column[action] as usize] = 0.0;
                }
            }
            let reference = point.reference[set] as usize - actions.start;
            let slots = live.slots_of(set);
            let nodes = || live.slot_node[slots.clone()].iter().map(|&node| node as usize);
            let mean: f64 = match point.frozen[set] {
                true => 0.0,
                false => nodes().zip(&point.belief[slots.clone()]).map(|(n, belief)| belief * reach[n]).sum(),
            };
            for ((node, slot), &belief) in
                nodes().zip(&live.slots[slots.clone()]).zip(&point.belief[slots.clone()])
            {
                if belief == 0.0 {
                    continue;
                }
                let shift = if point.frozen[set] { 0.0 } else { belief * (reach[node] - mean) };
                let base = slot.worth as usize + reference * players;
                for (k, action) in actions.clone().enumerate() {
                    let column = point.column[action];
                    if column != NONE {
                        let at = slot.worth as usize + k * players;
                        out[column as usize] +=
                            shift * (value[at] - value[base]) + belief * (change[at] - change[base]);
                    }
                }
            }
        }
        for ((out, &gain), &x_own) in out.iter_mut().zip(&self.gain).zip(x) {
            *out = x_own - self.mu * *out - x[end] * gain;
        }
        out[end] = dot(&self.border, x);
    }

    fn changes_of_logs(&mut self, live: &Live, x: &[f64]) {
        for set in 0..live.sets() {
            let actions = live.actions(set);
            let of = |action: usize| match self.point.column[action] {
                NONE => 0.0,
                column => x[column as usize],
            };
            let mean: f64 = actions.clone().map(|action| self.point.p[action] * of(action)).sum();
            for action in actions {
                self.log_p[action] = of(action) - mean;
            }
        }
    }

    fn changes_of_reach(&mut self, live: &Live) {
        for &[node, first, count, action] in &live.internal {
            let above = self.reach[node as usize];
            for k in 0..count {
                let own = if action == NONE { 0.0 } else { self.log_p[(action + k) as usize] };
                self.reach[(first + k) as usize] = above + own;
            }
        }
    }

    fn changes_of_values(&mut self, live: &Live) {
        let players = live.players;
        for &[node, first, count, action] in live.internal.iter().rev() {
            // Children come after their parent.
            let (upper, lower) = self.change.split_at_mut(first as usize * players);
            let target = &mut upper[node as usize * players..][..players];
            let own = &self.value[node as usize * players..][..players];
            let values = &self.value[first as usize * players..];
            target.fill(0.0);
            for k in 0..count as usize {
                let (weight, shift) = match action {
                    NONE => (live.weight[first as usize + k], 0.0),
                    action => {
                        let action = action as usize + k;
                        (self.point.p[action], self.point.p[action] * self.log_p[action])
                    }
                };
                for (i, target) in target.iter_mut().enumerate() {
                    *target += weight * lower[k * players + i] + shift * (values[k * players + i] - own[i]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::jacobian::Matrix;
    use super::*;
    use standoff_game::numbers::Numbers;
    use standoff_game::random::{self, Shape};

    #[test]
    fn products_are_those_of_the_dense_matrix() {
        let mut checked = 0;
        for seed in 0..300u64 {
            let shape = Shape {
                players: 2 + (seed % 3) as u16,
                depth: 3 + (seed % 3) as u32,
                width: 2 + (seed % 2) as u32,
                ..Shape::default()
            };
            let (structure, dag) = random::game(seed, shape).build(shape.players).unwrap();
            let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
            let mut live = Live::default();
            live.build(&structure, &numbers);
            let n = live.unknowns() + 1;
            if n == 1 {
                continue;
            }
            checked += 1;
            let mut equations = Equations::default();
            equations.reset(&live);
            let number = |k: usize, turn: u64| ((k as u64 * 7 + seed + turn) % 11) as f64 * 0.3 - 1.5;
            let mut x: Vec<f64> = (0..n).map(|k| number(k, 0)).collect();
            for set in (0..live.sets()).step_by(2) {
                let last = live.actions(set).end - 1;
                if equations.column[last] != NONE {
                    equations.change_reference(&live, set, last, &mut [&mut x]);
                }
            }
            for (k, bonus) in equations.bonus.iter_mut().enumerate() {
                *bonus = if k % 5 == 0 { 1e-3 } else { 0.0 };
            }
            let mu = 3.5;
            equations.set_point(&live, &x);
            equations.evaluate(&mut live);
            let mut dense = vec![0.0; n * n];
            equations.bordered_jacobian(&live, mu, &mut Matrix { entries: &mut dense, stride: n });
            let border: Vec<f64> = (0..n).map(|k| number(k, 3)).collect();
            dense[(n - 1) * n..].copy_from_slice(&border);
            let mut free = Linearisation::default();
            free.keep(&live, &equations, mu, &border);
            let mut out = vec![f64::NAN; n];
            for turn in 5..8 {
                let direction: Vec<f64> = (0..n).map(|k| number(k, turn)).collect();
                free.apply(&live, &direction, &mut out);
                for (row, out) in dense.chunks_exact(n).zip(&out) {
                    let right = dot(row, &direction);
                    assert!((right - out).abs() < 1e-12 * (1.0 + n as f64), "{seed}: {right} {out}");
                }
            }
        }
        assert!(checked > 200);
    }
}
