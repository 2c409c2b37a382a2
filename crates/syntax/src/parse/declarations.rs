//! Declarations other than parameters and questions.
//!
//! ```text
//! use      = "use" STRING [ "as" NAME ] NL ;
//! source   = "source" NAME STRING [ "," DATE ] [ "," "rated" RATING ] NL ;
//! actors   = "actors" NL INDENT { NAME [STRING] NL } DEDENT ;      experts alike
//! issue    = "issue" NAME ( ":" label {"," label} | grid ) [ "unit" STRING ] [STRING] NL ;
//! secret   = "secret" NAME "." NAME [ "privately" "to" NAME {"," NAME} ] ( alternatives | grid NL | cells NL ) ;
//! given    = "given" expr NL ;
//! let      = "let" NAME [ "(" NAME {"," NAME} ")" ] "=" expr NL ;
//! discount = "discount" NAME expr "per" ("year"|"month"|"round") NL ;
//! play     = "play" [ "from" DATE ] NL block ;
//! scene    = "scene" NAME [ "(" NAME {"," NAME} ")" ] NL block ;
//! outcome  = "outcome" NAME [ "(" NAME {"," NAME} ")" ] [STRING] NL [ INDENT { gains } DEDENT ] ;
//! variant  = "variant" NAME [STRING] NL INDENT { edit NL } DEDENT ;
//! edit     = dotted "=" number | dotted "by" NAME | "option" NAME "=" literal | "without" dotted | "reveal" dotted "to" NAME ;
//! ```

use super::alternatives::Of;
use super::{Parsed, Parser};
use crate::ast::{
    Alternatives, Block, Captioned, Discount, Edit, EditKind, Expr, Issue, IssueValues, Let, Name, Outcome,
    Period, Play, Scene, Secret, Source, Use, Variant,
};
use crate::diagnostic::Diagnostic;
use crate::keyword;
use crate::token::{TokenKind, excerpt};

impl Parser<'_> {
    /// A declaration of one line.
    pub(super) fn one_line<T>(&mut self, line: usize, rule: impl Fn(&mut Self) -> Parsed<T>) -> Option<T> {
        let parsed = self.head(rule);
        self.no_children(line);
        parsed
    }

    pub(super) fn use_file(&mut self, line: usize) -> Option<Use> {
        self.one_line(line, |p| {
            let span = p.line_span();
            p.word("use")?;
            let path = p.text_in_quotes("the name of a file in quotation marks")?;
            let alias =
                if p.eat_word("as") { Some(p.declared("a name for what the file brings")?) } else { None };
            p.end()?;
            Ok(Use { path, alias, span })
        })
    }

    pub(super) fn source(&mut self, line: usize) -> Option<Source> {
        self.one_line(line, |p| {
            p.word("source")?;
            let name = p.declared("a name for the source")?;
            let text = p.text_in_quotes("what the source is, in quotation marks,")?;
            let (mut date, mut rating) = (None, None);
            while p.eat(TokenKind::Comma) {
                if rating.is_none() && p.eat_word("rated") {
                    rating = Some(p.rating()?);
                } else if date.is_none() && rating.is_none() && !p.at_kind(TokenKind::Name) {
                    date = Some(p.date()?);
                } else {
                    return Err(p.expected("a date, or `rated` and a rating,"));
                }
            }
            p.end()?;
            Ok(Source { name, text, date, rating })
        })
    }

    /// `A1` to `F6`
    fn rating(&mut self) -> Parsed<Name> {
        let rating = self.name("a rating from A1 to F6")?;
        if matches!(rating.text.as_bytes(), [b'A'..=b'F', b'1'..=b'6']) {
            return Ok(rating);
        }
        let message = format!("there is no rating `{}`", excerpt(&rating.text));
        let hint = "a letter from A (reliable) to F and a digit from 1 (confirmed) to 6, such as B2";
        Err(self.fail(Diagnostic::error("SD139", rating.span, message).hint(hint)))
    }

    pub(super) fn actors(&mut self, line: usize) -> Vec<Captioned> {
        self.head(|p| {
            p.word("actors")?;
            p.end()
        });
        self.names_below(line, "the name of an actor", true)
    }

    pub(super) fn experts(&mut self, line: usize) -> Vec<Captioned> {
        self.head(|p| {
            p.word("experts")?;
            p.end()
        });
        self.names_below(line, "the name of an expert", false)
    }

    /// Names with captions, one a line. An actor may not bear a statement keyword's name.
    fn names_below(&mut self, line: usize, what: &str, acts: bool) -> Vec<Captioned> {
        let below = self.children(line);
        if below.is_empty() {
            self.no_block("the names, each on its own line,");
        }
        let mut names = Vec::new();
        for child in below {
            if !self.start(child) {
                self.abandon(child);
                continue;
            }
            names.extend(self.one_line(child, |p| {
                let name = p.declared(what)?;
                if acts && keyword::is_statement_keyword(&name.text) {
                    let message = format!(
                        "an actor cannot be called `{}`: lines of the model start with this word",
                        name.text
                    );
                    let hint = format!("`{}_` or a capital letter would do", name.text);
                    p.complain(Diagnostic::error("SD129", name.span, message).hint(hint));
                }
                let caption = p.caption();
                if p.end().is_err() {
                    return Ok(Captioned { name, caption });
                }
                Ok(Captioned { name, caption })
            }));
        }
        names
    }

    pub(super) fn issue(&mut self, line: usize) -> Option<Issue> {
        self.one_line(line, |p| {
            p.word("issue")?;
            let name = p.declared("the name of the issue")?;
            let values = if p.eat(TokenKind::Colon) {
                IssueValues::Labels(p.labels()?)
            } else if p.at_word("from") {
                IssueValues::Grid(p.grid(false)?)
            } else {
                return Err(p.expected("`:` and labels, or `from ... to ... in ... steps`,"));
            };
            let unit = if p.eat_word("unit") {
                Some(p.text_in_quotes("the unit in quotation marks")?)
            } else {
                None
            };
            let caption = p.caption();
            p.end()?;
            Ok(Issue { name, values, unit, caption })
        })
    }

    pub(super) fn secret(&mut self, line: usize) -> Option<Secret> {
        let head = self.head(|p| {
            let span = p.line_span();
            p.word("secret")?;
            let owner = p.name("the actor who knows the secret")?;
            if !p.at_kind(TokenKind::Dot) {
                let place = owner.span;
                let message = "a secret is named after who knows it: ACTOR.NAME";
                return Err(p.fail(
                    Diagnostic::error("SD125", place, message).hint("for example `secret Russia.aim`"),
                ));
            }
            p.advance();
            let name = p.declared("the secret's own name")?;
            let mut secret = Secret {
                owner,
                name,
                also_seen_by: Vec::new(),
                values: Alternatives::Labels(Vec::new()),
                span,
            };
            let rest = p.secret_rest(&mut secret).unwrap_or((None, None));
            Ok((secret, rest))
        });
        let broken = self.broken();
        let (inline, grid) = head.as_ref().map_or((None, None), |(_, rest)| rest.clone());
        let values = self.values_of(line, inline, grid, broken, Of::Secret);
        let (mut secret, _) = head?;
        secret.values = values;
        Some(secret)
    }

    fn secret_rest(
        &mut self,
        secret: &mut Secret,
    ) -> Parsed<(Option<Vec<crate::ast::Alt>>, Option<crate::ast::Grid>)> {
        if self.eat_word("privately") {
            self.word("to")?;
            secret.also_seen_by = self.names("the name of an actor")?;
        }
        let rest = self.listed_or_grid()?;
        self.end()?;
        Ok(rest)
    }

    pub(super) fn given(&mut self, line: usize) -> Option<Expr> {
        self.one_line(line, |p| {
            p.word("given")?;
            let condition = p.expr()?;
            p.end()?;
            Ok(condition)
        })
    }

    pub(super) fn let_name(&mut self, line: usize) -> Option<Let> {
        self.one_line(line, |p| {
            p.word("let")?;
            let name = p.declared("a name")?;
            let args = p.arguments()?;
            p.mark(TokenKind::Equals, "=")?;
            let value = p.expr()?;
            p.end()?;
            Ok(Let { name, args, value })
        })
    }

    pub(super) fn discount(&mut self, line: usize) -> Option<Discount> {
        self.one_line(line, |p| {
            let span = p.line_span();
            p.word("discount")?;
            let actor = p.name("the name of an actor")?;
            let factor = p.expr()?;
            p.word("per")?;
            let per = if p.eat_word("year") {
                Period::Year
            } else if p.eat_word("month") {
                Period::Month
            } else if p.eat_word("round") {
                Period::Round
            } else {
                return Err(p.expected("`year`, `month` or `round`"));
            };
            p.end()?;
            Ok(Discount { actor, factor, per, span })
        })
    }

    pub(super) fn play(&mut self, line: usize) -> Play {
        let span = self.line_span();
        let from = self.head(|p| {
            p.word("play")?;
            let from = if p.eat_word("from") { Some(p.date()?) } else { None };
            p.end()?;
            Ok(from)
        });
        Play { from: from.flatten(), block: self.heading_block(line), span }
    }

    pub(super) fn scene(&mut self, line: usize) -> Option<Scene> {
        let head = self.head(|p| {
            p.word("scene")?;
            let name = p.declared("the name of the scene")?;
            let args = p.arguments()?;
            p.end()?;
            Ok((name, args))
        });
        let block = self.heading_block(line);
        if head.is_none() {
            self.abandon(line);
        }
        let (name, args) = head?;
        Some(Scene { name, args, block })
    }

    fn heading_block(&mut self, line: usize) -> Block {
        if self.children(line).is_empty() {
            self.no_block("what happens");
        }
        Block { stmts: self.statements_below(line) }
    }

    pub(super) fn outcome(&mut self, line: usize) -> Option<Outcome> {
        let head = self.head(|p| {
            p.word("outcome")?;
            let name = p.declared("the name of the outcome")?;
            let args = p.arguments()?;
            let caption = p.caption();
            p.end()?;
            Ok((name, args, caption))
        });
        let mut gains = Vec::new();
        for child in self.children(line) {
            if !self.start(child) {
                self.abandon(child);
                continue;
            }
            if self.choose_word(1, ["gains"].into_iter()).is_some() {
                gains.extend(self.gains(child));
                continue;
            }
            let span = self.line_span();
            let message = "below an outcome stands only what it is worth: lines such as `ACTOR gains 1`";
            self.complain(Diagnostic::error("SD136", span, message).hint("put everything else before `->`"));
            self.abandon(child);
        }
        let (name, args, caption) = head?;
        Some(Outcome { name, args, caption, gains })
    }

    pub(super) fn variant(&mut self, line: usize) -> Option<Variant> {
        let head = self.head(|p| {
            p.word("variant")?;
            let name = p.declared("the name of the variant")?;
            let caption = p.caption();
            p.end()?;
            Ok((name, caption))
        });
        let below = self.children(line);
        if below.is_empty() {
            self.no_block("what the variant changes");
        }
        let mut edits = Vec::new();
        for child in below {
            if self.start(child) {
                edits.extend(self.one_line(child, Self::edit));
            } else {
                self.abandon(child);
            }
        }
        let (name, caption) = head?;
        Some(Variant { name, caption, edits })
    }

    /// One line of a variant. A parameter may be called `option` and the like: then `=` or `by` follows.
    fn edit(&mut self) -> Parsed<Edit> {
        let span = self.line_span();
        let plain = self.kind(1) == Some(TokenKind::Equals)
            || self.kind(1) == Some(TokenKind::Dot)
            || (self.peek_word(1) == Some("by") && self.kind(2) == Some(TokenKind::Name));
        let kind = if !plain && self.eat_word("option") {
            let name = self.name("the name of an option")?;
            self.mark(TokenKind::Equals, "=")?;
            EditKind::Option(name, self.literal("a value of the option")?)
        } else if !plain && self.eat_word("without") {
            EditKind::Without(self.dotted("what is taken away: DECISION.LABEL")?)
        } else if !plain && self.eat_word("reveal") {
            let secret = self.dotted("what is revealed")?;
            self.word("to")?;
            EditKind::Reveal(secret, self.name("the name of an actor")?)
        } else {
            let parameter = self.dotted("the name of a parameter, `option`, `without` or `reveal`")?;
            if self.eat(TokenKind::Equals) {
                EditKind::Set(parameter, self.number("a number")?)
            } else if self.eat_word("by") {
                EditKind::By(parameter, self.name("the name of an expert")?)
            } else {
                return Err(self.expected("`=` and a number, or `by` and an expert,"));
            }
        };
        self.end()?;
        Ok(Edit { kind, span })
    }
}
