//! The vertices of one actor's best-response polyhedron: its plans x with the worth v of the other's best reply to them.
//!
//! In: one side of a game. Out: every vertex of { (x, v) : x a realisation plan, v ≥ payoff of each of the other's plans },
//! with the own sequences that x plays and the other's sequences that are best against it. For a bimatrix game that is the
//! polyhedron of Avis, Rosenberg, Savani and von Stengel (Economic Theory 42, 2010). The other's plans can be very many;
//! only those are met that cut something off: the approximation from outside of Benson (J. Global Optimization 13, 1998),
//! with the other's backward induction as the oracle.

use super::integer::Integer;
use super::rays::{Rays, Stop};
use super::side::{Side, whole};
use super::{Cut, Limits, Watch};
use num_bigint::BigInt;
use num_rational::BigRational;
use standoff_game::scalar::Scalar;
use standoff_game::sequence::{SequenceForm, Sequences};
use std::cmp::Ordering;

/// Vertices of one side.
pub(super) struct Vertices {
    /// The plans, end to end, each a multiple of a realisation plan: the first entry is that of the empty sequence.
    plans: Plans,
    /// Sequences of the actor.
    own: usize,
    /// For each vertex and own sequence: whether it is played.
    pub(super) played: Vec<bool>,
    /// For each vertex and sequence of the other: whether it is best at its set against this plan.
    pub(super) best: Vec<bool>,
    /// Number of vertices.
    pub(super) len: usize,
    /// What cut the search short.
    pub(super) cut: Option<Cut>,
}

enum Plans {
    Small(Vec<i64>),
    Wide(Vec<i128>),
    Big(Vec<BigInt>),
}

impl Vertices {
    /// The realisation plan of a vertex.
    pub(super) fn plan(&self, k: usize) -> Vec<BigRational> {
        let range = k * self.own..(k + 1) * self.own;
        match &self.plans {
            Plans::Small(numbers) => realisation(&numbers[range]),
            Plans::Wide(numbers) => realisation(&numbers[range]),
            Plans::Big(numbers) => realisation(&numbers[range]),
        }
    }
}

fn realisation<N: Integer>(numbers: &[N]) -> Vec<BigRational> {
    let whole: Vec<BigRational> = numbers.iter().map(|n| n.to_big().into()).collect();
    whole.iter().map(|n| n.over(&whole[0])).collect()
}

/// A width of numbers, as it is kept.
trait Kept: Integer {
    fn keep(plans: Vec<Self>) -> Plans;
}
impl Kept for i64 {
    fn keep(plans: Vec<Self>) -> Plans {
        Plans::Small(plans)
    }
}
impl Kept for i128 {
    fn keep(plans: Vec<Self>) -> Plans {
        Plans::Wide(plans)
    }
}
impl Kept for BigInt {
    fn keep(plans: Vec<Self>) -> Plans {
        Plans::Big(plans)
    }
}

/// All vertices of `actor`'s polyhedron: with the narrowest numbers and the fewest bits that do.
pub(super) fn vertices(
    form: &SequenceForm<BigRational>,
    actor: usize,
    limits: &Limits,
    watch: &mut Watch<'_>,
) -> Vertices {
    let payoff = whole(&form.payoff[1 - actor]);
    let (mut numbers, mut bits) = (0, 0);
    loop {
        let mut attempt = Attempt { form, actor, payoff: &payoff, limits, watch };
        let result = match numbers {
            0 => attempt.with_bits::<i64>(bits),
            1 => attempt.with_bits::<i128>(bits),
            _ => attempt.with_bits::<BigInt>(bits),
        };
        match result {
            Ok(vertices) => return vertices,
            Err(Stop::Overflow) => numbers += 1,
            Err(Stop::Full) => bits += 1,
            Err(Stop::Cut(cut)) => return nothing(form, actor, cut),
        }
    }
}

fn nothing(form: &SequenceForm<BigRational>, actor: usize, cut: Cut) -> Vertices {
    let own = form.actors[actor].count();
    Vertices {
        plans: Plans::Small(Vec::new()),
        own,
        played: Vec::new(),
        best: Vec::new(),
        len: 0,
        cut: Some(cut),
    }
}

struct Attempt<'a, 'w> {
    form: &'a SequenceForm<BigRational>,
    actor: usize,
    payoff: &'a [BigInt],
    limits: &'a Limits,
    watch: &'a mut Watch<'w>,
}

impl Attempt<'_, '_> {
    fn with_bits<N: Kept>(&mut self, bits: u32) -> Result<Vertices, Stop> {
        match bits {
            0 => self.run::<N, 1>(),
            1 => self.run::<N, 2>(),
            2 => self.run::<N, 4>(),
            3 => self.run::<N, 16>(),
            4 => self.run::<N, 64>(),
            _ => Err(Stop::Cut(Cut::Facets)),
        }
    }

    fn run<N: Kept, const W: usize>(&mut self) -> Result<Vertices, Stop> {
        let side = Side::<N>::new(self.form, self.actor, self.payoff)?;
        let mut rays = first_rays::<N, W>(&side, self.limits.vertices)?;
        let mut cut = None;
        let (mut values, mut best) = (Vec::new(), Vec::new());
        // The newest rays first: what cuts one of them off often cuts off its neighbours.
        let mut next = rays.len();
        while let Some(k) = next.checked_sub(1) {
            if rays.settled[k] {
                next = k;
                continue;
            }
            let ray = rays.ray(k);
            let (v, x) = (&ray[ray.len() - 1], &ray[..ray.len() - 1]);
            side.reply(x, &mut values, &mut best)?;
            if values[0] == *v {
                rays.settled[k] = true;
                continue;
            }
            match rays.add(&side.payoff_of(&best)?, self.limits.vertices, self.watch) {
                Ok(()) => next = rays.len(),
                Err(Stop::Cut(why)) => {
                    cut = Some(why);
                    break;
                }
                Err(other) => return Err(other),
            }
        }
        collect(&side, &rays, cut)
    }
}

/// The polyhedron with one of the other's plans alone: a vertex above each pure plan, and the way up.
fn first_rays<N: Integer, const W: usize>(side: &Side<'_, N>, limit: usize) -> Result<Rays<N, W>, Stop> {
    let own = side.own;
    let one = N::from_big(&BigInt::from(1))?;
    let plans = pure_plans(own, limit).ok_or(Stop::Cut(Cut::Plans))?;
    // Only sequences without own sets after them can be zero on their own.
    let continued = own.is_continued();
    let last: Vec<usize> = (1..own.count()).filter(|&s| !continued[s]).collect();
    let free: usize = (0..own.infosets.len()).map(|k| own.of_set(k).len() - 1).sum();
    let mut rays = Rays::new(free as u32 + 2, own.count() + 1, last.len() + 1)?;

    let as_ray = |plan: &[bool], v: N| -> Vec<N> {
        plan.iter().map(|&p| if p { one.clone() } else { N::zero() }).chain([v]).collect()
    };
    let (mut values, mut best) = (Vec::new(), Vec::new());
    side.reply(&as_ray(&plans[0], N::zero()), &mut values, &mut best)?;
    let function = side.payoff_of(&best)?;
    for plan in &plans {
        let mut v = N::zero();
        for (_, c) in plan.iter().zip(&function).filter(|(p, _)| **p) {
            v = v.plus(c)?;
        }
        let zeros = last.iter().enumerate().filter(|(_, s)| !plan[**s]).map(|(k, _)| k);
        rays.push(&as_ray(plan, v), zeros.chain([last.len()]));
    }
    let mut up = as_ray(&vec![false; own.count()], one.clone());
    up[0] = N::zero();
    rays.push(&up, 0..last.len());
    let way_up = rays.len() - 1;
    rays.settled[way_up] = true;
    Ok(rays)
}

/// The actor's reduced pure plans: which sequences each plays. Nothing if there are more than `limit`.
fn pure_plans(own: &Sequences, limit: usize) -> Option<Vec<Vec<bool>>> {
    let mut first = vec![false; own.count()];
    first[0] = true;
    let mut plans = vec![first];
    for set in 0..own.infosets.len() {
        let mut after = Vec::with_capacity(plans.len());
        for plan in plans {
            if !plan[own.parent[set] as usize] {
                after.push(plan);
                continue;
            }
            for sequence in own.of_set(set) {
                let mut next = plan.clone();
                next[sequence] = true;
                after.push(next);
            }
            if after.len() > limit {
                return None;
            }
        }
        plans = after;
    }
    Some(plans)
}

/// The rays that are vertices of the polyhedron itself, with what is played and what is best there.
fn collect<N: Kept, const W: usize>(
    side: &Side<'_, N>,
    rays: &Rays<N, W>,
    cut: Option<Cut>,
) -> Result<Vertices, Stop> {
    let own = side.own.count();
    let (mut plans, mut played, mut best) = (Vec::new(), Vec::new(), Vec::new());
    let (mut values, mut choice) = (Vec::new(), Vec::new());
    let mut len = 0;
    for k in 0..rays.len() {
        let x = &rays.ray(k)[..own];
        if x[0].sign() == Ordering::Equal {
            continue;
        }
        side.reply(x, &mut values, &mut choice)?;
        // A pure plan is always a vertex, even where v is still too low because the search was cut.
        let pure = || x.iter().all(|n| n.sign() == Ordering::Equal || *n == x[0]);
        if values[0] != rays.ray(k)[own] && !pure() {
            continue;
        }
        len += 1;
        plans.extend_from_slice(x);
        played.extend(x.iter().map(|n| n.sign() != Ordering::Equal));
        best.push(true);
        for (set, &most) in choice.iter().enumerate() {
            best.extend(side.other.of_set(set).map(|s| values[s] == values[most]));
        }
    }
    Ok(Vertices { plans: N::keep(plans), own, played, best, len, cut })
}
