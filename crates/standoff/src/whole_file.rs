//! Files that are written as they are made, and are there whole or not at all.
//!
//! In: a path and bytes, piece by piece. Out: the file with all of them, once it is on the disk: a new file in the same folder
//! is filled, flushed and then renamed. Until then, and if anything fails, what was at the path stays as it was.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes that are handed to the system at a time.
const PIECE: usize = 1 << 18;
/// Names tried for the new file before giving up.
const MOST_TRIES: u32 = 10_000;
/// What the names of new files end in.
const ENDING: &str = ".part";

/// A file in the making.
#[derive(Debug)]
pub struct WholeFile {
    out: BufWriter<File>,
    /// The new file; none if the target is a pipe or a device, which has no content that could be lost.
    new: Option<PathBuf>,
    target: PathBuf,
}

impl WholeFile {
    /// Begins a file.
    ///
    /// # Errors
    /// If no new file can be made in the folder.
    pub fn create(path: &Path) -> std::io::Result<Self> {
        // What a link points to is replaced, not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if target.is_dir() {
            return Err(std::io::Error::new(std::io::ErrorKind::IsADirectory, "it is a folder"));
        }
        if target.exists() && !target.is_file() {
            let file = OpenOptions::new().write(true).open(&target)?;
            return Ok(Self { out: BufWriter::with_capacity(PIECE, file), new: None, target });
        }
        // Leftovers of a killed program may have the number of this one.
        for number in 0..MOST_TRIES {
            let new = beside(&target, &format!(".{}-{number}{ENDING}", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&new) {
                Ok(file) => {
                    return Ok(Self { out: BufWriter::with_capacity(PIECE, file), new: Some(new), target });
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(std::io::Error::new(std::io::ErrorKind::AlreadyExists, "the folder is full of unfinished files"))
    }

    /// The file is complete: it takes its name.
    ///
    /// # Errors
    /// If the bytes do not reach the disk; then the file is not there.
    pub fn commit(self) -> std::io::Result<()> {
        let target = self.target.clone();
        self.commit_to(&target)
    }

    /// The file is to be kept under another name in the same folder, since it is not complete.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn commit_as(self, name: &str) -> std::io::Result<()> {
        let target = self.target.with_file_name(name);
        self.commit_to(&target)
    }

    fn commit_to(mut self, target: &Path) -> std::io::Result<()> {
        self.out.flush()?;
        let Some(new) = self.new.clone() else { return Ok(()) };
        self.out.get_ref().sync_all()?;
        fs::rename(&new, target)?;
        // There is nothing to be removed any more.
        self.new = None;
        flush_folder(target)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(new) = &self.new {
            // Half a file is of no use to anybody; where it cannot be removed, its name says what it is.
            let _ = fs::remove_file(new);
        }
    }
}

/// Writes a whole file at once.
///
/// # Errors
/// As [`WholeFile`].
pub fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// Removes what killed programs left of a file. Whoever is still writing one of these loses it, so this is for files that are
/// there.
///
/// # Errors
/// If the folder cannot be read.
pub fn remove_unfinished(path: &Path) -> std::io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let start = beside(path, ".");
    let start = start.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&start) && name.ends_with(ENDING) {
            // Somebody else may have been quicker.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// A hidden name in the same folder.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}{ending}"))
}

/// A new name in a folder is safe only when the folder is on the disk.
#[cfg(unix)]
pub(crate) fn flush_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// Elsewhere folders cannot be opened to be flushed.
#[cfg(not(unix))]
pub(crate) fn flush_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
