//! Games in which two actors move and others look on.
//!
//! In: a game. Out: the same game between those who move; who only gains or loses by it changes nothing in what the others
//! do.

use standoff_game::numbers::ExactNumbers;
use standoff_game::structure::Structure;

/// The actors that move, ascending.
#[must_use]
pub fn movers(structure: &Structure) -> Vec<u16> {
    let mut movers = structure.infoset_player.clone();
    movers.sort_unstable();
    movers.dedup();
    movers
}

/// The game of two actors in which those of `structure` who move do so; profiles are numbered alike. `None` if more than two
/// move.
#[must_use]
pub fn between_movers(structure: &Structure, exact: &ExactNumbers) -> Option<(Structure, ExactNumbers)> {
    let mut kept = movers(structure);
    if kept.len() > 2 {
        return None;
    }
    if structure.players == 2 {
        return Some((structure.clone(), exact.clone()));
    }
    // Where only one moves, or nobody does, others make up the number.
    let others = (0..structure.players.max(2)).filter(|player| !movers(structure).contains(player));
    kept.extend(others.take(2 - kept.len()));
    kept.sort_unstable();
    let players = usize::from(structure.players);
    let column = |player: &u16| usize::from(*player).min(players.saturating_sub(1));
    let mut two = structure.clone();
    two.players = 2;
    two.infoset_player = structure
        .infoset_player
        .iter()
        .map(|player| kept.iter().position(|k| k == player).unwrap_or(0) as u16)
        .collect();
    two.payoff = structure
        .payoff
        .chunks_exact(players.max(1))
        .flat_map(|row| kept.iter().map(|k| row[column(k)]))
        .collect();
    let payoff = exact
        .payoff
        .chunks_exact(players.max(1))
        .flat_map(|row| kept.iter().map(|k| row[column(k)].clone()))
        .collect();
    Some((two, ExactNumbers { chance: exact.chance.clone(), payoff }))
}
