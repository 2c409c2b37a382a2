//! Token classes follow the parse: a keyword is one only where it means something.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_syntax::parse;
use standoff_syntax::span::FileId;
use standoff_syntax::tree::Class;

/// The words of a class in a text.
fn words(text: &str, class: Class) -> Vec<String> {
    let parsed = parse(FileId(0), text);
    let tokens = parsed.tree.tokens().iter().filter(|token| token.class == class);
    tokens.map(|token| parsed.tree.text_of(token).to_owned()).collect()
}

const TEXT: &str = "standoff m \"t\" # c\nplay\n  US chooses ask privately to play\n    ask\n    open when play is ask -> check(1)\nask P(ask is open)\n";

#[test]
fn keywords_are_contextual() {
    assert_eq!(
        words(TEXT, Class::Keyword),
        ["standoff", "play", "chooses", "privately", "to", "when", "is", "ask", "P", "is"]
    );
    assert_eq!(words(TEXT, Class::Declared), ["m", "ask"]);
    assert_eq!(words(TEXT, Class::Label), ["ask", "open"]);
    assert_eq!(words(TEXT, Class::Name), ["US", "play", "play", "ask", "check", "ask", "open"]);
    assert_eq!(words(TEXT, Class::Text), ["\"t\""]);
    assert_eq!(words(TEXT, Class::Comment), ["# c"]);
    assert_eq!(words(TEXT, Class::Number), ["1"]);
}

#[test]
fn wrong_characters_are_marked() {
    assert_eq!(words("standoff m\nlet x = 2nd {\n", Class::Wrong), ["2nd", "{"]);
}
