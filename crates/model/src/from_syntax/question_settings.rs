//! The settings of questions: what stands after `with`.
//!
//! In: syntax. Out: [`Setting`]s.

use standoff_syntax::ast;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::expression::dotted_text;
use super::names::Entity;
use super::questions::Questions;
use crate::ir::{BranchRule, Edit, ExpertId, Setting};
use crate::setting::admit;
use crate::suggest::{did_you_mean, nearest};

impl Questions<'_> {
    pub(super) fn settings(&mut self, settings: &[ast::Setting]) -> Option<Vec<Setting>> {
        let read: Vec<Option<Setting>> = settings.iter().map(|setting| self.setting(setting)).collect();
        for (k, one) in read.iter().enumerate() {
            let again = one.as_ref().is_some_and(|one| read[..k].iter().flatten().any(|old| same(old, one)));
            if let (true, Some(name)) = (again, settings.get(k).and_then(name)) {
                let message = format!("`{}` is set twice", name.1);
                self.found.push(Diagnostic::error("SD509", name.0, message).hint("leave one of them out"));
            }
        }
        read.into_iter().collect()
    }

    pub(super) fn setting(&mut self, setting: &ast::Setting) -> Option<Setting> {
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

/// Whether two settings set the same thing.
fn same(one: &Setting, other: &Setting) -> bool {
    match (one, other) {
        (Setting::Edit(Edit::Parameter(a, _)), Setting::Edit(Edit::Parameter(b, _))) => a == b,
        (Setting::Edit(Edit::Option(a, _)), Setting::Edit(Edit::Option(b, _))) => a == b,
        _ => false,
    }
}

/// What a setting sets, where it can be set twice.
fn name(setting: &ast::Setting) -> Option<(Span, String)> {
    match setting {
        ast::Setting::Parameter(name, _) => Some((name.span, dotted_text(name))),
        ast::Setting::Option(name, _) => Some((name.span, name.text.clone())),
        _ => None,
    }
}
