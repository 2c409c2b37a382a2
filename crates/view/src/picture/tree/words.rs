//! A tree in words and figures: what is told at a node, the outline, the table.
//!
//! In: [`Tree`]. Out: sentences, a document, data.

use super::{Kind, Node, Tree};
use crate::document::{Block, Document};
use crate::picture::frame::twin as framed;
use crate::picture::{Cell, Data};
use crate::words;

/// Gains of more actors than this are left to the data.
const MOST_ACTORS: usize = 4;
/// A move that loses no more than this share of what is at stake is as good as the best.
const LOSS: f64 = 1e-6;

/// The outcomes of an end: "a deal that is kept", or each with its share.
pub(super) fn outcomes(tree: &Tree, outcomes: &[(usize, f64)]) -> String {
    let name = |outcome: usize| tree.outcomes.get(outcome).map_or("", String::as_str);
    match outcomes {
        [(only, share)] if *share >= 1.0 - 1e-12 => name(*only).to_owned(),
        several
            if tree.public
                && several.iter().all(|(_, share)| *share == several[0].1)
                && several.len() > 1 =>
        {
            let names: Vec<String> = several.iter().map(|(outcome, _)| name(*outcome).to_owned()).collect();
            words::list(&names, "or")
        }
        several => {
            let one =
                |(outcome, share): &(usize, f64)| format!("{} {}", name(*outcome), words::share(*share));
            several.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

/// What each actor gains: "Russia 0.57 · US 0.68".
pub(super) fn gains(tree: &Tree, values: &[f64]) -> String {
    let one = |(name, value): (&String, &f64)| format!("{name} {}", words::plain(*value));
    tree.actors.iter().zip(values).take(MOST_ACTORS).map(one).collect::<Vec<_>>().join(" · ")
}

/// What is told of a node when it is pointed at.
pub(super) fn at_node(tree: &Tree, node: &Node) -> String {
    let name = |actor: usize| tree.actors.get(actor).map_or("", String::as_str);
    let mut parts = Vec::new();
    match &node.kind {
        Kind::Decision { actor, decision, set, seen, belief } => {
            parts.push(format!("{} chooses {decision}", name(*actor)));
            if !tree.public {
                let seen = if seen.is_empty() { "nothing" } else { seen };
                parts.push(format!("it has seen {seen}"));
            }
            match belief {
                Some(belief) => parts.push(format!("it takes this to be so with {}", words::share(*belief))),
                None if tree.public => {}
                None => parts.push("how likely it takes this to be is not pinned down".to_owned()),
            }
            if !tree.public {
                parts.push(format!("information set {} of {}", set.1, name(*actor)));
            }
        }
        Kind::Chance { what } => {
            parts.push(if what.is_empty() { "chance".to_owned() } else { format!("chance: {what}") })
        }
        Kind::End { outcomes: here } => parts.push(match outcomes(tree, here).as_str() {
            "" => "the end".to_owned(),
            what => format!("the end: {what}"),
        }),
        Kind::Folded { moves, situations, best } => {
            let counted = words::plural(*moves, "move");
            parts.push(format!("{counted} not drawn, {} situations", situations));
            if let Some((actor, value)) = best {
                parts.push(format!("at best worth {} to {}", words::plain(*value), name(*actor)));
            }
        }
    }
    parts.push(format!("comes about with {}", words::share(node.reach)));
    if let Some(worth) = &node.worth {
        let mover = name(worth.actor);
        let before = node.parent.and_then(|parent| tree.nodes.get(parent)).map(|before| &before.kind);
        let what = match before {
            Some(Kind::Decision { decision, .. }) => format!("{decision} {}", words::neat(&node.label)),
            _ => words::neat(&node.label),
        };
        let loses = worth.loss > LOSS * worth.value.abs().max((worth.value + worth.loss).abs());
        let short = if loses {
            format!(", {} less than its best move", words::plain(worth.loss))
        } else {
            String::new()
        };
        parts.push(format!("{what} is worth {} to {mover}{short}", words::plain(worth.value)));
    }
    if !node.values.is_empty() && !matches!(node.kind, Kind::Folded { .. }) {
        parts.push(format!("expected gains: {}", gains(tree, &node.values)));
    }
    parts.join("; ")
}

/// The tree in a sentence or two.
pub(super) fn described(tree: &Tree) -> String {
    let line: Vec<&str> =
        tree.nodes.iter().skip(1).filter(|node| node.main).map(|node| node.label.as_str()).collect();
    let line: Vec<&str> = line.into_iter().filter(|label| !label.is_empty()).collect();
    format!(
        "A tree with {} of {} situations. The likeliest line: {}.",
        tree.nodes.len(),
        tree.all,
        if line.is_empty() { "none".to_owned() } else { line.join(", ") }
    )
}

/// The tree as an outline.
pub(super) fn twin(tree: &Tree) -> Document {
    let mut depth: Vec<usize> = Vec::with_capacity(tree.nodes.len());
    let mut lines = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let level = node.parent.and_then(|parent| depth.get(parent)).map_or(0, |before| before + 1);
        depth.push(level);
        // Blanks that are not filled away.
        let indent = "\u{a0}\u{a0}".repeat(level);
        let what = match &node.kind {
            Kind::Decision { actor, decision, .. } => {
                format!("{} chooses {decision}", tree.actors.get(*actor).map_or("", String::as_str))
            }
            Kind::Chance { what } if what.is_empty() => "chance".to_owned(),
            Kind::Chance { what } => what.clone(),
            Kind::End { outcomes: here } => {
                let parts = [outcomes(tree, here), gains(tree, &node.values)];
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
            }
            Kind::Folded { situations, best, .. } => {
                let best = best.map_or_else(String::new, |(actor, value)| {
                    format!(
                        ", at best {} to {}",
                        words::plain(value),
                        tree.actors.get(actor).map_or("", String::as_str)
                    )
                });
                format!("{} not drawn{best}", words::plural(*situations as usize, "situation"))
            }
        };
        let star = if node.main { "* " } else { "" };
        lines.push(if node.parent.is_none() {
            format!("{indent}{what}")
        } else {
            format!("{indent}{star}{} {}: {what}", node.label, words::share(node.probability))
        });
    }
    let heading = if tree.public { "PUBLIC TREE" } else { "GAME TREE" };
    framed(heading, &tree.caption, vec![Block::Lines(lines)], &["* the likeliest line".to_owned()])
}

pub(super) fn data(tree: &Tree) -> Data {
    let mut data = Data::new(&[
        "entry",
        "parent",
        "node",
        "kind",
        "actor",
        "what",
        "information_set",
        "belief",
        "label",
        "probability",
        "reach",
        "main",
        "situations",
        "worth",
        "loss",
    ]);
    data.columns.extend(tree.actors.iter().map(|actor| format!("value_{actor}")));
    for (at, node) in tree.nodes.iter().enumerate() {
        let name = |actor: &usize| Cell::text(tree.actors.get(*actor).map_or("", String::as_str));
        let (kind, actor, what, set, belief) = match &node.kind {
            Kind::Decision { actor, decision, set, belief, .. } => (
                "decision",
                name(actor),
                decision.clone(),
                Cell::Number(f64::from(set.1)),
                Cell::maybe(*belief),
            ),
            Kind::Chance { what } => ("chance", Cell::Empty, what.clone(), Cell::Empty, Cell::Empty),
            Kind::End { outcomes: here } => {
                ("end", Cell::Empty, outcomes(tree, here), Cell::Empty, Cell::Empty)
            }
            Kind::Folded { best, .. } => {
                let actor = best.as_ref().map_or(Cell::Empty, |(actor, _)| name(actor));
                ("folded", actor, String::new(), Cell::Empty, Cell::Empty)
            }
        };
        let situations = match &node.kind {
            Kind::Folded { situations, .. } => *situations as f64,
            _ => 1.0,
        };
        let mut row = vec![
            Cell::Number(at as f64),
            node.parent.map_or(Cell::Empty, |parent| Cell::Number(parent as f64)),
            Cell::Number(f64::from(node.number)),
            Cell::text(kind),
            actor,
            Cell::text(what),
            set,
            belief,
            Cell::text(node.label.clone()),
            Cell::Number(node.probability),
            Cell::Number(node.reach),
            Cell::Truth(node.main),
            Cell::Number(situations),
            Cell::maybe(node.worth.map(|worth| worth.value)),
            Cell::maybe(node.worth.map(|worth| worth.loss)),
        ];
        row.extend((0..tree.actors.len()).map(|actor| Cell::maybe(node.values.get(actor).copied())));
        data.rows.push(row);
    }
    data
}
