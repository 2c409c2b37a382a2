//! All equilibria the slow and simple way, for comparison.
#![allow(dead_code)]

pub(crate) mod pure;

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::sequence::SequenceForm;
use standoff_game::structure::Structure;
use standoff_game::tree::Tree;
use std::collections::BTreeSet;

type Plan = Vec<BigRational>;

/// Extreme equilibria of a bimatrix game: every vertex of both best-response polyhedra by trying every set of constraints
/// that could be tight, then every pair of vertices.
pub(crate) fn extreme_equilibria(
    rows: usize,
    columns: usize,
    pay: impl Fn(usize, usize) -> [i64; 2],
) -> Vec<[Plan; 2]> {
    let whole = |v: i64| BigRational::from_integer(v.into());
    let a: Vec<Plan> = (0..rows).map(|i| (0..columns).map(|j| whole(pay(i, j)[0])).collect()).collect();
    let b: Vec<Plan> = (0..columns).map(|j| (0..rows).map(|i| whole(pay(i, j)[1])).collect()).collect();
    let (xs, ys) = (vertices(rows, &b), vertices(columns, &a));
    let mut pairs = Vec::new();
    for x in &xs {
        for y in &ys {
            if plays_best(x, &a, y) && plays_best(y, &b, x) {
                pairs.push([x.clone(), y.clone()]);
            }
        }
    }
    pairs.sort();
    pairs
}

/// Whether `own` plays only rows of `payoff` that are best against `other`.
fn plays_best(own: &Plan, payoff: &[Plan], other: &Plan) -> bool {
    let worth: Vec<BigRational> =
        payoff.iter().map(|row| row.iter().zip(other).map(|(a, y)| a * y).sum()).collect();
    let best = worth.iter().max().unwrap();
    own.iter().zip(&worth).all(|(p, w)| p.is_zero() || w == best)
}

/// Vertices of { (x, v) : x ≥ 0, Σx = 1, v ≥ replies · x }.
fn vertices(size: usize, replies: &[Plan]) -> Vec<Plan> {
    let constraints = size + replies.len();
    let mut found = BTreeSet::new();
    for chosen in 0u32..1 << constraints {
        if chosen.count_ones() as usize != size {
            continue;
        }
        // Unknowns x and v; the first equation is Σx = 1.
        let mut system =
            vec![[vec![BigRational::one(); size], vec![BigRational::zero(), BigRational::one()]].concat()];
        for c in (0..constraints).filter(|c| chosen >> c & 1 == 1) {
            let mut equation = vec![BigRational::zero(); size + 2];
            if c < size {
                equation[c] = BigRational::one();
            } else {
                equation[..size].clone_from_slice(&replies[c - size]);
                equation[size] = -BigRational::one();
            }
            system.push(equation);
        }
        let Some(solution) = eliminate(system) else { continue };
        let (x, v) = (solution[..size].to_vec(), &solution[size]);
        let below = |r: &Plan| r.iter().zip(&x).map(|(r, x)| r * x).sum::<BigRational>() <= *v;
        if x.iter().all(|p| !p.is_negative()) && replies.iter().all(below) {
            found.insert(x);
        }
    }
    found.into_iter().collect()
}

/// Gauss and Jordan. Nothing if the solution is not unique.
fn eliminate(mut system: Vec<Plan>) -> Option<Plan> {
    let unknowns = system[0].len() - 1;
    for k in 0..unknowns {
        let pivot = (k..system.len()).find(|&r| !system[r][k].is_zero())?;
        system.swap(k, pivot);
        let scale = system[k][k].clone();
        system[k].iter_mut().for_each(|v| *v /= &scale);
        let row = system[k].clone();
        for (r, other) in system.iter_mut().enumerate().filter(|(r, _)| *r != k) {
            let _ = r;
            let factor = other[k].clone();
            other.iter_mut().zip(&row).for_each(|(v, p)| *v -= &factor * p);
        }
    }
    if system[unknowns..].iter().any(|rest| !rest[unknowns].is_zero()) {
        return None;
    }
    Some(system[..unknowns].iter().map(|row| row[unknowns].clone()).collect())
}

/// Maximal complete bipartite subgraphs, by trying every set of strategies of the first actor.
pub(crate) fn maximal_bicliques(pairs: &[[u32; 2]]) -> Vec<[Vec<u32>; 2]> {
    let edges: BTreeSet<[u32; 2]> = pairs.iter().copied().collect();
    let side =
        |s: usize| pairs.iter().map(|p| p[s]).collect::<BTreeSet<u32>>().into_iter().collect::<Vec<u32>>();
    let (us, vs) = (side(0), side(1));
    assert!(us.len() < 20, "too many for brute force");
    let mut found = BTreeSet::new();
    for chosen in 1u32..1 << us.len() {
        let chosen: Vec<u32> = (0..us.len()).filter(|k| chosen >> k & 1 == 1).map(|k| us[k]).collect();
        let common: Vec<u32> =
            vs.iter().copied().filter(|&v| chosen.iter().all(|&u| edges.contains(&[u, v]))).collect();
        let closed: Vec<u32> =
            us.iter().copied().filter(|&u| common.iter().all(|&v| edges.contains(&[u, v]))).collect();
        if !common.is_empty() {
            found.insert([closed, common]);
        }
    }
    found.into_iter().collect()
}

/// All equilibria in pure strategies, as profiles. Nothing if there are more than `limit` pure profiles.
pub(crate) fn pure_equilibria(
    structure: &Structure,
    exact: &ExactNumbers,
    limit: usize,
) -> Option<Vec<Plan>> {
    let sets = structure.infoset_count();
    let mut count = 1usize;
    for set in 0..sets {
        count = count.checked_mul(structure.actions(set).len()).filter(|&c| c <= limit)?;
    }
    let mut found = Vec::new();
    for mut code in 0..count {
        let mut profile = vec![BigRational::zero(); structure.action_count()];
        for set in 0..sets {
            let actions = structure.actions(set);
            profile[actions.start + code % actions.len()] = BigRational::one();
            code /= actions.len();
        }
        if profile::regret(structure, exact, &profile).iter().all(Zero::is_zero) {
            found.push(profile);
        }
    }
    Some(found)
}

/// The realisation plans of a behaviour profile.
pub(crate) fn plans(structure: &Structure, form: &SequenceForm<BigRational>, profile: &Plan) -> [Plan; 2] {
    form.actors.each_ref().map(|own| {
        let mut plan = vec![BigRational::one(); own.count()];
        for (k, &set) in own.infosets.iter().enumerate() {
            for (sequence, action) in own.of_set(k).zip(structure.actions(set as usize)) {
                plan[sequence] = &plan[own.parent[k] as usize] * &profile[action];
            }
        }
        plan
    })
}

/// Pure realisation plans of both actors and the payoffs of each pair. Nothing if an actor has more than `limit`.
#[allow(clippy::type_complexity)]
pub(crate) fn reduced_form(
    structure: &Structure,
    exact: &ExactNumbers,
    form: &SequenceForm<BigRational>,
    limit: usize,
) -> Option<(Vec<Plan>, Vec<Plan>, Vec<Vec<[BigRational; 2]>>)> {
    let mut sides = Vec::new();
    for own in &form.actors {
        let mut plans = BTreeSet::new();
        let mut profiles = vec![vec![BigRational::zero(); structure.action_count()]];
        for &set in &own.infosets {
            let mut after = Vec::new();
            for profile in profiles {
                for action in structure.actions(set as usize) {
                    let mut next = profile.clone();
                    next[action] = BigRational::one();
                    after.push(next);
                }
            }
            profiles = after;
            if profiles.len() > 4000 {
                return None;
            }
        }
        let side = if std::ptr::eq(own, &form.actors[0]) { 0 } else { 1 };
        let mut kept = Vec::new();
        for profile in profiles {
            let plan = self::plans(structure, form, &profile)[side].clone();
            if plans.insert(plan.clone()) {
                kept.push((plan, profile));
            }
        }
        if kept.len() > limit {
            return None;
        }
        sides.push(kept);
    }
    let columns = sides.pop()?;
    let rows = sides.pop()?;
    let pay = |x: &Plan, y: &Plan| {
        let joint: Plan = x.iter().zip(y).map(|(x, y)| x + y).collect();
        let values = profile::values_exact(structure, exact, &joint);
        [values[0].clone(), values[1].clone()]
    };
    let table = rows.iter().map(|(_, x)| columns.iter().map(|(_, y)| pay(x, y)).collect()).collect();
    let plans = |side: Vec<(Plan, Plan)>| side.into_iter().map(|(plan, _)| plan).collect();
    Some((plans(rows), plans(columns), table))
}

/// A strategic form as a tree.
pub(crate) fn as_tree(rows: usize, columns: usize, pay: &[Vec<[BigRational; 2]>]) -> Tree {
    let row = |i: usize| {
        let actions = (0..columns).map(|j| (format!("{j}"), Tree::End(pay[i][j].to_vec()))).collect();
        (format!("{i}"), Tree::Decision { player: 1, infoset: "2".to_owned(), actions })
    };
    Tree::Decision { player: 0, infoset: "1".to_owned(), actions: (0..rows).map(row).collect() }
}

/// A mixture of plans.
pub(crate) fn mixture(plans: &[Plan], weights: &[BigRational]) -> Plan {
    let mut sum = vec![BigRational::zero(); plans[0].len()];
    for (plan, weight) in plans.iter().zip(weights) {
        sum.iter_mut().zip(plan).for_each(|(s, p)| *s += weight * p);
    }
    sum
}

/// Whether a point is a mixture of corners, by Carathéodory: some affinely independent corners hold it with weights ≥ 0.
pub(crate) fn in_hull(corners: &[&Plan], point: &Plan) -> bool {
    assert!(corners.len() < 20, "too many for brute force");
    (1u32..1 << corners.len()).any(|chosen| {
        let some: Vec<&Plan> =
            (0..corners.len()).filter(|k| chosen >> k & 1 == 1).map(|k| corners[k]).collect();
        if some.len() > point.len() {
            return false;
        }
        // Entry 0 of every plan is 1, so that the weights sum to 1.
        let system: Vec<Plan> = (0..point.len())
            .map(|row| some.iter().map(|c| c[row].clone()).chain([point[row].clone()]).collect())
            .collect();
        eliminate(system).is_some_and(|weights| weights.iter().all(|w| !w.is_negative()))
    })
}
