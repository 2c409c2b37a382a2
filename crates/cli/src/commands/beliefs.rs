//! `standoff beliefs FILE`: what each side believes after every step, under each expert's opinions.
//!
//! In: a model. Out: an outline of steps with beliefs, JSON, or rows for CSV.

use standoff::ask::Setting;
use standoff::ask::experts::with_opinions;
use standoff::ask::timeline::{Timelines, timelines};
use standoff::json::beliefs::{BeliefsDocument, SCHEMA};
use standoff::json::from_experts::expert_name;
use standoff::json::from_setting::{model_part, setting_part};
use standoff::json::from_timelines::table_parts;
use standoff::json::parts::SettingPart;
use standoff::model::ir::Model;
use standoff::solve::solution::Status;

use crate::args::resolved::{Beliefs, Changes, Format};
use crate::exit::{Exit, Failure};
use crate::opening;
use crate::terminal::style::Style;
use crate::terminal::{output, table, timeline};
use crate::work::Work;

/// The opinion of a model without experts.
const OWN: &str = "file";

pub(crate) fn run(args: &Beliefs) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let session = opened.session(&args.setting, &args.solving, args.lambda, args.output)?;
    let model = session.model;
    let opinions = opinions(model, args)?;
    opened.build(&session, &work, args.output)?;
    work.progress.doing("solving");
    let told = timelines(&session, &opinions, &|| work.should_stop())
        .map_err(|error| opened.refuse(&error, &work, args.output))?;
    work.progress.clear();
    let text = match args.output.format {
        Format::Json => document(model, &opinions, &told, args.lambda),
        Format::Csv => table::csv(&timeline::csv_rows(model, &told)),
        Format::Text => timeline::outlines(model, &told, Style::new(args.output.color)),
    };
    let exit = output::print(&text);
    Ok(if told.status == Some(Status::Stalled) { exit.and(Exit::Accuracy) } else { exit })
}

/// The opinions asked for, each with its setting; else those of all experts; else the file's own setting.
fn opinions(model: &Model, args: &Beliefs) -> Result<Vec<(String, Setting)>, Failure> {
    let mut names = args.who.clone();
    if names.is_empty() {
        names.extend(with_opinions(model).iter().map(|member| expert_name(model, member.expert)));
    }
    let setting = |opinions: Option<String>| {
        let changes = Changes { opinions, ..args.setting.clone() };
        changes.apply(model, args.solving.branch)
    };
    if names.is_empty() {
        return Ok(vec![(OWN.to_owned(), setting(None)?)]);
    }
    names.into_iter().map(|name| Ok((name.clone(), setting(Some(name))?))).collect()
}

fn document(model: &Model, opinions: &[(String, Setting)], told: &Timelines, lambda: Option<f64>) -> String {
    let setting = |setting: &Setting| SettingPart { lambda, ..setting_part(model, setting) };
    standoff::json::pretty(&BeliefsDocument {
        schema: SCHEMA,
        model: model_part(model),
        opinions: opinions.iter().map(|(name, of)| (name.clone(), setting(of))).collect(),
        tables: table_parts(model, told),
        notes: told.notes.clone(),
        status: told.status.map(Status::word),
    })
}
