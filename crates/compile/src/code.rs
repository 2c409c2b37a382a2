//! Expressions made ready for evaluation millions of times: ids looked up, constants and formulas of parameters done once.
//!
//! In: typed expressions of the model. Out: [`Code`], evaluated by [`crate::evaluate`].

use standoff_game::dag::ExprId;
use standoff_model::ir::{ActorId, Builtin, Expr, ExprKind, LetId, OutcomeId, SceneId, ThingId};
use standoff_syntax::ast::{BinaryOp, Dist};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::evaluate::{Env, Evaluator, Trouble};
use crate::value::Value;

/// A compiled expression. Whatever no story can change is already a [`Code::Value`].
#[derive(Clone, Debug)]
pub(crate) enum Code {
    /// Known.
    Value(Value),
    /// The value of a thing.
    Thing(ThingId),
    /// Its value in a round.
    InRound(ThingId, u32),
    /// Component k of a package.
    Component(ThingId, u32),
    /// Component k of the package that a `where` is about.
    Issue(u32),
    /// The cell that a secret selects.
    Row(ThingId, Box<[ExprId]>),
    /// The current round of a `repeat`.
    Round(u32),
    /// An argument of the scene, outcome or `let`.
    Argument(u32),
    /// A definition.
    Let(LetId, Box<[Code]>),
    /// The story passed through a scene.
    PassedScene(SceneId),
    /// The story ended in an outcome.
    PassedOutcome(OutcomeId),
    /// What an actor has gained.
    Gains(ActorId),
    /// −e
    Neg(Box<Code>),
    /// not e
    Not(Box<Code>),
    /// An operation of two operands.
    Binary(BinaryOp, Box<(Code, Code)>, Span),
    /// if, then, else
    If(Box<(Code, Code, Code)>, Span),
    /// A built-in function.
    Builtin(Builtin, Box<[Code]>, Span),
    /// A quantile.
    Quantile(Box<Dist>, Box<Code>, Span),
}

/// Operand nesting that the parser never lets through; a bound of our own against models built by programs.
const DEEPEST: u32 = 2_000;

impl Code {
    /// The value, if no story can change it.
    pub(crate) fn known(&self) -> Option<Value> {
        match self {
            Code::Value(value) => Some(*value),
            _ => None,
        }
    }

    fn operands_known(&self) -> bool {
        let known = |code: &Code| code.known().is_some();
        match self {
            Code::Neg(a) | Code::Not(a) | Code::Quantile(_, a, _) => known(a),
            Code::Binary(_, operands, _) => known(&operands.0) && known(&operands.1),
            Code::If(parts, _) => known(&parts.0) && known(&parts.1) && known(&parts.2),
            Code::Builtin(_, all, _) => all.iter().all(known),
            _ => false,
        }
    }
}

impl Evaluator<'_> {
    /// The `repeat`s whose rounds an expression mentions, definitions included.
    pub(crate) fn rounds_in(&self, code: &Code) -> Vec<u32> {
        let mut rounds = Vec::new();
        let mut entered = vec![false; self.lets.len()];
        let mut waiting = vec![code];
        while let Some(code) = waiting.pop() {
            match code {
                Code::Round(round) => rounds.push(*round),
                Code::Let(id, args) => {
                    waiting.extend(args.iter());
                    let slot = id.0 as usize;
                    if entered.get(slot) == Some(&false) {
                        entered[slot] = true;
                        waiting.push(&self.lets[slot].code);
                    }
                }
                Code::Neg(a) | Code::Not(a) | Code::Quantile(_, a, _) => waiting.push(a),
                Code::Binary(_, operands, _) => waiting.extend([&operands.0, &operands.1]),
                Code::If(parts, _) => waiting.extend([&parts.0, &parts.1, &parts.2]),
                Code::Builtin(_, args, _) => waiting.extend(args.iter()),
                _ => {}
            }
        }
        rounds.sort_unstable();
        rounds.dedup();
        rounds
    }

    /// Compiles an expression.
    pub(crate) fn code(&mut self, expr: &Expr) -> Result<Code, Box<Diagnostic>> {
        self.code_at(expr, 0)
    }

    fn code_at(&mut self, expr: &Expr, depth: u32) -> Result<Code, Box<Diagnostic>> {
        if depth > DEEPEST {
            return Err(too_deep(expr.span));
        }
        let span = expr.span;
        let code = match &expr.kind {
            ExprKind::Number(number) => Code::Value(Value::Number(self.dag.constant(number.clone()))),
            ExprKind::Truth(truth) => Code::Value(Value::Truth(*truth)),
            ExprKind::Date(date) => Code::Value(Value::Date(*date)),
            ExprKind::Label(set, index) => Code::Value(Value::Label(*set, *index)),
            ExprKind::Parameter(id) => Code::Value(Value::Number(self.dag.parameter(id.0))),
            ExprKind::Row(id) => {
                let row = &self.model.rows[id.0 as usize];
                let cells: Vec<ExprId> = row.cells.iter().map(|cell| self.dag.parameter(cell.0)).collect();
                Code::Row(row.secret, cells.into())
            }
            ExprKind::Option(id) => Code::Value(self.options[id.0 as usize]),
            ExprKind::Thing(thing) => Code::Thing(*thing),
            ExprKind::ThingInRound(thing, round) => Code::InRound(*thing, *round),
            ExprKind::Component(thing, k) => Code::Component(*thing, *k),
            ExprKind::Issue(issue) => {
                let position = self.package_issues.iter().position(|i| i == issue).unwrap_or(usize::MAX);
                Code::Issue(u32::try_from(position).unwrap_or(u32::MAX))
            }
            ExprKind::Round(repeat) => Code::Round(*repeat),
            ExprKind::Argument(k) => Code::Argument(*k),
            ExprKind::Let(id, args) => Code::Let(*id, self.codes(args, depth)?),
            ExprKind::PassedScene(scene) => Code::PassedScene(*scene),
            ExprKind::PassedOutcome(outcome) => Code::PassedOutcome(*outcome),
            ExprKind::Gains(actor) => Code::Gains(*actor),
            ExprKind::Neg(a) => Code::Neg(Box::new(self.code_at(a, depth + 1)?)),
            ExprKind::Not(a) => Code::Not(Box::new(self.code_at(a, depth + 1)?)),
            ExprKind::Binary(op, a, b) => {
                Code::Binary(*op, Box::new((self.code_at(a, depth + 1)?, self.code_at(b, depth + 1)?)), span)
            }
            ExprKind::If(c, a, b) => {
                let parts =
                    (self.code_at(c, depth + 1)?, self.code_at(a, depth + 1)?, self.code_at(b, depth + 1)?);
                // A condition that is settled leaves one branch; the other may not even be defined.
                match parts.0.known() {
                    Some(Value::Truth(true)) => parts.1,
                    Some(Value::Truth(false)) => parts.2,
                    _ => Code::If(Box::new(parts), span),
                }
            }
            ExprKind::Builtin(builtin, args) => Code::Builtin(*builtin, self.codes(args, depth)?, span),
            ExprKind::Quantile(dist, p) => {
                Code::Quantile(Box::new(dist.clone()), Box::new(self.code_at(p, depth + 1)?), span)
            }
        };
        if !code.operands_known() {
            return Ok(code);
        }
        match self.eval(&code, &Env::EMPTY) {
            Ok(value) => Ok(Code::Value(value)),
            Err(Trouble::Unset(_)) => Ok(code),
            Err(Trouble::Text(diagnostic)) => Err(diagnostic),
        }
    }

    fn codes(&mut self, exprs: &[Expr], depth: u32) -> Result<Box<[Code]>, Box<Diagnostic>> {
        exprs.iter().map(|expr| self.code_at(expr, depth + 1)).collect()
    }

    /// Whether a story can change the value.
    pub(crate) fn is_dynamic(&self, code: &Code) -> bool {
        match code {
            Code::Value(_) => false,
            Code::Let(id, args) => {
                self.lets.get(id.0 as usize).is_none_or(|known| known.dynamic)
                    || args.iter().any(|arg| self.is_dynamic(arg))
            }
            Code::Neg(a) | Code::Not(a) | Code::Quantile(_, a, _) => self.is_dynamic(a),
            Code::Binary(_, operands, _) => self.is_dynamic(&operands.0) || self.is_dynamic(&operands.1),
            Code::If(parts, _) => {
                self.is_dynamic(&parts.0) || self.is_dynamic(&parts.1) || self.is_dynamic(&parts.2)
            }
            Code::Builtin(_, args, _) => args.iter().any(|arg| self.is_dynamic(arg)),
            _ => true,
        }
    }
}

/// The message for formulas beyond all reason.
pub(crate) fn too_deep(span: Span) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error("SD407", span, "this formula is nested too deeply")
            .hint("split it with `let`, and keep chains of definitions short"),
    )
}
