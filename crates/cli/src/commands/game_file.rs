//! `check`, `solve`, `verify` and the bare file, where the file is an `.efg` or `.nfg`.
//!
//! In: a game without a model. Out: the solution, or what a profile is worth, as text, JSON or CSV.

use std::time::Instant;

use standoff::checkpoint::Identity;
use standoff::json::diagnostics::{ActorSizePart, ModelSizePart};
use standoff::json::named::Named;
use standoff::json::parts::TimingPart;
use standoff::json::profile::ProfileDocument;
use standoff::solve::solution::Status;

use crate::args::resolved::{Brief, Changes, Check, Format, Input, Keeping, Output, Solve, Solving, Verify};
use crate::exit::{Exit, Failure};
use crate::game_file::{self, Opened};
use crate::terminal::style::Style;
use crate::terminal::{game_file as report, output, table};
use crate::work::Work;
use crate::{files, keeping, memory, opening};

/// `standoff solve FILE.efg`
pub(crate) fn solve(args: &Solve) -> Result<Exit, Failure> {
    solved(&args.file, &args.setting, &args.solving, args.lambda, args.keeping.as_ref(), args.output)
}

/// `standoff FILE.efg`: there is no model to brief about, so the solution stands for it.
pub(crate) fn brief(args: &Brief) -> Result<Exit, Failure> {
    solved(&args.file, &args.setting, &args.solving, None, None, args.output)
}

fn solved(
    input: &Input,
    changes: &Changes,
    solving: &Solving,
    lambda: Option<f64>,
    keeping: Option<&Keeping>,
    how: Output,
) -> Result<Exit, Failure> {
    let work = Work::new(&solving.limits, how.quiet);
    let Opened { file, read_s } = game_file::open(input, changes, &solving.limits, how)?;
    let mut request = opening::request(solving, lambda);
    request.branch = solving.branch.unwrap_or_default();
    memory::state(&file.game.structure, &file.numbers, &request, &work, how);
    work.begin();
    let started = Instant::now();
    let solved = match keeping {
        None => file.solve(&request, &mut || work.should_stop()),
        Some(keeping) => {
            let identity = Identity::of(&file.game.structure, &file.numbers, &request);
            keeping::run(keeping, identity, &work, how, |keeper| file.solve(&request, keeper))?
        }
    };
    let solved = solved.map_err(|error| game_file::refuse(&file, &error, &work))?;
    let solve_s = started.elapsed().as_secs_f64();
    work.progress.clear();

    let mut exit = match how.format {
        Format::Text => output::print(&report::solution(&solved, lambda, Style::new(how.color))),
        Format::Csv => output::print(&table::csv(&report::csv_rows(&solved))),
        Format::Json => {
            let started = Instant::now();
            if let Err(error) = solved.certify() {
                return Err(Failure::environment(format!("the solution cannot be certified: {error}")));
            }
            let certify_s = started.elapsed().as_secs_f64();
            let solve_s = (solve_s - certify_s).max(0.0);
            let iterate_s = work.iterated(solved.solution.path.steps);
            let timing = TimingPart { read_s, compile_s: 0.0, solve_s, certify_s, iterate_s };
            output::print_document(&solved.document(timing))
        }
    };
    if solved.solution.status == Status::Stalled {
        let (sentence, ends) = match work.stopped() {
            Some(stop) => (stop.sentence(), stop.exit()),
            None => (
                "the accuracy asked for was not reached; what was found is marked as stalled",
                Exit::Accuracy,
            ),
        };
        output::say_error(sentence);
        exit = exit.and(ends);
    }
    Ok(exit)
}

/// `standoff check FILE.efg`: one file's size and shape, as JSON and as text.
pub(crate) fn check(input: &Input, args: &Check) -> Result<(ModelSizePart, String), Failure> {
    let file = game_file::open(input, &args.setting, &args.limits, args.output)?.file;
    let game = &file.game;
    if let Some(sentence) = game.imperfect_recall().filter(|_| !args.output.quiet) {
        output::say(&output::harmless(&format!(
            "note: {}: {sentence}; it can be converted, but not solved\n",
            input.name()
        )));
    }
    let mut actors = vec![ActorSizePart::default(); game.players.len()];
    for (set, &player) in game.structure.infoset_player.iter().enumerate() {
        if let Some(actor) = actors.get_mut(usize::from(player)) {
            actor.information_sets += 1;
            actor.actions += game.structure.actions(set).len() as u64;
        }
    }
    let actors: Named<ActorSizePart> = game.players.iter().cloned().zip(actors).collect();
    let mut size = file.size();
    size.solving_bytes = Some(memory::bytes(&game.structure, &file.numbers, &args.limits));
    let part = ModelSizePart { file: input.name(), size, actors };
    let report = report::size(&file, &part, Style::new(args.output.color));
    Ok((part, report))
}

/// `standoff verify FILE.efg PROFILE.json`
pub(crate) fn verify(args: &Verify) -> Result<Exit, Failure> {
    let Opened { file, read_s } = game_file::open(&args.file, &args.setting, &args.limits, args.output)?;
    let unfit = |sentence: String| Failure::environment(format!("\"{}\": {sentence}", args.profile.name()));
    let profile =
        ProfileDocument::parse(&files::bytes(&args.profile, files::LARGEST_PROFILE)?).map_err(unfit)?;
    let started = Instant::now();
    if let Some(sentence) = file.game.imperfect_recall() {
        return Err(Failure::usage(format!("{sentence}; the certificate here needs perfect recall")));
    }
    let verified = file.verify(&profile, args.accuracy).map_err(unfit)?;
    let certify_s = started.elapsed().as_secs_f64();
    let text = match args.output.format {
        Format::Json => {
            let timing = TimingPart { read_s, certify_s, ..TimingPart::default() };
            standoff::json::pretty(&verified.document(timing))
        }
        Format::Text | Format::Csv => {
            let title = report::title(&file, Style::new(args.output.color));
            super::verify::report(&title, &file.game, &verified.checked)
        }
    };
    Ok(output::print(&text).and(match verified.checked.status {
        Status::Stalled => Exit::Accuracy,
        Status::VerifiedExact | Status::VerifiedEpsilon => Exit::Done,
    }))
}
