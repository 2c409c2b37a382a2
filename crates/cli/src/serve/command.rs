//! The command that makes what the page shows.
//!
//! In: what is wished. Out: words for a shell.

use super::protocol::{PictureOf, Subject, Wished};
use crate::commands::brief::quoted;

/// The command for the brief.
pub(super) fn brief(of: &Subject) -> String {
    let mut words = vec!["standoff".to_owned(), file(&of.text.name)];
    words.extend(setting(&of.setting));
    words.join(" ")
}

/// The command for the report.
pub(super) fn report(of: &Subject) -> String {
    let mut words = vec!["standoff".to_owned(), "report".to_owned(), file(&of.text.name)];
    words.extend(setting(&of.setting));
    words.extend(["-o".to_owned(), "page.html".to_owned()]);
    words.join(" ")
}

/// The command for an answer.
pub(super) fn question(of: &Subject, question: &str) -> String {
    let mut words = vec!["standoff".to_owned(), "ask".to_owned(), file(&of.text.name), quoted(question)];
    words.extend(setting(&of.setting));
    words.join(" ")
}

/// The command that takes up a round.
pub(super) fn play(
    of: &Subject,
    (actor, seed, lambda): (&str, u64, Option<f64>),
    moves: &[String],
) -> String {
    let mut words = vec!["standoff".to_owned(), "play".to_owned(), file(&of.text.name)];
    words.extend(["--as".to_owned(), quoted(actor)]);
    words.extend(setting(&of.setting));
    if let Some(lambda) = lambda {
        words.extend(["--lambda".to_owned(), lambda.to_string()]);
    }
    words.extend(["--seed".to_owned(), seed.to_string()]);
    words.extend(moves.iter().flat_map(|label| ["--move".to_owned(), quoted(label)]));
    words.join(" ")
}

/// The command for a picture.
pub(super) fn picture(of: &Subject, wanted: &PictureOf, points: u32, ending: &str) -> String {
    let mut words = vec!["standoff".to_owned(), "picture".to_owned(), file(&of.text.name)];
    let over = wanted.over.join(",");
    match wanted.picture.as_str() {
        "tornado" if !wanted.over.is_empty() => words.push(format!("--tornado={}", quoted(&over))),
        "tipping" | "phase" => words.extend([format!("--{}", wanted.picture), quoted(&over)]),
        other => words.push(format!("--{other}")),
    }
    if wanted.picture == "phase" {
        words.extend(["--points".to_owned(), points.to_string()]);
    }
    if let Some(question) = &wanted.question {
        words.extend(["--ask".to_owned(), quoted(question)]);
    }
    let opinions = (!wanted.opinions.is_empty()).then(|| wanted.opinions.join(","));
    words.extend(setting(&Wished {
        opinions: opinions.or(of.setting.opinions.clone()),
        ..of.setting.clone()
    }));
    words.extend(["-o".to_owned(), format!("{}.{ending}", wanted.picture)]);
    words.join(" ")
}

fn file(name: &str) -> String {
    if name.is_empty() { "FILE".to_owned() } else { quoted(name) }
}

fn setting(wished: &Wished) -> Vec<String> {
    let mut words = Vec::new();
    let mut flag = |name: &str, value: String| words.extend([name.to_owned(), quoted(&value)]);
    for (name, value) in &wished.parameters {
        flag("--set", format!("{name}={value}"));
    }
    for (name, value) in &wished.options {
        flag("--option", format!("{name}={value}"));
    }
    if let Some(name) = &wished.opinions {
        flag("--opinions", name.clone());
    }
    if let Some(name) = &wished.variant {
        flag("--variant", name.clone());
    }
    words
}
