//! Play and scenes: from syntax to typed statements.
//!
//! In: blocks, with all names declared and sorts inferred. Out: [`crate::ir::Block`]s, with places numbered in text
//! order. What needs the whole story (sight, flow, dates, size) is checked elsewhere.

use rustc_hash::FxHashMap;
use standoff_syntax::ast::{self, Sees, Stmt as Syntax, StmtKind};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::Resolver;
use super::declare::label_text;
use super::meaning::{Owner, Scope};
use super::names::Entity;
use crate::ir::{ActorId, Alternative, Block, Chance, Choose, Divert, Gains, PlaceId, Stmt, Target, ThingId};
use crate::setting::labels_of;
use crate::suggest::{did_you_mean, listed, nearest};

/// `A, B may D` repeats its block for each actor; beyond this many repeated statements in all, the text is refused.
const MOST_COPIES: usize = 200_000;

impl<'a> Resolver<'a> {
    /// A block and all below it; as deep as blocks nest.
    pub(super) fn block(&mut self, block: &'a ast::Block, scope: &Scope<'a>) -> Block {
        let mut stmts = Vec::new();
        for stmt in &block.stmts {
            self.statement(stmt, scope, &mut stmts);
        }
        Block { stmts }
    }

    fn statement(&mut self, stmt: &'a Syntax, scope: &Scope<'a>, out: &mut Vec<Stmt>) {
        self.statements = self.statements.saturating_add(1);
        match &stmt.kind {
            StmtKind::Chooses(chooses) => {
                out.extend(self.chooses(chooses, stmt.span, scope).map(Stmt::Choose))
            }
            StmtKind::Offers(offers) => out.extend(self.offers(offers, stmt.span, scope).map(Stmt::Choose)),
            StmtKind::May(may) => out.extend(self.may(may, stmt.span, scope).into_iter().map(Stmt::Choose)),
            StmtKind::AtOnce(moves) => out.push(self.at_once(moves, stmt.span, scope)),
            StmtKind::Chance(chance) => out.extend(self.chance(chance, stmt.span, scope).map(Stmt::Chance)),
            StmtKind::Reveal(reveal) => out.extend(self.reveal(reveal, stmt.span, scope)),
            StmtKind::Gains(gains) => out.extend(self.gains(gains, scope).map(Stmt::Gains)),
            StmtKind::Now(name, value) => out.extend(self.now(name, value, stmt.span, scope)),
            StmtKind::If(branch) => {
                let mut arms = Vec::new();
                for (condition, block) in &branch.arms {
                    let condition = self.checker().truth(condition, scope);
                    let block = self.block(block, scope);
                    arms.extend(condition.map(|condition| (condition, block)));
                }
                let otherwise = branch.otherwise.as_ref().map(|block| self.block(block, scope));
                out.push(Stmt::If { arms, otherwise, span: stmt.span });
            }
            StmtKind::Repeat(repeat) => out.extend(self.repeat(repeat, stmt.span, scope)),
            StmtKind::Divert(divert) => out.extend(self.divert(divert, scope).map(Stmt::Divert)),
        }
    }

    pub(super) fn place(&mut self) -> PlaceId {
        let place = PlaceId(self.model.place_count);
        self.model.place_count = self.model.place_count.saturating_add(1);
        place
    }

    fn decision_of(&self, actor: ActorId, name: &ast::Name, prefix: &str) -> Option<ThingId> {
        self.decisions.get(&(Some(actor), format!("{prefix}{}", name.text))).copied()
    }

    fn chooses(&mut self, chooses: &'a ast::Chooses, span: Span, scope: &Scope<'a>) -> Option<Choose> {
        let actor = self.actor_named(&chooses.actor, scope.prefix);
        let place = self.place();
        let sight = self.sight(&chooses.sees, actor, scope.prefix);
        let timing = self.timing(chooses.when.as_ref());
        let thing = actor.and_then(|actor| self.decision_of(actor, &chooses.decision, scope.prefix));
        let tie = self.tie(chooses.tie.as_ref(), &chooses.alternatives, thing);
        let alternatives = self.alternatives(&chooses.alternatives, thing, scope);
        Some(Choose { thing: thing?, place, actor: actor?, sight, timing, tie, alternatives, span })
    }

    fn offers(&mut self, offers: &'a ast::Offers, span: Span, scope: &Scope<'a>) -> Option<Choose> {
        let actor = self.actor_named(&offers.actor, scope.prefix);
        let place = self.place();
        let sight = self.sight(&offers.sees, actor, scope.prefix);
        let timing = self.timing(offers.when.as_ref());
        let thing = actor.and_then(|actor| self.decision_of(actor, &offers.decision, scope.prefix));
        let domain = match &offers.what {
            ast::OfferSpace::Grid(grid) => self.grid(grid, scope.prefix),
            ast::OfferSpace::Package(issues, filter) => self.package(issues, filter.as_ref(), scope.prefix),
        };
        if let (Some(thing), Some(domain)) = (thing, domain) {
            self.set_domain(thing, domain);
        }
        let alternatives = Vec::new();
        Some(Choose { thing: thing?, place, actor: actor?, sight, timing, tie: None, alternatives, span })
    }

    /// One decision for each actor; the block is read once and stands in each.
    fn may(&mut self, may: &'a ast::May, span: Span, scope: &Scope<'a>) -> Vec<Choose> {
        let actors = self.actors_named(&may.actors, scope.prefix);
        let timing = self.timing(may.when.as_ref());
        let mut heads = Vec::new();
        for (actor, _) in &actors {
            let place = self.place();
            let sight = self.sight(&may.sees, Some(*actor), scope.prefix);
            heads.push((*actor, place, sight));
        }
        let tie = may.tie.as_ref().and_then(|tie| {
            let label = label_text(tie);
            let at = ["yes", "no"].iter().position(|name| *name == label.text);
            if at.is_none() {
                let message = format!("`{}` is a decision between `yes` and `no`", may.decision.text);
                self.found.push(
                    Diagnostic::error("SD204", label.span, message)
                        .hint("write `yes when indifferent` or `no when indifferent`"),
                );
            }
            at.and_then(|at| u32::try_from(at).ok())
        });
        let before = self.statements;
        let body = self.body(may.block.as_ref(), may.divert.as_ref(), scope);
        let inside = self.statements - before;
        let copied = inside.saturating_mul(heads.len().saturating_sub(1));
        self.statements = self.statements.saturating_add(copied);
        self.copies = self.copies.saturating_add(copied);
        if self.copies > MOST_COPIES {
            if !self.too_many {
                self.too_many = true;
                let message = "moves of several actors, with moves of several actors below them, make too many statements";
                self.found.push(
                    Diagnostic::error("SD451", span, message)
                        .hint("let a `scene` hold what they have in common"),
                );
            }
            return Vec::new();
        }
        let mut choices = Vec::new();
        for (actor, place, sight) in heads {
            let Some(thing) = self.decision_of(actor, &may.decision, scope.prefix) else { continue };
            if self.model.things[thing.0 as usize].captions.len() != 2 {
                continue; // Declared elsewhere with other labels, which has been said.
            }
            let alternatives = vec![
                Alternative { label: 0, when: None, body: body.clone(), span },
                Alternative { label: 1, when: None, body: Block::default(), span },
            ];
            choices.push(Choose {
                thing,
                place,
                actor,
                sight,
                timing: timing.clone(),
                tie,
                alternatives,
                span,
            });
        }
        choices
    }

    /// What follows a label: its block, and then where it leads.
    fn body(
        &mut self,
        block: Option<&'a ast::Block>,
        divert: Option<&'a ast::Divert>,
        scope: &Scope<'a>,
    ) -> Block {
        let mut body = block.map(|block| self.block(block, scope)).unwrap_or_default();
        if let Some(divert) = divert {
            body.stmts.extend(self.divert(divert, scope).map(Stmt::Divert));
        }
        body
    }

    fn tie(
        &mut self,
        tie: Option<&ast::LabelName>,
        alternatives: &[ast::Alt],
        thing: Option<ThingId>,
    ) -> Option<u32> {
        let label = label_text(tie?);
        let labels: Vec<String> = alternatives.iter().map(|alt| label_text(&alt.label).text).collect();
        if labels.contains(&label.text) {
            return self.label_indices(thing?).get(&label.text).copied();
        }
        if !self.names.poisoned.contains(&label.text) {
            let message = format!("`{}` is not one of the labels of this choice", label.text);
            let diagnostic = Diagnostic::error("SD204", label.span, message);
            self.found.push(
                match nearest(&label.text, labels.iter().map(String::as_str), &self.names.budget) {
                    None => diagnostic.hint(format!("its labels are {}", listed(&labels, "and"))),
                    near => did_you_mean(diagnostic, label.span, near),
                },
            );
        }
        None
    }

    /// The index of each label among a thing's.
    pub(super) fn label_indices(&self, thing: ThingId) -> FxHashMap<String, u32> {
        let labels = labels_of(&self.model, &self.model.things[thing.0 as usize]);
        labels.into_iter().zip(0_u32..).collect()
    }

    fn alternatives(
        &mut self,
        alternatives: &'a [ast::Alt],
        thing: Option<ThingId>,
        scope: &Scope<'a>,
    ) -> Vec<Alternative> {
        let indices = thing.map(|thing| self.label_indices(thing)).unwrap_or_default();
        let mut out = Vec::new();
        for alt in alternatives {
            let when = match &alt.when {
                Some(when) => match self.checker().truth(when, scope) {
                    Some(when) => Some(when),
                    None => {
                        self.body(alt.block.as_ref(), alt.divert.as_ref(), scope);
                        continue;
                    }
                },
                None => None,
            };
            let body = self.body(alt.block.as_ref(), alt.divert.as_ref(), scope);
            let label = indices.get(&label_text(&alt.label).text).copied();
            out.extend(label.map(|label| Alternative { label, when, body, span: alt.span }));
        }
        out
    }

    fn at_once(&mut self, moves: &'a [Syntax], span: Span, scope: &Scope<'a>) -> Stmt {
        let mut choices: Vec<Choose> = Vec::new();
        for stmt in moves {
            let mut out = Vec::new();
            self.statement(stmt, scope, &mut out);
            for stmt in out {
                let Stmt::Choose(choice) = stmt else { continue };
                if let Some(old) = choices.iter().find(|other| other.actor == choice.actor) {
                    let name = &self.model.actors[usize::from(choice.actor.0)].name;
                    let message = format!("`{name}` moves twice in one `at once`");
                    self.found.push(
                        Diagnostic::error("SD352", choice.span, message)
                            .also(old.span, "the first move")
                            .hint("put one of the moves before or after the block"),
                    );
                }
                choices.push(choice);
            }
        }
        Stmt::AtOnce(choices, span)
    }

    fn chance(&mut self, chance: &'a ast::Chance, span: Span, scope: &Scope<'a>) -> Option<Chance> {
        let place = self.place();
        let sight = self.sight(&chance.sees, None, scope.prefix);
        let timing = self.timing(chance.when.as_ref());
        let thing = self.events.get(&format!("{}{}", scope.prefix, chance.name.text)).copied()?;
        let (draw, alternatives) = match &chance.values {
            ast::Alternatives::Labels(list) => {
                let draw = self.draw(list, thing, scope);
                (draw, self.alternatives(list, Some(thing), scope))
            }
            ast::Alternatives::Grid(grid) => {
                if let Some(domain) = self.grid(grid, scope.prefix) {
                    self.set_domain(thing, domain);
                }
                (Some(crate::ir::Draw::Even), Vec::new())
            }
        };
        Some(Chance { thing, place, sight, timing, draw: draw?, alternatives, span })
    }

    fn reveal(&mut self, reveal: &'a ast::Reveal, span: Span, scope: &Scope<'a>) -> Option<Stmt> {
        let place = self.place();
        let value = self.checker().any(&reveal.value, scope, None, false);
        let to = match &reveal.to {
            None => self.sight(&Sees::All, None, scope.prefix).seen_by,
            Some(names) => {
                let mut named: Vec<ActorId> =
                    self.actors_named(names, scope.prefix).into_iter().map(|(actor, _)| actor).collect();
                named.sort_unstable();
                named
            }
        };
        let text = self.text_at(reveal.value.span);
        Some(Stmt::Reveal { value: value?, to, place, text, span })
    }

    /// The text at a place, white space normalised.
    pub(super) fn text_at(&self, span: Span) -> String {
        let text = self.texts.get(span.file.0 as usize).map_or("", |file| file.text.as_str());
        let cut = text.get(span.start as usize..span.end as usize).unwrap_or("");
        cut.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn gains(&mut self, gains: &'a ast::Gains, scope: &Scope<'a>) -> Option<Gains> {
        let actor = self.actor_named(&gains.actor, scope.prefix);
        let amount = self.checker().number(&gains.amount, scope);
        let condition = match &gains.condition {
            Some(condition) => Some(self.checker().truth(condition, scope)?),
            None => None,
        };
        Some(Gains { actor: actor?, amount: amount?, condition, span: gains.span })
    }

    fn now(
        &mut self,
        name: &'a ast::Name,
        value: &'a ast::Expr,
        span: Span,
        scope: &Scope<'a>,
    ) -> Option<Stmt> {
        if scope.rounds.iter().any(|(round, _)| *round == name.text) {
            let message = format!("`{}` counts the rounds of this `repeat` and cannot be set", name.text);
            self.found.push(Diagnostic::error("SD203", name.span, message).hint("give it another name"));
        }
        let thing = self.events.get(&format!("{}{}", scope.prefix, name.text)).copied()?;
        let what = format!("`{}`", name.text);
        let value = match self.types.of_now(thing).sort() {
            Some(sort) => self.checker().of_sort(value, scope, sort, &what),
            None => self.checker().any(value, scope, None, false),
        };
        Some(Stmt::Now(thing, value?, span))
    }

    fn repeat(&mut self, repeat: &'a ast::Repeat, span: Span, scope: &Scope<'a>) -> Option<Stmt> {
        let index = self.model.repeat_count;
        self.model.repeat_count = self.model.repeat_count.saturating_add(1);
        let (from, to) =
            (self.checker().number(&repeat.from, scope), self.checker().number(&repeat.to, scope));
        let name = &repeat.round;
        if scope.rounds.iter().any(|(outer, _)| *outer == name.text) {
            let message = format!("a `repeat` around this one counts `{}` already", name.text);
            self.found
                .push(Diagnostic::error("SD203", name.span, message).hint("give the rounds different names"));
        }
        let mut inner = scope.clone();
        inner.rounds.push((name.text.as_str(), index));
        let body = self.block(&repeat.block, &inner);
        Some(Stmt::Repeat { index, name: name.text.clone(), from: from?, to: to?, body, span })
    }

    fn divert(&mut self, divert: &'a ast::Divert, scope: &Scope<'a>) -> Option<Divert> {
        let name = &divert.target;
        let target =
            self.names.need(
                scope.prefix,
                name,
                "scene or outcome",
                &mut self.found,
                |entity| match entity {
                    Entity::Scene(id) => Some(Target::Scene(id)),
                    Entity::Outcome(id) => Some(Target::Outcome(id)),
                    _ => None,
                },
            )?;
        let (owner, arity, declared) = match target {
            Target::Scene(id) => {
                let scene = &self.model.scenes[id.0 as usize];
                (Owner::Scene(id), scene.arity, scene.span)
            }
            Target::Outcome(id) => {
                let outcome = &self.model.outcomes[id.0 as usize];
                (Owner::Outcome(id), outcome.arity, outcome.span)
            }
        };
        let mut checker = self.checker();
        if !checker.counted(&name.text, arity as usize, divert.args.len(), divert.span, declared) {
            return None;
        }
        let args = checker.arguments(&name.text, owner, &divert.args, scope)?;
        Some(Divert { target, args, span: divert.span })
    }
}
