//! One picture with its words, its data and the command that makes it.
//!
//! In: what the picture is about. Out: a part of a reply, or a sentence.

use serde::Serialize;
use serde_json::Value;
use standoff::ask::{Session, Setting};
use standoff::model::ir::{Model, ParameterId, Question};
use standoff::model::setting as find;
use standoff::pictures::{Bounds, PictureError, Wanted, Way, picture, shown_early};
use standoff::view::picture::Picture;
use standoff::view::scene::{Item, Scene};
use standoff::view::{html, svg};

use super::answer::LEVEL;
use super::value;
use crate::serve::command;
use crate::serve::job::Job;
use crate::serve::lanes::Out;
use crate::serve::protocol::{PictureOf, PlayedOf, Subject, Wished};
use crate::serve::reading::{Desk, said, sentence, setting};

/// Points on a side of a map: fewer than in files, since somebody waits.
pub(super) const POINTS: u32 = 41;

#[derive(Serialize)]
#[serde(tag = "part", rename = "picture")]
pub(super) struct PicturePart {
    picture: String,
    svg: String,
    /// The same in words, as HTML.
    twin: String,
    /// Comma-separated values.
    data: String,
    command: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    axes: Vec<Axis>,
}

/// Where a parameter lies in a picture.
#[derive(Serialize)]
struct Axis {
    name: String,
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

/// A picture that was asked for by itself.
pub(super) fn alone(desk: &Desk, of: &Subject, wanted: &PictureOf, out: &Out) -> Result<Value, String> {
    let started = std::time::Instant::now();
    let open = desk.open(&of.text);
    let stopped = || out.is_stopped();
    let (session, job) = desk.begin(&open, &of.setting, desk.server.limits.timeout, &stopped)?;
    let mut some = "";
    let mut early = |picture: Picture| {
        some = " What is shown is coarse, or other equilibria were not looked for everywhere.";
        out.part(&written(&picture, of, wanted));
    };
    let made = drawn(&session, &job, &of.setting, wanted, Some(&mut early));
    let made = made.map_err(|said| said + some)?;
    let mut reply = value(&written(&made, of, wanted))?;
    if let Value::Object(fields) = &mut reply {
        fields.insert("seconds".into(), started.elapsed().as_secs_f64().into());
    }
    Ok(reply)
}

/// A picture of a session.
pub(super) fn part(
    session: &Session,
    job: &Job,
    of: &Subject,
    wanted: &PictureOf,
) -> Result<PicturePart, String> {
    Ok(written(&drawn(session, job, &of.setting, wanted, None)?, of, wanted))
}

fn written(made: &Picture, of: &Subject, wanted: &PictureOf) -> PicturePart {
    PicturePart {
        picture: wanted.picture.clone(),
        svg: svg::write(&made.scene, &svg::Options::default()),
        twin: html::fragment(&made.twin, LEVEL),
        data: made.data.csv(),
        // No command shows one equilibrium of several.
        command: if wanted.played.is_some() {
            String::new()
        } else {
            command::picture(of, wanted, wanted.points.unwrap_or(POINTS), "svg")
        },
        axes: axes(&made.scene),
    }
}

/// A picture of a session, not yet written as anything; whoever waits for it gets it early where it takes long.
pub(super) fn drawn(
    session: &Session,
    job: &Job,
    wished: &Wished,
    of: &PictureOf,
    early: Option<&mut dyn FnMut(Picture)>,
) -> Result<Picture, String> {
    let wanted = wanted(session, wished, of)?;
    let budget = || job.should_stop();
    let made = match early {
        Some(show) => shown_early(session, &wanted, job, &budget, show),
        None => picture(session, &wanted, job, &budget),
    };
    made.map_err(|error| match error {
        PictureError::Ask(error) => job.explain(&error, session.model),
        PictureError::Nothing(text) => sentence(&text),
    })
}

fn wanted(session: &Session, wished: &Wished, of: &PictureOf) -> Result<Wanted, String> {
    let model = session.model;
    let here = || opinions(session, wished, &of.opinions);
    let question = || of.question.as_deref().map(|text| read_question(model, text)).transpose();
    Ok(match of.picture.as_str() {
        "tree" => match &of.played {
            Some(PlayedOf { name, moves }) => {
                let by_set =
                    moves.iter().filter_map(|(set, played)| Some((set.parse().ok()?, played.clone())));
                let way = Way { name: name.clone(), moves: by_set.collect() };
                Wanted::PlayedTree(Bounds::default(), of.opened.clone(), way)
            }
            None => Wanted::OpenedTree(Bounds::default(), of.opened.clone()),
        },
        "beliefs" => Wanted::Beliefs(here()?),
        "outcomes" => Wanted::Outcomes(here()?),
        "strategy" => Wanted::Strategy(None),
        "values" => Wanted::Values(question()?.into_iter().collect()),
        "tornado" => {
            let only = of.over.iter().map(|name| parameter(model, name)).collect::<Result<_, _>>()?;
            Wanted::Tornado(question()?, only)
        }
        "importance" => Wanted::Importance(question()?),
        "tipping" => match of.over.as_slice() {
            [name] => Wanted::Tipping(parameter(model, name)?, question()?.into_iter().collect()),
            _ => return Err("Say over which parameter.".to_owned()),
        },
        "phase" => match of.over.as_slice() {
            [one, other] => {
                let sides = [parameter(model, one)?, parameter(model, other)?];
                Wanted::Phase(sides, of.points.unwrap_or(POINTS), question()?)
            }
            _ => return Err("Say over which two parameters.".to_owned()),
        },
        _ => return Err("There is no such picture.".to_owned()),
    })
}

/// What is shown beside each other: the setting in force, or that with each expert's numbers.
fn opinions(session: &Session, wished: &Wished, names: &[String]) -> Result<Vec<(String, Setting)>, String> {
    if names.is_empty() {
        return Ok(vec![(String::new(), session.base.clone())]);
    }
    let one = |name: &String| {
        let wished = Wished { opinions: Some(name.clone()), ..wished.clone() };
        Ok((name.clone(), setting(session.model, &wished)?))
    };
    names.iter().map(one).collect()
}

fn parameter(model: &Model, name: &str) -> Result<ParameterId, String> {
    find::parameter(model, name).map_err(|found| said(&found))
}

/// A question in the language.
pub(super) fn read_question(model: &Model, text: &str) -> Result<Question, String> {
    standoff::model::question(model, text)
        .map_err(|found| found.first().map_or_else(|| "This is no question.".to_owned(), said))
}

/// The axes that a map says it has.
fn axes(scene: &Scene) -> Vec<Axis> {
    let mut open: Vec<&Item> = scene.items.iter().collect();
    while let Some(item) = open.pop() {
        let Item::Group(group) = item else { continue };
        let text =
            |name: &str| group.data.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        let axis = |name: &str| {
            let number = |part: &str| text(&format!("{name}-{part}"))?.parse().ok();
            Some(Axis {
                name: text(name)?.to_owned(),
                from: number("from")?,
                to: number("to")?,
                start: number("start")?,
                end: number("end")?,
            })
        };
        if let Some(across) = axis("across") {
            return std::iter::once(across).chain(axis("upwards")).collect();
        }
        open.extend(&group.items);
    }
    Vec::new()
}
