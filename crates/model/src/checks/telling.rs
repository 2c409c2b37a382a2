//! Tells a story that was found: only the choices that matter to it.
//!
//! In: a graph and a [`Story`]. Out: words, and marks on the conditions it passes.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use standoff_syntax::diagnostic::Diagnostic;

use super::graph::{Fact, Graph, NodeId, Step};
use super::reads::{self, Budget};
use super::story::{Story, Verdict, Watch};
use super::words;
use crate::ir::Model;

/// Most choices told.
const TOLD: usize = 6;
/// Most steps of a story of which it is asked whether they matter; the last ones.
const LOOKED_AT: usize = 50;
/// Longest detour followed for that.
const DETOUR: usize = 200;

/// The steps of a story where another edge may end elsewhere, or come back to the story in another state.
pub(super) fn turns<'m, W: Watch<'m>>(
    graph: &Graph<'m>,
    watch: &W,
    steps: &[(NodeId, usize)],
) -> BTreeSet<usize> {
    // The state of the story on entering each of its nodes, by the last time it does so.
    let mut along: FxHashMap<NodeId, (usize, W::State)> = FxHashMap::default();
    let mut states = Vec::with_capacity(steps.len());
    let mut state = watch.start();
    for (index, (node, edge)) in steps.iter().enumerate() {
        along.insert(*node, (index, state.clone()));
        states.push(state.clone());
        state = watch.pass(*node, *edge, state);
    }
    if let Some(last) = steps.last().and_then(|(node, edge)| graph.nodes.get(*node)?.edges.get(*edge)) {
        along.insert(last.to, (steps.len(), state));
    }
    let mut turns = BTreeSet::new();
    let splits = steps.iter().enumerate().rev().filter(|(_, (node, edge))| {
        let edges = graph.nodes.get(*node).map_or(&[][..], |node| &node.edges);
        edges.iter().any(|other| edges.get(*edge).is_some_and(|taken| other.to != taken.to))
    });
    for (index, (node, _)) in splits.take(LOOKED_AT) {
        if !comes_back(graph, watch, &along, (index, *node), &states[index]) {
            turns.insert(index);
        }
    }
    turns
}

/// Whether all ways from a step of the story come back to it later on, in the same state.
fn comes_back<'m, W: Watch<'m>>(
    graph: &Graph<'m>,
    watch: &W,
    along: &FxHashMap<NodeId, (usize, W::State)>,
    (index, node): (usize, NodeId),
    state: &W::State,
) -> bool {
    let mut seen = FxHashSet::default();
    let mut waiting = vec![(node, state.clone())];
    while let Some((at, state)) = waiting.pop() {
        if let Some((_, own)) = along.get(&at).filter(|(later, _)| *later > index) {
            if *own != state {
                return false;
            }
            continue;
        }
        let edges = graph.nodes.get(at).map_or(&[][..], |node| &node.edges);
        if edges.is_empty() || seen.len() > DETOUR || watch.enter(at, &state) == Verdict::Stop {
            return false;
        }
        for (edge, to) in edges.iter().enumerate() {
            let next = (to.to, watch.pass(at, edge, state.clone()));
            if seen.insert(next.clone()) {
                waiting.push(next);
            }
        }
    }
    true
}

/// The choices that matter in a story: `line is reject and then channel is none`. Empty if nothing matters.
pub(super) fn tell<'m>(model: &'m Model, graph: &Graph<'m>, story: &Story) -> String {
    let mut matter = story.matter.clone();
    for (node, edge) in &story.steps {
        let Some(entry) = graph.nodes.get(*node) else { continue };
        if let Some(Fact::Holds(expr, _)) = entry.edges.get(*edge).map(|edge| edge.fact) {
            matter.extend(reads::inputs(model, expr, &mut Budget(10_000)).things);
        }
    }
    let mut told = Vec::new();
    for (index, (node, edge)) in story.steps.iter().enumerate() {
        let Some(entry) = graph.nodes.get(*node) else { continue };
        let Some(taken) = entry.edges.get(*edge) else { continue };
        let splits = story.turns.contains(&index);
        match (entry.step, taken.fact) {
            (Step::Option(id), Fact::Set(index)) => {
                let option = model.options.get(id.0 as usize);
                let value =
                    option.and_then(|option| option.among.get(index as usize).map(|value| (option, value)));
                let asked = story.steps.iter().any(|(node, edge)| {
                    matches!(graph.nodes.get(*node).and_then(|n| n.edges.get(*edge)).map(|e| e.fact),
                        Some(Fact::Holds(expr, _) | Fact::Takes(_, Some(expr)))
                        if reads::inputs(model, expr, &mut Budget(10_000)).options.contains(&id))
                });
                if let (Some((option, value)), true) = (value, asked) {
                    told.push(format!("option {} is {}", option.name, words::option(model, id, value)));
                }
            }
            (step, Fact::Takes(index, _)) => {
                if let Some(thing) = step.sets()
                    && (splits || matter.contains(&thing))
                {
                    told.push(format!(
                        "{} is {}",
                        words::thing(model, thing),
                        words::label(model, thing, index)
                    ));
                }
            }
            _ => {}
        }
    }
    let skipped = told.len().saturating_sub(TOLD);
    let told = &told[skipped..];
    let dots = if skipped > 0 { "… " } else { "" };
    match told {
        [] => String::new(),
        [one] => format!("{dots}{one}"),
        [first @ .., last] => format!("{dots}{} and then {last}", first.join(", then ")),
    }
}

/// ` in a story in which ...`, or nothing if nothing matters.
pub(super) fn in_which<'m>(model: &'m Model, graph: &Graph<'m>, story: &Story) -> String {
    let told = tell(model, graph, story);
    if told.is_empty() { String::new() } else { format!(" in a story in which {told}") }
}

/// Marks the conditions that a story passes, at most three, the last ones first.
pub(super) fn mark<'m>(graph: &Graph<'m>, story: &Story, mut diagnostic: Diagnostic) -> Diagnostic {
    let mut marked = FxHashSet::default();
    for (node, edge) in story.steps.iter().rev() {
        let Some(Fact::Holds(expr, truth)) =
            graph.nodes.get(*node).and_then(|n| n.edges.get(*edge)).map(|e| e.fact)
        else {
            continue;
        };
        if marked.len() < 3 && marked.insert(expr.span.start) {
            diagnostic = diagnostic.also(expr.span, if truth { "this holds" } else { "this does not hold" });
        }
    }
    diagnostic
}
