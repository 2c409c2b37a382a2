//! Levers to JSON.
//!
//! In: a ranking as data, and the session for names. Out: a [`LeversDocument`].

use standoff_ask::levers::{Lever, Levers, ParameterScan, STEPS};
use standoff_ask::{Session, Setting};
use standoff_model::ir::Model;

use super::from_answers::finite;
use super::from_setting::{model_part, setting_part};
use super::from_uncertainty::names;
use super::levers::{ImpossiblePart, LeverPart, LeversDocument, SCHEMA, ScanPart};
use super::named::Named;

/// The document; why the work was stopped, if it was, is for the caller to say.
#[must_use]
pub fn levers_document(
    session: &Session,
    setting: &Setting,
    question: &str,
    found: &Levers,
) -> LeversDocument {
    let model = session.model;
    LeversDocument {
        schema: SCHEMA,
        model: model_part(model),
        setting: setting_part(model, setting),
        question: question.to_owned(),
        now: finite(found.now),
        gains: by_actor(model, &found.gains),
        levers: found.levers.iter().map(|lever| lever_part(model, lever)).collect(),
        impossible: found
            .impossible
            .iter()
            .map(|(what, note)| ImpossiblePart {
                lever: what.name(model),
                kind: what.kind(),
                note: note.clone(),
            })
            .collect(),
        untried: (found.untried > 0).then_some(found.untried),
        left_out: found.left_out,
        said: names(model, &found.said),
        bare: names(model, &found.bare),
        stopped: None,
    }
}

fn lever_part(model: &Model, lever: &Lever) -> LeverPart {
    let effect = &lever.effect;
    LeverPart {
        lever: lever.what.name(model),
        kind: lever.what.kind(),
        to: lever.what.to(model),
        answer: finite(effect.answer),
        change: finite(effect.change),
        gains: by_actor(model, &effect.gains),
        status: effect.status.word(),
        scan: lever.scan.as_ref().map(scan_part),
    }
}

fn scan_part(scan: &ParameterScan) -> ScanPart {
    ScanPart {
        now: scan.now,
        to: scan.to,
        low: (scan.low.0, finite(scan.low.1)),
        high: (scan.high.0, finite(scan.high.1)),
        least: scan.least,
        most: scan.most,
        points: STEPS + 1,
        skipped: scan.skipped,
    }
}

fn by_actor(model: &Model, gains: &[f64]) -> Named<f64> {
    model.actors.iter().map(|actor| actor.name.clone()).zip(gains.iter().copied()).collect()
}
