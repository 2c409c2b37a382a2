//! Whole models resolve: the small ones without a word, those of the library without an error.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use standoff_model::{Read, read_text};
use standoff_syntax::diagnostic::Severity;

fn models_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "standoff"));
    paths.sort();
    paths
}

fn read(path: &Path) -> Read {
    let text = std::fs::read_to_string(path).unwrap();
    let read = read_text(&path.display().to_string(), &text);
    for found in &read.diagnostics {
        let line = text[..found.span().start as usize].lines().count();
        println!(
            "{}:{line}: {:?} {} {} {:?}",
            path.display(),
            found.severity,
            found.code,
            found.message,
            found.hint
        );
    }
    read
}

#[test]
fn small_models_resolve_without_a_word() {
    let paths = models_in("tests/models");
    assert_eq!(paths.len(), 3);
    for path in paths {
        let read = read(&path);
        assert!(read.model.is_some() && read.diagnostics.is_empty(), "{}", path.display());
    }
}

#[test]
fn the_library_resolves() {
    let paths = models_in("../../models");
    assert!(paths.iter().any(|path| path.ends_with("february-2024.standoff")));
    for path in paths {
        let read = read(&path);
        assert!(read.model.is_some(), "{}", path.display());
        assert!(
            read.diagnostics.iter().all(|found| found.severity == Severity::Warning),
            "{}",
            path.display()
        );
        if path.ends_with("february-2024.standoff") {
            assert!(read.diagnostics.is_empty());
            let model = read.model.unwrap();
            assert!(model.asks.len() >= 11 && model.checks.len() >= 9);
            assert_eq!(model.parameters.len(), 12 + 2 + 3 + 5 + 10 + 8 + 5);
            assert_eq!(
                model.things.iter().map(|thing| thing.name.as_str()).collect::<Vec<_>>()[0],
                "Russia.aim"
            );
            assert_eq!(model.sha256.len(), 64);
        }
    }
}
