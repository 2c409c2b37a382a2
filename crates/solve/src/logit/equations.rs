//! The equations of agent quantal response equilibrium in log-odds.
//!
//! In: a live game and a point (log-odds against a reference action of each set, and μ = λ·range). Out: probabilities,
//! beliefs, gains of actions, and the residual z[h,a] − μ (V[h,a] − V[h,ref]); their derivatives are in
//! [`jacobian`](super::jacobian). McKelvey and Palfrey (1998), equation (2), written so that nothing underflows: where
//! products of probabilities would, beliefs are made of sums of logs.

use super::exponential::{exponentials, exponentials_in_place};
use super::jacobian::Spread;
use super::live::{Live, Slot};
use standoff_game::structure::NONE;

/// Where all nodes of a set are reached with less than this, their probabilities are taken from logs.
const FAINT: f64 = 1e-200;

/// A point of the game and everything that follows from it. Arrays are per live action, slot or set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Equations {
    /// Log-odds of each action against its set's reference.
    pub(crate) z: Vec<f64>,
    /// Probability of each action.
    pub(crate) p: Vec<f64>,
    /// Probability of the likeliest action of each set: ln p[a] = z[a] − max z + ln `top`.
    top: Vec<f64>,
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
    /// Scratch of the derivatives.
    pub(super) spread: Spread,
    /// −|log-odds| of each pair, then the log-odds of the actions of larger sets against the likeliest; and their
    /// exponentials.
    odds: [Vec<f64>; 2],
}

impl Equations {
    /// The centre: every action of a set equally likely, its first action the reference.
    pub(crate) fn reset(&mut self, live: &Live) {
        let actions = live.action_of.len();
        for array in [&mut self.z, &mut self.p, &mut self.gain, &mut self.bonus] {
            array.clear();
            array.resize(actions, 0.0);
        }
        self.p.fill(1.0);
        self.top.clear();
        self.top.resize(live.sets(), 1.0);
        for array in &mut self.odds {
            array.clear();
            array.resize(
                live.pairs.len()
                    + live.many.iter().map(|&set| live.actions(set as usize).len()).sum::<usize>(),
                0.0,
            );
        }
        // Where only chance has been, beliefs are what chance makes them.
        self.belief.clear();
        for bounds in live.slot_start.windows(2) {
            let slots = &live.slots[bounds[0] as usize..bounds[1] as usize];
            match slots {
                [_] => self.belief.push(1.0),
                _ => self.belief.extend(beliefs_by_chance(slots)),
            }
        }
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
        let [below, odds] = &mut self.odds;
        let (pairs, many) = below.split_at_mut(live.pairs.len());
        for (below, pair) in pairs.iter_mut().zip(&live.pairs) {
            *below = -x[pair.column as usize].abs();
        }
        let mut left = many;
        for &set in &live.many {
            let range = live.actions(set as usize);
            let (below, rest) = std::mem::take(&mut left).split_at_mut(range.len());
            let z = &mut self.z[range.clone()];
            for (z, &column) in z.iter_mut().zip(&self.column[range]) {
                *z = if column == NONE { 0.0 } else { x[column as usize] };
            }
            let largest = likeliest(z);
            for (below, z) in below.iter_mut().zip(z) {
                *below = *z - largest;
            }
            left = rest;
        }
        exponentials(below, odds);
        let (pairs, mut left) = odds.split_at(live.pairs.len());
        for (odds, pair) in pairs.iter().zip(&live.pairs) {
            let (first, set) = (pair.first as usize, pair.set as usize);
            let z = x[pair.column as usize] * pair.orientation(&self.reference);
            let top = 1.0 / (1.0 + odds);
            let bottom = odds * top;
            self.top[set] = top;
            if let Some(p) = self.p[first..].first_chunk_mut::<2>() {
                *p = if z > 0.0 { [bottom, top] } else { [top, bottom] };
            }
            if let Some(both) = self.z[first..].first_chunk_mut::<2>() {
                *both = [0.0, z];
            }
        }
        for &set in &live.many {
            let range = live.actions(set as usize);
            let (odds, rest) = left.split_at(range.len());
            let top = 1.0 / odds.iter().sum::<f64>();
            self.top[set as usize] = top;
            for (p, odds) in self.p[range].iter_mut().zip(odds) {
                *p = odds * top;
            }
            left = rest;
        }
    }

    /// Probabilities from logs of numbers in proportion to them, one for each action.
    pub(crate) fn set_log_profile(&mut self, live: &Live, log_p: &[f64]) {
        self.z.copy_from_slice(log_p);
        for set in 0..live.sets() {
            self.normalise(live, set);
        }
    }

    /// Probabilities of one set from `z`.
    fn normalise(&mut self, live: &Live, set: usize) {
        let range = live.actions(set);
        let largest = likeliest(&self.z[range.clone()]);
        let p = &mut self.p[range.clone()];
        for (p, z) in p.iter_mut().zip(&self.z[range]) {
            *p = z - largest;
        }
        exponentials_in_place(p);
        let top = 1.0 / p.iter().sum::<f64>();
        self.top[set] = top;
        for p in p {
            *p *= top;
        }
    }

    /// Log-probability of each action.
    pub(crate) fn log_profile(&self, live: &Live) -> Vec<f64> {
        let mut logs = self.z.clone();
        for (set, &top) in self.top.iter().enumerate() {
            let range = live.actions(set);
            let shift = libm::log(top) - likeliest(&logs[range.clone()]);
            for log in &mut logs[range] {
                *log += shift;
            }
        }
        logs
    }

    /// Expected payoffs of all nodes, by one backward sweep.
    pub(crate) fn sweep_values(&self, live: &mut Live) {
        match live.players {
            2 => self.sweep::<2>(live),
            3 => self.sweep::<3>(live),
            _ => self.sweep_many(live),
        }
    }

    /// The sweep for a number of actors known beforehand.
    fn sweep<const PLAYERS: usize>(&self, live: &mut Live) {
        let Live { internal, value, weight, .. } = live;
        let (value, _) = value.as_chunks_mut::<PLAYERS>();
        for &[node, first, count, action] in internal.iter().rev() {
            let (node, first, count) = (node as usize, first as usize, count as usize);
            let weights = match action {
                NONE => &weight[first..first + count],
                action => &self.p[action as usize..action as usize + count],
            };
            // Differences from the first child: where all are equal nothing is rounded.
            let mut sum = value[first];
            if let (&[first, second], &[_, w]) = (&value[first..first + count], weights) {
                for k in 0..PLAYERS {
                    sum[k] += w * (second[k] - first[k]);
                }
            } else {
                let base = sum;
                for (child, w) in value[first..first + count].iter().zip(weights).skip(1) {
                    for k in 0..PLAYERS {
                        sum[k] += w * (child[k] - base[k]);
                    }
                }
            }
            value[node] = sum;
        }
    }

    fn sweep_many(&self, live: &mut Live) {
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
            let base = &lower[..players];
            target.copy_from_slice(base);
            for (row, &w) in lower.chunks_exact(players).zip(weights).skip(1) {
                for ((t, v), b) in target.iter_mut().zip(row).zip(base) {
                    *t += w * (v - b);
                }
            }
        }
    }

    /// Beliefs of all sets at which they depend on play and that are not frozen.
    pub(crate) fn update_beliefs(&mut self, live: &Live) {
        for &set in &live.believing {
            let set = set as usize;
            if self.frozen[set] {
                continue;
            }
            let range = live.slots_of(set);
            let p = &self.p;
            let reach = |slot: &Slot| {
                live.edges(slot).iter().fold(slot.chance, |product, edge| product * p[edge.action as usize])
            };
            let mut sum = 0.0;
            match (&mut self.belief[range.clone()], &live.slots[range.clone()]) {
                // Most often it is one of two.
                ([first, second], [one, other]) => {
                    let (one, other) = (reach(one), reach(other));
                    sum = one + other;
                    if sum >= FAINT {
                        let share = 1.0 / sum;
                        (*first, *second) = (one * share, other * share);
                        continue;
                    }
                }
                (beliefs, slots) => {
                    for (belief, slot) in beliefs.iter_mut().zip(slots) {
                        *belief = reach(slot);
                        sum += *belief;
                    }
                }
            }
            if sum < FAINT {
                sum = self.faint_beliefs(live, range.clone());
            }
            let share = 1.0 / sum;
            for belief in &mut self.belief[range] {
                *belief *= share;
            }
        }
    }

    /// Beliefs of one set in proportion to what logs say; returns their sum.
    #[cold]
    fn faint_beliefs(&mut self, live: &Live, slots: std::ops::Range<usize>) -> f64 {
        let mut largest = f64::NEG_INFINITY;
        for at in slots.clone() {
            let slot = &live.slots[at];
            let mut log = slot.log_chance;
            // Likeliest actions have no small probability: of their product one log is enough, unless they are many.
            let mut tops = 1.0;
            for edge in live.edges(slot) {
                log += self.z[edge.action as usize] - likeliest(&self.z[live.actions(edge.set as usize)]);
                tops *= self.top[edge.set as usize];
                if tops < FAINT {
                    log += libm::log(tops);
                    tops = 1.0;
                }
            }
            log += libm::log(tops);
            self.belief[at] = log;
            largest = largest.max(log);
        }
        let mut sum = 0.0;
        for belief in &mut self.belief[slots] {
            *belief = libm::exp(*belief - largest);
            sum += *belief;
        }
        sum
    }

    /// Gain of every action over its set's reference, without bonus. Needs values and beliefs. Differences are taken node
    /// by node, so that a small difference behind a small belief keeps its digits.
    pub(crate) fn update_gains(&mut self, live: &Live) {
        let players = live.players;
        for pair in &live.pairs {
            let slots = pair.slots[0] as usize..pair.slots[1] as usize;
            let mut difference = 0.0;
            for (slot, belief) in live.slots[slots.clone()].iter().zip(&self.belief[slots]) {
                let at = slot.worth as usize;
                difference += belief * (live.value[at + players] - live.value[at]);
            }
            if let Some(gains) = self.gain[pair.first as usize..].first_chunk_mut::<2>() {
                let first_is_reference = pair.orientation(&self.reference) > 0.0;
                *gains = if first_is_reference { [0.0, difference] } else { [-difference, 0.0] };
            }
        }
        for &set in &live.many {
            let set = set as usize;
            let (actions, slots) = (live.actions(set), live.slots_of(set));
            let reference = self.reference[set] as usize - actions.start;
            let gains = &mut self.gain[actions];
            gains.fill(0.0);
            for (slot, belief) in live.slots[slots.clone()].iter().zip(&self.belief[slots]) {
                let worths = &live.value[slot.worth as usize..];
                let base = worths[reference * players];
                for (gain, worth) in gains.iter_mut().zip(worths.iter().step_by(players)) {
                    *gain += belief * (worth - base);
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

    /// The residual at the evaluated point `x`.
    pub(crate) fn residual(&self, live: &Live, x: &[f64], out: &mut [f64]) {
        let mu = x[live.unknowns()];
        self.each_gain(live, |column, gain| out[column] = x[column] - mu * gain);
    }

    /// Calls `with` for every equation: its unknown, and what its action gains over the reference, with bonus.
    #[inline(always)]
    pub(crate) fn each_gain(&self, live: &Live, mut with: impl FnMut(usize, f64)) {
        for pair in &live.pairs {
            let first = pair.first as usize;
            let gain = self.gain[first + 1] - self.gain[first];
            let bonus = self.bonus[first + 1] - self.bonus[first];
            with(pair.column as usize, pair.orientation(&self.reference) * (gain + bonus));
        }
        for &set in &live.many {
            let bonus = self.bonus[self.reference[set as usize] as usize];
            for action in live.actions(set as usize) {
                let column = self.column[action];
                if column != NONE {
                    with(column as usize, self.gain[action] + (self.bonus[action] - bonus));
                }
            }
        }
    }
}

/// How likely chance makes each node of a set in proportion to the others.
fn beliefs_by_chance(slots: &[Slot]) -> impl Iterator<Item = f64> {
    let sum: f64 = slots.iter().map(|slot| slot.chance).sum();
    let largest = slots.iter().map(|slot| slot.log_chance).fold(f64::NEG_INFINITY, f64::max);
    let faint: f64 = match sum < FAINT {
        true => slots.iter().map(|slot| libm::exp(slot.log_chance - largest)).sum(),
        false => 0.0,
    };
    slots.iter().map(move |slot| match sum < FAINT {
        true => libm::exp(slot.log_chance - largest) / faint,
        false => slot.chance / sum,
    })
}

/// Largest of some logs.
fn likeliest(logs: &[f64]) -> f64 {
    logs.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::jacobian::Matrix;
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
            let nodes = &live.slot_node[live.slots_of(set)];
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
                if let Some(entries) = matrix {
                    let mut matrix = Matrix { entries, stride };
                    equations.bordered_jacobian(live, mu, &mut matrix);
                }
                let mut out = vec![0.0; n];
                equations.residual(live, &[x, &[mu]].concat(), &mut out);
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
