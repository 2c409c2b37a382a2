//! What things are worth, and the file's other questions with a single number.
//!
//! In: findings. Out: tables: values, grouped by whom they are values to; further answers.

use standoff_ask::answer::{Answer, Content};
use standoff_ask::findings::Findings;
use standoff_model::ir::{Model, Query};

use super::names;
use crate::document::{Align, Block, Table};
use crate::words;

/// A row of figures, and the question that it answers; none for the value of play as the solution itself has it.
pub(super) struct Row<'f> {
    pub(super) query: Option<&'f Query>,
    cells: Vec<String>,
}

fn table(rows: Vec<Row>, figures: Align) -> Block {
    let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.cells).collect();
    Block::Table(Table { head: vec![String::new(); 2], align: vec![Align::Left, figures], rows })
}

/// What play, and things in it, are worth.
pub(super) fn worth(model: &Model, findings: &Findings) -> Block {
    table(worth_rows(model, findings), Align::Right)
}

pub(super) fn worth_rows<'f>(model: &Model, findings: &'f Findings) -> Vec<Row<'f>> {
    let play = model.actors.iter().zip(&findings.solved.solution.values).map(|(actor, &value)| Row {
        query: None,
        cells: vec![format!("the whole play, to {}", actor.name), words::plain(value)],
    });
    let mut rows: Vec<Row> = play.collect();
    for (question, answer) in &findings.answers {
        if let Some(what) = in_words(model, findings, &question.query) {
            let with = question
                .text
                .split_once(" with ")
                .map_or(String::new(), |(_, with)| format!(", with {with}"));
            for (by, figure) in figures(answer) {
                let cells = vec![format!("{what}{with}{by}"), figure];
                rows.push(Row { query: Some(&question.query), cells });
            }
        }
    }
    rows
}

/// A value in words; `None` for questions that are not about a value.
fn in_words(model: &Model, findings: &Findings, query: &Query) -> Option<String> {
    let actor = |id| names::actor(model, id).to_owned();
    let label = |thing, label| names::label(model, &findings.solved, thing, label);
    Some(match query {
        Query::ValueOver { decision, a, b, to } => {
            format!("{}, against {}, to {}", label(*decision, *a), label(*decision, *b), actor(*to))
        }
        Query::ValueOfLabel { decision, label: of, to } => {
            format!("being able to choose {}, to {}", label(*decision, *of), actor(*to))
        }
        Query::ValueOfOption(option, to) => {
            let option = &model.options[option.0 as usize];
            format!("having the option “{}”, to {}", option.name.replace('_', " "), actor(*to))
        }
        Query::ValueOfVariant(variant, to) => {
            format!("{}, to {}", model.variants[variant.0 as usize].caption, actor(*to))
        }
        Query::Knowing { secret, to } => {
            format!("knowing {}, openly, to {}", names::secret(model, *secret), actor(*to))
        }
        _ => return None,
    })
}

/// The signed figure of an answer, or one for each expert.
fn figures(answer: &Answer) -> Vec<(String, String)> {
    match &answer.content {
        Content::Number(number) => {
            let text = match number.best() {
                Some(value) => words::signed(value),
                None => number.note.clone().unwrap_or_else(|| "no value".to_owned()),
            };
            vec![(String::new(), text)]
        }
        Content::By(by) => by
            .iter()
            .flat_map(|(name, answer)| {
                figures(answer).into_iter().map(move |(_, figure)| (format!(" ({name})"), figure))
            })
            .collect(),
        Content::Unanswered(sentence) => vec![(String::new(), sentence.clone())],
        _ => Vec::new(),
    }
}

/// The file's `P` and `E` questions as they are written, with their answers.
pub(super) fn asked(findings: &Findings) -> Block {
    table(asked_rows(findings), Align::Left)
}

pub(super) fn asked_rows(findings: &Findings) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for (question, answer) in &findings.answers {
        let is_probability = match &question.query {
            Query::Probability { .. } => true,
            Query::Expectation { .. } => false,
            _ => continue,
        };
        let text = |answer: &Answer| match &answer.content {
            Content::Number(number) => number_text(number, is_probability),
            Content::Unanswered(sentence) => sentence.clone(),
            _ => String::new(),
        };
        let mut row = |what: String, answer: &Answer| {
            rows.push(Row { query: Some(&question.query), cells: vec![what, text(answer)] });
        };
        match &answer.content {
            Content::By(by) => {
                by.iter()
                    .for_each(|(name, answer)| row(format!("{} ({name})", short(&question.text)), answer));
            }
            _ => row(question.text.clone(), answer),
        }
    }
    rows
}

/// A question without its `with opinions …`, which the row names itself.
fn short(text: &str) -> &str {
    text.split_once(" with opinions").map_or(text, |(question, _)| question)
}

fn number_text(number: &standoff_ask::answer::Number, is_probability: bool) -> String {
    let show = |value: f64| if is_probability { words::chance(value) } else { words::plain(value) };
    match (number.value, number.limit, &number.note) {
        (Some(value), _, None) => show(value),
        (Some(value), _, Some(note)) => format!("{} ({note})", show(value)),
        (None, Some(limit), note) => {
            let figure = if is_probability { words::percent(limit) } else { words::plain(limit) };
            format!("{}; if it did: {figure}", note.as_deref().unwrap_or("never happens at this solution"))
        }
        (None, None, note) => note.clone().unwrap_or_else(|| "no value".to_owned()),
    }
}
