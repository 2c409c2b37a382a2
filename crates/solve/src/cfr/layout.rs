//! How a game of two actors lies in memory for regret minimisation.
//!
//! In: a sequence form and the structure that it came from. Out: one [`Side`] an actor. Eight information sets with
//! equally many actions make a tile, and a tile has one strip of eight numbers an action, so that sweeps work on eight sets
//! at once. Sets that differ only in what chance has dealt share a tile, and the payoffs of a strip against a strip of the
//! other actor are a small dense block; equal blocks are kept once.

use rustc_hash::FxHashMap;
use standoff_game::sequence::{SequenceForm, Sequences};
use standoff_game::structure::{Kind, Structure};

/// Sets of a tile.
pub(crate) const LANES: usize = 8;
/// One number for each set of a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Strip(pub(crate) [f64; LANES]);

/// A strip of zeros.
pub(crate) const ZEROS: Strip = Strip([0.0; LANES]);

/// The number at a slot.
#[inline(always)]
pub(crate) fn at(strips: &[Strip], slot: u32) -> f64 {
    strips[slot as usize / LANES].0[slot as usize % LANES]
}

/// The slot of the empty sequence.
pub(crate) const EMPTY: usize = 0;
/// The parent of lanes that hold no set: never reached.
const NOWHERE: u32 = 1;

/// Eight information sets of an actor, or fewer.
#[derive(Clone, Debug)]
pub(crate) struct Tile {
    /// The strip of the first action; the others follow.
    pub(crate) first: u32,
    /// Number of actions.
    pub(crate) actions: u32,
    /// The slot of the sequence that leads to each set.
    pub(crate) parent: [u32; LANES],
    /// The parents are the lanes of one strip in the same order, as far as there are sets.
    pub(crate) aligned: bool,
    /// Probability of each action of an even strategy.
    pub(crate) even: f64,
}

/// Payoffs of a strip against some consecutive slots of the other actor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    /// The other actor's strip.
    pub(crate) strip: u32,
    /// The first of the pattern's columns, one a slot.
    pub(crate) pattern: u32,
    /// The first lane.
    pub(crate) lane: u16,
    /// How many columns.
    pub(crate) columns: u16,
}

/// A payoff that stands alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// The payoff, times the probability of chance.
    pub(crate) payoff: f64,
    /// The other actor's slot.
    pub(crate) slot: u32,
    /// The lane of the strip.
    pub(crate) lane: u32,
}

/// The payoffs of a strip.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    /// Its first block.
    pub(crate) first_block: u32,
    /// How many blocks.
    pub(crate) blocks: u32,
    /// Its first entry.
    pub(crate) first_entry: u32,
    /// How many entries.
    pub(crate) entries: u32,
}

/// One actor's sets and payoffs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    /// The tiles; a set's tile comes after the tile of the sequence that leads to it.
    pub(crate) tiles: Vec<Tile>,
    /// Strips in all. Strip 0 belongs to the empty sequence; the last one is never used.
    pub(crate) strips: usize,
    /// Slot (strip × 8 + lane) of each sequence.
    pub(crate) slot: Vec<u32>,
    /// The payoffs of each strip.
    pub(crate) spans: Vec<Span>,
    /// Payoffs that lie close together.
    pub(crate) blocks: Vec<Block>,
    /// Columns of the blocks' payoffs.
    pub(crate) patterns: Vec<Strip>,
    /// The other payoffs.
    pub(crate) entries: Vec<Entry>,
}

/// Lays out both actors.
pub(crate) fn sides(structure: &Structure, form: &SequenceForm<f64>) -> [Side; 2] {
    let together = Together::new(structure, form);
    let mut sides = [0, 1].map(|player| side(structure, form, player, &together));
    let slots = [sides[0].slot.clone(), sides[1].slot.clone()];
    for (player, side) in sides.iter_mut().enumerate() {
        payoffs(side, form, player, &slots[1 - player]);
    }
    sides
}

/// What tells whether two sets differ in more than in what chance has dealt. Only speed depends on it.
struct Together {
    /// For each information set of the structure: the actions on the way to its first node.
    path: Vec<u64>,
    /// For each actor's sets in the sequence form: which ones meet the same sets of the other actor at ends.
    meeting: [Vec<u32>; 2],
}

impl Together {
    fn new(structure: &Structure, form: &SequenceForm<f64>) -> Self {
        let mut path = vec![0; structure.infoset_count()];
        let mut here = vec![0u64; structure.node_count()];
        for node in 0..structure.node_count() {
            let decision = structure.kind[node] == Kind::Decision as u8;
            let set = structure.row[node] as usize;
            if decision && structure.nodes_of(set).first() == Some(&(node as u32)) {
                path[set] = here[node];
            }
            for (k, child) in structure.children(node).enumerate() {
                let step = if decision { k as u64 + 2 } else { 1 };
                here[child] = (here[node].rotate_left(5) ^ step).wrapping_mul(0x517c_c1b7_2722_0a95);
            }
        }
        let owners = form.actors.each_ref().map(owners);
        let count = form.actors[0].infosets.len();
        let mut link: Vec<u32> = (0..(count + form.actors[1].infosets.len()) as u32).collect();
        for row in 1..form.actors[0].count() {
            for at in form.row_start[row] as usize..form.row_start[row + 1] as usize {
                let column = form.column[at] as usize;
                if column > 0 {
                    let one = root(&mut link, owners[0][row]);
                    let two = root(&mut link, owners[1][column] + count as u32);
                    link[one.max(two) as usize] = one.min(two);
                }
            }
        }
        let all: Vec<u32> = (0..link.len() as u32).map(|set| root(&mut link, set)).collect();
        Together { path, meeting: [all[..count].to_vec(), all[count..].to_vec()] }
    }
}

/// The set that each sequence ends at; 0 for the empty one.
fn owners(own: &Sequences) -> Vec<u32> {
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

/// Sets that share a tile.
struct Group {
    level: u32,
    actions: u32,
    sets: Vec<u32>,
}

/// One actor's tiles.
fn side(structure: &Structure, form: &SequenceForm<f64>, player: usize, together: &Together) -> Side {
    let own = &form.actors[player];
    let mut side = Side { strips: 1, slot: vec![EMPTY as u32; own.count()], ..Side::default() };
    // Tiles that still have room, by level, number of actions and width of the groups in it.
    let mut open: Option<(u32, u32, usize, Vec<u32>)> = None;
    let mut flush = |open: &mut Option<(u32, u32, usize, Vec<u32>)>| {
        if let Some((_, actions, _, sets)) = open.take() {
            let first = side.strips as u32;
            let mut parent = [NOWHERE; LANES];
            for (lane, &set) in sets.iter().enumerate() {
                if set != u32::MAX {
                    parent[lane] = side.slot[own.parent[set as usize] as usize];
                    for (action, sequence) in own.of_set(set as usize).enumerate() {
                        side.slot[sequence] = (first + action as u32) * LANES as u32 + lane as u32;
                    }
                }
            }
            let strip = parent[0] - parent[0] % LANES as u32;
            let mut lanes = (0..sets.len()).filter(|&lane| sets[lane] != u32::MAX);
            let aligned = lanes.all(|lane| parent[lane] == strip + lane as u32);
            side.tiles.push(Tile { first, actions, parent, aligned, even: 1.0 / f64::from(actions) });
            side.strips += actions as usize;
        }
    };
    for group in groups(structure, own, &together.path, &together.meeting[player]) {
        for sets in group.sets.chunks(LANES) {
            let width = sets.len().next_power_of_two();
            let key = (group.level, group.actions, width);
            let fits = |(level, actions, wide, lanes): &(u32, u32, usize, Vec<u32>)| {
                (*level, *actions, *wide) == key && lanes.len() + width <= LANES
            };
            if !open.as_ref().is_some_and(fits) {
                flush(&mut open);
            }
            let (.., lanes) = open.get_or_insert_with(|| (key.0, key.1, width, Vec::with_capacity(LANES)));
            lanes.extend_from_slice(sets);
            lanes.resize(lanes.len() + width - sets.len(), u32::MAX);
        }
    }
    flush(&mut open);
    side.strips += 1;
    side
}

/// The actor's sets by what they share, the ones that come first in play first.
fn groups(structure: &Structure, own: &Sequences, path: &[u64], meeting: &[u32]) -> Vec<Group> {
    let owner = owners(own);
    let mut level = vec![0u32; own.infosets.len()];
    let mut index: FxHashMap<(u32, u32, u64, u32), usize> = FxHashMap::default();
    let mut groups: Vec<Group> = Vec::new();
    let mut order: Vec<u32> = (0..own.infosets.len() as u32).collect();
    for k in 0..own.infosets.len() {
        let parent = own.parent[k] as usize;
        level[k] = if parent == 0 { 0 } else { level[owner[parent] as usize] + 1 };
    }
    order.sort_by_key(|&k| (level[k as usize], own.infosets[k as usize]));
    for k in order {
        let at = k as usize;
        let set = own.infosets[at] as usize;
        let actions = structure.actions(set).len() as u32;
        let group = *index.entry((level[at], actions, path[set], meeting[at])).or_insert_with(|| {
            groups.push(Group { level: level[at], actions, sets: Vec::new() });
            groups.len() - 1
        });
        groups[group].sets.push(k);
    }
    groups
}

/// A payoff on its way to a block.
#[derive(Clone, Copy)]
struct Cell {
    strip: u32,
    slot: u32,
    lane: u32,
    payoff: f64,
}

/// The payoffs of an actor against the other's slots.
fn payoffs(side: &mut Side, form: &SequenceForm<f64>, player: usize, other: &[u32]) {
    let mut cells = Vec::with_capacity(form.column.len());
    for row in 0..form.actors[0].count() {
        for at in form.row_start[row] as usize..form.row_start[row + 1] as usize {
            let column = form.column[at] as usize;
            let (mine, theirs) = if player == 0 { (row, column) } else { (column, row) };
            let mine = side.slot[mine];
            let payoff = form.payoff[player][at];
            if payoff != 0.0 {
                let (strip, lane) = (mine / LANES as u32, mine % LANES as u32);
                cells.push(Cell { strip, slot: other[theirs], lane, payoff });
            }
        }
    }
    cells.sort_by_key(|cell| (cell.strip, cell.slot, cell.lane));
    let mut known: FxHashMap<Vec<u64>, u32> = FxHashMap::default();
    let mut rest = cells.as_slice();
    for strip in 0..side.strips as u32 {
        let (first_block, first_entry) = (side.blocks.len() as u32, side.entries.len() as u32);
        while let Some(first) = rest.first().filter(|cell| cell.strip == strip) {
            let of_block =
                |cell: &Cell| cell.strip == strip && cell.slot / LANES as u32 == first.slot / LANES as u32;
            let end = rest.partition_point(of_block);
            let (block, after) = rest.split_at(end);
            rest = after;
            cut(side, block, &mut known);
        }
        let blocks = side.blocks.len() as u32 - first_block;
        let entries = side.entries.len() as u32 - first_entry;
        side.spans.push(Span { first_block, blocks, first_entry, entries });
    }
}

/// Payoffs of one strip against one strip: a block if they are many, entries otherwise. A block is cut where a run of its
/// columns has nothing.
fn cut(side: &mut Side, cells: &[Cell], known: &mut FxHashMap<Vec<u64>, u32>) {
    for cells in cells.chunk_by(|a, b| b.slot <= a.slot + 1) {
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { continue };
        let columns = (last.slot - first.slot + 1) as usize;
        if cells.len() < 2 * columns {
            side.entries.extend(cells.iter().map(|c| Entry { payoff: c.payoff, slot: c.slot, lane: c.lane }));
            continue;
        }
        let mut pattern = vec![ZEROS; columns];
        for cell in cells {
            pattern[(cell.slot - first.slot) as usize].0[cell.lane as usize] += cell.payoff;
        }
        let bits = pattern.iter().flat_map(|column| column.0).map(|p| p.to_bits()).collect();
        let at = *known.entry(bits).or_insert_with(|| {
            side.patterns.extend_from_slice(&pattern);
            (side.patterns.len() - columns) as u32
        });
        let (strip, lane) = (first.slot / LANES as u32, (first.slot % LANES as u32) as u16);
        side.blocks.push(Block { strip, pattern: at, lane, columns: columns as u16 });
    }
}
