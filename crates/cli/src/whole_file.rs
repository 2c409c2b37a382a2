//! Files that are written whole or not at all.
//!
//! In: a path and bytes. Out: the file with exactly those bytes, or the one that was there before. The bytes go into a new
//! file in the same folder, which then takes the name.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::exit::Failure;
use crate::files::reason;

/// Writes a file.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace(path, bytes).map_err(|error| {
        Failure::environment(format!("\"{}\" cannot be written: {}", path.display(), reason(&error)))
    })
}

fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // What a link points to is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        // A pipe or a device has no earlier content that could be lost.
        return OpenOptions::new().write(true).open(&target)?.write_all(bytes);
    }
    let new = beside(&target);
    let written = OpenOptions::new().write(true).create_new(true).open(&new).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&new, &target));
    if renamed.is_err() {
        // Whatever is left of it is of no use to anybody.
        let _ = fs::remove_file(&new);
    }
    renamed
}

/// A name in the same folder that nobody else uses.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}
