//! What things are worth: a dot for each value, with its range over all equilibria where that is known, and a zero line.
//!
//! In: values with their questions. Out: the picture; what play is worth and what one thing is worth more than another have axes of
//! their own.

use super::frame::{Frame, MARGIN, SMALL_LINE, WIDTH, twin_of};
use super::{Caption, Cell, Data, Picture, plot};
use crate::document::{Align, Block, Section, Table};
use crate::report::Term;
use crate::scene::axis::{Axis, range};
use crate::scene::{Anchor, Form, Group, Ink, Shape, Size, Text, font};
use crate::words;

/// What things are worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// Where they come from.
    pub caption: Caption,
    /// Values on one scale.
    pub panels: Vec<Panel>,
}

/// Values that share an axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// What they are.
    pub heading: String,
    /// Whether they are differences, written with their sign.
    pub signed: bool,
    /// The values.
    pub rows: Vec<Row>,
}

/// A value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What it is the value of, and to whom.
    pub question: String,
    /// The value, or the limit in its place.
    pub value: Option<f64>,
    /// Its range over all equilibria.
    pub range: Option<(f64, f64)>,
    /// Why there is none, or only a limit.
    pub note: String,
    /// What such a value means.
    pub means: Option<Term>,
}

const TITLE: &str = "What things are worth";
const NAMES: f64 = 300.0;
const FIGURES: f64 = 90.0;

/// The picture.
#[must_use]
pub fn picture(of: &Values) -> Picture {
    let about = format!("{} · in the units of each actor's gains", of.caption.question);
    let mut frame = Frame::new(WIDTH, TITLE, &about);
    for panel in &of.panels {
        draw(&mut frame, panel);
        frame.y += 8.0;
    }
    let remarks = remarks(of);
    let description = of.panels.iter().flat_map(|panel| panel.rows.iter().map(move |row| (panel, row)));
    let described: Vec<String> =
        description.map(|(panel, row)| format!("{}: {}", row.question, figure(panel, row))).collect();
    Picture {
        scene: frame.finish("values", &of.caption, &remarks, described.join(". ")),
        twin: text_twin(of, &remarks),
        data: data(of),
    }
}

/// What the lines through the dots say, or that there is none to draw.
fn remarks(of: &Values) -> Vec<String> {
    let rows = of.panels.iter().flat_map(|panel| &panel.rows);
    let ranges: Vec<(f64, f64)> = rows.clone().filter_map(|row| row.range).collect();
    let sentence = if ranges.iter().any(|(low, high)| low < high) {
        "The line through a dot spans the value over all equilibria; a dot without one has the same value in all of them, or they were not all found."
    } else if ranges.is_empty() {
        return Vec::new();
    } else if ranges.len() == rows.count() {
        "Every value is the same in all equilibria."
    } else {
        "Where all equilibria were found, the value is the same in all of them."
    };
    vec![sentence.to_owned()]
}

fn draw(frame: &mut Frame, panel: &Panel) {
    frame.head(&panel.heading);
    let left = MARGIN + NAMES;
    let right = WIDTH - MARGIN - FIGURES;
    let values = panel.rows.iter().flat_map(|row| {
        let (low, high) = row.range.unzip();
        [row.value, low, high].into_iter().flatten()
    });
    let axis = Axis { values: range(values, true), places: (left, right), percent: false };
    let top = frame.y;
    let mut rows = Group::new("rows");
    for row in &panel.rows {
        let mut group = Group::new("value").with("question", row.question.clone());
        let lines = font::filled(&row.question, Size::Body, NAMES - 16.0, 3);
        let height = lines.len() as f64 * 16.0 + 12.0;
        let middle = frame.y + height / 2.0;
        for (at, line) in lines.iter().enumerate() {
            group.write(Text::new(MARGIN, frame.y + 18.0 + 16.0 * at as f64, Size::Body, line.clone()));
        }
        if let Some((low, high)) = row.range.filter(|(low, high)| low < high) {
            let line = Form::straight((axis.at(low), middle), (axis.at(high), middle));
            group.draw(Shape::line(line, Ink::Muted, 2.0));
            for end in [low, high] {
                let x = axis.at(end);
                group.draw(Shape::line(
                    Form::straight((x, middle - 4.0), (x, middle + 4.0)),
                    Ink::Muted,
                    2.0,
                ));
            }
        }
        if let Some(value) = row.value {
            let ink = match value {
                v if !panel.signed || v.abs() < 5e-10 => Ink::Text,
                v if v < 0.0 => Ink::Below,
                _ => Ink::Above,
            };
            let (x, zero) = (axis.at(value), axis.at(0.0));
            if panel.signed {
                group.draw(Shape::line(Form::straight((zero, middle), (x, middle)), ink, 1.0));
            }
            group.draw(Shape::filled(Form::Circle { x, y: middle, radius: 5.0 }, ink));
        }
        let figure =
            Text::new(WIDTH - MARGIN, middle + 4.5, Size::Body, figure(panel, row)).anchored(Anchor::End);
        group.write(figure);
        rows.add(group);
        frame.y += height;
    }
    plot::across(&mut frame.body, &axis, top, frame.y, 5);
    let zero = axis.at(0.0);
    frame.body.draw(Shape::line(Form::straight((zero, top), (zero, frame.y)), Ink::Muted, 1.5));
    frame.body.add(rows);
    frame.y += SMALL_LINE + 8.0;
}

fn figure(panel: &Panel, row: &Row) -> String {
    match row.value {
        Some(value) if panel.signed => words::signed(value),
        Some(value) => words::plain(value),
        None => "no value".to_owned(),
    }
}

fn text_twin(of: &Values, remarks: &[String]) -> crate::document::Document {
    let section = |panel: &Panel| {
        let rows = panel.rows.iter().map(|row| {
            let range = row.range.filter(|(low, high)| low < high);
            let range = range.map_or_else(String::new, |(low, high)| {
                format!("{} to {}", words::plain(low), words::plain(high))
            });
            vec![row.question.clone(), figure(panel, row), range, row.note.clone()]
        });
        let table = Table {
            head: ["", "value", "over all equilibria", ""].map(str::to_owned).to_vec(),
            align: vec![Align::Left, Align::Right, Align::Right, Align::Left],
            rows: rows.collect(),
        };
        Section { heading: panel.heading.to_uppercase(), blocks: vec![Block::Table(table)] }
    };
    twin_of(&of.caption, of.panels.iter().map(section).collect(), remarks)
}

fn data(of: &Values) -> Data {
    let mut data = Data::new(&["kind", "question", "value", "low", "high", "note", "means"]);
    for panel in &of.panels {
        for row in &panel.rows {
            data.rows.push(vec![
                Cell::text(panel.heading.clone()),
                Cell::text(row.question.clone()),
                Cell::maybe(row.value),
                Cell::maybe(row.range.map(|(low, _)| low)),
                Cell::maybe(row.range.map(|(_, high)| high)),
                Cell::text(row.note.clone()),
                row.means.map_or(Cell::Empty, |term| Cell::text(term.name())),
            ]);
        }
    }
    data
}
