//! The lossless tree: every line with all its tokens, nested as the outline says.
//!
//! In: the text of a file. Out: [`Tree`], whose tokens put together are the text, byte for byte; the class of each token
//! for highlighting, first by its kind and then as the parser understood it.

use crate::diagnostic::Diagnostic;
use crate::lexer::lex_line;
use crate::outline::{Line, LineKind, outline};
use crate::report::Reports;
use crate::span::{FileId, Span};
use crate::token::TokenKind;

/// Texts with more bytes than this are not read.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Texts with more tokens than this are read up to there.
pub const MAX_TOKENS: usize = 1_000_000;
/// Texts with more lines than this, blank ones included, are not read.
pub const MAX_LINES: usize = 1_000_000;

/// What a token is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// White space and line ends.
    Space,
    /// A comment.
    Comment,
    /// A keyword, where it is one.
    Keyword,
    /// A name where it is declared.
    Declared,
    /// A label where it is declared.
    Label,
    /// A name where it is used.
    Name,
    /// A number.
    Number,
    /// A date.
    Date,
    /// Text in quotes.
    Text,
    /// An operator or a mark between things.
    Operator,
    /// Something without a meaning.
    Wrong,
}

impl Class {
    fn of(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Mark | TokenKind::Space | TokenKind::LineEnd => Self::Space,
            TokenKind::Comment => Self::Comment,
            TokenKind::Name => Self::Name,
            TokenKind::Number => Self::Number,
            TokenKind::Date => Self::Date,
            TokenKind::Text => Self::Text,
            TokenKind::Malformed | TokenKind::Stray => Self::Wrong,
            _ => Self::Operator,
        }
    }
}

/// A piece of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is to the grammar.
    pub kind: TokenKind,
    /// What it is to a reader.
    pub class: Class,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A file's text with its lines and tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    file: FileId,
    text: String,
    lines: Vec<Line>,
    tokens: Vec<Token>,
}

impl Tree {
    /// Reads a text; what is wrong with its form goes to `reports`.
    pub(crate) fn build(file: FileId, text: &str, reports: &mut Reports) -> Self {
        if text.len() > MAX_BYTES {
            let message = format!("this file has {} bytes; a model may have at most {MAX_BYTES}", text.len());
            let hint = "models that are computed by a program come through the Python package";
            reports.about_file(Diagnostic::error("SD106", Span::new(file, 0, 0), message).hint(hint));
            return Self::unread(file, text);
        }
        if text.bytes().filter(|byte| *byte == b'\n').count() > MAX_LINES {
            let message = format!("this file has more than {MAX_LINES} lines");
            let hint = "models that are computed by a program come through the Python package";
            reports.about_file(Diagnostic::error("SD106", Span::new(file, 0, 0), message).hint(hint));
            return Self::unread(file, text);
        }
        let mut lines = outline(file, text, reports);
        let mut tokens = Vec::new();
        let mut full = false;
        for (number, line) in lines.iter_mut().enumerate() {
            let first = tokens.len();
            if !full && first > MAX_TOKENS {
                full = true;
                let span = Span::new(file, line.content, line.content);
                let message =
                    format!("this model has more than {MAX_TOKENS} words and marks; it is read up to here");
                let hint = "models that are computed by a program come through the Python package";
                reports.about_file(Diagnostic::error("SD106", span, message).hint(hint));
            }
            if full {
                line.kind = LineKind::Skipped;
            }
            tokenize(file, text, number, line, full, &mut tokens, reports);
            line.tokens = (count(first), count(tokens.len()));
        }
        tokens.shrink_to_fit();
        Self { file, text: text.to_owned(), lines, tokens }
    }

    /// A single line without regard to its indentation, for questions from elsewhere.
    pub(crate) fn of_line(file: FileId, text: &str, reports: &mut Reports) -> Self {
        let indentation = text.len() - text.trim_start_matches([' ', '\t']).len();
        let mut line = Line {
            start: 0,
            content: count(indentation),
            end: count(text.len()),
            next: count(text.len()),
            depth: 0,
            kind: LineKind::Statement,
            after: 1,
            tokens: (0, 0),
        };
        let mut tokens = Vec::new();
        tokenize(file, text, 0, &line, false, &mut tokens, reports);
        line.tokens = (0, count(tokens.len()));
        Self { file, text: text.to_owned(), lines: vec![line], tokens }
    }

    /// A text that is kept but not read: one line, one token. (Beyond 4 GiB not even kept.)
    pub(crate) fn unread(file: FileId, text: &str) -> Self {
        let text = if u32::try_from(text.len()).is_ok() { text } else { "" };
        if text.is_empty() {
            return Self { file, text: String::new(), lines: Vec::new(), tokens: Vec::new() };
        }
        let end = count(text.len());
        let token = Token { kind: TokenKind::Stray, class: Class::Wrong, start: 0, end };
        let line = Line {
            start: 0,
            content: 0,
            end,
            next: end,
            depth: 0,
            kind: LineKind::Skipped,
            after: 1,
            tokens: (0, 1),
        };
        Self { file, text: text.to_owned(), lines: vec![line], tokens: vec![token] }
    }

    /// The file's number.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All lines in text order.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// All tokens in text order; put together, their texts are the file.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The tokens of a line, indentation and line end included.
    #[must_use]
    pub fn tokens_of(&self, line: usize) -> &[Token] {
        let (from, to) = self.lines.get(line).map_or((0, 0), |line| line.tokens);
        self.tokens.get(from as usize..to as usize).unwrap_or(&[])
    }

    /// The text of a token.
    #[must_use]
    pub fn text_of(&self, token: &Token) -> &str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    /// The numbers of the lines at the left margin.
    pub fn roots(&self) -> impl Iterator<Item = usize> + '_ {
        self.statements(0, self.lines.len())
    }

    /// The numbers of the lines directly below a line.
    pub fn children(&self, line: usize) -> impl Iterator<Item = usize> + '_ {
        let after = self.lines.get(line).map_or(0, |line| line.after as usize);
        self.statements(line.saturating_add(1), after)
    }

    fn statements(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + '_ {
        let mut next = from;
        std::iter::from_fn(move || {
            while next < to {
                let number = next;
                let line = self.lines.get(number)?;
                next = (line.after as usize).max(number + 1);
                if line.kind != LineKind::Blank {
                    return Some(number);
                }
            }
            None
        })
    }

    /// Gives tokens the classes that the parser found.
    pub(crate) fn classify(&mut self, classes: &[(u32, Class)]) {
        for (token, class) in classes {
            if let Some(token) = self.tokens.get_mut(*token as usize) {
                token.class = *class;
            }
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The tokens of one line; a line that is skipped is one token between indentation and line end.
fn tokenize(
    file: FileId,
    text: &str,
    number: usize,
    line: &Line,
    full: bool,
    tokens: &mut Vec<Token>,
    reports: &mut Reports,
) {
    let mut push = |kind: TokenKind, start: u32, end: u32| {
        if start < end {
            tokens.push(Token { kind, class: Class::of(kind), start, end });
        }
    };
    if full {
        push(TokenKind::Stray, line.start, line.next);
        return;
    }
    let mark = if line.start == 0 && text.starts_with('\u{feff}') { 3.min(line.end) } else { 0 };
    push(TokenKind::Mark, line.start, line.start + mark);
    push(TokenKind::Space, line.start + mark, line.content);
    if line.kind == LineKind::Skipped {
        push(TokenKind::Stray, line.content, line.end);
    } else {
        lex_line(
            file,
            text,
            number,
            line.content as usize..line.end as usize,
            reports,
            |kind, start, end| {
                push(kind, count(start), count(end));
            },
        );
    }
    push(TokenKind::LineEnd, line.end, line.next);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(text: &str) -> (Tree, Vec<Diagnostic>) {
        let mut reports = Reports::default();
        let tree = Tree::build(FileId(0), text, &mut reports);
        (tree, reports.finish(FileId(0)))
    }

    fn joined(tree: &Tree) -> String {
        tree.tokens().iter().map(|token| tree.text_of(token)).collect()
    }

    #[test]
    fn the_text_is_recovered() {
        for text in ["", "\n", "\u{feff}", "\u{feff}a\r\n  b # c\r\n", "x \"open\n\ty\0\n", "a\n\n  \n b"] {
            assert_eq!(joined(&build(text).0), text);
        }
    }

    #[test]
    fn children_skip_blank_lines() {
        let (tree, _) = build("a\n\n  b\n    c\n# x\n  d\n\ne\n");
        assert_eq!(tree.roots().collect::<Vec<_>>(), [0, 7]);
        assert_eq!(tree.children(0).collect::<Vec<_>>(), [2, 5]);
        assert_eq!(tree.children(2).collect::<Vec<_>>(), [3]);
        assert_eq!(tree.children(7).count(), 0);
    }

    #[test]
    fn a_huge_line_and_a_huge_file_are_one_message_each() {
        let line = format!("let x = {}\nlet y = 1\n", "1 + ".repeat(1_300_000));
        let (tree, diagnostics) = build(&line);
        assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), ["SD107"]);
        assert_eq!(joined(&tree), line);
        let (tree, diagnostics) = build(&"a\n".repeat(MAX_BYTES));
        assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), ["SD106"]);
        assert_eq!(tree.text().len(), 2 * MAX_BYTES);
        let many = "a, ".repeat(20_000);
        let (tree, diagnostics) = build(&format!("{many}\n").repeat(60));
        assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), ["SD106"]);
        assert!(tree.tokens().len() < MAX_TOKENS + 70_000);
        assert_eq!(joined(&tree).len(), tree.text().len());
    }
}
