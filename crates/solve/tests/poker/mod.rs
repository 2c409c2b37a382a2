//! Card and dice games as trees: Kuhn's and Leduc poker and liar's dice, as the literature on large games has them.
#![allow(dead_code)]

use num_rational::BigRational;
use standoff_game::tree::{Tree, end};

fn deal(outcomes: Vec<Tree>) -> Tree {
    let p = BigRational::new(1.into(), (outcomes.len() as i64).into());
    Tree::Chance(outcomes.into_iter().map(|tree| (p.clone(), tree)).collect())
}

fn decision(player: usize, infoset: String, actions: Vec<(&str, Tree)>) -> Tree {
    let actions = actions.into_iter().map(|(label, tree)| (label.to_owned(), tree)).collect();
    Tree::Decision { player: player as u16, infoset, actions }
}

/// Kuhn's three-card poker (1950): ante 1, bet 1.
pub(crate) fn kuhn() -> Tree {
    deal((0..3).map(|a| deal((0..3).filter(|&b| b != a).map(|b| three_cards([a, b])).collect())).collect())
}

fn three_cards(cards: [usize; 2]) -> Tree {
    let show = |stake: f64| {
        let won = if cards[0] > cards[1] { stake } else { -stake };
        end([won, -won])
    };
    let at =
        |player: usize, seen: &str, actions| decision(player, format!("{} {seen}", cards[player]), actions);
    let answer = at(0, "cr", vec![("fold", end([-1.0, 1.0])), ("call", show(2.0))]);
    let checked = at(1, "c", vec![("check", show(1.0)), ("raise", answer)]);
    let raised = at(1, "r", vec![("fold", end([1.0, -1.0])), ("call", show(2.0))]);
    at(0, "", vec![("check", checked), ("raise", raised)])
}

/// Leduc poker (Southey and others 2005): six cards, two of each rank, all told apart; ante 1; two rounds of at most two
/// raises, by 2 and by 4; a public card between them; a pair with it wins, otherwise the higher rank.
pub(crate) fn leduc() -> Tree {
    let others = |used: &[usize]| (0..6).filter(|c| !used.contains(c)).collect::<Vec<_>>();
    deal(
        others(&[])
            .into_iter()
            .map(|a| {
                deal(
                    others(&[a])
                        .into_iter()
                        .map(|b| {
                            betting(&Betting {
                                cards: [a, b],
                                public: None,
                                pot: [1, 1],
                                raises: 0,
                                player: 0,
                                acted: false,
                                seen: String::new(),
                            })
                        })
                        .collect(),
                )
            })
            .collect(),
    )
}

#[derive(Clone)]
struct Betting {
    cards: [usize; 2],
    public: Option<usize>,
    pot: [i64; 2],
    raises: u32,
    player: usize,
    acted: bool,
    seen: String,
}

fn betting(at: &Betting) -> Tree {
    let Betting { cards, public, pot, raises, player, .. } = at.clone();
    let other = 1 - player;
    let step = |word: &str| format!("{}{word}", at.seen);
    let mut actions = Vec::new();
    if pot[player] < pot[other] {
        let lost = pot[player] as f64;
        let mut gains = [lost, lost];
        gains[player] = -lost;
        actions.push(("fold", end(gains)));
    }
    let mut called = pot;
    called[player] = pot[other];
    let call = if at.acted {
        match public {
            None => deal(
                (0..6)
                    .filter(|c| !cards.contains(c))
                    .map(|c| {
                        betting(&Betting {
                            public: Some(c),
                            pot: called,
                            raises: 0,
                            player: 0,
                            acted: false,
                            seen: format!("{}c/{c}:", at.seen),
                            ..at.clone()
                        })
                    })
                    .collect(),
            ),
            Some(table) => {
                let strength = |card: usize| if card / 2 == table / 2 { 10 } else { card / 2 };
                let won = (called[0] as f64)
                    * (strength(cards[0]) as f64 - strength(cards[1]) as f64).signum()
                    * f64::from(u8::from(strength(cards[0]) != strength(cards[1])));
                end([won, -won])
            }
        }
    } else {
        betting(&Betting { pot: called, player: other, acted: true, seen: step("c"), ..at.clone() })
    };
    actions.push(("call", call));
    if raises < 2 {
        let mut raised = called;
        raised[player] += if public.is_none() { 2 } else { 4 };
        actions.push((
            "raise",
            betting(&Betting {
                pot: raised,
                raises: raises + 1,
                player: other,
                acted: true,
                seen: step("r"),
                ..at.clone()
            }),
        ));
    }
    decision(player, format!("{} {}", cards[player], at.seen), actions)
}

/// Liar's dice with one die of six faces each; sixes are wild. Bids rise by number and then by face; a bid that is called
/// wins if it holds.
pub(crate) fn liars_dice() -> Tree {
    deal((0..6).map(|a| deal((0..6).map(|b| bidding([a, b], 0, None, String::new())).collect())).collect())
}

fn bidding(dice: [usize; 2], player: usize, bid: Option<usize>, seen: String) -> Tree {
    let from = bid.map_or(0, |b| b + 1);
    let names = ["1-1", "1-2", "1-3", "1-4", "1-5", "1-6", "2-1", "2-2", "2-3", "2-4", "2-5", "2-6"];
    let mut actions: Vec<(&str, Tree)> = (from..12)
        .map(|next| (names[next], bidding(dice, 1 - player, Some(next), format!("{seen} {next}"))))
        .collect();
    if let Some(bid) = bid {
        let (count, face) = (bid / 6 + 1, bid % 6);
        let holds = dice.iter().filter(|&&d| d == face || d == 5).count() >= count;
        // The bidder is the other one.
        let won = if holds == (player == 1) { 1.0 } else { -1.0 };
        actions.push(("liar", end([won, -won])));
    }
    decision(player, format!("{}{seen}", dice[player]), actions)
}
