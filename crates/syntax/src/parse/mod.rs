//! The parser: hand-written, one line at a time, block by block.
//!
//! In: a [`Tree`]. Out: the [`ast::File`], the messages, and what each token is to a reader. An error stays on its line:
//! the line is dropped if nothing of it can be kept, its children are read all the same so that their own mistakes are
//! found, and the names that stood there are remembered in [`ast::File::broken`].
//!
//! [`cursor`] walks the tokens of a line, [`mistakes`] says what is wrong with it, [`phrases`] holds what many statements share, and each other file a group of
//! rules of the grammar.

mod alternatives;
mod cursor;
mod declarations;
mod expressions;
mod mistakes;
mod moves;
mod parameters;
mod phrases;
mod questions;
mod statements;

use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::keyword::{self, Place};
use crate::report::Reports;
use crate::tree::{Class, Tree};

pub(crate) use cursor::Parser;

/// An error was reported; the rest of the line is given up.
#[derive(Debug)]
pub(crate) struct Broken;

/// A part of a line, or nothing after a report.
pub(crate) type Parsed<T> = Result<T, Broken>;

/// What parsing a file gives.
pub(crate) struct Outcome {
    /// The declarations.
    pub(crate) file: ast::File,
    /// Token numbers and their classes.
    pub(crate) classes: Vec<(u32, Class)>,
    /// The messages.
    pub(crate) reports: Reports,
}

/// Parses a whole file.
pub(crate) fn file(tree: &Tree, reports: Reports) -> Outcome {
    let mut parser = Parser::new(tree, reports);
    let mut file = ast::File::default();
    let mut seen_other = false;
    let mut headers = 0;
    let roots: Vec<usize> = tree.roots().collect();
    for line in &roots {
        let line = *line;
        if !parser.start(line) {
            parser.abandon(line);
            continue;
        }
        if parser.first_word_of(line) == Some("standoff") {
            headers += 1;
            header(&mut parser, line, headers, seen_other, &mut file);
            continue;
        }
        let first = !seen_other && headers == 0;
        seen_other = true;
        if first && parser.corrects_to("standoff") {
            headers += 1;
            header(&mut parser, line, headers, false, &mut file);
            continue;
        }
        parser.declaration(line, &mut file);
    }
    if headers == 0 {
        missing_header(&mut parser, tree, roots.first().copied());
    }
    file.broken = parser.take_broken_names();
    let (classes, reports) = parser.finish();
    Outcome { file, classes, reports }
}

/// `standoff NAME "title"`
fn header(parser: &mut Parser<'_>, line: usize, count: usize, late: bool, file: &mut ast::File) {
    if count > 1 || late {
        let span = parser.line_span();
        let message =
            if count > 1 { "the model is named twice" } else { "the model's name stands too far down" };
        let hint = "the line `standoff NAME \"title\"` stands once, as the first of the file";
        parser.complain(Diagnostic::error("SD121", span, message).hint(hint));
    }
    let header = parser.head(|p| {
        p.word("standoff")?;
        let name = p.declared("the model's name")?;
        let title = p.caption();
        p.end()?;
        Ok(ast::Header { name, title })
    });
    if file.header.is_none() {
        file.header = header;
    }
    parser.no_children(line);
}

fn missing_header(parser: &mut Parser<'_>, tree: &Tree, first: Option<usize>) {
    let hint = "a model starts with a line such as: standoff my_model \"What it is about\"";
    let unread = tree.lines().iter().any(|line| line.kind == crate::outline::LineKind::Skipped);
    let diagnostic = match first {
        None => Diagnostic::error("SD120", parser.span_at(0, 0), "this file holds no model: it is empty"),
        Some(_) if unread => return,
        Some(line) => {
            let (start, end) = tree.lines().get(line).map_or((0, 0), |line| (line.content, line.end));
            Diagnostic::error("SD120", parser.span_at(start, end), "the first line must name the model")
        }
    };
    parser.about_file(diagnostic.hint(hint));
}

impl Parser<'_> {
    /// A declaration with its children; `start` has been called for its line.
    fn declaration(&mut self, line: usize, file: &mut ast::File) {
        let decl = match self.choose_word(0, keyword::at(Place::Declaration)) {
            Some("use") => self.use_file(line).map(ast::Decl::Use),
            Some("source") => self.source(line).map(ast::Decl::Source),
            Some("actors") => Some(ast::Decl::Actors(self.actors(line))),
            Some("experts") => Some(ast::Decl::Experts(self.experts(line))),
            Some("parameters") => self.parameters(line),
            Some("parameter") => self.parameter(line).map(ast::Decl::Parameters),
            Some("option") => self.option(line).map(ast::Decl::Option),
            Some("issue") => self.issue(line).map(ast::Decl::Issue),
            Some("secret") => self.secret(line).map(ast::Decl::Secret),
            Some("given") => self.given(line).map(ast::Decl::Given),
            Some("let") => self.let_name(line).map(ast::Decl::Let),
            Some("discount") => self.discount(line).map(ast::Decl::Discount),
            Some("play") => Some(ast::Decl::Play(self.play(line))),
            Some("scene") => self.scene(line).map(ast::Decl::Scene),
            Some("outcome") => self.outcome(line).map(ast::Decl::Outcome),
            Some("variant") => self.variant(line).map(ast::Decl::Variant),
            Some("ask") => self.ask(line).map(ast::Decl::Ask),
            Some("check") => self.check(line).map(ast::Decl::Check),
            Some(_) | None => {
                self.unknown_declaration();
                self.abandon(line);
                None
            }
        };
        file.decls.extend(decl);
    }

    /// A line at the left margin that starts with nothing known.
    fn unknown_declaration(&mut self) {
        let span = self.line_span();
        let play_like = self.is_play_like();
        let diagnostic = if play_like {
            Diagnostic::error(
                "SD143",
                span,
                "this line belongs into `play`, a `scene` or an `outcome`, but it stands at the left margin",
            )
            .hint("indent it by two spaces under the line it belongs to")
        } else {
            let what = self.describe(0);
            Diagnostic::error("SD122", span, format!("a declaration does not start with {what}"))
                .hint("a line at the left margin starts with a word such as `actors`, `parameters`, `secret`, `play`, `scene`, `outcome`, `ask`")
        };
        self.complain(diagnostic);
    }
}
