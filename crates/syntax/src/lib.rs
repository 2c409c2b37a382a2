//! Text to lossless tree: the grammar of the Standoff language.
//!
//! ```text
//! text ── outline ──> lines with depth ── lexer ──> tree::Tree ── parse ──> ast::File + diagnostics
//! ```
//!
//! [`parse`] cannot fail: it gives the tree of any text, all that could be understood of it, and a message for each line
//! that could not. The steps are
//!
//! 1. [`outline`]: lines and their nesting by indentation;
//! 2. `lexer`: each line into tokens that cover it without gaps;
//! 3. [`tree`]: both together, from which the text can be recovered byte for byte;
//! 4. `parse`: each line by the grammar, into the types of [`ast`].
//!
//! Besides: [`keyword`] is the table of keywords, [`codes`] explains the messages' codes, [`position`] turns bytes into
//! lines and columns, [`number`] reads and shows exact numbers, [`suggest`] finds the nearest word.

pub mod ast;
pub mod codes;
pub mod diagnostic;
pub mod keyword;
mod lexer;
pub mod number;
pub mod outline;
mod parse;
pub mod position;
mod report;
mod show;
pub mod span;
pub mod suggest;
pub mod token;
pub mod tree;

use diagnostic::Diagnostic;
use parse::{Parsed, Parser};
use position::LineIndex;
use report::Reports;
use span::{FileId, Span};

/// What a text gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse {
    /// All that could be understood.
    pub file: ast::File,
    /// The text with its lines and tokens.
    pub tree: tree::Tree,
    /// What is wrong with the text's form, in text order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file. Cannot fail; time and memory are bounded by the text's length.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parse {
    let mut reports = Reports::default();
    let mut tree = tree::Tree::build(file, text, &mut reports);
    let outcome = parse::file(&tree, reports);
    tree.classify(&outcome.classes);
    Parse { file: outcome.file, tree, diagnostics: outcome.reports.finish(file) }
}

/// Parses a file that may not be UTF-8: then there is one message, which names the first byte that does not fit, and the
/// tree holds the text with replacement characters.
#[must_use]
pub fn parse_bytes(file: FileId, bytes: &[u8]) -> Parse {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return parse(file, text),
        Err(error) => error,
    };
    let valid = bytes.get(..error.valid_up_to()).unwrap_or(&[]);
    let before = std::str::from_utf8(valid).unwrap_or("");
    let offset = u32::try_from(before.len()).unwrap_or(u32::MAX);
    let line = LineIndex::new(before).lines();
    let byte = bytes.get(error.valid_up_to()).copied().unwrap_or(0);
    let message = format!("this file is not UTF-8 text: byte {offset} (line {line}) is 0x{byte:02X}");
    let hint = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file looks like UTF-16; save it as UTF-8",
        _ => "save the file as UTF-8",
    };
    let diagnostic = Diagnostic::error("SD105", Span::new(file, offset, offset), message).hint(hint);
    let tree = tree::Tree::unread(file, &String::from_utf8_lossy(bytes));
    Parse { file: ast::File::default(), tree, diagnostics: vec![diagnostic] }
}

/// Parses a question that stands alone, with or without the word `ask` before it. Spans count from the start of `text`.
#[must_use]
pub fn parse_question(file: FileId, text: &str) -> (Option<ast::Ask>, Vec<Diagnostic>) {
    parse_alone(file, text, |p| {
        p.eat_word("ask");
        p.ask_rest()
    })
}

/// Parses a check that stands alone, with or without the word `check` before it.
#[must_use]
pub fn parse_check(file: FileId, text: &str) -> (Option<ast::Check>, Vec<Diagnostic>) {
    parse_alone(file, text, |p| {
        p.eat_word("check");
        p.check_rest()
    })
}

/// A literal value (`0.3`, `-2`, `on`, `2024-02-08`), as on the right of `--set` and `--option`.
#[must_use]
pub fn parse_literal(text: &str) -> Option<ast::Literal> {
    parse_alone(FileId::default(), text, |p| {
        let literal = p.literal("a value")?;
        p.end()?;
        Ok(literal)
    })
    .0
}

/// A name, perhaps dotted, as on the left of `--set` and `--option`.
#[must_use]
pub fn parse_dotted(text: &str) -> Option<ast::Dotted> {
    parse_alone(FileId::default(), text, |p| {
        let dotted = p.dotted("a name")?;
        p.end()?;
        Ok(dotted)
    })
    .0
}

/// Parses a single line by `rule`; a result is given only if nothing was wrong.
fn parse_alone<T>(
    file: FileId,
    text: &str,
    rule: impl Fn(&mut Parser<'_>) -> Parsed<T>,
) -> (Option<T>, Vec<Diagnostic>) {
    let line = text.trim_end();
    let mut reports = Reports::default();
    if line.contains(['\n', '\r']) || line.len() > outline::MAX_LINE {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        reports.about_file(
            Diagnostic::error("SD141", Span::new(file, 0, end), "a question stands on one line")
                .hint("ask several questions one by one"),
        );
        return (None, reports.finish(file));
    }
    let tree = tree::Tree::of_line(file, line, &mut reports);
    let mut parser = Parser::new(&tree, reports);
    parser.start(0);
    let parsed = parser.head(rule);
    let (_, reports) = parser.finish();
    let diagnostics = reports.finish(file);
    (if diagnostics.is_empty() { parsed } else { None }, diagnostics)
}
