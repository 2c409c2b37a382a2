//! Which information sets of a game lie side by side.
//!
//! In: a structure and its sequence form. Out: [`Branches`]: for each set the actions on the way to it, which tell sets
//! apart that differ in more than in what chance has dealt, and, in large games, the branch that it belongs to. Play in
//! one branch and play in another have nothing in common but what comes before both, so a sweep can take one after the
//! other, and branches of the same shape can be taken at once. Only speed depends on any of this.

use rustc_hash::{FxHashMap, FxHashSet};
use standoff_game::sequence::{SequenceForm, Sequences};
use standoff_game::structure::{Kind, Structure};

use super::layout::LANES;

/// Which games are taken apart, and into what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// Fewest sequences of both actors: the arrays of smaller games stay in the cache anyway.
    pub(super) large: usize,
    /// Sequences of both actors that are swept together, about.
    pub(super) together: usize,
}

impl Default for Cut {
    fn default() -> Self {
        Cut { large: 400_000, together: 32_768 }
    }
}

/// Where a set belongs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// The bundle of branches; 0 for what comes before them, and in games that are not taken apart.
    pub(super) bundle: u32,
    /// The branch within the bundle, or `None` if the bundle's branches differ in shape.
    pub(super) rank: Option<u32>,
}

/// See the module.
pub(super) struct Branches {
    /// For each information set of the structure: the actions on the way to its first node, from the branch's start on.
    pub(super) path: Vec<u64>,
    /// For each actor's sets in the sequence form: which ones meet the same sets of the other actor at ends.
    pub(super) meeting: [Vec<u32>; 2],
    /// For each actor's sets in the sequence form.
    pub(super) place: [Vec<Place>; 2],
    /// The segment of each bundle: bundles that are swept together. What comes before all branches is segment 0.
    pub(super) segment: Vec<u32>,
    /// How many lanes a branch has where it is one of several in a tile.
    pub(super) width: usize,
}

impl Branches {
    pub(super) fn new(structure: &Structure, form: &SequenceForm<f64>, cut: Cut) -> Self {
        let owners = form.actors.each_ref().map(owners);
        let sets = form.actors.each_ref().map(|own| own.infosets.len());
        let (path, depth, paths) = ways(structure, None);
        let mut branches = Branches {
            path,
            meeting: classes(form, &owners, false, |_, _| true),
            place: sets.map(|count| vec![Place::default(); count]),
            segment: vec![0],
            width: LANES,
        };
        let sequences = form.actors[0].count() + form.actors[1].count();
        if sequences < cut.large {
            return branches;
        }
        branches.width = usual_width(structure, form, &branches);
        let abreast = LANES / branches.width;
        // As many branches as it takes for a tile's worth of them to be small.
        let fewest = (sequences * abreast / cut.together).max(2);
        let Some(level) = paths.iter().position(|&count| count >= fewest) else { return branches };
        branches.path = ways(structure, Some(level)).0;
        // What comes before the branches: sets with nothing but such sets before them.
        let mut before = sets.map(|count| vec![false; count]);
        for (player, own) in form.actors.iter().enumerate() {
            for k in 0..sets[player] {
                let parent = own.parent[k] as usize;
                before[player][k] = usize::from(depth[own.infosets[k] as usize]) < level
                    && (parent == 0 || before[player][owners[player][parent] as usize]);
            }
        }
        let branch = classes(form, &owners, true, |player, k| !before[player][k as usize]);
        branches.bundle(structure, form, &branch, &before, abreast, cut.together);
        branches
    }

    /// Bundles of as many branches as go into a tile, alike in shape as far as that is possible.
    fn bundle(
        &mut self,
        structure: &Structure,
        form: &SequenceForm<f64>,
        branch: &[Vec<u32>; 2],
        before: &[Vec<bool>; 2],
        abreast: usize,
        together: usize,
    ) {
        // Shape and number of sequences of each branch, in the order in which they are met.
        let mut index: FxHashMap<u32, usize> = FxHashMap::default();
        let mut shapes: Vec<(u64, usize)> = Vec::new();
        for (player, own) in form.actors.iter().enumerate() {
            for (k, &set) in own.infosets.iter().enumerate() {
                if before[player][k] {
                    continue;
                }
                let at = *index.entry(branch[player][k]).or_insert_with(|| {
                    shapes.push((0, 0));
                    shapes.len() - 1
                });
                let actions = structure.actions(set as usize).len();
                let here = mix(mix(self.path[set as usize], actions as u64), player as u64 + 1);
                shapes[at].0 = shapes[at].0.wrapping_add(here);
                shapes[at].1 += actions;
            }
        }
        let mut place = vec![Place::default(); shapes.len()];
        let mut order: Vec<usize> = (0..shapes.len()).collect();
        order.sort_by_key(|&at| (shapes[at].0, at));
        let mut bundles = 0;
        let mut rest = Vec::new();
        for alike in order.chunk_by(|&a, &b| shapes[a].0 == shapes[b].0) {
            let whole = alike.len() - alike.len() % abreast;
            for bundle in alike[..whole].chunks(abreast) {
                bundles += 1;
                for (rank, &at) in bundle.iter().enumerate() {
                    place[at] = Place { bundle: bundles, rank: Some(rank as u32) };
                }
            }
            rest.extend_from_slice(&alike[whole..]);
        }
        rest.sort_unstable();
        let mut room = 0;
        for at in rest {
            if room == 0 {
                (bundles, room) = (bundles + 1, together / 2);
            }
            place[at] = Place { bundle: bundles, rank: None };
            room = room.saturating_sub(shapes[at].1);
        }
        let mut sizes = vec![0; bundles as usize + 1];
        for (place, shape) in place.iter().zip(&shapes) {
            sizes[place.bundle as usize] += shape.1;
        }
        let (mut segment, mut room) = (0, 0);
        for &size in &sizes[1..] {
            if room == 0 {
                (segment, room) = (segment + 1, together / 2);
            }
            room = room.saturating_sub(size);
            self.segment.push(segment);
        }
        for player in 0..2 {
            for (k, place_of) in self.place[player].iter_mut().enumerate() {
                if let Some(&at) = index.get(&branch[player][k]).filter(|_| !before[player][k]) {
                    *place_of = place[at];
                }
            }
        }
    }
}

/// How many sets differ only in what chance has dealt, rounded up to a power of two: the width of most sequences.
fn usual_width(structure: &Structure, form: &SequenceForm<f64>, branches: &Branches) -> usize {
    let mut sequences = [0usize; LANES + 1];
    for (player, own) in form.actors.iter().enumerate() {
        let mut sizes: FxHashMap<(u64, u32), (usize, usize)> = FxHashMap::default();
        for (k, &set) in own.infosets.iter().enumerate() {
            let key = (branches.path[set as usize], branches.meeting[player][k]);
            let (count, actions) = sizes.entry(key).or_default();
            *count += 1;
            *actions += structure.actions(set as usize).len();
        }
        for (count, actions) in sizes.into_values() {
            sequences[count.next_power_of_two().min(LANES)] += actions;
        }
    }
    (1..=LANES).rev().max_by_key(|&width| sequences[width]).unwrap_or(LANES)
}

/// For each information set the actions on the way to its first node and that node's depth; and how many different ways
/// lead to each depth. With a cut, ways begin there.
fn ways(structure: &Structure, cut: Option<usize>) -> (Vec<u64>, Vec<u16>, Vec<usize>) {
    let sets = structure.infoset_count();
    let (mut path, mut depth) = (vec![0; sets], vec![0; sets]);
    let mut here = vec![0u64; structure.node_count()];
    let mut down = vec![0u16; structure.node_count()];
    let mut ways: Vec<FxHashSet<u64>> = Vec::new();
    for node in 0..structure.node_count() {
        let decision = structure.kind[node] == Kind::Decision as u8;
        let set = structure.row[node] as usize;
        if decision && structure.nodes_of(set).first() == Some(&(node as u32)) {
            (path[set], depth[set]) = (here[node], down[node]);
        }
        if cut.is_none() {
            let at = usize::from(down[node]);
            if ways.len() <= at {
                ways.resize(at + 1, FxHashSet::default());
            }
            if ways[at].len() < (structure.node_count() / 1024).max(1024) {
                ways[at].insert(here[node]);
            }
        }
        let starts = cut == Some(usize::from(down[node]) + 1);
        for (k, child) in structure.children(node).enumerate() {
            let step = if decision { k as u64 + 2 } else { 1 };
            here[child] = if starts { 1 } else { mix(here[node], step) };
            down[child] = down[node].saturating_add(1);
        }
    }
    (path, depth, ways.iter().map(FxHashSet::len).collect())
}

/// A way with one step more.
fn mix(way: u64, step: u64) -> u64 {
    (way.rotate_left(5) ^ step).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// For each actor's sets: the class of those that meet at ends, directly or by way of others; with `follow` also of those
/// that follow on each other. Sets that do not count are in classes of their own.
fn classes(
    form: &SequenceForm<f64>,
    owners: &[Vec<u32>; 2],
    follow: bool,
    counts: impl Fn(usize, u32) -> bool,
) -> [Vec<u32>; 2] {
    let count = form.actors[0].infosets.len();
    let mut link: Vec<u32> = (0..(count + form.actors[1].infosets.len()) as u32).collect();
    let mut join = |one: u32, two: u32| {
        let (one, two) = (root(&mut link, one), root(&mut link, two));
        link[one.max(two) as usize] = one.min(two);
    };
    for row in 1..form.actors[0].count() {
        let mine = owners[0][row];
        for at in form.row_start[row] as usize..form.row_start[row + 1] as usize {
            let column = form.column[at] as usize;
            if column > 0 && counts(0, mine) && counts(1, owners[1][column]) {
                join(mine, owners[1][column] + count as u32);
            }
        }
    }
    for (player, own) in form.actors.iter().enumerate().filter(|_| follow) {
        let offset = if player == 0 { 0 } else { count as u32 };
        for (k, &parent) in own.parent.iter().enumerate() {
            let above = owners[player][parent as usize];
            if parent > 0 && counts(player, k as u32) && counts(player, above) {
                join(k as u32 + offset, above + offset);
            }
        }
    }
    let all: Vec<u32> = (0..link.len() as u32).map(|set| root(&mut link, set)).collect();
    [all[..count].to_vec(), all[count..].to_vec()]
}

/// The set that each sequence ends at; 0 for the empty one.
pub(super) fn owners(own: &Sequences) -> Vec<u32> {
    let mut owner = vec![0; own.count()];
    for k in 0..own.infosets.len() {
        owner[own.of_set(k)].fill(k as u32);
    }
    owner
}

/// The first member of a set's class, with the way to it shortened.
fn root(link: &mut [u32], mut at: u32) -> u32 {
    while link[at as usize] != at {
        link[at as usize] = link[link[at as usize] as usize];
        at = link[at as usize];
    }
    at
}
