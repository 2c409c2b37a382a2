//! The report as one self-contained HTML page: no file beside it, no network, readable without its script.
//!
//! In: a [`Report`], a theme. Out: the page. It is well-formed XML as well, so that tests can read it.

use super::{Part, Report, Term, definitions, figure, heads, policy, sliders};
use crate::brief::Topic;
use crate::html::escaped;
use crate::scene::Ink;
use crate::svg::{self, Theme};

/// Heading of the table of all numbers.
pub(super) const NUMBERS: &str = "Every number, and what it rests on";
/// Heading of the definitions.
pub(super) const DEFINITIONS: &str = "What the words and figures mean";

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The page.
#[must_use]
pub fn write(report: &Report, theme: Theme) -> String {
    let style = format!("\n{}{}{STYLE}", variables(theme), svg::style_sheet());
    let script = format!("\n{SCRIPT}");
    let script = report.what_if.as_ref().map(|_| script.as_str());
    let mut main = String::new();
    let mut contents = String::new();
    let mut numbered = 0;
    for (part, id) in report.parts.iter().zip(ids(report)) {
        contents.push_str(&entry(&id, &part.section.heading, false));
        main.push_str(&section(part, &id, &mut numbered, theme));
        if part.topic == Topic::BottomLine
            && let Some(what_if) = &report.what_if
        {
            contents.push_str(&entry("what-if", "What if a number were different?", true));
            main.push_str(&sliders::section(what_if));
        }
    }
    if !report.numbers.rows.is_empty() {
        contents.push_str(&entry("numbers", NUMBERS, false));
        let table = crate::document::Block::Table(report.numbers.clone());
        main.push_str(&framed("numbers", NUMBERS, &figure::blocks(&[table], &[], NUMBERS)));
    }
    let terms = definitions::used(report);
    if !terms.is_empty() {
        contents.push_str(&entry("definitions", DEFINITIONS, false));
        let list: String = terms.into_iter().map(definition).collect();
        main.push_str(&framed("definitions", DEFINITIONS, &format!("<dl>\n{list}</dl>\n")));
    }
    let imprint: String =
        report.imprint.iter().map(|line| format!("<p><code>{}</code></p>\n", escaped(line))).collect();
    let data = report.what_if.as_ref().map_or_else(String::new, |what_if| {
        format!(
            "<script type=\"application/json\" id=\"positions\">{}</script>\n",
            sliders::data(what_if, theme)
        )
    });
    let run = script.map_or_else(String::new, |script| format!("<script>{script}</script>\n"));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"{scheme}\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#content\">To the content</a>\n\
         <header>\n<h1>{title}</h1>\n<p class=\"about\">{about}</p>\n\
         <nav aria-label=\"Contents\">\n<ul>\n{contents}</ul>\n</nav>\n</header>\n\
         <main id=\"content\" tabindex=\"-1\">\n{main}</main>\n<footer>\n{imprint}</footer>\n{data}{run}</body>\n</html>\n",
        // Single quotes are no danger within double ones, and readers of the source should see the policy as it is.
        policy = policy::policy(&style, script),
        scheme = match theme {
            Theme::System => "light dark",
            Theme::Light => "light",
            Theme::Dark => "dark",
        },
        title = escaped(&report.title),
        about = escaped(&report.about()),
    )
}

impl Report {
    /// Which model in which setting, in a sentence.
    pub(super) fn about(&self) -> String {
        let setting = if self.setting.is_empty() {
            "as its file says".to_owned()
        } else {
            format!("with {}", self.setting)
        };
        format!("Model {}, {setting}. The numbers are inputs of the file's author, not estimates.", self.name)
    }
}

/// The colours that the page takes from those of pictures. What is printed is dark on light, whatever the screen is.
fn variables(theme: Theme) -> String {
    let colours = |dark: bool| -> String {
        [
            ("ground", Ink::Ground),
            ("text", Ink::Text),
            ("muted", Ink::Muted),
            ("rule", Ink::Rule),
            ("faint", Ink::Faint),
            ("band", Ink::Band),
            ("link", Ink::Below),
        ]
        .into_iter()
        .map(|(name, ink)| format!("--{name}:{};", ink.colour(dark)))
        .collect()
    };
    let light = format!(":root{{{}}}\n", colours(false));
    let dark = format!(":root{{{}}}", colours(true));
    match theme {
        Theme::Light => light,
        Theme::Dark => format!("{light}@media screen{{{dark}}}\n"),
        Theme::System => format!("{light}@media screen and (prefers-color-scheme:dark){{{dark}}}\n"),
    }
}

/// A place for each section.
fn ids(report: &Report) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for part in &report.parts {
        let word = match part.topic {
            Topic::BottomLine => "bottom-line",
            Topic::Outcomes => "outcomes",
            Topic::Steps => "steps",
            Topic::Beliefs => "beliefs",
            Topic::Worth => "worth",
            Topic::Asked => "asked",
            Topic::Drivers => "drivers",
            Topic::Changes => "changes",
            Topic::Experts => "experts",
            Topic::Evidence => "evidence",
            Topic::Trust => "trust",
        };
        let same = report.parts.iter().take(ids.len()).filter(|other| other.topic == part.topic).count();
        ids.push(if same == 0 { word.to_owned() } else { format!("{word}-{}", same + 1) });
    }
    ids
}

/// An entry of the contents. What needs a script is hidden until the script shows it.
fn entry(id: &str, heading: &str, hidden: bool) -> String {
    let attributes = if hidden { format!(" id=\"to-{id}\" hidden=\"hidden\"") } else { String::new() };
    format!("<li{attributes}><a href=\"#{id}\">{}</a></li>\n", escaped(heading))
}

fn section(part: &Part, id: &str, numbered: &mut usize, theme: Theme) -> String {
    let written = figure::blocks(&part.section.blocks, &part.behind, &part.section.heading);
    let (mut inside, mut linked) = heads::link(written, &part.terms);
    linked.extend(part.behind.iter().flat_map(heads::Behind::terms));
    for picture in &part.pictures {
        *numbered += 1;
        inside.push_str(&figure::figure(picture, &format!("p{numbered}"), theme));
    }
    let others: Vec<String> = part
        .terms
        .iter()
        .filter(|term| !linked.contains(term))
        .map(|term| format!("<a href=\"#{}\">{}</a>", term.id(), escaped(term.name())))
        .collect();
    if !others.is_empty() {
        inside.push_str(&format!("<p class=\"terms\">Defined below: {}.</p>\n", others.join("; ")));
    }
    framed(id, &part.section.heading, &inside)
}

fn framed(id: &str, heading: &str, inside: &str) -> String {
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{}</h2>\n{inside}</section>\n",
        escaped(heading)
    )
}

fn definition(term: Term) -> String {
    format!("<dt id=\"{}\">{}</dt>\n<dd>{}</dd>\n", term.id(), escaped(term.name()), escaped(term.text()))
}
