//! Why a point has no game, in the words of the model: what goes wrong, at which values, in which story.
//!
//! In: a compiled game, a setting, and what its numbers say is wrong. Out: a sentence.

use standoff_compile::undefined::{fault, shown};
use standoff_compile::{Compiled, Event, LabelNumbers, tell};
use standoff_game::dag::ExprId;
use standoff_game::dag::eval::Program;
use standoff_game::numbers::Undefined;
use standoff_game::structure::Node;
use standoff_model::ir::Model;
use standoff_syntax::number::show;

use crate::session::Setting;

/// More parameters than this are not listed.
const MOST_PARAMETERS: usize = 6;

/// The sentence, without a full stop.
pub(crate) fn sentence(model: &Model, compiled: &Compiled, setting: &Setting, what: Undefined) -> String {
    match what {
        Undefined::Chance { row } => chance(model, compiled, setting, row),
        Undefined::Payoff { row, player } => payoff(model, compiled, setting, row, usize::from(player)),
    }
}

fn chance(model: &Model, compiled: &Compiled, setting: &Setting, row: u32) -> String {
    let structure = &compiled.structure;
    let entries = &structure.chance[structure.chance_row(row)];
    let point = setting.point();
    let numbers = Program::new(&compiled.dag, entries).evaluate(&point);
    // Rows of folded lotteries stand at no node.
    let node = (0..structure.node_count()).find(|&node| structure.node(node) == Node::Chance(row));
    let of = node
        .and_then(|node| drawn(model, compiled, node))
        .map_or_else(String::new, |name| format!(" of `{name}`"));
    let place = values(model, compiled, setting, entries) + &story(model, compiled, setting, node);
    match entries.iter().find_map(|&entry| fault(&compiled.dag, entry, &point)) {
        Some(fault) => {
            format!("one of the probabilities{of} is not a finite number at this setting{place}: {fault}")
        }
        None => {
            let numbers: Vec<String> = numbers.into_iter().map(shown).collect();
            format!(
                "the probabilities{of} come to {} at this setting{place}; they lie between 0 and 1 and sum to 1",
                numbers.join(", ")
            )
        }
    }
}

fn payoff(model: &Model, compiled: &Compiled, setting: &Setting, row: u32, player: usize) -> String {
    let structure = &compiled.structure;
    let players = usize::from(structure.players);
    let entry = structure.payoff[row as usize * players + player];
    let point = setting.point();
    let own: Vec<ExprId> = structure.payoff.iter().skip(player).step_by(players).copied().collect();
    let everywhere = Program::new(&compiled.dag, &own).evaluate(&point).iter().all(|gain| !gain.is_finite());
    // Where it is so in every story, none of them explains it.
    let node =
        (0..structure.node_count()).find(|&node| !everywhere && structure.node(node) == Node::Terminal(row));
    let actor = model.actors.get(player).map_or("somebody", |actor| &actor.name);
    let place = values(model, compiled, setting, &[entry]) + &story(model, compiled, setting, node);
    let fault = fault(&compiled.dag, entry, &point).map_or_else(String::new, |fault| format!(": {fault}"));
    format!("what {actor} gains is not a finite number at this setting{place}{fault}")
}

/// ` (cost is 0.5, p is 30%)`: the parameters that some numbers depend on.
fn values(model: &Model, compiled: &Compiled, setting: &Setting, entries: &[ExprId]) -> String {
    let mut numbers: Vec<u32> = entries.iter().flat_map(|&entry| compiled.dag.parameters_of(entry)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let word = |&number: &u32| {
        let (parameter, value) =
            (model.parameters.get(number as usize)?, setting.parameters.get(number as usize)?);
        Some(format!("{} is {}", parameter.name, show(value, parameter.percent)))
    };
    let mut words: Vec<String> = numbers.iter().take(MOST_PARAMETERS).filter_map(word).collect();
    if words.is_empty() {
        return String::new();
    }
    if numbers.len() > MOST_PARAMETERS {
        words.push("…".to_owned());
    }
    format!(" ({})", words.join(", "))
}

/// ` in a story in which A chooses 0 at share`.
fn story(model: &Model, compiled: &Compiled, setting: &Setting, node: Option<usize>) -> String {
    let numbers = LabelNumbers::at(&setting.parameters);
    let told = node.map(|node| compiled.names(model, &numbers).story(node)).unwrap_or_default();
    if told.is_empty() {
        String::new()
    } else {
        format!(" in a story in which {}", tell::sentence(model, &told))
    }
}

/// What is drawn at a node.
fn drawn<'m>(model: &'m Model, compiled: &Compiled, node: usize) -> Option<&'m str> {
    let child = compiled.structure.children(node).next()?;
    compiled.stories.events(child).iter().find_map(|event| match event {
        Event::Set { thing, .. } => model.things.get(thing.0 as usize).map(|thing| thing.name.as_str()),
        _ => None,
    })
}
