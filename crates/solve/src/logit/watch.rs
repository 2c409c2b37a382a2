//! A watch on the smallest singular value along the walk.
//!
//! In: the factors of each step. Out: a suspicion that the value went through zero between two places without a change of
//! orientation, as it does where an even number of branches cross, or two bifurcations lie within one step; and the
//! search that settles it.

use super::branch::Point;
use super::equations::Equations;
use super::live::Live;
use super::path::Walk;
use super::place::Place;
use super::system::System;

/// The smallest singular value must fall to this part of what it is around before it counts as zero.
const ZERO: f64 = 1e-3;

/// Smallest singular values of the last steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    pub(super) right: Vec<f64>,
    pub(super) left: Vec<f64>,
    /// Arc length and value of the last steps, oldest first.
    pub(super) history: [[f64; 2]; 4],
    /// How many of them there are.
    pub(super) seen: usize,
}

/// What a search between two places found.
#[derive(Clone, Debug)]
pub(crate) enum Dip {
    /// The value stays away from zero.
    Harmless,
    /// The orientation changes in between.
    TurnsOver,
    /// The value is zero at a point without a change of orientation there.
    Zero(Box<Point>),
}

impl Watch {
    /// Forgets what was seen.
    pub(crate) fn reset(&mut self, n: usize) {
        self.seen = 0;
        self.right.clear();
        self.right.resize(n, 1.0 / (n.max(1) as f64).sqrt());
        self.left.clear();
        self.left.resize(n, 0.0);
    }

    /// Notes the value after a step of the given length. True if it is suspected to have been zero in the step before
    /// the last: it was falling towards zero there, and rises since.
    pub(crate) fn note(&mut self, system: &mut System, length: f64) -> bool {
        let rounds = if self.seen == 0 { 3 } else { 1 };
        let value = system.smallest_singular(&mut self.right, &mut self.left, rounds);
        let arc = if self.seen == 0 { 0.0 } else { self.history[3][0] + length };
        self.history.rotate_left(1);
        self.history[3] = [arc, value];
        self.seen = (self.seen + 1).min(4);
        if self.seen < 4 {
            return false;
        }
        let [[s0, v0], [s1, v1], [s2, v2], [_, v3]] = self.history;
        let falls = (v0 - v1) / (s1 - s0);
        v1 < v0 && v3 > v2 && s1 + v1 / falls < s2 + 0.1 * (s2 - s1)
    }
}

/// Looks for the lowest smallest singular value between two places of the path, by golden section.
pub(crate) fn search(
    walk: &mut Walk,
    live: &mut Live,
    equations: &mut Equations,
    from: &Place,
    to: &Place,
    sign: f64,
) -> Dip {
    const GOLDEN: f64 = 0.381_966_011_250_105_2;
    let n = from.x.len();
    let mut right = vec![1.0 / (n as f64).sqrt(); n];
    let mut left = vec![0.0; n];
    if walk.sign_at(live, equations, from) != sign {
        return Dip::TurnsOver;
    }
    let mut around = walk.system.smallest_singular(&mut right, &mut left, 3);
    if walk.sign_at(live, equations, to) != sign {
        return Dip::TurnsOver;
    }
    around = around.max(walk.system.smallest_singular(&mut right, &mut left, 3));
    // Probes lie in planes across the tangent at `from`, at shares of the way.
    let mut known: Vec<(f64, Vec<f64>, f64)> =
        vec![(0.0, from.x.clone(), f64::INFINITY), (1.0, to.x.clone(), f64::INFINITY)];
    let mut best = f64::INFINITY;
    let mut probe = |share: f64, known: &mut Vec<(f64, Vec<f64>, f64)>| -> Option<f64> {
        let after = known.partition_point(|(s, ..)| *s < share).clamp(1, known.len() - 1);
        let ((s0, x0, _), (s1, x1, _)) = (&known[after - 1], &known[after]);
        let t = (share - s0) / (s1 - s0);
        let mut x: Vec<f64> = x0.iter().zip(x1).map(|(a, b)| a + t * (b - a)).collect();
        // Where Newton fails the chord has to do: it fails close to a singular point only.
        let mut refined = x.clone();
        if walk.refine(live, equations, &mut refined, &from.tangent).is_some() {
            x = refined;
        } else {
            walk.form(live, equations, &x, &from.tangent);
        }
        if walk.system.sign != sign {
            return None;
        }
        let value = walk.system.smallest_singular(&mut right, &mut left, 3);
        known.insert(after, (share, x, value));
        Some(value)
    };
    let (mut low, mut high) = (0.0, 1.0);
    let mut inner = [GOLDEN, 1.0 - GOLDEN];
    let mut values = [0.0; 2];
    for k in 0..2 {
        match probe(inner[k], &mut known) {
            Some(value) => values[k] = value,
            None => return Dip::TurnsOver,
        }
    }
    for _ in 0..40 {
        best = best.min(values[0]).min(values[1]);
        if best <= 1e-9 * around {
            break;
        }
        // A smooth minimum flattens out: no use in looking on.
        let width: f64 = high - low;
        if (width < 0.02 && best > 0.3 * around) || width < 1e-9 {
            break;
        }
        let keep_left = values[0] < values[1];
        if keep_left {
            high = inner[1];
            inner = [low + GOLDEN * (high - low), inner[0]];
            values[1] = values[0];
        } else {
            low = inner[0];
            inner = [inner[1], high - GOLDEN * (high - low)];
            values[0] = values[1];
        }
        let k = if keep_left { 0 } else { 1 };
        match probe(inner[k], &mut known) {
            Some(value) => values[k] = value,
            None => return Dip::TurnsOver,
        }
    }
    if best > ZERO * around {
        return Dip::Harmless;
    }
    let lowest = known.iter().fold(&known[0], |best, entry| if entry.2 < best.2 { entry } else { best });
    let place = Place { x: lowest.1.clone(), tangent: from.tangent.clone() };
    walk.form(live, equations, &place.x, &place.tangent);
    walk.system.smallest_singular(&mut right, &mut left, 3);
    Dip::Zero(Box::new(Point::multiple(place, right, left)))
}
