//! What could be changed about a game besides its parameters.
//!
//! In: a model and a setting. Out: every other value of every option, every variant, every label, every secret that an actor does
//! not see anyway, as far as there are not too many.

use standoff_model::ir::{ActorId, Domain, Edit, Model, OptionId, ThingId, ThingKind, VariantId};

use super::What;
use crate::session::Setting;

/// More changes than this are not tried.
const MOST: usize = 1_000;
/// Decisions with more labels than this are grids rather than choices: their labels are not taken away one by one.
const MOST_LABELS: usize = 20;

/// The changes, and how many things were left out.
pub(super) fn of(model: &Model, setting: &Setting) -> (Vec<What>, usize) {
    let mut found = Vec::new();
    let mut left_out = 0;
    for (id, option) in (0..).map(OptionId).zip(&model.options) {
        let now = setting.options.get(id.0 as usize);
        // A number within a range says how fine a grid is, or how long a story; only what stands in `among` is a choice.
        left_out += usize::from(option.among.is_empty());
        let others = option.among.iter().filter(|value| Some(*value) != now);
        found.extend(others.map(|value| What::Edit(Edit::Option(id, value.clone()))));
    }
    let variants = (0..model.variants.len()).map(|at| VariantId(at as u32));
    found.extend(variants.filter(|id| setting.variant != Some(*id)).map(What::Variant));
    for (id, thing) in (0..).map(ThingId).zip(&model.things) {
        if thing.kind != ThingKind::Decision {
            continue;
        }
        let labels = match &thing.domain {
            Domain::Labels(set) => model.label_sets.get(set.0 as usize).map_or(0, |set| set.names.len()),
            Domain::Numbers(numbers) => numbers.len(),
            _ => usize::MAX,
        };
        if labels > MOST_LABELS {
            left_out += 1;
            continue;
        }
        let labels = (0..labels as u32).filter(|label| !setting.without.contains(&(id, *label)));
        found.extend(labels.map(|label| What::Edit(Edit::Without(id, label))));
    }
    for secret in &model.secrets {
        let actors = (0..model.actors.len()).map(|at| ActorId(at as u16));
        let blind = actors.filter(|actor| {
            !secret.seen_by.contains(actor) && !setting.reveals.contains(&(secret.thing, *actor))
        });
        found.extend(blind.map(|actor| What::Edit(Edit::Reveal(secret.thing, actor))));
    }
    left_out += found.len().saturating_sub(MOST);
    found.truncate(MOST);
    (found, left_out)
}
