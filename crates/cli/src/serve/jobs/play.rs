//! A round from one actor's chair, played anew from its seed with every choice.
//!
//! In: an actor, a seed, the labels chosen so far. Out: what the actor has seen, what it may believe and what it can choose; at the end the
//! debrief.

use serde::Serialize;
use serde_json::Value;
use standoff::ask::play::{Round, Turn};
use standoff::ask::{Session, Solved};
use standoff::json::from_play::play_document;
use standoff::json::play::{BeliefPart, DebriefPart, EndPart, JudgedPart, PlayDocument, TurnPart};
use standoff::model::ir::ActorId;
use standoff::solve::solution::Status;
use standoff::view::document::{Align, Block, Document, Step, Table};
use standoff::view::{html, words};

use super::answer::LEVEL;
use super::value;
use crate::serve::command;
use crate::serve::lanes::Out;
use crate::serve::protocol::Subject;
use crate::serve::reading::Desk;

/// Losses below this, as a share of what is expected, are rounding.
const NOTHING: f64 = 1e-7;

#[derive(Serialize)]
struct Shown {
    turn: TurnShown,
    command: String,
}

#[derive(Serialize)]
struct TurnShown {
    seen: Vec<String>,
    believes: Vec<Believed>,
    decision: String,
    labels: Vec<Label>,
}

#[derive(Serialize)]
struct Believed {
    what: String,
    probability: Option<f64>,
}

#[derive(Serialize)]
struct Label {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<String>,
}

/// Who is played, against whom, and how far.
pub(super) struct Chair<'w> {
    pub(super) actor: &'w str,
    pub(super) seed: u64,
    pub(super) lambda: Option<f64>,
    pub(super) moves: &'w [String],
}

pub(super) fn play(
    desk: &Desk,
    of: &Subject,
    Chair { actor, seed, lambda, moves }: Chair,
    out: &Out,
) -> Result<Value, String> {
    if lambda.is_some_and(|lambda| !(lambda.is_finite() && lambda >= 0.0)) {
        return Err("The precision of the others is a number from 0.".to_owned());
    }
    let open = desk.open(&of.text);
    let stopped = || out.is_stopped();
    let limit = desk.server.limits.timeout;
    let (session, job) = desk.begin_erring(&open, &of.setting, lambda, limit, &stopped)?;
    let model = session.model;
    let found = model.actors.iter().position(|known| known.name == actor);
    let id = found.and_then(|at| u16::try_from(at).ok()).map(ActorId);
    let id = id.ok_or_else(|| "There is no such actor.".to_owned())?;
    let solved =
        session.solved(&session.base, &|| job.should_stop()).map_err(|error| job.explain(&error, model))?;
    if solved.solution.status == Status::Stalled {
        let none =
            "No equilibrium was found that passes its test: there is nothing to play against.".to_owned();
        return Err(if job.is_up() { job.up_sentence() } else { none });
    }
    let mut round = Round::begin(model, &solved, id, seed);
    for label in moves {
        choose(&session, &solved, &mut round, label)?;
    }
    let document = play_document(&session, &solved, &round, seed, moves);
    let command = command::play(of, (actor, seed, lambda), moves);
    match (&document.turn, &document.end, &document.debrief) {
        (Some(turn), ..) => value(&Shown { turn: turn_shown(turn), command }),
        (None, Some(end), Some(debrief)) => {
            let debrief = html::fragment(&debriefing(&document, end, debrief, solved.errs()), LEVEL);
            Ok(serde_json::json!({ "debrief": debrief, "command": command }))
        }
        _ => Err("The round has neither a turn nor an end.".to_owned()),
    }
}

fn choose(session: &Session, solved: &Solved, round: &mut Round, label: &str) -> Result<(), String> {
    let Turn::Choose(choice) = round.turn() else { return Err("The round is over already.".to_owned()) };
    let names: Vec<String> =
        choice.labels.iter().map(|&at| solved.names(session.model).label(choice.decision, at)).collect();
    match names.iter().position(|name| name == label) {
        Some(slot) if round.choose(slot) => Ok(()),
        _ => Err(format!("This is not on offer there; there are {}.", words::list(&names, "and"))),
    }
}

fn turn_shown(turn: &TurnPart) -> TurnShown {
    let known = turn.knows.0.iter().map(|(secret, value)| format!("You know: {secret} is {value}."));
    let is_known =
        |name: &str, value: &str| turn.knows.0.iter().any(|(secret, known)| secret == name && known == value);
    let seen = turn.seen.iter().filter(|(name, value)| !is_known(name, value));
    let believed = |belief: &BeliefPart| {
        let one = |(value, probability): &(String, f64)| Believed {
            what: format!("{} is {value}", belief.secret),
            probability: Some(*probability),
        };
        belief.values.0.iter().map(one).collect::<Vec<_>>()
    };
    TurnShown {
        seen: known.chain(seen.map(|(name, value)| format!("{name} is {value}."))).collect(),
        believes: turn.beliefs.iter().flat_map(believed).collect(),
        decision: turn.decision.clone(),
        labels: turn
            .labels
            .iter()
            .map(|part| Label {
                label: part.label.clone(),
                caption: Some(part.caption.clone()).filter(|caption| *caption != part.label),
            })
            .collect(),
    }
}

fn debriefing(document: &PlayDocument, end: &EndPart, debrief: &DebriefPart, errs: bool) -> Document {
    let mut made = Document::default();
    let mut ended = Vec::new();
    ended.extend(end.caption.as_ref().map(|caption| format!("{}.", words::capital(caption))));
    if !end.after.is_empty() {
        ended.push(format!("Chance decided in the end: {}.", words::list(&pairs(&end.after), "and")));
    }
    let gain = end.gains.get(&document.actor).copied().unwrap_or(f64::NAN);
    ended.push(format!(
        "You gained {}; before anything happened you could expect {}.",
        words::plain(gain),
        words::plain(debrief.expected)
    ));
    made.section("How it ended", vec![Block::Paragraph(ended.join(" ")), gains(end)]);
    let secrets = pairs(&debrief.secrets.0);
    if !secrets.is_empty() {
        let sentence = format!("{}.", words::capital(&words::list(&secrets, "and")));
        made.section("What was hidden", vec![Block::Paragraph(sentence)]);
    }
    let lost: f64 = debrief.moves.iter().map(|judged| judged.loss).sum();
    let together = if debrief.moves.is_empty() {
        "The story was over before you had anything to choose.".to_owned()
    } else if lost > NOTHING {
        format!(
            "Together they gave up {} of what could be expected. Luck made the rest of the difference.",
            words::plain(lost)
        )
    } else {
        "Nothing better was to be had; luck made the difference.".to_owned()
    };
    let steps = debrief.moves.iter().map(|judged| step(judged, debrief, errs)).collect();
    made.section("Your choices", vec![Block::Steps(steps), Block::Paragraph(together)]);
    made
}

fn gains(end: &EndPart) -> Block {
    let rows = end.gains.0.iter().map(|(actor, gain)| vec![actor.clone(), words::plain(*gain)]).collect();
    let head = vec!["who".to_owned(), "gained".to_owned()];
    Block::Table(Table { head, align: vec![Align::Left, Align::Right], rows })
}

fn step(judged: &JudgedPart, debrief: &DebriefPart, errs: bool) -> Step {
    let verdict = if judged.loss > NOTHING {
        format!("that cost you {}: better was {}", words::plain(judged.loss), words::list(&judged.best, "or"))
    } else if errs {
        "nothing was better".to_owned()
    } else if judged.probability > 0.0 {
        "as the equilibrium does".to_owned()
    } else {
        let played: Vec<String> = judged.played.0.iter().map(|(label, _)| label.clone()).collect();
        format!("as good as {}", words::list(&played, "or"))
    };
    let remark = |belief: &BeliefPart| {
        let values: Vec<String> =
            belief.values.0.iter().map(|(value, p)| format!("{value} ({})", words::percent(*p))).collect();
        let truth = debrief.secrets.get(&belief.secret);
        let truth = truth.map_or_else(String::new, |truth| format!("; in truth it was {truth}"));
        format!("You could believe: {} is {}{truth}.", belief.secret, words::list(&values, "or"))
    };
    Step {
        text: format!("{}: you chose {}, {verdict}.", judged.decision, judged.chosen),
        remarks: judged.beliefs.iter().map(remark).collect(),
    }
}

fn pairs(of: &[(String, String)]) -> Vec<String> {
    of.iter().map(|(name, value)| format!("{name} is {value}")).collect()
}
