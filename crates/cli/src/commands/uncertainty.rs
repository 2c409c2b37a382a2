//! `standoff uncertainty FILE [QUESTION]...`: how answers spread while the parameters vary.
//!
//! In: a model and perhaps questions. Out: a table of distributions as text, JSON or CSV.

use standoff::json::from_setting::{model_part, setting_part};
use standoff::json::from_uncertainty::row_part;
use standoff::json::uncertainty::{SCHEMA, UncertaintyDocument};

use crate::args::resolved::{Format, Uncertainty};
use crate::exit::{Exit, Failure};
use crate::opening;
use crate::terminal::{output, table, uncertainty};
use crate::work::{Stop, Work};

pub(crate) fn run(args: &Uncertainty) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let mut session = opened.session(&args.setting, &args.solving, None, args.output)?;
    session.plan = args.plan;
    let model = session.model;
    let questions = super::ask::questions(model, &args.questions, args.output)?;
    if !args.questions.is_empty() && questions.iter().any(|question| !question.query.is_number()) {
        return Err(Failure::usage(
            "a distribution is that of a number: ask for a probability, an expected value or a value",
        ));
    }
    work.progress.doing("drawing");
    let found = standoff::ask::uncertainty::table(&session, &questions, &work, &|| work.should_stop())
        .map_err(|error| opened.refuse(&error, &work, args.output))?;
    work.progress.clear();
    let stop = if found.is_partial() { work.stopped() } else { None };
    let text = match args.output.format {
        Format::Text => uncertainty::table(model, &found),
        Format::Csv => table::csv(&uncertainty::table_csv(&found.rows)),
        Format::Json => standoff::json::pretty(&UncertaintyDocument {
            schema: SCHEMA,
            model: model_part(model),
            setting: setting_part(model, &session.base),
            rows: found.rows.iter().map(|row| row_part(model, row)).collect(),
            missing: (found.missing > 0).then_some(found.missing),
            stopped: stop.map(Stop::word),
        }),
    };
    Ok(output::print(&text).and(Stop::told(stop)))
}
