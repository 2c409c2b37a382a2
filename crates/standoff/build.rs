//! Names the build: 16 hexadecimal digits over the sources of all crates that decide results, and the versions of what they use.
//!
//! In: the sources as they lie beside this crate. Out: the variable `STANDOFF_BUILD` for the compiler. Where the other crates do not
//! lie beside this one, as in a package from a registry, the name is `packaged`: there the version alone says what was built.
#![allow(clippy::print_stdout, reason = "this is how a build script talks to Cargo")]

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The crates between a text and its answers.
const CRATES: [&str; 7] = ["syntax", "model", "game", "compile", "solve", "ask", "standoff"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=STANDOFF_BUILD={}", name().unwrap_or_else(|_| "packaged".to_owned()));
}

fn name() -> io::Result<String> {
    let own = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let crates = own.parent().ok_or(io::ErrorKind::NotFound)?;
    let mut sum = Sum(0xcbf2_9ce4_8422_2325);
    let lock = crates.with_file_name("Cargo.lock");
    if let Ok(text) = fs::read(&lock) {
        println!("cargo:rerun-if-changed={}", lock.display());
        sum.add("Cargo.lock", &text);
    }
    for name in CRATES {
        let folder = crates.join(name).join("src");
        println!("cargo:rerun-if-changed={}", folder.display());
        let mut files = Vec::new();
        list(&folder, name, &mut files)?;
        // Folders are listed in no order of their own.
        files.sort();
        for (name, path) in files {
            sum.add(&name, &fs::read(path)?);
        }
    }
    sum.add("features", if env::var_os("CARGO_FEATURE_HIGHS").is_some() { b"highs" } else { b"" });
    Ok(format!("{:016x}", sum.0))
}

/// All files of a folder, with their names from the top, written the same on every system.
fn list(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            list(&path, &name, files)?;
        } else if name.ends_with(".rs") {
            files.push((name, path));
        }
    }
    Ok(())
}

/// FNV-1a in 64 bits: it tells builds apart and defends against nobody.
struct Sum(u64);

impl Sum {
    fn add(&mut self, name: &str, text: &[u8]) {
        // A checkout with Windows line ends is the same source.
        let text = text.iter().filter(|&&byte| byte != b'\r');
        for &byte in name.as_bytes().iter().chain(&[0]).chain(text).chain(&[0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
