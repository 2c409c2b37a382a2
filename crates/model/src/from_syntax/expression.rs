//! Expressions: from syntax to typed expressions.
//!
//! In: an expression, where it stands, and the labels expected there. Out: a [`crate::ir::Expr`], or `None` when
//! something was wrong, which has been reported. Sweeping is marked later.

use standoff_syntax::ast::{self, BinaryOp, Dotted, ExprKind as Syntax};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::number::show;
use standoff_syntax::span::Span;

use super::infer::{Type, Types, infer, sort_of};
use super::meaning::{Lookup, Meaning, Miss, Scope};
use super::names::{Entity, Names};
use super::typed::{expr, in_words, is_yes_no, label_name, label_names};
use crate::ir::{Domain, Expr, ExprKind, LabelSetId, Model, Sort, ThingKind};

/// Checks expressions of one model.
pub(crate) struct Checker<'m> {
    pub(crate) model: &'m Model,
    pub(crate) names: &'m Names,
    pub(crate) types: &'m Types,
    pub(crate) found: &'m mut Vec<Diagnostic>,
}

impl Checker<'_> {
    pub(crate) fn lookup(&self) -> Lookup<'_> {
        Lookup { model: self.model, names: self.names, types: self.types }
    }

    pub(super) fn infer(&self, expr: &ast::Expr, scope: &Scope<'_>) -> Type {
        infer(self.lookup(), expr, scope, &mut |_| {})
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// An expression that must be a number.
    pub(crate) fn number(&mut self, syntax: &ast::Expr, scope: &Scope<'_>) -> Option<Expr> {
        let typed = self.any(syntax, scope, None, false)?;
        self.as_number(typed, syntax)
    }

    /// An expression that must hold or not hold; a bare `may` decision means that it is `yes`.
    pub(crate) fn truth(&mut self, syntax: &ast::Expr, scope: &Scope<'_>) -> Option<Expr> {
        let typed = self.any(syntax, scope, None, false)?;
        self.as_truth(typed, syntax)
    }

    /// An expression of a given sort, for arguments and assignments. `what` says for whom.
    pub(crate) fn of_sort(
        &mut self,
        syntax: &ast::Expr,
        scope: &Scope<'_>,
        sort: Sort,
        what: &str,
    ) -> Option<Expr> {
        let expect = match sort {
            Sort::Label(set) => Some(set),
            _ => None,
        };
        let mut typed = self.any(syntax, scope, expect, true)?;
        if sort == Sort::Truth {
            typed = self.holding(typed);
        }
        if typed.sort == sort {
            return Some(typed);
        }
        let message = format!(
            "{what} is {} elsewhere, and {} here",
            in_words(self.model, sort),
            in_words(self.model, typed.sort)
        );
        self.report(
            Diagnostic::error("SD207", syntax.span, message).hint("let it be of one kind everywhere"),
        );
        None
    }

    pub(super) fn as_number(&mut self, typed: Expr, syntax: &ast::Expr) -> Option<Expr> {
        if typed.sort == Sort::Number {
            return Some(typed);
        }
        if let ExprKind::Label(set, index) = typed.kind {
            self.bare_label(set, index, syntax, "a number is needed here, and");
            return None;
        }
        let is = in_words(self.model, typed.sort);
        let diagnostic = Diagnostic::error(
            "SD207",
            syntax.span,
            format!("a number is needed here, and {} is {is}", self.subject(syntax)),
        );
        self.report(match typed.sort {
            Sort::Truth => diagnostic.hint("turn it into a number, as in `if ... then 1 else 0`"),
            Sort::Package(thing) => match &self.model.things[thing.0 as usize].domain {
                Domain::Package { issues, .. } if !issues.is_empty() => {
                    let first = &self.model.issues[issues[0].0 as usize].name;
                    diagnostic.hint(format!("name one component, as in `{}.{first}`", text(syntax)))
                }
                _ => diagnostic,
            },
            Sort::Label(set) => match label_names(self.model, set).first() {
                Some(first) => diagnostic.hint(format!(
                    "give each label its number, as in `if {} is {first} then 1 else 0`",
                    text(syntax)
                )),
                None => diagnostic,
            },
            _ => diagnostic,
        });
        None
    }

    /// A label where it means nothing by itself, as in `reply is talk or wait`.
    fn bare_label(&mut self, set: LabelSetId, index: u32, syntax: &ast::Expr, needed: &str) {
        let label = label_name(self.model, set, index).unwrap_or("...").to_owned();
        let owner = self.set_owner(set).map(str::to_owned);
        let of = owner.as_ref().map(|owner| format!(" of `{owner}`")).unwrap_or_default();
        let subject = owner.unwrap_or_else(|| "...".to_owned());
        let message = format!("{needed} `{label}` is only a label{of}");
        let hint = format!("compare each label by itself, as in `{subject} is {label}`");
        self.report(Diagnostic::error("SD207", syntax.span, message).hint(hint));
    }

    pub(super) fn as_truth(&mut self, typed: Expr, syntax: &ast::Expr) -> Option<Expr> {
        let typed = self.holding(typed);
        match typed.sort {
            Sort::Truth => Some(typed),
            sort => {
                if let ExprKind::Label(set, index) = typed.kind {
                    self.bare_label(set, index, syntax, "something that holds or not is needed here, and");
                    return None;
                }
                let message = format!(
                    "{} is {}; what stands here must hold or not hold",
                    self.subject(syntax),
                    in_words(self.model, sort)
                );
                let hint = match sort {
                    Sort::Label(set) => {
                        let first = label_name(self.model, set, 0).unwrap_or("...");
                        format!("say which, as in `{} is {first}`", text(syntax))
                    }
                    Sort::Number => format!("compare it with something, as in `{} > 0`", text(syntax)),
                    _ => "compare it with something".to_owned(),
                };
                self.report(Diagnostic::error("SD207", syntax.span, message).hint(hint));
                None
            }
        }
    }

    /// How to speak of an expression: its name, or "this".
    pub(super) fn subject(&self, syntax: &ast::Expr) -> String {
        match &syntax.kind {
            Syntax::Name(dotted) => format!("`{}`", dotted_text(dotted)),
            Syntax::Number(number) => format!("`{}`", show(&number.value, number.percent)),
            _ => "this".to_owned(),
        }
    }

    /// An expression of any sort. With `expect`, a bare name may be one of these labels; with `first`, before anything else.
    pub(crate) fn any(
        &mut self,
        syntax: &ast::Expr,
        scope: &Scope<'_>,
        expect: Option<LabelSetId>,
        first: bool,
    ) -> Option<Expr> {
        let span = syntax.span;
        match &syntax.kind {
            Syntax::Number(number) => Some(self.number_or_label(&number.value, expect, span)),
            Syntax::Date(date) => Some(expr(ExprKind::Date(date.date), Sort::Date, span)),
            Syntax::Name(dotted) => self.name(dotted, scope, expect, first),
            Syntax::Call(callee, args) => self.call(callee, args, scope, span),
            Syntax::Quantile(dist, p) => {
                let p = self.number(p, scope)?;
                if let Some(wrong) = super::parameters::wrong_distribution(dist) {
                    self.report(wrong);
                    return None;
                }
                Some(expr(ExprKind::Quantile(dist.clone(), Box::new(p)), Sort::Number, span))
            }
            Syntax::Neg(a) => {
                if let (Syntax::Number(number), Some(_)) = (&a.kind, expect) {
                    let typed = self.number_or_label(&-number.value.clone(), expect, span);
                    if typed.sort != Sort::Number {
                        return Some(typed);
                    }
                }
                let a = self.number(a, scope)?;
                Some(expr(ExprKind::Neg(Box::new(a)), Sort::Number, span))
            }
            Syntax::Not(a) => {
                let a = self.truth(a, scope)?;
                Some(expr(ExprKind::Not(Box::new(a)), Sort::Truth, span))
            }
            Syntax::Binary(op, a, b) => self.binary(*op, a, b, scope, span),
            Syntax::If(c, a, b) => self.select([c, a, b], scope, expect, first, span),
        }
    }

    /// A number, or the label written like it.
    pub(super) fn number_or_label(
        &self,
        value: &num_rational::BigRational,
        expect: Option<LabelSetId>,
        span: Span,
    ) -> Expr {
        if let Some(set) = expect
            && let Some(at) = self.lookup().label_in(set, &show(value, false))
        {
            return expr(ExprKind::Label(set, at), Sort::Label(set), span);
        }
        expr(ExprKind::Number(value.clone()), Sort::Number, span)
    }

    pub(super) fn name(
        &mut self,
        dotted: &Dotted,
        scope: &Scope<'_>,
        expect: Option<LabelSetId>,
        first: bool,
    ) -> Option<Expr> {
        match self.lookup().meaning(dotted, scope, expect, first) {
            Ok(meaning) => self.value(&meaning, dotted),
            Err(miss) => {
                self.missed(&miss, dotted, scope, expect.filter(|_| first));
                None
            }
        }
    }

    pub(super) fn value(&mut self, meaning: &Meaning, dotted: &Dotted) -> Option<Expr> {
        let span = dotted.span;
        // Where no sort could be told, something else is wrong, which has its own message.
        let (kind, sort) = match meaning {
            Meaning::Argument(owner, k) => {
                (ExprKind::Argument(*k), self.types.of_argument(*owner, *k).sort()?)
            }
            Meaning::Entity(Entity::Let(id)) => {
                let definition = &self.model.lets[id.0 as usize];
                if definition.arity > 0 {
                    let message = format!("`{}` needs its arguments here", dotted_text(dotted));
                    let diagnostic =
                        Diagnostic::error("SD210", span, message).also(definition.span, "defined here");
                    self.report(diagnostic.hint(format!("write `{}(...)`", dotted_text(dotted))));
                    return None;
                }
                (ExprKind::Let(*id, Vec::new()), self.types.of_let(id.0).sort()?)
            }
            Meaning::Entity(Entity::Thing(id, ThingKind::Now)) => {
                (ExprKind::Thing(*id), self.types.of_now(*id).sort()?)
            }
            Meaning::Number(value) => (ExprKind::Number(value.clone()), Sort::Number),
            other => {
                let sort = sort_of(self.model, other)?;
                let kind = match other {
                    Meaning::Round(repeat) => ExprKind::Round(*repeat),
                    Meaning::Issue(id) => ExprKind::Issue(*id),
                    Meaning::Component(thing, k) => ExprKind::Component(*thing, *k),
                    Meaning::InRound(thing, round) => ExprKind::ThingInRound(*thing, *round),
                    Meaning::Label(set, at) => ExprKind::Label(*set, *at),
                    Meaning::Entity(Entity::Parameter(id)) => ExprKind::Parameter(*id),
                    Meaning::Entity(Entity::Row(id)) => ExprKind::Row(*id),
                    Meaning::Entity(Entity::Option(id)) => ExprKind::Option(*id),
                    Meaning::Entity(Entity::Thing(id, _)) => ExprKind::Thing(*id),
                    Meaning::Entity(Entity::Scene(id)) => ExprKind::PassedScene(*id),
                    Meaning::Entity(Entity::Outcome(id)) => ExprKind::PassedOutcome(*id),
                    Meaning::Entity(Entity::Actor(id)) => ExprKind::Gains(*id),
                    _ => return None,
                };
                (kind, sort)
            }
        };
        Some(expr(kind, sort, span))
    }

    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        a: &ast::Expr,
        b: &ast::Expr,
        scope: &Scope<'_>,
        span: Span,
    ) -> Option<Expr> {
        use BinaryOp::{Add, And, Div, Greater, GreaterEq, Is, IsNot, Less, LessEq, Mul, Or, Pow, Sub};
        let (a, b, sort) = match op {
            Or | And => {
                let (a, b) = (self.truth(a, scope), self.truth(b, scope));
                (a?, b?, Sort::Truth)
            }
            Add | Sub | Mul | Div | Pow => {
                let (a, b) = (self.number(a, scope), self.number(b, scope));
                (a?, b?, Sort::Number)
            }
            Less | LessEq | Greater | GreaterEq => return self.order(op, a, b, scope, span),
            Is | IsNot => return self.equal(op, a, b, scope, span),
        };
        Some(expr(ExprKind::Binary(op, Box::new(a), Box::new(b)), sort, span))
    }

    /// `if c then a else b`.
    pub(super) fn select(
        &mut self,
        [c, a, b]: [&ast::Expr; 3],
        scope: &Scope<'_>,
        expect: Option<LabelSetId>,
        first: bool,
        span: Span,
    ) -> Option<Expr> {
        let condition = self.truth(c, scope);
        let (x, y) = (self.infer(a, scope), self.infer(b, scope));
        let either_truth = [&x, &y].contains(&&Type::Known(Sort::Truth));
        let expect = expect.or_else(|| x.join(y).label_set());
        let (left, right) = (self.any(a, scope, expect, first), self.any(b, scope, expect, first));
        let (condition, mut left, mut right) = (condition?, left?, right?);
        if either_truth {
            (left, right) = (self.holding(left), self.holding(right));
        }
        if left.sort != right.sort {
            let message = format!(
                "one branch is {}, and the other {}",
                in_words(self.model, left.sort),
                in_words(self.model, right.sort)
            );
            let hint = "let both branches be of one kind";
            self.report(Diagnostic::error("SD207", a.span.to(b.span), message).hint(hint));
            return None;
        }
        let sort = left.sort;
        Some(expr(ExprKind::If(Box::new(condition), Box::new(left), Box::new(right)), sort, span))
    }

    /// A `may` decision by itself means "it is `yes`"; anything else stays what it is.
    pub(super) fn holding(&self, typed: Expr) -> Expr {
        match typed.sort {
            Sort::Label(set) if is_yes_no(self.model, set) => {
                let span = typed.span;
                let label = expr(ExprKind::Label(set, 0), Sort::Label(set), span);
                expr(ExprKind::Binary(BinaryOp::Is, Box::new(typed), Box::new(label)), Sort::Truth, span)
            }
            _ => typed,
        }
    }

    /// Says why a name means nothing.
    pub(super) fn missed(
        &mut self,
        miss: &Miss,
        dotted: &Dotted,
        scope: &Scope<'_>,
        expect: Option<LabelSetId>,
    ) {
        let diagnostic = super::missed::explain(self, miss, dotted, scope, expect);
        self.found.extend(diagnostic);
    }
}

/// `a.b.c` as text.
pub(crate) fn dotted_text(dotted: &Dotted) -> String {
    dotted.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}

/// A name as it was written, or dots, for use in an example.
fn text(syntax: &ast::Expr) -> String {
    match &syntax.kind {
        Syntax::Name(dotted) => dotted_text(dotted),
        _ => "(...)".to_owned(),
    }
}
