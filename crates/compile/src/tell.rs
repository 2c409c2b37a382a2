//! A path through the game told in words.
//!
//! In: events. Out: [`Told`] steps, sentences, and the message that shows two stories side by side.

use jiff::civil::Date;
use standoff_game::dag::Dag;
use standoff_game::structure::{NONE, Structure};
use standoff_model::ir::{ActorId, Model, ThingId, ThingKind};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::domain::Domains;
use crate::names::{self, Find};
use crate::stories::{Event, Stories};

/// One step of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who did it; none for chance and secrets.
    pub who: Option<ActorId>,
    /// What was decided or happened.
    pub thing: ThingId,
    /// Its name.
    pub name: String,
    /// Index of the label; [`crate::Cell::COMPUTED`] for `now` names.
    pub index: u32,
    /// The label's name.
    pub label: String,
    /// The label's caption; its name if it has none.
    pub caption: String,
    /// The round of the outermost `repeat`; 0 outside.
    pub round: u32,
    /// The date, if the clock had moved by then.
    pub date: Option<Date>,
}

/// A story as one sentence without a full stop: "Russia.aim is settler, Russia chooses call, US chooses reject".
#[must_use]
pub fn sentence(model: &Model, story: &[Told]) -> String {
    if story.is_empty() {
        return "nothing has happened yet".to_owned();
    }
    let parts: Vec<String> = story.iter().map(|step| clause(model, step)).collect();
    parts.join(", ")
}

fn clause(model: &Model, step: &Told) -> String {
    let round = if step.round == 0 { String::new() } else { format!(" in round {}", step.round) };
    match step.who.and_then(|actor| model.actors.get(usize::from(actor.0))) {
        Some(actor) => format!("{} chooses {} at {}{round}", actor.name, step.label, step.name),
        None => format!("{} is {}{round}", step.name, step.label),
    }
}

/// All events from the start to a node.
pub(crate) fn events_to(structure: &Structure, stories: &Stories, node: usize) -> Vec<Event> {
    let mut path = vec![node];
    let mut at = node;
    while let Some(&parent) = structure.parent.get(at)
        && parent != NONE
    {
        at = parent as usize;
        path.push(at);
    }
    path.iter().rev().flat_map(|&node| stories.events(node)).copied().collect()
}

/// Drops the last setting of a thing and what came after: for a story told up to a decision that left no node.
pub(crate) fn cut_before(events: &mut Vec<Event>, thing: ThingId) {
    let sets = |event: &Event| matches!(event, Event::Set { thing: set, .. } if *set == thing);
    if let Some(at) = events.iter().rposition(sets) {
        events.truncate(at);
    }
}

/// Events as steps; `find` has the numbers that depend on parameters.
pub(crate) fn tell(model: &Model, domains: &Domains, dag: &Dag, find: Find, events: &[Event]) -> Vec<Told> {
    let mut date = None;
    let mut story = Vec::new();
    for event in events {
        match *event {
            Event::Date(now) => date = Some(now),
            Event::Set { thing, round, index, value } => {
                let Some(declared) = model.things.get(thing.0 as usize) else { continue };
                let label = names::value(model, domains, dag, find, value);
                let caption = declared.captions.get(index as usize).cloned().flatten();
                story.push(Told {
                    who: declared.owner.filter(|_| declared.kind == ThingKind::Decision),
                    thing,
                    name: declared.name.clone(),
                    index,
                    caption: caption.unwrap_or_else(|| label.clone()),
                    label,
                    round,
                    date,
                });
            }
            Event::Scene(_) | Event::Outcome(_) => {}
        }
    }
    story
}

/// The sentence about equal situations with different labels.
pub(crate) fn cannot_tell_apart(model: &Model, actor: ActorId) -> String {
    let name = model.actors.get(usize::from(actor.0)).map_or("the mover", |a| a.name.as_str());
    format!("{name} cannot tell these two situations apart, but may do different things in them")
}

/// The message with both stories, and what differs between them.
pub(crate) fn two_stories(
    model: &Model,
    actor: ActorId,
    span: Span,
    one: &[Told],
    other: &[Told],
) -> Diagnostic {
    let name = model.actors.get(usize::from(actor.0)).map_or("the mover", |a| a.name.as_str());
    let diagnostic = Diagnostic::error("SD320", span, cannot_tell_apart(model, actor))
        .here(format!("in one story: {}", sentence(model, one)))
        .also(span, format!("in the other: {}", sentence(model, other)));
    let differs = one.iter().zip(other).find(|(a, b)| a != b).map(|(a, _)| a.name.clone());
    match differs {
        Some(thing) => diagnostic.hint(format!(
            "the stories part at `{thing}`: let {name} see it, or offer the same labels in both"
        )),
        None => diagnostic.hint(format!("let {name} see what differs, or offer the same labels in both")),
    }
}
