//! A ranking of levers as text, or as rows for CSV.
//!
//! In: a ranking as data and the model for names. Out: text.

use standoff::ask::answer::PointStatus;
use standoff::ask::levers::{CHANGED, Lever, Levers, What};
use standoff::model::ir::Model;
use standoff::solve::solution::Status;

use super::figure::{counted, figure};
use super::table::{Align, columns};
use super::uncertainty::listed;

/// More levers than this are left to CSV and JSON.
const MOST: usize = 25;
/// The same, for each of several questions.
const MOST_EACH: usize = 6;

/// The ranking.
pub(crate) fn levers(model: &Model, question: &str, found: &Levers) -> String {
    let (mut text, some) = ranking(model, question, found, MOST);
    if some {
        text.push('\n');
        text.push_str(&super::line(COLUMNS));
    }
    let idle = count(found, &|lever| lever.effect.change.is_some_and(|change| change.abs() <= CHANGED));
    if idle > 0 {
        text.push_str(&super::line(&format!(
            "{} nothing.",
            counted(idle as u64, "other lever changes", "other levers change")
        )));
    }
    text.push_str(&notes(model, found));
    text
}

/// What the columns say.
const COLUMNS: &str = "The last columns say what the change does to each actor's gain: who would want it, and who would not. A \
    parameter stands where a scan of its range moves the answer most; the low and high end of the range are beside it. Of \
    levers that move the answer as much, those come first that move their parameter least, as a share of its range.";

/// Rankings for several questions, the first levers of each.
pub(crate) fn overview(model: &Model, rankings: &[(&str, &Levers)]) -> String {
    let mut text = String::new();
    let mut any = false;
    for (question, found) in rankings {
        let (ranking, some) = ranking(model, question, found, MOST_EACH);
        text.push_str(&ranking);
        text.push('\n');
        any |= some;
    }
    if any {
        text.push_str(&super::line(COLUMNS));
    }
    if let Some((_, first)) = rankings.first() {
        text.push_str(&notes(model, first));
    }
    text.push_str(&super::line("`--for QUESTION` ranks more levers on one answer."));
    text
}

/// The first levers that move an answer, and whether there is one.
fn ranking(model: &Model, question: &str, found: &Levers, most: usize) -> (String, bool) {
    let now = found.now.map_or_else(|| "none".to_owned(), figure);
    let mut text = super::line(&format!("{question}: now {now}"));
    text.push('\n');
    let moves = |lever: &&Lever| lever.effect.change.is_some_and(|change| change.abs() > CHANGED);
    let moving: Vec<&Lever> = found.levers.iter().filter(moves).collect();
    if moving.is_empty() {
        text.push_str("Nothing that was tried changes it.\n");
    } else {
        text.push_str(&table(model, &moving, most));
        if moving.len() > most {
            let more = counted((moving.len() - most) as u64, "lever that changes", "levers that change");
            text.push_str(&format!("and {more} it no more than these; `--format csv` has them all\n"));
        }
    }
    (text, !moving.is_empty())
}

fn count(found: &Levers, wanted: &dyn Fn(&Lever) -> bool) -> usize {
    found.levers.iter().filter(|lever| wanted(lever)).count()
}

/// What was not tried, and why.
fn notes(model: &Model, found: &Levers) -> String {
    let mut text = String::new();
    if found.untried > 0 {
        text.push_str(&super::line(&format!(
            "The work was stopped: {} not tried.",
            counted(found.untried as u64, "lever was", "levers were")
        )));
    }
    let without = found.levers.iter().filter(|lever| lever.effect.change.is_none());
    let without: Vec<String> = without.map(|lever| lever.what.phrase(model)).take(MOST).collect();
    if !without.is_empty() {
        text.push_str(&super::line(&format!(
            "The question has no certified answer with: {}.",
            without.join(", ")
        )));
    }
    let impossible: Vec<String> =
        found.impossible.iter().map(|(what, _)| what.phrase(model)).take(MOST).collect();
    if !impossible.is_empty() {
        text.push_str(&super::line(&format!("These leave no game: {}.", impossible.join(", "))));
    }
    for (fixed, why) in [(&found.said, "their value is given"), (&found.bare, "they have no range")] {
        if !fixed.is_empty() {
            text.push_str(&super::line(&format!("Not moved, since {why}: {}.", listed(model, fixed))));
        }
    }
    if found.left_out > 0 {
        text.push_str(&super::line(&format!(
            "Not tried, since there are too many values: {}.",
            counted(found.left_out as u64, "option or decision", "options or decisions")
        )));
    }
    text
}

fn table(model: &Model, levers: &[&Lever], most: usize) -> String {
    let mut head = ["", "answer", "change", "at its low end", "at its high end"].map(String::from).to_vec();
    head.extend(model.actors.iter().map(|actor| actor.name.clone()));
    let width = head.len();
    let mut rows = vec![head];
    for lever in levers.iter().take(most) {
        let effect = &lever.effect;
        let optional = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), figure);
        let end = |end: Option<(f64, Option<f64>)>| {
            end.map_or_else(String::new, |(at, answer)| format!("{} at {}", optional(answer), figure(at)))
        };
        let mut row = vec![
            name(model, lever),
            optional(effect.answer),
            effect.change.map_or_else(String::new, signed),
            end(lever.scan.as_ref().map(|scan| scan.low)),
            end(lever.scan.as_ref().map(|scan| scan.high)),
        ];
        row.extend(effect.gains.iter().map(|gain| signed(*gain)));
        if effect.status == PointStatus::Solved(Status::Stalled) {
            row[0].push_str(" (not certified)");
        }
        rows.push(row);
    }
    let aligns: Vec<Align> = (0..width).map(|k| if k == 0 { Align::Left } else { Align::Right }).collect();
    columns(0, &aligns, &rows)
}

/// `p_settler 0.35 → 0.6`, `without channel.probe`
fn name(model: &Model, lever: &Lever) -> String {
    let phrase = lever.what.phrase(model);
    match &lever.scan {
        Some(scan) => format!("{phrase} {} → {}", figure(scan.now), figure(scan.to)),
        None => phrase,
    }
}

fn signed(change: f64) -> String {
    if change.abs() <= CHANGED {
        "0".to_owned()
    } else if change > 0.0 {
        format!("+{}", figure(change))
    } else {
        figure(change)
    }
}

/// The same for several questions, which stand in a first column.
pub(crate) fn csv_rows_of_all(model: &Model, rankings: &[(&str, &Levers)]) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    for (question, found) in rankings {
        for (at, mut row) in csv_rows(model, found).into_iter().enumerate() {
            match (at, all.is_empty()) {
                (0, false) => continue,
                (0, true) => row.insert(0, "question".to_owned()),
                _ => row.insert(0, (*question).to_owned()),
            }
            all.push(row);
        }
    }
    all
}

/// One row for each lever.
pub(crate) fn csv_rows(model: &Model, found: &Levers) -> Vec<Vec<String>> {
    let mut head: Vec<String> = [
        "lever",
        "kind",
        "from",
        "to",
        "answer",
        "change",
        "low",
        "answer_low",
        "high",
        "answer_high",
        "least_at",
        "least",
        "most_at",
        "most",
        "status",
    ]
    .map(String::from)
    .to_vec();
    head.extend(model.actors.iter().map(|actor| format!("gain_{}", actor.name)));
    let mut rows = vec![head];
    let plain =
        |value: Option<f64>| value.filter(|v| v.is_finite()).map_or_else(String::new, |v| v.to_string());
    for lever in &found.levers {
        let (effect, scan) = (&lever.effect, lever.scan.as_ref());
        let to = match &lever.what {
            What::Parameter(_) => plain(scan.map(|scan| scan.to)),
            what => what.to(model),
        };
        let mut row =
            vec![lever.what.name(model), lever.what.kind().to_owned(), plain(scan.map(|scan| scan.now)), to];
        row.extend([effect.answer, effect.change].map(plain));
        for end in [scan.map(|scan| scan.low), scan.map(|scan| scan.high)] {
            row.push(plain(end.map(|(at, _)| at)));
            row.push(plain(end.and_then(|(_, answer)| answer)));
        }
        for extreme in [scan.and_then(|scan| scan.least), scan.and_then(|scan| scan.most)] {
            row.push(plain(extreme.map(|(at, _)| at)));
            row.push(plain(extreme.map(|(_, answer)| answer)));
        }
        row.push(effect.status.word().to_owned());
        row.extend((0..model.actors.len()).map(|actor| plain(effect.gains.get(actor).copied())));
        rows.push(row);
    }
    rows
}
