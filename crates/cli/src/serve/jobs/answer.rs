//! All that is shown of a model at once: values in force, the brief, pictures.
//!
//! In: a text, what is wished, the names of pictures in the order in which they are wanted. Out: parts as they are ready.

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;
use standoff::ask::findings::{Findings, beginning, gather};
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
use crate::serve::job::Job;
use crate::serve::lanes::Out;
use crate::serve::protocol::{PictureOf, Subject};
use crate::serve::reading::Desk;

/// Headings of the brief stand under those of the page's panels.
pub(super) const LEVEL: u8 = 3;

#[derive(Serialize)]
#[serde(tag = "part", rename = "setting")]
struct SettingPart<'m> {
    parameters: BTreeMap<&'m str, f64>,
}

#[derive(Serialize)]
#[serde(tag = "part", rename = "bottom line")]
struct BottomLinePart {
    text: String,
    status: &'static str,
}

#[derive(Serialize)]
#[serde(tag = "part", rename = "flips")]
struct FlipsPart<'m> {
    flips: BTreeMap<&'m str, Vec<Flip>>,
}

/// A value at which somebody begins to act otherwise.
#[derive(Serialize)]
struct Flip {
    at: f64,
    words: String,
}

#[derive(Serialize)]
#[serde(tag = "part", rename = "brief")]
struct BriefPart {
    html: String,
    command: String,
}

pub(super) fn answer(desk: &Desk, of: &Subject, pictures: &[String], out: &Out) -> Result<Value, String> {
    let started = Instant::now();
    let open = desk.open(&of.text);
    let stopped = || out.is_stopped();
    let (session, job) = desk.begin(&open, &of.setting, desk.server.limits.timeout, &stopped)?;
    let model = session.model;
    // What follows from one solution comes first: somebody moves a slider and looks at it.
    let first = beginning(&session, &|| job.should_stop()).map_err(|error| job.explain(&error, model))?;
    // What was found until the time was up is no answer, unless it is one.
    if job.is_up() && first.solved.solution.status == Status::Stalled {
        return Err(job.up_sentence());
    }
    out.part(&setting_part(&session));
    out.part(&BottomLinePart {
        text: brief::bottom_line(model, &first),
        status: first.solved.solution.status.word(),
    });
    for name in pictures {
        if out.is_stopped() {
            break;
        }
        job.another_piece();
        let wanted = PictureOf { picture: name.clone(), ..PictureOf::default() };
        // A model that has nothing to show of a kind has no such part.
        if let Ok(part) = picture::part(&session, &job, of, &wanted) {
            out.part(&part);
        }
    }
    // The brief takes many solves.
    job.rest_can_wait();
    job.another_piece();
    let command = command::brief(of);
    match gather(&session, &job, &|| job.should_stop()) {
        Ok(findings) => {
            out.part(&flips_part(&session, &findings));
            out.part(&brief_part(model, &findings, command, started));
        }
        Err(error) => {
            out.part(&unfinished(&error, &job, command).ok_or_else(|| job.explain(&error, model))?);
        }
    }
    Ok(serde_json::json!({ "seconds": started.elapsed().as_secs_f64() }))
}

/// The brief without its bottom line, which has come before.
fn brief_part(model: &Model, findings: &Findings, command: String, started: Instant) -> BriefPart {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let imprint = Imprint { command: command.clone(), version, seconds: started.elapsed().as_secs_f64() };
    let mut document = brief::brief(model, findings, &imprint);
    document.sections.drain(..1.min(document.sections.len()));
    BriefPart { html: html::fragment(&document, LEVEL), command }
}

/// The game is solved, but the time was up before everything was found that a brief says.
fn unfinished(error: &AskError, job: &Job, command: String) -> Option<BriefPart> {
    let stopped = matches!(error, AskError::Stopped | AskError::Solve(SolveError::Stopped));
    let sentence = "The game is solved, but the time was up before the brief was complete; `standoff serve --timeout` gives more.";
    (stopped && job.is_up())
        .then(|| BriefPart { html: html::blocks(&[Block::Paragraph(sentence.to_owned())]), command })
}

fn setting_part<'m>(session: &Session<'m>) -> SettingPart<'m> {
    let values = session.model.parameters.iter().zip(&session.base.parameters);
    SettingPart {
        parameters: values.map(|(declared, value)| (declared.name.as_str(), to_f64(value))).collect(),
    }
}

/// Where the answer turns as one parameter moves alone.
fn flips_part<'m>(session: &Session<'m>, findings: &Findings) -> FlipsPart<'m> {
    let model = session.model;
    let windows = match &findings.sensitivity {
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
    FlipsPart { flips }
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
