//! Who surely sees what: guards that a mover cannot judge, and questions that give something away.
//!
//! In: the model and its graph. Out: SD306 (a `when` on something the mover may not have seen) and SD307 (an `if` on
//! something that a mover inside it has not seen). What is surely seen comes from [`super::seen`]; only where that leaves
//! a doubt is a story searched in which the actor has not seen it.

use rustc_hash::{FxHashMap, FxHashSet};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::flow::each_block;
use super::graph::{Graph, NodeId, Step};
use super::reads::{self, Budget};
use super::seen::{Item, Items, tells_apart};
use super::story::{self, Purse, Verdict, Watch};
use super::telling;
use super::words;
use crate::ir::{
    ActorId, Block, Choose, Domain, Expr, ExprKind, Model, SceneId, Stmt, Target, ThingId, ThingKind,
};

/// Expressions visited at most.
const BUDGET: usize = 5_000_000;
/// Actors times nodes times words of items above which this check is left to the building of the game, which is exact.
const WORK: usize = 20_000_000;

/// Conditions around a mover, and movers inside a condition, that are looked at.
const AROUND: usize = 200;

/// What has to be seen by whom.
struct Need<'m> {
    node: NodeId,
    actor: ActorId,
    /// The whole condition.
    expr: &'m Expr,
    /// For an `if`, where the mover inside is asked.
    asked: Option<Span>,
}

/// Reports guards and conditions on unseen things.
pub(super) fn check<'m>(model: &'m Model, graph: &Graph<'m>, purse: &mut Purse, out: &mut Vec<Diagnostic>) {
    let needs = needs(model, graph);
    let mut actors: Vec<ActorId> = needs.iter().map(|need| need.actor).collect();
    actors.sort_unstable();
    actors.dedup();
    if actors.is_empty() {
        return;
    }
    let mut budget = Budget(BUDGET);
    let items = Items::new(model, graph, &mut budget);
    let words = items.numbers.len().div_ceil(64).max(1);
    if words.saturating_mul(graph.nodes.len()).saturating_mul(actors.len()) > WORK {
        return;
    }
    let mut told: FxHashSet<(u32, u32, ActorId, Item)> = FxHashSet::default();
    for actor in actors {
        let seen = items.seen(model, graph, actor, words);
        for need in needs.iter().filter(|need| need.actor == actor) {
            let row = &seen[need.node * words..(need.node + 1) * words];
            for (item, span) in items.unseen(model, graph, (need.node, need.expr), row, &mut budget) {
                if told.contains(&(span.file.0, span.start, actor, item)) {
                    continue;
                }
                if let Some(diagnostic) = report(model, graph, need, item, span, purse) {
                    told.insert((span.file.0, span.start, actor, item));
                    out.push(diagnostic);
                }
            }
        }
    }
}

/// Guards of alternatives, and conditions with movers inside.
fn needs<'m>(model: &'m Model, graph: &Graph<'m>) -> Vec<Need<'m>> {
    let mut movers: FxHashMap<*const Expr, Vec<(ActorId, Span)>> = FxHashMap::default();
    conditions(&model.play, &mut Vec::new(), &mut movers);
    for scene in &model.scenes {
        conditions(&scene.block, &mut Vec::new(), &mut movers);
    }
    let mut needs = Vec::new();
    for (id, node) in graph.nodes.iter().enumerate().rev() {
        if !graph.reached[id] {
            continue;
        }
        match node.step {
            Step::Choose(choose, _) => {
                let guards = choose.alternatives.iter().filter_map(|alternative| alternative.when.as_ref());
                needs.extend(guards.map(|expr| Need { node: id, actor: choose.actor, expr, asked: None }));
            }
            Step::Test(expr) => {
                let asked = movers.get(&std::ptr::from_ref(expr)).into_iter().flatten();
                needs.extend(asked.map(|(actor, span)| Need {
                    node: id,
                    actor: *actor,
                    expr,
                    asked: Some(*span),
                }));
            }
            _ => {}
        }
    }
    needs
}

/// For each condition of an `if`, the actors asked inside its arms; the innermost `if` around a mover is told.
fn conditions<'m>(
    block: &'m Block,
    around: &mut Vec<&'m Expr>,
    movers: &mut FxHashMap<*const Expr, Vec<(ActorId, Span)>>,
) {
    for stmt in &block.stmts {
        match stmt {
            Stmt::Choose(choose) => note(choose, around, movers),
            Stmt::AtOnce(moves, _) => moves.iter().for_each(|choose| note(choose, around, movers)),
            _ => {}
        }
        if let Stmt::If { arms, otherwise, .. } = stmt {
            let depth = around.len();
            for (expr, block) in arms {
                around.push(expr);
                conditions(block, around, movers);
            }
            if let Some(block) = otherwise {
                conditions(block, around, movers);
            }
            around.truncate(depth);
        } else {
            each_block(stmt, &mut |block| conditions(block, around, movers));
        }
    }
}

/// Notes a mover for the conditions around it; of very long chains of conditions the last ones.
fn note(choose: &Choose, around: &[&Expr], movers: &mut FxHashMap<*const Expr, Vec<(ActorId, Span)>>) {
    for expr in around.iter().rev().take(AROUND) {
        let list = movers.entry(std::ptr::from_ref(*expr)).or_default();
        if list.len() < AROUND && !list.iter().any(|(actor, _)| *actor == choose.actor) {
            list.push((choose.actor, choose.span));
        }
    }
}

/// A story that comes to a node without showing a thing to an actor.
struct Blind<'g, 'm> {
    graph: &'g Graph<'m>,
    model: &'m Model,
    node: NodeId,
    actor: ActorId,
    thing: ThingId,
    wanted: Vec<(ThingId, u32)>,
}

impl<'m> Watch<'m> for Blind<'_, 'm> {
    type State = bool;
    fn start(&self) -> bool {
        false
    }
    fn enter(&self, node: NodeId, seen: &bool) -> Verdict {
        if node == self.node && !seen { Verdict::Found } else { Verdict::Go }
    }
    fn pass(&self, node: NodeId, _edge: usize, seen: bool) -> bool {
        match &self.graph.nodes[node].step {
            Step::Secret(secret) if secret.thing == self.thing => secret.seen_by.contains(&self.actor),
            Step::Chance(chance) if chance.thing == self.thing => chance.sight.seen_by.contains(&self.actor),
            Step::Choose(choose, frozen) if choose.thing == self.thing => {
                !frozen && choose.sight.seen_by.contains(&self.actor)
            }
            Step::Shown(moves) => moves
                .iter()
                .find(|choose| choose.thing == self.thing)
                .map_or(seen, |choose| choose.sight.seen_by.contains(&self.actor)),
            Step::Reveal(Stmt::Reveal { value, to, .. }) if to.contains(&self.actor) => {
                let told = reads::only_thing(self.model, value).or_else(|| tells_apart(self.model, value));
                seen || told == Some(self.thing)
            }
            _ => seen,
        }
    }
    fn wanted(&self) -> &[(ThingId, u32)] {
        &self.wanted
    }
}

fn values(model: &Model, thing: ThingId) -> u32 {
    let count = match model.things.get(thing.0 as usize).map(|thing| &thing.domain) {
        Some(Domain::Labels(set)) => {
            model.label_sets.get(set.0 as usize).map_or(0, |labels| labels.names.len())
        }
        Some(Domain::Numbers(numbers)) => numbers.len(),
        _ => 0,
    };
    u32::try_from(count).unwrap_or(0)
}

/// A story in which the actor comes here blind, provided that the value can differ: where it cannot, the place tells it.
fn blind<'m>(
    model: &'m Model,
    graph: &Graph<'m>,
    need: &Need<'m>,
    thing: ThingId,
    purse: &mut Purse,
) -> Option<Option<story::Story>> {
    let mut watch = Blind { graph, model, node: need.node, actor: need.actor, thing, wanted: Vec::new() };
    let count = values(model, thing);
    if count == 0 || count > 64 {
        return story::find(model, graph, &watch, purse).map(Some);
    }
    let mut found = None;
    for value in 0..count {
        watch.wanted = vec![(thing, value)];
        if let Some(story) = story::find(model, graph, &watch, purse) {
            if found.is_some() {
                return Some(found);
            }
            found = Some(story);
        }
    }
    None
}

fn report<'m>(
    model: &'m Model,
    graph: &Graph<'m>,
    need: &Need<'m>,
    item: Item,
    span: Span,
    purse: &mut Purse,
) -> Option<Diagnostic> {
    let actor = words::actor(model, need.actor);
    let kind = |thing: ThingId| model.things.get(thing.0 as usize).map(|thing| thing.kind);
    let (name, reveal, story) = match item {
        Item::Thing(thing) => {
            let searchable = kind(thing) != Some(ThingKind::Now);
            let story = if searchable { blind(model, graph, need, thing, purse)? } else { None };
            (format!("`{}`", words::thing(model, thing)), Some(thing), story)
        }
        Item::Argument(..) => ("this argument of the scene".to_owned(), None, None),
        Item::Shown(_) => return None,
    };
    let mut out = match need.asked {
        None => Diagnostic::error(
            "SD306",
            span,
            format!("what {actor} may do here depends on {name}, which {actor} may not have seen"),
        ),
        Some(asked) => Diagnostic::warning(
            "SD307",
            span,
            format!("being asked here shows {actor} something about {name}, which {actor} may not have seen"),
        )
        .also(asked, format!("{actor} is asked here")),
    };
    if let Item::Argument(scene, k) = item {
        if let Some(place) = given(graph, scene, k) {
            out = out.also(place, "its value is given here");
        }
        out = out.hint(format!("show {actor} before what the argument is computed from, with `reveal`"));
    }
    if let Some(thing) = reveal {
        if let Some((place, text)) = hides(model, graph, thing, need.actor) {
            out = out.also(place, text);
        }
        let name = words::thing(model, thing);
        out = out.hint(match need.asked {
            None if made_at_once(graph, need.node, thing) => {
                "moves made at once do not see each other: put this one after the block".to_owned()
            }
            None => format!("show it before: `reveal {name} to {actor}`; or let the choice not depend on it"),
            Some(_) => {
                format!("if that is meant, say so: `reveal {name} to {actor}`; otherwise ask {actor} outside the `if`")
            }
        });
    }
    if let Some(story) = &story {
        out = telling::mark(graph, story, out);
    }
    Some(out)
}

/// Where an argument of a scene gets a value that depends on the story.
fn given(graph: &Graph<'_>, scene: SceneId, k: u32) -> Option<Span> {
    graph.nodes.iter().rev().find_map(|node| match node.step {
        Step::Divert(divert) if divert.target == Target::Scene(scene) => divert
            .args
            .get(k as usize)
            .filter(|arg| !matches!(arg.kind, ExprKind::Number(_)))
            .map(|arg| arg.span),
        _ => None,
    })
}

/// Whether a mover is asked at once with the one who decides a thing.
fn made_at_once(graph: &Graph<'_>, node: NodeId, thing: ThingId) -> bool {
    matches!(graph.nodes[node].step, Step::Choose(_, true))
        && graph
            .nodes
            .iter()
            .any(|node| matches!(node.step, Step::Choose(choose, true) if choose.thing == thing))
}

/// The line that hides a thing from an actor, and in what words; of several that set a `now` name, the last.
fn hides(model: &Model, graph: &Graph<'_>, thing: ThingId, actor: ActorId) -> Option<(Span, String)> {
    let name = words::thing(model, thing);
    let set_last = graph.nodes.iter().find_map(|node| match node.step {
        Step::Now(set, _, span) if set == thing => Some(span),
        _ => None,
    });
    if let Some(span) = set_last {
        return Some((
            span,
            format!("`{name}` is set here, which {} may not see", words::actor(model, actor)),
        ));
    }
    graph.nodes.iter().rev().find_map(|node| {
        let (seen_by, span) = match node.step {
            Step::Secret(secret) if secret.thing == thing => (&secret.seen_by, secret.span),
            Step::Chance(chance) if chance.thing == thing => (&chance.sight.seen_by, chance.span),
            Step::Choose(choose, _) if choose.thing == thing => (&choose.sight.seen_by, choose.span),
            _ => return None,
        };
        if seen_by.contains(&actor) {
            return None;
        }
        Some((
            span,
            match seen_by.as_slice() {
                [] => format!("nobody sees `{name}`"),
                [one] => format!("only {} sees `{name}`", words::actor(model, *one)),
                many => format!("only {} see `{name}`", words::actors(model, many)),
            },
        ))
    })
}
