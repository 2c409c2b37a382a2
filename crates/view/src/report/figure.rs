//! A picture on the page: drawn, and the same in words for those who prefer them.
//!
//! In: a picture, a number that no other picture of the page has. Out: a `figure` with a `details`. Figures in the tables lead to their
//! definitions.

use super::Term;
use super::heads::{self, Behind};
use crate::document::Block;
use crate::html::{self, Links, escaped};
use crate::picture::Picture;
use crate::scene::Scene;
use crate::svg::{self, Options, Theme};

/// Level of headings within a figure.
const LEVEL: u8 = 3;
/// Pictures up to this width are never made smaller: a narrow screen is moved over them.
const SMALL: f64 = 740.0;
/// Wider ones are printed across.
const MEDIUM: f64 = 1_000.0;
/// Pictures up to this width are made to fit, as far as they can still be read; wider ones are moved over as well.
const BROAD: f64 = 1_400.0;

/// The figure; `name` is a part of ids.
pub(super) fn figure(picture: &Picture, name: &str, theme: Theme) -> String {
    format!(
        "<figure class=\"{size}\">\n<div class=\"picture\" role=\"group\" aria-label=\"{label}\" tabindex=\"0\">\n{drawn}</div>\n{words}</figure>\n",
        size = size(picture.scene.width),
        label = escaped(&format!("{} (picture)", picture.scene.title)),
        drawn = drawn(&picture.scene, name, theme),
        words = in_words(picture)
    )
}

/// How a picture of this width is treated, as a class.
pub(super) fn size(width: f64) -> &'static str {
    match width {
        width if width <= SMALL => "small",
        width if width <= MEDIUM => "medium",
        width if width <= BROAD => "broad",
        _ => "large",
    }
}

/// The picture alone.
pub(super) fn drawn(scene: &Scene, name: &str, theme: Theme) -> String {
    svg::write(scene, &Options { theme, prefix: format!("{name}-"), bare: true })
}

fn in_words(picture: &Picture) -> String {
    let sections: String = picture
        .twin
        .sections
        .iter()
        .map(|section| {
            let head = match section.heading.as_str() {
                // The only one says what the picture's own heading says.
                heading if heading.is_empty() || picture.twin.sections.len() == 1 => String::new(),
                heading => format!("<h{LEVEL}>{}</h{LEVEL}>\n", escaped(heading)),
            };
            let (named, behind) = named(picture, &section.blocks);
            head + &blocks(&named, &behind, &picture.twin.title)
        })
        .collect();
    if sections.is_empty() {
        return String::new();
    }
    let remarks = html::blocks(&[Block::Lines(picture.twin.footer.clone())]);
    format!("<details>\n<summary>The same in words</summary>\n{sections}{remarks}</details>\n")
}

/// Blocks that tell a picture in words with all columns named, and what is behind their tables.
fn named(picture: &Picture, blocks: &[Block]) -> (Vec<Block>, Vec<Behind>) {
    let mut blocks = blocks.to_vec();
    let mut behind = Vec::new();
    for block in &mut blocks {
        if let Block::Table(table) = block {
            behind.push(heads::in_words(picture.scene.name, &picture.data, table));
        }
    }
    (blocks, behind)
}

/// The terms that a picture's words lead to.
pub(super) fn terms(picture: &Picture) -> Vec<Term> {
    let sections = picture.twin.sections.iter();
    sections.flat_map(|section| named(picture, &section.blocks).1).flat_map(|behind| behind.terms()).collect()
}

/// Blocks, with tables that can be moved sideways where they are wider than the page; what is behind each table, in order.
pub(super) fn blocks(blocks: &[Block], behind: &[Behind], label: &str) -> String {
    let mut behind = behind.iter();
    blocks
        .iter()
        .map(|block| match block {
            Block::Table(table) => format!(
                "<div class=\"wide\" role=\"group\" aria-label=\"{}\" tabindex=\"0\">\n{}</div>\n",
                escaped(&format!("{label} (table)")),
                html::table(table, &links(behind.next()))
            ),
            _ => html::blocks(std::slice::from_ref(block)),
        })
        .collect()
}

fn links(behind: Option<&Behind>) -> Links {
    let address = |terms: &[Option<Term>]| {
        terms.iter().map(|term| term.map(|term| format!("#{}", term.id()))).collect::<Vec<_>>()
    };
    behind.map_or_else(Links::default, |behind| Links {
        columns: address(&behind.columns),
        rows: address(&behind.rows),
    })
}
