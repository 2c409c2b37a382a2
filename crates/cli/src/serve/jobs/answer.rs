//! All that is shown of a model at once: values in force, the brief, pictures.
//!
//! In: a text, what is wished, the names of pictures in the order in which they are wanted. Out: parts as they are ready.

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;
use standoff::ask::findings::{Findings, gather};
use standoff::ask::sensitivity::{Explored, Window};
use standoff::ask::session::to_f64;
use standoff::ask::{AskError, Session};
use standoff::model::ir::Model;
use standoff::solve::SolveError;
use standoff::solve::solution::Status;
use standoff::view::brief::Imprint;
use standoff::view::document::Block;
use standoff::view::{brief, html};

use super::picture;
use crate::serve::command;
use crate::serve::lanes::Out;
use crate::serve::protocol::{PictureOf, Text, Wished};
use crate::serve::reading::{Desk, Time};

/// Headings of the brief stand under those of the page's panels.
pub(super) const LEVEL: u8 = 3;

#[derive(Serialize)]
#[serde(tag = "part", rename = "brief")]
struct BriefPart {
    html: String,
    bottom_line: String,
    status: &'static str,
    command: String,
}

#[derive(Serialize)]
#[serde(tag = "part", rename = "setting")]
struct SettingPart<'m> {
    parameters: BTreeMap<&'m str, f64>,
    flips: BTreeMap<&'m str, Vec<Flip>>,
}

/// A value at which somebody begins to act otherwise.
#[derive(Serialize)]
struct Flip {
    at: f64,
    words: String,
}

pub(super) fn answer(
    desk: &Desk,
    of: &Text,
    wished: &Wished,
    pictures: &[String],
    out: &Out,
) -> Result<Value, String> {
    let started = Instant::now();
    let open = desk.open(of);
    let session = desk.session(&open, wished)?;
    let time = desk.time(out);
    let findings = gather(&session, desk, &|| time.should_stop());
    match &findings {
        Ok(findings) => {
            out.part(&setting_part(&session, Some(findings)));
            out.part(&brief_part(session.model, findings, command::brief(&of.name, wished), started));
        }
        Err(error) => {
            let command = command::brief(&of.name, wished);
            let part = unfinished(&session, error, &time, command)
                .ok_or_else(|| time.explain(error, session.model))?;
            out.part(&setting_part(&session, None));
            out.part(&part);
        }
    }
    for name in pictures {
        if out.is_stopped() {
            break;
        }
        let wanted = PictureOf { picture: name.clone(), ..PictureOf::default() };
        // A model that has nothing to show of a kind has no such part.
        if let Ok(part) = picture::part(desk, &session, &of.name, wished, &wanted, out) {
            out.part(&part);
        }
    }
    Ok(serde_json::json!({ "seconds": started.elapsed().as_secs_f64() }))
}

fn brief_part(model: &Model, findings: &Findings, command: String, started: Instant) -> BriefPart {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let imprint = Imprint { command: command.clone(), version, seconds: started.elapsed().as_secs_f64() };
    let document = brief::brief(model, findings, &imprint);
    let bottom_line = document.sections.first().and_then(|section| section.blocks.first());
    BriefPart {
        html: html::fragment(&document, LEVEL),
        bottom_line: match bottom_line {
            Some(Block::Paragraph(text)) => text.clone(),
            _ => String::new(),
        },
        status: findings.solved.solution.status.word(),
        command,
    }
}

/// The game is solved, but the time was up before everything was found that a brief says.
fn unfinished(session: &Session, error: &AskError, time: &Time, command: String) -> Option<BriefPart> {
    let stopped = matches!(error, AskError::Stopped | AskError::Solve(SolveError::Stopped));
    if !stopped || !time.is_up() {
        return None;
    }
    // What is kept is had at once.
    let solved = session.solved(&session.base, &|| true).ok()?;
    if solved.solution.status == Status::Stalled {
        return None;
    }
    let sentence = "The game is solved, but the time was up before the brief was complete; `standoff serve --timeout` gives more.";
    Some(BriefPart {
        html: html::blocks(&[Block::Paragraph(sentence.to_owned())]),
        bottom_line: sentence.to_owned(),
        status: solved.solution.status.word(),
        command,
    })
}

fn setting_part<'m>(session: &Session<'m>, findings: Option<&Findings>) -> SettingPart<'m> {
    let model = session.model;
    let values = model.parameters.iter().zip(&session.base.parameters);
    let windows = match findings.and_then(|findings| findings.sensitivity.as_ref()) {
        Some(Explored::Sensitivity(found)) => found.windows.as_slice(),
        _ => &[],
    };
    let mut flips: BTreeMap<&str, Vec<Flip>> = BTreeMap::new();
    for window in windows {
        if let Some(parameter) = model.parameters.get(window.parameter.0 as usize) {
            let now = session.base.parameters.get(window.parameter.0 as usize).map_or(f64::NAN, to_f64);
            flips.entry(&parameter.name).or_default().extend(flip(model, window, now));
        }
    }
    SettingPart {
        parameters: values.map(|(declared, value)| (declared.name.as_str(), to_f64(value))).collect(),
        flips,
    }
}

/// The nearer end of a window.
fn flip(model: &Model, window: &Window, now: f64) -> Option<Flip> {
    let (at, side) = match (window.from, window.to) {
        (Some(from), _) if from >= now => (from, "above"),
        (_, Some(to)) if to <= now => (to, "below"),
        _ => return None,
    };
    let changes: Vec<String> = window.changes.iter().take(2).map(|change| change.sentence(model)).collect();
    Some(Flip { at, words: format!("{side}, {}", changes.join("; ")) })
}
