//! Comparisons: what may be compared with what, and whose label a bare name is.
//!
//! In: two sides and an operator. Out: a truth value. The labels of one side are expected on the other; a label of
//! something else is an error, so that a misspelt label never makes a condition that silently does not hold.

use standoff_syntax::ast::{self, BinaryOp};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::number::show;
use standoff_syntax::span::Span;

use super::expression::Checker;
use super::infer::Type;
use super::meaning::Scope;
use super::typed::{expr, in_words, label_name, label_names};
use crate::ir::{Domain, Expr, ExprKind, LabelSetId, Sort};
use crate::suggest::listed;

impl Checker<'_> {
    /// `<`, `<=`, `>`, `>=`: numbers or dates.
    pub(super) fn order(
        &mut self,
        op: BinaryOp,
        a: &ast::Expr,
        b: &ast::Expr,
        scope: &Scope<'_>,
        span: Span,
    ) -> Option<Expr> {
        let (left, right) = (self.any(a, scope, None, false), self.any(b, scope, None, false));
        let (left, right) = (left?, right?);
        if left.sort == Sort::Date || right.sort == Sort::Date {
            for (side, syntax) in [(&left, a), (&right, b)] {
                if side.sort != Sort::Date {
                    let is = in_words(self.model, side.sort);
                    let message = format!("a date is compared with {}, which is {is}", self.subject(syntax));
                    self.report(Diagnostic::error("SD207", syntax.span, message));
                    return None;
                }
            }
        } else {
            for (side, syntax) in [(&left, a), (&right, b)] {
                if let Sort::Label(set) = side.sort {
                    let labels = listed(label_names(self.model, set), "and");
                    let message = format!("{} has no order: {labels} are names", self.subject(syntax));
                    let hint = "compare with `is`; only numbers and dates are more or less than others";
                    self.report(Diagnostic::error("SD207", syntax.span, message).hint(hint));
                    return None;
                }
            }
            let (x, y) = (self.as_number(left, a), self.as_number(right, b));
            return Some(expr(ExprKind::Binary(op, Box::new(x?), Box::new(y?)), Sort::Truth, span));
        }
        Some(expr(ExprKind::Binary(op, Box::new(left), Box::new(right)), Sort::Truth, span))
    }

    /// `is`, `is not`: the labels of one side are expected on the other.
    pub(super) fn equal(
        &mut self,
        op: BinaryOp,
        a: &ast::Expr,
        b: &ast::Expr,
        scope: &Scope<'_>,
        span: Span,
    ) -> Option<Expr> {
        let (left_type, right_type) = (self.infer(a, scope), self.infer(b, scope));
        // A side that is certain says what the other's labels are; failing that, what both have in common.
        let (for_left, for_right) = match (&left_type, &right_type) {
            (Type::Labels(_), Type::Labels(_)) => {
                let set = left_type.clone().join(right_type.clone()).label_set();
                (set, set)
            }
            (left, right) => (right.label_set(), left.label_set()),
        };
        let left = self.any(a, scope, for_left, false);
        let right = self.any(b, scope, for_right, true);
        let (mut left, mut right) = (left?, right?);
        if [left.sort, right.sort].contains(&Sort::Truth) {
            (left, right) = (self.holding(left), self.holding(right));
        }
        let make = |left: Expr, right: Expr| {
            Some(expr(ExprKind::Binary(op, Box::new(left), Box::new(right)), Sort::Truth, span))
        };
        match (left.sort, right.sort) {
            (Sort::Number, Sort::Number) => {
                self.never(&left, &right, a, b);
                make(left, right)
            }
            (Sort::Label(x), Sort::Label(y)) if self.comparable(x, y) => make(left, right),
            (Sort::Label(_), Sort::Label(_)) => {
                self.unlike_labels(&left, &right, a, b);
                None
            }
            (x, y) if x == y => make(left, right),
            (x, y) => {
                let message = format!(
                    "{} is {}, and {} is {}: they are never the same",
                    self.subject(a),
                    in_words(self.model, x),
                    if matches!(self.subject(b).as_str(), "this") {
                        "the other side".to_owned()
                    } else {
                        self.subject(b)
                    },
                    in_words(self.model, y)
                );
                self.report(Diagnostic::error("SD222", span, message));
                None
            }
        }
    }

    /// Named labels can be compared when one set of names holds the other.
    pub(super) fn comparable(&self, a: LabelSetId, b: LabelSetId) -> bool {
        let within = |a, b| self.names.labels_within(a, label_names(self.model, a), b);
        within(a, b) || within(b, a)
    }

    pub(super) fn unlike_labels(&mut self, left: &Expr, right: &Expr, a: &ast::Expr, b: &ast::Expr) {
        for (label, thing, at, of) in [(right, left, b, a), (left, right, a, b)] {
            if let (ExprKind::Label(set, index), Sort::Label(wanted)) = (&label.kind, thing.sort) {
                let name = label_name(self.model, *set, *index).unwrap_or_default().to_owned();
                self.wrong_label(&name, *set, wanted, &self.subject(of), at.span);
                return;
            }
        }
        let (Sort::Label(x), Sort::Label(y)) = (left.sort, right.sort) else { return };
        let (x, y) = (label_names(self.model, x), label_names(self.model, y));
        let message = format!(
            "{} is {}, and {} is {}",
            self.subject(a),
            listed(x, "or"),
            self.subject(b),
            listed(y, "or")
        );
        let hint = "two things can be compared when the labels of one are among the labels of the other";
        self.report(Diagnostic::error("SD222", a.span.to(b.span), message).hint(hint));
    }

    /// "`call` is a label of `opening`, not of `reply`".
    pub(super) fn wrong_label(
        &mut self,
        name: &str,
        set: LabelSetId,
        wanted: LabelSetId,
        of: &str,
        span: Span,
    ) {
        let owner = self.set_owner(set);
        let message = match owner {
            Some(owner) => format!("`{name}` is a label of `{owner}`, not of {of}"),
            None => format!("`{name}` is not a label of {of}"),
        };
        let labels = label_names(self.model, wanted);
        let near = crate::suggest::nearest(name, labels.iter().map(String::as_str), &self.names.budget);
        let diagnostic = Diagnostic::error("SD204", span, message);
        let diagnostic = match near {
            Some(_) => crate::suggest::did_you_mean(diagnostic, span, near),
            None => diagnostic.hint(format!("{of} is {}", listed(labels, "or"))),
        };
        self.report(diagnostic);
    }

    /// The first thing, option or issue that has these labels.
    pub(super) fn set_owner(&self, set: LabelSetId) -> Option<&str> {
        let things = self.model.things.iter().filter(|thing| thing.domain == Domain::Labels(set));
        let options = self.model.options.iter().filter(|option| option.labels == Some(set));
        let issues = self.model.issues.iter().filter(|issue| issue.domain == Domain::Labels(set));
        let names = things.map(|thing| thing.name.as_str());
        names
            .chain(options.map(|option| option.name.as_str()))
            .chain(issues.map(|issue| issue.name.as_str()))
            .next()
    }

    /// A numeric thing compared with a number that it never is.
    pub(super) fn never(&mut self, left: &Expr, right: &Expr, a: &ast::Expr, b: &ast::Expr) {
        for (thing, number, of, at) in [(left, right, a, b), (right, left, b, a)] {
            let value = match &number.kind {
                ExprKind::Number(value) => value.clone(),
                ExprKind::Neg(inner) => match &inner.kind {
                    ExprKind::Number(value) => -value.clone(),
                    _ => continue,
                },
                _ => continue,
            };
            let (ExprKind::Thing(id) | ExprKind::ThingInRound(id, _)) = thing.kind else { continue };
            if let Domain::Numbers(numbers) = &self.model.things[id.0 as usize].domain
                && !numbers.contains(&value)
            {
                let shown: Vec<String> = numbers.iter().map(|number| show(number, false)).collect();
                let message = format!("{} is never {}", self.subject(of), show(&value, false));
                let hint = format!("it is {}", listed(&shown, "or"));
                self.report(Diagnostic::error("SD204", at.span, message).hint(hint));
            }
        }
    }
}
