//! `standoff check FILE...`: messages about the text, and the size and shape of the game.
//!
//! In: models. Out: messages on standard error and a table a model on standard output; or all of it as JSON.

use standoff::ask::AskError;
use standoff::json::diagnostics::{ActorSizePart, DiagnosticsDocument, ModelSizePart, SCHEMA};
use standoff::json::from_diagnostics::diagnostic_parts;
use standoff::json::from_solution::size_part;
use standoff::json::named::Named;
use standoff::model::ir::Model;
use standoff::syntax::diagnostic::{Diagnostic, Severity};

use crate::args::resolved::{Check, Format, Input};
use crate::exit::{Exit, Failure};
use crate::files;
use crate::memory;
use crate::opening::{self, Opened};
use crate::terminal::diagnostics::MOST;
use crate::terminal::figure::{counted, grouped};
use crate::terminal::style::Style;
use crate::terminal::table::{Align, columns};
use crate::terminal::{output, solution};
use crate::work::Work;

pub(crate) fn run(args: &Check) -> Result<Exit, Failure> {
    let work = Work::new(&args.limits, args.output.quiet);
    let mut exit = Exit::Done;
    let mut document = DiagnosticsDocument {
        schema: SCHEMA,
        diagnostics: Vec::new(),
        left_out: 0,
        size: None,
        sizes: Vec::new(),
    };
    let mut text = String::new();
    for input in &args.files {
        if files::is_game(input) {
            match super::game_file::check(input, args) {
                Ok((size, report)) => {
                    document.sizes.push(size);
                    text.push_str(&report);
                }
                Err(failure) => exit = exit.and(output::fail(&failure)),
            }
            continue;
        }
        let mut checked = match check(input, args, &work) {
            Ok(checked) => checked,
            Err(failure) => {
                exit = exit.and(output::fail(&failure));
                continue;
            }
        };
        exit = exit.and(checked.exit);
        work.progress.clear();
        if args.output.format == Format::Json {
            let all: Vec<&Diagnostic> = checked.opened.diagnostics.iter().collect();
            let room = MOST.saturating_sub(document.diagnostics.len()).min(all.len());
            document.diagnostics.extend(diagnostic_parts(&all[..room], &checked.opened.files));
            document.left_out += all.len() - room;
            document.sizes.extend(checked.size.take());
        } else {
            checked.opened.say(&checked.opened.diagnostics, args.output);
            text.push_str(&report(&checked, input, Style::new(args.output.color)));
        }
    }
    if args.output.format == Format::Json {
        if args.files.len() == 1 {
            document.size = document.sizes.pop();
        }
        text = standoff::json::pretty(&document);
    }
    Ok(exit.and(output::print(&text)))
}

struct Checked {
    opened: Opened,
    size: Option<ModelSizePart>,
    exit: Exit,
}

/// Reads a model and builds its game.
fn check(input: &Input, args: &Check, work: &Work) -> Result<Checked, Failure> {
    work.progress.doing(format!("checking {}", input.name()));
    let mut opened = opening::read(input)?;
    let Some(model) = &opened.model else {
        return Ok(Checked { opened, size: None, exit: Exit::Model });
    };
    let setting = args.setting.apply(model, None)?;
    let mut size = None;
    let mut found = Vec::new();
    let mut exit = Exit::Done;
    let solving = crate::args::resolved::Solving {
        method: crate::args::resolved::Method::Auto,
        branch: None,
        accuracy: None,
        iterations: None,
        seed: None,
        limits: args.limits.clone(),
    };
    let session = opening::session(model, setting, &solving, None);
    match session.compiled(&session.base, &|| work.should_stop()) {
        Ok(compiled) => {
            found.extend(compiled.warnings_beyond(&opened.diagnostics));
            let mut part = size_of(model, &compiled, input);
            match session.numbers(&session.base, &|| work.should_stop()) {
                Ok((_, numbers, _)) => {
                    let bytes = memory::bytes(&compiled.structure, &numbers, &args.limits);
                    part.size.solving_bytes = Some(bytes);
                }
                // A setting from the command line may lead to where the model means nothing.
                Err(error) => exit = opened.refuse(&error, work, args.output).exit,
            }
            size = Some(part);
        }
        Err(AskError::Compile(error)) if !error.diagnostics().is_empty() => {
            found.extend(error.diagnostics().iter().cloned());
            exit = Exit::Model;
        }
        Err(error) => exit = opened.refuse(&error, work, args.output).exit,
    }
    drop(session);
    opened.diagnostics.extend(found);
    Ok(Checked { opened, size, exit })
}

fn size_of(model: &Model, compiled: &standoff::compile::Compiled, input: &Input) -> ModelSizePart {
    let mut actors: Vec<ActorSizePart> = vec![ActorSizePart::default(); model.actors.len()];
    for (infoset, info) in compiled.infosets.iter().enumerate() {
        if let Some(actor) = actors.get_mut(usize::from(info.actor.0)) {
            actor.information_sets += 1;
            actor.actions += compiled.structure.actions(infoset).len() as u64;
        }
    }
    let names = model.actors.iter().map(|actor| actor.name.clone());
    ModelSizePart {
        file: input.name(),
        size: size_part(compiled),
        actors: names.zip(actors).collect::<Named<ActorSizePart>>(),
    }
}

fn report(checked: &Checked, input: &Input, style: Style) -> String {
    let count =
        |severity| checked.opened.diagnostics.iter().filter(|d| d.severity == severity).count() as u64;
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut text = format!("{}: ", output::harmless(&input.name()));
    text.push_str(&match (errors, warnings) {
        (0, 0) if checked.exit == Exit::Done => style.good("no errors"),
        (0, 0) => style.bad("the game could not be built"),
        (0, warnings) => counted(warnings, "warning", "warnings"),
        (errors, 0) => style.bad(&counted(errors, "error", "errors")),
        (errors, warnings) => {
            let errors = style.bad(&counted(errors, "error", "errors"));
            format!("{errors}, {}", counted(warnings, "warning", "warnings"))
        }
    });
    text.push('\n');
    let (Some(size), Some(model)) = (&checked.size, &checked.opened.model) else { return text };
    text.push_str(&format!("  {}", solution::title(model, style)));
    let folded = match size.size.unfolded_nodes {
        Some(all) if all != size.size.nodes => {
            format!(" ({} before lotteries at the end are folded)", grouped(all))
        }
        _ => String::new(),
    };
    text.push_str(&format!(
        "  {}{folded}, {} among them\n",
        counted(size.size.nodes, "situation", "situations"),
        counted(size.size.terminals, "end", "ends")
    ));
    text.push_str(&memory::line(&size.size));
    let mut rows = vec![["actor", "information sets", "labels over them"].map(str::to_owned).to_vec()];
    for (name, actor) in &size.actors.0 {
        rows.push(vec![name.clone(), grouped(actor.information_sets), grouped(actor.actions)]);
    }
    text.push_str(&columns(2, &[Align::Left, Align::Right, Align::Right], &rows));
    let of = |what: usize, one, many| counted(what as u64, one, many);
    text.push_str(&format!(
        "  {}, {}, {}, {}\n",
        of(model.parameters.len(), "parameter", "parameters"),
        of(model.secrets.len(), "secret", "secrets"),
        of(model.asks.len(), "question", "questions"),
        of(model.checks.len(), "check", "checks")
    ));
    text
}
