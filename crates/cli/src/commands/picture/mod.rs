//! `standoff picture FILE --tree …`: one picture.
//!
//! In: a model and a kind of picture. Out: SVG, PNG, PDF, words or data, on standard output or in a file that is there whole or not at all.

#[cfg(feature = "raster")]
pub(crate) mod raster;

use standoff::ask::Setting;
use standoff::json::from_picture::picture_document;
use standoff::model::ir::{ActorId, Model, ParameterId};
use standoff::model::setting as find;
use standoff::pictures::{Bounds, PictureError, Stretch, Wanted, stretched};
use standoff::view::svg::{self, Options, Theme};
use standoff::view::{picture as shown, text};

use crate::args::picture::{Kind, Picture, PictureFormat};
use crate::args::resolved::Changes;
use crate::args::sweep::Over;
use crate::exit::{Exit, Failure};
use crate::setting::sentence;
use crate::terminal::{self, output};
use crate::work::Work;
use crate::{files, opening};

pub(crate) fn run(args: &Picture) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let mut session = opened.session(&args.setting, &args.solving, None, args.output)?;
    session.plan = args.plan;
    let wanted = wanted(session.model, args)?;
    let stretches = stretches(session.model, args)?;
    opened.build(&session, &work, args.output)?;
    work.progress.doing("drawing");
    let made = stretched(&session, &wanted, &stretches, &work, &|| work.should_stop());
    work.progress.clear();
    let made = made.map_err(|error| match error {
        PictureError::Ask(error) => opened.refuse(&error, &work, args.output),
        PictureError::Nothing(sentence) => Failure::usage(sentence),
    })?;
    write(args, &made)
}

fn write(args: &Picture, made: &shown::Picture) -> Result<Exit, Failure> {
    let bytes = match args.to {
        PictureFormat::Svg => as_svg(made, args.theme).into_bytes(),
        PictureFormat::Txt => text::render(&made.twin, terminal::width(), false).into_bytes(),
        PictureFormat::Csv => made.data.csv().into_bytes(),
        PictureFormat::Json => standoff::json::pretty(&picture_document(made)).into_bytes(),
        PictureFormat::Png | PictureFormat::Pdf => dots(args, made)?,
    };
    match &args.out {
        Some(path) => files::write(path, &bytes).map(|()| Exit::Done),
        None => Ok(output::print_bytes(&bytes)),
    }
}

fn as_svg(made: &shown::Picture, theme: Theme) -> String {
    svg::write(&made.scene, &Options { theme, ..Options::default() })
}

/// PNG and PDF have one theme: light unless dark is asked for.
#[cfg(feature = "raster")]
fn dots(args: &Picture, made: &shown::Picture) -> Result<Vec<u8>, Failure> {
    let theme = if args.theme == Theme::Dark { Theme::Dark } else { Theme::Light };
    let text = as_svg(made, theme);
    let bytes = match args.to {
        PictureFormat::Pdf => raster::pdf(&text),
        _ => raster::png(&text, args.scale),
    };
    bytes.map_err(Failure::environment)
}

#[cfg(not(feature = "raster"))]
fn dots(_: &Picture, _: &shown::Picture) -> Result<Vec<u8>, Failure> {
    Err(Failure::usage(
        "this program was built without PNG and PDF (feature `raster`); SVG, text and data it can write",
    ))
}

/// What is to be shown, with its names looked up.
fn wanted(model: &Model, args: &Picture) -> Result<Wanted, Failure> {
    let bounds = Bounds { least: args.least, most: args.most, ..Bounds::default() };
    let parameter = |flag: &str, name: &str| -> Result<ParameterId, Failure> {
        find::parameter(model, name).map_err(|found| sentence(flag, &found))
    };
    let questions = super::ask::given(model, &args.questions, args.output)?;
    let first = || questions.first().cloned();
    Ok(match &args.kind {
        Kind::Tree => Wanted::Tree(bounds),
        Kind::PublicTree => Wanted::PublicTree(bounds),
        Kind::Beliefs => Wanted::Beliefs(opinions(model, args)?),
        Kind::Outcomes => Wanted::Outcomes(opinions(model, args)?),
        Kind::Phase(p, q) => {
            let sides = [parameter("--phase", p)?, parameter("--phase", q)?];
            Wanted::Phase(sides, args.points, first())
        }
        Kind::Tipping(name) => Wanted::Tipping(parameter("--tipping", name)?, questions.clone()),
        Kind::Tornado(names) => {
            let only = names.iter().map(|name| parameter("--tornado", name)).collect::<Result<_, _>>()?;
            Wanted::Tornado(first(), only)
        }
        Kind::Importance => Wanted::Importance(first()),
        Kind::Strategy(name) if name.is_empty() => Wanted::Strategy(None),
        Kind::Strategy(name) => Wanted::Strategy(Some(actor(model, name)?)),
        Kind::Values => Wanted::Values(questions.clone()),
    })
}

/// What moves otherwise than the file says.
fn stretches(model: &Model, args: &Picture) -> Result<Vec<Stretch>, Failure> {
    let stretch = |over: &Over| {
        Ok(Stretch {
            parameter: find::parameter(model, &over.name).map_err(|found| sentence("--over", &found))?,
            range: over.range.clone(),
            points: over.points.map(|points| u32::try_from(points).unwrap_or(u32::MAX)),
        })
    };
    args.over.iter().map(stretch).collect()
}

/// The opinions that are shown beside each other; without names, the setting in force.
fn opinions(model: &Model, args: &Picture) -> Result<Vec<(String, Setting)>, Failure> {
    let setting = |opinions: Option<String>| {
        let changes = Changes { opinions, ..args.setting.clone() };
        changes.apply(model, args.solving.branch)
    };
    if args.who.is_empty() {
        return Ok(vec![(String::new(), setting(None)?)]);
    }
    args.who.iter().map(|name| Ok((name.clone(), setting(Some(name.clone()))?))).collect()
}

fn actor(model: &Model, name: &str) -> Result<ActorId, Failure> {
    let found = model.actors.iter().position(|actor| actor.name == name);
    found.map(|at| ActorId(at as u16)).ok_or_else(|| {
        let names: Vec<&str> = model.actors.iter().map(|actor| actor.name.as_str()).collect();
        let name = crate::args::quantity::short(name);
        Failure::usage(format!("--strategy: there is no actor `{name}`; there are {}", names.join(", ")))
    })
}
