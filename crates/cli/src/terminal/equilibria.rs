//! All equilibria as text: what happens in each group, what it is worth, what holds for it, and how it is played.
//!
//! In: an answer as data and the model for names. Out: text.

use standoff::ask::answer::{Equilibria, EquilibriumGroup, Listed, PlayRow, Span};
use standoff::ask::session::to_f64;
use standoff::json::from_answers::marks;
use standoff::model::ir::Model;

use super::answers::{probability, seen_text};
use super::figure::{counted, figure, grouped};
use super::table::{Align, columns};

/// Groups told one by one.
const MOST_GROUPS: usize = 20;
/// Situations of an example told one by one.
const MOST_PLACES: usize = 20;

/// The list, group by group.
pub(crate) fn equilibria(model: &Model, found: &Equilibria, indent: usize) -> String {
    let space = " ".repeat(indent);
    let mut text = format!("{space}{}\n", heading(found));
    if let Some(cut) = found.cut {
        text.push_str(&format!("{space}There may be others: {cut}\n"));
    }
    for (k, group) in found.groups.iter().take(MOST_GROUPS).enumerate() {
        text.push_str(&format!("{space}{}.\n", k + 1));
        text.push_str(&one(model, group, found.listed, indent + 2));
    }
    let more = found.groups.len().saturating_sub(MOST_GROUPS);
    if more > 0 {
        text.push_str(&format!("{space}{} more groups: `--json` has them all\n", grouped(more as u64)));
    }
    text
}

/// How many there are, in one line.
pub(crate) fn heading(found: &Equilibria) -> String {
    let groups = counted(found.groups.len() as u64, "group", "groups");
    match found.listed {
        Listed::Extreme => {
            let whole = if found.complete { "These are all" } else { "Found" };
            format!(
                "{whole}: {} in {}, {groups} by what happens",
                counted(found.extreme as u64, "extreme equilibrium", "extreme equilibria"),
                counted(found.components as u64, "connected set", "connected sets"),
            )
        }
        Listed::Ways => {
            let whole =
                if found.complete { "Every Nash equilibrium happens like one of these" } else { "Found" };
            let ways = counted(found.extreme as u64, "isolated way to play", "isolated ways to play");
            format!("{whole}: {ways}, {groups} by what happens")
        }
    }
}

/// What holds for some equilibrium of a group, in one line.
pub(crate) fn holds(group: &EquilibriumGroup) -> String {
    let words: Vec<String> =
        marks(&group.marks).map(|(name, verdict)| format!("{} {}", in_words(name), verdict.word())).collect();
    words.join("; ")
}

fn one(model: &Model, group: &EquilibriumGroup, listed: Listed, indent: usize) -> String {
    let space = " ".repeat(indent);
    let mut rows = Vec::new();
    let outcomes = model.outcomes.iter().zip(&group.outcomes).filter(|(_, span)| to_f64(&span.high) > 0.0);
    for (k, (outcome, share)) in outcomes.enumerate() {
        let head = if k == 0 { "happens" } else { "" };
        rows.push(vec![head.to_owned(), outcome.name.clone(), span(share)]);
    }
    for (k, (actor, value)) in model.actors.iter().zip(&group.values).enumerate() {
        let head = if k == 0 { "gains" } else { "" };
        rows.push(vec![head.to_owned(), actor.name.clone(), span(value)]);
    }
    let mut text = columns(indent, &[Align::Left, Align::Left, Align::Left], &rows);
    text.push_str(&format!("{space}{}\n", holds(group)));
    let Some(example) = group.profiles.first() else { return text };
    text.push_str(&match (group.extreme, listed) {
        (1, _) => format!("{space}played so:\n"),
        (many, Listed::Ways) => format!("{space}in {many} ways, of which one is played so:\n"),
        (many, Listed::Extreme) => format!(
            "{space}spanned by {}, of which one is played so:\n",
            counted(many as u64, "equilibrium", "equilibria")
        ),
    });
    let mut places: Vec<&[PlayRow]> =
        example.chunk_by(|a, b| (a.decision, &a.seen, a.actor) == (b.decision, &b.seen, b.actor)).collect();
    let mut most = MOST_PLACES;
    if listed == Listed::Ways && places.len() > MOST_PLACES {
        // A way to play is what is done where play comes; the rest keeps everybody on it.
        let comes = |place: &[PlayRow]| place.first().is_some_and(|row| row.reached);
        places.sort_by_key(|place| !comes(place));
        most = places.iter().filter(|place| comes(place)).count().min(MOST_PLACES);
    }
    for place in places.iter().take(most) {
        for line in super::line(&played(model, place)).lines() {
            text.push_str(&format!("{space}{line}\n"));
        }
    }
    let more = places.len().saturating_sub(most);
    if more > 0 {
        text.push_str(&format!(
            "{space}  and so on in {}\n",
            counted(more as u64, "more situation", "more situations")
        ));
    }
    text
}

/// What a mark asks.
fn in_words(mark: &str) -> &str {
    match mark {
        "subgame_perfect" => "subgame perfect",
        "sequentially_rational" => "sequentially rational",
        "intuitive" => "intuitive criterion",
        "d1" => "D1",
        other => other,
    }
}

/// A decision, what its mover has seen, and what it does.
pub(crate) fn played(model: &Model, place: &[PlayRow]) -> String {
    let Some(first) = place.first() else { return String::new() };
    let decision = model.things.get(first.decision.0 as usize).map_or("", |thing| thing.name.as_str());
    let seen =
        if first.seen.is_empty() { String::new() } else { format!(" after {}", seen_text(&first.seen)) };
    let never = if first.reached { "" } else { " (play does not lead there)" };
    let labels: Vec<String> = match place {
        [only] => vec![only.label.clone()],
        several => several
            .iter()
            .map(|row| {
                format!(
                    "{} {}",
                    row.label,
                    probability(to_f64(&row.probability), row.exact.then_some(&row.probability))
                )
            })
            .collect(),
    };
    format!("{decision}{seen}{never}: {}", labels.join(", "))
}

/// A number, or from where to where.
pub(crate) fn span(span: &Span) -> String {
    let (low, high) = (to_f64(&span.low), to_f64(&span.high));
    if span.low == span.high {
        probability(low, span.exact.then_some(&span.low))
    } else {
        format!("{} to {}", figure(low), figure(high))
    }
}
