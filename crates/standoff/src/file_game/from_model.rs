//! A compiled model as a game with names, to be written in another format.
//!
//! In: a model's game with its names at a setting and the numbers there. Out: the same game with the model's names: decisions and what
//! was seen before them, labels, outcomes. Information sets keep their numbers, so that a profile of one is a profile of
//! the other.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_compile::{Event, Names};
use standoff_game::dag::Dag;
use standoff_game::formats::NamedGame;
use standoff_game::formats::game::SetNames;
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::structure::{NONE, Node};

/// A model's game with names.
#[derive(Clone, Debug)]
pub struct FromModel {
    /// The game.
    pub game: NamedGame,
    /// Whether some numbers are irrational: they were rounded to doubles, which are written exactly.
    pub rounded: bool,
}

/// The game of a model by its names at a point, at which `numbers` (and `exact`, where all are rational) were evaluated.
#[must_use]
pub fn from_model(names: Names, numbers: &Numbers, exact: Option<&ExactNumbers>) -> FromModel {
    let (model, compiled) = (names.model, names.compiled);
    let mut structure = compiled.structure.clone();
    let mut dag = Dag::new();
    let (chance, payoff) = match exact {
        Some(exact) => (exact.chance.clone(), exact.payoff.clone()),
        None => {
            let mut chance: Vec<BigRational> = numbers.chance.iter().copied().map(of_double).collect();
            for row in 0..structure.chance_start.len().saturating_sub(1) {
                exactly_one(&mut chance[structure.chance_row(row as u32)]);
            }
            (chance, numbers.payoff.iter().copied().map(of_double).collect())
        }
    };
    structure.chance = chance.into_iter().map(|entry| dag.constant(entry)).collect();
    structure.payoff = payoff.into_iter().map(|entry| dag.constant(entry)).collect();

    let mut game = NamedGame {
        title: if model.title.is_empty() { model.name.clone() } else { model.title.clone() },
        players: model.actors.iter().map(|actor| actor.name.clone()).collect(),
        structure,
        dag,
        ..NamedGame::default()
    };
    for (infoset, info) in compiled.infosets.iter().enumerate() {
        game.sets.push(SetNames { number: info.number });
        game.set_names.push(&set_name(names, infoset));
        for &label in info.labels.iter() {
            game.action_names.push(&names.label(info.thing, label));
        }
    }
    name_nodes(&mut game, names);
    FromModel { game, rounded: exact.is_none() }
}

/// Chance moves by what they draw, ends by the model's outcomes.
fn name_nodes(game: &mut NamedGame, names: Names) {
    let (model, compiled) = (names.model, names.compiled);
    game.detail = vec![NONE; game.structure.node_count()];
    let outcomes: Vec<&str> = model.outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
    game.outcome_names = outcomes.into_iter().collect();
    let order: Vec<usize> = game.depth_first().map(|node| node.0 as usize).collect();
    for node in order {
        match game.structure.node(node) {
            Node::Chance(row) => {
                let children: Vec<usize> = game.structure.children(node).collect();
                let drawn: Vec<(String, String)> =
                    children.iter().map(|&child| drawn(names, child)).collect();
                let name = drawn.first().map_or("", |(thing, _)| thing.as_str());
                game.detail[node] = game.add_event(row, name, drawn.iter().map(|(_, label)| label.clone()));
            }
            Node::Terminal(_) => {
                let ended = compiled.stories.events(node).iter().rev().find_map(|event| match event {
                    Event::Outcome(outcome) => Some(outcome.0),
                    _ => None,
                });
                game.detail[node] = ended.unwrap_or(NONE);
            }
            Node::Decision(_) => {}
        }
    }
}

/// What chance drew on the way to a node: thing and label.
fn drawn(names: Names, child: usize) -> (String, String) {
    let set = names.compiled.stories.events(child).iter().find_map(|event| match *event {
        Event::Set { thing, index, .. } => Some((thing, index)),
        _ => None,
    });
    set.map_or_else(Default::default, |(thing, index)| {
        let declared = names.model.things.get(thing.0 as usize);
        (declared.map_or_else(String::new, |thing| thing.name.clone()), names.label(thing, index))
    })
}

/// A decision and what was seen before it.
fn set_name(names: Names, infoset: usize) -> String {
    let info = names.compiled.infosets.get(infoset);
    let thing = info.and_then(|info| names.model.things.get(info.thing.0 as usize));
    let mut name = thing.map_or_else(String::new, |thing| thing.name.clone());
    let seen = names.seen_pairs(infoset);
    if !seen.is_empty() {
        let seen: Vec<String> = seen.iter().map(|(what, value)| format!("{what} {value}")).collect();
        name.push_str(&format!(" after {}", seen.join(", ")));
    }
    name
}

/// The rational that a double is.
fn of_double(value: f64) -> BigRational {
    BigRational::from_float(value).unwrap_or_else(BigRational::zero)
}

/// Takes from the largest entry what rounding put on the sum.
fn exactly_one(entries: &mut [BigRational]) {
    let sum = entries.iter().fold(BigRational::zero(), |sum, entry| sum + entry);
    let beyond = sum - BigRational::from_integer(BigInt::one());
    let largest = (0..entries.len()).max_by(|&a, &b| entries[a].cmp(&entries[b]));
    if let Some(largest) = largest.filter(|_| !beyond.is_zero()) {
        entries[largest] -= beyond;
    }
}
