//! The pages under `tests/messages` show broken models with the messages they give; this holds them to it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_model::{MemorySources, Read, read};
use standoff_syntax::diagnostic::Severity;
use standoff_syntax::span::Span;

/// `line:column` of a span; in a further file with the file's name before it.
fn place(read: &Read, span: Span) -> String {
    let file = &read.files[span.file.0 as usize];
    let before = &file.text[..span.start as usize];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let name = if span.file.0 == 0 { String::new() } else { format!("{}:", file.name) };
    format!("{name}{line}:{column}")
}

fn render(read: &Read) -> String {
    let mut out = String::new();
    for found in &read.diagnostics {
        let kind = if found.severity == Severity::Warning { " warning" } else { "" };
        out += &format!("{} {}{kind}: {}\n", place(read, found.span()), found.code, found.message);
        for label in &found.labels {
            if !label.text.is_empty() {
                out += &format!("  {}: {}\n", place(read, label.span), label.text);
            }
        }
        if let Some(hint) = &found.hint {
            out += &format!("  hint: {hint}\n");
        }
        if let Some(fix) = &found.fix {
            out += &format!("  fix: {}: {}\n", place(read, fix.span), fix.replacement);
        }
    }
    if out.is_empty() { "nothing\n".to_owned() } else { out }
}

/// A model, with further files after lines `--- name`.
fn read_page(text: &str) -> Read {
    let mut parts = text.split("--- ");
    let mut sources = MemorySources::new("model.standoff", parts.next().unwrap_or(""));
    for part in parts {
        let (name, text) = part.split_once('\n').unwrap();
        sources = sources.with(name, text);
    }
    read(&sources)
}

#[test]
fn messages_are_as_the_pages_show() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages");
    let mut wrong = String::new();
    let mut count = 0;
    let mut pages: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap().replace("```\n\n```messages", "```messages");
        let mut blocks = text.split("```standoff\n").skip(1);
        for block in &mut blocks {
            let (model, rest) = block.split_once("```messages\n").unwrap();
            let model = model.strip_suffix("```\n").unwrap_or(model);
            let (expected, _) = rest.split_once("```").unwrap();
            let actual = render(&read_page(model));
            count += 1;
            if actual != expected {
                wrong += &format!("=====\n{model}----- expected\n{expected}----- actual\n{actual}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 60, "only {count} pages");
}
