//! `standoff play FILE --as ACTOR`: a round against the equilibrium.
//!
//! In: a model, whose chair, and choices: those of the command line first, then lines of standard input. Out: what that actor may
//! know at each of its decisions, and at the end what its choices cost. With `--json`, where the round stands after the choices given.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, Write};

use standoff::ask::play::{Choice, Round, Turn};
use standoff::ask::{Session, Solved};
use standoff::json::from_play::play_document;
use standoff::model::ir::{ActorId, Model};

use crate::args::resolved::{Format, Play};
use crate::exit::{Exit, Failure};
use crate::opening;
use crate::terminal::output;
use crate::terminal::play as text;
use crate::terminal::style::Style;
use crate::work::Work;

pub(crate) fn run(args: &Play) -> Result<Exit, Failure> {
    let work = Work::new(&args.solving.limits, args.output.quiet);
    let opened = opening::read(&args.file)?;
    let session = opened.session(&args.setting, &args.solving, args.lambda, args.output)?;
    let actor = actor(session.model, &args.actor)?;
    let (solved, _) = opened.solve(&session, None, &work, args.output)?;
    work.progress.clear();
    let seed = args.seed.unwrap_or_else(new_seed);
    let mut round = Round::begin(session.model, &solved, actor, seed);
    let mut made = Vec::new();
    for given in &args.moves {
        let Turn::Choose(choice) = round.turn() else {
            return Err(Failure::usage(format!("the story is over before `--move {given}`")));
        };
        match text::slot(session.model, &solved, &choice, given) {
            Some(slot) => made.push(choose(&session, &solved, &mut round, &choice, slot)),
            None => {
                let offered = text::offered(session.model, &solved, &choice).join(", ");
                return Err(Failure::usage(format!("`{given}` is not on offer there; there are {offered}")));
            }
        }
    }
    if args.output.format == Format::Json {
        let document = play_document(&session, &solved, &round, seed, &made);
        return Ok(output::print(&standoff::json::pretty(&document)));
    }
    let table = Table { args, session: &session, solved: &solved, style: Style::new(args.output.color) };
    Ok(table.play(&mut round, seed, &mut made))
}

/// Where a round is played on a terminal.
struct Table<'a> {
    args: &'a Play,
    session: &'a Session<'a>,
    solved: &'a Solved,
    style: Style,
}

impl Table<'_> {
    fn play(&self, round: &mut Round, seed: u64, made: &mut Vec<String>) -> Exit {
        let model = self.session.model;
        let begun = output::print(&text::opening(model, self.solved, round.actor(), seed, self.style));
        if begun != Exit::Done {
            return begun;
        }
        let mut lines = std::io::stdin().lock().lines();
        let mut told = 0;
        loop {
            let choice = match round.turn() {
                Turn::Over(ended) => {
                    let debrief = round.debrief();
                    let (model, solved) = (model, self.solved);
                    return output::print(&text::closing(model, solved, round, &ended, &debrief, self.style));
                }
                Turn::Choose(choice) => choice,
            };
            let _ = output::print(&text::choice(model, self.solved, &choice, told, self.style));
            told = choice.seen.len();
            let slot = loop {
                // A prompt that cannot be written shows in the reading.
                let _ = write!(std::io::stdout(), "> ").and_then(|()| std::io::stdout().flush());
                let line = match lines.next() {
                    Some(Ok(line)) => line,
                    Some(Err(_)) | None => return self.leave(seed, made),
                };
                match line.trim() {
                    "" => {}
                    "quit" | "exit" => return self.leave(seed, made),
                    "?" | "help" => {
                        let _ = output::print(&text::help(model, self.solved, &choice));
                    }
                    given => match text::slot(model, self.solved, &choice, given) {
                        Some(slot) => break slot,
                        None => {
                            let offered = text::offered(model, self.solved, &choice).join(", ");
                            let _ = output::print(&format!("Not on offer. There are: {offered}.\n"));
                        }
                    },
                }
            };
            made.push(choose(self.session, self.solved, round, &choice, slot));
        }
    }

    /// The round is left; it can be gone on with.
    fn leave(&self, seed: u64, made: &[String]) -> Exit {
        let Play { file, actor, setting, solving, lambda, .. } = self.args;
        let mut words = super::brief::words(file, setting, solving);
        words.extend(lambda.map(|lambda| format!("--lambda {lambda}")));
        let mut command = format!("standoff play {} --as {actor} --seed {seed}", words.join(" "));
        for label in made {
            command.push_str(&format!(" --move {}", super::brief::quoted(label)));
        }
        output::print(&format!("\nLeft before the end. To go on:\n  {command}\n"))
    }
}

/// Makes a choice; returns its label.
fn choose(session: &Session, solved: &Solved, round: &mut Round, choice: &Choice, slot: usize) -> String {
    round.choose(slot);
    let label = choice.labels.get(slot).copied().unwrap_or(0);
    solved.names(session.model).label(choice.decision, label)
}

fn actor(model: &Model, name: &str) -> Result<ActorId, Failure> {
    match model.actors.iter().position(|actor| actor.name == name) {
        Some(at) => Ok(ActorId(at as u16)),
        None => {
            let all: Vec<&str> = model.actors.iter().map(|actor| actor.name.as_str()).collect();
            Err(Failure::usage(format!("there is no actor `{name}`; there are {}", all.join(", "))))
        }
    }
}

/// A round nobody has played: short enough to be written down.
fn new_seed() -> u64 {
    RandomState::new().build_hasher().finish() % 1_000_000
}
