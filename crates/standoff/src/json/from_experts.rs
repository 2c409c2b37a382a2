//! What was found on experts to JSON.
//!
//! In: findings as data, and the model for its names. Out: [`QuestionPart`]s.

use standoff_ask::experts::agreement::{Crossing, Way};
use standoff_ask::experts::split::Split;
use standoff_ask::experts::{Findings, Pair, Side};
use standoff_model::ir::{ExpertId, Model, ParameterId};
use standoff_solve::solution::Status;

use super::experts::{AlonePart, CrossingPart, PairPart, PartPart, QuestionPart, SplitPart, WayPart};
use super::from_answers::change_part;

/// The findings on a question.
#[must_use]
pub fn question_part(model: &Model, question: &str, found: &Findings) -> QuestionPart {
    let experts = found.by.iter().map(|(expert, side)| (expert_name(model, *expert), side));
    let pools = found.pooled.iter().map(|(pool, side)| (pool.word().to_owned(), side));
    let all: Vec<(String, &Side)> = experts.clone().chain(pools.clone()).collect();
    let value = |(name, side): (String, &Side)| (name, finite(side.number.value));
    let limit = |(name, side): &(String, &Side)| Some((name.clone(), finite(side.number.limit)?));
    let note = |(name, side): &(String, &Side)| Some((name.clone(), side.number.note.clone()?));
    QuestionPart {
        question: question.to_owned(),
        by: experts.map(value).collect(),
        pooled: pools.map(value).collect(),
        limits: all.iter().filter_map(limit).collect(),
        notes: all.iter().filter_map(note).collect(),
        pairs: found.pairs.iter().map(|pair| pair_part(model, pair)).collect(),
        pairs_left_out: found.pairs_left_out,
        status: found.status().map(Status::word),
        note: None,
    }
}

/// A question that is not answered, and why.
#[must_use]
pub fn unanswered(question: &str, sentence: &str) -> QuestionPart {
    let (question, note) = (question.to_owned(), Some(sentence.to_owned()));
    QuestionPart { question, note, ..QuestionPart::default() }
}

fn pair_part(model: &Model, pair: &Pair) -> PairPart {
    let agreement = pair.agreement.as_ref().ok();
    let alone = agreement.map_or(&[][..], |agreement| &agreement.alone);
    let mut notes: Vec<String> = Vec::new();
    notes.extend(pair.agreement.as_ref().err().cloned());
    match &pair.split {
        Ok(split) => notes.extend(split.parameters.as_ref().err().cloned()),
        Err(sentence) => notes.push(sentence.clone()),
    }
    PairPart {
        one: expert_name(model, pair.one),
        other: expert_name(model, pair.other),
        line: agreement.map(|agreement| way_part(model, &agreement.line)),
        alone: alone
            .iter()
            .map(|alone| AlonePart {
                all_else: expert_name(model, if alone.from_other { pair.other } else { pair.one }),
                parameter: parameter_name(model, alone.parameter),
                way: way_part(model, &alone.way),
            })
            .collect(),
        split: pair.split.as_ref().ok().map(|split| split_part(model, split)),
        notes,
    }
}

fn way_part(model: &Model, way: &Way) -> WayPart {
    let crossing = |crossing: &Crossing| CrossingPart {
        share: crossing.share,
        at: way
            .moving
            .iter()
            .zip(&crossing.values)
            .map(|((id, ..), value)| (parameter_name(model, *id), *value))
            .collect(),
        before: finite(crossing.before),
        after: finite(crossing.after),
        changes: crossing.changes.iter().map(|change| change_part(model, change)).collect(),
        status: crossing.status.word(),
    };
    WayPart {
        moving: way.moving.iter().map(|&(id, from, to)| (parameter_name(model, id), (from, to))).collect(),
        ends: (finite(way.ends.0), finite(way.ends.1)),
        points: way.crossings.iter().map(crossing).collect(),
        scanned: way.scanned,
        skipped: way.skipped,
    }
}

fn split_part(model: &Model, split: &Split) -> SplitPart {
    let parameters = split.parameters.as_deref().unwrap_or_default();
    SplitPart {
        from: split.from,
        to: split.to,
        groups: split.groups.iter().map(|(group, part)| (group.word().to_owned(), *part)).collect(),
        parameters: parameters
            .iter()
            .map(|(ids, part)| PartPart {
                parameters: ids.iter().map(|id| parameter_name(model, *id)).collect(),
                part: *part,
            })
            .collect(),
        status: split.status.word(),
    }
}

/// An expert's name.
#[must_use]
pub fn expert_name(model: &Model, expert: ExpertId) -> String {
    model.experts.get(usize::from(expert.0)).map_or_else(String::new, |expert| expert.name.clone())
}

fn parameter_name(model: &Model, parameter: ParameterId) -> String {
    model.parameters.get(parameter.0 as usize).map_or_else(String::new, |parameter| parameter.name.clone())
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}
