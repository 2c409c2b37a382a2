//! The game tree, or the tree of what everybody sees.
//!
//! In: a solved game, or public steps. Out: the picture. From left to right; an actor is a colour and a shape, the width of a line is its
//! probability, which is also printed; a dashed link joins situations that the mover cannot tell apart; what never happens is grey. Of
//! large games the main line and what is likely enough is drawn, the rest counted.
//!
//! | step | file |
//! |---|---|
//! | which nodes are drawn | `from_solved`, `from_public` |
//! | where | `layout` |
//! | how | `draw` |
//! | the same in words and figures | `words` |

mod draw;
mod from_public;
mod from_solved;
mod layout;
mod words;

pub use from_public::from_public;
pub use from_solved::{Bounds, from_played, from_solved, from_solved_opened};

use super::{Caption, Picture};

/// A tree to be drawn; parents come before children.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// Where it comes from.
    pub caption: Caption,
    /// The actors' names.
    pub actors: Vec<String>,
    /// The outcomes' captions.
    pub outcomes: Vec<String>,
    /// What is drawn; the first node is the start.
    pub nodes: Vec<Node>,
    /// How many situations the game has.
    pub all: u64,
    /// Whether this is the tree of what everybody sees.
    pub public: bool,
    /// The name of the equilibrium that is played; empty for the solution.
    pub played: String,
    /// Least probability of what is drawn beside the main line; zero if everything is.
    pub least: f64,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The node before it; `None` at the start.
    pub parent: Option<usize>,
    /// What leads here.
    pub label: String,
    /// How likely that is at the node before.
    pub probability: f64,
    /// How likely play comes here.
    pub reach: f64,
    /// Whether it is on the likeliest line.
    pub main: bool,
    /// Its number in the game; that of an entry that counts moves is above those of all situations.
    pub number: u32,
    /// Each actor's expected gain from here on; empty if unknown.
    pub values: Vec<f64>,
    /// What the move that leads here is worth to its mover, as far as beliefs say.
    pub worth: Option<Worth>,
    /// What happens here.
    pub kind: Kind,
}

/// What a move is worth to its mover, at its information set as a whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// Who moves.
    pub actor: usize,
    /// The expected gain.
    pub value: f64,
    /// How much less that is than of the best move.
    pub loss: f64,
}

/// What happens at a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// An actor chooses.
    Decision {
        /// Who.
        actor: usize,
        /// What.
        decision: String,
        /// The information set: a number for the whole game, and the number among the actor's.
        set: (u32, u32),
        /// What the actor has seen, in words.
        seen: String,
        /// How likely the actor takes it to be here and not elsewhere in the information set; `None` if nothing says.
        belief: Option<f64>,
    },
    /// Chance draws, or something that not everybody sees happens.
    Chance {
        /// What.
        what: String,
    },
    /// The end, with the outcomes that it comes to and how likely they are there.
    End {
        /// Outcomes by number.
        outcomes: Vec<(usize, f64)>,
    },
    /// Moves that are not drawn.
    Folded {
        /// How many.
        moves: usize,
        /// How many situations follow, these included.
        situations: u64,
        /// Who would make them and what the best of them is worth to that actor.
        best: Option<(usize, f64)>,
    },
}

/// The picture.
#[must_use]
pub fn picture(of: &Tree) -> Picture {
    Picture { scene: draw::scene(of), twin: words::twin(of), data: words::data(of) }
}
