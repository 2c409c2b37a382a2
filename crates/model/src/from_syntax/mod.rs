//! From syntax to the checked model: what every name means, what sort every expression has, what is fixed and what swept.
//!
//! In: a [`Sources`]. Out: [`Read`]. The steps, in this order:
//!
//! 1. `load`: the root file and what it uses;
//! 2. `declare`, `things`, `parameters`: every name, before any expression is read;
//! 3. `infer`: the sorts of `let`s, arguments and `now` names, from definitions and uses (`meaning` has the rules of scope);
//! 4. `expression`, `play`, `draws`: every expression and statement;
//! 5. `lets`, `swept`, `fixed`, `constant`: circles, what parameters reach, and what each position allows;
//! 6. `variants`, `questions`.

mod call;
mod comparison;
pub(crate) mod constant;
pub(crate) mod declare;
mod draws;
pub(crate) mod expression;
mod fixed;
pub(crate) mod infer;
mod lets;
mod load;
pub(crate) mod meaning;
mod missed;
pub(crate) mod names;
mod parameters;
mod play;
mod positions;
mod question_labels;
mod question_settings;
pub(crate) mod questions;
mod steps;
mod survey;
pub(crate) mod swept;
mod things;
pub(crate) mod typed;
mod variants;

use rustc_hash::FxHashMap;
use standoff_syntax::ast::{self, Decl, Grid};
use standoff_syntax::diagnostic::{Diagnostic, Severity};
use standoff_syntax::span::Span;

use crate::ir::{
    ActorId, Block, Discount, Domain, IssueId, LabelSetId, LetId, Model, OutcomeId, SceneId, ThingId,
};
use crate::sources::Sources;
use declare::LabelText;
use expression::Checker;
use infer::Types;
use load::{Loaded, Placed};
use meaning::{Owner, Scope};
use names::Names;
use questions::Questions;
use swept::Swept;

pub use load::SourceText;

/// What reading a model gave.
#[derive(Clone, Debug)]
pub struct Read {
    /// The model; `None` if there are errors.
    pub model: Option<Model>,
    /// Errors and warnings, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that spans refer to, by file number.
    pub files: Vec<SourceText>,
}

/// What can be chosen or drawn, as the text has it; to compare the places of one decision.
#[derive(Clone, Debug)]
enum Space<'a> {
    Labels(Vec<LabelText>),
    Grid(&'a Grid),
    Package(&'a [ast::Name], Option<&'a ast::Expr>),
    Computed,
}

/// The model in the making.
struct Resolver<'a> {
    texts: &'a [SourceText],
    model: Model,
    names: Names,
    types: Types,
    found: Vec<Diagnostic>,
    /// Some line could not be read: what follows from its absence is not complained of.
    broken: bool,
    /// `play from` is there.
    clock: bool,
    label_sets: FxHashMap<Vec<String>, LabelSetId>,
    decisions: FxHashMap<(Option<ActorId>, String), ThingId>,
    events: FxHashMap<String, ThingId>,
    /// Moves of unknown actors.
    ownerless: Vec<String>,
    /// By thing.
    spaces: Vec<Space<'a>>,
    /// By thing: its grid or package is known.
    settled: Vec<bool>,
    secrets: Vec<(&'a ast::Secret, &'a str, ThingId)>,
    lets: Vec<(&'a ast::Let, &'a str)>,
    scenes: Vec<(&'a ast::Scene, &'a str)>,
    outcomes: Vec<(&'a ast::Outcome, &'a str)>,
    issue_grids: Vec<(IssueId, &'a Grid, &'a str)>,
    variants: Vec<&'a ast::Variant>,
    /// Statements so far, with those that stand in several moves counted for each.
    statements: usize,
    copies: usize,
    too_many: bool,
}

/// Reads a model: the root file and all that it uses.
pub(crate) fn read(sources: &dyn Sources) -> Read {
    let loaded = Loaded::read(sources);
    let (model, mut diagnostics) = resolve(&loaded);
    if loaded.lost {
        // What seems to be missing may stand in the file that could not be read.
        let missing = |found: &Diagnostic| matches!(found.code, "SD201" | "SD220") && found.fix.is_none();
        diagnostics.retain(|found| !missing(found));
    }
    let failed = |found: &[Diagnostic]| found.iter().any(|found| found.severity == Severity::Error);
    let model = model.filter(|_| !failed(&diagnostics));
    if let Some(model) = &model {
        diagnostics.extend(crate::checks::check(model));
    }
    let model = model.filter(|_| !failed(&diagnostics));
    // A statement that stands in several moves is read once for each: one mistake, one message.
    diagnostics.sort_by(|a, b| (a.span(), a.code, &a.message).cmp(&(b.span(), b.code, &b.message)));
    diagnostics.dedup_by(|a, b| a.span() == b.span() && a.code == b.code && a.message == b.message);
    Read { model, diagnostics, files: loaded.texts }
}

fn resolve(loaded: &Loaded) -> (Option<Model>, Vec<Diagnostic>) {
    let decls = loaded.declarations();
    let mut resolver = Resolver::new(loaded, &decls);
    resolver.found.extend(loaded.found.iter().cloned());
    resolver.declare_people(&decls);
    resolver.declare_rest(&decls);
    resolver.declare_things(&decls);
    resolver.declare_parameters(&decls);
    resolver.infer(&decls);
    resolver.bodies(&decls);
    resolver.whole(loaded);
    let order = lets::order(&resolver.model, &mut resolver.found);
    let swept = Swept::mark(&mut resolver.model);
    fixed::check(&mut resolver.model, &swept, &mut resolver.found);
    constant::check(&mut resolver.model, &order, &mut resolver.found);
    resolver.variant_edits();
    resolver.questions(&decls);
    (Some(resolver.model), resolver.found)
}

impl<'a> Resolver<'a> {
    fn new(loaded: &'a Loaded, decls: &[Placed<'a>]) -> Self {
        let header = loaded.header();
        let start = decls.iter().find_map(|placed| match placed.decl {
            Decl::Play(play) if placed.root => play.from.map(|from| from.date),
            _ => None,
        });
        let model = Model {
            name: header.map(|header| header.name.text.clone()).unwrap_or_default(),
            title: header
                .and_then(|header| header.title.as_ref())
                .map(|title| title.text.clone())
                .unwrap_or_default(),
            sha256: loaded.sha256.clone(),
            actors: Vec::new(),
            experts: Vec::new(),
            sources: Vec::new(),
            parameters: Vec::new(),
            rows: Vec::new(),
            groups: Vec::new(),
            options: Vec::new(),
            issues: Vec::new(),
            label_sets: Vec::new(),
            things: Vec::new(),
            secrets: Vec::new(),
            given: Vec::new(),
            lets: Vec::new(),
            discounts: Vec::new(),
            start,
            play: Block::default(),
            scenes: Vec::new(),
            outcomes: Vec::new(),
            variants: Vec::new(),
            asks: Vec::new(),
            checks: Vec::new(),
            place_count: 0,
            repeat_count: 0,
        };
        let mut names = Names::default();
        names.poisoned.clone_from(&loaded.poisoned);
        Resolver {
            texts: &loaded.texts,
            model,
            names,
            types: Types::default(),
            found: Vec::new(),
            broken: loaded.broken,
            clock: start.is_some(),
            label_sets: FxHashMap::default(),
            decisions: FxHashMap::default(),
            events: FxHashMap::default(),
            ownerless: Vec::new(),
            spaces: Vec::new(),
            settled: Vec::new(),
            secrets: Vec::new(),
            lets: Vec::new(),
            scenes: Vec::new(),
            outcomes: Vec::new(),
            issue_grids: Vec::new(),
            variants: Vec::new(),
            statements: 0,
            copies: 0,
            too_many: false,
        }
    }

    fn checker(&mut self) -> Checker<'_> {
        Checker { model: &self.model, names: &self.names, types: &self.types, found: &mut self.found }
    }

    /// Every expression and statement.
    fn bodies(&mut self, decls: &[Placed<'a>]) {
        self.settled = vec![false; self.model.things.len()];
        self.definitions();
        self.secrets();
        for (id, grid, prefix) in std::mem::take(&mut self.issue_grids) {
            if let Some(domain) = self.grid(grid, prefix) {
                self.model.issues[id.0 as usize].domain = domain;
            }
        }
        for index in 0..self.model.things.len() {
            let id = ThingId(u32::try_from(index).unwrap_or(u32::MAX));
            if let (Domain::Computed(_), infer::Type::Known(sort)) =
                (&self.model.things[index].domain, self.types.of_now(id))
            {
                self.model.things[index].domain = Domain::Computed(*sort);
            }
        }
        let (mut played, mut scene) = (None, 0);
        for placed in decls {
            let scope = Scope { prefix: placed.prefix, ..Scope::default() };
            match placed.decl {
                Decl::Given(given) => {
                    let given = self.checker().truth(given, &scope);
                    self.model.given.extend(given);
                }
                Decl::Discount(discount) => self.discount(discount, &scope),
                Decl::Play(play) if placed.root => {
                    if let Some(first) = played.replace(play.span) {
                        let message = "there is one `play`, and here is another";
                        self.found.push(
                            Diagnostic::error("SD203", play.span, message)
                                .also(first, "first here")
                                .hint("let the first lead to the second as a `scene`"),
                        );
                    } else {
                        self.model.play = self.block(&play.block, &scope);
                    }
                }
                Decl::Scene(syntax) => {
                    let owner = Owner::Scene(SceneId(scene));
                    let scope = Scope { owner, args: &syntax.args, ..scope };
                    let block = self.block(&syntax.block, &scope);
                    self.model.scenes[scene as usize].block = block;
                    scene += 1;
                }
                _ => {}
            }
        }
        self.outcome_gains();
    }

    fn definitions(&mut self) {
        for (index, (definition, prefix)) in std::mem::take(&mut self.lets).into_iter().enumerate() {
            let id = u32::try_from(index).unwrap_or(u32::MAX);
            let owner = Owner::Let(LetId(id));
            let scope = Scope { prefix, owner, args: &definition.args, ..Scope::default() };
            let expect = self.types.of_let(id).label_set();
            if let Some(value) = self.checker().any(&definition.value, &scope, expect, false) {
                self.model.lets[index].value = value;
            }
        }
    }

    fn outcome_gains(&mut self) {
        for (index, (outcome, prefix)) in std::mem::take(&mut self.outcomes).into_iter().enumerate() {
            let owner = Owner::Outcome(OutcomeId(u32::try_from(index).unwrap_or(u32::MAX)));
            let scope = Scope { prefix, owner, args: &outcome.args, ..Scope::default() };
            for gains in &outcome.gains {
                let gains = self.gains(gains, &scope);
                self.model.outcomes[index].gains.extend(gains);
            }
        }
    }

    fn discount(&mut self, discount: &'a ast::Discount, scope: &Scope<'a>) {
        let actor = self.actor_named(&discount.actor, scope.prefix);
        let factor = self.checker().number(&discount.factor, scope);
        if discount.per != ast::Period::Round && !self.clock && !self.broken {
            let message = "time passes only if the play starts at a date";
            let hint = "write the date of the start, as in `play from 2024-02-08`, or `per round`";
            self.found.push(Diagnostic::error("SD351", discount.span, message).hint(hint));
        }
        let Some(actor) = actor else { return };
        if self.model.discounts.iter().any(|other| other.actor == actor) {
            let message = format!("`{}` has a discount already", discount.actor.text);
            self.found.push(Diagnostic::error("SD203", discount.span, message).hint("leave one of them out"));
            return;
        }
        if let Some(factor) = factor {
            self.model.discounts.push(Discount { actor, factor, per: discount.per });
        }
    }

    /// What the model must have as a whole.
    fn whole(&mut self, loaded: &Loaded) {
        if !self.found.iter().any(|found| found.severity == Severity::Error)
            && let Some(span) = self.types.open(&self.model)
        {
            let message =
                "it cannot be told what this is: a number, a label, or something that holds or does not";
            let hint = "set it once from something that is known";
            self.found.push(Diagnostic::error("SD207", span, message).hint(hint));
        }
        if self.broken || loaded.texts.first().is_none_or(|root| root.text.trim().is_empty()) {
            return;
        }
        let at = loaded.header().map_or_else(Span::default, |header| header.name.span);
        if self.model.actors.is_empty() {
            let hint = "list them under `actors`, one a line";
            self.found.push(Diagnostic::error("SD220", at, "the model has no actors").hint(hint));
        } else if self.model.play.stmts.is_empty()
            && !self.found.iter().any(|found| found.severity == Severity::Error)
        {
            let hint = "say what happens under `play`";
            self.found.push(Diagnostic::error("SD220", at, "the model has no play").hint(hint));
        }
    }

    fn questions(&mut self, decls: &[Placed<'a>]) {
        let mut questions = Questions::new(&self.model, &self.names, &self.types);
        let (mut asks, mut checks) = (Vec::new(), Vec::new());
        for placed in decls.iter().filter(|placed| placed.root) {
            match placed.decl {
                Decl::Ask(ask) => asks.extend(questions.ask(ask)),
                Decl::Check(check) => checks.extend(questions.check(check)),
                _ => {}
            }
        }
        self.found.extend(questions.finish());
        (self.model.asks, self.model.checks) = (asks, checks);
    }
}
