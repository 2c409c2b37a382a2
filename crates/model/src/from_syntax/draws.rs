//! How chance draws, and what can be drawn or offered: probabilities, weights, grids, packages, secrets.
//!
//! In: syntax, with names declared and sorts inferred. Out: [`Draw`]s, [`Domain`]s and [`Secret`]s.

use standoff_syntax::ast::{self, Alternatives, Grid, Weight};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::Resolver;
use super::declare::label_text;
use super::meaning::Scope;
use super::names::Entity;
use crate::ir::{Domain, Draw, Expr, IssueId, Secret, ThingId};

impl<'a> Resolver<'a> {
    /// Probabilities, weights, or neither; in the order of the thing's labels.
    pub(super) fn draw(&mut self, list: &'a [ast::Alt], thing: ThingId, scope: &Scope<'a>) -> Option<Draw> {
        let says = |wanted: fn(&Weight) -> bool| list.iter().find(|alt| wanted(&alt.weight));
        let probability = says(|weight| matches!(weight, Weight::Probability(_)));
        let weighted = says(|weight| matches!(weight, Weight::Weight(_)));
        let otherwise: Vec<&ast::Alt> =
            list.iter().filter(|alt| matches!(alt.weight, Weight::Otherwise)).collect();
        let silent = says(|weight| matches!(weight, Weight::None));
        let indices = self.label_indices(thing);
        let mut values: Vec<(u32, Option<Expr>)> = Vec::new();
        let mut complete = true;
        for alt in list {
            let value = match &alt.weight {
                Weight::Probability(value) | Weight::Weight(value) => {
                    let value = self.checker().number(value, scope);
                    complete &= value.is_some();
                    value
                }
                Weight::None | Weight::Otherwise => None,
            };
            if let Some(label) = indices.get(&label_text(&alt.label).text) {
                values.push((*label, value));
            }
        }
        values.sort_by_key(|(label, _)| *label);
        let mut wrong = |span: Span, message: String, hint: &str, other: Option<Span>| {
            let diagnostic = Diagnostic::error("SD215", span, message).hint(hint);
            self.found.push(match other {
                Some(other) => diagnostic.also(other, "the other kind"),
                None => diagnostic,
            });
            None
        };
        match (probability, weighted, otherwise.as_slice(), silent) {
            (None, None, [], _) => Some(Draw::Even),
            (Some(a), Some(b), ..) => {
                let (first, second) = if a.span < b.span { (a, b) } else { (b, a) };
                let message = "probabilities and weights are mixed here".to_owned();
                wrong(
                    second.span,
                    message,
                    "give all labels a probability, or all a weight",
                    Some(first.span),
                )
            }
            (_, _, [first, second, ..], _) => {
                let message = "only one label can take what is left".to_owned();
                wrong(second.span, message, "give the others a probability", Some(first.span))
            }
            (None, Some(other), [rest], _) => {
                let message = "`otherwise` takes the rest of a probability, and these are weights".to_owned();
                wrong(rest.span, message, "give this label a weight too", Some(other.span))
            }
            (_, _, _, Some(silent)) => {
                let label = label_text(&silent.label).text;
                let message = format!("how likely `{label}` is, is not said, but how likely others are is");
                let kind = if weighted.is_some() { "weight" } else { "probability" };
                let hint = match (weighted, otherwise.as_slice()) {
                    (None, []) => "write `otherwise` after it, or `with probability` and a number".to_owned(),
                    _ => format!("write `with {kind}` and a number after it"),
                };
                wrong(silent.span, message, &hint, None)
            }
            // One label alone, which takes everything.
            (None, None, [_], None) => Some(Draw::Even),
            (None, Some(_), ..) => {
                let weights = values.into_iter().filter_map(|(_, value)| value).collect();
                complete.then_some(Draw::Weights(weights))
            }
            _ => complete.then(|| Draw::Probabilities(values.into_iter().map(|(_, value)| value).collect())),
        }
    }

    /// A grid. What its ends may be made of is checked with the other positions.
    pub(super) fn grid(&mut self, grid: &'a Grid, prefix: &'a str) -> Option<Domain> {
        let scope = Scope { prefix, ..Scope::default() };
        let mut checker = self.checker();
        let from = checker.number(&grid.from, &scope);
        let to = checker.number(&grid.to, &scope);
        let count = checker.number(&grid.count, &scope);
        Some(Domain::Grid { from: from?, to: to?, count: count?, cells: grid.cells })
    }

    /// A package of issues, as far as the filter holds.
    pub(super) fn package(
        &mut self,
        issues: &'a [ast::Name],
        filter: Option<&'a ast::Expr>,
        prefix: &'a str,
    ) -> Option<Domain> {
        let mut ids: Vec<IssueId> = Vec::new();
        let mut complete = true;
        for issue in issues {
            let id = self.names.need(prefix, issue, "issue", &mut self.found, |entity| match entity {
                Entity::Issue(id) => Some(id),
                _ => None,
            });
            match id {
                Some(id) if ids.contains(&id) => {
                    let message = format!("the issue `{}` stands here twice", issue.text);
                    self.found
                        .push(Diagnostic::error("SD203", issue.span, message).hint("leave one of them out"));
                    complete = false;
                }
                Some(id) => ids.push(id),
                None => complete = false,
            }
        }
        let filter = match filter {
            Some(filter) if complete => {
                let scope = Scope { prefix, issues: Some(ids.clone()), ..Scope::default() };
                Some(Box::new(self.checker().truth(filter, &scope)?))
            }
            _ => None,
        };
        complete.then_some(Domain::Package { issues: ids, filter })
    }

    /// Sets the domain that was left open; where a decision stands at several places, the first counts.
    pub(super) fn set_domain(&mut self, thing: ThingId, domain: Domain) {
        let index = thing.0 as usize;
        if !self.settled[index] {
            self.settled[index] = true;
            self.model.things[index].domain = domain;
        }
    }

    /// All secrets, in order.
    pub(super) fn secrets(&mut self) {
        for (secret, prefix, thing) in std::mem::take(&mut self.secrets) {
            let place = self.place();
            let scope = Scope { prefix, ..Scope::default() };
            let owner = self.actor_named(&secret.owner, prefix);
            let mut seen_by: Vec<_> = owner.into_iter().collect();
            for (actor, span) in self.actors_named(&secret.also_seen_by, prefix) {
                if Some(actor) == owner {
                    let message = format!("`{}` has this secret and knows it anyway", secret.owner.text);
                    self.found.push(Diagnostic::error("SD218", span, message).hint("name only others here"));
                } else {
                    seen_by.push(actor);
                }
            }
            let draw = match &secret.values {
                Alternatives::Labels(list) => {
                    for alt in list {
                        if let Some(when) = &alt.when {
                            let message =
                                "a label of a secret has no `when`: secrets are drawn before the play";
                            let hint = "give it a probability that is 0 when it cannot be";
                            self.found.push(Diagnostic::error("SD219", when.span, message).hint(hint));
                        }
                    }
                    self.draw(list, thing, &scope)
                }
                Alternatives::Grid(grid) => {
                    if let Some(domain) = self.grid(grid, prefix) {
                        self.set_domain(thing, domain);
                    }
                    Some(Draw::Even)
                }
            };
            if let Some(draw) = draw {
                self.model.secrets.push(Secret { thing, place, seen_by, draw, span: secret.span });
            }
        }
    }
}
