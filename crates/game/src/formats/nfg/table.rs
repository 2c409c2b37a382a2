//! Tree to table: the reduced strategic form.
//!
//! In: a game. Out: [`Table`]: for every combination of reduced strategies what each player expects, exactly.

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::super::game::NamedGame;
use super::super::labels::made_unique;
use super::strategies::{Plan, own_action_before};
use crate::numbers::{ExactError, ExactNumbers};
use crate::past;
use crate::structure::{NONE, Node};

/// Additions for each entry that is allowed.
const STEPS: u64 = 64;

/// A strategic form.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The title.
    pub title: String,
    /// The comment; empty if none.
    pub comment: String,
    /// The players.
    pub players: Vec<String>,
    /// The strategies of each player.
    pub strategies: Vec<Vec<String>>,
    /// Payoffs: one a player for each entry; player 1's strategy changes fastest.
    pub payoffs: Vec<BigRational>,
}

/// Why a game has no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Strategies that could be told apart only by what the player forgot.
    #[error("{0}; its reduced strategies are not defined")]
    Recall(String),
    /// Too many entries.
    #[error(
        "its strategic form would have {entries} entries ({strategies} strategies), and at most {most} are written; the \
         tree (.efg) says the same in less"
    )]
    TooLarge {
        /// How many, in words.
        entries: String,
        /// Strategies of each player, in words.
        strategies: String,
        /// The limit.
        most: u64,
    },
    /// Few entries, each of very many ends.
    #[error("its strategic form adds up too many ends; the tree (.efg) says the same in less")]
    TooLong,
    /// The numbers make no sense.
    #[error(transparent)]
    Numbers(#[from] ExactError),
}

/// The reduced strategic form of a game, with at most `most` entries.
///
/// # Errors
/// If a player forgets what it knew or did, or the table would be too large.
pub fn table(game: &NamedGame, most: u64) -> Result<Table, TableError> {
    if let Some(sentence) = game.imperfect_recall() {
        return Err(TableError::Recall(sentence));
    }
    let structure = &game.structure;
    let before = own_action_before(structure);
    let plans: Vec<Plan> = (0..structure.players).map(|player| Plan::new(game, &before, player)).collect();
    let counts: Vec<u64> = plans.iter().map(Plan::count).collect();
    let entries = counts.iter().fold(1u64, |product, &count| product.saturating_mul(count));
    // A strategy is as long as its player has information sets, and a table of one row may still have long names.
    let letters = plans
        .iter()
        .zip(&counts)
        .fold(0u64, |sum, (plan, &count)| sum.saturating_add(count.saturating_mul(plan.sets() as u64)));
    if entries > most || letters > most.saturating_mul(64) {
        let number = |n: u64| if n == u64::MAX { "more than 10^19".to_owned() } else { n.to_string() };
        return Err(TableError::TooLarge {
            entries: number(entries),
            strategies: counts.iter().map(|&count| number(count)).collect::<Vec<_>>().join(" × "),
            most,
        });
    }
    let strategies: Vec<Vec<Vec<u32>>> = plans.iter().map(Plan::all).collect();
    let exact = game.numbers()?;
    let names = plans.iter().zip(&strategies).map(|(plan, own)| {
        let names: Vec<String> = own.iter().map(|strategy| plan.name(strategy)).collect();
        made_unique(&names.iter().map(String::as_str).collect::<Vec<_>>()).iter().map(str::to_owned).collect()
    });
    Ok(Table {
        title: game.title.clone(),
        comment: game.comment.clone(),
        players: game.players.clone(),
        strategies: names.collect(),
        payoffs: payoffs(game, &exact, &strategies, most.saturating_mul(STEPS)).ok_or(TableError::TooLong)?,
    })
}

/// Every end adds its share to the entries whose strategies lead to it, as far as chance lets them.
fn payoffs(
    game: &NamedGame,
    exact: &ExactNumbers,
    strategies: &[Vec<Vec<u32>>],
    most: u64,
) -> Option<Vec<BigRational>> {
    let structure = &game.structure;
    let players = strategies.len();
    let entries: usize = strategies.iter().map(Vec::len).product();
    let mut table = vec![BigRational::zero(); entries * players];
    // By action: the strategies that take it, since with perfect recall they take all that leads there.
    let mut taking: Vec<Vec<usize>> = vec![Vec::new(); structure.action_count()];
    for own in strategies {
        for (k, strategy) in own.iter().enumerate() {
            strategy
                .iter()
                .filter(|&&action| action != NONE)
                .for_each(|&action| taking[action as usize].push(k));
        }
    }
    let all: Vec<Vec<usize>> = strategies.iter().map(|own| (0..own.len()).collect()).collect();
    // An entry adds up as many ends as chance has ways to go on.
    let mut steps = 0u64;
    past::walk(structure, |node, last| {
        if let Node::Terminal(_) = structure.node(node as usize) {
            let entries = last.iter().enumerate().map(|(player, &action)| match action {
                NONE => all[player].len() as u64,
                action => taking[action as usize].len() as u64,
            });
            steps = steps.saturating_add(entries.fold(players as u64, u64::saturating_mul));
        }
    });
    if steps > most {
        return None;
    }
    let likely = chance_reach(game, exact);
    past::walk(structure, |node, last| {
        let node = node as usize;
        let Node::Terminal(row) = structure.node(node) else { return };
        if likely[node].is_zero() {
            return;
        }
        let row = row as usize * players;
        let share: Vec<BigRational> =
            exact.payoff[row..row + players].iter().map(|payoff| payoff * &likely[node]).collect();
        let leading: Vec<&[usize]> = (0..players)
            .map(|player| match last[player] {
                NONE => all[player].as_slice(),
                action => taking[action as usize].as_slice(),
            })
            .collect();
        if leading.iter().any(|leading| leading.is_empty()) {
            return;
        }
        let mut at = vec![0usize; players];
        loop {
            let entry =
                (0..players).rev().fold(0, |entry, i| entry * strategies[i].len() + leading[i][at[i]]);
            for (sum, share) in table[entry * players..][..players].iter_mut().zip(&share) {
                if !share.is_zero() {
                    *sum += share;
                }
            }
            // The next combination, player 1 fastest.
            let Some(i) = (0..players).find(|&i| at[i] + 1 < leading[i].len()) else { return };
            at[i] += 1;
            at[..i].fill(0);
        }
    });
    Some(table)
}

/// The product of chance's probabilities on the way to each node.
fn chance_reach(game: &NamedGame, exact: &ExactNumbers) -> Vec<BigRational> {
    let structure = &game.structure;
    let mut reach = vec![BigRational::one(); structure.node_count()];
    for node in 0..structure.node_count() {
        let row = match structure.node(node) {
            Node::Chance(row) => Some(structure.chance_row(row).start),
            _ => None,
        };
        for (k, child) in structure.children(node).enumerate() {
            reach[child] = match row {
                Some(first) => &reach[node] * &exact.chance[first + k],
                None => reach[node].clone(),
            };
        }
    }
    reach
}
