//! The documents: field by field as they are documented.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use running::{CRISIS, ULTIMATUM, file, standoff, standoff_with};
use serde_json::Value;

fn near(value: &Value, expected: f64) -> bool {
    value.as_f64().is_some_and(|v| (v - expected).abs() < 1e-6)
}

#[test]
fn answers() {
    let model = file("json", "crisis.standoff", CRISIS);
    let run = standoff(&["ask", &model, "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let all = run.json();
    assert_eq!(all["schema"], "standoff/answers/1");
    assert_eq!(all["model"]["name"], "crisis");
    assert_eq!(all["model"]["title"], "Who backs down?");
    assert_eq!(all["model"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(all["setting"]["parameters"]["p_C"], 0.4);
    assert_eq!(all["setting"]["variant"], Value::Null);
    assert_eq!(all["setting"]["opinions"], Value::Null);
    assert_eq!(all["setting"]["branch"], "stable");
    let solution = &all["solution"];
    assert!(
        ["verified-exact", "verified-epsilon"].contains(&solution["status"].as_str().unwrap()),
        "{solution}"
    );
    assert_eq!(solution["method"], "qre");
    assert!(solution["max_regret"].as_f64().unwrap() <= 1e-8);
    assert!(solution["payoff_range"].as_f64().unwrap() > 1.0);
    assert_eq!(solution["selection"]["rule"], "stable");
    assert_eq!(solution["selection"]["principal"], true);
    assert!(
        solution["selection"]["bifurcations"].is_array() && solution["selection"]["alternatives"].is_array()
    );

    let answers = all["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 7);
    assert_eq!(answers[0]["question"], "P(start is challenge | C.type is weak)");
    assert_eq!(answers[0]["kind"], "number");
    assert!(near(&answers[0]["value"], 14.0 / 33.0), "{}", answers[0]);
    assert!(near(&answers[1]["value"], 11.0 / 18.0), "{}", answers[1]);
    assert_eq!(answers[2]["kind"], "table");
    let columns = answers[2]["columns"].as_array().unwrap();
    assert_eq!(&columns[..6], ["decision", "seen", "label", "probability", "value", "regret"]);
    for row in answers[2]["rows"].as_array().unwrap() {
        assert_eq!(row.as_array().unwrap().len(), columns.len());
    }
    let tipping = &answers[4];
    assert_eq!(tipping["kind"], "tipping");
    assert_eq!(tipping["parameter"], "p_C");
    for point in tipping["points"].as_array().unwrap() {
        assert!(point["value"].is_number() && point.get("before").is_some() && point.get("after").is_some());
        assert!(point["status"].is_string());
    }
    let sweep = &answers[5];
    assert_eq!(sweep["kind"], "sweep");
    assert_eq!(sweep["parameters"], serde_json::json!(["p_C"]));
    assert_eq!(sweep["rows"].as_array().unwrap().len(), 5);
    assert_eq!(sweep["status"].as_array().unwrap().len(), 5);
    let listed = &answers[6];
    assert_eq!(listed["kind"], "equilibria");
    assert_eq!(listed["complete"], true);
    let groups = listed["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0]["marks"]["sequential"], "yes");
    assert_eq!(groups[0]["values_exact"]["C"], "26/135");
    assert!(near(&groups[0]["values"]["C"], 26.0 / 135.0), "{listed}");
    let played = groups[0]["profiles"][0].as_array().unwrap();
    assert!(played.iter().any(|row| row["label"] == "challenge" && row["exact"] == "14/33"), "{listed}");

    let checks = all["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 3);
    for check in checks {
        assert_eq!(check["holds"], true, "{check}");
        assert!(check["check"].is_string() && check["value"].is_number());
    }
    // `solve_s` may be 0: the certificate's own time is taken off it, measured a second time.
    assert!(all["timing"]["solve_s"].as_f64().unwrap() >= 0.0);
    for time in ["read_s", "compile_s", "certify_s"] {
        assert!(all["timing"][time].as_f64().unwrap() > 0.0, "{time}");
    }
}

#[test]
fn tipping_points_say_whose_choice_changes_and_how() {
    let model = file("json", "tips.standoff", CRISIS);
    // As long as C is strong with less than 11/18, weak C challenges just so often that weak D, having seen it, is
    // indifferent; from there on weak D always concedes.
    let question = "tipping point of P(reply is concede | D.type is weak and start is challenge) over p_C from 0.41 to 0.95";
    let all = standoff(&["ask", &model, question, "--json"]).json();
    let points = all["answers"][0]["points"].as_array().unwrap();
    assert_eq!(points.len(), 1, "{points:?}");
    assert!(near(&points[0]["value"], 11.0 / 18.0), "{points:?}");
    let expected = serde_json::json!({
        "actor": "D", "decision": "reply", "types": [[["D.type", "weak"]]], "from": ["resist", "concede"], "to": ["concede"]
    });
    let changes = points[0]["changes"].as_array().unwrap();
    assert!(changes.contains(&expected), "{changes:?}");
    // No strong type changes anything.
    assert!(changes.iter().all(|change| change["types"][0][0][1] == "weak"), "{changes:?}");
    let text = standoff(&["ask", &model, question]).out;
    assert!(text.contains("  D with type weak turns from resist or concede to concede (reply)\n"), "{text}");
}

#[test]
fn a_tipping_point_between_two_games_says_in_which_the_choice_changes() {
    let text = ULTIMATUM.replace("variant calm", "option ends = soft among soft, hard\nvariant calm");
    let text = text.replace("cost_low else", "(if ends is hard then 0.25 else cost_low) else");
    let model = file("json", "games.standoff", &text);
    let run = standoff(&["ask", &model, "tipping point of value of option ends to A over p_tough"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("if ends is hard: A turns from"), "{run:?}");
}

#[test]
fn answers_by_expert_and_limits() {
    let text = ULTIMATUM.replace("experts\n  hawk", "experts\n  hawk\n  dove");
    let text = text.replace("    opinion hawk 90%", "    opinion hawk 90%\n    opinion dove 10%");
    let run = standoff_with(
        &[
            "ask",
            "-",
            "P(war) with opinions by hawk, dove",
            "P(war | share < 0.01 and answer is accept)",
            "--json",
        ],
        text.as_bytes(),
    );
    let all = run.json();
    let by = &all["answers"][0];
    assert_eq!(by["kind"], "by");
    assert!(by["by"]["hawk"].is_number() && by["by"]["dove"].is_number(), "{by}");
    let never = &all["answers"][1];
    assert_eq!(never["value"], Value::Null, "{never}");
    assert!(never["note"].is_string(), "{never}");
}

#[test]
fn exact_numbers_stand_beside_doubles() {
    let model = file("json", "exact.standoff", ULTIMATUM);
    let all = standoff(&["ask", &model, "--json"]).json();
    assert_eq!(all["solution"]["status"], "verified-exact");
    assert_eq!(all["solution"]["max_regret"], 0.0);
    assert_eq!(all["answers"][0]["exact"], "1/2");
    assert_eq!(all["answers"][0]["value"], 0.5);
}

/// The double nearest to a fraction of small whole numbers: division rounds correctly.
fn nearest(fraction: &Value) -> f64 {
    let (above, below) =
        fraction.as_str().unwrap().split_once('/').unwrap_or((fraction.as_str().unwrap(), "1"));
    let whole = |text: &str| text.parse::<i32>().map(f64::from).unwrap();
    whole(above) / whole(below)
}

#[test]
fn doubles_are_the_nearest_to_the_exact_numbers_beside_them() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let mut compared = 0;
    // In the first, sums of doubles are off by a bit.
    for name in ["ultimatum-uniform", "ultimatum"] {
        let model = folder.join(format!("{name}.standoff"));
        let all = standoff(&["solve", model.to_str().unwrap(), "--json"]).json();
        assert_eq!(all["status"], "verified-exact", "{name}");
        for (actor, exact) in all["values_exact"].as_object().unwrap() {
            assert_eq!(all["values"][actor].as_f64(), Some(nearest(exact)), "{name}: {actor} {exact}");
            compared += 1;
        }
        for set in all["information_sets"].as_array().unwrap() {
            for action in set["actions"].as_array().unwrap() {
                assert_eq!(
                    action["probability"].as_f64(),
                    Some(nearest(&action["exact"])),
                    "{name}: {action}"
                );
            }
        }
    }
    assert_eq!(compared, 4);
}

#[test]
fn solution() {
    let model = file("json", "solution.standoff", CRISIS);
    let run = standoff(&["solve", &model, "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let all = run.json();
    assert_eq!(all["schema"], "standoff/solution/1");
    assert!(all["status"].as_str().unwrap().starts_with("verified"));
    assert_eq!(all["method"], "qre");
    assert!(all["max_regret"].is_number() && all["payoff_range"].is_number());
    let certificate = &all["certificate"];
    assert!(certificate["nash"]["C"].is_number() && certificate["nash"]["D"].is_number());
    assert!(certificate["sequential"].is_number() && certificate["consistency"].is_number());
    assert!(certificate["witness_lambda"].as_f64().unwrap() > 0.0);
    assert!(!certificate["per_type"].as_array().unwrap().is_empty());
    assert!(all["values"]["C"].is_number() && all["values"]["D"].is_number());
    let size = &all["size"];
    assert_eq!(size["information_sets"], 6);
    assert_eq!(size["actions"], 12);
    assert!(size["nodes"].is_number() && size["terminals"].is_number());
    assert!(
        all["path"]["lambda"].is_number()
            && all["path"]["steps"].is_number()
            && all["path"]["turns"].is_number()
    );

    let sets = all["information_sets"].as_array().unwrap();
    assert_eq!(sets.len(), 6);
    let mut numbers: std::collections::HashMap<&str, u64> = Default::default();
    for set in sets {
        let next = numbers.entry(set["actor"].as_str().unwrap()).or_default();
        *next += 1;
        assert_eq!(set["number"], *next, "numbers count from 1 per actor");
        assert!(set["decision"].is_string() && set["seen"].is_array());
        assert!((0.0..=1.0 + 1e-12).contains(&set["reach"].as_f64().unwrap()));
        let actions = set["actions"].as_array().unwrap();
        let sum: f64 = actions.iter().map(|a| a["probability"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9);
        for action in actions {
            assert!(action["label"].is_string() && action["value"].is_number());
            assert!(action["log_witness"].as_f64().unwrap() <= 0.0);
            assert!(action["regret"].as_f64().unwrap() >= 0.0);
        }
        let beliefs = set["beliefs"].as_array().unwrap();
        let sum: f64 = beliefs.iter().map(|b| b["probability"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9);
    }
    let reply = sets.iter().find(|set| set["decision"] == "reply" && set["seen"][0][1] == "weak").unwrap();
    assert_eq!(reply["actor"], "D");
    assert_eq!(reply["seen"], serde_json::json!([["D.type", "weak"], ["start", "challenge"]]));
    assert_eq!(reply["beliefs"][0]["story"], serde_json::json!([["C.type", "strong"]]));
    assert!(near(&reply["beliefs"][0]["probability"], 11.0 / 18.0), "{reply}");
    assert!(near(&reply["actions"][1]["probability"], 14.0 / 27.0), "{reply}");
}

#[test]
fn a_point_of_the_path() {
    let model = file("json", "lambda.standoff", CRISIS);
    let all = standoff(&["solve", &model, "--json", "--lambda", "2"]).json();
    assert_eq!(all["certificate"]["witness_lambda"], 2.0);
    assert!(all["certificate"]["fixed_point"].as_f64().unwrap() < 1e-6);
    let uniform = standoff(&["solve", &model, "--json", "--lambda", "0"]).json();
    assert_eq!(uniform["information_sets"][0]["actions"][0]["probability"], 0.5);
}

#[test]
fn questions_where_sides_err() {
    let model = file("json", "errs.standoff", CRISIS);
    let ask = |lambda: &str, questions: &[&str]| {
        standoff(&[&["ask", &model, "--json", "--lambda", lambda], questions].concat())
    };
    let run = ask("3", &["strategy of C", "sweep p_C from 0.2 to 0.6 in 2 steps: P(start is challenge)"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let all = run.json();
    assert_eq!(all["setting"]["lambda"], 3.0);
    assert_eq!(all["solution"]["status"], "verified-epsilon");
    assert_eq!(all["checks_skipped"], true, "the checks are about play without errors");
    // The definition (McKelvey & Palfrey 1998): log odds are λ times the difference in worth.
    let rows = all["answers"][0]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 8);
    for pair in rows.chunks(2) {
        let (p, v) = (|i: usize| pair[i][3].as_f64().unwrap(), |i: usize| pair[i][4].as_f64().unwrap());
        let log_odds = (p(0) / p(1)).ln();
        assert!((log_odds - 3.0 * (v(0) - v(1))).abs() < 1e-9, "{pair:?}");
        assert!(log_odds.abs() > 1e-3, "{pair:?}");
    }
    // A table over a parameter is at this λ, too: its middle row is the setting in force.
    let challenge = ask("3", &["P(start is challenge)"]).json()["answers"][0]["value"].as_f64().unwrap();
    assert!(near(&all["answers"][1]["rows"][1][1], challenge), "{}", all["answers"][1]);
    assert!(near(&ask("0", &["P(start is challenge)"]).json()["answers"][0]["value"], 0.5));

    // So dear a mistake that its probability is no double: its consequences have a value all the same.
    let rare =
        &ask("5000", &["P(last is fight | C.type is strong and reply is resist and start is challenge)"])
            .json()["answers"][0];
    assert!(near(&rare["value"], 1.0), "{rare}");
    let backs_down =
        &ask("5000", &["P(D.type is strong | C.type is strong and last is back_down)"]).json()["answers"][0];
    assert!(backs_down["value"].is_number() && backs_down.get("limit").is_none(), "{backs_down}");

    let text = standoff(&["ask", &model, "P(start is challenge)", "--lambda", "3"]).out;
    assert!(text.trim_start().starts_with("At λ = 3, where sides err: "), "{text}");
    assert!(text.contains("a quantal response equilibrium at λ = 3;"), "{text}");
    let plain = standoff(&["ask", &model, "P(start is challenge)"]).out;
    assert!(!plain.contains('λ'), "{plain}");
}

#[test]
fn diagnostics() {
    let text =
        "standoff x \"größer\"\nactors\n  A\n  B\nplay\n  A chooses x: a, b\n  B gainz 1\n  C gains 1\n";
    let model = file("json", "broken.standoff", text);
    let run = standoff(&["check", &model, "--json"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.err.is_empty(), "{run:?}");
    let all = run.json();
    assert_eq!(all["schema"], "standoff/diagnostics/1");
    assert_eq!(all["size"], Value::Null);
    let found = all["diagnostics"].as_array().unwrap();
    assert!(found.len() >= 2, "{all}");
    for one in found {
        assert!(one["code"].as_str().unwrap().starts_with("SD"));
        assert!(["error", "warning"].contains(&one["severity"].as_str().unwrap()));
        assert!(one["message"].is_string() && one.get("hint").is_some() && one.get("fix").is_some());
        let span = &one["spans"][0];
        assert_eq!(span["file"], model);
        let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
        assert!(start <= end && end <= text.len());
        let line = text[..start].matches('\n').count() + 1;
        assert_eq!(span["line"], line);
        let column = text[..start].rsplit('\n').next().unwrap().chars().count() + 1;
        assert_eq!(span["column"], column);
        assert!(span["utf16"].is_number() && span["label"].is_string());
    }

    let good = file("json", "good.standoff", CRISIS);
    let all = standoff(&["check", &good, "--json"]).json();
    assert_eq!(all["diagnostics"], serde_json::json!([]));
    assert_eq!(all["size"]["information_sets"], 6);
    assert_eq!(all["size"]["actors"]["D"]["actions"], 4);
}

#[test]
fn tables_as_csv() {
    let model = file("json", "csv.standoff", CRISIS);
    let run = standoff(&["ask", &model, "--format", "csv"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let width = run.out.lines().next().unwrap().matches(',').count();
    assert!(run.out.lines().count() > 15 && width == 12);
    assert!(run.out.lines().all(|line| line.contains('"') || line.matches(',').count() == width), "{run:?}");
    let two = standoff(&[
        "ask",
        &model,
        "sweep p_C from 0.2 to 0.4 in 1 steps by p_D from 0.5 to 0.7 in 2 steps: P(war)",
        "--format",
        "csv",
    ]);
    let head = "question,expert,parameter,at,decision,seen,label,value,exact,limit,status,parameter_2,at_2";
    assert_eq!((two.out.lines().next(), two.out.lines().count()), (Some(head), 7), "{two:?}");
    assert!(two.out.lines().nth(2).unwrap().contains(": P(war),,p_C,0.2,,,,"), "{two:?}");
    assert!(two.out.lines().nth(2).unwrap().ends_with(",p_D,0.6"), "{two:?}");
    let run = standoff(&["solve", &model, "--format", "csv"]);
    assert_eq!(run.out.lines().count(), 13, "{run:?}");
}

#[test]
fn the_same_for_one_thread_or_two() {
    let model = file("json", "threads.standoff", CRISIS);
    let untimed = |threads: &str| {
        let mut all = standoff(&["ask", &model, "--json", "--threads", threads]).json();
        all.as_object_mut().unwrap().remove("timing");
        all.to_string()
    };
    assert_eq!(untimed("1"), untimed("2"));
}

#[test]
fn regret_minimisation_says_how_much_work_it_was() {
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/kuhn.standoff");
    let run = standoff(&["solve", model, "--method", "cfr", "--iterations", "100", "--conform", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&all["method"], &all["run"]["iterations"]), (&"cfr".into(), &100.into()));
    assert!(all["run"]["iterations_per_second"].as_f64().unwrap() > 0.0);
    let run = standoff(&["solve", model, "--method", "lp", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, &all["status"]), (Some(0), &"verified-epsilon".into()));
    assert!((all["values"]["One"].as_f64().unwrap() + 1.0 / 18.0).abs() < 1e-9);
}

/// Shapley's game with uneven stakes: what regret minimisation plays goes in circles, and no average is an equilibrium; what
/// is played together settles. The document has the joint plays, and their figures follow from them.
#[test]
fn strategies_played_together_are_certified_apart() {
    let text = "NFG 1 R \"Shapley\" { \"A\" \"B\" } { 3 3 }\n2 0  0 3  0 0   0 0  3 0  0 1   0 2  0 0  1 0\n";
    let game = file("json", "shapley.nfg", text);
    let run = standoff(&["solve", &game, "--method", "cfr", "--iterations", "400", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, &all["status"]), (Some(4), &"stalled".into()));
    assert!(all["max_regret"].as_f64().unwrap() > 0.02);
    let joint = &all["coarse_correlated"];
    let plays = joint["plays"].as_array().unwrap();
    assert_eq!(joint["iterates"].as_u64().unwrap() as usize, plays.len());
    let mut cells = [[0.0; 3]; 3];
    for play in plays {
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        for (i, row) in cells.iter_mut().enumerate() {
            for (j, cell) in row.iter_mut().enumerate() {
                *cell += number(&play["probability"])
                    * number(&play["strategies"][0][i])
                    * number(&play["strategies"][1][j]);
            }
        }
    }
    let pay = [
        [[2.0, 0.0], [0.0, 0.0], [0.0, 2.0]],
        [[0.0, 3.0], [3.0, 0.0], [0.0, 0.0]],
        [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]],
    ];
    let sum = |of: &dyn Fn(usize, usize) -> f64| -> f64 {
        (0..9).map(|k| cells[k / 3][k % 3] * of(k / 3, k % 3)).sum()
    };
    for (actor, name) in ["A", "B"].into_iter().enumerate() {
        let value = sum(&|i, j| pay[i][j][actor]);
        let instead =
            |own: usize| sum(&|i, j| if actor == 0 { pay[own][j][actor] } else { pay[i][own][actor] });
        let gain = (0..3).map(instead).fold(value, f64::max) - value;
        assert!((joint["values"][name].as_f64().unwrap() - value).abs() < 1e-12);
        assert!((joint["epsilon"][name].as_f64().unwrap() - gain).abs() < 1e-12);
        assert!(gain < 0.02, "{gain}");
    }
    let text = standoff(&["solve", &game, "--method", "cfr", "--iterations", "400"]).out;
    assert!(text.replace("\n      ", " ").contains("certified as a coarse correlated equilibrium"), "{text}");
    let refused = standoff(&["solve", &game, "--method", "cfr", "--conform"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.contains("CFR+ as published is for two actors whose gains sum to the same"),
        "{}",
        refused.err
    );
}
