#![allow(clippy::print_stdout, missing_docs)]
use standoff_syntax::{parse_bytes, position::LineIndex, span::FileId};
fn main() {
    let bytes = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    let parsed = parse_bytes(FileId(0), &bytes);
    let index = LineIndex::new(parsed.tree.text());
    for d in &parsed.diagnostics {
        let at = index.line_column(parsed.tree.text(), d.span().start);
        println!(
            "{}:{} {} {} | {:?} | {:?}",
            at.line,
            at.column,
            d.code,
            d.message,
            d.hint,
            d.fix.as_ref().map(|f| &f.replacement)
        );
    }
    println!("broken {:?}", parsed.file.broken.iter().map(|n| n.text.as_str()).take(20).collect::<Vec<_>>());
    if std::env::args().nth(2).is_some() {
        println!("{:#?}", parsed.file);
    }
}
