//! What a name in an expression means: the rules of scope.
//!
//! In: a dotted name, where it stands, and the labels expected there. Out: its [`Meaning`], or a [`Miss`] that says
//! why it has none. Nothing is reported here, so that inference can ask as well.

use num_rational::BigRational;
use standoff_syntax::ast::{Dotted, Name};
use standoff_syntax::number;

use super::infer::Types;
use super::names::{Class, Entity, Entry, Names};
use crate::ir::{ActorId, Domain, IssueId, LabelSetId, LetId, Model, OutcomeId, SceneId, ThingId, ThingKind};

/// A bare label that more sets hold than this counts as one of the first.
const MOST_SETS: usize = 64;

/// Whose arguments are in scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    #[default]
    None,
    Let(LetId),
    Scene(SceneId),
    Outcome(OutcomeId),
}

/// Where an expression stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope<'a> {
    /// The prefix of the file's names.
    pub(crate) prefix: &'a str,
    /// Whose arguments `args` are.
    pub(crate) owner: Owner,
    pub(crate) args: &'a [Name],
    /// The rounds around, outermost first, with the number of their `repeat`.
    pub(crate) rounds: Vec<(&'a str, u32)>,
    /// Inside `where`: the issues of the package.
    pub(crate) issues: Option<Vec<IssueId>>,
    /// Inside a question.
    pub(crate) question: bool,
}

/// What a name means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    Argument(Owner, u32),
    Round(u32),
    Issue(IssueId),
    /// Parameter, row, option, let, thing; in questions scene, outcome and actor too.
    Entity(Entity),
    Component(ThingId, u32),
    InRound(ThingId, u32),
    Label(LabelSetId, u32),
    /// A label of a numeric thing, written `card.2`.
    Number(BigRational),
}

/// Why a name means nothing here.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Miss {
    /// Nothing bears it.
    Unknown,
    /// It was declared as two sorts of things, which has been said.
    Clash,
    /// Several decisions bear it.
    Owners(Vec<ThingId>),
    /// A label of several sets.
    Labels(Vec<LabelSetId>),
    /// Something that is no value here.
    NoValue(Entry),
    /// A secret or decision is not one of the actor's.
    NotOf(ActorId, Name),
    /// The thing has no such label, component or round.
    NoPart(ThingId, Name),
    /// The option or issue has no such label.
    NoLabel(LabelSetId, Name),
    /// A round of something outside a question.
    RoundInPlay(ThingId),
    /// A secret written without its owner.
    BareSecret(ThingId),
    /// Something after the last dot that cannot stand there.
    Extra(Name),
}

/// Lookup of names in a model.
#[derive(Clone, Copy)]
pub(crate) struct Lookup<'m> {
    pub(crate) model: &'m Model,
    pub(crate) names: &'m Names,
    pub(crate) types: &'m Types,
}

impl Lookup<'_> {
    /// The meaning of a name. With `expect`, one of these labels comes before anything but arguments and rounds if
    /// `label_first`, and after everything else otherwise.
    pub(crate) fn meaning(
        &self,
        dotted: &Dotted,
        scope: &Scope<'_>,
        expect: Option<LabelSetId>,
        label_first: bool,
    ) -> Result<Meaning, Miss> {
        let [name] = dotted.parts.as_slice() else { return self.dotted(dotted, scope) };
        let text = name.text.as_str();
        if let Some(local) = local(text, scope) {
            return Ok(local);
        }
        let expected = expect.and_then(|set| Some(Meaning::Label(set, self.label_in(set, text)?)));
        if let (Some(label), true) = (&expected, label_first) {
            return Ok(label.clone());
        }
        if let Some(issue) = self.issue(text, scope) {
            return Ok(Meaning::Issue(issue));
        }
        if self.names.clashes(text) {
            return Err(Miss::Clash);
        }
        let entries = self.names.find(scope.prefix, text);
        match self.value(entries, scope) {
            Some(value) => return value,
            None if expected.is_some() => return expected.ok_or(Miss::Unknown),
            None => {}
        }
        match self.names.sets_with(text) {
            [] => {}
            // Sets of the same names in another order mean the same.
            [(set, at), rest @ ..] if rest.iter().all(|(other, _)| self.names.same_labels(*set, *other)) => {
                return Ok(Meaning::Label(*set, *at));
            }
            // A label of others, where labels of one thing are expected: any of the others tells what it is.
            [(other, at), ..] if expect.is_some() => return Ok(Meaning::Label(*other, *at)),
            sets => return Err(Miss::Labels(sets.iter().take(MOST_SETS).map(|(set, _)| *set).collect())),
        }
        if let Some(entry) = entries.iter().find(|entry| entry.entity.class() != Class::Expert) {
            return Err(Miss::NoValue(*entry));
        }
        Err(self.bare_secret(text).map_or(Miss::Unknown, Miss::BareSecret))
    }

    /// Index of a label in its set.
    pub(crate) fn label_in(&self, set: LabelSetId, text: &str) -> Option<u32> {
        self.names.label_in(set, text)
    }

    fn issue(&self, text: &str, scope: &Scope<'_>) -> Option<IssueId> {
        let issues = scope.issues.as_ref()?;
        self.names.pick(scope.prefix, text, |entity| match entity {
            Entity::Issue(id) if issues.contains(&id) => Some(id),
            _ => None,
        })
    }

    /// Among entries of one name, the value it means here.
    fn value(&self, entries: &[Entry], scope: &Scope<'_>) -> Option<Result<Meaning, Miss>> {
        let decisions: Vec<ThingId> = entries
            .iter()
            .filter_map(|entry| match entry.entity {
                Entity::Thing(id, ThingKind::Decision) => Some(id),
                _ => None,
            })
            .collect();
        if decisions.len() > 1 {
            return Some(Err(Miss::Owners(decisions)));
        }
        let entity = entries.iter().map(|entry| entry.entity).find(|entity| match entity.class() {
            Class::Parameter | Class::Row | Class::Option | Class::Let => true,
            Class::Secret | Class::Decision | Class::Chance | Class::Now => true,
            Class::Scene | Class::Outcome | Class::Actor => scope.question,
            Class::Expert | Class::Source | Class::Issue | Class::Variant => false,
        })?;
        Some(Ok(Meaning::Entity(entity)))
    }

    fn bare_secret(&self, text: &str) -> Option<ThingId> {
        let mut secrets = self.model.things.iter().enumerate();
        let (at, _) = secrets.find(|(_, thing)| thing.kind == ThingKind::Secret && thing.short == text)?;
        u32::try_from(at).ok().map(ThingId)
    }

    /// `Russia.aim`, `reply.concrete`, `terms.land`, `answer.1`, `worth.feinter`, `One.answer.fold`, `N.p`.
    fn dotted(&self, dotted: &Dotted, scope: &Scope<'_>) -> Result<Meaning, Miss> {
        let texts: Vec<&str> = dotted.parts.iter().map(|part| part.text.as_str()).collect();
        let whole = texts.join(".");
        if self.names.clashes(&whole) {
            return Err(Miss::Clash);
        }
        if let Some(value) = self.value(self.names.find(scope.prefix, &whole), scope) {
            return value;
        }
        let Some((last, front)) = dotted.parts.split_last() else { return Err(Miss::Unknown) };
        let head = texts[..texts.len() - 1].join(".");
        let mut entries = self.names.find(scope.prefix, &head);
        if entries.is_empty() && front.len() > 1 {
            // `Russia.aim.x.y`, or an unknown owner: the trouble is further left.
            let dotted = Dotted { parts: front.to_vec(), span: dotted.span };
            return match self.dotted(&dotted, scope) {
                Ok(_) => Err(Miss::Extra(last.clone())),
                Err(miss) => Err(miss),
            };
        }
        if entries.len() > 1 {
            let things: Vec<ThingId> = entries.iter().filter_map(|entry| thing_of(entry.entity)).collect();
            if things.len() > 1 {
                // `answer.call` where one owner's decision alone has this label.
                let fitting: Vec<&Entry> = entries
                    .iter()
                    .filter(|entry| {
                        thing_of(entry.entity).is_some_and(|thing| self.part(thing, last, scope).is_ok())
                    })
                    .collect();
                match fitting.as_slice() {
                    [only] => entries = std::slice::from_ref(*only),
                    _ => return Err(Miss::Owners(things)),
                }
            }
        }
        match entries.first().map(|entry| entry.entity) {
            Some(Entity::Thing(thing, _)) => self.part(thing, last, scope),
            Some(Entity::Option(option)) => match self.model.options[option.0 as usize].labels {
                Some(set) => self.label_of(set, last),
                None => Err(Miss::Extra(last.clone())),
            },
            Some(Entity::Issue(issue)) => match self.model.issues[issue.0 as usize].domain {
                Domain::Labels(set) => self.label_of(set, last),
                _ => Err(Miss::Extra(last.clone())),
            },
            Some(Entity::Row(row)) => Err(Miss::NoPart(self.model.rows[row.0 as usize].secret, last.clone())),
            Some(Entity::Actor(actor)) => Err(Miss::NotOf(actor, last.clone())),
            Some(_) => Err(Miss::Extra(last.clone())),
            None if front.iter().any(|part| local(&part.text, scope).is_some()) => {
                Err(Miss::Extra(last.clone()))
            }
            None => Err(Miss::Unknown),
        }
    }

    fn label_of(&self, set: LabelSetId, label: &Name) -> Result<Meaning, Miss> {
        let at = self.label_in(set, &label.text);
        at.map(|at| Meaning::Label(set, at)).ok_or_else(|| Miss::NoLabel(set, label.clone()))
    }

    /// What stands after a thing's name: a label, a component or a round.
    fn part(&self, thing: ThingId, part: &Name, scope: &Scope<'_>) -> Result<Meaning, Miss> {
        let declared = &self.model.things[thing.0 as usize];
        let missing = || Miss::NoPart(thing, part.clone());
        match &declared.domain {
            Domain::Labels(set) => {
                if let Some(at) = self.label_in(*set, &part.text) {
                    return Ok(Meaning::Label(*set, at));
                }
            }
            Domain::Numbers(numbers) if !declared.repeated => {
                if let Ok((value, _)) = number::read(&part.text)
                    && numbers.contains(&value)
                {
                    return Ok(Meaning::Number(value));
                }
            }
            Domain::Package { issues, .. } => {
                let issue = self.names.pick(scope.prefix, &part.text, |entity| match entity {
                    Entity::Issue(id) => Some(id),
                    _ => None,
                });
                let at = issue.and_then(|issue| issues.iter().position(|other| *other == issue));
                if let Some(at) = at.and_then(|at| u32::try_from(at).ok()) {
                    return Ok(Meaning::Component(thing, at));
                }
            }
            _ => {}
        }
        match part.text.parse::<u32>() {
            Ok(_) if declared.repeated && !scope.question => Err(Miss::RoundInPlay(thing)),
            Ok(round) if declared.repeated => Ok(Meaning::InRound(thing, round)),
            _ => Err(missing()),
        }
    }
}

fn thing_of(entity: Entity) -> Option<ThingId> {
    match entity {
        Entity::Thing(thing, _) => Some(thing),
        _ => None,
    }
}

/// Arguments and rounds: the innermost round first.
fn local(text: &str, scope: &Scope<'_>) -> Option<Meaning> {
    if let Some((_, repeat)) = scope.rounds.iter().rev().find(|(name, _)| *name == text) {
        return Some(Meaning::Round(*repeat));
    }
    let at = scope.args.iter().position(|arg| arg.text == text)?;
    Some(Meaning::Argument(scope.owner, u32::try_from(at).ok()?))
}
