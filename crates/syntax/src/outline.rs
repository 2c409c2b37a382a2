//! The outline pass: text into lines, and lines into a forest by their indentation. It cannot fail.
//!
//! In: the text of a file. Out: one [`Line`] for each line of the text, in text order, which is also the preorder of
//! the forest; what is wrong with indentation, control characters and lengths is reported on its line. One pass with
//! a stack of at most [`MAX_DEPTH`] open lines, so neither depth nor length of the input matters.

use crate::diagnostic::Diagnostic;
use crate::report::Reports;
use crate::span::{FileId, Span};
use crate::token::{is_forbidden, unusual_space};

/// Lines nested more deeply than this are not read.
pub const MAX_DEPTH: usize = 100;
/// Longer lines (in bytes) are not read, unless they are comments.
pub const MAX_LINE: usize = 65_536;

/// What a line holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// Nothing but white space and perhaps a comment; stands outside the forest.
    Blank,
    /// A statement, heading or alternative.
    Statement,
    /// Something that is not read: too deep, too long, or beyond the size of a model.
    Skipped,
}

/// A line of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// First byte of the line, indentation included.
    pub start: u32,
    /// First byte after the indentation.
    pub content: u32,
    /// One past the last byte before the line end.
    pub end: u32,
    /// One past the line end: the next line's start.
    pub next: u32,
    /// How deep the line stands in the forest; 0 is the left margin. Blank lines have 0.
    pub depth: u8,
    /// What it holds.
    pub kind: LineKind,
    /// The number of the first line that stands neither here nor below this line.
    pub after: u32,
    /// Its tokens: half-open range of token numbers.
    pub tokens: (u32, u32),
}

/// A line that may still get children.
struct Open {
    line: usize,
    indent: usize,
    /// The heading of a parameter table that has no labels row yet.
    awaits_labels: bool,
}

/// Splits `text` into lines and finds their nesting.
pub(crate) fn outline(file: FileId, text: &str, reports: &mut Reports) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut too_deep = false;
    let mut at = 0;
    for (number, whole) in text.split_inclusive('\n').enumerate() {
        let (start, next) = (at, at + whole.len());
        at = next;
        let body = whole.strip_suffix('\n').unwrap_or(whole);
        let body = body.strip_suffix('\r').unwrap_or(body);
        let end = start + body.len();
        let mark = if start == 0 && body.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let body = body.get(mark..).unwrap_or("");
        let indentation = Indentation::of(body);
        let content = start + mark + indentation.bytes;
        let rest = body.get(indentation.bytes..).unwrap_or("");
        let place = |from: usize, to: usize| Span::new(file, offset(from), offset(to));

        if let Some((byte, character)) = first_forbidden(body) {
            let from = start + mark + byte;
            reports.on_line(number, forbidden(place(from, from + character.len_utf8()), character));
        }
        let mut line = Line {
            start: offset(start),
            content: offset(content),
            end: offset(end),
            next: offset(next),
            depth: 0,
            kind: LineKind::Blank,
            after: offset(number + 1),
            tokens: (0, 0),
        };
        if rest.is_empty() || rest.starts_with('#') {
            lines.push(line);
            continue;
        }
        line.kind = LineKind::Statement;
        if body.len() > MAX_LINE {
            reports.on_line(number, too_long(place(content, content), body.len()));
            line.kind = LineKind::Skipped;
        }

        let labels_row = open.last().is_some_and(|top| top.awaits_labels && indentation.columns > top.indent);
        let columns = indentation.even_columns(labels_row);
        while let Some(top) = open.pop_if(|top| top.indent >= columns) {
            if let Some(closed) = lines.get_mut(top.line) {
                closed.after = offset(number);
            }
        }
        let depth = open.len();
        let expected = open.last().map_or(0, |parent| parent.indent + 2);
        if let Some(parent) = open.last_mut() {
            parent.awaits_labels = false;
        }
        if depth > MAX_DEPTH {
            if !std::mem::replace(&mut too_deep, true) {
                let message = format!("this line is nested more than {MAX_DEPTH} levels deep");
                let hint = "move what stands here into a scene of its own and go there with ->";
                reports.on_line(number, Diagnostic::error("SD103", place(content, end), message).hint(hint));
            }
            line.kind = LineKind::Skipped;
            lines.push(line);
            continue;
        }
        let space = place(start + mark, content);
        if indentation.tabs {
            reports.on_line(number, tab(space, columns));
        } else if let Some(byte) = indentation.unusual {
            let from = start + mark + byte;
            let width = rest_char_len(body, byte);
            reports.on_line(number, unusual_space(place(from, from + width)));
        } else if !labels_row && indentation.columns != expected {
            reports.on_line(number, misplaced(space, indentation.columns, depth, expected));
        }
        line.depth = u8::try_from(depth).unwrap_or(u8::MAX);
        open.push(Open { line: number, indent: columns, awaits_labels: is_table_heading(rest) });
        lines.push(line);
    }
    let count = lines.len();
    for top in open {
        if let Some(closed) = lines.get_mut(top.line) {
            closed.after = offset(count);
        }
    }
    lines
}

/// The white space before a line's content.
#[derive(Default)]
struct Indentation {
    bytes: usize,
    /// A tab counts two.
    columns: usize,
    tabs: bool,
    /// Byte of the first white-space character that is neither space nor tab.
    unusual: Option<usize>,
}

impl Indentation {
    fn of(body: &str) -> Self {
        let mut found = Self::default();
        for (byte, character) in body.char_indices() {
            match character {
                ' ' => found.columns += 1,
                '\t' => {
                    found.tabs = true;
                    found.columns += 2;
                }
                _ if character.is_whitespace() && !is_forbidden(character) => {
                    found.unusual = found.unusual.or(Some(byte));
                    found.columns += 1;
                }
                _ => {
                    found.bytes = byte;
                    return found;
                }
            }
        }
        found.bytes = body.len();
        found
    }

    /// The columns with a surplus space taken off; a single space counts as a level.
    fn even_columns(&self, exempt: bool) -> usize {
        match self.columns {
            columns if exempt || columns.is_multiple_of(2) => columns,
            1 => 2,
            columns => columns - 1,
        }
    }
}

/// `parameters by ...`: the row of labels below may stand at any deeper indentation.
fn is_table_heading(content: &str) -> bool {
    let mut words = content.split_ascii_whitespace();
    words.next() == Some("parameters") && words.next() == Some("by")
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn rest_char_len(body: &str, byte: usize) -> usize {
    body.get(byte..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

fn first_forbidden(body: &str) -> Option<(usize, char)> {
    if body.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return None;
    }
    body.char_indices().find(|(_, character)| is_forbidden(*character))
}

fn forbidden(span: Span, character: char) -> Diagnostic {
    let message = match character {
        '\0' => "a NUL byte stands in this line; this is perhaps not a text file".to_owned(),
        '\r' => "a carriage return stands inside this line".to_owned(),
        '\u{2028}'..='\u{2069}' => {
            format!("an invisible character (U+{:04X}) changes how this line looks", u32::from(character))
        }
        _ => format!("an invisible control character (U+{:04X}) stands in this line", u32::from(character)),
    };
    if character == '\r' {
        let hint = "lines end with a line feed: save the file with the line ends of Unix or Windows";
        return Diagnostic::error("SD104", span, message).hint(hint).fix(span, "\n");
    }
    Diagnostic::error("SD104", span, message).hint("delete the character").fix(span, "")
}

fn too_long(span: Span, bytes: usize) -> Diagnostic {
    let message = format!("this line is {bytes} bytes long; a line may have at most {MAX_LINE}");
    Diagnostic::error("SD107", span, message)
        .hint("put each label on its own line, and parts of an expression into `let`")
}

fn tab(span: Span, columns: usize) -> Diagnostic {
    Diagnostic::error("SD101", span, "a line here starts with a tab; Standoff indents with two spaces")
        .hint("replace each tab by two spaces")
        .fix(span, " ".repeat(columns.min(2 * MAX_DEPTH)))
}

fn misplaced(span: Span, columns: usize, depth: usize, expected: usize) -> Diagnostic {
    let spaces = |count: usize| match count {
        0 => "no spaces".to_owned(),
        1 => "1 space".to_owned(),
        _ => format!("{count} spaces"),
    };
    let message = if depth == 0 {
        format!("this line is indented by {}, but there is no line that it could belong to", spaces(columns))
    } else {
        format!("this line is indented by {}; here a line belongs at {}", spaces(columns), spaces(expected))
    };
    Diagnostic::error("SD102", span, message)
        .hint("each level is indented by two spaces more than the line it belongs to")
        .fix(span, " ".repeat(expected.min(2 * MAX_DEPTH)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> (Vec<Line>, Vec<Diagnostic>) {
        let mut reports = Reports::default();
        let lines = outline(FileId(0), text, &mut reports);
        (lines, reports.finish(FileId(0)))
    }

    fn depths(text: &str) -> Vec<u8> {
        run(text).0.iter().filter(|line| line.kind == LineKind::Statement).map(|line| line.depth).collect()
    }

    #[test]
    fn depth_follows_indentation() {
        assert_eq!(depths("a\n  b\n    c\n\n# x\n  d\ne\n"), [0, 1, 2, 1, 0]);
        assert_eq!(depths("\u{feff}a\r\n  b\r\n"), [0, 1]);
        let (lines, diagnostics) = run("a\n  b\n    c\n  d\ne");
        assert!(diagnostics.is_empty());
        assert_eq!(lines.iter().map(|line| line.after).collect::<Vec<_>>(), [4, 3, 3, 4, 5]);
    }

    #[test]
    fn mistakes_in_indentation_stay_on_their_line() {
        let codes = |text: &str| run(text).1.iter().map(|d| d.code).collect::<Vec<_>>();
        assert_eq!(codes("a\n b\n  c\n"), ["SD102"]);
        assert_eq!(depths("a\n b\n  c\n"), [0, 1, 1]);
        assert_eq!(codes("a\n  b\n   c\n  d"), ["SD102"]);
        assert_eq!(depths("a\n  b\n   c\n  d"), [0, 1, 1, 1]);
        assert_eq!(codes("a\n\tb\n\t\tc\n"), ["SD101", "SD101"]);
        assert_eq!(depths("a\n\tb\n\t\tc\n"), [0, 1, 2]);
        assert_eq!(codes("a\n    b\n  c\n"), ["SD102"]);
        assert_eq!(depths("a\n    b\n  c\n"), [0, 1, 1]);
        assert_eq!(codes("a\0b\n"), ["SD104"]);
        assert_eq!(codes("  a\n"), ["SD102"]);
    }

    #[test]
    fn the_labels_row_of_a_table_may_stand_anywhere_deeper() {
        let table = "parameters by R.aim\n                 settler waiter\n  gain 1 2\n  cost 1 2\n";
        assert!(run(table).1.is_empty());
        assert_eq!(depths(table), [0, 1, 1, 1]);
        assert_eq!(depths("parameters by R.aim\n  settler waiter\n  gain 1 2\n"), [0, 1, 1]);
    }

    #[test]
    fn deep_nesting_is_one_message_and_quick() {
        let mut text = String::new();
        for level in 0..100_000_usize {
            text.extend(std::iter::repeat_n(' ', 2 * level.min(140)));
            text.push_str("if x\n");
        }
        let (lines, diagnostics) = run(&text);
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].code, "SD103");
        assert_eq!(lines.iter().filter(|line| line.kind == LineKind::Statement).count(), 101);
    }
}
