//! Experts as text: what they differ in, their answers side by side, where they would have to move to agree, what the
//! difference stems from.
//!
//! In: who is heard and what was found. Out: text, for readers who know no game theory.

use standoff::ask::experts::pool::Pool;
use standoff::ask::experts::{Findings, Side};
use standoff::ask::session::to_f64;
use standoff::json::from_experts::expert_name;
use standoff::model::ir::{Model, Query, Question};
use standoff::solve::solution::Status;
use standoff::view::words;

use super::answers::number_text;
use super::figure::{counted, figure};
use super::pair::pair;
use super::style::Style;
use super::table::{Align, columns};
use super::{line, output, solution};
use crate::panel::Heard;

/// The whole report.
pub(crate) fn report(
    model: &Model,
    heard: &Heard,
    found: &[(String, Question, Result<Findings, String>)],
    style: Style,
) -> String {
    let mut text = solution::title(model, style);
    text.push_str(&format!("\n{}\n", style.heading("WHAT THE EXPERTS DIFFER IN")));
    text.push_str(&values(model, heard));
    if heard.speakers.iter().any(|speaker| speaker.score.is_some()) {
        text.push_str(&format!("\n{}\n", style.heading("HOW THEY DID ON THE CALIBRATION QUESTIONS")));
        text.push_str(&calibration(model, heard));
    }
    for note in &heard.notes {
        text.push_str(&line(&words::capital(&format!("{note}."))));
    }
    for (name, question, found) in found {
        text.push_str(&format!("\n{}\n", style.heading(name)));
        match found {
            Ok(found) => text.push_str(&answer(model, question, found)),
            Err(sentence) => text.push_str(&line(&words::capital(&format!("{sentence}.")))),
        }
    }
    output::harmless(&text)
}

/// Parameters as rows, experts and pools as columns.
fn values(model: &Model, heard: &Heard) -> String {
    let mut head = vec![String::new()];
    let mut weights = vec!["weight in a pool".to_owned()];
    for speaker in &heard.speakers {
        head.push(expert_name(model, speaker.member.expert));
        weights.push(words::parameter(to_f64(&speaker.member.weight), true));
    }
    for (pool, _) in &heard.pools {
        head.push(pool_name(*pool).to_owned());
        weights.push(String::new());
    }
    head.push(String::new());
    weights.push(String::new());
    let mut rows = vec![head, weights];
    for (at, &id) in heard.differing.iter().enumerate() {
        let parameter = &model.parameters[id.0 as usize];
        let mut row = vec![parameter.name.clone()];
        let show = |value: f64| words::parameter(value, parameter.percent);
        row.extend(heard.speakers.iter().map(|speaker| show(speaker.values[at])));
        row.extend(
            heard
                .pools
                .iter()
                .map(|(_, found)| found.as_ref().map_or_else(|_| "–".to_owned(), |v| show(v[at]))),
        );
        row.push(if heard.roles.is_fact(id) { "how likely" } else { "what it is worth" }.to_owned());
        rows.push(row);
    }
    let mut aligns = vec![Align::Right; rows[0].len()];
    aligns[0] = Align::Left;
    if let Some(last) = aligns.last_mut() {
        *last = Align::Left;
    }
    let mut text = columns(2, &aligns, &rows);
    let mut sentences: Vec<String> = Vec::new();
    for pool in heard.pools.iter().map(|(pool, _)| pool) {
        sentences.push(match pool {
            Pool::Linear => "Linear pool: the mean of what they say, by weight.".to_owned(),
            Pool::Log => {
                "Log pool: the geometric mean, taken of all probabilities of a secret together; what one rules out is out."
                    .to_owned()
            }
        });
    }
    for (pool, found) in &heard.pools {
        if let Err(sentence) = found {
            sentences.push(format!("{}: {sentence}.", words::capital(pool_name(*pool))));
        }
    }
    for speaker in &heard.speakers {
        if let Some(variant) = speaker.member.under.and_then(|id| model.variants.get(id.0 as usize)) {
            let name = expert_name(model, speaker.member.expert);
            sentences.push(format!("{} reads the model under {}.", words::capital(&name), variant.name));
        }
    }
    sentences.iter().for_each(|sentence| text.push_str(&line(sentence)));
    text
}

fn calibration(model: &Model, heard: &Heard) -> String {
    let head = ["", "calibration", "information", "low", "lower half", "upper half", "high"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for speaker in &heard.speakers {
        let Some(score) = &speaker.score else { continue };
        let mut row = vec![
            expert_name(model, speaker.member.expert),
            figure((score.calibration * 1e6).round() / 1e6),
            figure((score.information * 1e4).round() / 1e4),
        ];
        row.extend(score.hits.iter().map(ToString::to_string));
        rows.push(row);
    }
    let mut aligns = [Align::Right; 7];
    aligns[0] = Align::Left;
    let mut text = columns(2, &aligns, &rows);
    let count = heard.seeds.len() as f64;
    let share = |share: f64| words::plain(share * count);
    text.push_str(&line(&format!(
        "Of {}, right quantiles would leave {} low, {} and {} in the halves, and {} high. Calibration is the chance to do as \
         badly with right quantiles; information is how narrow they are; weight is the product.",
        counted(heard.seeds.len() as u64, "answer", "answers"),
        share(0.05),
        share(0.45),
        share(0.45),
        share(0.05)
    )));
    text
}

fn pool_name(pool: Pool) -> &'static str {
    match pool {
        Pool::Linear => "linear pool",
        Pool::Log => "log pool",
    }
}

/// A question: side by side, then the pairs that differ.
fn answer(model: &Model, question: &Question, found: &Findings) -> String {
    let is_probability = matches!(question.query, Query::Probability { .. });
    let said = |side: &Side| match side.number.value {
        Some(value)
            if is_probability && side.number.note.is_none() && side.status != Some(Status::Stalled) =>
        {
            words::percent(value)
        }
        _ => number_text(&side.number, side.status),
    };
    let mut rows: Vec<Vec<String>> =
        found.by.iter().map(|(expert, side)| vec![expert_name(model, *expert), said(side)]).collect();
    rows.extend(found.pooled.iter().map(|(pool, side)| vec![pool_name(*pool).to_owned(), said(side)]));
    let mut text = columns(2, &[Align::Left, Align::Left], &rows);
    if found.pairs.is_empty()
        && found.by.iter().all(|(_, side)| side.number.best().is_some())
        && found.by.len() > 1
    {
        text.push_str(&line("They agree."));
    }
    for two in &found.pairs {
        text.push_str(&pair(model, is_probability, two));
    }
    if found.pairs_left_out > 0 {
        let pairs = counted(found.pairs_left_out as u64, "more pair", "more pairs");
        text.push_str(&line(&format!(
            "{pairs} of experts differ and are left out; `--opinions A,B` compares two"
        )));
    }
    text
}
