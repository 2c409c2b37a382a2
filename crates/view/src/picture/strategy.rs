//! Who does what: for each situation in which an actor may have to choose, bars for how often it takes each label.
//!
//! In: situations, the most likely first. Out: the picture. Labels beyond the first few of a situation, and situations beyond the first
//! few of an actor, are counted; the data have them all.

use super::frame::{Frame, LINE, MARGIN, SMALL_LINE, WIDTH, twin_of};
use super::{Caption, Cell, Data, Picture, marks};
use crate::document::{Align, Block, Section, Table};
use crate::scene::{Anchor, Form, Group, Ink, Shape, Size, Text, font};
use crate::words;

/// What actors do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strategies {
    /// Where it comes from.
    pub caption: Caption,
    /// Actor by actor.
    pub actors: Vec<Actor>,
}

/// What an actor does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actor {
    /// Its number in the model.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// The first of its situations, the most likely first.
    pub situations: Vec<Situation>,
    /// How many situations it has.
    pub all: usize,
}

/// A situation in which an actor chooses: an information set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Situation {
    /// What is decided.
    pub decision: String,
    /// Its number among the actor's.
    pub number: u32,
    /// What the actor has seen and done, as (name, value) pairs.
    pub seen: Vec<(String, String)>,
    /// How likely it comes about.
    pub reach: f64,
    /// The labels on offer.
    pub labels: Vec<Label>,
}

/// A label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// How often it is taken.
    pub probability: f64,
    /// What the actor gains with it, from the start of play.
    pub value: f64,
    /// What that is less than with the best label.
    pub loss: f64,
}

/// A loss that solving leaves is none: one smaller than this, or than this share of the largest there is.
const NO_LOSS: f64 = 1e-6;
const TITLE: &str = "Who does what";
/// Situations of an actor that are drawn.
pub const MOST_SITUATIONS: usize = 24;
/// Situations that never come about of which so many are drawn.
const MOST_NEVER: usize = 12;
/// Labels of a situation that are drawn.
const MOST_LABELS: usize = 6;
/// Columns: situation, how often, label, bar, figure, loss.
const SEEN: f64 = 290.0;
const REACH: f64 = MARGIN + SEEN + 62.0;
const LABEL: f64 = REACH + 22.0;
const BAR: f64 = LABEL + 140.0;
const BAR_WIDTH: f64 = 150.0;
const FIGURE: f64 = BAR + BAR_WIDTH + 62.0;

/// The picture.
#[must_use]
pub fn picture(of: &Strategies) -> Picture {
    let about = "How often each situation comes about, and what is chosen there";
    let mut frame = Frame::new(WIDTH, TITLE, &format!("{} · {about}", of.caption.question));
    let mut remarks = Vec::new();
    let least = least_loss(of);
    for actor in &of.actors {
        head(&mut frame, actor);
        let shown = shown(actor);
        for situation in &shown {
            draw(&mut frame, actor, situation, least);
        }
        let left = actor.all.saturating_sub(shown.len());
        if left > 0 {
            let sentence =
                format!("{}: {} left out, less likely ones.", actor.name, words::plural(left, "situation"));
            remarks.push(sentence);
        }
        frame.y += 12.0;
    }
    let described = described(of);
    Picture {
        scene: frame.finish("strategy", &of.caption, &remarks, described),
        twin: text_twin(of, &remarks),
        data: data(of),
    }
}

/// The situations that are drawn: the most likely ones, and a few of those that never come about.
fn shown(actor: &Actor) -> Vec<&Situation> {
    let (reached, never): (Vec<&Situation>, Vec<&Situation>) =
        actor.situations.iter().partition(|situation| situation.reach > 0.0);
    let few = never.into_iter().take(MOST_NEVER);
    reached.into_iter().take(MOST_SITUATIONS).chain(few).take(MOST_SITUATIONS).collect()
}

fn head(frame: &mut Frame, actor: &Actor) {
    frame.y += 14.0;
    frame.body.draw(marks::actor(actor.number, MARGIN + 6.0, frame.y - 4.5, 5.5));
    let name = font::cut(&actor.name, Size::Head, SEEN - 30.0);
    frame.body.write(Text::new(MARGIN + 20.0, frame.y, Size::Head, name));
    for (x, words, anchor) in [
        (REACH, "comes about", Anchor::End),
        (LABEL, "chooses", Anchor::Start),
        (FIGURE, "how often", Anchor::End),
        (WIDTH - MARGIN, "would cost", Anchor::End),
    ] {
        let head = Text::new(x, frame.y, Size::Small, words).anchored(anchor).in_ink(Ink::Muted);
        frame.body.write(head);
    }
    frame.y += 8.0;
}

fn draw(frame: &mut Frame, actor: &Actor, situation: &Situation, least: f64) {
    let reached = situation.reach > 0.0;
    let ink = if reached { Ink::Text } else { Ink::Muted };
    let top = frame.y;
    let rule = Form::straight((MARGIN, top), (WIDTH - MARGIN, top));
    let mut group = Group::new(if reached { "situation" } else { "situation off-path" })
        .with("actor", actor.name.clone())
        .with("decision", situation.decision.clone())
        .with("number", situation.number.to_string());
    group.draw(Shape::line(rule, Ink::Rule, 1.0));
    let name = font::cut(&situation.decision, Size::Body, SEEN);
    group.write(Text::new(MARGIN, top + 17.0, Size::Body, name).in_ink(ink));
    let seen = font::filled(&seen_words(actor, situation), Size::Small, SEEN, 3);
    for (at, line) in seen.iter().enumerate() {
        let y = top + 17.0 + SMALL_LINE * (at + 1) as f64;
        group.write(Text::new(MARGIN, y, Size::Small, line.clone()).in_ink(Ink::Muted));
    }
    let reach = if reached { words::share(situation.reach) } else { "never".to_owned() };
    group.write(Text::new(REACH, top + 17.0, Size::Body, reach).anchored(Anchor::End).in_ink(ink));
    let (shown, left) = first_labels(situation);
    for (row, label) in shown.iter().enumerate() {
        let y = top + 17.0 + LINE * row as f64;
        group.write(
            Text::new(
                LABEL,
                y,
                Size::Body,
                font::cut(&words::neat(&label.name), Size::Body, BAR - LABEL - 10.0),
            )
            .in_ink(ink),
        );
        group.draw(Shape::filled(Form::rect(BAR, y - 10.0, BAR_WIDTH, 11.0), Ink::Band));
        let fill = if reached { Ink::actor(actor.number) } else { Ink::Faint };
        let width = BAR_WIDTH * label.probability.clamp(0.0, 1.0);
        group.draw(Shape::filled(Form::rect(BAR, y - 10.0, width, 11.0), fill));
        let figure = Text::new(FIGURE, y, Size::Body, words::share(label.probability)).anchored(Anchor::End);
        group.write(figure.in_ink(ink));
        let loss = Text::new(WIDTH - MARGIN, y, Size::Small, loss_words(label, least)).anchored(Anchor::End);
        group.write(loss.in_ink(Ink::Muted));
    }
    let mut rows = shown.len();
    if !left.is_empty() {
        let together: f64 = left.iter().map(|label| label.probability).sum();
        let words = format!("and {} others, together {}", left.len(), words::share(together.clamp(0.0, 1.0)));
        group.write(Text::new(LABEL, top + 17.0 + LINE * rows as f64, Size::Small, words).in_ink(Ink::Muted));
        rows += 1;
    }
    frame.body.add(group);
    let height = (LINE * rows as f64).max(LINE + SMALL_LINE * seen.len() as f64);
    frame.y = top + height + 9.0;
}

/// The labels that are drawn, in their order, and the others.
fn first_labels(situation: &Situation) -> (Vec<&Label>, Vec<&Label>) {
    let all = &situation.labels;
    if all.len() <= MOST_LABELS {
        return (all.iter().collect(), Vec::new());
    }
    let mut order: Vec<usize> = (0..all.len()).collect();
    // The likeliest first, and of equally likely ones those that cost least.
    order.sort_by(|&a, &b| {
        let (a, b) = (&all[a], &all[b]);
        b.probability.total_cmp(&a.probability).then(a.loss.total_cmp(&b.loss))
    });
    let kept = &order[..MOST_LABELS - 1];
    let pick = |wanted: bool| {
        all.iter().enumerate().filter(|(at, _)| kept.contains(at) == wanted).map(|(_, l)| l).collect()
    };
    (pick(true), pick(false))
}

fn seen_words(actor: &Actor, situation: &Situation) -> String {
    if situation.seen.is_empty() {
        return "nothing seen before".to_owned();
    }
    let own = format!("{}.", actor.name);
    let pair = |(name, value): &(String, String)| {
        format!("{} {}", name.strip_prefix(&own).unwrap_or(name), words::neat(value))
    };
    situation.seen.iter().map(pair).collect::<Vec<_>>().join(", ")
}

/// The least loss that is one.
fn least_loss(of: &Strategies) -> f64 {
    let situations = of.actors.iter().flat_map(|actor| &actor.situations);
    let losses = situations.flat_map(|situation| &situation.labels).map(|label| label.loss.abs());
    NO_LOSS * losses.fold(1.0, f64::max)
}

fn loss_words(label: &Label, least: f64) -> String {
    if label.loss.abs() < least { "–".to_owned() } else { words::plain(label.loss) }
}

fn described(of: &Strategies) -> String {
    let likely = of.actors.iter().filter_map(|actor| {
        let situation = actor.situations.first()?;
        let label = situation.labels.iter().max_by(|a, b| a.probability.total_cmp(&b.probability))?;
        let chance = words::share(label.probability);
        Some(format!(
            "{} chooses {} ({}) with probability {chance}",
            actor.name, label.name, situation.decision
        ))
    });
    format!("In the likeliest situation of each actor: {}.", likely.collect::<Vec<_>>().join("; "))
}

fn text_twin(of: &Strategies, remarks: &[String]) -> crate::document::Document {
    let least = least_loss(of);
    let section = |actor: &Actor| {
        let mut rows = Vec::new();
        for situation in shown(actor) {
            let (shown, _) = first_labels(situation);
            for (at, label) in shown.iter().enumerate() {
                let what = if at == 0 {
                    format!("{} ({})", situation.decision, seen_words(actor, situation))
                } else {
                    String::new()
                };
                let reach = if at == 0 { words::share(situation.reach) } else { String::new() };
                rows.push(vec![
                    what,
                    reach,
                    label.name.clone(),
                    words::share(label.probability),
                    loss_words(label, least),
                ]);
            }
        }
        let table = Table {
            head: ["decision (having seen)", "comes about", "label", "how often", "would cost"]
                .map(str::to_owned)
                .to_vec(),
            align: vec![Align::Left, Align::Right, Align::Left, Align::Right, Align::Right],
            rows,
        };
        Section { heading: actor.name.to_uppercase(), blocks: vec![Block::Table(table)] }
    };
    twin_of(&of.caption, of.actors.iter().map(section).collect(), remarks)
}

fn data(of: &Strategies) -> Data {
    let mut data = Data::new(&[
        "actor",
        "decision",
        "information_set",
        "seen",
        "reach",
        "label",
        "probability",
        "value",
        "regret",
    ]);
    for actor in &of.actors {
        for situation in &actor.situations {
            for label in &situation.labels {
                data.rows.push(vec![
                    Cell::text(actor.name.clone()),
                    Cell::text(situation.decision.clone()),
                    Cell::Number(f64::from(situation.number)),
                    Cell::text(
                        situation.seen.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; "),
                    ),
                    Cell::Number(situation.reach),
                    Cell::text(label.name.clone()),
                    Cell::Number(label.probability),
                    Cell::Number(label.value),
                    Cell::Number(label.loss),
                ]);
            }
        }
    }
    data
}
