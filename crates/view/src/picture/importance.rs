//! Shares of the variance: Sobol indices with their intervals, the most important parameter first.
//!
//! In: first-order and total indices. Out: the picture: the full bar is what a parameter explains by itself, the light one what it explains
//! together with others; the lines are the intervals.

use super::frame::{Frame, MARGIN, WIDTH, twin};
use super::{Caption, Cell, Data, Picture, plot};
use crate::document::{Align, Block, Table};
use crate::scene::axis::Axis;
use crate::scene::{Anchor, Form, Group, Ink, Shape, Size, Text, font};
use crate::words;

/// How important parameters are for an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Importance {
    /// Where it comes from.
    pub caption: Caption,
    /// The question.
    pub question: String,
    /// How many points were asked.
    pub points: u64,
    /// Whether the work was stopped before the intervals were as narrow as they should be.
    pub stopped: bool,
    /// The parameters, the most important first.
    pub rows: Vec<Row>,
}

/// A parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its name, and what it means.
    pub parameter: (String, String),
    /// By itself: estimate, and both ends of its interval.
    pub first: [f64; 3],
    /// With all that it does together with others.
    pub total: [f64; 3],
    /// Where the answer turns or jumps, in words; empty if it does not.
    pub flip: String,
}

const TITLE: &str = "Which parameters matter";
const NAMES: f64 = 300.0;
const FIGURES: f64 = 150.0;
const ROW: f64 = 34.0;
const MOST_ROWS: usize = 20;
/// The hue of the bars.
const HUE: u8 = 0;

/// The picture.
#[must_use]
pub fn picture(of: &Importance) -> Picture {
    let about = "share of the variance of the answer, with 95% intervals";
    let mut frame = Frame::new(WIDTH, TITLE, &format!("{} · {}: {about}", of.caption.question, of.question));
    let shown: Vec<&Row> = of.rows.iter().filter(|row| row.total[0] > 5e-4).take(MOST_ROWS).collect();
    let most = shown.iter().map(|row| row.total[2]).fold(0.1, f64::max).min(1.2);
    let axis =
        Axis { values: (0.0, most), places: (MARGIN + NAMES, WIDTH - MARGIN - FIGURES), percent: true };
    legend(&mut frame);
    let top = frame.y;
    let bottom = top + ROW * shown.len() as f64;
    plot::across(&mut frame.body, &axis, top, bottom, 5);
    let mut group = Group::new("rows");
    for row in &shown {
        draw(&mut group, row, &axis, frame.y);
        frame.y += ROW;
    }
    let left = axis.places.0;
    group.draw(Shape::line(Form::straight((left, top), (left, bottom)), Ink::Muted, 1.0));
    frame.body.add(group);
    frame.y = bottom + 20.0;
    let mut remarks =
        vec![format!("{} points, each parameter drawn independently within its range.", of.points)];
    if of.stopped {
        remarks
            .push("The work was stopped there: with more points the intervals would be narrower.".to_owned());
    }
    let others = of.rows.len() - shown.len();
    if others > 0 {
        let explain = if others == 1 { "explains" } else { "explain" };
        remarks
            .push(format!("{} {explain} less than what is drawn.", words::plural(others, "other parameter")));
    }
    let described: Vec<String> = shown
        .iter()
        .take(5)
        .map(|row| {
            format!(
                "{}: {} with others, {} by itself.",
                row.parameter.0,
                words::share(row.total[0].clamp(0.0, 1.0)),
                words::share(row.first[0].clamp(0.0, 1.0))
            )
        })
        .collect();
    Picture {
        scene: frame.finish("importance", &of.caption, &remarks, described.join(" ")),
        twin: text_twin(of, &shown, &remarks),
        data: data(of),
    }
}

fn legend(frame: &mut Frame) {
    let (mut x, y) = (MARGIN + NAMES, frame.y + 2.0);
    let mut group = Group::new("legend");
    for (ink, words) in
        [(Ink::Hue(HUE), "by itself"), (Ink::tint(HUE, 0.3), "with all that it does together with others")]
    {
        group.draw(Shape::filled(Form::rect(x, y - 5.0, 16.0, 10.0), ink));
        group.write(Text::new(x + 22.0, y + 4.0, Size::Small, words).in_ink(Ink::Muted));
        x += 22.0 + font::width(words, Size::Small) + 18.0;
    }
    frame.body.add(group);
    frame.y += 18.0;
}

fn draw(group: &mut Group, row: &Row, axis: &Axis, top: f64) {
    let middle = top + ROW / 2.0;
    let left = axis.places.0;
    let mut own = Group::new("parameter").with("parameter", row.parameter.0.clone());
    own.write(Text::new(
        MARGIN,
        middle - 2.0,
        Size::Body,
        font::cut(&row.parameter.0, Size::Body, NAMES - 16.0),
    ));
    let caption = font::cut(&row.parameter.1, Size::Small, NAMES - 16.0);
    own.write(Text::new(MARGIN, middle + 12.0, Size::Small, caption).in_ink(Ink::Muted));
    for (share, ink, y) in
        [(row.total, Ink::tint(HUE, 0.3), middle + 1.0), (row.first, Ink::Hue(HUE), middle - 10.0)]
    {
        let place = |value: f64| axis.at(value.clamp(axis.values.0, axis.values.1));
        own.draw(Shape::filled(Form::rect(left, y, place(share[0]) - left, 9.0), ink));
        let line = Form::straight((place(share[1]), y + 4.5), (place(share[2]), y + 4.5));
        own.draw(Shape::line(line, Ink::Text, 1.0));
        for end in [share[1], share[2]] {
            own.draw(Shape::line(
                Form::straight((place(end), y + 2.0), (place(end), y + 7.0)),
                Ink::Text,
                1.0,
            ));
        }
    }
    for (share, y) in [(row.first, middle - 2.0), (row.total, middle + 11.0)] {
        let figure = Text::new(WIDTH - MARGIN, y, Size::Small, interval(share)).anchored(Anchor::End);
        own.write(figure.in_ink(Ink::Muted));
    }
    group.draw(Shape::line(Form::straight((MARGIN, top), (WIDTH - MARGIN, top)), Ink::Rule, 0.6));
    group.add(own);
}

fn interval(share: [f64; 3]) -> String {
    let [value, low, high] = share.map(|share| words::trimmed(share.clamp(0.0, 9.99) * 100.0, 0));
    format!("{value}% ({low} to {high}%)")
}

fn text_twin(of: &Importance, shown: &[&Row], remarks: &[String]) -> crate::document::Document {
    let row = |row: &&Row| {
        vec![row.parameter.0.clone(), interval(row.first), interval(row.total), row.flip.clone()]
    };
    let table = Table {
        head: ["parameter", "by itself", "with others", ""].map(str::to_owned).to_vec(),
        align: vec![Align::Left, Align::Right, Align::Right, Align::Left],
        rows: shown.iter().map(row).collect(),
    };
    twin(
        &format!("WHICH PARAMETERS MATTER: {}", of.question),
        &of.caption,
        vec![Block::Table(table)],
        remarks,
    )
}

fn data(of: &Importance) -> Data {
    let mut data = Data::new(&[
        "question",
        "parameter",
        "caption",
        "first",
        "first_low",
        "first_high",
        "total",
        "total_low",
        "total_high",
        "flip",
    ]);
    for row in &of.rows {
        let mut cells = vec![
            Cell::text(of.question.clone()),
            Cell::text(row.parameter.0.clone()),
            Cell::text(row.parameter.1.clone()),
        ];
        cells.extend(row.first.iter().chain(&row.total).map(|&share| Cell::Number(share)));
        cells.push(Cell::text(row.flip.clone()));
        data.rows.push(cells);
    }
    data
}
