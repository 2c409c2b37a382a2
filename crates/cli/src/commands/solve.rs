//! `standoff solve FILE`: an equilibrium with its certificate.
//!
//! In: a model. Out: the solution as text, JSON or CSV.

use std::time::Instant;

use standoff::json::from_solution::solution_document;
use standoff::json::parts::TimingPart;
use standoff::solve::solution::Status;

use crate::args::resolved::{Format, Solve};
use crate::exit::{Exit, Failure};
use crate::opening;
use crate::terminal::style::Style;
use crate::terminal::{output, solution, table};
use crate::work::Work;

pub(crate) fn run(args: &Solve) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let model = match opened.model(args.output) {
        Ok(model) => model,
        Err(exit) => return Ok(exit),
    };
    let setting = args.setting.apply(model, args.solving.branch)?;
    let session = opening::session(model, setting, &args.solving, args.lambda);
    let budget = || work.should_stop();

    let started = Instant::now();
    work.progress.doing("building the game");
    let compiled = match session.compiled(&session.base, &budget) {
        Ok(compiled) => compiled,
        Err(error) => return Ok(opened.refuse(&error, &work, args.output)),
    };
    let compile_s = started.elapsed().as_secs_f64();
    opened.say(&compiled.warnings_beyond(&opened.diagnostics), args.output);

    work.progress.doing("solving");
    let started = Instant::now();
    let solved = match session.solved(&session.base, &budget) {
        Ok(solved) => solved,
        Err(error) => return Ok(opened.refuse(&error, &work, args.output)),
    };
    let solve_s = started.elapsed().as_secs_f64();
    work.progress.clear();

    let text = match args.output.format {
        Format::Text => solution::solution(model, &solved, args.lambda, Style::new(args.output.color)),
        Format::Csv => table::csv(&solution::csv_rows(model, &solved)),
        Format::Json => {
            let started = Instant::now();
            let again = standoff::certify(&solved);
            let certify_s = started.elapsed().as_secs_f64();
            if let Err(error) = again {
                return Err(Failure::environment(format!("the solution cannot be certified: {error}")));
            }
            let solve_s = (solve_s - certify_s).max(0.0);
            let timing = TimingPart { read_s: opened.read_s, compile_s, solve_s, certify_s };
            standoff::json::pretty(&solution_document(model, &solved, timing))
        }
    };
    let mut exit = output::print(&text);
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
