//! What stands at a place: a name, a keyword, a message's code.
//!
//! In: what reading a model gave, and a place. Out: [`Hover`]: the words that stand there and what they mean, a paragraph a line. While the
//! text has errors, the names that can be made out still say what sort of thing they are.

use serde::Serialize;
use standoff_model::Read;
use standoff_model::ir::{Domain, Evidence, Model, Parameter, Thing, ThingKind};
use standoff_model::setting::option_text;
use standoff_syntax::ast::EvidenceKind;
use standoff_syntax::diagnostic::Severity;
use standoff_syntax::number::show;
use standoff_syntax::span::FileId;
use standoff_syntax::token::TokenKind;
use standoff_syntax::tree::{Class, Tree};
use standoff_syntax::{Parse, keyword, parse};

use super::declared::declared;
use super::outline::label;
use super::units::Units;

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hover {
    /// First UTF-16 unit of what is explained.
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// The explanation; empty if there is nothing to explain.
    pub text: String,
}

/// What stands at a place, counted in UTF-16 units.
#[must_use]
pub fn hover(read: &Read, at: u32) -> Hover {
    let text = read.files.first().map_or("", |file| file.text.as_str());
    let units = Units::new(text);
    let byte = units.byte(at);
    let Parse { tree, .. } = parse(FileId::default(), text);
    let mut said = Vec::new();
    let (mut from, mut to) = (byte, byte);
    if let Some(word) = Word::at(&tree, byte) {
        (from, to) = (word.from, word.to);
        said.extend(word.meaning(read, &tree));
    }
    for found in read.diagnostics.iter().filter(|found| found.span().file.0 == 0) {
        let span = found.span();
        if (span.start..span.end.max(span.start + 1)).contains(&byte)
            && let Some((_, about)) = crate::codes().into_iter().find(|(code, _)| *code == found.code)
        {
            if from == to {
                (from, to) = (span.start, span.end);
            }
            said.push(format!("{}: {about}", found.code));
        }
    }
    said.dedup();
    Hover { from: units.unit(from), to: units.unit(to), text: said.join("\n") }
}

/// A name with all its dotted parts.
struct Word {
    from: u32,
    to: u32,
    /// All parts, joined.
    whole: String,
    /// The parts up to the one that is pointed at.
    upto: String,
    /// The part that is pointed at.
    part: String,
    class: Class,
    /// The words before it on its line.
    before: Vec<String>,
}

impl Word {
    fn at(tree: &Tree, byte: u32) -> Option<Self> {
        let line = tree.lines().partition_point(|line| line.start <= byte).checked_sub(1)?;
        let tokens = tree.tokens_of(line);
        let here = tokens.iter().position(|token| token.start <= byte && byte < token.end)?;
        let token = tokens.get(here)?;
        if token.kind != TokenKind::Name {
            return None;
        }
        let joined = |from: usize, dot: usize, name: usize| {
            let kind = |at: usize| tokens.get(at).map(|token| token.kind);
            kind(from).is_some() && kind(dot) == Some(TokenKind::Dot) && kind(name) == Some(TokenKind::Name)
        };
        let (mut first, mut last) = (here, here);
        while first >= 2 && joined(first, first - 1, first - 2) {
            first -= 2;
        }
        while joined(last, last + 1, last + 2) {
            last += 2;
        }
        let text = |from: usize, to: usize| {
            let parts = tokens.get(from..=to).unwrap_or(&[]);
            parts.iter().map(|token| tree.text_of(token)).collect::<String>()
        };
        Some(Self {
            from: token.start,
            to: token.end,
            whole: text(first, last),
            upto: text(first, here),
            part: tree.text_of(token).to_owned(),
            class: token.class,
            before: tokens[..first]
                .iter()
                .filter(|token| !token.kind.is_trivia())
                .map(|token| tree.text_of(token).to_owned())
                .collect(),
        })
    }

    fn meaning(&self, read: &Read, tree: &Tree) -> Vec<String> {
        if self.class == Class::Keyword {
            return keyword::find(&self.part)
                .map(|word| format!("{}: {}", word.text, word.about))
                .into_iter()
                .collect();
        }
        let broken = read.diagnostics.iter().any(|found| found.severity == Severity::Error);
        let found =
            read.model.as_ref().filter(|_| !broken).map_or_else(Vec::new, |model| self.in_model(model));
        if !found.is_empty() {
            return found;
        }
        let names = declared(tree);
        let known = names.iter().filter(|one| one.name == self.part);
        known
            .map(|one| {
                let of = one.of.as_ref().map_or_else(String::new, |of| format!(" of {of}"));
                let caption = one.caption.as_ref().map_or_else(String::new, |caption| format!(": {caption}"));
                format!("{}, {}{of}{caption}", one.name, one.sort.word())
            })
            .collect()
    }

    fn in_model(&self, model: &Model) -> Vec<String> {
        let mut said = Vec::new();
        let spellings = [&self.whole, &self.upto, &self.part];
        let first = |name: &str| spellings.iter().any(|spelling| *spelling == name);
        if let Some(parameter) =
            model.parameters.iter().find(|one| spellings[..2].iter().any(|name| **name == one.name))
        {
            return parameter_words(model, parameter);
        }
        if self.class == Class::Label
            && let Some(words) = self.label(model)
        {
            return vec![words];
        }
        if let Some(row) = model.rows.iter().find(|row| row.name == self.part) {
            let cells = row.cells.iter().filter_map(|cell| model.parameters.get(cell.0 as usize));
            said.extend(cells.map(|cell| format!("{} = {}", cell.name, show(&cell.value, cell.percent))));
        }
        for (list, sort) in [(&model.actors, "actor"), (&model.experts, "expert")] {
            said.extend(
                list.iter()
                    .filter(|one| first(&one.name))
                    .map(|one| captioned(&one.name, sort, &one.caption)),
            );
        }
        let thing = |one: &&Thing| first(&one.name) || one.short == self.part;
        let exact = model.things.iter().find(|one| one.name == self.whole || one.name == self.upto);
        match exact {
            Some(one) => said.extend(thing_words(model, one)),
            None => said.extend(model.things.iter().filter(thing).flat_map(|one| thing_words(model, one))),
        }
        let outcome = model.outcomes.iter().filter(|one| one.name == self.part);
        said.extend(outcome.map(|one| captioned(&one.name, "outcome", &one.caption)));
        let variant = model.variants.iter().filter(|one| one.name == self.part);
        said.extend(variant.map(|one| captioned(&one.name, "variant", &one.caption)));
        said.extend(
            model.scenes.iter().filter(|one| one.name == self.part).map(|one| format!("{}, scene", one.name)),
        );
        said.extend(
            model
                .lets
                .iter()
                .filter(|one| one.name == self.part)
                .map(|one| format!("{}, a name for an expression", one.name)),
        );
        for option in model.options.iter().filter(|one| one.name == self.part) {
            let value = option_text(model, option, &option.value);
            said.push(captioned(
                &option.name,
                &format!("option, now {value}"),
                option.caption.as_deref().unwrap_or(""),
            ));
        }
        for issue in model.issues.iter().filter(|one| one.name == self.part) {
            said.push(captioned(&issue.name, "issue", issue.caption.as_deref().unwrap_or("")));
        }
        for source in model.sources.iter().filter(|one| one.name == self.part) {
            let date = source.date.map_or_else(String::new, |date| format!(", {date}"));
            let rating =
                source.rating.as_ref().map_or_else(String::new, |rating| format!(", rated {rating}"));
            said.push(format!("{}, source: {}{date}{rating}", source.name, source.text));
        }
        if said.is_empty() {
            said.extend(self.label(model));
        }
        said
    }

    /// A label with its caption. After `THING is` it belongs to that thing.
    fn label(&self, model: &Model) -> Option<String> {
        let asked = self.before.iter().rev().find(|word| !matches!(word.as_str(), "is" | "not"));
        let has = |thing: &Thing| {
            let labels = match &thing.domain {
                Domain::Labels(set) => &model.label_sets.get(set.0 as usize)?.names,
                _ => return None,
            };
            labels.iter().position(|label| *label == self.part)
        };
        let known: Vec<(&Thing, usize)> =
            model.things.iter().filter_map(|thing| Some((thing, has(thing)?))).collect();
        let of = known.iter().find(|(thing, _)| {
            asked.is_some_and(|asked| *asked == thing.short || *asked == thing.name)
                || self.upto.starts_with(&format!("{}.", thing.name))
        });
        let (thing, at) = of.or_else(|| known.first())?;
        let others = known.iter().filter(|(other, _)| other.name != thing.name).count();
        let caption = thing.captions.get(*at).cloned().flatten().unwrap_or_default();
        let what = if of.is_none() && others > 0 {
            let things: Vec<&str> = known.iter().map(|(thing, _)| thing.name.as_str()).collect();
            return Some(format!("{}, label of {}", self.part, things.join(", ")));
        } else {
            format!("label of {}", thing.name)
        };
        Some(captioned(&self.part, &what, &caption))
    }
}

fn captioned(name: &str, sort: &str, caption: &str) -> String {
    if caption.is_empty() || caption == name {
        format!("{name}, {sort}")
    } else {
        format!("{name}, {sort}: {caption}")
    }
}

fn thing_words(model: &Model, thing: &Thing) -> Vec<String> {
    let owner =
        thing.owner.and_then(|owner| model.actors.get(usize::from(owner.0))).map(|actor| actor.name.as_str());
    let sort = match (thing.kind, owner) {
        (ThingKind::Secret, Some(owner)) => format!("secret that {owner} knows from the start"),
        (ThingKind::Secret, None) => "secret".to_owned(),
        (ThingKind::Decision, Some(owner)) => format!("decision of {owner}"),
        (ThingKind::Decision, None) => "decision".to_owned(),
        (ThingKind::Chance, _) => "something that chance decides".to_owned(),
        (ThingKind::Now, _) => "a value that changes along the story".to_owned(),
    };
    let mut said = vec![format!("{}, {sort}", thing.name)];
    if let Domain::Labels(set) = &thing.domain
        && let Some(labels) = model.label_sets.get(set.0 as usize)
    {
        for (at, label) in labels.names.iter().enumerate() {
            match thing.captions.get(at).cloned().flatten() {
                Some(caption) => said.push(format!("{label}: {caption}")),
                None => said.push(label.clone()),
            }
        }
    }
    said
}

fn parameter_words(model: &Model, parameter: &Parameter) -> Vec<String> {
    let shown = |value| show(value, parameter.percent);
    let range = parameter.range.as_ref();
    let range =
        range.map_or_else(String::new, |(low, high)| format!(", from {} to {}", shown(low), shown(high)));
    let unit = parameter.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
    let mut said = vec![format!("{} = {}{unit}{range}", parameter.name, shown(&parameter.value))];
    said.extend(Some(label(model, parameter)).filter(|label| !label.is_empty()));
    said.extend(parameter.evidence.iter().map(|evidence| evidence_words(model, evidence)));
    for (expert, value) in &parameter.opinions {
        let name = model.experts.get(usize::from(expert.0)).map_or("", |expert| expert.name.as_str());
        said.push(format!("opinion of {name}: {}", shown(value)));
    }
    said
}

fn evidence_words(model: &Model, evidence: &Evidence) -> String {
    let kind = match evidence.kind {
        EvidenceKind::Fact => "fact",
        EvidenceKind::Judgement => "judgement",
        EvidenceKind::Assumption => "assumption",
    };
    let source = model.sources.get(usize::from(evidence.source.0));
    let name = source.map_or("", |source| source.name.as_str());
    let par = evidence.par.map_or_else(String::new, |par| format!(" par {par}"));
    let text = evidence.text.as_ref().map_or_else(String::new, |text| format!(": “{text}”"));
    let by = evidence.by.and_then(|by| model.experts.get(usize::from(by.0)));
    let by = by.map_or_else(String::new, |by| format!(", by {}", by.name));
    format!("{kind}, {name}{par}{text}{by}")
}
