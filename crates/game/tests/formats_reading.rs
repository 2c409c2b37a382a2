//! What the readers of `.efg` and `.nfg` make of small texts: one test for each point of the formats.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use num_rational::BigRational;
use standoff_game::formats::{self, NamedGame, Problem, ReadGame, ReadOptions};
use standoff_game::structure::Node;

fn read(text: &str) -> ReadGame {
    formats::read(text.as_bytes(), ReadOptions::default()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn error(text: &str) -> String {
    match formats::read(text.as_bytes(), ReadOptions::default()) {
        Ok(_) => panic!("read without an error:\n{text}"),
        Err(error) => error.to_string(),
    }
}

/// Payoffs at the ends, in the order of the text.
fn ends(game: &NamedGame) -> Vec<Vec<String>> {
    let numbers = game.numbers().unwrap();
    let players = game.players.len();
    let text = |row: u32| {
        let row = row as usize * players;
        numbers.payoff[row..row + players].iter().map(BigRational::to_string).collect()
    };
    // The order of the ends as a depth-first walk meets them.
    let mut open = vec![0];
    let mut ends = Vec::new();
    while let Some(node) = open.pop() {
        match game.structure.node(node) {
            Node::Terminal(row) => ends.push(text(row)),
            _ => open.extend(game.structure.children(node).rev()),
        }
    }
    ends
}

const POKER: &str = r#"EFG 2 R "Stripped-down poker" { "Fred" "Alice" }
"Each puts 1 into the pot; Fred draws a card and may raise."

c "" 1 "card" { "red" 1/2 "black" 0.5 } 0
p "" 1 1 "Fred red" { "raise" "fold" } 0
p "" 2 1 "Alice" { "meet" "pass" } 0
t "" 1 "Fred wins big" { 2, -2 }
t "" 2 "Alice passes" { 1, -1 }
t "" 2
p "" 1 2 "Fred black" { "raise" "fold" } 0
p "" 2 1 0
t "" 3 "Alice wins big" { -2, 2 }
t "" 2 "Alice passes" { 1, -1 }
t "" 4 "Fred folds" { -1, 1 }
"#;

#[test]
fn a_whole_file() {
    let ReadGame { game, notes } = read(POKER);
    assert!(notes.is_empty());
    assert_eq!(game.title, "Stripped-down poker");
    assert!(game.comment.starts_with("Each puts 1"));
    assert_eq!(game.players, ["Fred", "Alice"]);
    let s = &game.structure;
    assert_eq!((s.node_count(), s.terminal_count(), s.infoset_count()), (11, 6, 3));
    assert_eq!(s.infoset_player, [0, 1, 0]);
    assert_eq!(s.nodes_of(1).len(), 2);
    assert_eq!(
        (game.set_names.get(2), game.action(1, 0), game.player_of(1)),
        ("Fred black", "meet", "Alice")
    );
    assert_eq!(game.lines[s.nodes_of(1)[1] as usize], 11);
    let ends = ends(&game);
    assert_eq!(ends[0], ["2", "-2"]);
    assert_eq!(ends[2], ["1", "-1"]);
    assert_eq!(ends[5], ["-1", "1"]);
    assert_eq!(game.imperfect_recall(), None);
    let path = game.path(s.nodes_of(1)[1] as usize);
    assert_eq!(path.iter().map(|step| step.action).collect::<Vec<_>>(), ["black", "raise"]);
    assert_eq!((path[0].player, path[0].at, path[1].player), (None, "card", Some(0)));
}

#[test]
fn form_is_free() {
    // No space where quotation marks and braces separate, commas anywhere, no comment, no R, names left out.
    let plain = read(
        "EFG 2 R \"t\" { \"A\" \"B\" }\n\np \"\" 1 7 \"x\" { \"l\" \"r\" } 0 t \"\" 1 \"\" { 1 2 } t \"\" 0",
    );
    for text in [
        "EFG 2 D \"t\"{\"A\"\"B\"}\"\"p\"\"1 7\"x\"{\"l\"\"r\"}0 t\"\"1\"\"{1,2}t\"\"0",
        "EFG 2 \"t\" {\"A\", \"B\"}\r\n\tp 1,7,\"x\",{\"l\",\"r\"},0\r\nt 1 {1, 2}\r\nt 0\r\n",
        "\u{feff}EFG 2 R \"t\" { \"A\" \"B\" } p \"\" 1 7 \"x\" { \"l\" \"r\" } 0 t \"\" 1 \"\" { 1 2.0 } t \"\" 0 \"\" { 0 0 }",
    ] {
        let other = read(text);
        assert_eq!(plain.game.structure, other.game.structure, "{text}");
        assert_eq!(ends(&plain.game), ends(&other.game), "{text}");
        assert_eq!(plain.game.players, other.game.players);
        assert_eq!(plain.game.action_names, other.game.action_names);
        assert_eq!(other.game.sets[0].number, 7);
    }
}

#[test]
fn texts_hold_anything() {
    let game = read("EFG 2 R \"a \\\"b\\\" c\\\\d\" { \"ÄÖ\" }\n\"two\nlines\"\nt \"\" 0").game;
    assert_eq!((game.title.as_str(), game.comment.as_str()), ("a \"b\" c\\d", "two\nlines"));
    let latin = formats::read(b"EFG 2 R \"\xfcber\" { \"A\" } t \"\" 0", ReadOptions::default()).unwrap();
    assert_eq!(latin.game.title, "über");
    assert_eq!(latin.notes, ["the text is not UTF-8 and was read as Latin-1"]);
}

#[test]
fn interior_outcomes_add_along_the_path() {
    let game = read(
        "EFG 2 R \"\" { \"A\" \"B\" }\n\
         p \"\" 1 1 \"\" { \"l\" \"r\" } 1 \"first\" { 1 1/3 }\n\
         p \"\" 2 1 \"\" { \"x\" \"y\" } 2 \"second\" { -10 0.5 }\n\
         t \"\" 3 \"end\" { 100 0 }\n\
         t \"\" 0\n\
         p \"\" 2 2 \"\" { \"x\" \"y\" } 0\n\
         t \"\" 3\n\
         t \"\" 1\n",
    )
    .game;
    assert_eq!(ends(&game), [["91", "5/6"], ["-9", "5/6"], ["101", "1/3"], ["2", "2/3"]]);
}

#[test]
fn what_is_said_twice_must_agree() {
    let head = "EFG 2 R \"\" { \"A\" \"B\" }\np \"\" 1 1 \"x\" { \"l\" \"r\" } 0\nt \"\" 1 \"o\" { 1 2 }\n";
    let read_rest = |rest: &str| formats::read(format!("{head}{rest}").as_bytes(), ReadOptions::default());
    assert!(read_rest("t \"\" 1 \"o\" { 1.0 2 }").is_ok());
    assert!(read_rest("t \"\" 1 \"o\"").is_ok());
    for (rest, says) in [
        (
            "t \"\" 1 \"o\" { 1 3 }",
            "line 4, column 12: outcome 1 has the payoff 3 for player 2 here and 2 on line 3",
        ),
        ("t \"\" 1 \"p\" { 1 2 }", "outcome 1 has the name \"p\" here and \"o\" on line 3"),
        ("t \"\" 2", "line 4, column 6: outcome 2 is referred to here, and nothing before says what it is"),
        (
            "p \"\" 1 1 \"x\" { \"l\" \"m\" } 0",
            "information set 1 has the action \"m\" here and \"r\" on line 2",
        ),
        (
            "p \"\" 1 1 \"x\" { \"l\" } 0",
            "information set 1 has a number of actions of 1 here and 2 on line 2",
        ),
        ("p \"\" 1 1 \"y\" 0", "information set 1 has the name \"y\" here and \"x\" on line 2"),
        ("p \"\" 2 1 0", "information set 1 is referred to here, and nothing before"),
        ("c \"\" 1 0", "chance event 1 is referred to here"),
    ] {
        let error = read_rest(rest).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(says), "{error}\n{says}");
    }
    // Chance: the same numbers, however they are written.
    let event = "EFG 2 R \"\" { \"A\" }\nc \"\" 1 \"e\" { \"a\" 0.5 \"b\" 1/2 } 0\n";
    let ends = "t \"\" 0\nt \"\" 0\nt \"\" 0\n";
    assert_eq!(
        read(&format!("{event}c \"\" 1 \"e\" {{ \"a\" 1/2 \"b\" .5 }} 0\n{ends}")).game.events.len(),
        1
    );
    assert_eq!(read(&format!("{event}c \"\" 1 0\n{ends}")).game.events.len(), 1);
    assert!(
        error(&format!("{event}c \"\" 1 \"\" {{ \"a\" 1/4 \"b\" 3/4 }} 0")).contains("the name \"\" here")
    );
    assert!(error(&format!("{event}c \"\" 1 {{ \"a\" 1/4 \"b\" 3/4 }} 0")).contains("other probabilities"));
    assert!(
        error(&format!("{event}c \"\" 1 {{ \"a\" 1/2 \"c\" 1/2 }} 0"))
            .contains("the branch \"c\" here and \"b\"")
    );
}

#[test]
fn probabilities_sum_to_exactly_one() {
    let file = |a: &str, b: &str, c: &str| {
        format!(
            "EFG 2 R \"\" {{ \"A\" }}\n\nc \"\" 1 \"\" {{ \"a\" {a} \"b\" {b} \"c\" {c} }} 0\n\
             t \"\" 1 \"\" {{ 1 }}\nt \"\" 0\nt \"\" 0\n"
        )
    };
    read(&file("0.1", "0.2", "0.7"));
    read(&file("1/3", "1/3", "1/3"));
    assert_eq!(
        error(&file("0.333", "0.333", "0.333")),
        "line 3, column 11: the probabilities of this chance move sum to 0.999, not to 1; with --snap they are divided \
         by their sum"
    );
    assert!(
        error(&file("0.33333333", "0.33333333", "0.33333333"))
            .contains("sum to 0.99999999, not to 1; with --snap")
    );
    assert!(error(&file("0.3", "0.3", "0.3")).ends_with("sum to 0.9, not to 1"));
    assert!(error(&file("-1", "1", "1")).contains("the probability -1 is negative"));
    let snapped =
        formats::read(file("0.333", "0.333", "0.333").as_bytes(), ReadOptions { snap: true }).unwrap();
    assert_eq!(snapped.notes, ["the probabilities of the chance move on line 3 were divided by their sum"]);
    let third = BigRational::new(1.into(), 3.into());
    assert_eq!(snapped.game.numbers().unwrap().chance, vec![third; 3]);
    // What is far off is no near miss.
    let far = formats::read(file("0.3", "0.3", "0.3").as_bytes(), ReadOptions { snap: true });
    assert!(matches!(*far.map(|_| ()).unwrap_err().problem, Problem::ChanceSum { near: false, .. }));
}

#[test]
fn names_that_are_not_names_get_numbers() {
    let ReadGame { game, notes } = read(
        "EFG 2 R \"\" { \"A\" \"\" \"A\" }\np \"n\" 1 1 \"\" { \"l\" \"l\" \"\" } 0 t \"\" 0 t \"\" 0 t \"\" 0",
    );
    assert_eq!(game.players, ["A_1", "_1", "A_2"]);
    assert_eq!(game.action_names.iter().collect::<Vec<_>>(), ["l_1", "l_2", "_1"]);
    assert_eq!(game.node_names.get(0), "n");
    assert_eq!(notes, ["names that were empty or stood twice were given a number"]);
}

#[test]
fn imperfect_recall_is_named_by_two_nodes() {
    let driver = "EFG 2 R \"Absent-minded driver\" { \"Driver\" }\n\np \"\" 1 1 \"\" { \"on\" \"exit\" } 0\n\
                  p \"\" 1 1 0\nt \"\" 1 \"\" { 1 }\nt \"\" 2 \"\" { 4 }\nt \"\" 0\n";
    assert_eq!(
        read(driver).game.imperfect_recall().unwrap(),
        "Driver has imperfect recall at information set 1: it cannot tell the node on line 3 at the start from the node \
         on line 4 after \"on\", though its own past differs there"
    );
}

#[test]
fn errors_say_where_and_what() {
    for (text, says) in [
        ("", "line 1, column 1: the text ends where the name of a format, `EFG` or `NFG`, should stand"),
        ("GAME", "`EFG` or `NFG`"),
        ("EFG 1 R", "line 1, column 5: this is version 1 of the format; version 2 is read"),
        ("EFG 2 X \"\" { \"A\" }", "here stands `X`, and the letter `R` or `D` should"),
        ("EFG 2 R \"t", "line 1, column 9: the text that begins here has no closing quotation mark"),
        ("EFG 2 R \"\" { }", "a game needs at least one player"),
        ("EFG 2 R \"\" { \"A\" }", "the tree is cut short: 1 or more of its nodes are missing"),
        ("EFG 2 R \"\" { \"A\" } x", "here stands `x`, and a node, which begins with `c`, `p` or `t` should"),
        ("EFG 2 R \"\" { \"A\" } t \"\" 0 \"x\" { 1 }", "outcome 0 means that nobody gains anything"),
        (
            "EFG 2 R \"\" { \"A\" } t \"\" 1 \"x\" { 1 2 }",
            "one payoff for each of the 1 players, and here are 2",
        ),
        ("EFG 2 R \"\" { \"A\" } t \"\" 1 \"x\" { 1/0 }", "`1/0` divides by zero"),
        ("EFG 2 R \"\" { \"A\" } t \"\" 1 \"x\" { 1e400 }", "`1e400` has more digits"),
        ("EFG 2 R \"\" { \"A\" } t \"\" -1", "`-1` is not the number of an outcome"),
        ("EFG 2 R \"\" { \"A\" } p \"\" 2 1 \"\" { \"a\" }", "player 2 moves, and the file names 1"),
        ("EFG 2 R \"\" { \"A\" } p \"\" 1 1 \"\" { }", "a player who moves needs at least one action"),
        ("EFG 2 R \"\" { \"A\" } p \"\" 1 1 \"\" { \"a\" \"b\" } 0\nt \"\" 0", "cut short: 1 or more"),
    ] {
        let error = error(text);
        assert!(error.contains(says), "{error}\n{says}");
    }
    assert!(read("EFG 2 R \"\" { \"A\" } t \"\" 0\n\nt \"\" 0").notes[0].contains("complete before line 3"));
}

#[test]
fn what_the_text_cannot_hold_is_refused_before_there_is_room_made_for_it() {
    // Many actions behind one number: every further node would promise a thousand children.
    let actions = "\"a\" ".repeat(1000);
    let nodes = "p \"\" 1 1 0\n".repeat(1000);
    let text = format!("EFG 2 R \"\" {{ \"A\" }} p \"\" 1 1 \"\" {{ {actions} }} 0 {nodes}");
    assert!(error(&text).contains("cut short"));
    // A table of which nothing is there.
    assert!(error("NFG 1 R \"\" { \"A\" \"B\" } { 4000000000 4000000000 } 1 2").contains("entries"));
    let players = "\"\" ".repeat(60);
    let twos = "2 ".repeat(60);
    assert!(error(&format!("NFG 1 R \"\" {{ {players} }} {{ {twos} }} 1")).contains("has 1"));
    // Sums of payoffs that double with every level.
    let mut tree = String::from("EFG 2 R \"\" { \"A\" }\n");
    let mut open = vec![0u32];
    let mut number = 0;
    while let Some(depth) = open.pop() {
        number += 1;
        if depth == 14 {
            tree.push_str("t 0 ");
        } else {
            tree.push_str(&format!(
                "p 1 {number} {{\"a\"\"b\"}} {number} {{1e-{depth}/{}}} ",
                number % 997 + 1
            ));
            open.extend([depth + 1, depth + 1]);
        }
    }
    match formats::read(tree.as_bytes(), ReadOptions::default()) {
        Ok(read) => assert!(read.game.dag.constants().len() < tree.len()),
        Err(error) => assert!(matches!(*error.problem, Problem::TooLarge(_)), "{error}"),
    }
}

#[test]
fn deep_trees_need_no_stack() {
    let levels = 100_000;
    let mut text = String::from("EFG 2 R \"\" { \"A\" }\n");
    for level in 1..=levels {
        text.push_str(&format!("p \"\" 1 {level} \"\" {{ \"on\" \"out\" }} 0\n"));
    }
    for _ in 0..=levels {
        text.push_str("t \"\" 0\n");
    }
    let game = read(&text).game;
    assert_eq!(game.structure.node_count(), 2 * levels + 1);
    assert_eq!(game.imperfect_recall(), None);
}

#[test]
fn tables_in_both_bodies() {
    let payoffs = "NFG 1 R \"t\" { \"A\" \"B\" } { 3 2 }\n\n1 1 0 2 0 2 1 1 0 3 2 0\n";
    let outcomes = "NFG 1 R \"t\" { \"A\" \"B\" }\n\n{ { \"1\" \"2\" \"3\" }\n{ \"1\" \"2\" } }\n\"comment\"\n\n\
                    {\n{ \"\" 1, 1 }\n{ \"\" 0, 2 }\n{ \"\" 0, 2 }\n{ \"\" 1, 1 }\n{ \"\" 0, 3 }\n{ \"\" 2, 0 }\n}\n1 2 3 4 5 6\n";
    let (a, b) = (read(payoffs).game, read(outcomes).game);
    assert_eq!(a.structure, b.structure);
    assert_eq!(b.comment, "comment");
    // Player 1 moves first in the tree and fastest in the table.
    let by_tree = [["1", "1"], ["1", "1"], ["0", "2"], ["0", "3"], ["0", "2"], ["2", "0"]];
    assert_eq!(ends(&a), by_tree);
    assert_eq!(ends(&b), by_tree);
    assert_eq!((a.structure.infoset_count(), a.structure.nodes_of(1).len()), (2, 3));
    assert_eq!(a.action_names.iter().collect::<Vec<_>>(), ["1", "2", "3", "1", "2"]);
    assert_eq!(a.imperfect_recall(), None);
}

#[test]
fn three_players_and_the_null_outcome() {
    let game = read(
        "NFG 1 D \"t\" { \"A\" \"B\" \"C\" } { { \"u\" \"d\" } 1 { \"x\" \"y\" } }\n\
         { { \"o\" 1 2 3 } { \"p\" 4 5 6 } }\n1 0 2 1",
    )
    .game;
    // B, who has one strategy, moves first; then A; then C.
    assert_eq!(game.structure.infoset_player, [1, 0, 2]);
    assert_eq!(ends(&game), [["1", "2", "3"], ["4", "5", "6"], ["0", "0", "0"], ["1", "2", "3"]]);
    assert_eq!(game.action_names.iter().collect::<Vec<_>>(), ["1", "u", "d", "x", "y"]);
}

#[test]
fn tables_that_do_not_fit() {
    for (text, says) in [
        ("NFG 2 R", "version 2 of the format; version 1 is read"),
        ("NFG 1 R \"\" { \"A\" \"B\" } { 2 }", "names 2 players and lists the strategies of 1"),
        ("NFG 1 R \"\" { \"A\" } { 0 }", "every player needs at least one strategy"),
        ("NFG 1 R \"\" { \"A\" \"B\" } { 2 2 } 1 2 3 4 5 6 7", "the table has 8 entries, and the text has 7"),
        (
            "NFG 1 R \"\" { \"A\" \"B\" } { 2 2 } 1 2 3 4 5 6 7 8 9",
            "the table has 8 entries, and the text has 9",
        ),
        ("NFG 1 R \"\" { \"A\" \"B\" } { 2 2 } 1 2 3 x", "`x` is not a number"),
        ("NFG 1 R \"\" { \"A\" } { 2 } { { \"\" 1 } } 1 2", "outcome 2 is not among the 1"),
        ("NFG 1 R \"\" { \"A\" } { 2 } { { \"\" 1 2 } } 1 1", "each of the 1 players, and here are 2"),
        ("NFG 1 R \"\" { \"A\" } { 2 } { { \"\" 1 } } 1", "the table has 2 entries, and the text has 1"),
    ] {
        let error = error(text);
        assert!(error.contains(says), "{error}\n{says}");
    }
}
