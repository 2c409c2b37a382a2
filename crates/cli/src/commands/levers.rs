//! `standoff levers FILE [--for QUESTION]`: what could be changed, ranked by how much it changes an answer.
//!
//! In: a model and perhaps a question; else it is every actor's value of play and the probability of every outcome. Out: the
//! rankings as text, JSON or CSV.

use standoff::ask::levers::{self, Levers as Ranking};
use standoff::ask::{Session, Setting};
use standoff::json::from_levers::levers_document;
use standoff::json::levers::LeversDocument;
use standoff::model::ir::{Model, Query, Question};

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
    let (questions, setting) = asked(&session, args)?;
    let queries: Vec<Query> = questions.iter().map(|question| question.query.clone()).collect();
    work.progress.doing("trying levers");
    let found = levers::find(&session, &queries, &setting, &work, &|| work.should_stop())
        .map_err(|error| opened.refuse(&error, &work, args.output))?;
    work.progress.clear();
    let stop = if found.iter().any(|found| found.untried > 0) { work.stopped() } else { None };
    let rankings: Vec<(&str, &Ranking)> =
        questions.iter().map(|question| question.text.as_str()).zip(&found).collect();
    let text = match (args.output.format, rankings.as_slice()) {
        (Format::Text, [(question, found)]) => text::levers(model, question, found),
        (Format::Text, all) => text::overview(model, all),
        (Format::Csv, [(_, found)]) => table::csv(&text::csv_rows(model, found)),
        (Format::Csv, all) => table::csv(&text::csv_rows_of_all(model, all)),
        (Format::Json, all) => {
            let document = |(question, found): &(&str, &Ranking)| LeversDocument {
                stopped: stop.map(Stop::word),
                ..levers_document(&session, &setting, question, found)
            };
            match (all, args.question.is_some()) {
                ([one], true) => standoff::json::pretty(&document(one)),
                _ => standoff::json::pretty(&all.iter().map(document).collect::<Vec<_>>()),
            }
        }
    };
    Ok(output::print(&text).and(Stop::told(stop)))
}

/// The question given, or all that everybody may want to move; and the setting in which they are asked.
fn asked(session: &Session, args: &Levers) -> Result<(Vec<Question>, Setting), Failure> {
    let model = session.model;
    let texts = args.question.clone().map_or_else(|| about_everybody(model), |question| vec![question]);
    let questions = super::ask::given(model, &texts, args.output)?;
    let Some(first) = questions.first() else { return Err(Failure::shown(Exit::Usage)) };
    let setting = levers::setting_of(session, first).map_err(Failure::usage)?;
    Ok((questions, setting))
}

fn about_everybody(model: &Model) -> Vec<String> {
    let values = model.actors.iter().map(|actor| format!("value of play to {}", actor.name));
    let outcomes = model.outcomes.iter().map(|outcome| format!("P({})", outcome.name));
    values.chain(outcomes).collect()
}
