//! Answers and checks to JSON.
//!
//! In: answers as data, and the model for its names. Out: [`AnswerPart`]s and [`CheckPart`]s.

use num_rational::BigRational;
use serde_json::{Value, json};
use standoff_ask::answer::{
    Answer, CheckResult, Content, Equilibria, EquilibriumGroup, Number, PlayRow, Span, StrategyRow, Sweep,
    SweepRow, Tipping,
};
use standoff_ask::regime::Change;
use standoff_ask::session::to_f64;
use standoff_model::ir::{Model, ParameterId};
use standoff_solve::enumerate::refine::{Refinement, Verdict};
use standoff_solve::solution::Status;

use super::answers::{
    AnswerPart, ChangePart, CheckPart, ContentPart, GroupPart, PlayPart, RangePart, TippingPart,
};
use super::from_uncertainty::{distribution_part, flips_part, importance_part};
use super::named::Named;

/// Columns of a strategy table. The first six are the documented ones.
pub const STRATEGY_COLUMNS: [&str; 9] =
    ["decision", "seen", "label", "probability", "value", "regret", "number", "reach", "exact"];

/// An answer as data.
#[must_use]
pub fn answer_part(model: &Model, answer: &Answer) -> AnswerPart {
    AnswerPart { question: answer.question.clone(), content: content(model, answer) }
}

fn content(model: &Model, answer: &Answer) -> ContentPart {
    let status = answer.status.map(Status::word);
    match &answer.content {
        Content::Number(number) => ContentPart::Number {
            value: finite(number.value),
            exact: number.exact.as_ref().map(ToString::to_string),
            limit: finite(number.limit),
            note: number.note.clone(),
            over_all_equilibria: number.range.as_ref().map(|range| range_part(&range.all)),
            over_sequential_equilibria: number.range.as_ref().map(|range| range_part(&range.sequential)),
            status,
        },
        Content::Strategy(rows) => ContentPart::Table {
            columns: STRATEGY_COLUMNS.to_vec(),
            rows: rows.iter().map(|row| strategy_row(model, row)).collect(),
            status,
        },
        Content::Sweep(sweep) => sweep_part(model, sweep),
        Content::Tipping(tipping) => tipping_part(model, tipping, status),
        Content::Equilibria(found) => equilibria_part(model, found),
        Content::Importance(found) => ContentPart::Importance(importance_part(model, found)),
        Content::Distribution(found) => ContentPart::Distribution(distribution_part(model, found)),
        Content::Flips(found) => ContentPart::Flips(flips_part(model, found)),
        Content::By(answers) => by_part(model, answers, status),
        Content::Unanswered(note) => ContentPart::Unanswered { note: note.clone() },
    }
}

fn range_part(span: &Span) -> RangePart {
    RangePart {
        low: to_f64(&span.low),
        high: to_f64(&span.high),
        low_exact: span.exact.then(|| span.low.to_string()),
        high_exact: span.exact.then(|| span.high.to_string()),
    }
}

fn strategy_row(model: &Model, row: &StrategyRow) -> Vec<Value> {
    let decision = model.things.get(row.decision.0 as usize).map_or("", |thing| &thing.name);
    vec![
        json!(decision),
        json!(row.seen),
        json!(row.label),
        json!(row.probability),
        json!(row.value),
        json!(row.regret),
        json!(row.number),
        json!(row.reach),
        json!(row.exact.as_ref().map(ToString::to_string)),
    ]
}

fn sweep_part(model: &Model, sweep: &Sweep) -> ContentPart {
    let row = |row: &SweepRow| row.at.iter().map(|&at| Some(at)).chain([finite(row.value)]).collect();
    ContentPart::Sweep {
        parameters: sweep.parameters.iter().map(|&id| parameter_name(model, id)).collect(),
        rows: sweep.rows.iter().map(row).collect(),
        status: sweep.rows.iter().map(|row| row.status.word()).collect(),
        missing: sweep.missing,
    }
}

fn equilibria_part(model: &Model, found: &Equilibria) -> ContentPart {
    let named = |name: Option<&String>| name.map_or_else(String::new, Clone::clone);
    let outcome = |k: usize| named(model.outcomes.get(k).map(|outcome| &outcome.name));
    let actor = |k: usize| named(model.actors.get(k).map(|actor| &actor.name));
    let spans = |spans: &[Span], name: &dyn Fn(usize) -> String, exact: bool| {
        let known = spans.iter().enumerate().filter(|(_, span)| span.exact || !exact);
        known.map(|(k, span)| (name(k), span_value(span, exact))).collect::<Named<Value>>()
    };
    let group = |group: &EquilibriumGroup| GroupPart {
        outcomes: spans(&group.outcomes, &outcome, false),
        values: spans(&group.values, &actor, false),
        values_exact: spans(&group.values, &actor, true),
        components: group.components,
        marks: marks(&group.marks).map(|(name, verdict)| (name.to_owned(), verdict.word())).collect(),
        extreme: group.extreme,
        profiles: group
            .profiles
            .iter()
            .map(|rows| rows.iter().map(|row| play(model, row)).collect())
            .collect(),
    };
    ContentPart::Equilibria {
        listed: found.listed.word(),
        complete: found.complete,
        cut: found.cut,
        components: found.components,
        extreme: found.extreme,
        groups: found.groups.iter().map(group).collect(),
    }
}

/// The refinements that were looked at, with their names.
pub fn marks(marks: &Refinement) -> impl Iterator<Item = (&'static str, Verdict)> {
    [
        ("subgame_perfect", Some(marks.subgame_perfect)),
        ("sequentially_rational", Some(marks.sequentially_rational)),
        ("sequential", Some(marks.sequential)),
        ("intuitive", marks.intuitive),
        ("d1", marks.d1),
    ]
    .into_iter()
    .filter_map(|(name, verdict)| verdict.map(|verdict| (name, verdict)))
}

/// A number, or the least and the most.
fn span_value(span: &Span, exact: bool) -> Value {
    let value = |number: &BigRational| if exact { json!(number.to_string()) } else { json!(to_f64(number)) };
    if span.low == span.high { value(&span.low) } else { json!([value(&span.low), value(&span.high)]) }
}

fn play(model: &Model, row: &PlayRow) -> PlayPart {
    PlayPart {
        actor: model
            .actors
            .get(usize::from(row.actor.0))
            .map_or_else(String::new, |actor| actor.name.clone()),
        decision: model
            .things
            .get(row.decision.0 as usize)
            .map_or_else(String::new, |thing| thing.name.clone()),
        seen: row.seen.clone(),
        label: row.label.clone(),
        probability: to_f64(&row.probability),
        exact: row.exact.then(|| row.probability.to_string()),
        reached: row.reached,
    }
}

fn tipping_part(model: &Model, tipping: &Tipping, status: Option<&'static str>) -> ContentPart {
    let point = |point: &standoff_ask::answer::TippingPoint| TippingPart {
        value: point.value,
        before: finite(point.before),
        after: finite(point.after),
        regime_before: point.regime_before.clone(),
        regime_after: point.regime_after.clone(),
        changes: point.changes.iter().map(|change| change_part(model, change)).collect(),
        share_below: point.share_below,
        status: point.status.word(),
    };
    ContentPart::Tipping {
        parameter: parameter_name(model, tipping.parameter),
        points: tipping.points.iter().map(point).collect(),
        range: tipping.range,
        scanned: tipping.scanned,
        skipped: tipping.skipped,
        now: tipping.now,
        answer_now: finite(tipping.answer_now),
        status,
    }
}

pub(crate) fn change_part(model: &Model, change: &Change) -> ChangePart {
    let actor = model.actors.get(usize::from(change.actor.0)).map_or("", |actor| &actor.name);
    let decision = model.things.get(change.decision.0 as usize).map_or("", |thing| &thing.name);
    ChangePart {
        under: change.under.clone(),
        actor: actor.to_owned(),
        decision: decision.to_owned(),
        types: change.types.clone(),
        seen: change.seen.clone(),
        from: change.from.clone(),
        to: change.to.clone(),
    }
}

/// Recursion one level deep: answers by expert hold no further ones.
fn by_part(model: &Model, answers: &[(String, Answer)], status: Option<&'static str>) -> ContentPart {
    let numbers = || {
        answers.iter().filter_map(|(name, answer)| match &answer.content {
            Content::Number(number) => Some((name.clone(), number)),
            _ => None,
        })
    };
    let by = answers.iter().map(|(name, answer)| {
        let value = match &answer.content {
            Content::Number(number) => json!(finite(number.value)),
            _ => json!(content(model, answer)),
        };
        (name.clone(), value)
    });
    let limit = |(name, number): (String, &Number)| finite(number.limit).map(|limit| (name, limit));
    let note = |(name, number): (String, &Number)| number.note.clone().map(|note| (name, note));
    ContentPart::By {
        by: by.collect(),
        limits: numbers().filter_map(limit).collect(),
        notes: numbers().filter_map(note).collect::<Named<String>>(),
        status,
    }
}

/// A check as data.
#[must_use]
pub fn check_part(result: &CheckResult) -> CheckPart {
    CheckPart {
        check: result.check.clone(),
        holds: result.holds,
        value: finite(result.value),
        expected: result.expected,
        within: result.within,
        limit: result.limit,
        status: result.status.map(Status::word),
        note: result.note.clone(),
    }
}

pub(super) fn parameter_name(model: &Model, parameter: ParameterId) -> String {
    model.parameters.get(parameter.0 as usize).map_or_else(String::new, |p| p.name.clone())
}

pub(super) fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}
