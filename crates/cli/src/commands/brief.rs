//! `standoff FILE`: the brief, for people.
//!
//! In: a model. Out: text for the terminal.

use std::time::Instant;

use standoff::solve::cfr::Variant;
use standoff::solve::solution::Status;
use standoff::view::brief::Imprint;

use crate::args::resolved::{Brief, Changes, Input, Solving};
use crate::exit::{Exit, Failure};
use crate::terminal::{self, output};
use crate::work::Work;
use crate::{files, opening};

pub(crate) fn run(args: &Brief) -> Result<Exit, Failure> {
    if files::is_game(&args.file) {
        return super::game_file::brief(args);
    }
    let started = Instant::now();
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let session = opened.session(&args.setting, &args.solving, None, args.output)?;
    work.progress.doing("solving");
    let findings = standoff::ask::findings::gather(&session, &work, &|| work.should_stop())
        .map_err(|error| opened.refuse(&error, &work, args.output))?;
    work.progress.clear();
    let imprint = Imprint {
        command: output::harmless(&command(args)),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seconds: started.elapsed().as_secs_f64(),
    };
    let document = standoff::view::brief::brief(session.model, &findings, &imprint);
    let text = standoff::view::text::render(&document, terminal::width(), args.output.color);
    let exit = output::print(&text);
    Ok(exit.and(match findings.solved.solution.status {
        Status::Stalled => Exit::Accuracy,
        Status::VerifiedExact | Status::VerifiedEpsilon => Exit::Done,
    }))
}

/// The command that prints the same brief again.
fn command(args: &Brief) -> String {
    let mut all = vec!["standoff".to_owned()];
    all.extend(words(&args.file, &args.setting, &args.solving));
    all.join(" ")
}

/// The words of a command that name a model, a setting and a way to solve.
pub(super) fn words(file: &Input, setting: &Changes, solving: &Solving) -> Vec<String> {
    let mut words = vec![match file {
        Input::Stdin => "-".into(),
        Input::File(path) => quoted(&path.to_string_lossy()),
    }];
    let mut flag = |name: &str, value: String| words.extend([name.to_owned(), value]);
    for (name, value) in &setting.parameters {
        flag("--set", quoted(&format!("{name}={value}")));
    }
    for (name, value) in &setting.options {
        flag("--option", quoted(&format!("{name}={value}")));
    }
    if let Some(name) = &setting.opinions {
        flag("--opinions", quoted(name));
    }
    if let Some(name) = &setting.variant {
        flag("--variant", quoted(name));
    }
    if let Some(branch) = solving.branch {
        flag("--branch", branch.word().into());
    }
    match solving.method {
        crate::args::resolved::Method::Auto => {}
        crate::args::resolved::Method::Qre => flag("--method", "qre".into()),
        crate::args::resolved::Method::Induction => flag("--method", "induction".into()),
        crate::args::resolved::Method::Lp => flag("--method", "lp".into()),
        crate::args::resolved::Method::Cfr(_) => flag("--method", "cfr".into()),
    }
    if let Some(iterations) = solving.iterations {
        flag("--iterations", iterations.to_string());
    }
    if let Some(accuracy) = solving.accuracy {
        flag("--accuracy", accuracy.to_string());
    }
    match solving.method {
        crate::args::resolved::Method::Cfr(Variant::Precise) => words.push("--precise".into()),
        crate::args::resolved::Method::Cfr(Variant::Conform) => words.push("--conform".into()),
        _ => {}
    }
    words
}

pub(crate) use standoff::view::words::for_shell as quoted;
