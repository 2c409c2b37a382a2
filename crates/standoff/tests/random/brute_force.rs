//! Brute force: an actor's best reply by trying every pure strategy, and expected gains by walking every story.
//!
//! In: a structure, its numbers and a profile. Out: gains. Shares nothing with the certificate or the solvers: it reads
//! the tree recursively and knows nothing of reach, beliefs or backward passes.

use standoff_game::numbers::Numbers;
use standoff_game::structure::{Node, Structure};

/// Expected gain of `player` if everybody follows `profile`, but `player` follows `pure` (an action for each information set)
/// where given.
pub(crate) fn value(s: &Structure, n: &Numbers, profile: &[f64], player: u16, pure: Option<&[u32]>) -> f64 {
    fn walk(
        s: &Structure,
        n: &Numbers,
        profile: &[f64],
        player: u16,
        pure: Option<&[u32]>,
        node: usize,
    ) -> f64 {
        let mut children = s.children(node);
        match s.node(node) {
            Node::Terminal(row) => n.payoff[row as usize * s.players as usize + player as usize],
            Node::Chance(row) => s
                .chance_row(row)
                .zip(children)
                .map(|(entry, child)| n.chance[entry] * walk(s, n, profile, player, pure, child))
                .sum(),
            Node::Decision(infoset) => {
                let infoset = infoset.0 as usize;
                if let (Some(pure), true) = (pure, s.infoset_player[infoset] == player) {
                    let child = children.nth(pure[infoset] as usize).unwrap();
                    return walk(s, n, profile, player, Some(pure), child);
                }
                s.actions(infoset)
                    .zip(children)
                    .map(|(action, child)| profile[action] * walk(s, n, profile, player, pure, child))
                    .sum()
            }
        }
    }
    walk(s, n, profile, player, pure, 0)
}

/// The largest gain of `player` over its pure strategies minus what it gets; `None` if there are more than `most`.
pub(crate) fn regret(s: &Structure, n: &Numbers, profile: &[f64], player: u16, most: u64) -> Option<f64> {
    let own: Vec<usize> = (0..s.infoset_count()).filter(|&h| s.infoset_player[h] == player).collect();
    let mut count = 1u64;
    for &h in &own {
        count = count.checked_mul(s.actions(h).len() as u64).filter(|&count| count <= most)?;
    }
    let mut pure = vec![0u32; s.infoset_count()];
    let mut best = f64::NEG_INFINITY;
    for number in 0..count {
        let mut rest = number;
        for &h in &own {
            let actions = s.actions(h).len() as u64;
            pure[h] = (rest % actions) as u32;
            rest /= actions;
        }
        best = best.max(value(s, n, profile, player, Some(&pure)));
    }
    Some(best - value(s, n, profile, player, None))
}
