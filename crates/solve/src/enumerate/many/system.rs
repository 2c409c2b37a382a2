//! The indifference equations of a support as polynomials.
//!
//! In: a game and a support at every set that play comes to. Out: the unknown probabilities, and for each the equation that its
//! action is worth as much as the first of the support: a polynomial with rational coefficients, of degree one in the
//! probabilities of any one set. An actor's own later mixing does not occur: whatever it mixes there is worth the same to it.

use super::bounds::{ROUNDING, State, led_by};
use super::corners::Corners;
use super::interval::Interval;
use super::scaled::Scaled;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;

/// Most monomials, with those below them, and most unknowns in one.
const MOST_TERMS: usize = 4096;
const MOST_DEGREE: usize = 8;
/// Most sweeps over the equations to narrow one box.
const MOST_SWEEPS: usize = 4;

/// An information set at which more than one action is played.
#[derive(Clone, Debug)]
pub(super) struct Mixed {
    pub(super) set: usize,
    /// The support. The first action takes what the others leave.
    pub(super) support: Vec<usize>,
    /// The number of the second action's probability among the unknowns.
    pub(super) first: usize,
}

/// Equations: for each, coefficients of products of unknowns.
pub(super) struct System {
    pub(super) mixed: Vec<Mixed>,
    /// What each probability is known to be: by equations that hold nothing else.
    pub(super) known: Vec<Option<BigRational>>,
    /// The probabilities that occur in the other equations, which are numbered by their place here.
    pub(super) active: Vec<usize>,
    /// Number of those equations.
    pub(super) equations: usize,
    /// The products that occur and all their divisors: 1 first, then every unknown.
    pub(super) products: Vec<Vec<u16>>,
    /// For each product, for each subset of its unknowns as bits, the place of the subset.
    divisors: Vec<Vec<u32>>,
    /// Coefficients by product, then equation.
    coefficients: Vec<Vec<Interval>>,
    corners: Vec<Corners>,
}

/// Coefficients by product of unknowns.
type Polynomial = BTreeMap<Vec<u16>, BigRational>;
/// The same in whole numbers.
type Whole = BTreeMap<Vec<u16>, BigInt>;

/// What became of the equations of a support.
pub(super) enum Made {
    /// They contradict each other within the support.
    Never,
    /// The polynomials are too large.
    TooLarge,
    /// They are to be solved.
    System(Box<System>),
}

impl System {
    /// The equations of a state in which the support of every set that play comes to is decided.
    pub(super) fn of_support(game: &Scaled<'_>, state: &State) -> Made {
        let mut mixed: Vec<Mixed> = Vec::new();
        let mut unknowns = 0;
        for set in game.sets().filter(|&set| state.decided[set]) {
            let support = state.candidates(game, set);
            if support.len() > 1 {
                let first = unknowns;
                unknowns += support.len() - 1;
                mixed.push(Mixed { set, support, first });
            }
        }
        let mut polynomials: Vec<Whole> = vec![Whole::new(); unknowns];
        let (nodes, _) = game.reached(|action| state.high[action] > 0.0);
        let mut terms = 0;
        for end in (0..nodes.len()).filter(|&n| nodes[n] && game.ends(n)) {
            match add_end(game, &mixed, end, &mut polynomials) {
                Some(more) => terms += more,
                None => return Made::TooLarge,
            }
            if terms > 64 * MOST_TERMS {
                return Made::TooLarge;
            }
        }
        let mut alone = vec![false; unknowns];
        mixed.iter().filter(|m| m.support.len() == 2).for_each(|m| alone[m.first] = true);
        let rational = |polynomial: Whole| {
            polynomial.into_iter().map(|(product, c)| (product, BigRational::from_integer(c))).collect()
        };
        match reduced(polynomials.into_iter().map(rational).collect(), &alone) {
            None => Made::Never,
            Some((polynomials, known)) => match System::with(mixed, known, &polynomials) {
                Some(system) => Made::System(Box::new(system)),
                None => Made::TooLarge,
            },
        }
    }

    fn with(
        mixed: Vec<Mixed>,
        known: Vec<Option<BigRational>>,
        polynomials: &[Polynomial],
    ) -> Option<System> {
        let mut active: Vec<usize> =
            polynomials.iter().flat_map(|p| p.keys().flatten().map(|&u| usize::from(u))).collect();
        active.sort_unstable();
        active.dedup();
        let local = |product: &Vec<u16>| -> Vec<u16> {
            let place = |u: &u16| active.binary_search(&usize::from(*u)).unwrap_or(0) as u16;
            product.iter().map(place).collect()
        };
        let mut place: BTreeMap<Vec<u16>, u32> = BTreeMap::new();
        let mut products: Vec<Vec<u16>> = vec![Vec::new()];
        products.extend((0..active.len()).map(|k| vec![k as u16]));
        for product in polynomials.iter().flat_map(BTreeMap::keys) {
            if product.len() > MOST_DEGREE || products.len() > 64 * MOST_TERMS {
                return None;
            }
            let product = local(product);
            products.extend((0..1u32 << product.len()).map(|bits| subset(&product, bits)));
        }
        products.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        products.dedup();
        if products.len() > MOST_TERMS {
            return None;
        }
        for (at, product) in products.iter().enumerate() {
            place.insert(product.clone(), at as u32);
        }
        let divisors = products
            .iter()
            .map(|product| {
                (0..1u32 << product.len())
                    .map(|bits| place.get(&subset(product, bits)).copied().unwrap_or(0))
                    .collect()
            })
            .collect();
        let mut coefficients = vec![vec![Interval::ZERO; polynomials.len()]; products.len()];
        for (k, polynomial) in polynomials.iter().enumerate() {
            for (product, coefficient) in polynomial {
                let at = place.get(&local(product)).copied().unwrap_or(0) as usize;
                coefficients[at][k] = Interval::around(coefficient);
            }
        }
        let equations = polynomials.len();
        let corners = (0..equations).filter_map(|k| Corners::new(&products, &coefficients, k)).collect();
        Some(System { mixed, known, active, equations, products, divisors, coefficients, corners })
    }

    /// How many unknowns the equations have.
    pub(super) fn unknowns(&self) -> usize {
        self.active.len()
    }

    /// Whether there are as many equations as unknowns.
    pub(super) fn is_square(&self) -> bool {
        self.equations == self.active.len()
    }

    /// Whether some probability occurs in no equation.
    pub(super) fn leaves_some_open(&self) -> bool {
        self.known.iter().enumerate().any(|(k, known)| known.is_none() && !self.active.contains(&k))
    }

    /// All probabilities: known ones, a box of the others, and anything for those in no equation.
    pub(super) fn all(&self, low: &[f64], high: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (mut lows, mut highs) = (vec![0.0; self.known.len()], vec![1.0; self.known.len()]);
        for (k, known) in self.known.iter().enumerate() {
            if let Some(known) = known {
                let known = Interval::around(known);
                (lows[k], highs[k]) = (known.low, known.high);
            }
        }
        for (place, &k) in self.active.iter().enumerate() {
            (lows[k], highs[k]) = (low[place], high[place]);
        }
        (lows, highs)
    }

    /// The polynomials in t, where unknown k is centre + radius · t: coefficients by product, then equation.
    pub(super) fn shifted(&self, centre: &[f64], radius: &[f64], out: &mut Vec<Vec<Interval>>) {
        out.clear();
        out.resize(self.products.len(), vec![Interval::ZERO; self.equations]);
        for ((product, divisors), coefficients) in
            self.products.iter().zip(&self.divisors).zip(&self.coefficients)
        {
            if coefficients.iter().all(|c| *c == Interval::ZERO) {
                continue;
            }
            for (bits, &divisor) in divisors.iter().enumerate() {
                let mut factor = Interval::ONE;
                for (k, &unknown) in product.iter().enumerate() {
                    let at = usize::from(unknown);
                    let value = if bits >> k & 1 == 1 { radius[at] } else { centre[at] };
                    factor = factor.times(Interval::point(value));
                }
                for (sum, &coefficient) in out[divisor as usize].iter_mut().zip(coefficients) {
                    if coefficient != Interval::ZERO {
                        *sum = sum.plus(coefficient.times(factor));
                    }
                }
            }
        }
    }

    /// Cuts a box down to where every equation alone can hold. `false` if nothing is left.
    pub(super) fn narrow(&self, low: &mut [f64], high: &mut [f64], values: &mut Vec<f64>) -> bool {
        for _ in 0..MOST_SWEEPS {
            let mut best = 1.0f64;
            for corners in &self.corners {
                match corners.narrow(low, high, values) {
                    None => return false,
                    Some(ratio) => best = best.min(ratio),
                }
            }
            if best > 0.9 {
                break;
            }
        }
        true
    }

    /// Values and derivatives at a point, in doubles.
    pub(super) fn at(&self, point: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let mut values = vec![0.0; self.equations];
        let mut slopes = vec![vec![0.0; self.active.len()]; self.equations];
        for (product, coefficients) in self.products.iter().zip(&self.coefficients) {
            if coefficients.iter().all(|c| *c == Interval::ZERO) {
                continue;
            }
            let all: f64 = product.iter().map(|&u| point[usize::from(u)]).product();
            for (value, c) in values.iter_mut().zip(coefficients) {
                *value += c.middle() * all;
            }
            for (k, &unknown) in product.iter().enumerate() {
                let others: f64 = product
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != k)
                    .map(|(_, &u)| point[usize::from(u)])
                    .product();
                for (slope, c) in slopes.iter_mut().zip(coefficients) {
                    slope[usize::from(unknown)] += c.middle() * others;
                }
            }
        }
        (values, slopes)
    }

    /// Writes bounds on the unknowns into a state. `false` if they leave the first action of some support less than nothing.
    pub(super) fn write(&self, low: &[f64], high: &[f64], state: &mut State) -> bool {
        let (low, high) = self.all(low, high);
        for Mixed { support, first, .. } in &self.mixed {
            let range = *first..first + support.len() - 1;
            let (least, most): (f64, f64) =
                (low[range.clone()].iter().sum(), high[range.clone()].iter().sum());
            if least > 1.0 + ROUNDING {
                return false;
            }
            for (&action, k) in support[1..].iter().zip(range) {
                state.low[action] = (low[k] - ROUNDING).max(0.0);
                state.high[action] = (high[k] + ROUNDING).min(1.0);
            }
            state.low[support[0]] = (1.0 - most - ROUNDING).max(0.0);
            state.high[support[0]] = (1.0 - least + ROUNDING).min(1.0);
        }
        true
    }
}

/// Divides what is positive out of the equations, and solves those that have a single unknown left. Nothing if they
/// contradict each other with every probability above 0 and below 1. `alone` says which unknowns have a whole support to
/// themselves but for its first action.
fn reduced(
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

fn subset(product: &[u16], bits: u32) -> Vec<u16> {
    product.iter().enumerate().filter(|(k, _)| bits >> k & 1 == 1).map(|(_, &u)| u).collect()
}

/// Adds what an end contributes to the equations of the sets on the way to it. Returns how many monomials that took.
fn add_end(game: &Scaled<'_>, mixed: &[Mixed], end: usize, polynomials: &mut [Whole]) -> Option<usize> {
    let s = game.structure;
    // The way, from the end: mixed sets with the place of the action in the support.
    let (mut way, mut child) = (Vec::new(), end);
    while child != 0 {
        let parent = s.parent[child] as usize;
        let row = s.row[parent] as usize;
        if let Some(action) = led_by(game, child)
            && let Ok(at) = mixed.binary_search_by_key(&row, |m| m.set)
        {
            let k = mixed[at].support.iter().position(|&a| a == action)?;
            way.push((at, k));
        }
        child = parent;
    }
    let mut terms = 0;
    for place in 0..way.len() {
        let (at, action) = way[place];
        let mover = game.mover_of(mixed[at].set);
        let own = |k: &(usize, usize)| game.mover_of(mixed[k.0].set) == mover;
        // Nearer to the end are later moves: own ones take the first action of their support.
        if way[..place].iter().any(|later| own(later) && later.1 != 0) {
            continue;
        }
        let factors: Vec<(usize, usize)> = way.iter().copied().filter(|k| !own(k)).collect();
        let worth = &game.worth[mover][end];
        if worth.is_zero() {
            continue;
        }
        let expanded = expand(mixed, &factors, worth.clone())?;
        let Mixed { first, support, .. } = &mixed[at];
        let targets =
            if action == 0 { *first..first + support.len() - 1 } else { first + action - 1..first + action };
        for target in targets {
            for (product, coefficient) in &expanded {
                terms += 1;
                let entry = polynomials[target].entry(product.clone()).or_insert_with(BigInt::zero);
                if action == 0 {
                    *entry -= coefficient;
                } else {
                    *entry += coefficient;
                }
            }
        }
    }
    Some(terms)
}

/// A product of probabilities in terms of the unknowns: the first action of a support has 1 less the others.
fn expand(
    mixed: &[Mixed],
    factors: &[(usize, usize)],
    coefficient: BigInt,
) -> Option<Vec<(Vec<u16>, BigInt)>> {
    let mut terms = vec![(Vec::new(), coefficient)];
    for &(at, action) in factors {
        let Mixed { first, support, .. } = &mixed[at];
        if action > 0 {
            terms.iter_mut().for_each(|(product, _)| product.push((first + action - 1) as u16));
            continue;
        }
        let mut less = Vec::new();
        for (product, coefficient) in &terms {
            for unknown in *first..first + support.len() - 1 {
                let mut product = product.clone();
                product.push(unknown as u16);
                less.push((product, -coefficient));
            }
        }
        terms.append(&mut less);
        if terms.len() > MOST_TERMS {
            return None;
        }
    }
    terms.iter_mut().for_each(|(product, _)| product.sort_unstable());
    Some(terms)
}
