//! `standoff report FILE -o page.html`: the brief with its pictures and sliders on one page.
//!
//! In: a model. Out: HTML or Markdown, on standard output or in a file that is there whole or not at all.

use standoff::report::report;
use standoff::solve::solution::Status;
use standoff::view::report::{markdown, page};
use standoff::view::svg::Theme;

use crate::args::report::{Report, ReportFormat};
use crate::exit::{Exit, Failure};
use crate::terminal::output;
use crate::work::Work;
use crate::{files, opening};

pub(crate) fn run(args: &Report) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let session = opened.session(&args.setting, &args.solving, None, args.output)?;
    opened.build(&session, &work, args.output)?;
    work.progress.doing("writing the report");
    let (made, status) = report(&session, &command(args), &work, &|| work.should_stop())
        .map_err(|error| opened.refuse(&error, &work, args.output))?;
    work.progress.clear();
    let text = match args.format {
        ReportFormat::Html => page::write(&made, args.theme),
        ReportFormat::Md => markdown::write(&made),
    };
    let written = match &args.out {
        Some(path) => files::write(path, text.as_bytes()).map(|()| Exit::Done)?,
        None => output::print_bytes(text.as_bytes()),
    };
    Ok(written.and(match status {
        Status::Stalled => Exit::Accuracy,
        Status::VerifiedExact | Status::VerifiedEpsilon => Exit::Done,
    }))
}

/// The command that makes the same page again. It does not say where to: the page is the same everywhere.
fn command(args: &Report) -> String {
    let mut words = vec!["standoff".to_owned(), "report".to_owned()];
    words.extend(super::brief::words(&args.file, &args.setting, &args.solving));
    match args.theme {
        Theme::System => {}
        Theme::Light => words.push("--light".into()),
        Theme::Dark => words.push("--dark".into()),
    }
    words.extend(match args.format {
        ReportFormat::Html => ["-o".to_owned(), "page.html".to_owned()],
        ReportFormat::Md => ["-o".to_owned(), "page.md".to_owned()],
    });
    output::harmless(&words.join(" "))
}
