//! The labels that questions speak of: which decision is meant by `value of probe over none`.
//!
//! In: bare or dotted labels. Out: a decision and indices of its labels.

use standoff_syntax::ast::{Dotted, Name};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::names::Entity;
use super::questions::Questions;
use crate::ir::{ThingId, ThingKind};
use crate::setting::{find_label, label_of};
use crate::suggest::{did_you_mean, listed, nearest};

impl Questions<'_> {
    /// All decisions that have a label.
    pub(super) fn with_label(&self, label: &str) -> Vec<(ThingId, u32)> {
        let decisions =
            (0_u32..).zip(&self.model.things).filter(|(_, thing)| thing.kind == ThingKind::Decision);
        decisions
            .filter_map(|(id, _)| Some((ThingId(id), label_of(self.model, ThingId(id), label)?)))
            .collect()
    }

    /// `channel.probe`, or `probe` if one decision alone has it.
    pub(super) fn one_label(&mut self, label: &Dotted) -> Option<(ThingId, u32)> {
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
    pub(super) fn two_labels(&mut self, a: &Dotted, b: &Dotted) -> Option<(ThingId, u32, u32)> {
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
                            with.first()
                                .map_or("", |(thing, _)| self.model.things[thing.0 as usize].name.as_str())
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
                        let things: Vec<(ThingId, u32)> =
                            several.iter().map(|(thing, x, _)| (*thing, *x)).collect();
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
                    let message =
                        "these are labels of two decisions: there is nothing to choose between them";
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
    pub(super) fn label_at(&mut self, thing: ThingId, name: &Name) -> Option<u32> {
        let found = label_of(self.model, thing, &name.text);
        if found.is_none() && !self.names.poisoned.contains(&name.text) {
            let thing = &self.model.things[thing.0 as usize];
            let labels = crate::setting::labels_of(self.model, thing);
            let message = format!("`{}` has no label \"{}\"", thing.name, name.text);
            let diagnostic = Diagnostic::error("SD204", name.span, message);
            self.found.push(
                match nearest(&name.text, labels.iter().map(String::as_str), &self.names.budget) {
                    None => diagnostic.hint(format!("its labels are {}", listed(&labels, "and"))),
                    near => did_you_mean(diagnostic, name.span, near),
                },
            );
        }
        found
    }

    /// A bare name in `value of` that is no label.
    pub(super) fn no_label(&mut self, name: &Name) {
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
                        format!(
                            "write `value of {0}.{a} to ...` or `value of {0}.{a} over {0}.{b} to ...`",
                            decision.name
                        )
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
                let message = format!(
                    "`{}` is {}, and this question is about a label of a decision",
                    name.text,
                    other.class().noun()
                );
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

    pub(super) fn several(
        &mut self,
        label: &str,
        span: Span,
        with: &[(ThingId, u32)],
        write: impl Fn(&str) -> String,
    ) {
        let choices: Vec<String> =
            with.iter().map(|(thing, _)| write(&self.model.things[thing.0 as usize].name)).collect();
        let message = format!("`{label}` is a label of several decisions");
        self.found.push(
            Diagnostic::error("SD502", span, message).hint(format!("write {}", listed(&choices, "or"))),
        );
    }
}
