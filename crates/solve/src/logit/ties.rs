//! Tie rules on the path: the label that a rule names is worth a little more until the path has decided.
//!
//! In: the live game. Out: bonuses of its actions, and how far the path must go for them to bind. The bonus enters the
//! choice at its own set only, so that it settles ties there and changes no value above.

use super::live::Live;
use standoff_game::structure::NONE;

/// Sizes of the bonus tried, in units of the payoff range: the first is for games whose near ties differ by more.
pub(crate) const SIZES: [f64; 2] = [1e-5, 1e-7];
/// μ times the bonus at which an exact tie counts as settled: odds of e⁻⁴⁰.
const SETTLED: f64 = 40.0;

/// Whether any set of the live game has a tie rule.
pub(crate) fn any(live: &Live) -> bool {
    live.tie.iter().any(|&tie| tie != NONE)
}

/// Writes the bonus of every action.
pub(crate) fn set_bonus(live: &Live, size: f64, bonus: &mut [f64]) {
    bonus.fill(0.0);
    for &tie in live.tie.iter().filter(|&&tie| tie != NONE) {
        bonus[tie as usize] = size;
    }
}

/// The μ from which on ties are settled.
pub(crate) fn settled(size: f64) -> f64 {
    SETTLED / size
}
