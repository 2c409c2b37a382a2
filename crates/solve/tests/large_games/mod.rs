//! Games of any size: offers to a side that does not know what war would cost the other, and two sides that choose at once.

use num_rational::BigRational;
use standoff_game::random;
use standoff_game::tree::Tree;

/// An informed side offers one of some shares, the other accepts or fights; it is informed as well if all is open.
pub(crate) fn offers(types: i64, shares: i64, open: bool) -> Tree {
    let end =
        |gains: [(i64, i64); 2]| Tree::End(gains.map(|(n, d)| BigRational::new(n.into(), d.into())).to_vec());
    let reply = |own: i64, share: i64| Tree::Decision {
        player: 1,
        infoset: format!("reply to {share} of {}", if open { own } else { 0 }),
        actions: vec![
            ("accept".into(), end([(share, shares - 1), (shares - 1 - share, shares - 1)])),
            ("fight".into(), end([(5 * types - 2 * own - 1, 10 * types), (4, 10)])),
        ],
    };
    Tree::Chance(
        (0..types)
            .map(|own| {
                let offer = Tree::Decision {
                    player: 0,
                    infoset: format!("type {own}"),
                    actions: (0..shares).map(|share| (share.to_string(), reply(own, share))).collect(),
                };
                (BigRational::new(1.into(), types.into()), offer)
            })
            .collect(),
    )
}

/// Two sides choose at once among so many actions.
pub(crate) fn bimatrix(size: u64) -> Tree {
    let mut dice = random::Dice(size);
    let mut gain = || BigRational::new((dice.below(1_000) as i64).into(), 1_000.into());
    let reply = |gain: &mut dyn FnMut() -> BigRational| Tree::Decision {
        player: 1,
        infoset: "second".into(),
        actions: (0..size).map(|k| (k.to_string(), Tree::End(vec![gain(), gain()]))).collect(),
    };
    Tree::Decision {
        player: 0,
        infoset: "first".into(),
        actions: (0..size).map(|k| (k.to_string(), reply(&mut gain))).collect(),
    }
}
