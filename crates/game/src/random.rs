//! Seeded random games with perfect recall, for tests and benchmarks.
//!
//! In: a seed and a [`Shape`]. Out: a [`Tree`]. Every actor keeps a list of what it has seen; an information set is a
//! list, so recall is perfect by construction. The same seed gives the same game on every machine.

use crate::tree::Tree;
use num_rational::BigRational;

/// What random games look like.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Actors.
    pub players: u16,
    /// Moves on the longest path.
    pub depth: u32,
    /// Most actions at a decision, and most branches of chance; at least 2.
    pub width: u32,
    /// Chance in a hundred that a move is one of chance.
    pub chance: u32,
    /// Chance in a hundred that another actor does not see a move.
    pub hidden: u32,
    /// Chance in a hundred that a branch of chance has probability zero.
    pub never: u32,
}

impl Default for Shape {
    fn default() -> Self {
        Shape { players: 2, depth: 4, width: 2, chance: 25, hidden: 50, never: 5 }
    }
}

/// A random game. Payoffs are whole tenths from −1 to 1; probabilities have small denominators.
#[must_use]
pub fn game(seed: u64, shape: Shape) -> Tree {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66_D1CE_4E5B);
    let seen = vec![String::new(); usize::from(shape.players)];
    grow(&mut dice, &shape, shape.depth, &seen)
}

/// Depth is bounded by the shape's.
fn grow(dice: &mut Dice, shape: &Shape, depth: u32, seen: &[String]) -> Tree {
    if depth == 0 || (depth < shape.depth && dice.percent(15)) || shape.players == 0 {
        let payoffs = seen.iter().map(|_| BigRational::new((dice.below(21) as i64 - 10).into(), 10.into()));
        return Tree::End(payoffs.collect());
    }
    let player = dice.below(u64::from(shape.players)) as u16;
    if dice.percent(shape.chance) {
        let branches = dice.branches(shape.width);
        let weights: Vec<u64> = (0..branches)
            .map(|k| if k > 0 && dice.percent(shape.never) { 0 } else { 1 + dice.below(5) })
            .collect();
        let sum: u64 = weights.iter().sum();
        let mut after = observe(dice, shape, seen, branches, None);
        return Tree::Chance(
            weights
                .into_iter()
                .map(|w| {
                    (BigRational::new(w.into(), sum.into()), grow(dice, shape, depth - 1, &after.remove(0)))
                })
                .collect(),
        );
    }
    let infoset = seen[usize::from(player)].clone();
    // The number of actions may depend only on what the actor knows.
    let mut known = Dice(
        infoset.bytes().fold(u64::from(player), |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01B3)),
    );
    let actions = known.branches(shape.width);
    let mut after = observe(dice, shape, seen, actions, Some(player));
    let actions =
        (0..actions).map(|k| (format!("{k}"), grow(dice, shape, depth - 1, &after.remove(0)))).collect();
    Tree::Decision { player, infoset, actions }
}

/// What everybody has seen after each branch of a move.
fn observe(
    dice: &mut Dice,
    shape: &Shape,
    seen: &[String],
    branches: u32,
    mover: Option<u16>,
) -> Vec<Vec<String>> {
    let mut after = vec![seen.to_vec(); branches as usize];
    for player in 0..shape.players {
        let (own, blind, vague) = (mover == Some(player), dice.percent(shape.hidden), dice.percent(30));
        for (k, seen) in after.iter_mut().enumerate() {
            let list = &mut seen[usize::from(player)];
            if own {
                list.push_str(&format!("!{k}"));
            } else if !blind {
                list.push_str(&format!("?{}", if vague { k / 2 } else { k }));
            }
        }
    }
    after
}

/// Numbers that look random and are the same for ever: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), from a seed.
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number below `bound`; 0 if that is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn percent(&mut self, chance: u32) -> bool {
        self.below(100) < u64::from(chance)
    }

    fn branches(&mut self, width: u32) -> u32 {
        2 + self.below(u64::from(width.max(2) - 1)) as u32
    }
}
