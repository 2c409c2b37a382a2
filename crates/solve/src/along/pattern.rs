//! How a game is played at a point: which labels are played, which stories are believed in where play does not lead.
//!
//! In: a certified solution. Out: its [`Pattern`], if its limit beliefs follow from which mistakes are cheapest. Two points of one
//! pattern differ only in the probabilities of mixtures.

use standoff_game::dag::eval::LANES;
use standoff_game::numbers::Numbers;
use standoff_game::structure::{NONE, Structure};

use super::layout::{Edge, Layout};
use super::{Along, LEAST, Lanes};
use crate::solution::{Method, Solution, Status};

/// A belief below this is none.
const BELIEVED: f64 = 1e-9;
/// Most labels in mixtures, beyond one a set.
const MOST_MIXING: usize = 24;

/// How a game is played.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// Whether each action is played.
    pub(super) played: Vec<bool>,
    /// Whether each node, as `Structure::infoset_nodes`, is believed in at its set.
    pub(super) believed: Vec<bool>,
    /// Whether each chance entry is zero.
    pub(super) never: Vec<bool>,
    /// Whether chance leads to each node.
    pub(super) possible: Vec<bool>,
    /// Whether each node is reached.
    reached: Vec<bool>,
    /// Probabilities without mixtures: 1 for what alone is played, equal ones where nothing leads.
    pub(super) pure: Vec<Lanes>,
    /// Actions that are mixed, but for the first of each set, each with that first one.
    pub(super) unknowns: Vec<(u32, u32)>,
    /// All actions of mixtures.
    pub(super) mixing: Vec<u32>,
    /// The nodes believed in at the set of each unknown, each with the first action of the set.
    pub(super) nodes: Vec<(u32, u32)>,
    /// Start of each unknown's in `nodes`; one entry more than there are unknowns.
    pub(super) node_start: Vec<u32>,
    /// Bifurcations and turning points on the way: where these differ the paths do, though their ends may look alike.
    story: (usize, u32),
}

impl Pattern {
    /// Whether play leads to a node.
    #[must_use]
    pub fn reached(&self, node: usize) -> bool {
        self.reached[node]
    }
}

impl Along {
    /// The pattern of a solution; none where it is not certified or its beliefs do not follow from it.
    #[must_use]
    pub fn pattern(&self, structure: &Structure, numbers: &Numbers, solution: &Solution) -> Option<Pattern> {
        let limit = matches!(solution.method, Method::Qre | Method::Induction)
            && solution.status != Status::Stalled
            && solution.certificate.fixed_point.is_none();
        if !limit || structure.infoset_tie.iter().any(|&tie| tie != NONE) {
            return None;
        }
        let never: Vec<bool> = numbers.chance.iter().map(|&p| p == 0.0).collect();
        let mut played: Vec<bool> = solution.profile.iter().map(|&p| p > 0.0).collect();
        let believed: Vec<bool> = solution.beliefs.iter().map(|&b| b > BELIEVED).collect();
        let slots =
            |set: usize| structure.infoset_start[set] as usize..structure.infoset_start[set + 1] as usize;
        let mut pure = vec![[0.0; LANES]; structure.action_count()];
        let (mut unknowns, mut mixing, mut sets) = (Vec::new(), Vec::new(), Vec::new());
        for set in 0..structure.infoset_count() {
            let actions = structure.actions(set);
            if !believed[slots(set)].contains(&true) {
                // Chance never leads here: nothing is at stake, and nobody's behaviour counts.
                for action in actions {
                    pure[action] = [solution.profile[action]; LANES];
                    played[action] = true;
                }
                continue;
            }
            let mut first = None;
            for action in actions.clone().filter(|&action| played[action]) {
                if solution.profile[action] < LEAST {
                    return None;
                }
                match first {
                    None => first = Some(action as u32),
                    Some(first) => {
                        unknowns.push((action as u32, first));
                        sets.push(set as u32);
                    }
                }
            }
            let first = first?;
            if sets.last() == Some(&(set as u32)) {
                mixing.extend(actions.filter(|&action| played[action]).map(|action| action as u32));
            } else {
                pure[first as usize] = [1.0; LANES];
            }
        }
        if unknowns.len() > MOST_MIXING {
            return None;
        }
        let (mut nodes, mut node_start) = (Vec::new(), vec![0]);
        for &set in &sets {
            let set = set as usize;
            let first = structure.action_start[set];
            let here = slots(set).filter(|&slot| believed[slot]);
            nodes.extend(here.map(|slot| (structure.infoset_nodes[slot], first)));
            node_start.push(nodes.len() as u32);
        }
        let (possible, mistakes) = self.layout.mistakes(&played, &never);
        // What is believed in at a set takes the same mistakes: otherwise the limit depends on more than which is cheapest.
        for set in 0..structure.infoset_count() {
            let mut nodes =
                slots(set).filter(|&slot| believed[slot]).map(|slot| structure.infoset_nodes[slot]);
            let Some(one) = nodes.next() else { continue };
            if !possible[one as usize]
                || nodes
                    .any(|node| !possible[node as usize] || mistakes[node as usize] != mistakes[one as usize])
            {
                return None;
            }
        }
        let reached =
            mistakes.iter().zip(&possible).map(|(&list, &possible)| possible && list == 0).collect();
        Some(Pattern {
            story: (solution.selection.bifurcations.len(), solution.path.turns),
            nodes,
            node_start,
            played,
            believed,
            never,
            possible,
            reached,
            pure,
            unknowns,
            mixing,
        })
    }
}

impl Layout {
    /// For each node whether chance leads there, and the list of unplayed actions before it, as a number: 0 is the empty list, and
    /// equal lists have equal numbers.
    fn mistakes(&self, played: &[bool], never: &[bool]) -> (Vec<bool>, Vec<u32>) {
        let mut possible = vec![true; self.edge.len()];
        let mut list = vec![0; self.edge.len()];
        let mut known: Vec<(u32, u32)> = Vec::new();
        let mut numbers = rustc_hash::FxHashMap::default();
        for node in 0..self.edge.len() {
            let parent = self.parent[node] as usize;
            possible[node] = possible[parent];
            list[node] = list[parent];
            match self.edge[node] {
                Edge::Chance(entry) => possible[node] &= !never[entry as usize],
                Edge::Action(action) if !played[action as usize] => {
                    let longer = (list[parent], action);
                    list[node] = *numbers.entry(longer).or_insert_with(|| {
                        known.push(longer);
                        known.len() as u32
                    });
                }
                Edge::Action(_) | Edge::Root => {}
            }
        }
        (possible, list)
    }
}
