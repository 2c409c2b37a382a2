//! The pages of the manual show what the program does: their files are read, their outputs made anew and compared.
//!
//! A comment before a fenced block says how it is made: `<!-- file: NAME -->` is a model (`file-as-is` any file), `<!-- run: WORDS -->` what the program
//! prints (`_` within a word stands for a blank), `<!-- broken: NAME OLD => NEW -->` what `check` says of a file after a change. With `UPDATE_DOCS=1` the blocks are
//! rewritten instead.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pages;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Standard output and standard error, one after the other.
fn run<'a>(folder: &Path, words: impl IntoIterator<Item = &'a str>) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_standoff"))
        .args(words)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

fn made(folder: &Path, kind: &str, argument: &str, block: &str) -> String {
    match kind {
        "file" => {
            fs::write(folder.join(argument), block).unwrap();
            let checked = run(folder, ["check", argument, "--quiet"]);
            assert!(checked.contains("no errors"), "{checked}");
            block.to_owned()
        }
        // A file that is no model.
        "file-as-is" => {
            fs::write(folder.join(argument), block).unwrap();
            block.to_owned()
        }
        // A question is one word for the shell: written with `_` between its own.
        "run" => {
            let words: Vec<String> = argument.split(' ').map(|word| word.replace('_', " ")).collect();
            run(folder, words.iter().map(String::as_str))
        }
        "broken" => {
            let (name, edit) = argument.split_once(' ').unwrap();
            let (old, new) = edit.split_once(" => ").unwrap();
            let text = fs::read_to_string(folder.join(name)).unwrap();
            assert!(text.contains(old), "{old} is not in {name}");
            let changed = format!("changed-{name}");
            fs::write(folder.join(&changed), text.replacen(old, new, 1)).unwrap();
            run(folder, ["check", &changed])
        }
        other => panic!("no such kind of block: {other}"),
    }
}

/// Compares a page of the manual, which has at least so many examples.
fn compare(page: &str, least: usize) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page).with_extension("md");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("manual").join(page);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let update = ("UPDATE_DOCS", "cargo test -p standoff-cli --test manual");
    pages::compare(&path, update, least, |kind, argument, block| made(&folder, kind, argument, block));
}

#[test]
fn games_from_files() {
    compare("formats", 6);
}

#[test]
fn uncertainty() {
    compare("uncertainty", 6);
}

#[test]
fn scale() {
    compare("scale", 8);
}

#[test]
fn solving() {
    compare("solving", 6);
}

#[test]
fn experts() {
    compare("experts", 6);
}

#[test]
fn play() {
    compare("play", 4);
}

#[test]
fn pictures() {
    compare("pictures", 9);
}
