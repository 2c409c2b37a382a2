//! Variants: named settings.
//!
//! In: `variant` declarations, with everything else resolved. Out: their [`Edit`]s.

use standoff_syntax::ast::{EditKind, Name};
use standoff_syntax::diagnostic::Diagnostic;

use super::Resolver;
use super::expression::dotted_text;
use super::names::{Class, Entity};
use crate::ir::{Edit, ThingKind};
use crate::setting::{admit, find_dotted_parameter, find_label};

impl Resolver<'_> {
    /// The edits of all variants.
    pub(super) fn variant_edits(&mut self) {
        for (index, variant) in std::mem::take(&mut self.variants).into_iter().enumerate() {
            for edit in &variant.edits {
                if let Some(edit) = self.edit(&edit.kind) {
                    self.model.variants[index].edits.push(edit);
                }
            }
        }
    }

    fn edit(&mut self, edit: &EditKind) -> Option<Edit> {
        let result = match edit {
            EditKind::Set(name, number) => find_dotted_parameter(&self.model, &self.names, name)
                .map(|id| Edit::Parameter(id, number.value.clone())),
            EditKind::By(name, expert) => {
                let parameter = find_dotted_parameter(&self.model, &self.names, name);
                let expert_id = self.expert_named(expert, "")?;
                parameter.and_then(|id| {
                    let parameter = &self.model.parameters[id.0 as usize];
                    let opinion = parameter.opinions.iter().find(|(whose, _)| *whose == expert_id);
                    opinion.map(|(_, value)| Edit::Parameter(id, value.clone())).ok_or_else(|| {
                        let message = format!("`{}` has no opinion on `{}`", expert.text, dotted_text(name));
                        Some(
                            Diagnostic::error("SD224", expert.span, message)
                                .also(parameter.span, "declared here")
                                .hint(format!("write `opinion {} ...` below the parameter", expert.text)),
                        )
                    })
                })
            }
            EditKind::Option(name, literal) => {
                let id = self.names.need("", name, "option", &mut self.found, |entity| match entity {
                    Entity::Option(id) => Some(id),
                    _ => None,
                })?;
                let option = &self.model.options[id.0 as usize];
                admit(option, &self.model.label_sets, literal, &self.names.budget)
                    .map(|value| Edit::Option(id, value))
                    .map_err(Some)
            }
            EditKind::Without(name) => {
                find_label(&self.model, &self.names, name).map(|(thing, label)| Edit::Without(thing, label))
            }
            EditKind::Reveal(secret, actor) => {
                let name = Name { text: dotted_text(secret), span: secret.span };
                let poisoned = secret.parts.iter().any(|part| self.names.poisoned.contains(&part.text));
                let thing = self.names.pick("", &name.text, |entity| match entity {
                    Entity::Thing(id, ThingKind::Secret) => Some(id),
                    _ => None,
                });
                let actor = self.actor_named(actor, "");
                match thing {
                    Some(thing) => Ok(Edit::Reveal(thing, actor?)),
                    None if poisoned => Err(None),
                    None => Err(self.names.missing("", &name.text, name.span, "secret", |entity| {
                        entity.class() == Class::Secret
                    })),
                }
            }
        };
        match result {
            Ok(edit) => Some(edit),
            Err(diagnostic) => {
                self.found.extend(diagnostic);
                None
            }
        }
    }
}
