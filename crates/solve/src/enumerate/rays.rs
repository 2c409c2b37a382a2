//! The double description method: the extreme rays of a cone, one inequality after the other.
//!
//! In: the extreme rays of a pointed cone with the constraints that hold with equality at each, and a further inequality.
//! Out: the extreme rays of the cone that is left (Motzkin, Raiffa, Thompson and Thrall 1953; Fukuda and Prodon 1996).
//! Degenerate cones need no special care: two rays span an edge if no third one shares all their equalities.

use super::bits::Bits;
use super::integer::Integer;
use super::{Cut, Watch};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

/// Why an inequality could not be added.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stop {
    /// A number outgrew the width.
    Overflow,
    /// There are more constraints than bits.
    Full,
    /// A limit was met, or time is up.
    Cut(Cut),
}

impl From<super::integer::Overflow> for Stop {
    fn from(_: super::integer::Overflow) -> Self {
        Stop::Overflow
    }
}

/// The extreme rays of a cone.
pub(super) struct Rays<N, const W: usize> {
    /// Dimension of the cone.
    dimension: u32,
    /// Numbers a ray.
    width: usize,
    /// The rays, end to end, each without a common divisor.
    numbers: Vec<N>,
    /// Constraints that hold with equality at each ray.
    tight: Vec<Bits<W>>,
    /// Whether each ray is known to lie in the final cone.
    pub(super) settled: Vec<bool>,
    /// Constraints so far.
    constraints: usize,
}

impl<N: Integer, const W: usize> Rays<N, W> {
    /// No rays yet, of a cone with `constraints` constraints.
    pub(super) fn new(dimension: u32, width: usize, constraints: usize) -> Result<Self, Stop> {
        if constraints > Bits::<W>::CAPACITY {
            return Err(Stop::Full);
        }
        Ok(Rays {
            dimension,
            width,
            numbers: Vec::new(),
            tight: Vec::new(),
            settled: Vec::new(),
            constraints,
        })
    }

    /// Adds one of the first rays.
    pub(super) fn push(&mut self, ray: &[N], tight: impl Iterator<Item = usize>) {
        let mut bits = Bits::EMPTY;
        tight.for_each(|constraint| bits.insert(constraint));
        self.numbers.extend_from_slice(ray);
        self.tight.push(bits);
        self.settled.push(false);
    }

    /// Number of rays.
    pub(super) fn len(&self) -> usize {
        self.tight.len()
    }

    /// A ray.
    pub(super) fn ray(&self, k: usize) -> &[N] {
        &self.numbers[k * self.width..(k + 1) * self.width]
    }

    /// Keeps what lies where the last number of a ray is at least `function` of the others.
    pub(super) fn add(&mut self, function: &[N], limit: usize, watch: &mut Watch<'_>) -> Result<(), Stop> {
        if self.constraints == Bits::<W>::CAPACITY {
            return Err(Stop::Full);
        }
        let mut slack = Vec::with_capacity(self.len());
        for k in 0..self.len() {
            slack.push(self.slack(k, function)?);
        }
        let side = |sign| (0..self.len()).filter(|&k| slack[k].sign() == sign).collect::<Vec<_>>();
        let (inside, outside) = (side(Ordering::Greater), side(Ordering::Less));
        if outside.is_empty() {
            return Ok(());
        }
        let (mut numbers, mut tight) = (Vec::new(), Vec::new());
        let kept = self.len() - outside.len();
        let mut cross = |p: usize, m: usize, mut common: Bits<W>| {
            common.insert(self.constraints);
            N::combine(&slack[p], self.ray(m), &slack[m], self.ray(p), &mut numbers)?;
            tight.push(common);
            if kept + tight.len() > limit { Err(Stop::Cut(Cut::Vertices)) } else { Ok(()) }
        };
        self.crossing(&inside, &outside, watch, &mut cross)?;
        for k in (0..self.len()).filter(|&k| slack[k].sign() == Ordering::Equal) {
            self.tight[k].insert(self.constraints);
        }
        self.drop_where(&slack);
        self.numbers.append(&mut numbers);
        self.settled.resize(self.settled.len() + tight.len(), false);
        self.tight.append(&mut tight);
        self.constraints += 1;
        Ok(())
    }

    /// The last number of a ray less `function` of the others.
    fn slack(&self, k: usize, function: &[N]) -> Result<N, Stop> {
        let ray = self.ray(k);
        let mut value = N::zero();
        for (x, c) in ray.iter().zip(function) {
            if x.sign() != Ordering::Equal {
                value.add_product(x, c)?;
            }
        }
        Ok(ray[self.width - 1].minus(&value)?)
    }

    /// Calls `cross` with each edge between a ray inside and one outside, and with what holds with equality on it.
    fn crossing(
        &self,
        inside: &[usize],
        outside: &[usize],
        watch: &mut Watch<'_>,
        cross: &mut dyn FnMut(usize, usize, Bits<W>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        // A ray with as few equalities as a ray can have loses one of them on each of its edges: two such rays are neighbours
        // if they are left with the same. Only the others are compared with every ray.
        let simple = |k: usize| self.is_simple(k);
        let stop = Err(Stop::Cut(Cut::Stopped));
        let mut edges = FxHashMap::default();
        for &p in inside.iter().filter(|&&p| simple(p)) {
            edges.extend(self.tight[p].each_without_one().map(|edge| (edge, p as u32)));
        }
        let mut is_inside = vec![false; self.len()];
        inside.iter().for_each(|&p| is_inside[p] = true);
        let mut near = Vec::new();
        for &m in outside {
            if simple(m) {
                for edge in self.tight[m].each_without_one() {
                    if let Some(&p) = edges.get(&edge) {
                        cross(p as usize, m, edge)?;
                    }
                }
                if watch.stops(self.dimension as usize) {
                    return stop;
                }
                continue;
            }
            self.near(m, &mut near);
            for (p, common) in near.iter().filter(|(p, _)| is_inside[*p]) {
                if self.is_edge(m, *p, common, &near) {
                    cross(*p, m, *common)?;
                }
            }
            if watch.stops(self.len()) {
                return stop;
            }
        }
        let mut is_outside = vec![false; self.len()];
        outside.iter().filter(|&&m| simple(m)).for_each(|&m| is_outside[m] = true);
        for &p in inside.iter().filter(|&&p| !simple(p)) {
            self.near(p, &mut near);
            for (m, common) in near.iter().filter(|(m, _)| is_outside[*m]) {
                if self.is_edge(p, *m, common, &near) {
                    cross(p, *m, *common)?;
                }
            }
            if watch.stops(self.len()) {
                return stop;
            }
        }
        Ok(())
    }

    /// Whether a ray has as few equalities as a ray can have.
    fn is_simple(&self, k: usize) -> bool {
        self.tight[k].count() + 1 == self.dimension
    }

    /// The rays that share enough equalities with one to be on a face of dimension 2 with it, with what they share.
    fn near(&self, one: usize, near: &mut Vec<(usize, Bits<W>)>) {
        near.clear();
        let own = self.tight[one];
        for (k, tight) in self.tight.iter().enumerate() {
            let common = own.and(tight);
            if common.count() + 2 >= self.dimension && k != one {
                near.push((k, common));
            }
        }
    }

    /// Whether two rays span an edge: no third one has all that they share.
    fn is_edge(&self, one: usize, other: usize, common: &Bits<W>, near: &[(usize, Bits<W>)]) -> bool {
        if common.count() + 2 == self.dimension && (self.is_simple(one) || self.is_simple(other)) {
            return true;
        }
        near.iter().all(|(k, shared)| *k == other || !shared.contains(common))
    }

    /// Removes the rays of negative slack and keeps the order of the others.
    fn drop_where(&mut self, slack: &[N]) {
        let mut to = 0;
        for (from, slack) in slack.iter().enumerate() {
            if slack.sign() == Ordering::Less {
                continue;
            }
            if to != from {
                self.tight[to] = self.tight[from];
                self.settled[to] = self.settled[from];
                for j in 0..self.width {
                    self.numbers.swap(to * self.width + j, from * self.width + j);
                }
            }
            to += 1;
        }
        self.tight.truncate(to);
        self.settled.truncate(to);
        self.numbers.truncate(to * self.width);
    }
}
