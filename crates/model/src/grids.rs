//! A model on finer grids: every count of steps and cells multiplied, nothing else changed.
//!
//! In: a checked model and a factor. Out: a model of the same actors, things and questions, with finer grids; and questions about
//! the one as questions about the other. A coarse grid can reverse a theorem and not only blur it, so answers are compared.

use num_bigint::BigInt;
use num_rational::BigRational;
use standoff_syntax::ast::BinaryOp;

use crate::ir::{Domain, Edit, Expr, ExprKind, Model, OptionId, Query, Sort, ThingId};

/// Whether anything in the model takes its values from a grid.
#[must_use]
pub fn has_grids(model: &Model) -> bool {
    domains(model).any(|domain| matches!(domain, Domain::Grid { .. }))
}

/// The model with `factor` times as many steps and cells in every grid. Grid point i of a grid of steps is point
/// i · `factor` of the finer one; the midpoints of cells are none of the finer cells.
#[must_use]
pub fn refined(model: &Model, factor: u32) -> Model {
    let mut finer = model.clone();
    let issues = finer.issues.iter_mut().map(|issue| &mut issue.domain);
    let things = finer.things.iter_mut().map(|thing| &mut thing.domain);
    for domain in issues.chain(things) {
        if let Domain::Grid { count, .. } = domain {
            let number = Expr {
                kind: ExprKind::Number(BigRational::from_integer(BigInt::from(factor))),
                sort: Sort::Number,
                swept: false,
                span: count.span,
            };
            *count = Expr {
                kind: ExprKind::Binary(BinaryOp::Mul, Box::new(count.clone()), Box::new(number)),
                ..count.clone()
            };
        }
    }
    finer
}

/// The options that the counts of grids are written with.
#[must_use]
pub fn counting_options(model: &Model) -> Vec<OptionId> {
    let mut found = Vec::new();
    for domain in domains(model) {
        if let Domain::Grid { count, .. } = domain {
            options_in(count, &mut found);
        }
    }
    found.sort_unstable_by_key(|option| option.0);
    found.dedup();
    found
}

/// A question about the model as a question about the finer one; none if it names a label that the finer one lacks.
#[must_use]
pub fn question(model: &Model, query: &Query, factor: u32) -> Option<Query> {
    let at = |thing: ThingId, index: u32| label(model, thing, index, factor);
    Some(match query {
        Query::ValueOver { decision, a, b, to } => {
            Query::ValueOver { decision: *decision, a: at(*decision, *a)?, b: at(*decision, *b)?, to: *to }
        }
        Query::ValueOfLabel { decision, label, to } => {
            Query::ValueOfLabel { decision: *decision, label: at(*decision, *label)?, to: *to }
        }
        Query::Tipping { query, over, range } => {
            let query = Box::new(question(model, query, factor)?);
            Query::Tipping { query, over: *over, range: range.clone() }
        }
        Query::Importance(query) => Query::Importance(Box::new(question(model, query, factor)?)),
        Query::Sweep { axes, query } => {
            Query::Sweep { axes: axes.clone(), query: Box::new(question(model, query, factor)?) }
        }
        other => other.clone(),
    })
}

/// A change of a setting of the model as one of the finer model; none if it names a label that the finer one lacks.
#[must_use]
pub fn edit(model: &Model, edit: &Edit, factor: u32) -> Option<Edit> {
    Some(match edit {
        Edit::Without(thing, index) => Edit::Without(*thing, label(model, *thing, *index, factor)?),
        other => other.clone(),
    })
}

/// The label of the finer model that stands for the same value.
#[must_use]
pub fn label(model: &Model, thing: ThingId, index: u32, factor: u32) -> Option<u32> {
    match &model.things.get(thing.0 as usize)?.domain {
        Domain::Grid { cells: false, .. } => index.checked_mul(factor),
        Domain::Grid { cells: true, .. } => None,
        Domain::Package { issues, .. } => {
            let issue = |id: &crate::ir::IssueId| model.issues.get(id.0 as usize);
            let on_grid = issues.iter().filter_map(issue).any(|i| matches!(i.domain, Domain::Grid { .. }));
            (!on_grid).then_some(index)
        }
        Domain::Labels(_) | Domain::Numbers(_) | Domain::Computed(_) => Some(index),
    }
}

fn domains(model: &Model) -> impl Iterator<Item = &Domain> {
    model.issues.iter().map(|issue| &issue.domain).chain(model.things.iter().map(|thing| &thing.domain))
}

/// Counts are made of literals, options and arithmetic.
fn options_in(expr: &Expr, found: &mut Vec<OptionId>) {
    match &expr.kind {
        ExprKind::Option(option) => found.push(*option),
        ExprKind::Neg(inner) => options_in(inner, found),
        ExprKind::Binary(_, a, b) => [a, b].into_iter().for_each(|e| options_in(e, found)),
        ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| options_in(e, found)),
        ExprKind::Builtin(_, all) => all.iter().for_each(|e| options_in(e, found)),
        _ => {}
    }
}
