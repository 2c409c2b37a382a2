//! The names that a file gives, as documents and reports use them.
//!
//! In: a [`NamedGame`]. Out: its [`Naming`]. A story is the moves that lead to a node, from the first at which the nodes of
//! its information set part: each as who moved (`chance` for nobody) and what.

use standoff_game::formats::NamedGame;
use standoff_game::structure::Structure;

use crate::beliefs::Story;
use crate::naming::Naming;

/// Who moves where nobody does.
const CHANCE: &str = "chance";

impl Naming for NamedGame {
    fn structure(&self) -> &Structure {
        &self.structure
    }

    fn players(&self) -> Vec<String> {
        self.players.clone()
    }

    fn actor(&self, infoset: u32) -> String {
        self.player_of(infoset as usize).to_owned()
    }

    fn decision(&self, infoset: u32) -> String {
        self.set_names.get(infoset as usize).to_owned()
    }

    fn number(&self, infoset: u32) -> u32 {
        self.sets.get(infoset as usize).map_or(0, |set| set.number)
    }

    fn label(&self, infoset: u32, action: u32) -> String {
        self.action(infoset as usize, action as usize).to_owned()
    }

    /// A file does not say what a player has seen, only which nodes it cannot tell apart.
    fn seen(&self, _: usize) -> Vec<(String, String)> {
        Vec::new()
    }

    fn stories(&self, infoset: usize) -> Vec<Story> {
        let nodes = self.structure.nodes_of(infoset);
        if nodes.len() < 2 {
            return nodes.iter().map(|_| Story::new()).collect();
        }
        let apart = parting(&self.structure, nodes);
        let story = |&node: &u32| {
            let mut story = Story::new();
            let mut at = node;
            while at != apart {
                let Some(step) = self.move_to(at as usize) else { break };
                let who = step.player.and_then(|player| self.players.get(usize::from(player)));
                story.push((who.map_or(CHANCE, String::as_str).to_owned(), step.action.to_owned()));
                at = self.structure.parent[at as usize];
            }
            story.reverse();
            story
        };
        nodes.iter().map(story).collect()
    }
}

/// The last node that lies on the way to all of several nodes.
fn parting(structure: &Structure, nodes: &[u32]) -> u32 {
    let depth = |mut node: u32| {
        let mut depth = 0u32;
        while structure.parent[node as usize] != u32::MAX {
            node = structure.parent[node as usize];
            depth += 1;
        }
        depth
    };
    let up = |node: u32| structure.parent[node as usize];
    let Some((&first, rest)) = nodes.split_first() else { return 0 };
    let (mut common, mut common_depth) = (first, depth(first));
    for &node in rest {
        let (mut node, mut node_depth) = (node, depth(node));
        while common != node {
            if common_depth >= node_depth {
                common = up(common);
                common_depth -= 1;
            } else {
                node = up(node);
                node_depth -= 1;
            }
        }
    }
    common
}
