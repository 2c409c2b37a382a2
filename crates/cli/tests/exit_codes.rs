//! The exit codes, each reached in the way that the documentation says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use running::{CRISIS, ULTIMATUM, file, standoff, standoff_with};

#[test]
fn done_is_0_and_a_failing_check_is_1() {
    let model = file("exit", "done.standoff", ULTIMATUM);
    let run = standoff(&["ask", &model]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("✓"), "{run:?}");

    let wrong = file("exit", "fails.standoff", &ULTIMATUM.replace("is 50% within", "is 40% within"));
    let run = standoff(&["ask", &wrong]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.contains("✗") && run.out.contains("off by 0.1"), "{run:?}");
}

#[test]
fn usage_is_2_and_one_sentence() {
    let model = file("exit", "usage.standoff", ULTIMATUM);
    for words in [
        &[][..],
        &["--nonsense"],
        &["sweep", &model],
        &["serve"],
        &["chekc"],
        &["solve"],
        &["ask", "game.efg"],
        &["convert", &model],
        &["convert", &model, "--to", "standoff"],
        &["solve", &model, "--method", "lp"],
        &["solve", &model, "--set", "p"],
        &["solve", &model, "--set", "no_such=1"],
        &["solve", &model, "--set", "p=many"],
        &["solve", &model, "--option", "steps=many"],
        &["solve", &model, "--option", "steps=5000"],
        &["solve", &model, "--variant", "calmer"],
        &["solve", &model, "--opinions", "dove"],
        &["solve", &model, "--timeout", "soon"],
        &["solve", &model, "--max-memory", "-1"],
        &["ask", &model, "P(wra)"],
        &["ask", &model, "what is the meaning of this"],
        &["ask", &model, "equilibria"],
        &["explain", "SD999"],
        &["verify", "-", "-"],
    ] {
        let run = standoff(words);
        assert_eq!(run.code, Some(2), "{words:?} {run:?}");
        assert!(!run.err.is_empty() || run.out.contains("not in this version"), "{words:?} {run:?}");
    }
    let near = standoff(&["solve", &model, "--set", "cost_hihg=0.3"]);
    assert!(near.err.contains("cost_high"), "{near:?}");
}

#[test]
fn a_question_of_the_file_that_waits_for_later_changes_nothing() {
    let model = file("exit", "later.standoff", CRISIS);
    let run = standoff(&["ask", &model]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("not in this version"), "{run:?}");
}

#[test]
fn a_broken_model_is_3_everywhere() {
    let broken = file("exit", "broken.standoff", &ULTIMATUM.replace("B gains share", "B gains shar"));
    let profile = file("exit", "broken.json", "{}");
    for words in [
        &[broken.as_str()][..],
        &["check", &broken],
        &["solve", &broken],
        &["ask", &broken],
        &["ask", &broken, "P(war)"],
        &["verify", &broken, &profile],
    ] {
        let run = standoff(words);
        assert_eq!(run.code, Some(3), "{words:?} {run:?}");
        assert!(run.err.contains("shar"), "{words:?} {run:?}");
    }
    let run = standoff(&["check", &broken, "--json"]);
    assert_eq!(run.code, Some(3));
}

#[test]
fn a_setting_at_which_the_model_means_nothing_is_3() {
    let model = file("exit", "nonsense.standoff", ULTIMATUM);
    for command in ["solve", "ask", "check"] {
        let run = standoff(&[command, &model, "--set", "p_tough=1.5"]);
        assert_eq!(run.code, Some(3), "{run:?}");
        assert!(run.err.contains("B.resolve") && run.err.contains("1.5, -0.5"), "{run:?}");
    }
}

#[test]
fn accuracy_that_is_out_of_reach_is_4_and_marked() {
    // A quantal response claims no best replies: as an equilibrium it is far from verified.
    let model = file("exit", "stalled.standoff", CRISIS);
    let run = standoff(&["solve", &model, "--json", "--lambda", "1"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let profile = run.out.replace("\"fixed_point\"", "\"ignored\"");
    let profile = file("exit", "stalled.json", &profile);
    let run = standoff(&["verify", &model, &profile]);
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.out.contains("stalled"), "{run:?}");
}

#[test]
fn missing_files_and_foreign_profiles_are_5() {
    let model = file("exit", "five.standoff", ULTIMATUM);
    for words in [
        &["no-such-file.standoff"][..],
        &["check", "no-such-file.standoff"],
        &["solve", "."],
        &["verify", &model, "no-such-profile.json"],
    ] {
        let run = standoff(words);
        assert_eq!(run.code, Some(5), "{words:?} {run:?}");
        assert_eq!(run.err.lines().count(), 1, "{words:?} {run:?}");
    }
}

#[test]
fn a_model_with_errors_outranks_a_missing_file_and_a_missing_file_a_good_one() {
    let good = file("exit", "good.standoff", ULTIMATUM);
    let broken = file("exit", "bad.standoff", "standoff x\nactors\n  A\nplay\n  B chooses x: a, b\n");
    assert_eq!(standoff(&["check", &good, "no-such-file.standoff", &broken]).code, Some(3));
    assert_eq!(standoff(&["check", &good, "no-such-file.standoff"]).code, Some(5));
    assert_eq!(standoff(&["check", &good, &good]).code, Some(0));
}

#[test]
fn standard_input_is_a_dash() {
    for words in [&["check", "-"][..], &["solve", "-"], &["ask", "-"], &["-"]] {
        let run = standoff_with(words, ULTIMATUM.as_bytes());
        assert_eq!(run.code, Some(0), "{words:?} {run:?}");
        assert!(!run.out.is_empty());
    }
    let run = standoff_with(
        &["ask", "-", "P(war)"],
        format!("\u{feff}{}", ULTIMATUM.replace('\n', "\r\n")).as_bytes(),
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.starts_with("P(war)  0.5\n"), "{run:?}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::{Command, Stdio};
    let model = file("exit", "pipe.standoff", ULTIMATUM);
    let mut child = Command::new(env!("CARGO_BIN_EXE_standoff"))
        .args(["solve", &model, "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn no_colour_unless_asked() {
    let broken = "standoff x\nactors\n  A\nplay\n  B chooses x: a, b\n";
    let plain = standoff_with(&["check", "-"], broken.as_bytes());
    assert!(!plain.err.contains('\u{1b}') && !plain.out.contains('\u{1b}'), "{plain:?}");
    let coloured = standoff_with(&["check", "-", "--color", "always"], broken.as_bytes());
    assert!(coloured.err.contains('\u{1b}'), "{coloured:?}");
}

#[test]
fn help_version_man_completions_and_explanations() {
    let version = standoff(&["--version"]);
    assert_eq!((version.code, version.out.starts_with("standoff ")), (Some(0), true), "{version:?}");
    let help = standoff(&["--help"]);
    assert_eq!(help.code, Some(0));
    for command in ["check", "solve", "ask", "verify", "explain", "completions", "man"] {
        assert!(help.out.contains(command), "{command}");
    }
    let man = standoff(&["man"]);
    assert!(man.code == Some(0) && man.out.contains(".TH") && man.out.contains("STANDOFF ASK"), "{man:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = standoff(&["completions", shell]);
        assert!(run.code == Some(0) && run.out.contains("standoff"), "{shell}");
    }
    let list = standoff(&["explain"]);
    let code = list.out.split_whitespace().next().unwrap().to_owned();
    let one = standoff(&["explain", &code.to_lowercase()]);
    assert!(one.code == Some(0) && one.out.contains(&code), "{one:?}");
}

#[test]
fn a_setting_on_the_command_line_skips_the_checks_and_says_so() {
    let model = file("exit", "skips.standoff", ULTIMATUM);
    for flags in [
        &["--set", "p_tough=0.9"][..],
        &["--option", "steps=50"],
        &["--opinions", "hawk"],
        &["--variant", "calm"],
    ] {
        let run = standoff(&[&["ask", model.as_str()], flags].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(run.err.contains("skipped") && !run.out.contains('✓'), "{run:?}");
        let run = standoff(&[&["ask", model.as_str(), "--json"], flags].concat());
        assert_eq!(run.json()["checks"].as_array().unwrap().len(), 0);
        assert_eq!(run.json()["checks_skipped"], true);
    }
}
