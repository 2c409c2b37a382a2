//! `standoff verify`: what `solve` writes passes, what was tampered with does not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use running::{CRISIS, ULTIMATUM, file, standoff, standoff_with};
use serde_json::{Value, json};

fn solved(model: &str) -> Value {
    let run = standoff(&["solve", model, "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.json()
}

fn verify(model: &str, profile: &Value) -> running::Run {
    standoff_with(&["verify", model, "-", "--json"], profile.to_string().as_bytes())
}

#[test]
fn what_solve_writes_is_verified() {
    for (name, text) in [("crisis.standoff", CRISIS), ("ultimatum.standoff", ULTIMATUM)] {
        let model = file("verify", name, text);
        let profile = solved(&model);
        let run = verify(&model, &profile);
        assert_eq!(run.code, Some(0), "{run:?}");
        let all = run.json();
        assert_eq!(all["schema"], "standoff/verification/1");
        assert_eq!(all["status"], profile["status"]);
        assert_eq!(all["max_regret"], profile["max_regret"]);
        assert_eq!(all["certificate"], profile["certificate"]);
        for (actor, value) in profile["values"].as_object().unwrap() {
            let again = all["values"][actor].as_f64().unwrap();
            assert!((value.as_f64().unwrap() - again).abs() < 1e-9, "{actor}");
        }
        assert_eq!(all["notes"], json!([]));
        let text = standoff_with(&["verify", &model, "-"], profile.to_string().as_bytes());
        assert_eq!(text.code, Some(0));
    }
}

#[test]
fn the_setting_of_the_file_is_used_again() {
    let model = file("verify", "setting.standoff", ULTIMATUM);
    let run = standoff(&[
        "solve",
        &model,
        "--json",
        "--set",
        "p_tough=0.9",
        "--option",
        "steps=20",
        "--variant",
        "calm",
    ]);
    let profile = run.json();
    let run = verify(&model, &profile);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.json()["setting"], profile["setting"]);
}

#[test]
fn a_tampered_profile_fails() {
    let model = file("verify", "tampered.standoff", CRISIS);
    let profile = solved(&model);
    for set in 0..profile["information_sets"].as_array().unwrap().len() {
        let mut wrong = profile.clone();
        let place = &mut wrong["information_sets"][set];
        let reached = place["reach"].as_f64().unwrap() > 1e-6;
        for action in place["actions"].as_array_mut().unwrap() {
            let p = action["probability"].as_f64().unwrap();
            // Somewhere between: never the same.
            action["probability"] = json!(0.9 * (1.0 - p) + 0.1 * 0.5);
            action.as_object_mut().unwrap().remove("exact");
        }
        let run = verify(&model, &wrong);
        assert_eq!(run.code, Some(4), "set {set} {run:?}");
        let all = run.json();
        assert_eq!(all["status"], "stalled");
        assert_eq!(all["claimed"]["status"], profile["status"]);
        if reached {
            assert!(all["max_regret"].as_f64().unwrap() > 1e-6, "set {set}");
        }
    }
}

#[test]
fn tampered_beliefs_fail() {
    let model = file("verify", "beliefs.standoff", CRISIS);
    let mut wrong = solved(&model);
    let set = wrong["information_sets"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|s| s["decision"] == "reply")
        .unwrap();
    set["beliefs"][0]["probability"] = json!(0.01);
    set["beliefs"][1]["probability"] = json!(0.99);
    let run = verify(&model, &wrong);
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.json()["certificate"]["consistency"].as_f64().unwrap() > 0.1);
}

#[test]
fn a_profile_without_witness_and_beliefs_gets_stand_ins() {
    let model = file("verify", "bare.standoff", CRISIS);
    let mut bare = solved(&model);
    for set in bare["information_sets"].as_array_mut().unwrap() {
        set.as_object_mut().unwrap().remove("beliefs");
        for action in set["actions"].as_array_mut().unwrap() {
            action.as_object_mut().unwrap().remove("log_witness");
        }
    }
    let run = verify(&model, &bare);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.json()["notes"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_no_profile_of_the_game_is_refused_in_a_sentence() {
    let model = file("verify", "refused.standoff", CRISIS);
    let profile = solved(&model);
    let edited = |edit: &dyn Fn(&mut Value)| {
        let mut copy = profile.clone();
        edit(&mut copy);
        copy.to_string()
    };
    let cases: Vec<(String, &str)> = vec![
        (String::new(), "not a profile"),
        ("{".into(), "line 1"),
        ("[]".into(), "not a profile"),
        ("null".into(), "not a profile"),
        ("{}".into(), "schema"),
        ("\u{0}\u{1}".into(), "not a profile"),
        (format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), "not a profile"),
        (edited(&|p| p["schema"] = json!("standoff/answers/1")), "standoff/answers/1"),
        (edited(&|p| p["information_sets"] = json!([])), "missing"),
        (edited(&|p| p["information_sets"] = json!("none")), "not a profile"),
        (edited(&|p| p["information_sets"][0]["number"] = json!(77)), "77"),
        (edited(&|p| p["information_sets"][0]["number"] = json!(-1)), "not a profile"),
        (edited(&|p| p["information_sets"][0]["actor"] = json!("X")), "of X"),
        (edited(&|p| p["information_sets"][1] = p["information_sets"][0].clone()), "twice"),
        (edited(&|p| p["information_sets"][0]["actions"][0]["label"] = json!("sleep")), "sleep"),
        (edited(&|p| p["information_sets"][0]["actions"] = json!([])), "0 labels"),
        (edited(&|p| p["information_sets"][0]["actions"][0]["probability"] = json!(7)), "sum 1"),
        (edited(&|p| p["information_sets"][0]["actions"][0]["probability"] = json!(null)), "not a profile"),
        (edited(&|p| p["information_sets"][0]["actions"][0]["exact"] = json!("1/0")), "fraction"),
        (edited(&|p| p["information_sets"][0]["beliefs"][0]["story"] = json!([["no", "such"]])), "no such"),
        (edited(&|p| p["information_sets"][0]["beliefs"][0]["probability"] = json!(5)), "beliefs"),
        (edited(&|p| p["setting"]["parameters"]["zzz"] = json!(1)), "zzz"),
        (edited(&|p| p["setting"]["branch"] = json!("zzz")), "zzz"),
        (edited(&|p| p["certificate"]["witness_lambda"] = json!(-1)), "λ"),
    ];
    for (text, part) in cases {
        let run = standoff_with(&["verify", &model, "-"], text.as_bytes());
        let start: String = text.chars().take(80).collect();
        assert_eq!(run.code, Some(5), "{part}: {start} {run:?}");
        assert!(run.err.contains(part), "{part}: {start} {run:?}");
        assert_eq!(run.err.trim_end().lines().count(), 1, "{run:?}");
    }
}

#[test]
fn a_profile_of_another_text_says_so() {
    let model = file("verify", "one.standoff", CRISIS);
    let profile = solved(&model);
    let other = file("verify", "other.standoff", &CRISIS.replace("Who backs down?", "Who blinks?"));
    let run = verify(&other, &profile);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.json()["notes"][0].as_str().unwrap().contains("another version"), "{run:?}");
}

#[test]
fn labels_of_a_grid_that_moves_are_those_of_the_setting() {
    let model = file("verify", "moving.standoff", include_str!("../../../models/preventive-war.standoff"));
    let run = standoff(&["solve", &model, "--json", "--set", "p_later=30%"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let profile = run.json();
    let sets = profile["information_sets"].as_array().unwrap();
    let offers = sets.iter().find(|set| set["decision"] == "lasting_demand").unwrap();
    let labels: Vec<&Value> = offers["actions"].as_array().unwrap().iter().map(|it| &it["label"]).collect();
    assert_eq!(labels, ["0.3", "0.35", "0.4", "0.45", "0.5"]);
    let run = verify(&model, &profile);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.json()["status"], profile["status"]);
    // Under another setting it is the same moves, by other names.
    let text = profile.to_string();
    let run = standoff_with(&["verify", &model, "-", "--json", "--set", "p_later=40%"], text.as_bytes());
    assert_eq!(run.json()["claimed"]["status"], profile["status"], "{run:?}");
    assert_ne!(run.json()["status"], profile["status"]);
}
