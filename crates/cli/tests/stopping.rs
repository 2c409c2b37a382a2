//! Work that is cut short: by a time limit, by Ctrl-C. What was found so far is printed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use std::time::{Duration, Instant};

use running::{CRISIS, file, standoff};

/// Takes far longer than the tests wait.
const LONG: &str = "sweep p_C from 0.01 to 0.99 in 900000 steps: P(start is challenge)";

#[test]
fn a_time_limit_is_4_and_keeps_what_was_found() {
    let model = file("stopping", "timeout.standoff", CRISIS);
    let started = Instant::now();
    let run = standoff(&["ask", &model, "value of play to C", LONG, "--timeout", "1s", "--json"]);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.err.contains("the time is up"), "{run:?}");
    let all = run.json();
    assert_eq!(all["stopped"], "timeout");
    assert!(all["answers"][0]["value"].is_number(), "{}", all["answers"]);
    keeps_finished_rows(&all["answers"][1]);
}

/// The rows of [`LONG`] that were finished: each as it would be without the stop, and the rest is counted.
fn keeps_finished_rows(sweep: &serde_json::Value) {
    assert_eq!(sweep["kind"], "sweep", "{sweep}");
    let rows = sweep["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    assert_eq!(sweep["missing"], 900_001 - rows.len());
    assert_eq!(sweep["status"].as_array().unwrap().len(), rows.len());
    let at = |row: &serde_json::Value| row[0].as_f64().unwrap();
    assert!(rows.windows(2).all(|pair| at(&pair[0]) < at(&pair[1])));
    for (row, status) in rows.iter().zip(sweep["status"].as_array().unwrap()) {
        assert!(row[1].is_number() && status.as_str().unwrap().starts_with("verified"), "{row} {status}");
    }
}

/// Draws take as long as they are many.
#[test]
fn stopped_draws_say_what_they_say_so_far() {
    let ranges = CRISIS
        .replace("p_C = 0.4", "p_C = 0.4 in 0.1 to 0.9")
        .replace("p_D = 0.5", "p_D = 0.5 in 0.1 to 0.9");
    let model = file("stopping", "draws.standoff", &ranges);
    let few = ["--samples", "900000", "--timeout", "1s"];
    let of = |question: &str| {
        let run = standoff(&[&["ask", &model, question, "--json"][..], &few].concat());
        assert_eq!(run.code, Some(4), "{run:?}");
        assert!(run.err.contains("the time is up; what was found so far is shown"), "{run:?}");
        let all = run.json();
        assert_eq!(all["stopped"], "timeout");
        all["answers"][0].clone()
    };
    let found = of("distribution of P(start is challenge)");
    let (points, missing) = (found["points"].as_u64().unwrap(), found["missing"].as_u64().unwrap());
    assert!(points >= 16 && points + missing == 900_000, "{found}");
    assert!(found["mean"]["value"].is_number() && found["mean"]["error"].is_number(), "{found}");
    let found = of("importance of parameters for value of play to C");
    assert_eq!(found["partial"], true, "{found}");
    assert!(
        found["drawn_rows"].as_u64().unwrap() < 900_000 && found["widest"].as_f64().unwrap() > 0.0,
        "{found}"
    );
    assert!(found["one_at_a_time"][0]["low"][1].is_number(), "{found}");
    let found = of("what would change P(start is challenge)");
    assert_eq!((&found["partial"], &found["joint"]), (&true.into(), &serde_json::Value::Null), "{found}");
    assert!(!found["singles"].as_array().unwrap().is_empty(), "{found}");

    let run = standoff(&[&["uncertainty", &model, "P(start is challenge)"][..], &few].concat());
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.out.contains("stopped: ") && run.out.contains("of 900,000 points drawn"), "{run:?}");
    let run = standoff(&[&["uncertainty", &model, "P(start is challenge)", "--json"][..], &few].concat());
    assert_eq!(run.json()["stopped"], "timeout");
    let run = standoff(&["levers", &model, "--for", "value of play to C", "--timeout", "0.000001s"]);
    assert_eq!(run.code, Some(4), "{run:?}");
}

#[test]
fn a_partial_table_says_so_and_goes_on_for_each_expert() {
    let model = CRISIS.replace("\nparameters", "\nexperts\n  hawk\n  dove\n\nparameters");
    let model = file(
        "stopping",
        "experts.standoff",
        &model.replace("p_D = 0.5", "p_D = 0.5\n    opinion hawk 0.6\n    opinion dove 0.4"),
    );
    let by = format!("{LONG} with opinions by hawk, dove");
    let run = standoff(&["ask", &model, &by, "--timeout", "1s"]);
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.out.contains("of 900,001 points were finished before the work was stopped"), "{run:?}");
    assert!(run.out.contains("dove\n  the work was stopped before there was an answer"), "{run:?}");
    let whole =
        standoff(&["ask", &model, "sweep p_C from 0.1 to 0.9 in 4 steps: P(start is challenge)", "--json"]);
    assert!(whole.json()["answers"][0].get("missing").is_none(), "{whole:?}");
}

#[test]
fn no_time_at_all_is_4_and_says_so() {
    let model = file("stopping", "none.standoff", CRISIS);
    for command in ["solve", "ask"] {
        let run = standoff(&[command, &model, "--timeout", "1 fortnight"]);
        assert_eq!(run.code, Some(2), "{run:?}");
        let run = standoff(&[command, &model, "--timeout", "0.000001s"]);
        assert_eq!(run.code, Some(4), "{run:?}");
        assert!(run.err.contains("time"), "{run:?}");
    }
}

#[test]
fn a_game_above_the_limits_is_3_and_names_the_reason() {
    let model = file("stopping", "large.standoff", running::ULTIMATUM);
    let run = standoff(&["solve", &model, "--max-nodes", "100"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.err.contains("SD4"), "{run:?}");
    let run = standoff(&["solve", &model, "--max-nodes", "1e6", "--max-memory", "100M"]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_130_and_keeps_what_was_found() {
    use std::process::{Command, Stdio};
    let model = file("stopping", "interrupt.standoff", CRISIS);
    let child = Command::new(env!("CARGO_BIN_EXE_standoff"))
        .args(["ask", &model, "value of play to C", LONG, "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Long enough to be at work, whatever the machine is doing.
    std::thread::sleep(Duration::from_secs(2));
    let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(signalled.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(all["stopped"], "interrupted");
    assert!(all["answers"][0]["value"].is_number(), "{}", all["answers"]);
    keeps_finished_rows(&all["answers"][1]);
}
