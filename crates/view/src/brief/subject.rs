//! The number behind the answer, in words and as a question.
//!
//! In: a query. Out: "what probe is worth to US against none", its figures, and the text that asks for it.

use standoff_ask::Solved;
use standoff_model::ir::{ExprKind, Model, Query};

use super::names;
use crate::words;

/// A clause with a verb: "what probe is worth to US against none".
pub(super) fn clause(model: &Model, solved: &Solved, query: &Query) -> String {
    let actor = |id| names::actor(model, id);
    let label = |thing, label| names::label(model, solved, thing, label);
    match query {
        Query::ValueOver { decision, a, b, to } => {
            format!(
                "what {} is worth to {} against {}",
                label(*decision, *a),
                actor(*to),
                label(*decision, *b)
            )
        }
        Query::ValueOfPlay(to) => format!("what the whole play is worth to {}", actor(*to)),
        Query::ValueOfLabel { decision, label: of, to } => {
            format!("what being able to choose {} is worth to {}", label(*decision, *of), actor(*to))
        }
        Query::ValueOfOption(option, to) => {
            let name = model.options[option.0 as usize].name.replace('_', " ");
            format!("what having the option “{name}” is worth to {}", actor(*to))
        }
        Query::ValueOfVariant(variant, to) => {
            format!("what “{}” is worth to {}", model.variants[variant.0 as usize].caption, actor(*to))
        }
        Query::Knowing { secret, to } => {
            format!("what knowing {} is worth to {}", names::secret(model, *secret), actor(*to))
        }
        Query::Probability { event, given: None } => match event.kind {
            ExprKind::PassedOutcome(outcome) => {
                format!("how likely {} is", names::quoted(&names::outcome(model, outcome.0 as usize)))
            }
            _ => "the answer".to_owned(),
        },
        _ => "the answer".to_owned(),
    }
}

/// A figure of it.
pub(super) fn figure(query: &Query, value: Option<f64>) -> String {
    match (query, value) {
        (_, None) => "no value".to_owned(),
        (Query::Probability { .. }, Some(value)) => words::percent(value),
        (Query::ValueOfPlay(_) | Query::Expectation { .. }, Some(value)) => words::plain(value),
        (_, Some(value)) => words::signed(value),
    }
}

/// The question as it is put to `standoff ask`: as the file puts it, if it does.
pub(super) fn text(model: &Model, solved: &Solved, query: &Query) -> Option<String> {
    let asked = model.asks.iter().find(|question| question.query == *query);
    if let Some(asked) = asked {
        return Some(asked.text.clone());
    }
    Some(match query {
        Query::ValueOver { decision, a, b, to } => {
            let thing = &model.things[decision.0 as usize].name;
            let label = |label| solved.names(model).label(*decision, label);
            let to = names::actor(model, *to);
            format!("value of {thing}.{} over {thing}.{} to {to}", label(*a), label(*b))
        }
        Query::ValueOfPlay(to) => format!("value of play to {}", names::actor(model, *to)),
        Query::Probability { event, given: None } => match event.kind {
            ExprKind::PassedOutcome(outcome) => {
                format!("P({})", model.outcomes.get(outcome.0 as usize)?.name)
            }
            _ => return None,
        },
        _ => return None,
    })
}
