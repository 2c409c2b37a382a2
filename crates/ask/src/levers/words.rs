//! What a lever is called.
//!
//! In: a lever's [`What`] and the model. Out: its kind in one word, its name, and what becomes of it.

use standoff_model::ir::{ActorId, Domain, Edit, Model, ThingId};
use standoff_syntax::number::show;

use super::What;

impl What {
    /// The kind: `parameter`, `option`, `variant`, `without` or `reveal`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            What::Parameter(_) | What::Edit(Edit::Parameter(..)) => "parameter",
            What::Edit(Edit::Option(..)) => "option",
            What::Edit(Edit::Without(..)) => "without",
            What::Edit(Edit::Reveal(..)) => "reveal",
            What::Variant(_) => "variant",
        }
    }

    /// The parameter, option, variant, label (`channel.probe`) or secret.
    #[must_use]
    pub fn name(&self, model: &Model) -> String {
        match self {
            What::Parameter(id) | What::Edit(Edit::Parameter(id, _)) => {
                model.parameters.get(id.0 as usize).map_or_else(String::new, |p| p.name.clone())
            }
            What::Edit(Edit::Option(id, _)) => {
                model.options.get(id.0 as usize).map_or_else(String::new, |o| o.name.clone())
            }
            What::Edit(Edit::Without(id, label)) => {
                format!("{}.{}", thing(model, *id), label_name(model, *id, *label))
            }
            What::Edit(Edit::Reveal(id, _)) => thing(model, *id).to_owned(),
            What::Variant(id) => {
                model.variants.get(id.0 as usize).map_or_else(String::new, |v| v.name.clone())
            }
        }
    }

    /// The value of an option, or the actor to whom a secret is shown; empty for all else.
    #[must_use]
    pub fn to(&self, model: &Model) -> String {
        match self {
            What::Edit(Edit::Option(id, value)) => model
                .options
                .get(id.0 as usize)
                .map_or_else(String::new, |o| standoff_model::setting::option_text(model, o, value)),
            What::Edit(Edit::Reveal(_, actor)) => actor_name(model, *actor).to_owned(),
            _ => String::new(),
        }
    }

    /// A phrase: `guarantee = on`, `without channel.probe`, `US is shown Russia.aim`, `variant calmer`.
    #[must_use]
    pub fn phrase(&self, model: &Model) -> String {
        let (name, to) = (self.name(model), self.to(model));
        match self.kind() {
            "option" => format!("{name} = {to}"),
            "without" => format!("without {name}"),
            "reveal" => format!("{to} is shown {name}"),
            "variant" => format!("variant {name}"),
            _ => name,
        }
    }
}

fn thing(model: &Model, id: ThingId) -> &str {
    model.things.get(id.0 as usize).map_or("", |thing| thing.name.as_str())
}

fn actor_name(model: &Model, id: ActorId) -> &str {
    model.actors.get(usize::from(id.0)).map_or("", |actor| actor.name.as_str())
}

fn label_name(model: &Model, id: ThingId, label: u32) -> String {
    match model.things.get(id.0 as usize).map(|thing| &thing.domain) {
        Some(Domain::Labels(set)) => {
            let names = model.label_sets.get(set.0 as usize).map(|set| &set.names);
            names.and_then(|names| names.get(label as usize)).cloned().unwrap_or_default()
        }
        Some(Domain::Numbers(numbers)) => {
            numbers.get(label as usize).map(|number| show(number, false)).unwrap_or_default()
        }
        _ => label.to_string(),
    }
}
