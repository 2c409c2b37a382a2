//! Questions: `ask` and `check`, their queries and settings.
//!
//! ```text
//! ask     = "ask" query [ "with" setting {"," setting} ] NL ;
//! check   = "check" query ("is"|"<"|"<="|">"|">=") expr [ "within" expr ] [ "with" setting {"," setting} ] NL ;
//! query   = "P" "(" expr [ "|" expr ] ")" | "E" "(" expr [ "|" expr ] ")"
//!         | "value" "of" ( "play" | dotted "over" dotted | dotted | "variant" NAME | "option" NAME ) "to" NAME
//!         | "value" "to" NAME "of" "knowing" NAME "." NAME
//!         | "strategy" "of" NAME [ "at" NAME ] | "equilibria"
//!         | "tipping" "point" "of" query "over" dotted [ range ]
//!         | "importance" "of" "parameters" "for" query | "distribution" "of" query | "what" "would" "change" query
//!         | "sweep" dotted range [ "by" dotted range ] ":" query ;
//! range   = "from" number "to" number [ "in" INT "steps" ] ;
//! setting = dotted "is" number | "option" NAME "is" literal | "opinions" "by" NAME {"," NAME} | "variant" NAME | "branch" NAME ;
//! ```

use super::{Parsed, Parser};
use crate::ast::{Ask, BinaryOp, Check, Expr, Query, QueryKind, Range, Setting};
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::token::TokenKind;
use crate::tree::Class;

/// Questions about questions are nested no more deeply than this.
const MAX_NESTED: usize = 20;

impl Parser<'_> {
    pub(super) fn ask(&mut self, line: usize) -> Option<Ask> {
        self.one_line(line, |p| {
            p.word("ask")?;
            p.ask_rest()
        })
    }

    pub(super) fn check(&mut self, line: usize) -> Option<Check> {
        self.one_line(line, |p| {
            p.word("check")?;
            p.check_rest()
        })
    }

    /// A question after the word `ask`, to the end of the line.
    pub(crate) fn ask_rest(&mut self) -> Parsed<Ask> {
        let start = self.here();
        let query = self.query(0)?;
        let settings = self.settings()?;
        self.end()?;
        let span = self.since(start);
        Ok(Ask { text: self.text_of(span).to_owned(), query, settings, span })
    }

    /// A check after the word `check`, to the end of the line.
    pub(crate) fn check_rest(&mut self) -> Parsed<Check> {
        let start = self.here();
        let query = self.query(0)?;
        let op = self.check_operator()?;
        let value = self.expr()?;
        let within = if self.eat_word("within") { Some(self.expr()?) } else { None };
        let settings = self.settings()?;
        self.end()?;
        let span = self.since(start);
        Ok(Check { text: self.text_of(span).to_owned(), query, op, value, within, settings, span })
    }

    fn check_operator(&mut self) -> Parsed<BinaryOp> {
        let op = match self.kind(0) {
            Some(TokenKind::Less) => BinaryOp::Less,
            Some(TokenKind::LessEq) => BinaryOp::LessEq,
            Some(TokenKind::Greater) => BinaryOp::Greater,
            Some(TokenKind::GreaterEq) => BinaryOp::GreaterEq,
            Some(TokenKind::MeansIs) => {
                self.double_equals("is");
                BinaryOp::Is
            }
            Some(TokenKind::Equals) => {
                let span = self.here();
                let message = "\"=\" defines and does not compare: write \"is\"";
                self.complain(Diagnostic::error("SD114", span, message).fix(span, "is"));
                BinaryOp::Is
            }
            Some(TokenKind::Name) if self.at_word("is") => {
                if self.peek_word(1) == Some("not") {
                    let span = self.here();
                    let diagnostic = Diagnostic::error(
                        "SD141",
                        span,
                        "a check says what the answer is, not what it is not",
                    );
                    return Err(self.fail(diagnostic.hint("use `is`, `<`, `<=`, `>` or `>=`")));
                }
                self.advance_as(Class::Keyword);
                return Ok(BinaryOp::Is);
            }
            _ => return Err(self.expected("`is`, `<`, `<=`, `>` or `>=`")),
        };
        self.advance();
        Ok(op)
    }

    // ------------------------------------------------------------------------------------------------- queries

    fn query(&mut self, nested: usize) -> Parsed<Query> {
        let start = self.here();
        if nested > MAX_NESTED {
            let message = format!("questions are nested more than {MAX_NESTED} levels deep");
            return Err(self.fail(Diagnostic::error("SD132", start, message)));
        }
        let kind = if self.eat_word("P") {
            let (event, condition) = self.in_brackets()?;
            QueryKind::Probability(event, condition)
        } else if self.eat_word("E") {
            let (value, condition) = self.in_brackets()?;
            QueryKind::Expectation(value, condition)
        } else if self.eat_word("value") {
            self.value_query()?
        } else if self.eat_word("strategy") {
            self.word("of")?;
            let actor = self.name("the name of an actor")?;
            let decision =
                if self.eat_word("at") { Some(self.name("the name of a decision")?) } else { None };
            QueryKind::Strategy(actor, decision)
        } else if self.eat_word("equilibria") {
            QueryKind::Equilibria
        } else if self.eat_word("tipping") {
            self.word("point")?;
            self.word("of")?;
            let query = self.query(nested + 1)?;
            self.word("over")?;
            let parameter = self.dotted("the name of a parameter")?;
            let range = if self.at_word("from") { Some(self.range()?) } else { None };
            QueryKind::Tipping(Box::new(query), parameter, range)
        } else if self.eat_word("importance") {
            self.word("of")?;
            self.word("parameters")?;
            self.word("for")?;
            QueryKind::Importance(Box::new(self.query(nested + 1)?))
        } else if self.eat_word("distribution") {
            self.word("of")?;
            QueryKind::Distribution(Box::new(self.query(nested + 1)?))
        } else if self.eat_word("what") {
            self.word("would")?;
            self.word("change")?;
            QueryKind::Flips(Box::new(self.query(nested + 1)?))
        } else if self.eat_word("sweep") {
            let mut axes = vec![(self.dotted("the name of a parameter")?, self.range()?)];
            if self.eat_word("by") {
                axes.push((self.dotted("the name of a parameter")?, self.range()?));
            }
            self.mark(TokenKind::Colon, ":")?;
            QueryKind::Sweep(axes, Box::new(self.query(nested + 1)?))
        } else {
            return Err(self.unknown_query());
        };
        Ok(Query { kind, span: self.since(start) })
    }

    fn unknown_query(&mut self) -> super::Broken {
        let broken = self.misspelt();
        match broken {
            Some(broken) => broken,
            None => {
                let span = self.here();
                let what = if self.at_end() {
                    "a question is missing here".to_owned()
                } else {
                    "this is no question".to_owned()
                };
                let hint = "questions are P(...), E(...), value of ... to ACTOR, value to ACTOR of knowing A.s, \
                            strategy of ACTOR, tipping point of ... over PARAMETER, sweep PARAMETER from a to b: ..., \
                            importance of parameters for ..., distribution of ..., what would change ..., equilibria";
                self.fail(Diagnostic::error("SD141", span, what).hint(hint))
            }
        }
    }

    /// `(expr)` or `(expr | condition)`
    fn in_brackets(&mut self) -> Parsed<(Expr, Option<Expr>)> {
        self.mark(TokenKind::Open, "(")?;
        let value = self.expr()?;
        let condition = if self.eat(TokenKind::Bar) { Some(self.expr()?) } else { None };
        self.close()?;
        Ok((value, condition))
    }

    /// After `value`.
    fn value_query(&mut self) -> Parsed<QueryKind> {
        if self.eat_word("to") {
            let actor = self.name("the name of an actor")?;
            self.word("of")?;
            self.word("knowing")?;
            let owner = self.name("a secret: ACTOR.NAME")?;
            self.mark(TokenKind::Dot, ".")?;
            let secret = self.name("the secret's own name")?;
            return Ok(QueryKind::Knowing(actor, owner, secret));
        }
        self.word("of")?;
        // Labels may be called `play`, `option`, `variant`: then `over` or a dot follows, or `to` and an actor.
        let follows = self.peek_word(1);
        let kind = if self.at_word("play") && follows == Some("to") {
            self.advance_as(Class::Keyword);
            self.word("to")?;
            return Ok(QueryKind::ValueOfPlay(self.name("the name of an actor")?));
        } else if self.at_word("variant") && follows.is_some_and(|word| word != "over" && word != "to") {
            self.advance_as(Class::Keyword);
            let variant = self.name("the name of a variant")?;
            self.word("to")?;
            QueryKind::ValueOfVariant(variant, self.name("the name of an actor")?)
        } else if self.at_word("option") && follows.is_some_and(|word| word != "over" && word != "to") {
            self.advance_as(Class::Keyword);
            let option = self.name("the name of an option")?;
            self.word("to")?;
            QueryKind::ValueOfOption(option, self.name("the name of an actor")?)
        } else {
            let label = self.dotted("a label, `play`, `option` or `variant`")?;
            let other = if self.eat_word("over") {
                Some(self.dotted("another label of the same decision")?)
            } else {
                None
            };
            self.word("to")?;
            let actor = self.name("the name of an actor")?;
            match other {
                Some(other) => QueryKind::ValueOver(label, other, actor),
                None => QueryKind::ValueOf(label, actor),
            }
        };
        Ok(kind)
    }

    /// `from a to b [in n steps]`
    fn range(&mut self) -> Parsed<Range> {
        let start = self.here();
        self.word("from")?;
        let from = self.number("the start of the range")?;
        self.word("to")?;
        let to = self.number("the end of the range")?;
        let mut steps = None;
        if self.eat_word("in") {
            let place = self.here();
            let count = self.whole("the number of steps")?;
            if count == 0 {
                return Err(self.fail(Diagnostic::error("SD141", place, "a range has at least one step")));
            }
            steps = Some(count);
            self.word("steps")?;
        }
        Ok(Range { from, to, steps, span: self.since(start) })
    }

    // ------------------------------------------------------------------------------------------------ settings

    /// `with setting {, setting}`, if there.
    fn settings(&mut self) -> Parsed<Vec<Setting>> {
        let mut settings = Vec::new();
        if self.eat_word("with") {
            loop {
                settings.push(self.setting()?);
                if !self.eat(TokenKind::Comma) {
                    break;
                }
            }
        }
        Ok(settings)
    }

    fn setting(&mut self) -> Parsed<Setting> {
        let plain = self.peek_word(1) == Some("is") || self.kind(1) == Some(TokenKind::Dot);
        if !plain && self.eat_word("option") {
            let name = self.name("the name of an option")?;
            self.setting_is()?;
            return Ok(Setting::Option(name, self.literal("a value of the option")?));
        }
        if !plain && self.eat_word("opinions") {
            self.word("by")?;
            let mut experts = vec![self.name("the name of an expert")?];
            while self.at_kind(TokenKind::Comma) && !self.starts_setting(1) {
                self.advance();
                experts.push(self.name("the name of an expert")?);
            }
            return Ok(Setting::Opinions(experts));
        }
        if !plain && self.eat_word("variant") {
            return Ok(Setting::Variant(self.name("the name of a variant")?));
        }
        if !plain && self.eat_word("branch") {
            return Ok(Setting::Branch(self.name("`stable` or `straight`")?));
        }
        let parameter =
            self.dotted("a setting (`PARAMETER is number`, `option`, `opinions by`, `variant` or `branch`)")?;
        self.setting_is()?;
        if self.kind(0) == Some(TokenKind::Name) {
            let message = format!("a number must stand here, not {}", self.describe(self.at));
            let hint = "an option is set with the word before it: option NAME is VALUE";
            return Err(self.fail(Diagnostic::error("SD125", self.here(), message).hint(hint)));
        }
        Ok(Setting::Parameter(parameter, self.number("a number")?))
    }

    /// `is`; `=` is reported and taken for it.
    fn setting_is(&mut self) -> Parsed<()> {
        if self.at_kind(TokenKind::Equals) {
            let span: Span = self.here();
            let message = "a setting is written with \"is\"";
            self.complain(Diagnostic::error("SD114", span, message).fix(span, "is"));
            self.advance();
            return Ok(());
        }
        if self.at_kind(TokenKind::MeansIs) {
            self.double_equals("is");
            self.advance();
            return Ok(());
        }
        self.word("is")
    }

    /// Whether the token `ahead` starts another setting rather than another expert of `opinions by A, B`.
    fn starts_setting(&self, ahead: usize) -> bool {
        let goes_on = matches!(self.kind(ahead + 1), None | Some(TokenKind::Comma));
        let keyword = matches!(self.peek_word(ahead), Some("option" | "opinions" | "variant" | "branch"));
        let plain = self.peek_word(ahead + 1) == Some("is")
            || matches!(self.kind(ahead + 1), Some(TokenKind::Dot | TokenKind::Equals | TokenKind::MeansIs));
        (keyword && !goes_on) || plain
    }
}
