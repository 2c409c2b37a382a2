//! The names that a text declares, as far as it can be understood: completion has to work while other lines are wrong.
//!
//! In: the tree of a text. Out: [`Declared`] names with the sort of thing they stand for, and labels with the thing they belong to.

use standoff_syntax::token::TokenKind;
use standoff_syntax::tree::{Class, Token, Tree};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Actor,
    Expert,
    Source,
    Parameter,
    Option,
    Issue,
    Secret,
    Let,
    Decision,
    Chance,
    Now,
    Scene,
    Outcome,
    Variant,
    Label,
}

impl Sort {
    /// The word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Sort::Actor => "actor",
            Sort::Expert => "expert",
            Sort::Source => "source",
            Sort::Parameter => "parameter",
            Sort::Option => "option",
            Sort::Issue => "issue",
            Sort::Secret => "secret",
            Sort::Let => "let",
            Sort::Decision => "decision",
            Sort::Chance => "chance",
            Sort::Now => "now",
            Sort::Scene => "scene",
            Sort::Outcome => "outcome",
            Sort::Variant => "variant",
            Sort::Label => "label",
        }
    }
}

/// A declared name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) sort: Sort,
    /// The owner of a secret, the mover of a decision, the thing of a label.
    pub(super) of: Option<String>,
    /// The first text in quotes after it on its line.
    pub(super) caption: Option<String>,
}

/// All names that a text declares, in text order, each sort of name once for each owner.
pub(super) fn declared(tree: &Tree) -> Vec<Declared> {
    let mut found = Vec::new();
    for root in tree.roots() {
        walk(tree, root, &mut Vec::new(), &mut found);
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|one: &Declared| seen.insert((one.sort, one.of.clone(), one.name.clone())));
    found
}

/// A line with all lines below it. `above` are the first words of the lines that it stands under, with what they declare. Lines nest to a
/// bounded depth.
fn walk(tree: &Tree, line: usize, above: &mut Vec<(String, Option<String>)>, found: &mut Vec<Declared>) {
    let tokens: Vec<&Token> = words_of(tree, line).collect();
    let first = tokens.first().map_or("", |token| tree.text_of(token)).to_owned();
    let root = above.first().map_or(first.as_str(), |(word, _)| word.as_str()).to_owned();
    // Labels below a line belong to what the line declares, or else to what the lines above do.
    let mut owner = above.iter().rev().find_map(|(_, thing)| thing.clone());
    let own = own_names(tree, &tokens, &root, above.is_empty(), &mut owner, found);
    above.push((first, own));
    for child in tree.children(line) {
        walk(tree, child, above, found);
    }
    above.pop();
}

/// The names on a line; returns the thing that it declares, whose labels may follow.
fn own_names(
    tree: &Tree,
    tokens: &[&Token],
    root: &str,
    top: bool,
    owner: &mut Option<String>,
    found: &mut Vec<Declared>,
) -> Option<String> {
    let text = |at: usize| tokens.get(at).map_or("", |token| tree.text_of(token));
    let mut own = None;
    for (at, token) in tokens.iter().enumerate() {
        let name = tree.text_of(token).to_owned();
        let caption = tokens[at + 1..]
            .iter()
            .take_while(|next| !matches!(next.class, Class::Declared | Class::Label))
            .find(|next| next.kind == TokenKind::Text)
            .map(|next| tree.text_of(next).trim_matches(['"', '“', '”', '«', '»', '„']).to_owned());
        match token.class {
            Class::Label => {
                let of = own.clone().or_else(|| owner.clone());
                found.push(Declared { name, sort: Sort::Label, of, caption });
            }
            Class::Declared => {
                let Some(sort) = sort(root, top, at, &text) else { continue };
                let of = match sort {
                    Sort::Secret if text(at.wrapping_sub(1)) == "." => {
                        Some(text(at.wrapping_sub(2)).to_owned())
                    }
                    Sort::Decision => Some(text(0).to_owned()),
                    _ => None,
                };
                if matches!(sort, Sort::Secret | Sort::Decision | Sort::Chance | Sort::Option | Sort::Issue) {
                    own = Some(name.clone());
                    *owner = own.clone();
                }
                found.push(Declared { name, sort, of, caption });
            }
            _ => {}
        }
    }
    own
}

/// What a name stands for that is declared as word `at` of a line.
fn sort<'t>(root: &str, top: bool, at: usize, text: &dyn Fn(usize) -> &'t str) -> Option<Sort> {
    Some(match root {
        "actors" => Sort::Actor,
        "experts" => Sort::Expert,
        "source" => Sort::Source,
        "parameters" | "parameter" => Sort::Parameter,
        "option" => Sort::Option,
        "issue" => Sort::Issue,
        "secret" => Sort::Secret,
        "let" if at == 1 => Sort::Let,
        "outcome" if top && at == 1 => Sort::Outcome,
        "scene" if top && at == 1 => Sort::Scene,
        "variant" if top => Sort::Variant,
        "play" | "scene" | "outcome" => {
            let before = |word: &str| (0..at).rev().take(3).any(|k| text(k) == word);
            if before("chooses") || before("offers") || before("may") {
                Sort::Decision
            } else if before("chance") {
                Sort::Chance
            } else if before("now") {
                Sort::Now
            } else {
                return None;
            }
        }
        _ => return None,
    })
}

/// The tokens of a line that mean something.
pub(super) fn words_of(tree: &Tree, line: usize) -> impl Iterator<Item = &Token> {
    tree.tokens_of(line).iter().filter(|token| !token.kind.is_trivia())
}
