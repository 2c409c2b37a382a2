//! Broken models and what is said about them, word for word: the pages in `bad/`, which read as a manual of messages.
//!
//! In: the pages. Out: a failure for each case whose messages have changed. With `UPDATE_MESSAGES=1` in the environment
//! the pages are rewritten instead, so that changes of wording are reviewed as differences of text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod manual;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use manual::{Case, cases};
use num_traits::ToPrimitive;
use standoff_compile::{CompileError, Limits, Setting, compile};
use standoff_game::numbers::Numbers;
use standoff_model::{MemorySources, SourceError, SourceText, Sources};
use standoff_syntax::diagnostic::{Diagnostic, Severity};
use standoff_syntax::position::LineIndex;
use standoff_syntax::span::Span;

const PAGES: [&str; 8] = ["form", "names", "kinds", "play", "size", "questions", "numbers", "files"];

/// What only texts too large for a page can show, and what the checks of the text leave nothing of.
const ON_NO_PAGE: [&str; 10] =
    ["SD103", "SD106", "SD107", "SD109", "SD320", "SD323", "SD407", "SD451", "SD452", "SD691"];

fn path(page: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/bad").join(page).with_extension("md")
}

fn read(page: &str) -> String {
    std::fs::read_to_string(path(page)).unwrap()
}

/// Folders count as unreadable, as on disk.
struct Files(MemorySources);

impl Sources for Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        match path {
            "folder" => Err(SourceError::Unreadable("it is a folder".into())),
            _ => self.0.read(path),
        }
    }

    fn root_name(&self) -> &str {
        self.0.root_name()
    }
}

/// All that is said about a model, through reading, building the game and putting numbers in.
fn examine(case: &Case, root: &[u8]) -> (Vec<Diagnostic>, Vec<SourceText>) {
    let sources = MemorySources::new("model.standoff", root);
    let sources = case.used.iter().fold(sources, |all, (path, text)| all.with(path.clone(), text.clone()));
    let read = standoff_model::read(&Files(sources));
    let mut found = read.diagnostics;
    let broken = found.iter().any(|d| d.severity == Severity::Error);
    assert!(broken || read.model.is_some(), "{}: no model and no reason", case.title);
    if let (Some(model), false) = (&read.model, broken) {
        let limits = Limits { max_nodes: 100_000, max_bytes: 256 << 20 };
        match compile(model, &Setting::of(model), &limits, &mut || false) {
            Ok(compiled) => {
                let point: Vec<f64> = model.parameters.iter().filter_map(|p| p.value.to_f64()).collect();
                let numbers = Numbers::evaluate(&compiled.structure, &compiled.dag, &point);
                assert!(numbers.is_ok(), "{}: the game is undefined and nothing was said", case.title);
                found.extend(compiled.warnings_beyond(&found));
            }
            Err(CompileError::Stopped) => panic!("{}: stopped", case.title),
            Err(error) => found.extend_from_slice(error.diagnostics()),
        }
    }
    (found, read.files)
}

fn text_at(files: &[SourceText], span: Span) -> Option<&str> {
    files.get(span.file.0 as usize)?.text.get(span.start as usize..span.end as usize)
}

fn place(files: &[SourceText], span: Span) -> String {
    let Some(file) = files.get(span.file.0 as usize) else { return "nowhere".to_owned() };
    let at = LineIndex::new(&file.text).line_column(&file.text, span.start);
    let name = if span.file.0 == 0 { String::new() } else { format!("{}:", file.name) };
    let text = text_at(files, span).expect("a place in the text").lines().next().unwrap_or("").trim_end();
    let shown: String = match text.chars().count() {
        0 => String::new(),
        1..=60 => format!(" `{text}`"),
        _ => format!(" `{}...`", text.chars().take(57).collect::<String>()),
    };
    format!("{name}{}:{}{}", at.line, at.column, shown.escape_debug())
}

/// A message as the pages show it.
fn shown(diagnostic: &Diagnostic, files: &[SourceText]) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let at = place(files, diagnostic.span());
    let mut text = format!("{severity} {} at {at}\n  {}\n", diagnostic.code, diagnostic.message);
    for (k, label) in diagnostic.labels.iter().enumerate() {
        match k {
            0 if label.text.is_empty() => {}
            0 => writeln!(text, "  here: {}", label.text).unwrap(),
            _ => writeln!(text, "  also at {}: {}", place(files, label.span), label.text).unwrap(),
        }
    }
    if let Some(hint) = &diagnostic.hint {
        writeln!(text, "  hint: {hint}").unwrap();
    }
    if let Some(fix) = &diagnostic.fix {
        let before = text_at(files, fix.span).expect("a fix in the text");
        writeln!(text, "  fix: {before:?} becomes {:?}", fix.replacement).unwrap();
    }
    text
}

/// What every message keeps to: no words of the program, no full stop at the end, one line.
fn well_formed(diagnostic: &Diagnostic) -> Vec<String> {
    let words = [
        "token",
        "EOF",
        "identifier",
        "parse",
        "AST",
        "syntax",
        "DAG",
        "infoset",
        "unexpected",
        "node",
        "span",
        "literal",
        "boolean",
        "operand",
        "null",
        "None",
        "Some",
    ];
    let mut wrong = Vec::new();
    let all = [&diagnostic.message].into_iter().chain(diagnostic.hint.as_ref());
    for text in all.chain(diagnostic.labels.iter().map(|label| &label.text)) {
        if text.ends_with('.') || text.contains('\n') {
            wrong.push(format!("a full stop or a line end: {text}"));
        }
        let mut used = text.split(|c: char| !c.is_alphanumeric());
        if let Some(word) = used.find(|used| words.contains(used)) {
            wrong.push(format!("\"{word}\" is a word of the program: {text}"));
        }
    }
    if diagnostic.message.is_empty() || !diagnostic.code.starts_with("SD") || diagnostic.code.len() != 5 {
        wrong.push(format!("no message or no code: {diagnostic:?}"));
    }
    wrong
}

fn compare(page: &str) {
    let text = read(page);
    let mut failures = String::new();
    let mut all = Vec::new();
    for case in &cases(&text) {
        let (found, files) = examine(case, &case.root);
        for wrong in found.iter().flat_map(well_formed) {
            writeln!(failures, "## {}: {wrong}", case.title).unwrap();
        }
        let messages: String = found.iter().map(|diagnostic| shown(diagnostic, &files)).collect();
        if messages != case.messages {
            write!(failures, "## {}\n-- expected\n{}-- found\n{messages}\n", case.title, case.messages)
                .unwrap();
        }
        all.push(messages);
    }
    if std::env::var_os("UPDATE_MESSAGES").is_some() {
        std::fs::write(path(page), manual::with_messages(&text, &all)).unwrap();
    }
    assert!(failures.is_empty(), "{page}.md says something else:\n{failures}");
}

#[test]
fn form() {
    compare("form");
}

#[test]
fn names() {
    compare("names");
}

#[test]
fn kinds() {
    compare("kinds");
}

#[test]
fn play() {
    compare("play");
}

#[test]
fn size() {
    compare("size");
}

#[test]
fn questions() {
    compare("questions");
}

#[test]
fn numbers() {
    compare("numbers");
}

#[test]
fn files() {
    compare("files");
}

#[test]
fn each_case_is_said_once_and_broken() {
    let mut titles = BTreeSet::new();
    for page in PAGES {
        for case in cases(&read(page)) {
            assert!(!case.messages.is_empty(), "{page}: {} is not broken", case.title);
            assert!(titles.insert(case.title.clone()), "{page}: {} stands twice", case.title);
        }
    }
    assert!(titles.len() >= 60, "{}", titles.len());
}

#[test]
fn ten_mistakes_give_ten_messages() {
    let page = read("form");
    let case = cases(&page).into_iter().find(|case| case.title.starts_with("Ten mistakes")).unwrap();
    let (found, files) = examine(&case, &case.root);
    let lines: BTreeSet<u32> =
        found.iter().map(|d| LineIndex::new(&files[0].text).line(d.span().start)).collect();
    assert_eq!((found.len(), lines.len()), (10, 10));
}

#[test]
fn every_code_has_a_page() {
    let pages: String = PAGES.iter().map(|page| read(page)).collect();
    let all = [standoff_syntax::codes::CODES, standoff_model::codes::CODES, standoff_compile::codes::CODES];
    for (code, _) in all.concat() {
        let shown = pages.contains(&format!(" {code} at "));
        let large = ON_NO_PAGE.contains(&code);
        assert!(shown != large, "{code} is {}", if shown { "on a page" } else { "on no page" });
    }
}

/// A fix takes the message away and adds no other.
#[test]
fn fixes_mend() {
    let mut fixes = 0;
    for page in PAGES {
        for case in cases(&read(page)) {
            let (found, files) = examine(&case, &case.root);
            for diagnostic in &found {
                let Some(fix) = &diagnostic.fix else { continue };
                if fix.span.file.0 != 0 || std::str::from_utf8(&case.root).is_err() {
                    continue;
                }
                let mut mended = files[0].text.clone();
                mended.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.replacement);
                let (left, _) = examine(&case, mended.as_bytes());
                let at = diagnostic.span().start;
                let again = left.iter().any(|d| d.message == diagnostic.message && d.span().start == at);
                assert!(!again, "{}: the fix does not mend it\n{mended}\n{left:#?}", case.title);
                fixes += 1;
            }
        }
    }
    assert!(fixes > 40, "{fixes}");
}
