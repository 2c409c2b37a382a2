//! The play as a graph of steps: what can come after what.
//!
//! In: a model whose scenes form no cycle. Out: [`Graph`]: secrets and options first, then the play, every scene once
//! (a call never comes back), outcomes and ends. Nodes are numbered so that every edge but the one back to the next
//! round of a `repeat` leads to a smaller number.

use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive};
use rustc_hash::FxHashMap;
use standoff_syntax::span::Span;

use super::evaluate::count;
use super::reads::{self, Budget};
use crate::ir::{
    Alternative, Block, Chance, Choose, Divert, Domain, Expr, Gains, Model, OptionId, OutcomeId, SceneId,
    Secret, Stmt, Target, ThingId, Timing,
};

/// Index of a node.
pub(super) type NodeId = usize;

/// What happens at a node.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'m> {
    /// The value of an option; each edge is one.
    Option(OptionId),
    /// A secret is drawn.
    Secret(&'m Secret),
    /// A condition on the secrets drawn.
    Given(&'m Expr),
    /// Somebody chooses. Inside `at once`, nobody sees it yet.
    Choose(&'m Choose, bool),
    /// The end of an `at once`: all see what they are to see.
    Shown(&'m [Choose]),
    /// Chance.
    Chance(&'m Chance),
    /// Something is shown.
    Reveal(&'m Stmt),
    /// A gain.
    Gains(&'m Gains),
    /// A `now` name is set.
    Now(ThingId, &'m Expr, Span),
    /// A condition: first edge if it holds, second if not.
    Test(&'m Expr),
    /// A `repeat` begins.
    Repeat(&'m Stmt),
    /// A round begins.
    Round {
        /// Number of the `repeat`.
        index: u32,
        /// Number of the first round.
        from: &'m Expr,
    },
    /// A round ends.
    RoundEnd {
        /// Number of the `repeat`.
        index: u32,
        /// Number of the last round.
        to: &'m Expr,
    },
    /// The story goes elsewhere.
    Divert(&'m Divert),
    /// A scene begins.
    Scene,
    /// The story ends in an outcome.
    Outcome(OutcomeId),
    /// The story ends without one.
    End,
}

/// What is so on an edge.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fact<'m> {
    /// Nothing special.
    None,
    /// The thing of the node takes the value with this index, on offer only if the condition holds.
    Takes(u32, Option<&'m Expr>),
    /// The option has this value: index into `among`.
    Set(u32),
    /// The condition of the node holds or not.
    Holds(&'m Expr, bool),
    /// There is another round.
    Again,
    /// There is no other round.
    Over,
}

/// An edge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge<'m> {
    /// Where it leads.
    pub(super) to: NodeId,
    /// What is so on it.
    pub(super) fact: Fact<'m>,
}

/// A node.
#[derive(Clone, Debug)]
pub(super) struct Node<'m> {
    /// What happens.
    pub(super) step: Step<'m>,
    /// What can come next.
    pub(super) edges: Vec<Edge<'m>>,
    /// The scene it stands in.
    pub(super) scene: Option<SceneId>,
    /// Index into [`Graph::controls`]: what decides whether this is reached within its play or scene.
    pub(super) control: usize,
}

/// What decides whether a block is reached.
#[derive(Clone, Copy, Debug)]
pub(super) enum Control<'m> {
    /// A value of a thing.
    Thing(ThingId),
    /// A condition.
    Condition(&'m Expr),
}

/// The graph.
#[derive(Clone, Debug)]
pub(super) struct Graph<'m> {
    /// The nodes.
    pub(super) nodes: Vec<Node<'m>>,
    /// Where stories start.
    pub(super) start: NodeId,
    /// First nodes of the scenes.
    pub(super) scenes: Vec<NodeId>,
    /// Nodes of the outcomes.
    pub(super) outcomes: Vec<NodeId>,
    /// Whether a story can reach the node, conditions aside.
    pub(super) reached: Vec<bool>,
    /// What the conditions of the play depend on, by their shape.
    pub(super) conditions: FxHashMap<u64, Vec<ThingId>>,
    /// What controls a block, with the index of what controls the block around it; entry 0 is nothing.
    pub(super) controls: Vec<(Option<Control<'m>>, usize)>,
}

/// Expressions visited at most when looking for what conditions depend on.
const BUDGET: usize = 5_000_000;

/// Number of rounds of a `repeat` at the values that options have, if they are known: to − from + 1, at least 0.
pub(super) fn rounds(model: &Model, from: &Expr, to: &Expr) -> Option<BigRational> {
    let options: Vec<_> = model.options.iter().map(|option| option.value.clone()).collect();
    let rounds = count(model, to, &options)? - count(model, from, &options)? + BigRational::one();
    Some(if rounds.is_negative() { BigRational::default() } else { rounds })
}

/// Builds the graph; `callees_first` lists the scenes so that each stands after those it calls.
pub(super) fn build<'m>(model: &'m Model, callees_first: &[SceneId]) -> Graph<'m> {
    let mut builder = Builder {
        model,
        nodes: Vec::new(),
        scenes: vec![0; model.scenes.len()],
        outcomes: Vec::new(),
        scene: None,
        control: 0,
        controls: vec![(None, 0)],
    };
    for index in 0..model.outcomes.len() {
        let node = builder.node(Step::Outcome(OutcomeId(id(index))), Vec::new());
        builder.outcomes.push(node);
    }
    for scene in callees_first {
        let Some(declared) = model.scenes.get(scene.0 as usize) else { continue };
        builder.scene = Some(*scene);
        let end = builder.node(Step::End, Vec::new());
        let entry = builder.block(&declared.block, end);
        let entry = builder.node(Step::Scene, vec![plain(entry)]);
        if let Some(slot) = builder.scenes.get_mut(scene.0 as usize) {
            *slot = entry;
        }
    }
    builder.scene = None;
    let end = builder.node(Step::End, Vec::new());
    let mut next = builder.block(&model.play, end);
    for given in model.given.iter().rev() {
        next = builder.node(Step::Given(given), vec![Edge { to: next, fact: Fact::Holds(given, true) }]);
    }
    for secret in model.secrets.iter().rev() {
        let edges = builder.values(secret.thing, next);
        next = builder.node(Step::Secret(secret), edges);
    }
    for (index, option) in model.options.iter().enumerate().rev() {
        let edges = if option.among.is_empty() {
            vec![plain(next)]
        } else {
            (0..id(option.among.len())).map(|value| Edge { to: next, fact: Fact::Set(value) }).collect()
        };
        next = builder.node(Step::Option(OptionId(id(index))), edges);
    }
    let reached = reach(&builder.nodes, next);
    let conditions = conditions(model, &builder.nodes);
    Graph {
        conditions,
        nodes: builder.nodes,
        start: next,
        scenes: builder.scenes,
        outcomes: builder.outcomes,
        reached,
        controls: builder.controls,
    }
}

fn id(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn plain<'m>(to: NodeId) -> Edge<'m> {
    Edge { to, fact: Fact::None }
}

fn conditions(model: &Model, nodes: &[Node<'_>]) -> FxHashMap<u64, Vec<ThingId>> {
    let mut found = FxHashMap::default();
    let mut budget = Budget(BUDGET);
    for node in nodes {
        for edge in &node.edges {
            if let Fact::Holds(expr, true) = edge.fact {
                found
                    .entry(reads::shape(expr).0)
                    .or_insert_with(|| reads::inputs(model, expr, &mut budget).things);
            }
        }
    }
    found
}

fn reach(nodes: &[Node<'_>], start: NodeId) -> Vec<bool> {
    let mut reached = vec![false; nodes.len()];
    let mut waiting = vec![start];
    while let Some(node) = waiting.pop() {
        match reached.get_mut(node) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        waiting.extend(nodes[node].edges.iter().map(|edge| edge.to));
    }
    reached
}

struct Builder<'m> {
    model: &'m Model,
    nodes: Vec<Node<'m>>,
    scenes: Vec<NodeId>,
    outcomes: Vec<NodeId>,
    scene: Option<SceneId>,
    control: usize,
    controls: Vec<(Option<Control<'m>>, usize)>,
}

impl<'m> Builder<'m> {
    fn node(&mut self, step: Step<'m>, edges: Vec<Edge<'m>>) -> NodeId {
        self.nodes.push(Node { step, edges, scene: self.scene, control: self.control });
        self.nodes.len() - 1
    }

    fn under(&mut self, control: Control<'m>, block: &'m Block, next: NodeId) -> NodeId {
        let before = self.control;
        self.controls.push((Some(control), before));
        self.control = self.controls.len() - 1;
        let entry = self.block(block, next);
        self.control = before;
        entry
    }

    /// Edges for each value of a thing without blocks of its own.
    fn values(&self, thing: ThingId, next: NodeId) -> Vec<Edge<'m>> {
        let count = match self.model.things.get(thing.0 as usize).map(|thing| &thing.domain) {
            Some(Domain::Labels(set)) => {
                self.model.label_sets.get(set.0 as usize).map_or(0, |labels| labels.names.len())
            }
            Some(Domain::Numbers(numbers)) => numbers.len(),
            _ => 0,
        };
        if count == 0 {
            return vec![plain(next)];
        }
        (0..id(count)).map(|value| Edge { to: next, fact: Fact::Takes(value, None) }).collect()
    }

    fn alternatives(
        &mut self,
        thing: ThingId,
        alternatives: &'m [Alternative],
        next: NodeId,
    ) -> Vec<Edge<'m>> {
        if alternatives.is_empty() {
            return self.values(thing, next);
        }
        let mut edges = Vec::with_capacity(alternatives.len());
        for alternative in alternatives {
            let to = if alternative.body.stmts.is_empty() {
                next
            } else {
                self.under(Control::Thing(thing), &alternative.body, next)
            };
            edges.push(Edge { to, fact: Fact::Takes(alternative.label, alternative.when.as_ref()) });
        }
        edges
    }

    fn block(&mut self, block: &'m Block, next: NodeId) -> NodeId {
        let mut next = next;
        for stmt in block.stmts.iter().rev() {
            next = self.stmt(stmt, next);
        }
        next
    }

    fn stmt(&mut self, stmt: &'m Stmt, next: NodeId) -> NodeId {
        match stmt {
            Stmt::Choose(choose) => {
                let edges = self.alternatives(choose.thing, &choose.alternatives, next);
                self.node(Step::Choose(choose, false), edges)
            }
            Stmt::AtOnce(moves, _) => {
                let mut next = self.node(Step::Shown(moves), vec![plain(next)]);
                for choose in moves.iter().rev() {
                    let edges = self.alternatives(choose.thing, &choose.alternatives, next);
                    next = self.node(Step::Choose(choose, true), edges);
                }
                next
            }
            Stmt::Chance(chance) => {
                let edges = self.alternatives(chance.thing, &chance.alternatives, next);
                self.node(Step::Chance(chance), edges)
            }
            Stmt::Reveal { .. } => self.node(Step::Reveal(stmt), vec![plain(next)]),
            Stmt::Gains(gains) => self.node(Step::Gains(gains), vec![plain(next)]),
            Stmt::Now(thing, value, span) => self.node(Step::Now(*thing, value, *span), vec![plain(next)]),
            Stmt::If { arms, otherwise, .. } => self.branches(arms, otherwise.as_ref(), next),
            Stmt::Repeat { index, from, to, body, .. } => self.repeat(stmt, *index, (from, to), body, next),
            Stmt::Divert(divert) => {
                let to = match divert.target {
                    Target::Scene(scene) => self.scenes.get(scene.0 as usize).copied(),
                    Target::Outcome(outcome) => self.outcomes.get(outcome.0 as usize).copied(),
                };
                self.node(Step::Divert(divert), to.map(plain).into_iter().collect())
            }
        }
    }

    fn branches(&mut self, arms: &'m [(Expr, Block)], otherwise: Option<&'m Block>, next: NodeId) -> NodeId {
        let before = self.control;
        // Later arms are controlled by the conditions of the earlier ones too.
        let mut inside = Vec::with_capacity(arms.len());
        for (condition, _) in arms {
            self.controls.push((Some(Control::Condition(condition)), self.control));
            self.control = self.controls.len() - 1;
            inside.push(self.control);
        }
        let mut no = otherwise.map_or(next, |block| self.block(block, next));
        for ((condition, block), control) in arms.iter().zip(inside).rev() {
            self.control = control;
            let yes = self.block(block, next);
            self.control = self.controls.get(control).map_or(before, |(_, above)| *above);
            let edges = vec![
                Edge { to: yes, fact: Fact::Holds(condition, true) },
                Edge { to: no, fact: Fact::Holds(condition, false) },
            ];
            no = self.node(Step::Test(condition), edges);
        }
        self.control = before;
        no
    }

    fn repeat(
        &mut self,
        stmt: &'m Stmt,
        index: u32,
        (from, to): (&'m Expr, &'m Expr),
        body: &'m Block,
        next: NodeId,
    ) -> NodeId {
        let rounds = rounds(self.model, from, to).map(|n| n.to_f64().unwrap_or(f64::INFINITY));
        let may_skip = rounds.is_none_or(|n| n < 1.0);
        let once = rounds == Some(1.0);
        let end = self.node(Step::RoundEnd { index, to }, vec![Edge { to: next, fact: Fact::Over }]);
        let entry = self.block(body, end);
        let round = self.node(Step::Round { index, from }, vec![plain(entry)]);
        if !once && let Some(node) = self.nodes.get_mut(end) {
            node.edges.push(Edge { to: round, fact: Fact::Again });
        }
        let mut edges = vec![plain(round)];
        if may_skip {
            edges.push(plain(next));
        }
        self.node(Step::Repeat(stmt), edges)
    }
}

impl<'m> Step<'m> {
    /// The thing that gets a value here.
    pub(super) fn sets(&self) -> Option<ThingId> {
        match self {
            Step::Secret(secret) => Some(secret.thing),
            Step::Choose(choose, _) => Some(choose.thing),
            Step::Chance(chance) => Some(chance.thing),
            Step::Now(thing, ..) => Some(*thing),
            _ => None,
        }
    }

    /// When it happens, if that is said.
    pub(super) fn timing(&self) -> Option<&'m Timing> {
        match self {
            Step::Choose(choose, _) => choose.timing.as_ref(),
            Step::Chance(chance) => chance.timing.as_ref(),
            _ => None,
        }
    }

    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        match self {
            Step::Secret(secret) => secret.span,
            Step::Given(expr) | Step::Test(expr) => expr.span,
            Step::Choose(choose, _) => choose.span,
            Step::Chance(chance) => chance.span,
            Step::Reveal(Stmt::Reveal { span, .. })
            | Step::Repeat(Stmt::Repeat { span, .. })
            | Step::Now(_, _, span) => *span,
            Step::Gains(gains) => gains.span,
            Step::Divert(divert) => divert.span,
            _ => Span::default(),
        }
    }
}
