//! Pages whose fenced blocks are made by the program: made anew, and compared or rewritten.
//!
//! A comment `<!-- kind: argument -->` on the line before a block says how it is made.

use std::fs;
use std::path::Path;

/// Makes every such block of the page at `path` anew, from its kind, its argument and what it holds now. Where the environment
/// variable `update` is set the page is rewritten, else it must be the same already; `command` is told to whoever has to
/// update it. A page of fewer than `least` blocks has lost some.
pub(crate) fn compare(
    path: &Path,
    (update, command): (&str, &str),
    least: usize,
    mut made: impl FnMut(&str, &str, &str) -> String,
) {
    let page = fs::read_to_string(path).unwrap();
    let mut rewritten = String::new();
    let mut lines = page.lines();
    let mut blocks = 0;
    while let Some(line) = lines.next() {
        rewritten.push_str(line);
        rewritten.push('\n');
        let Some(comment) = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) else {
            continue;
        };
        let (kind, argument) = comment.split_once(": ").unwrap();
        let fence = lines.next().unwrap();
        assert!(fence.starts_with("```"), "a block follows {line}");
        let block: String =
            lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        rewritten.push_str(&format!("{fence}\n{}```\n", made(kind, argument, &block)));
        blocks += 1;
    }
    assert!(blocks >= least, "{path:?} lost its examples");
    if std::env::var_os(update).is_some() {
        fs::write(path, rewritten).unwrap();
    } else {
        assert!(page == rewritten, "{path:?} is not what the program prints; {update}=1 {command}");
    }
}
