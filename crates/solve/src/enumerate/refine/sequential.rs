//! Which sets of equilibria hold one that is sequentially rational, and a sequential one.
//!
//! In: all equilibria of a game, and what follows each information set. Out: two verdicts a component. Sequentially
//! rational: at every set that can happen the behaviour from there on is best under some belief, which is Bayes' wherever the
//! others and chance lead there. Sequential (Kreps and Wilson, Econometrica 50, 1982): the beliefs are moreover limits of
//! those of one sequence of fully mixed profiles.
//!
//! Yes: by a witness, an extreme equilibrium with a choice of what it leaves open. No: if in each maximal Nash subset an
//! actor's every extreme strategy comes to a set where it takes an action that is never rational; then so does every mixture
//! of them.

use super::continuation::{self, Against, Continuation};
use super::dominated;
use super::{Reach, Verdict};
use crate::enumerate::{Component, Equilibria, Watch};
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile::{Whose, node_reach_by};
use standoff_game::structure::{Kind, NONE, Structure};

/// Most extreme equilibria of a component that are tried as witnesses, and most steps of the search at each.
const MOST_EXTREME: usize = 64;
const MOST_STEPS: usize = 400;

/// Sequentially rational, and sequential: one pair a component.
pub(super) fn verdicts(
    structure: &Structure,
    exact: &ExactNumbers,
    all: &Equilibria,
    reach: &Reach,
    watch: &mut Watch<'_>,
) -> Vec<[Verdict; 2]> {
    let undecided = || vec![[Verdict::Undecided; 2]; all.components.len()];
    let Some(continuations) = continuation::all(structure, exact, &reach.possible) else {
        return undecided();
    };
    let search = Search {
        structure,
        exact,
        continuations: &continuations,
        order: latest_first(structure, &continuations),
    };
    // What is never rational is looked for only where no witness is found.
    let mut out = None;
    let mut verdict = |component: &Component| {
        let found = search.component(all, component, watch);
        if found[1] == Verdict::Yes {
            return found;
        }
        let out =
            out.get_or_insert_with(|| dominated::never_rational(structure, &continuations, watch)).as_slice();
        if component.subsets.iter().all(|subset| excluded(structure, all, &subset.strategies, out)) {
            return [Verdict::No; 2];
        }
        found
    };
    all.components.iter().map(&mut verdict).collect()
}

/// Whether all mixtures of some actor's strategies take an action that is never rational.
fn excluded(structure: &Structure, all: &Equilibria, strategies: &[Vec<u32>; 2], out: &[bool]) -> bool {
    (0..2).any(|actor| {
        let own = &all.form.actors[actor];
        let takes = |strategy: &u32| {
            let plan = &all.strategies[actor][*strategy as usize].plan;
            own.infosets.iter().enumerate().any(|(k, &set)| {
                own.of_set(k).zip(structure.actions(set as usize)).any(|(s, a)| out[a] && !plan[s].is_zero())
            })
        };
        strategies[actor].iter().all(takes)
    })
}

/// Sets that can happen, by their deepest node, the deepest first.
fn latest_first(structure: &Structure, continuations: &[Option<Continuation>]) -> Vec<usize> {
    let mut depth = vec![0u32; structure.node_count()];
    for node in 0..depth.len() {
        if structure.parent[node] != NONE {
            depth[node] = depth[structure.parent[node] as usize] + 1;
        }
    }
    let deepest = |here: &Continuation| here.nodes.iter().map(|&n| depth[n]).max().unwrap_or(0);
    let mut order: Vec<usize> = continuations.iter().flatten().map(|here| here.infoset).collect();
    order.sort_by_key(|&set| {
        (std::cmp::Reverse(continuations[set].as_ref().map_or(0, deepest)), std::cmp::Reverse(set))
    });
    order
}

struct Search<'g> {
    structure: &'g Structure,
    exact: &'g ExactNumbers,
    continuations: &'g [Option<Continuation>],
    order: Vec<usize>,
}

/// What an equilibrium fixes about an information set.
struct Place {
    /// Bayes' belief, if the others and chance lead there.
    belief: Option<Vec<BigRational>>,
    /// Its own actor's play excludes it: the behaviour there is open.
    open: bool,
}

impl Search<'_> {
    fn component(&self, all: &Equilibria, component: &Component, watch: &mut Watch<'_>) -> [Verdict; 2] {
        let mut rational = Verdict::Undecided;
        for &k in component.extreme.iter().take(MOST_EXTREME) {
            let extreme = &all.extreme[k as usize];
            let places = self.places(all, k as usize);
            // Profiles with a number of sets settled, the latest of them in the game first.
            let mut open = vec![(0, extreme.profile.clone())];
            for _ in 0..MOST_STEPS {
                let Some((settled, profile)) = open.pop() else { break };
                if watch.stops(1 << 14) {
                    return [rational, Verdict::Undecided];
                }
                let Some(&set) = self.order.get(settled) else {
                    if self.is_rational(&profile, &places) {
                        rational = Verdict::Yes;
                        if self.any_beliefs_are_limits(&profile, &places) {
                            return [Verdict::Yes; 2];
                        }
                    }
                    continue;
                };
                let Some(here) = &self.continuations[set] else { continue };
                let place = &places[set];
                let against = here.against(self.structure, &profile);
                if place.open {
                    let options = options(here, &against, place, &profile);
                    for option in options.into_iter().rev() {
                        let mut next = profile.clone();
                        let actions = self.structure.actions(set);
                        next[actions.clone()].fill(BigRational::zero());
                        next[actions.start + option] = BigRational::one();
                        open.push((settled + 1, next));
                    }
                } else if place.belief.is_some() || here.is_optimal_somehow(&against, &profile) {
                    open.push((settled + 1, profile));
                }
            }
        }
        [rational, Verdict::Undecided]
    }

    /// What the equilibrium fixes at each set.
    fn places(&self, all: &Equilibria, k: usize) -> Vec<Place> {
        let (structure, extreme) = (self.structure, &all.extreme[k]);
        let reach =
            [0, 1].map(|actor| node_reach_by(structure, self.exact, &extreme.profile, Whose::AllBut(actor)));
        let place = |set: usize| {
            let Some(here) = &self.continuations[set] else { return Place { belief: None, open: false } };
            let weights: Vec<&BigRational> = here.nodes.iter().map(|&n| &reach[here.actor][n]).collect();
            let total: BigRational = weights.iter().copied().sum();
            let belief = (!total.is_zero()).then(|| weights.iter().map(|&w| w / &total).collect());
            let strategy = &all.strategies[here.actor][extreme.strategies[here.actor] as usize];
            Place { belief, open: strategy.open.contains(&(set as u32)) }
        };
        (0..structure.infoset_count()).map(place).collect()
    }

    /// The test itself, at every set that can happen.
    fn is_rational(&self, profile: &[BigRational], places: &[Place]) -> bool {
        self.continuations.iter().flatten().all(|here| {
            let against = here.against(self.structure, profile);
            match &places[here.infoset].belief {
                Some(belief) => here.is_optimal(&against, belief, profile),
                None => here.is_optimal_somehow(&against, profile),
            }
        })
    }

    /// Whether any beliefs at the sets that others do not lead to are limits of beliefs of fully mixed profiles. They are if
    /// each node of such a set (of several nodes) has an action before it that is not taken and that comes before none of the
    /// other such nodes: how fast its probability vanishes then sets the weight of this node alone.
    fn any_beliefs_are_limits(&self, profile: &[BigRational], places: &[Place]) -> bool {
        let free = |here: &&Continuation| places[here.infoset].belief.is_none() && here.nodes.len() > 1;
        let before: Vec<Vec<usize>> = self
            .continuations
            .iter()
            .flatten()
            .filter(free)
            .flat_map(|here| here.nodes.iter().map(|&n| self.not_taken(n, profile)))
            .collect();
        before.iter().enumerate().all(|(k, actions)| {
            let alone = |action: &usize| {
                before.iter().enumerate().all(|(other, actions)| other == k || !actions.contains(action))
            };
            actions.iter().any(alone)
        })
    }

    /// Actions of probability 0 on the way to a node.
    fn not_taken(&self, node: usize, profile: &[BigRational]) -> Vec<usize> {
        let structure = self.structure;
        let (mut found, mut child) = (Vec::new(), node);
        while structure.parent[child] != NONE {
            let parent = structure.parent[child] as usize;
            if structure.kind[parent] == Kind::Decision as u8 {
                let set = structure.row[parent] as usize;
                let action = structure.actions(set).start + child - structure.first_child[parent] as usize;
                if profile[action].is_zero() {
                    found.push(action);
                }
            }
            child = parent;
        }
        found
    }
}

/// Actions at an open set that are best under Bayes' belief, or else under even odds or certainty of one node.
fn options(here: &Continuation, against: &Against, place: &Place, profile: &[BigRational]) -> Vec<usize> {
    let count = here.nodes.len();
    let mut beliefs: Vec<Vec<BigRational>> = match &place.belief {
        Some(belief) => vec![belief.clone()],
        None => vec![vec![BigRational::new(1.into(), count.into()); count]],
    };
    if place.belief.is_none() && count > 1 {
        for k in 0..count {
            let mut certain = vec![BigRational::zero(); count];
            certain[k] = BigRational::one();
            beliefs.push(certain);
        }
    }
    let mut options = Vec::new();
    for belief in &beliefs {
        let worth = here.worth(against, belief, profile);
        let Some(most) = worth.iter().max() else { continue };
        for (k, _) in worth.iter().enumerate().filter(|(_, value)| *value == most) {
            if !options.contains(&k) {
                options.push(k);
            }
        }
    }
    options
}
