//! Sliders, and the parts of the page that they show, made before.
//!
//! In: a [`WhatIf`]. Out: a section that stays hidden until the page's script shows it, and the data that the script reads. Pictures at
//! neighbouring positions have most lines in common: each line stands once, in the order in which it is met first, and a picture is a list of
//! runs (first line, how many).

use std::collections::HashMap;

use serde::Serialize;

use super::{Position, Slider, WhatIf, figure};
use crate::html::escaped;
use crate::scene::{Group, Item, Scene};
use crate::svg::Theme;

/// Larger data do without trees, so that a page stays below a megabyte.
const MOST_BYTES: usize = 750_000;

#[derive(Serialize)]
struct Data {
    lines: Vec<String>,
    sliders: Vec<SliderData>,
}

#[derive(Serialize)]
struct SliderData {
    caption: String,
    now: usize,
    positions: Vec<PositionData>,
}

#[derive(Serialize)]
struct PositionData {
    at: String,
    line: String,
    answer: String,
    trust: String,
    outcomes: Vec<usize>,
    tree: Vec<usize>,
}

/// Lines, each once.
#[derive(Default)]
struct Lines {
    all: Vec<String>,
    known: HashMap<String, usize>,
}

impl Lines {
    fn runs(&mut self, scene: Option<&Scene>, theme: Theme) -> Vec<usize> {
        let mut runs: Vec<usize> = Vec::new();
        let Some(scene) = scene else { return runs };
        for line in figure::drawn(&plain(scene), "then", theme).lines() {
            let number = match self.known.get(line) {
                Some(&number) => number,
                None => {
                    self.known.insert(line.to_owned(), self.all.len());
                    self.all.push(line.to_owned());
                    self.all.len() - 1
                }
            };
            match runs.as_mut_slice() {
                [.., first, count] if *first + *count == number => *count += 1,
                _ => runs.extend([number, 1]),
            }
        }
        runs
    }
}

/// A scene without what is told of its parts when they are pointed at: that would differ from position to position in nearly every part.
fn plain(scene: &Scene) -> Scene {
    fn part(item: &Item) -> Item {
        match item {
            Item::Group(group) => Item::Group(Group {
                class: group.class.clone(),
                items: group.items.iter().map(part).collect(),
                ..Group::default()
            }),
            other => other.clone(),
        }
    }
    Scene { items: scene.items.iter().map(part).collect(), ..scene.clone() }
}

/// What the script reads, as JSON that may stand inside of an element. Where trees would make it too large, it has none.
pub(super) fn data(what_if: &WhatIf, theme: Theme) -> String {
    let whole = json(what_if, theme, true);
    if whole.len() > MOST_BYTES { json(what_if, theme, false) } else { whole }
}

fn json(what_if: &WhatIf, theme: Theme, trees: bool) -> String {
    let mut lines = Lines::default();
    let mut position = |position: &Position| PositionData {
        at: position.at.clone(),
        line: position.bottom_line.clone(),
        answer: position.answer.clone(),
        trust: position.trust.clone(),
        outcomes: lines.runs(position.outcomes.as_ref(), theme),
        tree: lines.runs(position.tree.as_ref().filter(|_| trees), theme),
    };
    let sliders = what_if
        .sliders
        .iter()
        .map(|slider| SliderData {
            caption: slider.caption.clone(),
            now: slider.now,
            positions: slider.positions.iter().map(&mut position).collect(),
        })
        .collect();
    let json = serde_json::to_string(&Data { lines: lines.all, sliders }).unwrap_or_default();
    // These letters stand in strings only. The last three would end a section of XML.
    json.replace('<', "\\u003c").replace('&', "\\u0026").replace("]]>", "]]\\u003e")
}

/// The section; hidden, since without a script its controls cannot work.
pub(super) fn section(what_if: &WhatIf) -> String {
    let sliders: String =
        what_if.sliders.iter().enumerate().map(|(number, each)| slider(number, each)).collect();
    let trees = what_if.sliders.iter().flat_map(|slider| &slider.positions).filter_map(|at| at.tree.as_ref());
    let widest = trees.map(|tree| tree.width).fold(0.0, f64::max);
    let many = what_if.sliders.iter().map(|slider| slider.positions.len()).max().unwrap_or(0);
    format!(
        "<section id=\"what-if\" aria-labelledby=\"what-if-heading\" hidden=\"hidden\">\n\
         <h2 id=\"what-if-heading\">What if a number were different?</h2>\n\
         <p>One number at a time, at up to {many} values each. Every value was solved and checked before this page was written; nothing is \
         computed here, and nothing is guessed in between.</p>\n\
         <div class=\"sliders\">\n{sliders}</div>\n\
         <p><button type=\"button\" id=\"reset\">All numbers as they are</button></p>\n\
         <div id=\"then\">\n<p id=\"moved\" role=\"status\"></p>\n<p id=\"then-line\"></p>\n\
         <p><a href=\"#{term}\">{subject}</a>: <strong id=\"then-answer\"></strong></p>\n\
         <div class=\"picture medium\" id=\"then-outcomes\" role=\"group\" aria-label=\"What then happens (picture)\" tabindex=\"0\"></div>\n\
         <div class=\"picture {size}\" id=\"then-tree\" role=\"group\" aria-label=\"The tree then (picture)\" tabindex=\"0\"></div>\n\
         <p id=\"then-trust\" class=\"quiet\"></p>\n</div>\n</section>\n",
        subject = escaped(&crate::words::capital(&what_if.subject)),
        term = what_if.term.id(),
        size = figure::size(widest),
    )
}

fn slider(number: usize, slider: &Slider) -> String {
    let last = slider.positions.len().saturating_sub(1);
    let at = |place: usize| slider.positions.get(place).map_or("", |position| position.at.as_str());
    format!(
        "<div class=\"slider\">\n<label for=\"slider-{number}\">{caption}</label>\n\
         <output id=\"slider-{number}-value\" for=\"slider-{number}\">{now}</output>\n\
         <input type=\"range\" id=\"slider-{number}\" min=\"0\" max=\"{last}\" step=\"1\" value=\"{place}\" aria-valuetext=\"{now}\"/>\n\
         <span class=\"end\">{low}</span><span class=\"end\">{high}</span>\n</div>\n",
        caption = escaped(&slider.caption),
        now = escaped(at(slider.now)),
        place = slider.now,
        low = escaped(at(0)),
        high = escaped(at(last)),
    )
}
