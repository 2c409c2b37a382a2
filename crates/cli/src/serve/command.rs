//! The command that makes what the page shows.
//!
//! In: what is wished. Out: words for a shell.

use super::protocol::{PictureOf, Wished};
use crate::commands::brief::quoted;

/// The command for the brief.
pub(super) fn brief(name: &str, wished: &Wished) -> String {
    let mut words = vec!["standoff".to_owned(), file(name)];
    words.extend(setting(wished));
    words.join(" ")
}

/// The command for the report.
pub(super) fn report(name: &str, wished: &Wished) -> String {
    let mut words = vec!["standoff".to_owned(), "report".to_owned(), file(name)];
    words.extend(setting(wished));
    words.extend(["-o".to_owned(), "page.html".to_owned()]);
    words.join(" ")
}

/// The command for an answer.
pub(super) fn question(name: &str, wished: &Wished, question: &str) -> String {
    let mut words = vec!["standoff".to_owned(), "ask".to_owned(), file(name), quoted(question)];
    words.extend(setting(wished));
    words.join(" ")
}

/// The command that takes up a round.
pub(super) fn play(
    name: &str,
    wished: &Wished,
    (actor, seed, lambda): (&str, u64, Option<f64>),
    moves: &[String],
) -> String {
    let mut words = vec!["standoff".to_owned(), "play".to_owned(), file(name)];
    words.extend(["--as".to_owned(), quoted(actor)]);
    words.extend(setting(wished));
    if let Some(lambda) = lambda {
        words.extend(["--lambda".to_owned(), lambda.to_string()]);
    }
    words.extend(["--seed".to_owned(), seed.to_string()]);
    words.extend(moves.iter().flat_map(|label| ["--move".to_owned(), quoted(label)]));
    words.join(" ")
}

/// The command for a picture.
pub(super) fn picture(name: &str, wished: &Wished, of: &PictureOf, points: u32, ending: &str) -> String {
    let mut words = vec!["standoff".to_owned(), "picture".to_owned(), file(name)];
    let over = of.over.join(",");
    match of.picture.as_str() {
        "tornado" if !of.over.is_empty() => words.push(format!("--tornado={}", quoted(&over))),
        "tipping" | "phase" => words.extend([format!("--{}", of.picture), quoted(&over)]),
        other => words.push(format!("--{other}")),
    }
    if of.picture == "phase" {
        words.extend(["--points".to_owned(), points.to_string()]);
    }
    if let Some(question) = &of.question {
        words.extend(["--ask".to_owned(), quoted(question)]);
    }
    let opinions = (!of.opinions.is_empty()).then(|| of.opinions.join(","));
    words.extend(setting(&Wished { opinions: opinions.or(wished.opinions.clone()), ..wished.clone() }));
    words.extend(["-o".to_owned(), format!("{}.{ending}", of.picture)]);
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
