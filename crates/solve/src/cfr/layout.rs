//! How a game of two actors lies in memory for regret minimisation.
//!
//! In: a sequence form and the structure that it came from. Out: one [`Side`] an actor. Eight information sets with
//! equally many actions make a tile, and a tile has one strip of eight numbers an action, so that sweeps work on eight sets
//! at once. Sets that differ only in what chance has dealt share a tile, and the payoffs of a strip against a strip of the
//! other actor are a small dense block; equal blocks are kept once. Where such sets are few, a large game is taken apart
//! into branches of the same shape, and the same place of several branches shares a tile: then a tile's sets follow on
//! sets of one tile, lane by lane, and payoffs lie near the diagonal of a block.

use std::ops::Range;

use rustc_hash::FxHashMap;
use standoff_game::sequence::SequenceForm;
use standoff_game::structure::Structure;

use super::branches::{Branches, Cut, Place, owners};
use super::payoffs::payoffs;

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
    /// The strip that leads to the sets, lane by lane; or, unless aligned, where the slots stand in [`Side::parents`].
    pub(crate) parent: u32,
    /// The parents are the lanes of one strip in the same order, as far as there are sets.
    pub(crate) aligned: bool,
    /// Probability of each action of an even strategy.
    pub(crate) even: f64,
}

/// Payoffs of a strip against some consecutive slots of the other actor, or along the diagonal of a strip.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    /// The other actor's strip.
    pub(crate) strip: u32,
    /// The first of the pattern's columns, one a slot; or of its diagonals.
    pub(crate) pattern: u32,
    /// The first lane.
    pub(crate) lane: u16,
    /// How many columns; or [`DIAGONAL`] + how many diagonals: the j-th is against the other's lanes, each number's with
    /// j's bits changed.
    pub(crate) columns: u16,
}

/// See [`Block::columns`].
pub(crate) const DIAGONAL: u16 = 0x100;

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

/// Payoffs of a strip before all branches against strips of a segment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outer {
    /// The strip.
    pub(crate) strip: u32,
    /// The payoffs.
    pub(crate) span: Span,
}

/// Tiles that are swept together, and their strips.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The first tile.
    pub(crate) first_tile: usize,
    /// One past the last.
    pub(crate) end_tile: usize,
    /// The first strip.
    pub(crate) first: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// How far its strips stand from their place at hand. At hand during a sweep are the strips before all branches and,
    /// behind them, those of the segment. Parents, blocks and entries name strips by that place.
    pub(crate) offset: usize,
    /// Its first payoffs against strips before all branches.
    pub(crate) first_outer: usize,
    /// One past the last.
    pub(crate) end_outer: usize,
}

impl Segment {
    /// Its tiles.
    #[inline(always)]
    pub(crate) fn tiles(&self) -> Range<usize> {
        self.first_tile..self.end_tile
    }

    /// Its strips.
    pub(crate) fn strips(&self) -> Range<usize> {
        self.first..self.end
    }

    /// Where a slot of this segment, or one before all branches, is at hand.
    fn at_hand(&self, slot: u32) -> u32 {
        if slot as usize / LANES < self.first { slot } else { slot - (self.offset * LANES) as u32 }
    }
}

/// One actor's sets and payoffs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    /// The tiles; a set's tile comes after the tile of the sequence that leads to it.
    pub(crate) tiles: Vec<Tile>,
    /// For tiles that are not aligned: the slot of the sequence that leads to each set.
    pub(crate) parents: Vec<[u32; LANES]>,
    /// What is swept together: what comes before all branches, then the branches; a small game is one segment.
    pub(crate) segments: Vec<Segment>,
    /// The most strips that are at hand during a sweep.
    pub(crate) at_hand: usize,
    /// Strips in all. Strip 0 belongs to the empty sequence; the last one is never used.
    pub(crate) strips: usize,
    /// Slot (strip × 8 + lane) of each sequence.
    pub(crate) slot: Vec<u32>,
    /// The payoffs of each strip.
    pub(crate) spans: Vec<Span>,
    /// Payoffs of strips before all branches against branches, segment by segment.
    pub(crate) outer: Vec<Outer>,
    /// Payoffs that lie close together.
    pub(crate) blocks: Vec<Block>,
    /// Columns of the blocks' payoffs.
    pub(crate) patterns: Vec<Strip>,
    /// The other payoffs.
    pub(crate) entries: Vec<Entry>,
}

impl Side {
    /// A span that begins with the next block and entry.
    pub(super) fn span_from_here(&self) -> Span {
        Span {
            first_block: self.blocks.len() as u32,
            first_entry: self.entries.len() as u32,
            ..Span::default()
        }
    }

    /// The span with all blocks and entries since it began.
    pub(super) fn ended(&self, span: Span) -> Span {
        let blocks = self.blocks.len() as u32 - span.first_block;
        let entries = self.entries.len() as u32 - span.first_entry;
        Span { blocks, entries, ..span }
    }

    /// Where the tiles of a segment stand among those at hand.
    #[inline(always)]
    pub(crate) fn tiles_at_hand(&self, segment: &Segment) -> Range<usize> {
        let first = if segment.first == 0 { 0 } else { self.segments[0].end_tile };
        first..first + segment.tiles().len()
    }
}

/// Lays out both actors. They have the same number of segments.
pub(crate) fn sides(structure: &Structure, form: &SequenceForm<f64>, cut: Cut) -> [Side; 2] {
    let branches = Branches::new(structure, form, cut);
    let mut sides = [0, 1].map(|player| side(structure, form, player, &branches));
    drop(branches);
    for player in 0..2 {
        let [one, two] = &mut sides;
        let (own, other) = if player == 0 { (one, &*two) } else { (two, &*one) };
        payoffs(own, form, player, other);
    }
    sides
}

/// Sets that share a tile.
struct Group {
    place: Place,
    level: u32,
    actions: u32,
    /// The same for groups that stand at the same place of branches of the same shape.
    lead: usize,
    sets: Vec<u32>,
}

/// A tile that still has room.
struct Open {
    /// What its sets have in common: bundle, level, number of actions, width of the groups, lead if the branches have ranks.
    key: (u32, u32, u32, usize, Option<usize>),
    lanes: Vec<u32>,
}

/// One actor's tiles.
fn side(structure: &Structure, form: &SequenceForm<f64>, player: usize, branches: &Branches) -> Side {
    let own = &form.actors[player];
    let mut side = Side { strips: 1, slot: vec![EMPTY as u32; own.count()], ..Side::default() };
    let mut here = Segment { end: 1, ..Segment::default() };
    let mut at = 0;
    let mut open: Option<Open> = None;
    let flush = |side: &mut Side, here: &mut Segment, open: &mut Option<Open>| {
        let Some(Open { key: (_, _, actions, ..), lanes }) = open.take() else { return };
        let first = side.strips as u32;
        let mut parent = [NOWHERE; LANES];
        for (lane, &set) in lanes.iter().enumerate().filter(|(_, set)| **set != u32::MAX) {
            parent[lane] = here.at_hand(side.slot[own.parent[set as usize] as usize]);
            for (action, sequence) in own.of_set(set as usize).enumerate() {
                side.slot[sequence] = (first + action as u32) * LANES as u32 + lane as u32;
            }
        }
        let filled = |lane: &usize| lanes[*lane] != u32::MAX;
        let strip = (0..lanes.len()).find(filled).map_or(0, |lane| parent[lane] / LANES as u32);
        let aligned = (0..lanes.len()).filter(filled).all(|l| parent[l] == strip * LANES as u32 + l as u32);
        let even = 1.0 / f64::from(actions);
        let parents = side.parents.len() as u32;
        let parent_at = if aligned { strip } else { parents };
        if !aligned {
            side.parents.push(parent);
        }
        side.tiles.push(Tile { first, actions, parent: parent_at, aligned, even });
        side.strips += actions as usize;
        (here.end_tile, here.end) = (side.tiles.len(), side.strips);
    };
    for group in groups(structure, form, player, branches) {
        let segment = branches.segment[group.place.bundle as usize];
        while at < segment {
            flush(&mut side, &mut here, &mut open);
            side.segments.push(here);
            at += 1;
            here = Segment {
                first_tile: side.tiles.len(),
                end_tile: side.tiles.len(),
                first: side.strips,
                end: side.strips,
                offset: side.strips - side.segments[0].end,
                ..Segment::default()
            };
        }
        for sets in group.sets.chunks(LANES) {
            let width = sets.len().next_power_of_two();
            // Where branches stand side by side, each has its lanes.
            let rank = group.place.rank.filter(|_| width == branches.width);
            let key = (group.place.bundle, group.level, group.actions, width, rank.map(|_| group.lead));
            let start = |open: &Open| rank.map_or(open.lanes.len(), |rank| rank as usize * width);
            let fits = |open: &Open| {
                open.key == key && start(open) >= open.lanes.len() && start(open) + width <= LANES
            };
            if !open.as_ref().is_some_and(fits) {
                flush(&mut side, &mut here, &mut open);
            }
            let tile = open.get_or_insert_with(|| Open { key, lanes: Vec::with_capacity(LANES) });
            tile.lanes.resize(start(tile), u32::MAX);
            tile.lanes.extend_from_slice(sets);
            tile.lanes.resize(tile.lanes.len() + width - sets.len(), u32::MAX);
        }
    }
    flush(&mut side, &mut here, &mut open);
    side.segments.push(here);
    let last = branches.segment.last().map_or(0, |&segment| segment as usize);
    let (tiles, strips) = (side.tiles.len(), side.strips);
    let before = side.segments[0];
    let none =
        Segment { first_tile: tiles, end_tile: tiles, first: strips, end: strips, ..Segment::default() };
    side.segments.resize(last + 1, Segment { offset: strips - before.end, ..none });
    let longest = side.segments[1..].iter().map(|segment| segment.strips().len()).max();
    side.at_hand = before.end + longest.unwrap_or(0) + 1;
    side.strips += 1;
    side
}

/// The actor's sets by what they share: bundle by bundle, the ones that come first in play first.
fn groups(structure: &Structure, form: &SequenceForm<f64>, player: usize, branches: &Branches) -> Vec<Group> {
    let own = &form.actors[player];
    let owner = owners(own);
    let mut level = vec![0u32; own.infosets.len()];
    for k in 0..own.infosets.len() {
        let parent = own.parent[k] as usize;
        level[k] = if parent == 0 { 0 } else { level[owner[parent] as usize] + 1 };
    }
    let mut order: Vec<u32> = (0..own.infosets.len() as u32).collect();
    order.sort_unstable_by_key(|&k| (level[k as usize], own.infosets[k as usize], k));
    // By bundle, level, number of actions and way: a place that branches of one shape have in common.
    type At = (u32, u32, u32, u64);
    let mut index: FxHashMap<(At, Option<u32>, u32), usize> = FxHashMap::default();
    // The first group at each place; and how many groups each branch has there.
    let mut leads: FxHashMap<(At, u32), usize> = FxHashMap::default();
    let mut nth: FxHashMap<(At, u32), u32> = FxHashMap::default();
    let mut groups: Vec<Group> = Vec::new();
    for k in order {
        let at = k as usize;
        let set = own.infosets[at] as usize;
        let (place, path, level) = (branches.place[player][at], branches.path[set], level[at]);
        let actions = structure.actions(set).len() as u32;
        let key: At = (place.bundle, level, actions, path);
        let meeting = branches.meeting[player][at];
        let group = *index.entry((key, place.rank, meeting)).or_insert_with(|| {
            let here = groups.len();
            let lead = match place.rank {
                Some(rank) => {
                    let nth = nth.entry((key, rank)).or_default();
                    *nth += 1;
                    *leads.entry((key, *nth)).or_insert(here)
                }
                None => here,
            };
            groups.push(Group { place, level, actions, lead, sets: Vec::new() });
            here
        });
        groups[group].sets.push(k);
    }
    groups.sort_by_key(|group| (group.place.bundle, group.level, group.lead, group.place.rank));
    groups
}
