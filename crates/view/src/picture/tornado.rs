//! Each parameter alone: the answer at both ends of its range, all others as they are.
//!
//! In: answers at the ends, the widest first. Out: the picture. The rule is the answer now; where the answer turns or jumps on the way
//! stands at the right.

use super::frame::{Frame, MARGIN, WIDTH, twin};
use super::{Caption, Cell, Data, Picture, plot};
use crate::document::{Align, Block, Table};
use crate::scene::axis::{Axis, range};
use crate::scene::{Anchor, Form, Group, Ink, Path, Shape, Size, Text, font};
use crate::words;

/// What each parameter does alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tornado {
    /// Where it comes from.
    pub caption: Caption,
    /// The question.
    pub question: String,
    /// Whether it is a probability.
    pub probability: bool,
    /// The answer now.
    pub now: Option<f64>,
    /// What the answer turns at.
    pub level: f64,
    /// The parameters, the one that moves the answer most first.
    pub rows: Vec<Row>,
}

/// A parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its name, and what it means.
    pub parameter: (String, String),
    /// Whether it is written in percent.
    pub percent: bool,
    /// Its value in force.
    pub now: f64,
    /// The low end of its range, and the answer there.
    pub low: (f64, Option<f64>),
    /// The high end.
    pub high: (f64, Option<f64>),
    /// Where the answer is another, and whether it turns there.
    pub flip: Option<(f64, bool)>,
}

const TITLE: &str = "What each parameter does alone";
const NOW: &str = "the answer now";
const NAMES: f64 = 310.0;
const FLIPS: f64 = 130.0;
const ROW: f64 = 34.0;
/// Rows that are drawn.
pub const MOST_ROWS: usize = 20;

/// The picture.
#[must_use]
pub fn picture(of: &Tornado) -> Picture {
    let about = "as one parameter moves over its range, all others as they are";
    let mut frame = Frame::new(WIDTH, TITLE, &format!("{} · {}, {about}", of.caption.question, of.question));
    let (left, right) = (MARGIN + NAMES, WIDTH - MARGIN - FLIPS);
    let moving: Vec<&Row> = of.rows.iter().filter(|row| moves(of, row)).collect();
    let shown: Vec<&Row> = moving.iter().copied().take(MOST_ROWS).collect();
    let values =
        shown.iter().flat_map(|row| [row.low.1, row.high.1]).flatten().chain(of.now).chain(Some(of.level));
    let values = if of.probability { (0.0, 1.0) } else { range(values, false) };
    let axis = Axis { values, places: (left, right), percent: of.probability };
    // Without anything that moves the answer the remarks say all.
    if !shown.is_empty() {
        plot(&mut frame, of, &shown, &axis);
    }
    let remarks = remarks(of, moving.len(), shown.len());
    let mut described: Vec<String> = shown.iter().take(5).map(|row| sentence(of, row)).collect();
    if described.is_empty() {
        described.clone_from(&remarks);
    }
    Picture {
        scene: frame.finish("tornado", &of.caption, &remarks, described.join(" ")),
        twin: text_twin(of, &remarks),
        data: data(of),
    }
}

/// The rows, over the axis and the rules for where the answer turns and where it is now.
fn plot(frame: &mut Frame, of: &Tornado, shown: &[&Row], axis: &Axis) {
    legend(frame);
    let top = frame.y;
    let bottom = top + ROW * shown.len() as f64;
    plot::across(&mut frame.body, axis, top, bottom, 5);
    let mut group = Group::new("rows");
    for row in shown {
        draw(&mut group, of, row, axis, frame.y);
        frame.y += ROW;
    }
    let level = axis.at(of.level);
    frame.body.draw(Shape::line(Form::straight((level, top), (level, bottom)), Ink::Muted, 1.5));
    frame.body.add(group);
    if let Some(now) = of.now {
        let x = axis.at(now);
        frame.body.draw(Shape::line(Form::straight((x, top), (x, bottom)), Ink::Text, 1.0).dashed());
    }
    frame.y = bottom + 20.0;
}

/// Whether a parameter moves the answer, or makes it another on the way.
fn moves(of: &Tornado, row: &Row) -> bool {
    let answers = [row.low.1, row.high.1, of.now];
    let known: Vec<f64> = answers.into_iter().flatten().collect();
    let (low, high) =
        known.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &v| (l.min(v), h.max(v)));
    row.flip.is_some() || high - low > 1e-9 || known.len() < 3
}

fn legend(frame: &mut Frame) {
    let mut x = MARGIN + NAMES;
    let y = frame.y + 2.0;
    let mut group = Group::new("legend");
    for (high, words) in [(false, "at the low end of the range"), (true, "at the high end")] {
        group.draw(end(high, x + 5.0, y));
        group.write(Text::new(x + 14.0, y + 4.0, Size::Small, words).in_ink(Ink::Muted));
        x += 14.0 + font::width(words, Size::Small) + 18.0;
    }
    group.draw(Shape::line(Form::straight((x + 4.0, y - 7.0), (x + 4.0, y + 7.0)), Ink::Text, 1.0).dashed());
    group.write(Text::new(x + 14.0, y + 4.0, Size::Small, NOW).in_ink(Ink::Muted));
    x += 14.0 + font::width(NOW, Size::Small) + 18.0;
    group.draw(Shape::line(Form::straight((x + 4.0, y - 7.0), (x + 4.0, y + 7.0)), Ink::Muted, 1.5));
    group.write(Text::new(x + 14.0, y + 4.0, Size::Small, "where it turns").in_ink(Ink::Muted));
    frame.body.add(group);
    frame.y += 18.0;
}

/// The mark of an end: open and pointing down in blue, or full and pointing up in orange.
fn end(high: bool, x: f64, y: f64) -> Shape {
    let up = if high { -1.0 } else { 1.0 };
    let mut path = Path::new();
    path.polygon(&[(x - 5.0, y - 4.0 * up), (x + 5.0, y - 4.0 * up), (x, y + 5.0 * up)]);
    let form = Form::Path(path);
    if high {
        Shape::filled(form, Ink::Above)
    } else {
        Shape::filled(form, Ink::Ground).edged(Ink::Below, 1.6)
    }
}

fn draw(group: &mut Group, of: &Tornado, row: &Row, axis: &Axis, top: f64) {
    let middle = top + ROW / 2.0;
    let mut own =
        Group::new("parameter").with("parameter", row.parameter.0.clone()).titled(sentence(of, row));
    let show = |value: f64| words::parameter(value, row.percent);
    let moved = format!("{} to {}, now {}", show(row.low.0), show(row.high.0), show(row.now));
    let moved = Text::new(left_end(), middle - 2.0, Size::Small, moved).anchored(Anchor::End);
    let room = NAMES - 30.0 - moved.width();
    own.write(Text::new(MARGIN, middle - 2.0, Size::Body, font::cut(&row.parameter.0, Size::Body, room)));
    own.write(moved.in_ink(Ink::Muted));
    let caption = font::cut(&row.parameter.1, Size::Small, NAMES - 20.0);
    own.write(Text::new(MARGIN, middle + 12.0, Size::Small, caption).in_ink(Ink::Muted));
    let known: Vec<f64> =
        [row.low.1, row.high.1, of.now].into_iter().flatten().map(|value| axis.at(value)).collect();
    let (from, to) = known.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &x| (l.min(x), h.max(x)));
    if from < to {
        own.draw(
            Shape::filled(Form::rect(from, middle - 5.0, to - from, 10.0), Ink::Band).edged(Ink::Faint, 0.8),
        );
    }
    for (high, value) in [(false, row.low.1), (true, row.high.1)] {
        if let Some(value) = value {
            own.draw(end(high, axis.at(value), middle));
        }
    }
    if let Some((at, turns)) = row.flip {
        let x = axis.places.1 + 16.0;
        let mut path = Path::new();
        path.polygon(&[(x, middle - 5.0), (x + 5.0, middle), (x, middle + 5.0), (x - 5.0, middle)]);
        let shape = Shape::filled(Form::Path(path), if turns { Ink::Text } else { Ink::Ground });
        own.draw(shape.edged(Ink::Text, 1.2));
        let words = format!(
            "{} at {}",
            if turns { "turns" } else { "jumps" },
            words::border(at, row.now, row.percent)
        );
        own.write(Text::new(
            x + 11.0,
            middle + 4.0,
            Size::Small,
            font::cut(&words, Size::Small, FLIPS - 27.0),
        ));
    }
    group.draw(Shape::line(Form::straight((MARGIN, top), (WIDTH - MARGIN, top)), Ink::Rule, 0.6));
    group.add(own);
}

/// Where the column of parameters ends.
fn left_end() -> f64 {
    MARGIN + NAMES - 20.0
}

fn answer(of: &Tornado, value: Option<f64>) -> String {
    value.map_or_else(
        || "no answer".to_owned(),
        |value| if of.probability { words::share(value) } else { words::plain(value) },
    )
}

fn sentence(of: &Tornado, row: &Row) -> String {
    let show = |value: f64| words::parameter(value, row.percent);
    let flip = row.flip.map_or_else(String::new, |(at, turns)| {
        format!(
            "; it {} at {}",
            if turns { "turns" } else { "jumps" },
            words::border(at, row.now, row.percent)
        )
    });
    format!(
        "{}: {} at {}, {} at {}{flip}.",
        row.parameter.0,
        answer(of, row.low.1),
        show(row.low.0),
        answer(of, row.high.1),
        show(row.high.0)
    )
}

fn remarks(of: &Tornado, moving: usize, shown: usize) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(now) = of.now {
        let level = if of.probability { "50%" } else { "0" };
        all.push(format!("The answer now is {}; it turns where it crosses {level}.", answer(of, Some(now))));
    }
    if moving > shown {
        all.push(format!("{} move it less.", words::plural(moving - shown, "more parameter")));
    }
    let still = of.rows.len() - moving;
    if still > 0 {
        let do_not = if still == 1 { "does" } else { "do" };
        all.push(format!("{} {do_not} not move it.", words::plural(still, "parameter")));
    }
    all
}

fn text_twin(of: &Tornado, remarks: &[String]) -> crate::document::Document {
    let row = |row: &Row| {
        let show = |value: f64| words::parameter(value, row.percent);
        let flip = row.flip.map_or_else(String::new, |(at, turns)| {
            format!(
                "{} at {}",
                if turns { "turns" } else { "jumps" },
                words::border(at, row.now, row.percent)
            )
        });
        vec![
            row.parameter.0.clone(),
            format!("{} to {}", show(row.low.0), show(row.high.0)),
            answer(of, row.low.1),
            answer(of, row.high.1),
            flip,
        ]
    };
    let shown = of.rows.iter().filter(|row| moves(of, row)).take(MOST_ROWS);
    let table = Table {
        head: ["parameter", "from … to", "answer at low", "at high", ""].map(str::to_owned).to_vec(),
        align: vec![Align::Left, Align::Right, Align::Right, Align::Right, Align::Left],
        rows: shown.map(row).collect(),
    };
    twin(&format!("EACH PARAMETER ALONE: {}", of.question), &of.caption, vec![Block::Table(table)], remarks)
}

fn data(of: &Tornado) -> Data {
    let mut data = Data::new(&[
        "question",
        "parameter",
        "caption",
        "now",
        "low",
        "answer_at_low",
        "high",
        "answer_at_high",
        "flips_at",
        "turns",
        "answer_now",
    ]);
    for row in &of.rows {
        data.rows.push(vec![
            Cell::text(of.question.clone()),
            Cell::text(row.parameter.0.clone()),
            Cell::text(row.parameter.1.clone()),
            Cell::Number(row.now),
            Cell::Number(row.low.0),
            Cell::maybe(row.low.1),
            Cell::Number(row.high.0),
            Cell::maybe(row.high.1),
            Cell::maybe(row.flip.map(|(at, _)| at)),
            row.flip.map_or(Cell::Empty, |(_, turns)| Cell::Truth(turns)),
            Cell::maybe(of.now),
        ]);
    }
    data
}
