//! The smallest parts: names, texts, numbers, dates, literals, labels.
//!
//! In: made by the parser. Out: parts of every other syntax type.

use crate::span::Span;
use jiff::civil::Date;
use num_rational::BigRational;

/// A name as written, NFC.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A caption or other text in quotes, escapes resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The content without quotes.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A literal number, exact; `55%` is 11/20.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The exact value, sign included.
    pub value: BigRational,
    /// The text had a percent sign: show it so.
    pub percent: bool,
    /// Where it stands.
    pub span: Span,
}

/// An ISO date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateLit {
    /// The date.
    pub date: Date,
    /// Where it stands.
    pub span: Span,
}

/// `a.b.c`: at least one part. A part may be a number (`answer.1`, a round; `card.2`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dotted {
    /// The parts in order.
    pub parts: Vec<Name>,
    /// From the first part to the last.
    pub span: Span,
}

/// A literal: number, name or date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A number.
    Number(Number),
    /// A bare name.
    Name(Name),
    /// A date.
    Date(DateLit),
}

/// The label of an alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelName {
    /// `agree`
    Name(Name),
    /// `3`, `-2`, `0.5`
    Number(Number),
}
