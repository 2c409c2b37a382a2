//! What the parser says about a line, how it reads on after a misspelt word, and what it does with lines that are lost.
//!
//! In: the place where a rule of the grammar stopped. Out: a message on the line, perhaps a correction with which the
//! line is read again, and the names that are lost with a line.

use super::{Broken, Parser};
use crate::ast::Name;
use crate::diagnostic::Diagnostic;
use crate::keyword;
use crate::span::Span;
use crate::suggest;
use crate::token::{TokenKind, excerpt};

impl Parser<'_> {
    /// Reports about the line and goes on.
    pub(crate) fn complain(&mut self, diagnostic: Diagnostic) {
        self.reports.on_line(self.line, diagnostic);
    }

    /// Reports about the line, which is given up.
    pub(crate) fn fail(&mut self, diagnostic: Diagnostic) -> Broken {
        self.broken = true;
        self.complain(diagnostic);
        Broken
    }

    /// Whether the line just read has a mistake that stopped it.
    pub(crate) fn broken(&self) -> bool {
        self.broken
    }

    /// Reports about the file.
    pub(crate) fn about_file(&mut self, diagnostic: Diagnostic) {
        self.reports.about_file(diagnostic);
    }

    /// Something else stands where `what` must stand.
    pub(crate) fn expected(&mut self, what: &str) -> Broken {
        if let Some(broken) = self.misspelt() {
            return broken;
        }
        let span = self.here();
        let message = if self.at_end() {
            let before = match self.at.checked_sub(1) {
                Some(last) => format!(" after {}", self.describe(last)),
                None => String::new(),
            };
            format!("{what} is missing{before}")
        } else {
            format!("{what} must stand here, not {}", self.describe(self.at))
        };
        self.fail(Diagnostic::error("SD125", span, message))
    }

    /// If the next word is near to a keyword that could stand here: the report, and the correction for reading again.
    pub(super) fn misspelt(&mut self) -> Option<Broken> {
        if self.reports.is_full()
            || self.tried_at != self.at
            || self.corrections.iter().any(|(at, _)| *at == self.at)
        {
            return None;
        }
        let word = self.peek_word(0)?;
        let meant = suggest::nearest(word, self.tried.iter().copied())?;
        let diagnostic = self.did_you_mean(self.at, meant);
        self.corrections.push((self.at, meant));
        Some(self.fail(diagnostic))
    }

    fn did_you_mean(&self, index: usize, meant: &str) -> Diagnostic {
        let span = self.span_of(index);
        let message = format!("`{}` means nothing here", excerpt(self.text_of(span)));
        Diagnostic::error("SD124", span, message).hint(format!("did you mean `{meant}`?")).fix(span, meant)
    }

    /// The keywords that were looked for at the next token.
    pub(super) fn what_may_stand(&self) -> Option<String> {
        if self.tried_at != self.at {
            return None;
        }
        let words: Vec<String> = self.tried.iter().take(8).map(|word| format!("`{word}`")).collect();
        let (last, rest) = words.split_last()?;
        Some(if rest.is_empty() { last.clone() } else { format!("{} or {last}", rest.join(", ")) })
    }

    /// The word at token `index`, if it is one of `words`; a misspelt one is reported and read as the nearest.
    pub(crate) fn choose_word(
        &mut self,
        index: usize,
        words: impl Iterator<Item = &'static str> + Clone,
    ) -> Option<&'static str> {
        let written = self.peek_word(index)?;
        if let Some(word) = words.clone().find(|word| *word == written) {
            return Some(word);
        }
        if self.reports.is_full() {
            return None;
        }
        let meant = suggest::nearest(written, words)?;
        let meant = keyword::find(meant)?.text;
        let diagnostic = self.did_you_mean(index, meant);
        self.complain(diagnostic);
        self.corrections.push((index, meant));
        Some(meant)
    }

    /// Whether the misspelt word at token `index` of the line was read as `word`.
    pub(crate) fn is_corrected(&self, index: usize, word: &str) -> bool {
        self.corrections.iter().any(|(at, meant)| *at == index && *meant == word)
    }

    /// Whether the line starts with a misspelt form of `word`, which is then reported and corrected.
    pub(crate) fn corrects_to(&mut self, word: &'static str) -> bool {
        self.choose_word(0, std::iter::once(word)).is_some()
    }

    // ----------------------------------------------------------------------------------------------- lost lines

    /// Gives up a line with all that is below it; the names there are remembered as lost.
    pub(crate) fn abandon(&mut self, line: usize) {
        let after = self.tree.lines().get(line).map_or(line, |line| line.after as usize);
        self.abandoned.resize(self.tree.lines().len(), false);
        for below in line..after {
            if self.abandoned.get_mut(below).is_some_and(|seen| std::mem::replace(seen, true)) {
                continue;
            }
            for token in self.tree.tokens_of(below) {
                if token.kind == TokenKind::Name {
                    let text = self.tree.text_of(token);
                    let span = self.span_at(token.start, token.end);
                    self.broken_names.push(Name { text: super::phrases::normal_form(text), span });
                }
            }
        }
    }

    /// Nothing may stand below this line; what does is reported once and given up.
    pub(crate) fn no_children(&mut self, line: usize) {
        let Some(first) = self.tree.children(line).next() else { return };
        let span = self.span_of_line(first);
        let head = self.span_of_line(line);
        let message = "this line is indented under one that nothing may stand under";
        let diagnostic = Diagnostic::error("SD127", span, message).also(head, "the line above");
        self.reports.on_line(first, diagnostic.hint("indent it like the line above"));
        for child in self.children(line) {
            self.abandon(child);
        }
    }

    /// Something must stand below the current line.
    pub(crate) fn no_block(&mut self, what: &str) {
        let span = self.line_span();
        let message = format!("{what} must stand below this line, indented by two more spaces");
        self.complain(Diagnostic::error("SD128", span, message));
    }

    /// The span of any line's content.
    pub(crate) fn span_of_line(&self, line: usize) -> Span {
        let tokens = self.tree.tokens_of(line);
        let mut content = tokens.iter().filter(|token| !token.kind.is_trivia());
        match (content.clone().next(), content.next_back()) {
            (Some(first), Some(last)) => self.span_at(first.start, last.end),
            _ => {
                let start = self.tree.lines().get(line).map_or(0, |line| line.content);
                self.span_at(start, start)
            }
        }
    }
}
