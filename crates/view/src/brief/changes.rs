//! What would change the answer: for every number, moved alone, where the actor in question would act otherwise; where only
//! others would; and the tipping points that the file asks for.
//!
//! In: findings. Out: sentences and a table, the nearest changes first.

use standoff_ask::findings::Findings;
use standoff_ask::regime::{Change, Pairs};
use standoff_ask::sensitivity::{Explored, Sensitivity, Window};
use standoff_model::ir::{Model, ParameterId, Query};

use super::{names, subject, tipping};
use crate::document::{Align, Block, Table};
use crate::words;

/// Changes of the answer, and of others, that are told; further ones are counted.
const MOST: usize = 30;
const MOST_OTHERS: usize = 6;
/// Labels or situations that are named one by one.
const MOST_NAMED: usize = 4;
/// Choices of one window that are told.
const MOST_CHOICES: usize = 2;

/// The blocks.
pub(super) fn blocks(model: &Model, findings: &Findings) -> Vec<Block> {
    let mut blocks = match &findings.sensitivity {
        Some(Explored::Sensitivity(found)) => explored(model, findings, found),
        Some(Explored::TakesLong(query)) => vec![takes_long(model, findings, query)],
        None => Vec::new(),
    };
    blocks.extend(tipping::blocks(model, findings));
    blocks
}

fn explored(model: &Model, findings: &Findings, found: &Sensitivity) -> Vec<Block> {
    let Some(focus) = findings.focus.map(|focus| names::actor(model, focus)) else { return Vec::new() };
    let (answer, others): (Vec<&Window>, Vec<&Window>) =
        found.windows.iter().partition(|window| window.answer);
    let mut blocks = Vec::new();
    if answer.is_empty() {
        let who = if found.left_out.is_empty() && found.unplaced.is_empty() {
            "No number, moved alone anywhere in its range,"
        } else {
            "None of the numbers that were looked at, moved alone anywhere in its range,"
        };
        blocks.push(Block::Paragraph(format!("{who} would make {focus} choose otherwise.")));
    } else {
        let then: Vec<String> =
            answer.iter().take(MOST).map(|window| instead(model, &window.changes, false)).collect();
        let alike = then.iter().all(|text| *text == then[0]);
        let what = if alike { then[0].as_str() } else { "otherwise" };
        let which = if answer.len() == 1 { "this number" } else { "one of these numbers" };
        blocks.push(Block::Paragraph(format!("{focus} would choose {what} if {which} alone were so:")));
        blocks.push(table(model, findings, &answer, !alike));
        if answer.len() > MOST {
            blocks.push(Block::Paragraph(format!("And {} more, further away.", answer.len() - MOST)));
        }
    }
    if !others.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "{focus} would choose as it does now, but others would not, if:"
        )));
        let mut lines: Vec<String> =
            others.iter().take(MOST_OTHERS).map(|window| sentence(model, findings, window)).collect();
        if others.len() > MOST_OTHERS {
            lines.push(format!("and in {} more cases, further away", others.len() - MOST_OTHERS));
        }
        blocks.push(Block::Lines(lines));
    }
    blocks.push(Block::Paragraph(how(model, findings, found)));
    blocks
}

/// One line for each window: the number, where, how much of it is plausible, and what would be chosen.
fn table(model: &Model, findings: &Findings, windows: &[&Window], then: bool) -> Block {
    let rows = windows.iter().take(MOST).map(|window| {
        let mut row = vec![
            names::parameter(model, window.parameter),
            place(model, findings, window),
            words::percent(window.share.clamp(0.0, 1.0)),
        ];
        if then {
            row.push(chosen(model, &window.changes));
        }
        row
    });
    let mut head = vec![String::new(), String::new(), "share".to_owned()];
    let mut align = vec![Align::Left, Align::Left, Align::Right];
    if then {
        head.push("choice".to_owned());
        align.push(Align::Left);
    }
    Block::Table(Table { head, align, rows: rows.collect() })
}

/// "below 28.2% (now 35%)".
fn place(model: &Model, findings: &Findings, window: &Window) -> String {
    let declared = &model.parameters[window.parameter.0 as usize];
    let exact = findings.solved.setting.parameters.get(window.parameter.0 as usize);
    let now = exact.map_or_else(String::new, |now| words::parameter_exact(now, declared.percent));
    let value = exact.map_or(f64::NAN, standoff_ask::session::to_f64);
    let show = |at: f64| words::border(at, value, declared.percent);
    let place = match (window.from, window.to) {
        (None, Some(to)) if show(to) == now => format!("anything below {now}"),
        (Some(from), None) if show(from) == now => format!("anything above {now}"),
        (None, Some(to)) => format!("below {}", show(to)),
        (Some(from), None) => format!("above {}", show(from)),
        (Some(from), Some(to)) => format!("from {} to {}", show(from), show(to)),
        (None, None) => "anywhere".to_owned(),
    };
    format!("{place} (now {now})")
}

/// "none (channel)".
fn chosen(model: &Model, changes: &[Change]) -> String {
    let Some(change) = changes.first() else { return "otherwise".to_owned() };
    let labels: Vec<String> = change.to.iter().map(|label| names::bare(label)).collect();
    let after = last_seen(change).map_or_else(String::new, |seen| format!(", after {seen}"));
    format!("{} ({}{after})", either(&labels), names::thing(model, change.decision))
}

/// "cost of a concrete step below 0.0225 (now 0.04): Russia would choose …".
fn sentence(model: &Model, findings: &Findings, window: &Window) -> String {
    let caption = names::parameter(model, window.parameter);
    let would = if window.changes.is_empty() {
        "what is done after that changes".to_owned()
    } else {
        would(model, &window.changes)
    };
    format!("{caption} {}: {would}", place(model, findings, window))
}

/// "US would choose none instead of probe (channel)".
pub(super) fn would(model: &Model, changes: &[Change]) -> String {
    let mut told = Vec::new();
    let mut before = None;
    for change in changes.iter().take(MOST_CHOICES) {
        let choice = instead(model, std::slice::from_ref(change), true);
        told.push(match before.replace(change.actor) {
            Some(actor) if actor == change.actor => choice,
            _ => format!("{} would choose {choice}", names::actor(model, change.actor)),
        });
    }
    if changes.len() > MOST_CHOICES {
        told.push(format!("{} more choices would change", changes.len() - MOST_CHOICES));
    }
    words::list(&told, "and")
}

/// "none instead of probe (channel)", with the types of which that is so.
fn instead(model: &Model, changes: &[Change], all: bool) -> String {
    let most = if all { MOST_CHOICES } else { 1 };
    let told: Vec<String> = changes
        .iter()
        .take(most)
        .map(|change| {
            let decision = names::thing(model, change.decision);
            let own = format!("{}.", names::actor(model, change.actor));
            let types: Vec<String> = change.types.iter().map(|each| pairs(each, &own)).collect();
            let mut when = String::new();
            if !types.is_empty() {
                when.push_str(&format!(", if its {}", either(&types)));
            }
            if let Some(seen) = last_seen(change) {
                when.push_str(&format!(", after {seen}"));
            }
            let [to, from] = [&change.to, &change.from].map(|labels| played(labels));
            format!("{to} instead of {from} ({decision}{when})")
        })
        .collect();
    if told.is_empty() { "otherwise".to_owned() } else { words::list(&told, "and") }
}

/// The last thing that is seen in the situations in which a choice changes, where it does not change in all.
fn last_seen(change: &Change) -> Option<String> {
    let mut last: Vec<String> = Vec::new();
    for (_, value) in change.seen.iter().filter_map(|seen| seen.last()) {
        let value = names::bare(value);
        if !last.contains(&value) {
            last.push(value);
        }
    }
    (!last.is_empty()).then(|| either(&last))
}

/// What is played: a label, or several at random.
fn played(labels: &[String]) -> String {
    let labels: Vec<String> = labels.iter().map(|label| names::bare(label)).collect();
    match labels.as_slice() {
        [one, other] => format!("sometimes {one}, sometimes {other}"),
        [_, _, ..] => format!("{} at random", either(&labels)),
        _ => either(&labels),
    }
}

/// "aim is waiter, …"; an actor's own secrets without its name.
fn pairs(pairs: &Pairs, own: &str) -> String {
    let word = |(thing, value): &(String, String)| {
        format!("{} is {}", thing.strip_prefix(own).unwrap_or(thing).replace('_', " "), names::bare(value))
    };
    words::list(&pairs.iter().map(word).collect::<Vec<_>>(), "and")
}

/// "a, b or c"; very many are counted.
fn either(items: &[String]) -> String {
    if items.len() <= MOST_NAMED {
        return words::list(items, "or");
    }
    let mut shown: Vec<String> = items.iter().take(MOST_NAMED - 1).cloned().collect();
    shown.push(format!("{} others", items.len() + 1 - MOST_NAMED));
    words::list(&shown, "or")
}

/// How this was found, and what was not looked at.
fn how(model: &Model, findings: &Findings, found: &Sensitivity) -> String {
    let numbers = match found.parameters {
        1 => "One number was moved alone".to_owned(),
        count => format!("{count} numbers were each moved alone"),
    };
    let unseen = "A change that comes and goes within a step is not seen.";
    let mut text = match (found.small_steps, found.steps) {
        (_, 1) => {
            format!(
                "{numbers} to the ends of the range. A change that comes and goes in between is not seen."
            )
        }
        (small, steps) if small > steps => format!(
            "{numbers} through the range, in {small} steps as long as all would choose as they do now and in {steps} beyond. \
             {unseen}"
        ),
        (_, steps) => format!("{numbers} through the range in {steps} steps. {unseen}"),
    };
    if found.windows.iter().any(|window| window.answer) {
        text.push_str(" The share says how much of all that the number may plausibly be lies there.");
    }
    let list = |ids: &[ParameterId]| {
        let named = |id: &ParameterId| model.parameters[id.0 as usize].name.clone();
        let mut names: Vec<String> = ids.iter().take(MOST_NAMED).map(named).collect();
        if ids.len() > MOST_NAMED {
            names.push(format!("{} more", ids.len() - MOST_NAMED));
        }
        words::list(&names, "and")
    };
    if !found.unbounded.is_empty() {
        text.push_str(&format!(" Without a range, and so not moved: {}.", list(&found.unbounded)));
    }
    let mut longer = found.left_out.clone();
    longer.extend(&found.unplaced);
    longer.sort_unstable_by_key(|parameter| parameter.0);
    if let (false, Some(question)) =
        (longer.is_empty(), subject::text(model, &findings.solved, &found.subject))
    {
        text.push_str(&format!(
            " Left to `standoff ask FILE {}`, since it takes longer: {}.",
            tipping_of(&question),
            list(&longer)
        ));
    }
    text
}

fn takes_long(model: &Model, findings: &Findings, query: &Query) -> Block {
    let question = subject::text(model, &findings.solved, query);
    Block::Paragraph(question.map_or_else(String::new, |question| {
        format!(
            "What each number alone would change takes longer to find than a brief may take: `standoff ask FILE {}` finds it \
             for one of them.",
            tipping_of(&question)
        )
    }))
}

/// The question for a tipping point, as a word of a command.
fn tipping_of(question: &str) -> String {
    words::for_shell(&format!("tipping point of {question} over NAME"))
}
