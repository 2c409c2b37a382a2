//! What broken lines say, word for word, and that the mechanical fixes mend them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_syntax::codes::CODES;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::parse;
use standoff_syntax::span::FileId;

fn found(text: &str) -> Vec<Diagnostic> {
    parse(FileId(0), text).diagnostics
}

fn apply(text: &str, diagnostic: &Diagnostic) -> Option<String> {
    let fix = diagnostic.fix.as_ref()?;
    let (start, end) = (fix.span.start as usize, fix.span.end as usize);
    Some(format!("{}{}{}", &text[..start], fix.replacement, &text[end..]))
}

/// One broken line below a heading: line of the message, code, message.
const BROKEN: &[(&str, usize, &str, &str)] = &[
    ("actors\n\tUS\n", 3, "SD101", "a line here starts with a tab; Standoff indents with two spaces"),
    ("let x =\t1\n", 2, "SD101", "a tab stands inside this line; Standoff uses spaces only"),
    ("actors\n   US\n", 3, "SD102", "this line is indented by 3 spaces; here a line belongs at 2 spaces"),
    ("actors\n    US\n", 3, "SD102", "this line is indented by 4 spaces; here a line belongs at 2 spaces"),
    ("let x = 1\0\n", 2, "SD104", "a NUL byte stands in this line; this is perhaps not a text file"),
    ("let x = 1\u{7}\n", 2, "SD104", "an invisible control character (U+0007) stands in this line"),
    ("let x =\u{a0}1\n", 2, "SD108", "an unusual white-space character stands here, perhaps from copying"),
    ("source a \"b\n", 2, "SD110", "this text is not closed: a quotation mark is missing"),
    (
        "source a \"b\\n\"\n",
        2,
        "SD111",
        "a backslash in text stands only before a quotation mark or another backslash",
    ),
    ("source a “b”\n", 2, "SD112", "text stands in straight quotation marks here"),
    ("scene x {\n  -> x\n", 2, "SD113", "the character `{` has no meaning here"),
    ("given a == b\n", 2, "SD114", "\"==\" compares nothing here: write \"is\""),
    ("given a==b\n", 2, "SD114", "\"==\" compares nothing here: write \"is\""),
    ("let x == b\n", 2, "SD114", "\"==\" compares nothing here: write \"=\""),
    ("given a != b\n", 2, "SD114", "\"!=\" has no meaning here: write \"is not\""),
    ("given a ≠ b\n", 2, "SD114", "\"≠\" has no meaning here: write \"is not\""),
    ("given a && b\n", 2, "SD114", "\"&&\" has no meaning here: write \"and\""),
    ("given a = b\n", 2, "SD114", "\"=\" defines and does not compare: write \"is\""),
    ("play\n  -> x → y\n", 3, "SD114", "\"→\" has no meaning here: write \"->\""),
    ("let x = 2nd\n", 2, "SD115", "`2nd` is neither a number nor a name"),
    ("let x = 1__0\n", 2, "SD115", "in `1__0` each `_` must stand between two digits"),
    ("play from 2024-02-30\n  -> x\n", 2, "SD116", "there is no day 2024-02-30"),
    ("parameter p = 1 in 2 to 0\n", 2, "SD117", "this range ends below its start: 2 is more than 0"),
    ("standoff again\n", 2, "SD121", "the model is named twice"),
    ("foo bar\n", 2, "SD122", "a declaration does not start with `foo`"),
    ("12\n", 2, "SD122", "a declaration does not start with the number `12`"),
    ("play\n  US will attack\n", 3, "SD123", "this line does not say who does what"),
    ("play\n  US chooses x: a, b\n  a\n", 4, "SD123", "`a` alone says nothing here"),
    ("play\n  US choses x: a\n", 3, "SD124", "`choses` means nothing here"),
    ("parametres\n  p = 1\n", 2, "SD124", "`parametres` means nothing here"),
    ("play\n  US chooses x privatly to B: a\n", 3, "SD124", "`privatly` means nothing here"),
    ("secret US.aim\n  a with probabilty 1\n", 3, "SD124", "`probabilty` means nothing here"),
    ("parameter p = x\n", 2, "SD125", "a number (what is computed is a `let`) must stand here, not `x`"),
    ("parameter p 1\n", 2, "SD125", "`=` is missing between the parameter and its value"),
    ("secret aim: a, b\n", 2, "SD125", "a secret is named after who knows it: ACTOR.NAME"),
    ("discount US 0.9 per week\n", 2, "SD125", "`year`, `month` or `round` must stand here, not `week`"),
    (
        "let x = 1 +\n",
        2,
        "SD125",
        "a value (a number, a name, or something in brackets) is missing after `+`",
    ),
    ("let x = \"a\"\n", 2, "SD125", "a text in quotes is not a value"),
    ("let x = 1 2\n", 2, "SD126", "the number `2` does not belong here after the number `1`"),
    ("actors:\n  US\n", 2, "SD126", "no colon stands at the end of a line"),
    ("play\n  if a then\n    -> x\n", 3, "SD126", "an `if` of the play has no `then`"),
    ("let x = 1\n  let y = 2\n", 3, "SD127", "this line is indented under one that nothing may stand under"),
    ("play\n", 2, "SD128", "what happens must stand below this line, indented by two more spaces"),
    (
        "actors\n",
        2,
        "SD128",
        "the names, each on its own line, must stand below this line, indented by two more spaces",
    ),
    (
        "let when = 1\n",
        2,
        "SD129",
        "a name must stand here, but `when` means something of its own everywhere",
    ),
    (
        "actors\n  chance\n",
        3,
        "SD129",
        "an actor cannot be called `chance`: lines of the model start with this word",
    ),
    ("play\n  else\n    -> x\n", 3, "SD130", "this `else` has no `if` before it"),
    ("given a is b is c\n", 2, "SD131", "two comparisons stand in a row"),
    ("let x = (1\n", 2, "SD133", "a closing bracket is missing"),
    ("play\n  US chooses x: a \"cap\", b\n", 3, "SD134", "a list on one line takes no captions"),
    ("play\n  US chooses x\n    a \"one\" when b \"two\"\n", 4, "SD134", "this label has two captions"),
    ("parameter p = 1 ~ normal(1)\n", 2, "SD135", "this distribution takes 2 numbers, not 1"),
    ("parameters by US.aim\n  a b\n  p 1 2 3\n", 4, "SD136", "this row has 3 values for 2 labels"),
    ("parameters by US.aim\n  p 1 2\n", 3, "SD136", "the row of labels is missing before this line"),
    ("parameters by US.aim\n  a b\n  p 1, 2\n", 4, "SD136", "the values of a table stand without commas"),
    (
        "outcome x\n  -> y\n",
        3,
        "SD136",
        "below an outcome stands only what it is worth: lines such as `ACTOR gains 1`",
    ),
    (
        "play\n  at once\n    US gains 1\n",
        4,
        "SD137",
        "only moves stand under `at once`: `chooses`, `offers` and `may`",
    ),
    ("play\n  at once\n    US may x -> y\n", 4, "SD137", "nothing follows a move made at once with others"),
    (
        "secret US.aim\n  a -> b\n",
        3,
        "SD137",
        "nothing follows a secret's label: secrets are drawn before the play",
    ),
    (
        "play\n  US chooses x\n    a with probability 1\n",
        4,
        "SD138",
        "a choice has no probability: the actor decides",
    ),
    ("source a \"b\", rated G7\n", 2, "SD139", "there is no rating `G7`"),
    ("ask who wins\n", 2, "SD141", "this is no question"),
    ("check P(a) is not 1\n", 2, "SD141", "a check says what the answer is, not what it is not"),
    (
        "US gains 1\n",
        2,
        "SD143",
        "this line belongs into `play`, a `scene` or an `outcome`, but it stands at the left margin",
    ),
    ("let x = 1e401\n", 2, "SD690", "the exponent of `1e401` is beyond 400"),
    ("play\n  reveal x to A and B\n", 3, "SD114", "names are listed with commas"),
];

#[test]
fn each_broken_line_says_so() {
    for (rest, line, code, message) in BROKEN {
        let text = format!("standoff m\n{rest}");
        let diagnostics = found(&text);
        let shown: Vec<_> = diagnostics
            .iter()
            .map(|d| (text[..d.span().start as usize].matches('\n').count() + 1, d.code, d.message.as_str()))
            .collect();
        assert_eq!(shown, [(*line, *code, *message)], "{text}");
    }
}

#[test]
fn each_fix_mends_its_line() {
    let mut fixes = 0;
    for (rest, _, code, _) in BROKEN {
        let text = format!("standoff m\n{rest}");
        let diagnostic = found(&text).remove(0);
        if let Some(mended) = apply(&text, &diagnostic) {
            fixes += 1;
            let left = found(&mended);
            assert!(
                left.iter().all(|after| after.code != *code || after.span() != diagnostic.span()),
                "{mended}\n{left:#?}"
            );
            if !matches!(*rest, "play\n  -> x → y\n") {
                assert!(left.is_empty(), "{mended}\n{left:#?}");
            }
        }
    }
    assert!(fixes > 20, "{fixes}");
}

#[test]
fn the_rest_of_a_file_survives_its_mistakes() {
    let text = "standof m \"t\"\nactors:\n  US “the US”\n  UK \"open\nplay\n  US choses x privatly to UK\n    a\n    b with probability 1\n";
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.diagnostics.len(), 6, "{:#?}", parsed.diagnostics);
    assert_eq!(parsed.file.header.unwrap().name.text, "m");
    assert_eq!(parsed.file.decls.len(), 2);
    let shown = format!("{:?}", parsed.file.decls);
    for kept in ["\"US\"", "\"UK\"", "\"the US\"", "\"open\"", "\"x\"", "\"a\"", "\"b\"", "Privately"] {
        assert!(shown.contains(kept), "{kept}");
    }
    assert!(parsed.file.broken.is_empty());
}

#[test]
fn a_file_that_is_no_model() {
    let first = |text: &str| found(text).remove(0);
    assert_eq!(first("").message, "this file holds no model: it is empty");
    assert_eq!(first("actors\n  US\n").message, "the first line must name the model");
    assert_eq!(first("actors\n  US\nstandoff m\n").message, "the model's name stands too far down");
    assert_eq!(found("actors\n  US\nstandoff m\n").len(), 1);
}

/// Every code in the sources, tests aside.
fn codes_in_sources() -> Vec<String> {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut codes = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.ends_with("codes.rs") {
                continue;
            }
            let source = std::fs::read_to_string(path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap();
            for (at, _) in source.match_indices("\"SD") {
                codes.push(source[at + 1..at + 6].to_owned());
            }
        }
    }
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn every_code_is_explained_once_and_used() {
    let listed: Vec<&str> = CODES.iter().map(|(code, _)| *code).collect();
    assert!(listed.is_sorted());
    assert_eq!(codes_in_sources(), listed);
    for (code, explanation) in CODES {
        assert!(explanation.len() > 40 && explanation.ends_with('.'), "{code}");
    }
}
