//! Games from files on the command line: solved, verified, converted; files are written whole or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use std::path::Path;

use running::{CRISIS, file, standoff, standoff_with};

const POKER: &str = r#"EFG 2 R "Stripped-down poker" { "Fred" "Alice" }
"Myerson's figure 2.1"

c "" 1 "card" { "red" 1/2 "black" 1/2 } 0
p "" 1 1 "red" { "raise" "pass" } 0
p "" 2 1 "" { "meet" "fold" } 0
t "" 1 "" { 2, -2 }
t "" 2 "" { 1, -1 }
t "" 2
p "" 1 2 "black" { "raise" "pass" } 0
p "" 2 1 0
t "" 3 "" { -2, 2 }
t "" 2
t "" 4 "" { -1, 1 }
"#;

/// Myerson (1991), section 2.1: raise with the high card, bluff 1/3, meet 2/3.
#[test]
fn a_tree_is_solved_and_verified() {
    let game = file("formats", "poker.efg", POKER);
    let run = standoff(&["solve", &game, "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let json = run.json();
    assert_eq!(json["schema"], "standoff/solution/1");
    assert_eq!(
        (&json["model"]["name"], &json["model"]["title"]),
        (&"poker".into(), &"Stripped-down poker".into())
    );
    assert_eq!(json["size"]["nodes"], 11);
    let sets = json["information_sets"].as_array().unwrap();
    let probability =
        |set: usize, action: usize| sets[set]["actions"][action]["probability"].as_f64().unwrap();
    assert_eq!((&sets[2]["actor"], &sets[2]["number"]), (&"Alice".into(), &1.into()));
    for (found, expected) in
        [(probability(0, 0), 1.0), (probability(1, 0), 1.0 / 3.0), (probability(2, 0), 2.0 / 3.0)]
    {
        assert!((found - expected).abs() < 1e-6, "{json:#}");
    }
    assert_eq!(sets[2]["beliefs"][1]["story"], serde_json::json!([["chance", "black"], ["Fred", "raise"]]));

    let profile = file("formats", "poker.json", &run.out);
    let verified = standoff(&["verify", &game, &profile, "--json"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    assert_eq!(verified.json()["status"], json["status"]);
    assert_eq!(verified.json()["notes"], serde_json::json!([]));
    let text = standoff(&["verify", &game, &profile]);
    assert!(text.out.contains("Stripped-down poker") && text.out.contains("Fred"), "{text:?}");

    // Somebody else's profile: Fred always bluffs.
    let wrong = run.out.replace("0.333333", "0.433333").replace("0.666666", "0.566666");
    let wrong = standoff(&["verify", &game, &file("formats", "wrong.json", &wrong)]);
    assert!(wrong.code == Some(4) || wrong.code == Some(5), "{wrong:?}");
}

#[test]
fn the_report_and_the_bare_file_are_the_same() {
    let game = file("formats", "report.efg", POKER);
    let (bare, solve) = (standoff(&[&game]), standoff(&["solve", &game]));
    assert_eq!((bare.code, &bare.out), (Some(0), &solve.out), "{bare:?}");
    for words in ["Stripped-down poker  (report)", "Size: 11 situations", "WHAT Alice DOES", "meet", "VALUES"]
    {
        assert!(bare.out.contains(words), "{words}: {}", bare.out);
    }
    let csv = standoff(&["solve", &game, "--format", "csv"]);
    assert_eq!(csv.out.lines().count(), 7, "{csv:?}");
}

#[test]
fn questions_need_a_model() {
    let game = file("formats", "ask.efg", POKER);
    let run = standoff(&["ask", &game, "P(war)"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("a game without a model"), "{run:?}");
    let run = standoff(&["solve", &game, "--set", "p=1"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("no parameters"), "{run:?}");
}

#[test]
fn check_says_how_large_a_game_is() {
    let game = file("formats", "check.efg", POKER);
    let run = standoff(&["check", &game]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("check.efg: no errors") && run.out.contains("11 situations"), "{run:?}");
    let json = standoff(&["check", &game, "--json"]).json();
    assert_eq!((&json["size"]["nodes"], &json["size"]["actors"]["Fred"]["actions"]), (&11.into(), &4.into()));
    let broken = file("formats", "check-broken.efg", "EFG 2 R \"\" { \"A\" } x");
    let run = standoff(&["check", &game, &broken]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.out.contains("no errors") && run.err.contains("check-broken.efg:1:20"), "{run:?}");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let game = file("formats", "broken.efg", &POKER.replace("\"black\" 1/2", "\"black\" 0.499"));
    let run = standoff(&["solve", &game]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(
        run.err.ends_with(
            "broken.efg:4:15: the probabilities of this chance move sum to 0.999, not to 1; with --snap they are divided by \
             their sum\n"
        ),
        "{run:?}"
    );
    let snapped = standoff(&["solve", &game, "--snap"]);
    assert_eq!(snapped.code, Some(0), "{snapped:?}");
    assert!(snapped.err.contains("note: ") && snapped.err.contains("line 4 were divided by their sum"));
    let recall = "EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"on\" \"off\" } 0\np \"\" 1 1 0\nt \"\" 0\nt \"\" 0\nt \"\" 0\n";
    let run = standoff(&["solve", &file("formats", "driver.efg", recall)]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("imperfect recall") && run.err.contains("line 2") && run.err.contains("line 3"));
    assert_eq!(standoff(&["solve", "missing.efg"]).code, Some(5));
}

#[test]
fn a_model_that_was_converted_has_the_same_solution() {
    let model = file("formats", "crisis.standoff", CRISIS);
    let game = Path::new(&model).with_file_name("crisis.efg").to_string_lossy().into_owned();
    let run = standoff(&["convert", &model, &game]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""), "{run:?}");
    let (own, other) = (standoff(&["solve", &model, "--json"]), standoff(&["solve", &game, "--json"]));
    assert_eq!(own.json()["values"], other.json()["values"]);
    // Profiles go both ways.
    let (own, other) = (file("formats", "own.json", &own.out), file("formats", "other.json", &other.out));
    for (game, profile) in [(&model, &other), (&game, &own)] {
        let run = standoff(&["verify", game, profile]);
        assert_eq!(run.code, Some(0), "{run:?}");
    }
    let json = standoff(&["convert", &model, "--to", "json"]).json();
    assert_eq!(json["schema"], "standoff/game/1");
    assert_eq!(json["nodes"].as_array().unwrap().len() as u64, json_nodes(&model));
    let root = &json["nodes"][0];
    assert!(root["parent"].is_null() && root["event"].is_u64(), "{root}");
}

fn json_nodes(model: &str) -> u64 {
    standoff(&["solve", model, "--json"]).json()["size"]["nodes"].as_u64().unwrap()
}

#[test]
fn trees_become_tables_and_tables_trees() {
    let game = file("formats", "table.efg", POKER);
    let table = standoff(&["convert", &game, "--to", "nfg"]);
    assert_eq!(table.code, Some(0), "{table:?}");
    assert!(
        table.out.contains(r#"{ "raise/raise" "raise/pass" "pass/raise" "pass/pass" }"#),
        "{}",
        table.out
    );
    let table = file("formats", "table.nfg", &table.out);
    let (a, b) =
        (standoff(&["solve", &game, "--json"]).json(), standoff(&["solve", &table, "--json"]).json());
    let value = |json: &serde_json::Value| json["values"]["Fred"].as_f64().unwrap();
    assert!((value(&a) - value(&b)).abs() < 1e-9 && (value(&a) - 1.0 / 3.0).abs() < 1e-9, "{a:#}\n{b:#}");
    let again = standoff(&["convert", &table, "--to", "efg"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    let model = format!("{}/../../models/kuhn.standoff", env!("CARGO_MANIFEST_DIR"));
    assert_eq!(standoff(&["convert", &model, "--to", "nfg"]).code, Some(0));
    // Twenty decisions of one player: a million strategies.
    let branches: String = (0..20).map(|k| format!("\"{k}\" 1/20 ")).collect();
    let decisions: String =
        (1..=20).map(|k| format!("p \"\" 1 {k} \"\" {{ \"a\" \"b\" }} 0\nt \"\" 0\nt \"\" 0\n")).collect();
    let large = format!("EFG 2 R \"\" {{ \"A\" }}\nc \"\" 1 \"\" {{ {branches} }} 0\n{decisions}");
    let run = standoff(&["convert", &file("formats", "large.efg", &large), "--to", "nfg"]);
    assert_eq!(run.code, Some(2), "{} {}", run.err, run.out.len());
    assert!(run.err.contains("1048576 entries"), "{}", run.err);
}

#[test]
fn files_are_written_whole_or_not_at_all() {
    let game = file("formats-whole", "game.efg", POKER);
    let folder = Path::new(&game).parent().unwrap().to_owned();
    let out = folder.join("out.efg");
    let out = out.to_string_lossy();
    std::fs::write(&*out, "what was there before").unwrap();
    let broken = file("formats-whole", "broken.efg", &POKER[..POKER.len() / 2]);
    assert_eq!(standoff(&["convert", &broken, &out]).code, Some(3));
    assert_eq!(std::fs::read_to_string(&*out).unwrap(), "what was there before");
    assert_eq!(standoff(&["convert", &game, &out]).code, Some(0));
    let text = std::fs::read_to_string(&*out).unwrap();
    assert!(text.starts_with("EFG 2 R") && text.ends_with("}\n"), "{text}");
    let nowhere = folder.join("no").join("where.efg");
    let run = standoff(&["convert", &game, &nowhere.to_string_lossy()]);
    assert_eq!(run.code, Some(5), "{run:?}");
    let left: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".part"))
        .collect();
    assert_eq!(left, [] as [&str; 0]);
    // Onto itself, and to standard output.
    assert_eq!(standoff(&["convert", &out, &out]).code, Some(0));
    assert_eq!(std::fs::read_to_string(&*out).unwrap(), text);
    assert_eq!(standoff(&["convert", &out, "-", "--to", "efg"]).out, text);
    let model = standoff_with(&["convert", "-", "--to", "efg"], CRISIS.as_bytes());
    assert!(model.code == Some(0) && model.out.starts_with("EFG 2 R"), "{model:?}");
}

/// A game on standard input is known by its first word.
#[test]
fn games_come_from_standard_input_too() {
    let text = "\n EFG 2 R \"one\" { \"A\" \"B\" }\np \"\" 1 1 \"\" { \"l\" \"r\" } 0\nt \"\" 1 \"\" { 1, 2 }\nt \"\" 2 \"\" { 0, 3 }\n";
    for words in
        [&["solve", "-", "--json"][..], &["-", "--quiet"], &["check", "-"], &["convert", "-", "--to", "nfg"]]
    {
        let run = running::standoff_with(words, text.as_bytes());
        assert_eq!(run.code, Some(0), "{words:?}: {run:?}");
    }
    let run = running::standoff_with(&["solve", "-", "--json"], text.as_bytes());
    assert_eq!(run.json()["values"], serde_json::json!({"A": 1.0, "B": 2.0}));
    let run = running::standoff_with(&["solve", "-"], running::ULTIMATUM.as_bytes());
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn snap_makes_no_sense_for_a_model() {
    let model = running::file("formats", "snap.standoff", running::ULTIMATUM);
    for command in ["solve", "ask", "check"] {
        let run = running::standoff(&[command, &model, "--snap"]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.err.contains("--snap is for .efg files"), "{run:?}");
    }
}

/// Stag hunt in a table: (stag, stag), (hare, hare), and mixing with 2/3 on stag where a stag is worth 3/2 hares.
#[test]
fn all_equilibria_are_listed_one_by_one() {
    let table = "NFG 1 R \"Stag hunt\" { \"Ann\" \"Ben\" } { 2 2 }\n3 3 2 0 0 2 2 2\n";
    let game = file("formats", "stag.nfg", table);
    let run = standoff(&["solve", &game, "--method", "enumerate", "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let all = run.json();
    assert_eq!(all["schema"], "standoff/equilibria/1");
    assert_eq!(all["complete"], true);
    let mut exact: Vec<String> = all["components"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|component| component["equilibria"].as_array().unwrap())
        .map(|equilibrium| {
            equilibrium["information_sets"][0]["actions"][0]["exact"].as_str().unwrap().to_owned()
        })
        .collect();
    exact.sort();
    assert_eq!(exact, ["0", "1", "2/3"]);
    // Each is a profile that `verify` reads.
    for component in all["components"].as_array().unwrap() {
        let mut equilibrium = component["equilibria"][0].clone();
        equilibrium["schema"] = "standoff/solution/1".into();
        let profile = file("formats", "one.json", &equilibrium.to_string());
        let verified = standoff(&["verify", &game, &profile, "--json"]);
        assert_eq!(
            (verified.code, &verified.json()["max_regret"]),
            (Some(0), &serde_json::json!(0.0)),
            "{verified:?}"
        );
    }
    let run = standoff(&["solve", &game, "--method", "enumerate"]);
    assert!(run.out.contains("These are all: 3 equilibria") && run.out.contains("2/3"), "{run:?}");
    let run = standoff(&["solve", &game, "--method", "enumerate", "--format", "csv"]);
    assert_eq!(run.out.lines().count(), 1 + 3 * 4, "{run:?}");
    // A model as well, and its list agrees with the answer to the question.
    let model = file("formats", "crisis.standoff", CRISIS);
    let run = standoff(&["solve", &model, "--method", "enumerate", "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let one = &run.json()["components"][0]["equilibria"][0];
    assert_eq!(run.json()["components"].as_array().unwrap().len(), 1);
    assert!(
        one["information_sets"].as_array().unwrap().iter().any(|set| set["actions"][0]["exact"] == "14/33"),
        "{one}"
    );
}
