//! A profile from JSON: what `solve --json` writes, or the same written by hand.
//!
//! In: text of a `standoff/solution/1` document, of which only the profile itself is needed. Out: [`ProfileDocument`],
//! then, against a compiled game, [`Claim`]: arrays in the game's order. Information sets are matched by actor and
//! number and checked by labels, so that a profile of another game is refused with a sentence.

use std::collections::{HashMap, VecDeque};

use num_rational::BigRational;
use serde::Deserialize;

use super::from_solution::LARGE_SET;
use super::parts::{ModelPart, SettingPart};
use super::solution::SCHEMA;
use crate::naming::Naming;

/// What is read of a profile's file. Unknown fields are passed over: later versions may add some.
#[derive(Clone, Debug, Deserialize)]
pub struct ProfileDocument {
    /// The schema; must be a solution's.
    pub schema: String,
    /// The model it was made for.
    #[serde(default)]
    pub model: Option<ModelPart>,
    /// The setting it was made under.
    #[serde(default)]
    pub setting: Option<SettingPart>,
    /// What it says of itself.
    #[serde(default)]
    pub status: Option<String>,
    /// The solver's method.
    #[serde(default)]
    pub method: Option<String>,
    /// What it says of itself.
    #[serde(default)]
    pub max_regret: Option<f64>,
    /// Its certificate, of which the precision of the witness is read.
    #[serde(default)]
    pub certificate: Option<CertificateIn>,
    /// The profile.
    pub information_sets: Vec<InformationSetIn>,
}

/// What is read of a certificate.
#[derive(Clone, Debug, Deserialize)]
pub struct CertificateIn {
    /// Precision of the witness, in inverse payoff units.
    #[serde(default)]
    pub witness_lambda: Option<f64>,
    /// Stands only in a quantal response equilibrium at a finite precision.
    #[serde(default)]
    pub fixed_point: Option<f64>,
}

/// What is read of an information set.
#[derive(Clone, Debug, Deserialize)]
pub struct InformationSetIn {
    /// Who moves.
    pub actor: String,
    /// From 1 per actor, depth first.
    pub number: u32,
    /// The decision, for messages.
    #[serde(default)]
    pub decision: String,
    /// The strategy there.
    pub actions: Vec<ActionIn>,
    /// The beliefs there.
    #[serde(default)]
    pub beliefs: Option<Vec<BeliefIn>>,
}

/// What is read of an action.
#[derive(Clone, Debug, Deserialize)]
pub struct ActionIn {
    /// The label.
    pub label: String,
    /// Its probability.
    pub probability: f64,
    /// The same as a rational.
    #[serde(default)]
    pub exact: Option<String>,
    /// Natural logarithm of its probability in the fully mixed witness.
    #[serde(default)]
    pub log_witness: Option<f64>,
}

/// What is read of a belief.
#[derive(Clone, Debug, Deserialize)]
pub struct BeliefIn {
    /// Names with values.
    pub story: Vec<(String, String)>,
    /// Its probability.
    pub probability: f64,
}

/// A profile in the order of a compiled game.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// Probability of each action.
    pub profile: Vec<f64>,
    /// The same as rationals, if every action has one.
    pub profile_exact: Option<Vec<BigRational>>,
    /// Log-probability of each action in the witness, if the file has one.
    pub witness: Option<Vec<f64>>,
    /// Belief of each node, aligned with `Structure::infoset_nodes`, if the file has them.
    pub beliefs: Option<Vec<f64>>,
}

impl ProfileDocument {
    /// Reads the text of a profile's file.
    ///
    /// # Errors
    /// A sentence that says what is wrong and where.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        let document: Self = serde_json::from_slice(text).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or(&reason);
            format!("it is not a profile as `standoff solve --json` writes it ({place}: {reason})")
        })?;
        if document.schema != SCHEMA {
            let found: String = document.schema.chars().take(60).collect();
            return Err(format!("its schema is \"{found}\", and a profile has \"{SCHEMA}\""));
        }
        Ok(document)
    }

    /// The same without beliefs.
    #[must_use]
    pub fn without_beliefs(&self) -> Self {
        let mut bare = self.clone();
        bare.information_sets.iter_mut().for_each(|set| set.beliefs = None);
        bare
    }

    /// The profile in the order of a game.
    ///
    /// # Errors
    /// A sentence that names the first information set or label that does not fit.
    pub fn claim(&self, names: &dyn Naming) -> Result<Claim, String> {
        let structure = names.structure();
        let order = names.in_order();
        let mut by_name: HashMap<(String, u32), usize> = HashMap::with_capacity(order.len());
        by_name.extend(order.iter().map(|&h| ((names.actor(h as u32), names.number(h as u32)), h)));
        let mut given: Vec<Option<&InformationSetIn>> = vec![None; structure.infoset_count()];
        for set in &self.information_sets {
            let place = || place(&set.actor, set.number);
            let infoset = by_name
                .get(&(set.actor.clone(), set.number))
                .ok_or_else(|| format!("the game has no {}", place()))?;
            if given[*infoset].replace(set).is_some() {
                return Err(format!("{} stands in it twice", place()));
            }
        }
        let mut claim = Claim {
            profile: vec![0.0; structure.action_count()],
            profile_exact: None,
            witness: None,
            beliefs: None,
        };
        let mut exact: Vec<Option<BigRational>> = vec![None; structure.action_count()];
        let mut witness: Vec<Option<f64>> = vec![None; structure.action_count()];
        let mut found = vec![0.0; structure.infoset_nodes.len()];
        let mut beliefs_given = !self.information_sets.is_empty();
        for infoset in order {
            let number = infoset as u32;
            let actor = names.actor(number);
            let here = place(&actor, names.number(number));
            let set = given[infoset].ok_or_else(|| format!("{here} is missing in it"))?;
            let actions = structure.actions(infoset);
            if set.actions.len() != actions.len() {
                return Err(format!(
                    "{here} has {} labels in it and {} in the game",
                    set.actions.len(),
                    actions.len()
                ));
            }
            for (slot, (action, written)) in actions.zip(&set.actions).enumerate() {
                let label = names.label(number, slot as u32);
                if label != written.label {
                    let found: String = written.label.chars().take(60).collect();
                    return Err(format!(
                        "at {here}, label {} is `{label}` in the game and `{found}` in it",
                        slot + 1
                    ));
                }
                claim.profile[action] = written.probability;
                witness[action] = written.log_witness;
                exact[action] = match &written.exact {
                    None => None,
                    Some(text) => Some(rational(text).ok_or_else(|| {
                        let text: String = text.chars().take(60).collect();
                        format!("at {here}, \"{text}\" is not a fraction")
                    })?),
                };
            }
            match &set.beliefs {
                Some(beliefs) => {
                    let from = structure.infoset_start[infoset] as usize;
                    place_beliefs(names, infoset, beliefs, &mut found[from..])
                        .map_err(|sentence| format!("at {here}, {sentence}"))?;
                }
                None => beliefs_given = false,
            }
        }
        claim.profile_exact = exact.into_iter().collect();
        claim.beliefs = beliefs_given.then_some(found);
        if witness.iter().any(Option::is_some) {
            // An action without a logarithm has none that is finite; the certificate says whether that matters.
            claim.witness = Some(witness.into_iter().map(|log| log.unwrap_or(f64::NEG_INFINITY)).collect());
        }
        Ok(claim)
    }
}

fn place(actor: &str, number: u32) -> String {
    let actor: String = actor.chars().take(60).collect();
    format!("information set {number} of {actor}")
}

/// Fractions of bounded length: their digits come from outside.
fn rational(text: &str) -> Option<BigRational> {
    const LONGEST: usize = 100_000;
    if text.len() > LONGEST || text.split('/').nth(1).is_some_and(|d| d.chars().all(|c| c == '0')) {
        return None;
    }
    text.parse().ok()
}

/// Matches stories and puts their probabilities at their nodes.
fn place_beliefs(
    names: &dyn Naming,
    infoset: usize,
    written: &[BeliefIn],
    out: &mut [f64],
) -> Result<(), String> {
    let stories = names.stories(infoset);
    let mut nodes: HashMap<&[(String, String)], VecDeque<usize>> = HashMap::with_capacity(stories.len());
    for (node, story) in stories.iter().enumerate() {
        nodes.entry(story).or_default().push_back(node);
    }
    for belief in written {
        let node = nodes.get_mut(belief.story.as_slice()).and_then(VecDeque::pop_front);
        let node = node.ok_or_else(|| {
            let words: Vec<String> =
                belief.story.iter().map(|(name, value)| format!("{name} {value}")).collect();
            let words: String = words.join(", ").chars().take(120).collect();
            format!("the story \"{words}\" cannot have led there, or stands there twice")
        })?;
        out[node] = belief.probability;
    }
    // Large sets are written without what is next to impossible: what is left is spread to sum to 1 again.
    let out = &mut out[..stories.len()];
    let sum: f64 = out.iter().sum();
    if stories.len() > LARGE_SET && (sum - 1.0).abs() < 1e-6 && sum > 0.0 {
        for probability in out {
            *probability /= sum;
        }
    }
    Ok(())
}
