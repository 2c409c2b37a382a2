//! What each parameter says: how likely something is, or what something is worth; and which parameters together are the
//! probabilities of one draw.
//!
//! In: a checked model. Out: [`Roles`]. Parameters are followed through definitions, arguments of scenes and `now` names, so
//! that `-> war(p_aid)` makes `p_aid` a probability if `war` draws with it. Nothing depends on options in force.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use standoff_model::ir::{
    Alternative, Block, Domain, Draw, Expr, ExprKind, Model, ParameterId, SceneId, Stmt, Target, ThingId,
    ThingKind,
};

/// What the parameters of a model say.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    /// Parameters that enter a probability.
    probabilities: BTreeSet<ParameterId>,
    /// These, and those that enter a weight or the numbers that are drawn from: all that says how likely something is.
    facts: BTreeSet<ParameterId>,
    /// Draws whose probabilities or weights are parameters, one by one.
    pub draws: Vec<DrawOfParameters>,
}

/// A draw whose probabilities or weights are parameters or plain numbers, one of them perhaps the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawOfParameters {
    /// What is drawn.
    pub thing: ThingId,
    /// By value, in order.
    pub entries: Vec<Entry>,
    /// Weights, which count in proportion; else probabilities, which sum to 1.
    pub weights: bool,
}

impl DrawOfParameters {
    /// Its parameters.
    pub fn parameters(&self) -> impl Iterator<Item = ParameterId> + '_ {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Parameter(id) => Some(*id),
            _ => None,
        })
    }
}

/// A probability or weight of a draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A parameter alone.
    Parameter(ParameterId),
    /// A plain number.
    Number(BigRational),
    /// What the others leave of 1.
    Rest,
}

impl Roles {
    /// The roles in a model.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let walk = Walk::over(model);
        let mut roles = Self::default();
        for &(thing, draw, scene) in &walk.draws {
            match draw {
                Draw::Even => {}
                Draw::Probabilities(all) => {
                    let found = walk.parameters(all.iter().flatten(), scene);
                    roles.probabilities.extend(&found);
                    roles.facts.extend(found);
                    let entries = || all.iter().map(Option::as_ref);
                    roles.draws.extend(of_parameters(thing, entries(), false));
                }
                Draw::Weights(all) => {
                    roles.facts.extend(walk.parameters(all.iter(), scene));
                    roles.draws.extend(of_parameters(thing, all.iter().map(Some), true));
                }
            }
        }
        for thing in &model.things {
            if let (ThingKind::Secret | ThingKind::Chance, Domain::Grid { from, to, .. }) =
                (thing.kind, &thing.domain)
            {
                roles.facts.extend(walk.parameters([from, to].into_iter(), None));
            }
        }
        roles
    }

    /// Whether a parameter says how likely something is: it enters the probability of a secret or of a chance event, or the
    /// numbers that one is drawn from. All others say what something is worth.
    #[must_use]
    pub fn is_fact(&self, parameter: ParameterId) -> bool {
        self.facts.contains(&parameter)
    }

    /// Whether a parameter enters a probability.
    #[must_use]
    pub fn is_probability(&self, parameter: ParameterId) -> bool {
        self.probabilities.contains(&parameter)
    }
}

/// A draw of parameters, if this is one.
fn of_parameters<'e>(
    thing: ThingId,
    all: impl Iterator<Item = Option<&'e Expr>>,
    weights: bool,
) -> Option<DrawOfParameters> {
    let entry = |expr: Option<&Expr>| match expr.map(|expr| &expr.kind) {
        Some(ExprKind::Parameter(id)) => Entry::Parameter(*id),
        Some(ExprKind::Number(number)) => Entry::Number(number.clone()),
        // Probabilities sum to 1 wherever the model means something, so that one formula is what the others leave.
        _ => Entry::Rest,
    };
    let entries: Vec<Entry> = all.map(entry).collect();
    let rests = entries.iter().filter(|entry| **entry == Entry::Rest).count();
    let draw = DrawOfParameters { thing, entries, weights };
    let fits = if weights { rests == 0 } else { rests <= 1 };
    (fits && draw.parameters().next().is_some()).then_some(draw)
}

/// Everything in the play that a parameter may pass through.
struct Walk<'m> {
    model: &'m Model,
    /// Each draw with the scene it stands in.
    draws: Vec<(ThingId, &'m Draw, Option<SceneId>)>,
    /// What each `now` name is set to, with the scene where.
    nows: BTreeMap<ThingId, Vec<(&'m Expr, Option<SceneId>)>>,
    /// What is handed to each argument of each scene.
    handed: BTreeMap<(SceneId, u32), BTreeSet<ParameterId>>,
}

impl<'m> Walk<'m> {
    fn over(model: &'m Model) -> Self {
        let mut walk = Self { model, draws: Vec::new(), nows: BTreeMap::new(), handed: BTreeMap::new() };
        walk.draws.extend(model.secrets.iter().map(|secret| (secret.thing, &secret.draw, None)));
        let mut diverts: Vec<(SceneId, u32, &Expr, Option<SceneId>)> = Vec::new();
        let mut blocks: Vec<(&Block, Option<SceneId>)> = vec![(&model.play, None)];
        let scenes = (0..).map(SceneId).zip(&model.scenes);
        blocks.extend(scenes.map(|(id, scene)| (&scene.block, Some(id))));
        while let Some((block, scene)) = blocks.pop() {
            for stmt in &block.stmts {
                let mut below = |all: &'m [Alternative]| {
                    blocks.extend(all.iter().map(|alternative| (&alternative.body, scene)))
                };
                match stmt {
                    Stmt::Choose(choose) => below(&choose.alternatives),
                    Stmt::Chance(chance) => {
                        below(&chance.alternatives);
                        walk.draws.push((chance.thing, &chance.draw, scene));
                    }
                    Stmt::If { arms, otherwise, .. } => {
                        let inner = arms.iter().map(|(_, block)| block).chain(otherwise);
                        blocks.extend(inner.map(|block| (block, scene)));
                    }
                    Stmt::Repeat { body, .. } => blocks.push((body, scene)),
                    Stmt::Now(thing, value, _) => walk.nows.entry(*thing).or_default().push((value, scene)),
                    Stmt::Divert(divert) => {
                        if let Target::Scene(to) = divert.target {
                            diverts.extend((0..).zip(&divert.args).map(|(k, arg)| (to, k, arg, scene)));
                        }
                    }
                    Stmt::AtOnce(..) | Stmt::Reveal { .. } | Stmt::Gains(_) => {}
                }
            }
        }
        // Arguments may be handed on from scene to scene; scenes form no cycle, so that this ends.
        loop {
            let mut grown = false;
            for &(to, k, arg, scene) in &diverts {
                let found = walk.parameters(std::iter::once(arg), scene);
                let handed = walk.handed.entry((to, k)).or_default();
                let before = handed.len();
                handed.extend(found);
                grown |= handed.len() > before;
            }
            if !grown {
                return walk;
            }
        }
    }

    /// The parameters that some expressions of a scene depend on.
    fn parameters<'e>(
        &self,
        exprs: impl Iterator<Item = &'e Expr>,
        scene: Option<SceneId>,
    ) -> BTreeSet<ParameterId>
    where
        'm: 'e,
    {
        let mut found = BTreeSet::new();
        let (mut lets, mut things) = (BTreeSet::new(), BTreeSet::new());
        // With the scene whose arguments count; those of a definition stand beside it.
        let mut open: Vec<(&Expr, Option<SceneId>)> = exprs.map(|expr| (expr, scene)).collect();
        while let Some((expr, scene)) = open.pop() {
            match &expr.kind {
                ExprKind::Parameter(id) => {
                    found.insert(*id);
                }
                ExprKind::Row(row) => {
                    found.extend(self.model.rows.get(row.0 as usize).map_or(&[][..], |row| &row.cells));
                }
                ExprKind::Argument(k) => {
                    let handed = scene.and_then(|scene| self.handed.get(&(scene, *k)));
                    found.extend(handed.into_iter().flatten());
                }
                ExprKind::Let(id, args) => {
                    open.extend(args.iter().map(|arg| (arg, scene)));
                    if let Some(declared) = self.model.lets.get(id.0 as usize)
                        && lets.insert(*id)
                    {
                        open.push((&declared.value, None));
                    }
                }
                ExprKind::Thing(thing) | ExprKind::ThingInRound(thing, _) if things.insert(*thing) => {
                    open.extend(self.nows.get(thing).into_iter().flatten().copied());
                    if let Some(Domain::Grid { from, to, .. }) =
                        self.model.things.get(thing.0 as usize).map(|thing| &thing.domain)
                    {
                        open.extend([(from, None), (to, None)]);
                    }
                }
                ExprKind::Neg(a) | ExprKind::Not(a) | ExprKind::Quantile(_, a) => open.push((a, scene)),
                ExprKind::Binary(_, a, b) => open.extend([(&**a, scene), (&**b, scene)]),
                ExprKind::If(a, b, c) => open.extend([(&**a, scene), (&**b, scene), (&**c, scene)]),
                ExprKind::Builtin(_, args) => open.extend(args.iter().map(|arg| (arg, scene))),
                _ => {}
            }
        }
        found
    }
}
