//! The expression DAG: every payoff and probability of a game as a hash-consed expression over the parameters.
//!
//! In: built by the enumerator, operation by operation; constants fold exactly at once. Out: [`ExprId`]s, evaluated in
//! blocks of points ([`eval`]), in exact rationals ([`exact`]), in intervals ([`interval`]) and with derivatives
//! ([`derivative`]). Truth values are the numbers 0 and 1; any number other than 0 counts as true.

mod constants;
pub mod derivative;
pub mod eval;
pub mod exact;
pub mod fold;
mod identity;
pub mod interval;

use fold::Folded;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use rustc_hash::FxHashMap;
use std::hash::{Hash, Hasher};

/// Index of an expression in its [`Dag`]; operands have smaller indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

/// The operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Op {
    /// An exact number; the operand is its index among the constants.
    Constant,
    /// A parameter; the operand is its number.
    Parameter,
    /// −a
    Neg,
    /// |a|
    Abs,
    /// √a; undefined below 0.
    Sqrt,
    /// e to the power a.
    Exp,
    /// ln a; undefined at and below 0.
    Log,
    /// 1 if a is 0, else 0.
    Not,
    /// a + b
    Add,
    /// a − b
    Sub,
    /// a · b
    Mul,
    /// a / b; undefined where b is 0.
    Div,
    /// a to the power b; 0⁰ is 1; undefined for 0 to a negative power and for a negative base with a fractional power.
    Pow,
    /// The smaller.
    Min,
    /// The larger.
    Max,
    /// a < b
    Less,
    /// a ≤ b
    LessEq,
    /// a = b
    Equal,
    /// Both; 0 if one of them is 0, even if the other is undefined.
    And,
    /// Either; 1 if one of them is true, even if the other is undefined.
    Or,
    /// b if a, else c; the branch not taken may be undefined.
    Select,
}

impl Op {
    /// How many operands are expressions.
    #[must_use]
    pub fn arity(self) -> usize {
        match self {
            Op::Constant | Op::Parameter => 0,
            Op::Neg | Op::Abs | Op::Sqrt | Op::Exp | Op::Log | Op::Not => 1,
            Op::Select => 3,
            _ => 2,
        }
    }

    fn commutes(self) -> bool {
        matches!(self, Op::Add | Op::Mul | Op::Min | Op::Max | Op::Equal | Op::And | Op::Or)
    }
}

/// One operation with its operands; unused operands are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What is done.
    pub op: Op,
    /// First operand (or index of the constant, or number of the parameter).
    pub a: u32,
    /// Second operand.
    pub b: u32,
    /// Third operand.
    pub c: u32,
}

impl Hash for Expr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.a) | u64::from(self.b) << 32);
        state.write_u64(u64::from(self.c) | (self.op as u64) << 32);
    }
}

/// Defined wherever its parameters are numbers.
const TOTAL: u8 = 1;
/// Always 0 or 1.
const TRUTH: u8 = 2;
/// Depends on no parameter.
const FIXED: u8 = 4;

/// The expressions of one game.
#[derive(Clone, Debug)]
pub struct Dag {
    exprs: Vec<Expr>,
    flags: Vec<u8>,
    constants: Vec<BigRational>,
    constant_ids: constants::ConstantIndex,
    /// Every operation ever asked for, folded or not, with its result: one look-up answers a repeated operation.
    results: FxHashMap<Expr, u32>,
}

impl Default for Dag {
    fn default() -> Self {
        Self::new()
    }
}

impl Dag {
    /// A DAG that holds only 0 and 1.
    #[must_use]
    pub fn new() -> Self {
        let mut dag = Dag {
            exprs: Vec::new(),
            flags: Vec::new(),
            constants: Vec::new(),
            constant_ids: constants::ConstantIndex::default(),
            results: FxHashMap::default(),
        };
        dag.constant(BigRational::zero());
        dag.constant(BigRational::one());
        dag
    }

    /// The constant 0; also "false".
    #[must_use]
    pub fn zero(&self) -> ExprId {
        ExprId(0)
    }

    /// The constant 1; also "true".
    #[must_use]
    pub fn one(&self) -> ExprId {
        ExprId(1)
    }

    /// An exact number, in lowest terms.
    pub fn constant(&mut self, value: BigRational) -> ExprId {
        let held = |id: u32| match self.exprs[id as usize] {
            Expr { op: Op::Constant, a, .. } => self.constants.get(a as usize),
            _ => None,
        };
        let slot = match self.constant_ids.find(&value, held) {
            Ok(id) => return ExprId(id),
            Err(slot) => slot,
        };
        let truth = if value.is_zero() || value.is_one() { TRUTH } else { 0 };
        let index = self.constants.len() as u32;
        self.constants.push(value);
        let id = self.push(Expr { op: Op::Constant, a: index, b: 0, c: 0 }, TOTAL | FIXED | truth);
        self.constant_ids.put(slot, id.0);
        id
    }

    /// A whole number.
    pub fn integer(&mut self, value: i64) -> ExprId {
        self.constant(BigRational::from_integer(BigInt::from(value)))
    }

    /// A parameter of the model, by its number.
    pub fn parameter(&mut self, number: u32) -> ExprId {
        let expr = Expr { op: Op::Parameter, a: number, b: 0, c: 0 };
        if let Some(&id) = self.results.get(&expr) {
            return ExprId(id);
        }
        let id = self.push(expr, TOTAL);
        self.results.insert(expr, id.0);
        id
    }

    /// a + b
    pub fn add(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Add, a, b, ExprId(0))
    }

    /// a − b
    pub fn sub(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Sub, a, b, ExprId(0))
    }

    /// a · b
    pub fn mul(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Mul, a, b, ExprId(0))
    }

    /// a / b; undefined where b is 0.
    pub fn div(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Div, a, b, ExprId(0))
    }

    /// a to the power b.
    pub fn pow(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Pow, a, b, ExprId(0))
    }

    /// −a
    pub fn neg(&mut self, a: ExprId) -> ExprId {
        self.apply(Op::Neg, a, ExprId(0), ExprId(0))
    }

    /// |a|
    pub fn abs(&mut self, a: ExprId) -> ExprId {
        self.apply(Op::Abs, a, ExprId(0), ExprId(0))
    }

    /// √a; undefined below 0.
    pub fn sqrt(&mut self, a: ExprId) -> ExprId {
        self.apply(Op::Sqrt, a, ExprId(0), ExprId(0))
    }

    /// e to the power a.
    pub fn exp(&mut self, a: ExprId) -> ExprId {
        self.apply(Op::Exp, a, ExprId(0), ExprId(0))
    }

    /// ln a; undefined at and below 0.
    pub fn log(&mut self, a: ExprId) -> ExprId {
        self.apply(Op::Log, a, ExprId(0), ExprId(0))
    }

    /// The smaller of two.
    pub fn min(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Min, a, b, ExprId(0))
    }

    /// The larger of two.
    pub fn max(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Max, a, b, ExprId(0))
    }

    /// 1 if a < b, else 0.
    pub fn less(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Less, a, b, ExprId(0))
    }

    /// 1 if a ≤ b, else 0.
    pub fn less_eq(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::LessEq, a, b, ExprId(0))
    }

    /// 1 if a = b, else 0.
    pub fn equal(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Equal, a, b, ExprId(0))
    }

    /// 1 if both are true, else 0.
    pub fn and(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::And, a, b, ExprId(0))
    }

    /// 1 if either is true, else 0.
    pub fn or(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Or, a, b, ExprId(0))
    }

    /// 1 if a is false, else 0.
    pub fn not(&mut self, a: ExprId) -> ExprId {
        self.apply(Op::Not, a, ExprId(0), ExprId(0))
    }

    /// `a` where `condition` is true, else `b`.
    pub fn select(&mut self, condition: ExprId, a: ExprId, b: ExprId) -> ExprId {
        self.apply(Op::Select, condition, a, b)
    }

    /// The exact value, if the expression is a constant. A fixed but irrational expression, such as e, is none.
    #[must_use]
    pub fn as_constant(&self, id: ExprId) -> Option<&BigRational> {
        let expr = self.expr(id);
        match expr.op {
            Op::Constant => self.constants.get(expr.a as usize),
            _ => None,
        }
    }

    /// Whether the expression is an exact number.
    #[must_use]
    pub fn is_constant(&self, id: ExprId) -> bool {
        self.expr(id).op == Op::Constant
    }

    /// Whether the expression depends on no parameter (a constant, or something like e).
    #[must_use]
    pub fn is_fixed(&self, id: ExprId) -> bool {
        self.flags[id.0 as usize] & FIXED != 0
    }

    /// How many expressions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.exprs.len()
    }

    /// Never: 0 and 1 are always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exprs.is_empty()
    }

    /// One operation.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.0 as usize]
    }

    /// All operations in order; operands come before their users.
    #[must_use]
    pub fn exprs(&self) -> &[Expr] {
        &self.exprs
    }

    /// The exact numbers that [`Op::Constant`] refers to.
    #[must_use]
    pub fn constants(&self) -> &[BigRational] {
        &self.constants
    }

    /// The numbers of the parameters that an expression depends on, ascending.
    #[must_use]
    pub fn parameters_of(&self, id: ExprId) -> Vec<u32> {
        self.parameters_of_all(&[id])
    }

    /// The numbers of the parameters that any of several expressions depends on, ascending.
    #[must_use]
    pub fn parameters_of_all(&self, ids: &[ExprId]) -> Vec<u32> {
        let live = self.live(ids);
        let mut numbers: Vec<u32> = self
            .exprs
            .iter()
            .zip(&live)
            .filter(|(expr, live)| **live && expr.op == Op::Parameter)
            .map(|(expr, _)| expr.a)
            .collect();
        numbers.sort_unstable();
        numbers
    }

    /// Which expressions the roots need; as long as the largest root requires.
    #[must_use]
    pub fn live(&self, roots: &[ExprId]) -> Vec<bool> {
        let end = roots.iter().map(|r| r.0 as usize + 1).max().unwrap_or(0);
        let mut live = vec![false; end];
        for root in roots {
            live[root.0 as usize] = true;
        }
        for id in (0..end).rev() {
            if live[id] {
                let expr = self.exprs[id];
                for operand in [expr.a, expr.b, expr.c].into_iter().take(expr.op.arity()) {
                    live[operand as usize] = true;
                }
            }
        }
        live
    }

    fn push(&mut self, expr: Expr, flags: u8) -> ExprId {
        let id = self.exprs.len() as u32;
        self.exprs.push(expr);
        self.flags.push(flags);
        ExprId(id)
    }

    fn has(&self, id: u32, flag: u8) -> bool {
        self.flags[id as usize] & flag != 0
    }

    fn value(&self, id: u32) -> Option<&BigRational> {
        self.as_constant(ExprId(id))
    }

    fn apply(&mut self, op: Op, a: ExprId, b: ExprId, c: ExprId) -> ExprId {
        let (a, b) = if op.commutes() && b < a { (b, a) } else { (a, b) };
        let expr = Expr { op, a: a.0, b: b.0, c: c.0 };
        if let Some(&id) = self.results.get(&expr) {
            return ExprId(id);
        }
        let id = self.simplified(expr).unwrap_or_else(|| {
            let flags = self.flags_of(expr);
            self.push(expr, flags)
        });
        self.results.insert(expr, id.0);
        id
    }

    fn simplified(&mut self, expr: Expr) -> Option<ExprId> {
        if let Some(id) = identity::simpler(self, expr) {
            return Some(id);
        }
        let folded = match expr.op.arity() {
            1 => fold::unary(expr.op, self.value(expr.a)?),
            2 => fold::binary(expr.op, self.value(expr.a)?, self.value(expr.b)?),
            _ => return None,
        };
        match folded {
            Folded::Value(value) => Some(self.constant(value)),
            Folded::NotExact | Folded::Undefined => None,
        }
    }

    fn flags_of(&self, expr: Expr) -> u8 {
        let operands = [expr.a, expr.b, expr.c];
        let operands = &operands[..expr.op.arity()];
        let all = |flag: u8| operands.iter().all(|&o| self.has(o, flag));
        let truth = match expr.op {
            Op::Less | Op::LessEq | Op::Equal | Op::And | Op::Or | Op::Not => true,
            Op::Select => self.has(expr.b, TRUTH) && self.has(expr.c, TRUTH),
            _ => false,
        };
        let total = all(TOTAL) && identity::is_total(self, expr);
        u8::from(total) * TOTAL + u8::from(truth) * TRUTH + u8::from(all(FIXED)) * FIXED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rational(n: i64, d: i64) -> BigRational {
        BigRational::new(n.into(), d.into())
    }

    #[test]
    fn constants_fold_exactly_and_are_shared() {
        let mut dag = Dag::new();
        let tenth = dag.constant(rational(1, 10));
        let fifth = dag.constant(rational(1, 5));
        let sum = dag.add(tenth, fifth);
        assert_eq!(dag.as_constant(sum), Some(&rational(3, 10)));
        assert_eq!(sum, dag.constant(rational(3, 10)));
        let before = dag.len();
        assert_eq!(dag.add(fifth, tenth), sum);
        assert_eq!(dag.len(), before);
    }

    #[test]
    fn identities_keep_undefined_points() {
        let mut dag = Dag::new();
        let (x, y) = (dag.parameter(0), dag.parameter(1));
        let (zero, one) = (dag.zero(), dag.one());
        assert_eq!(dag.add(x, zero), x);
        assert_eq!(dag.mul(one, x), x);
        assert_eq!(dag.mul(x, zero), zero);
        assert_eq!(dag.sub(x, x), zero);
        let negative = dag.neg(x);
        assert_eq!(dag.neg(negative), x);
        assert_eq!(dag.select(one, x, y), x);
        assert_eq!(dag.select(zero, x, y), y);
        // 0 · (x / y) is undefined at y = 0, so it must stay.
        let ratio = dag.div(x, y);
        let product = dag.mul(zero, ratio);
        assert!(!dag.is_constant(product));
        let nothing = dag.sub(ratio, ratio);
        assert!(!dag.is_constant(nothing));
    }

    #[test]
    fn undefined_constants_stay_nodes() {
        let mut dag = Dag::new();
        let (zero, one) = (dag.zero(), dag.one());
        let minus = dag.integer(-1);
        let (ratio, log, root) = (dag.div(one, zero), dag.log(minus), dag.sqrt(minus));
        assert!(!dag.is_constant(ratio) && !dag.is_constant(log) && !dag.is_constant(root));
        assert!(dag.is_fixed(ratio));
    }

    #[test]
    fn growth_is_bounded() {
        let mut dag = Dag::new();
        let mut value = dag.constant(rational(3, 7));
        for _ in 0..40 {
            value = dag.mul(value, value);
        }
        assert!(!dag.is_constant(value));
        let base = dag.integer(3);
        let huge = dag.integer(i64::MAX);
        let power = dag.pow(base, huge);
        assert!(!dag.is_constant(power));
    }

    #[test]
    fn parameters_are_found() {
        let mut dag = Dag::new();
        let (x, y, z) = (dag.parameter(7), dag.parameter(3), dag.parameter(5));
        let sum = dag.add(x, y);
        let condition = dag.less(sum, z);
        let e = dag.select(condition, x, y);
        assert_eq!(dag.parameters_of(e), vec![3, 5, 7]);
        assert_eq!(dag.parameters_of(sum), vec![3, 7]);
    }
}
