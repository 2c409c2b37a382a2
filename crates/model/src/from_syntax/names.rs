//! Names and what they stand for.
//!
//! In: the declarations of a model, one by one. Out: lookups by scope and sort, and the messages for names that do
//! not exist, exist as another sort, or exist twice.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};
use standoff_syntax::ast::Name;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::ir::{
    ActorId, ExpertId, IssueId, LabelSetId, LetId, Model, OptionId, OutcomeId, ParameterId, RowId, SceneId,
    SourceId, ThingId, ThingKind, VariantId,
};
use crate::suggest::{Budget, did_you_mean, listed, nearest};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entity {
    Actor(ActorId),
    Expert(ExpertId),
    Source(SourceId),
    Parameter(ParameterId),
    Row(RowId),
    Option(OptionId),
    Issue(IssueId),
    Let(LetId),
    Scene(SceneId),
    Outcome(OutcomeId),
    Variant(VariantId),
    Thing(ThingId, ThingKind),
}

/// The sort of an [`Entity`], for lookups and messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Actor,
    Expert,
    Source,
    Parameter,
    Row,
    Option,
    Issue,
    Let,
    Scene,
    Outcome,
    Variant,
    Secret,
    Decision,
    Chance,
    Now,
}

impl Entity {
    pub(crate) fn class(self) -> Class {
        match self {
            Entity::Actor(_) => Class::Actor,
            Entity::Expert(_) => Class::Expert,
            Entity::Source(_) => Class::Source,
            Entity::Parameter(_) => Class::Parameter,
            Entity::Row(_) => Class::Row,
            Entity::Option(_) => Class::Option,
            Entity::Issue(_) => Class::Issue,
            Entity::Let(_) => Class::Let,
            Entity::Scene(_) => Class::Scene,
            Entity::Outcome(_) => Class::Outcome,
            Entity::Variant(_) => Class::Variant,
            Entity::Thing(_, ThingKind::Secret) => Class::Secret,
            Entity::Thing(_, ThingKind::Decision) => Class::Decision,
            Entity::Thing(_, ThingKind::Chance) => Class::Chance,
            Entity::Thing(_, ThingKind::Now) => Class::Now,
        }
    }
}

impl Class {
    /// With its article, for "`p_aid` is a parameter".
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Class::Actor => "an actor",
            Class::Expert => "an expert",
            Class::Source => "a source",
            Class::Parameter => "a parameter",
            Class::Row => "a row of a parameter table",
            Class::Option => "an option",
            Class::Issue => "an issue",
            Class::Let => "a `let`",
            Class::Scene => "a scene",
            Class::Outcome => "an outcome",
            Class::Variant => "a variant",
            Class::Secret => "a secret",
            Class::Decision => "a decision",
            Class::Chance => "a chance event",
            Class::Now => "a `now` name",
        }
    }

    /// Experts, sources and variants are named where nothing else can stand; all other names share one space.
    fn space(self) -> u8 {
        match self {
            Class::Expert => 1,
            Class::Source => 2,
            Class::Variant => 3,
            _ => 0,
        }
    }
}

/// A declared name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) entity: Entity,
    pub(crate) span: Span,
}

/// All names of a model.
#[derive(Debug, Default)]
pub(crate) struct Names {
    entries: FxHashMap<String, Vec<Entry>>,
    /// The label sets that hold a label, with its index there.
    labels: FxHashMap<String, Vec<(LabelSetId, u32)>>,
    /// By label set: the first set of the same names, in whatever order.
    alike: Vec<LabelSetId>,
    sorted: FxHashMap<Vec<String>, LabelSetId>,
    /// Whether the names of one set are all in the other, as far as it was asked.
    within: RefCell<FxHashMap<(LabelSetId, LabelSetId), bool>>,
    /// Names that were declared as two sorts of things: what they mean is not to be guessed.
    clashes: FxHashSet<String>,
    /// Names on lines that could not be read: nothing is said about them, the line has its message.
    pub(crate) poisoned: FxHashSet<String>,
    pub(crate) budget: Budget,
}

/// The names of built-in functions.
pub(crate) const BUILTINS: [&str; 7] = ["min", "max", "abs", "sqrt", "exp", "log", "quantile"];

impl Names {
    /// The names of a finished model, for questions asked later.
    pub(crate) fn from_model(model: &Model) -> Self {
        let mut names = Names::default();
        let id16 = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
        let id32 = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        for (i, actor) in model.actors.iter().enumerate() {
            names.add(&actor.name, Entity::Actor(ActorId(id16(i))), actor.span);
        }
        for (i, expert) in model.experts.iter().enumerate() {
            names.add(&expert.name, Entity::Expert(ExpertId(id16(i))), expert.span);
        }
        for (i, source) in model.sources.iter().enumerate() {
            names.add(&source.name, Entity::Source(SourceId(id16(i))), source.span);
        }
        for (i, parameter) in model.parameters.iter().enumerate() {
            names.add(&parameter.name, Entity::Parameter(ParameterId(id32(i))), parameter.span);
        }
        for (i, row) in model.rows.iter().enumerate() {
            let span =
                row.cells.first().map_or_else(Span::default, |cell| model.parameters[cell.0 as usize].span);
            names.add(&row.name, Entity::Row(RowId(id32(i))), span);
        }
        for (i, option) in model.options.iter().enumerate() {
            names.add(&option.name, Entity::Option(OptionId(id32(i))), option.span);
        }
        for (i, issue) in model.issues.iter().enumerate() {
            names.add(&issue.name, Entity::Issue(IssueId(id32(i))), issue.span);
        }
        for (i, definition) in model.lets.iter().enumerate() {
            names.add(&definition.name, Entity::Let(LetId(id32(i))), definition.span);
        }
        for (i, scene) in model.scenes.iter().enumerate() {
            names.add(&scene.name, Entity::Scene(SceneId(id32(i))), scene.span);
        }
        for (i, outcome) in model.outcomes.iter().enumerate() {
            names.add(&outcome.name, Entity::Outcome(OutcomeId(id32(i))), outcome.span);
        }
        for (i, variant) in model.variants.iter().enumerate() {
            names.add(&variant.name, Entity::Variant(VariantId(id32(i))), variant.span);
        }
        for (i, thing) in model.things.iter().enumerate() {
            let owner = thing.owner.and_then(|owner| model.actors.get(usize::from(owner.0)));
            let entity = Entity::Thing(ThingId(id32(i)), thing.kind);
            names.add_thing(entity, owner.map(|owner| owner.name.as_str()), &thing.short, thing.span);
        }
        for (i, set) in model.label_sets.iter().enumerate() {
            names.add_labels(LabelSetId(id32(i)), &set.names);
        }
        names
    }

    fn add(&mut self, name: &str, entity: Entity, span: Span) {
        self.entries.entry(name.to_owned()).or_default().push(Entry { entity, span });
    }

    /// Declares a name; if something of the same space bears it already, that stays and is returned.
    pub(crate) fn declare(&mut self, name: &str, entity: Entity, span: Span) -> Option<Entry> {
        let space = entity.class().space();
        let old =
            self.entries.get(name).and_then(|list| list.iter().find(|e| e.entity.class().space() == space));
        if let Some(old) = old.copied() {
            if old.entity.class() != entity.class() {
                self.clashes.insert(name.to_owned());
            }
            return Some(old);
        }
        self.add(name, entity, span);
        None
    }

    /// Whether a name was declared as two sorts of things.
    pub(crate) fn clashes(&self, name: &str) -> bool {
        self.clashes.contains(name)
    }

    /// Declares a secret (only as `X.s`), a decision (`d` and `X.d`; several actors may have a `d`), a chance event or
    /// a `now` name. `short` carries the prefix of its file.
    pub(crate) fn add_thing(
        &mut self,
        entity: Entity,
        owner: Option<&str>,
        short: &str,
        span: Span,
    ) -> Option<Entry> {
        if let Some(owner) = owner {
            let old = self.declare(&owned(owner, short), entity, span);
            if old.is_some() || entity.class() == Class::Secret {
                return old;
            }
        }
        let others = self.entries.get(short).map_or(&[][..], Vec::as_slice);
        let clash = others.iter().find(|other| {
            let class = other.entity.class();
            class.space() == 0 && !(class == Class::Decision && entity.class() == Class::Decision)
        });
        if let Some(clash) = clash.copied() {
            self.clashes.insert(short.to_owned());
            return Some(clash);
        }
        self.add(short, entity, span);
        None
    }

    /// Notes the labels of the next set.
    pub(crate) fn add_labels(&mut self, set: LabelSetId, names: &[String]) {
        let mut sorted = names.to_vec();
        sorted.sort_unstable();
        self.alike.push(*self.sorted.entry(sorted).or_insert(set));
        for (index, name) in (0_u32..).zip(names) {
            let sets = self.labels.entry(name.clone()).or_default();
            if sets.last().is_none_or(|(last, _)| *last != set) {
                sets.push((set, index));
            }
        }
    }

    /// Index of a label in a set.
    pub(crate) fn label_in(&self, set: LabelSetId, text: &str) -> Option<u32> {
        self.sets_with(text).iter().find(|(other, _)| *other == set).map(|(_, at)| *at)
    }

    /// Whether two sets have the same names, in whatever order.
    pub(crate) fn same_labels(&self, a: LabelSetId, b: LabelSetId) -> bool {
        let first = |set: LabelSetId| self.alike.get(set.0 as usize).copied().unwrap_or(set);
        first(a) == first(b)
    }

    /// Whether all of these names, which are those of set `a`, are in set `b`.
    pub(crate) fn labels_within(&self, a: LabelSetId, names: &[String], b: LabelSetId) -> bool {
        if self.same_labels(a, b) {
            return true;
        }
        if let Some(known) = self.within.borrow().get(&(a, b)) {
            return *known;
        }
        let all = names.iter().all(|name| self.label_in(b, name).is_some());
        self.within.borrow_mut().insert((a, b), all);
        all
    }

    /// The sets that hold this label, with its index in each.
    pub(crate) fn sets_with(&self, label: &str) -> &[(LabelSetId, u32)] {
        self.labels.get(label).map_or(&[], Vec::as_slice)
    }

    /// All labels there are.
    pub(crate) fn all_labels(&self) -> impl Iterator<Item = &str> {
        self.labels.keys().map(String::as_str)
    }

    /// What a text means in a file with this prefix: its own names first, then those of the files that use it.
    pub(crate) fn find(&self, prefix: &str, text: &str) -> &[Entry] {
        let mut prefix = prefix;
        loop {
            let found = if prefix.is_empty() {
                self.entries.get(text)
            } else {
                self.entries.get(&format!("{prefix}{text}"))
            };
            match found {
                Some(found) => return found,
                None if prefix.is_empty() => return &[],
                None => prefix = parent(prefix),
            }
        }
    }

    /// The first meaning that `pick` accepts.
    pub(crate) fn pick<T>(&self, prefix: &str, text: &str, pick: impl Fn(Entity) -> Option<T>) -> Option<T> {
        self.find(prefix, text).iter().find_map(|entry| pick(entry.entity))
    }

    /// Looks a name up and says what is wrong if there is none of the right sort. `noun` is the sort wanted, without
    /// article ("actor", "scene or outcome").
    pub(crate) fn need<T>(
        &self,
        prefix: &str,
        name: &Name,
        noun: &str,
        found: &mut Vec<Diagnostic>,
        pick: impl Fn(Entity) -> Option<T>,
    ) -> Option<T> {
        let hit = self.pick(prefix, &name.text, &pick);
        if hit.is_none() {
            found.extend(self.missing(prefix, &name.text, name.span, noun, |entity| pick(entity).is_some()));
        }
        hit
    }

    /// The message for a name that is not there, or is of another sort; `None` if its line has a message already.
    pub(crate) fn missing(
        &self,
        prefix: &str,
        text: &str,
        span: Span,
        noun: &str,
        wanted: impl Fn(Entity) -> bool,
    ) -> Option<Diagnostic> {
        if self.poisoned.contains(text) {
            return None;
        }
        // An actor is written as one word where it moves, so those of a file used `as N` are no suggestion.
        let reachable = |name: &str| noun != "actor" || !name.contains('.');
        let near = self.near(prefix, text, &wanted).filter(|name| reachable(name));
        let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        if let Some(other) = self.find(prefix, text).first() {
            let class = other.entity.class().noun();
            let diagnostic =
                Diagnostic::error("SD202", span, format!("`{text}` is {class}, not {article} {noun}"))
                    .also(other.span, "declared here");
            return Some(did_you_mean(diagnostic, span, near.as_deref()));
        }
        let diagnostic = Diagnostic::error("SD201", span, format!("there is no {noun} called \"{text}\""));
        if noun == "actor"
            && let Some(used) = self.inside(text, &wanted)
            && let Some(entry) = self.entries.get(&used).and_then(|list| list.first())
        {
            let file = used.strip_suffix(text).unwrap_or(&used).trim_end_matches('.');
            return Some(
                diagnostic
                    .also(
                        entry.span,
                        format!("one of the file that is used `as {file}`, which does not move here"),
                    )
                    .hint(format!("use that file without `as {file}`, or declare the actor in this file")),
            );
        }
        let all = if self.budget.spend(self.entries.len()) {
            self.all_of(&wanted).into_iter().filter(|name| reachable(name)).collect::<Vec<_>>()
        } else {
            return Some(diagnostic);
        };
        let diagnostic = match (&near, all) {
            (None, names) if names.is_empty() && !noun.contains(" or ") => {
                diagnostic.hint(format!("this model declares no {noun}"))
            }
            (None, names) if names.len() <= 6 && !names.is_empty() => {
                diagnostic.hint(format!("there is {}", listed(&names, "and")))
            }
            _ => diagnostic,
        };
        Some(did_you_mean(diagnostic, span, near.as_deref()))
    }

    /// The nearest name of the wanted sort, as it would be written in a file with this prefix.
    pub(crate) fn near(&self, prefix: &str, text: &str, wanted: impl Fn(Entity) -> bool) -> Option<String> {
        let names = self.entries.iter().filter(|(_, list)| list.iter().any(|entry| wanted(entry.entity)));
        let names = names.map(|(name, _)| name.strip_prefix(prefix).unwrap_or(name));
        nearest(text, names, &self.budget).map(str::to_owned)
    }

    /// A name of the wanted sort that is `text` after the prefix of a used file. Not looked for in very large models.
    pub(crate) fn inside(&self, text: &str, wanted: impl Fn(Entity) -> bool) -> Option<String> {
        if self.entries.len() > 5_000 {
            return None;
        }
        let inside = |name: &str| name.strip_suffix(text).is_some_and(|before| before.ends_with('.'));
        let names = self.entries.iter().filter(|(name, _)| inside(name));
        let names = names.filter(|(_, list)| list.iter().any(|entry| wanted(entry.entity)));
        names.map(|(name, _)| name.as_str()).min().map(str::to_owned)
    }

    /// All names of the wanted sort, in order of declaration.
    fn all_of(&self, wanted: impl Fn(Entity) -> bool) -> Vec<&str> {
        let mut names: Vec<(Span, &str)> = Vec::new();
        for (name, list) in &self.entries {
            names.extend(
                list.iter().filter(|entry| wanted(entry.entity)).map(|entry| (entry.span, name.as_str())),
            );
        }
        names.sort_unstable();
        names.into_iter().map(|(_, name)| name).collect()
    }
}

/// The prefix of the file that uses a file with this prefix.
pub(crate) fn parent(prefix: &str) -> &str {
    let inner = prefix.strip_suffix('.').unwrap_or(prefix);
    inner.rfind('.').map_or("", |dot| &prefix[..=dot])
}

/// `X.s`; for a thing of a used file whose actor is of the same file, `N.X.s`.
pub(crate) fn owned(owner: &str, short: &str) -> String {
    let cut = short.rfind('.').map_or(0, |dot| dot + 1);
    let (prefix, own) = short.split_at(cut);
    if !prefix.is_empty() && owner.starts_with(prefix) {
        format!("{owner}.{own}")
    } else {
        format!("{owner}.{short}")
    }
}

/// "`x` is declared twice".
pub(crate) fn twice(name: &str, new: Entity, span: Span, old: &Entry) -> Diagnostic {
    // Names are not declared in text order; the message stands at the later place all the same.
    let in_order = old.span <= span;
    let (new, was) = match in_order {
        true => (new.class(), old.entity.class()),
        false => (old.entity.class(), new.class()),
    };
    let message = if new == was {
        format!("there is already {} called \"{name}\"", was.noun())
    } else {
        format!("`{name}` is {} and cannot be {} as well", was.noun(), new.noun())
    };
    let (first, second) = if in_order { (old.span, span) } else { (span, old.span) };
    Diagnostic::error("SD203", second, message)
        .also(first, "first here")
        .hint("give one of them another name")
}
