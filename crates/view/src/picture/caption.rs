//! What every picture says of itself: which question, which setting, how far to trust it.
//!
//! In: a model, the setting in force, the status of the solutions. Out: [`Caption`], a line above and a line below the picture.

use standoff_ask::{Opinions, Setting};
use standoff_model::ir::Model;
use standoff_model::setting::option_text;
use standoff_solve::solution::{Branch, Status};

use crate::words;

/// More changes than this are counted.
const MOST_CHANGES: usize = 4;

/// Where a picture comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// The question that the model asks; its name if it asks none.
    pub question: String,
    /// The model's name.
    pub name: String,
    /// What differs from the file's own setting; empty if nothing does.
    pub setting: String,
    /// How far to trust it, in a few words.
    pub trust: String,
}

impl Caption {
    /// Of a model in a setting, with the worst status behind the picture.
    #[must_use]
    pub fn of(model: &Model, setting: &Setting, status: Option<Status>) -> Self {
        let question = if model.title.is_empty() { model.name.clone() } else { model.title.clone() };
        let trust = match status {
            Some(Status::VerifiedExact) => "verified, exact",
            Some(Status::VerifiedEpsilon) => "verified",
            Some(Status::Stalled) => "not verified: the solver stalled",
            None => "",
        };
        Self {
            question,
            name: model.name.clone(),
            setting: setting_words(model, setting),
            trust: trust.to_owned(),
        }
    }

    /// The line below the picture.
    #[must_use]
    pub fn line(&self) -> String {
        let parts = [self.name.as_str(), self.setting.as_str(), self.trust.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// What differs from the file's own setting.
fn setting_words(model: &Model, setting: &Setting) -> String {
    let own = Setting::of(model);
    let mut words = Vec::new();
    match setting.opinions {
        Some(Opinions::Of(expert)) => {
            let name = model.experts.get(usize::from(expert.0)).map_or("", |expert| expert.name.as_str());
            words.push(format!("opinions of {name}"));
        }
        Some(Opinions::Pooled(_)) => words.push("opinions pooled".to_owned()),
        None => {}
    }
    if let Some(variant) = setting.variant.and_then(|variant| model.variants.get(variant.0 as usize)) {
        words.push(format!("variant {}", variant.name));
    }
    for (option, (now, own)) in model.options.iter().zip(setting.options.iter().zip(&own.options)) {
        if now != own {
            words.push(format!("{} {}", option.name, option_text(model, option, now)));
        }
    }
    // An expert's values are told by the expert's name.
    if setting.opinions.is_none() {
        for (parameter, value) in model.parameters.iter().zip(&setting.parameters) {
            if *value != parameter.value {
                words.push(format!(
                    "{} = {}",
                    parameter.name,
                    words::parameter_exact(value, parameter.percent)
                ));
            }
        }
    }
    if setting.branch == Branch::Straight {
        words.push("straight branch".to_owned());
    }
    let more = words.len().saturating_sub(MOST_CHANGES);
    words.truncate(MOST_CHANGES);
    if more > 0 {
        words.push(format!("and {more} more"));
    }
    words.join(", ")
}
