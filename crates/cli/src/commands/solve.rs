//! `standoff solve FILE`: an equilibrium with its certificate.
//!
//! In: a model. Out: the solution as text, JSON or CSV.

use standoff::json::from_solution::solution_document;
use standoff::solve::solution::Status;

use crate::args::resolved::{Format, Solve};
use crate::exit::{Exit, Failure};
use crate::terminal::style::Style;
use crate::terminal::{output, solution, table};
use crate::work::Work;
use crate::{files, opening};

pub(crate) fn run(args: &Solve) -> Result<Exit, Failure> {
    if args.all {
        return super::enumerate::run(args);
    }
    if files::is_game(&args.file) {
        return super::game_file::solve(args);
    }
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let session = opened.session(&args.setting, &args.solving, args.lambda, args.output)?;
    let model = session.model;
    let (solved, timing) = opened.solve(&session, args.keeping.as_ref(), &work, args.output)?;
    work.progress.clear();

    let mut exit = match args.output.format {
        Format::Text => {
            let style = Style::new(args.output.color);
            output::print(&solution::solution(model, &solved, args.lambda, style))
        }
        Format::Csv => output::print(&table::csv(&solution::csv_rows(model, &solved))),
        Format::Json => {
            let timing = opening::certifying_apart(&solved, timing)?;
            let mut document = solution_document(model, &solved, timing);
            document.setting.lambda = args.lambda;
            output::print_document(&document)
        }
    };
    if solved.solution.status == Status::Stalled {
        match work.stopped() {
            Some(stop) => {
                output::say_error(stop.sentence());
                exit = exit.and(stop.exit());
            }
            None => {
                output::say_error(
                    "the accuracy asked for was not reached; what was found is marked as stalled",
                );
                exit = exit.and(Exit::Accuracy);
            }
        }
    }
    Ok(exit)
}
