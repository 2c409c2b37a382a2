//! A tree as a scene.
//!
//! In: [`Tree`]. Out: a [`Scene`]: a legend, the lines, the marks with their words.

use std::collections::BTreeMap;

use super::layout::{FAN, HALF, Layout, RADIUS, Room, layout};
use super::{Kind, Node, Tree, words as told};
use crate::picture::frame::{Frame, MARGIN};
use crate::picture::marks;
use crate::scene::{Anchor, Form, Group, Ink, Path, Scene, Shape, Size, Stroke, Text, font, length};
use crate::words;

/// Longest words of a move, of a decision, and beside an end.
const LABEL: f64 = 120.0;
const DECISION: f64 = 150.0;
const BESIDE: f64 = 250.0;
/// Narrowest picture: the legend has to fit.
const NARROWEST: f64 = 640.0;
/// Line of a move with probability 1, and of one that never happens.
const WIDEST: f64 = 5.0;
const THINNEST: f64 = 0.8;

/// The words at a node.
struct Words {
    label: String,
    chance: String,
    decision: String,
    beside: [String; 2],
}

pub(super) fn scene(tree: &Tree) -> Scene {
    let words: Vec<Words> = tree.nodes.iter().map(|node| words_at(tree, node)).collect();
    let rooms: Vec<Room> = words.iter().map(room).collect();
    let layout = layout(tree, &rooms, &links(tree));
    let width = (layout.size.0 + 2.0 * MARGIN).max(NARROWEST);
    let (title, about) = if tree.public {
        ("Public tree", "what everybody sees, and how likely it is")
    } else {
        ("Game tree", "from the start on the left to the ends on the right")
    };
    let mut frame = Frame::new(width, title, &format!("{} · {about}", tree.caption.question));
    legend(&mut frame, tree);
    let origin = (MARGIN, frame.y);
    let (mut lines, mut marks) = (Group::new("edges"), Group::new("nodes"));
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Some(parent) = node.parent {
            lines.draw(line(tree, &layout, parent, at, origin));
        }
    }
    let mut dashed = Group::new("information-sets");
    let mut pieces = Vec::new();
    for (nodes, x) in &layout.links {
        let paths = link_paths(&layout, nodes, *x, origin);
        pieces.extend(paths.iter().flat_map(Path::pieces));
        dashed.add(link(tree, nodes, paths));
    }
    for (at, node) in tree.nodes.iter().enumerate() {
        let place = Place { layout: &layout, at, origin, links: &pieces };
        marks.add(mark(tree, node, &words[at], &place));
    }
    frame.body.add(lines);
    frame.body.add(dashed);
    frame.body.add(marks);
    frame.y += layout.size.1 + 10.0;
    frame.finish(
        if tree.public { "public-tree" } else { "tree" },
        &tree.caption,
        &remarks(tree),
        told::described(tree),
    )
}

fn words_at(tree: &Tree, node: &Node) -> Words {
    let (decision, beside) = match &node.kind {
        Kind::Decision { actor, decision, .. } => (
            format!("{}: {decision}", tree.actors.get(*actor).map_or("", String::as_str)),
            [String::new(), String::new()],
        ),
        Kind::Chance { what } => (what.clone(), [String::new(), String::new()]),
        Kind::End { outcomes } => {
            let (first, second) = (told::outcomes(tree, outcomes), told::gains(tree, &node.values));
            let beside = match (first.is_empty(), second.is_empty()) {
                (true, _) => [second, String::new()],
                (false, false) => [first, second],
                // Nobody's gains: there is room for more words.
                (false, true) => on_two_lines(&first),
            };
            (String::new(), beside)
        }
        Kind::Folded { situations, best, .. } => {
            let best = best.and_then(|(actor, value)| {
                Some(format!("at best {} to {}", words::plain(value), tree.actors.get(actor)?))
            });
            let what = if tree.public { "step" } else { "situation" };
            let count =
                if *situations == 1 { String::new() } else { words::plural(*situations as usize, what) };
            (
                String::new(),
                match best {
                    Some(best) => [best, count],
                    None => [count, String::new()],
                },
            )
        }
    };
    // After what never happens, everybody's public steps have no probability.
    let before = node.parent.and_then(|parent| tree.nodes.get(parent)).map_or(0.0, |parent| parent.reach);
    let known = node.parent.is_some() && !(tree.public && before <= 0.0);
    let chance = if known { words::share(node.probability) } else { String::new() };
    Words {
        label: font::cut(&words::neat(&node.label), Size::Small, LABEL),
        chance,
        decision: font::cut(&decision, Size::Small, DECISION),
        beside: beside.map(|words| font::cut(&words, Size::Small, BESIDE)),
    }
}

fn on_two_lines(words: &str) -> [String; 2] {
    let mut lines = font::filled(words, Size::Small, BESIDE, 2).into_iter();
    [lines.next().unwrap_or_default(), lines.next().unwrap_or_default()]
}

fn room(words: &Words) -> Room {
    let width = |words: &str| font::width(words, Size::Small);
    let above = width(&words.label) + 6.0 + width(&words.chance);
    Room {
        before: above.max(width(&words.decision)),
        after: width(&words.beside[0]).max(width(&words.beside[1])),
    }
}

/// Nodes of the same information set.
fn links(tree: &Tree) -> Vec<Vec<usize>> {
    let mut sets: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Kind::Decision { set, .. } = &node.kind
            && !tree.public
        {
            sets.entry(set.0).or_default().push(at);
        }
    }
    sets.into_values().filter(|nodes| nodes.len() > 1).collect()
}

/// The line of a move: it parts from its siblings in a curve, then is level under its words.
fn line(tree: &Tree, layout: &Layout, parent: usize, child: usize, (left, top): (f64, f64)) -> Shape {
    let (from, to) = (layout.at[parent], layout.at[child]);
    let start = layout.level[layout.depth[child]];
    let (x0, y0) = (left + from.0, top + from.1);
    let (x1, y1) = (left + start, top + to.1);
    let bend = x1 - FAN;
    let node = &tree.nodes[child];
    // Three dots follow.
    let short = if matches!(node.kind, Kind::Folded { .. }) { 9.0 } else { 0.0 };
    let path = Path::new()
        .go(x0, y0)
        .line(bend, y0)
        .curve((bend + FAN * 0.55, y0), (x1 - FAN * 0.55, y1), (x1, y1))
        .line(left + to.0 - short, y1);
    let happens = node.reach > 0.0;
    let ink = match &tree.nodes[parent].kind {
        _ if !happens => Ink::Faint,
        Kind::Decision { actor, .. } => Ink::actor(*actor),
        _ => Ink::Muted,
    };
    let width = if happens { 1.0 + (WIDEST - 1.0) * node.probability.clamp(0.0, 1.0) } else { THINNEST };
    Shape {
        form: Form::Path(path),
        fill: None,
        stroke: Some(Stroke { ink, width, dashed: false }),
        hatch: None,
    }
}

/// The lines of a link, from node to node.
fn link_paths(layout: &Layout, nodes: &[usize], x: f64, (left, top): (f64, f64)) -> Vec<Path> {
    let x = left + x;
    let between = |pair: &[usize]| {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]].map(|node| layout.at[node]);
        let (x0, y0, x1, y1) = (left + x0, top + y0 + RADIUS, left + x1, top + y1 - RADIUS);
        let bend = 7.0_f64.min((y1 - y0).max(0.0) / 2.0);
        Path::new().go(x0, y0).curve((x0, y0 + bend), (x, y0), (x, y0 + bend)).line(x, y1 - bend).curve(
            (x, y1),
            (x1, y1 - bend),
            (x1, y1),
        )
    };
    nodes.windows(2).map(between).collect()
}

/// A dashed link through the nodes of an information set.
fn link(tree: &Tree, nodes: &[usize], paths: Vec<Path>) -> Group {
    let mut group = Group::new("information-set");
    let mut ink = Ink::Muted;
    if let Some(Kind::Decision { actor, set, seen, .. }) = nodes.first().map(|&node| &tree.nodes[node].kind) {
        let name = tree.actors.get(*actor).map_or("", String::as_str);
        let seen = if seen.is_empty() { "nothing".to_owned() } else { seen.clone() };
        group = group
            .titled(format!("{name} cannot tell these apart; it has seen: {seen}"))
            .with("set", set.0.to_string());
        if nodes.iter().any(|&node| tree.nodes[node].reach > 0.0) {
            ink = Ink::actor(*actor);
        }
    }
    for path in paths {
        group.draw(Shape::line(Form::Path(path), ink, 1.2).dashed());
    }
    group
}

/// Where a node stands, and the dashed lines that may run there.
struct Place<'a> {
    layout: &'a Layout,
    at: usize,
    origin: (f64, f64),
    links: &'a [[(f64, f64); 2]],
}

impl Place<'_> {
    /// Writes a text, clear of the dashed lines.
    fn write(&self, into: &mut Group, text: Text) {
        let bounds = text.bounds();
        if self.links.iter().any(|&piece| bounds.is_crossed(piece)) {
            into.write_clear(text);
        } else {
            into.write(text);
        }
    }
}

fn mark(tree: &Tree, node: &Node, words: &Words, place: &Place) -> Group {
    let Place { layout, at, origin: (left, top), .. } = *place;
    let (x, y) = (left + layout.at[at].0, top + layout.at[at].1);
    let happens = node.reach > 0.0;
    let ink = if happens { Ink::Text } else { Ink::Muted };
    let class = match (&node.kind, happens) {
        (Kind::Decision { .. }, true) => "node decision",
        (Kind::Decision { .. }, false) => "node decision off-path",
        (Kind::Chance { .. }, _) => "node chance",
        (Kind::End { .. }, true) => "node end",
        (Kind::End { .. }, false) => "node end off-path",
        (Kind::Folded { .. }, _) => "node folded",
    };
    let mut group = Group::new(class).titled(told::at_node(tree, node)).with("node", node.number.to_string());
    group = group.with("reach", length(node.reach)).with("x", length(x)).with("y", length(y));
    if let Some(parent) = node.parent.and_then(|parent| tree.nodes.get(parent)) {
        group = group.with("parent", parent.number.to_string());
    }
    let start = left + layout.level[layout.depth[at]] + 2.0;
    if node.parent.is_some() {
        let label = Text::new(start, y - 5.0, Size::Small, words.label.clone());
        place.write(&mut group, label.in_ink(ink));
        let end = x - RADIUS - 6.0;
        let chance = Text::new(end, y - 5.0, Size::Small, words.chance.clone()).anchored(Anchor::End);
        place.write(&mut group, chance.in_ink(Ink::Muted));
    }
    let below = if node.parent.is_some() { y + 12.5 } else { y + 4.0 };
    let end = x - RADIUS - 6.0;
    let decision = Text::new(end, below, Size::Small, words.decision.clone()).anchored(Anchor::End);
    place.write(&mut group, decision.in_ink(ink));
    match &node.kind {
        Kind::Decision { actor, set, .. } => {
            group = group.with("set", set.0.to_string());
            let shape = marks::actor(*actor, x, y, RADIUS);
            group.draw(if happens {
                shape.edged(Ink::Ground, 1.0)
            } else {
                Shape { fill: Some(Ink::Ground), ..shape }.edged(Ink::Faint, 1.2)
            });
        }
        Kind::Chance { .. } => {
            let shape = marks::chance(x, y, RADIUS);
            group.draw(if happens { shape } else { shape.edged(Ink::Faint, 1.5) });
        }
        Kind::End { outcomes } => {
            let likeliest = outcomes.first().map(|(outcome, _)| *outcome);
            let shape = marks::outcome(likeliest.unwrap_or(0), x - 2.5, y, 2.0 * RADIUS + 3.0);
            let fill = match likeliest {
                _ if !happens => Ink::Faint,
                Some(_) => shape.fill.unwrap_or(Ink::Muted),
                None => Ink::Muted,
            };
            group.draw(Shape { fill: Some(fill), ..shape });
        }
        Kind::Folded { .. } => {
            for dot in 0..3 {
                let circle = Form::Circle { x: x - 4.0 + 4.0 * f64::from(dot), y, radius: 1.4 };
                group.draw(Shape::filled(circle, Ink::Muted));
            }
        }
    }
    let beside = left + layout.beside[layout.depth[at]];
    match &words.beside {
        [one, two] if two.is_empty() => {
            group.write_clear(Text::new(beside, y + 4.0, Size::Small, one.clone()).in_ink(ink));
        }
        [one, two] => {
            group.write_clear(Text::new(beside, y - 2.5, Size::Small, one.clone()).in_ink(ink));
            let second = if tree.public { ink } else { Ink::Muted };
            group.write_clear(Text::new(beside, y + 11.0, Size::Small, two.clone()).in_ink(second));
        }
    }
    group
}

fn legend(frame: &mut Frame, tree: &Tree) {
    let mut group = Group::new("legend");
    let (mut x, mut y) = (MARGIN, frame.y + 6.0);
    let end = frame.width - MARGIN;
    let mut entry = |group: &mut Group, sign: &dyn Fn(f64, f64, &mut Group), sign_width: f64, words: &str| {
        let words = font::cut(words, Size::Small, 200.0);
        let width = sign_width + 6.0 + font::width(&words, Size::Small);
        if x > MARGIN && x + width > end {
            x = MARGIN;
            y += 20.0;
        }
        sign(x, y, group);
        group.write(Text::new(x + sign_width + 6.0, y + 4.0, Size::Small, words));
        x += width + 20.0;
    };
    for (number, name) in tree.actors.iter().enumerate() {
        entry(
            &mut group,
            &|x, y, group| group.draw(marks::actor(number, x + RADIUS, y, RADIUS)),
            2.0 * RADIUS,
            name,
        );
    }
    if tree.nodes.iter().any(|node| matches!(node.kind, Kind::Chance { .. })) {
        let words = if tree.public { "chance, or something not all see" } else { "chance" };
        entry(
            &mut group,
            &|x, y, group| group.draw(marks::chance(x + RADIUS, y, RADIUS)),
            2.0 * RADIUS,
            words,
        );
    }
    let thick = |x: f64, y: f64, group: &mut Group| {
        let path = Path::new()
            .go(x, y - 1.0)
            .line(x + 30.0, y - 2.6)
            .line(x + 30.0, y + 2.6)
            .line(x, y + 1.0)
            .close();
        group.draw(Shape::filled(Form::Path(path), Ink::Muted));
    };
    if tree.nodes.len() > 1 {
        entry(&mut group, &thick, 30.0, "thicker: likelier");
    }
    if tree.nodes.iter().any(|node| node.reach <= 0.0) {
        let thin = |x: f64, y: f64, group: &mut Group| {
            group.draw(Shape::line(Form::straight((x, y), (x + 22.0, y)), Ink::Faint, THINNEST));
        };
        let never =
            if tree.played.is_empty() { "never at this solution" } else { "never in this equilibrium" };
        entry(&mut group, &thin, 22.0, never);
    }
    if !links(tree).is_empty() {
        let dashed = |x: f64, y: f64, group: &mut Group| {
            group.draw(Shape::line(Form::straight((x, y), (x + 22.0, y)), Ink::Text, 1.2).dashed());
        };
        entry(&mut group, &dashed, 22.0, "the mover cannot tell these apart");
    }
    frame.body.add(group);
    frame.y = y + HALF + 14.0;
}

fn remarks(tree: &Tree) -> Vec<String> {
    let mut remarks = Vec::new();
    let drawn = tree.nodes.len() as u64;
    if tree.least > 0.0 {
        let what = if tree.public { "steps" } else { "situations" };
        remarks.push(format!(
            "Drawn: the likeliest line, and what comes about with at least {}; {drawn} entries for {} {what}. The rest is counted at the three dots.",
            words::share(tree.least), tree.all
        ));
    }
    if tree.nodes.iter().any(|node| matches!(node.kind, Kind::End { .. })) && !tree.public {
        remarks
            .push("At each end: what happens, and what each side gains over the whole of play.".to_owned());
    }
    remarks
}
