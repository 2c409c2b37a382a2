//! Whole models resolve without a word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_model::read_text;

#[test]
fn example_models_resolve() {
    let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> =
        std::fs::read_dir(home.join("tests/models")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.push(home.join("../../models/february-2024.standoff"));
    paths.push(home.join("../../models/february-2024-words.standoff"));
    let mut count = 0;
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let read = read_text(path.to_str().unwrap(), &text);
        for found in &read.diagnostics {
            let line = text[..found.span().start as usize].lines().count();
            println!("{}:{line}: {:?} {} {} {:?}", path.display(), found.severity, found.code, found.message, found.hint);
        }
        assert!(read.model.is_some(), "{}", path.display());
        assert!(read.diagnostics.is_empty(), "{}", path.display());
        count += 1;
    }
    assert_eq!(count, 5);
}
