//! Computes as much of an expression as is known where it stands.
//!
//! In: an expression, a [`Setting`] that knows some of the names, and the arguments of the scene, outcome or `let` it
//! stands in. Out: a [`Value`], which may be unknown, or the [`Fault`] that surely happens and where. `and`, `or` and
//! `if` look at a side only if the other one has not decided.

use jiff::civil::Date;
use num_rational::BigRational;
use standoff_syntax::ast::BinaryOp;
use standoff_syntax::span::Span;

use super::number::{Fault, Number, holds};
use crate::ir::{
    Domain, Expr, ExprKind, IssueId, LabelSetId, Model, OptionId, OptionValue, ParameterId, Sort, ThingId,
};

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Value<N> {
    /// A number.
    Number(N),
    /// A truth value.
    Truth(bool),
    /// A label.
    Label(LabelSetId, u32),
    /// A date.
    Date(Date),
    /// Not known here.
    Unknown,
}

/// A fault and the expression that has it.
pub(super) type Faulty = (Fault, Span);
/// A value or a fault.
pub(super) type Outcome<N> = Result<Value<N>, Faulty>;

/// Knows the values of some names.
pub(super) trait Setting<N> {
    /// A parameter.
    fn parameter(&self, id: ParameterId) -> Value<N>;
    /// An option.
    fn option(&self, id: OptionId) -> Value<N>;
    /// A secret, decision, chance event or `now` name.
    fn thing(&self, _id: ThingId) -> Value<N> {
        Value::Unknown
    }
    /// The number of the round of a `repeat`.
    fn round(&self, _index: u32) -> Value<N> {
        Value::Unknown
    }
    /// An issue, inside a `where`.
    fn issue(&self, _id: IssueId) -> Value<N> {
        Value::Unknown
    }
    /// The truth of a condition that nothing else decides.
    fn condition(&self, _expr: &Expr) -> Option<bool> {
        None
    }
}

/// An option's value as a value of an expression.
pub(super) fn option_value<N: Number>(model: &Model, id: OptionId, value: &OptionValue) -> Value<N> {
    match value {
        OptionValue::Number(number) => Value::Number(N::from_exact(number)),
        OptionValue::Date(date) => Value::Date(*date),
        OptionValue::Label(index) => {
            match model.options.get(id.0 as usize).and_then(|option| option.labels) {
                Some(set) => Value::Label(set, *index),
                None => Value::Unknown,
            }
        }
    }
}

/// Value `index` of a domain of labels or numbers.
pub(super) fn domain_value<N: Number>(domain: &Domain, index: u32) -> Value<N> {
    match domain {
        Domain::Labels(set) => Value::Label(*set, index),
        Domain::Numbers(numbers) => {
            numbers.get(index as usize).map_or(Value::Unknown, |number| Value::Number(N::from_exact(number)))
        }
        _ => Value::Unknown,
    }
}

/// Computes an expression. The nesting of expressions, definitions put in, is bounded before this is called
/// (see [`super::formulas`]).
pub(super) fn evaluate<N: Number>(
    model: &Model,
    expr: &Expr,
    setting: &dyn Setting<N>,
    arguments: &[Outcome<N>],
) -> Outcome<N> {
    let value = |e: &Expr| evaluate(model, e, setting, arguments);
    Ok(match &expr.kind {
        ExprKind::Number(number) => Value::Number(N::from_exact(number)),
        ExprKind::Truth(truth) => Value::Truth(*truth),
        ExprKind::Date(date) => Value::Date(*date),
        ExprKind::Label(set, index) => Value::Label(*set, *index),
        ExprKind::Parameter(id) => setting.parameter(*id),
        ExprKind::Row(id) => row(model, *id, setting),
        ExprKind::Option(id) => setting.option(*id),
        ExprKind::Thing(id) => setting.thing(*id),
        ExprKind::Issue(id) => setting.issue(*id),
        ExprKind::Round(index) => setting.round(*index),
        ExprKind::Argument(k) => return arguments.get(*k as usize).cloned().unwrap_or(Ok(Value::Unknown)),
        ExprKind::Let(id, given) => {
            let Some(definition) = model.lets.get(id.0 as usize) else { return Ok(Value::Unknown) };
            let inner: Vec<Outcome<N>> = given.iter().map(value).collect();
            return evaluate(model, &definition.value, setting, &inner)
                .map_err(|(fault, _)| (fault, expr.span));
        }
        ExprKind::Neg(e) => match value(e)? {
            Value::Number(number) => Value::Number(number.negate()),
            _ => Value::Unknown,
        },
        ExprKind::Not(e) => match value(e)? {
            Value::Truth(truth) => Value::Truth(!truth),
            _ => Value::Unknown,
        },
        ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
            // `and` is decided by a false side, `or` by a true one.
            let decides = *op == BinaryOp::Or;
            match value(left)? {
                Value::Truth(truth) if truth == decides => Value::Truth(decides),
                Value::Truth(_) => value(right)?,
                _ => match value(right) {
                    Ok(Value::Truth(truth)) if truth == decides => Value::Truth(decides),
                    _ => Value::Unknown,
                },
            }
        }
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (value(left)?, value(right)?);
            match binary(model, *op, &left, &right) {
                Some(result) => result.map_err(|fault| (fault, expr.span))?,
                None => setting.condition(expr).map_or(Value::Unknown, Value::Truth),
            }
        }
        ExprKind::If(condition, yes, no) => match value(condition)? {
            Value::Truth(true) => value(yes)?,
            Value::Truth(false) => value(no)?,
            _ => match (value(yes), value(no)) {
                (Ok(Value::Number(a)), Ok(Value::Number(b))) => {
                    a.either(&b).map_or(Value::Unknown, Value::Number)
                }
                (Ok(Value::Label(s, a)), Ok(Value::Label(t, b))) if s == t && a == b => Value::Label(s, a),
                (Ok(Value::Truth(a)), Ok(Value::Truth(b))) if a == b => Value::Truth(a),
                _ => Value::Unknown,
            },
        },
        ExprKind::Builtin(function, given) => {
            let mut numbers = Vec::with_capacity(given.len());
            for e in given {
                match value(e)? {
                    Value::Number(number) => numbers.push(number),
                    _ => return Ok(Value::Unknown),
                }
            }
            match N::apply(*function, &numbers) {
                Some(result) => Value::Number(result.map_err(|fault| (fault, expr.span))?),
                None => Value::Unknown,
            }
        }
        ExprKind::Quantile(dist, p) => match value(p)? {
            Value::Number(p) => match N::quantile(dist, &p) {
                Some(result) => Value::Number(result.map_err(|fault| (fault, expr.span))?),
                None => Value::Unknown,
            },
            _ => Value::Unknown,
        },
        ExprKind::Component(..)
        | ExprKind::ThingInRound(..)
        | ExprKind::PassedScene(_)
        | ExprKind::PassedOutcome(_)
        | ExprKind::Gains(_) => match expr.sort {
            Sort::Truth => setting.condition(expr).map_or(Value::Unknown, Value::Truth),
            _ => Value::Unknown,
        },
    })
}

/// The cell of the drawn label; what the cells have in common if it is unknown.
fn row<N: Number>(model: &Model, id: crate::ir::RowId, setting: &dyn Setting<N>) -> Value<N> {
    let Some(row) = model.rows.get(id.0 as usize) else { return Value::Unknown };
    let index = match setting.thing(row.secret) {
        Value::Label(_, index) => Some(index as usize),
        Value::Number(number) => label_of_number(model, row.secret, &number),
        _ => None,
    };
    if let Some(cell) = index.and_then(|index| row.cells.get(index)) {
        return setting.parameter(*cell);
    }
    let mut all: Option<N> = None;
    for cell in &row.cells {
        let Value::Number(number) = setting.parameter(*cell) else { return Value::Unknown };
        all = match all {
            None => Some(number),
            Some(before) => match before.either(&number) {
                Some(joined) => Some(joined),
                None => return Value::Unknown,
            },
        };
    }
    all.map_or(Value::Unknown, Value::Number)
}

/// Which of a numeric thing's values this is.
fn label_of_number<N: Number>(model: &Model, thing: ThingId, number: &N) -> Option<usize> {
    let Domain::Numbers(numbers) = &model.things.get(thing.0 as usize)?.domain else { return None };
    numbers.iter().position(|n| N::compare(BinaryOp::Is, &N::from_exact(n), number) == Some(true))
}

fn binary<N: Number>(
    model: &Model,
    op: BinaryOp,
    left: &Value<N>,
    right: &Value<N>,
) -> Option<Result<Value<N>, Fault>> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => match N::combine(op, a, b) {
            Some(result) => Some(result.map(Value::Number)),
            None => N::compare(op, a, b).map(|truth| Ok(Value::Truth(truth))),
        },
        (Value::Truth(a), Value::Truth(b)) => holds(op, a.cmp(b)).map(|truth| Ok(Value::Truth(truth))),
        (Value::Date(a), Value::Date(b)) => holds(op, a.cmp(b)).map(|truth| Ok(Value::Truth(truth))),
        (Value::Label(s, a), Value::Label(t, b)) => {
            let same = if s == t { a == b } else { name(model, *s, *a)? == name(model, *t, *b)? };
            match op {
                BinaryOp::Is => Some(Ok(Value::Truth(same))),
                BinaryOp::IsNot => Some(Ok(Value::Truth(!same))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The name of a label.
pub(super) fn name(model: &Model, set: LabelSetId, index: u32) -> Option<&str> {
    model.label_sets.get(set.0 as usize)?.names.get(index as usize).map(String::as_str)
}

/// The literals and options setting: options as given, parameters at their values in force, nothing else known.
pub(super) struct AtOptions<'m> {
    /// The model.
    pub(super) model: &'m Model,
    /// One value for each option.
    pub(super) options: &'m [OptionValue],
}

impl<N: Number> Setting<N> for AtOptions<'_> {
    fn parameter(&self, _id: ParameterId) -> Value<N> {
        Value::Unknown
    }

    fn option(&self, id: OptionId) -> Value<N> {
        match self.options.get(id.0 as usize) {
            Some(value) => option_value(self.model, id, value),
            None => Value::Unknown,
        }
    }
}

/// A whole number that an expression of literals and options comes to, as far as it is a number at all.
pub(super) fn count(model: &Model, expr: &Expr, options: &[OptionValue]) -> Option<BigRational> {
    match evaluate::<super::number::Exact>(model, expr, &AtOptions { model, options }, &[]) {
        Ok(Value::Number(number)) => number.rational().cloned(),
        _ => None,
    }
}
