//! Questions and checks: from syntax to typed queries.
//!
//! In: `ask` and `check` lines of the file, or questions asked later, and a model. Out: [`Question`]s and [`Check`]s.

use num_rational::BigRational;
use num_traits::Signed;
use standoff_syntax::ast::{self, Dotted, Name, QueryKind};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::constant;
use super::expression::{Checker, dotted_text};
use super::infer::Types;
use super::meaning::Scope;
use super::names::{Entity, Names, owned};
use super::swept::Swept;
use super::typed::walk;
use crate::checks::rounds::rounds;
use crate::ir::{
    ActorId, Check, Expr, ExprKind, Model, OptionId, ParameterId, Query, Question, Range, Setting, ThingId,
    ThingKind, VariantId,
};
use crate::setting::find_dotted_parameter;
use crate::suggest::{did_you_mean, listed, nearest};

/// A question is answered at so many points at most.
const MOST_POINTS: u64 = 1_000_000;

/// Reads questions about one model.
pub(crate) struct Questions<'m> {
    pub(super) model: &'m Model,
    pub(super) names: &'m Names,
    types: &'m Types,
    swept: Swept,
    pub(super) found: Vec<Diagnostic>,
}

impl<'m> Questions<'m> {
    pub(crate) fn new(model: &'m Model, names: &'m Names, types: &'m Types) -> Self {
        Self { model, names, types, swept: Swept::of_model(model), found: Vec::new() }
    }

    /// What was wrong so far.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    /// A question; `None` if something is wrong with it.
    pub(crate) fn ask(&mut self, ask: &ast::Ask) -> Option<Question> {
        let query = self.query(&ask.query);
        let settings = self.settings(&ask.settings);
        Some(Question { text: ask.text.clone(), query: query?, settings: settings?, span: ask.span })
    }

    /// A check; `None` if something is wrong with it.
    pub(crate) fn check(&mut self, check: &ast::Check) -> Option<Check> {
        let query = self.query(&check.query);
        if let Some(query) = &query
            && !query.is_number()
        {
            let message = "a check compares one number, and this question has another kind of answer";
            let hint = "check a probability, an expected value or a value";
            self.found.push(Diagnostic::error("SD508", check.query.span, message).hint(hint));
        }
        let value = self.plain_number(&check.value, "what a check compares with");
        let within =
            check.within.as_ref().map(|within| self.plain_number(within, "how far a check may be off"));
        if let (Some(Some(typed)), Some(syntax)) = (&within, &check.within)
            && is_negative(typed)
        {
            let message = "how far a check may be off is never below zero";
            self.found.push(Diagnostic::error("SD507", syntax.span, message));
        }
        let settings = self.settings(&check.settings);
        let experts = settings.iter().flatten().find_map(|setting| match setting {
            Setting::Opinions(experts) if experts.len() > 1 => Some(()),
            _ => None,
        });
        if experts.is_some() {
            let message = "a check is made with the opinions of one expert";
            let hint = "write one `check` line for each expert";
            self.found.push(Diagnostic::error("SD506", check.span, message).hint(hint));
            return None;
        }
        let question =
            Question { text: check.text.clone(), query: query?, settings: settings?, span: check.span };
        let within = match within {
            Some(within) => Some(within?),
            None => None,
        };
        Some(Check { question, op: check.op, value: value?, within })
    }

    pub(super) fn checker(&mut self) -> Checker<'_> {
        Checker { model: self.model, names: self.names, types: self.types, found: &mut self.found }
    }

    pub(super) fn finished(&mut self, mut expr: Expr) -> Expr {
        self.swept.mark_question(&mut expr);
        constant::check_question(&expr, &mut self.found);
        self.rounds_come(&expr);
        expr
    }

    /// A round that is asked about is one that is played.
    fn rounds_come(&mut self, expr: &Expr) {
        let mut asked = Vec::new();
        walk(expr, &mut |part| {
            if let ExprKind::ThingInRound(thing, round) = part.kind {
                asked.push((thing, round, part.span));
            }
        });
        for (thing, round, span) in asked {
            let Some((first, last)) = rounds(self.model, thing) else { continue };
            let number = BigRational::from_integer(round.into());
            if number < first || number > last {
                let message = format!("`{}` has no round {round}", self.model.things[thing.0 as usize].name);
                let hint = format!("its rounds are {first} to {last}");
                self.found.push(Diagnostic::error("SD204", span, message).hint(hint));
            }
        }
    }

    pub(super) fn truth(&mut self, syntax: &ast::Expr) -> Option<Expr> {
        let scope = Scope { question: true, ..Scope::default() };
        let typed = self.checker().truth(syntax, &scope)?;
        Some(self.finished(typed))
    }

    pub(super) fn number(&mut self, syntax: &ast::Expr) -> Option<Expr> {
        let scope = Scope { question: true, ..Scope::default() };
        let typed = self.checker().number(syntax, &scope)?;
        Some(self.finished(typed))
    }

    /// A number of literals, parameters and options.
    pub(super) fn plain_number(&mut self, syntax: &ast::Expr, what: &str) -> Option<Expr> {
        let expr = self.number(syntax)?;
        let mut work = vec![&expr];
        let mut seen: Vec<crate::ir::LetId> = Vec::new();
        while let Some(next) = work.pop() {
            let mut bad = None;
            let mut uses = Vec::new();
            walk(next, &mut |part| match part.kind {
                ExprKind::Thing(_)
                | ExprKind::ThingInRound(..)
                | ExprKind::Component(..)
                | ExprKind::Row(_)
                | ExprKind::PassedScene(_)
                | ExprKind::PassedOutcome(_)
                | ExprKind::Gains(_) => bad = Some(part.span),
                ExprKind::Let(id, _) => uses.push(id),
                _ => {}
            });
            if bad.is_some() {
                let message = format!("{what} is the same in every story");
                let hint = "use numbers, parameters and options";
                self.found.push(Diagnostic::error("SD507", syntax.span, message).hint(hint));
                return None;
            }
            for id in uses {
                if !seen.contains(&id) {
                    seen.push(id);
                    work.push(&self.model.lets[id.0 as usize].value);
                }
            }
        }
        Some(expr)
    }

    pub(super) fn need<T>(
        &mut self,
        name: &Name,
        noun: &str,
        pick: impl Fn(Entity) -> Option<T>,
    ) -> Option<T> {
        self.names.need("", name, noun, &mut self.found, pick)
    }

    pub(super) fn actor(&mut self, name: &Name) -> Option<ActorId> {
        self.need(name, "actor", |entity| match entity {
            Entity::Actor(id) => Some(id),
            _ => None,
        })
    }

    pub(super) fn option(&mut self, name: &Name) -> Option<OptionId> {
        self.need(name, "option", |entity| match entity {
            Entity::Option(id) => Some(id),
            _ => None,
        })
    }

    pub(super) fn variant(&mut self, name: &Name) -> Option<VariantId> {
        self.need(name, "variant", |entity| match entity {
            Entity::Variant(id) => Some(id),
            _ => None,
        })
    }

    pub(super) fn parameter(&mut self, name: &Dotted) -> Option<ParameterId> {
        self.take(find_dotted_parameter(self.model, self.names, name))
    }

    pub(super) fn take<T>(&mut self, result: Result<T, Option<Diagnostic>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(diagnostic) => {
                self.found.extend(diagnostic);
                None
            }
        }
    }

    /// As deep as questions nest.
    pub(super) fn query(&mut self, query: &ast::Query) -> Option<Query> {
        Some(match &query.kind {
            QueryKind::Probability(event, given) => {
                let event = self.truth(event);
                let given = match given {
                    Some(given) => Some(self.truth(given)?),
                    None => None,
                };
                Query::Probability { event: event?, given }
            }
            QueryKind::Expectation(value, given) => {
                let value = self.number(value);
                let given = match given {
                    Some(given) => Some(self.truth(given)?),
                    None => None,
                };
                Query::Expectation { value: value?, given }
            }
            QueryKind::ValueOfPlay(actor) => Query::ValueOfPlay(self.actor(actor)?),
            QueryKind::ValueOver(a, b, to) => {
                let to = self.actor(to);
                let (decision, a, b) = self.two_labels(a, b)?;
                Query::ValueOver { decision, a, b, to: to? }
            }
            QueryKind::ValueOf(label, to) => {
                let to = self.actor(to);
                let (decision, label) = self.one_label(label)?;
                Query::ValueOfLabel { decision, label, to: to? }
            }
            QueryKind::ValueOfVariant(variant, to) => {
                let (variant, to) = (self.variant(variant), self.actor(to));
                Query::ValueOfVariant(variant?, to?)
            }
            QueryKind::ValueOfOption(option, to) => {
                let (id, to) = (self.option(option), self.actor(to));
                let id = id?;
                let values = self.model.options[id.0 as usize].among.len();
                if values != 2 {
                    let message = format!(
                        "the value of an option compares its two values, and `{}` has not two",
                        option.text
                    );
                    let hint = format!(
                        "let it be one of two, as in `option {} = off among off, on`, or ask under `with option {} is ...`",
                        option.text, option.text
                    );
                    self.found.push(Diagnostic::error("SD504", option.span, message).hint(hint));
                    return None;
                }
                Query::ValueOfOption(id, to?)
            }
            QueryKind::Knowing(to, owner, secret) => {
                let (to, owner_id) = (self.actor(to), self.actor(owner));
                let dotted =
                    Dotted { parts: vec![owner.clone(), secret.clone()], span: owner.span.to(secret.span) };
                owner_id?;
                let secret = self.secret(&dotted)?;
                Query::Knowing { secret, to: to? }
            }
            QueryKind::Strategy(actor, at) => {
                let of = self.actor(actor)?;
                let at = match at {
                    Some(at) => Some(self.decision(of, at)?),
                    None => None,
                };
                Query::Strategy { of, at }
            }
            QueryKind::Equilibria => Query::Equilibria,
            QueryKind::Tipping(inner, over, range) => {
                let name = over;
                let over = self.parameter(over);
                if let (Some(id), None) = (over, range)
                    && self.model.parameters[id.0 as usize].range.is_none()
                {
                    let text = dotted_text(name);
                    let message = format!("`{text}` has no range to look for a tipping point in");
                    let hint = format!(
                        "say where to look, as in `over {text} from 0 to 1`, or declare its range with `in`"
                    );
                    self.found.push(Diagnostic::error("SD505", name.span, message).hint(hint));
                    return None;
                }
                let inner = self.inner(inner, "a tipping point")?;
                Query::Tipping { query: Box::new(inner), over: over?, range: self.range(range.as_ref())? }
            }
            QueryKind::Importance(inner) => Query::Importance(Box::new(self.inner(inner, "importance")?)),
            QueryKind::Distribution(inner) => {
                Query::Distribution(Box::new(self.inner(inner, "a distribution")?))
            }
            QueryKind::Flips(inner) => Query::Flips(Box::new(self.inner(inner, "what would change it")?)),
            QueryKind::Sweep(axes, inner) => {
                let mut swept = Vec::new();
                for (parameter, range) in axes {
                    let id = self.parameter(parameter);
                    let range = self.range(Some(range))?;
                    if let (Some(id), Some(range)) = (id, range) {
                        if swept.iter().any(|(other, _)| *other == id) {
                            let message = format!("`{}` is swept twice", dotted_text(parameter));
                            self.found.push(Diagnostic::error("SD503", parameter.span, message));
                            return None;
                        }
                        swept.push((id, range));
                    }
                }
                let points = swept.iter().map(|(_, range)| u64::from(range.steps.unwrap_or(0)) + 1);
                if points.fold(1, u64::saturating_mul) > MOST_POINTS {
                    self.too_fine(query.span);
                    return None;
                }
                let inner = self.inner(inner, "a sweep")?;
                if swept.len() != axes.len() {
                    return None;
                }
                Query::Sweep { axes: swept, query: Box::new(inner) }
            }
        })
    }

    /// A query inside another: its answer must be a number.
    pub(super) fn inner(&mut self, query: &ast::Query, what: &str) -> Option<Query> {
        let inner = self.query(query)?;
        if inner.is_number() {
            return Some(inner);
        }
        let message = format!("{what} is asked of a question whose answer is one number");
        let hint = "ask it of a probability, an expected value or a value";
        self.found.push(Diagnostic::error("SD508", query.span, message).hint(hint));
        None
    }

    pub(super) fn range(&mut self, range: Option<&ast::Range>) -> Option<Option<Range>> {
        let Some(range) = range else { return Some(None) };
        if range.from.value >= range.to.value {
            let message = "a range ends above its start";
            self.found
                .push(Diagnostic::error("SD505", range.span, message).hint("write the lower end first"));
            return None;
        }
        if range.steps.is_some_and(|steps| u64::from(steps) >= MOST_POINTS) {
            self.too_fine(range.span);
            return None;
        }
        Some(Some(Range { from: range.from.value.clone(), to: range.to.value.clone(), steps: range.steps }))
    }

    fn too_fine(&mut self, span: Span) {
        let message = "this asks for more than 1,000,000 points";
        self.found.push(Diagnostic::error("SD505", span, message).hint("use fewer steps"));
    }

    pub(super) fn secret(&mut self, dotted: &Dotted) -> Option<ThingId> {
        let text = dotted_text(dotted);
        let is_secret = |entity| match entity {
            Entity::Thing(id, ThingKind::Secret) => Some(id),
            _ => None,
        };
        let found = self.names.pick("", &text, is_secret);
        if found.is_none() && !dotted.parts.iter().any(|part| self.names.poisoned.contains(&part.text)) {
            let secret = |entity| is_secret(entity).is_some();
            self.found.extend(self.names.missing("", &text, dotted.span, "secret", secret));
        }
        found
    }

    /// A decision of one actor.
    pub(super) fn decision(&mut self, of: ActorId, name: &Name) -> Option<ThingId> {
        let actor = &self.model.actors[usize::from(of.0)].name;
        let is_decision = |entity| match entity {
            Entity::Thing(id, ThingKind::Decision) => Some(id),
            _ => None,
        };
        if let Some(id) = self.names.pick("", &owned(actor, &name.text), is_decision) {
            return Some(id);
        }
        if self.names.poisoned.contains(&name.text) {
            return None;
        }
        let own: Vec<&str> = self
            .model
            .things
            .iter()
            .filter(|thing| thing.kind == ThingKind::Decision && thing.owner == Some(of))
            .map(|thing| thing.short.as_str())
            .collect();
        let diagnostic = Diagnostic::error(
            "SD201",
            name.span,
            format!("`{actor}` has no decision called \"{}\"", name.text),
        );
        let near = nearest(&name.text, own.iter().copied(), &self.names.budget);
        self.found.push(match near {
            None if own.is_empty() => diagnostic.hint(format!("`{actor}` decides nothing")),
            None => diagnostic.hint(format!("its decisions are {}", listed(&own, "and"))),
            near => did_you_mean(diagnostic, name.span, near),
        });
        None
    }
}

/// A number that is written with a minus.
fn is_negative(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(number) => number.is_negative(),
        ExprKind::Neg(inner) => matches!(&inner.kind, ExprKind::Number(number) if number.is_positive()),
        _ => false,
    }
}
