//! In which situations an expression is computed: values of the things it depends on, and where its scene was called.
//!
//! In: the graph and an expression's [`Inputs`]. Out: lists of [`Call`] chains and of value combinations, and a
//! [`Point`] that computes in one of them at given parameters. Lists are cut at fixed lengths; what is left out is
//! left to the evaluation of the built game, which looks at every one.

use std::collections::hash_map::Entry;
use std::rc::Rc;

use num_rational::BigRational;
use num_traits::ToPrimitive;
use rustc_hash::FxHashMap;

use super::evaluate::{Outcome, Setting, Value, domain_value, evaluate, option_value};
use super::graph::{Graph, NodeId, Step};
use super::number::Number;
use super::reads::{self, Budget, Inputs};
use super::words;
use crate::ir::{Divert, Domain, ExpertId, Expr, Model, OptionId, ParameterId, Target, ThingId};

/// Most calls told apart for one scene or outcome.
const CALLS: usize = 32;
/// Most combinations of values tried.
const COMBINATIONS: usize = 1024;
/// Most points of one grid tried.
const GRID_POINTS: usize = 64;

/// Where a scene or outcome was called from.
#[derive(Debug)]
pub(super) struct Call<'m> {
    /// The node of the call.
    pub(super) node: NodeId,
    divert: &'m Divert,
    above: Calls<'m>,
}

/// A chain of calls, the innermost first.
pub(super) type Calls<'m> = Option<Rc<Call<'m>>>;

/// Finds the chains of calls that lead to scenes and outcomes.
pub(super) struct CallBook<'m> {
    sites: FxHashMap<Target, Vec<(NodeId, &'m Divert)>>,
    known: FxHashMap<Target, Vec<Calls<'m>>>,
}

impl<'m> CallBook<'m> {
    /// Notes every call that stories reach.
    pub(super) fn new(graph: &Graph<'m>) -> Self {
        let mut sites: FxHashMap<Target, Vec<(NodeId, &'m Divert)>> = FxHashMap::default();
        for (id, node) in graph.nodes.iter().enumerate().rev() {
            if let (Step::Divert(divert), true) = (node.step, graph.reached[id]) {
                sites.entry(divert.target).or_default().push((id, divert));
            }
        }
        Self { sites, known: FxHashMap::default() }
    }

    /// The chains that lead to a target, calls with equal arguments once.
    pub(super) fn calls(&mut self, model: &'m Model, graph: &Graph<'m>, target: Target) -> Vec<Calls<'m>> {
        // Targets whose callers are still to be looked at; scene calls form no cycle.
        let mut waiting = vec![target];
        while let Some(next) = waiting.last().copied() {
            if self.known.contains_key(&next) {
                waiting.pop();
                continue;
            }
            let sites = self.sites.get(&next).cloned().unwrap_or_default();
            let mut ready = true;
            let mut found: FxHashMap<Vec<u64>, Calls<'m>> = FxHashMap::default();
            let mut order = Vec::new();
            for (node, divert) in sites {
                if order.len() >= CALLS {
                    break;
                }
                let mut key: Vec<u64> = Vec::with_capacity(divert.args.len() * 2);
                for arg in &divert.args {
                    let (shape, sign) = reads::shape(arg);
                    key.extend([shape, u64::from(sign)]);
                }
                let passed_on = divert
                    .args
                    .iter()
                    .any(|arg| !reads::inputs(model, arg, &mut Budget(10_000)).arguments.is_empty());
                let scene = graph.nodes[node].scene;
                let above = match scene {
                    Some(scene) if passed_on => match self.known.get(&Target::Scene(scene)) {
                        Some(chains) => chains.clone(),
                        None => {
                            waiting.push(Target::Scene(scene));
                            ready = false;
                            break;
                        }
                    },
                    _ => vec![None],
                };
                for (number, above) in (0_u64..).zip(above) {
                    let mut key = key.clone();
                    if above.is_some() {
                        key.extend([node as u64, number]);
                    }
                    if let Entry::Vacant(entry) = found.entry(key.clone()) {
                        entry.insert(Some(Rc::new(Call { node, divert, above })));
                        order.push(key);
                    }
                }
            }
            if ready {
                order.truncate(CALLS);
                let chains = order.iter().filter_map(|key| found.get(key).cloned()).collect();
                self.known.insert(next, chains);
                waiting.pop();
            }
        }
        self.known.get(&target).cloned().unwrap_or_default()
    }
}

/// All that the arguments of a chain of calls depend on, added to `inputs`.
pub(super) fn add_inputs(model: &Model, calls: &Calls<'_>, inputs: &mut Inputs) {
    let mut next = calls.as_deref();
    while let Some(call) = next {
        for arg in &call.divert.args {
            let more = reads::inputs(model, arg, &mut Budget(10_000));
            inputs.things.extend(more.things);
            inputs.parameters.extend(more.parameters);
        }
        next = call.above.as_deref();
    }
    inputs.things.sort_unstable();
    inputs.things.dedup();
    inputs.parameters.sort_unstable();
    inputs.parameters.dedup();
}

/// The arguments that the innermost call hands over, as they are written there.
pub(super) fn written(model: &Model, calls: &Calls<'_>) -> Vec<String> {
    let mut chain = Vec::new();
    let mut next = calls.as_deref();
    while let Some(call) = next {
        chain.push(call);
        next = call.above.as_deref();
    }
    let mut written = Vec::new();
    for call in chain.iter().rev() {
        written = call.divert.args.iter().map(|arg| words::formula_of_call(model, arg, &written)).collect();
    }
    written
}

/// A value that a thing is given: the index of a label, or a grid's point as a share of its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Choice {
    /// Label or number with this index.
    Label(u32),
    /// This far from the low to the high end.
    Share(BigRational),
}

/// Values for things.
pub(super) type Choices = Vec<(ThingId, Choice)>;

fn choices(model: &Model, thing: ThingId) -> Vec<Choice> {
    let Some(thing) = model.things.get(thing.0 as usize) else { return Vec::new() };
    let labels = |count: usize| (0..u32::try_from(count).unwrap_or(0)).map(Choice::Label).collect();
    match &thing.domain {
        Domain::Labels(set) => labels(model.label_sets.get(set.0 as usize).map_or(0, |set| set.names.len())),
        Domain::Numbers(numbers) => labels(numbers.len()),
        Domain::Grid { count, cells, .. } => {
            let options: Vec<_> = model.options.iter().map(|option| option.value.clone()).collect();
            let steps = super::evaluate::count(model, count, &options)
                .and_then(|count| count.to_usize())
                .unwrap_or(1);
            let points = if *cells { steps } else { steps.saturating_add(1) };
            let taken = points.min(GRID_POINTS);
            (0..taken)
                .map(|k| {
                    // Evenly spread, both ends included.
                    let index = if taken < 2 { 0 } else { k.saturating_mul(points - 1) / (taken - 1) };
                    let (top, bottom) = if *cells { (2 * index + 1, 2 * steps) } else { (index, steps) };
                    Choice::Share(BigRational::new(top.into(), bottom.max(1).into()))
                })
                .collect()
        }
        Domain::Package { .. } | Domain::Computed(_) => Vec::new(),
    }
}

/// Combinations of values of these things: all, or an even sample of them.
pub(super) fn combinations(model: &Model, things: &[ThingId]) -> Vec<Choices> {
    let lists: Vec<(ThingId, Vec<Choice>)> = things
        .iter()
        .map(|thing| (*thing, choices(model, *thing)))
        .filter(|(_, list)| !list.is_empty())
        .collect();
    let all: f64 = lists.iter().map(|(_, list)| list.len().to_f64().unwrap_or(f64::INFINITY)).product();
    if all <= COMBINATIONS.to_f64().unwrap_or(0.0) {
        let mut out: Vec<Choices> = vec![Vec::new()];
        for (thing, list) in &lists {
            out = out
                .iter()
                .flat_map(|before| {
                    list.iter().map(move |choice| {
                        let mut next = before.clone();
                        next.push((*thing, choice.clone()));
                        next
                    })
                })
                .collect();
        }
        return out;
    }
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    (0..COMBINATIONS / (lists.len() / 64 + 1))
        .map(|_| {
            lists
                .iter()
                .filter_map(|(thing, list)| {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    let index = usize::try_from(random >> 33).unwrap_or(0) % list.len();
                    list.get(index).map(|choice| (*thing, choice.clone()))
                })
                .collect()
        })
        .collect()
}

/// The labels among the choices, as a watch wants them.
pub(super) fn wanted(choices: &Choices) -> Vec<(ThingId, u32)> {
    choices
        .iter()
        .filter_map(|(thing, choice)| match choice {
            Choice::Label(index) => Some((*thing, *index)),
            Choice::Share(_) => None,
        })
        .collect()
}

/// Where parameters get their values from.
#[derive(Clone, Debug)]
pub(super) enum Numbers<'a, N> {
    /// The values in force.
    InForce,
    /// An expert's values, in force where the expert has none.
    Opinion(ExpertId),
    /// These, in force where there is none.
    Given(&'a FxHashMap<ParameterId, N>),
}

/// Computes in one situation.
pub(super) struct Point<'a, N> {
    /// The model.
    pub(super) model: &'a Model,
    /// The parameters.
    pub(super) numbers: Numbers<'a, N>,
    /// The things.
    pub(super) choices: &'a Choices,
}

impl<N: Number> Setting<N> for Point<'_, N> {
    fn parameter(&self, id: ParameterId) -> Value<N> {
        let Some(parameter) = self.model.parameters.get(id.0 as usize) else { return Value::Unknown };
        match &self.numbers {
            Numbers::Given(values) => {
                if let Some(value) = values.get(&id) {
                    return Value::Number(value.clone());
                }
            }
            Numbers::Opinion(expert) => {
                if let Some((_, value)) = parameter.opinions.iter().find(|(by, _)| by == expert) {
                    return Value::Number(N::from_exact(value));
                }
            }
            Numbers::InForce => {}
        }
        Value::Number(N::from_exact(&parameter.value))
    }

    fn option(&self, id: OptionId) -> Value<N> {
        self.model
            .options
            .get(id.0 as usize)
            .map_or(Value::Unknown, |option| option_value(self.model, id, &option.value))
    }

    fn thing(&self, id: ThingId) -> Value<N> {
        let Some((_, choice)) = self.choices.iter().find(|(thing, _)| *thing == id) else {
            return Value::Unknown;
        };
        let Some(thing) = self.model.things.get(id.0 as usize) else { return Value::Unknown };
        match (choice, &thing.domain) {
            (Choice::Label(index), domain) => domain_value(domain, *index),
            (Choice::Share(share), Domain::Grid { from, to, .. }) => {
                let end = |expr| evaluate(self.model, expr, self, &[]);
                let (Ok(Value::Number(from)), Ok(Value::Number(to))) = (end(from), end(to)) else {
                    return Value::Unknown;
                };
                use standoff_syntax::ast::BinaryOp::{Add, Mul, Sub};
                let point = N::combine(Sub, &to, &from)
                    .and_then(Result::ok)
                    .and_then(|way| N::combine(Mul, &way, &N::from_exact(share)).and_then(Result::ok))
                    .and_then(|way| N::combine(Add, &from, &way).and_then(Result::ok));
                point.map_or(Value::Unknown, Value::Number)
            }
            _ => Value::Unknown,
        }
    }
}

impl<N: Number> Point<'_, N> {
    /// An expression's value, called through this chain.
    pub(super) fn value(&self, expr: &Expr, calls: &Calls<'_>) -> Outcome<N> {
        evaluate(self.model, expr, self, &self.arguments(calls))
    }

    /// The arguments that the innermost call hands over.
    pub(super) fn arguments(&self, calls: &Calls<'_>) -> Vec<Outcome<N>> {
        let mut chain = Vec::new();
        let mut next = calls.as_deref();
        while let Some(call) = next {
            chain.push(call);
            next = call.above.as_deref();
        }
        let mut arguments = Vec::new();
        for call in chain.iter().rev() {
            arguments =
                call.divert.args.iter().map(|arg| evaluate(self.model, arg, self, &arguments)).collect();
        }
        arguments
    }
}
