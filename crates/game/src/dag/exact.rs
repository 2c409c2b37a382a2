//! Evaluation in exact rationals.
//!
//! In: a DAG, the expressions wanted and a rational point. Out: for each its rational value, or why there is none:
//! irrational (or too long), or undefined there.

use super::fold::{self, Folded};
use super::{Dag, ExprId, Op};
use num_rational::BigRational;
use num_traits::Zero;

/// Evaluates `roots` at a rational point (indexed by parameter number; a parameter beyond its end is undefined).
#[must_use]
pub fn evaluate(dag: &Dag, roots: &[ExprId], point: &[BigRational]) -> Vec<Folded> {
    let live = dag.live(roots);
    let mut values: Vec<Option<Folded>> = vec![None; live.len()];
    for id in 0..live.len() {
        if live[id] {
            values[id] = Some(operation(dag, ExprId(id as u32), &values, point));
        }
    }
    // An expression may be wanted more than once, so values are cloned out.
    roots.iter().map(|root| values[root.0 as usize].clone().unwrap_or(Folded::Undefined)).collect()
}

fn operation(dag: &Dag, id: ExprId, values: &[Option<Folded>], point: &[BigRational]) -> Folded {
    let expr = dag.expr(id);
    let value = |operand: u32| values[operand as usize].as_ref().unwrap_or(&Folded::Undefined);
    match expr.op {
        Op::Constant => {
            dag.constants().get(expr.a as usize).cloned().map_or(Folded::Undefined, Folded::Value)
        }
        Op::Parameter => point.get(expr.a as usize).cloned().map_or(Folded::Undefined, Folded::Value),
        Op::Select => match value(expr.a) {
            Folded::Value(condition) => value(if condition.is_zero() { expr.c } else { expr.b }).clone(),
            other => other.clone(),
        },
        op if op.arity() == 1 => match value(expr.a) {
            Folded::Value(a) => fold::unary(op, a),
            other => other.clone(),
        },
        op => binary(op, value(expr.a), value(expr.b)),
    }
}

fn binary(op: Op, a: &Folded, b: &Folded) -> Folded {
    match (a, b) {
        (Folded::Value(a), Folded::Value(b)) => fold::binary(op, a, b),
        // One operand decides a conjunction or disjunction, whatever the other is.
        (Folded::Value(v), _) | (_, Folded::Value(v)) if decides(op, v) => fold::binary(op, v, v),
        (Folded::Undefined, _) | (_, Folded::Undefined) => Folded::Undefined,
        _ => Folded::NotExact,
    }
}

fn decides(op: Op, value: &BigRational) -> bool {
    match op {
        Op::And => value.is_zero(),
        Op::Or => !value.is_zero(),
        _ => false,
    }
}
