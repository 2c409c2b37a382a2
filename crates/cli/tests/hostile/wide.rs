//! Texts with too much of one thing: letters, lines, names, questions.

use std::fmt::Write;

use super::{Input, accepted, declaring, model, refused};

pub(crate) fn inputs() -> Vec<Input> {
    let each = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let list = |count: usize, name: &str| each(count, &|n| format!(", {name}{n}"))[2..].to_owned();
    let block = |heading: &str, count: usize| format!("{heading}\n{}", each(count, &|n| format!("  x{n}\n")));
    vec![
        refused("a line of 5 MB", declaring(&format!("let x = {}\n", "1 + ".repeat(1_300_000))), "SD107"),
        refused("a name of 5 MB", declaring(&format!("let {} = 1\n", "x".repeat(5_000_000))), "SD107"),
        refused("a number of 5 MB", declaring(&format!("let x = {}\n", "9".repeat(5_000_000))), "SD107"),
        refused("a text of 5 MB", declaring(&format!("source s \"{}\"\n", "x".repeat(5_000_000))), "SD107"),
        refused("5 MB of spaces", declaring(&format!("{}let x = 1\n", " ".repeat(5_000_000))), "SD107"),
        accepted("a comment of 5 MB", declaring(&format!("# {}\n", "x".repeat(5_000_000)))),
        refused("a number of 60000 digits", declaring(&format!("let x = {}\n", "9".repeat(60_000))), "SD691"),
        accepted("a name of 60000 letters", declaring(&format!("let {} = 1\n", "x".repeat(60_000)))),
        refused(
            "a misspelt name of 60000 letters",
            declaring(&format!("let x = {}\n", "y".repeat(60_000))),
            "SD201",
        ),
        refused("a million empty lines", "\n".repeat(1_000_000), "SD120"),
        refused("more than a million lines", declaring(&"\n".repeat(1_100_000)), "SD106"),
        refused("a million wrong lines", declaring(&"x\n".repeat(900_000)), "SD122"),
        refused("30 MB of lines", declaring(&"# a line of nothing\n".repeat(1_600_000)), "SD106"),
        refused("100000 misspelt words", declaring(&"lett x = 1\n".repeat(100_000)), "SD124"),
        accepted("100000 parameters", declaring(&each(100_000, &|n| format!("parameter p{n} = 1\n")))),
        refused(
            "100000 misspelt parameters",
            declaring(&format!(
                "{}{}",
                each(50_000, &|n| format!("parameter parameter_{n} = 1\n")),
                each(50_000, &|n| format!("let x{n} = parameter__{n}\n"))
            )),
            "SD201",
        ),
        refused("100000 parameters of one name", declaring(&"parameter p = 1\n".repeat(100_000)), "SD203"),
        accepted("10000 questions", declaring(&"ask P(act is yes)\n".repeat(10_000))),
        accepted("10000 checks", declaring(&"check P(act is yes) is 1\n".repeat(10_000))),
        refused("50000 wrong questions", declaring(&"ask P(act is maybe)\n".repeat(50_000)), "SD204"),
        refused(
            "a sweep of 4 thousand million steps",
            declaring("parameter p = 1\nask sweep p from 0 to 1 in 4_000_000_000 steps: P(act is yes)\n"),
            "SD",
        ),
        refused(
            "70000 actors",
            format!("standoff m\n{}play\n  x0 chooses act: yes, no\n", block("actors", 70_000)),
            "SD",
        ),
        refused("70000 experts", declaring(&block("experts", 70_000)), "SD"),
        refused("70000 sources", declaring(&each(70_000, &|n| format!("source s{n} \"text\"\n"))), "SD"),
        accepted("a choice of 5000 labels", model(&format!("play\n  A chooses act: {}\n", list(5_000, "x")))),
        accepted("a secret of 100000 labels", declaring(&block("secret A.aim", 100_000))),
        refused(
            "a label 10000 times",
            model(&format!("play\n  A chooses act: {}\n", "x, ".repeat(10_000) + "y")),
            "SD203",
        ),
        accepted(
            "50000 gains",
            model(&format!(
                "play\n  A chooses act: yes, no\n{}",
                "  A gains 1 if act is yes\n".repeat(50_000)
            )),
        ),
        accepted(
            "100000 reveals",
            model(&format!("play\n  A chooses act: yes, no\n{}", "  reveal act to B\n".repeat(100_000))),
        ),
        accepted("20000 scenes and outcomes", declaring_scenes(10_000)),
        accepted("10000 outcomes, each of its own label", ending_apart(10_000)),
        accepted(
            "a grid of 40000 steps that a parameter stretches",
            model(
                "parameter p = 1\nplay\n  A offers share from 0 to p in 40_000 steps\n  B may accept\n  \
                 A gains 1 - share if accept\n  B gains share if accept\nask strategy of B\n",
            ),
        ),
        refused(
            "100000 missing files",
            declaring(&each(100_000, &|n| format!("use \"f{n}.standoff\"\n"))),
            "SD217",
        ),
        accepted("a table of 1000 by 100", table(1_000, 100)),
        accepted(
            "1000 variants",
            declaring(&format!("parameter p = 1\n{}", each(1_000, &|n| format!("variant v{n}\n  p = 2\n")))),
        ),
        refused(
            "100000 edits",
            declaring(&format!("parameter p = 1\nvariant v\n{}", "  q = 2\n".repeat(100_000))),
            "SD201",
        ),
        refused(
            "1000 moves at once",
            model(&format!("play\n  at once\n{}", "    A chooses act: yes, no\n".repeat(1_000))),
            "SD352",
        ),
        accepted(
            "50000 now names",
            model(&format!(
                "play\n{}  A chooses act: yes, no\n",
                each(50_000, &|n| format!("  now n{n} is {n}\n"))
            )),
        ),
        accepted(
            "10000 lines of evidence",
            declaring(&format!(
                "source s \"t\"\nparameter p = 1\n{}",
                "  fact s par 1: \"so\"\n".repeat(10_000)
            )),
        ),
    ]
}

/// Scenes and outcomes that no story reaches.
fn declaring_scenes(count: usize) -> String {
    let mut text = model("play\n  A chooses act: yes, no\n  -> o0\n");
    for n in 0..count {
        write!(text, "scene s{n}\n  -> o{n}\noutcome o{n}\n  A gains {n}\n").unwrap();
    }
    text
}

/// A choice in which each label leads to an outcome of its own.
fn ending_apart(count: usize) -> String {
    let mut text = model("play\n  A chooses act\n");
    for n in 0..count {
        writeln!(text, "    l{n} -> o{n}").unwrap();
    }
    for n in 0..count {
        write!(text, "outcome o{n}\n  A gains {}\n", n % 97).unwrap();
    }
    text
}

fn table(labels: usize, rows: usize) -> String {
    let names: Vec<String> = (0..labels).map(|n| format!("l{n}")).collect();
    let mut text =
        model(&format!("secret A.aim: {}\nparameters by A.aim\n  {}\n", names.join(", "), names.join(" ")));
    for row in 0..rows {
        writeln!(text, "  r{row}{}", " 1".repeat(labels)).unwrap();
    }
    text.push_str("play\n  A chooses act: yes, no\n  A gains r0 if act is yes\n");
    text
}
