//! What many statements share: names, labels, numbers, dates, texts, lists, grids, who sees, when, where to.
//!
//! In: the tokens of a line. Out: parts of the syntax tree.

use jiff::civil::Date;
use num_traits::{One, Signed, ToPrimitive};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{Broken, Parsed, Parser};
use crate::ast::{
    DateLit, Divert, Dotted, Expr, Grid, LabelName, Literal, Name, Number, Sees, Text, TimeUnit, When,
};
use crate::diagnostic::Diagnostic;
use crate::keyword;
use crate::number::{self, MAX_BITS, MAX_EXPONENT, NumberError};
use crate::span::Span;
use crate::token::{TokenKind, excerpt, unquote};
use crate::tree::Class;

/// A name in Unicode's normal form C, in which equal-looking names are equal.
pub(super) fn normal_form(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

impl Parser<'_> {
    // --------------------------------------------------------------------------------------------------- names

    /// A name; `what` says in messages what it names.
    pub(super) fn name(&mut self, what: &str) -> Parsed<Name> {
        self.name_as(what, Class::Name)
    }

    /// A name at its declaration.
    pub(super) fn declared(&mut self, what: &str) -> Parsed<Name> {
        let name = self.name_as(what, Class::Declared)?;
        self.declares(&name);
        Ok(name)
    }

    fn name_as(&mut self, what: &str, class: Class) -> Parsed<Name> {
        let Some(word) = self.peek_word(0) else { return Err(self.expected(what)) };
        if keyword::is_reserved(word) {
            return Err(self.reserved(word, what));
        }
        let span = self.here();
        let name = Name { text: normal_form(word), span };
        self.advance_as(class);
        Ok(name)
    }

    fn reserved(&mut self, word: &str, what: &str) -> Broken {
        let span = self.here();
        let message = format!("{what} must stand here, but `{word}` means something of its own everywhere");
        self.fail(Diagnostic::error("SD129", span, message).hint("another name is needed"))
    }

    /// `NAME {, NAME}`; ends before a comma that starts something else (`, x when indifferent`).
    pub(super) fn names(&mut self, what: &str) -> Parsed<Vec<Name>> {
        let mut names = vec![self.name(what)?];
        loop {
            if self.peek_word(0) == Some("and") {
                let span = self.here();
                let message = "names are listed with commas";
                self.complain(Diagnostic::error("SD114", span, message).hint("write A, B").fix(span, ","));
            } else if !self.at_kind(TokenKind::Comma) || self.at_tie() {
                break;
            }
            self.advance();
            names.push(self.name(what)?);
        }
        Ok(names)
    }

    /// `(NAME {, NAME})` after a declared name, if there.
    pub(super) fn arguments(&mut self) -> Parsed<Vec<Name>> {
        let mut names = Vec::new();
        if self.eat(TokenKind::Open) {
            loop {
                names.push(self.name_as("the name of an argument", Class::Declared)?);
                if !self.eat(TokenKind::Comma) {
                    break;
                }
            }
            self.mark(TokenKind::Close, ")")?;
        }
        Ok(names)
    }

    /// `a.b.c`; parts after the first may be whole numbers.
    pub(crate) fn dotted(&mut self, what: &str) -> Parsed<Dotted> {
        let first = self.name(what)?;
        let mut dotted = Dotted { span: first.span, parts: vec![first] };
        while self.at_kind(TokenKind::Dot) {
            self.advance();
            let part = match self.kind(0) {
                Some(TokenKind::Number) => {
                    let span = self.here();
                    let text = self.text_of(span);
                    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
                        return Err(self.expected("a name or a round's number"));
                    }
                    let part = Name { text: text.to_owned(), span };
                    self.advance();
                    part
                }
                _ => self.name("a name after the dot")?,
            };
            dotted.span = dotted.span.to(part.span);
            dotted.parts.push(part);
        }
        Ok(dotted)
    }

    /// A label: a name or a number.
    pub(super) fn label(&mut self) -> Parsed<LabelName> {
        if matches!(self.kind(0), Some(TokenKind::Number | TokenKind::Minus)) {
            return Ok(LabelName::Number(self.number("a label")?));
        }
        Ok(LabelName::Name(self.name_as("a label", Class::Label)?))
    }

    /// `label {, label}`
    pub(super) fn labels(&mut self) -> Parsed<Vec<LabelName>> {
        let mut labels = vec![self.label()?];
        while self.eat(TokenKind::Comma) {
            labels.push(self.label()?);
        }
        Ok(labels)
    }

    // ------------------------------------------------------------------------------------------------- literals

    /// A number, perhaps negative.
    pub(super) fn number(&mut self, what: &str) -> Parsed<Number> {
        let start = self.here();
        let negative = self.at_kind(TokenKind::Minus) && self.kind(1) == Some(TokenKind::Number);
        if negative {
            self.advance();
        }
        if !self.at_kind(TokenKind::Number) {
            return Err(self.expected(what));
        }
        let mut number = self.unsigned()?;
        if negative {
            number.value = -number.value;
            number.span = start.to(number.span);
        }
        Ok(number)
    }

    /// The number token that stands here.
    pub(super) fn unsigned(&mut self) -> Parsed<Number> {
        let span = self.here();
        let text = self.text_of(span);
        match number::read(text) {
            Ok((value, percent)) => {
                self.advance();
                Ok(Number { value, percent, span })
            }
            Err(error) => Err(self.refused(span, text, error)),
        }
    }

    fn refused(&mut self, span: Span, text: &str, error: NumberError) -> Broken {
        let shown = excerpt(text);
        let diagnostic = match error {
            NumberError::Exponent => {
                let message = format!("the exponent of `{shown}` is beyond {MAX_EXPONENT}");
                Diagnostic::error("SD690", span, message)
            }
            NumberError::Size => {
                let message = format!("`{shown}` needs more than {MAX_BITS} bits as an exact fraction");
                Diagnostic::error("SD691", span, message).hint("fewer digits will do")
            }
            NumberError::Form => Diagnostic::error("SD115", span, format!("`{shown}` is not a number")),
        };
        self.fail(diagnostic)
    }

    /// A whole number from 0 on.
    pub(super) fn whole(&mut self, what: &str) -> Parsed<u32> {
        let start = self.here();
        let number = self.number(what)?;
        let value = if number.value.denom().is_one() { number.value.numer().to_u32() } else { None };
        value.ok_or_else(|| {
            let shown = excerpt(self.text_of(start.to(number.span))).to_owned();
            let large = number.value.denom().is_one() && number.value.is_positive();
            let message = if large {
                format!("{what} cannot be as large as `{shown}`")
            } else {
                format!("{what} must be a whole number, not `{shown}`")
            };
            self.fail(Diagnostic::error("SD125", number.span, message))
        })
    }

    /// An ISO date.
    pub(super) fn date(&mut self) -> Parsed<DateLit> {
        let span = self.here();
        if !self.at_kind(TokenKind::Date) {
            if self.at_kind(TokenKind::Number) {
                let diagnostic = Diagnostic::error("SD125", span, "a date must stand here");
                return Err(self.fail(diagnostic.hint("dates are written as year, month, day: 2024-02-08")));
            }
            return Err(self.expected("a date such as 2024-02-08"));
        }
        let text = self.text_of(span);
        let mut parts = text.split('-').map(|part| part.parse::<i16>().unwrap_or(-1));
        let mut part = || parts.next().unwrap_or(-1);
        let (year, month, day) = (part(), i8::try_from(part()), i8::try_from(part()));
        let date = match (month, day) {
            (Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
            _ => None,
        };
        let Some(date) = date else {
            let message = format!("there is no day {text}");
            let hint = "a date is year-month-day; to subtract numbers put spaces around `-`";
            return Err(self.fail(Diagnostic::error("SD116", span, message).hint(hint)));
        };
        self.advance();
        Ok(DateLit { date, span })
    }

    /// A text in quotes.
    pub(super) fn text_in_quotes(&mut self, what: &str) -> Parsed<Text> {
        match self.caption() {
            Some(text) => Ok(text),
            None => Err(self.expected(what)),
        }
    }

    /// A text in quotes, if there.
    pub(super) fn caption(&mut self) -> Option<Text> {
        if !self.at_kind(TokenKind::Text) {
            return None;
        }
        let span = self.here();
        let text = Text { text: unquote(self.text_of(span)), span };
        self.advance();
        Some(text)
    }

    /// A number, name or date.
    pub(crate) fn literal(&mut self, what: &str) -> Parsed<Literal> {
        match self.kind(0) {
            Some(TokenKind::Number | TokenKind::Minus) => Ok(Literal::Number(self.number(what)?)),
            Some(TokenKind::Date) => Ok(Literal::Date(self.date()?)),
            _ => Ok(Literal::Name(self.name(what)?)),
        }
    }

    /// `in a to b`, if there.
    pub(super) fn bounds(&mut self) -> Parsed<Option<(Number, Number)>> {
        if !self.eat_word("in") {
            return Ok(None);
        }
        let low = self.number("the low end of the range")?;
        self.word("to")?;
        let high = self.number("the high end of the range")?;
        if low.value > high.value {
            let span = low.span.to(high.span);
            let (low_text, high_text) = (self.text_of(low.span), self.text_of(high.span));
            let fix = format!("{high_text} to {low_text}");
            let message = format!(
                "this range ends below its start: {} is more than {}",
                excerpt(low_text),
                excerpt(high_text)
            );
            self.complain(Diagnostic::error("SD117", span, message).fix(span, fix));
            return Ok(Some((high, low)));
        }
        Ok(Some((low, high)))
    }

    // -------------------------------------------------------------------------------------------------- phrases

    /// `from a to b in n steps`, or `... in n cells` where `cells` are allowed.
    pub(super) fn grid(&mut self, cells_allowed: bool) -> Parsed<Grid> {
        let start = self.here();
        self.word("from")?;
        let from = self.expr()?;
        self.word("to")?;
        let to = self.expr()?;
        self.word("in")?;
        let count = self.expr()?;
        let cells = cells_allowed && self.eat_word("cells");
        if !cells {
            self.word("steps")?;
        }
        Ok(Grid { from, to, count, cells, span: self.since(start) })
    }

    /// Who sees a step and when it happens, in either order, each at most once.
    pub(super) fn sees_and_when(&mut self) -> Parsed<(Sees, Option<Span>, Option<When>)> {
        let (mut sees, mut sees_span, mut when) = (Sees::All, None, None);
        loop {
            let start = self.here();
            if sees_span.is_none() && self.eat_word("privately") {
                self.word("to")?;
                sees = Sees::Privately(self.names("the name of an actor")?);
                sees_span = Some(self.since(start));
            } else if sees_span.is_none() && self.eat_word("hidden") {
                self.word("from")?;
                sees = Sees::Hidden(self.names("the name of an actor")?);
                sees_span = Some(self.since(start));
            } else if sees_span.is_none() && self.eat_word("secretly") {
                sees = Sees::Secretly;
                sees_span = Some(start);
            } else if when.is_none() && self.eat_word("on") {
                when = Some(When::On(self.date()?));
            } else if when.is_none() && self.eat_word("after") {
                let number = self.number("how much later")?;
                let unit = if self.eat_word("days") {
                    TimeUnit::Days
                } else if self.eat_word("months") {
                    TimeUnit::Months
                } else if self.eat_word("years") {
                    TimeUnit::Years
                } else {
                    return Err(self.expected("`days`, `months` or `years`"));
                };
                when = Some(When::After(number, unit, self.since(start)));
            } else {
                return Ok((sees, sees_span, when));
            }
        }
    }

    /// Whether `, label when` stands here.
    pub(super) fn at_tie(&self) -> bool {
        let label = match self.kind(1) {
            Some(TokenKind::Minus) => 2,
            _ => 1,
        };
        self.at_kind(TokenKind::Comma) && self.peek_word(label + 1) == Some("when")
    }

    /// `, label when indifferent`, if there.
    pub(super) fn tie(&mut self) -> Parsed<Option<LabelName>> {
        if !self.eat(TokenKind::Comma) {
            return Ok(None);
        }
        let label = self.label()?;
        self.word("when")?;
        self.word("indifferent")?;
        Ok(Some(label))
    }

    /// `-> NAME(args)`, if there; the name may be dotted.
    pub(super) fn divert(&mut self) -> Parsed<Option<Divert>> {
        let start = self.here();
        if !self.eat(TokenKind::Arrow) {
            return Ok(None);
        }
        // What a file brings `as N` is reached as `N.name`.
        let dotted = self.dotted("the name of a scene or an outcome")?;
        let parts: Vec<&str> = dotted.parts.iter().map(|part| part.text.as_str()).collect();
        let target = Name { text: parts.join("."), span: dotted.span };
        let args = if self.at_kind(TokenKind::Open) { self.values()? } else { Vec::new() };
        Ok(Some(Divert { target, args, span: self.since(start) }))
    }

    /// `(expr {, expr})`
    pub(super) fn values(&mut self) -> Parsed<Vec<Expr>> {
        self.mark(TokenKind::Open, "(")?;
        if self.at_kind(TokenKind::Close) {
            let span = self.here();
            let diagnostic = Diagnostic::error("SD125", span, "nothing stands between these brackets");
            return Err(
                self.fail(diagnostic.hint("write the name without brackets, or put a value between them"))
            );
        }
        let mut values = vec![self.expr()?];
        while self.eat(TokenKind::Comma) {
            values.push(self.expr()?);
        }
        self.close()?;
        Ok(values)
    }

    /// `)`
    pub(super) fn close(&mut self) -> Parsed<()> {
        if self.eat(TokenKind::Close) {
            return Ok(());
        }
        if self.at_end() {
            let span = self.here();
            return Err(
                self.fail(Diagnostic::error("SD133", span, "a closing bracket is missing").fix(span, ")"))
            );
        }
        Err(self.expected("`)`"))
    }
}
