//! Finds one story that does something.
//!
//! In: a graph and a [`Watch`] that follows a story and says when it has been found. Out: a [`Story`] that is possible
//! as far as conditions can be decided, or `None`. Method: a breadth-first search that knows no values; the story found
//! is played through with all values; if a condition contradicts it, the names in that condition are tracked in the
//! next search (counterexample-guided refinement). All work is bounded by a [`Purse`]; when it is empty, `None`.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::rc::Rc;

use num_rational::BigRational;
use num_traits::One;
use rustc_hash::FxHashSet;
use standoff_syntax::ast::BinaryOp;

use super::evaluate::{Outcome, Setting, Value, domain_value, evaluate, option_value};
use super::graph::{Fact, Graph, NodeId, Step};
use super::number::Exact;
use super::reads::{self, Budget, Guards};
use super::telling::turns;
use crate::ir::{Expr, ExprKind, Model, OptionId, ParameterId, ThingId, ThingKind};

/// Most states of one search.
const STATES: usize = 30_000;
/// Most searches for one story.
const REFINEMENTS: usize = 16;
/// Most names tracked at once.
const TRACKED: usize = 16;

/// States that may still be visited by all searches together.
pub(super) struct Purse(pub(super) usize);

/// What a watch says on entering a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Go on.
    Go,
    /// This story cannot do it any more.
    Stop,
    /// This is it, if the guards of the watch hold.
    Found,
}

/// Follows a story.
pub(super) trait Watch<'m> {
    /// What is kept along the story.
    type State: Clone + Eq + Hash;
    /// At the start.
    fn start(&self) -> Self::State;
    /// On entering a node, before anything happens there.
    fn enter(&self, node: NodeId, state: &Self::State) -> Verdict;
    /// What the node does to the state.
    fn pass(&self, node: NodeId, edge: usize, state: Self::State) -> Self::State;
    /// Conditions for the story to count where it is found.
    fn guards(&self) -> Guards<'m> {
        None
    }
    /// Values that things must have where it is found.
    fn wanted(&self) -> &[(ThingId, u32)] {
        &[]
    }
}

/// A story: nodes with the edges taken, up to the node where it is found.
#[derive(Clone, Debug)]
pub(super) struct Story {
    /// In order.
    pub(super) steps: Vec<(NodeId, usize)>,
    /// Things whose values matter for this.
    pub(super) matter: BTreeSet<ThingId>,
    /// Indices of the steps where another way would not have led here alike.
    pub(super) turns: BTreeSet<usize>,
}

/// A name that can be tracked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Name {
    Thing(ThingId),
    Option(OptionId),
    Round(u32),
    Condition(u64),
}

/// The values known in a state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Store(Rc<BTreeMap<Name, Value<Exact>>>);

struct Search<'a, 'm> {
    model: &'m Model,
    graph: &'a Graph<'m>,
    /// Tracked names; `None` for all.
    tracked: Option<BTreeSet<Name>>,
}

struct View<'a> {
    model: &'a Model,
    store: &'a Store,
}

impl Setting<Exact> for View<'_> {
    fn parameter(&self, _id: ParameterId) -> Value<Exact> {
        Value::Unknown
    }
    fn option(&self, id: OptionId) -> Value<Exact> {
        match self.model.options.get(id.0 as usize) {
            Some(option) if option.among.is_empty() => option_value(self.model, id, &option.value),
            _ => self.store.get(Name::Option(id)),
        }
    }
    fn thing(&self, id: ThingId) -> Value<Exact> {
        self.store.get(Name::Thing(id))
    }
    fn round(&self, index: u32) -> Value<Exact> {
        self.store.get(Name::Round(index))
    }
    fn condition(&self, expr: &Expr) -> Option<bool> {
        let (shape, sign) = reads::shape(expr);
        match self.store.get(Name::Condition(shape)) {
            Value::Truth(truth) => Some(truth == sign),
            _ => None,
        }
    }
}

impl Store {
    fn get(&self, name: Name) -> Value<Exact> {
        self.0.get(&name).cloned().unwrap_or(Value::Unknown)
    }
}

impl<'m> Search<'_, 'm> {
    fn tracks(&self, name: Name) -> bool {
        self.tracked.as_ref().is_none_or(|tracked| tracked.contains(&name))
    }

    fn put(&self, store: &mut Store, name: Name, value: Value<Exact>) {
        if !self.tracks(name) {
            return;
        }
        let map = Rc::make_mut(&mut store.0);
        match value {
            Value::Unknown => map.remove(&name),
            value => map.insert(name, value),
        };
    }

    /// A thing gets a value: conditions decided before may not hold any more.
    fn assign(&self, store: &mut Store, thing: ThingId, value: Value<Exact>) {
        let depends = |name: &Name| match name {
            Name::Condition(shape) => {
                self.graph.conditions.get(shape).is_none_or(|inputs| inputs.contains(&thing))
            }
            _ => false,
        };
        if store.0.keys().any(depends) {
            Rc::make_mut(&mut store.0).retain(|name, _| !depends(name));
        }
        self.put(store, Name::Thing(thing), value);
    }

    fn truth(&self, expr: &Expr, store: &Store) -> Option<bool> {
        let value: Outcome<Exact> = evaluate(self.model, expr, &View { model: self.model, store }, &[]);
        if let Ok(Value::Truth(truth)) = value {
            return Some(truth);
        }
        View { model: self.model, store }.condition(expr)
    }

    /// The store after taking an edge, or the condition that forbids it.
    fn take(&self, node: NodeId, edge: usize, mut store: Store) -> Result<Store, Vec<&'m Expr>> {
        let Some(entry) = self.graph.nodes.get(node) else { return Ok(store) };
        let fact = entry.edges.get(edge).map_or(Fact::None, |edge| edge.fact);
        match (entry.step, fact) {
            (Step::Option(id), Fact::Set(index)) => {
                let value =
                    self.model.options.get(id.0 as usize).and_then(|option| option.among.get(index as usize));
                if let Some(value) = value {
                    self.put(&mut store, Name::Option(id), option_value(self.model, id, value));
                }
            }
            (Step::Now(thing, expr, _), _) => {
                let view = View { model: self.model, store: &store };
                let value = evaluate(self.model, expr, &view, &[]).unwrap_or(Value::Unknown);
                self.assign(&mut store, thing, value);
            }
            (Step::Round { index, from }, _) => {
                let view = View { model: self.model, store: &store };
                let value = match store.get(Name::Round(index)) {
                    Value::Number(Exact::Rational(n)) => {
                        Value::Number(Exact::Rational(n + BigRational::one()))
                    }
                    _ => evaluate(self.model, from, &view, &[]).unwrap_or(Value::Unknown),
                };
                self.put(&mut store, Name::Round(index), value);
            }
            (Step::RoundEnd { index, to }, fact @ (Fact::Again | Fact::Over)) => {
                let view = View { model: self.model, store: &store };
                let last = evaluate(self.model, to, &view, &[]);
                if let (Value::Number(Exact::Rational(now)), Ok(Value::Number(Exact::Rational(last)))) =
                    (store.get(Name::Round(index)), last)
                    && (now < last) != matches!(fact, Fact::Again)
                {
                    return Err(vec![to]);
                }
                if matches!(fact, Fact::Over) {
                    self.put(&mut store, Name::Round(index), Value::Unknown);
                }
            }
            (_, Fact::Holds(expr, wanted)) => {
                match self.truth(expr, &store) {
                    Some(truth) if truth != wanted => return Err(self.culprits(expr, wanted, &store)),
                    Some(_) => {}
                    None => {
                        let (shape, sign) = reads::shape(expr);
                        self.put(&mut store, Name::Condition(shape), Value::Truth(sign == wanted));
                    }
                };
            }
            (step, fact) => {
                if let Some(thing) = step.sets() {
                    let mut value = Value::Unknown;
                    if let Fact::Takes(index, when) = fact {
                        if let Some(when) = when
                            && self.truth(when, &store) == Some(false)
                        {
                            return Err(vec![when]);
                        }
                        if let Some(thing) = self.model.things.get(thing.0 as usize) {
                            value = domain_value(&thing.domain, index);
                        }
                    }
                    self.assign(&mut store, thing, value);
                }
            }
        }
        Ok(store)
    }

    /// The part of a condition that is not as it should be: of several sides that all have to be, the first.
    fn culprits(&self, expr: &'m Expr, wanted: bool, store: &Store) -> Vec<&'m Expr> {
        let (mut expr, mut wanted) = (expr, wanted);
        loop {
            let side = match &expr.kind {
                ExprKind::Not(inner) => {
                    wanted = !wanted;
                    Some(inner.as_ref())
                }
                ExprKind::Binary(op, left, right)
                    if *op == if wanted { BinaryOp::And } else { BinaryOp::Or } =>
                {
                    [left, right]
                        .into_iter()
                        .map(AsRef::as_ref)
                        .find(|e| self.truth(e, store) == Some(!wanted))
                }
                _ => None,
            };
            match side {
                Some(side) => expr = side,
                None => return vec![expr],
            }
        }
    }

    /// Whether the guards and wanted values can hold; the conditions that forbid it otherwise.
    fn accepts<W: Watch<'m>>(&self, watch: &W, store: &Store) -> Result<(), (Vec<&'m Expr>, Vec<ThingId>)> {
        for (thing, index) in watch.wanted() {
            let Some(declared) = self.model.things.get(thing.0 as usize) else { continue };
            let value = store.get(Name::Thing(*thing));
            if value != Value::Unknown && value != domain_value(&declared.domain, *index) {
                return Err((Vec::new(), vec![*thing]));
            }
        }
        let guards = watch.guards();
        for guard in reads::each(&guards) {
            if self.truth(guard.expr, store) == Some(!guard.truth) {
                return Err((self.culprits(guard.expr, guard.truth, store), Vec::new()));
            }
        }
        Ok(())
    }

    /// Plays a story through with all values. `Err` gives the names to track.
    fn replay<W: Watch<'m>>(&self, watch: &W, steps: &[(NodeId, usize)]) -> Result<(), BTreeSet<Name>> {
        let mut store = Store::default();
        let blame = |exprs: Vec<&'m Expr>, things: Vec<ThingId>, node: Option<NodeId>| {
            let mut names: BTreeSet<Name> = things.into_iter().map(Name::Thing).collect();
            for expr in exprs {
                names.extend(self.names(expr));
            }
            if let Some(Step::RoundEnd { index, .. }) =
                node.and_then(|node| self.graph.nodes.get(node)).map(|n| n.step)
            {
                names.insert(Name::Round(index));
            }
            names
        };
        for (node, edge) in steps {
            store = self.take(*node, *edge, store).map_err(|exprs| blame(exprs, Vec::new(), Some(*node)))?;
        }
        self.accepts(watch, &store).map_err(|(exprs, things)| blame(exprs, things, None))
    }

    /// The names that decide a condition; those behind `now` names too.
    fn names(&self, expr: &Expr) -> BTreeSet<Name> {
        let mut names = BTreeSet::new();
        let inputs = reads::inputs(self.model, expr, &mut Budget(10_000));
        let mut waiting: Vec<ThingId> = inputs.things.clone();
        names.extend(inputs.options.iter().map(|id| Name::Option(*id)));
        names.extend(inputs.rounds.iter().map(|index| Name::Round(*index)));
        names.insert(Name::Condition(reads::shape(expr).0));
        while let Some(thing) = waiting.pop() {
            if !names.insert(Name::Thing(thing)) {
                continue;
            }
            if self.model.things.get(thing.0 as usize).is_some_and(|thing| thing.kind == ThingKind::Now) {
                for node in &self.graph.nodes {
                    if let Step::Now(set, value, _) = node.step
                        && set == thing
                    {
                        let inputs = reads::inputs(self.model, value, &mut Budget(10_000));
                        waiting.extend(inputs.things);
                        names.extend(inputs.rounds.iter().map(|index| Name::Round(*index)));
                    }
                }
            }
        }
        names
    }

    /// Breadth-first search under the tracked names.
    fn find<W: Watch<'m>>(&self, watch: &W, purse: &mut Purse) -> Option<Vec<(NodeId, usize)>> {
        type State<S> = (NodeId, S, Store);
        let first: State<W::State> = (self.graph.start, watch.start(), Store::default());
        let mut seen: FxHashSet<State<W::State>> = FxHashSet::default();
        seen.insert(first.clone());
        // Each state with the number of the state before it and the edge taken there.
        let mut queue: Vec<(State<W::State>, usize, usize)> = vec![(first, usize::MAX, 0)];
        let mut next = 0;
        while next < queue.len() {
            let ((node, state, store), _, _) = queue[next].clone();
            match watch.enter(node, &state) {
                Verdict::Stop => {
                    next += 1;
                    continue;
                }
                Verdict::Found if self.accepts(watch, &store).is_ok() => {
                    let mut steps = Vec::new();
                    let mut at = next;
                    while let Some((_, before, edge)) = queue.get(at) {
                        if let Some(((node, _, _), _, _)) = queue.get(*before) {
                            steps.push((*node, *edge));
                        }
                        at = *before;
                    }
                    steps.reverse();
                    return Some(steps);
                }
                Verdict::Found | Verdict::Go => {}
            }
            for edge in 0..self.graph.nodes.get(node).map_or(0, |node| node.edges.len()) {
                if purse.0 == 0 || queue.len() >= STATES {
                    return None;
                }
                purse.0 -= 1;
                let Ok(after) = self.take(node, edge, store.clone()) else { continue };
                let state =
                    (self.graph.nodes[node].edges[edge].to, watch.pass(node, edge, state.clone()), after);
                if seen.insert(state.clone()) {
                    queue.push((state, next, edge));
                }
            }
            next += 1;
        }
        None
    }
}

/// Finds a possible story for the watch.
pub(super) fn find<'m, W: Watch<'m>>(
    model: &'m Model,
    graph: &Graph<'m>,
    watch: &W,
    purse: &mut Purse,
) -> Option<Story> {
    let all = Search { model, graph, tracked: None };
    let mut tracked = BTreeSet::new();
    for _ in 0..REFINEMENTS {
        let search = Search { model, graph, tracked: Some(tracked.clone()) };
        let steps = search.find(watch, purse)?;
        match all.replay(watch, &steps) {
            Ok(()) => {
                let matter = tracked
                    .iter()
                    .filter_map(|name| match name {
                        Name::Thing(thing) => Some(*thing),
                        _ => None,
                    })
                    .chain(watch.wanted().iter().map(|(thing, _)| *thing))
                    .collect();
                let turns = turns(graph, watch, &steps);
                return Some(Story { steps, matter, turns });
            }
            Err(names) => {
                let before = tracked.len();
                tracked.extend(names);
                if tracked.len() == before || tracked.len() > TRACKED {
                    return None;
                }
            }
        }
    }
    None
}
