//! Calls of `let`s and built-in functions, and the arguments of scenes and outcomes.
//!
//! In: a name with arguments. Out: typed arguments, of the sort that each has in all calls.

use standoff_syntax::ast::{self, Dotted};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::expression::{Checker, dotted_text};
use super::meaning::{Meaning, Owner, Scope};
use super::names::{BUILTINS, Entity};
use super::typed::expr;
use crate::ir::{Builtin, Expr, ExprKind, Sort};
use crate::suggest::listed;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        callee: &Dotted,
        args: &[ast::Expr],
        scope: &Scope<'_>,
        span: Span,
    ) -> Option<Expr> {
        if let [name] = callee.parts.as_slice()
            && BUILTINS.contains(&name.text.as_str())
        {
            return self.builtin(&name.text, args, scope, span);
        }
        let id = match self.lookup().meaning(callee, scope, None, false) {
            Ok(Meaning::Entity(Entity::Let(id))) => id,
            Ok(_) => {
                let message = format!("`{}` takes no arguments", dotted_text(callee));
                let hint =
                    "only a `let` with arguments and the built-in functions are written with parentheses";
                self.report(Diagnostic::error("SD210", callee.span, message).hint(hint));
                return None;
            }
            Err(_) => {
                let is_let = |entity| matches!(entity, Entity::Let(_));
                let text = dotted_text(callee);
                let diagnostic = self.names.missing(scope.prefix, &text, callee.span, "function", is_let);
                let hint =
                    || format!("functions are {} and every `let` with arguments", listed(&BUILTINS, "and"));
                let near = crate::suggest::nearest(&text, BUILTINS, &self.names.budget);
                let diagnostic = diagnostic.map(|diagnostic| match (&diagnostic.fix, near) {
                    (None, Some(near)) => crate::suggest::did_you_mean(diagnostic, callee.span, Some(near)),
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
    pub(super) fn counted(
        &mut self,
        callee: &str,
        takes: usize,
        given: usize,
        span: Span,
        declared: Span,
    ) -> bool {
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

    pub(super) fn builtin(
        &mut self,
        name: &str,
        args: &[ast::Expr],
        scope: &Scope<'_>,
        span: Span,
    ) -> Option<Expr> {
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
}
