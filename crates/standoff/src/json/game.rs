//! `standoff/game/1`: a whole game, for programs that do not read the text formats.

use serde::Serialize;

use super::parts::ModelPart;

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/game/1";

/// A game.
#[derive(Clone, Debug, Serialize)]
pub struct GameDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Where it comes from.
    pub model: ModelPart,
    /// The file's comment.
    pub comment: String,
    /// Those who play; others refer to them by position, from 0.
    pub players: Vec<String>,
    /// What the players cannot tell apart.
    pub information_sets: Vec<SetPart>,
    /// The moves of chance.
    pub events: Vec<EventPart>,
    /// What the players gain at the ends.
    pub outcomes: Vec<OutcomePart>,
    /// The tree: every node before those that follow it, which come in the order of its actions.
    pub nodes: Vec<NodePart>,
}

/// An information set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetPart {
    /// Position of its player.
    pub player: u16,
    /// Its number, unique for the player.
    pub number: u32,
    /// Its name; empty if none.
    pub name: String,
    /// The names of its actions.
    pub actions: Vec<String>,
}

/// A move of chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventPart {
    /// Its number.
    pub number: u32,
    /// Its name; empty if none.
    pub name: String,
    /// Its branches.
    pub branches: Vec<BranchPart>,
}

/// A branch of a chance move.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BranchPart {
    /// Its name.
    pub label: String,
    /// Its probability.
    pub probability: f64,
    /// The same as a fraction.
    pub exact: String,
}

/// What the players gain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutcomePart {
    /// One payoff a player, all that was gathered on the way included.
    pub payoffs: Vec<f64>,
    /// The same as fractions.
    pub exact: Vec<String>,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NodePart {
    /// Position of the node before it; null at the root.
    pub parent: Option<u32>,
    /// Its name; left out if it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What happens there.
    #[serde(flatten)]
    pub kind: NodeKind,
}

/// What happens at a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// A player moves: position of the information set.
    InformationSet(u32),
    /// Chance moves: position of the event.
    Event(u32),
    /// The end: position of the outcome.
    Outcome(u32),
}
