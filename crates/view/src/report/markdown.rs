//! The report as Markdown: the same text, with the pictures in words.
//!
//! In: a [`Report`]. Out: text. There are no sliders in it.

use super::{Report, definitions};
use crate::brief::Topic;
use crate::document::Block;
use crate::markdown::{blocks, escaped, heading, section};

/// The report as Markdown.
#[must_use]
pub fn write(report: &Report) -> String {
    let mut out = heading(&report.title, 1);
    out.push_str(&format!("{}\n\n", escaped(&report.about())));
    for part in &report.parts {
        out.push_str(&section(&part.section, 2));
        // Where the picture shows what the section's own table says, the table is enough.
        if !matches!(part.topic, Topic::Outcomes | Topic::Worth) {
            for picture in &part.pictures {
                out.push_str(&heading(&picture.scene.title, 3));
                match picture.twin.sections.as_slice() {
                    // The only one says what the heading above says.
                    [only] => out.push_str(&blocks(&only.blocks)),
                    several => several.iter().for_each(|each| out.push_str(&section(each, 4))),
                }
                out.push_str(&blocks(&[Block::Lines(picture.twin.footer.clone())]));
            }
        }
        if !part.terms.is_empty() {
            let terms: Vec<String> = part
                .terms
                .iter()
                .map(|term| format!("[{}](#{})", escaped(term.name()), anchor(term.name())))
                .collect();
            out.push_str(&format!("Defined below: {}.\n\n", terms.join(", ")));
        }
    }
    if !report.numbers.rows.is_empty() {
        out.push_str(&heading(super::page::NUMBERS, 2));
        out.push_str(&blocks(&[Block::Table(report.numbers.clone())]));
    }
    out.push_str(&heading(super::page::DEFINITIONS, 2));
    for term in definitions::used(report) {
        out.push_str(&heading(term.name(), 3));
        out.push_str(&blocks(&[Block::Paragraph(term.text().to_owned())]));
    }
    out.push_str("---\n\n");
    out.push_str(&blocks(&[Block::Lines(report.imprint.clone())]));
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}

/// Where a heading is found by common readers of Markdown.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
