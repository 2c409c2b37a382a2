//! The picture of what things are worth.
//!
//! In: questions about values, or those of the file. Out: what play is worth to each actor, and what one thing is worth more than another.

use standoff_ask::answer::{Content, Number};
use standoff_ask::session::to_f64;
use standoff_ask::{Budget, Executor, Session};
use standoff_model::ir::{Query, Question};
use standoff_view::picture::values::{Panel, Row, Values, picture};
use standoff_view::picture::{Caption, Picture};
use standoff_view::report::{Term, heads};

use super::PictureError;

/// Values of the file that are shown.
const MOST: usize = 30;

pub(super) fn values(
    session: &Session,
    asked: &[Question],
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Picture, PictureError> {
    let model = session.model;
    if let Some(question) = asked.iter().find(|question| !is_value(&question.query)) {
        return Err(PictureError::Nothing(format!(
            "\"{}\" is no question about what something is worth, such as \"value of play to …\"",
            question.text
        )));
    }
    let mut questions: Vec<Question> = asked.to_vec();
    if questions.is_empty() {
        questions = model.asks.iter().filter(|ask| is_value(&ask.query)).take(MOST).cloned().collect();
        let play = model.actors.iter().rev().map(|actor| format!("value of play to {}", actor.name));
        for text in play {
            if let Ok(question) = standoff_model::question(model, &text)
                && !questions.iter().any(|known| known.query == question.query && known.settings.is_empty())
            {
                questions.insert(0, question);
            }
        }
    }
    let mut play = Panel { heading: "What play is worth".into(), ..Panel::default() };
    let mut more = Panel {
        heading: "What a choice, an option or knowledge is worth".into(),
        signed: true,
        rows: Vec::new(),
    };
    let mut status = None;
    for question in &questions {
        let answer = session.answer_with_ranges(question, executor, budget)?;
        status = status.max(answer.status);
        let panel = if matches!(question.query, Query::ValueOfPlay(_)) { &mut play } else { &mut more };
        let means = Some(heads::of_query(Some(&question.query)));
        match answer.content {
            Content::Number(number) => panel.rows.push(row(question.text.clone(), means, &number)),
            Content::By(by) => {
                for (expert, answer) in by {
                    if let Content::Number(number) = answer.content {
                        let text = question.text.split(" with ").next().unwrap_or(&question.text);
                        panel.rows.push(row(format!("{text}, {expert}"), means, &number));
                    }
                }
            }
            Content::Unanswered(why) => {
                panel.rows.push(Row { question: question.text.clone(), note: why, means, ..Row::default() });
            }
            _ => {}
        }
    }
    let panels: Vec<Panel> = [play, more].into_iter().filter(|panel| !panel.rows.is_empty()).collect();
    Ok(picture(&Values { caption: Caption::of(model, &session.base, status), panels }))
}

fn row(question: String, means: Option<Term>, number: &Number) -> Row {
    Row {
        question,
        means,
        value: number.best(),
        range: number.range.as_ref().map(|range| (to_f64(&range.all.low), to_f64(&range.all.high))),
        note: number.note.clone().unwrap_or_default(),
    }
}

fn is_value(query: &Query) -> bool {
    matches!(
        query,
        Query::ValueOfPlay(_)
            | Query::ValueOver { .. }
            | Query::ValueOfLabel { .. }
            | Query::ValueOfOption(..)
            | Query::ValueOfVariant(..)
            | Query::Knowing { .. }
    )
}
