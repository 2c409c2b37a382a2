//! Changes to the file's setting that stand on the command line, resolved against the model.
//!
//! In: names and values as written. Out: a [`Setting`], or a [`Failure`] of usage with the nearest name. A variant comes
//! first, then an expert's values, then single options and parameters: what is said more precisely wins.

use standoff::ask::{Setting, experts};
use standoff::json::from_setting::{POOL, pool_of_name};
use standoff::model::ir::{Edit, Model};
use standoff::model::setting as find;
use standoff::solve::solution::Branch;
use standoff::syntax::ast::Literal;
use standoff::syntax::diagnostic::Diagnostic;
use standoff::syntax::parse_literal;

use crate::args::quantity::short;
use crate::args::resolved::Changes;
use crate::exit::Failure;

impl Changes {
    /// The file's own setting with these changes.
    pub(crate) fn apply(&self, model: &Model, branch: Option<Branch>) -> Result<Setting, Failure> {
        self.apply_to(model, Setting::of(model), branch)
    }

    /// A setting with these changes.
    pub(crate) fn apply_to(
        &self,
        model: &Model,
        mut setting: Setting,
        branch: Option<Branch>,
    ) -> Result<Setting, Failure> {
        if self.snap {
            return Err(Failure::usage(
                "--snap is for .efg files: the probabilities of a model sum to 1 as they are written, or it has an error",
            ));
        }
        if let Some(name) = &self.variant {
            setting.apply_variant(
                model,
                find::variant(model, name).map_err(|found| sentence("--variant", &found))?,
            );
        }
        if let Some(name) = &self.opinions {
            setting = with_opinions(model, setting, name)?;
        }
        for (name, value) in &self.options {
            let refuse = |found| sentence("--option", &found);
            let id = find::option(model, name).map_err(refuse)?;
            let literal = parse_literal(value)
                .ok_or_else(|| Failure::usage(format!("--option {name}: `{}` is no value", short(value))))?;
            setting.edit(&Edit::Option(id, find::option_value(model, id, &literal).map_err(refuse)?));
        }
        for (name, value) in &self.parameters {
            let id = find::parameter(model, name).map_err(|found| sentence("--set", &found))?;
            match parse_literal(value) {
                Some(Literal::Number(number)) => setting.edit(&Edit::Parameter(id, number.value)),
                _ => return Err(Failure::usage(format!("--set {name}: `{}` is not a number", short(value)))),
            }
        }
        if let Some(branch) = branch {
            setting.branch = branch;
        }
        Ok(setting)
    }
}

/// A setting with the opinions of an expert, or those of all pooled with equal weights (`pool:linear`, `pool:log`).
fn with_opinions(model: &Model, mut setting: Setting, name: &str) -> Result<Setting, Failure> {
    if name.starts_with(POOL) {
        let pool = pool_of_name(name).ok_or_else(|| {
            Failure::usage(format!(
                "--opinions: there are pool:linear and pool:log, and `{}` is neither",
                short(name)
            ))
        })?;
        return experts::pooled_setting(model, &setting, &experts::with_opinions(model), pool)
            .map_err(|found| Failure::usage(format!("--opinions {name}: {found}")));
    }
    let expert = find::expert(model, name).map_err(|found| sentence("--opinions", &found))?;
    setting.apply_opinions(model, expert);
    Ok(setting)
}

pub(crate) fn sentence(flag: &str, found: &Diagnostic) -> Failure {
    let hint = found.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
    Failure::usage(format!("{flag}: {}{hint}", found.message))
}
