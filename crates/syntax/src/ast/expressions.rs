//! Expressions.
//!
//! In: made by the parser. Out: parts of declarations, statements and questions.

use super::{DateLit, Dist, Dotted, Number};
use crate::span::Span;

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expressions. The parser bounds them: nested at most 200 levels deep and at most 500 operators a line, so
/// that a tree is never higher than 700.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A number.
    Number(Number),
    /// A date.
    Date(DateLit),
    /// A name, perhaps dotted.
    Name(Dotted),
    /// `f(x, y)`: a `let` with arguments or a built-in function.
    Call(Dotted, Vec<Expr>),
    /// `quantile(dist, p)`
    Quantile(Dist, Box<Expr>),
    /// `-e`
    Neg(Box<Expr>),
    /// `not e`
    Not(Box<Expr>),
    /// `a op b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// The binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `^`
    Pow,
}
