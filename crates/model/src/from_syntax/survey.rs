//! Gathers for inference what sets and uses `let`s, arguments and `now` names.
//!
//! In: all declarations. Out: the sorts, in the resolver's `types`.

use standoff_syntax::ast::{self, Alternatives, Decl, Expr, OfferSpace, QueryKind, Stmt, StmtKind, Weight};

use super::Resolver;
use super::infer::{Inference, Types};
use super::load::Placed;
use super::meaning::{Lookup, Owner, Scope};
use super::names::Entity;
use crate::ir::{LetId, OutcomeId, SceneId, Sort};

/// Walks the syntax with an [`Inference`] in hand.
struct Survey<'a, 'r> {
    resolver: &'r Resolver<'a>,
    types: &'r Types,
    inference: Inference<'a>,
}

impl<'a> Resolver<'a> {
    /// Infers all sorts that declarations leave open.
    pub(super) fn infer(&mut self, decls: &[Placed<'a>]) {
        let mut types = Types::new(&self.model);
        let mut survey = Survey { resolver: self, types: &types, inference: Inference::default() };
        survey.declarations(decls);
        let inference = survey.inference;
        inference.solve(&self.model, &self.names, &mut types);
        self.types = types;
    }
}

impl<'a> Survey<'a, '_> {
    fn read(&mut self, expr: &'a Expr, scope: usize, wanted: Option<Sort>) {
        let lookup = Lookup { model: &self.resolver.model, names: &self.resolver.names, types: self.types };
        self.inference.read(lookup, expr, scope, wanted);
    }

    fn declarations(&mut self, decls: &[Placed<'a>]) {
        let (mut lets, mut scenes, mut outcomes) = (0, 0, 0);
        for placed in decls {
            let plain = Scope { prefix: placed.prefix, ..Scope::default() };
            match placed.decl {
                Decl::Let(definition) => {
                    let owner = Owner::Let(LetId(lets));
                    let scope = self.inference.scope(Scope { owner, args: &definition.args, ..plain });
                    self.inference.define(LetId(lets), &definition.value, scope);
                    self.read(&definition.value, scope, None);
                    lets += 1;
                }
                Decl::Scene(scene) => {
                    let owner = Owner::Scene(SceneId(scenes));
                    self.block(&scene.block, &Scope { owner, args: &scene.args, ..plain });
                    scenes += 1;
                }
                Decl::Outcome(outcome) => {
                    let owner = Owner::Outcome(OutcomeId(outcomes));
                    let scope = self.inference.scope(Scope { owner, args: &outcome.args, ..plain });
                    outcome.gains.iter().for_each(|gains| self.gains(gains, scope));
                    outcomes += 1;
                }
                Decl::Play(play) if placed.root => self.block(&play.block, &plain),
                Decl::Secret(secret) => {
                    let scope = self.inference.scope(plain);
                    self.alternatives(&secret.values, scope);
                }
                Decl::Given(given) => {
                    let scope = self.inference.scope(plain);
                    self.read(given, scope, Some(Sort::Truth));
                }
                Decl::Discount(discount) => {
                    let scope = self.inference.scope(plain);
                    self.read(&discount.factor, scope, Some(Sort::Number));
                }
                Decl::Ask(ast::Ask { query, .. }) | Decl::Check(ast::Check { query, .. }) if placed.root => {
                    let scope = self.inference.scope(Scope { question: true, ..plain });
                    self.query(query, scope);
                }
                _ => {}
            }
        }
    }

    fn query(&mut self, query: &'a ast::Query, scope: usize) {
        match &query.kind {
            QueryKind::Probability(event, given) => {
                self.read(event, scope, Some(Sort::Truth));
                given.iter().for_each(|given| self.read(given, scope, Some(Sort::Truth)));
            }
            QueryKind::Expectation(value, given) => {
                self.read(value, scope, Some(Sort::Number));
                given.iter().for_each(|given| self.read(given, scope, Some(Sort::Truth)));
            }
            QueryKind::Tipping(inner, ..)
            | QueryKind::Importance(inner)
            | QueryKind::Distribution(inner)
            | QueryKind::Flips(inner)
            | QueryKind::Sweep(_, inner) => {
                self.query(inner, scope);
            }
            _ => {}
        }
    }

    fn gains(&mut self, gains: &'a ast::Gains, scope: usize) {
        self.read(&gains.amount, scope, Some(Sort::Number));
        if let Some(condition) = &gains.condition {
            self.read(condition, scope, Some(Sort::Truth));
        }
    }

    fn alternatives(&mut self, values: &'a Alternatives, scope: usize) {
        if let Alternatives::Labels(list) = values {
            list.iter().for_each(|alt| self.weight(alt, scope));
        }
    }

    fn weight(&mut self, alt: &'a ast::Alt, scope: usize) {
        if let Weight::Probability(value) | Weight::Weight(value) = &alt.weight {
            self.read(value, scope, Some(Sort::Number));
        }
    }

    /// As deep as blocks nest.
    fn block(&mut self, block: &'a ast::Block, scope: &Scope<'a>) {
        let here = self.inference.scope(scope.clone());
        for stmt in &block.stmts {
            self.stmt(stmt, scope, here);
        }
    }

    fn labels(&mut self, list: &'a [ast::Alt], scope: &Scope<'a>, here: usize) {
        for alt in list {
            self.weight(alt, here);
            if let Some(when) = &alt.when {
                self.read(when, here, Some(Sort::Truth));
            }
            if let Some(block) = &alt.block {
                self.block(block, scope);
            }
            if let Some(divert) = &alt.divert {
                self.divert(divert, here);
            }
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt, scope: &Scope<'a>, here: usize) {
        match &stmt.kind {
            StmtKind::Chooses(chooses) => self.labels(&chooses.alternatives, scope, here),
            StmtKind::Offers(offers) => {
                if let OfferSpace::Grid(grid) = &offers.what {
                    for part in [&grid.from, &grid.to, &grid.count] {
                        self.read(part, here, Some(Sort::Number));
                    }
                }
            }
            StmtKind::May(may) => {
                if let Some(block) = &may.block {
                    self.block(block, scope);
                }
                if let Some(divert) = &may.divert {
                    self.divert(divert, here);
                }
            }
            StmtKind::AtOnce(moves) => moves.iter().for_each(|stmt| self.stmt(stmt, scope, here)),
            StmtKind::Chance(chance) => {
                if let Alternatives::Labels(list) = &chance.values {
                    self.labels(list, scope, here);
                }
            }
            StmtKind::Reveal(reveal) => self.read(&reveal.value, here, None),
            StmtKind::Gains(gains) => self.gains(gains, here),
            StmtKind::Now(name, value) => {
                self.read(value, here, None);
                let key = format!("{}{}", scope.prefix, name.text);
                if let Some(thing) = self.resolver.events.get(&key) {
                    self.inference.assign(self.types, *thing, value, here);
                }
            }
            StmtKind::If(branch) => {
                for (condition, block) in &branch.arms {
                    self.read(condition, here, Some(Sort::Truth));
                    self.block(block, scope);
                }
                if let Some(block) = &branch.otherwise {
                    self.block(block, scope);
                }
            }
            StmtKind::Repeat(repeat) => {
                self.read(&repeat.from, here, Some(Sort::Number));
                self.read(&repeat.to, here, Some(Sort::Number));
                // The number of the repeat does not matter here: a round is a number.
                let mut inner = scope.clone();
                inner.rounds.push((&repeat.round.text, 0));
                self.block(&repeat.block, &inner);
            }
            StmtKind::Divert(divert) => self.divert(divert, here),
        }
    }

    fn divert(&mut self, divert: &'a ast::Divert, here: usize) {
        divert.args.iter().for_each(|arg| self.read(arg, here, None));
        let prefix = self.inference.prefix(here);
        let callee = self.resolver.names.pick(prefix, &divert.target.text, |entity| match entity {
            Entity::Scene(id) => Some(Owner::Scene(id)),
            Entity::Outcome(id) => Some(Owner::Outcome(id)),
            _ => None,
        });
        if let Some(callee) = callee {
            let lookup =
                Lookup { model: &self.resolver.model, names: &self.resolver.names, types: self.types };
            self.inference.call(lookup, callee, &divert.args, here);
        }
    }
}
