//! A round of play in words.
//!
//! In: turns, ends and debriefs as data. Out: text. Nothing here says more than the actor may know, before the end.

use standoff::ask::Solved;
use standoff::ask::play::{Belief, Choice, Debrief, Ended, Judged, Round};
use standoff::compile::tell;
use standoff::model::ir::{ActorId, Model, ThingId};
use standoff::view::words;

use super::style::Style;
use super::{line, output};

/// Losses below this, as a share of the range of payoffs, are none.
const NOTHING: f64 = 1e-7;

/// Who is played, and what for.
pub(crate) fn opening(model: &Model, solved: &Solved, actor: ActorId, seed: u64, style: Style) -> String {
    let name = actor_name(model, actor);
    let others = if solved.errs() {
        "The others err now and then, the more rarely the dearer the error"
    } else {
        "The others play the equilibrium"
    };
    let expected = solved.solution.values.get(usize::from(actor.0)).map_or(0.0, |value| *value);
    let mut text = format!("{}\n", style.heading(&format!("YOU ARE {name}")));
    text.push_str(&line(&format!(
        "{others}. Playing like them you could expect to gain {}. Choose by number or by name; `?` says more. This is round \
         {seed}.",
        words::plain(expected)
    )));
    output::harmless(&text)
}

/// A decision: what is new, what may be believed, what is on offer. `told` of what was seen has been told before.
pub(crate) fn choice(model: &Model, solved: &Solved, choice: &Choice, told: usize, style: Style) -> String {
    let mut text = String::from("\n");
    let seen: Vec<String> =
        choice.seen.iter().skip(told).map(|(name, value)| format!("{name} is {value}")).collect();
    let knows = values(model, solved, &choice.knows);
    if told == 0 && !knows.is_empty() {
        text.push_str(&line(&format!("You know that {}.", words::list(&knows, "and"))));
    }
    // What one knows from the start is among what one has seen.
    let seen: Vec<String> = seen.into_iter().filter(|clause| !knows.contains(clause)).collect();
    if !seen.is_empty() {
        text.push_str(&line(&format!("So far: {}.", seen.join(", "))));
    }
    for sentence in choice.beliefs.iter().map(|belief| believed(model, solved, belief)) {
        text.push_str(&line(&format!("You may believe: {sentence}.")));
    }
    text.push_str(&format!("{}\n", style.heading(&thing(model, choice.decision))));
    for (at, label) in choice.labels.iter().enumerate() {
        let name = name(model, solved, choice.decision, *label);
        let caption = solved.names(model).caption(choice.decision, *label);
        let caption = if caption == name { String::new() } else { format!("   {caption}") };
        text.push_str(&format!("  {}  {name}{caption}\n", at + 1));
    }
    output::harmless(&text)
}

/// What the equilibrium does here.
pub(crate) fn help(model: &Model, solved: &Solved, choice: &Choice) -> String {
    let actions = solved.compiled.structure.actions(choice.infoset);
    let played: Vec<String> = choice
        .labels
        .iter()
        .zip(&solved.solution.profile[actions])
        .filter(|&(_, &p)| p > 0.0)
        .map(|(&label, &p)| format!("{} {}", name(model, solved, choice.decision, label), words::percent(p)))
        .collect();
    let who = if solved.errs() { "somebody who errs like the others" } else { "the equilibrium" };
    let text = line(&format!(
        "In your place {who} plays {}. A number or a name chooses; `quit` leaves, and says how to go on later.",
        words::list(&played, "and")
    ));
    output::harmless(&text)
}

/// The names of the labels on offer.
pub(crate) fn offered(model: &Model, solved: &Solved, choice: &Choice) -> Vec<String> {
    choice.labels.iter().map(|&label| name(model, solved, choice.decision, label)).collect()
}

/// Which of the labels on offer is meant: by name, or else by number from 1.
pub(crate) fn slot(model: &Model, solved: &Solved, choice: &Choice, given: &str) -> Option<usize> {
    let named = offered(model, solved, choice).iter().position(|name| name == given);
    let numbered = || given.parse::<usize>().ok()?.checked_sub(1).filter(|&slot| slot < choice.labels.len());
    named.or_else(numbered)
}

/// The end, what was hidden, and what the choices cost.
pub(crate) fn closing(
    model: &Model,
    solved: &Solved,
    round: &Round,
    ended: &Ended,
    debrief: &Debrief,
    style: Style,
) -> String {
    let mut text = format!("\n{}\n", style.heading("THE END"));
    let outcome = ended.outcome.and_then(|outcome| model.outcomes.get(outcome.0 as usize));
    if let Some(outcome) = outcome {
        text.push_str(&line(&format!("{}.", words::capital(&outcome.caption))));
    }
    let after = values(model, solved, &ended.after);
    if !after.is_empty() {
        text.push_str(&line(&format!("Chance decided in the end: {}.", words::list(&after, "and"))));
    }
    let gain = ended.gains.get(usize::from(round.actor().0)).copied().unwrap_or(f64::NAN);
    text.push_str(&line(&format!(
        "You gained {}; before anything happened you could expect {}.",
        words::plain(gain),
        words::plain(debrief.expected)
    )));
    let secrets = values(model, solved, &debrief.secrets);
    if !secrets.is_empty() {
        text.push_str(&format!("\n{}\n", style.heading("WHAT WAS HIDDEN")));
        text.push_str(&line(&format!("{}.", words::capital(&words::list(&secrets, "and")))));
    }
    if !debrief.moves.is_empty() {
        text.push_str(&format!("\n{}\n", style.heading("YOUR CHOICES")));
        for (at, judged) in debrief.moves.iter().enumerate() {
            text.push_str(&line(&format!("{}  {}", at + 1, verdict(model, solved, judged))));
            for belief in &judged.beliefs {
                let truth = debrief.secrets.iter().find(|(secret, _)| *secret == belief.secret);
                let truth = truth.map(|&(secret, value)| name(model, solved, secret, value));
                let truth = truth.map_or_else(String::new, |truth| format!("; in truth it was {truth}"));
                text.push_str(&line(&format!(
                    "     You could believe: {}{truth}.",
                    believed(model, solved, belief)
                )));
            }
        }
        let lost: f64 = debrief.moves.iter().map(|judged| judged.loss).sum();
        if lost > NOTHING {
            text.push_str(&line(&format!(
                "Together they gave up {} of what could be expected. Luck made the rest of the difference.",
                words::plain(lost)
            )));
        } else {
            text.push_str(&line("Nothing better was to be had; luck made the difference."));
        }
    }
    text.push_str(&format!("\n{}\n", style.heading("THE STORY")));
    let story = tell::sentence(model, &solved.names(model).story(round.node()));
    text.push_str(&line(&format!("{}.", words::capital(&story))));
    output::harmless(&text)
}

fn verdict(model: &Model, solved: &Solved, judged: &Judged) -> String {
    let name = |label: u32| name(model, solved, judged.decision, label);
    let made = format!("{}: you chose {}", thing(model, judged.decision), name(judged.chosen));
    let best: Vec<String> = judged.best.iter().map(|&label| name(label)).collect();
    if judged.loss > NOTHING {
        format!(
            "{made}. That cost you {}: better was {}.",
            words::plain(judged.loss),
            words::list(&best, "or")
        )
    } else if solved.errs() {
        format!("{made}; nothing was better.")
    } else if judged.probability > 0.0 {
        format!("{made}, as the equilibrium does.")
    } else {
        let played: Vec<String> = judged.played.iter().map(|&(label, _)| name(label)).collect();
        format!("{made}, which is as good as {}.", words::list(&played, "or"))
    }
}

/// `Russia.aim is settler (35%), waiter (40%) or feinter (25%)`
fn believed(model: &Model, solved: &Solved, belief: &Belief) -> String {
    let value = |&(value, p): &(u32, f64)| {
        format!("{} ({})", name(model, solved, belief.secret, value), words::percent(p))
    };
    let values: Vec<String> = belief.values.iter().map(value).collect();
    let limit = if belief.limit { ", as far as it can be said of what never happens" } else { "" };
    format!("{} is {}{limit}", thing(model, belief.secret), words::list(&values, "or"))
}

fn values(model: &Model, solved: &Solved, of: &[(ThingId, u32)]) -> Vec<String> {
    of.iter()
        .map(|&(id, index)| format!("{} is {}", thing(model, id), name(model, solved, id, index)))
        .collect()
}

fn name(model: &Model, solved: &Solved, thing: ThingId, index: u32) -> String {
    solved.names(model).label(thing, index)
}

fn thing(model: &Model, id: ThingId) -> String {
    model.things.get(id.0 as usize).map_or_else(String::new, |thing| thing.name.clone())
}

fn actor_name(model: &Model, actor: ActorId) -> String {
    model.actors.get(usize::from(actor.0)).map_or_else(String::new, |actor| {
        if actor.caption == actor.name {
            actor.name.clone()
        } else {
            format!("{} ({})", actor.name, actor.caption)
        }
    })
}
