//! What each side believes over time: after every step of the likeliest line, what an observer thinks of a secret.
//!
//! In: timelines, or steps from elsewhere. Out: the picture. Beliefs stay as they are between steps: one opinion is a stack of bands, several
//! are lines, a small plot for each value of the secret. Upright rules stand where something is seen.

use standoff_ask::timeline::{Belief, Source, Timeline, Timelines};
use standoff_model::ir::Model;

use super::frame::{Frame, MARGIN, SMALL_LINE, WIDTH, twin_of};
use super::{Caption, Cell, Data, Picture, plot};
use crate::document::{Align, Block, Section, Table};
use crate::scene::axis::Axis;
use crate::scene::{Anchor, Form, Group, Hatch, Ink, Path, Shape, Size, Text, font};
use crate::words;

/// Beliefs over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beliefs {
    /// Where they come from.
    pub caption: Caption,
    /// The names of the opinions.
    pub opinions: Vec<String>,
    /// One for each observer and secret.
    pub panels: Vec<Panel>,
    /// What is left out, in sentences.
    pub notes: Vec<String>,
}

/// What an observer believes of a secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// Whose beliefs.
    pub observer: String,
    /// About what.
    pub secret: String,
    /// The values of the secret.
    pub labels: Vec<String>,
    /// The steps of the likeliest line; the first is the start.
    pub steps: Vec<Step>,
    /// How many steps between these are not drawn, since nothing was learnt from them.
    pub skipped: usize,
}

/// Something that was seen, and what is believed after it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What was seen; empty at the start.
    pub seen: String,
    /// The nodes of the game tree at which it has just been seen.
    pub nodes: Vec<u32>,
    /// By opinion.
    pub beliefs: Vec<StepBelief>,
}

/// What is believed after a step under one opinion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepBelief {
    /// How likely the step is.
    pub reach: f64,
    /// The probability of each value; empty if there is none.
    pub probabilities: Vec<f64>,
    /// Whether it is a limit, since the step never happens.
    pub limit: bool,
    /// Where it comes from, in a word.
    pub from: &'static str,
}

const TITLE: &str = "What each side believes";
/// Most steps that are drawn.
const MOST_STEPS: usize = 11;
/// Most panels that are drawn.
const MOST_PANELS: usize = 8;
/// Most values of a secret that have a band of their own.
const MOST_LABELS: usize = 8;
/// Most nodes of the game tree that are told of a step.
const MOST_NODES: usize = 500;
const LEFT: f64 = MARGIN + 42.0;
const NAMES: f64 = 150.0;
const STACK: f64 = 150.0;
const LINES: f64 = 64.0;
const SAME: f64 = 1e-9;

/// The beliefs along the line that is likeliest under the first opinion.
#[must_use]
pub fn from_timelines(model: &Model, caption: Caption, told: &Timelines) -> Beliefs {
    let mut notes = told.notes.clone();
    let usable = |table: &&Timeline| table.labels.len() <= MOST_LABELS;
    let many = told.tables.iter().filter(|table| !usable(table)).count();
    if many > 0 {
        notes.push("secrets with more than eight values are left to `standoff beliefs`".to_owned());
    }
    let panels: Vec<Panel> = told.tables.iter().filter(usable).map(|table| panel(model, table)).collect();
    Beliefs { caption, opinions: told.opinions.clone(), panels, notes }
}

fn panel(model: &Model, table: &Timeline) -> Panel {
    let actor = |actor: usize| model.actors.get(actor).map_or("", |actor| actor.name.as_str());
    let main = table.beliefs.first();
    let on_line = |at: usize| main.and_then(|beliefs| beliefs.get(at)).is_some_and(|belief| belief.main);
    let mut steps: Vec<Step> = Vec::new();
    for (at, step) in table.steps.iter().enumerate().filter(|(at, _)| *at == 0 || on_line(*at)) {
        let seen = match step.actor {
            Some(mover) => format!("{}: {} {}", actor(usize::from(mover.0)), short(&step.what), step.value),
            None if step.what.is_empty() => String::new(),
            None => format!("{} {}", short(&step.what), step.value),
        };
        let belief = |of: &Vec<Belief>| of.get(at).map_or_else(StepBelief::default, told);
        steps.push(Step {
            seen,
            nodes: step.nodes.clone(),
            beliefs: table.beliefs.iter().map(belief).collect(),
        });
    }
    let all = steps.len();
    let steps = shortened(steps);
    Panel {
        observer: actor(usize::from(table.observer.0)).to_owned(),
        secret: model
            .things
            .get(table.secret.0 as usize)
            .map_or_else(String::new, |thing| thing.name.clone()),
        labels: table.labels.clone(),
        skipped: all - steps.len(),
        steps,
    }
}

/// The last part of a name.
fn short(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, last)| last)
}

fn told(belief: &Belief) -> StepBelief {
    StepBelief {
        reach: belief.reach,
        probabilities: belief.probabilities.clone(),
        limit: belief.from == Source::Limit,
        from: belief.from.word(),
    }
}

/// The start, the steps from which something is learnt, and the first of the others, as many as there is room for.
fn shortened(steps: Vec<Step>) -> Vec<Step> {
    if steps.len() <= MOST_STEPS {
        return steps;
    }
    let differs = |a: &Step, b: &Step| {
        a.beliefs.iter().zip(&b.beliefs).any(|(a, b)| {
            a.probabilities.len() != b.probabilities.len()
                || a.probabilities.iter().zip(&b.probabilities).any(|(a, b)| (a - b).abs() > SAME)
        })
    };
    let learns: Vec<bool> =
        (0..steps.len()).map(|at| at == 0 || differs(&steps[at - 1], &steps[at])).collect();
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by_key(|&at| (!learns[at], at));
    let mut kept: Vec<usize> = order.into_iter().take(MOST_STEPS).collect();
    kept.sort_unstable();
    steps
        .into_iter()
        .enumerate()
        .filter(|(at, _)| kept.binary_search(at).is_ok())
        .map(|(_, step)| step)
        .collect()
}

/// The picture.
#[must_use]
pub fn picture(of: &Beliefs) -> Picture {
    let about = "beliefs after each step of the likeliest line";
    let mut frame = Frame::new(WIDTH, TITLE, &format!("{} · {about}", of.caption.question));
    if of.opinions.len() > 1 {
        legend(&mut frame, of);
    }
    for panel in of.panels.iter().take(MOST_PANELS) {
        draw(&mut frame, of, panel);
    }
    let mut remarks = of.notes.clone();
    if of
        .panels
        .iter()
        .take(MOST_PANELS)
        .any(|panel| panel.steps.iter().any(|s| s.beliefs.iter().any(|b| b.limit)))
    {
        remarks.push("Hatched or dashed: the step never happens at the solution; the belief is the limit along the solver's path.".to_owned());
    }
    for panel in of.panels.iter().take(MOST_PANELS).filter(|panel| panel.skipped > 0) {
        let steps = words::plural(panel.skipped, "step");
        remarks.push(format!("{} about {}: {steps} not drawn.", panel.observer, panel.secret));
    }
    if of.panels.len() > MOST_PANELS {
        remarks.push(format!("{} more panels are left to the data.", of.panels.len() - MOST_PANELS));
    }
    Picture {
        scene: frame.finish("beliefs", &of.caption, &remarks, described(of)),
        twin: text_twin(of, &remarks),
        data: data(of),
    }
}

fn draw(frame: &mut Frame, of: &Beliefs, panel: &Panel) {
    frame.head(&format!("{} about {}", panel.observer, panel.secret));
    let right = WIDTH - MARGIN - NAMES;
    let column = (right - LEFT) / panel.steps.len().max(1) as f64;
    let x = |step: usize| LEFT + column * step as f64;
    let mut lines = Vec::new();
    for step in &panel.steps {
        let words = if step.seen.is_empty() { "start" } else { &step.seen };
        lines.push(font::filled(words, Size::Small, column - 8.0, 4));
    }
    let tallest = lines.iter().map(Vec::len).max().unwrap_or(0);
    let top = frame.y + SMALL_LINE * tallest as f64 + 6.0;
    let heads = frame.y;
    frame.y = top;
    if of.opinions.len() > 1 {
        for label in 0..panel.labels.len() {
            line_plot(frame, of, panel, label, &x, right);
        }
    } else {
        stack(frame, panel, &x, right);
    }
    for (step, lines) in lines.iter().enumerate() {
        let end = if step + 1 < panel.steps.len() { x(step + 1) } else { right };
        let mut group = Group::new("step")
            .with("observer", panel.observer.clone())
            .with("secret", panel.secret.clone())
            .with("step", step.to_string())
            .with("seen", panel.steps[step].seen.clone())
            .with("nodes", nodes(&panel.steps[step]))
            .with("start", x(step).to_string())
            .with("end", end.to_string())
            .with("top", heads.to_string())
            .with("bottom", frame.y.to_string());
        for (row, line) in lines.iter().enumerate() {
            let y = heads + SMALL_LINE * (row + 1 + tallest - lines.len()) as f64 - 3.0;
            group.write(Text::new(x(step) + 3.0, y, Size::Small, line.clone()).in_ink(Ink::Muted));
        }
        frame.body.add(group);
    }
    for step in 1..panel.steps.len() {
        let rule = Form::straight((x(step), top - 4.0), (x(step), frame.y));
        frame.body.draw(Shape::line(rule, Ink::Muted, 0.8));
    }
    frame.y += 16.0;
}

/// Where in the game tree a step has just been seen: the likeliest of these nodes, more than a tree draws.
fn nodes(step: &Step) -> String {
    let numbers: Vec<String> = step.nodes.iter().take(MOST_NODES).map(u32::to_string).collect();
    numbers.join(" ")
}

/// Which line is whose.
fn legend(frame: &mut Frame, of: &Beliefs) {
    let (mut x, mut group) = (MARGIN, Group::new("legend"));
    frame.y += 6.0;
    for (number, name) in of.opinions.iter().enumerate() {
        let name = font::cut(name, Size::Small, 200.0);
        let width = 26.0 + font::width(&name, Size::Small);
        if x > MARGIN && x + width > WIDTH - MARGIN {
            x = MARGIN;
            frame.y += SMALL_LINE + 2.0;
        }
        let line = Form::straight((x, frame.y), (x + 20.0, frame.y));
        group.draw(Shape::line(line, Ink::series(number), 2.5));
        group.write(Text::new(x + 26.0, frame.y + 4.0, Size::Small, name));
        x += width + 20.0;
    }
    frame.body.add(group);
    frame.y += 20.0;
}

fn stack(frame: &mut Frame, panel: &Panel, x: &dyn Fn(usize) -> f64, right: f64) {
    let axis = Axis { values: (0.0, 1.0), places: (frame.y + STACK, frame.y), percent: true };
    let mut group = Group::new("stack");
    let mut ends = vec![f64::NAN; panel.labels.len()];
    let mut figures = Vec::new();
    let mut before: Option<&[f64]> = None;
    for (at, step) in panel.steps.iter().enumerate() {
        let Some(belief) = step.beliefs.first() else { continue };
        let (from, to) = (x(at), if at + 1 < panel.steps.len() { x(at + 1) } else { right });
        let mut low = 0.0;
        for (label, &p) in belief.probabilities.iter().enumerate() {
            let (top, bottom) = (axis.at(low + p), axis.at(low));
            if p > 0.0 {
                let ink = Ink::behind_words(label as u8);
                let shape = Shape::filled(Form::rect(from, top, to - from, bottom - top), ink)
                    .edged(Ink::Ground, 0.8);
                group.draw(if belief.limit { shape.hatched(Hatch::Rising) } else { shape });
            }
            let changed =
                before.and_then(|before| before.get(label)).is_none_or(|old| (old - p).abs() > SAME);
            if changed && bottom - top >= 15.0 && to - from >= 40.0 {
                figures.push(
                    Text::new(
                        f64::midpoint(from, to),
                        f64::midpoint(top, bottom) + 4.0,
                        Size::Small,
                        words::share(p),
                    )
                    .anchored(Anchor::Middle),
                );
            }
            ends[label] = f64::midpoint(top, bottom);
            low += p;
        }
        before = Some(&belief.probabilities).filter(|list| !list.is_empty()).map(Vec::as_slice);
    }
    plot::upwards(&mut frame.body, &axis, LEFT, right, 4);
    frame.body.add(group);
    figures.into_iter().for_each(|figure| frame.body.write(figure));
    // Names at the right, in the order of the bands, which go upwards.
    let mut named: Vec<(f64, usize)> =
        ends.iter().copied().enumerate().filter(|(_, y)| y.is_finite()).map(|(l, y)| (y, l)).collect();
    named.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let wanted: Vec<f64> = named.iter().map(|(y, _)| *y).collect();
    let last = panel
        .steps
        .iter()
        .rev()
        .find_map(|step| step.beliefs.first().filter(|b| !b.probabilities.is_empty()));
    for ((_, label), y) in
        named.iter().zip(plot::apart(&wanted, 17.0, axis.places.1 + 6.0, axis.places.0 - 4.0))
    {
        let ink = Ink::behind_words(*label as u8);
        frame
            .body
            .draw(Shape::filled(Form::rect(right + 8.0, y - 5.0, 10.0, 10.0), ink).edged(Ink::Muted, 0.6));
        let p = last.and_then(|belief| belief.probabilities.get(*label)).copied().unwrap_or(0.0);
        let words = format!("{} {}", words::neat(&panel.labels[*label]), words::share(p));
        frame.body.write(Text::new(
            right + 24.0,
            y + 4.5,
            Size::Body,
            font::cut(&words, Size::Body, NAMES - 26.0),
        ));
    }
    frame.y += STACK;
}

fn line_plot(
    frame: &mut Frame,
    of: &Beliefs,
    panel: &Panel,
    label: usize,
    x: &dyn Fn(usize) -> f64,
    right: f64,
) {
    frame.y += 18.0;
    let label_words = font::cut(&words::neat(&panel.labels[label]), Size::Head, 200.0);
    frame.body.write_clear(Text::new(LEFT + 6.0, frame.y, Size::Head, label_words));
    let axis = Axis { values: (0.0, 1.0), places: (frame.y + LINES, frame.y + 8.0), percent: true };
    plot::upwards(&mut frame.body, &axis, LEFT, right, 2);
    let mut group = Group::new("lines");
    let mut ends: Vec<(f64, f64, Vec<usize>)> = Vec::new();
    for opinion in 0..of.opinions.len() {
        let (mut sure, mut limit) = (Path::new(), Path::new());
        let mut last: Option<f64> = None;
        for (at, step) in panel.steps.iter().enumerate() {
            let belief = step.beliefs.get(opinion);
            let Some(&p) = belief.and_then(|belief| belief.probabilities.get(label)) else {
                last = None;
                continue;
            };
            let to = if at + 1 < panel.steps.len() { x(at + 1) } else { right };
            // Lines that coincide lie side by side, so that all are seen.
            let y = axis.at(p) - 1.6 * (opinion as f64 - (of.opinions.len() - 1) as f64 / 2.0);
            let path = if belief.is_some_and(|belief| belief.limit) { &mut limit } else { &mut sure };
            let start = std::mem::take(path).go(x(at), last.unwrap_or(y));
            *path = start.line(x(at), y).line(to, y);
            last = Some(y);
            if at + 1 == panel.steps.len() {
                match ends.iter_mut().find(|(_, known, _)| (known - p).abs() < 5e-4) {
                    Some((_, _, who)) => who.push(opinion),
                    None => ends.push((axis.at(p), p, vec![opinion])),
                }
            }
        }
        if !sure.is_empty() {
            group.draw(Shape::line(Form::Path(sure), Ink::series(opinion), 2.0));
        }
        if !limit.is_empty() {
            group.draw(Shape::line(Form::Path(limit), Ink::series(opinion), 2.0).dashed());
        }
    }
    frame.body.add(group);
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted: Vec<f64> = ends.iter().map(|(y, ..)| *y).collect();
    for ((_, p, who), y) in ends.iter().zip(plot::apart(&wanted, 14.0, frame.y + 8.0, frame.y + LINES)) {
        let mut left = right + 8.0;
        for &opinion in who {
            frame
                .body
                .draw(Shape::filled(Form::Circle { x: left + 3.0, y, radius: 3.5 }, Ink::series(opinion)));
            left += 9.0;
        }
        let names: Vec<&str> =
            who.iter().filter_map(|&opinion| of.opinions.get(opinion).map(String::as_str)).collect();
        let everybody = names.len() == of.opinions.len();
        let names = if everybody { "all".to_owned() } else { names.join(", ") };
        let words = format!("{} {names}", words::share(*p));
        let words = font::cut(&words, Size::Small, WIDTH - MARGIN - left - 3.0);
        frame.body.write(Text::new(left + 3.0, y + 4.0, Size::Small, words));
    }
    frame.y += LINES + 4.0;
}

fn described(of: &Beliefs) -> String {
    let one = |panel: &Panel| {
        let at = |step: Option<&Step>| {
            let belief = step.and_then(|step| step.beliefs.first());
            let shares = belief.map_or(&[][..], |belief| belief.probabilities.as_slice());
            panel
                .labels
                .iter()
                .zip(shares)
                .map(|(label, &p)| format!("{label} {}", words::share(p)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        format!(
            "{} about {}: at the start {}; at the end {}.",
            panel.observer,
            panel.secret,
            at(panel.steps.first()),
            at(panel.steps.last())
        )
    };
    of.panels.iter().take(MOST_PANELS).map(one).collect::<Vec<_>>().join(" ")
}

fn text_twin(of: &Beliefs, remarks: &[String]) -> crate::document::Document {
    let section = |panel: &Panel| {
        let several = of.opinions.len() > 1;
        let mut head = vec!["after".to_owned()];
        if several {
            head.push("opinion".to_owned());
        }
        head.extend(panel.labels.iter().cloned());
        let mut align = vec![Align::Left; if several { 2 } else { 1 }];
        align.extend(panel.labels.iter().map(|_| Align::Right));
        let mut rows = Vec::new();
        for step in &panel.steps {
            for (at, belief) in step.beliefs.iter().enumerate() {
                let seen = if step.seen.is_empty() { "the start" } else { &step.seen };
                let mut row = vec![if at == 0 { seen.to_owned() } else { String::new() }];
                if several {
                    row.push(of.opinions.get(at).cloned().unwrap_or_default());
                }
                let mark = if belief.limit { " (limit)" } else { "" };
                row.extend((0..panel.labels.len()).map(|label| {
                    belief
                        .probabilities
                        .get(label)
                        .map_or_else(String::new, |&p| format!("{}{mark}", words::share(p)))
                }));
                rows.push(row);
            }
        }
        let heading = format!("{} ABOUT {}", panel.observer.to_uppercase(), panel.secret);
        Section { heading, blocks: vec![Block::Table(Table { head, align, rows })] }
    };
    twin_of(&of.caption, of.panels.iter().map(section).collect(), remarks)
}

fn data(of: &Beliefs) -> Data {
    let mut data = Data::new(&[
        "observer",
        "secret",
        "step",
        "seen",
        "opinion",
        "value",
        "probability",
        "reach",
        "from",
    ]);
    for panel in &of.panels {
        for (at, step) in panel.steps.iter().enumerate() {
            for (opinion, belief) in of.opinions.iter().zip(&step.beliefs) {
                for (label, name) in panel.labels.iter().enumerate() {
                    data.rows.push(vec![
                        Cell::text(panel.observer.clone()),
                        Cell::text(panel.secret.clone()),
                        Cell::Number(at as f64),
                        Cell::text(step.seen.clone()),
                        Cell::text(opinion.clone()),
                        Cell::text(name.clone()),
                        Cell::maybe(belief.probabilities.get(label).copied()),
                        Cell::Number(belief.reach),
                        Cell::text(belief.from),
                    ]);
                }
            }
        }
    }
    data
}
