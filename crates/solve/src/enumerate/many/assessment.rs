//! Beliefs under which a profile is best everywhere, and whether they are limits of those of fully mixed profiles.
//!
//! In: a profile in which everything off the path is pure. Out: beliefs and a fully mixed witness, if there are some. In the
//! witness an action that is not taken has the probability ε^e with its own exponent e ≥ 1. As ε vanishes, what remains at an
//! information set are the nodes whose exponents sum to the least (Kreps and Wilson, Econometrica 50, 1982, appendix). Nodes
//! before which the same actions were not taken stay together, in the proportion that chance and the actions taken give them.
//! Which of these classes is to remain at each set is a choice; whether exponents exist for it is a linear program.

use super::scaled::Scaled;
use crate::certificate::{CONSISTENCY_TOLERANCE, certify};
use crate::enumerate::Watch;
use crate::enumerate::refine::Verdict;
use crate::enumerate::refine::feasible::System;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive};
use standoff_game::structure::{Kind, NONE};
use std::collections::BTreeMap;

/// Gains up to this, relative to the largest range of payoffs, are rounding.
const GAIN: f64 = 1e-9;
/// Probability of an action with exponent 1 in the witness.
const TREMBLE: f64 = 1e-7;
/// Most linear programs for one profile.
const MOST_PROGRAMS: usize = 60;

/// Nodes of a set with the same actions not taken before them.
struct Class {
    /// Those actions, ascending.
    not_taken: Vec<usize>,
    /// Places of the nodes within the structure's list, and their shares.
    shares: Vec<(usize, f64)>,
    /// Whether the behaviour at the set is best under these beliefs, the rest of the profile being given.
    is_best: bool,
}

struct Set {
    classes: Vec<Class>,
    /// Others and chance lead there: the first class is Bayes' belief.
    led: bool,
    /// A node (its place in the structure's list) such that the behaviour is best if it is believed in for certain.
    certain: Option<usize>,
}

/// Whether a profile is sequentially rational, and a sequential equilibrium: yes, or undecided.
pub(super) fn assess(game: &Scaled<'_>, profile: &[f64], watch: &mut Watch<'_>) -> [Verdict; 2] {
    let sets = sets(game, profile);
    let work = game.structure.node_count() * (game.movers.len() + 4) * 16;
    let by_class = |set: &Set| set.classes.iter().any(|class| class.is_best);
    let by_any = |set: &Set| by_class(set) || (!set.led && set.certain.is_some());
    if watch.stops(work) || !sets.iter().all(by_any) {
        return [Verdict::Undecided; 2];
    }
    if sets.iter().all(by_class)
        && let Some(exponents) = exponents(game, &sets, watch)
    {
        let beliefs = limits(game, &sets, &exponents);
        let witness = witness(game, profile, &exponents);
        if holds(game, profile, &beliefs, &witness, true) {
            return [Verdict::Yes; 2];
        }
    }
    // Any beliefs will do where others do not lead.
    let mut beliefs = vec![0.0; game.structure.infoset_nodes.len()];
    for set in &sets {
        match (set.classes.iter().find(|class| class.is_best), set.certain) {
            (Some(class), _) => class.shares.iter().for_each(|&(place, share)| beliefs[place] = share),
            (None, Some(place)) => beliefs[place] = 1.0,
            (None, None) => {}
        }
    }
    let ones = vec![1.0; profile.len()];
    let witness = witness(game, profile, &ones);
    let rational = holds(game, profile, &beliefs, &witness, false);
    [if rational { Verdict::Yes } else { Verdict::Undecided }, Verdict::Undecided]
}

/// The certificate's word on beliefs, and on their distance from the witness's if that is asked for.
fn holds(game: &Scaled<'_>, profile: &[f64], beliefs: &[f64], witness: &[f64], consistent: bool) -> bool {
    let certificate =
        certify(game.structure, &game.numbers, None, profile, None, witness, beliefs, None, None);
    certificate.is_ok_and(|certificate| {
        certificate.sequential <= GAIN * certificate.payoff_range
            && (!consistent || certificate.consistency <= CONSISTENCY_TOLERANCE)
    })
}

/// The classes of every set that can happen.
fn sets(game: &Scaled<'_>, profile: &[f64]) -> Vec<Set> {
    let s = game.structure;
    let values = values(game, profile);
    let mut not_taken: Vec<Vec<usize>> = vec![Vec::new(); s.node_count()];
    let mut weight = vec![1.0; s.node_count()];
    for node in (1..s.node_count()).filter(|&n| game.possible[n]) {
        let parent = s.parent[node] as usize;
        let (before, after) = not_taken.split_at_mut(node);
        after[0].clone_from(&before[parent]);
        weight[node] = weight[parent];
        let action = game.led_by[node];
        if action == NONE {
            let k = node - s.first_child[parent] as usize;
            weight[node] *= game.numbers.chance[s.chance_row(s.row[parent])][k];
        } else if profile[action as usize] > 0.0 {
            weight[node] *= profile[action as usize];
        } else {
            after[0].push(action as usize);
            after[0].sort_unstable();
        }
    }
    let of = |set: usize| {
        let player = s.infoset_player[set];
        let mover = game.mover_of(set);
        let mut by_list: BTreeMap<&Vec<usize>, Vec<(usize, usize)>> = BTreeMap::new();
        for (k, &node) in s.nodes_of(set).iter().enumerate() {
            let node = node as usize;
            if game.possible[node] {
                by_list.entry(&not_taken[node]).or_default().push((s.infoset_start[set] as usize + k, node));
            }
        }
        let by_own =
            |list: &Vec<usize>| list.iter().all(|&a| s.infoset_player[game.set_of[a] as usize] == player);
        let led = by_list.keys().any(|list| by_own(list));
        let mut classes: Vec<Class> = by_list
            .iter()
            // Nothing remains of a class if another one needs only some of its actions.
            .filter(|(list, _)| !by_list.keys().any(|other| other != *list && contains(list, other)))
            .map(|(list, members)| {
                let sum: f64 = members.iter().map(|&(_, node)| weight[node]).sum();
                let shares: Vec<(usize, f64)> =
                    members.iter().map(|&(place, node)| (place, weight[node] / sum)).collect();
                let nodes: Vec<(usize, f64)> =
                    members.iter().zip(&shares).map(|(&(_, node), &(_, share))| (node, share)).collect();
                let is_best = is_best(game, profile, set, &nodes, &values[mover]);
                Class { not_taken: (*list).clone(), shares, is_best }
            })
            .collect();
        classes.sort_by_key(|class| class.not_taken.len());
        let first = s.infoset_start[set] as usize;
        let certain = s
            .nodes_of(set)
            .iter()
            .position(|&n| {
                game.possible[n as usize] && is_best(game, profile, set, &[(n as usize, 1.0)], &values[mover])
            })
            .map(|k| first + k);
        Set { classes, led, certain }
    };
    game.sets().map(of).collect()
}

fn contains(list: &[usize], other: &[usize]) -> bool {
    other.iter().all(|action| list.binary_search(action).is_ok())
}

/// Scaled worth of each node to each mover.
fn values(game: &Scaled<'_>, profile: &[f64]) -> Vec<Vec<f64>> {
    let s = game.structure;
    let of = |gains: &Vec<f64>| {
        let mut values = vec![0.0; s.node_count()];
        for node in (0..s.node_count()).rev().filter(|&n| game.possible[n]) {
            let row = s.row[node] as usize;
            let shares = match s.kind[node] {
                kind if kind == Kind::Decision as u8 => &profile[s.actions(row)],
                kind if kind == Kind::Chance as u8 => &game.numbers.chance[s.chance_row(row as u32)],
                _ => {
                    values[node] = gains[row];
                    continue;
                }
            };
            values[node] = s.children(node).zip(shares).map(|(child, p)| p * values[child]).sum();
        }
        values
    };
    game.gain.iter().map(of).collect()
}

/// Whether every action that is played at a set is worth as much as any, under a belief.
fn is_best(game: &Scaled<'_>, profile: &[f64], set: usize, nodes: &[(usize, f64)], values: &[f64]) -> bool {
    let s = game.structure;
    let worth: Vec<f64> = (0..s.actions(set).len())
        .map(|k| nodes.iter().map(|&(n, share)| share * values[s.first_child[n] as usize + k]).sum())
        .collect();
    let most = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    s.actions(set).zip(&worth).all(|(action, worth)| profile[action] == 0.0 || *worth >= most - GAIN)
}

/// Exponents under which the beliefs that remain make everything best. Nothing if none were found.
fn exponents(game: &Scaled<'_>, sets: &[Set], watch: &mut Watch<'_>) -> Option<Vec<f64>> {
    let mut exponents = vec![1.0; game.structure.action_count()];
    // A choice among classes only matters where there are several.
    let mut choices: Vec<&Set> = sets.iter().filter(|set| !set.led && set.classes.len() > 1).collect();
    choices.sort_by_key(|set| set.classes.iter().filter(|class| class.is_best).count());
    let mut chosen: Vec<usize> = Vec::new();
    let mut programs = 0;
    let mut next = 0;
    while chosen.len() < choices.len() {
        let set = choices[chosen.len()];
        let mut found = false;
        while next < set.classes.len() {
            let k = next;
            next += 1;
            if !set.classes[k].is_best {
                continue;
            }
            chosen.push(k);
            if remain(&choices, &chosen, &exponents) {
                found = true;
                break;
            }
            programs += 1;
            if programs > MOST_PROGRAMS {
                return None;
            }
            if let Some(better) = program(&choices, &chosen, exponents.len(), watch)? {
                exponents = better;
                found = true;
                break;
            }
            chosen.pop();
        }
        if found {
            next = 0;
        } else {
            next = chosen.pop()? + 1;
        }
    }
    Some(exponents)
}

/// Whether the classes chosen so far are what remains.
fn remain(choices: &[&Set], chosen: &[usize], exponents: &[f64]) -> bool {
    let sum = |class: &Class| class.not_taken.iter().map(|&a| exponents[a]).sum::<f64>();
    choices.iter().zip(chosen).all(|(set, &k)| {
        let least = sum(&set.classes[k]);
        set.classes.iter().enumerate().all(|(other, class)| other == k || sum(class) >= least + 0.999_999)
    })
}

/// Exponents by which the classes chosen so far remain: `Some(None)` if there are none, `None` if there is no time.
#[allow(clippy::option_option, reason = "no time and no solution are different answers")]
fn program(
    choices: &[&Set],
    chosen: &[usize],
    actions: usize,
    watch: &mut Watch<'_>,
) -> Option<Option<Vec<f64>>> {
    let mut used: Vec<usize> = choices
        .iter()
        .take(chosen.len())
        .flat_map(|set| set.classes.iter().flat_map(|class| class.not_taken.iter().copied()))
        .collect();
    used.sort_unstable();
    used.dedup();
    let mut system = System::default();
    // What an exponent has above 1.
    let first = system.unknowns(used.len());
    let place = |action: &usize| first + used.binary_search(action).unwrap_or(0);
    let whole = |n: i64| BigRational::from_integer(n.into());
    for (set, &k) in choices.iter().zip(chosen) {
        let least = &set.classes[k].not_taken;
        for (_, class) in set.classes.iter().enumerate().filter(|(other, _)| *other != k) {
            let more = &class.not_taken;
            let mut left: Vec<(usize, BigRational)> =
                more.iter().map(|action| (place(action), BigRational::one())).collect();
            left.extend(least.iter().map(|action| (place(action), -BigRational::one())));
            left.push((system.unknowns(1), -BigRational::one()));
            system.equation(left, whole(1 + least.len() as i64 - more.len() as i64));
        }
    }
    let point = system.point_within(watch)?;
    Some(point.map(|point| {
        let mut exponents = vec![1.0; actions];
        for (k, &action) in used.iter().enumerate() {
            exponents[action] += point[first + k].to_f64().unwrap_or(0.0);
        }
        exponents
    }))
}

/// The beliefs that remain.
fn limits(game: &Scaled<'_>, sets: &[Set], exponents: &[f64]) -> Vec<f64> {
    let mut beliefs = vec![0.0; game.structure.infoset_nodes.len()];
    for set in sets {
        let sum = |class: &&Class| class.not_taken.iter().map(|&a| exponents[a]).sum::<f64>();
        if let Some(class) = set.classes.iter().min_by(|a, b| sum(a).total_cmp(&sum(b))) {
            class.shares.iter().for_each(|&(place, share)| beliefs[place] = share);
        }
    }
    beliefs
}

/// Logarithms of a fully mixed profile close to this one.
fn witness(game: &Scaled<'_>, profile: &[f64], exponents: &[f64]) -> Vec<f64> {
    let s = game.structure;
    let mut logs = vec![0.0; profile.len()];
    for set in 0..s.infoset_count() {
        let not_taken = |a: &usize| profile[*a] == 0.0;
        let small = |a: usize| exponents[a] * libm::log(TREMBLE);
        let lost: f64 = s.actions(set).filter(not_taken).map(|a| libm::exp(small(a))).sum();
        let kept: f64 = s.actions(set).map(|a| profile[a]).sum();
        for action in s.actions(set) {
            logs[action] = if profile[action] == 0.0 {
                small(action)
            } else {
                libm::log(profile[action] / kept * (1.0 - lost))
            };
        }
    }
    logs
}
