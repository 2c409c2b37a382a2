//! `standoff/equilibria/1`: all equilibria of a game, one by one.
//!
//! In: a [`Listing`] and the names of its game. Out: [`EquilibriaDocument`]. Each equilibrium has its information sets as
//! `standoff/solution/1` has them, so that `standoff verify` reads it.

use serde::Serialize;

use super::from_answers::marks;
use super::named::Named;
use super::parts::{ModelPart, SettingPart, SizePart, TimingPart};
use crate::equilibria::{Component, Equilibrium, Listing};
use crate::naming::Naming;

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/equilibria/1";

/// All equilibria, or those that were found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EquilibriaDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which model.
    pub model: ModelPart,
    /// Under which setting.
    pub setting: SettingPart,
    /// What is listed: `extreme equilibria` where two actors move, `ways to play` where more do.
    pub listed: &'static str,
    /// Whether these are all.
    pub complete: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<&'static str>,
    /// How large the game is.
    pub size: SizePart,
    /// Connected components of the set of equilibria.
    pub components: Vec<ComponentPart>,
    /// Seconds; left out of comparisons.
    pub timing: TimingPart,
}

/// Equilibria that are connected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComponentPart {
    /// `yes`, `no` or `undecided`, as in the answer to `equilibria`.
    pub marks: Named<&'static str>,
    /// Its extreme equilibria, or the one that it is.
    pub equilibria: Vec<EquilibriumPart>,
}

/// An equilibrium.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EquilibriumPart {
    /// Expected gain of each actor.
    pub values: Named<f64>,
    /// The same as fractions, where they are exact.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub values_exact: Named<String>,
    /// What is done where, actor by actor, by number.
    pub information_sets: Vec<PlacePart>,
}

/// An information set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlacePart {
    /// Who moves.
    pub actor: String,
    /// The decision.
    pub decision: String,
    /// Its number, unique for its actor.
    pub number: u32,
    /// What the actor has seen and done.
    pub seen: Vec<(String, String)>,
    /// Whether play comes here.
    pub reached: bool,
    /// Every label.
    pub actions: Vec<ActionPart>,
}

/// A label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActionPart {
    /// The label.
    pub label: String,
    /// Its probability.
    pub probability: f64,
    /// The same as a fraction, where it is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
}

/// A listing as JSON.
#[must_use]
pub fn document(
    names: &dyn Naming,
    listing: &Listing,
    model: ModelPart,
    setting: SettingPart,
    size: SizePart,
    timing: TimingPart,
) -> EquilibriaDocument {
    let order = names.in_order();
    let component = |component: &Component| ComponentPart {
        marks: marks(&component.marks).map(|(name, verdict)| (name.to_owned(), verdict.word())).collect(),
        equilibria: component.equilibria.iter().map(|it| equilibrium(names, &order, it)).collect(),
    };
    EquilibriaDocument {
        schema: SCHEMA,
        model,
        setting,
        listed: listing.listed.word(),
        complete: listing.complete,
        cut: listing.cut.map(standoff_solve::enumerate::Cut::word),
        size,
        components: listing.components.iter().map(component).collect(),
        timing,
    }
}

fn equilibrium(names: &dyn Naming, order: &[usize], found: &Equilibrium) -> EquilibriumPart {
    let exact = |action: usize| found.profile_exact.as_ref().map(|exact| exact[action].to_string());
    let place = |&set: &usize| {
        let number = set as u32;
        let action = |(slot, action): (usize, usize)| ActionPart {
            label: names.label(number, slot as u32),
            probability: found.profile[action],
            exact: exact(action),
        };
        PlacePart {
            actor: names.actor(number),
            decision: names.decision(number),
            number: names.number(number),
            seen: names.seen(set),
            reached: found.reached[set],
            actions: names.structure().actions(set).enumerate().map(action).collect(),
        }
    };
    EquilibriumPart {
        values: names.by_actor(&found.values),
        values_exact: names.exact_by_actor(found.values_exact.as_deref().unwrap_or_default()),
        information_sets: order.iter().map(place).collect(),
    }
}
