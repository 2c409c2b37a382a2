//! Infers the sorts of `let`s, arguments and `now` names from their definitions and uses.
//!
//! In: the syntax of all expressions, with the names declared. Out: [`Types`]. A worklist instead of recursion from
//! definition to definition, so that neither long chains nor circles matter here; nothing is reported.

use rustc_hash::FxHashMap;
use standoff_syntax::ast::{BinaryOp, Expr, ExprKind, Name};
use standoff_syntax::span::Span;

use super::meaning::{Lookup, Meaning, Miss, Owner, Scope};
use super::names::{BUILTINS, Entity, Names};
use super::typed::{domain_sort, is_yes_no, walk};
use crate::ir::{self, Domain, LabelSetId, Model, Sort, ThingId, ThingKind};

/// What is known of a sort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Type {
    /// Nothing.
    #[default]
    Unknown,
    /// A bare label of one of these sets.
    Labels(Vec<LabelSetId>),
    /// This.
    Known(Sort),
}

impl Type {
    /// What both together say.
    pub(crate) fn join(self, other: Type) -> Type {
        match (self, other) {
            (Type::Known(sort), _) | (_, Type::Known(sort)) => Type::Known(sort),
            (Type::Labels(a), Type::Labels(b)) => {
                let both: Vec<LabelSetId> = a.iter().copied().filter(|set| b.contains(set)).collect();
                Type::Labels(if both.is_empty() { a } else { both })
            }
            (Type::Unknown, known) | (known, Type::Unknown) => known,
        }
    }

    /// The sort, if it is certain or the only one possible.
    pub(crate) fn sort(&self) -> Option<Sort> {
        match self {
            Type::Known(sort) => Some(*sort),
            other => other.label_set().map(Sort::Label),
        }
    }

    /// The label set, if it is certain or the only one possible.
    pub(crate) fn label_set(&self) -> Option<LabelSetId> {
        match self {
            Type::Known(Sort::Label(set)) => Some(*set),
            Type::Labels(sets) => match sets.as_slice() {
                [only] => Some(*only),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The inferred sorts, by node: one for each `let`, argument and `now` name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Types {
    nodes: Vec<Type>,
    /// First node of the arguments of each owner.
    args: FxHashMap<Owner, (u32, u32)>,
    nows: FxHashMap<ThingId, u32>,
}

impl Types {
    /// Room for everything that a model declares.
    pub(crate) fn new(model: &Model) -> Self {
        let mut types = Types { nodes: vec![Type::Unknown; model.lets.len()], ..Types::default() };
        let index = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
        let lets = model.lets.iter().enumerate().map(|(i, it)| (Owner::Let(ir::LetId(index(i))), it.arity));
        let scenes =
            model.scenes.iter().enumerate().map(|(i, it)| (Owner::Scene(ir::SceneId(index(i))), it.arity));
        let outcomes = model
            .outcomes
            .iter()
            .enumerate()
            .map(|(i, it)| (Owner::Outcome(ir::OutcomeId(index(i))), it.arity));
        for (owner, arity) in lets.chain(scenes).chain(outcomes) {
            types.args.insert(owner, (index(types.nodes.len()), arity));
            types.nodes.resize(types.nodes.len() + arity as usize, Type::Unknown);
        }
        for (i, thing) in model.things.iter().enumerate() {
            if thing.kind == ThingKind::Now {
                types.nows.insert(ThingId(index(i)), index(types.nodes.len()));
                types.nodes.push(Type::Unknown);
            }
        }
        types
    }

    /// The sorts of a checked model, for questions asked later.
    pub(crate) fn from_model(model: &Model) -> Self {
        let mut types = Types::new(model);
        for (i, definition) in model.lets.iter().enumerate() {
            types.nodes[i] = Type::Known(definition.value.sort);
            let owner = Owner::Let(ir::LetId(u32::try_from(i).unwrap_or(u32::MAX)));
            walk(&definition.value, &mut |expr| {
                if let ir::ExprKind::Argument(k) = expr.kind
                    && let Some(node) = types.argument(owner, k)
                {
                    types.nodes[node as usize] = Type::Known(expr.sort);
                }
            });
        }
        for (i, thing) in model.things.iter().enumerate() {
            let id = ThingId(u32::try_from(i).unwrap_or(u32::MAX));
            if let (Domain::Computed(sort), Some(node)) = (&thing.domain, types.nows.get(&id)) {
                types.nodes[*node as usize] = Type::Known(*sort);
            }
        }
        types
    }

    /// The node of an argument.
    pub(crate) fn argument(&self, owner: Owner, k: u32) -> Option<u32> {
        let (first, arity) = self.args.get(&owner)?;
        (k < *arity).then(|| first + k)
    }

    /// The sort of an argument.
    pub(crate) fn of_argument(&self, owner: Owner, k: u32) -> &Type {
        self.argument(owner, k).map_or(&Type::Unknown, |node| &self.nodes[node as usize])
    }

    /// The sort of a `let`.
    pub(crate) fn of_let(&self, id: u32) -> &Type {
        self.nodes.get(id as usize).unwrap_or(&Type::Unknown)
    }

    /// The sort of a `now` name.
    pub(crate) fn of_now(&self, thing: ThingId) -> &Type {
        self.nows.get(&thing).map_or(&Type::Unknown, |node| &self.nodes[*node as usize])
    }

    /// Where something is declared whose sort could not be told.
    pub(crate) fn open(&self, model: &Model) -> Option<Span> {
        let is_open = |node: u32| !matches!(self.nodes.get(node as usize), Some(Type::Known(_)));
        let lets =
            (0_u32..).zip(&model.lets).find(|(id, _)| is_open(*id)).map(|(_, definition)| definition.span);
        let nows = (0_u32..)
            .zip(&model.things)
            .find(|(id, _)| self.nows.get(&ThingId(*id)).is_some_and(|node| is_open(*node)));
        let args = self.args.iter().filter(|(_, (first, arity))| (*first..first + arity).any(is_open));
        let args = args.filter_map(|(owner, _)| match owner {
            Owner::Scene(id) => Some(model.scenes[id.0 as usize].span),
            Owner::Outcome(id) => Some(model.outcomes[id.0 as usize].span),
            Owner::Let(id) => Some(model.lets[id.0 as usize].span),
            Owner::None => None,
        });
        lets.or(nows.map(|(_, thing)| thing.span)).or(args.min())
    }

    /// The node of a meaning, if its sort is inferred.
    fn node(&self, meaning: &Meaning) -> Option<u32> {
        match meaning {
            Meaning::Argument(owner, k) => self.argument(*owner, *k),
            Meaning::Entity(Entity::Let(id)) => Some(id.0),
            Meaning::Entity(Entity::Thing(id, ThingKind::Now)) => self.nows.get(id).copied(),
            _ => None,
        }
    }
}

/// Something that says what sort a node has.
#[derive(Clone)]
enum Clue<'a> {
    /// It is compared with this.
    Like(&'a Expr, usize),
    /// It is used as this.
    Used(Sort),
    /// It is passed on as this argument.
    Passed(u32),
}

/// Collects definitions and uses, then solves.
#[derive(Default)]
pub(crate) struct Inference<'a> {
    scopes: Vec<Scope<'a>>,
    /// What each node is set to: expression and scope.
    inputs: FxHashMap<u32, Vec<(&'a Expr, usize)>>,
    clues: FxHashMap<u32, Vec<Clue<'a>>>,
}

impl<'a> Inference<'a> {
    /// Remembers a scope.
    pub(crate) fn scope(&mut self, scope: Scope<'a>) -> usize {
        self.scopes.push(scope);
        self.scopes.len() - 1
    }

    /// The prefix of names in a scope.
    pub(crate) fn prefix(&self, scope: usize) -> &'a str {
        self.scopes[scope].prefix
    }

    /// A `let` is set to this.
    pub(crate) fn define(&mut self, id: ir::LetId, value: &'a Expr, scope: usize) {
        self.inputs.entry(id.0).or_default().push((value, scope));
    }

    /// A `now` name is set to this.
    pub(crate) fn assign(&mut self, types: &Types, thing: ThingId, value: &'a Expr, scope: usize) {
        if let Some(node) = types.nows.get(&thing) {
            self.inputs.entry(*node).or_default().push((value, scope));
        }
    }

    /// Arguments are passed.
    pub(crate) fn call(&mut self, lookup: Lookup<'_>, callee: Owner, args: &'a [Expr], scope: usize) {
        let types = lookup.types;
        self.passed(lookup, callee, args, scope);
        for (k, arg) in args.iter().enumerate() {
            if let Some(node) = u32::try_from(k).ok().and_then(|k| types.argument(callee, k)) {
                self.inputs.entry(node).or_default().push((arg, scope));
            }
        }
    }

    /// Notes that what is passed on is what the callee takes.
    fn passed(&mut self, lookup: Lookup<'_>, callee: Owner, args: &'a [Expr], scope: usize) {
        for (k, arg) in (0_u32..).zip(args) {
            if let (Some(own), Some(taken)) =
                (self.node_of(lookup, arg, scope), lookup.types.argument(callee, k))
            {
                self.clues.entry(own).or_default().push(Clue::Passed(taken));
            }
        }
    }

    /// Notes calls and clues inside an expression that stands where `wanted` is needed.
    pub(crate) fn read(&mut self, lookup: Lookup<'_>, expr: &'a Expr, scope: usize, wanted: Option<Sort>) {
        match &expr.kind {
            ExprKind::Name(dotted) => {
                if let (Some(sort), [_]) = (wanted, dotted.parts.as_slice())
                    && let Some(node) = self.node_of(lookup, expr, scope)
                {
                    self.clues.entry(node).or_default().push(Clue::Used(sort));
                }
            }
            ExprKind::Call(callee, args) => {
                let builtin =
                    matches!(callee.parts.as_slice(), [name] if BUILTINS.contains(&name.text.as_str()));
                if !builtin
                    && let Ok(Meaning::Entity(Entity::Let(id))) =
                        lookup.meaning(callee, &self.scopes[scope], None, false)
                {
                    self.call(lookup, Owner::Let(id), args, scope);
                }
                let wanted = builtin.then_some(Sort::Number);
                args.iter().for_each(|arg| self.read(lookup, arg, scope, wanted));
            }
            ExprKind::Neg(a) | ExprKind::Quantile(_, a) => self.read(lookup, a, scope, Some(Sort::Number)),
            ExprKind::Not(a) => self.read(lookup, a, scope, Some(Sort::Truth)),
            ExprKind::Binary(op, a, b) => {
                let wanted = match op {
                    BinaryOp::And | BinaryOp::Or => Some(Sort::Truth),
                    BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Pow => {
                        Some(Sort::Number)
                    }
                    _ => {
                        for (one, other) in [(a, b), (b, a)] {
                            if let Some(node) = self.node_of(lookup, one, scope) {
                                self.clues.entry(node).or_default().push(Clue::Like(other, scope));
                            }
                        }
                        None
                    }
                };
                self.read(lookup, a, scope, wanted);
                self.read(lookup, b, scope, wanted);
            }
            ExprKind::If(c, a, b) => {
                self.read(lookup, c, scope, Some(Sort::Truth));
                self.read(lookup, a, scope, wanted);
                self.read(lookup, b, scope, wanted);
            }
            ExprKind::Number(_) | ExprKind::Date(_) => {}
        }
    }

    fn node_of(&self, lookup: Lookup<'_>, expr: &Expr, scope: usize) -> Option<u32> {
        let ExprKind::Name(dotted) = &expr.kind else { return None };
        lookup.types.node(&lookup.meaning(dotted, &self.scopes[scope], None, false).ok()?)
    }

    /// Solves: definitions first, and where they leave a sort open, uses.
    pub(crate) fn solve(&self, model: &Model, names: &Names, types: &mut Types) {
        let mut readers: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let all = 0..u32::try_from(types.nodes.len()).unwrap_or(u32::MAX);
        self.settle(all.clone().collect(), model, names, types, &mut readers);
        for node in all {
            let open = match &types.nodes[node as usize] {
                Type::Unknown => None,
                Type::Labels(sets) => Some(sets.clone()),
                Type::Known(_) => continue,
            };
            let known = self.by_uses(node, open.as_deref(), Lookup { model, names, types });
            let only = open.as_deref().and_then(|sets| match sets {
                [only] => Some(Sort::Label(*only)),
                _ => None,
            });
            if let Some(sort) = known.or(only) {
                types.nodes[node as usize] = Type::Known(sort);
                let waiting = readers.get(&node).cloned().unwrap_or_default();
                self.settle(waiting, model, names, types, &mut readers);
            } else if open.is_none() && !self.inputs.contains_key(&node) {
                // An argument that nobody passes and that no use tells anything of.
                types.nodes[node as usize] = Type::Known(Sort::Number);
            }
        }
    }

    /// The sort that the uses of a node say it has; with `open`, only a set among these.
    fn by_uses(&self, node: u32, open: Option<&[LabelSetId]>, lookup: Lookup<'_>) -> Option<Sort> {
        let clues = self.clues.get(&node)?;
        clues.iter().find_map(|clue| {
            let sort = match clue {
                Clue::Used(sort) => Some(*sort),
                Clue::Passed(node) => lookup.types.nodes[*node as usize].sort(),
                Clue::Like(other, scope) => infer(lookup, other, &self.scopes[*scope], &mut |_| {}).sort(),
            }?;
            match (open, sort) {
                (None, sort) => Some(sort),
                (Some(sets), Sort::Label(set)) if sets.contains(&set) => Some(sort),
                _ => None,
            }
        })
    }

    /// Recomputes nodes, and those that read them, until nothing changes.
    fn settle(
        &self,
        mut work: Vec<u32>,
        model: &Model,
        names: &Names,
        types: &mut Types,
        readers: &mut FxHashMap<u32, Vec<u32>>,
    ) {
        while let Some(node) = work.pop() {
            if matches!(types.nodes[node as usize], Type::Known(_)) {
                continue;
            }
            let mut joined = Type::Unknown;
            for (expr, scope) in self.inputs.get(&node).map_or(&[][..], Vec::as_slice) {
                let lookup = Lookup { model, names, types };
                let here = infer(lookup, expr, &self.scopes[*scope], &mut |read| {
                    let list = readers.entry(read).or_default();
                    if list.last() != Some(&node) {
                        list.push(node);
                    }
                });
                joined = joined.join(here);
            }
            if joined != types.nodes[node as usize] {
                types.nodes[node as usize] = joined;
                work.extend(readers.get(&node).into_iter().flatten());
            }
        }
    }
}

/// The sort that an expression has, as far as can be told; `read` hears of the nodes looked at.
pub(crate) fn infer(lookup: Lookup<'_>, expr: &Expr, scope: &Scope<'_>, read: &mut dyn FnMut(u32)) -> Type {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Neg(_) | ExprKind::Quantile(..) => Type::Known(Sort::Number),
        ExprKind::Date(_) => Type::Known(Sort::Date),
        ExprKind::Not(_) => Type::Known(Sort::Truth),
        ExprKind::Binary(op, ..) => match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Pow => {
                Type::Known(Sort::Number)
            }
            _ => Type::Known(Sort::Truth),
        },
        ExprKind::If(_, a, b) => match infer(lookup, a, scope, read).join(infer(lookup, b, scope, read)) {
            // `if c then attack else p > 1`: the decision is meant as "it is yes".
            Type::Known(Sort::Label(set)) if is_yes_no(lookup.model, set) => {
                let either = [a, b].map(|branch| infer(lookup, branch, scope, &mut |_| {}));
                if either.contains(&Type::Known(Sort::Truth)) {
                    Type::Known(Sort::Truth)
                } else {
                    Type::Known(Sort::Label(set))
                }
            }
            joined => joined,
        },
        ExprKind::Call(callee, _) => match callee.parts.as_slice() {
            [Name { text, .. }] if BUILTINS.contains(&text.as_str()) => Type::Known(Sort::Number),
            _ => name(lookup, lookup.meaning(callee, scope, None, false), read),
        },
        ExprKind::Name(dotted) => name(lookup, lookup.meaning(dotted, scope, None, false), read),
    }
}

fn name(lookup: Lookup<'_>, meaning: Result<Meaning, Miss>, read: &mut dyn FnMut(u32)) -> Type {
    let meaning = match meaning {
        Ok(Meaning::Label(set, _)) => return Type::Labels(vec![set]),
        Ok(meaning) => meaning,
        Err(Miss::Labels(sets)) => return Type::Labels(sets),
        Err(_) => return Type::Unknown,
    };
    if let Some(node) = lookup.types.node(&meaning) {
        read(node);
        return lookup.types.nodes[node as usize].clone();
    }
    sort_of(lookup.model, &meaning).map_or(Type::Unknown, Type::Known)
}

/// The sort of a meaning whose sort is not inferred.
pub(crate) fn sort_of(model: &Model, meaning: &Meaning) -> Option<Sort> {
    let thing = |id: ThingId| domain_sort(&model.things[id.0 as usize].domain, id);
    let issue = |id: ir::IssueId| domain_sort(&model.issues[id.0 as usize].domain, ThingId(u32::MAX));
    Some(match meaning {
        Meaning::Round(_) | Meaning::Number(_) => Sort::Number,
        Meaning::Label(set, _) => Sort::Label(*set),
        Meaning::Issue(id) => issue(*id),
        Meaning::Component(id, k) => match &model.things[id.0 as usize].domain {
            Domain::Package { issues, .. } => issue(*issues.get(*k as usize)?),
            _ => return None,
        },
        Meaning::InRound(id, _) => thing(*id),
        Meaning::Entity(entity) => match entity {
            Entity::Parameter(_) | Entity::Row(_) | Entity::Actor(_) => Sort::Number,
            Entity::Option(id) => {
                let option = &model.options[id.0 as usize];
                match (&option.value, option.labels) {
                    (_, Some(set)) => Sort::Label(set),
                    (ir::OptionValue::Date(_), _) => Sort::Date,
                    _ => Sort::Number,
                }
            }
            Entity::Scene(_) | Entity::Outcome(_) => Sort::Truth,
            Entity::Thing(id, _) => thing(*id),
            _ => return None,
        },
        Meaning::Argument(..) => return None,
    })
}
