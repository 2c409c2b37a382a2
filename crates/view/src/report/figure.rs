//! A picture on the page: drawn, and the same in words for those who prefer them.
//!
//! In: a picture, a number that no other picture of the page has. Out: a `figure` with a `details`.

use crate::document::Block;
use crate::html::{self, escaped};
use crate::picture::Picture;
use crate::scene::Scene;
use crate::svg::{self, Options, Theme};

/// Level of headings within a figure.
const LEVEL: u8 = 3;
/// Wider pictures are rather moved sideways than made too small to read.
const LARGE: f64 = 860.0;

/// The figure; `name` is a part of ids.
pub(super) fn figure(picture: &Picture, name: &str, theme: Theme) -> String {
    format!(
        "<figure>\n<div class=\"picture{large}\" role=\"group\" aria-label=\"{label}\" tabindex=\"0\">\n{drawn}</div>\n{words}</figure>\n",
        large = if picture.scene.width > LARGE { " large" } else { "" },
        label = escaped(&format!("{} (picture)", picture.scene.title)),
        drawn = drawn(&picture.scene, name, theme),
        words = in_words(picture)
    )
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
            head + &blocks(&section.blocks, &picture.twin.title)
        })
        .collect();
    if sections.is_empty() {
        return String::new();
    }
    let remarks = html::blocks(&[Block::Lines(picture.twin.footer.clone())]);
    format!("<details>\n<summary>The same in words</summary>\n{sections}{remarks}</details>\n")
}

/// Blocks, with tables that can be moved sideways where they are wider than the page.
pub(super) fn blocks(blocks: &[Block], label: &str) -> String {
    blocks
        .iter()
        .map(|block| {
            let inside = html::blocks(std::slice::from_ref(block));
            match block {
                Block::Table(_) => format!(
                    "<div class=\"wide\" role=\"group\" aria-label=\"{}\" tabindex=\"0\">\n{inside}</div>\n",
                    escaped(&format!("{label} (table)"))
                ),
                _ => inside,
            }
        })
        .collect()
}
