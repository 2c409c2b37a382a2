//! How actors, decisions, labels and secrets are called in the brief: by caption where there is one.
//!
//! In: ids. Out: short texts.

use standoff_ask::Solved;
use standoff_model::ir::{ActorId, Model, ThingId};

/// An actor's name as written; captions are too long to repeat.
pub(super) fn actor(model: &Model, actor: ActorId) -> &str {
    model.actors.get(usize::from(actor.0)).map_or("", |a| a.name.as_str())
}

/// A label by its caption, else by its name with underscores as spaces.
pub(super) fn label(model: &Model, solved: &Solved, thing: ThingId, label: u32) -> String {
    let caption = model.things[thing.0 as usize].captions.get(label as usize).cloned().flatten();
    caption.unwrap_or_else(|| solved.compiled.label_name(model, thing, label).replace('_', " "))
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
