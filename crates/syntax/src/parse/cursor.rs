//! Walking the tokens of a line: looking, taking, reporting, and reading a line again with a misspelt word corrected.
//!
//! In: a tree, line by line. Out: tokens to the rules of the grammar, messages, classes of tokens.

use super::{Broken, Parsed};
use crate::ast::Name;
use crate::diagnostic::Diagnostic;
use crate::keyword::{self, Place};
use crate::report::Reports;
use crate::span::Span;
use crate::token::{TokenKind, excerpt};
use crate::tree::{Class, Token, Tree};

/// A line is read again at most this often, each time with one more misspelt word corrected.
const MOST_CORRECTIONS: usize = 3;

/// The parser's state: one line at a time.
pub(crate) struct Parser<'t> {
    pub(super) tree: &'t Tree,
    pub(super) reports: Reports,
    classes: Vec<(u32, Class)>,
    pub(super) broken_names: Vec<Name>,
    /// Lines whose names are among `broken_names`.
    pub(super) abandoned: Vec<bool>,
    /// The line being read.
    pub(super) line: usize,
    /// The numbers of its significant tokens.
    pub(super) tokens: Vec<u32>,
    /// The next token, as an index of `tokens`.
    pub(super) at: usize,
    /// Keywords looked for at `tried_at` without success.
    pub(super) tried: Vec<&'static str>,
    pub(super) tried_at: usize,
    /// Misspelt words of this line and what they are read as.
    pub(super) corrections: Vec<(usize, &'static str)>,
    /// The line has a mistake that is not just a misspelt word.
    pub(super) broken: bool,
    /// The name that the line declares.
    declares: Option<Name>,
    /// How deep the current expression is nested, and how many operators the line has had.
    pub(super) depth: usize,
    pub(super) operators: usize,
}

impl<'t> Parser<'t> {
    /// A parser at no line yet.
    pub(crate) fn new(tree: &'t Tree, reports: Reports) -> Self {
        Self {
            tree,
            reports,
            classes: Vec::new(),
            broken_names: Vec::new(),
            abandoned: Vec::new(),
            line: 0,
            tokens: Vec::new(),
            at: 0,
            tried: Vec::new(),
            tried_at: usize::MAX,
            corrections: Vec::new(),
            broken: false,
            declares: None,
            depth: 0,
            operators: 0,
        }
    }

    /// The classes and messages, at the end.
    pub(crate) fn finish(self) -> (Vec<(u32, Class)>, Reports) {
        (self.classes, self.reports)
    }

    /// The names of declarations that were lost, at the end.
    pub(crate) fn take_broken_names(&mut self) -> Vec<Name> {
        std::mem::take(&mut self.broken_names)
    }

    /// Goes to a line. False if there is nothing on it to read (it was skipped, or holds only wrong characters).
    pub(crate) fn start(&mut self, line: usize) -> bool {
        self.line = line;
        self.corrections.clear();
        self.tokens.clear();
        let (from, _) = self.tree.lines().get(line).map_or((0, 0), |line| line.tokens);
        for (number, token) in (from..).zip(self.tree.tokens_of(line)) {
            if !token.kind.is_trivia() {
                self.tokens.push(number);
            }
        }
        self.rewind();
        !self.tokens.is_empty()
    }

    fn rewind(&mut self) {
        self.at = 0;
        self.tried.clear();
        self.tried_at = usize::MAX;
        self.broken = false;
        self.declares = None;
        self.depth = 0;
        self.operators = 0;
    }

    /// Reads the line's own text by `rule`. If a misspelt word stopped it, reads it again as if the word were right.
    /// If nothing can be kept, the name that the line declares is remembered as lost.
    pub(crate) fn head<T>(&mut self, rule: impl Fn(&mut Self) -> Parsed<T>) -> Option<T> {
        loop {
            self.rewind();
            let corrected = self.corrections.len();
            let result = rule(self);
            if self.broken && self.corrections.len() > corrected && corrected < MOST_CORRECTIONS {
                continue;
            }
            if result.is_err()
                && let Some(name) = self.declares.take()
            {
                self.broken_names.push(name);
            }
            return result.ok();
        }
    }

    // ------------------------------------------------------------------------------------------------- looking

    fn token(&self, index: usize) -> Option<&'t Token> {
        self.tokens.get(index).and_then(|number| self.tree.tokens().get(*number as usize))
    }

    /// The kind of the token `ahead` of the next one.
    pub(crate) fn kind(&self, ahead: usize) -> Option<TokenKind> {
        self.token(self.at + ahead).map(|token| token.kind)
    }

    /// Whether the next token is of a kind.
    pub(crate) fn at_kind(&self, kind: TokenKind) -> bool {
        self.kind(0) == Some(kind)
    }

    /// The text of a token of the line, as corrected.
    fn text(&self, index: usize) -> &'t str {
        if let Some((_, word)) = self.corrections.iter().find(|(at, _)| *at == index) {
            return word;
        }
        self.token(index).map_or("", |token| self.tree.text_of(token))
    }

    /// The word `ahead` of the next token, if it is a word.
    pub(crate) fn peek_word(&self, ahead: usize) -> Option<&'t str> {
        (self.kind(ahead) == Some(TokenKind::Name)).then(|| self.text(self.at + ahead))
    }

    /// Whether the next token is this keyword. Remembers that it was looked for.
    pub(crate) fn at_word(&mut self, word: &'static str) -> bool {
        debug_assert!(keyword::find(word).is_some(), "{word} is missing in the table");
        if self.peek_word(0) == Some(word) {
            return true;
        }
        if self.tried_at != self.at {
            self.tried.clear();
            self.tried_at = self.at;
        }
        if !self.tried.contains(&word) {
            self.tried.push(word);
        }
        false
    }

    /// Whether the line has been read to its end.
    pub(crate) fn at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The first word of another line, if it starts with one.
    pub(crate) fn first_word_of(&self, line: usize) -> Option<&'t str> {
        let first = self.tree.tokens_of(line).iter().find(|token| !token.kind.is_trivia())?;
        (first.kind == TokenKind::Name).then(|| self.tree.text_of(first))
    }

    /// Whether the current line reads `NAME chooses ...` and the like.
    pub(crate) fn is_play_like(&self) -> bool {
        let second = self.kind(0) == Some(TokenKind::Name)
            && self.peek_word(1).is_some_and(|word| keyword::is_at(word, Place::Verb));
        let first = self.peek_word(0).is_some_and(|word| keyword::is_at(word, Place::Statement));
        second || first || self.at_kind(TokenKind::Arrow)
    }

    /// What stands at token `index` of the line, for messages.
    pub(crate) fn describe(&self, index: usize) -> String {
        let Some(token) = self.token(index) else { return "the end of the line".to_owned() };
        let text = excerpt(self.tree.text_of(token));
        match token.kind {
            TokenKind::Number => format!("the number `{text}`"),
            TokenKind::Date => format!("the date `{text}`"),
            TokenKind::Text => format!("the text {text}"),
            _ => format!("`{text}`"),
        }
    }

    // ------------------------------------------------------------------------------------------------- places

    /// The span of bytes of this file.
    pub(crate) fn span_at(&self, start: u32, end: u32) -> Span {
        Span::new(self.tree.file(), start, end)
    }

    /// The span of the next token; at the end of the line, the place right after the last one.
    pub(crate) fn here(&self) -> Span {
        self.span_of(self.at)
    }

    pub(super) fn span_of(&self, index: usize) -> Span {
        match (self.token(index), self.tokens.len().checked_sub(1).and_then(|last| self.token(last))) {
            (Some(token), _) => self.span_at(token.start, token.end),
            (None, Some(last)) => self.span_at(last.end, last.end),
            (None, None) => {
                let content = self.tree.lines().get(self.line).map_or(0, |line| line.content);
                self.span_at(content, content)
            }
        }
    }

    /// From a span to the last token taken.
    pub(crate) fn since(&self, start: Span) -> Span {
        match self.at.checked_sub(1) {
            Some(last) => start.to(self.span_of(last)),
            None => start,
        }
    }

    /// The line from its first to its last word, without comment.
    pub(crate) fn line_span(&self) -> Span {
        self.span_of(0).to(self.span_of(self.tokens.len().saturating_sub(1)))
    }

    /// The text of a span.
    pub(crate) fn text_of(&self, span: Span) -> &'t str {
        self.tree.text().get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The numbers of the lines directly below a line.
    pub(crate) fn children(&self, line: usize) -> Vec<usize> {
        self.tree.children(line).collect()
    }

    // -------------------------------------------------------------------------------------------------- taking

    /// Takes the next token.
    pub(crate) fn advance(&mut self) {
        self.at += 1;
    }

    /// Takes the next token and notes what it is to a reader.
    pub(crate) fn advance_as(&mut self, class: Class) {
        if let Some(number) = self.tokens.get(self.at) {
            self.classes.push((*number, class));
        }
        self.at += 1;
    }

    /// Takes the next token if it is of a kind.
    pub(crate) fn eat(&mut self, kind: TokenKind) -> bool {
        let there = self.at_kind(kind);
        if there {
            self.advance();
        }
        there
    }

    /// Takes the next token if it is this keyword.
    pub(crate) fn eat_word(&mut self, word: &'static str) -> bool {
        let there = self.at_word(word);
        if there {
            self.advance_as(Class::Keyword);
        }
        there
    }

    /// Takes this keyword.
    pub(crate) fn word(&mut self, word: &'static str) -> Parsed<()> {
        if self.eat_word(word) { Ok(()) } else { Err(self.expected(&format!("`{word}`"))) }
    }

    /// `==` was written for `=` or `is`: reported, to be read as what is meant.
    pub(crate) fn double_equals(&mut self, meant: &str) {
        let span = self.here();
        let written = self.text_of(span);
        let end = span.end as usize;
        let before = self.tree.text().get(..span.start as usize).and_then(|text| text.chars().next_back());
        let after = self.tree.text().get(end..).and_then(|text| text.chars().next());
        let gap = |beside: Option<char>| if beside.is_none_or(char::is_whitespace) { "" } else { " " };
        let fix = format!("{}{meant}{}", gap(before), gap(after));
        let message = format!("\"{written}\" compares nothing here: write \"{meant}\"");
        self.complain(Diagnostic::error("SD114", span, message).fix(span, fix));
    }

    /// Takes a mark such as a bracket.
    pub(crate) fn mark(&mut self, kind: TokenKind, shown: &str) -> Parsed<()> {
        if kind == TokenKind::Equals && self.at_kind(TokenKind::MeansIs) {
            self.double_equals("=");
            self.advance();
            return Ok(());
        }
        if self.eat(kind) { Ok(()) } else { Err(self.expected(&format!("`{shown}`"))) }
    }

    /// Remembers the name that this line declares.
    pub(crate) fn declares(&mut self, name: &Name) {
        if self.declares.is_none() {
            self.declares = Some(name.clone());
        }
    }

    /// The line must end here. A colon at its end is a habit from elsewhere: reported, not fatal.
    pub(crate) fn end(&mut self) -> Parsed<()> {
        if self.at_end() {
            return Ok(());
        }
        if self.at_kind(TokenKind::Colon) && self.kind(1).is_none() {
            let span = self.here();
            let diagnostic = Diagnostic::error("SD126", span, "no colon stands at the end of a line");
            self.complain(diagnostic.hint("what belongs to the line is indented below it").fix(span, ""));
            self.advance();
            return Ok(());
        }
        if let Some(broken) = self.misspelt() {
            return Err(broken);
        }
        Err(self.out_of_place())
    }

    /// The line should have ended before the next token.
    fn out_of_place(&mut self) -> Broken {
        let here = self.here();
        let number_before = self.at.checked_sub(1).and_then(|last| self.token(last)).map(|token| token.kind)
            == Some(TokenKind::Number);
        if self.at_kind(TokenKind::Close) {
            let diagnostic = Diagnostic::error("SD133", here, "this closing bracket has no opening one");
            return self.fail(diagnostic.hint("open it before, or leave it out").fix(here, ""));
        }
        if number_before && self.at_kind(TokenKind::Comma) && self.kind(1) == Some(TokenKind::Number) {
            let diagnostic = Diagnostic::error("SD115", here, "a number has no comma in it");
            return self
                .fail(diagnostic.hint("write 1_000 for a thousand, and 0.5 for a half").fix(here, "_"));
        }
        let factor = self.at_kind(TokenKind::Open)
            || self.peek_word(0).is_some_and(|word| keyword::find(word).is_none());
        let what = self.describe(self.at);
        let span = here.to(self.span_of(self.tokens.len().saturating_sub(1)));
        let before = match self.at.checked_sub(1) {
            Some(last) => format!(" after {}", self.describe(last)),
            None => String::new(),
        };
        let diagnostic = Diagnostic::error("SD126", span, format!("{what} does not belong here{before}"));
        let diagnostic = match self.what_may_stand() {
            _ if number_before && factor => diagnostic.hint("to multiply, write `*` between them"),
            Some(words) => diagnostic.hint(format!("the line may end here, or go on with {words}")),
            None => diagnostic.hint("the line is complete before it"),
        };
        self.fail(diagnostic)
    }
}
