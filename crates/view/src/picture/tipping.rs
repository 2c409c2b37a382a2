//! One parameter: answers as it moves, with a rule at each value at which one of them tips.
//!
//! In: answers along a parameter, tipping points, the parameter's distribution. Out: the picture. Probabilities share one plot, other
//! figures have one each; lines break where an answer jumps. The distribution is the strip at the foot.

use super::frame::{Frame, MARGIN, SMALL_LINE, WIDTH, twin_of};
use super::{Caption, Cell, Data, Picture, plot};
use crate::document::{Align, Block, Section, Table};
use crate::scene::axis::{Axis, range};
use crate::scene::{Anchor, Form, Group, Ink, Path, Shape, Size, Text, font};
use crate::words;

/// Answers along a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tipping {
    /// Where they come from.
    pub caption: Caption,
    /// The parameter's name, and what it means.
    pub parameter: (String, String),
    /// Whether it is written in percent.
    pub percent: bool,
    /// Its value in force.
    pub now: f64,
    /// From where to where it moves.
    pub range: (f64, f64),
    /// The answers.
    pub lines: Vec<Line>,
    /// The distribution: from, to, share.
    pub strip: Vec<(f64, f64, f64)>,
    /// Whether the distribution is declared; else the strip takes the range evenly.
    pub declared: bool,
}

/// An answer along the parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The question.
    pub question: String,
    /// Whether it is a probability.
    pub probability: bool,
    /// Values of the parameter with the answers there, ascending.
    pub points: Vec<(f64, Option<f64>)>,
    /// Where it tips, ascending.
    pub tips: Vec<Tip>,
}

/// A tipping point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tip {
    /// The parameter's value.
    pub at: f64,
    /// The answer just below and just above.
    pub sides: (Option<f64>, Option<f64>),
    /// The share of the distribution below.
    pub share_below: f64,
    /// What is done otherwise above, in sentences.
    pub changes: Vec<String>,
}

const LEFT: f64 = MARGIN + 52.0;
const NAMES: f64 = 200.0;
const PLOT: f64 = 190.0;
const STRIP: f64 = 26.0;
/// Rules closer than this are read as one.
const SAME_PLACE: f64 = 3.0;
/// An answer that moves by less than this share of its size does not jump.
const JUMP: f64 = 1e-4;
/// Most sentences about one tipping point.
const MOST_CHANGES: usize = 3;

/// The picture.
#[must_use]
pub fn picture(of: &Tipping) -> Picture {
    let title = format!("What changes with {}", of.parameter.0);
    let about = if of.parameter.1.is_empty() {
        String::new()
    } else {
        format!(" · {}: {}", of.parameter.0, of.parameter.1)
    };
    let mut frame = Frame::new(WIDTH, &title, &format!("{}{about}", of.caption.question));
    let right = WIDTH - MARGIN - NAMES;
    let across = Axis { values: of.range, places: (LEFT, right), percent: of.percent };
    frame.body.add(axis_told(of, &across));
    rules(&mut frame, of, &across);
    let top = frame.y;
    let probabilities: Vec<(usize, &Line)> =
        of.lines.iter().enumerate().filter(|(_, line)| line.probability).collect();
    if !probabilities.is_empty() {
        plot(&mut frame, &probabilities, &across, (0.0, 1.0), true);
    }
    for (at, line) in of.lines.iter().enumerate().filter(|(_, line)| !line.probability) {
        let values = line.points.iter().filter_map(|(_, value)| *value);
        plot(&mut frame, &[(at, line)], &across, range(values, true), false);
    }
    strip(&mut frame, of, &across);
    plot::across(&mut frame.body, &Axis { ..across }, frame.y, frame.y + 4.0, 6);
    frame.y += 26.0;
    let name = Text::new(f64::midpoint(LEFT, right), frame.y + 10.0, Size::Small, of.parameter.0.clone());
    frame.body.write(name.anchored(Anchor::Middle));
    frame.y += 14.0;
    let x = across.at(of.now);
    let now = Form::straight((x, top - 4.0), (x, frame.y - 44.0));
    let mut base = Group::new("base");
    base.draw(Shape::line(now, Ink::Text, 1.0).dashed());
    frame.body.add(base);
    let remarks = sentences(of);
    Picture {
        scene: frame.finish("tipping", &of.caption, &remarks, remarks.join(" ")),
        twin: text_twin(of, &remarks),
        data: data(of),
    }
}

/// Where the parameter lies, for whoever moves it in the picture.
fn axis_told(of: &Tipping, across: &Axis) -> Group {
    Group::new("axes")
        .with("across", of.parameter.0.clone())
        .with("across-from", across.values.0.to_string())
        .with("across-to", across.values.1.to_string())
        .with("across-start", across.places.0.to_string())
        .with("across-end", across.places.1.to_string())
}

/// The figures above the rules: each tipping point, and the value now. Those that would lie on their neighbour go up.
fn rules(frame: &mut Frame, of: &Tipping, across: &Axis) {
    let mut marks: Vec<(f64, String, bool)> = tips(of)
        .into_iter()
        .map(|tip| (across.at(tip.at), words::border(tip.at, of.now, of.percent), false))
        .collect();
    let now = format!("now {}", words::parameter(of.now, of.percent));
    marks.push((across.at(of.now), now, true));
    marks.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Rules beside each other may have the same figure.
    marks.dedup_by(|b, a| a.1 == b.1 && b.0 - a.0 < SAME_PLACE);
    let mut ends = [f64::NEG_INFINITY; 2];
    let mut placed = Vec::with_capacity(marks.len());
    for (x, words, is_now) in marks {
        let half = font::width(&words, Size::Small) / 2.0 + 3.0;
        let Some(row) = (0..2).find(|&row| x - half >= ends[row]) else { continue };
        ends[row] = x + half;
        placed.push((x, row, words, is_now));
    }
    let rows = placed.iter().map(|(_, row, ..)| row + 1).max().unwrap_or(0);
    frame.y += SMALL_LINE * rows as f64 + 10.0;
    for (x, row, words, is_now) in placed {
        let y = frame.y - 8.0 - SMALL_LINE * row as f64;
        let text = Text::new(x, y, Size::Small, words).anchored(Anchor::Middle);
        if is_now {
            let mut base = Group::new("base");
            base.write(text.in_ink(Ink::Muted));
            frame.body.add(base);
        } else {
            frame.body.write(text);
        }
    }
}

/// All tipping points of all lines, without those at the same place.
fn tips(of: &Tipping) -> Vec<&Tip> {
    let mut all: Vec<&Tip> = of.lines.iter().flat_map(|line| &line.tips).collect();
    all.sort_by(|a, b| a.at.total_cmp(&b.at));
    let near = (of.range.1 - of.range.0).abs() * 1e-5;
    all.dedup_by(|b, a| (b.at - a.at).abs() <= near);
    all
}

fn plot(frame: &mut Frame, lines: &[(usize, &Line)], across: &Axis, values: (f64, f64), percent: bool) {
    let (left, right) = across.places;
    let axis = Axis { values, places: (frame.y + PLOT, frame.y), percent };
    plot::upwards(&mut frame.body, &axis, left, right, 4);
    let level = if percent { 0.5 } else { 0.0 };
    let y = axis.at(level);
    frame.body.draw(Shape::line(Form::straight((left, y), (right, y)), Ink::Muted, 1.0));
    let mut group = Group::new("answers");
    let mut ends = Vec::new();
    for (number, line) in lines {
        let ink = Ink::series(*number);
        for tip in &line.tips {
            let x = across.at(tip.at);
            group.draw(Shape::line(Form::straight((x, axis.places.1), (x, axis.places.0)), Ink::Muted, 1.0));
        }
        let (path, jumps) = broken(line, across, &axis);
        if !jumps.is_empty() {
            group.draw(Shape::line(Form::Path(jumps), ink, 1.0).dashed());
        }
        group.draw(Shape::line(Form::Path(path), ink, 2.2));
        if let Some(last) = line.points.iter().rev().find_map(|(_, value)| *value) {
            ends.push((axis.at(last), *number, last));
        }
    }
    frame.body.add(group);
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wrapped: Vec<Vec<String>> = ends
        .iter()
        .filter_map(|(_, number, _)| lines.iter().find(|(n, _)| n == number))
        .map(|(_, line)| font::filled(&line.question, Size::Small, NAMES - 24.0, 3))
        .collect();
    let gap = wrapped.iter().map(Vec::len).max().unwrap_or(1) as f64 * 13.0 + 5.0;
    let wanted: Vec<f64> = ends.iter().map(|(y, ..)| *y).collect();
    for (((_, number, _), words), y) in
        ends.iter().zip(wrapped).zip(plot::apart(&wanted, gap, axis.places.1 + 4.0, axis.places.0 + 8.0))
    {
        frame.body.draw(Shape::filled(Form::rect(right + 8.0, y - 1.5, 10.0, 3.0), Ink::series(*number)));
        for (row, line) in words.iter().enumerate() {
            frame.body.write(Text::new(right + 23.0, y + 4.0 + 13.0 * row as f64, Size::Small, line.clone()));
        }
    }
    frame.y += PLOT + 24.0;
}

/// The line of an answer, broken where it jumps, and the jumps.
fn broken(line: &Line, across: &Axis, axis: &Axis) -> (Path, Path) {
    let (mut path, mut jumps) = (Path::new(), Path::new());
    let mut tips = line.tips.iter().peekable();
    let mut drawing = false;
    let near = line.points.first().zip(line.points.last()).map_or(0.0, |(a, b)| (b.0 - a.0).abs() * 1e-6);
    for &(at, value) in &line.points {
        // What is found at a tipping point itself belongs to neither side.
        let on_tip =
            |tip: &Tip| (tip.at - at).abs() <= near && (tip.sides.0.is_some() || tip.sides.1.is_some());
        while let Some(tip) = tips.next_if(|tip| tip.at <= at + near) {
            let x = across.at(tip.at);
            let (Some(before), Some(after)) = tip.sides else {
                if let (Some(before), true) = (tip.sides.0, drawing) {
                    path = path.line(x, axis.at(before));
                }
                drawing = false;
                if let Some(after) = tip.sides.1 {
                    path = path.go(x, axis.at(after));
                    drawing = true;
                }
                continue;
            };
            path = if drawing { path.line(x, axis.at(before)) } else { path };
            if (before - after).abs() > 1e-9 {
                jumps = jumps.go(x, axis.at(before)).line(x, axis.at(after));
                path = path.go(x, axis.at(after));
            } else if !drawing {
                path = path.go(x, axis.at(after));
            }
            drawing = true;
        }
        if line.tips.iter().any(on_tip) {
            continue;
        }
        match value {
            Some(value) if drawing => path = path.line(across.at(at), axis.at(value)),
            Some(value) => path = path.go(across.at(at), axis.at(value)),
            None => {}
        }
        drawing = value.is_some();
    }
    (path, jumps)
}

/// Where, between two places, a label of some width stands without lying on a rule: in the middle, else in the middle of the wider side.
fn beside(rule: f64, (from, to): (f64, f64), width: f64) -> Option<f64> {
    let half = width / 2.0 + 3.0;
    let middle = f64::midpoint(from, to);
    let sides = [f64::midpoint(from, rule), f64::midpoint(rule, to)];
    let wider = if rule - from > to - rule { sides[0] } else { sides[1] };
    let free = |x: f64| x - half >= from && x + half <= to && (x - rule).abs() >= half;
    [middle, wider].into_iter().find(|&x| free(x))
}

fn strip(frame: &mut Frame, of: &Tipping, across: &Axis) {
    let density = |&(from, to, share): &(f64, f64, f64)| if to > from { share / (to - from) } else { 0.0 };
    let most = of.strip.iter().map(density).fold(0.0, f64::max);
    if most <= 0.0 {
        return;
    }
    let mut group = Group::new("distribution");
    let bottom = frame.y + STRIP;
    // One outline: bins beside each other would show their seams.
    let (first, last) = (of.strip.first().map_or(0.0, |bin| bin.0), of.strip.last().map_or(0.0, |bin| bin.1));
    let mut outline = vec![(across.at(first), bottom)];
    for bin in &of.strip {
        let y = bottom - density(bin) / most * STRIP;
        outline.extend([(across.at(bin.0), y), (across.at(bin.1), y)]);
    }
    outline.push((across.at(last), bottom));
    let mut path = Path::new();
    path.polygon(&outline);
    group.draw(Shape::filled(Form::Path(path), Ink::Rule));
    let (left, right) = across.places;
    group.draw(Shape::line(Form::straight((left, bottom), (right, bottom)), Ink::Muted, 1.0));
    let words = if of.declared { "its declared distribution" } else { "taken evenly over its range" };
    group.write(Text::new(right + 8.0, bottom - 8.0, Size::Small, words).in_ink(Ink::Muted));
    // The shares between the tipping points.
    let mut edges = vec![(of.range.0, 0.0)];
    edges.extend(tips(of).iter().map(|tip| (tip.at, tip.share_below)));
    edges.push((of.range.1, 1.0));
    if edges.len() > 2 {
        for pair in edges.windows(2) {
            let words = words::share((pair[1].1 - pair[0].1).clamp(0.0, 1.0));
            let (from, to) = (across.at(pair[0].0), across.at(pair[1].0));
            if let Some(x) = beside(across.at(of.now), (from, to), font::width(&words, Size::Small)) {
                let share = Text::new(x, bottom - 8.0, Size::Small, words);
                group.write(share.anchored(Anchor::Middle).in_ink(Ink::Muted));
            }
        }
    }
    for tip in tips(of) {
        let x = across.at(tip.at);
        group.draw(Shape::line(Form::straight((x, frame.y), (x, bottom)), Ink::Muted, 1.0));
    }
    frame.body.add(group);
    frame.y = bottom;
}

/// A sentence for each tipping point.
fn sentences(of: &Tipping) -> Vec<String> {
    let mut all = Vec::new();
    for line in &of.lines {
        let answers = line.points.iter().filter_map(|(_, value)| *value);
        let size = answers.fold(f64::MIN_POSITIVE, |size, value| size.max(value.abs()));
        for tip in &line.tips {
            let answer = |value: Option<f64>| {
                value.map_or("no answer".to_owned(), |value| {
                    if line.probability { words::share(value) } else { words::plain(value) }
                })
            };
            let changes: Vec<String> = tip.changes.iter().take(MOST_CHANGES).cloned().collect();
            let why = if changes.is_empty() { String::new() } else { format!("; {}", changes.join("; ")) };
            let at = words::border(tip.at, of.now, of.percent);
            let close = |a: f64, b: f64| (a - b).abs() <= JUMP * size;
            let (level, named) = if line.probability { (0.5, "50%") } else { (0.0, "zero") };
            let what = match tip.sides {
                (Some(a), Some(b)) if close(a, b) && close(a, level) => format!("crosses {named}"),
                (Some(a), Some(b)) if close(a, b) => format!("is {} on both sides", answer(Some(a))),
                (before, after) => format!("goes from {} to {}", answer(before), answer(after)),
            };
            all.push(format!("At {at}, {} {what}{why}.", line.question));
        }
    }
    if all.is_empty() {
        all.push("No tipping point was found over this range.".to_owned());
    }
    all
}

fn text_twin(of: &Tipping, remarks: &[String]) -> crate::document::Document {
    let section = |line: &Line| {
        let show = |value: f64| if line.probability { words::share(value) } else { words::plain(value) };
        let every = line.points.len().div_ceil(21).max(1);
        let rows = line.points.iter().step_by(every).map(|(at, value)| {
            vec![words::parameter(*at, of.percent), value.map_or_else(|| "–".to_owned(), show)]
        });
        let table = Table {
            head: vec![of.parameter.0.clone(), String::new()],
            align: vec![Align::Right, Align::Right],
            rows: rows.collect(),
        };
        Section { heading: line.question.clone(), blocks: vec![Block::Table(table)] }
    };
    twin_of(&of.caption, of.lines.iter().map(section).collect(), remarks)
}

fn data(of: &Tipping) -> Data {
    let mut data =
        Data::new(&["question", "kind", "parameter", "at", "value", "value_above", "share_below", "changes"]);
    for line in &of.lines {
        let row = |kind: &str, at: f64, value: Option<f64>| {
            vec![
                Cell::text(line.question.clone()),
                Cell::text(kind),
                Cell::text(of.parameter.0.clone()),
                Cell::Number(at),
                Cell::maybe(value),
            ]
        };
        for &(at, value) in &line.points {
            let mut cells = row("point", at, value);
            cells.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
            data.rows.push(cells);
        }
        for tip in &line.tips {
            let mut cells = row("tipping", tip.at, tip.sides.0);
            cells.extend([
                Cell::maybe(tip.sides.1),
                Cell::Number(tip.share_below),
                Cell::text(tip.changes.join("; ")),
            ]);
            data.rows.push(cells);
        }
    }
    data
}
