//! `standoff levers FILE --for QUESTION`: what could be changed, ranked by how much it changes the answer.
//!
//! In: a model and a question. Out: the ranking as text, JSON or CSV.

use standoff::ask::levers;
use standoff::json::from_levers::levers_document;
use standoff::json::levers::LeversDocument;

use crate::args::resolved::{Format, Levers};
use crate::exit::{Exit, Failure};
use crate::opening;
use crate::terminal::{levers as text, output, table};
use crate::work::{Stop, Work};

pub(crate) fn run(args: &Levers) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let session = opened.session(&args.setting, &args.solving, None, args.output)?;
    let model = session.model;
    let questions = super::ask::questions(model, std::slice::from_ref(&args.question), args.output)?;
    let Some(question) = questions.first() else { return Err(Failure::shown(Exit::Usage)) };
    let setting = levers::setting_of(&session, question).map_err(Failure::usage)?;
    work.progress.doing("trying levers");
    let found = levers::find(&session, &question.query, &setting, &work, &|| work.should_stop())
        .map_err(|error| opened.refuse(&error, &work, args.output))?;
    work.progress.clear();
    let stop = if found.untried > 0 { work.stopped() } else { None };
    let text = match args.output.format {
        Format::Text => text::levers(model, &question.text, &found),
        Format::Csv => table::csv(&text::csv_rows(model, &found)),
        Format::Json => {
            let document = levers_document(&session, &setting, &question.text, &found);
            standoff::json::pretty(&LeversDocument { stopped: stop.map(Stop::word), ..document })
        }
    };
    Ok(output::print(&text).and(Stop::told(stop)))
}
