//! Expressions: from syntax to typed expressions.
//!
//! In: an expression, where it stands, and the labels expected there. Out: a [`crate::ir::Expr`], or `None` when
//! something was wrong, which has been reported. Sweeping is marked later.

use standoff_syntax::ast::{self, BinaryOp, Dotted, ExprKind as Syntax};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::number::show;
use standoff_syntax::span::Span;

use super::infer::{Type, Types, infer, sort_of};
use super::meaning::{Lookup, Meaning, Miss, Owner, Scope};
use super::names::{BUILTINS, Entity, Names};
use super::typed::{expr, in_words, is_yes_no, label_names};
use crate::ir::{Builtin, Domain, Expr, ExprKind, LabelSetId, Model, Sort, ThingKind};
use crate::suggest::listed;

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

    fn infer(&self, expr: &ast::Expr, scope: &Scope<'_>) -> Type {
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
    pub(crate) fn of_sort(&mut self, syntax: &ast::Expr, scope: &Scope<'_>, sort: Sort, what: &str) -> Option<Expr> {
        let expect = match sort {
            Sort::Label(set) => Some(set),
            _ => None,
        };
        let typed = self.any(syntax, scope, expect, true)?;
        if typed.sort == sort {
            return Some(typed);
        }
        if sort == Sort::Truth && matches!(typed.sort, Sort::Label(set) if is_yes_no(self.model, set)) {
            return Some(yes(typed));
        }
        let message = format!(
            "{what} is {} elsewhere, and {} here",
            in_words(self.model, sort),
            in_words(self.model, typed.sort)
        );
        self.report(Diagnostic::error("SD207", syntax.span, message).hint("let it be of one kind everywhere"));
        None
    }

    fn as_number(&mut self, typed: Expr, syntax: &ast::Expr) -> Option<Expr> {
        if typed.sort == Sort::Number {
            return Some(typed);
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
                Some(first) => diagnostic
                    .hint(format!("give each label its number, as in `if {} is {first} then 1 else 0`", text(syntax))),
                None => diagnostic,
            },
            _ => diagnostic,
        });
        None
    }

    fn as_truth(&mut self, typed: Expr, syntax: &ast::Expr) -> Option<Expr> {
        match typed.sort {
            Sort::Truth => Some(typed),
            Sort::Label(set) if is_yes_no(self.model, set) => Some(yes(typed)),
            sort => {
                let message = format!(
                    "{} is {}; what stands here must hold or not hold",
                    self.subject(syntax),
                    in_words(self.model, sort)
                );
                let hint = match sort {
                    Sort::Label(set) => {
                        let first = label_names(self.model, set).first().map_or("...", String::as_str);
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
    fn subject(&self, syntax: &ast::Expr) -> String {
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
    fn number_or_label(&self, value: &num_rational::BigRational, expect: Option<LabelSetId>, span: Span) -> Expr {
        if let Some(set) = expect
            && let Some(at) = self.lookup().label_in(set, &show(value, false))
        {
            return expr(ExprKind::Label(set, at), Sort::Label(set), span);
        }
        expr(ExprKind::Number(value.clone()), Sort::Number, span)
    }

    fn name(
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

    fn value(&mut self, meaning: &Meaning, dotted: &Dotted) -> Option<Expr> {
        let span = dotted.span;
        // Where no sort could be told, something else is wrong, which has its own message.
        let (kind, sort) = match meaning {
            Meaning::Argument(owner, k) => (ExprKind::Argument(*k), self.types.of_argument(*owner, *k).sort()?),
            Meaning::Entity(Entity::Let(id)) => {
                let definition = &self.model.lets[id.0 as usize];
                if definition.arity > 0 {
                    let message = format!("`{}` needs its arguments here", dotted_text(dotted));
                    let diagnostic = Diagnostic::error("SD210", span, message).also(definition.span, "defined here");
                    self.report(diagnostic.hint(format!("write `{}(...)`", dotted_text(dotted))));
                    return None;
                }
                (ExprKind::Let(*id, Vec::new()), self.types.of_let(id.0).sort()?)
            }
            Meaning::Entity(Entity::Thing(id, ThingKind::Now)) => (ExprKind::Thing(*id), self.types.of_now(*id).sort()?),
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

    fn call(&mut self, callee: &Dotted, args: &[ast::Expr], scope: &Scope<'_>, span: Span) -> Option<Expr> {
        if let [name] = callee.parts.as_slice()
            && BUILTINS.contains(&name.text.as_str())
        {
            return self.builtin(&name.text, args, scope, span);
        }
        let id = match self.lookup().meaning(callee, scope, None, false) {
            Ok(Meaning::Entity(Entity::Let(id))) => id,
            Ok(_) => {
                let message = format!("`{}` takes no arguments", dotted_text(callee));
                let hint = "only a `let` with arguments and the built-in functions are written with parentheses";
                self.report(Diagnostic::error("SD210", callee.span, message).hint(hint));
                return None;
            }
            Err(_) => {
                let is_let = |entity| matches!(entity, Entity::Let(_));
                let text = dotted_text(callee);
                let diagnostic = self.names.missing(scope.prefix, &text, callee.span, "function", is_let);
                let hint = || format!("functions are {} and every `let` with arguments", listed(&BUILTINS, "and"));
                let near = crate::suggest::nearest(&text, BUILTINS, &self.names.budget);
                let diagnostic = diagnostic.map(|diagnostic| match (&diagnostic.fix, near) {
                    (None, Some(near)) => {
                        crate::suggest::did_you_mean(diagnostic, callee.span, Some(near))
                    }
                    (None, None) => diagnostic.hint(hint()),
                    _ => diagnostic,
                });
                self.found.extend(diagnostic);
                return None;
            }
        };
        let definition = &self.model.lets[id.0 as usize];
        let (arity, declared) = (definition.arity as usize, definition.span);
        if !self.counted(&dotted_text(callee), arity, args.len(), span, declared) {
            return None;
        }
        let typed = self.arguments(&dotted_text(callee), Owner::Let(id), args, scope)?;
        Some(expr(ExprKind::Let(id, typed), self.types.of_let(id.0).sort()?, span))
    }

    /// Whether as many arguments are passed as are taken.
    pub(super) fn counted(&mut self, callee: &str, takes: usize, given: usize, span: Span, declared: Span) -> bool {
        if takes == given {
            return true;
        }
        let words = |count: usize| match count {
            0 => "no arguments".to_owned(),
            1 => "1 argument".to_owned(),
            n => format!("{n} arguments"),
        };
        let given = if given == 0 { "none".to_owned() } else { given.to_string() };
        let message = format!("`{callee}` takes {}, and here it has {given}", words(takes));
        self.report(Diagnostic::error("SD210", span, message).also(declared, "declared here"));
        false
    }

    /// The arguments of a call, each of the sort that it has in all calls.
    pub(super) fn arguments(
        &mut self,
        callee: &str,
        owner: Owner,
        args: &[ast::Expr],
        scope: &Scope<'_>,
    ) -> Option<Vec<Expr>> {
        let mut typed = Vec::with_capacity(args.len());
        let mut complete = true;
        for (k, arg) in (0_u32..).zip(args) {
            let what = format!("argument {} of `{callee}`", k + 1);
            let checked = match self.types.of_argument(owner, k).sort() {
                Some(sort) => self.of_sort(arg, scope, sort, &what),
                None => self.any(arg, scope, None, false),
            };
            match checked {
                Some(arg) => typed.push(arg),
                None => complete = false,
            }
        }
        complete.then_some(typed)
    }

    fn builtin(&mut self, name: &str, args: &[ast::Expr], scope: &Scope<'_>, span: Span) -> Option<Expr> {
        let function = match name {
            "min" => Builtin::Min,
            "max" => Builtin::Max,
            "abs" => Builtin::Abs,
            "sqrt" => Builtin::Sqrt,
            "exp" => Builtin::Exp,
            "log" => Builtin::Log,
            _ => {
                let message = "`quantile` takes a distribution and a probability";
                let hint = "write it as in `quantile(normal(0, 1), 0.9)`";
                self.report(Diagnostic::error("SD210", span, message).hint(hint));
                return None;
            }
        };
        let many = matches!(function, Builtin::Min | Builtin::Max);
        if args.is_empty() || (!many && args.len() != 1) {
            let takes = if many { "one or more numbers" } else { "one number" };
            self.report(Diagnostic::error("SD210", span, format!("`{name}` takes {takes}")));
            return None;
        }
        let typed: Vec<Option<Expr>> = args.iter().map(|arg| self.number(arg, scope)).collect();
        let typed = typed.into_iter().collect::<Option<Vec<Expr>>>()?;
        Some(expr(ExprKind::Builtin(function, typed), Sort::Number, span))
    }

    fn binary(
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

    /// `<`, `<=`, `>`, `>=`: numbers or dates.
    fn order(
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
                    let message = format!("{} has no order: it is a name", self.subject(syntax));
                    let labels = label_names(self.model, set);
                    let hint = format!("compare with `is`; only numbers and dates are more or less than others ({} are names)", listed(labels, "and"));
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
    fn equal(
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
        let (left, right) = (left?, right?);
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
            (Sort::Truth, Sort::Label(set)) if is_yes_no(self.model, set) => make(left, yes(right)),
            (Sort::Label(set), Sort::Truth) if is_yes_no(self.model, set) => make(yes(left), right),
            (x, y) => {
                let message = format!(
                    "{} is {}, and {} is {}: they are never the same",
                    self.subject(a),
                    in_words(self.model, x),
                    if matches!(self.subject(b).as_str(), "this") { "the other side".to_owned() } else { self.subject(b) },
                    in_words(self.model, y)
                );
                self.report(Diagnostic::error("SD222", span, message));
                None
            }
        }
    }

    /// Named labels can be compared when one set of names holds the other.
    fn comparable(&self, a: LabelSetId, b: LabelSetId) -> bool {
        let (lookup, names) = (self.lookup(), |set| label_names(self.model, set));
        let within = |a: LabelSetId, b: LabelSetId| names(a).iter().all(|name| lookup.label_in(b, name).is_some());
        a == b || within(a, b) || within(b, a)
    }

    fn unlike_labels(&mut self, left: &Expr, right: &Expr, a: &ast::Expr, b: &ast::Expr) {
        for (label, thing, at, of) in [(right, left, b, a), (left, right, a, b)] {
            if let (ExprKind::Label(set, index), Sort::Label(wanted)) = (&label.kind, thing.sort) {
                let name = label_names(self.model, *set).get(*index as usize).cloned().unwrap_or_default();
                self.wrong_label(&name, *set, wanted, &self.subject(of), at.span);
                return;
            }
        }
        let (Sort::Label(x), Sort::Label(y)) = (left.sort, right.sort) else { return };
        let (x, y) = (label_names(self.model, x), label_names(self.model, y));
        let message =
            format!("{} is {}, and {} is {}", self.subject(a), listed(x, "or"), self.subject(b), listed(y, "or"));
        let hint = "two things can be compared when the labels of one are among the labels of the other";
        self.report(Diagnostic::error("SD222", a.span.to(b.span), message).hint(hint));
    }

    /// "`call` is a label of `opening`, not of `reply`".
    fn wrong_label(&mut self, name: &str, set: LabelSetId, wanted: LabelSetId, of: &str, span: Span) {
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
        names.chain(options.map(|option| option.name.as_str())).chain(issues.map(|issue| issue.name.as_str())).next()
    }

    /// A numeric thing compared with a number that it never is.
    fn never(&mut self, left: &Expr, right: &Expr, a: &ast::Expr, b: &ast::Expr) {
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

    /// `if c then a else b`.
    fn select(
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
            for side in [&mut left, &mut right] {
                if matches!(side.sort, Sort::Label(set) if is_yes_no(self.model, set)) {
                    *side = yes(side.clone());
                }
            }
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

    /// Says why a name means nothing.
    fn missed(&mut self, miss: &Miss, dotted: &Dotted, scope: &Scope<'_>, expect: Option<LabelSetId>) {
        let diagnostic = super::missed::explain(self, miss, dotted, scope, expect);
        self.found.extend(diagnostic);
    }
}

/// "It is `yes`".
fn yes(decision: Expr) -> Expr {
    let Sort::Label(set) = decision.sort else { return decision };
    let span = decision.span;
    let label = expr(ExprKind::Label(set, 0), Sort::Label(set), span);
    expr(ExprKind::Binary(BinaryOp::Is, Box::new(decision), Box::new(label)), Sort::Truth, span)
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
