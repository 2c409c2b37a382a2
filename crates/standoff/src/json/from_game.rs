//! A game with names to JSON.
//!
//! In: a [`NamedGame`]. Out: [`GameDocument`]; nodes in the order of a text, depth first.

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use standoff_game::dag::ExprId;
use standoff_game::formats::NamedGame;
use standoff_game::structure::{NONE, Node};

use super::game::{BranchPart, EventPart, GameDocument, NodeKind, NodePart, OutcomePart, SCHEMA, SetPart};
use super::parts::ModelPart;

/// The whole game.
#[must_use]
pub fn game_document(game: &NamedGame, model: ModelPart) -> GameDocument {
    let structure = &game.structure;
    let set = |set: usize| SetPart {
        player: structure.infoset_player[set],
        number: game.sets.get(set).map_or(0, |set| set.number),
        name: game.set_names.get(set).to_owned(),
        actions: structure.actions(set).map(|action| game.action_names.get(action).to_owned()).collect(),
    };
    let event = |(k, event): (usize, &standoff_game::formats::game::EventNames)| {
        let entries = &structure.chance[structure.chance_row(event.row)];
        let branch = |(branch, &entry): (usize, &ExprId)| {
            let (probability, exact) = number(game, entry);
            let label = game.branch_names.get(event.first_branch as usize + branch).to_owned();
            BranchPart { label, probability, exact }
        };
        EventPart {
            number: event.number,
            name: game.event_names.get(k).to_owned(),
            branches: entries.iter().enumerate().map(branch).collect(),
        }
    };
    let players = game.players.len().max(1);
    let outcome = |row: &[ExprId]| {
        let (payoffs, exact) = row.iter().map(|&payoff| number(game, payoff)).unzip();
        OutcomePart { payoffs, exact }
    };
    let order: Vec<usize> = game.depth_first().map(|node| node.0 as usize).collect();
    let mut position = vec![0u32; structure.node_count()];
    for (k, &node) in order.iter().enumerate() {
        position[node] = k as u32;
    }
    let node = |&node: &usize| {
        let parent = structure.parent[node];
        NodePart {
            parent: (parent != NONE).then(|| position[parent as usize]),
            name: game.node_names.get(node).to_owned(),
            kind: match structure.node(node) {
                Node::Decision(set) => NodeKind::InformationSet(set.0),
                Node::Chance(_) => NodeKind::Event(game.detail[node]),
                Node::Terminal(row) => NodeKind::Outcome(row),
            },
        }
    };
    GameDocument {
        schema: SCHEMA,
        model,
        comment: game.comment.clone(),
        players: game.players.clone(),
        information_sets: (0..structure.infoset_count()).map(set).collect(),
        events: game.events.iter().enumerate().map(event).collect(),
        outcomes: structure.payoff.chunks(players).map(outcome).collect(),
        nodes: order.iter().map(node).collect(),
    }
}

/// A number of the game, rounded and exact.
fn number(game: &NamedGame, id: ExprId) -> (f64, String) {
    let zero = BigRational::zero();
    let value = game.dag.as_constant(id).unwrap_or(&zero);
    (value.to_f64().unwrap_or(f64::NAN), value.to_string())
}
