//! A document of blocks: what the brief says, before anybody decides how it looks.
//!
//! In: made by [`crate::brief`] and others. Out: rendered by [`crate::text`] (terminal); further renderers read the same
//! blocks.

/// A titled sequence of sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The question the model asks.
    pub title: String,
    /// The model's name.
    pub name: String,
    /// Sections in order; none is empty.
    pub sections: Vec<Section>,
    /// Closing lines: what reproduces the document.
    pub footer: Vec<String>,
}

/// A heading with blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text, to be filled.
    Paragraph(String),
    /// A table.
    Table(Table),
    /// Numbered steps.
    Steps(Vec<Step>),
    /// Lines that follow one another, each filled on its own.
    Lines(Vec<String>),
}

/// A table; every row has as many cells as there are columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Column heads; empty strings for none. May be all empty: then no head is shown.
    pub head: Vec<String>,
    /// Alignment of each column.
    pub align: Vec<Align>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A numbered step with remarks under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What happens.
    pub text: String,
    /// What a different move would cost, and the like.
    pub remarks: Vec<String>,
}

impl Document {
    /// Adds a section unless it has nothing to say.
    pub fn section(&mut self, heading: &str, blocks: Vec<Block>) {
        let blocks: Vec<Block> = blocks.into_iter().filter(|block| !block.is_empty()).collect();
        if !blocks.is_empty() {
            self.sections.push(Section { heading: heading.to_owned(), blocks });
        }
    }
}

impl Block {
    fn is_empty(&self) -> bool {
        match self {
            Block::Paragraph(text) => text.is_empty(),
            Block::Table(table) => table.rows.is_empty(),
            Block::Steps(steps) => steps.is_empty(),
            Block::Lines(lines) => lines.is_empty(),
        }
    }
}

/// A part of running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span<'t> {
    /// Words.
    Words(&'t str),
    /// What is typed as it stands, between backticks in the text: a command.
    Code(&'t str),
}

/// The parts of running text. Backticks that do not come in pairs are letters like others.
#[must_use]
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let parts: Vec<&str> = text.split('`').collect();
    let paired = parts.len() % 2 == 1 && parts.iter().skip(1).step_by(2).all(|code| !code.trim().is_empty());
    if !paired {
        return vec![Span::Words(text)];
    }
    let span = |(at, part)| if at % 2 == 0 { Span::Words(part) } else { Span::Code(part) };
    parts.into_iter().enumerate().map(span).filter(|span| *span != Span::Words("")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_stands_between_pairs_of_backticks() {
        let text = "see `standoff ask`.";
        assert_eq!(spans(text), [Span::Words("see "), Span::Code("standoff ask"), Span::Words(".")]);
        for plain in ["a ` b", "a `` b", "a `b` c ` d"] {
            assert_eq!(spans(plain), [Span::Words(plain)]);
        }
    }
}
