//! Model to game: plays through every story of a checked model and writes down a compiled game.
//!
//! | step | file |
//! |---|---|
//! | expressions made ready | `code`, `evaluate`, `operation`, `domain`, `quantile` |
//! | the play as instructions | `program`, `flatten` |
//! | one story at a time, with what each actor has seen | `machine`, `lists`, `secrets` |
//! | all stories, lotteries folded | `enumerate`, `fold` |
//! | what others read | [`compiled`], [`labels`], [`stories`], [`observations`], [`question`], [`tell`] |
//!
//! In: [`Model`] and a [`Setting`]. Out: [`Compiled`]. Solvers are unknown here.

mod code;
pub mod codes;
pub mod compiled;
pub mod distribution;
mod domain;
mod enumerate;
pub mod error;
mod evaluate;
mod flatten;
mod fold;
mod intern;
pub mod labels;
mod lists;
mod machine;
mod names;
pub mod observations;
mod operation;
pub mod outcomes;
mod program;
mod quantile;
pub mod question;
mod secrets;
pub mod setting;
mod size;
pub mod stories;
pub mod tell;
pub mod undefined;
mod value;

use std::sync::Arc;

use standoff_game::dag::Dag;
use standoff_model::ir::Model;
use standoff_syntax::diagnostic::Diagnostic;

pub use compiled::{Compiled, InfosetInfo, Seen, SeenWhat};
pub use error::CompileError;
pub use labels::{LabelNumbers, Names};
pub use setting::{Limits, Setting};
pub use stories::{Event, Lottery, LotteryBranch, Stories, Story};
pub use value::{Cell, Value};

use enumerate::{Enumerated, Enumerator};
use evaluate::Evaluator;
use flatten::Flatten;
use lists::Lists;
use machine::{Machine, Met};
use program::{Mover, Program};

/// Compiles a model under a setting. `budget` is asked now and then whether to stop.
///
/// # Errors
/// [`CompileError::Diagnostics`] if the stories contradict themselves, [`CompileError::TooLarge`] above the limits,
/// [`CompileError::Stopped`] when the budget says so.
pub fn compile(
    model: &Model,
    setting: &Setting,
    limits: &Limits,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Compiled, CompileError> {
    Ok(enumerated(model, setting, limits, false, budget)?.0)
}

/// The game and, if `observing`, what every actor has seen at every node, as ids of lists.
fn enumerated(
    model: &Model,
    setting: &Setting,
    limits: &Limits,
    observing: bool,
    budget: &mut dyn FnMut() -> bool,
) -> Result<(Compiled, Vec<u32>), CompileError> {
    let bound = standoff_model::checks::size::bound(model, &setting.options);
    if let Some(refusal) = bound.refusal() {
        return Err(CompileError::TooLarge { nodes: 0, bytes: 0, diagnostic: Box::new(refusal) });
    }
    if !bound.problems.is_empty() {
        return Err(CompileError::Diagnostics(bound.problems));
    }
    if let Some(diagnostic) = size::surely_too_large(&bound, setting, limits) {
        return Err(CompileError::TooLarge { nodes: 0, bytes: 0, diagnostic: Box::new(diagnostic) });
    }
    let mut eval = Evaluator::new(model, &setting.options, Dag::new(), false).map_err(|d| *d)?;
    eval.define_domains().map_err(|d| *d)?;
    let program = Flatten::run(&mut eval, setting).map_err(|d| *d)?;
    let mut machine = Machine::new(eval, &program).map_err(|d| *d)?;
    let enumerator = Enumerator::new(&mut machine, limits, setting.fold);
    let enumerator = if observing { enumerator.observing() } else { enumerator };
    let mut enumerated = enumerator.run(budget)?;
    let observed = std::mem::take(&mut enumerated.observed);
    Ok((assemble(machine, &program, setting, enumerated), observed))
}

fn assemble(machine: Machine, program: &Program, setting: &Setting, enumerated: Enumerated) -> Compiled {
    let warnings = enumerated.two_dates.iter().map(|&step| two_dates(&machine, program, step)).collect();
    let mut infosets = Vec::with_capacity(enumerated.infosets.len());
    let mut numbers = vec![0u32; machine.eval.model.actors.len()];
    let mut shared: Vec<Option<Arc<[u32]>>> = Vec::new();
    for Met { situation: (at, list), step, labels, .. } in enumerated.infosets {
        let step = &program.steps[step as usize];
        let Mover::Actor(actor, _) = step.mover else { continue };
        let number = &mut numbers[usize::from(actor.0)];
        *number += 1;
        if shared.len() <= labels as usize {
            shared.resize(labels as usize + 1, None);
        }
        let labels = shared[labels as usize].get_or_insert_with(|| machine.labels.get(labels).into()).clone();
        let (thing, place, span) = (step.thing, step.place, step.span);
        infosets.push(InfosetInfo { actor, thing, place, number: *number, labels, span, at, list });
    }
    let mut places = vec![None; machine.eval.model.place_count as usize];
    for step in &program.steps {
        if let Some(place) = places.get_mut(step.place.0 as usize) {
            *place = Some(step.thing);
        }
    }
    let mut lists: Lists = machine.lists;
    lists.finish();
    Compiled {
        structure: enumerated.structure,
        dag: machine.eval.dag,
        stories: enumerated.stories,
        infosets,
        warnings,
        unfolded_nodes: enumerated.unfolded_nodes,
        unfolded_terminals: enumerated.unfolded_ends,
        setting: setting.clone(),
        lists,
        places,
        domains: machine.eval.domains,
    }
}

fn two_dates(machine: &Machine, program: &Program, step: u32) -> Diagnostic {
    let model = machine.eval.model;
    let step = &program.steps[step as usize];
    let thing = model.things.get(step.thing.0 as usize).map_or("this", |t| t.name.as_str());
    let who = match step.mover {
        Mover::Actor(actor, _) => {
            model.actors.get(usize::from(actor.0)).map_or("the mover", |a| a.name.as_str())
        }
        _ => "the mover",
    };
    let message = format!("{who} can face `{thing}` at two dates without having seen why");
    Diagnostic::warning("SD310", step.span, message)
        .hint("nobody observes the clock itself: reveal what makes the difference, or date this step")
}
