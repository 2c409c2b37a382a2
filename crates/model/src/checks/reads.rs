//! Which names an expression depends on, and under what conditions.
//!
//! In: an expression; definitions are followed. Out: [`Read`]s of things with the conditions under which they are
//! looked at (`and`, `or`, `if` look at a side only if needed), parameters, arguments, and a shape that tells equal
//! conditions.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use standoff_syntax::ast::BinaryOp;
use standoff_syntax::span::Span;

use crate::ir::{Expr, ExprKind, Model, OptionId, ParameterId, ThingId};

/// A condition that holds (or does not) where something is looked at, and those before it.
#[derive(Debug)]
pub(super) struct Guard<'m> {
    /// The condition.
    pub(super) expr: &'m Expr,
    /// Whether it holds.
    pub(super) truth: bool,
    /// The conditions before it.
    pub(super) above: Guards<'m>,
}

/// Conditions under which something is looked at.
pub(super) type Guards<'m> = Option<Rc<Guard<'m>>>;

/// One more condition.
pub(super) fn guard<'m>(above: &Guards<'m>, expr: &'m Expr, truth: bool) -> Guards<'m> {
    Some(Rc::new(Guard { expr, truth, above: above.clone() }))
}

/// The conditions in a row, the innermost first.
pub(super) fn each<'a, 'm>(guards: &'a Guards<'m>) -> impl Iterator<Item = &'a Guard<'m>> {
    let mut next = guards.as_deref();
    std::iter::from_fn(move || {
        let current = next?;
        next = current.above.as_deref();
        Some(current)
    })
}

/// A thing that an expression looks at.
#[derive(Clone, Debug)]
pub(super) struct Read<'m> {
    /// Which.
    pub(super) thing: ThingId,
    /// Where, in the place that needs it (not inside a definition).
    pub(super) span: Span,
    /// When.
    pub(super) guards: Guards<'m>,
}

/// How many expressions may still be visited; definitions can make short texts long.
pub(super) struct Budget(pub(super) usize);

impl Budget {
    fn take(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }
}

/// Adds the things that `expr` looks at.
pub(super) fn things<'m>(
    model: &'m Model,
    expr: &'m Expr,
    guards: &Guards<'m>,
    budget: &mut Budget,
    out: &mut Vec<Read<'m>>,
) {
    visit(model, expr, None, guards, budget, out);
}

fn visit<'m>(
    model: &'m Model,
    expr: &'m Expr,
    outer: Option<Span>,
    guards: &Guards<'m>,
    budget: &mut Budget,
    out: &mut Vec<Read<'m>>,
) {
    if !budget.take() {
        return;
    }
    let span = outer.unwrap_or(expr.span);
    match &expr.kind {
        ExprKind::Thing(thing) | ExprKind::Component(thing, _) | ExprKind::ThingInRound(thing, _) => {
            out.push(Read { thing: *thing, span, guards: guards.clone() });
        }
        ExprKind::Row(id) => {
            if let Some(row) = model.rows.get(id.0 as usize) {
                out.push(Read { thing: row.secret, span, guards: guards.clone() });
            }
        }
        ExprKind::Let(id, given) => {
            for e in given {
                visit(model, e, outer, guards, budget, out);
            }
            if let Some(definition) = model.lets.get(id.0 as usize) {
                visit(model, &definition.value, Some(span), guards, budget, out);
            }
        }
        ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
            visit(model, left, outer, guards, budget, out);
            let inner = guard(guards, left, *op == BinaryOp::And);
            visit(model, right, outer, &inner, budget, out);
        }
        ExprKind::If(condition, yes, no) => {
            visit(model, condition, outer, guards, budget, out);
            visit(model, yes, outer, &guard(guards, condition, true), budget, out);
            visit(model, no, outer, &guard(guards, condition, false), budget, out);
        }
        _ => children(expr, &mut |e| visit(model, e, outer, guards, budget, out)),
    }
}

/// Calls `f` on the direct parts of an expression.
pub(super) fn children<'m>(expr: &'m Expr, f: &mut dyn FnMut(&'m Expr)) {
    match &expr.kind {
        ExprKind::Neg(e) | ExprKind::Not(e) | ExprKind::Quantile(_, e) => f(e),
        ExprKind::Binary(_, left, right) => {
            f(left);
            f(right);
        }
        ExprKind::If(condition, yes, no) => {
            f(condition);
            f(yes);
            f(no);
        }
        ExprKind::Builtin(_, given) | ExprKind::Let(_, given) => given.iter().for_each(f),
        _ => {}
    }
}

/// What an expression depends on, each once, sorted.
#[derive(Clone, Debug, Default)]
pub(super) struct Inputs {
    /// Secrets, decisions, chance events and `now` names.
    pub(super) things: Vec<ThingId>,
    /// Parameters, all cells of a row.
    pub(super) parameters: Vec<ParameterId>,
    /// Options.
    pub(super) options: Vec<OptionId>,
    /// `repeat` statements whose round is used.
    pub(super) rounds: Vec<u32>,
    /// Arguments of the scene or outcome that it stands in.
    pub(super) arguments: Vec<u32>,
}

/// All that an expression depends on.
pub(super) fn inputs(model: &Model, expr: &Expr, budget: &mut Budget) -> Inputs {
    let mut out = Inputs::default();
    collect(model, expr, true, budget, &mut out);
    sort(&mut out);
    out
}

fn sort(inputs: &mut Inputs) {
    fn tidy<T: Ord>(list: &mut Vec<T>) {
        list.sort_unstable();
        list.dedup();
    }
    tidy(&mut inputs.things);
    tidy(&mut inputs.parameters);
    tidy(&mut inputs.options);
    tidy(&mut inputs.rounds);
    tidy(&mut inputs.arguments);
}

fn collect(model: &Model, expr: &Expr, outermost: bool, budget: &mut Budget, out: &mut Inputs) {
    if !budget.take() {
        return;
    }
    match &expr.kind {
        ExprKind::Thing(id) | ExprKind::Component(id, _) | ExprKind::ThingInRound(id, _) => {
            out.things.push(*id)
        }
        ExprKind::Row(id) => {
            if let Some(row) = model.rows.get(id.0 as usize) {
                out.things.push(row.secret);
                out.parameters.extend(&row.cells);
            }
        }
        ExprKind::Parameter(id) => out.parameters.push(*id),
        ExprKind::Option(id) => out.options.push(*id),
        ExprKind::Round(index) => out.rounds.push(*index),
        // The arguments of a definition are expressions of the place that uses it.
        ExprKind::Argument(k) if outermost => out.arguments.push(*k),
        _ => {}
    }
    children(expr, &mut |e| collect(model, e, outermost, budget, out));
    if let ExprKind::Let(id, _) = &expr.kind
        && let Some(definition) = model.lets.get(id.0 as usize)
    {
        collect(model, &definition.value, false, budget, out);
    }
}

/// The thing that an expression is, if it is just that thing; plain definitions are followed.
pub(super) fn only_thing(model: &Model, expr: &Expr) -> Option<ThingId> {
    let mut expr = expr;
    for _ in 0..100 {
        match &expr.kind {
            ExprKind::Thing(id) => return Some(*id),
            ExprKind::Let(id, given) if given.is_empty() => expr = &model.lets.get(id.0 as usize)?.value,
            _ => return None,
        }
    }
    None
}

/// Equal for conditions that say the same in the same words, apart from `not`, whose sign is given beside it.
pub(super) fn shape(expr: &Expr) -> (u64, bool) {
    let (mut expr, mut sign) = (expr, true);
    while let ExprKind::Not(inner) = &expr.kind {
        expr = inner;
        sign = !sign;
    }
    let mut hasher = DefaultHasher::new();
    if let ExprKind::Binary(op, left, right) = &expr.kind {
        let (plain, same) = match op {
            BinaryOp::IsNot => (BinaryOp::Is, false),
            BinaryOp::LessEq => (BinaryOp::Greater, false),
            BinaryOp::GreaterEq => (BinaryOp::Less, false),
            other => (*other, true),
        };
        plain.hash(&mut hasher);
        hash(left, &mut hasher);
        hash(right, &mut hasher);
        return (hasher.finish(), sign == same);
    }
    hash(expr, &mut hasher);
    (hasher.finish(), sign)
}

fn hash(expr: &Expr, hasher: &mut DefaultHasher) {
    std::mem::discriminant(&expr.kind).hash(hasher);
    match &expr.kind {
        ExprKind::Number(number) => number.hash(hasher),
        ExprKind::Truth(truth) => truth.hash(hasher),
        ExprKind::Date(date) => date.hash(hasher),
        ExprKind::Label(set, index) => (set, index).hash(hasher),
        ExprKind::Parameter(id) => id.hash(hasher),
        ExprKind::Row(id) => id.hash(hasher),
        ExprKind::Option(id) => id.hash(hasher),
        ExprKind::Thing(id) => id.hash(hasher),
        ExprKind::ThingInRound(id, k) | ExprKind::Component(id, k) => (id, k).hash(hasher),
        ExprKind::Issue(id) => id.hash(hasher),
        ExprKind::Round(k) | ExprKind::Argument(k) => k.hash(hasher),
        ExprKind::Let(id, _) => id.hash(hasher),
        ExprKind::PassedScene(id) => id.hash(hasher),
        ExprKind::PassedOutcome(id) => id.hash(hasher),
        ExprKind::Gains(id) => id.hash(hasher),
        ExprKind::Binary(op, ..) => op.hash(hasher),
        ExprKind::Builtin(function, given) => (function, given.len()).hash(hasher),
        ExprKind::Quantile(dist, _) => {
            dist.kind.hash(hasher);
            dist.args.iter().for_each(|number| number.value.hash(hasher));
        }
        ExprKind::Neg(_) | ExprKind::Not(_) | ExprKind::If(..) => {}
    }
    children(expr, &mut |e| hash(e, hasher));
}
