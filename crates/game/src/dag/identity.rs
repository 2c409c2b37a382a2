//! Identities that make an operation simpler without changing where it is defined.
//!
//! In: an operation on existing expressions. Out: an expression that is equal to it at every point, if one is at hand.

use super::{Dag, Expr, ExprId, Op, TOTAL, TRUTH};
use num_traits::{One, Signed, Zero};

/// An existing expression (or constant) that equals the operation everywhere, including where it is undefined.
pub(super) fn simpler(dag: &Dag, e: Expr) -> Option<ExprId> {
    let (a, b, c) = (ExprId(e.a), ExprId(e.b), ExprId(e.c));
    let zero = |id: u32| dag.value(id).is_some_and(Zero::is_zero);
    let one = |id: u32| dag.value(id).is_some_and(One::is_one);
    let truthy = |id: u32| dag.value(id).is_some_and(|v| !v.is_zero());
    let total = |id: u32| dag.has(id, TOTAL);
    let truth = |id: u32| dag.has(id, TRUTH);
    let same = e.a == e.b;
    match e.op {
        Op::Add if zero(e.a) => Some(b),
        Op::Add | Op::Sub if zero(e.b) => Some(a),
        Op::Sub if same && total(e.a) => Some(dag.zero()),
        Op::Mul if one(e.a) => Some(b),
        Op::Mul | Op::Div if one(e.b) => Some(a),
        Op::Mul if (zero(e.a) && total(e.b)) || (zero(e.b) && total(e.a)) => Some(dag.zero()),
        Op::Pow if one(e.b) => Some(a),
        Op::Pow if zero(e.b) && total(e.a) => Some(dag.one()),
        Op::Neg if dag.expr(a).op == Op::Neg => Some(ExprId(dag.expr(a).a)),
        Op::Not if dag.expr(a).op == Op::Not && truth(dag.expr(a).a) => Some(ExprId(dag.expr(a).a)),
        Op::Min | Op::Max if same => Some(a),
        Op::Less if same && total(e.a) => Some(dag.zero()),
        Op::LessEq | Op::Equal if same && total(e.a) => Some(dag.one()),
        Op::And | Op::Or if same && truth(e.a) => Some(a),
        Op::And if zero(e.a) || zero(e.b) => Some(dag.zero()),
        Op::And if truthy(e.a) && truth(e.b) => Some(b),
        Op::And if truthy(e.b) && truth(e.a) => Some(a),
        Op::Or if truthy(e.a) || truthy(e.b) => Some(dag.one()),
        Op::Or if zero(e.a) && truth(e.b) => Some(b),
        Op::Or if zero(e.b) && truth(e.a) => Some(a),
        Op::Select if zero(e.a) => Some(c),
        Op::Select if truthy(e.a) => Some(b),
        Op::Select if b == c && total(e.a) => Some(b),
        _ => None,
    }
}

/// Whether the operation is defined wherever its operands are.
pub(super) fn is_total(dag: &Dag, e: Expr) -> bool {
    match e.op {
        Op::Div => dag.value(e.b).is_some_and(|v| !v.is_zero()),
        Op::Sqrt => dag.value(e.a).is_some_and(|v| !v.is_negative()),
        Op::Log => dag.value(e.a).is_some_and(Signed::is_positive),
        Op::Pow => {
            dag.value(e.a).is_some_and(Signed::is_positive)
                || dag.value(e.b).is_some_and(|v| v.is_integer() && !v.is_negative())
        }
        _ => true,
    }
}
