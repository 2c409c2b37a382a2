//! Regimes over two parameters: a map, the deeper the colour, the greater the answer; lines where one regime gives way to another.
//!
//! In: the regime and the answer at every point of a grid, the places of the switches. Out: the picture. At most six regimes have a colour and
//! a number of their own; what is not certified is hatched, what means nothing is left blank; a cross marks the values in force.

use super::frame::{Frame, MARGIN, SMALL_LINE, WIDTH, twin};
use super::{Caption, Cell, Data, Picture};
use crate::document::{Align, Block, Table};
use crate::scene::axis::Axis;
use crate::scene::{Anchor, Form, Group, Ink, Path, Shape, Size, Text, font};
use crate::words;
use std::collections::BTreeMap;

/// Regimes over two parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phase {
    /// Where it comes from.
    pub caption: Caption,
    /// The question.
    pub question: String,
    /// Whether its answer is a probability.
    pub probability: bool,
    /// The parameters: the first goes to the right, the second upwards.
    pub sides: [Side; 2],
    /// The points, the second parameter fastest.
    pub points: Vec<Point>,
    /// The regimes, the most frequent first.
    pub regimes: Vec<Regime>,
    /// Where one regime gives way to another, on lines of the grid.
    pub switches: Vec<Switch>,
}

/// A parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// Its name, and what it means.
    pub parameter: (String, String),
    /// Whether it is written in percent.
    pub percent: bool,
    /// Its value in force.
    pub now: f64,
    /// Its values on the grid, ascending and equally far apart.
    pub values: Vec<f64>,
}

/// A point of the grid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Its regime, if it has one.
    pub regime: Option<usize>,
    /// The answer there.
    pub value: Option<f64>,
    /// Whether it is certified.
    pub certified: bool,
}

/// A regime.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Regime {
    /// What is played.
    pub name: String,
    /// How many points are in it.
    pub points: u64,
}

/// A place at which one regime gives way to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Switch {
    /// The values of both parameters.
    pub at: [f64; 2],
    /// Along which of them it lies.
    pub along: usize,
}

/// Regimes with a colour of their own.
const COLOURED: usize = 6;
/// The hues of regimes, and of all others.
const HUES: [u8; COLOURED] = [5, 4, 2, 3, 6, 0];
const OTHERS: u8 = 7;
const LEFT: f64 = MARGIN + 66.0;
const PLOT: (f64, f64) = (440.0, 400.0);
/// Least and greatest share of a hue in a tint.
const TINTS: (f64, f64) = (0.22, 0.92);

/// Radius of a regime's number, and arm of the cross at the values in force.
const BADGE: f64 = 9.0;
const CROSS: f64 = 7.0;

/// A point of the picture.
type Place = (f64, f64);

/// The picture.
#[must_use]
pub fn picture(all: &Phase) -> Picture {
    let of = &without_rim(all);
    let [across, upwards] = &of.sides;
    let title = format!("What happens over {} and {}", across.parameter.0, upwards.parameter.0);
    let mut frame = Frame::new(
        WIDTH,
        &title,
        &format!("{} · the deeper the colour, the greater {}", of.caption.question, of.question),
    );
    let ends = |side: &Side| {
        (side.values.first().copied().unwrap_or(0.0), side.values.last().copied().unwrap_or(1.0))
    };
    let x = Axis { values: ends(across), places: (LEFT, LEFT + PLOT.0), percent: across.percent };
    let y = Axis { values: ends(upwards), places: (frame.y + PLOT.1, frame.y), percent: upwards.percent };
    let map = Map { of, x, y, low_high: low_high(of), cuts: cuts(of) };
    frame.body.add(map.regions());
    frame.body.add(axes(of, &x, &y));
    frame.body.add(map.borders());
    for (regime, (i, j)) in map.middles() {
        frame.body.add(badge(regime, map.place(i, j)));
    }
    base(&mut frame.body, of, &x, &y);
    let legend_end = legend(&mut frame, of, map.low_high);
    frame.y = (y.places.0 + 50.0).max(legend_end);
    let mut remarks = remarks(of);
    let rim = all.regimes.len() - of.regimes.len();
    if rim > 0 {
        let what = words::plural(rim, "more regime");
        remarks.push(format!(
            "On the rim, where a parameter is at an end of its range, lie parts of {what}; the data have them."
        ));
    }
    Picture {
        scene: frame.finish("phase", &of.caption, &remarks, described(of)),
        twin: text_twin(of, &remarks),
        data: data(all),
    }
}

/// The answers within a regime, from the least to the greatest.
fn answers(of: &Phase, regime: usize) -> String {
    let within = of.points.iter().filter(|point| point.regime == Some(regime));
    let values = within.filter_map(|point| point.value);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let show = |value: f64| if of.probability { words::share(value) } else { words::plain(value) };
    match (show(low), show(high)) {
        _ if low > high => String::new(),
        (low, high) if low == high => format!("{} {low}", of.question),
        (low, high) => format!("{} from {low} to {high}", of.question),
    }
}

/// The same without regimes that lie on the rim of the map only, where a parameter is at an end of its range: there the regime next to them is
/// drawn.
fn without_rim(of: &Phase) -> Phase {
    let (columns, rows) = (of.sides[0].values.len(), of.sides[1].values.len());
    let mut within = vec![false; of.regimes.len()];
    let inner = |i: usize, j: usize| i > 0 && j > 0 && i + 1 < columns && j + 1 < rows;
    for (at, point) in of.points.iter().enumerate() {
        if let Some(slot) = point.regime.and_then(|regime| within.get_mut(regime))
            && inner(at / rows.max(1), at % rows.max(1))
        {
            *slot = true;
        }
    }
    if columns < 3 || rows < 3 || within.iter().all(|within| *within) {
        return of.clone();
    }
    let mut place = vec![None; of.regimes.len()];
    let kept: Vec<usize> = (0..of.regimes.len()).filter(|&regime| within[regime]).collect();
    kept.iter().enumerate().for_each(|(new, &old)| place[old] = Some(new));
    let number = |point: Point| Point {
        regime: point.regime.and_then(|regime| place.get(regime).copied().flatten()),
        ..point
    };
    let drawn = |at: usize| {
        let own = of.points[at];
        let (i, j) = (at / rows, at % rows);
        let rim = own.regime.is_some_and(|regime| !within.get(regime).copied().unwrap_or(true));
        if !rim {
            return number(own);
        }
        let next = i.clamp(1, columns - 2) * rows + j.clamp(1, rows - 2);
        number(of.points.get(next).copied().unwrap_or(own))
    };
    let points: Vec<Point> = (0..of.points.len()).map(drawn).collect();
    let mut regimes: Vec<Regime> =
        kept.iter().map(|&old| Regime { points: 0, ..of.regimes[old].clone() }).collect();
    for point in &points {
        if let Some(regime) = point.regime.and_then(|regime| regimes.get_mut(regime)) {
            regime.points += 1;
        }
    }
    Phase { points, regimes, ..of.clone() }
}

/// Least and greatest answer: the ends of the tints.
fn low_high(of: &Phase) -> (f64, f64) {
    if of.probability {
        return (0.0, 1.0);
    }
    let values = of.points.iter().filter_map(|point| point.value);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    if low < high { (low, high) } else { (low - 1.0, low + 1.0) }
}

fn hue(regime: usize) -> u8 {
    HUES.get(regime).copied().unwrap_or(OTHERS)
}

/// The switches by the step of the grid in which they lie: axis, place on the first axis, place on the second.
fn cuts(of: &Phase) -> BTreeMap<(usize, usize, usize), f64> {
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

struct Map<'a> {
    of: &'a Phase,
    x: Axis,
    y: Axis,
    low_high: (f64, f64),
    cuts: BTreeMap<(usize, usize, usize), f64>,
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

    fn place(&self, i: usize, j: usize) -> Place {
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

    fn regions(&self) -> Group {
        let (columns, rows) = self.size();
        let mut areas: BTreeMap<Ink, Path> = BTreeMap::new();
        let mut uncertain = Path::new();
        // Squares in one regime and of one tint are joined upwards, and such columns to the right.
        let mut wide: Vec<(Ink, usize, usize, usize)> = Vec::new();
        for i in 0..columns.saturating_sub(1) {
            let mut runs: Vec<(Ink, usize, usize)> = Vec::new();
            for j in 0..rows.saturating_sub(1) {
                let corners = Self::corners(i, j);
                let points = corners.map(|(i, j)| self.point(i, j));
                if points.iter().any(|point| !point.certified && point.regime.is_some()) {
                    uncertain.polygon(&corners.map(|(i, j)| self.place(i, j)));
                }
                if points.iter().any(|point| point.regime != points[0].regime) {
                    self.mixed(i, j, &mut areas);
                    continue;
                }
                let Some(regime) = points[0].regime else { continue };
                let known: Vec<f64> = points.iter().filter_map(|point| point.value).collect();
                let mean = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
                let ink = self.tint(regime, mean);
                match runs.last_mut() {
                    Some((known, _, end)) if *known == ink && *end == j => *end = j + 1,
                    _ => runs.push((ink, j, j + 1)),
                }
            }
            let (going_on, ended): (Vec<_>, Vec<_>) =
                wide.into_iter().partition(|&(ink, _, from, to)| runs.contains(&(ink, from, to)));
            for area in ended {
                self.rectangle(area, i, &mut areas);
            }
            let started = |run: &&(Ink, usize, usize)| {
                !going_on.iter().any(|&(ink, _, from, to)| (ink, from, to) == **run)
            };
            let new: Vec<_> =
                runs.iter().filter(started).map(|&(ink, from, to)| (ink, i, from, to)).collect();
            wide = going_on;
            wide.extend(new);
        }
        for area in wide {
            self.rectangle(area, columns.saturating_sub(1), &mut areas);
        }
        let mut group = Group::new("regions");
        for (ink, path) in areas {
            // The edge closes the seam to the neighbour.
            group.draw(Shape::filled(Form::Path(path), ink).edged(ink, 0.7));
        }
        if !uncertain.is_empty() {
            group.draw(Shape { form: Form::Path(uncertain), fill: None, stroke: None, hatched: true });
        }
        group
    }

    /// A rectangle of squares: its first column, its rows, and the column in which it ends.
    fn rectangle(
        &self,
        (ink, first, from, to): (Ink, usize, usize, usize),
        end: usize,
        areas: &mut BTreeMap<Ink, Path>,
    ) {
        let quad =
            [self.place(first, from), self.place(end, from), self.place(end, to), self.place(first, to)];
        areas.entry(ink).or_default().polygon(&quad);
    }

    /// A square in which regimes meet: each corner takes the part up to the cuts and the middle.
    fn mixed(&self, i: usize, j: usize, areas: &mut BTreeMap<Ink, Path>) {
        let corners = Self::corners(i, j);
        let cuts = self.cuts_around(&corners);
        let Some(middle) = Self::middle(&cuts) else { return };
        let places = corners.map(|(i, j)| self.place(i, j));
        let half = |a: Place, b: Place| (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
        for k in 0..4 {
            let point = self.point(corners[k].0, corners[k].1);
            let Some(regime) = point.regime else { continue };
            let (next, before) = ((k + 1) % 4, (k + 3) % 4);
            let to = cuts[k].unwrap_or_else(|| half(places[k], places[next]));
            let from = cuts[before].unwrap_or_else(|| half(places[before], places[k]));
            let quad = [places[k], to, middle, from];
            areas.entry(self.tint(regime, point.value)).or_default().polygon(&quad);
        }
    }

    fn borders(&self) -> Group {
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
    fn middles(&self) -> Vec<(usize, (usize, usize))> {
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
fn badge(regime: usize, (x, y): Place) -> Group {
    let mut group = Group::new("number");
    group.draw(Shape::filled(Form::Circle { x, y, radius: BADGE }, Ink::Ground).edged(Ink::Muted, 0.8));
    group.write(Text::new(x, y + 4.0, Size::Small, (regime + 1).to_string()).anchored(Anchor::Middle));
    group
}

fn axes(of: &Phase, x: &Axis, y: &Axis) -> Group {
    let ((left, right), (bottom, top)) = (x.places, y.places);
    // For whoever reads values off the picture or puts marks into it.
    let mut group = Group::new("axes")
        .with("across", of.sides[0].parameter.0.clone())
        .with("across-from", x.values.0.to_string())
        .with("across-to", x.values.1.to_string())
        .with("across-start", left.to_string())
        .with("across-end", right.to_string())
        .with("upwards", of.sides[1].parameter.0.clone())
        .with("upwards-from", y.values.0.to_string())
        .with("upwards-to", y.values.1.to_string())
        .with("upwards-start", bottom.to_string())
        .with("upwards-end", top.to_string());
    group.draw(
        Shape {
            form: Form::rect(left, top, right - left, bottom - top),
            fill: None,
            stroke: None,
            hatched: false,
        }
        .edged(Ink::Muted, 1.0),
    );
    for (value, words) in x.ticks(5) {
        let at = x.at(value);
        group.draw(Shape::line(Form::straight((at, bottom), (at, bottom + 4.0)), Ink::Muted, 1.0));
        group.write(
            Text::new(at, bottom + 16.0, Size::Small, words).anchored(Anchor::Middle).in_ink(Ink::Muted),
        );
    }
    for (value, words) in y.ticks(5) {
        let at = y.at(value);
        group.draw(Shape::line(Form::straight((left - 4.0, at), (left, at)), Ink::Muted, 1.0));
        group.write(
            Text::new(left - 8.0, at + 4.0, Size::Small, words).anchored(Anchor::End).in_ink(Ink::Muted),
        );
    }
    let name = font::cut(&of.sides[0].parameter.0, Size::Body, right - left);
    group.write(
        Text::new(f64::midpoint(left, right), bottom + 36.0, Size::Body, name).anchored(Anchor::Middle),
    );
    let name = font::cut(&of.sides[1].parameter.0, Size::Body, bottom - top);
    let name =
        Text::new(MARGIN + 12.0, f64::midpoint(top, bottom), Size::Body, name).anchored(Anchor::Middle);
    group.write(Text { upwards: true, ..name });
    group
}

/// The values in force.
fn base(into: &mut Group, of: &Phase, x: &Axis, y: &Axis) {
    let inside = |axis: &Axis, value: f64| (axis.values.0..=axis.values.1).contains(&value);
    if !(inside(x, of.sides[0].now) && inside(y, of.sides[1].now)) {
        return;
    }
    let (cx, cy) = (x.at(of.sides[0].now), y.at(of.sides[1].now));
    let mut group = Group::new("base");
    for (ink, width) in [(Ink::Ground, 4.5), (Ink::Text, 1.8)] {
        let cross =
            Path::new().go(cx - CROSS, cy).line(cx + CROSS, cy).go(cx, cy - CROSS).line(cx, cy + CROSS);
        group.draw(Shape::line(Form::Path(cross), ink, width));
    }
    into.add(group);
}

/// What is played in all regimes that are told apart.
fn shared(of: &Phase) -> Vec<&str> {
    let mut regimes =
        of.regimes.iter().take(COLOURED).map(|regime| regime.name.split(", ").collect::<Vec<_>>());
    let first = regimes.next().unwrap_or_default();
    let others: Vec<Vec<&str>> = regimes.collect();
    if others.is_empty() {
        return Vec::new();
    }
    first.into_iter().filter(|part| others.iter().all(|parts| parts.contains(part))).collect()
}

/// The parts of a name that not all have.
fn beyond(name: &str, shared: &[&str]) -> String {
    let own: Vec<&str> = name.split(", ").filter(|part| !shared.contains(part)).collect();
    match own.join(", ") {
        own if !own.is_empty() => own,
        _ if !name.is_empty() => name.to_owned(),
        _ => "nobody has a choice".to_owned(),
    }
}

/// What the colours mean, to the right of the map; returns where it ends.
fn legend(frame: &mut Frame, of: &Phase, (low, high): (f64, f64)) -> f64 {
    let left = LEFT + PLOT.0 + 28.0;
    let room = WIDTH - MARGIN - left;
    let mut y = frame.y + 10.0;
    let mut group = Group::new("legend");
    // The scale of the answer, in grey.
    for step in 0..8 {
        let share = TINTS.0 + (TINTS.1 - TINTS.0) * f64::from(step) / 7.0;
        let cell = Form::rect(left + 14.0 * f64::from(step), y - 8.0, 14.0, 10.0);
        group.draw(Shape::filled(cell, Ink::tint(OTHERS, share)));
    }
    let show = |value: f64| if of.probability { words::share(value) } else { words::plain(value) };
    let scale = format!("{} to {}", show(low), show(high));
    group.write(
        Text::new(left + 120.0, y + 1.0, Size::Small, font::cut(&scale, Size::Small, room - 120.0))
            .in_ink(Ink::Muted),
    );
    y += SMALL_LINE;
    for line in font::filled(&of.question, Size::Small, room, 2) {
        y += 13.0;
        group.write(Text::new(left, y - 8.0, Size::Small, line).in_ink(Ink::Muted));
    }
    y += 14.0;
    let all: u64 = of.points.len() as u64;
    let shared = shared(of);
    for (number, regime) in of.regimes.iter().take(COLOURED).enumerate() {
        group.draw(
            Shape::filled(Form::rect(left, y - 9.0, 22.0, 18.0), Ink::behind_words(hue(number)))
                .edged(Ink::Muted, 0.6),
        );
        group.write(
            Text::new(left + 11.0, y + 4.0, Size::Small, (number + 1).to_string()).anchored(Anchor::Middle),
        );
        let share = words::share(regime.points as f64 / all.max(1) as f64);
        let own = beyond(&regime.name, &shared);
        for line in font::filled(&format!("{share}: {own}"), Size::Small, room - 30.0, 4) {
            group.write(Text::new(left + 30.0, y + 2.0, Size::Small, line));
            y += 13.0;
        }
        for line in font::filled(&answers(of, number), Size::Small, room - 30.0, 2) {
            group.write(Text::new(left + 30.0, y + 2.0, Size::Small, line).in_ink(Ink::Muted));
            y += 13.0;
        }
        y += 10.0;
    }
    if of.regimes.len() > COLOURED {
        group.draw(
            Shape::filled(Form::rect(left, y - 9.0, 22.0, 14.0), Ink::behind_words(OTHERS))
                .edged(Ink::Muted, 0.6),
        );
        let words = words::plural(of.regimes.len() - COLOURED, "other regime");
        group.write(Text::new(left + 30.0, y + 2.0, Size::Small, words));
        y += 20.0;
    }
    if of.points.iter().any(|point| !point.certified && point.regime.is_some()) {
        let shape = Shape::filled(Form::rect(left, y - 9.0, 22.0, 14.0), Ink::Ground).edged(Ink::Muted, 0.6);
        group.draw(shape.hatched());
        group.write(Text::new(left + 30.0, y + 2.0, Size::Small, "not verified"));
        y += 20.0;
    }
    let cross = Path::new()
        .go(left + 4.0, y - 2.0)
        .line(left + 18.0, y - 2.0)
        .go(left + 11.0, y - 9.0)
        .line(left + 11.0, y + 5.0);
    group.draw(Shape::line(Form::Path(cross), Ink::Text, 1.8));
    let now =
        of.sides.iter().map(|side| words::parameter(side.now, side.percent)).collect::<Vec<_>>().join(", ");
    group.write(Text::new(
        left + 30.0,
        y + 2.0,
        Size::Small,
        font::cut(&format!("now: {now}"), Size::Small, room - 30.0),
    ));
    frame.body.add(group);
    y + 18.0
}

fn remarks(of: &Phase) -> Vec<String> {
    let mut all: Vec<String> = of
        .sides
        .iter()
        .filter(|side| !side.parameter.1.is_empty())
        .map(|side| format!("{}: {}.", side.parameter.0, side.parameter.1))
        .collect();
    let shared = shared(of);
    if !shared.is_empty() {
        all.insert(0, format!("In all of these: {}.", shared.join(", ")));
    }
    let undefined = of.points.iter().filter(|point| point.regime.is_none()).count();
    if undefined > 0 {
        let share = words::share(undefined as f64 / of.points.len() as f64);
        all.push(format!("Blank: the model means nothing there ({share} of the points)."));
    }
    all
}

fn described(of: &Phase) -> String {
    let all = of.points.len().max(1) as f64;
    let one = |(number, regime): (usize, &Regime)| {
        format!(
            "Regime {}, {} of the points: {}. {}",
            number + 1,
            words::share(regime.points as f64 / all),
            regime.name,
            answers(of, number)
        )
    };
    of.regimes.iter().take(COLOURED).enumerate().map(one).collect::<Vec<_>>().join(" ")
}

fn text_twin(of: &Phase, remarks: &[String]) -> crate::document::Document {
    let all = of.points.len().max(1) as f64;
    let row = |(number, regime): (usize, &Regime)| {
        vec![
            format!("{} {}", number + 1, regime.name),
            words::share(regime.points as f64 / all),
            answers(of, number),
        ]
    };
    let table = Table {
        head: ["regime", "of the points", "the answer there"].map(str::to_owned).to_vec(),
        align: vec![Align::Left, Align::Right, Align::Left],
        rows: of.regimes.iter().enumerate().map(row).collect(),
    };
    let sides = format!("REGIMES OVER {} AND {}", of.sides[0].parameter.0, of.sides[1].parameter.0);
    twin(&sides, &of.caption, vec![Block::Table(table)], remarks)
}

fn data(of: &Phase) -> Data {
    let mut data = Data::new(&[]);
    data.columns = vec![of.sides[0].parameter.0.clone(), of.sides[1].parameter.0.clone()];
    data.columns.extend(["value", "regime", "certified"].map(str::to_owned));
    let rows = of.sides[1].values.len().max(1);
    for (at, point) in of.points.iter().enumerate() {
        let name = point.regime.and_then(|regime| of.regimes.get(regime)).map(|regime| regime.name.clone());
        data.rows.push(vec![
            Cell::maybe(of.sides[0].values.get(at / rows).copied()),
            Cell::maybe(of.sides[1].values.get(at % rows).copied()),
            Cell::maybe(point.value),
            name.map_or(Cell::Empty, Cell::Text),
            Cell::Truth(point.certified),
        ]);
    }
    data
}
