//! What happens: a bar for each outcome, for one or several opinions.
//!
//! In: probabilities of the outcomes. Out: the picture. Outcomes keep the order of the text.

use super::frame::{Frame, LINE, MARGIN, WIDTH, twin};
use super::{Caption, Cell, Data, Picture, plot};
use crate::document::{Align, Block, Table};
use crate::scene::axis::Axis;
use crate::scene::{Anchor, Form, Group, Ink, Shape, Size, Text, font};
use crate::words;

/// How likely outcomes are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    /// Where they come from.
    pub caption: Caption,
    /// Under which opinions, in order; one without a name if it is the setting in force.
    pub opinions: Vec<String>,
    /// The outcomes in the order of the text.
    pub outcomes: Vec<Outcome>,
}

/// An outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Its caption.
    pub caption: String,
    /// Its probability under each of the opinions.
    pub probabilities: Vec<f64>,
}

const TITLE: &str = "What happens";
/// Width of the column of outcomes, and of that of opinions.
const NAMES: f64 = 210.0;
const OPINIONS: f64 = 110.0;
/// Room for "99.96% almost certain".
const FIGURES: f64 = 175.0;
const BAR: f64 = 14.0;

/// The picture.
#[must_use]
pub fn picture(of: &Outcomes) -> Picture {
    let several = of.opinions.len() > 1;
    let about =
        if several { "Probability of each outcome, by opinion" } else { "Probability of each outcome" };
    let mut frame = Frame::new(WIDTH, TITLE, &format!("{} · {about}", of.caption.question));
    let left = MARGIN + NAMES + if several { OPINIONS } else { 0.0 };
    let axis = Axis { values: (0.0, 1.0), places: (left, WIDTH - MARGIN - FIGURES), percent: true };
    let top = frame.y;
    let mut rows = Group::new("rows");
    for (number, outcome) in of.outcomes.iter().enumerate() {
        let mut group = Group::new("outcome").with("outcome", outcome.name.clone());
        let lines = font::filled(&outcome.caption, Size::Body, NAMES - 16.0, 2);
        let height = (lines.len() as f64 * 16.0).max(of.opinions.len() as f64 * LINE) + 12.0;
        for (at, line) in lines.iter().enumerate() {
            group.write(Text::new(MARGIN, frame.y + 16.0 + 16.0 * at as f64, Size::Body, line.clone()));
        }
        for (row, (opinion, &p)) in of.opinions.iter().zip(&outcome.probabilities).enumerate() {
            let y = frame.y + 16.0 + LINE * row as f64;
            if several {
                let name = font::cut(opinion, Size::Small, OPINIONS - 12.0);
                let label = Text::new(left - 10.0, y - 0.5, Size::Small, name).anchored(Anchor::End);
                group.write(label.in_ink(Ink::Muted));
            }
            let bar = Form::rect(left, y - 11.0, (axis.at(p) - left).max(0.0), BAR);
            group.draw(Shape::filled(bar, Ink::outcome(number)));
            let x = axis.at(p) + 7.0;
            let figure = Text::new(x, y, Size::Body, words::share(p));
            // A reader's own font may be narrower: no comma that would then stand alone.
            let after = x + figure.width() + 7.0;
            group.write_clear(figure);
            group
                .write_clear(Text::new(after, y, Size::Small, words::probability_word(p)).in_ink(Ink::Muted));
        }
        rows.add(group);
        frame.y += height;
    }
    plot::across(&mut frame.body, &axis, top, frame.y, 4);
    frame.body.add(rows);
    frame.body.draw(Shape::line(Form::straight((left, top), (left, frame.y)), Ink::Muted, 1.0));
    frame.y += 18.0;
    let description = described(of);
    Picture {
        scene: frame.finish("outcomes", &of.caption, &[], description),
        twin: text_twin(of),
        data: data(of),
    }
}

fn described(of: &Outcomes) -> String {
    let one = |outcome: &Outcome| {
        let figures: Vec<String> =
            of.opinions
                .iter()
                .zip(&outcome.probabilities)
                .map(|(opinion, &p)| {
                    if opinion.is_empty() {
                        words::chance(p)
                    } else {
                        format!("{opinion} {}", words::share(p))
                    }
                })
                .collect();
        format!("{}: {}", outcome.caption, figures.join(", "))
    };
    of.outcomes.iter().map(one).collect::<Vec<_>>().join(". ")
}

fn text_twin(of: &Outcomes) -> crate::document::Document {
    let mut head = vec![String::new()];
    head.extend(of.opinions.iter().cloned());
    let row = |outcome: &Outcome| {
        let figures = outcome
            .probabilities
            .iter()
            .map(|&p| if of.opinions.len() > 1 { words::share(p) } else { words::chance(p) });
        std::iter::once(outcome.caption.clone()).chain(figures).collect()
    };
    let align = std::iter::once(Align::Left).chain(of.opinions.iter().map(|_| Align::Right)).collect();
    let table = Table { head, align, rows: of.outcomes.iter().map(row).collect() };
    twin("WHAT HAPPENS", &of.caption, vec![Block::Table(table)], &[])
}

fn data(of: &Outcomes) -> Data {
    let mut data = Data::new(&["opinion", "outcome", "caption", "probability"]);
    for (at, opinion) in of.opinions.iter().enumerate() {
        for outcome in &of.outcomes {
            data.rows.push(vec![
                Cell::text(opinion.clone()),
                Cell::text(outcome.name.clone()),
                Cell::text(outcome.caption.clone()),
                Cell::maybe(outcome.probabilities.get(at).copied()),
            ]);
        }
    }
    data
}
