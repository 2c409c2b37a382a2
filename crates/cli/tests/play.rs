//! `standoff play` as a process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn play(words: &[&str], lines: &str) -> Output {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/february-2024.standoff");
    let mut child = Command::new(env!("CARGO_BIN_EXE_standoff"))
        .args(["play", file, "--as"])
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    // A program that has ended early reads no further.
    let _ = child.stdin.take().expect("a pipe").write_all(lines.as_bytes());
    child.wait_with_output().expect("an end")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[test]
fn a_round_by_names_and_numbers() {
    let output = play(&["US", "--seed", "5"], "help\nnonsense\nreject\n1\n");
    assert!(output.status.success());
    let text = text(&output);
    for part in
        ["YOU ARE US", "the equilibrium plays reject 100%", "Not on offer", "THE END", "That cost you 0.0375"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let before_the_end = text.split("THE END").next().unwrap_or_default();
    assert!(!before_the_end.contains("feinter,") && !before_the_end.contains("in truth"), "{text}");
}

#[test]
fn a_round_that_is_left_can_be_gone_on_with() {
    let output = play(&["US", "--seed", "5"], "reject\n");
    assert!(output.status.success());
    let text = text(&output);
    assert!(text.contains("--as US --seed 5 --move reject"), "{text}");
    let on = play(&["US", "--seed", "5", "--move", "reject"], "probe\n");
    assert!(String::from_utf8_lossy(&on.stdout).contains("channel"));
}

#[test]
fn what_is_left_is_gone_on_with_under_the_same_rules() {
    let output = play(&["US", "--seed", "5", "--lambda", "3.5", "--set", "p_settler=0.3"], "");
    let text = text(&output);
    assert!(text.contains("--set p_settler=0.3 --lambda 3.5 --as US --seed 5"), "{text}");
}

#[test]
fn sides_that_err_are_no_measure() {
    let output = play(&["US", "--seed", "5", "--lambda", "3.5", "--move", "reject", "--move", "none"], "");
    let text = text(&output);
    assert!(!text.contains("better was probe or none"), "{text}");
    assert!(text.contains("That cost you") || text.contains("nothing was better"), "{text}");
}

#[test]
fn as_json() {
    let output = play(&["US", "--seed", "5", "--move", "reject", "--move", "2", "--json"], "");
    assert!(output.status.success());
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["schema"], "standoff/play/1");
    assert_eq!(document["moves"], serde_json::json!(["reject", "probe"]));
    assert_eq!(document["end"].is_null(), !document["turn"].is_null());
    assert_eq!(document["debrief"].is_null(), document["end"].is_null());
}

#[test]
fn what_makes_no_sense() {
    for (words, sentence) in [
        (&["Nobody"][..], "there is no actor `Nobody`; there are Russia, US, Ukraine"),
        (&["US", "--move", "dance"][..], "`dance` is not on offer there; there are reject, open"),
        (
            &["US", "--seed", "5", "--move", "1", "--move", "1", "--move", "1"][..],
            "the story is over before `--move 1`",
        ),
    ] {
        let output = play(words, "");
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(sentence), "{:?}", output.stderr);
    }
}
