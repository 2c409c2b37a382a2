//! Names that have no value yet where they are used.
//!
//! In: the model and its graph. Out: SD305, each with a story in which the name has no value. A quick pass marks the
//! uses that some path reaches without setting the name, 64 names at a time; only those are searched for a story, so
//! that a use behind the right condition is no error.

use rustc_hash::FxHashSet;
use standoff_syntax::diagnostic::Diagnostic;

use super::evaluated::expressions;
use super::graph::{Graph, NodeId};
use super::reads::{self, Budget, Guards, Read};
use super::story::{self, Purse, Verdict, Watch};
use super::telling;
use super::words;
use crate::ir::{Model, ThingId, ThingKind};

/// Expressions visited at most.
const BUDGET: usize = 10_000_000;
/// Names looked at in one pass.
const LANES: usize = 64;

struct Unset<'m> {
    node: NodeId,
    guards: Guards<'m>,
    setters: FxHashSet<NodeId>,
}

impl<'m> Watch<'m> for Unset<'m> {
    type State = ();
    fn start(&self) -> Self::State {}
    fn enter(&self, node: NodeId, _state: &()) -> Verdict {
        if node == self.node {
            Verdict::Found
        } else if self.setters.contains(&node) {
            Verdict::Stop
        } else {
            Verdict::Go
        }
    }
    fn pass(&self, _node: NodeId, _edge: usize, _state: ()) -> Self::State {}
    fn guards(&self) -> Guards<'m> {
        self.guards.clone()
    }
}

/// Reports every use of a name that may have no value.
pub(super) fn check<'m>(model: &'m Model, graph: &Graph<'m>, purse: &mut Purse, out: &mut Vec<Diagnostic>) {
    let mut setters: Vec<Vec<NodeId>> = vec![Vec::new(); model.things.len()];
    for (id, node) in graph.nodes.iter().enumerate() {
        if let Some(list) = node.step.sets().and_then(|thing| setters.get_mut(thing.0 as usize)) {
            list.push(id);
        }
    }
    let uses = uses(model, graph);
    let mut things: Vec<ThingId> = uses.iter().map(|(_, read)| read.thing).collect();
    things.sort_unstable();
    things.dedup();
    let mut told: FxHashSet<(ThingId, u32, u32)> = FxHashSet::default();
    // For each use, whether some path leaves it unset; uses are sorted by thing.
    let mut next = 0;
    for lanes in things.chunks(LANES) {
        let open = open(graph, lanes, &setters);
        while let Some((node, read)) = uses.get(next) {
            let Ok(lane) = lanes.binary_search(&read.thing) else { break };
            next += 1;
            if open[*node] >> lane & 1 == 0 || told.contains(&(read.thing, read.span.file.0, read.span.start))
            {
                continue;
            }
            let list = setters.get(read.thing.0 as usize).cloned().unwrap_or_default();
            let watch =
                Unset { node: *node, guards: read.guards.clone(), setters: list.iter().copied().collect() };
            let Some(found) = story::find(model, graph, &watch, purse) else { continue };
            told.insert((read.thing, read.span.file.0, read.span.start));
            out.push(report(model, graph, read, &list, &found));
        }
    }
}

/// Which of the things may have no value on entering each node.
fn open(graph: &Graph<'_>, lanes: &[ThingId], setters: &[Vec<NodeId>]) -> Vec<u64> {
    let mut open = vec![0_u64; graph.nodes.len()];
    let mut sets = vec![0_u64; graph.nodes.len()];
    for (lane, thing) in lanes.iter().enumerate() {
        for node in setters.get(thing.0 as usize).into_iter().flatten() {
            sets[*node] |= 1 << lane;
        }
    }
    open[graph.start] = u64::MAX;
    // Smaller numbers come later. The edge back to the next round brings nothing new: what is set stays set.
    for id in (0..graph.nodes.len()).rev() {
        let after = open[id] & !sets[id];
        if after != 0 {
            for edge in &graph.nodes[id].edges {
                open[edge.to] |= after;
            }
        }
    }
    open
}

/// All uses of names, sorted by name; at an end in the order of the text.
fn uses<'m>(model: &'m Model, graph: &Graph<'m>) -> Vec<(NodeId, Read<'m>)> {
    let mut uses = Vec::new();
    let mut budget = Budget(BUDGET);
    for (id, node) in graph.nodes.iter().enumerate() {
        if !graph.reached[id] {
            continue;
        }
        expressions(model, &node.step, &mut |expr, condition| {
            let guards = condition.and_then(|(condition, truth)| reads::guard(&None, condition, truth));
            let mut found = Vec::new();
            reads::things(model, expr, &guards, &mut budget, &mut found);
            uses.extend(found.into_iter().map(|read| (id, read)));
        });
    }
    uses.sort_by_key(|(node, read)| (read.thing, std::cmp::Reverse(*node)));
    uses
}

fn report<'m>(
    model: &'m Model,
    graph: &Graph<'m>,
    read: &Read<'m>,
    setters: &[NodeId],
    found: &story::Story,
) -> Diagnostic {
    let name = words::thing(model, read.thing);
    let message = format!("`{name}` has no value here{}", telling::in_which(model, graph, found));
    let kind = model.things.get(read.thing.0 as usize).map(|thing| thing.kind);
    let does = match kind {
        Some(ThingKind::Decision) => "is chosen",
        Some(ThingKind::Now) => "is set",
        _ => "is drawn",
    };
    let mut out = Diagnostic::error("SD305", read.span, message);
    let mut places: Vec<_> = setters.iter().map(|node| graph.nodes[*node].step.span()).collect();
    places.sort_unstable_by_key(|span| (span.file, span.start));
    places.dedup();
    if let Some(span) = places.first() {
        let more = if places.len() > 1 { " first" } else { "" };
        out = out.also(*span, format!("`{name}` {does} here{more}"));
    }
    let set_later = kind != Some(ThingKind::Now) && setters.is_empty();
    let hint = if set_later {
        format!("nothing sets `{name}` in play")
    } else if kind == Some(ThingKind::Now) {
        format!("set it before, e.g. at the start of `play`: `now {name} is ...`")
    } else {
        format!("use `{name}` only where it {does}, or behind a condition that makes sure of it")
    };
    telling::mark(graph, found, out.hint(hint))
}
