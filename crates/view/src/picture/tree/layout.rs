//! Where the nodes of a tree are drawn: a tidy tree after Reingold and Tilford (1981), from left to right.
//!
//! In: parents, and for each node how wide the words at it are. Out: places. Children stand one below the other in order, as close as what
//! follows them allows, and their parent in the middle of the first and the last. What a subtree takes up is kept zone by zone (a
//! zone is what lies between one depth and the next), so that words beside an end may reach under a neighbour that ends earlier.

use super::Tree;

/// Half the height of a row, and free space between neighbours.
pub(super) const HALF: f64 = 16.0;
const GAP: f64 = 7.0;
/// Radius of marks.
pub(super) const RADIUS: f64 = 6.5;
/// Width of the fan in which lines part.
pub(super) const FAN: f64 = 34.0;
/// Room for a dashed link, and most room for all of them beside one depth.
const LANE: f64 = 7.0;
const MOST_LANES: f64 = 63.0;

/// How wide the words at a node are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Room {
    /// On the line that leads there.
    pub(super) before: f64,
    /// To the right of an end.
    pub(super) after: f64,
}

/// Where everything is.
pub(super) struct Layout {
    /// Places of the nodes.
    pub(super) at: Vec<(f64, f64)>,
    /// By depth: where the level part of lines that lead there begins.
    pub(super) level: Vec<f64>,
    /// By node: its depth.
    pub(super) depth: Vec<usize>,
    /// Dashed links: nodes from top to bottom, and where the link runs.
    pub(super) links: Vec<(Vec<usize>, f64)>,
    /// Where words beside the ends of a depth begin.
    pub(super) beside: Vec<f64>,
    /// Size of it all.
    pub(super) size: (f64, f64),
}

/// Lays out a tree. `links` are groups of nodes that are to be joined.
pub(super) fn layout(tree: &Tree, rooms: &[Room], links: &[Vec<usize>]) -> Layout {
    let depth = depths(tree);
    let depths = depth.iter().max().map_or(0, |deepest| deepest + 1);
    let mut lanes = vec![0_usize; depths];
    let mut found = columns(rooms, &depth, &lanes);
    let mut rows = rows(tree, rooms, &depth, &found);
    let mut placed = Vec::new();
    // The links' room depends on the rows, and the rows on what words reach: the second time both fit.
    for _ in 0..2 {
        (placed, lanes) = place_links(links, &depth, &rows, depths);
        found = columns(rooms, &depth, &lanes);
        rows = self::rows(tree, rooms, &depth, &found);
    }
    let top = rows.iter().copied().fold(f64::INFINITY, f64::min) - HALF;
    let bottom = rows.iter().copied().fold(f64::NEG_INFINITY, f64::max) + HALF;
    let at: Vec<(f64, f64)> = rows.iter().zip(&depth).map(|(y, &d)| (found.marks[d], y - top)).collect();
    let right = depth.iter().zip(rooms).map(|(&d, room)| found.beside[d] + room.after).fold(0.0, f64::max);
    let links = placed
        .into_iter()
        .map(|(nodes, lane)| {
            let deepest = nodes.iter().map(|&node| depth[node]).max().unwrap_or(0);
            let width = lane_width(lanes[deepest]);
            let x = found.marks[deepest]
                + RADIUS
                + 3.0
                + width * (lane as f64 + 0.5) / lanes[deepest].max(1) as f64;
            (nodes, x)
        })
        .collect();
    Layout { at, level: found.level, depth, links, beside: found.beside, size: (right, bottom - top) }
}

fn depths(tree: &Tree) -> Vec<usize> {
    let mut depth: Vec<usize> = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let of = node.parent.and_then(|parent| depth.get(parent)).map_or(0, |before| before + 1);
        depth.push(of);
    }
    depth
}

fn lane_width(lanes: usize) -> f64 {
    (LANE * lanes as f64).min(MOST_LANES)
}

/// By depth: where marks stand, where level lines to them begin, where words beside ends begin.
struct Columns {
    marks: Vec<f64>,
    level: Vec<f64>,
    beside: Vec<f64>,
}

fn columns(rooms: &[Room], depth: &[usize], lanes: &[usize]) -> Columns {
    let mut widest = vec![0.0_f64; lanes.len()];
    for (room, &d) in rooms.iter().zip(depth) {
        widest[d] = widest[d].max(room.before);
    }
    let mut columns = Columns { marks: Vec::new(), level: Vec::new(), beside: Vec::new() };
    let mut x = 0.0;
    for (d, widest) in widest.into_iter().enumerate() {
        columns.level.push(x);
        let mark = x + widest + 10.0 + RADIUS;
        columns.marks.push(mark);
        let beside = mark + RADIUS + 5.0 + lane_width(lanes[d]);
        columns.beside.push(beside);
        x = beside + FAN;
    }
    columns
}

/// What a subtree takes up in each zone, relative to its root.
type Contour = Vec<Option<(f64, f64)>>;

fn rows(tree: &Tree, rooms: &[Room], depth: &[usize], columns: &Columns) -> Vec<f64> {
    let (count, zones) = (tree.nodes.len(), columns.marks.len());
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Some(parent) = node.parent {
            children[parent].push(at);
        }
    }
    let mut contours: Vec<Contour> = vec![Vec::new(); count];
    let mut offset = vec![0.0; count];
    for at in (0..count).rev() {
        let mut joint: Contour = vec![None; zones];
        for &child in &children[at] {
            let own = std::mem::take(&mut contours[child]);
            let pairs = joint.iter().zip(&own);
            let shift = pairs
                .filter_map(|(above, below)| Some(above.as_ref()?.1 - below.as_ref()?.0 + GAP))
                .fold(f64::NEG_INFINITY, f64::max);
            let shift = if shift.is_finite() { shift } else { 0.0 };
            offset[child] = shift;
            for (joint, own) in joint.iter_mut().zip(own) {
                let Some((top, bottom)) = own else { continue };
                let (top, bottom) = (top + shift, bottom + shift);
                *joint = Some(joint.map_or((top, bottom), |(t, b)| (t.min(top), b.max(bottom))));
            }
        }
        let middle = match (children[at].first(), children[at].last()) {
            (Some(&first), Some(&last)) => (offset[first] + offset[last]) / 2.0,
            _ => 0.0,
        };
        children[at].iter().for_each(|&child| offset[child] -= middle);
        for zone in joint.iter_mut().flatten() {
            *zone = (zone.0 - middle, zone.1 - middle);
        }
        let reaches = columns.beside[depth[at]] + rooms[at].after + 6.0;
        let covered =
            |zone: &usize| *zone == depth[at] || (rooms[at].after > 0.0 && columns.level[*zone] < reaches);
        for zone in (depth[at]..zones).take_while(covered) {
            joint[zone] =
                Some(joint[zone].map_or((-HALF, HALF), |(t, b): (f64, f64)| (t.min(-HALF), b.max(HALF))));
        }
        contours[at] = joint;
    }
    let mut rows: Vec<f64> = Vec::with_capacity(count);
    for (at, node) in tree.nodes.iter().enumerate() {
        let before = node.parent.and_then(|parent| rows.get(parent)).copied().unwrap_or(0.0);
        rows.push(before + offset[at]);
    }
    rows
}

/// Links, each with its lane, and how many lanes there are beside each depth.
type Placed = (Vec<(Vec<usize>, usize)>, Vec<usize>);

/// A lane for each link, so that no two links of a lane lie beside each other.
fn place_links(links: &[Vec<usize>], depth: &[usize], rows: &[f64], depths: usize) -> Placed {
    let mut wanted: Vec<(usize, f64, f64, Vec<usize>)> = links
        .iter()
        .filter(|nodes| nodes.len() > 1)
        .map(|nodes| {
            let mut nodes = nodes.clone();
            nodes.sort_by(|&a, &b| rows[a].total_cmp(&rows[b]));
            let deepest = nodes.iter().map(|&node| depth[node]).max().unwrap_or(0);
            let ends = nodes.iter().map(|&node| rows[node]);
            let low = ends.clone().fold(f64::INFINITY, f64::min);
            (deepest, low, ends.fold(f64::NEG_INFINITY, f64::max), nodes)
        })
        .collect();
    wanted.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.3.cmp(&b.3)));
    let mut taken: Vec<Vec<f64>> = vec![Vec::new(); depths];
    let mut placed = Vec::new();
    for (at, low, high, nodes) in wanted {
        let lanes = &mut taken[at];
        let lane = lanes.iter().position(|&end| end + 4.0 < low).unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(high);
        } else {
            lanes[lane] = high;
        }
        placed.push((nodes, lane));
    }
    (placed, taken.iter().map(Vec::len).collect())
}
