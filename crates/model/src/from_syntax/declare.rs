//! Declares everything that has a name of its own, except things in the story and parameters.
//!
//! In: the declarations of all files. Out: entries of the model, so far without expressions, and their names.

use num_rational::BigRational;
use standoff_syntax::ast::{self, Captioned, Decl, IssueValues, LabelName, Literal, OptionChoices};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::number::show;
use standoff_syntax::span::Span;

use super::Resolver;
use super::load::Placed;
use super::names::{BUILTINS, Entity, twice};
use super::typed::zero;
use crate::ir::{
    ActorId, Domain, ExpertId, Issue, IssueId, LabelSet, LabelSetId, Let, LetId, Named, OptionDecl, OptionId,
    OptionValue, Outcome, OutcomeId, Scene, SceneId, Source, SourceId, Variant, VariantId,
};
use crate::setting::{admit, of_kind};

/// Everybody has a list of what they have seen, so actors are few; a model computed for a crowd needs other means.
const MOST_ACTORS: u16 = 200;
const MOST_PEOPLE: u16 = 10_000;

/// A label as text, with its value if it is a number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LabelText {
    pub(crate) text: String,
    pub(crate) number: Option<BigRational>,
    pub(crate) span: Span,
}

/// The text under which a label is known; numbers in their shortest form.
pub(crate) fn label_text(label: &LabelName) -> LabelText {
    match label {
        LabelName::Name(name) => LabelText { text: name.text.clone(), number: None, span: name.span },
        LabelName::Number(number) => LabelText {
            text: show(&number.value, false),
            number: Some(number.value.clone()),
            span: number.span,
        },
    }
}

impl<'a> Resolver<'a> {
    /// Actors, experts and sources: everything else refers to them.
    pub(super) fn declare_people(&mut self, decls: &[Placed<'a>]) {
        for placed in decls {
            match placed.decl {
                Decl::Actors(actors) => actors.iter().for_each(|actor| self.actor(actor, placed.prefix)),
                Decl::Experts(experts) => {
                    experts.iter().for_each(|expert| self.expert(expert, placed.prefix))
                }
                Decl::Source(source) => self.source(source, placed.prefix),
                _ => {}
            }
        }
    }

    /// Options, issues, lets, scenes, outcomes and variants.
    pub(super) fn declare_rest(&mut self, decls: &[Placed<'a>]) {
        for placed in decls {
            let prefix = placed.prefix;
            match placed.decl {
                Decl::Option(option) => self.option(option, prefix),
                Decl::Issue(issue) => self.issue(issue, prefix),
                Decl::Let(definition) => self.definition(definition, prefix),
                Decl::Scene(scene) => self.scene(scene, prefix),
                Decl::Outcome(outcome) => self.outcome(outcome, prefix),
                Decl::Variant(variant) if placed.root => self.variant(variant),
                _ => {}
            }
        }
    }

    /// Declares a name and complains if it is taken.
    pub(super) fn name(&mut self, full: &str, entity: Entity, span: Span) {
        if let Some(old) = self.names.declare(full, entity, span) {
            self.found.push(twice(full, entity, span, &old));
        }
    }

    /// The next id, unless there are too many already, which is said once.
    fn few(&mut self, count: usize, most: u16, what: &str, span: Span) -> Option<u16> {
        let id = u16::try_from(count).ok().filter(|id| *id < most);
        if id.is_none() && !self.found.iter().any(|found| found.code == "SD452") {
            self.found.push(Diagnostic::error("SD452", span, format!("a model has at most {most} {what}")));
        }
        id
    }

    fn actor(&mut self, actor: &Captioned, prefix: &str) {
        let count = self.model.actors.len();
        let Some(id) = self.few(count, MOST_ACTORS, "actors", actor.name.span) else { return };
        let named = named(actor, prefix);
        self.name(&named.name, Entity::Actor(ActorId(id)), named.span);
        self.model.actors.push(named);
    }

    fn expert(&mut self, expert: &Captioned, prefix: &str) {
        let count = self.model.experts.len();
        let Some(id) = self.few(count, MOST_PEOPLE, "experts", expert.name.span) else { return };
        let named = named(expert, prefix);
        self.name(&named.name, Entity::Expert(ExpertId(id)), named.span);
        self.model.experts.push(named);
    }

    fn source(&mut self, source: &ast::Source, prefix: &str) {
        let count = self.model.sources.len();
        let Some(id) = self.few(count, MOST_PEOPLE, "sources", source.name.span) else { return };
        let name = format!("{prefix}{}", source.name.text);
        self.name(&name, Entity::Source(SourceId(id)), source.name.span);
        self.model.sources.push(Source {
            name,
            text: source.text.text.clone(),
            date: source.date.map(|date| date.date),
            rating: source.rating.as_ref().map(|rating| rating.text.clone()),
            span: source.name.span,
        });
    }

    fn option(&mut self, option: &ast::OptionDecl, prefix: &str) {
        let id = OptionId(count(self.model.options.len()));
        let name = format!("{prefix}{}", option.name.text);
        self.name(&name, Entity::Option(id), option.name.span);
        let listed = match &option.choices {
            OptionChoices::Among(list) => list.as_slice(),
            _ => &[],
        };
        let all = if listed.is_empty() { std::slice::from_ref(&option.value) } else { listed };
        let words: Vec<String> = all
            .iter()
            .filter_map(|literal| match literal {
                Literal::Name(name) => Some(name.text.clone()),
                _ => None,
            })
            .collect();
        let labels = (!words.is_empty()).then(|| self.label_set(words));
        let range = match &option.choices {
            OptionChoices::Range(from, to) if matches!(option.value, Literal::Number(_)) => {
                Some((from.value.clone(), to.value.clone()))
            }
            OptionChoices::Range(from, to) => {
                let message =
                    format!("option `{}` is no number, so it cannot lie in a range", option.name.text);
                let hint = "list what it may be, as in `among off, on`";
                self.found.push(Diagnostic::error("SD223", from.span.to(to.span), message).hint(hint));
                None
            }
            _ => None,
        };
        let mut declared = OptionDecl {
            name,
            caption: option.caption.as_ref().map(|caption| caption.text.clone()),
            value: match &option.value {
                Literal::Number(number) => OptionValue::Number(number.value.clone()),
                Literal::Name(_) => OptionValue::Label(0),
                Literal::Date(date) => OptionValue::Date(date.date),
            },
            labels,
            range,
            among: Vec::new(),
            span: option.name.span,
        };
        let kind = std::mem::discriminant(&option.value);
        let mixed = listed.iter().find(|literal| std::mem::discriminant(*literal) != kind);
        if let Some(odd) = mixed {
            let message = format!("the values of option `{}` are not all of one kind", option.name.text);
            let hint = "an option is a number, a name or a date, and so is everything it may be";
            self.found.push(Diagnostic::error("SD223", literal_span(odd), message).hint(hint));
        } else {
            for literal in listed {
                match of_kind(&declared, &self.model.label_sets, literal, &self.names.budget) {
                    Ok(value) if !declared.among.contains(&value) => declared.among.push(value),
                    Ok(_) => {
                        let message = "this value is listed twice";
                        self.found.push(Diagnostic::error("SD223", literal_span(literal), message));
                    }
                    Err(diagnostic) => self.found.push(diagnostic),
                }
            }
            match admit(&declared, &self.model.label_sets, &option.value, &self.names.budget) {
                Ok(value) => declared.value = value,
                Err(diagnostic) => self.found.push(diagnostic),
            }
        }
        self.model.options.push(declared);
    }

    fn issue(&mut self, issue: &'a ast::Issue, prefix: &'a str) {
        let id = IssueId(count(self.model.issues.len()));
        let name = format!("{prefix}{}", issue.name.text);
        self.name(&name, Entity::Issue(id), issue.name.span);
        let domain = match &issue.values {
            IssueValues::Labels(labels) => {
                self.listed_domain(&labels.iter().map(label_text).collect::<Vec<_>>())
            }
            IssueValues::Grid(grid) => {
                self.issue_grids.push((id, grid, prefix));
                empty_grid(grid.cells, grid.span)
            }
        };
        self.model.issues.push(Issue {
            name,
            caption: issue.caption.as_ref().map(|caption| caption.text.clone()),
            unit: issue.unit.as_ref().map(|unit| unit.text.clone()),
            domain,
            span: issue.name.span,
        });
    }

    fn definition(&mut self, definition: &'a ast::Let, prefix: &'a str) {
        let id = LetId(count(self.model.lets.len()));
        let name = format!("{prefix}{}", definition.name.text);
        let span = definition.name.span;
        if BUILTINS.contains(&definition.name.text.as_str()) {
            let message = format!("`{}` is built in and cannot be defined again", definition.name.text);
            self.found.push(Diagnostic::error("SD203", span, message).hint("give it another name"));
        }
        self.name(&name, Entity::Let(id), span);
        self.distinct_arguments(&definition.args);
        let arity = count(definition.args.len());
        self.model.lets.push(Let { name, arity, value: zero(span), span });
        self.lets.push((definition, prefix));
    }

    fn scene(&mut self, scene: &'a ast::Scene, prefix: &'a str) {
        let id = SceneId(count(self.model.scenes.len()));
        let name = format!("{prefix}{}", scene.name.text);
        self.name(&name, Entity::Scene(id), scene.name.span);
        self.distinct_arguments(&scene.args);
        let arity = count(scene.args.len());
        self.model.scenes.push(Scene {
            name,
            arity,
            block: crate::ir::Block::default(),
            span: scene.name.span,
        });
        self.scenes.push((scene, prefix));
    }

    fn outcome(&mut self, outcome: &'a ast::Outcome, prefix: &'a str) {
        let id = OutcomeId(count(self.model.outcomes.len()));
        let name = format!("{prefix}{}", outcome.name.text);
        self.name(&name, Entity::Outcome(id), outcome.name.span);
        self.distinct_arguments(&outcome.args);
        let arity = count(outcome.args.len());
        let caption = outcome.caption.as_ref().map_or_else(|| name.clone(), |caption| caption.text.clone());
        self.model.outcomes.push(Outcome {
            name,
            caption,
            arity,
            gains: Vec::new(),
            span: outcome.name.span,
        });
        self.outcomes.push((outcome, prefix));
    }

    fn variant(&mut self, variant: &'a ast::Variant) {
        let id = VariantId(count(self.model.variants.len()));
        let name = variant.name.text.clone();
        self.name(&name, Entity::Variant(id), variant.name.span);
        let caption = variant.caption.as_ref().map_or_else(|| name.clone(), |caption| caption.text.clone());
        self.model.variants.push(Variant { name, caption, edits: Vec::new(), span: variant.name.span });
        self.variants.push(variant);
    }

    fn distinct_arguments(&mut self, args: &[ast::Name]) {
        let mut seen: rustc_hash::FxHashMap<&str, Span> = rustc_hash::FxHashMap::default();
        for arg in args {
            if let Some(old) = seen.insert(&arg.text, arg.span) {
                let message = format!("two arguments are called \"{}\"", arg.text);
                self.found.push(
                    Diagnostic::error("SD203", arg.span, message)
                        .also(old, "first here")
                        .hint("give one of them another name"),
                );
            }
        }
    }

    /// The set with exactly these names in this order.
    pub(super) fn label_set(&mut self, names: Vec<String>) -> LabelSetId {
        if let Some(id) = self.label_sets.get(&names) {
            return *id;
        }
        let id = LabelSetId(count(self.model.label_sets.len()));
        self.names.add_labels(id, &names);
        self.label_sets.insert(names.clone(), id);
        self.model.label_sets.push(LabelSet { names });
        id
    }

    /// The domain of listed labels: numbers if all are; complains of labels that stand twice.
    pub(super) fn listed_domain(&mut self, labels: &[LabelText]) -> Domain {
        let mut first: rustc_hash::FxHashMap<&str, Span> = rustc_hash::FxHashMap::default();
        for label in labels {
            if let Some(old) = first.insert(&label.text, label.span) {
                self.found.push(
                    Diagnostic::error(
                        "SD203",
                        label.span,
                        format!("the label `{}` stands here twice", label.text),
                    )
                    .also(old, "first here")
                    .hint("give one of them another name"),
                );
            }
        }
        match labels.iter().map(|label| label.number.clone()).collect::<Option<Vec<_>>>() {
            Some(numbers) if !numbers.is_empty() => Domain::Numbers(numbers),
            _ => Domain::Labels(self.label_set(labels.iter().map(|label| label.text.clone()).collect())),
        }
    }
}

/// A grid whose ends are not known yet.
pub(crate) fn empty_grid(cells: bool, span: Span) -> Domain {
    Domain::Grid { from: zero(span), to: zero(span), count: zero(span), cells }
}

/// A vector's length as an id; lines are bounded, so it fits.
pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

pub(crate) fn literal_span(literal: &Literal) -> Span {
    match literal {
        Literal::Number(number) => number.span,
        Literal::Name(name) => name.span,
        Literal::Date(date) => date.span,
    }
}

fn named(item: &Captioned, prefix: &str) -> Named {
    let name = format!("{prefix}{}", item.name.text);
    let caption = item.caption.as_ref().map_or_else(|| name.clone(), |caption| caption.text.clone());
    Named { name, caption, span: item.name.span }
}
