//! Questions and checks: from syntax to typed queries.
//!
//! In: `ask` and `check` lines of the file, or questions asked later, and a model. Out: [`Question`]s and [`Check`]s.

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
use crate::ir::{
    ActorId, BranchRule, Check, Edit, ExpertId, Expr, ExprKind, Model, OptionId, ParameterId, Query, Question, Range,
    Setting, ThingId, ThingKind, VariantId,
};
use crate::setting::{admit, find_dotted_parameter, find_label, label_of};
use crate::suggest::{did_you_mean, listed, nearest};

/// Reads questions about one model.
pub(crate) struct Questions<'m> {
    model: &'m Model,
    names: &'m Names,
    types: &'m Types,
    swept: Swept,
    found: Vec<Diagnostic>,
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
            && !is_number(query)
        {
            let message = "a check compares one number, and this question has another kind of answer";
            let hint = "check a probability, an expected value or a value";
            self.found.push(Diagnostic::error("SD508", check.query.span, message).hint(hint));
        }
        let value = self.plain_number(&check.value, "what a check compares with");
        let within = check.within.as_ref().map(|within| self.plain_number(within, "how far a check may be off"));
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
        let question = Question { text: check.text.clone(), query: query?, settings: settings?, span: check.span };
        let within = match within {
            Some(within) => Some(within?),
            None => None,
        };
        Some(Check { question, op: check.op, value: value?, within })
    }

    fn checker(&mut self) -> Checker<'_> {
        Checker { model: self.model, names: self.names, types: self.types, found: &mut self.found }
    }

    fn finished(&mut self, mut expr: Expr) -> Expr {
        self.swept.mark_question(&mut expr);
        constant::check_question(&expr, &mut self.found);
        expr
    }

    fn truth(&mut self, syntax: &ast::Expr) -> Option<Expr> {
        let scope = Scope { question: true, ..Scope::default() };
        let typed = self.checker().truth(syntax, &scope)?;
        Some(self.finished(typed))
    }

    fn number(&mut self, syntax: &ast::Expr) -> Option<Expr> {
        let scope = Scope { question: true, ..Scope::default() };
        let typed = self.checker().number(syntax, &scope)?;
        Some(self.finished(typed))
    }

    /// A number of literals, parameters and options.
    fn plain_number(&mut self, syntax: &ast::Expr, what: &str) -> Option<Expr> {
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

    fn need<T>(&mut self, name: &Name, noun: &str, pick: impl Fn(Entity) -> Option<T>) -> Option<T> {
        self.names.need("", name, noun, &mut self.found, pick)
    }

    fn actor(&mut self, name: &Name) -> Option<ActorId> {
        self.need(name, "actor", |entity| match entity {
            Entity::Actor(id) => Some(id),
            _ => None,
        })
    }

    fn option(&mut self, name: &Name) -> Option<OptionId> {
        self.need(name, "option", |entity| match entity {
            Entity::Option(id) => Some(id),
            _ => None,
        })
    }

    fn variant(&mut self, name: &Name) -> Option<VariantId> {
        self.need(name, "variant", |entity| match entity {
            Entity::Variant(id) => Some(id),
            _ => None,
        })
    }

    fn parameter(&mut self, name: &Dotted) -> Option<ParameterId> {
        self.take(find_dotted_parameter(self.model, self.names, name))
    }

    fn take<T>(&mut self, result: Result<T, Option<Diagnostic>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(diagnostic) => {
                self.found.extend(diagnostic);
                None
            }
        }
    }

    /// As deep as questions nest.
    fn query(&mut self, query: &ast::Query) -> Option<Query> {
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
                    let message = format!("the value of an option compares its two values, and `{}` has not two", option.text);
                    let hint = format!("let it be one of two, as in `option {} = off among off, on`, or ask under `with option {} is ...`", option.text, option.text);
                    self.found.push(Diagnostic::error("SD504", option.span, message).hint(hint));
                    return None;
                }
                Query::ValueOfOption(id, to?)
            }
            QueryKind::Knowing(to, owner, secret) => {
                let (to, owner_id) = (self.actor(to), self.actor(owner));
                let dotted = Dotted { parts: vec![owner.clone(), secret.clone()], span: owner.span.to(secret.span) };
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
                let over = self.parameter(over);
                let inner = self.inner(inner, "a tipping point")?;
                Query::Tipping { query: Box::new(inner), over: over?, range: self.range(range.as_ref())? }
            }
            QueryKind::Importance(inner) => Query::Importance(Box::new(self.inner(inner, "importance")?)),
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
                let inner = self.inner(inner, "a sweep")?;
                if swept.len() != axes.len() {
                    return None;
                }
                Query::Sweep { axes: swept, query: Box::new(inner) }
            }
        })
    }

    /// A query inside another: its answer must be a number.
    fn inner(&mut self, query: &ast::Query, what: &str) -> Option<Query> {
        let inner = self.query(query)?;
        if is_number(&inner) {
            return Some(inner);
        }
        let message = format!("{what} is asked of a question whose answer is one number");
        let hint = "ask it of a probability, an expected value or a value";
        self.found.push(Diagnostic::error("SD508", query.span, message).hint(hint));
        None
    }

    fn range(&mut self, range: Option<&ast::Range>) -> Option<Option<Range>> {
        let Some(range) = range else { return Some(None) };
        if range.from.value >= range.to.value {
            let message = "a range ends above its start";
            self.found.push(Diagnostic::error("SD505", range.span, message).hint("write the lower end first"));
            return None;
        }
        Some(Some(Range { from: range.from.value.clone(), to: range.to.value.clone(), steps: range.steps }))
    }

    fn secret(&mut self, dotted: &Dotted) -> Option<ThingId> {
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
    fn decision(&mut self, of: ActorId, name: &Name) -> Option<ThingId> {
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
        let diagnostic =
            Diagnostic::error("SD201", name.span, format!("`{actor}` has no decision called \"{}\"", name.text));
        let near = nearest(&name.text, own.iter().copied(), &self.names.budget);
        self.found.push(match near {
            None if own.is_empty() => diagnostic.hint(format!("`{actor}` decides nothing")),
            None => diagnostic.hint(format!("its decisions are {}", listed(&own, "and"))),
            near => did_you_mean(diagnostic, name.span, near),
        });
        None
    }

    /// All decisions that have a label.
    fn with_label(&self, label: &str) -> Vec<(ThingId, u32)> {
        let decisions = (0_u32..).zip(&self.model.things).filter(|(_, thing)| thing.kind == ThingKind::Decision);
        decisions.filter_map(|(id, _)| Some((ThingId(id), label_of(self.model, ThingId(id), label)?))).collect()
    }

    /// `channel.probe`, or `probe` if one decision alone has it.
    fn one_label(&mut self, label: &Dotted) -> Option<(ThingId, u32)> {
        let [name] = label.parts.as_slice() else {
            return self.take(find_label(self.model, self.names, label));
        };
        match self.with_label(&name.text).as_slice() {
            [only] => Some(*only),
            [] => {
                self.no_label(name);
                None
            }
            several => {
                self.several(&name.text, name.span, several, |decision| format!("{decision}.{}", name.text));
                None
            }
        }
    }

    /// Two labels of one decision.
    fn two_labels(&mut self, a: &Dotted, b: &Dotted) -> Option<(ThingId, u32, u32)> {
        let (decision, x, y) = match (a.parts.as_slice(), b.parts.as_slice()) {
            ([first], [second]) => {
                let (with_a, with_b) = (self.with_label(&first.text), self.with_label(&second.text));
                for (with, name) in [(&with_a, first), (&with_b, second)] {
                    if with.is_empty() {
                        self.no_label(name);
                        return None;
                    }
                }
                let both: Vec<(ThingId, u32, u32)> = with_a
                    .iter()
                    .filter_map(|(thing, x)| {
                        let (_, y) = with_b.iter().find(|(other, _)| other == thing)?;
                        Some((*thing, *x, *y))
                    })
                    .collect();
                match both.as_slice() {
                    [only] => *only,
                    [] => {
                        let name = |with: &[(ThingId, u32)]| {
                            with.first().map_or("", |(thing, _)| self.model.things[thing.0 as usize].name.as_str())
                        };
                        let message = format!(
                            "`{}` is a label of `{}`, and `{}` of `{}`: there is nothing to choose between them",
                            first.text,
                            name(&with_a),
                            second.text,
                            name(&with_b)
                        );
                        let diagnostic = Diagnostic::error("SD502", a.span.to(b.span), message);
                        self.found.push(diagnostic.hint("compare two labels of one decision"));
                        return None;
                    }
                    several => {
                        let things: Vec<(ThingId, u32)> = several.iter().map(|(thing, x, _)| (*thing, *x)).collect();
                        self.several(&first.text, a.span, &things, |decision| {
                            format!("{decision}.{} over {decision}.{}", first.text, second.text)
                        });
                        return None;
                    }
                }
            }
            (_, [second]) => {
                let (thing, x) = self.one_label(a)?;
                (thing, x, self.label_at(thing, second)?)
            }
            ([first], _) => {
                let (thing, y) = self.one_label(b)?;
                (thing, self.label_at(thing, first)?, y)
            }
            _ => {
                let (thing, x) = self.one_label(a)?;
                let (other, y) = self.one_label(b)?;
                if thing != other {
                    let message = "these are labels of two decisions: there is nothing to choose between them";
                    let diagnostic = Diagnostic::error("SD502", a.span.to(b.span), message);
                    self.found.push(diagnostic.hint("compare two labels of one decision"));
                    return None;
                }
                (thing, x, y)
            }
        };
        if x == y {
            let diagnostic = Diagnostic::error("SD502", a.span.to(b.span), "both sides are the same label");
            self.found.push(diagnostic.hint("compare two labels of one decision"));
            return None;
        }
        Some((decision, x, y))
    }

    /// A label of a decision that is known already.
    fn label_at(&mut self, thing: ThingId, name: &Name) -> Option<u32> {
        let found = label_of(self.model, thing, &name.text);
        if found.is_none() && !self.names.poisoned.contains(&name.text) {
            let thing = &self.model.things[thing.0 as usize];
            let labels = crate::setting::labels_of(self.model, thing);
            let message = format!("`{}` has no label \"{}\"", thing.name, name.text);
            let diagnostic = Diagnostic::error("SD204", name.span, message);
            self.found.push(match nearest(&name.text, labels.iter().map(String::as_str), &self.names.budget) {
                None => diagnostic.hint(format!("its labels are {}", listed(&labels, "and"))),
                near => did_you_mean(diagnostic, name.span, near),
            });
        }
        found
    }

    /// A bare name in `value of` that is no label.
    fn no_label(&mut self, name: &Name) {
        if self.names.poisoned.contains(&name.text) {
            return;
        }
        let things = self.model.things.iter().filter(|thing| thing.kind == ThingKind::Decision);
        let decision = things.clone().find(|thing| thing.short == name.text || thing.name == name.text);
        let entity = self.names.find("", &name.text).first().map(|entry| entry.entity);
        let diagnostic = match (decision, entity) {
            (Some(decision), _) => {
                let labels = crate::setting::labels_of(self.model, decision);
                let example = match labels.as_slice() {
                    [a, b, ..] => {
                        format!("write `value of {0}.{a} to ...` or `value of {0}.{a} over {0}.{b} to ...`", decision.name)
                    }
                    _ => "only labels that have names can be asked about".to_owned(),
                };
                let message = format!("`{}` is a decision, and this question is about a label", name.text);
                Diagnostic::error("SD502", name.span, message).hint(example)
            }
            (None, Some(Entity::Option(_))) => {
                let message = format!("`{}` is an option, and this question is about a label", name.text);
                let hint = format!("write `value of option {} to ...`", name.text);
                Diagnostic::error("SD502", name.span, message).hint(hint)
            }
            (None, Some(Entity::Variant(_))) => {
                let message = format!("`{}` is a variant, and this question is about a label", name.text);
                let hint = format!("write `value of variant {} to ...`", name.text);
                Diagnostic::error("SD502", name.span, message).hint(hint)
            }
            (None, Some(other)) => {
                let message = format!("`{}` is {}, and this question is about a label of a decision", name.text, other.class().noun());
                Diagnostic::error("SD502", name.span, message)
            }
            (None, None) => {
                let labels: Vec<String> =
                    things.flat_map(|thing| crate::setting::labels_of(self.model, thing)).collect();
                let near = nearest(&name.text, labels.iter().map(String::as_str), &self.names.budget);
                let message = format!("no decision has a label called \"{}\"", name.text);
                did_you_mean(Diagnostic::error("SD201", name.span, message), name.span, near)
            }
        };
        self.found.push(diagnostic);
    }

    fn several(&mut self, label: &str, span: Span, with: &[(ThingId, u32)], write: impl Fn(&str) -> String) {
        let choices: Vec<String> =
            with.iter().map(|(thing, _)| write(&self.model.things[thing.0 as usize].name)).collect();
        let message = format!("`{label}` is a label of several decisions");
        self.found
            .push(Diagnostic::error("SD502", span, message).hint(format!("write {}", listed(&choices, "or"))));
    }

    fn settings(&mut self, settings: &[ast::Setting]) -> Option<Vec<Setting>> {
        let read: Vec<Option<Setting>> = settings.iter().map(|setting| self.setting(setting)).collect();
        read.into_iter().collect()
    }

    fn setting(&mut self, setting: &ast::Setting) -> Option<Setting> {
        Some(match setting {
            ast::Setting::Parameter(name, number) => {
                Setting::Edit(Edit::Parameter(self.parameter(name)?, number.value.clone()))
            }
            ast::Setting::Option(name, literal) => {
                let id = self.option(name)?;
                let option = &self.model.options[id.0 as usize];
                let value = admit(option, &self.model.label_sets, literal, &self.names.budget).map_err(Some);
                Setting::Edit(Edit::Option(id, self.take(value)?))
            }
            ast::Setting::Opinions(experts) => {
                let mut ids: Vec<ExpertId> = Vec::new();
                let mut complete = true;
                for name in experts {
                    let id = self.need(name, "expert", |entity| match entity {
                        Entity::Expert(id) => Some(id),
                        _ => None,
                    });
                    complete &= id.is_some();
                    if let Some(id) = id.filter(|id| !ids.contains(id)) {
                        ids.push(id);
                    }
                }
                if !complete {
                    return None;
                }
                Setting::Opinions(ids)
            }
            ast::Setting::Variant(name) => Setting::Variant(self.variant(name)?),
            ast::Setting::Branch(name) => match name.text.as_str() {
                "stable" => Setting::Branch(BranchRule::Stable),
                "straight" => Setting::Branch(BranchRule::Straight),
                other => {
                    let message = format!("there is no branch rule called \"{other}\"");
                    let diagnostic = Diagnostic::error("SD201", name.span, message);
                    let rules = ["stable", "straight"];
                    self.found.push(match nearest(other, rules, &self.names.budget) {
                        None => diagnostic.hint("there is `stable` and `straight`"),
                        near => did_you_mean(diagnostic, name.span, near),
                    });
                    return None;
                }
            },
        })
    }
}

/// Whether the answer is one number.
fn is_number(query: &Query) -> bool {
    !matches!(
        query,
        Query::Strategy { .. } | Query::Equilibria | Query::Tipping { .. } | Query::Importance(_) | Query::Sweep { .. }
    )
}
