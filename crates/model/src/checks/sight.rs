//! Who surely sees what: guards that a mover cannot judge, and questions that give something away.
//!
//! In: the model and its graph. Out: SD306 (a `when` on something the mover may not have seen) and SD307 (an `if` on
//! something that a mover inside it has not seen). For every actor concerned, the things that all stories to a step
//! have shown to that actor are found by a pass over the graph; what is hidden again by a new value is forgotten.

use rustc_hash::{FxHashMap, FxHashSet};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::flow::each_block;
use super::graph::{Control, Graph, NodeId, Step};
use super::reads::{self, Budget};
use super::story::{self, Purse, Verdict, Watch};
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

/// Something that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Item {
    Thing(ThingId),
    Argument(SceneId, u32),
    /// A revealed expression, by its shape.
    Shown(u64),
}

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
            for (item, span) in items.unseen(model, graph, need, row, &mut budget) {
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

/// The items of a model and what each depends on.
struct Items {
    numbers: FxHashMap<Item, usize>,
    /// For `now` and calls: what has to be seen for each item set at a node.
    from: FxHashMap<(NodeId, usize), Vec<Item>>,
    /// Items of revealed expressions by the things they read.
    shown: FxHashMap<ThingId, Vec<usize>>,
}

impl Items {
    fn new(model: &Model, graph: &Graph<'_>, budget: &mut Budget) -> Items {
        let mut items =
            Items { numbers: FxHashMap::default(), from: FxHashMap::default(), shown: FxHashMap::default() };
        for index in 0..model.things.len() {
            items.add(Item::Thing(ThingId(u32::try_from(index).unwrap_or(u32::MAX))));
        }
        for (id, node) in graph.nodes.iter().enumerate() {
            match node.step {
                Step::Now(thing, expr, _) => {
                    let mut needed = inputs(model, expr, node.scene, budget);
                    let mut control = node.control;
                    for _ in 0..200 {
                        let Some((what, above)) = graph.controls.get(control) else { break };
                        match what {
                            Some(Control::Thing(thing)) => needed.push(Item::Thing(*thing)),
                            Some(Control::Condition(expr)) => {
                                needed.extend(inputs(model, expr, node.scene, budget))
                            }
                            None => break,
                        }
                        control = *above;
                    }
                    let number = items.add(Item::Thing(thing));
                    items.from.insert((id, number), needed);
                }
                Step::Divert(divert) => {
                    if let Target::Scene(scene) = divert.target {
                        for (k, expr) in (0_u32..).zip(&divert.args) {
                            let number = items.add(Item::Argument(scene, k));
                            items.from.insert((id, number), inputs(model, expr, node.scene, budget));
                        }
                    }
                }
                Step::Reveal(Stmt::Reveal { value, .. }) => {
                    let number = items.add(Item::Shown(reads::shape(value).0));
                    for thing in reads::inputs(model, value, budget).things {
                        items.shown.entry(thing).or_default().push(number);
                    }
                }
                _ => {}
            }
        }
        items
    }

    fn add(&mut self, item: Item) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(item).or_insert(next)
    }

    /// What the actor has surely seen on entering each node, `words` words a node.
    fn seen(&self, model: &Model, graph: &Graph<'_>, actor: ActorId, words: usize) -> Vec<u64> {
        let mut seen = vec![u64::MAX; graph.nodes.len() * words];
        seen[graph.start * words..(graph.start + 1) * words].fill(0);
        let mut row = vec![0_u64; words];
        loop {
            let mut changed = false;
            for id in (0..graph.nodes.len()).rev() {
                if !graph.reached[id] {
                    continue;
                }
                row.copy_from_slice(&seen[id * words..(id + 1) * words]);
                self.pass(model, &graph.nodes[id].step, id, actor, &mut row);
                for edge in &graph.nodes[id].edges {
                    let target = &mut seen[edge.to * words..(edge.to + 1) * words];
                    for (old, new) in target.iter_mut().zip(&row) {
                        // Only the edge back to the next round changes what has been passed already.
                        changed |= edge.to > id && *old & *new != *old;
                        *old &= new;
                    }
                }
            }
            if !changed {
                return seen;
            }
        }
    }

    fn set(&self, row: &mut [u64], item: Item, value: bool) {
        if let Some(number) = self.numbers.get(&item) {
            if value {
                row[number / 64] |= 1 << (number % 64);
            } else {
                row[number / 64] &= !(1 << (number % 64));
            }
        }
    }

    fn get(&self, row: &[u64], item: Item) -> bool {
        self.numbers.get(&item).is_some_and(|number| row[number / 64] >> (number % 64) & 1 == 1)
    }

    fn assign(&self, row: &mut [u64], thing: ThingId, value: bool) {
        self.set(row, Item::Thing(thing), value);
        for number in self.shown.get(&thing).into_iter().flatten() {
            row[number / 64] &= !(1 << (number % 64));
        }
    }

    fn pass(&self, model: &Model, step: &Step<'_>, id: NodeId, actor: ActorId, row: &mut [u64]) {
        match step {
            Step::Secret(secret) => self.assign(row, secret.thing, secret.seen_by.contains(&actor)),
            Step::Chance(chance) => self.assign(row, chance.thing, chance.sight.seen_by.contains(&actor)),
            // Inside `at once` nobody sees the moves yet.
            Step::Choose(choose, frozen) => {
                self.assign(row, choose.thing, !frozen && choose.sight.seen_by.contains(&actor));
            }
            Step::Shown(moves) => {
                for choose in *moves {
                    self.set(row, Item::Thing(choose.thing), choose.sight.seen_by.contains(&actor));
                }
            }
            Step::Reveal(Stmt::Reveal { value, to, .. }) if to.contains(&actor) => {
                self.set(row, Item::Shown(reads::shape(value).0), true);
                if let Some(thing) = reads::only_thing(model, value).or_else(|| tells_apart(model, value)) {
                    self.set(row, Item::Thing(thing), true);
                }
            }
            Step::Now(thing, ..) => {
                let number = self.numbers.get(&Item::Thing(*thing)).copied().unwrap_or(usize::MAX);
                let all = self
                    .from
                    .get(&(id, number))
                    .is_some_and(|all| all.iter().all(|item| self.get(row, *item)));
                self.assign(row, *thing, all);
            }
            Step::Divert(divert) => {
                if let Target::Scene(scene) = divert.target {
                    for k in 0..u32::try_from(divert.args.len()).unwrap_or(u32::MAX) {
                        let item = Item::Argument(scene, k);
                        let number = self.numbers.get(&item).copied().unwrap_or(usize::MAX);
                        let needed = self.from.get(&(id, number));
                        let all = needed.is_some_and(|all| all.iter().all(|item| self.get(row, *item)));
                        self.set(row, item, all);
                    }
                }
            }
            _ => {}
        }
    }

    /// The parts of a condition that the actor may not have seen, each once, with where they are used.
    fn unseen(
        &self,
        model: &Model,
        graph: &Graph<'_>,
        need: &Need<'_>,
        row: &[u64],
        budget: &mut Budget,
    ) -> Vec<(Item, Span)> {
        let mut found = Vec::new();
        self.walk(model, need.expr, graph.nodes[need.node].scene, row, budget, &mut found);
        let mut known = FxHashSet::default();
        found.retain(|(item, _)| known.insert(*item));
        found
    }

    fn walk(
        &self,
        model: &Model,
        expr: &Expr,
        scene: Option<SceneId>,
        row: &[u64],
        budget: &mut Budget,
        found: &mut Vec<(Item, Span)>,
    ) {
        if self.get(row, Item::Shown(reads::shape(expr).0)) {
            return;
        }
        if let ExprKind::Let(..)
        | ExprKind::Thing(_)
        | ExprKind::Component(..)
        | ExprKind::Row(_)
        | ExprKind::Argument(_) = expr.kind
        {
            for item in inputs(model, expr, scene, budget) {
                if !self.get(row, item) {
                    found.push((item, expr.span));
                }
            }
            return;
        }
        reads::children(expr, &mut |e| self.walk(model, e, scene, row, budget, found));
    }
}

/// The items that an expression in a scene depends on.
fn inputs(model: &Model, expr: &Expr, scene: Option<SceneId>, budget: &mut Budget) -> Vec<Item> {
    let inputs = reads::inputs(model, expr, budget);
    let mut items: Vec<Item> = inputs.things.into_iter().map(Item::Thing).collect();
    if let Some(scene) = scene {
        items.extend(inputs.arguments.into_iter().map(|k| Item::Argument(scene, k)));
    }
    items
}

/// The thing of two labels that `thing is label` tells completely.
fn tells_apart(model: &Model, expr: &Expr) -> Option<ThingId> {
    use standoff_syntax::ast::BinaryOp;
    let ExprKind::Binary(BinaryOp::Is | BinaryOp::IsNot, left, right) = &expr.kind else { return None };
    let thing = match (&left.kind, &right.kind) {
        (_, ExprKind::Label(..)) => reads::only_thing(model, left)?,
        (ExprKind::Label(..), _) => reads::only_thing(model, right)?,
        _ => return None,
    };
    let Domain::Labels(set) = &model.things.get(thing.0 as usize)?.domain else { return None };
    (model.label_sets.get(set.0 as usize)?.names.len() <= 2).then_some(thing)
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
        Item::Argument(_, k) => (format!("argument {} of this scene", k.saturating_add(1)), None, None),
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
    if let Some(thing) = reveal {
        if let Some((place, text)) = hides(model, graph, thing, need.actor) {
            out = out.also(place, text);
        }
        out = out.hint(match need.asked {
            None => format!(
                "Show it before: `reveal {} to {actor}`; or let the choice not depend on it.",
                words::thing(model, thing)
            ),
            Some(_) => format!(
                "If that is meant, say so: `reveal {} to {actor}`; otherwise ask {actor} outside the `if`.",
                words::thing(model, thing)
            ),
        });
    }
    if let Some(story) = &story {
        out = story::mark(graph, story, out);
    }
    Some(out)
}

/// The line that hides a thing from an actor, and in what words.
fn hides(model: &Model, graph: &Graph<'_>, thing: ThingId, actor: ActorId) -> Option<(Span, String)> {
    let name = words::thing(model, thing);
    graph.nodes.iter().rev().find_map(|node| {
        let (seen_by, span) = match node.step {
            Step::Secret(secret) if secret.thing == thing => (&secret.seen_by, secret.span),
            Step::Chance(chance) if chance.thing == thing => (&chance.sight.seen_by, chance.span),
            Step::Choose(choose, _) if choose.thing == thing => (&choose.sight.seen_by, choose.span),
            Step::Now(set, _, span) if set == thing => {
                return Some((
                    span,
                    format!(
                        "`{name}` is set here, from things that {} may not have seen",
                        words::actor(model, actor)
                    ),
                ));
            }
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
