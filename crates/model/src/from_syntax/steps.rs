//! What all steps have in common: who acts, who learns of it, when it happens.
//!
//! In: syntax. Out: actors, [`Sight`]s and [`Timing`]s.

use num_traits::{Signed, ToPrimitive};
use standoff_syntax::ast::{self, Sees, TimeUnit, When};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::Resolver;
use super::names::Entity;
use crate::ir::{ActorId, Sight, Timing};

impl Resolver<'_> {
    pub(super) fn actor_named(&mut self, name: &ast::Name, prefix: &str) -> Option<ActorId> {
        self.names.need(prefix, name, "actor", &mut self.found, |entity| match entity {
            Entity::Actor(id) => Some(id),
            _ => None,
        })
    }

    pub(super) fn actors_named(&mut self, names: &[ast::Name], prefix: &str) -> Vec<(ActorId, Span)> {
        let mut actors: Vec<(ActorId, Span)> = Vec::new();
        for name in names {
            let Some(actor) = self.actor_named(name, prefix) else { continue };
            if let Some((_, old)) = actors.iter().find(|(other, _)| *other == actor) {
                let message = format!("`{}` is named twice", name.text);
                self.found.push(Diagnostic::error("SD218", name.span, message).also(*old, "first here"));
            } else {
                actors.push((actor, name.span));
            }
        }
        actors
    }

    /// Who learns of a step of `mover` (of chance: of nobody).
    pub(super) fn sight(&mut self, sees: &Sees, mover: Option<ActorId>, prefix: &str) -> Sight {
        let everyone: Vec<ActorId> =
            (0..self.model.actors.len()).filter_map(|i| u16::try_from(i).ok()).map(ActorId).collect();
        let mut seen_by = match sees {
            Sees::All => everyone,
            Sees::Secretly => Vec::new(),
            Sees::Privately(names) | Sees::Hidden(names) => {
                let named = self.actors_named(names, prefix);
                for (actor, span) in &named {
                    if Some(*actor) == mover {
                        let name = &self.model.actors[usize::from(actor.0)].name;
                        let message = match sees {
                            Sees::Hidden(_) => {
                                format!("`{name}` makes this move, which cannot be hidden from `{name}`")
                            }
                            _ => format!("`{name}` makes this move and sees it anyway"),
                        };
                        let hint = "name only others; `secretly` keeps a move from all others";
                        self.found.push(Diagnostic::error("SD218", *span, message).hint(hint));
                    }
                }
                let named: Vec<ActorId> = named.into_iter().map(|(actor, _)| actor).collect();
                match sees {
                    Sees::Hidden(_) => everyone.into_iter().filter(|actor| !named.contains(actor)).collect(),
                    _ => named,
                }
            }
        };
        seen_by.extend(mover);
        seen_by.sort_unstable();
        seen_by.dedup();
        Sight { seen_by }
    }

    pub(super) fn timing(&mut self, when: Option<&When>) -> Option<Timing> {
        let when = when?;
        let span = match when {
            When::On(date) => date.span,
            When::After(_, _, span) => *span,
        };
        if !self.clock && !self.broken {
            let message = "a step has a date only if the play starts at one";
            let hint = "write the date of the start, as in `play from 2024-02-08`";
            self.found.push(Diagnostic::error("SD351", span, message).hint(hint));
        }
        match when {
            When::On(date) => Some(Timing::On(date.date)),
            When::After(number, unit, span) => {
                let whole = number.value.is_integer().then(|| number.value.to_integer().to_i32()).flatten();
                match whole.filter(|whole| !number.value.is_negative() && *whole <= 4_000_000) {
                    Some(whole) => Some(Timing::After(whole, *unit)),
                    None => {
                        let unit = match unit {
                            TimeUnit::Days => "days",
                            TimeUnit::Months => "months",
                            TimeUnit::Years => "years",
                        };
                        let message =
                            format!("the time that passes is a whole number of {unit}, zero or more");
                        self.found.push(Diagnostic::error("SD656", *span, message));
                        None
                    }
                }
            }
        }
    }
}
