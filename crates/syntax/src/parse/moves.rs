//! The moves of actors: choosing, offering, `may`, and moves made at once.
//!
//! ```text
//! chooses = NAME "chooses" NAME [sees] [on] [ties] alternatives ;
//! offers  = NAME "offers" NAME ( grid | "of" NAME {"," NAME} [ "where" expr ] ) [sees] [on] NL ;
//! may     = NAME {"," NAME} "may" NAME [sees] [on] [ties] [divert] NL [block] ;
//! atonce  = "at" "once" NL INDENT { chooses | offers | may } DEDENT ;
//! ```

use super::alternatives::Of;
use super::{Parsed, Parser};
use crate::ast::{Alt, Chooses, May, OfferSpace, Offers, Sees, Stmt, StmtKind};
use crate::diagnostic::Diagnostic;

impl Parser<'_> {
    pub(super) fn chooses(&mut self, line: usize, of: Of) -> Option<Chooses> {
        let head = self.head(|p| {
            let actor = p.name("the name of an actor")?;
            p.word("chooses")?;
            let decision = p.declared("the name of the decision")?;
            let mut chooses = Chooses {
                actor,
                decision,
                sees: Sees::All,
                sees_span: None,
                when: None,
                tie: None,
                alternatives: Vec::new(),
            };
            // From here on the decision is kept, whatever else is wrong.
            let inline = p.chooses_rest(&mut chooses).unwrap_or(None);
            Ok((chooses, inline))
        });
        let broken = self.broken();
        let inline = head.as_ref().and_then(|(_, inline)| inline.clone());
        let alternatives = if broken && inline.is_none() && self.children(line).is_empty() {
            Vec::new()
        } else {
            self.alternatives_below(line, inline, of)
        };
        let (mut chooses, _) = head?;
        chooses.alternatives = alternatives;
        Some(chooses)
    }

    fn chooses_rest(&mut self, chooses: &mut Chooses) -> Parsed<Option<Vec<Alt>>> {
        (chooses.sees, chooses.sees_span, chooses.when) = self.sees_and_when()?;
        chooses.tie = self.tie()?;
        if chooses.tie.is_some() && chooses.sees_span.is_none() && chooses.when.is_none() {
            // `..., x when indifferent privately to Y` is as clear as the other order.
            (chooses.sees, chooses.sees_span, chooses.when) = self.sees_and_when()?;
        }
        let inline = self.inline_alternatives()?;
        self.end()?;
        Ok(inline)
    }

    pub(super) fn offers(&mut self, line: usize) -> Option<Offers> {
        self.single(line, |p| {
            let actor = p.name("the name of an actor")?;
            p.word("offers")?;
            let decision = p.declared("the name of the offer")?;
            let what = if p.eat_word("of") {
                let issues = p.names("the name of an issue")?;
                let filter = if p.eat_word("where") { Some(p.expr()?) } else { None };
                OfferSpace::Package(issues, filter)
            } else if p.at_word("from") {
                OfferSpace::Grid(p.grid(false)?)
            } else {
                return Err(p.expected("`from ... to ... in ... steps`, or `of` and issues"));
            };
            let (sees, sees_span, when) = p.sees_and_when()?;
            p.end()?;
            Ok(Offers { actor, decision, what, sees, sees_span, when })
        })
    }

    pub(super) fn may(&mut self, line: usize, of: Of) -> Option<May> {
        let head = self.head(|p| {
            let actors = p.names("the name of an actor")?;
            p.word("may")?;
            let decision = p.declared("the name of the decision")?;
            let mut may = May {
                actors,
                decision,
                sees: Sees::All,
                sees_span: None,
                when: None,
                tie: None,
                block: None,
                divert: None,
            };
            if p.may_rest(&mut may, of).is_err() {
                return Ok(may);
            }
            Ok(may)
        });
        let block = if of == Of::AtOnce {
            let below = self.children(line);
            if let Some(first) = below.first() {
                let span = self.span_of_line(*first);
                self.start(*first);
                self.nothing_follows_here(span, of);
            }
            for child in below {
                self.abandon(child);
            }
            None
        } else {
            self.block_below(line)
        };
        let mut may = head?;
        may.block = block;
        Some(may)
    }

    fn may_rest(&mut self, may: &mut May, of: Of) -> Parsed<()> {
        (may.sees, may.sees_span, may.when) = self.sees_and_when()?;
        may.tie = self.tie()?;
        let divert = self.divert()?;
        match &divert {
            Some(divert) if of == Of::AtOnce => self.nothing_follows_here(divert.span, of),
            _ => may.divert = divert,
        }
        self.end()
    }

    pub(super) fn at_once(&mut self, line: usize) -> Option<StmtKind> {
        let parsed = self.head(|p| {
            p.word("at")?;
            p.word("once")?;
            p.end()
        });
        let below = self.children(line);
        if below.is_empty() {
            self.no_block("the moves made at once");
        }
        let mut moves = Vec::new();
        for child in below {
            if !self.start(child) {
                self.abandon(child);
                continue;
            }
            let span = self.line_span();
            let kind = match self.statement_word() {
                Some("chooses") => self.chooses(child, Of::AtOnce).map(StmtKind::Chooses),
                Some("offers") => self.offers(child).map(StmtKind::Offers),
                Some("may") => self.may(child, Of::AtOnce).map(StmtKind::May),
                _ => {
                    let message = "only moves stand under `at once`: `chooses`, `offers` and `may`";
                    let diagnostic = Diagnostic::error("SD137", span, message);
                    self.complain(diagnostic.hint("put everything else before or after the block"));
                    self.abandon(child);
                    None
                }
            };
            moves.extend(kind.map(|kind| Stmt { kind, span }));
        }
        parsed.map(|()| StmtKind::AtOnce(moves))
    }
}
