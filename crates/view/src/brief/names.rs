//! How actors, decisions, labels, secrets and parameters are called in the brief: by caption where there is one.
//!
//! In: ids. Out: short texts.

use standoff_ask::Solved;
use standoff_model::ir::{ActorId, Domain, Draw, ExprKind, Model, Parameter, ParameterId, ThingId};

use crate::words;

/// An actor's name as written; captions are too long to repeat.
pub(super) fn actor(model: &Model, actor: ActorId) -> &str {
    model.actors.get(usize::from(actor.0)).map_or("", |a| a.name.as_str())
}

/// A label by its caption, else by its name with underscores as spaces.
pub(super) fn label(model: &Model, solved: &Solved, thing: ThingId, label: u32) -> String {
    let caption = model.things[thing.0 as usize].captions.get(label as usize).cloned().flatten();
    caption.unwrap_or_else(|| bare(&solved.names(model).label(thing, label)))
}

/// A label's name with underscores as spaces; a number as pictures have it.
pub(super) fn bare(name: &str) -> String {
    words::neat(name).replace('_', " ")
}

/// A decision's own name with underscores as spaces.
pub(super) fn thing(model: &Model, thing: ThingId) -> String {
    model.things[thing.0 as usize].short.replace('_', " ")
}

/// A secret as "Russia's aim".
pub(super) fn secret(model: &Model, secret: ThingId) -> String {
    let declared = &model.things[secret.0 as usize];
    match declared.owner {
        Some(owner) => {
            let name = actor(model, owner);
            let s = if name.ends_with('s') { "'" } else { "'s" };
            format!("{name}{s} {}", declared.short.replace('_', " "))
        }
        None => declared.short.replace('_', " "),
    }
}

/// An outcome by its caption, else by its name with underscores as spaces.
pub(super) fn outcome(model: &Model, outcome: usize) -> String {
    model.outcomes.get(outcome).map_or_else(String::new, |outcome| {
        if outcome.caption == outcome.name { outcome.name.replace('_', " ") } else { outcome.caption.clone() }
    })
}

/// What a parameter says: "chance that Russia's aim is settler" where it is just that, else its caption, with the type for
/// which it holds; else its name.
pub(super) fn parameter(model: &Model, id: ParameterId) -> String {
    let Some(declared) = model.parameters.get(id.0 as usize) else { return String::new() };
    if let Some((secret, value)) = chance_of(model, id) {
        return format!(
            "chance that {} is {}",
            self::secret(model, secret),
            value_name(model, secret, value)
        );
    }
    let Some(caption) = &declared.caption else { return declared.name.replace(['_', '.'], " ") };
    let row = declared.cell.and_then(|(row, value)| Some((model.rows.get(row.0 as usize)?, value)));
    match row {
        Some((row, value)) => format!("{caption} ({})", value_name(model, row.secret, value)),
        None => told_apart(model, id, caption),
    }
}

/// A caption that another number has too gets the heading that the number stands under, or its name.
fn told_apart(model: &Model, id: ParameterId, caption: &str) -> String {
    let declared = &model.parameters[id.0 as usize];
    let heading = |parameter: &Parameter| parameter.group.and_then(|group| model.groups.get(group as usize));
    let mut alike = model.parameters.iter().enumerate().filter(|(other, parameter)| {
        *other != id.0 as usize && parameter.cell.is_none() && parameter.caption.as_deref() == Some(caption)
    });
    if alike.clone().next().is_none() {
        return caption.to_owned();
    }
    match heading(declared) {
        Some(own) if alike.all(|(_, other)| heading(other) != Some(own)) => format!("{caption} ({own})"),
        _ => format!("{caption} ({})", declared.name),
    }
}

/// The same where it stands in a sentence: "the chance that …", or the caption set off.
pub(super) fn the_parameter(model: &Model, id: ParameterId) -> String {
    let text = parameter(model, id);
    if chance_of(model, id).is_some() { format!("the {text}") } else { format!("“{text}”") }
}

/// The name of a secret's value, as the tables of beliefs have it.
fn value_name(model: &Model, secret: ThingId, value: u32) -> String {
    match model.things.get(secret.0 as usize).map(|thing| &thing.domain) {
        Some(Domain::Labels(set)) => {
            let names = model.label_sets.get(set.0 as usize).map(|set| &set.names);
            names.and_then(|names| names.get(value as usize)).map_or_else(String::new, |name| bare(name))
        }
        Some(Domain::Numbers(numbers)) => numbers
            .get(value as usize)
            .map_or_else(String::new, |number| words::parameter_exact(number, false)),
        _ => format!("number {}", value + 1),
    }
}

/// The value of a secret whose probability is just this parameter.
fn chance_of(model: &Model, id: ParameterId) -> Option<(ThingId, u32)> {
    model.secrets.iter().find_map(|secret| {
        let Draw::Probabilities(all) = &secret.draw else { return None };
        let is_it = |expr: &Option<standoff_model::ir::Expr>| {
            expr.as_ref().is_some_and(|expr| expr.kind == ExprKind::Parameter(id))
        };
        all.iter().position(is_it).map(|value| (secret.thing, value as u32))
    })
}

/// Captions of several words are set off.
pub(super) fn quoted(label: &str) -> String {
    if label.contains(' ') { format!("“{label}”") } else { label.to_owned() }
}
