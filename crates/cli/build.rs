//! Embeds the workbench's page and the shipped models in the program.
//!
//! In: the folders `assets/workbench` of this crate and `models` of the repository. Out: `embedded.rs` with two tables of names and contents.
//! A package without the models has an empty gallery.
#![allow(clippy::print_stdout, reason = "this is how a build script talks to Cargo")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let own = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let (assets, models) = (own.join("assets/workbench"), own.join("../../models"));
    let mut code = String::new();
    code.push_str("/// The files of the page.\npub(super) static ASSETS: &[(&str, &[u8])] = &[\n");
    for (name, path) in files(&assets, None) {
        let _ = writeln!(code, "    ({name:?}, include_bytes!({path:?})),");
    }
    code.push_str("];\n/// The shipped models.\npub(super) static MODELS: &[(&str, &str)] = &[\n");
    for (name, path) in files(&models, Some(".standoff")) {
        let _ = writeln!(code, "    ({name:?}, include_str!({path:?})),");
    }
    code.push_str("];\n");
    println!("cargo:rerun-if-changed=build.rs");
    for folder in [&assets, &models] {
        println!("cargo:rerun-if-changed={}", folder.display());
    }
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("embedded.rs"), code)
}

/// The files of a folder by name; those below it are left out.
fn files(folder: &Path, ending: Option<&str>) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<(String, String)> = entries
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path().to_str()?.to_owned())))
        .filter(|(name, _)| ending.is_none_or(|ending| name.ends_with(ending)) && !name.starts_with('.'))
        .collect();
    // Folders are listed in no order of their own.
    found.sort();
    found
}
