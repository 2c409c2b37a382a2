//! Games with known answers, by hand.
#![allow(dead_code)]

use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::structure::Structure;
use standoff_game::tree::{Tree, chance, decision, end};
use standoff_solve::solution::{Branch, Solution};
use standoff_solve::{MethodChoice, Request, Workspace, solve};

/// A game with its numbers and the names of its information sets.
pub(crate) struct Game {
    pub(crate) s: Structure,
    pub(crate) n: Numbers,
    pub(crate) exact: ExactNumbers,
    pub(crate) names: Vec<String>,
}

impl Game {
    pub(crate) fn new(players: u16, tree: &Tree) -> Game {
        let (s, dag, names) = tree.build_named(players).unwrap();
        let n = Numbers::evaluate(&s, &dag, &[]).unwrap();
        let exact = ExactNumbers::evaluate(&s, &dag, &[]).unwrap();
        Game { s, n, exact, names }
    }

    pub(crate) fn solve(&self, request: &Request) -> Solution {
        let mut workspace = Workspace::default();
        solve(&self.s, &self.n, Some(&self.exact), request, &mut workspace, &mut || false).unwrap()
    }

    /// By the logit path, whatever else applies.
    pub(crate) fn path(&self) -> Solution {
        self.solve(&Request { method: MethodChoice::Qre, ..Request::default() })
    }

    pub(crate) fn branch(&self, branch: Branch) -> Solution {
        self.solve(&Request { method: MethodChoice::Qre, branch, ..Request::default() })
    }

    pub(crate) fn qre(&self, lambda: f64) -> Solution {
        self.solve(&Request { lambda: Some(lambda), ..Request::default() })
    }

    pub(crate) fn set(&self, name: &str) -> usize {
        self.names.iter().position(|n| n == name).unwrap_or_else(|| panic!("no set {name}"))
    }

    /// Probability of an action at an information set.
    pub(crate) fn p(&self, solution: &Solution, set: &str, action: usize) -> f64 {
        solution.profile[self.s.actions(self.set(set)).start + action]
    }

    /// Belief of a node of an information set.
    pub(crate) fn belief(&self, solution: &Solution, set: &str, node: usize) -> f64 {
        solution.beliefs[self.s.infoset_start[self.set(set)] as usize + node]
    }

    pub(crate) fn describe(&self, solution: &Solution) -> String {
        let mut text = format!(
            "{:?} by {:?}, values {:?}, nash {:?}, sequential {:.2e}, consistency {:.2e}, path {:?}, {:?}\n",
            solution.status,
            solution.method,
            solution.values,
            solution.certificate.nash,
            solution.certificate.sequential,
            solution.certificate.consistency,
            solution.path,
            solution.selection
        );
        for (set, name) in self.names.iter().enumerate() {
            let slots = self.s.infoset_start[set] as usize..self.s.infoset_start[set + 1] as usize;
            text.push_str(&format!(
                "  {name}: {:?} beliefs {:?}\n",
                &solution.profile[self.s.actions(set)],
                &solution.beliefs[slots]
            ));
        }
        text
    }
}

/// Kuhn's three-card poker: ante 1, bet 1.
pub(crate) fn kuhn() -> Game {
    let deals = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];
    let tree = chance(deals.map(|(a, b): (usize, usize)| {
        let sign = if a > b { 1.0 } else { -1.0 };
        let show = |stake: f64| end([sign * stake, -sign * stake]);
        let (one, two) = (format!("1 has {a}"), format!("2 has {b}"));
        let tree = decision(
            0,
            &one,
            [
                (
                    "check",
                    decision(
                        1,
                        &format!("{two}, after check"),
                        [
                            ("check", show(1.0)),
                            (
                                "bet",
                                decision(
                                    0,
                                    &format!("{one}, after bet"),
                                    [("fold", end([-1.0, 1.0])), ("call", show(2.0))],
                                ),
                            ),
                        ],
                    ),
                ),
                (
                    "bet",
                    decision(
                        1,
                        &format!("{two}, after bet"),
                        [("fold", end([1.0, -1.0])), ("call", show(2.0))],
                    ),
                ),
            ],
        );
        ((1, 6), tree)
    }));
    Game::new(2, &tree)
}

/// Myerson's card game (figure 2.1): ante 1, raise 1, high card 1/2.
pub(crate) fn stripped_poker() -> Game {
    let card = |high: bool| {
        let sign = if high { 1.0 } else { -1.0 };
        decision(
            0,
            if high { "high" } else { "low" },
            [
                (
                    "raise",
                    decision(1, "2", [("meet", end([2.0 * sign, -2.0 * sign])), ("pass", end([1.0, -1.0]))]),
                ),
                ("fold", end([sign, -sign])),
            ],
        )
    };
    Game::new(2, &chance([((1, 2), card(true)), ((1, 2), card(false))]))
}

/// The crisis game with two types a side.
pub(crate) fn crisis() -> Game {
    let play = |c: bool, d: bool| {
        let (cn, dn) = (if c { "strong" } else { "weak" }, if d { "strong" } else { "weak" });
        let war = end([if c { 0.3 } else { -0.6 }, if d { 0.1 } else { -0.7 }]);
        decision(
            0,
            &format!("challenger {cn}"),
            [
                (
                    "challenge",
                    decision(
                        1,
                        &format!("defender {dn}"),
                        [
                            (
                                "resist",
                                decision(
                                    0,
                                    &format!("challenger {cn}, resisted"),
                                    [("fight", war), ("back down", end([-0.35, 1.1]))],
                                ),
                            ),
                            ("concede", end([1.0, 0.0])),
                        ],
                    ),
                ),
                ("status quo", end([0.0, 1.0])),
            ],
        )
    };
    let tree = chance([
        ((1, 5), play(true, true)),
        ((1, 5), play(true, false)),
        ((3, 10), play(false, true)),
        ((3, 10), play(false, false)),
    ]);
    Game::new(2, &tree)
}

/// Cho and Kreps: preferred breakfast 1, no duel 2; 1 for a duel with the weak or none with the strong.
pub(crate) fn beer_quiche(strong: (i64, i64)) -> Game {
    let weak = (strong.1 - strong.0, strong.1);
    let eat = |is_strong: bool, beer: bool| {
        let meal = if is_strong == beer { 1.0 } else { 0.0 };
        let (duel, none) = if is_strong { (0.0, 1.0) } else { (1.0, 0.0) };
        decision(
            1,
            if beer { "after beer" } else { "after quiche" },
            [("duel", end([meal, duel])), ("none", end([meal + 2.0, none]))],
        )
    };
    let sender = |is_strong: bool| {
        decision(
            0,
            if is_strong { "strong" } else { "weak" },
            [("beer", eat(is_strong, true)), ("quiche", eat(is_strong, false))],
        )
    };
    Game::new(2, &chance([(strong, sender(true)), (weak, sender(false))]))
}

/// The centipede of McKelvey and Palfrey with doubling pots.
pub(crate) fn centipede(moves: u32) -> Game {
    let mut small = 0.1;
    let mut large = 0.4;
    let mut ends = Vec::new();
    for k in 0..=moves {
        ends.push(if k % 2 == 0 { [large, small] } else { [small, large] });
        small *= 2.0;
        large *= 2.0;
    }
    // Decimals, so that 12.8 is exactly that.
    let round = |v: f64| (v * 10.0).round() / 10.0;
    let mut tree = end(ends[moves as usize].map(round));
    for k in (0..moves).rev() {
        let take = end(ends[k as usize].map(round));
        tree = decision((k % 2) as u16, &format!("move {}", k + 1), [("take", take), ("pass", tree)]);
    }
    Game::new(2, &tree)
}

/// Bagwell 1995: the follower sees the leader's move wrongly once in a hundred times.
pub(crate) fn bagwell() -> Game {
    let pay = |leader: usize, follower: usize| match (leader, follower) {
        (0, 0) => end([5.0, 2.0]),
        (0, _) => end([3.0, 1.0]),
        (_, 0) => end([6.0, 3.0]),
        _ => end([4.0, 4.0]),
    };
    let follower =
        |leader: usize, signal: &str| decision(1, signal, [("S", pay(leader, 0)), ("C", pay(leader, 1))]);
    let noisy = |leader: usize| {
        let (s, c) = if leader == 0 { ((99, 100), (1, 100)) } else { ((1, 100), (99, 100)) };
        chance([(s, follower(leader, "sees S")), (c, follower(leader, "sees C"))])
    };
    Game::new(2, &decision(0, "leader", [("S", noisy(0)), ("C", noisy(1))]))
}

/// Selten 1975.
pub(crate) fn horse() -> Game {
    let third = |r: [f64; 3], l: [f64; 3]| decision(2, "3", [("R", end(r)), ("L", end(l))]);
    let tree = decision(
        0,
        "1",
        [
            (
                "R",
                decision(
                    1,
                    "2",
                    [("R", end([1.0, 1.0, 1.0])), ("L", third([4.0, 4.0, 0.0], [0.0, 0.0, 1.0]))],
                ),
            ),
            ("L", third([3.0, 2.0, 2.0], [0.0, 0.0, 0.0])),
        ],
    );
    Game::new(3, &tree)
}

/// McKelvey and McLennan's 2×2×2 game with nine equilibria.
pub(crate) fn nine_equilibria() -> Game {
    let pay = |a: usize, b: usize, c: usize| match (a, b, c) {
        (0, 0, 0) => end([9.0, 8.0, 12.0]),
        (1, 1, 0) => end([9.0, 8.0, 2.0]),
        (1, 0, 1) | (0, 1, 1) => end([3.0, 4.0, 6.0]),
        _ => end([0.0, 0.0, 0.0]),
    };
    let third = |a: usize, b: usize| decision(2, "3", [("1", pay(a, b, 0)), ("2", pay(a, b, 1))]);
    let second = |a: usize| decision(1, "2", [("1", third(a, 0)), ("2", third(a, 1))]);
    Game::new(3, &decision(0, "1", [("1", second(0)), ("2", second(1))]))
}

/// A step that costs every type the same as a reply, and a receiver who brings or drops a proposal: "all types reply
/// alike" solves the logit equations at every λ. One type gains little from a proposal, and by replying with words it
/// could be told from the others.
pub(crate) fn replies() -> Game {
    let types = [("settler", 0.295, 0.325), ("waiter", 0.0225, -0.03), ("feinter", 0.25, -0.225)];
    let sender = |(name, gain, worth): (&str, f64, f64)| {
        let act = |cost: f64, reply: &str| {
            let drop = end([-cost, 0.0]);
            decision(1, reply, [("bring", end([gain - cost, worth])), ("drop", drop)])
        };
        decision(0, name, [("step", act(0.05, "after a step")), ("words", act(0.0, "after words"))])
    };
    let [settler, waiter, feinter] = types.map(sender);
    Game::new(2, &chance([((7, 20), settler), ((2, 5), waiter), ((1, 4), feinter)]))
}

/// Two actors who want to meet, at either of two equally good places.
pub(crate) fn meeting() -> Game {
    unequal_meeting(0.0)
}

/// The same where the second place is better by `more`.
pub(crate) fn unequal_meeting(more: f64) -> Game {
    let second = |a: usize| {
        let pay = |b: usize| if a == b { end([1.0 + more * a as f64; 2]) } else { end([0.0, 0.0]) };
        decision(1, "2", [("here", pay(0)), ("there", pay(1))])
    };
    Game::new(2, &decision(0, "1", [("here", second(0)), ("there", second(1))]))
}

/// The same for two pairs at once, who have nothing to do with each other.
pub(crate) fn two_meetings() -> Game {
    let pay = |a: usize, b: usize, c: usize, d: usize| {
        let (one, two) = (f64::from(u8::from(a == b)), f64::from(u8::from(c == d)));
        end([one, one, two, two])
    };
    let fourth = |a: usize, b: usize, c: usize| {
        decision(3, "4", [("here", pay(a, b, c, 0)), ("there", pay(a, b, c, 1))])
    };
    let third =
        |a: usize, b: usize| decision(2, "3", [("here", fourth(a, b, 0)), ("there", fourth(a, b, 1))]);
    let second = |a: usize| decision(1, "2", [("here", third(a, 0)), ("there", third(a, 1))]);
    Game::new(4, &decision(0, "1", [("here", second(0)), ("there", second(1))]))
}

/// The second actor does not care about a gift that the first would like: an exact tie.
pub(crate) fn gift() -> Game {
    let second = decision(1, "2", [("give", end([2.0, 1.0])), ("keep", end([0.0, 1.0]))]);
    Game::new(2, &decision(0, "1", [("ask", second), ("leave", end([0.5, 0.0]))]))
}

/// A sender of two types asks or leaves; who is asked does not care about the answer. A guess at the type follows
/// leaving, so that beliefs depend on play.
pub(crate) fn indifferent_receiver() -> Game {
    let sender = |good: bool| {
        let name = if good { "good" } else { "bad" };
        let asked = decision(1, "asked", [("yes", end([1.0, 0.5])), ("no", end([0.0, 0.5]))]);
        // After leaving, the good type and the receiver play matching pennies with uneven stakes.
        let guess = |hit: f64, miss: f64| {
            let pay = |a: usize, b: usize| match (a, b) {
                (0, 0) => end([hit, 0.2]),
                (0, _) => end([miss, 0.6]),
                (_, 0) => end([miss, 0.6]),
                _ => end([hit - 0.1, 0.2]),
            };
            let reply = |a: usize| decision(1, "guess", [("left", pay(a, 0)), ("right", pay(a, 1))]);
            decision(0, &format!("{name} hides"), [("left", reply(0)), ("right", reply(1))])
        };
        decision(0, name, [("ask", asked), ("leave", guess(0.9, 0.5))])
    };
    Game::new(2, &chance([((1, 2), sender(true)), ((1, 2), sender(false))]))
}

/// A game in strategic form: the first actor chooses a row, the second a column without seeing it.
pub(crate) fn bimatrix(rows: usize, columns: usize, mut pay: impl FnMut(usize, usize) -> [f64; 2]) -> Tree {
    let rows = (0..rows).map(|i| {
        let columns = (0..columns).map(|j| (format!("{j}"), end(pay(i, j))));
        let reply = Tree::Decision { player: 1, infoset: "2".to_owned(), actions: columns.collect() };
        (format!("{i}"), reply)
    });
    Tree::Decision { player: 0, infoset: "1".to_owned(), actions: rows.collect() }
}

/// Von Stengel (Discrete & Computational Geometry 21, 1999): a 6 × 6 game with 75 equilibria.
pub(crate) fn von_stengel() -> Tree {
    let first: [[i32; 6]; 6] = [
        [9504, -660, 19976, -20526, 1776, -8976],
        [-111771, 31680, -130944, 168124, -8514, 52764],
        [397584, -113850, 451176, -586476, 29216, -178761],
        [171204, -45936, 208626, -263076, 14124, -84436],
        [1303104, -453420, 1227336, -1718376, 72336, -461736],
        [737154, -227040, 774576, -1039236, 48081, -300036],
    ];
    let second: [[i32; 6]; 6] = [
        [72336, 48081, 29216, 14124, 1776, -8514],
        [-461736, -300036, -178761, -84436, -8976, 52764],
        [1227336, 774576, 451176, 208626, 19976, -130944],
        [-1718376, -1039236, -586476, -263076, -20526, 168124],
        [1303104, 737154, 397584, 171204, 9504, -111771],
        [-453420, -227040, -113850, -45936, -660, 31680],
    ];
    bimatrix(6, 6, |i, j| [f64::from(first[i][j]), f64::from(second[i][j])])
}

/// A war of attrition: both stay (0) or quit (1) at the same time; while both stay each pays 1/10, and who stays when the
/// other quits gets 1.
pub(crate) fn attrition(periods: u32) -> Game {
    let mut tree = end([-f64::from(periods) / 10.0; 2]);
    for period in (0..periods).rev() {
        let paid = f64::from(period) / 10.0;
        let quits = decision(
            1,
            &format!("2 in {period}"),
            [("stay", end([-paid, 1.0 - paid])), ("quit", end([-paid, -paid]))],
        );
        let stays =
            decision(1, &format!("2 in {period}"), [("stay", tree), ("quit", end([1.0 - paid, -paid]))]);
        tree = decision(0, &format!("1 in {period}"), [("stay", stays), ("quit", quits)]);
    }
    Game::new(2, &tree)
}
