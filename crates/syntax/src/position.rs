//! Bytes to lines and columns, and back.
//!
//! In: the text of a file. Out: [`LineIndex`], which turns a byte offset into line and column (characters, both from
//! 1, for people) or into line and UTF-16 column (both from 0, for editors), and back.

/// Line and column of a place: both count from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters (Unicode scalar values), from 1. A byte order mark takes no column.
    pub column: u32,
}

/// Line and column as editors count: both from 0, the column in UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Utf16Position {
    /// The line, from 0.
    pub line: u32,
    /// The column in UTF-16 code units, from 0.
    pub character: u32,
}

/// Where each line of a text starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    length: u32,
}

impl LineIndex {
    /// Reads the line starts of `text`. Bytes beyond 4 GiB are not counted.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let mut starts = vec![0];
        for (offset, _) in text.match_indices('\n') {
            if let Some(next) = u32::try_from(offset).ok().and_then(|o| o.checked_add(1)) {
                starts.push(next);
            }
        }
        Self { starts, length }
    }

    /// How many lines there are; an empty text has one.
    #[must_use]
    pub fn lines(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// The line of a byte, counted from 0. Offsets beyond the end belong to the last line.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        let after = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The bytes of line `line` (from 0) in `text`, without its line end.
    #[must_use]
    pub fn line_bytes(&self, text: &str, line: u32) -> std::ops::Range<usize> {
        let index = line as usize;
        let start = self.starts.get(index).copied().unwrap_or(self.length) as usize;
        let next = self.starts.get(index + 1).copied().unwrap_or(self.length) as usize;
        let content = text.get(start..next).unwrap_or("");
        let content = content.strip_suffix('\n').unwrap_or(content);
        let content = content.strip_suffix('\r').unwrap_or(content);
        start..start + content.len()
    }

    /// Line and column of a byte offset, for people.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.line(offset);
        let before = self.before(text, line, offset);
        let before = if line == 0 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        let column = u32::try_from(before.chars().count()).unwrap_or(u32::MAX);
        LineColumn { line: line.saturating_add(1), column: column.saturating_add(1) }
    }

    /// Line and column of a byte offset, for editors.
    #[must_use]
    pub fn utf16(&self, text: &str, offset: u32) -> Utf16Position {
        let line = self.line(offset);
        let units: usize = self.before(text, line, offset).chars().map(char::len_utf16).sum();
        Utf16Position { line, character: u32::try_from(units).unwrap_or(u32::MAX) }
    }

    /// The byte offset of a line and column; columns beyond the line's end give its end.
    #[must_use]
    pub fn offset(&self, text: &str, at: LineColumn) -> u32 {
        let bytes = self.line_bytes(text, at.line.saturating_sub(1));
        let content = text.get(bytes.clone()).unwrap_or("");
        let mark = if at.line == 1 && content.starts_with('\u{feff}') { 1 } else { 0 };
        let skip = (at.column.saturating_sub(1) as usize).saturating_add(mark);
        let within = content.char_indices().nth(skip).map_or(content.len(), |(byte, _)| byte);
        u32::try_from(bytes.start + within).unwrap_or(u32::MAX)
    }

    /// The byte offset of an editor's position; columns beyond the line's end, and columns inside a surrogate pair,
    /// are moved to the nearest character start at or after them.
    #[must_use]
    pub fn offset_utf16(&self, text: &str, at: Utf16Position) -> u32 {
        let bytes = self.line_bytes(text, at.line);
        let content = text.get(bytes.clone()).unwrap_or("");
        let mut units = 0_u32;
        let mut within = content.len();
        for (byte, character) in content.char_indices() {
            if units >= at.character {
                within = byte;
                break;
            }
            units = units.saturating_add(u32::try_from(character.len_utf16()).unwrap_or(2));
        }
        u32::try_from(bytes.start + within).unwrap_or(u32::MAX)
    }

    /// The part of `line` before `offset`; an offset inside a character is moved to the character's start.
    fn before<'t>(&self, text: &'t str, line: u32, offset: u32) -> &'t str {
        let start = self.starts.get(line as usize).copied().unwrap_or(0) as usize;
        let mut end = (offset as usize).min(text.len());
        while end > start && !text.is_char_boundary(end) {
            end -= 1;
        }
        text.get(start..end).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_go_there_and_back() {
        let text = "\u{feff}one\r\nzwölf 𝕏 end\n\nlast";
        let index = LineIndex::new(text);
        assert_eq!(index.lines(), 4);
        let place = text.find("end").unwrap() as u32;
        assert_eq!(index.line_column(text, place), LineColumn { line: 2, column: 9 });
        assert_eq!(index.utf16(text, place), Utf16Position { line: 1, character: 9 });
        assert_eq!(index.line_column(text, 3), LineColumn { line: 1, column: 1 });
        for (offset, character) in text.char_indices() {
            let offset = offset as u32;
            if matches!(character, '\r' | '\n' | '\u{feff}') {
                continue;
            }
            assert_eq!(index.offset(text, index.line_column(text, offset)), offset);
            assert_eq!(index.offset_utf16(text, index.utf16(text, offset)), offset);
        }
        assert_eq!(&text[index.line_bytes(text, 0)], "\u{feff}one");
        assert_eq!(&text[index.line_bytes(text, 3)], "last");
        assert_eq!(index.line_column(text, 10_000).line, 4);
        assert_eq!(index.offset(text, LineColumn { line: 99, column: 3 }), text.len() as u32);
    }
}
