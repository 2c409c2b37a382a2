//! All equilibria as HTML, so that the page can show one of them in its tree.
//!
//! In: what was found. Out: a list of groups; each place at which something is played says its information set (`data-set`, as in a tree) and
//! the labels with their probabilities (`data-played`, JSON).

use standoff::ask::answer::{Equilibria, EquilibriumGroup, PlayRow};
use standoff::ask::session::to_f64;
use standoff::model::ir::Model;
use standoff::view::document::{Align, Block, Table};
use standoff::view::html::{blocks, escaped};

use crate::terminal::equilibria::{heading, holds, played, span};
use crate::terminal::figure::counted;

/// Groups that are shown one by one.
const MOST_GROUPS: usize = 20;
/// Places of an equilibrium that are shown.
const MOST_PLACES: usize = 500;

pub(super) fn shown(model: &Model, found: &Equilibria) -> String {
    let mut html = blocks(&[Block::Paragraph(format!("{}.", heading(found)))]);
    if let Some(cut) = found.cut {
        html.push_str(&blocks(&[Block::Paragraph(format!("There may be others: {cut}."))]));
    }
    let groups: String = found.groups.iter().take(MOST_GROUPS).map(|group| one(model, group)).collect();
    html.push_str(&format!("<ol class=\"equilibria\">{groups}</ol>\n"));
    let more = found.groups.len().saturating_sub(MOST_GROUPS);
    if more > 0 {
        html.push_str(&blocks(&[Block::Paragraph(format!(
            "{} more: `standoff ask --json` has them all.",
            counted(more as u64, "group", "groups")
        ))]));
    }
    html
}

fn one(model: &Model, group: &EquilibriumGroup) -> String {
    let outcomes = model.outcomes.iter().zip(&group.outcomes).filter(|(_, share)| to_f64(&share.high) > 0.0);
    let happens = outcomes.map(|(outcome, share)| vec![outcome.caption.clone(), span(share)]);
    let gains = model.actors.iter().zip(&group.values);
    let gains = gains.map(|(actor, value)| vec![format!("gain of {}", actor.name), span(value)]);
    let table = Table {
        head: vec![String::new(), String::new()],
        align: vec![Align::Left, Align::Right],
        rows: happens.chain(gains).collect(),
    };
    let facts = blocks(&[Block::Table(table), Block::Paragraph(format!("{}.", holds(group)))]);
    format!("<li class=\"equilibrium\">{facts}{}</li>\n", example(model, group))
}

/// One of the equilibria of a group, place by place.
fn example(model: &Model, group: &EquilibriumGroup) -> String {
    let Some(rows) = group.profiles.first() else { return String::new() };
    let summary = match group.extreme {
        1 => "Played so".to_owned(),
        many => format!("One of {}, played so", counted(many as u64, "equilibrium", "equilibria")),
    };
    let mut places: Vec<&[PlayRow]> = rows.chunk_by(|a, b| a.infoset == b.infoset).collect();
    places.sort_by_key(|place| !place.first().is_some_and(|row| row.reached));
    let item = |(at, place): (usize, &&[PlayRow])| item(model, place, at < MOST_PLACES);
    let items: String = places.iter().enumerate().map(item).collect();
    format!("<details><summary>{summary}</summary><ul class=\"played\">{items}</ul></details>")
}

/// A place; those that are not shown are for the tree.
fn item(model: &Model, place: &[PlayRow], shown: bool) -> String {
    let Some(first) = place.first() else { return String::new() };
    let actor = model.actors.get(usize::from(first.actor.0)).map_or("", |actor| actor.name.as_str());
    let shares: serde_json::Map<String, serde_json::Value> =
        place.iter().map(|row| (row.label.clone(), to_f64(&row.probability).into())).collect();
    let shares = serde_json::Value::Object(shares).to_string();
    format!(
        "<li data-set=\"{}\" data-played=\"{}\"{}>{}</li>",
        first.infoset,
        escaped(&shares),
        if shown { "" } else { " hidden" },
        if shown { escaped(&format!("{actor}, {}", played(model, place))) } else { String::new() }
    )
}
