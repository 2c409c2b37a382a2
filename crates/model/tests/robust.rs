//! Broken texts of every kind: no panic, no place outside the text, bounded time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use standoff_model::{Read, read_text};

fn flagship() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/february-2024.standoff");
    std::fs::read_to_string(path).unwrap()
}

/// Reads, and holds every place of every message to the text.
fn sound(text: &str) -> Read {
    let read = read_text("t.standoff", text);
    for found in &read.diagnostics {
        let places = found.labels.iter().map(|label| label.span).chain(found.fix.iter().map(|fix| fix.span));
        for span in places {
            let file = &read.files[span.file.0 as usize].text;
            assert!(file.get(span.start as usize..span.end as usize).is_some(), "{found:?}");
        }
    }
    assert_eq!(
        read.model.is_none(),
        read.diagnostics.iter().any(|found| found.severity == standoff_syntax::diagnostic::Severity::Error)
    );
    read
}

/// Lines that hold a message.
fn lines(read: &Read) -> BTreeSet<usize> {
    let starts = read.diagnostics.iter().map(|found| found.span().start as usize);
    starts.map(|start| read.files[0].text[..start].matches('\n').count() + 1).collect()
}

#[test]
fn every_line_may_be_missing() {
    let text = flagship();
    let all: Vec<&str> = text.lines().collect();
    for skip in 0..all.len() {
        let kept: Vec<&str> =
            all.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, line)| *line).collect();
        sound(&(kept.join("\n") + "\n"));
    }
}

#[test]
fn every_name_may_be_misspelt() {
    let text = flagship();
    let mut at = 0;
    let mut tried = 0;
    let words: Vec<(usize, String)> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .map(|word| {
            let start = at;
            at += word.len() + 1;
            (start, word.to_owned())
        })
        .filter(|(_, word)| word.len() > 3 && word.starts_with(|c: char| c.is_alphabetic()))
        .collect();
    for (start, word) in words.iter().step_by(3) {
        // Letters swapped in the middle.
        let mut letters: Vec<char> = word.chars().collect();
        letters.swap(1, 2);
        let broken: String = letters.into_iter().collect();
        let mut changed = text.clone();
        changed.replace_range(*start..start + word.len(), &broken);
        sound(&changed);
        tried += 1;
    }
    assert!(tried > 200);
}

#[test]
fn a_misspelt_use_is_one_message() {
    // Each replacement breaks one mention of a name that is declared elsewhere.
    let text = flagship();
    for (from, to) in [
        ("-> war(p_aid)\n\n  Ukraine", "-> wra(p_aid)\n\n  Ukraine"),
        ("Russia gains call_image", "Russia gains cal_image"),
        ("line on 2024-02-09", "line privately to Rusia"),
        ("if stance is ask then probe", "if stanse is ask then probe"),
        ("when guarantee is on", "when garantee is on"),
        ("US gains us_deal\n", "UN gains us_deal\n"),
        ("comply -> settlement", "comply -> setlement"),
        ("by Russia.aim", "by Russia.aims"),
        ("with probability p_settler", "with probability p_setler"),
        ("if aid is passes\n  US", "if aid is pases\n  US"),
        ("opinion officials 10%", "opinion oficials 10%"),
        (
            "par 18: \"only an attempt would show\", by testers",
            "par 18: \"only an attempt would show\", by tester",
        ),
        ("value to US of knowing Russia.aim", "value to US of knowing Russia.aims"),
    ] {
        assert!(text.contains(from), "{from}");
        let read = sound(&text.replacen(from, to, 1));
        assert_eq!(read.diagnostics.len(), 1, "{to}: {:#?}", read.diagnostics);
    }
}

#[test]
fn ten_mistakes_give_ten_messages() {
    let text = flagship();
    let mut changed = text;
    let mistakes = [
        ("judgement article par 17", "judgement artcle par 17"),
        ("opinion sceptics  40%", "opinion septics  40%"),
        ("\n  call_image   = 0.01 in 0 to 0.05", "\n  call_image   = 0.01 in 0.02 to 0.05"),
        ("max(0, p_aid - talks_drag)", "max(0, p_aid - talk_drag)"),
        ("rebuff_cost\n", "rebuf_cost\n"),
        ("stance is ask then bypass", "stance is quit then bypass"),
        ("refuse -> war(aid_once_talks)", "refuse -> war"),
        ("when guarantee is on", "when p_aid > 0.5"),
        ("comply -> settlement", "comply -> setlement"),
        ("ask P(settlement)", "ask P(settlemnt)"),
    ];
    for (from, to) in mistakes {
        assert!(changed.contains(from), "{from}");
        changed = changed.replacen(from, to, 1);
    }
    let read = sound(&changed);
    let shown: Vec<_> = read.diagnostics.iter().map(|found| &found.message).collect();
    assert_eq!((read.diagnostics.len(), lines(&read).len()), (10, 10), "{shown:#?}");
}

/// A text that is large in one way, and how long it may take in a debug build.
fn within(seconds: u64, text: &str) -> Read {
    let start = Instant::now();
    let read = sound(text);
    assert!(start.elapsed() < Duration::from_secs(seconds), "{:?}", start.elapsed());
    read
}

const HEAD: &str = "standoff t\n\nactors\n  A\n  B\n\n";

#[test]
fn many_unknown_names() {
    let mut text = HEAD.to_owned() + "parameters\n";
    (0..20_000).for_each(|i| writeln!(text, "  parameter_{i} = 1").unwrap());
    text += "\nplay\n";
    (0..20_000).for_each(|i| writeln!(text, "  A gains paramater_{i}").unwrap());
    assert_eq!(within(5, &text).diagnostics.len(), 20_000);
}

#[test]
fn long_chains_of_definitions() {
    let mut text = HEAD.to_owned();
    (0..30_000).for_each(|i| writeln!(text, "let d{i} = d{} + 1", i + 1).unwrap());
    text += "let d30000 = 1\n\nplay\n  A gains d0\n";
    within(5, &text);
    let circle = text.replace("let d30000 = 1", "let d30000 = d0");
    assert_eq!(within(5, &circle).diagnostics[0].code, "SD211");
}

#[test]
fn scenes_that_pass_labels_on() {
    let mut text = HEAD.to_owned() + "play\n  A chooses d: x, y\n  -> s0(d)\n\n";
    for i in 0..5_000 {
        writeln!(text, "scene s{i}(a)\n  -> s{}(a)\n", i + 1).unwrap();
    }
    text += "scene s5000(a)\n  A gains 1 if a is x\n";
    within(5, &text);
}

#[test]
fn a_decision_with_very_many_labels() {
    let mut text = HEAD.to_owned() + "play\n  A chooses d\n";
    (0..30_000).for_each(|i| writeln!(text, "    l{i}").unwrap());
    text += "  B chooses e\n";
    (0..30_000).for_each(|i| writeln!(text, "    l{} when d is l{i}", 29_999 - i).unwrap());
    text += "  A gains 1 if d is e\n";
    within(10, &text);
}

#[test]
fn moves_of_several_below_each_other() {
    let mut text = HEAD.to_owned() + "play\n";
    for depth in 0..40 {
        writeln!(text, "{}A, B may d{depth}", "  ".repeat(depth + 1)).unwrap();
    }
    writeln!(text, "{}A gains 1", "  ".repeat(41)).unwrap();
    let read = within(5, &text);
    assert!(read.diagnostics.iter().any(|found| found.code == "SD451"));
}

#[test]
fn too_many_actors() {
    let mut text = "standoff t\n\nactors\n".to_owned();
    (0..20_000).for_each(|i| writeln!(text, "  A{i}").unwrap());
    text += "\nplay\n  A0 gains 1\n";
    let read = within(5, &text);
    assert_eq!(read.diagnostics[0].message, "a model has at most 200 actors");
}

#[test]
fn not_even_text() {
    for bytes in
        [&b""[..], b"\xff\xfe\x00", b"\xc3(", b"standoff", b"standoff t\n", b"\xef\xbb\xbfstandoff t\r\n"]
    {
        let read = standoff_model::read(&standoff_model::MemorySources::new("t", bytes));
        assert!(read.model.is_none());
        assert_eq!(read.diagnostics.len(), 1, "{:?}", read.diagnostics);
    }
}

#[test]
fn every_code_is_explained_once() {
    let mut used = BTreeSet::new();
    let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = |name: &str| std::fs::read_dir(home.join(name)).unwrap().map(|entry| entry.unwrap().path());
    for path in folder("from_syntax").chain([home.join("setting.rs"), home.join("lib.rs")]) {
        let text = std::fs::read_to_string(path).unwrap();
        used.extend(
            text.split('"').filter(|part| part.len() == 5 && part.starts_with("SD")).map(str::to_owned),
        );
    }
    let listed: Vec<String> =
        standoff_model::codes::CODES.iter().map(|(code, _)| (*code).to_owned()).collect();
    let mut sorted = listed.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(listed, sorted);
    assert_eq!(used.into_iter().collect::<Vec<_>>(), sorted);
}
