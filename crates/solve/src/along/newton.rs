//! Newton's method on the indifference equations of a pattern's mixtures, many points side by side.
//!
//! In: a pattern, numbers, and a block whose profile is a first guess. Out: the block with a profile that solves the equations, its weights
//! and values; points at which that does not succeed are struck out. The equations are those of beliefs in proportion to
//! weights: Σ w(n) (v(n, a) − v(n, first)) = 0 over the nodes believed in. One sweep down and one up for each unknown give the
//! Jacobian.

#![allow(clippy::needless_range_loop, reason = "lanes of several arrays are worked on side by side")]

use standoff_game::dag::eval::LANES;
use standoff_game::numbers::LaneNumbers;
use standoff_game::structure::NONE;

use super::layout::{Edge, Layout};
use super::{Block, LEAST, Lanes, Pattern, passes};

/// Most steps.
const MOST_STEPS: usize = 10;
/// A step shorter than this was the last one: the next would be as short as its square.
const SHORT: f64 = 1e-7;
/// A pivot below this share of its row leaves the mixture open.
const SINGULAR: f64 = 1e-9;

/// Buffers.
#[derive(Clone, Debug, Default)]
pub(super) struct Newton {
    /// Changes of weights, and of the values of the actors who mix.
    weight: Vec<Lanes>,
    value: Vec<Lanes>,
    /// Rows of the Jacobian with the right side behind each.
    rows: Vec<Lanes>,
    /// One point's system.
    one: Vec<f64>,
}

impl Newton {
    #[inline(always)]
    pub(super) fn run(
        &mut self,
        layout: &Layout,
        pattern: &Pattern,
        numbers: &LaneNumbers,
        block: &mut Block,
        sure: &mut [bool; LANES],
    ) {
        let unknowns = pattern.unknowns.len();
        passes::weights(layout, pattern, numbers, block);
        passes::values(layout, pattern, numbers, block);
        if unknowns == 0 {
            return;
        }
        let mut settled = false;
        for _ in 0..MOST_STEPS {
            self.system(layout, pattern, numbers, block);
            let longest = self.step(pattern, block, sure);
            passes::weights(layout, pattern, numbers, block);
            passes::values(layout, pattern, numbers, block);
            if longest < SHORT {
                settled = true;
                break;
            }
        }
        for (lane, sure) in sure.iter_mut().enumerate() {
            let inside = |&action: &u32| block.profile[action as usize][lane] >= LEAST;
            *sure &= settled && pattern.mixing.iter().all(inside);
        }
    }

    /// The equations and their derivatives at the block's profile.
    #[inline(always)]
    fn system(&mut self, layout: &Layout, pattern: &Pattern, numbers: &LaneNumbers, block: &Block) {
        let unknowns = pattern.unknowns.len();
        self.rows.clear();
        self.rows.resize(unknowns * (unknowns + 1), [0.0; LANES]);
        for (row, &(action, _)) in pattern.unknowns.iter().enumerate() {
            let right = &mut self.rows[row * (unknowns + 1) + unknowns];
            pattern.each_believed(layout, row, |node, children| {
                let mover = usize::from(layout.mover[action as usize]);
                let [a, b] = children.map(|child| &block.value[child * layout.players + mover]);
                for lane in 0..LANES {
                    right[lane] += block.weight[node][lane] * (a[lane] - b[lane]);
                }
            });
        }
        for column in 0..unknowns {
            self.derive(layout, pattern, numbers, block, column);
            for (row, &(action, _)) in pattern.unknowns.iter().enumerate() {
                let entry = &mut self.rows[row * (unknowns + 1) + column];
                let mover = usize::from(layout.mover[action as usize]);
                pattern.each_believed(layout, row, |node, children| {
                    let [a, b] = children.map(|child| child * layout.players + mover);
                    for lane in 0..LANES {
                        entry[lane] += self.weight[node][lane]
                            * (block.value[a][lane] - block.value[b][lane])
                            + block.weight[node][lane] * (self.value[a][lane] - self.value[b][lane]);
                    }
                });
            }
        }
    }

    /// How weights and values change with an unknown: what it gains, the first action of its set loses.
    #[inline(always)]
    fn derive(
        &mut self,
        layout: &Layout,
        pattern: &Pattern,
        numbers: &LaneNumbers,
        block: &Block,
        unknown: usize,
    ) {
        let (rising, falling) = pattern.unknowns[unknown];
        let players = layout.players;
        let nodes = layout.edge.len();
        self.weight.resize(nodes, [0.0; LANES]);
        self.value.resize(nodes * players, [0.0; LANES]);
        self.weight[0] = [0.0; LANES];
        for node in 1..nodes {
            let parent = layout.parent[node] as usize;
            let mut change = self.weight[parent];
            match layout.edge[node] {
                Edge::Chance(entry) => scale(&mut change, &numbers.chance[entry as usize]),
                Edge::Action(action) if pattern.played[action as usize] => {
                    scale(&mut change, &block.profile[action as usize]);
                    if action == rising {
                        add(&mut change, &block.weight[parent], 1.0);
                    } else if action == falling {
                        add(&mut change, &block.weight[parent], -1.0);
                    }
                }
                Edge::Action(_) | Edge::Root => {}
            }
            self.weight[node] = change;
        }
        for node in (0..nodes).rev() {
            let (here, below) = self.value[node * players..].split_at_mut(players);
            here.fill([0.0; LANES]);
            if layout.end[node] != NONE {
                continue;
            }
            let (first, count) = layout.children[node];
            for child in first as usize..(first + count) as usize {
                let at = (child - node - 1) * players;
                let (probability, sign) = match layout.edge[child] {
                    Edge::Chance(entry) => (&numbers.chance[entry as usize], 0.0),
                    Edge::Action(action) if pattern.played[action as usize] => {
                        let sign = f64::from(action == rising) - f64::from(action == falling);
                        (&block.profile[action as usize], sign)
                    }
                    Edge::Action(_) | Edge::Root => continue,
                };
                for (player, here) in here.iter_mut().enumerate() {
                    let change = &below[at + player];
                    for lane in 0..LANES {
                        here[lane] += probability[lane] * change[lane];
                    }
                    if sign != 0.0 {
                        add(here, &block.value[child * players + player], sign);
                    }
                }
            }
        }
    }

    /// One step at each point; returns the longest at points that are still sure.
    #[inline(always)]
    fn step(&mut self, pattern: &Pattern, block: &mut Block, sure: &mut [bool; LANES]) -> f64 {
        let unknowns = pattern.unknowns.len();
        let mut longest = 0.0_f64;
        for lane in 0..LANES {
            if !sure[lane] {
                continue;
            }
            self.one.clear();
            self.one.extend(self.rows.iter().map(|entry| entry[lane]));
            if !eliminate(&mut self.one, unknowns) {
                sure[lane] = false;
                continue;
            }
            for (k, &(rising, falling)) in pattern.unknowns.iter().enumerate() {
                let step = self.one[k * (unknowns + 1) + unknowns];
                longest = longest.max(step.abs());
                block.profile[rising as usize][lane] -= step;
                block.profile[falling as usize][lane] += step;
            }
            let inside = |&action: &u32| (0.0..=1.0).contains(&block.profile[action as usize][lane]);
            if !pattern.mixing.iter().all(inside) {
                sure[lane] = false;
                // What lies outside must not spoil the passes over the other points.
                for &action in &pattern.mixing {
                    block.profile[action as usize][lane] = 0.5;
                }
            }
        }
        longest
    }
}

impl Pattern {
    /// Calls `visit(node, [child by the unknown's action, child by the first])` for the nodes believed in at an unknown's set.
    #[inline(always)]
    fn each_believed(&self, layout: &Layout, unknown: usize, mut visit: impl FnMut(usize, [usize; 2])) {
        let (action, first) = self.unknowns[unknown];
        for &(node, start) in
            &self.nodes[self.node_start[unknown] as usize..self.node_start[unknown + 1] as usize]
        {
            let (children, _) = layout.children[node as usize];
            visit(
                node as usize,
                [children + action - start, children + first - start].map(|child| child as usize),
            );
        }
    }
}

/// Solves a system whose rows have the right side behind them, with exchanges of rows; false where it is singular.
#[inline(always)]
fn eliminate(rows: &mut [f64], unknowns: usize) -> bool {
    let width = unknowns + 1;
    for column in 0..unknowns {
        let size = |row: usize| rows[row * width + column].abs();
        let pivot =
            (column..unknowns).fold(column, |best, row| if size(row) > size(best) { row } else { best });
        let largest =
            rows[pivot * width..pivot * width + unknowns].iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        if size(pivot).is_nan() || size(pivot) <= SINGULAR * largest {
            return false;
        }
        for k in 0..width {
            rows.swap(column * width + k, pivot * width + k);
        }
        for row in 0..unknowns {
            let factor = rows[row * width + column] / rows[column * width + column];
            if row != column && factor != 0.0 {
                for k in column..width {
                    rows[row * width + k] -= factor * rows[column * width + k];
                }
            }
        }
    }
    for row in 0..unknowns {
        rows[row * width + unknowns] /= rows[row * width + row];
    }
    rows.iter().all(|v| v.is_finite())
}

#[inline(always)]
fn scale(a: &mut Lanes, b: &Lanes) {
    for (a, b) in a.iter_mut().zip(b) {
        *a *= b;
    }
}

#[inline(always)]
fn add(a: &mut Lanes, b: &Lanes, factor: f64) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += factor * b;
    }
}
