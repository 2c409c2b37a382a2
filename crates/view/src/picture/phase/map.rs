//! The map itself: areas of one regime and tint, lines between regimes, where the regimes' numbers go.
//!
//! In: a grid of points, axes. Out: groups of shapes. Squares of the grid in which regimes meet are cut where the switches lie.

use std::collections::BTreeMap;

use super::{BADGE, COLOURED, CROSS, Phase, Place, Point, Side, TINTS, hue};
use crate::scene::axis::Axis;
use crate::scene::{Anchor, Form, Group, Hatch, Ink, Path, Shape, Size, Text};

/// The switches by the step of the grid in which they lie: axis, place on the first axis, place on the second.
pub(super) fn cuts(of: &Phase) -> BTreeMap<(usize, usize, usize), f64> {
    let place = |side: &Side, value: f64| {
        let (first, last) =
            (side.values.first().copied().unwrap_or(0.0), side.values.last().copied().unwrap_or(1.0));
        (value - first) / (last - first) * (side.values.len().saturating_sub(1)) as f64
    };
    let mut cuts = BTreeMap::new();
    for switch in &of.switches {
        let [a, b] = [place(&of.sides[0], switch.at[0]), place(&of.sides[1], switch.at[1])];
        let along = switch.along.min(1);
        let whole = |x: f64, exact: bool| {
            if exact { libm::round(x).max(0.0) as usize } else { libm::floor(x).max(0.0) as usize }
        };
        let key = (along, whole(a, along == 1), whole(b, along == 0));
        cuts.insert(key, if along == 0 { a } else { b });
    }
    cuts
}

/// Whether something is so at a point.
type IsSo = fn(&Point) -> bool;

/// What is hatched, and how.
const HATCHED: [(Hatch, IsSo); 2] =
    [(Hatch::Rising, Point::is_uncertain), (Hatch::Falling, |point| point.several)];

pub(super) struct Map<'a> {
    pub(super) of: &'a Phase,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) low_high: (f64, f64),
    pub(super) cuts: BTreeMap<(usize, usize, usize), f64>,
}

impl Map<'_> {
    fn size(&self) -> (usize, usize) {
        (self.of.sides[0].values.len(), self.of.sides[1].values.len())
    }

    fn point(&self, i: usize, j: usize) -> Point {
        self.of.points.get(i * self.size().1 + j).copied().unwrap_or_default()
    }

    /// The place of a point of the grid, or between two.
    fn between(&self, i: f64, j: f64) -> Place {
        let (columns, rows) = self.size();
        let share = |at: f64, count: usize| at / count.saturating_sub(1).max(1) as f64;
        let along = |axis: &Axis, share: f64| axis.places.0 + (axis.places.1 - axis.places.0) * share;
        (along(&self.x, share(i, columns)), along(&self.y, share(j, rows)))
    }

    pub(super) fn place(&self, i: usize, j: usize) -> Place {
        self.between(i as f64, j as f64)
    }

    fn tint(&self, regime: usize, value: Option<f64>) -> Ink {
        let (low, high) = self.low_high;
        let share = value.map_or(0.0, |value| ((value - low) / (high - low)).clamp(0.0, 1.0));
        Ink::tint(hue(regime), TINTS.0 + (TINTS.1 - TINTS.0) * share)
    }

    /// The corners of a square of the grid, around it.
    fn corners(i: usize, j: usize) -> [(usize, usize); 4] {
        [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
    }

    /// Where the side of a square from one corner to the next is cut, if their regimes differ.
    fn cut(&self, a: (usize, usize), b: (usize, usize)) -> Option<Place> {
        if self.point(a.0, a.1).regime == self.point(b.0, b.1).regime {
            return None;
        }
        let (i, j) = (a.0.min(b.0), a.1.min(b.1));
        let along = usize::from(a.0 == b.0);
        let at = self.cuts.get(&(along, i, j)).copied();
        Some(if along == 0 {
            self.between(at.unwrap_or(i as f64 + 0.5), j as f64)
        } else {
            self.between(i as f64, at.unwrap_or(j as f64 + 0.5))
        })
    }

    /// The middle of a square in which regimes meet: between the places where its sides are cut.
    fn middle(cuts: &[Option<Place>; 4]) -> Option<Place> {
        let known: Vec<Place> = cuts.iter().copied().flatten().collect();
        let count = known.len() as f64;
        let (x, y) = known.iter().fold((0.0, 0.0), |(x, y), place| (x + place.0, y + place.1));
        (count > 0.0).then(|| (x / count, y / count))
    }

    fn cuts_around(&self, corners: &[(usize, usize); 4]) -> [Option<Place>; 4] {
        [0, 1, 2, 3].map(|k| self.cut(corners[k], corners[(k + 1) % 4]))
    }

    pub(super) fn regions(&self) -> Group {
        let mut areas: BTreeMap<Ink, Path> = BTreeMap::new();
        let tint = |i, j| self.alone(i, j).and_then(|regime| Some(self.tint(regime?, self.mean(i, j))));
        self.rectangles(tint, &mut |ink, quad| areas.entry(ink).or_default().polygon(&quad));
        self.each_shared_corner(&mut |point, quad| {
            if let Some(regime) = point.regime {
                areas.entry(self.tint(regime, point.value)).or_default().polygon(&quad);
            }
        });
        let mut group = Group::new("regions");
        for (ink, path) in areas {
            // The edge closes the seam to the neighbour.
            group.draw(Shape::filled(Form::Path(path), ink).edged(ink, 0.7));
        }
        for (hatch, is_hatched) in HATCHED {
            let mut path = Path::new();
            let corners = |i, j| Self::corners(i, j).map(|(i, j)| is_hatched(&self.point(i, j)));
            let whole = |i, j| self.alone(i, j).filter(|_| corners(i, j).iter().all(|hatched| *hatched));
            self.rectangles(whole, &mut |_, quad| path.polygon(&quad));
            let part = |i, j| self.alone(i, j).is_none() || !corners(i, j).iter().all(|hatched| *hatched);
            self.each_corner(part, &mut |point, quad| {
                if is_hatched(&point) {
                    path.polygon(&quad);
                }
            });
            if !path.is_empty() {
                group.draw(Shape::hatching(Form::Path(path), hatch));
            }
        }
        group
    }

    /// The regime of a square, or that it has none; nothing where regimes meet in it.
    fn alone(&self, i: usize, j: usize) -> Option<Option<usize>> {
        let [one, others @ ..] = Self::corners(i, j).map(|(i, j)| self.point(i, j).regime);
        others.iter().all(|other| *other == one).then_some(one)
    }

    /// The mean of the answers at the corners of a square.
    fn mean(&self, i: usize, j: usize) -> Option<f64> {
        let points = Self::corners(i, j).map(|(i, j)| self.point(i, j));
        let known: Vec<f64> = points.iter().filter_map(|point| point.value).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    }

    /// The squares that have a kind, as few rectangles: those of one kind are joined upwards, and such columns to the right.
    fn rectangles<K: PartialEq + Copy>(
        &self,
        kind: impl Fn(usize, usize) -> Option<K>,
        draw: &mut dyn FnMut(K, [Place; 4]),
    ) {
        let (columns, rows) = self.size();
        let last = columns.saturating_sub(1);
        // The column in which each starts, and its rows.
        let mut wide: Vec<(K, usize, usize, usize)> = Vec::new();
        for i in 0..=last {
            let mut runs: Vec<(K, usize, usize)> = Vec::new();
            for j in (0..rows.saturating_sub(1)).filter(|_| i < last) {
                let Some(kind) = kind(i, j) else { continue };
                match runs.last_mut() {
                    Some((known, _, end)) if *known == kind && *end == j => *end = j + 1,
                    _ => runs.push((kind, j, j + 1)),
                }
            }
            let (mut going_on, ended): (Vec<_>, Vec<_>) =
                wide.into_iter().partition(|&(kind, _, from, to)| runs.contains(&(kind, from, to)));
            for (kind, first, from, to) in ended {
                let corners = [(first, from), (i, from), (i, to), (first, to)];
                draw(kind, corners.map(|(i, j)| self.place(i, j)));
            }
            runs.retain(|run| !going_on.iter().any(|&(kind, _, from, to)| (kind, from, to) == *run));
            going_on.extend(runs.into_iter().map(|(kind, from, to)| (kind, i, from, to)));
            wide = going_on;
        }
    }

    /// The parts of squares in which regimes meet, each with the corner that has it.
    fn each_shared_corner(&self, draw: &mut dyn FnMut(Point, [Place; 4])) {
        self.each_corner(|i, j| self.alone(i, j).is_none(), draw);
    }

    /// The parts of some squares, each with the corner that has it: from there up to the cuts and the middle.
    fn each_corner(&self, wanted: impl Fn(usize, usize) -> bool, draw: &mut dyn FnMut(Point, [Place; 4])) {
        let (columns, rows) = self.size();
        for i in 0..columns.saturating_sub(1) {
            for j in (0..rows.saturating_sub(1)).filter(|&j| wanted(i, j)) {
                let corners = Self::corners(i, j);
                let cuts = self.cuts_around(&corners);
                let middle =
                    Self::middle(&cuts).unwrap_or_else(|| self.between(i as f64 + 0.5, j as f64 + 0.5));
                let places = corners.map(|(i, j)| self.place(i, j));
                let half = |a: Place, b: Place| (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
                for k in 0..4 {
                    let (next, before) = ((k + 1) % 4, (k + 3) % 4);
                    let to = cuts[k].unwrap_or_else(|| half(places[k], places[next]));
                    let from = cuts[before].unwrap_or_else(|| half(places[before], places[k]));
                    draw(self.point(corners[k].0, corners[k].1), [places[k], to, middle, from]);
                }
            }
        }
    }

    pub(super) fn borders(&self) -> Group {
        let (columns, rows) = self.size();
        // Those between regimes that have no colour of their own are thin: there may be very many.
        let (mut path, mut thin) = (Path::new(), Path::new());
        for i in 0..columns.saturating_sub(1) {
            for j in 0..rows.saturating_sub(1) {
                let corners = Self::corners(i, j);
                let cuts = self.cuts_around(&corners);
                let Some(middle) = Self::middle(&cuts) else { continue };
                let known: Vec<Place> = cuts.iter().copied().flatten().collect();
                let other = |(i, j)| self.point(i, j).regime.is_some_and(|regime| regime >= COLOURED);
                let into = if corners.into_iter().all(other) { &mut thin } else { &mut path };
                let mut drawn = std::mem::take(into);
                if let [a, b] = known.as_slice() {
                    drawn = drawn.go(a.0, a.1).line(b.0, b.1);
                } else {
                    for cut in known {
                        drawn = drawn.go(cut.0, cut.1).line(middle.0, middle.1);
                    }
                }
                *into = drawn;
            }
        }
        let mut group = Group::new("borders");
        for (path, ink, width) in [(thin, Ink::Ground, 1.0), (path, Ink::Text, 1.3)] {
            if !path.is_empty() {
                group.draw(Shape::line(Form::Path(path), ink, width));
            }
        }
        group
    }

    /// For each coloured regime the point of the grid that is farthest from all others, for its number.
    pub(super) fn middles(&self) -> Vec<(usize, (usize, usize))> {
        let (columns, rows) = self.size();
        let mut depth = vec![0_u32; columns * rows];
        let at = |i: usize, j: usize| i * rows + j;
        let inner = |i: usize, j: usize| i > 0 && j > 0 && i + 1 < columns && j + 1 < rows;
        // How many rings of its own regime are around each point: two passes, as for distances on a grid.
        let same =
            |a: (usize, usize), b: (usize, usize)| self.point(a.0, a.1).regime == self.point(b.0, b.1).regime;
        for i in 0..columns {
            for j in 0..rows {
                if inner(i, j) {
                    let around = [(i - 1, j), (i, j - 1), (i + 1, j), (i, j + 1)];
                    let alike = around.iter().all(|&other| same((i, j), other));
                    depth[at(i, j)] =
                        if alike { 1 + depth[at(i - 1, j)].min(depth[at(i, j - 1)]) } else { 0 };
                }
            }
        }
        for i in (0..columns).rev() {
            for j in (0..rows).rev() {
                if inner(i, j) {
                    let below = 1 + depth[at(i + 1, j)].min(depth[at(i, j + 1)]);
                    depth[at(i, j)] = depth[at(i, j)].min(below);
                }
            }
        }
        let mut found: Vec<Option<(u32, (usize, usize))>> = vec![None; self.of.regimes.len().min(COLOURED)];
        let now = (self.x.at(self.of.sides[0].now), self.y.at(self.of.sides[1].now));
        let on_cross = |i: usize, j: usize| {
            let (x, y) = self.place(i, j);
            (x - now.0).abs() < CROSS + BADGE + 3.0 && (y - now.1).abs() < CROSS + BADGE + 3.0
        };
        for i in 0..columns {
            for j in 0..rows {
                if on_cross(i, j) {
                    continue;
                }
                if let Some(slot) = self.point(i, j).regime.and_then(|regime| found.get_mut(regime))
                    && slot.is_none_or(|(known, _)| depth[at(i, j)] > known)
                {
                    *slot = Some((depth[at(i, j)], (i, j)));
                }
            }
        }
        let placed = found.into_iter().enumerate();
        placed
            .filter_map(|(regime, slot)| {
                slot.filter(|(depth, _)| *depth >= 2).map(|(_, place)| (regime, place))
            })
            .collect()
    }
}

/// The number of a regime.
pub(super) fn number(regime: usize, (x, y): Place) -> Group {
    let mut group = Group::new("number");
    group.draw(Shape::filled(Form::Circle { x, y, radius: BADGE }, Ink::Ground).edged(Ink::Muted, 0.8));
    group.write(Text::new(x, y + 4.0, Size::Small, (regime + 1).to_string()).anchored(Anchor::Middle));
    group
}
