//! The statements of play other than moves: chance, reveal, gains, now, if, repeat, divert; and which one a line is.
//!
//! ```text
//! stmt    = chooses | offers | may | atonce | chance | reveal | gains | now | if | repeat | divert NL ;
//! chance  = "chance" NAME [sees] [on] ( alternatives | grid NL | cells NL ) ;
//! reveal  = "reveal" expr "to" ( NAME {"," NAME} | "everyone" ) NL ;
//! gains   = NAME "gains" expr [ "if" expr ] NL ;
//! now     = "now" NAME "is" expr NL ;
//! if      = "if" expr NL block { "else" "if" expr NL block } [ "else" NL block ] ;
//! repeat  = "repeat" NAME "from" expr "to" expr NL block ;
//! divert  = "->" NAME [ "(" expr {"," expr} ")" ] ;
//! ```

use super::alternatives::Of;
use super::{Parsed, Parser};
use crate::ast::{
    Alt, Alternatives, Block, Chance, Expr, Gains, Grid, If, Repeat, Reveal, Sees, Stmt, StmtKind,
};
use crate::diagnostic::Diagnostic;
use crate::keyword::{self, Place};
use crate::span::Span;
use crate::token::{TokenKind, excerpt};

impl Parser<'_> {
    /// The statements directly below a line.
    pub(super) fn statements_below(&mut self, line: usize) -> Vec<Stmt> {
        let lines = self.children(line);
        let mut stmts = Vec::new();
        let mut next = 0;
        while let Some(child) = lines.get(next).copied() {
            next += 1;
            if !self.start(child) {
                self.abandon(child);
                continue;
            }
            match self.statement_word() {
                Some("if") => {
                    let rest = lines.get(next..).unwrap_or(&[]);
                    let more =
                        rest.iter().take_while(|line| self.first_word_of(**line) == Some("else")).count();
                    stmts.extend(self.conditional(child, rest.get(..more).unwrap_or(&[])));
                    next += more;
                }
                Some(word) => stmts.extend(self.statement(child, word)),
                None => {
                    self.unknown_statement();
                    self.abandon(child);
                }
            }
        }
        stmts
    }

    /// A block that must not be empty.
    fn block(&mut self, line: usize) -> Block {
        if self.children(line).is_empty() {
            self.no_block("what happens");
        }
        Block { stmts: self.statements_below(line) }
    }

    /// The word that decides what the line is: a verb in second place, a keyword in first, `->`.
    pub(super) fn statement_word(&mut self) -> Option<&'static str> {
        match (self.kind(0)?, self.kind(1)) {
            (TokenKind::Arrow, _) => return Some("->"),
            (TokenKind::Name, Some(TokenKind::Comma)) => return Some("may"),
            (TokenKind::Name, _) => {}
            _ => return None,
        }
        let first = self.peek_word(0)?;
        if let Some(word) = keyword::at(Place::Statement).find(|word| *word == first) {
            return Some(word);
        }
        if let Some(verb) =
            self.peek_word(1).and_then(|word| keyword::at(Place::Verb).find(|verb| *verb == word))
        {
            return Some(verb);
        }
        self.choose_word(1, keyword::at(Place::Verb))
            .or_else(|| self.choose_word(0, keyword::at(Place::Statement)))
    }

    fn unknown_statement(&mut self) {
        let span = self.line_span();
        let alone = self.kind(0) == Some(TokenKind::Name)
            && matches!(self.kind(1), None | Some(TokenKind::Arrow | TokenKind::Text));
        let declares = self.peek_word(0).is_some_and(|word| keyword::is_at(word, Place::Declaration));
        // `N.Russia chooses ...`
        let verb = self.peek_word(3).is_some_and(|word| keyword::is_at(word, Place::Verb));
        let used = match (self.peek_word(0), self.kind(1), self.peek_word(2)) {
            (Some(file), Some(TokenKind::Dot), Some(actor)) if verb => Some((file, actor)),
            _ => None,
        };
        let diagnostic = if let Some((file, actor)) = used {
            let (file, actor) = (excerpt(file), excerpt(actor));
            let message =
                format!("the actors of a file that is used `as {file}` do not move in the file that uses it");
            Diagnostic::error("SD123", span, message).hint(format!(
                "use that file without `as {file}` and write `{actor}`, or declare the actor in this file"
            ))
        } else if declares && !alone {
            let what = self.describe(0);
            Diagnostic::error(
                "SD123",
                span,
                format!("a line with {what} stands at the left margin, not inside another"),
            )
            .hint("take away the spaces before it")
        } else if alone {
            let what = self.describe(0);
            Diagnostic::error("SD123", span, format!("{what} alone says nothing here"))
                .hint("if it is a label, indent it by two spaces under the choice it belongs to")
        } else {
            let message = "this line does not say who does what";
            Diagnostic::error("SD123", span, message).hint(
                "a line of the play starts with an actor and `chooses`, `offers`, `may` or `gains`, \
                 or with `chance`, `reveal`, `now`, `if`, `repeat`, `at once` or `->`",
            )
        };
        self.complain(diagnostic);
    }

    /// A statement other than `if`.
    fn statement(&mut self, line: usize, word: &'static str) -> Option<Stmt> {
        let span = self.line_span();
        let kind = match word {
            "chooses" => self.chooses(line, Of::Choice).map(StmtKind::Chooses),
            "offers" => self.offers(line).map(StmtKind::Offers),
            "may" => self.may(line, Of::Choice).map(StmtKind::May),
            "gains" => self.gains(line).map(StmtKind::Gains),
            "chance" => self.chance(line).map(StmtKind::Chance),
            "reveal" => self.reveal(line).map(StmtKind::Reveal),
            "now" => self.now(line),
            "repeat" => self.repeat(line).map(StmtKind::Repeat),
            "at" => self.at_once(line),
            "->" => self.divert_line(line),
            _ => {
                // `else` without its `if`.
                let diagnostic = Diagnostic::error("SD130", span, "this `else` has no `if` before it");
                self.complain(
                    diagnostic
                        .hint("`else` stands directly after the block of its `if`, at the same indentation"),
                );
                self.statements_below(line);
                self.abandon(line);
                None
            }
        };
        kind.map(|kind| Stmt { kind, span })
    }

    /// A line without block: its own text, and nothing below.
    pub(super) fn single<T>(&mut self, line: usize, rule: impl Fn(&mut Self) -> Parsed<T>) -> Option<T> {
        let parsed = self.head(rule);
        match parsed {
            // Its message stands for what is below it, too.
            None => self.abandon(line),
            Some(_) => self.no_children(line),
        }
        parsed
    }

    fn chance(&mut self, line: usize) -> Option<Chance> {
        let head = self.head(|p| {
            p.word("chance")?;
            let name = p.declared("the name of the event")?;
            let mut chance = Chance {
                name,
                sees: Sees::All,
                sees_span: None,
                when: None,
                values: Alternatives::Labels(Vec::new()),
            };
            let rest = p.chance_rest(&mut chance).unwrap_or((None, None));
            Ok((chance, rest))
        });
        let broken = self.broken();
        let (inline, grid) = head.as_ref().map_or((None, None), |(_, rest)| rest.clone());
        let values = self.values_of(line, inline, grid, broken, Of::Chance);
        let (mut chance, _) = head?;
        chance.values = values;
        Some(chance)
    }

    fn chance_rest(&mut self, chance: &mut Chance) -> Parsed<(Option<Vec<Alt>>, Option<Grid>)> {
        (chance.sees, chance.sees_span, chance.when) = self.sees_and_when()?;
        let rest = self.listed_or_grid()?;
        self.end()?;
        Ok(rest)
    }

    /// `: a, b`, or a grid or cells, or nothing (labels below).
    pub(super) fn listed_or_grid(&mut self) -> Parsed<(Option<Vec<Alt>>, Option<Grid>)> {
        if self.at_word("from") {
            return Ok((None, Some(self.grid(true)?)));
        }
        Ok((self.inline_alternatives()?, None))
    }

    /// The values of a secret or chance event, from its line or from below.
    pub(super) fn values_of(
        &mut self,
        line: usize,
        inline: Option<Vec<Alt>>,
        grid: Option<Grid>,
        broken: bool,
        of: Of,
    ) -> Alternatives {
        if let Some(grid) = grid {
            self.no_children(line);
            return Alternatives::Grid(grid);
        }
        if broken && inline.is_none() && self.children(line).is_empty() {
            return Alternatives::Labels(Vec::new());
        }
        Alternatives::Labels(self.alternatives_below(line, inline, of))
    }

    fn reveal(&mut self, line: usize) -> Option<Reveal> {
        self.single(line, |p| {
            p.word("reveal")?;
            let value = p.expr()?;
            p.word("to")?;
            let to = if p.eat_word("everyone") {
                None
            } else {
                Some(p.names("the name of an actor, or `everyone`")?)
            };
            p.end()?;
            Ok(Reveal { value, to })
        })
    }

    /// `X gains e if c`
    pub(super) fn gains(&mut self, line: usize) -> Option<Gains> {
        self.single(line, |p| {
            let span = p.line_span();
            let actor = p.name("the name of an actor")?;
            p.word("gains")?;
            let amount = p.expr()?;
            let condition = if p.eat_word("if") { Some(p.expr()?) } else { None };
            p.end()?;
            Ok(Gains { actor, amount, condition, span })
        })
    }

    fn now(&mut self, line: usize) -> Option<StmtKind> {
        self.single(line, |p| {
            p.word("now")?;
            let name = p.declared("the name of what changes")?;
            if p.at_kind(TokenKind::Equals) {
                let span = p.here();
                let message =
                    "\"=\" defines once and for all; what changes along the story is set with \"is\"";
                p.complain(Diagnostic::error("SD114", span, message).fix(span, "is"));
                p.advance();
            } else if p.at_kind(TokenKind::MeansIs) {
                p.double_equals("is");
                p.advance();
            } else {
                p.word("is")?;
            }
            let value = p.expr()?;
            p.end()?;
            Ok(StmtKind::Now(name, value))
        })
    }

    fn repeat(&mut self, line: usize) -> Option<Repeat> {
        let head = self.head(|p| {
            p.word("repeat")?;
            let round = p.declared("the name of the round")?;
            p.word("from")?;
            let from = p.expr()?;
            p.word("to")?;
            let to = p.expr()?;
            p.end()?;
            Ok((round, from, to))
        });
        let block = self.block(line);
        if head.is_none() {
            self.abandon(line);
        }
        let (round, from, to) = head?;
        Some(Repeat { round, from, to, block })
    }

    fn divert_line(&mut self, line: usize) -> Option<StmtKind> {
        let divert = self.single(line, |p| {
            let divert = p.divert()?;
            p.end()?;
            Ok(divert)
        });
        divert.flatten().map(StmtKind::Divert)
    }

    /// `if` at `line` with the `else` lines that follow it.
    fn conditional(&mut self, line: usize, more: &[usize]) -> Option<Stmt> {
        let span = self.line_span();
        let mut result = Some(If { arms: Vec::new(), otherwise: None });
        let condition = self.head(|p| {
            p.word("if")?;
            p.condition()
        });
        self.arm(line, condition, &mut result);
        let mut closed: Option<Span> = None;
        for line in more {
            let line = *line;
            self.start(line);
            let here = self.line_span();
            if let Some(before) = closed {
                let diagnostic = Diagnostic::error("SD130", here, "this `else` comes after the last `else`");
                self.complain(diagnostic.also(before, "here everything else was dealt with"));
                self.statements_below(line);
                self.abandon(line);
                continue;
            }
            let head = self.head(|p| {
                p.word("else")?;
                if p.eat_word("if") {
                    return p.condition().map(Some);
                }
                p.end()?;
                Ok(None)
            });
            match head {
                Some(None) => {
                    closed = Some(here);
                    let block = self.block(line);
                    if let Some(result) = &mut result {
                        result.otherwise = Some(block);
                    }
                }
                Some(Some(condition)) => self.arm(line, Some(condition), &mut result),
                None => self.arm(line, None, &mut result),
            }
        }
        if result.is_none() {
            self.abandon(line);
            for line in more {
                self.abandon(*line);
            }
        }
        result.map(|result| Stmt { kind: StmtKind::If(result), span })
    }

    /// The condition of an `if` up to the end of its line.
    fn condition(&mut self) -> Parsed<Expr> {
        let condition = self.expr()?;
        if self.at_word("then") && self.kind(1).is_none() {
            let span = self.here();
            let diagnostic = Diagnostic::error("SD126", span, "an `if` of the play has no `then`");
            self.complain(diagnostic.hint("what happens is indented below the line").fix(span, ""));
            self.advance();
        }
        self.end()?;
        Ok(condition)
    }

    fn arm(&mut self, line: usize, condition: Option<Expr>, result: &mut Option<If>) {
        let block = self.block(line);
        match (condition, result.as_mut()) {
            (Some(condition), Some(result)) => result.arms.push((condition, block)),
            _ => *result = None,
        }
    }
}
