//! Which question a picture is about when nobody says: one that the file asks.
//!
//! In: a model. Out: a question with a number for an answer. The question inside `importance of parameters for …`, `tipping point of …` or
//! `sweep …: …` is preferred where the picture is of that kind.

use standoff_model::ir::{Model, ParameterId, Query, Question};

/// What kind of question is looked for inside others.
#[derive(Clone, Copy)]
pub(super) enum Inside {
    /// That of `importance of parameters for …`.
    Importance,
    /// That of `tipping point of … over …`, over this parameter.
    Tipping(ParameterId),
    /// That of `sweep …: …`.
    Sweep([ParameterId; 2]),
}

/// The question that the file asks in this way; else its first one with a number for an answer, one about values if there is one.
pub(super) fn of_file(model: &Model, inside: Inside) -> Option<Question> {
    let inner = model.asks.iter().find_map(|ask| within(model, ask, inside));
    let number = |ask: &&Question| ask.query.is_number() && ask.settings.is_empty();
    let value =
        |ask: &&Question| number(ask) && matches!(ask.query, Query::ValueOver { .. } | Query::ValueOfPlay(_));
    let first = || model.asks.iter().find(value).or_else(|| model.asks.iter().find(number)).cloned();
    inner.or_else(first).or_else(|| {
        let outcome = model.outcomes.iter().find(|outcome| outcome.arity == 0);
        let text = match (outcome, model.actors.first()) {
            (Some(outcome), _) => format!("P({})", outcome.name),
            (None, actor) => format!("value of play to {}", actor?.name),
        };
        standoff_model::question(model, &text).ok()
    })
}

/// The question inside one of another kind, read on its own.
fn within(model: &Model, ask: &Question, inside: Inside) -> Option<Question> {
    let text = ask.text.as_str();
    let part = match (&ask.query, inside) {
        (Query::Importance(_), Inside::Importance) => text.strip_prefix("importance of parameters for ")?,
        (Query::Tipping { over, .. }, Inside::Tipping(parameter)) if *over == parameter => {
            text.strip_prefix("tipping point of ")?.rsplit_once(" over ")?.0
        }
        (Query::Sweep { axes, .. }, Inside::Sweep(wanted))
            if axes.len() == 2 && axes.iter().all(|(axis, _)| wanted.contains(axis)) =>
        {
            text.split_once(": ")?.1
        }
        _ => return None,
    };
    let question = standoff_model::question(model, part.trim()).ok()?;
    Some(Question { settings: ask.settings.clone(), ..question })
}
