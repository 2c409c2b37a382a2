//! Alternatives: what an actor chooses among, what a secret or a chance event may be.
//!
//! ```text
//! alternatives = ":" label {"," label} NL | NL INDENT alt { alt } DEDENT ;
//! alt = label [STRING] [ "with" ("probability"|"weight") expr | "otherwise" ] [ "when" expr ] [STRING] [divert] NL [block] ;
//! ```

use super::{Parsed, Parser};
use crate::ast::{Alt, Block, LabelName, Name, Weight};
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::token::TokenKind;

/// Whose alternatives they are, which decides what may stand in them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// A choice in the play.
    Choice,
    /// A choice made at once with others: nothing follows it.
    AtOnce,
    /// A chance event.
    Chance,
    /// A secret: nothing follows it.
    Secret,
}

impl Parser<'_> {
    /// `: a, b` at the end of a line, if there.
    pub(super) fn inline_alternatives(&mut self) -> Parsed<Option<Vec<Alt>>> {
        if !self.at_kind(TokenKind::Colon) || self.kind(1).is_none() {
            return Ok(None);
        }
        self.advance();
        let labels = self.labels()?;
        if self.at_kind(TokenKind::Text) {
            let span = self.here();
            let message = "a list on one line takes no captions";
            let hint = "put each label on a line of its own, indented below";
            self.complain(Diagnostic::error("SD134", span, message).hint(hint));
            while self.at_kind(TokenKind::Text) || self.at_kind(TokenKind::Comma) {
                self.advance();
                if matches!(self.kind(0), Some(TokenKind::Name | TokenKind::Number | TokenKind::Minus)) {
                    self.label()?;
                }
            }
        }
        Ok(Some(labels.into_iter().map(bare).collect()))
    }

    /// The alternatives of the heading `line`: those that stood on it, or those below it.
    pub(super) fn alternatives_below(&mut self, line: usize, inline: Option<Vec<Alt>>, of: Of) -> Vec<Alt> {
        if let Some(alternatives) = inline {
            self.no_children(line);
            return alternatives;
        }
        let below = self.children(line);
        if below.is_empty() {
            self.no_block("the labels to choose from (each on its own line, or after a colon on this one)");
        }
        let mut alternatives: Vec<Alt> = Vec::new();
        for child in below {
            if self.start(child) {
                alternatives.extend(self.alternative(child, of));
            } else {
                self.abandon(child);
            }
        }
        alternatives
    }

    fn alternative(&mut self, line: usize, of: Of) -> Option<Alt> {
        let parsed = self.head(|p| p.alternative_line(of));
        let follows = matches!(of, Of::Choice | Of::Chance);
        let block = if follows {
            self.block_below(line)
        } else {
            self.nothing_follows(line, of);
            None
        };
        let mut alt = parsed?;
        alt.block = block;
        Some(alt)
    }

    fn alternative_line(&mut self, of: Of) -> Parsed<Alt> {
        let span = self.line_span();
        let label = self.label()?;
        if let LabelName::Name(name) = &label {
            self.declares(name);
        }
        let mut alt = Alt { span, ..bare(label) };
        // From here on the label is kept, whatever else is wrong.
        if self.alternative_rest(&mut alt, of).is_err() {
            return Ok(alt);
        }
        Ok(alt)
    }

    fn alternative_rest(&mut self, alt: &mut Alt, of: Of) -> Parsed<()> {
        alt.caption = self.caption();
        let start = self.here();
        if self.eat_word("with") {
            if self.eat_word("probability") {
                alt.weight = Weight::Probability(self.expr()?);
            } else if self.eat_word("weight") {
                alt.weight = Weight::Weight(self.expr()?);
            } else {
                return Err(self.expected("`probability` or `weight`"));
            }
        } else if self.eat_word("otherwise") {
            alt.weight = Weight::Otherwise;
        }
        if alt.weight != Weight::None && matches!(of, Of::Choice | Of::AtOnce) {
            let span = self.since(start);
            let message = "a choice has no probability: the actor decides";
            self.complain(
                Diagnostic::error("SD138", span, message).hint("what nobody decides is `chance NAME`"),
            );
            alt.weight = Weight::None;
        }
        if self.eat_word("when") {
            alt.when = Some(self.expr()?);
        }
        if let Some(second) = self.caption() {
            if alt.caption.is_some() {
                let span = second.span;
                self.complain(Diagnostic::error("SD134", span, "this label has two captions").fix(span, ""));
            } else {
                alt.caption = Some(second);
            }
        }
        let divert = self.divert()?;
        match (&divert, of) {
            (Some(divert), Of::AtOnce | Of::Secret) => self.nothing_follows_here(divert.span, of),
            _ => alt.divert = divert,
        }
        self.end()
    }

    /// Nothing may stand below an alternative of this sort.
    fn nothing_follows(&mut self, line: usize, of: Of) {
        let below = self.children(line);
        let Some(first) = below.first() else { return };
        for child in &below {
            self.abandon(*child);
        }
        if self.start(*first) {
            let span = self.line_span();
            self.nothing_follows_here(span, of);
        }
    }

    /// What follows a secret's label or a move made at once is a mistake.
    pub(super) fn nothing_follows_here(&mut self, span: Span, of: Of) {
        let (message, hint) = if of == Of::Secret {
            (
                "nothing follows a secret's label: secrets are drawn before the play",
                "ask for the secret in `play` with `if`",
            )
        } else {
            ("nothing follows a move made at once with others", "branch with `if` after the `at once` block")
        };
        self.complain(Diagnostic::error("SD137", span, message).hint(hint));
    }

    /// The block below a line, if lines stand there.
    pub(super) fn block_below(&mut self, line: usize) -> Option<Block> {
        let stmts = self.statements_below(line);
        (!stmts.is_empty()).then_some(Block { stmts })
    }
}

/// An alternative with nothing but its label.
fn bare(label: LabelName) -> Alt {
    let span = match &label {
        LabelName::Name(Name { span, .. }) => *span,
        LabelName::Number(number) => number.span,
    };
    Alt { label, caption: None, weight: Weight::None, when: None, divert: None, block: None, span }
}
