//! The equations of agent quantal response equilibrium in log-odds, and their Jacobian.
//!
//! In: a live game and a point (log-odds against a reference action of each set, and μ = λ·range). Out: probabilities,
//! beliefs, gains of actions, the residual z[h,a] − μ (V[h,a] − V[h,ref]) and its derivatives. McKelvey and Palfrey
//! (1998), equation (2), written so that nothing underflows: reach is a sum of logs, beliefs are normalised by
//! log-sum-exp.

use super::live::Live;
use standoff_game::structure::NONE;

/// A point of the game and everything that follows from it. Arrays are per live action, slot or set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Equations {
    /// Log-odds of each action against its set's reference.
    pub(crate) z: Vec<f64>,
    /// Log of each action's probability.
    pub(crate) log_p: Vec<f64>,
    /// Probability of each action.
    pub(crate) p: Vec<f64>,
    /// Expected scaled payoff of the mover from each action under the beliefs, less that of the set's reference.
    pub(crate) gain: Vec<f64>,
    /// Added to the gain of an action (tie rules).
    pub(crate) bonus: Vec<f64>,
    /// Belief of each slot.
    pub(crate) belief: Vec<f64>,
    /// Sets whose beliefs are kept as they are.
    pub(crate) frozen: Vec<bool>,
    /// Reference action of each set.
    pub(crate) reference: Vec<u32>,
    /// Unknown (and equation) of each action; `NONE` for references.
    pub(crate) column: Vec<u32>,
}

impl Equations {
    /// The centre: every action of a set equally likely, its first action the reference.
    pub(crate) fn reset(&mut self, live: &Live) {
        let actions = live.action_of.len();
        for array in [&mut self.z, &mut self.log_p, &mut self.p, &mut self.gain, &mut self.bonus] {
            array.clear();
            array.resize(actions, 0.0);
        }
        self.belief.clear();
        self.belief.resize(live.slot_node.len(), 1.0);
        self.frozen.clear();
        self.frozen.resize(live.sets(), false);
        self.reference.clear();
        self.column.clear();
        let mut column = 0;
        for set in 0..live.sets() {
            let range = live.actions(set);
            self.reference.push(range.start as u32);
            self.column.push(NONE);
            for _ in range.skip(1) {
                self.column.push(column);
                column += 1;
            }
        }
    }

    /// Makes `action` the reference of its set, in the point `x` and in further vectors of unknowns alike.
    pub(crate) fn change_reference(
        &mut self,
        live: &Live,
        set: usize,
        action: usize,
        vectors: &mut [&mut [f64]],
    ) {
        let old = self.reference[set] as usize;
        let column = self.column[action];
        for x in vectors {
            let shift = x[column as usize];
            for a in live.actions(set) {
                if self.column[a] != NONE && a != action {
                    x[self.column[a] as usize] -= shift;
                }
            }
            x[column as usize] = -shift;
        }
        self.column[old] = column;
        self.column[action] = NONE;
        self.reference[set] = action as u32;
    }

    /// Probabilities from a vector of unknowns.
    pub(crate) fn set_point(&mut self, live: &Live, x: &[f64]) {
        for (z, &column) in self.z.iter_mut().zip(&self.column) {
            *z = if column == NONE { 0.0 } else { x[column as usize] };
        }
        for bounds in live.action_start.windows(2) {
            let range = bounds[0] as usize..bounds[1] as usize;
            normalise(&self.z[range.clone()], &mut self.log_p[range.clone()], &mut self.p[range]);
        }
    }

    /// Probabilities from logs.
    pub(crate) fn set_log_profile(&mut self, log_p: &[f64]) {
        self.log_p.copy_from_slice(log_p);
        for (p, &log) in self.p.iter_mut().zip(log_p) {
            *p = libm::exp(log);
        }
    }

    /// Expected payoffs of all nodes, by one backward sweep.
    pub(crate) fn sweep_values(&self, live: &mut Live) {
        let players = live.players;
        let Live { internal, value, weight, .. } = live;
        for &[node, first, count, action] in internal.iter().rev() {
            let (node, first, count) = (node as usize, first as usize, count as usize);
            // Children come after their parent.
            let (upper, lower) = value.split_at_mut(first * players);
            let target = &mut upper[node * players..(node + 1) * players];
            let weights = match action {
                NONE => &weight[first..first + count],
                action => &self.p[action as usize..action as usize + count],
            };
            // Differences from the first child: where all are equal nothing is rounded.
            let base = &lower[..players];
            target.copy_from_slice(base);
            for (row, &w) in lower.chunks_exact(players).zip(weights).skip(1) {
                for ((t, v), b) in target.iter_mut().zip(row).zip(base) {
                    *t += w * (v - b);
                }
            }
        }
    }

    /// Beliefs of all sets that are not frozen.
    pub(crate) fn update_beliefs(&mut self, live: &Live) {
        for set in 0..live.sets() {
            let slots = live.slots(set);
            if slots.len() == 1 || self.frozen[set] {
                continue;
            }
            let mut largest = f64::NEG_INFINITY;
            for slot in slots.clone() {
                let mut log = live.log_chance[slot];
                for &action in live.edges(slot) {
                    log += self.log_p[action as usize];
                }
                self.belief[slot] = log;
                largest = largest.max(log);
            }
            let mut sum = 0.0;
            for belief in &mut self.belief[slots.clone()] {
                let below = *belief - largest;
                *belief = if below == 0.0 { 1.0 } else { libm::exp(below) };
                sum += *belief;
            }
            for belief in &mut self.belief[slots] {
                *belief /= sum;
            }
        }
    }

    /// Gain of every action over its set's reference, without bonus. Needs values and beliefs. Differences are taken node
    /// by node, so that a small difference behind a small belief keeps its digits.
    pub(crate) fn update_gains(&mut self, live: &Live) {
        let players = live.players;
        for set in 0..live.sets() {
            let mover = live.mover[set] as usize;
            let actions = live.actions(set);
            let reference = self.reference[set] as usize - actions.start;
            let slots = live.slots(set);
            let single = slots.len() == 1;
            let gains = &mut self.gain[actions];
            gains.fill(0.0);
            for slot in slots {
                let belief = if single { 1.0 } else { self.belief[slot] };
                if belief == 0.0 {
                    continue;
                }
                let first = live.first_child[live.slot_node[slot] as usize] as usize;
                let base = live.value[(first + reference) * players + mover];
                for (k, gain) in gains.iter_mut().enumerate() {
                    *gain += belief * (live.value[(first + k) * players + mover] - base);
                }
            }
        }
    }

    /// Values, beliefs and gains at the point set last.
    pub(crate) fn evaluate(&mut self, live: &mut Live) {
        self.sweep_values(live);
        self.update_beliefs(live);
        self.update_gains(live);
    }

    /// The residual at the evaluated point.
    pub(crate) fn residual(&self, live: &Live, mu: f64, out: &mut [f64]) {
        for set in 0..live.sets() {
            let reference = self.reference[set] as usize;
            let bonus = self.bonus[reference];
            for action in live.actions(set) {
                let column = self.column[action];
                if column != NONE {
                    let gain = self.gain[action] + (self.bonus[action] - bonus);
                    out[column as usize] = self.z[action] - mu * gain;
                }
            }
        }
    }

    /// Adds `identity`·I − μ·∂(V[h,a] − V[h,ref])/∂z to the top left of `matrix` (rows `stride` apart), and
    /// −(V[h,a] − V[h,ref]) to the column after the unknowns if `with_mu`. Needs an evaluated point.
    pub(crate) fn jacobian(
        &self,
        live: &Live,
        mu: f64,
        identity: f64,
        matrix: &mut [f64],
        stride: usize,
        with_mu: bool,
    ) {
        let players = live.players;
        let unknowns = live.unknowns();
        for set in 0..live.sets() {
            let actions = live.actions(set);
            let size = actions.len() - 1;
            if size == 0 {
                continue;
            }
            let first_column = actions.start - set;
            let reference = self.reference[set] as usize;
            let mover = live.mover[set] as usize;
            // Of two actions, the one that is not the reference.
            let other = actions.start + actions.end - 1 - reference;
            for action in actions.clone() {
                let row = self.column[action] as usize;
                if action == reference {
                    continue;
                }
                matrix[row * stride + row] += identity;
                if with_mu {
                    let bonus = self.bonus[action] - self.bonus[reference];
                    matrix[row * stride + unknowns] = -(self.gain[action] + bonus);
                }
            }
            let slots = live.slots(set);
            let several = slots.len() > 1;
            for slot in slots {
                let node = live.slot_node[slot] as usize;
                let first = live.first_child[node] as usize;
                // What a change here means for the movers above.
                let mut reach = 1.0;
                for climb in live.climb(slot) {
                    reach *= climb.chance;
                    let above = live.slot_at(climb.node);
                    let taken = climb.action as usize;
                    let upper = live.action_set[taken] as usize;
                    let factor = -mu * self.belief[above] * reach;
                    if factor != 0.0 {
                        let i = live.mover[upper] as usize;
                        let here = live.value[node * players + i];
                        let change = |action: usize| {
                            let child = first + action - actions.start;
                            factor * self.p[action] * (live.value[child * players + i] - here)
                        };
                        let base = self.reference[upper] as usize;
                        let rows = if taken == base { live.actions(upper) } else { taken..taken + 1 };
                        let sign = if taken == base { -1.0 } else { 1.0 };
                        for row in rows.filter(|&row| row != base) {
                            let at = self.column[row] as usize * stride;
                            if size == 1 {
                                matrix[at + first_column] += sign * change(other);
                                continue;
                            }
                            for action in actions.clone().filter(|&a| a != reference) {
                                matrix[at + self.column[action] as usize] += sign * change(action);
                            }
                        }
                    }
                    reach *= self.p[taken];
                    if reach == 0.0 {
                        break;
                    }
                }
                // What changes above mean for the belief here.
                let belief = self.belief[slot];
                if !several || belief == 0.0 || self.frozen[set] || live.edges(slot).is_empty() {
                    continue;
                }
                let base = live.value[(first + reference - actions.start) * players + mover];
                for (k, action) in actions.clone().enumerate() {
                    if action == reference {
                        continue;
                    }
                    let here = live.value[(first + k) * players + mover] - base;
                    let factor = -mu * belief * (here - self.gain[action]);
                    if factor == 0.0 {
                        continue;
                    }
                    let row = self.column[action] as usize * stride;
                    for &edge in live.edges(slot) {
                        let edge = edge as usize;
                        let upper = live.action_set[edge] as usize;
                        if live.actions(upper).len() == 2 {
                            let base = self.reference[upper] as usize;
                            let rest = 2 * live.actions(upper).start + 1 - base;
                            let own = if rest == edge { 1.0 } else { 0.0 };
                            matrix[row + self.column[rest] as usize] += factor * (own - self.p[rest]);
                            continue;
                        }
                        for other in live.actions(upper) {
                            let column = self.column[other];
                            if column != NONE {
                                let own = if other == edge { 1.0 } else { 0.0 };
                                matrix[row + column as usize] += factor * (own - self.p[other]);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Log-probabilities and probabilities from log-odds.
pub(crate) fn normalise(z: &[f64], log_p: &mut [f64], p: &mut [f64]) {
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for (p, &z) in p.iter_mut().zip(z) {
        *p = if z == largest { 1.0 } else { libm::exp(z - largest) };
        sum += *p;
    }
    let log_sum = if sum == 1.0 { 0.0 } else { libm::log(sum) };
    for ((p, log), &z) in p.iter_mut().zip(log_p).zip(z) {
        *p /= sum;
        *log = z - largest - log_sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use standoff_game::numbers::Numbers;
    use standoff_game::random::{self, Shape};

    /// The equations by their definition: values and reach of the whole tree by recursion over nodes.
    fn by_definition(live: &Live, z: &[f64], mu: f64, reference: &[u32]) -> Vec<f64> {
        let players = live.players;
        let mut p = vec![0.0; z.len()];
        for set in 0..live.sets() {
            let range = live.actions(set);
            let sum: f64 = z[range.clone()].iter().map(|z| z.exp()).sum();
            for a in range {
                p[a] = z[a].exp() / sum;
            }
        }
        let mut value = live.value.clone();
        let mut reach = vec![1.0; live.weight.len()];
        for &[node, first, count, action] in &live.internal {
            for k in 0..count {
                let w =
                    if action == NONE { live.weight[(first + k) as usize] } else { p[(action + k) as usize] };
                reach[(first + k) as usize] = reach[node as usize] * w;
            }
        }
        for &[node, first, count, action] in live.internal.iter().rev() {
            for i in 0..players {
                value[node as usize * players + i] = (0..count)
                    .map(|k| {
                        let w = if action == NONE {
                            live.weight[(first + k) as usize]
                        } else {
                            p[(action + k) as usize]
                        };
                        w * value[(first + k) as usize * players + i]
                    })
                    .sum();
            }
        }
        let mut out = Vec::new();
        for (set, &base) in reference.iter().enumerate() {
            let mover = live.mover[set] as usize;
            let nodes = &live.slot_node[live.slots(set)];
            let total: f64 = nodes.iter().map(|&n| reach[n as usize]).sum();
            let worth = |a: usize| {
                let k = a - live.actions(set).start;
                let of = |&n: &u32| {
                    reach[n as usize] * value[(live.first_child[n as usize] as usize + k) * players + mover]
                };
                nodes.iter().map(of).sum::<f64>() / total
            };
            let base = base as usize;
            for a in live.actions(set).filter(|&a| a != base) {
                out.push((a, z[a] - z[base] - mu * (worth(a) - worth(base))));
            }
        }
        out.sort_by_key(|entry| entry.0);
        out.into_iter().map(|entry| entry.1).collect()
    }

    #[test]
    fn residual_and_jacobian_follow_from_the_definition() {
        let mut checked = 0;
        for seed in 0..120u64 {
            let shape = Shape { players: 2 + (seed % 3) as u16, depth: 4, width: 3, ..Shape::default() };
            let (structure, dag) = random::game(seed, shape).build(shape.players).unwrap();
            let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
            let mut live = Live::default();
            live.build(&structure, &numbers);
            let n = live.unknowns();
            if n == 0 {
                continue;
            }
            checked += 1;
            let mut equations = Equations::default();
            equations.reset(&live);
            let mut x: Vec<f64> = (0..n).map(|k| ((k * 7 + seed as usize) % 11) as f64 * 0.3 - 1.5).collect();
            // Some references other than the first action.
            for set in (0..live.sets()).step_by(2) {
                let last = live.actions(set).end - 1;
                if equations.column[last] != NONE {
                    equations.change_reference(&live, set, last, &mut [&mut x]);
                }
            }
            let mu = 2.5;
            let stride = n + 1;
            let mut matrix = vec![0.0; n * stride];
            let mut at = |x: &[f64], mu: f64, live: &mut Live, matrix: Option<&mut Vec<f64>>| {
                equations.set_point(live, x);
                equations.evaluate(live);
                if let Some(matrix) = matrix {
                    equations.jacobian(live, mu, 1.0, matrix, stride, true);
                }
                let mut out = vec![0.0; n];
                equations.residual(live, mu, &mut out);
                let mut by_action: Vec<(usize, f64)> = (0..equations.z.len())
                    .filter(|&a| equations.column[a] != NONE)
                    .map(|a| (a, out[equations.column[a] as usize]))
                    .collect();
                by_action.sort_by_key(|entry| entry.0);
                let definition = by_definition(live, &equations.z, mu, &equations.reference);
                for ((_, a), b) in by_action.iter().zip(&definition) {
                    assert!((a - b).abs() < 1e-12 * (1.0 + mu), "{seed}: {a} {b}");
                }
                out
            };
            at(&x, mu, &mut live, Some(&mut matrix));
            let h = 1e-5;
            for column in 0..=n {
                let mut sides = Vec::new();
                for sign in [1.0, -1.0] {
                    let mut y = x.clone();
                    let mut m = mu;
                    match y.get_mut(column) {
                        Some(v) => *v += sign * h,
                        None => m += sign * h,
                    }
                    sides.push(at(&y, m, &mut live, None));
                }
                for row in 0..n {
                    let difference = (sides[0][row] - sides[1][row]) / (2.0 * h);
                    let entry = matrix[row * stride + column];
                    assert!((difference - entry).abs() < 1e-8, "{seed} {row} {column}: {difference} {entry}");
                }
            }
        }
        assert!(checked > 80);
    }
}
