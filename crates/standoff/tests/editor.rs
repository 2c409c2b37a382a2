//! What an editor asks: messages at their places, the outline, completions, what a name is; with names outside the Latin script.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write;
use std::time::{Duration, Instant};

use standoff::editor::{Checked, check, complete, hover, title};
use standoff::model::Read;
use standoff::model::sources::MemorySources;

/// Ukrainian and Chinese names, and letters beyond the first plane: two UTF-16 units each.
const MODEL: &str = r#"standoff 対峙 "Чи вірити 🕊?"

source стаття "Щось", 2024-02-10

actors
  Київ "українська сторона 🕊"
  𐐀ra

experts
  𐐁ost "голуб"
  яструб

option режим = так among так, ні "чи відкрито"

parameters "Шанси"
  p_мир = 35% in 0% to 60% ~ triangular(0%, 20%, 60%) "хоче миру 🕊"
    judgement стаття par 3: "мабуть", by яструб
    opinion 𐐁ost 50%
    opinion яструб 10%
  ціна = 2 in 0 to 10

secret 𐐀ra.воля
  слабка "піддасться" with probability p_мир
  міцна otherwise

play
  Київ chooses хід
    виклик "кинути виклик"
    спокій -> нічого
  𐐀ra chooses відповідь: так, ні
  Київ gains ціна if відповідь is так
  -> кінець

outcome нічого
  Київ gains 0

outcome кінець "щось сталося"
  𐐀ra gains if 𐐀ra.воля is слабка then -1 else 1

variant інакше
  p_мир = 10%

ask P(кінець)
"#;

fn read(text: &str) -> Read {
    standoff::read(&MemorySources::new("対峙.standoff", text))
}

/// The UTF-16 unit of the first occurrence of a text, and of its end.
fn place(text: &str, needle: &str) -> (u32, u32) {
    let byte = text.find(needle).unwrap_or_else(|| panic!("{needle} is not there"));
    let units = |upto: usize| text[..upto].encode_utf16().count() as u32;
    (units(byte), units(byte + needle.len()))
}

fn utf16(text: &str, from: u32, to: u32) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[from as usize..to as usize]).unwrap()
}

/// Completions at the mark `|`, with it taken out; what is replaced, and the labels.
fn completed(text: &str) -> (String, Vec<String>) {
    let (before, after) = text.split_once('|').unwrap();
    let whole = format!("{before}{after}");
    let at = before.encode_utf16().count() as u32;
    let found = complete(&whole, &[], at);
    (utf16(&whole, found.from, at), found.items.into_iter().map(|item| item.label).collect())
}

#[test]
fn the_outline_has_all_that_is_declared() {
    let Checked { diagnostics, outline } = check(&read(MODEL));
    assert!(diagnostics.iter().all(|one| one.severity == "warning"), "{diagnostics:?}");
    let outline = outline.unwrap();
    assert_eq!((outline.name.as_str(), outline.title.as_str()), ("対峙", "Чи вірити 🕊?"));
    assert_eq!(title(MODEL).as_deref(), Some("Чи вірити 🕊?"));
    let names: Vec<_> =
        outline.actors.iter().map(|actor| (actor.name.as_str(), actor.label.as_str())).collect();
    assert_eq!(names, [("Київ", "українська сторона 🕊"), ("𐐀ra", "")]);
    let p = &outline.parameters[0];
    assert_eq!((p.name.as_str(), p.group.as_str(), p.label.as_str()), ("p_мир", "Шанси", "хоче миру 🕊"));
    assert_eq!((p.value, p.low, p.high, p.percent), (0.35, Some(0.0), Some(0.6), true));
    let spread = p.distribution.as_ref().unwrap();
    assert_eq!(spread.words, "triangular(0%, 20%, 60%)");
    // The mode of the triangle lies at a third of the range.
    let greatest = spread.density.iter().position(|&density| density == 1.0).unwrap();
    assert!((greatest as f64 / (spread.density.len() - 1) as f64 - 1.0 / 3.0).abs() < 0.05);
    assert!(outline.parameters[1].distribution.is_none() && !outline.parameters[1].percent);
    assert_eq!(
        (outline.options[0].values.join(" "), outline.options[0].value.as_str()),
        ("так ні".into(), "так")
    );
    let opinions: Vec<_> = outline.opinions.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(opinions, ["𐐁ost", "яструб", "pool:linear", "pool:log"]);
    assert_eq!(outline.variants[0].name, "інакше");
    assert_eq!(outline.questions, ["P(кінець)"]);
}

#[test]
fn messages_stand_at_units_of_the_text() {
    for (good, bad) in [
        ("is слабка then", "is слабко then"),
        ("𐐀ra chooses", "𐐂ra chooses"),
        ("opinion яструб", "opinion яструп"),
    ] {
        let text = MODEL.replacen(good, bad, 1);
        let Checked { diagnostics, outline } = check(&read(&text));
        assert!(outline.is_none());
        let error = diagnostics.iter().find(|one| one.severity == "error").unwrap();
        let wrong = bad.split(' ').find(|word| !good.contains(word)).unwrap();
        assert_eq!(utf16(&text, error.from, error.to), wrong, "{error:?}");
        let line = text.lines().position(|line| line.contains(bad)).unwrap() as u32 + 1;
        assert_eq!(error.line, line);
        if let Some(fix) = &error.fix {
            assert_eq!(utf16(&text, fix.from, fix.to), wrong);
            let units: Vec<u16> = text.encode_utf16().collect();
            let (before, after) = (&units[..fix.from as usize], &units[fix.to as usize..]);
            let mended = format!(
                "{}{}{}",
                String::from_utf16(before).unwrap(),
                fix.insert,
                String::from_utf16(after).unwrap()
            );
            assert_eq!(mended, MODEL);
        }
    }
    let broken = check(&read("standoff x\n\tplay\n"));
    assert!(broken.outline.is_none() && !broken.diagnostics.is_empty());
    assert!(check(&read("")).outline.is_none());
}

#[test]
fn a_message_about_a_used_file_stands_at_its_use() {
    let text = "standoff m\nuse \"parts/люди.standoff\"\nplay\n  A gains 1\n";
    let sources = MemorySources::new("m.standoff", text)
        .with("parts/люди.standoff", "standoff люди\nactors\n  A\n  A\n");
    let Checked { diagnostics, .. } = check(&standoff::read(&sources));
    let error = diagnostics.iter().find(|one| one.message.contains("люди")).unwrap();
    assert_eq!(utf16(text, error.from, error.to), "use \"parts/люди.standoff\"");
    assert!(error.message.starts_with("parts/люди.standoff, line 4: "), "{}", error.message);
}

#[test]
fn completions_fit_the_place() {
    let has = |text: &str, all: &[&str], none: &[&str]| {
        let (_, labels) = completed(text);
        for label in all {
            assert!(labels.iter().any(|known| known == label), "{label} is missing: {labels:?}");
        }
        for label in none {
            assert!(!labels.iter().any(|known| known == label), "{label} should not be there: {labels:?}");
        }
    };
    let at = |good: &str, bad: &str| MODEL.replacen(good, bad, 1);
    has(&format!("{MODEL}\n|"), &["outcome", "ask", "play"], &["chooses", "Київ"]);
    has(&at("  -> кінець", "  |\n  -> кінець"), &["Київ", "𐐀ra", "chance", "reveal"], &["outcome", "ask"]);
    has(
        &at("  -> кінець", "  Київ |\n  -> кінець"),
        &["chooses", "gains", "offers", "may"],
        &["ask", "p_мир"],
    );
    has(&at("  -> кінець", "  -> |"), &["кінець", "нічого"], &["Київ", "p_мир"]);
    has(&at("if відповідь is так", "if відповідь is |"), &["так", "ні", "not"], &["слабка", "Київ"]);
    has(&at("Київ gains ціна", "Київ gains ц|"), &["ціна"], &["p_мир", "gains"]);
    has(&at("𐐀ra.воля is слабка", "𐐀ra.| is слабка"), &["воля"], &["Київ"]);
    has(&at("    opinion 𐐁ost 50%", "    |"), &["fact", "judgement", "assumption", "opinion"], &["ask"]);
    has(&at("    opinion 𐐁ost 50%", "    opinion |"), &["𐐁ost", "яструб"], &["Київ"]);
    has(&at("~ triangular", "~ | triangular"), &["triangular", "normal", "beta"], &["p_мир"]);
    has(&at("ask P(кінець)", "ask |"), &["P", "value", "кінець", "equilibria"], &["chooses"]);
    has(&at("ask P(кінець)", "ask P(кі|)"), &["кінець"], &["нічого"]);
    has(&at("ask P(кінець)", "ask P(кінець) with |"), &["opinions", "variant"], &[]);
    has(&at("secret 𐐀ra", "secret |"), &["𐐀ra", "Київ"], &["p_мир"]);
    // What is typed is replaced, however many units its letters have; case does not matter to whoever looks.
    let (typed, labels) = completed(&at("𐐀ra chooses", "𐐀r| chooses"));
    assert_eq!((typed.as_str(), labels), ("𐐀r", vec!["𐐀ra".to_owned()]));
    let (typed, labels) = completed(&at("  -> кінець", "  КИ|\n  -> кінець"));
    assert_eq!((typed.as_str(), labels), ("КИ", vec!["Київ".to_owned()]));
    for quiet in ["# за|", "standoff m \"на|зва\"", "let x = 0.3|"] {
        assert_eq!(completed(quiet).1, [] as [&str; 0], "{quiet}");
    }
    // Anywhere in any text, there is an answer.
    let units = MODEL.encode_utf16().count() as u32;
    (0..units + 3).step_by(3).for_each(|at| drop(complete(MODEL, &[], at)));
}

#[test]
fn names_say_what_they_are() {
    let about = |text: &str, needle: &str| {
        let (from, to) = place(text, needle);
        let found = hover(&read(text), from);
        assert_eq!((found.from, found.to), (from, to), "{needle}: {found:?}");
        found.text
    };
    let p = about(MODEL, "p_мир");
    for part in [
        "p_мир = 35%, from 0% to 60%",
        "хоче миру 🕊",
        "judgement, стаття par 3: “мабуть”, by яструб",
        "opinion of 𐐁ost: 50%",
    ] {
        assert!(p.contains(part), "{part} is missing: {p}");
    }
    assert_eq!(about(MODEL, "Київ"), "Київ, actor: українська сторона 🕊");
    assert!(about(MODEL, "воля").contains("secret that 𐐀ra knows from the start\nслабка: піддасться\nміцна"));
    assert_eq!(about(MODEL, "виклик"), "виклик, label of хід: кинути виклик");
    assert!(about(MODEL, "хід").starts_with("хід, decision of Київ"));
    assert_eq!(about(MODEL, "кінець"), "кінець, outcome: щось сталося");
    assert_eq!(about(MODEL, "chooses"), "chooses: a choice among labels");
    assert_eq!(about(MODEL, "режим"), "режим, option, now так: чи відкрито");
    assert_eq!(about(MODEL, "яструб"), "яструб, expert");
    assert_eq!(about(MODEL, "стаття"), "стаття, source: Щось, 2024-02-10");
    // A message's code is explained; names still say what sort of thing they are.
    let broken = MODEL.replacen("is слабка then", "is слабко then", 1);
    assert!(about(&broken, "слабко").contains("This is not a label of the thing"));
    assert_eq!(about(&broken, "Київ"), "Київ, actor: українська сторона 🕊");
    // Nothing is said of what means nothing by itself.
    let found = hover(&read(MODEL), place(MODEL, "2024").0);
    assert_eq!(found.text, "");
    let units = MODEL.encode_utf16().count() as u32;
    (0..units + 3).for_each(|at| drop(hover(&read(MODEL), at)));
}

/// A model of 300 lines: what a character costs. The limit is wide where nothing is optimised.
#[test]
fn a_long_model_is_checked_while_it_is_typed() {
    let mut text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/february-2024.standoff"))
            .unwrap();
    let missing = 300_usize.saturating_sub(text.lines().count());
    (0..missing).for_each(|at| writeln!(text, "ask P(settlement) with p_settler = {}%", at % 60).unwrap());
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });
    let (mut worst, mut of_completion) = (Duration::ZERO, Duration::ZERO);
    for cut in (0..text.len()).step_by(997).filter(|&cut| text.is_char_boundary(cut)) {
        let typed = format!("{}x{}", &text[..cut], &text[cut..]);
        let fastest = |run: &dyn Fn()| {
            let timed = |_| {
                let started = Instant::now();
                run();
                started.elapsed()
            };
            // The machine may be busy with other things.
            (0..3).map(timed).min().unwrap()
        };
        worst = worst.max(fastest(&|| drop(check(&read(&typed)))));
        of_completion = of_completion.max(fastest(&|| drop(complete(&typed, &[], cut as u32))));
    }
    eprintln!("check {worst:?}, complete {of_completion:?}");
    assert!(worst < limit && of_completion < limit, "check {worst:?}, complete {of_completion:?}");
}
