//! The part of a game that can happen, laid out for the path's kernels.
//!
//! In: structure and numbers. Out: nodes without those behind chance of probability zero, payoffs scaled to a range of
//! 1, and for each decision node its ancestors' edges. Chance nodes are folded into weights wherever edges are climbed.

use standoff_game::numbers::Numbers;
use standoff_game::structure::{Kind, NONE, Structure};

/// An edge above a decision node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Climb {
    /// Slot of the decision node the edge leaves.
    pub(crate) slot: u32,
    /// Its set.
    pub(crate) set: u32,
    /// The mover there.
    pub(crate) mover: u32,
    /// The action taken there, in the live numbering.
    pub(crate) action: u32,
    /// The unknown of that set if it has two actions, else `NONE`.
    pub(crate) column: u32,
    /// Probability of chance between this edge and the next decision node below it.
    pub(crate) chance: f64,
}

/// An action above a decision node that is not above all nodes of its set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    /// The action, in the live numbering.
    pub(crate) action: u32,
    /// Its set.
    pub(crate) set: u32,
    /// The other action of that set if it has two, else `NONE`.
    pub(crate) other: u32,
    /// The unknown of that set if it has two actions, else `NONE`.
    pub(crate) column: u32,
}

/// A decision node at its place in its set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// Where in `value` the node's own payoffs stand.
    pub(crate) node: u32,
    /// Where in `value` those of its first child stand.
    pub(crate) child: u32,
    /// Where in `value` the mover's payoff from its first child stands.
    pub(crate) worth: u32,
    /// Where its climb begins and ends.
    climb: [u32; 2],
    /// Where its edges begin and end.
    edges: [u32; 2],
    /// Probability that chance leads to it; 0 where that is too small for a double.
    pub(crate) chance: f64,
    /// Log of that probability.
    pub(crate) log_chance: f64,
}

/// A set of two actions: one unknown, whichever of them is the reference.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    /// The set.
    pub(crate) set: u32,
    /// Its first action.
    pub(crate) first: u32,
    /// Its unknown.
    pub(crate) column: u32,
    /// Where its slots begin and end.
    pub(crate) slots: [u32; 2],
    /// Whether beliefs there depend on play.
    pub(crate) believing: bool,
}

impl Pair {
    /// 1 where the reference of the pair is its first action, −1 where it is its second.
    #[inline(always)]
    pub(crate) fn orientation(&self, reference: &[u32]) -> f64 {
        if reference[self.set as usize] == self.first { 1.0 } else { -1.0 }
    }
}

/// The live game. Nodes, sets and actions are numbered anew, in their old order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Live {
    /// Number of actors.
    pub(crate) players: usize,
    /// Largest over actors of maximum − minimum payoff, in payoff units (1 if all payoffs are equal).
    pub(crate) range: f64,
    /// Scaled range of each actor's payoffs (infinite if they are all equal: such an actor has nothing to gain).
    pub(crate) ranges: Vec<f64>,

    /// For each internal node, parents first: node, first child, number of children, first live action or `NONE` at
    /// chance.
    pub(crate) internal: Vec<[u32; 4]>,
    /// Probability of the chance edge into each node (1 after a decision).
    pub(crate) weight: Vec<f64>,
    /// Payoffs of each node, actor by actor, scaled; filled at ends, overwritten elsewhere by every evaluation.
    pub(crate) value: Vec<f64>,
    /// First child of each node.
    pub(crate) first_child: Vec<u32>,

    /// The information set of each live set.
    pub(crate) set_of: Vec<u32>,
    /// Its mover.
    pub(crate) mover: Vec<u32>,
    /// First live action of each set, with one more entry.
    pub(crate) action_start: Vec<u32>,
    /// First slot of each set's nodes, with one more entry.
    pub(crate) slot_start: Vec<u32>,
    /// Decision nodes by set.
    pub(crate) slot_node: Vec<u32>,
    /// Position of each slot in `Structure::infoset_nodes`.
    pub(crate) slot_of: Vec<u32>,
    /// The action of each live action.
    pub(crate) action_of: Vec<u32>,
    /// The set of each live action.
    pub(crate) action_set: Vec<u32>,
    /// The action (live numbering) that a tie rule names, for each set, or `NONE`.
    pub(crate) tie: Vec<u32>,

    /// The decision nodes by set, with what the kernels look up.
    pub(crate) slots: Vec<Slot>,
    /// Edges above each slot's node, nearest first.
    climb: Vec<Climb>,
    /// Actions above each slot's node that are not above every node of its set: what its belief depends on.
    edges: Vec<Edge>,
    /// Sets of several nodes at which beliefs depend on play.
    pub(crate) believing: Vec<u32>,
    /// Sets of two actions.
    pub(crate) pairs: Vec<Pair>,
    /// Sets of more than two actions.
    pub(crate) many: Vec<u32>,

    // scratch of the build
    node_of: Vec<u32>,
    live_set: Vec<u32>,
    slot_at: Vec<u32>,
    count: Vec<u32>,
}

impl Live {
    /// Unknowns of the path: one for each action but one of each set.
    pub(crate) fn unknowns(&self) -> usize {
        self.action_of.len() - self.set_of.len()
    }

    /// Number of sets.
    pub(crate) fn sets(&self) -> usize {
        self.set_of.len()
    }

    /// Actions of a set.
    pub(crate) fn actions(&self, set: usize) -> std::ops::Range<usize> {
        self.action_start[set] as usize..self.action_start[set + 1] as usize
    }

    /// Slots of a set.
    pub(crate) fn slots_of(&self, set: usize) -> std::ops::Range<usize> {
        self.slot_start[set] as usize..self.slot_start[set + 1] as usize
    }

    /// Edges above a slot's node, nearest first.
    pub(crate) fn climb(&self, slot: &Slot) -> &[Climb] {
        &self.climb[slot.climb[0] as usize..slot.climb[1] as usize]
    }

    /// Actions that a slot's belief depends on.
    pub(crate) fn edges(&self, slot: &Slot) -> &[Edge] {
        &self.edges[slot.edges[0] as usize..slot.edges[1] as usize]
    }

    /// Lays out a game anew. Buffers are reused.
    pub(crate) fn build(&mut self, structure: &Structure, numbers: &Numbers) {
        self.players = usize::from(structure.players);
        self.lay_nodes(structure, numbers);
        self.lay_sets(structure);
        self.scale(structure, numbers);
        self.lay_climbs();
        self.lay_edges();
        self.lay_pairs();
    }

    /// Numbers the nodes that chance can lead to, and their sets.
    fn lay_nodes(&mut self, structure: &Structure, numbers: &Numbers) {
        let nodes = structure.node_count();
        self.node_of.clear();
        self.node_of.resize(nodes, NONE);
        self.weight.clear();
        self.first_child.clear();
        self.live_set.clear();
        self.live_set.resize(structure.infoset_count(), NONE);
        let mut live = 0u32;
        for node in 0..nodes {
            let parent = structure.parent[node];
            let mut weight = 1.0;
            if parent != NONE {
                let parent = parent as usize;
                if self.node_of[parent] == NONE {
                    continue;
                }
                if structure.kind[parent] == Kind::Chance as u8 {
                    let entry = node - structure.first_child[parent] as usize;
                    weight = numbers.chance[structure.chance_row(structure.row[parent]).start + entry];
                    if weight <= 0.0 {
                        continue;
                    }
                }
            }
            self.node_of[node] = live;
            self.weight.push(weight);
            live += 1;
            if structure.kind[node] == Kind::Decision as u8 {
                self.live_set[structure.row[node] as usize] = 0;
            }
        }
        self.first_child.resize(live as usize, NONE);
    }

    fn lay_sets(&mut self, structure: &Structure) {
        self.set_of.clear();
        self.mover.clear();
        self.action_of.clear();
        self.action_set.clear();
        self.tie.clear();
        self.action_start.clear();
        self.slot_start.clear();
        self.slot_node.clear();
        self.slot_of.clear();
        self.slot_at.clear();
        self.slot_at.resize(self.weight.len(), NONE);
        for set in 0..structure.infoset_count() {
            if self.live_set[set] == NONE {
                continue;
            }
            let live = self.set_of.len() as u32;
            self.live_set[set] = live;
            self.action_start.push(self.action_of.len() as u32);
            self.slot_start.push(self.slot_node.len() as u32);
            self.set_of.push(set as u32);
            self.mover.push(u32::from(structure.infoset_player[set]));
            let tie = structure.infoset_tie[set];
            self.tie.push(if tie == NONE { NONE } else { self.action_of.len() as u32 + tie });
            for action in structure.actions(set) {
                self.action_of.push(action as u32);
                self.action_set.push(live);
            }
            let first = structure.infoset_start[set] as usize;
            for (k, &node) in structure.nodes_of(set).iter().enumerate() {
                let node = self.node_of[node as usize];
                if node != NONE {
                    self.slot_at[node as usize] = self.slot_node.len() as u32;
                    self.slot_node.push(node);
                    self.slot_of.push((first + k) as u32);
                }
            }
        }
        self.action_start.push(self.action_of.len() as u32);
        self.slot_start.push(self.slot_node.len() as u32);
    }

    /// Payoffs of the ends, scaled so that the largest range of an actor is 1 and each actor's minimum is 0; and the
    /// children of the internal nodes.
    fn scale(&mut self, structure: &Structure, numbers: &Numbers) {
        let players = self.players;
        self.value.clear();
        self.value.resize(self.weight.len() * players, 0.0);
        self.internal.clear();
        let mut range = 0.0f64;
        let mut low = vec![f64::INFINITY; players];
        let mut high = vec![f64::NEG_INFINITY; players];
        for node in 0..structure.node_count() {
            let live = self.node_of[node];
            if live == NONE {
                continue;
            }
            if structure.kind[node] == Kind::Terminal as u8 {
                let row = &numbers.payoff[structure.row[node] as usize * players..][..players];
                for ((low, high), payoff) in low.iter_mut().zip(&mut high).zip(row) {
                    *low = low.min(*payoff);
                    *high = high.max(*payoff);
                }
                continue;
            }
            let children = structure.children(node);
            let mut first = NONE;
            let mut count = 0;
            for child in children {
                if self.node_of[child] != NONE {
                    first = first.min(self.node_of[child]);
                    count += 1;
                }
            }
            self.first_child[live as usize] = first;
            let action = match structure.kind[node] == Kind::Decision as u8 {
                true => self.action_start[self.live_set[structure.row[node] as usize] as usize],
                false => NONE,
            };
            self.internal.push([live, first, count, action]);
        }
        for i in 0..players {
            range = range.max(high[i] - low[i]);
        }
        self.range = if range > 0.0 { range } else { 1.0 };
        self.ranges.clear();
        for i in 0..players {
            let own = (high[i] - low[i]) / self.range;
            self.ranges.push(if own > 0.0 { own } else { f64::INFINITY });
        }
        for node in 0..structure.node_count() {
            let live = self.node_of[node];
            if live != NONE && structure.kind[node] == Kind::Terminal as u8 {
                let row = structure.row[node] as usize * players;
                let payoffs = &numbers.payoff[row..row + players];
                let values = &mut self.value[live as usize * players..][..players];
                for ((value, payoff), low) in values.iter_mut().zip(payoffs).zip(&low) {
                    *value = (payoff - low) / self.range;
                }
            }
        }
    }

    /// Sorts the sets by what the kernels make of them.
    fn lay_pairs(&mut self) {
        self.pairs.clear();
        self.many.clear();
        for set in 0..self.sets() {
            let (actions, slots) = (self.actions(set), self.slots_of(set));
            match actions.len() {
                0 | 1 => {}
                2 => self.pairs.push(Pair {
                    set: set as u32,
                    first: actions.start as u32,
                    column: self.pair_column(set),
                    slots: [slots.start as u32, slots.end as u32],
                    believing: self.believing.binary_search(&(set as u32)).is_ok(),
                }),
                _ => self.many.push(set as u32),
            }
        }
    }

    /// The unknown of a set if it has two actions, else `NONE`. Every set before has one action more than unknowns.
    fn pair_column(&self, set: usize) -> u32 {
        let actions = self.actions(set);
        if actions.len() == 2 { (actions.start - set) as u32 } else { NONE }
    }

    /// The slots with their climbs.
    fn lay_climbs(&mut self) {
        // Parent of each node and the action that leads to it.
        let nodes = self.weight.len();
        let mut parent = std::mem::take(&mut self.node_of);
        parent.clear();
        parent.resize(nodes * 2, NONE);
        for &[node, first, count, action] in &self.internal {
            for k in 0..count {
                let child = (first + k) as usize;
                parent[child * 2] = node;
                parent[child * 2 + 1] = if action == NONE { NONE } else { action + k };
            }
        }
        self.climb.clear();
        self.slots.clear();
        for set in 0..self.sets() {
            for slot in self.slots_of(set) {
                let above = self.climb.len() as u32;
                let (chance, log_chance) = self.lay_climb(self.slot_node[slot] as usize, &parent);
                let child = self.first_child[self.slot_node[slot] as usize] * self.players as u32;
                self.slots.push(Slot {
                    node: self.slot_node[slot] * self.players as u32,
                    child,
                    worth: child + self.mover[set],
                    climb: [above, self.climb.len() as u32],
                    edges: [0, 0],
                    chance,
                    log_chance,
                });
            }
        }
        self.node_of = parent;
    }

    /// The edges above one node; returns the probability that chance leads there, and its log.
    fn lay_climb(&mut self, mut node: usize, parent: &[u32]) -> (f64, f64) {
        let (mut since, mut product, mut log) = (1.0, 1.0, 0.0);
        loop {
            let above = parent[node * 2];
            if above == NONE {
                return (product, log);
            }
            match parent[node * 2 + 1] {
                NONE => {
                    let weight = self.weight[node];
                    since *= weight;
                    product *= weight;
                    if weight != 1.0 {
                        log += libm::log(weight);
                    }
                }
                action => {
                    let set = self.action_set[action as usize];
                    self.climb.push(Climb {
                        slot: self.slot_at[above as usize],
                        set,
                        mover: self.mover[set as usize],
                        action,
                        column: self.pair_column(set as usize),
                        chance: since,
                    });
                    since = 1.0;
                }
            }
            node = above as usize;
        }
    }

    /// What the belief in each slot depends on: what the nodes of a set have in common says nothing about where one is.
    fn lay_edges(&mut self) {
        self.count.clear();
        self.count.resize(self.action_of.len(), 0);
        self.edges.clear();
        self.believing.clear();
        for set in 0..self.sets() {
            let slots = self.slots_of(set);
            let size = slots.len() as u32;
            let climbs = self.slots[slots.clone()].iter().map(|slot| slot.climb);
            for at in climbs.clone().flat_map(|[start, end]| start..end) {
                self.count[self.climb[at as usize].action as usize] += 1;
            }
            let before = self.edges.len();
            for slot in slots.clone() {
                let first = self.edges.len() as u32;
                for climb in
                    &self.climb[self.slots[slot].climb[0] as usize..self.slots[slot].climb[1] as usize]
                {
                    if self.count[climb.action as usize] != size {
                        let [action, set, column] = [climb.action, climb.set, climb.column];
                        let start = self.action_start[set as usize];
                        let other = if column == NONE { NONE } else { 2 * start + 1 - action };
                        self.edges.push(Edge { action, set, other, column });
                    }
                }
                self.slots[slot].edges = [first, self.edges.len() as u32];
            }
            if self.edges.len() > before {
                self.believing.push(set as u32);
            }
            let climbs = self.slots[slots].iter().map(|slot| slot.climb);
            for at in climbs.flat_map(|[start, end]| start..end) {
                self.count[self.climb[at as usize].action as usize] = 0;
            }
        }
    }
}
