//! Small facts about typed expressions: making them, walking them, saying their sort in words.
//!
//! In: [`crate::ir`] values. Out: constructors, walks, words.

use num_rational::BigRational;
use num_traits::Zero;
use standoff_syntax::span::Span;

use crate::ir::{Domain, Expr, ExprKind, LabelSetId, Model, Sort, ThingId};
use crate::suggest::listed;

/// An expression that nothing has been said about sweeping of yet.
pub(crate) fn expr(kind: ExprKind, sort: Sort, span: Span) -> Expr {
    Expr { kind, sort, swept: false, span }
}

/// 0, where an expression is still to come.
pub(crate) fn zero(span: Span) -> Expr {
    expr(ExprKind::Number(BigRational::zero()), Sort::Number, span)
}

/// The operands of an expression.
pub(crate) fn operands(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Neg(a) | ExprKind::Not(a) | ExprKind::Quantile(_, a) => vec![a],
        ExprKind::Binary(_, a, b) => vec![a, b],
        ExprKind::If(a, b, c) => vec![a, b, c],
        ExprKind::Builtin(_, args) | ExprKind::Let(_, args) => args.iter().collect(),
        _ => Vec::new(),
    }
}

/// The operands of an expression, to change.
pub(crate) fn operands_mut(expr: &mut Expr) -> Vec<&mut Expr> {
    match &mut expr.kind {
        ExprKind::Neg(a) | ExprKind::Not(a) | ExprKind::Quantile(_, a) => vec![a],
        ExprKind::Binary(_, a, b) => vec![a, b],
        ExprKind::If(a, b, c) => vec![a, b, c],
        ExprKind::Builtin(_, args) | ExprKind::Let(_, args) => args.iter_mut().collect(),
        _ => Vec::new(),
    }
}

/// Calls `visit` for the expression and all below it, outer ones first. As deep as the text nests.
pub(crate) fn walk<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    visit(expr);
    for operand in operands(expr) {
        walk(operand, visit);
    }
}

/// The sort of what a domain's values are used as.
pub(crate) fn domain_sort(domain: &Domain, thing: ThingId) -> Sort {
    match domain {
        Domain::Labels(set) => Sort::Label(*set),
        Domain::Numbers(_) | Domain::Grid { .. } => Sort::Number,
        Domain::Package { .. } => Sort::Package(thing),
        Domain::Computed(sort) => *sort,
    }
}

/// The names of a label set.
pub(crate) fn label_names(model: &Model, set: LabelSetId) -> &[String] {
    model.label_sets.get(set.0 as usize).map_or(&[], |set| &set.names)
}

/// One of them.
pub(crate) fn label_name(model: &Model, set: LabelSetId, index: u32) -> Option<&str> {
    label_names(model, set).get(index as usize).map(String::as_str)
}

/// Whether these are the labels of a `may` decision.
pub(crate) fn is_yes_no(model: &Model, set: LabelSetId) -> bool {
    label_names(model, set) == ["yes", "no"]
}

/// What a sort is, in words: "a number", "`call` or `silence`".
pub(crate) fn in_words(model: &Model, sort: Sort) -> String {
    match sort {
        Sort::Number => "a number".to_owned(),
        Sort::Truth => "something that holds or does not hold".to_owned(),
        Sort::Date => "a date".to_owned(),
        Sort::Package(_) => "a package".to_owned(),
        Sort::Label(set) => listed(label_names(model, set), "or"),
    }
}
