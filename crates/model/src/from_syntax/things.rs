//! Finds the things that have a value in a story: secrets, decisions, chance events, `now` names.
//!
//! In: secrets, `play` and scenes; actors and issues are known. Out: [`Thing`]s with the shape of their domains (grid
//! ends and `where` still to come), one for each decision however many places it stands at, and their names.

use standoff_syntax::ast::{self, Alternatives, Decl, ExprKind, Grid, OfferSpace, Stmt, StmtKind};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::declare::{LabelText, count, empty_grid, label_text};
use super::load::Placed;
use super::names::{Entity, owned, twice};
use super::{Resolver, Space};
use crate::ir::{ActorId, Domain, IssueId, Sort, Thing, ThingId, ThingKind};

/// What is known of a thing at one of its places.
struct Found<'a> {
    kind: ThingKind,
    owner: Option<ActorId>,
    /// The name with the prefix of its file.
    short: String,
    span: Span,
    space: Space<'a>,
    captions: Vec<Option<String>>,
    repeated: bool,
}

impl<'a> Resolver<'a> {
    /// Secrets first, then what play and the scenes hold, in text order.
    pub(super) fn declare_things(&mut self, decls: &[Placed<'a>]) {
        for placed in decls {
            if let Decl::Secret(secret) = placed.decl {
                self.secret_thing(secret, placed.prefix);
            }
        }
        for placed in decls {
            match placed.decl {
                Decl::Play(play) if placed.root => self.things_in(&play.block, placed.prefix, false),
                Decl::Scene(scene) => self.things_in(&scene.block, placed.prefix, false),
                _ => {}
            }
        }
        // Moves of actors that do not exist: known by name, so that only the actor is complained of.
        for found in std::mem::take(&mut self.ownerless) {
            if self.names.find("", &found).is_empty() {
                self.names.poisoned.insert(found.rsplit('.').next().unwrap_or_default().to_owned());
            }
        }
        self.name_things();
    }

    fn secret_thing(&mut self, secret: &'a ast::Secret, prefix: &'a str) {
        let owner = self.actor_quietly(&secret.owner, prefix);
        let (space, captions) = alternatives(&secret.values);
        let found = Found {
            kind: ThingKind::Secret,
            owner,
            short: format!("{prefix}{}", secret.name.text),
            span: secret.name.span,
            space,
            captions,
            repeated: false,
        };
        if owner.is_none() {
            self.names.poisoned.insert(format!("{}.{}", secret.owner.text, secret.name.text));
        }
        let thing = self.new_thing(found);
        self.secrets.push((secret, prefix, thing));
    }

    /// As deep as blocks nest.
    fn things_in(&mut self, block: &'a ast::Block, prefix: &'a str, repeated: bool) {
        for stmt in &block.stmts {
            self.things_of(stmt, prefix, repeated);
        }
    }

    fn things_of(&mut self, stmt: &'a Stmt, prefix: &'a str, repeated: bool) {
        match &stmt.kind {
            StmtKind::Chooses(chooses) => {
                let labels = chooses.alternatives.iter().map(|alt| label_text(&alt.label)).collect();
                let captions = chooses.alternatives.iter().map(caption).collect();
                let space = Space::Labels(labels);
                self.decision(&chooses.actor, &chooses.decision, prefix, space, captions, repeated);
                self.things_below(&chooses.alternatives, prefix, repeated);
            }
            StmtKind::Offers(offers) => {
                let space = match &offers.what {
                    OfferSpace::Grid(grid) => Space::Grid(grid),
                    OfferSpace::Package(issues, filter) => Space::Package(issues, filter.as_ref()),
                };
                self.decision(&offers.actor, &offers.decision, prefix, space, Vec::new(), repeated);
            }
            StmtKind::May(may) => {
                for actor in &may.actors {
                    let space = Space::Labels(yes_no(may.decision.span));
                    self.decision(actor, &may.decision, prefix, space, vec![None, None], repeated);
                }
                if let Some(block) = &may.block {
                    self.things_in(block, prefix, repeated);
                }
            }
            StmtKind::AtOnce(moves) => {
                for stmt in moves {
                    self.things_of(stmt, prefix, repeated);
                }
            }
            StmtKind::Chance(chance) => {
                let (space, captions) = alternatives(&chance.values);
                let short = format!("{prefix}{}", chance.name.text);
                let (kind, span) = (ThingKind::Chance, chance.name.span);
                self.event(Found { kind, owner: None, short, span, space, captions, repeated });
                if let Alternatives::Labels(list) = &chance.values {
                    self.things_below(list, prefix, repeated);
                }
            }
            StmtKind::Now(name, _) => {
                let short = format!("{prefix}{}", name.text);
                let (kind, span) = (ThingKind::Now, name.span);
                self.event(Found {
                    kind,
                    owner: None,
                    short,
                    span,
                    space: Space::Computed,
                    captions: Vec::new(),
                    repeated,
                });
            }
            StmtKind::If(branch) => {
                for (_, block) in &branch.arms {
                    self.things_in(block, prefix, repeated);
                }
                if let Some(block) = &branch.otherwise {
                    self.things_in(block, prefix, repeated);
                }
            }
            StmtKind::Repeat(repeat) => self.things_in(&repeat.block, prefix, true),
            StmtKind::Reveal(_) | StmtKind::Gains(_) | StmtKind::Divert(_) => {}
        }
    }

    fn things_below(&mut self, alternatives: &'a [ast::Alt], prefix: &'a str, repeated: bool) {
        for alt in alternatives {
            if let Some(block) = &alt.block {
                self.things_in(block, prefix, repeated);
            }
        }
    }

    fn actor_quietly(&self, name: &ast::Name, prefix: &str) -> Option<ActorId> {
        self.names.pick(prefix, &name.text, |entity| match entity {
            Entity::Actor(id) => Some(id),
            _ => None,
        })
    }

    fn decision(
        &mut self,
        actor: &'a ast::Name,
        decision: &'a ast::Name,
        prefix: &str,
        space: Space<'a>,
        captions: Vec<Option<String>>,
        repeated: bool,
    ) {
        let owner = self.actor_quietly(actor, prefix);
        let short = format!("{prefix}{}", decision.text);
        if owner.is_none() {
            if let Space::Labels(labels) = space {
                self.names.poisoned.extend(labels.into_iter().map(|label| label.text));
            }
            self.ownerless.push(short);
            return;
        }
        let (kind, span) = (ThingKind::Decision, decision.span);
        let found = Found { kind, owner, short, span, space, captions, repeated };
        match self.decisions.get(&(owner, found.short.clone())).copied() {
            Some(thing) => self.again(thing, found),
            None => {
                let key = (owner, found.short.clone());
                let thing = self.new_thing(found);
                self.decisions.insert(key, thing);
            }
        }
    }

    fn event(&mut self, found: Found<'a>) {
        match self.events.get(&found.short).copied() {
            Some(thing) if self.model.things[thing.0 as usize].kind == found.kind => self.again(thing, found),
            _ => {
                let key = found.short.clone();
                let thing = self.new_thing(found);
                self.events.entry(key).or_insert(thing);
            }
        }
    }

    fn new_thing(&mut self, found: Found<'a>) -> ThingId {
        let id = ThingId(count(self.model.things.len()));
        let domain = match &found.space {
            Space::Labels(labels) => self.listed_domain(labels),
            Space::Grid(grid) => empty_grid(grid.cells, grid.span),
            Space::Package(issues, _) => {
                let prefix = found.short.rfind('.').map_or("", |dot| &found.short[..=dot]);
                Domain::Package { issues: self.issues_quietly(issues, prefix), filter: None }
            }
            Space::Computed => Domain::Computed(Sort::Number),
        };
        let entity = Entity::Thing(id, found.kind);
        let owner = found.owner.and_then(|owner| self.model.actors.get(usize::from(owner.0)));
        let owner = owner.map(|owner| owner.name.clone());
        if found.kind != ThingKind::Secret || owner.is_some() {
            let old = self.names.add_thing(entity, owner.as_deref(), &found.short, found.span);
            if let Some(old) = old {
                let shown = match (&owner, found.kind) {
                    (Some(owner), ThingKind::Secret) => owned(owner, &found.short),
                    _ => found.short.clone(),
                };
                self.found.push(twice(&shown, entity, found.span, &old));
            }
        }
        self.spaces.push(found.space);
        self.model.things.push(Thing {
            name: found.short.clone(),
            short: found.short,
            kind: found.kind,
            owner: found.owner,
            domain,
            captions: found.captions,
            repeated: found.repeated,
            fixed: true,
            span: found.span,
        });
        id
    }

    /// The thing stands at another place too: its values must be the same there.
    fn again(&mut self, thing: ThingId, found: Found<'a>) {
        let same = same_space(&self.spaces[thing.0 as usize], &found.space);
        let known = &mut self.model.things[thing.0 as usize];
        if same {
            known.repeated |= found.repeated;
            if let (Space::Labels(first), Space::Labels(here)) =
                (&self.spaces[thing.0 as usize], &found.space)
                && found.captions.iter().any(Option::is_some)
            {
                let at: rustc_hash::FxHashMap<&str, usize> =
                    first.iter().enumerate().map(|(at, label)| (label.text.as_str(), at)).collect();
                for (label, caption) in here.iter().zip(found.captions) {
                    let slot = at.get(label.text.as_str()).and_then(|at| known.captions.get_mut(*at));
                    if let (Some(slot), Some(caption)) = (slot, caption) {
                        slot.get_or_insert(caption);
                    }
                }
            }
        } else if !self.broken {
            let noun = if found.kind == ThingKind::Decision { "decision" } else { "chance event" };
            let message =
                format!("the {noun} `{}` has other labels here than where it first stands", found.short);
            self.found.push(
                Diagnostic::error("SD213", found.span, message)
                    .also(known.span, "first here")
                    .hint("give it another name, or list the same labels and put `when` after those that are not always on offer"),
            );
        }
    }

    fn issues_quietly(&self, issues: &[ast::Name], prefix: &str) -> Vec<IssueId> {
        let pick = |entity| match entity {
            Entity::Issue(id) => Some(id),
            _ => None,
        };
        issues.iter().filter_map(|issue| self.names.pick(prefix, &issue.text, pick)).collect()
    }

    /// Gives each thing the shortest name that means it alone.
    fn name_things(&mut self) {
        for index in 0..self.model.things.len() {
            let thing = &self.model.things[index];
            let alone = self.names.find("", &thing.short).len() <= 1;
            if let Some(owner) = thing.owner.filter(|_| thing.kind == ThingKind::Secret || !alone) {
                let owner = &self.model.actors[usize::from(owner.0)].name;
                self.model.things[index].name = owned(owner, &thing.short);
            }
        }
    }
}

/// The labels of `may`.
pub(super) fn yes_no(span: Span) -> Vec<LabelText> {
    ["yes", "no"].map(|text| LabelText { text: text.to_owned(), number: None, span }).to_vec()
}

fn caption(alt: &ast::Alt) -> Option<String> {
    alt.caption.as_ref().map(|caption| caption.text.clone())
}

fn alternatives(values: &Alternatives) -> (Space<'_>, Vec<Option<String>>) {
    match values {
        Alternatives::Labels(list) => {
            let labels = list.iter().map(|alt| label_text(&alt.label)).collect();
            (Space::Labels(labels), list.iter().map(caption).collect())
        }
        Alternatives::Grid(grid) => (Space::Grid(grid), Vec::new()),
    }
}

fn same_space(a: &Space<'_>, b: &Space<'_>) -> bool {
    match (a, b) {
        (Space::Labels(a), Space::Labels(b)) => {
            let within = |a: &[LabelText], b: &[LabelText]| {
                let names: rustc_hash::FxHashSet<&str> = b.iter().map(|label| label.text.as_str()).collect();
                a.iter().all(|label| names.contains(label.text.as_str()))
            };
            within(a, b) && within(b, a)
        }
        (Space::Grid(a), Space::Grid(b)) => same_grid(a, b),
        (Space::Package(a, e), Space::Package(b, f)) => {
            let same_filter = match (e, f) {
                (None, None) => true,
                (Some(e), Some(f)) => same_text(e, f),
                _ => false,
            };
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.text == b.text) && same_filter
        }
        (Space::Computed, Space::Computed) => true,
        _ => false,
    }
}

fn same_grid(a: &Grid, b: &Grid) -> bool {
    a.cells == b.cells
        && same_text(&a.from, &b.from)
        && same_text(&a.to, &b.to)
        && same_text(&a.count, &b.count)
}

/// Whether two expressions read the same, wherever they stand.
fn same_text(a: &ast::Expr, b: &ast::Expr) -> bool {
    let all = |a: &[ast::Expr], b: &[ast::Expr]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_text(a, b))
    };
    let names = |a: &ast::Dotted, b: &ast::Dotted| {
        a.parts.len() == b.parts.len() && a.parts.iter().zip(&b.parts).all(|(a, b)| a.text == b.text)
    };
    match (&a.kind, &b.kind) {
        (ExprKind::Number(a), ExprKind::Number(b)) => a.value == b.value,
        (ExprKind::Date(a), ExprKind::Date(b)) => a.date == b.date,
        (ExprKind::Name(a), ExprKind::Name(b)) => names(a, b),
        (ExprKind::Call(f, a), ExprKind::Call(g, b)) => names(f, g) && all(a, b),
        (ExprKind::Quantile(d, a), ExprKind::Quantile(e, b)) => {
            let args =
                |dist: &ast::Dist| dist.args.iter().map(|number| number.value.clone()).collect::<Vec<_>>();
            d.kind == e.kind && args(d) == args(e) && same_text(a, b)
        }
        (ExprKind::Neg(a), ExprKind::Neg(b)) | (ExprKind::Not(a), ExprKind::Not(b)) => same_text(a, b),
        (ExprKind::Binary(f, a, c), ExprKind::Binary(g, b, d)) => {
            f == g && same_text(a, b) && same_text(c, d)
        }
        (ExprKind::If(a, c, e), ExprKind::If(b, d, f)) => {
            same_text(a, b) && same_text(c, d) && same_text(e, f)
        }
        _ => false,
    }
}
