//! Uncertainty, importance, flips and levers on the command line: documents field by field, the same on any number of threads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use running::{CRISIS, ULTIMATUM, file, standoff};
use serde_json::Value;

/// A gains x + y − 1 by saying yes; z has no range, u plays no part.
const LINE: &str = "standoff line
actors
  A
  B
parameters
  x = 0.2 in 0 to 1 \"the first part\"
  y = 0.3 in 0 to 2
  z = 1
  u = 1 in 0 to 1
option mood = sour among sour, sweet
variant rich
  x = 1
secret A.s: a, b
play
  A chooses d: yes, no
  A gains x + y - z if d is yes
  B chooses e: up, down
  B gains u if e is up
  B gains 1 if d is yes
ask value of yes over no to A
ask P(d is yes)
ask strategy of A
ask importance of parameters for value of yes over no to A
";

fn near(value: &Value, expected: f64, by: f64) -> bool {
    value.as_f64().is_some_and(|value| (value - expected).abs() < by)
}

#[test]
fn importance() {
    let model = file("uncertainty", "line.standoff", LINE);
    let run = standoff(&["ask", &model, "importance of parameters for value of yes over no to A", "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let answer = &run.json()["answers"][0];
    assert_eq!(answer["kind"], "importance");
    assert_eq!(answer["columns"][1], "first");
    // Var(x) : Var(y) = 1 : 4, and no interaction; the rest plays no part.
    let row =
        |name: &str| answer["rows"].as_array().unwrap().iter().find(|row| row[0] == name).unwrap().clone();
    for (name, share) in [("x", 0.2), ("y", 0.8), ("u", 0.0)] {
        let row = row(name);
        let at = |k: usize| row[k].as_f64().unwrap();
        assert!(at(2) - 1e-9 <= share && share <= at(3) + 1e-9 && at(3) - at(2) < 0.3, "{row}");
        assert!(at(5) - 1e-9 <= share && share <= at(6) + 1e-9 && at(6) - at(5) < 0.3, "{row}");
    }
    assert_eq!(answer["rows"][0][0], "y");
    assert!(near(&row("u")[4], 0.0, 1e-15));
    assert_eq!(answer["plan"]["bare"], serde_json::json!(["z"]));
    assert_eq!(answer["plan"]["varied"], serde_json::json!(["x", "y", "u"]));
    let alone = &answer["one_at_a_time"][0];
    assert_eq!(alone["parameter"], "y");
    assert!(near(&alone["low"][1], -0.8, 1e-9) && near(&alone["high"][1], 1.2, 1e-9), "{alone}");
    assert!(near(&alone["flip"]["at"], 0.8, 1e-5), "{alone}");
    assert_eq!(answer["undefined"], 0);
    // What the question says stays.
    let fixed = "importance of parameters for value of yes over no to A with y is 0.5";
    let answer = &standoff(&["ask", &model, fixed, "--json"]).json()["answers"][0];
    assert_eq!(answer["plan"]["said"], serde_json::json!(["y"]));
    assert!(near(&answer["rows"][0][4], 1.0, 0.1), "{answer}");
    let text = standoff(&["ask", &model, "importance of parameters for value of yes over no to A"]).out;
    assert!(
        text.contains("the first part") && text.contains("turns at 0.8") && text.contains("not varied: z"),
        "{text}"
    );
}

#[test]
fn tables_of_distributions() {
    let model = file("uncertainty", "line.standoff", LINE);
    let run =
        standoff(&["uncertainty", &model, "--json", "--samples", "4096", "--seed", "7", "--design", "lhs"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let all = run.json();
    assert_eq!(all["schema"], "standoff/uncertainty/1");
    let rows = all["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{all}");
    // x + y − 1 has mean 1/2 and variance 1/12 + 4/12; it is above 0 where x + y > 1: in three cases of four.
    let spread = &rows[0];
    assert_eq!((spread["points"].as_u64(), spread["plan"]["seed"].as_u64()), (Some(4096), Some(7)));
    assert_eq!(spread["plan"]["design"], "lhs");
    let within = |estimate: &Value, expected: f64| {
        let error = estimate["error"].as_f64().unwrap();
        assert!(
            error < 0.02 && near(&estimate["value"], expected, 5.0 * error + 1e-3),
            "{estimate} {expected}"
        );
    };
    within(&spread["mean"], 0.5);
    within(&spread["deviation"], (5.0_f64 / 12.0).sqrt());
    within(&spread["above"], 0.75);
    within(&rows[1]["mean"], 0.75);
    assert_eq!(spread["quantiles"].as_array().unwrap().len(), 5);
    let shares: f64 =
        spread["regimes"].as_array().unwrap().iter().map(|r| r["share"]["value"].as_f64().unwrap()).sum();
    assert!((shares - 1.0).abs() < 1e-9);
    let csv = standoff(&["uncertainty", &model, "--format", "csv"]).out;
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(csv.starts_with("question,expert,now,q05,q25,q50,q75,q95,mean"), "{csv}");
}

#[test]
fn flips_and_levers() {
    let model = file("uncertainty", "line.standoff", LINE);
    let answer = &standoff(&["ask", &model, "what would change P(d is yes)", "--json"]).json()["answers"][0];
    assert_eq!(answer["kind"], "flips");
    assert_eq!(answer["steady"], serde_json::json!(["u"]));
    assert!(near(&answer["singles"][0]["share"], 0.25, 1e-5), "{answer}");
    assert!(near(&answer["joint"]["distance"], 0.5 / 5_f64.sqrt(), 1e-4), "{answer}");

    let run = standoff(&["levers", &model, "--for", "P(d is yes)", "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let all = run.json();
    assert_eq!(all["schema"], "standoff/levers/1");
    assert_eq!(all["now"], 0.0);
    let lever =
        |name: &str| all["levers"].as_array().unwrap().iter().find(|l| l["lever"] == name).unwrap().clone();
    // With x = 1 saying yes brings 0.3, and B one more.
    let rich = lever("rich");
    assert_eq!((rich["kind"].as_str(), rich["change"].as_f64()), (Some("variant"), Some(1.0)));
    assert!(near(&rich["gains"]["A"], 0.3, 1e-9) && near(&rich["gains"]["B"], 1.0, 1e-9), "{rich}");
    assert!(near(&lever("x")["scan"]["to"], 0.75, 1e-12), "{}", lever("x"));
    assert_eq!(lever("u")["change"], 0.0);
    for kind in ["parameter", "option", "variant", "without", "reveal"] {
        assert!(all["levers"].as_array().unwrap().iter().any(|lever| lever["kind"] == kind), "{kind}");
    }
    let csv = standoff(&["levers", &model, "--for", "value of play to A", "--format", "csv"]).out;
    assert!(csv.lines().count() > 8 && csv.contains("gain_B"), "{csv}");
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    let model = file("uncertainty", "threads.standoff", ULTIMATUM);
    let runs = |words: &[&str]| {
        ["1", "3"].map(|threads| {
            let mut all = standoff(&[words, &["--json", "--threads", threads]].concat()).json();
            all.as_object_mut().unwrap().remove("timing");
            all.to_string()
        })
    };
    for words in [
        &["uncertainty", &model, "P(war)"][..],
        &["ask", &model, "importance of parameters for P(war)", "--samples", "64"],
        &["levers", &model, "--for", "P(war)"],
    ] {
        let [one, three] = runs(words);
        assert!(one == three, "{words:?}");
    }
}

#[test]
fn where_nothing_varies_that_is_said() {
    let model = file("uncertainty", "crisis.standoff", CRISIS);
    let run = standoff(&["ask", &model, "importance of parameters for P(war)"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.out.contains("no parameter varies"), "{run:?}");
    let run = standoff(&["ask", &model, "distribution of P(war)"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("not varied: p_C, p_D"), "{run:?}");
    let run = standoff(&["ask", &model, "what would change P(war)"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("no parameter alone"), "{run:?}");
    // An interrupted draw is no answer.
    let line = file("uncertainty", "line.standoff", LINE);
    let run = standoff(&["uncertainty", &line, "--samples", "1e6", "--timeout", "1ms"]);
    assert_eq!(run.code, Some(4), "{run:?}");
}
