//! Input of every bad kind: no panic, little time and memory, the text recovered, mistakes reported where they are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use proptest::prelude::*;
use standoff_syntax::span::FileId;
use standoff_syntax::{Parse, parse, parse_bytes, parse_check, parse_dotted, parse_literal, parse_question};

const FLAGSHIP: &str = include_str!("../../../models/february-2024.standoff");
const KUHN: &str = include_str!("models/kuhn.standoff");

fn recovered(parsed: &Parse) -> String {
    parsed.tree.tokens().iter().map(|token| parsed.tree.text_of(token)).collect()
}

/// Parses, holds the invariants that hold for any text, and gives back the codes.
fn survive(text: &str) -> Vec<&'static str> {
    let parsed = parse(FileId(3), text);
    assert_eq!(recovered(&parsed), text);
    let mut previous = 0;
    for token in parsed.tree.tokens() {
        assert!(token.start == previous && token.end > token.start);
        previous = token.end;
    }
    for diagnostic in &parsed.diagnostics {
        assert!(!diagnostic.message.is_empty() && !diagnostic.message.ends_with('.'));
        assert!(!diagnostic.message.contains("token") && !diagnostic.message.contains("EOF"));
        for label in &diagnostic.labels {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            assert!(text.get(start..end).is_some(), "{diagnostic:?}");
        }
        if let Some(fix) = &diagnostic.fix {
            assert!(text.get(fix.span.start as usize..fix.span.end as usize).is_some(), "{diagnostic:?}");
        }
    }
    parsed.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// Like [`survive`], within the time that an editor or a build would bear.
fn quickly(text: &str) -> Vec<&'static str> {
    let start = Instant::now();
    let parsed = parse(FileId(0), text);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?} for {} bytes", text.len());
    assert_eq!(recovered(&parsed), text);
    parsed.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn model(rest: &str) -> String {
    format!("standoff m\n{rest}")
}

#[test]
fn files_with_nothing_in_them() {
    for empty in ["", "\n", "\u{feff}", "# only a comment", "\r\n\r\n", "   \n\t\n"] {
        assert_eq!(survive(empty), ["SD120"], "{empty:?}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let parsed = parse_bytes(FileId(0), b"standoff m\nlet x = \xff1\n");
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.diagnostics[0].code, "SD105");
    assert_eq!(parsed.diagnostics[0].message, "this file is not UTF-8 text: byte 19 (line 2) is 0xFF");
    assert_eq!(parsed.diagnostics[0].span().start, 19);
    let utf16 = parse_bytes(FileId(0), b"\xff\xfes\0t\0");
    assert_eq!(utf16.diagnostics[0].hint.as_deref(), Some("the file looks like UTF-16; save it as UTF-8"));
    assert_eq!(survive("standoff m\nlet x = 1\0\n"), ["SD104"]);
    assert_eq!(survive("standoff m\n# \0 in a comment\n"), ["SD104"]);
    assert_eq!(survive("standoff m\nlet x = 1 \u{202e}# 2\n"), ["SD104"]);
    assert!(parse_bytes(FileId(0), &[0; 4096]).diagnostics.len() <= 2);
}

#[test]
fn huge_and_deep_texts() {
    let mut nested = model("play\n");
    for level in 0..100_000_usize {
        nested.extend(std::iter::repeat_n(' ', 2 + 2 * level.min(120)));
        nested.push_str("if x\n");
    }
    assert_eq!(quickly(&nested), ["SD103"]);
    let mut stairs = model("play\n");
    for level in 0..3_900_usize {
        stairs.extend(std::iter::repeat_n(' ', 2 + level));
        stairs.push_str("x\n");
    }
    quickly(&stairs);
    assert_eq!(quickly(&model(&format!("let x = {}", "1 + ".repeat(1_300_000)))), ["SD107"]);
    assert_eq!(quickly(&model(&format!("{}let x = 1", " ".repeat(5_000_000)))), ["SD107"]);
    assert_eq!(quickly(&model(&format!("# {}", "x".repeat(5_000_000)))), [""; 0]);
    assert_eq!(quickly(&model(&format!("let x = \"{}", "x".repeat(60_000)))), ["SD110"]);
    assert_eq!(quickly(&"x".repeat(65 << 20)), ["SD106"]);
    assert_eq!(quickly(&"\n".repeat(16 << 20)), ["SD106"]);
    assert_eq!(quickly(&"\n".repeat(900_000)), ["SD120"]);
    assert!(quickly(&"foo bar\n".repeat(1 << 20)).len() <= 1002);
    assert!(quickly(&"a".repeat(60_000).add_lines(100)).len() <= 200);
    assert!(quickly(&model(&format!("play\n{}", "  chose x: a\n".repeat(300_000)))).len() <= 1002);
    assert!(
        quickly(&model(&format!("play\n{}", "  US choses x privatly tu A\n".repeat(100_000)))).len() <= 1002
    );
    let wide = format!("play\n{}", "  A chooses x: a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p\n".repeat(20_000));
    assert_eq!(quickly(&model(&wide)), [""; 0]);
    // Broken conditions around a great deal of text: each line is given up once, not once for each level.
    let mut around = model("play\n");
    for level in 0..99_usize {
        around.extend(std::iter::repeat_n(' ', 2 + 2 * level));
        around.push_str("if (\n");
    }
    around.push_str(&format!("{}US gains 1\n", " ".repeat(200)).repeat(60_000));
    assert!(quickly(&around).len() <= 101);
}

trait AddLines {
    fn add_lines(self, count: usize) -> String;
}

impl AddLines for String {
    fn add_lines(self, count: usize) -> String {
        (self + "\n").repeat(count)
    }
}

#[test]
fn expressions_without_bottom() {
    for opening in
        ["(", "-", "not ", "2 ^ ", "if a then b else ", "f(", "1 + (", "a is (", "a or b and c is d + e * ("]
    {
        let text = model(&format!("let x = {}", opening.repeat(60_000 / opening.len())));
        assert_eq!(survive(&text), ["SD132"], "{opening}");
        let closed = model(&format!("given {}a", opening.repeat(150 / opening.len())));
        assert!(survive(&closed).len() <= 1);
    }
    assert_eq!(survive(&model(&format!("let x = {}1", "1 + ".repeat(10_000)))), ["SD132"]);
    assert_eq!(survive(&model(&format!("let x = {}1", "1 + ".repeat(400)))), [""; 0]);
    assert_eq!(survive(&model(&format!("let x = {}1{}", "(".repeat(190), ")".repeat(190)))), [""; 0]);
    for question in ["importance of parameters for ", "distribution of what would change "] {
        assert_eq!(survive(&model(&format!("ask {}P(a)", question.repeat(100)))), ["SD132"]);
    }
}

#[test]
fn ten_mistakes_on_ten_lines_give_ten_messages() {
    let text = r#"standoff ten "ten mistakes"
actors
	US  "indented by a tab"
  UK  "not closed
parameters
  p = 0.5 in 0 too 1
  q = 1.2.3
secret US.aim
  a with probabilty p
  b otherwise
play
  US choses x
    a
      UK gains 1 == 2 is 3
    b -> end(
  else
    US gains 1
outcome end
  US gains 1 {
ask P(x is a
"#;
    let parsed = parse(FileId(0), text);
    let mut lines: Vec<usize> = parsed
        .diagnostics
        .iter()
        .map(|diagnostic| text[..diagnostic.span().start as usize].matches('\n').count() + 1)
        .collect();
    lines.dedup();
    assert_eq!(lines, [3, 4, 6, 7, 9, 12, 14, 15, 16, 19, 20]);
    assert_eq!(parsed.diagnostics.len(), 11);
}

#[test]
fn what_is_lost_is_remembered() {
    let text = model("parameters\n  p = x\n  q = 1\nplay\n  if (\n    US chooses line: a, b\nlet z = (\n");
    let parsed = parse(FileId(0), &text);
    let names: Vec<&str> = parsed.file.broken.iter().map(|name| name.text.as_str()).collect();
    for lost in ["p", "line", "a", "b", "z"] {
        assert!(names.contains(&lost), "{lost} in {names:?}");
    }
    assert!(!names.contains(&"q"));
}

/// A small pseudo-random number for choosing edits; the sequence is fixed.
fn step(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

#[test]
fn mutated_models() {
    let mut state = 7;
    let pieces = [
        "\"", "(", ")", "->", "  ", "\n", "\t", "==", "is", "with", "when", ":", ",", ".", "else", "1e9",
        "ü", "\0",
    ];
    for round in 0..600 {
        let source = if round % 2 == 0 { KUHN } else { FLAGSHIP };
        let mut characters: Vec<char> = source.chars().collect();
        for _ in 0..1 + step(&mut state) % 8 {
            let at = step(&mut state) % characters.len();
            match step(&mut state) % 4 {
                0 => {
                    characters.remove(at);
                }
                1 => {
                    let end = (at + step(&mut state) % 200).min(characters.len());
                    characters.drain(at..end);
                }
                2 => {
                    let end = (at + step(&mut state) % 200).min(characters.len());
                    let copy: Vec<char> = characters[at..end].to_vec();
                    let to = step(&mut state) % characters.len();
                    characters.splice(to..to, copy);
                }
                _ => {
                    let piece = pieces[step(&mut state) % pieces.len()];
                    characters.splice(at..at, piece.chars());
                }
            }
            if characters.is_empty() {
                characters.push('x');
            }
        }
        survive(&characters.into_iter().collect::<String>());
    }
}

#[test]
fn each_prefix_of_a_model() {
    for (end, _) in KUHN.char_indices() {
        survive(&KUHN[..end]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_recovered(text in any::<String>()) {
        survive(&text);
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse_bytes(FileId(0), &bytes);
    }

    #[test]
    fn text_of_the_language_is_recovered(words in proptest::collection::vec(
        proptest::sample::select(vec![
            "standoff", "actors", "play", "scene", "outcome", "secret", "parameters", "by", "ask", "check", "P(", "E(", ")", "(",
            "US", "x", "chooses", "offers", "may", "gains", "chance", "reveal", "now", "if", "else", "then", "repeat", "at once",
            "->", ":", ",", ".", "=", "is", "not", "and", "or", "with", "probability", "otherwise", "when", "indifferent",
            "0.5", "55%", "-", "2024-02-08", "\"text\"", "\"", "to", "from", "in", "steps", "cells", "value of", "over", "sweep",
            "\n", "\n  ", "\n    ", "\n      ", "\n\t", "#", "opinions by", "variant", "option", "~", "normal(", "|", "^", "==",
        ]), 0..60)) {
        survive(&words.join(" ").replace("\n ", "\n"));
    }

    #[test]
    fn single_lines_are_survived(text in ".{0,60}") {
        let _ = parse_question(FileId(0), &text);
        let _ = parse_check(FileId(0), &text);
        let _ = parse_literal(&text);
        let _ = parse_dotted(&text);
    }
}
