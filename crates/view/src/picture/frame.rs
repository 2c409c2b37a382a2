//! The frame of every picture: its heading above, remarks and where it comes from below.
//!
//! In: a width, a title and a line about it; then parts; then remarks. Out: a [`Scene`] as high as it has to be.

use super::Caption;
use crate::document::{Block, Document, Section};
use crate::scene::{Group, Ink, Item, Scene, Size, Text, font};

/// Free space around everything.
pub(super) const MARGIN: f64 = 24.0;
/// Width of pictures that have no reason for another.
pub(super) const WIDTH: f64 = 880.0;
/// From one line of small text to the next.
pub(super) const SMALL_LINE: f64 = 15.0;
/// From one line of labels to the next.
pub(super) const LINE: f64 = 18.0;

/// A picture in the making.
pub(super) struct Frame {
    /// Its parts.
    pub(super) body: Group,
    /// Its width.
    pub(super) width: f64,
    /// Where free space begins.
    pub(super) y: f64,
    title: String,
}

impl Frame {
    /// Begins a picture with its heading.
    pub(super) fn new(width: f64, title: &str, about: &str) -> Self {
        let mut frame = Self { body: Group::new("picture"), width, y: MARGIN, title: title.to_owned() };
        for line in font::wrapped(title, Size::Title, width - 2.0 * MARGIN) {
            frame.y += 15.0;
            frame.body.write(Text::new(MARGIN, frame.y, Size::Title, line));
            frame.y += 7.0;
        }
        frame.small(about);
        frame.y += 14.0;
        frame
    }

    /// Small text over the whole width.
    pub(super) fn small(&mut self, words: &str) {
        for line in font::wrapped(words, Size::Small, self.width - 2.0 * MARGIN) {
            self.y += SMALL_LINE;
            self.body.write(Text::new(MARGIN, self.y - 3.0, Size::Small, line).in_ink(Ink::Muted));
        }
    }

    /// The heading of a part.
    pub(super) fn head(&mut self, words: &str) {
        self.y += 14.0;
        let words = font::cut(words, Size::Head, self.width - 2.0 * MARGIN);
        self.body.write(Text::new(MARGIN, self.y, Size::Head, words));
        self.y += 10.0;
    }

    /// Ends the picture: remarks, each on lines of its own, and where it comes from.
    pub(super) fn finish(
        mut self,
        name: &'static str,
        caption: &Caption,
        remarks: &[String],
        description: String,
    ) -> Scene {
        self.y += 8.0;
        for remark in remarks {
            self.small(remark);
        }
        self.small(&caption.line());
        Scene {
            name,
            title: format!("{}: {}", self.title, caption.question),
            description,
            width: self.width,
            height: self.y + MARGIN - 4.0,
            items: vec![Item::Group(self.body)],
        }
    }
}

/// A text twin: one section with some blocks, and remarks.
pub(super) fn twin(heading: &str, caption: &Caption, blocks: Vec<Block>, remarks: &[String]) -> Document {
    let mut document =
        Document { title: caption.question.clone(), name: caption.name.clone(), ..Document::default() };
    document.section(heading, blocks);
    document.footer = remarks.to_vec();
    document.footer.extend(Some(caption.line()).filter(|line| !line.is_empty()));
    document
}

/// A text twin of several sections.
pub(super) fn twin_of(caption: &Caption, sections: Vec<Section>, remarks: &[String]) -> Document {
    let mut document = twin("", caption, Vec::new(), remarks);
    for section in sections {
        document.section(&section.heading, section.blocks);
    }
    document
}
