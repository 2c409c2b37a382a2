//! Games written as nested values, for tests and for other programs.
//!
//! In: a [`Tree`]. Out: the [`Structure`] and [`Dag`] that the enumerator would make of it. Information sets go by name:
//! decisions of one actor under the same name are one set, numbered in depth-first order.

use crate::builder::Builder;
use crate::dag::{Dag, ExprId};
use crate::structure::{InfosetId, NodeId, Structure};
use num_bigint::BigInt;
use num_rational::BigRational;
use rustc_hash::FxHashMap;

/// A game, nested.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// An actor moves.
    Decision {
        /// Who.
        player: u16,
        /// What the actor knows: the name of the information set.
        infoset: String,
        /// The actions with what follows.
        actions: Vec<(String, Tree)>,
    },
    /// Chance moves.
    Chance(Vec<(BigRational, Tree)>),
    /// The end, with one payoff an actor.
    End(Vec<BigRational>),
}

/// A decision.
#[must_use]
pub fn decision<const N: usize>(player: u16, infoset: &str, actions: [(&str, Tree); N]) -> Tree {
    let actions = actions.into_iter().map(|(label, tree)| (label.to_owned(), tree)).collect();
    Tree::Decision { player, infoset: infoset.to_owned(), actions }
}

/// A chance move, with probabilities as (numerator, denominator).
#[must_use]
pub fn chance<const N: usize>(branches: [((i64, i64), Tree); N]) -> Tree {
    Tree::Chance(
        branches.into_iter().map(|((n, d), tree)| (BigRational::new(n.into(), d.into()), tree)).collect(),
    )
}

/// An end, with payoffs as decimals: `end([0.1, -1.0])` means exactly 1/10 and −1.
#[must_use]
pub fn end<const N: usize>(payoffs: [f64; N]) -> Tree {
    Tree::End(payoffs.into_iter().map(decimal).collect())
}

/// The rational that the shortest decimal form of a finite double names: 0.1 is 1/10. Others give 0.
#[must_use]
pub fn decimal(value: f64) -> BigRational {
    let text = format!("{value}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{fraction}");
    let numerator = digits.parse().unwrap_or_else(|_| BigInt::from(0));
    BigRational::new(numerator, BigInt::from(10).pow(fraction.len() as u32))
}

/// Why a nested game is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// Two decisions under one name differ in their number of actions.
    #[error("the information set {0:?} has decisions with different numbers of actions")]
    Actions(String),
    /// An actor's number is too large.
    #[error("the information set {0:?} belongs to an actor that does not exist")]
    Player(String),
    /// A move without alternatives.
    #[error("a move has no alternatives")]
    Empty,
}

impl Tree {
    /// The game in flat form.
    ///
    /// # Errors
    /// If decisions under one name do not fit together, or a move has no alternatives.
    pub fn build(&self, players: u16) -> Result<(Structure, Dag), TreeError> {
        self.build_named(players).map(|(structure, dag, _)| (structure, dag))
    }

    /// The same with the names of the information sets in order.
    ///
    /// # Errors
    /// As [`Tree::build`].
    pub fn build_named(&self, players: u16) -> Result<(Structure, Dag, Vec<String>), TreeError> {
        let mut dag = Dag::new();
        let mut builder = Builder::new(players);
        let mut sets: FxHashMap<(u16, &str), InfosetId> = FxHashMap::default();
        let mut names = Vec::new();
        let mut open = vec![(builder.root(), self)];
        while let Some((node, tree)) = open.pop() {
            let before = open.len();
            match tree {
                Tree::End(payoffs) => {
                    let row: Vec<ExprId> = payoffs.iter().map(|p| dag.constant(p.clone())).collect();
                    let row = builder.payoff_row(&row);
                    builder.terminal(node, row);
                }
                Tree::Chance(branches) => {
                    let row: Vec<ExprId> = branches.iter().map(|(p, _)| dag.constant(p.clone())).collect();
                    let row = builder.chance_row(&row);
                    let children = builder.chance(node, row);
                    open.extend(children.map(NodeId).zip(branches.iter().map(|(_, t)| t)));
                }
                Tree::Decision { player, infoset, actions } => {
                    if *player >= players {
                        return Err(TreeError::Player(infoset.clone()));
                    }
                    let set = *sets.entry((*player, infoset)).or_insert_with(|| {
                        names.push(infoset.clone());
                        builder.infoset(*player, actions.len() as u32, None)
                    });
                    if builder.actions_of(set) as usize != actions.len() {
                        return Err(TreeError::Actions(infoset.clone()));
                    }
                    let children = builder.decision(node, set);
                    open.extend(children.map(NodeId).zip(actions.iter().map(|(_, t)| t)));
                }
            }
            if open.len() == before && !matches!(tree, Tree::End(_)) {
                return Err(TreeError::Empty);
            }
            // The first child is walked first, as in the text.
            open[before..].reverse();
        }
        Ok((builder.finish(), dag, names))
    }
}
