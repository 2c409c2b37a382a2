//! What was written is read back as the same game: random games, awkward names, tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use num_rational::BigRational;
use standoff_game::formats::nfg::{self, TableError};
use standoff_game::formats::{NamedGame, ReadOptions, efg, read};
use standoff_game::random::{self, Shape};
use standoff_game::structure::{NONE, Node};

fn parsed(text: &str) -> NamedGame {
    let read =
        read(text.as_bytes(), ReadOptions::default()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(read.notes, [] as [&str; 0], "{text}");
    read.game
}

/// Seeded games with the plainest names.
fn random_games(count: u64) -> impl Iterator<Item = NamedGame> {
    (0..count).map(|seed| {
        let players = 1 + (seed % 4) as u16;
        let shape =
            Shape { players, depth: 2 + (seed % 4) as u32, width: 2 + (seed % 2) as u32, ..Shape::default() };
        let (structure, dag, _) = random::game(seed, shape).build_named(players).unwrap();
        let players = (1..=players).map(|k| format!("P{k}")).collect();
        NamedGame::unnamed(structure, dag, players)
    })
}

/// The same nodes in the same order with the same numbers, and the same names.
fn assert_same(a: &NamedGame, b: &NamedGame, text: &str) {
    let (s, t) = (&a.structure, &b.structure);
    assert_eq!((s.players, s.node_count()), (t.players, t.node_count()), "{text}");
    let (x, y) = (a.numbers().unwrap(), b.numbers().unwrap());
    let players = usize::from(s.players);
    let payoffs = |payoff: &[BigRational], row: u32| payoff[row as usize * players..][..players].to_vec();
    for (m, n) in a.depth_first().zip(b.depth_first()) {
        let (m, n) = (m.0 as usize, n.0 as usize);
        assert_eq!(s.children(m).len(), t.children(n).len(), "{text}");
        match (s.node(m), t.node(n)) {
            (Node::Decision(g), Node::Decision(h)) => {
                assert_eq!(g, h, "{text}");
                let names = |game: &NamedGame, set: u32| -> Vec<String> {
                    game.structure
                        .actions(set as usize)
                        .map(|k| game.action_names.get(k).to_owned())
                        .collect()
                };
                assert_eq!(names(a, g.0), names(b, h.0), "{text}");
            }
            (Node::Chance(p), Node::Chance(q)) => {
                assert_eq!(x.chance[s.chance_row(p)], y.chance[t.chance_row(q)], "{text}");
            }
            (Node::Terminal(p), Node::Terminal(q)) => {
                assert_eq!(payoffs(&x.payoff, p), payoffs(&y.payoff, q), "{text}");
            }
            (x, y) => panic!("{x:?} became {y:?}\n{text}"),
        }
    }
    assert_eq!(s.infoset_player, t.infoset_player);
    assert_eq!(a.players, b.players);
    assert_eq!(a.sets, b.sets);
}

#[test]
fn a_tree_that_was_written_is_read_back_as_the_same_game() {
    let mut nodes = 0;
    for game in random_games(400) {
        let text = efg::write(&game);
        let again = parsed(&text);
        assert_same(&game, &again, &text);
        assert_eq!(efg::write(&again), text);
        nodes += game.structure.node_count();
    }
    assert!(nodes > 8_000, "{nodes} nodes are no test");
}

#[test]
fn a_table_that_was_written_is_read_back_as_the_same_table() {
    let mut written = 0;
    for game in random_games(200) {
        let Ok(table) = nfg::table(&game, 5_000) else { continue };
        let text = nfg::write(&table);
        let again = nfg::table(&parsed(&text), 5_000).unwrap();
        assert_eq!(table, again, "{text}");
        written += 1;
    }
    assert!(written > 100, "{written} tables are no test");
}

#[test]
fn awkward_names_are_written_so_that_they_differ() {
    let text = "EFG 2 R \"a \\\"q\\\" \\\\ b\" { \"A\" \"B\" }\n\"line\nline\"\n\
                c \"n\" 1 \"e\" { \"x\" 1/2 \"y\" 1/2 } 0\n\
                p \"n\" 1 3 \"s\" { \"l \\\"1\\\"\" \"r\" } 1 \"o\" { 1 1 }\nt \"\" 1\nt \"\" 2 \"o\" { 0 -1/3 }\n\
                p \"n\" 1 9 \"s\" { \"l\" \"r\" } 0\nt \"\" 2\nt \"\" 0\n";
    let game = parsed(text);
    let written = efg::write(&game);
    let again = parsed(&written);
    assert_same(&game, &again, &written);
    assert_eq!((again.title.as_str(), again.comment.as_str()), ("a \"q\" \\ b", "line\nline"));
    let names: Vec<&str> = again.depth_first().map(|node| again.node_names.get(node.0 as usize)).collect();
    assert_eq!(names, ["n_1", "n_2", "", "", "n_3", "", ""]);
    assert_eq!(again.set_names.iter().collect::<Vec<_>>(), ["s_1", "s_2"]);
    assert_eq!((again.sets[0].number, again.sets[1].number), (3, 9));
    let mut outcomes: Vec<&str> = again.outcome_names.iter().collect();
    outcomes.sort_unstable();
    outcomes.dedup();
    assert_eq!(outcomes.len(), again.outcome_names.len(), "{written}");
}

#[test]
fn chance_nodes_share_a_number_only_where_they_did() {
    let shared = parsed(
        "EFG 2 R \"\" { \"A\" }\n\nc \"\" 1 \"\" { \"a\" 1/2 \"b\" 1/2 } 0\nc \"\" 4 \"\" { \"a\" 1/2 \"b\" 1/2 } 0\n\
         t \"\" 0\nt \"\" 0\nc \"\" 4 0\nt \"\" 0\nt \"\" 0\n",
    );
    assert_eq!(shared.events.len(), 2);
    let again = parsed(&efg::write(&shared));
    let chance: Vec<u32> = again.detail.iter().copied().filter(|&event| event != NONE).collect();
    assert_eq!(chance, [0, 1, 1]);
}

#[test]
fn reduced_strategies_leave_out_what_they_rule_out() {
    let game = parsed(
        "EFG 2 R \"\" { \"A\" \"B\" }\n\np \"\" 1 1 \"\" { \"in\" \"out\" } 0\n\
         p \"\" 2 1 \"\" { \"x\" \"y\" } 0\n\
         p \"\" 1 2 \"\" { \"u\" \"d\" } 0\nt \"\" 1 \"\" { 3 1 }\nt \"\" 2 \"\" { 0 0 }\n\
         c \"\" 1 \"\" { \"h\" 1/3 \"t\" 2/3 } 0\nt \"\" 3 \"\" { 3 6 }\nt \"\" 0\n\
         t \"\" 4 \"\" { 2 2 }\n",
    );
    let table = nfg::table(&game, 100).unwrap();
    assert_eq!(table.strategies, [vec!["in/u", "in/d", "out/*"], vec!["x", "y"]]);
    let whole = |n: i64| BigRational::from_integer(n.into());
    let expected = [3, 1, 0, 0, 2, 2, 1, 2, 1, 2, 2, 2].map(whole);
    assert_eq!(table.payoffs, expected);
    match nfg::table(&game, 5) {
        Err(error @ TableError::TooLarge { .. }) => assert_eq!(
            error.to_string(),
            "its strategic form would have 6 entries (3 × 2 strategies), and at most 5 are written; the tree (.efg) says \
             the same in less"
        ),
        other => panic!("{other:?}"),
    }
}
