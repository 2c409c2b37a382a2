//! Tree to text.
//!
//! In: a game. Out: an `.efg` text that says everything once: names that differ, a number for every information set, event
//! and outcome, payoffs at the ends only, exact numbers.

use std::collections::{HashMap, HashSet};

use super::super::game::NamedGame;
use super::super::labels::{Texts, made_unique, quote, unique_or_empty};
use super::super::number::show;
use crate::dag::ExprId;
use crate::structure::{NONE, Node};

/// A game as text.
#[must_use]
pub fn write(game: &NamedGame) -> String {
    let structure = &game.structure;
    let mut out = String::from("EFG 2 R ");
    quote(&mut out, &game.title);
    out.push_str(" {");
    let players: Vec<&str> = game.players.iter().map(String::as_str).collect();
    for name in made_unique(&players).iter() {
        out.push(' ');
        quote(&mut out, name);
    }
    out.push_str(" }\n");
    quote(&mut out, &game.comment);
    out.push_str("\n\n");

    let names = Names::new(game);
    let numbers = set_numbers(game);
    let mut written_sets = vec![false; structure.infoset_count()];
    let mut written_events = vec![false; game.events.len()];
    let mut outcomes = Outcomes::new(game);
    for node in game.depth_first() {
        let at = node.0 as usize;
        let letter = match structure.node(at) {
            Node::Decision(_) => 'p',
            Node::Chance(_) => 'c',
            Node::Terminal(_) => 't',
        };
        out.push(letter);
        out.push(' ');
        quote(&mut out, names.nodes.get(at));
        match structure.node(at) {
            Node::Decision(set) => {
                let set = set.0 as usize;
                out.push_str(&format!(" {} {}", structure.infoset_player[set] + 1, numbers[set]));
                if !std::mem::replace(&mut written_sets[set], true) {
                    out.push(' ');
                    quote(&mut out, &names.sets[set]);
                    out.push_str(" {");
                    let actions: Vec<&str> =
                        structure.actions(set).map(|action| game.action_names.get(action)).collect();
                    for action in made_unique(&actions).iter() {
                        out.push(' ');
                        quote(&mut out, action);
                    }
                    out.push_str(" }");
                }
                out.push_str(" 0");
            }
            Node::Chance(row) => {
                let event = game.detail[at];
                out.push_str(&format!(" {}", event + 1));
                if !std::mem::replace(&mut written_events[event as usize], true) {
                    out.push(' ');
                    quote(&mut out, names.events.get(event as usize));
                    out.push_str(" {");
                    let first = game.events[event as usize].first_branch as usize;
                    let entries = structure.chance_row(row);
                    let branches: Vec<&str> =
                        (0..entries.len()).map(|k| game.branch_names.get(first + k)).collect();
                    for (branch, entry) in made_unique(&branches).iter().zip(entries) {
                        out.push(' ');
                        quote(&mut out, branch);
                        out.push(' ');
                        out.push_str(&constant(game, structure.chance[entry]));
                    }
                    out.push_str(" }");
                }
                out.push_str(" 0");
            }
            Node::Terminal(row) => outcomes.write(&mut out, game.detail[at], row),
        }
        out.push('\n');
    }
    out
}

/// A number of the game.
fn constant(game: &NamedGame, id: ExprId) -> String {
    game.dag.as_constant(id).map_or_else(|| "0".to_owned(), show)
}

/// The file's own numbers where each player's differ, else the order of the text.
fn set_numbers(game: &NamedGame) -> Vec<u32> {
    let player = |set: usize| game.structure.infoset_player[set];
    let count = game.structure.infoset_count();
    let mut seen = HashSet::new();
    let given: Vec<u32> = game.sets.iter().map(|set| set.number).collect();
    if given.len() == count && (0..count).all(|set| given[set] > 0 && seen.insert((player(set), given[set])))
    {
        return given;
    }
    let mut next = vec![0u32; game.players.len()];
    let number = |set: usize| {
        let next = &mut next[usize::from(player(set))];
        *next += 1;
        *next
    };
    (0..count).map(number).collect()
}

/// Names as they are written: where one is given, no other of its kind is the same.
struct Names {
    nodes: Texts,
    sets: Vec<String>,
    events: Texts,
}

impl Names {
    fn new(game: &NamedGame) -> Self {
        let mut sets = vec![String::new(); game.structure.infoset_count()];
        for player in 0..game.structure.players {
            let own: Vec<usize> =
                (0..sets.len()).filter(|&set| game.structure.infoset_player[set] == player).collect();
            let names: Vec<&str> = own.iter().map(|&set| game.set_names.get(set)).collect();
            for (set, name) in own.iter().zip(unique_or_empty(&names).iter()) {
                sets[*set] = name.to_owned();
            }
        }
        let events: Vec<&str> = (0..game.events.len()).map(|event| game.event_names.get(event)).collect();
        let nodes: Vec<&str> = game.node_names.iter().collect();
        Names { nodes: unique_or_empty(&nodes), sets, events: unique_or_empty(&events) }
    }
}

/// Outcomes as they are written: one for each pair of a name and payoffs.
struct Outcomes<'g> {
    game: &'g NamedGame,
    /// (outcome of the game, payoff row) to the number written.
    numbers: HashMap<(u32, u32), u32>,
    names: HashMap<String, u32>,
}

impl<'g> Outcomes<'g> {
    fn new(game: &'g NamedGame) -> Self {
        Outcomes { game, numbers: HashMap::new(), names: HashMap::new() }
    }

    /// The end of a node's line.
    fn write(&mut self, out: &mut String, outcome: u32, row: u32) {
        let game = self.game;
        let players = game.players.len();
        let payoffs = &game.structure.payoff[row as usize * players..][..players];
        let zero = game.dag.zero();
        if outcome == NONE && payoffs.iter().all(|&payoff| payoff == zero) {
            out.push_str(" 0");
            return;
        }
        if let Some(number) = self.numbers.get(&(outcome, row)) {
            out.push_str(&format!(" {number}"));
            return;
        }
        let number = self.numbers.len() as u32 + 1;
        self.numbers.insert((outcome, row), number);
        out.push_str(&format!(" {number} "));
        let name = self.name(outcome, number);
        quote(out, &name);
        out.push_str(" {");
        for (k, &payoff) in payoffs.iter().enumerate() {
            out.push_str(if k == 0 { " " } else { ", " });
            out.push_str(&constant(game, payoff));
        }
        out.push_str(" }");
    }

    /// The outcome's own name, with a number behind it if it stands for several payoffs.
    fn name(&mut self, outcome: u32, number: u32) -> String {
        let own = if outcome == NONE { "" } else { self.game.outcome_names.get(outcome as usize) };
        let mut name = if own.is_empty() { format!("_{number}") } else { own.to_owned() };
        loop {
            let met = self.names.entry(name.clone()).or_default();
            *met += 1;
            if *met == 1 {
                return name;
            }
            name = format!("{name}_{met}");
        }
    }
}
