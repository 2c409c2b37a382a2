//! Texts that nest, call and define more deeply than anybody would.

use std::fmt::Write;

use super::{Input, accepted, declaring, model, refused};

pub(crate) fn inputs() -> Vec<Input> {
    let gain = |expr: &str| model(&format!("play\n  A chooses act: yes, no\n  A gains {expr}\n"));
    vec![
        refused("lines nested 100000 deep", nested(100_000, 130), "SD103"),
        refused("stairs of 5000 lines", nested(5_000, 5_000), "SD103"),
        refused("brackets", gain(&format!("{}1{}", "(".repeat(30_000), ")".repeat(30_000))), "SD132"),
        refused("open brackets", gain(&"(".repeat(60_000)), "SD132"),
        refused("negations", gain(&format!("1 if {}act is yes", "not ".repeat(15_000))), "SD132"),
        refused("minus signs", gain(&format!("{}1", "-".repeat(60_000))), "SD132"),
        refused("powers", gain(&format!("2{}", " ^ 2".repeat(15_000))), "SD132"),
        refused("ifs in a line", gain(&format!("{}1", "if act is yes then ".repeat(3_000))), "SD132"),
        refused("a long sum", gain(&format!("1{}", " + 1".repeat(15_000))), "SD132"),
        refused("calls in calls", gain(&format!("{}1", "max(1, ".repeat(8_000))), "SD132"),
        refused(
            "questions about questions",
            declaring(&format!("ask {}P(act is yes)\n", "tipping point of ".repeat(3_000))),
            "SD132",
        ),
        refused("definitions that double 60 times", doubling(60, "+"), "SD407"),
        refused("definitions that double 10000 times", doubling(10_000, "+"), "SD"),
        refused("functions that double 60 times", functions(60), "SD407"),
        refused("functions that double 5000 times", functions(5_000), "SD"),
        refused("a chain of 50000 definitions", chain(50_000), "SD407"),
        accepted("a chain of 150 definitions", chain(150)),
        refused("a circle of 20000 definitions", circle(20_000), "SD211"),
        accepted("a chain of 10000 scenes", scenes(10_000, "  -> sNEXT\n")),
        refused("scenes that double", scenes(100, "  A may mHERE -> sNEXT\n  -> sNEXT\n"), "SD401"),
        refused("scenes that double their number", numbers(10_000), "SD"),
        refused(
            "a circle of 20000 scenes",
            scenes(20_000, "  -> sNEXT\n").replace("outcome s20000\n", "scene s20000\n  -> s0\n"),
            "SD301",
        ),
        refused("repeats in repeats", repeats(90, 10), "SD40"),
        accepted("else after else", elses(20_000)),
    ]
}

fn nested(lines: usize, deepest: usize) -> String {
    let mut text = model("play\n  A chooses act: yes, no\n");
    for line in 0..lines {
        text.extend(std::iter::repeat_n(' ', 2 + 2 * line.min(deepest)));
        text.push_str("if act is yes\n");
    }
    text
}

/// `a1 = a0 + a0`, `a2 = a1 + a1`, ...
fn doubling(count: usize, sign: &str) -> String {
    let mut lets = "parameter p = 0.5 in 0 to 1\nlet a0 = p\n".to_owned();
    for n in 1..=count {
        writeln!(lets, "let a{n} = a{} {sign} a{}", n - 1, n - 1).unwrap();
    }
    model(&format!("{lets}play\n  A chooses act: yes, no\n  A gains a{count}\n"))
}

fn functions(count: usize) -> String {
    let mut lets = "parameter p = 0.5 in 0 to 1\nlet f0(x) = x\n".to_owned();
    for n in 1..=count {
        writeln!(lets, "let f{n}(x) = f{}(x) + f{}(2 * x)", n - 1, n - 1).unwrap();
    }
    model(&format!("{lets}play\n  A chooses act: yes, no\n  A gains f{count}(p)\n"))
}

fn chain(count: usize) -> String {
    let mut lets = "let a0 = 1\n".to_owned();
    for n in 1..=count {
        writeln!(lets, "let a{n} = a{} + 1", n - 1).unwrap();
    }
    model(&format!("{lets}play\n  A chooses act: yes, no\n  A gains a{count}\n"))
}

fn circle(count: usize) -> String {
    let mut lets = String::new();
    for n in 0..count {
        writeln!(lets, "let a{n} = a{} + 1", (n + 1) % count).unwrap();
    }
    model(&format!("{lets}play\n  A chooses act: yes, no\n  A gains a0\n"))
}

/// Scenes with these lines each, the last an outcome.
fn scenes(count: usize, lines: &str) -> String {
    let mut text = model("play\n  A chooses act: yes, no\n  -> s0\n");
    for n in 0..count {
        let lines = lines.replace("HERE", &n.to_string()).replace("NEXT", &(n + 1).to_string());
        write!(text, "scene s{n}\n{lines}").unwrap();
    }
    writeln!(text, "outcome s{count}").unwrap();
    text
}

fn numbers(count: usize) -> String {
    let mut text = model("play\n  A chooses act: yes, no\n  -> s0(1)\n");
    for n in 0..count {
        write!(text, "scene s{n}(x)\n  -> s{}(x + x)\n", n + 1).unwrap();
    }
    write!(text, "outcome s{count}(x)\n  A gains x\n").unwrap();
    text
}

fn repeats(deep: usize, rounds: usize) -> String {
    let mut text = model("play\n  now n is 0\n");
    for level in 0..deep {
        let indent = "  ".repeat(level + 1);
        writeln!(text, "{indent}repeat t{level} from 1 to {rounds}").unwrap();
    }
    let indent = "  ".repeat(deep + 1);
    write!(text, "{indent}now n is n + 1\n  A chooses act: yes, no\n").unwrap();
    text
}

fn elses(count: usize) -> String {
    let mut text = model("play\n  A chooses act: yes, no\n  if act is yes\n    A gains 1\n");
    for n in 0..count {
        write!(text, "  else if act is no\n    A gains {n}\n").unwrap();
    }
    text
}
