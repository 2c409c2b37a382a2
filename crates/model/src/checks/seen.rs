//! What each actor has surely seen at each step.
//!
//! In: the model and its graph. Out: [`Items`]: for one actor, the things that all stories to a step have shown, found
//! by passes over the graph; what is hidden again by a new value is forgotten.

use rustc_hash::{FxHashMap, FxHashSet};
use standoff_syntax::span::Span;

use super::graph::{Control, Graph, NodeId, Step};
use super::reads::{self, Budget};
use crate::ir::{ActorId, Domain, Expr, ExprKind, Model, SceneId, Stmt, Target, ThingId};

/// Something that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Item {
    Thing(ThingId),
    Argument(SceneId, u32),
    /// A revealed expression, by its shape.
    Shown(u64),
}

/// The items of a model and what each depends on.
pub(super) struct Items {
    pub(super) numbers: FxHashMap<Item, usize>,
    /// For `now` and calls: what has to be seen for each item set at a node.
    from: FxHashMap<(NodeId, usize), Vec<Item>>,
    /// Items of revealed expressions by the things they read.
    shown: FxHashMap<ThingId, Vec<usize>>,
}

impl Items {
    pub(super) fn new(model: &Model, graph: &Graph<'_>, budget: &mut Budget) -> Items {
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
    pub(super) fn seen(&self, model: &Model, graph: &Graph<'_>, actor: ActorId, words: usize) -> Vec<u64> {
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
    pub(super) fn unseen(
        &self,
        model: &Model,
        graph: &Graph<'_>,
        (node, expr): (NodeId, &Expr),
        row: &[u64],
        budget: &mut Budget,
    ) -> Vec<(Item, Span)> {
        let mut found = Vec::new();
        self.walk(model, expr, graph.nodes[node].scene, row, budget, &mut found);
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
pub(super) fn tells_apart(model: &Model, expr: &Expr) -> Option<ThingId> {
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
