//! What may be written at a place.
//!
//! In: the text, those of the files that it uses, and a place. Out: [`Completions`]: keywords that the table admits there and declared names that fit. What stands before the
//! place on its line, and what the lines above it begin with, decide; the other lines may be wrong.

use serde::Serialize;
use standoff_model::SourceText;
use standoff_syntax::keyword::{KEYWORDS, Place};
use standoff_syntax::span::FileId;
use standoff_syntax::token::TokenKind;
use standoff_syntax::tree::{Token, Tree};

use super::declared::{Declared, Sort, declared};
use super::units::Units;

/// What may be written, and what of it is written already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Completions {
    /// The UTF-16 unit from which on an item replaces what is there.
    pub from: u32,
    /// What fits, the likeliest sort first.
    pub items: Vec<Item>,
}

/// Something that may be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// What is shown and, unless `insert` says otherwise, written.
    pub label: String,
    /// What it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// `keyword`, `actor`, `parameter`, `label`, `decision` and so on.
    pub kind: &'static str,
    /// What is written, if it is not the label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insert: Option<String>,
}

/// What may be written at a place of a text, counted in UTF-16 units; `used` are the files that it uses.
#[must_use]
pub fn complete(text: &str, used: &[SourceText], at: u32) -> Completions {
    let units = Units::new(text);
    let at = units.byte(at);
    let tree = standoff_syntax::parse(FileId::default(), text).tree;
    // What follows the last line end is a line to whoever writes there, though the tree has none for it.
    let after_last = tree.lines().last().is_none_or(|last| at >= last.next && text.ends_with('\n'));
    let line = tree.lines().partition_point(|line| line.start <= at) - usize::from(!after_last);
    let before: Vec<&Token> = tree
        .tokens_of(line)
        .iter()
        .filter(|token| {
            !matches!(token.kind, TokenKind::Space | TokenKind::Mark | TokenKind::LineEnd) && token.start < at
        })
        .collect();
    let nothing = Completions { from: units.unit(at), items: Vec::new() };
    // Nothing is proposed inside a comment, a text or a number.
    let (prefix, words) = match before.split_last() {
        Some((last, _))
            if last.end >= at
                && matches!(last.kind, TokenKind::Comment | TokenKind::Number | TokenKind::Date) =>
        {
            return nothing;
        }
        Some((last, _)) if last.kind == TokenKind::Comment => return nothing,
        Some((last, _)) if last.end > at && last.kind == TokenKind::Text => return nothing,
        Some((last, words)) if last.kind == TokenKind::Name && last.end >= at => (Some(*last), words),
        _ => (None, before.as_slice()),
    };
    let from = prefix.map_or(at, |token| token.start);
    let typed = text.get(from as usize..at as usize).unwrap_or("");
    let words: Vec<&str> = words.iter().map(|token| tree.text_of(token)).collect();
    let mut names = declared(&tree);
    for file in used {
        names.extend(declared(&standoff_syntax::parse(FileId::default(), &file.text).tree));
    }
    let context = Context { names: &names, above: above(&tree, line, from), words };
    let mut items = context.items();
    items.retain(|item| starts(&item.label, typed));
    let mut seen = std::collections::BTreeSet::new();
    items.retain(|item| seen.insert(item.label.clone()));
    Completions { from: units.unit(from), items }
}

/// Case matters to the language, not to whoever looks for a name.
fn starts(label: &str, typed: &str) -> bool {
    let (mut label, mut typed) =
        (label.chars().flat_map(char::to_lowercase), typed.chars().flat_map(char::to_lowercase));
    typed.all(|letter| label.next() == Some(letter))
}

/// The first words of the lines that a line stands under, the outermost first. A line's indentation says where it stands, whether or not
/// it is otherwise understood.
fn above(tree: &Tree, line: usize, from: u32) -> Vec<String> {
    let lines = tree.lines();
    let blank = tree.tokens_of(line).iter().all(|token| token.kind.is_trivia());
    let mut indent = lines.get(line).map_or(0, |own| {
        if blank { from.saturating_sub(own.start) } else { own.content.saturating_sub(own.start) }
    });
    let mut found = Vec::new();
    for (number, other) in lines.iter().enumerate().take(line).rev() {
        let first = tree.tokens_of(number).iter().find(|token| !token.kind.is_trivia());
        let (Some(first), depth) = (first, other.content.saturating_sub(other.start)) else { continue };
        if depth < indent {
            indent = depth;
            found.push(tree.text_of(first).to_owned());
        }
        if indent == 0 {
            break;
        }
    }
    found.reverse();
    found
}

struct Context<'a> {
    names: &'a [Declared],
    above: Vec<String>,
    words: Vec<&'a str>,
}

impl Context<'_> {
    fn items(&self) -> Vec<Item> {
        match (self.words.last().copied(), self.above.first().map(String::as_str)) {
            (Some("."), _) => self.members(),
            (None, None) => keywords(Place::Declaration),
            (None, Some(root)) => self.line_start(root),
            (Some("->"), _) => self.sorts(&[Sort::Scene, Sort::Outcome]),
            (Some("~"), _) => keywords(Place::Distribution),
            (Some("is" | "not"), _) => self.labels_before_is(),
            (Some("to"), _) => {
                let mut items = self.sorts(&[Sort::Actor]);
                items.push(keyword("everyone"));
                items.extend(self.sorts(&[Sort::Parameter]));
                items
            }
            (Some("by"), _) => self.sorts(&[Sort::Expert, Sort::Actor, Sort::Parameter]),
            (Some(word), root) => self.inside(word, root),
        }
    }

    fn line_start(&self, root: &str) -> Vec<Item> {
        match root {
            "play" | "scene" | "outcome" => {
                let mut items = self.sorts(&[Sort::Actor]);
                items.extend(keywords(Place::Statement));
                items
            }
            "parameters" | "parameter" if self.above.len() > 1 || root == "parameter" => {
                keywords(Place::Evidence)
            }
            "variant" => {
                let mut items = keywords(Place::Edit);
                items.extend(self.sorts(&[Sort::Parameter, Sort::Option]));
                items
            }
            // New names are declared there.
            _ => Vec::new(),
        }
    }

    fn inside(&self, word: &str, root: Option<&str>) -> Vec<Item> {
        let first = self.words.first().copied().unwrap_or("");
        let actor = |name: &str| self.names.iter().any(|one| one.sort == Sort::Actor && one.name == name);
        match (first, root) {
            ("ask" | "check", None) => self.question(),
            ("secret", None) if self.words.len() == 1 => self.sorts(&[Sort::Actor]),
            ("discount", None) if self.words.len() == 1 => self.sorts(&[Sort::Actor]),
            ("fact" | "judgement" | "assumption", _) if word == first => self.sorts(&[Sort::Source]),
            ("opinion", _) if word == first => self.sorts(&[Sort::Expert]),
            ("without", Some("variant")) => self.sorts(&[Sort::Decision, Sort::Label]),
            ("option", Some("variant")) if word == "option" => self.sorts(&[Sort::Option]),
            (_, Some("play" | "scene" | "outcome")) if self.words.len() == 1 && actor(word) => {
                keywords(Place::Verb)
            }
            ("chooses" | "offers" | "may" | "chance" | "now", _) if word == first => Vec::new(),
            _ if matches!(word, "chooses" | "offers" | "may") => self.sorts(&[Sort::Decision]),
            _ => self.expression(),
        }
    }

    fn question(&self) -> Vec<Item> {
        let mut items = Vec::new();
        if self.words.contains(&"with") {
            items.extend(keywords(Place::Setting));
        }
        items.extend(keywords(Place::Question));
        items.extend(self.sorts(&[
            Sort::Outcome,
            Sort::Actor,
            Sort::Decision,
            Sort::Label,
            Sort::Parameter,
            Sort::Secret,
            Sort::Chance,
            Sort::Option,
            Sort::Variant,
            Sort::Expert,
            Sort::Scene,
            Sort::Now,
        ]));
        items.extend(keywords(Place::Reserved));
        items
    }

    fn expression(&self) -> Vec<Item> {
        let mut items = self.sorts(&[
            Sort::Parameter,
            Sort::Let,
            Sort::Decision,
            Sort::Chance,
            Sort::Secret,
            Sort::Now,
            Sort::Option,
            Sort::Issue,
            Sort::Label,
            Sort::Actor,
        ]);
        items.extend(keywords(Place::Reserved));
        items.extend(keywords(Place::Phrase));
        items
    }

    /// What may stand after `NAME.`: what the actor has, the labels of the thing.
    fn members(&self) -> Vec<Item> {
        let before = self.words.len().checked_sub(2).and_then(|at| self.words.get(at)).copied().unwrap_or("");
        let secret_labels: Vec<&Declared> =
            self.names.iter().filter(|one| one.of.as_deref() == Some(before)).collect();
        let mut items: Vec<Item> = secret_labels.into_iter().map(item).collect();
        for member in &mut items {
            // The owner stands before the dot already.
            member.insert = None;
            if let Some((_, short)) = member.label.rsplit_once('.') {
                member.label = short.to_owned();
            }
        }
        items
    }

    /// After `THING is`: its labels first.
    fn labels_before_is(&self) -> Vec<Item> {
        let thing =
            self.words.iter().rev().find(|word| !matches!(**word, "is" | "not")).copied().unwrap_or("");
        let of_thing = |one: &&Declared| one.sort == Sort::Label && one.of.as_deref() == Some(thing);
        let mut items: Vec<Item> = self.names.iter().filter(of_thing).map(item).collect();
        let yes_no = self.names.iter().any(|one| one.name == thing && one.sort == Sort::Decision);
        if items.is_empty() {
            items.extend(self.sorts(&[Sort::Label]));
            if yes_no {
                items.extend(["yes", "no"].map(|label| Item {
                    label: label.into(),
                    detail: None,
                    kind: "label",
                    insert: None,
                }));
            }
        }
        if self.words.last() == Some(&"is") {
            items.push(keyword("not"));
        }
        items
    }

    fn sorts(&self, sorts: &[Sort]) -> Vec<Item> {
        let of = |sort: &Sort| {
            let sort = *sort;
            self.names.iter().filter(move |one| one.sort == sort).map(item)
        };
        sorts.iter().flat_map(of).collect()
    }
}

fn item(name: &Declared) -> Item {
    let detail = match (&name.caption, name.sort, &name.of) {
        (Some(caption), ..) => Some(caption.clone()),
        (None, Sort::Label, Some(of)) => Some(format!("label of {of}")),
        (None, Sort::Decision, Some(of)) => Some(format!("decision of {of}")),
        (None, sort, _) => Some(sort.word().to_owned()),
    };
    let label = match (&name.of, name.sort) {
        (Some(owner), Sort::Secret) => format!("{owner}.{}", name.name),
        _ => name.name.clone(),
    };
    Item { label, detail, kind: name.sort.word(), insert: None }
}

fn keywords(place: Place) -> Vec<Item> {
    let at = KEYWORDS.iter().filter(|word| word.places.contains(&place));
    at.map(|word| Item {
        label: word.text.into(),
        detail: Some(word.about.into()),
        kind: "keyword",
        insert: None,
    })
    .collect()
}

fn keyword(text: &'static str) -> Item {
    let about = standoff_syntax::keyword::find(text).map(|word| word.about.to_owned());
    Item { label: text.into(), detail: about, kind: "keyword", insert: None }
}
