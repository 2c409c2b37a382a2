//! Models whose games or numbers are too large to be made.

use std::fmt::Write;

use super::{Input, accepted, declaring, model, refused};

pub(crate) fn inputs() -> Vec<Input> {
    let play = |lines: &str| model(&format!("play\n{lines}"));
    let gain = |expr: &str| play(&format!("  A chooses act: yes, no\n  A gains {expr}\n"));
    vec![
        refused(
            "a grid of 1e12",
            play("  A offers share from 0 to 1 in 1_000_000_000_000 steps\n  B may accept\n"),
            "SD401",
        ),
        refused("a grid of 1e11", play("  A offers share from 0 to 1 in 100_000_000_000 steps\n"), "SD40"),
        refused("a grid of 1e30", play("  A offers share from 0 to 1 in 1e30 steps\n"), "SD40"),
        refused("a grid of 1e400", play("  A offers share from 0 to 1 in 1e400 steps\n"), "SD40"),
        refused("a grid of 100 million", play("  A offers share from 0 to 1 in 100_000_000 steps\n"), "SD40"),
        refused("a repeat of 1e9", play("  repeat t from 1 to 1e9\n    A chooses act: yes, no\n"), "SD401"),
        refused(
            "a repeat of 1e15",
            play("  repeat t from 1 to 1e15\n    A gains 1\n  A chooses act: yes, no\n"),
            "SD402",
        ),
        refused(
            "a repeat of 1e11",
            play("  repeat t from 1 to 1e11\n    A gains 1\n  A chooses act: yes, no\n"),
            "SD40",
        ),
        refused(
            "a repeat of 1e8",
            play("  repeat t from 1 to 1e8\n    A gains 1\n  A chooses act: yes, no\n"),
            "SD40",
        ),
        refused(
            "a repeat up to 1e400",
            play("  repeat t from -1e400 to 1e400\n    A gains 1\n  A chooses act: yes, no\n"),
            "SD40",
        ),
        refused(
            "an empty repeat of 1e15",
            play("  repeat t from 1 to 1e15\n    if t < 0\n      A gains 1\n  A chooses act: yes, no\n"),
            "SD402",
        ),
        refused(
            "ten choices in 20 rounds",
            play("  repeat t from 1 to 20\n    A chooses act: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10\n"),
            "SD401",
        ),
        refused("27 rounds", play("  repeat t from 1 to 27\n    A chooses act: yes, no\n"), "SD401"),
        refused("a lottery of 36 draws", lottery(36), "SD401"),
        refused("a lottery of 26 draws", lottery(26), "SD401"),
        refused("ten issues of ten values", issues(10, 9, ""), "SD405"),
        refused("100 issues of 1000 values", issues(100, 999, ""), "SD405"),
        refused("no package in a million", issues(6, 9, " where a0 + a1 + a2 + a3 + a4 + a5 > 60"), "SD406"),
        refused(
            "a type of a million cells in a grid",
            model(
                "secret A.cost from 0 to 1 in 1_000_000 cells\nplay\n  A offers share from 0 to 1 in 10_000 steps\n",
            ),
            "SD401",
        ),
        refused(
            "a type of 1e9 cells",
            model("secret A.cost from 0 to 1 in 1e9 cells\nplay\n  A chooses act: yes, no\n"),
            "SD40",
        ),
        refused("twenty secrets of twenty labels", secrets(20, 20), "SD401"),
        refused(
            "secrets that never fit",
            model(&format!(
                "{}given A.s0 + A.s1 + A.s2 + A.s3 + A.s4 + A.s5 > 120\nplay\n  A chooses act: yes, no\n",
                lines_of_secrets(6, 20)
            )),
            "SD",
        ),
        refused("a power tower", gain("9 ^ 9 ^ 9 ^ 9 ^ 9"), "SD655"),
        refused("a power of powers", gain("((9 ^ 400) ^ 400) ^ 400"), "SD655"),
        refused("a product of 500 large numbers", gain(&format!("1e399{}", " * 1e399".repeat(450))), "SD655"),
        refused("an exponent of a thousand digits", gain(&format!("1e{}", "9".repeat(1_000))), "SD690"),
        refused("a number squared 60 times", squares(60), "SD"),
        refused("a number squared 1000 times", squares(1_000), "SD"),
        refused(
            "a number squared in each round",
            play(
                "  now n is 3\n  repeat t from 1 to 100\n    now n is n * n\n  A chooses act: yes, no\n  A gains n\n",
            ),
            "SD",
        ),
        refused(
            "a harmonic sum",
            play(
                "  now n is 0\n  repeat t from 1 to 100_000\n    now n is n + 1 / t\n  A chooses act: yes, no\n  A gains n\n",
            ),
            "SD",
        ),
        refused(
            "gains beyond all bounds",
            declaring(&format!("parameter p = 1e300\nlet q = p{}\n", " * p".repeat(400)))
                .replace("gains 1 ", "gains q "),
            "SD",
        ),
        refused(
            "a date after the calendar",
            model("play from 9999-12-31\n  A chooses act after 1 days: yes, no\n"),
            "SD",
        ),
        refused(
            "4 thousand million years",
            model("play from 2024-01-01\n  A chooses act after 4_000_000_000 years: yes, no\n"),
            "SD",
        ),
        refused(
            "1e300 days",
            model("play from 2024-01-01\n  A chooses act after 1e300 days: yes, no\n"),
            "SD",
        ),
        refused(
            "a date in each of a million rounds",
            model(
                "play from 2024-01-01\n  repeat t from 1 to 10_000_000\n    chance c after 1 days: yes\n  A chooses act: yes, no\n",
            ),
            "SD",
        ),
        accepted(
            "a story of 100000 steps",
            play("  repeat t from 1 to 100_000\n    A chooses act: yes\n  A chooses end: yes, no\n"),
        ),
        accepted(
            "200000 statements",
            play("  now n is 0\n  repeat t from 1 to 200_000\n    now n is t\n  A chooses act: yes, no\n"),
        ),
    ]
}

fn lottery(draws: usize) -> String {
    let mut text = model("play\n  A chooses act: yes, no\n");
    for n in 0..draws {
        write!(text, "  chance c{n}: yes, no\n  A gains {n} if c{n} is yes and act is yes\n").unwrap();
    }
    text
}

fn issues(count: usize, steps: usize, filter: &str) -> String {
    let mut text = String::new();
    for n in 0..count {
        writeln!(text, "issue a{n} from 1 to 10 in {steps} steps").unwrap();
    }
    let names: Vec<String> = (0..count).map(|n| format!("a{n}")).collect();
    model(&format!("{text}play\n  A offers terms of {}{filter}\n  B may accept\n", names.join(", ")))
}

fn lines_of_secrets(count: usize, labels: usize) -> String {
    let labels: Vec<String> = (1..=labels).map(|n| n.to_string()).collect();
    (0..count).map(|n| format!("secret A.s{n}: {}\n", labels.join(", "))).collect()
}

fn secrets(count: usize, labels: usize) -> String {
    model(&format!("{}play\n  A chooses act: yes, no\n", lines_of_secrets(count, labels)))
}

fn squares(count: usize) -> String {
    let mut lets = "let a0 = 3\n".to_owned();
    for n in 1..=count {
        writeln!(lets, "let a{n} = a{} * a{}", n - 1, n - 1).unwrap();
    }
    model(&format!("{lets}play\n  A chooses act: yes, no\n  A gains a{count}\n"))
}
