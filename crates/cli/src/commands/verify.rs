//! `standoff verify FILE PROFILE.json`: what a given profile is worth.
//!
//! In: a model and a profile. Out: regret, gains and beliefs, as text or JSON. Nothing is solved.

use std::time::Instant;

use standoff::ask::Setting;
use standoff::json::from_setting;
use standoff::json::parts::TimingPart;
use standoff::json::profile::ProfileDocument;
use standoff::naming::Naming;
use standoff::solve::solution::Status;
use standoff::verify::{Checked, VerifyError};

use crate::args::resolved::{Format, Method, Solving, Verify};
use crate::exit::{Exit, Failure};
use crate::terminal::figure::{bound, figure};
use crate::terminal::style::Style;
use crate::terminal::table::{Align, columns};
use crate::terminal::{self, output, solution};
use crate::work::Work;
use crate::{files, opening};

use super::game_file;

pub(crate) fn run(args: &Verify) -> Result<Exit, Failure> {
    if files::is_game(&args.file) {
        return game_file::verify(args);
    }
    let work = Work::new(&args.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let model = opened.model(args.output)?;
    let unfit = |sentence: String| Failure::environment(format!("\"{}\": {sentence}", args.profile.name()));
    let document =
        ProfileDocument::parse(&files::bytes(&args.profile, files::LARGEST_PROFILE)?).map_err(unfit)?;
    let made_under = match &document.setting {
        Some(part) => from_setting::setting(model, part).map_err(unfit)?,
        None => Setting::of(model),
    };
    let setting = args.setting.apply_to(model, made_under, None)?;
    let solving = Solving {
        method: Method::Auto,
        branch: None,
        accuracy: args.accuracy,
        iterations: None,
        seed: None,
        limits: args.limits.clone(),
    };
    let session = opening::session(model, setting, &solving, None);

    let budget = || work.should_stop();
    let compile_s = opened.build(&session, &work, args.output)?.seconds;
    work.progress.doing("verifying");
    let started = Instant::now();
    let verified = match standoff::verify(&session, &session.base, &document, args.accuracy, &budget) {
        Ok(verified) => verified,
        Err(VerifyError::Profile(sentence)) => return Err(unfit(sentence)),
        Err(VerifyError::Game(error)) => return Err(opened.refuse(&error, &work, args.output)),
    };
    let certify_s = started.elapsed().as_secs_f64();
    work.progress.clear();

    let text = match args.output.format {
        Format::Json => {
            let timing = TimingPart { read_s: opened.read_s, compile_s, certify_s, ..TimingPart::default() };
            standoff::json::pretty(&verified.document(model, timing))
        }
        Format::Text | Format::Csv => {
            let style = Style::new(args.output.color);
            report(&solution::title(model, style), &verified.names(model), &verified.checked)
        }
    };
    let exit = output::print(&text);
    Ok(exit.and(match verified.checked.status {
        Status::Stalled => Exit::Accuracy,
        Status::VerifiedExact | Status::VerifiedEpsilon => Exit::Done,
    }))
}

/// What a profile is worth, as text.
pub(crate) fn report(title: &str, names: &dyn Naming, verified: &Checked) -> String {
    let certificate = &verified.certificate;
    let mut text = title.to_owned();
    text.push_str(&format!("\n{}\n\n", solution::status(verified.status, certificate, None)));

    let mut rows = vec![
        ["actor", "gain", "could gain by another plan", "as a share of its range"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for (i, actor) in names.players().into_iter().enumerate() {
        let of = |figures: &[f64]| figures.get(i).copied().unwrap_or(f64::NAN);
        let (gain, range) = (of(&certificate.nash), of(&certificate.ranges));
        rows.push(vec![
            actor,
            figure(of(&verified.values)),
            bound(gain),
            bound(if range > 0.0 { gain / range } else { 0.0 }),
        ]);
    }
    text.push_str(&columns(2, &[Align::Left, Align::Right, Align::Right, Align::Right], &rows));

    let mut gain = format!(
        "Largest gain at a single point, under the reported beliefs: {}",
        bound(certificate.sequential)
    );
    if let Some(infoset) = certificate.sequential_at.filter(|_| certificate.sequential > 0.0) {
        gain.push_str(&format!(", of {} at {}", names.actor(infoset), solution::place(names, infoset)));
    }
    let distance = bound(certificate.consistency);
    let mut lines =
        vec![gain, format!("Largest distance of a belief from those of the fully mixed witness: {distance}")];
    let own = verified.status.word();
    if let Some(claimed) = verified.claimed.status.as_deref().filter(|claimed| *claimed != own) {
        let claimed: String = claimed.chars().take(40).collect();
        lines.push(format!("The file says of itself: {}.", output::harmless(&claimed)));
    }
    lines.extend(verified.notes.iter().map(|note| format!("Note: {note}.")));
    text.push('\n');
    text.extend(lines.iter().map(|sentence| terminal::line(sentence)));
    text
}
