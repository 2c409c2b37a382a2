//! Pure strategies as profiles: in doubles, in rationals, and with trembles.
//!
//! In: the chosen action of each information set, `NONE` where it cannot happen. Out: arrays over all actions.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_game::structure::{NONE, Structure};

/// Probability, over the number of actions, of each unplayed action in the witness; and in a second, smaller tremble.
pub(super) const TREMBLES: [f64; 2] = [1e-6, 2.5e-7];

/// Probability 1 on every choice; equal probabilities where nothing can happen.
pub(super) fn pure(structure: &Structure, choice: &[u32]) -> Vec<f64> {
    let mut profile = vec![0.0; structure.action_count()];
    for (set, &chosen) in choice.iter().enumerate() {
        let actions = structure.actions(set);
        match chosen {
            NONE => {
                let even = 1.0 / actions.len() as f64;
                profile[actions].fill(even);
            }
            chosen => profile[actions.start + chosen as usize] = 1.0,
        }
    }
    profile
}

/// The same in rationals.
pub(super) fn pure_exact(structure: &Structure, choice: &[u32]) -> Vec<BigRational> {
    let mut profile = vec![BigRational::zero(); structure.action_count()];
    for (set, &chosen) in choice.iter().enumerate() {
        let actions = structure.actions(set);
        match chosen {
            NONE => {
                let even = BigRational::new(BigInt::one(), BigInt::from(actions.len()));
                profile[actions].fill(even);
            }
            chosen => profile[actions.start + chosen as usize] = BigRational::one(),
        }
    }
    profile
}

/// Log-probabilities when every unplayed action has `size` over the number of actions.
pub(super) fn tremble(structure: &Structure, choice: &[u32], size: f64) -> Vec<f64> {
    let mut logs = vec![0.0; structure.action_count()];
    for (set, &chosen) in choice.iter().enumerate() {
        let actions = structure.actions(set);
        let count = actions.len() as f64;
        if chosen == NONE {
            logs[actions].fill(-libm::log(count));
            continue;
        }
        let start = actions.start;
        logs[actions].fill(libm::log(size / count));
        logs[start + chosen as usize] = libm::log1p(-size * (count - 1.0) / count);
    }
    logs
}
