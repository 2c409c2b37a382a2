//! The expression DAG: every payoff and probability of a game as a hash-consed expression over the parameters.
//!
//! In: built by the enumerator, operation by operation; constants fold exactly at once. Out: [`ExprId`]s, evaluated in
//! blocks of points, in exact rationals, in intervals and with derivatives by the submodules.

/// Index of an expression in its [`Dag`]; operands have smaller indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);
