//! What the parts of a game are called, whether a model compiled to it or a file named it.
//!
//! In: a compiled model, or a game from a file. Out: one view of both, from which documents and reports are made and
//! against which profiles are read.

use num_rational::BigRational;
use standoff_game::structure::Structure;

use crate::beliefs::Story;
use crate::json::named::Named;

/// The names of a game. Information sets and actions go by their indices in the structure.
pub trait Naming {
    /// The game's shape.
    fn structure(&self) -> &Structure;
    /// Those who play, by number.
    fn players(&self) -> Vec<String>;
    /// Who moves at an information set.
    fn actor(&self, infoset: u32) -> String;
    /// What is decided at an information set.
    fn decision(&self, infoset: u32) -> String;
    /// The number of an information set, unique for its actor.
    fn number(&self, infoset: u32) -> u32;
    /// The label of an action, counted within its information set.
    fn label(&self, infoset: u32, action: u32) -> String;
    /// What the mover has seen and done, as far as it has names.
    fn seen(&self, infoset: usize) -> Vec<(String, String)>;
    /// For each node of an information set, in order, what tells it from the others. No two are the same.
    fn stories(&self, infoset: usize) -> Vec<Story>;

    /// One figure for each actor.
    fn by_actor(&self, figures: &[f64]) -> Named<f64> {
        self.players().into_iter().zip(figures.iter().copied()).collect()
    }

    /// One fraction for each actor.
    fn exact_by_actor(&self, figures: &[BigRational]) -> Named<String> {
        self.players().into_iter().zip(figures.iter().map(ToString::to_string)).collect()
    }

    /// All information sets, actor by actor, by number.
    fn in_order(&self) -> Vec<usize> {
        let structure = self.structure();
        let mut order: Vec<usize> = (0..structure.infoset_count()).collect();
        order.sort_by_key(|&h| (structure.infoset_player[h], self.number(h as u32)));
        order
    }

    /// An information set in a sentence.
    fn place(&self, infoset: u32) -> String {
        let (number, actor) = (self.number(infoset), self.actor(infoset));
        match self.decision(infoset).as_str() {
            "" => format!("information set {number} of {actor}"),
            decision => format!("information set {number} of {actor} ({decision})"),
        }
    }
}

impl<T: Naming + ?Sized> Naming for &T {
    fn structure(&self) -> &Structure {
        (**self).structure()
    }

    fn players(&self) -> Vec<String> {
        (**self).players()
    }

    fn actor(&self, infoset: u32) -> String {
        (**self).actor(infoset)
    }

    fn decision(&self, infoset: u32) -> String {
        (**self).decision(infoset)
    }

    fn number(&self, infoset: u32) -> u32 {
        (**self).number(infoset)
    }

    fn label(&self, infoset: u32, action: u32) -> String {
        (**self).label(infoset, action)
    }

    fn seen(&self, infoset: usize) -> Vec<(String, String)> {
        (**self).seen(infoset)
    }

    fn stories(&self, infoset: usize) -> Vec<Story> {
        (**self).stories(infoset)
    }
}
