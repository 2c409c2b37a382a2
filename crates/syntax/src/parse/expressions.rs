//! Expressions, by precedence climbing.
//!
//! ```text
//! expr = "if" expr "then" expr "else" expr | or ;
//! or   = and { "or" and } ;   and = not { "and" not } ;   not = "not" not | cmp ;
//! cmp  = sum [ ("is" ["not"] | "<" | "<=" | ">" | ">=") sum ] ;
//! sum  = prod { ("+"|"-") prod } ;   prod = unary { ("*"|"/") unary } ;
//! unary = "-" unary | pow ;   pow = atom [ "^" unary ] ;
//! atom = number | DATE | dotted [ "(" expr {"," expr} ")" ] | "(" expr ")" ;
//! ```
//!
//! Nesting is bounded by [`MAX_NESTING`] and the operators of a line by [`MAX_OPERATORS`], so that no tree is too deep
//! to walk or to drop.

use super::{Broken, Parsed, Parser};
use crate::ast::{BinaryOp, Dist, DistKind, Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::keyword::{self, Place};
use crate::span::Span;
use crate::token::TokenKind;
use crate::tree::Class;

/// Expressions nested more deeply are refused.
pub(super) const MAX_NESTING: usize = 200;
/// Lines with more operators are refused.
pub(super) const MAX_OPERATORS: usize = 500;

/// How tightly an operator binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Compare,
    Sum,
    Product,
    Unary,
}

impl Level {
    fn tighter(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::Not,
            Self::Not => Self::Compare,
            Self::Compare => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product | Self::Unary => Self::Unary,
        }
    }
}

impl Parser<'_> {
    /// `if a then b else c`, or anything with operators.
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if !self.eat_word("if") {
            return self.operators_from(Level::Or);
        }
        self.nest()?;
        let condition = self.expr()?;
        self.word("then")?;
        let yes = self.expr()?;
        self.word("else")?;
        let no = self.expr()?;
        self.unnest();
        let kind = ExprKind::If(Box::new(condition), Box::new(yes), Box::new(no));
        Ok(Expr { kind, span: self.since(start) })
    }

    fn nest(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            let span = self.here();
            let message = format!("this expression is nested more than {MAX_NESTING} levels deep");
            return Err(
                self.fail(Diagnostic::error("SD132", span, message).hint("name parts of it with `let`"))
            );
        }
        Ok(())
    }

    fn unnest(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn count_operator(&mut self, span: Span) -> Parsed<()> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            let message = format!("this line has more than {MAX_OPERATORS} operators");
            return Err(
                self.fail(Diagnostic::error("SD132", span, message).hint("name parts of it with `let`"))
            );
        }
        Ok(())
    }

    /// Operands joined by operators that bind at least as tightly as `least`.
    fn operators_from(&mut self, least: Level) -> Parsed<Expr> {
        self.nest()?;
        let mut left = self.operand(least)?;
        while let Some((op, level, words)) = self.operator() {
            if level < least {
                break;
            }
            let place = self.here();
            self.count_operator(place)?;
            for _ in 0..words {
                let class = if self.at_kind(TokenKind::Name) { Class::Keyword } else { Class::Operator };
                self.advance_as(class);
            }
            let right = self.operators_from(level.tighter())?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span };
            if level == Level::Compare
                && let Some((_, Level::Compare, _)) = self.operator()
            {
                let span = self.here();
                let diagnostic = Diagnostic::error("SD131", span, "two comparisons stand in a row");
                let order = |op| !matches!(op, BinaryOp::Is | BinaryOp::IsNot);
                let hint = if order(op) {
                    "to say that something lies between, write two comparisons: 0 < x and x < 1"
                } else {
                    "put one of them in brackets: (a is b) is (c is d)"
                };
                return Err(self.fail(diagnostic.hint(hint)));
            }
        }
        self.unnest();
        Ok(left)
    }

    /// The operator that stands here: which, how tightly it binds, how many tokens it has.
    fn operator(&mut self) -> Option<(BinaryOp, Level, usize)> {
        let found = match self.kind(0)? {
            TokenKind::Plus => (BinaryOp::Add, Level::Sum, 1),
            TokenKind::Minus => (BinaryOp::Sub, Level::Sum, 1),
            TokenKind::Star => (BinaryOp::Mul, Level::Product, 1),
            TokenKind::Slash => (BinaryOp::Div, Level::Product, 1),
            TokenKind::Less => (BinaryOp::Less, Level::Compare, 1),
            TokenKind::LessEq => (BinaryOp::LessEq, Level::Compare, 1),
            TokenKind::Greater => (BinaryOp::Greater, Level::Compare, 1),
            TokenKind::GreaterEq => (BinaryOp::GreaterEq, Level::Compare, 1),
            TokenKind::MeansIs => {
                self.double_equals("is");
                (BinaryOp::Is, Level::Compare, 1)
            }
            TokenKind::MeansIsNot => (BinaryOp::IsNot, Level::Compare, 1),
            TokenKind::MeansAnd => (BinaryOp::And, Level::And, 1),
            TokenKind::MeansOr => (BinaryOp::Or, Level::Or, 1),
            TokenKind::Equals => {
                let span = self.here();
                let message = "\"=\" defines and does not compare: write \"is\"";
                self.complain(Diagnostic::error("SD114", span, message).fix(span, "is"));
                (BinaryOp::Is, Level::Compare, 1)
            }
            TokenKind::Name if self.at_word("is") => {
                if self.peek_word(1) == Some("not") {
                    (BinaryOp::IsNot, Level::Compare, 2)
                } else {
                    (BinaryOp::Is, Level::Compare, 1)
                }
            }
            TokenKind::Name if self.at_word("and") => (BinaryOp::And, Level::And, 1),
            TokenKind::Name if self.at_word("or") => (BinaryOp::Or, Level::Or, 1),
            _ => return None,
        };
        Some(found)
    }

    /// `not x` where a truth value may start, otherwise a number with its signs and powers.
    fn operand(&mut self, least: Level) -> Parsed<Expr> {
        if self.peek_word(0) != Some("not") {
            return self.unary();
        }
        if least > Level::Not {
            return Err(self.needs_brackets("not ..."));
        }
        let start = self.here();
        self.count_operator(start)?;
        self.advance_as(Class::Keyword);
        let inner = self.operators_from(Level::Not)?;
        let span = start.to(inner.span);
        Ok(Expr { kind: ExprKind::Not(Box::new(inner)), span })
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if !self.at_kind(TokenKind::Minus) {
            return self.power();
        }
        self.nest()?;
        self.count_operator(start)?;
        self.advance();
        let inner = self.unary()?;
        self.unnest();
        let span = start.to(inner.span);
        let kind = match inner.kind {
            ExprKind::Number(mut number) => {
                number.value = -number.value;
                number.span = span;
                ExprKind::Number(number)
            }
            kind => ExprKind::Neg(Box::new(Expr { kind, span: inner.span })),
        };
        Ok(Expr { kind, span })
    }

    fn power(&mut self) -> Parsed<Expr> {
        let base = self.atom()?;
        let place = self.here();
        if !self.eat(TokenKind::Caret) {
            return Ok(base);
        }
        self.count_operator(place)?;
        self.nest()?;
        let exponent = self.unary()?;
        self.unnest();
        let span = base.span.to(exponent.span);
        Ok(Expr { kind: ExprKind::Binary(BinaryOp::Pow, Box::new(base), Box::new(exponent)), span })
    }

    fn atom(&mut self) -> Parsed<Expr> {
        let start = self.here();
        match self.kind(0) {
            Some(TokenKind::Number) => {
                let number = self.unsigned()?;
                Ok(Expr { span: number.span, kind: ExprKind::Number(number) })
            }
            Some(TokenKind::Date) => {
                let date = self.date()?;
                Ok(Expr { kind: ExprKind::Date(date), span: date.span })
            }
            Some(TokenKind::Open) => {
                self.advance();
                let mut inner = self.expr()?;
                self.close()?;
                inner.span = self.since(start);
                Ok(inner)
            }
            Some(TokenKind::Name) => self.name_or_call(start),
            Some(TokenKind::Text) => {
                let diagnostic = Diagnostic::error("SD125", start, "a text in quotes is not a value");
                Err(self.fail(diagnostic.hint("names and labels stand without quotation marks")))
            }
            _ => Err(self.expected("a value (a number, a name, or something in brackets)")),
        }
    }

    fn name_or_call(&mut self, start: Span) -> Parsed<Expr> {
        if self.peek_word(0) == Some("if") {
            return Err(self.needs_brackets("if ... then ... else ..."));
        }
        if self.peek_word(0) == Some("quantile") && self.kind(1) == Some(TokenKind::Open) {
            return self.quantile(start);
        }
        let dotted = self.dotted("a value (a number, a name, or something in brackets)")?;
        let kind = if self.at_kind(TokenKind::Open) {
            let args = self.values()?;
            ExprKind::Call(dotted, args)
        } else {
            ExprKind::Name(dotted)
        };
        Ok(Expr { kind, span: self.since(start) })
    }

    fn needs_brackets(&mut self, what: &str) -> Broken {
        let span = self.here();
        let message = format!("`{what}` needs brackets around it here");
        self.fail(Diagnostic::error("SD125", span, message))
    }

    /// `quantile(dist, p)`
    fn quantile(&mut self, start: Span) -> Parsed<Expr> {
        self.word("quantile")?;
        self.mark(TokenKind::Open, "(")?;
        if matches!(self.kind(0), Some(TokenKind::Number | TokenKind::Minus))
            && self.peek_word(1) != Some("to")
        {
            let diagnostic = Diagnostic::error("SD135", self.here(), "`quantile` needs a distribution first");
            return Err(self.fail(diagnostic.hint("write it as in quantile(normal(0, 1), 0.95)")));
        }
        let dist = self.dist()?;
        self.mark(TokenKind::Comma, ",")?;
        let at = self.expr()?;
        self.close()?;
        Ok(Expr { kind: ExprKind::Quantile(dist, Box::new(at)), span: self.since(start) })
    }

    /// `normal(0, 1)` and the like, or `a to b`.
    pub(super) fn dist(&mut self) -> Parsed<Dist> {
        let start = self.here();
        if matches!(self.kind(0), Some(TokenKind::Number | TokenKind::Minus)) {
            let low = self.number("the low end of the range")?;
            self.word("to")?;
            let high = self.number("the high end of the range")?;
            return Ok(Dist { kind: DistKind::Uniform, args: vec![low, high], span: self.since(start) });
        }
        let families = keyword::at(Place::Distribution).filter(|word| *word != "quantile");
        let mut found = None;
        for family in families {
            if self.at_word(family) {
                found = Some(family);
                break;
            }
        }
        let (kind, takes, shown) = match found {
            Some("uniform") => (DistKind::Uniform, 2, "uniform(low, high)"),
            Some("normal") => (DistKind::Normal, 2, "normal(mean, standard deviation)"),
            Some("beta") => (DistKind::Beta, 2, "beta(a, b)"),
            Some("triangular") => (DistKind::Triangular, 3, "triangular(low, mode, high)"),
            Some("lognormal") => (DistKind::Lognormal, 2, "lognormal(mu, sigma)"),
            _ => return Err(self.expected("a distribution such as `normal(0, 1)` or `0.2 to 0.8`")),
        };
        self.advance_as(Class::Keyword);
        self.mark(TokenKind::Open, "(")?;
        let mut args = vec![self.number("a number")?];
        while self.eat(TokenKind::Comma) {
            args.push(self.number("a number")?);
        }
        self.close()?;
        let span = self.since(start);
        if args.len() != takes {
            let message = format!("this distribution takes {takes} numbers, not {}", args.len());
            let diagnostic = Diagnostic::error("SD135", span, message);
            return Err(self.fail(diagnostic.hint(format!("it is written {shown}"))));
        }
        Ok(Dist { kind, args, span })
    }
}
