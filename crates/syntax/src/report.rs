//! Collects what was found wrong in one file: at most one message a line, at most [`MOST`] a file.
//!
//! In: diagnostics from outline, lexer and parser, each with its line. Out: the list in text order. The first message
//! about a line stands; what follows on the same line is most often its consequence.

use crate::diagnostic::Diagnostic;
use crate::span::{FileId, Span};

/// More messages than this are counted but not kept.
pub(crate) const MOST: usize = 1000;

/// The messages about one file so far.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    diagnostics: Vec<Diagnostic>,
    /// Whether a line has its message.
    told: Vec<bool>,
    left_out: usize,
}

impl Reports {
    /// A message about a line (from 0); dropped if the line has one already.
    pub(crate) fn on_line(&mut self, line: usize, diagnostic: Diagnostic) {
        if self.told.len() <= line {
            self.told.resize(line + 1, false);
        }
        let told = self.told.get_mut(line).is_some_and(|told| std::mem::replace(told, true));
        if !told {
            self.about_file(diagnostic);
        }
    }

    /// A message about the file as a whole.
    pub(crate) fn about_file(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST {
            self.diagnostics.push(diagnostic);
        } else {
            self.left_out += 1;
        }
    }

    /// Whether further messages are only counted.
    pub(crate) fn is_full(&self) -> bool {
        self.diagnostics.len() >= MOST
    }

    /// All messages in text order; the last says how many more there are.
    pub(crate) fn finish(mut self, file: FileId) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.span().start);
        if self.left_out > 0 {
            let end = self.diagnostics.last().map_or(0, |last| last.span().end);
            let more = self.left_out;
            self.diagnostics.push(Diagnostic::error(
                "SD109",
                Span::new(file, end, end),
                format!("{more} more mistakes in this file are not listed"),
            ));
        }
        self.diagnostics
    }
}
