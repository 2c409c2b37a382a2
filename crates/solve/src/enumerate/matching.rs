//! Which pairs of vertices are equilibria.
//!
//! In: the vertices of both sides. Out: every pair in which each actor plays only sequences that are best against the
//! other's plan. The vertices of one side are kept as bits, sequence by sequence, so that a vertex of the other side is
//! compared with 64 of them at a time.

use super::vertices::Vertices;
use super::{Cut, Limits, Watch};

/// Pairs of vertices that are equilibria, ascending, and what cut the search short.
pub(super) fn equilibria(
    sides: &[Vertices; 2],
    limits: &Limits,
    watch: &mut Watch<'_>,
) -> (Vec<[u32; 2]>, Option<Cut>) {
    let [first, second] = sides;
    let words = first.len.div_ceil(64);
    // Vertices of the first side that leave out each own sequence, and to which each of the other's is a best reply.
    let left_out = columns(&first.played, first.len, words, false);
    let allows = columns(&first.best, first.len, words, true);
    let (own, other) = (left_out.len() / words.max(1), allows.len() / words.max(1));
    let mut pairs = Vec::new();
    let mut cut = None;
    let mut fitting = vec![0u64; words];
    for j in 0..second.len {
        if watch.stops(words) {
            cut = Some(Cut::Stopped);
            break;
        }
        fitting.fill(u64::MAX);
        let mut keep = |column: &[u64]| fitting.iter_mut().zip(column).for_each(|(f, c)| *f &= c);
        for s in 0..own {
            if !second.best[j * own + s] {
                keep(&left_out[s * words..(s + 1) * words]);
            }
        }
        for s in 0..other {
            if second.played[j * other + s] {
                keep(&allows[s * words..(s + 1) * words]);
            }
        }
        for (w, mut word) in fitting.iter().copied().enumerate() {
            while word != 0 {
                let i = w * 64 + word.trailing_zeros() as usize;
                word &= word - 1;
                if i < first.len {
                    pairs.push([i as u32, j as u32]);
                }
            }
        }
        if pairs.len() > limits.equilibria {
            pairs.truncate(limits.equilibria);
            cut = Some(Cut::Equilibria);
            break;
        }
    }
    pairs.sort_unstable();
    (pairs, cut)
}

/// Turns a table of vertices × sequences into one of sequences × words of vertices: where the entry is `wanted`.
fn columns(table: &[bool], vertices: usize, words: usize, wanted: bool) -> Vec<u64> {
    if vertices == 0 {
        return Vec::new();
    }
    let sequences = table.len() / vertices;
    let mut columns = vec![0u64; sequences * words];
    for (at, _) in table.iter().enumerate().filter(|(_, entry)| **entry == wanted) {
        let (vertex, sequence) = (at / sequences, at % sequences);
        columns[sequence * words + vertex / 64] |= 1 << (vertex % 64);
    }
    columns
}
