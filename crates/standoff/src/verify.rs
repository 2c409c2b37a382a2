//! Regret and beliefs of a given profile, by the certificate alone.
//!
//! In: a model and a profile from JSON. Out: [`Verified`]: figures and the status that they allow. No solver is involved.

use std::sync::Arc;

use standoff_ask::session::Budget;
use standoff_ask::{AskError, Session, Setting};
use standoff_compile::{Compiled, LabelNumbers, Names};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::profile;
use standoff_model::ir::Model;
use standoff_solve::certificate::{self, CertificateError, NASH_ACCURACY};
use standoff_solve::solution::{Certificate, Method, Status};

use crate::json::from_setting::{self, model_part, setting_part};
use crate::json::from_solution::certificate_part;
use crate::json::parts::{ModelPart, SettingPart, TimingPart};
use crate::json::profile::ProfileDocument;
use crate::json::verification::{ClaimPart, PlacePart, SCHEMA, VerificationDocument};
use crate::naming::Naming;

/// Trembles that stand in for a witness where a profile has none.
const TREMBLE: f64 = 1e-9;

/// What a profile is worth.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The setting it was checked under.
    pub setting: Setting,
    /// The game.
    pub compiled: Arc<Compiled>,
    labels: LabelNumbers,
    /// What was found.
    pub checked: Checked,
}

/// What was found of a profile, whatever its game comes from.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What was checked.
    pub certificate: Certificate,
    /// What the figures allow.
    pub status: Status,
    /// Expected gain of each actor under the profile.
    pub values: Vec<f64>,
    /// What the profile's file says of itself.
    pub claimed: ClaimPart,
    /// Sentences about what the file leaves open.
    pub notes: Vec<String>,
}

/// Why a profile cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The profile does not fit the game, or is none.
    #[error("{0}")]
    Profile(String),
    /// There is no game under the setting.
    #[error(transparent)]
    Game(#[from] AskError),
}

/// Checks a profile in the game that `setting` gives. `accuracy` is the regret that is accepted, as a share of the payoff
/// range; for a quantal response equilibrium, the residual.
///
/// # Errors
/// If there is no game, or the profile does not belong to it.
pub fn verify(
    session: &Session,
    setting: &Setting,
    document: &ProfileDocument,
    accuracy: Option<f64>,
    budget: Budget,
) -> Result<Verified, VerifyError> {
    let model = session.model;
    let (compiled, numbers, exact) = session.numbers(setting, budget)?;
    let labels = LabelNumbers::at(&setting.parameters);
    // Its labels are named as at the setting that it was made under, and it may be checked under another.
    let made_under = document.setting.as_ref().and_then(|part| from_setting::setting(model, part).ok());
    let there = made_under
        .filter(|made| made.parameters != setting.parameters)
        .map(|made| LabelNumbers::at(&made.parameters))
        .filter(|there| document.without_beliefs().claim(&compiled.names(model, there)).is_ok());
    let names = compiled.names(model, there.as_ref().unwrap_or(&labels));
    let checked = check(&names, &model.sha256, &numbers, exact.as_ref(), document, accuracy)
        .map_err(VerifyError::Profile)?;
    Ok(Verified { setting: setting.clone(), compiled, labels, checked })
}

/// Checks a profile in any game; `sha256` is that of the game's text.
///
/// # Errors
/// A sentence that says why the profile does not belong to the game.
pub(crate) fn check(
    names: &dyn Naming,
    sha256: &str,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    document: &ProfileDocument,
    accuracy: Option<f64>,
) -> Result<Checked, String> {
    let structure = names.structure();
    let mut notes = Vec::new();
    let foreign = document
        .model
        .as_ref()
        .is_some_and(|made_for| !made_for.sha256.is_empty() && made_for.sha256 != sha256);
    if foreign {
        notes.push("the profile was made for another version of the text".to_owned());
    }
    let mut why_no_beliefs = "the file has no beliefs";
    let claim = match document.claim(names) {
        // The same game in another format has the same information sets and labels, but tells its stories otherwise.
        Err(_) if foreign => {
            let claim = document.without_beliefs().claim(names)?;
            why_no_beliefs = "its beliefs are told in the words of the other text";
            Ok(claim)
        }
        other => other,
    }?;
    let witness = claim.witness.unwrap_or_else(|| {
        notes.push("the file has no witness: small trembles stand in for it".to_owned());
        profile::log_trembles(structure, &claim.profile, TREMBLE)
    });
    let beliefs = claim.beliefs.unwrap_or_else(|| {
        notes.push(format!("{why_no_beliefs}: those of the witness stand in for them"));
        profile::beliefs_of_logs(structure, &profile::node_log_reach(structure, numbers, &witness))
    });
    let written = document.certificate.as_ref();
    let witness_lambda = written.and_then(|c| c.witness_lambda);
    // A file that speaks of residuals claims a quantal response equilibrium at the witness's precision.
    let qre_lambda = written.and_then(|c| c.fixed_point).and(witness_lambda);
    let certificate = certificate::certify(
        structure,
        numbers,
        exact,
        &claim.profile,
        claim.profile_exact.as_deref(),
        &witness,
        &beliefs,
        witness_lambda,
        qre_lambda,
    )
    .map_err(|error| in_words(names, &error))?;
    let method = document.method.as_deref().and_then(Method::from_word).unwrap_or(Method::Qre);
    let is_exact = claim.profile_exact.is_some() && exact.is_some();
    let status = certificate::status(&certificate, method, is_exact, accuracy.unwrap_or(NASH_ACCURACY));
    let claimed = ClaimPart { status: document.status.clone(), max_regret: document.max_regret };
    let values = profile::values(structure, numbers, &claim.profile);
    Ok(Checked { certificate, status, values, claimed, notes })
}

/// An error of the certificate with the names of the game.
fn in_words(names: &dyn Naming, error: &CertificateError) -> String {
    let at = |infoset: usize| names.place(infoset as u32);
    match *error {
        CertificateError::Profile { infoset } => {
            format!("at {}, the probabilities are not between 0 and 1 with sum 1", at(infoset))
        }
        CertificateError::ExactProfile { infoset } => {
            format!(
                "at {}, the fractions have no sum of 1, or are not the probabilities beside them",
                at(infoset)
            )
        }
        CertificateError::Beliefs { infoset } => {
            format!("at {}, the beliefs are not between 0 and 1 with sum 1", at(infoset))
        }
        CertificateError::Witness { infoset } => {
            format!("at {}, the witness does not give every label a positive probability", at(infoset))
        }
        CertificateError::Recall { infoset } => {
            format!("at {}, the actor has forgotten what it knew or did", at(infoset))
        }
        CertificateError::Length { .. } | CertificateError::Lambda | CertificateError::Weights => {
            error.to_string()
        }
    }
}

impl Verified {
    /// The names of the game at the setting.
    #[must_use]
    pub fn names<'a>(&'a self, model: &'a Model) -> Names<'a> {
        self.compiled.names(model, &self.labels)
    }

    /// As JSON.
    #[must_use]
    pub fn document(&self, model: &Model, timing: TimingPart) -> VerificationDocument {
        self.checked.document(
            &self.names(model),
            model_part(model),
            setting_part(model, &self.setting),
            timing,
        )
    }
}

impl Checked {
    pub(crate) fn document(
        &self,
        names: &dyn Naming,
        model: ModelPart,
        setting: SettingPart,
        timing: TimingPart,
    ) -> VerificationDocument {
        VerificationDocument {
            schema: SCHEMA,
            model,
            setting,
            status: self.status.word(),
            max_regret: self.certificate.max_regret(),
            payoff_range: self.certificate.payoff_range,
            certificate: certificate_part(names, &self.certificate),
            largest_gain: self.certificate.sequential_at.map(|infoset| PlacePart {
                actor: names.actor(infoset),
                decision: names.decision(infoset),
                number: names.number(infoset),
            }),
            values: names.by_actor(&self.values),
            claimed: self.claimed.clone(),
            notes: self.notes.clone(),
            timing,
        }
    }
}
