//! Operations on values: comparison, arithmetic, the built-in functions.
//!
//! In: operators with operands. Out: values. Part of [`crate::evaluate`].

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use standoff_game::dag::ExprId;
use standoff_model::ir::Builtin;
use standoff_syntax::ast::BinaryOp;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::code::Code;
use crate::evaluate::{Env, Evaluator, Trouble};
use crate::value::Value;

/// Numbers that parameters move are the same if they are so to one part in as many, or to this part of one.
const ROUNDING: u64 = 1_000_000_000_000;

impl Evaluator<'_> {
    pub(crate) fn binary(
        &mut self,
        op: BinaryOp,
        operands: &(Code, Code),
        span: Span,
        env: &Env,
    ) -> Result<Value, Trouble> {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let decisive = op == BinaryOp::Or;
                let a = self.truth(&operands.0, env)?;
                if a == Value::Truth(decisive) {
                    return Ok(a);
                }
                let b = self.truth(&operands.1, env)?;
                if b == Value::Truth(decisive) || a == Value::Truth(!decisive) {
                    return Ok(b);
                }
                if b == Value::Truth(!decisive) {
                    return Ok(a);
                }
                let (a, b) = (self.truth_id(a), self.truth_id(b));
                let id = if decisive { self.dag.or(a, b) } else { self.dag.and(a, b) };
                Ok(self.truth_of(id, false))
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Pow => {
                let (a, b) = (self.number(&operands.0, env)?, self.number(&operands.1, env)?);
                Ok(Value::Number(self.arithmetic(op, a, b, span)?))
            }
            _ if self.question => self.asked_comparison(op, operands, env),
            _ => {
                let (a, b) = (self.eval(&operands.0, env)?, self.eval(&operands.1, env)?);
                self.compare(op, a, b)
            }
        }
    }

    /// In questions, a comparison that mentions something unreached is false, and so is one that holds such a comparison.
    #[inline(never)]
    fn asked_comparison(
        &mut self,
        op: BinaryOp,
        operands: &(Code, Code),
        env: &Env,
    ) -> Result<Value, Trouble> {
        let before = std::mem::replace(&mut self.unreached, false);
        let (a, b) = (self.eval(&operands.0, env), self.eval(&operands.1, env));
        let unreached = std::mem::replace(&mut self.unreached, before);
        match (a, b) {
            (Err(Trouble::Text(diagnostic)), _) | (_, Err(Trouble::Text(diagnostic))) => {
                Err(Trouble::Text(diagnostic))
            }
            (Ok(a), Ok(b)) if !unreached => self.compare(op, a, b),
            _ => {
                self.unreached = true;
                Ok(Value::Truth(false))
            }
        }
    }

    fn compare(&mut self, op: BinaryOp, a: Value, b: Value) -> Result<Value, Trouble> {
        let negate = op == BinaryOp::IsNot;
        match (a, b) {
            (Value::Label(set_a, a), Value::Label(set_b, b)) => {
                let same = if set_a == set_b {
                    a == b
                } else {
                    self.names[set_a.0 as usize][a as usize] == self.names[set_b.0 as usize][b as usize]
                };
                Ok(Value::Truth(same != negate))
            }
            (Value::Number(a), Value::Number(b)) => {
                let id = match op {
                    BinaryOp::Less => self.dag.less(a, b),
                    BinaryOp::LessEq => self.dag.less_eq(a, b),
                    BinaryOp::Greater => self.dag.less(b, a),
                    BinaryOp::GreaterEq => self.dag.less_eq(b, a),
                    _ => self.same_number(a, b),
                };
                Ok(self.truth_of(id, negate))
            }
            (Value::Truth(a), Value::Truth(b)) => Ok(Value::Truth((a == b) != negate)),
            (Value::Truth(_) | Value::Swept(_), Value::Truth(_) | Value::Swept(_)) => {
                let (a, b) = (self.truth_id(a), self.truth_id(b));
                let id = self.dag.equal(a, b);
                Ok(self.truth_of(id, negate))
            }
            (Value::Date(a), Value::Date(b)) => Ok(Value::Truth(match op {
                BinaryOp::Less => a < b,
                BinaryOp::LessEq => a <= b,
                BinaryOp::Greater => a > b,
                BinaryOp::GreaterEq => a >= b,
                _ => (a == b) != negate,
            })),
            (Value::Package(_, a), Value::Package(_, b)) => Ok(Value::Truth((a == b) != negate)),
            _ => Err(Trouble::Unset(None)),
        }
    }

    /// Whether two numbers are the same. Where parameters move one of them, doubles round it: 0.5 and three steps of 0.05 are 0.65.
    fn same_number(&mut self, a: ExprId, b: ExprId) -> ExprId {
        if a == b || (self.dag.is_constant(a) && self.dag.is_constant(b)) {
            return self.dag.equal(a, b);
        }
        let apart = self.dag.sub(a, b);
        let apart = self.dag.abs(apart);
        let sizes = (self.dag.abs(a), self.dag.abs(b));
        let larger = self.dag.max(sizes.0, sizes.1);
        let one = self.dag.one();
        let size = self.dag.max(larger, one);
        let share = self.dag.constant(BigRational::new(BigInt::from(1), BigInt::from(ROUNDING)));
        let rounding = self.dag.mul(share, size);
        self.dag.less_eq(apart, rounding)
    }

    /// An operation on numbers, with the bounds on exact numbers.
    pub(crate) fn arithmetic(
        &mut self,
        op: BinaryOp,
        a: ExprId,
        b: ExprId,
        span: Span,
    ) -> Result<ExprId, Box<Diagnostic>> {
        if op == BinaryOp::Pow
            && let Some(exponent) = self.dag.as_constant(b)
            && exponent.is_integer()
            && exponent.numer().abs().to_u32().is_none_or(|e| e > 400)
        {
            return Err(Box::new(Diagnostic::error("SD655", span, "this exponent is above 400")));
        }
        let id = match op {
            BinaryOp::Add => self.dag.add(a, b),
            BinaryOp::Sub => self.dag.sub(a, b),
            BinaryOp::Mul => self.dag.mul(a, b),
            BinaryOp::Div => self.dag.div(a, b),
            _ => self.dag.pow(a, b),
        };
        if self.dag.is_constant(a) && self.dag.is_constant(b) && !self.dag.is_constant(id) {
            let whole_exponent = self.dag.as_constant(b).is_some_and(BigRational::is_integer);
            let divisor_zero = self.dag.as_constant(b).is_some_and(Zero::is_zero);
            let base_zero = self.dag.as_constant(a).is_some_and(Zero::is_zero);
            let defined = match op {
                BinaryOp::Div => !divisor_zero,
                BinaryOp::Pow => whole_exponent && !base_zero,
                _ => true,
            };
            if defined {
                let message = "this number needs more than 4,096 binary digits";
                return Err(Box::new(Diagnostic::error("SD655", span, message)));
            }
        }
        Ok(id)
    }

    #[inline(never)]
    pub(crate) fn builtin(
        &mut self,
        builtin: Builtin,
        args: &[Code],
        span: Span,
        env: &Env,
    ) -> Result<Value, Trouble> {
        let mut numbers = Vec::with_capacity(args.len());
        for arg in args {
            numbers.push(self.number(arg, env)?);
        }
        let Some((&first, rest)) = numbers.split_first() else {
            return Err(Trouble::Text(Box::new(Diagnostic::error(
                "SD606",
                span,
                "this function needs a number",
            ))));
        };
        let dag = &mut self.dag;
        Ok(Value::Number(match builtin {
            Builtin::Min => rest.iter().fold(first, |a, &b| dag.min(a, b)),
            Builtin::Max => rest.iter().fold(first, |a, &b| dag.max(a, b)),
            Builtin::Abs => dag.abs(first),
            Builtin::Sqrt => dag.sqrt(first),
            Builtin::Exp => dag.exp(first),
            Builtin::Log => dag.log(first),
        }))
    }
}
