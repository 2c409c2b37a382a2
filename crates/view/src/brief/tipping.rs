//! What would change the answer: the tipping points that the file asks for.
//!
//! In: findings. Out: lines.

use standoff_ask::answer::{Answer, Content, Tipping, TippingPoint};
use standoff_ask::findings::Findings;
use standoff_model::ir::{Model, Query, Question};

use crate::document::Block;
use crate::words;

/// The lines.
pub(super) fn blocks(model: &Model, findings: &Findings) -> Vec<Block> {
    let mut lines = Vec::new();
    for (question, answer) in &findings.answers {
        tell(model, question, answer, "", &mut lines);
    }
    vec![Block::Lines(lines)]
}

fn tell(model: &Model, question: &Question, answer: &Answer, by: &str, lines: &mut Vec<String>) {
    match (&answer.content, &question.query) {
        (Content::Tipping(tipping), Query::Tipping { .. }) => lines.extend(all(model, question, tipping, by)),
        (Content::By(answers), Query::Tipping { .. }) => {
            for (name, answer) in answers {
                tell(model, question, answer, &format!(" ({name})"), lines);
            }
        }
        (Content::Unanswered(sentence), Query::Tipping { .. }) => {
            lines.push(format!("{}: {sentence}", question.text))
        }
        _ => {}
    }
}

fn all(model: &Model, question: &Question, tipping: &Tipping, by: &str) -> Vec<String> {
    let parameter = &model.parameters[tipping.parameter.0 as usize];
    let name = match &parameter.caption {
        Some(caption) => format!("{} ({caption})", parameter.name),
        None => parameter.name.clone(),
    };
    let show = |value| words::parameter(value, parameter.percent);
    let what = subject(&question.text);
    if tipping.points.is_empty() {
        return vec![format!(
            "{what}{by}: nothing between {} and {} of {name} changes it ({} points tried).",
            show(tipping.range.0),
            show(tipping.range.1),
            tipping.scanned
        )];
    }
    let is_probability = matches!(&question.query, Query::Tipping { query, .. } if matches!(**query, Query::Probability { .. }));
    tipping
        .points
        .iter()
        .map(|point| {
            let answer = |value: Option<f64>| match value {
                Some(value) if is_probability => words::percent(value),
                Some(value) => words::plain(value),
                None => "no value".to_owned(),
            };
            let (before, after) = (answer(point.before), answer(point.after));
            let goes = match (point.before, point.after) {
                (Some(below), Some(above)) if before == after => {
                    format!("{} through {before}", if below < above { "rises" } else { "falls" })
                }
                _ => format!("goes from {before} to {after}"),
            };
            format!(
                "{what}{by} {goes} as {name} rises through {} (now {}).{}",
                show(point.value),
                show(tipping.now),
                shares(point)
            )
        })
        .collect()
}

/// "P(channel is probe)" out of "tipping point of P(channel is probe) over p".
fn subject(text: &str) -> &str {
    let query = text.strip_prefix("tipping point of ").unwrap_or(text);
    query.rsplit_once(" over ").map_or(query, |(query, _)| query)
}

fn shares(point: &TippingPoint) -> String {
    format!(
        " Of what the parameter may plausibly be, {} lies below and {} above.",
        words::percent(point.share_below),
        words::percent(1.0 - point.share_below)
    )
}
