//! `standoff solve FILE --method enumerate`: all equilibria, one by one.
//!
//! In: a model or a game. Out: the list as text, JSON or CSV.

use std::time::Instant;

use standoff::compile::LabelNumbers;
use standoff::equilibria::{self, Listing};
use standoff::game::numbers::ExactNumbers;
use standoff::game::structure::Structure;
use standoff::json::equilibria::document;
use standoff::json::from_setting::{model_part, setting_part};
use standoff::json::from_solution::size_part;
use standoff::json::parts::{ModelPart, SettingPart, SizePart, TimingPart};
use standoff::naming::Naming;

use crate::args::resolved::{Format, Solve};
use crate::exit::{Exit, Failure};
use crate::terminal::style::Style;
use crate::terminal::{game_file as report, listing, output, solution, table};
use crate::work::Work;
use crate::{files, game_file, opening};

pub(crate) fn run(args: &Solve) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let style = Style::new(args.output.color);
    if files::is_game(&args.file) {
        let game_file::Opened { file, read_s } =
            game_file::open(&args.file, &args.setting, &args.solving.limits, args.output)?;
        let (found, solve_s) = search(&file.game.structure, &file.exact, &work)?;
        let timing = TimingPart { read_s, solve_s, ..TimingPart::default() };
        let about = (file.model_part(), SettingPart::default(), file.size(), timing);
        return Ok(show(&file.game, &found, &report::title(&file, style), about, args, &work));
    }
    let opened = opening::read(&args.file)?;
    let session = opened.session(&args.setting, &args.solving, None, args.output)?;
    let built = opened.build(&session, &work, args.output)?;
    let (compiled, _, exact) = session
        .numbers(&session.base, &|| work.should_stop())
        .map_err(|error| opened.refuse(&error, &work, args.output))?;
    let Some(exact) = exact else {
        return Err(Failure::usage(
            "a number of this game is irrational, and equilibria are listed in exact numbers",
        ));
    };
    let (found, solve_s) = search(&compiled.structure, &exact, &work)?;
    let model = session.model;
    let timing =
        TimingPart { read_s: opened.read_s, compile_s: built.seconds, solve_s, ..TimingPart::default() };
    let about = (model_part(model), setting_part(model, &session.base), size_part(&compiled), timing);
    let labels = LabelNumbers::at(&session.base.parameters);
    let names = compiled.names(model, &labels);
    Ok(show(&names, &found, &solution::title(model, style), about, args, &work))
}

/// The list, and the seconds it took.
fn search(structure: &Structure, exact: &ExactNumbers, work: &Work) -> Result<(Listing, f64), Failure> {
    work.progress.doing("listing equilibria");
    let started = Instant::now();
    let found = equilibria::list(structure, exact, &mut || work.should_stop())
        .map_err(|error| Failure::usage(format!("equilibria are not listed: {error}")))?;
    work.progress.clear();
    Ok((found, started.elapsed().as_secs_f64()))
}

fn show(
    names: &dyn Naming,
    found: &Listing,
    title: &str,
    (model, setting, size, timing): (ModelPart, SettingPart, SizePart, TimingPart),
    args: &Solve,
    work: &Work,
) -> Exit {
    let text = match args.output.format {
        Format::Text => format!("{title}\n{}", listing::listing(names, found)),
        Format::Csv => table::csv(&listing::csv_rows(names, found)),
        Format::Json => standoff::json::pretty(&document(names, found, model, setting, size, timing)),
    };
    let exit = output::print(&text);
    if found.complete {
        return exit;
    }
    match work.stopped() {
        Some(stop) => {
            output::say_error(stop.sentence());
            exit.and(stop.exit())
        }
        None => {
            output::say_error("the search was cut; what was found is shown");
            exit.and(Exit::Accuracy)
        }
    }
}
