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
        &["srve"],
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
        &["ask", &model, "distribution of strategy of A"],
        &["ask", &model, "--samples", "0"],
        &["ask", &model, "--samples", "2e6"],
        &["uncertainty", &model, "equilibria"],
        &["uncertainty", &model, "--design", "grid"],
        &["levers", &model, "--for", "equilibria"],
        &["levers", &model, "--for", "P(wra)"],
        &["levers", &model, "--for", "P(war)", "--seed", "1"],
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
fn a_question_of_the_file_without_an_answer_changes_nothing() {
    // No parameter of this model has a range.
    let text = format!("{CRISIS}\nask importance of parameters for P(war)\n");
    let model = file("exit", "later.standoff", &text);
    let run = standoff(&["ask", &model]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("no parameter varies"), "{run:?}");
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
        assert!(run.err.contains("p_tough is 150%"), "{run:?}");
    }
}

#[test]
fn a_number_without_a_value_is_told_with_the_values_and_the_story() {
    // Too fine a grid for the check of the text to try every point.
    let text = "standoff steep\nactors\n  A\n  B\nparameters\n  cost = 0.5\n  limit = 0\nplay\n  A offers share from 0 to 1 \
                in 100 steps\n  B chooses reply: talk, wait\n  A gains cost / (100 * share - 37) if reply is talk\n  B gains \
                log(1 - limit)\n";
    let model = file("exit", "steep.standoff", text);
    let run = standoff(&["solve", &model]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert_eq!(
        run.err,
        "error: what A gains is not a finite number at this setting (cost is 0.5) in a story in which A chooses 0.37 at \
         share, B chooses talk at reply: it divides 0.5 by zero\n"
    );
    // No story is to blame where every one has it.
    let run =
        standoff(&["solve", &file("exit", "sheer.standoff", &text.replace("37", "0.5")), "--set", "limit=1"]);
    assert_eq!(
        run.err,
        "error: what B gains is not a finite number at this setting (limit is 1): it takes the logarithm of 0\n"
    );
    let text = "standoff lots\nactors\n  A\nparameters\n  p = 0.5\nplay\n  A offers share from 0 to 1 in 10 steps\n  chance c\n    \
                u with probability p * share\n    v otherwise\n  A chooses reply: x, y\n  A gains 1 if reply is x and c is u\n";
    let run = standoff(&["check", &file("exit", "lots.standoff", text), "--set", "p=2"]);
    assert!(
        run.err.contains(
            "of `c` come to 1.2, -0.2 at this setting (p is 2) in a story in which A chooses 0.6 at share;"
        ),
        "{run:?}"
    );
}

#[test]
fn a_question_without_a_value_says_why() {
    let text = "standoff shares\nactors\n  A\n  B\nparameters\n  p = 0.5\n  q = 1.5\nplay\n  A offers share from 0 to 1 in 4 \
                steps\n  B chooses reply: talk, wait\n  A gains 1 - abs(share - 0.25)\n  B gains 1 if reply is wait\n";
    let model = file("exit", "shares.standoff", text);
    let story = "in a story in which A chooses 0.25 at share, B chooses wait at reply: ";
    let nowhere = "it takes a quantile, and there is none at that probability";
    for (question, says) in [
        // What never happens need not have a value, and A never offers 0.
        ("E(1 / share)", "4"),
        ("E(quantile(normal(0, 1), share))", "-0.67449"),
        ("E(1 / (share - 1/4))", &format!("no value; {story}it divides 1 by zero")),
        ("P(log(share - 1) > 0)", &format!("no value; {story}it takes the logarithm of -0.75")),
        ("E(quantile(uniform(0, 1), q))", &format!("no value; {story}{nowhere}")),
        ("E(quantile(triangular(0, 1, 2), q))", &format!("no value; {story}{nowhere}")),
        ("E(quantile(uniform(0, 1), share))", "0.25"),
        (
            "P(share < quantile(beta(2, 3), share + 1))",
            &format!(
                "no value; {story}the second part of `quantile` is a probability between 0 and 1, and here it is 1.25"
            ),
        ),
        (
            "E(quantile(normal(0, 1), p))",
            "no value; a quantile of this distribution needs a probability that no parameter changes",
        ),
    ] {
        let run = standoff(&["ask", &model, question]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let line = run.out.lines().next().unwrap();
        assert_eq!(line, format!("{question}  {says}"));
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
