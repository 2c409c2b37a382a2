//! Text from disk and from standard input, and files that are written at once.
//!
//! In: what the command line names. Out: [`FileSources`], which hands the model's own file and those it uses to the
//! reader; bytes of other inputs. Files that are too large are refused before they fill the memory.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use standoff::model::sources::{SourceError, Sources};

use crate::args::resolved::Input;
use crate::exit::Failure;

/// Larger files are not models.
const LARGEST_MODEL: u64 = 32 << 20;
/// Enough for the first word of a text and the blank lines before it.
const FIRST: u64 = 4096;
/// Profiles of large games are large.
pub(crate) const LARGEST_PROFILE: u64 = 2 << 30;

/// A root file in memory, and the folder below which it may use files.
#[derive(Debug)]
pub(crate) struct FileSources {
    name: String,
    root: Vec<u8>,
    folder: Option<PathBuf>,
}

impl FileSources {
    /// Reads the root file. Models from standard input use files below the current folder.
    pub(crate) fn open(input: &Input) -> Result<Self, Failure> {
        let root = bytes(input, LARGEST_MODEL)?;
        let folder = match input {
            Input::Stdin => PathBuf::from("."),
            Input::File(path) => match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
                _ => PathBuf::from("."),
            },
        };
        Ok(Self { name: input.name(), root, folder: folder.canonicalize().ok() })
    }
}

impl Sources for FileSources {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        if path == self.name {
            return Ok(self.root.clone());
        }
        let folder = self.folder.as_ref().ok_or(SourceError::Missing)?;
        let unreadable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => SourceError::Missing,
            _ => SourceError::Unreadable(reason(&error)),
        };
        let full = folder.join(path).canonicalize().map_err(unreadable)?;
        // A link inside the folder may point out of it.
        if !full.starts_with(folder) {
            return Err(SourceError::Unreadable("it lies outside the model's folder".into()));
        }
        read_file(&full, LARGEST_MODEL).map_err(|error| match error {
            ReadError::Io(error) => unreadable(error),
            ReadError::TooLarge => SourceError::Unreadable(too_large(LARGEST_MODEL)),
        })
    }

    fn root_name(&self) -> &str {
        &self.name
    }
}

/// The bytes of an input, at most `most`.
pub(crate) fn bytes(input: &Input, most: u64) -> Result<Vec<u8>, Failure> {
    let name = input.name();
    let read = match input {
        Input::Stdin => limited(stdin_start().chain(std::io::stdin().lock()), most),
        Input::File(path) => read_file(path, most),
    };
    read.map_err(|error| {
        Failure::environment(match error {
            ReadError::Io(error) => match error.kind() {
                std::io::ErrorKind::NotFound => format!("there is no file \"{name}\""),
                _ => format!("\"{name}\" cannot be read: {}", reason(&error)),
            },
            ReadError::TooLarge => format!("\"{name}\" cannot be read: {}", too_large(most)),
        })
    })
}

/// The first bytes of standard input, which everybody who reads it begins with.
fn stdin_start() -> &'static [u8] {
    static START: OnceLock<Vec<u8>> = OnceLock::new();
    START.get_or_init(|| {
        let mut start = Vec::new();
        // What goes wrong here goes wrong again when the rest is read, and is said then.
        let _ = std::io::stdin().lock().take(FIRST).read_to_end(&mut start);
        start
    })
}

/// Whether an input holds a game and no model: a file's ending says so, and the first word of standard input.
pub(crate) fn is_game(input: &Input) -> bool {
    match input {
        Input::Stdin => standoff::game::formats::is_game(stdin_start()),
        Input::File(path) => path
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| ["efg", "nfg"].iter().any(|known| ending.eq_ignore_ascii_case(known))),
    }
}

enum ReadError {
    Io(std::io::Error),
    TooLarge,
}

fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let file = File::open(path).map_err(ReadError::Io)?;
    let kind = file.metadata().map_err(ReadError::Io)?;
    if kind.is_dir() {
        return Err(ReadError::Io(std::io::Error::new(std::io::ErrorKind::IsADirectory, "it is a folder")));
    }
    limited(file, most)
}

fn limited(source: impl Read, most: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes).map_err(ReadError::Io)?;
    if bytes.len() as u64 > most { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

fn too_large(most: u64) -> String {
    format!("it has more than {} MB", most >> 20)
}

/// Writes a file, whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    standoff::whole_file::write(path, bytes).map_err(|error| {
        Failure::environment(format!("\"{}\" cannot be written: {}", path.display(), reason(&error)))
    })
}

/// What the system says, without its error number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
