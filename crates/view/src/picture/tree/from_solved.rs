//! Which nodes of a solved game are drawn.
//!
//! In: a model, its solved game, bounds. Out: [`Tree`]. Small games are drawn as a whole. Of larger ones: the likeliest line, and what
//! comes about with at least a certain probability, the likeliest first, until the picture is full; at each node that is drawn, the
//! moves that are not are one entry.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use standoff_ask::Solved;
use standoff_ask::played::Played;
use standoff_compile::Event;
use standoff_game::profile;
use standoff_game::structure::{NONE, Node as At, Structure};
use standoff_model::ir::Model;

use super::{Kind, Node, Tree, Worth};
use crate::picture::Caption;

/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Games with at most so many situations are drawn as a whole.
    pub whole: usize,
    /// Of larger ones, what is at least so likely, and the likeliest line.
    pub least: f64,
    /// Most nodes.
    pub most: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { whole: 200, least: 0.01, most: 500 }
    }
}

/// A node that may be looked at, the likeliest first.
#[derive(PartialEq)]
struct Open {
    main: bool,
    reach: f64,
    node: usize,
    place: usize,
}

impl Eq for Open {}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        let likelier = self.main.cmp(&other.main).then(self.reach.total_cmp(&other.reach));
        likelier.then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What is known of every node.
struct Known<'a> {
    model: &'a Model,
    solved: &'a Solved,
    play: &'a Played,
    reach: Vec<f64>,
    values: Vec<f64>,
    below: Vec<u64>,
    outcomes: Vec<(u32, usize, f64)>,
    beliefs: Vec<f64>,
}

/// The tree of a solved game.
#[must_use]
pub fn from_solved(model: &Model, solved: &Solved, bounds: Bounds) -> Tree {
    from_solved_opened(model, solved, bounds, &[])
}

/// The tree of a solved game, with entries that would be folded drawn as they are. `opened` holds their numbers: [`Node::number`] of a
/// node that is folded as a whole, or of the entry that counts the moves that are not drawn at a node.
#[must_use]
pub fn from_solved_opened(model: &Model, solved: &Solved, bounds: Bounds, opened: &[u32]) -> Tree {
    from_played(model, solved, &Played::solution(solved), bounds, opened)
}

/// The tree of a solved game as it is played otherwise: moves, reach, beliefs, gains are those of that way to play.
#[must_use]
pub fn from_played(model: &Model, solved: &Solved, play: &Played, bounds: Bounds, opened: &[u32]) -> Tree {
    let structure = &solved.compiled.structure;
    let mut opened = opened.to_vec();
    let known = Known::of(model, solved, play);
    let all = structure.node_count();
    let least = if all <= bounds.whole { 0.0 } else { bounds.least };
    let mut tree = Tree {
        caption: Caption::of(model, &solved.setting, Some(solved.solution.status)),
        actors: model.actors.iter().map(|actor| actor.name.clone()).collect(),
        outcomes: model.outcomes.iter().map(|outcome| outcome.caption.clone()).collect(),
        nodes: vec![known.node(0, None, true)],
        all: all as u64,
        public: false,
        played: String::new(),
        least,
    };
    let mut open = BinaryHeap::from([Open { main: true, reach: 1.0, node: 0, place: 0 }]);
    while let Some(Open { main, node, place, .. }) = open.pop() {
        let children = structure.children(node);
        if children.is_empty() {
            continue;
        }
        let likeliest = children.clone().rev().max_by(|&a, &b| known.reach[a].total_cmp(&known.reach[b]));
        let on_line = |child: usize| main && likeliest == Some(child) && known.reach[child] > 0.0;
        let (mut kept, mut left): (Vec<usize>, Vec<usize>) =
            children.clone().partition(|&child| known.reach[child] >= least || on_line(child));
        let entry_opened = opened.contains(&entry_number(structure, node));
        let open_here = entry_opened || opened.contains(&(node as u32));
        if entry_opened && let [only] = left[..] {
            // The entry stood for this node with all that follows.
            opened.push(only as u32);
        }
        // A single end is drawn in the place of an entry that counts it.
        if open_here || (left.len() == 1 && left.iter().all(|&child| structure.children(child).is_empty())) {
            kept.append(&mut left);
            kept.sort_unstable();
        }
        let places = kept.len() + usize::from(!left.is_empty());
        if tree.nodes.len() + places > bounds.most || (kept.is_empty() && place > 0) {
            tree.nodes[place].kind = known.folded(node, &children.collect::<Vec<_>>(), 1);
            continue;
        }
        for child in kept {
            let line = on_line(child);
            open.push(Open { main: line, reach: known.reach[child], node: child, place: tree.nodes.len() });
            tree.nodes.push(known.node(child, Some(place), line));
        }
        if let Some(&first) = left.first() {
            let mut rest = known.node(first, Some(place), false);
            rest.number = entry_number(structure, node);
            rest.probability = left.iter().map(|&child| known.probability(node, child)).sum();
            rest.reach = left.iter().map(|&child| known.reach[child]).sum();
            rest.values = Vec::new();
            rest.worth = None;
            if left.len() > 1 {
                rest.label = format!("+{} moves", left.len());
            }
            rest.kind = known.folded(node, &left, 0);
            tree.nodes.push(rest);
        }
    }
    in_order(tree)
}

/// The number of the entry that counts what is not drawn at a node: above those of all nodes.
fn entry_number(structure: &Structure, node: usize) -> u32 {
    u32::try_from(structure.node_count() + node).unwrap_or(u32::MAX)
}

/// Children in the order of the game, parents before them.
fn in_order(mut tree: Tree) -> Tree {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); tree.nodes.len()];
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Some(parent) = node.parent {
            children[parent].push(at);
        }
    }
    for list in &mut children {
        // What is counted only comes last.
        list.sort_by_key(|&at| (matches!(tree.nodes[at].kind, Kind::Folded { .. }), tree.nodes[at].number));
    }
    let mut place = vec![0; tree.nodes.len()];
    let mut order = Vec::with_capacity(tree.nodes.len());
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        place[at] = order.len();
        order.push(at);
        open.extend(children[at].iter().rev());
    }
    tree.nodes = order
        .into_iter()
        .map(|at| {
            let node = tree.nodes[at].clone();
            Node { parent: node.parent.map(|parent| place[parent]), ..node }
        })
        .collect();
    tree
}

impl<'a> Known<'a> {
    fn of(model: &'a Model, solved: &'a Solved, play: &'a Played) -> Self {
        let structure = &solved.compiled.structure;
        let profile = &play.profile;
        let mut outcomes: Vec<(u32, usize, f64)> = solved
            .compiled
            .outcomes(&solved.point())
            .into_iter()
            .map(|come| (come.node, come.outcome.0 as usize, come.share))
            .collect();
        outcomes.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
        let mut beliefs = vec![f64::NAN; structure.node_count()];
        for (&node, &belief) in structure.infoset_nodes.iter().zip(&play.beliefs) {
            beliefs[node as usize] = belief;
        }
        Self {
            model,
            solved,
            play,
            reach: profile::node_reach(structure, &solved.numbers, profile),
            values: profile::node_values(structure, &solved.numbers, profile),
            below: below(structure),
            outcomes,
            beliefs,
        }
    }

    /// How likely a child is at its parent.
    fn probability(&self, parent: usize, child: usize) -> f64 {
        let structure = &self.solved.compiled.structure;
        let slot = child - structure.children(parent).start;
        let found = match structure.node(parent) {
            At::Decision(set) => self.play.profile.get(structure.actions(set.0 as usize).start + slot),
            At::Chance(row) => self.solved.numbers.chance.get(structure.chance_row(row).start + slot),
            At::Terminal(_) => None,
        };
        found.copied().unwrap_or(0.0)
    }

    fn node(&self, node: usize, place: Option<usize>, main: bool) -> Node {
        let structure = &self.solved.compiled.structure;
        let players = usize::from(structure.players);
        let parent = structure.parent[node];
        let (label, probability) = if parent == NONE {
            (String::new(), 1.0)
        } else {
            (self.label(node), self.probability(parent as usize, node))
        };
        Node {
            parent: place,
            label,
            probability,
            reach: self.reach[node],
            main,
            number: node as u32,
            values: self.values[node * players..(node + 1) * players].to_vec(),
            worth: if parent == NONE { None } else { self.worth(parent as usize, node) },
            kind: self.kind(node),
        }
    }

    /// What the mover expects of the move that leads to a child, and how much less that is than of its best.
    fn worth(&self, parent: usize, child: usize) -> Option<Worth> {
        let structure = &self.solved.compiled.structure;
        let At::Decision(set) = structure.node(parent) else { return None };
        let values = self.play.action_values.get(structure.actions(set.0 as usize))?;
        let value = *values.get(child - structure.children(parent).start)?;
        let best = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let actor = usize::from(structure.infoset_player[set.0 as usize]);
        value.is_finite().then_some(Worth { actor, value, loss: best - value })
    }

    fn kind(&self, node: usize) -> Kind {
        let compiled = &self.solved.compiled;
        match compiled.structure.node(node) {
            At::Decision(set) => {
                let infoset = set.0 as usize;
                let info = &compiled.infosets[infoset];
                Kind::Decision {
                    actor: usize::from(info.actor.0),
                    decision: self.model.things[info.thing.0 as usize].short.clone(),
                    set: (set.0, info.number),
                    seen: self.solved.names(self.model).seen_words(infoset),
                    belief: Some(self.beliefs[node]).filter(|belief| belief.is_finite()),
                }
            }
            At::Chance(_) => {
                let first = compiled.structure.children(node).start;
                Kind::Chance { what: self.first_set(first).map_or_else(String::new, |(name, _)| name) }
            }
            At::Terminal(_) => {
                let from = self.outcomes.partition_point(|come| (come.0 as usize) < node);
                let here = self.outcomes[from..].iter().take_while(|come| come.0 as usize == node);
                Kind::End { outcomes: here.map(|&(_, outcome, share)| (outcome, share)).collect() }
            }
        }
    }

    /// The move that leads to a node: the first thing that got its value on the way.
    fn label(&self, node: usize) -> String {
        self.first_set(node).map_or_else(String::new, |(_, label)| label)
    }

    fn first_set(&self, node: usize) -> Option<(String, String)> {
        let compiled = &self.solved.compiled;
        compiled.stories.events(node).iter().find_map(|event| match event {
            Event::Set { thing, index, .. } => {
                let name = self.model.things[thing.0 as usize].short.clone();
                Some((name, self.solved.names(self.model).label(*thing, *index)))
            }
            _ => None,
        })
    }

    /// Moves at a node that are not drawn, with so many situations besides those that follow.
    fn folded(&self, node: usize, left: &[usize], besides: u64) -> Kind {
        let structure = &self.solved.compiled.structure;
        let start = structure.children(node).start;
        let best = match structure.node(node) {
            At::Decision(set) => {
                let actor = usize::from(structure.infoset_player[set.0 as usize]);
                let actions = structure.actions(set.0 as usize).start;
                let values = left.iter().filter_map(|&child| {
                    self.play
                        .action_values
                        .get(actions + child - start)
                        .copied()
                        .filter(|value| value.is_finite())
                });
                values.reduce(f64::max).map(|value| (actor, value))
            }
            _ => None,
        };
        let situations = besides + left.iter().map(|&child| self.below[child]).sum::<u64>();
        Kind::Folded { moves: left.len(), situations, best }
    }
}

/// How many nodes each subtree has, its root included.
fn below(structure: &Structure) -> Vec<u64> {
    let mut below = vec![1_u64; structure.node_count()];
    for node in (1..structure.node_count()).rev() {
        let parent = structure.parent[node];
        if parent != NONE {
            below[parent as usize] += below[node];
        }
    }
    below
}
