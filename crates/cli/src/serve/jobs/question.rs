//! A question with its answer, as text and as HTML.
//!
//! In: a question in the language. Out: numbers and tables as elements; what has no table of its own as the text that a terminal shows.

use serde_json::Value;
use standoff::ask::answer::{Answer, Content, StrategyRow, Sweep, Tipping};
use standoff::model::ir::{Model, ParameterId};
use standoff::view::document::{Align, Block, Table};
use standoff::view::html;

use super::equilibria;
use super::picture::read_question;
use crate::serve::command;
use crate::serve::lanes::Out;
use crate::serve::protocol::Subject;
use crate::serve::reading::{Desk, sentence};
use crate::terminal::answers::{self, number_text, probability, seen_text};
use crate::terminal::figure::figure;

/// Longer tables are for files.
const MOST_ROWS: usize = 500;

pub(super) fn question(desk: &Desk, of: &Subject, text: &str, out: &Out) -> Result<Value, String> {
    let open = desk.open(&of.text);
    let stopped = || out.is_stopped();
    let (session, job) = desk.begin(&open, &of.setting, desk.server.limits.timeout, &stopped)?;
    let model = session.model;
    let question = read_question(model, text)?;
    let command = command::question(of, text);
    let answer = session
        .answer_with_ranges(&question, &job, &|| job.should_stop())
        .map_err(|error| job.explain(&error, model))?;
    if answer.content == Content::stopped() && job.is_up() {
        return Err(job.up_sentence());
    }
    let text = answers::answers(model, std::slice::from_ref(&answer));
    let html = shown(model, &answer).unwrap_or_else(|| {
        // The question stands above already.
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        format!("<pre>{}</pre>\n", html::escaped(rest.trim_end()))
    });
    Ok(serde_json::json!({ "html": html, "text": text.trim_end(), "command": command }))
}

/// An answer as elements, if its kind has them.
fn shown(model: &Model, answer: &Answer) -> Option<String> {
    Some(match &answer.content {
        Content::Number(number) => html::blocks(&[Block::Paragraph(number_text(number, answer.status))]),
        Content::Unanswered(why) => html::blocks(&[Block::Paragraph(sentence(why))]),
        Content::Strategy(rows) => strategy(model, rows),
        Content::Tipping(found) => tipping(model, found),
        Content::Sweep(found) => sweep(model, found),
        // One level deep: answers by expert hold no further ones.
        Content::By(each) => {
            let one = |(name, answer): &(String, Answer)| Some((name.clone(), shown(model, answer)?));
            let all: Vec<(String, String)> = each.iter().map(one).collect::<Option<_>>()?;
            let item =
                |(name, html): &(String, String)| format!("<dt>{}</dt><dd>{html}</dd>", html::escaped(name));
            format!("<dl>{}</dl>\n", all.iter().map(item).collect::<String>())
        }
        Content::Equilibria(found) => equilibria::shown(model, found),
        Content::Importance(_) | Content::Distribution(_) | Content::Flips(_) => {
            return None;
        }
    })
}

fn strategy(model: &Model, rows: &[StrategyRow]) -> String {
    let mut table = Table {
        head: ["", "having seen", "", "probability", "gain", "would cost"].map(str::to_owned).to_vec(),
        align: vec![Align::Left, Align::Left, Align::Left, Align::Right, Align::Right, Align::Right],
        rows: Vec::new(),
    };
    let mut before = None;
    for row in rows.iter().take(MOST_ROWS) {
        let key = (row.decision, row.number);
        let same = before.replace(key) == Some(key);
        let decision = model.things.get(row.decision.0 as usize).map_or("", |thing| thing.name.as_str());
        let cost = if row.regret < 1e-9 { String::new() } else { figure(row.regret) };
        table.rows.push(vec![
            if same { String::new() } else { decision.to_owned() },
            if same { String::new() } else { seen_text(&row.seen) },
            row.label.clone(),
            probability(row.probability, row.exact.as_ref()),
            figure(row.value),
            cost,
        ]);
    }
    html::blocks(&[Block::Table(table), left_out(rows.len())])
}

fn tipping(model: &Model, found: &Tipping) -> String {
    let name = parameter(model, found.parameter);
    let value = |value: Option<f64>| value.map_or_else(|| "none".into(), figure);
    let now = format!("Now {name} is {} and the answer {}.", figure(found.now), value(found.answer_now));
    if found.points.is_empty() {
        let (from, to) = found.range;
        let none = format!("{now} It tips nowhere from {} to {}.", figure(from), figure(to));
        return html::blocks(&[Block::Paragraph(none)]);
    }
    let row = |point: &standoff::ask::answer::TippingPoint| {
        let changes: Vec<String> = point.changes.iter().map(|change| change.sentence(model)).collect();
        let share = format!("{}%", figure((point.share_below * 1000.0).round() / 10.0));
        vec![figure(point.value), value(point.before), value(point.after), share, changes.join("; ")]
    };
    let table = Table {
        head: [&name, "below", "above", "share below", "what changes"]
            .map(|head: &str| head.to_owned())
            .to_vec(),
        align: vec![Align::Right, Align::Right, Align::Right, Align::Right, Align::Left],
        rows: found.points.iter().map(row).collect(),
    };
    html::blocks(&[Block::Paragraph(now), Block::Table(table)])
}

fn sweep(model: &Model, found: &Sweep) -> String {
    let mut head: Vec<String> = found.parameters.iter().map(|&id| parameter(model, id)).collect();
    head.extend(["answer".to_owned(), String::new()]);
    let mut align = vec![Align::Right; found.parameters.len() + 1];
    align.push(Align::Left);
    let row = |row: &standoff::ask::answer::SweepRow| {
        let word = row.status.word();
        let status = if word.starts_with("verified") { String::new() } else { word.to_owned() };
        let answer = row.value.map_or_else(|| "none".into(), figure);
        row.at.iter().copied().map(figure).chain([answer, status]).collect()
    };
    let table = Table { head, align, rows: found.rows.iter().take(MOST_ROWS).map(row).collect() };
    let mut blocks = vec![Block::Table(table), left_out(found.rows.len())];
    if found.missing > 0 {
        blocks.push(Block::Paragraph(format!(
            "The time was up before {} further points were finished.",
            found.missing
        )));
    }
    html::blocks(&blocks)
}

/// How many rows are not shown; an empty list if all are.
fn left_out(rows: usize) -> Block {
    let more = rows.saturating_sub(MOST_ROWS);
    Block::Lines(if more == 0 {
        Vec::new()
    } else {
        vec![format!("and {more} more rows: `standoff ask --format csv` has them all")]
    })
}

fn parameter(model: &Model, id: ParameterId) -> String {
    model.parameters.get(id.0 as usize).map_or_else(String::new, |parameter| parameter.name.clone())
}
