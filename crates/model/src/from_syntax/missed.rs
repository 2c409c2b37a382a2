//! The messages for names that mean nothing where they stand.
//!
//! In: a [`Miss`]. Out: one diagnostic with the nearest name of the right sort, or none if the name's own line has a
//! message already.

use standoff_syntax::ast::{Dotted, Name};
use standoff_syntax::diagnostic::Diagnostic;

use super::expression::{Checker, dotted_text};
use super::meaning::{Miss, Scope};
use super::names::{Class, Entity};
use super::typed::label_names;
use crate::ir::{Domain, LabelSetId, ThingId, ThingKind};
use crate::suggest::{did_you_mean, listed, nearest};

/// The message for a miss.
pub(super) fn explain(
    checker: &Checker<'_>,
    miss: &Miss,
    dotted: &Dotted,
    scope: &Scope<'_>,
    expect: Option<LabelSetId>,
) -> Option<Diagnostic> {
    let text = dotted_text(dotted);
    let span = dotted.span;
    let (model, names) = (checker.model, checker.names);
    if dotted.parts.iter().any(|part| names.poisoned.contains(&part.text)) || names.poisoned.contains(&text) {
        return None;
    }
    let thing = |id: &ThingId| &model.things[id.0 as usize];
    Some(match miss {
        Miss::Clash => return None,
        Miss::Unknown => unknown(checker, dotted, scope, expect),
        Miss::Owners(things) => {
            let choices: Vec<&str> = things.iter().map(|id| thing(id).name.as_str()).collect();
            let message = format!("several actors have a decision `{text}`");
            Diagnostic::error("SD205", span, message).hint(format!("write {}", listed(&choices, "or")))
        }
        Miss::Labels(sets) => {
            let choices: Vec<String> = sets
                .iter()
                .filter_map(|set| checker.set_owner(*set))
                .map(|owner| format!("{owner}.{text}"))
                .collect();
            let message = format!("`{text}` is a label of several things");
            Diagnostic::error("SD206", span, message).hint(format!("write {}", listed(&choices, "or")))
        }
        Miss::NoValue(entry) => {
            let class = entry.entity.class();
            let diagnostic = match class {
                Class::Scene | Class::Outcome => Diagnostic::error(
                    "SD221",
                    span,
                    format!(
                        "`{text}` is {}, and whether the story passes through it can only be asked in a question",
                        class.noun()
                    ),
                )
                .hint("no story comes back from there; to remember what happened elsewhere, set a name with `now`"),
                Class::Actor => Diagnostic::error(
                    "SD221",
                    span,
                    format!("`{text}` is an actor, and what an actor gains can only be asked in a question"),
                ),
                Class::Issue => {
                    Diagnostic::error("SD202", span, format!("`{text}` is an issue, not a value")).hint(
                        format!(
                            "an offer's part is written `OFFER.{text}`; a bare issue stands only in `where`"
                        ),
                    )
                }
                _ => Diagnostic::error("SD202", span, format!("`{text}` is {}, not a value", class.noun())),
            };
            diagnostic.also(entry.span, "declared here")
        }
        Miss::NotOf(actor, part) => {
            let owner = &model.actors[usize::from(actor.0)].name;
            let owns: Vec<&str> = model
                .things
                .iter()
                .filter(|thing| thing.owner == Some(*actor))
                .map(|thing| thing.short.rsplit('.').next().unwrap_or_default())
                .collect();
            let near = nearest(&part.text, owns.iter().copied(), &names.budget);
            let message = format!("`{owner}` has no secret or decision called \"{}\"", part.text);
            let diagnostic = Diagnostic::error("SD201", part.span, message);
            match near {
                None if owns.is_empty() => diagnostic,
                None => diagnostic.hint(format!("there is {}", listed(&owns, "and"))),
                near => did_you_mean(diagnostic, part.span, near),
            }
        }
        Miss::NoPart(id, part) => no_part(checker, *id, part),
        Miss::NoLabel(set, part) => {
            let labels = label_names(model, *set);
            let owner = checker.set_owner(*set).unwrap_or_default();
            let message = format!("`{owner}` has no label \"{}\"", part.text);
            nearest_label(checker, Diagnostic::error("SD204", part.span, message), part, labels)
        }
        Miss::RoundInPlay(id) => {
            let message = format!("a round of `{}` can only be asked for in a question", thing(id).name);
            Diagnostic::error("SD221", span, message)
                .hint("in play, a name has its last value; keep an older one with `now`")
        }
        Miss::BareSecret(id) => {
            let full = &thing(id).name;
            Diagnostic::error("SD205", span, format!("a secret is written with its owner: `{full}`"))
                .fix(span, full)
        }
        Miss::Extra(part) => Diagnostic::error(
            "SD201",
            part.span,
            format!("nothing called \"{}\" can follow the dot here", part.text),
        ),
    })
}

/// No such name at all.
fn unknown(
    checker: &Checker<'_>,
    dotted: &Dotted,
    scope: &Scope<'_>,
    expect: Option<LabelSetId>,
) -> Diagnostic {
    let text = dotted_text(dotted);
    let (span, names) = (dotted.span, checker.names);
    if let (Some(set), [_]) = (expect, dotted.parts.as_slice()) {
        let labels = label_names(checker.model, set);
        let of = checker.set_owner(set).map(|owner| format!(" of `{owner}`")).unwrap_or_default();
        let diagnostic = Diagnostic::error("SD204", span, format!("there is no label \"{text}\"{of}"));
        if let Some(near) = nearest(&text, labels.iter().map(String::as_str), &names.budget) {
            return did_you_mean(diagnostic, span, Some(near));
        }
        let near = near_value(checker, &text, scope, true);
        return match near {
            Some(near) => did_you_mean(diagnostic, span, Some(&near)),
            None => diagnostic.hint(format!("its labels are {}", listed(labels, "and"))),
        };
    }
    if let [head, ..] = dotted.parts.as_slice()
        && dotted.parts.len() > 1
    {
        let message = format!("nothing is called \"{text}\"");
        let near = near_value(checker, &text, scope, true);
        let diagnostic = Diagnostic::error("SD201", span, message);
        if near.is_none() {
            let owner = |entity: Entity| {
                matches!(entity.class(), Class::Actor | Class::Decision | Class::Chance | Class::Row)
            };
            if let Some(near) = names.near(scope.prefix, &head.text, owner) {
                return did_you_mean(diagnostic, head.span, Some(&near));
            }
        }
        return did_you_mean(diagnostic, span, near.as_deref());
    }
    let diagnostic = Diagnostic::error("SD201", span, format!("nothing is called \"{text}\""));
    let near = near_value(checker, &text, scope, false);
    let near = match near {
        Some(near) => Some(near),
        None => nearest(&text, names.all_labels(), &names.budget).map(str::to_owned),
    };
    match near {
        Some(near) => did_you_mean(diagnostic, span, Some(&near)),
        None => diagnostic
            .hint("a name in an expression is a parameter, an option, a secret, a decision, a chance event, a `let` or a label"),
    }
}

/// The nearest name that is a value here.
fn near_value(checker: &Checker<'_>, text: &str, scope: &Scope<'_>, dotted: bool) -> Option<String> {
    let locals =
        scope.args.iter().map(|arg| arg.text.as_str()).chain(scope.rounds.iter().map(|(name, _)| *name));
    if let Some(near) = nearest(text, locals, &checker.names.budget) {
        return Some(near.to_owned());
    }
    let wanted = |entity| match entity {
        Entity::Parameter(_) | Entity::Row(_) | Entity::Option(_) | Entity::Let(_) => true,
        Entity::Thing(_, ThingKind::Secret) => dotted,
        Entity::Thing(..) => true,
        Entity::Scene(_) | Entity::Outcome(_) => scope.question,
        _ => false,
    };
    let inside = checker.names.inside(text, |entity| wanted(entity) && !matches!(entity, Entity::Thing(..)));
    inside.or_else(|| checker.names.near(scope.prefix, text, wanted))
}

/// The thing has no such label, component or round.
fn no_part(checker: &Checker<'_>, id: ThingId, part: &Name) -> Diagnostic {
    let model = checker.model;
    let thing = &model.things[id.0 as usize];
    match &thing.domain {
        Domain::Labels(set) => {
            let message = format!("`{}` has no label \"{}\"", thing.name, part.text);
            nearest_label(
                checker,
                Diagnostic::error("SD204", part.span, message),
                part,
                label_names(model, *set),
            )
        }
        Domain::Package { issues, .. } => {
            let parts: Vec<String> =
                issues.iter().map(|issue| model.issues[issue.0 as usize].name.clone()).collect();
            let message = format!("`{}` has no part called \"{}\"", thing.name, part.text);
            nearest_label(checker, Diagnostic::error("SD204", part.span, message), part, &parts)
        }
        _ => {
            let message = format!("`{}` is a number and has no part called \"{}\"", thing.name, part.text);
            Diagnostic::error("SD204", part.span, message)
        }
    }
}

fn nearest_label(
    checker: &Checker<'_>,
    diagnostic: Diagnostic,
    part: &Name,
    labels: &[String],
) -> Diagnostic {
    match nearest(&part.text, labels.iter().map(String::as_str), &checker.names.budget) {
        None => diagnostic.hint(format!("there is {}", listed(labels, "and"))),
        near => did_you_mean(diagnostic, part.span, near),
    }
}
