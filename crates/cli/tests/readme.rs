//! The README says what the program prints: its brief, its tour and its message are run and compared.
//!
//! A comment `<!-- kind: argument -->` before a fenced block says how it is made. With `UPDATE_README=1` the blocks are
//! rewritten instead, so that a change of wording is reviewed as a difference.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pages;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Standard output and standard error, one after the other, of the program run in `folder`.
fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_standoff"))
        .args(arguments)
        .args(["--color", "never"])
        .current_dir(folder)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).unwrap()
}

/// The last line of a brief says how long it took: that may differ.
fn without_time(text: &str) -> String {
    text.lines().map(|line| without_seconds(line).to_owned() + "\n").collect()
}

fn without_seconds(line: &str) -> &str {
    let is_imprint = line.contains(", standoff ") && line.ends_with(" s");
    if is_imprint { line.rsplit_once(", ").map_or(line, |(before, _)| before) } else { line }
}

struct Tour {
    folder: PathBuf,
    models: HashMap<String, String>,
}

impl Tour {
    /// What the block after the comment `<!-- kind: argument -->` is to hold; `None`: it is input.
    fn made(&mut self, kind: &str, argument: &str, block: &str) -> Option<String> {
        match kind {
            "brief" => Some(run(&root(), &[argument])),
            "model" => {
                self.models.insert(argument.to_owned(), block.to_owned());
                self.write(argument, |text| text);
                let checked = run(&self.folder, &["check", "wage.standoff"]);
                assert!(checked.contains("no errors"), "{checked}");
                None
            }
            "ask" => {
                self.write(argument, |text| text);
                Some(run(&self.folder, &["ask", "wage.standoff"]))
            }
            "message" => {
                let (model, edit) = argument.split_once(' ').unwrap();
                let parts: Vec<&str> = edit.split('/').collect();
                self.write(model, |text| text.replacen(parts[1], parts[2], 1));
                Some(run(&self.folder, &["ask", "wage.standoff"]))
            }
            other => panic!("no such kind of block: {other}"),
        }
    }

    fn write(&self, model: &str, edit: impl Fn(String) -> String) {
        let text = edit(self.models[model].clone());
        fs::write(self.folder.join("wage.standoff"), text).unwrap();
    }
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let path = root().join("README.md");
    let folder = std::env::temp_dir().join(format!("standoff-readme-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut tour = Tour { folder: folder.clone(), models: HashMap::new() };
    let update = ("UPDATE_README", "cargo test -p standoff-cli --test readme");
    pages::compare(&path, update, 5, |kind, argument, block| {
        let made = tour.made(kind, argument, block).unwrap_or_else(|| block.to_owned());
        if without_time(&made) == without_time(block) { block.to_owned() } else { made }
    });
    fs::remove_dir_all(&folder).unwrap();
}
