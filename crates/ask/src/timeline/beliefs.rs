//! How likely each step of an observer's tree is, and what it says about a secret: sums of the reach of the story's ends.
//!
//! In: a tree and the reach of the nodes at a solution. Out: a [`Belief`] for each step, by Bayes' rule; where the step never
//! happens, the limit of that rule along the path, from the logarithms of reach at two points of it.

use std::collections::BTreeMap;

use standoff_compile::{Compiled, Event};
use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::structure::NONE;
use standoff_model::ir::{Model, ThingId};

use super::tree::Tree;
use super::{Belief, Source};
use crate::probability::{extrapolated, trembles};
use crate::session::Solved;

/// Beliefs of two types that differ by less than this are the same.
const SAME: f64 = 1e-9;

/// An observer of more types than this is told type by type.
const MOST_TYPES: usize = 50;

/// How likely play comes to each node at a solution.
pub(super) struct Reaches {
    at: Vec<f64>,
    /// At two points of the path: λ, and logarithms.
    near: Vec<(f64, Vec<f64>)>,
}

impl Reaches {
    /// From a solution of the same game, perhaps with its lotteries folded.
    pub(super) fn of(compiled: &Compiled, numbers: &Numbers, solved: &Solved) -> Self {
        let structure = &compiled.structure;
        let at = profile::node_reach(structure, numbers, &solved.solution.profile);
        let near = trembles(solved)
            .into_iter()
            .map(|(lambda, logs)| (lambda, profile::node_log_reach(structure, numbers, &logs)))
            .collect();
        Self { at, near }
    }

    /// How likely play comes to a node.
    pub(super) fn of_node(&self, node: usize) -> f64 {
        self.at[node]
    }
}

/// The value of a thing at every node, where it has one.
pub(super) fn values(compiled: &Compiled, thing: ThingId) -> Vec<Option<u32>> {
    let structure = &compiled.structure;
    let mut values: Vec<Option<u32>> = Vec::with_capacity(structure.node_count());
    for node in 0..structure.node_count() {
        let parent = structure.parent[node];
        let mut value = if parent == NONE { None } else { values[parent as usize] };
        for event in compiled.stories.events(node) {
            if let Event::Set { thing: set, index, .. } = event
                && *set == thing
            {
                value = Some(*index);
            }
        }
        values.push(value);
    }
    values
}

/// For each node a number for the values that the secrets known to an observer have there.
pub(super) fn types(model: &Model, compiled: &Compiled, known: impl Fn(ThingId) -> bool) -> Vec<u32> {
    let mut types = vec![0; compiled.structure.node_count()];
    for secret in model.secrets.iter().filter(|secret| known(secret.thing)) {
        let mut numbers: BTreeMap<(u32, Option<u32>), u32> = BTreeMap::new();
        for (one, value) in types.iter_mut().zip(values(compiled, secret.thing)) {
            let next = numbers.len() as u32;
            *one = *numbers.entry((*one, value)).or_insert(next);
        }
    }
    types
}

/// What each step says about a secret, under one opinion.
pub(super) struct Weighed {
    labels: usize,
    /// By step and value: the reach of the ends at and below the step.
    mass: Vec<f64>,
    /// By step: the reach of the ends that are sorted to it and to no later one.
    ends: Vec<f64>,
    /// At two points of the path, as `mass`, in logarithms.
    near: Vec<(f64, Vec<f64>)>,
    independent: bool,
}

impl Weighed {
    /// Sums the reach of the ends: `values` holds the secret's value at each node, `types` the observer's type.
    pub(super) fn of(
        tree: &Tree,
        reaches: &Reaches,
        values: &[Option<u32>],
        types: &[u32],
        labels: u32,
    ) -> Self {
        let (labels, steps) = (labels as usize, tree.steps.len());
        let ends = || {
            tree.ends.iter().filter_map(|&(node, step)| {
                let value = values[node]? as usize;
                (value < labels).then_some((node, step, value))
            })
        };
        let mut this = Self {
            labels,
            mass: vec![0.0; steps * labels],
            ends: vec![0.0; steps],
            near: Vec::new(),
            independent: true,
        };
        for (node, step, value) in ends() {
            this.mass[step * labels + value] += reaches.at[node];
            this.ends[step] += reaches.at[node];
        }
        // Steps come after those that they follow.
        let upwards = || (0..steps).rev().filter_map(|step| Some((step, tree.steps[step].before?)));
        for (step, before) in upwards() {
            for value in 0..labels {
                this.mass[before * labels + value] += this.mass[step * labels + value];
            }
        }
        this.independent = this.same_for_all_types(tree, reaches, values, types);
        for (lambda, logs) in &reaches.near {
            let mut near = vec![f64::NEG_INFINITY; steps * labels];
            for (node, step, value) in ends() {
                add_log(&mut near[step * labels + value], logs[node]);
            }
            for (step, before) in upwards() {
                for value in 0..labels {
                    let below = near[step * labels + value];
                    add_log(&mut near[before * labels + value], below);
                }
            }
            this.near.push((*lambda, near));
        }
        this
    }

    /// Whether each type of the observer believes the same as all together, after every step that it may see.
    fn same_for_all_types(
        &self,
        tree: &Tree,
        reaches: &Reaches,
        values: &[Option<u32>],
        types: &[u32],
    ) -> bool {
        let kinds = tree.ends.iter().map(|&(node, _)| types[node] as usize + 1).max().unwrap_or(0);
        if kinds > MOST_TYPES {
            return false;
        }
        // By step and type: the mass of each value.
        let labels = self.labels;
        let mut mass = vec![0.0; tree.steps.len() * kinds * labels];
        let slot = |step: usize, kind: usize| (step * kinds + kind) * labels;
        for &(node, step) in &tree.ends {
            if let Some(value) = values[node].filter(|&value| (value as usize) < labels) {
                mass[slot(step, types[node] as usize) + value as usize] += reaches.at[node];
            }
        }
        for step in (0..tree.steps.len()).rev() {
            if let Some(before) = tree.steps[step].before {
                for at in 0..kinds * labels {
                    mass[slot(before, 0) + at] += mass[slot(step, 0) + at];
                }
            }
        }
        (0..tree.steps.len()).all(|step| {
            let all: f64 = self.of_step(step).iter().sum();
            (0..kinds).all(|kind| {
                let of_type = &mass[slot(step, kind)..slot(step, kind) + labels];
                let one: f64 = of_type.iter().sum();
                one <= 0.0
                    || of_type.iter().zip(self.of_step(step)).all(|(a, b)| (a / one - b / all).abs() <= SAME)
            })
        })
    }

    /// Whether no type of the observer believes anything else than the others, wherever it comes.
    pub(super) fn independent_of_type(&self) -> bool {
        self.independent
    }

    fn of_step(&self, step: usize) -> &[f64] {
        &self.mass[step * self.labels..(step + 1) * self.labels]
    }

    /// The beliefs after the steps.
    pub(super) fn beliefs(&self, tree: &Tree) -> Vec<Belief> {
        let main = self.main_line(tree);
        (0..tree.steps.len())
            .map(|step| {
                let mass = self.of_step(step);
                let reach: f64 = mass.iter().sum();
                let (probabilities, from) = if reach > 0.0 {
                    (mass.iter().map(|mass| mass / reach).collect(), Source::Bayes)
                } else {
                    self.limit(step)
                };
                Belief { reach, ends: self.ends[step], probabilities, from, main: main[step] }
            })
            .collect()
    }

    /// The likeliest line: from each step the likeliest that may follow, as long as it is likelier than that nothing does.
    fn main_line(&self, tree: &Tree) -> Vec<bool> {
        let steps = tree.steps.len();
        let reach: Vec<f64> = (0..steps).map(|step| self.of_step(step).iter().sum()).collect();
        let mut next: Vec<Option<usize>> = vec![None; steps];
        for step in 0..steps {
            if let Some(before) = tree.steps[step].before
                && reach[step] > next[before].map_or(0.0, |other| reach[other])
            {
                next[before] = Some(step);
            }
        }
        let mut main = vec![false; steps];
        let mut at = Some(0);
        while let Some(step) = at {
            main[step] = true;
            at = next[step].filter(|&next| reach[next] >= self.ends[step]);
        }
        main
    }

    /// The limit along the path, where the step never happens.
    fn limit(&self, step: usize) -> (Vec<f64>, Source) {
        let shares = |near: &[f64]| -> Option<Vec<f64>> {
            let logs = &near[step * self.labels..(step + 1) * self.labels];
            let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let whole: f64 = logs.iter().map(|log| libm::exp(log - top)).sum();
            top.is_finite().then(|| logs.iter().map(|log| libm::exp(log - top) / whole).collect())
        };
        let [(low_at, low), (high_at, high)] = self.near.as_slice() else {
            return (Vec::new(), Source::NoLimit);
        };
        let (Some(low), Some(high)) = (shares(low), shares(high)) else {
            return (Vec::new(), Source::Impossible);
        };
        let limits: Option<Vec<f64>> = low
            .iter()
            .zip(&high)
            .map(|(low, high)| Some(extrapolated((*low_at, *low), (*high_at, *high))?.clamp(0.0, 1.0)))
            .collect();
        match limits {
            Some(limits) => {
                let whole: f64 = limits.iter().sum();
                (limits.iter().map(|limit| limit / whole).collect(), Source::Limit)
            }
            None => (Vec::new(), Source::NoLimit),
        }
    }
}

/// Adds a number to another, both as logarithms.
fn add_log(sum: &mut f64, term: f64) {
    let (low, high) = if *sum < term { (*sum, term) } else { (term, *sum) };
    if low > f64::NEG_INFINITY {
        *sum = high + libm::log1p(libm::exp(low - high));
    } else {
        *sum = high;
    }
}
