//! The payoffs of an actor's strips, as blocks and entries.
//!
//! In: a sequence form and both actors' tiles. Out: spans, blocks and patterns of a [`Side`]. Payoffs of a strip against a
//! strip of the other actor are a block where they are many; equal blocks are kept once.

use rustc_hash::FxHashMap;
use standoff_game::sequence::SequenceForm;

use super::layout::{Block, DIAGONAL, Entry, LANES, Outer, Side, Strip, ZEROS};

/// A payoff on its way to a block.
#[derive(Clone, Copy)]
struct Cell {
    strip: u32,
    slot: u32,
    lane: u32,
    payoff: f64,
}

/// The payoffs of an actor against the other's slots.
pub(super) fn payoffs(side: &mut Side, form: &SequenceForm<f64>, player: usize, other: &Side) {
    let mut cells = Vec::with_capacity(form.column.len());
    for row in 0..form.actors[0].count() {
        for at in form.row_start[row] as usize..form.row_start[row + 1] as usize {
            let column = form.column[at] as usize;
            let (mine, theirs) = if player == 0 { (row, column) } else { (column, row) };
            let mine = side.slot[mine];
            let payoff = form.payoff[player][at];
            if payoff != 0.0 {
                let (strip, lane) = (mine / LANES as u32, mine % LANES as u32);
                cells.push(Cell { strip, slot: other.slot[theirs], lane, payoff });
            }
        }
    }
    cells.sort_unstable_by_key(|cell| (cell.strip, cell.slot, cell.lane));
    let mut known: FxHashMap<Vec<u64>, u32> = FxHashMap::default();
    let mut rest = cells.as_slice();
    let before = other.segments[0].end;
    // Payoffs of strips before all branches against branches, with the segment.
    let mut outer = Vec::new();
    for strip in 0..side.strips as u32 {
        let own = side.segments.partition_point(|segment| segment.end <= strip as usize);
        // A branch meets itself and what comes before all branches; what comes before meets all of them, one by one.
        let mut against = own;
        let mut span = side.span_from_here();
        let mut here = None;
        while let Some(first) = rest.first().filter(|cell| cell.strip == strip) {
            let of_block =
                |cell: &Cell| cell.strip == strip && cell.slot / LANES as u32 == first.slot / LANES as u32;
            let end = rest.iter().position(|cell| !of_block(cell)).unwrap_or(rest.len());
            let (block, after) = rest.split_at(end);
            rest = after;
            let theirs = first.slot as usize / LANES;
            if own == 0 && theirs >= other.segments[against].end {
                let ended = side.ended(span);
                match here {
                    None => here = Some(ended),
                    Some(_) => outer.push((against, Outer { strip, span: ended })),
                }
                span = side.span_from_here();
                against = other.segments.partition_point(|segment| segment.end <= theirs);
            }
            let at_hand = if theirs < before { theirs } else { theirs - other.segments[against].offset };
            cut(side, block, at_hand as u32, &mut known);
        }
        let ended = side.ended(span);
        match here {
            None => side.spans.push(ended),
            Some(here) => {
                side.spans.push(here);
                outer.push((against, Outer { strip, span: ended }));
            }
        }
    }
    outer.sort_by_key(|(segment, _)| *segment);
    for (segment, rows) in side.segments.iter_mut().enumerate() {
        let at = |segment: usize| outer.partition_point(|(of, _)| *of < segment);
        (rows.first_outer, rows.end_outer) = (at(segment), at(segment + 1));
    }
    side.outer = outer.into_iter().map(|(_, outer)| outer).collect();
}

/// Payoffs of one strip against one strip, which is at hand at `strip`: a block if they are many, entries otherwise. A
/// block is cut where a run of its columns has nothing.
fn cut(side: &mut Side, cells: &[Cell], strip: u32, known: &mut FxHashMap<Vec<u64>, u32>) {
    let lane = |cell: &Cell| cell.slot % LANES as u32;
    let far = cells.iter().map(|cell| cell.lane ^ lane(cell)).max().unwrap_or(0) as usize;
    let diagonals = (far + 1).next_power_of_two();
    if diagonals < LANES && cells.len() >= 2 * diagonals && 2 * cells.len() > LANES {
        let mut pattern = vec![ZEROS; diagonals];
        for cell in cells {
            pattern[(cell.lane ^ lane(cell)) as usize].0[cell.lane as usize] += cell.payoff;
        }
        let pattern = keep(side, &pattern, known);
        side.blocks.push(Block { strip, pattern, lane: 0, columns: DIAGONAL + diagonals as u16 });
        return;
    }
    for cells in cells.chunk_by(|a, b| b.slot <= a.slot + 1) {
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { continue };
        let columns = (last.slot - first.slot + 1) as usize;
        if cells.len() < 2 * columns {
            side.entries.extend(cells.iter().map(|c| Entry {
                payoff: c.payoff,
                slot: strip * LANES as u32 + lane(c),
                lane: c.lane,
            }));
            continue;
        }
        let mut pattern = vec![ZEROS; columns];
        for cell in cells {
            pattern[(cell.slot - first.slot) as usize].0[cell.lane as usize] += cell.payoff;
        }
        let pattern = keep(side, &pattern, known);
        side.blocks.push(Block { strip, pattern, lane: lane(first) as u16, columns: columns as u16 });
    }
}

/// Where a pattern stands; equal ones are kept once.
fn keep(side: &mut Side, pattern: &[Strip], known: &mut FxHashMap<Vec<u64>, u32>) -> u32 {
    let bits = pattern.iter().flat_map(|column| column.0).map(f64::to_bits).collect();
    *known.entry(bits).or_insert_with(|| {
        side.patterns.extend_from_slice(pattern);
        (side.patterns.len() - pattern.len()) as u32
    })
}
