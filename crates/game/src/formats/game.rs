//! A game with the names that its file gives.
//!
//! In: made by the readers, or from a compiled model. Out: structure and numbers for the solvers, names for people, and
//! everything that the writers need.

use num_rational::BigRational;
use num_traits::{One, Signed};

use super::labels::{self, Texts};
use super::pool::Total;
use crate::dag::{Dag, ExprId};
use crate::numbers::{ExactError, ExactNumbers, Undefined};
use crate::recall;
use crate::structure::{NONE, Node, NodeId, Structure};

/// A game with names. Its numbers are constants.
#[derive(Clone, Debug, Default)]
pub struct NamedGame {
    /// The title.
    pub title: String,
    /// The comment; empty if none.
    pub comment: String,
    /// The players, by number; each has a name of its own.
    pub players: Vec<String>,
    /// The shape.
    pub structure: Structure,
    /// The numbers behind it, all constants.
    pub dag: Dag,
    /// By information set.
    pub sets: Vec<SetNames>,
    /// The names of the information sets.
    pub set_names: Texts,
    /// By action, in the flat numbering; unique within a set.
    pub action_names: Texts,
    /// The moves of chance: those that share one are one event in the file.
    pub events: Vec<EventNames>,
    /// The names of the events.
    pub event_names: Texts,
    /// The names of their branches, event by event; unique within an event.
    pub branch_names: Texts,
    /// The names of the outcomes.
    pub outcome_names: Texts,
    /// By node: its name, often empty.
    pub node_names: Texts,
    /// By node: at a chance node its event, at an end its outcome ([`NONE`] for the null outcome), else [`NONE`].
    pub detail: Vec<u32>,
    /// By node: the line it stands on, from 1. Empty if the game has no text.
    pub lines: Vec<u32>,
}

/// What a file says of an information set, its texts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetNames {
    /// Its number, unique for the player.
    pub number: u32,
}

/// What a file says of a chance move, its texts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventNames {
    /// Its number.
    pub number: u32,
    /// Its row of probabilities.
    pub row: u32,
    /// Its first branch in `branch_names`; it has as many as its row has entries.
    pub first_branch: u32,
}

impl NamedGame {
    /// A game with the plainest names: actions and branches are counted from 1, and nothing else is named. Every chance
    /// node is an event of its own. `dag` must hold constants only.
    #[must_use]
    pub fn unnamed(structure: Structure, dag: Dag, players: Vec<String>) -> Self {
        let mut game = NamedGame { players, structure, dag, ..NamedGame::default() };
        let s = &game.structure;
        let mut next = vec![0u32; game.players.len()];
        for set in 0..s.infoset_count() {
            let number = &mut next[usize::from(s.infoset_player[set])];
            *number += 1;
            game.sets.push(SetNames { number: *number });
            game.set_names.push("");
            (1..=s.actions(set).len()).for_each(|k| game.action_names.push(&k.to_string()));
        }
        game.detail = vec![NONE; s.node_count()];
        let order: Vec<NodeId> = game.depth_first().collect();
        for node in order {
            let node = node.0 as usize;
            if let Node::Chance(row) = game.structure.node(node) {
                let names = (1..=game.structure.chance_row(row).len()).map(|k| k.to_string());
                game.detail[node] = game.add_event(row, "", names);
            }
        }
        game
    }

    /// A further chance event, with the next number.
    pub fn add_event(&mut self, row: u32, name: &str, branches: impl Iterator<Item = String>) -> u32 {
        let event = self.events.len() as u32;
        let first_branch = self.branch_names.len() as u32;
        self.events.push(EventNames { number: event + 1, row, first_branch });
        self.event_names.push(name);
        branches.for_each(|branch| self.branch_names.push(&branch));
        event
    }

    /// The numbers.
    ///
    /// # Errors
    /// If the game was not made by a reader and its numbers are no constants, or its probabilities none.
    pub fn numbers(&self) -> Result<ExactNumbers, ExactError> {
        let value = |&id: &ExprId| self.dag.as_constant(id).cloned().ok_or(ExactError::NotExact);
        let s = &self.structure;
        let chance: Vec<BigRational> = s.chance.iter().map(value).collect::<Result<_, _>>()?;
        for row in 0..s.chance_start.len().saturating_sub(1) as u32 {
            let mut total = Total::new();
            let entries = &chance[s.chance_row(row)];
            let fine = entries.iter().all(|entry| !entry.is_negative() && total.add(entry).is_ok());
            if !fine || !total.value().is_one() {
                return Err(Undefined::Chance { row }.into());
            }
        }
        let payoff = s.payoff.iter().map(value).collect::<Result<_, _>>()?;
        Ok(ExactNumbers { chance, payoff })
    }

    /// The player who moves at an information set.
    #[must_use]
    pub fn player_of(&self, infoset: usize) -> &str {
        let player = self.structure.infoset_player.get(infoset);
        player.and_then(|&player| self.players.get(usize::from(player))).map_or("", String::as_str)
    }

    /// The name of an action, counted within its information set.
    #[must_use]
    pub fn action(&self, infoset: usize, action: usize) -> &str {
        self.action_names
            .get(self.structure.action_start.get(infoset).map_or(0, |&first| first as usize) + action)
    }

    /// What leads from a node's parent to it: who moved (nobody for chance), the name of the information set or event,
    /// and the name of the action. Nothing at the root.
    #[must_use]
    pub fn move_to(&self, node: usize) -> Option<Move<'_>> {
        let parent = *self.structure.parent.get(node)?;
        if parent == NONE {
            return None;
        }
        let parent = parent as usize;
        let branch = node - self.structure.first_child[parent] as usize;
        match self.structure.node(parent) {
            Node::Decision(set) => {
                let set = set.0 as usize;
                let player = Some(self.structure.infoset_player[set]);
                Some(Move { player, at: self.set_names.get(set), action: self.action(set, branch) })
            }
            Node::Chance(_) => {
                let event = self.detail.get(parent).copied().unwrap_or(NONE) as usize;
                let first = self.events.get(event).map_or(0, |event| event.first_branch as usize);
                let action = self.branch_names.get(first + branch);
                Some(Move { player: None, at: self.event_names.get(event), action })
            }
            Node::Terminal(_) => None,
        }
    }

    /// The moves on the way to a node, first to last.
    #[must_use]
    pub fn path(&self, node: usize) -> Vec<Move<'_>> {
        let mut path = Vec::new();
        let mut at = node;
        while let Some(step) = self.move_to(at) {
            path.push(step);
            at = self.structure.parent[at] as usize;
        }
        path.reverse();
        path
    }

    /// Where an actor forgets what it knew or did, in a sentence that names the two nodes. Without perfect recall the
    /// methods here do not apply: a player may then gain by a plan that no change at single points shows.
    #[must_use]
    pub fn imperfect_recall(&self) -> Option<String> {
        let forgotten = recall::check(&self.structure).err()?;
        let set = forgotten.infoset as usize;
        let number = self.sets.get(set).map_or(0, |set| set.number);
        let [first, second] = forgotten.nodes.map(|node| self.node_in_words(node as usize));
        Some(format!(
            "{} has imperfect recall at information set {number}: it cannot tell {first} from {second}, though its own \
             past differs there",
            self.player_of(set)
        ))
    }

    /// A node in words: its line and name, and the moves that lead there.
    #[must_use]
    pub fn node_in_words(&self, node: usize) -> String {
        const MOST: usize = 12;
        let path = self.path(node);
        let shown: Vec<String> =
            path.iter().rev().take(MOST).rev().map(|step| format!("\"{}\"", step.action)).collect();
        let before = if path.len() > shown.len() { "…, " } else { "" };
        let mut words = match self.lines.get(node) {
            Some(line) => format!("the node on line {line}"),
            None => "the node".to_owned(),
        };
        match self.node_names.get(node) {
            "" => {}
            name => words.push_str(&format!(" (\"{name}\")")),
        }
        if shown.is_empty() {
            words.push_str(" at the start");
        } else {
            words.push_str(&format!(" after {before}{}", shown.join(", ")));
        }
        words
    }

    /// Gives every player, action and branch a name of its own, as [`labels::made_unique`] says. Returns whether
    /// anything had to be changed.
    pub(super) fn name_apart(&mut self) -> bool {
        let mut changed = false;
        let players: Vec<&str> = self.players.iter().map(String::as_str).collect();
        if !labels::are_unique(players.iter().copied()) {
            self.players = labels::made_unique(&players).iter().map(str::to_owned).collect();
            changed = true;
        }
        let s = &self.structure;
        let sets = s.action_start.windows(2).map(|ends| ends[0] as usize..ends[1] as usize);
        changed |= apart(&mut self.action_names, sets);
        let branches = self.events.iter().map(|event| {
            let first = event.first_branch as usize;
            first..first + s.chance_row(event.row).len()
        });
        changed | apart(&mut self.branch_names, branches)
    }

    /// The nodes in the order of the text: depth first, children in the order of their labels.
    pub fn depth_first(&self) -> impl Iterator<Item = NodeId> + '_ {
        let mut open: Vec<std::ops::Range<usize>> = Vec::new();
        if self.structure.node_count() > 0 {
            open.push(0..1);
        }
        std::iter::from_fn(move || {
            loop {
                match open.last_mut()?.next() {
                    None => {
                        open.pop();
                    }
                    Some(node) => {
                        open.push(self.structure.children(node));
                        return Some(NodeId(node as u32));
                    }
                }
            }
        })
    }
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move<'a> {
    /// Who moved; nobody if it was chance.
    pub player: Option<u16>,
    /// The name of the information set or event; may be empty.
    pub at: &'a str,
    /// The name of the action or branch.
    pub action: &'a str,
}

/// Makes the names within each group differ.
fn apart(names: &mut Texts, groups: impl Iterator<Item = std::ops::Range<usize>> + Clone) -> bool {
    if groups.clone().all(|group| labels::are_unique(group.map(|k| names.get(k)))) {
        return false;
    }
    let mut unique = Texts::default();
    for group in groups {
        let old: Vec<&str> = group.map(|k| names.get(k)).collect();
        labels::made_unique(&old).iter().for_each(|name| unique.push(name));
    }
    *names = unique;
    true
}
