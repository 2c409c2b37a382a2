//! The folder whose models can be opened and saved, and nothing outside it.
//!
//! In: paths as the page names them. Out: texts with the version that they have on disk. A path is a way down from the folder to a file that
//! ends in `.standoff`; links that lead out of the folder are refused.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use sha2::{Digest, Sha256};
use standoff::model::sources::{SourceError, Sources};

use crate::exit::Failure;
use crate::files::reason;

/// Longest text in bytes.
pub(super) const LONGEST: u64 = 1 << 20;
/// What models end in.
const ENDING: &str = "standoff";
/// Lists of files are no longer, and searched no longer or deeper than so.
const MOST_LISTED: usize = 500;
const MOST_SEEN: usize = 20_000;
const DEEPEST: usize = 5;
/// Bytes in which the title of a model stands.
const HEAD: u64 = 16 << 10;

/// The folder.
pub(super) struct Folder {
    /// Without links and `..`.
    root: PathBuf,
    /// Held while a file is compared and written.
    saving: Mutex<()>,
}

/// A file as it is on disk.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct OnDisk {
    path: String,
    text: String,
    version: String,
}

/// A model that can be opened.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Listed {
    path: String,
    title: String,
}

/// How saving ended.
pub(super) enum Saved {
    Written {
        path: String,
        version: String,
    },
    /// Something else is on disk than the page knows of.
    Other(OnDisk),
}

/// Why a file cannot be had; each with a sentence.
#[derive(Debug)]
pub(super) enum Trouble {
    Outside(String),
    Missing(String),
    TooLong(String),
    Disk(String),
}

impl Trouble {
    pub(super) fn sentence(&self) -> &str {
        match self {
            Trouble::Outside(sentence)
            | Trouble::Missing(sentence)
            | Trouble::TooLong(sentence)
            | Trouble::Disk(sentence) => sentence,
        }
    }
}

impl Folder {
    /// The current folder, or else that of a file which lies elsewhere; and the file's path in it.
    pub(super) fn of(file: Option<&Path>) -> Result<(Self, Option<String>), Failure> {
        let here = std::env::current_dir().and_then(fs::canonicalize);
        let here = here.map_err(|error| {
            Failure::environment(format!("there is no current folder: {}", reason(&error)))
        })?;
        let Some(file) = file else { return Ok((Self::at(here), None)) };
        let name = file.display();
        let full = fs::canonicalize(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Failure::environment(format!("there is no file \"{name}\"")),
            _ => Failure::environment(format!("\"{name}\" cannot be read: {}", reason(&error))),
        })?;
        if !full.is_file() || full.extension().is_none_or(|ending| ending != ENDING) {
            return Err(Failure::usage(format!(
                "the workbench opens models, and \"{name}\" is none: its name does not end in .{ENDING}"
            )));
        }
        let root = if full.starts_with(&here) { here } else { full.parent().unwrap_or(&full).to_owned() };
        let path = full.strip_prefix(&root).ok().and_then(slashed);
        let path = path.ok_or_else(|| Failure::environment(format!("the name of \"{name}\" is not text")))?;
        Ok((Self::at(root), Some(path)))
    }

    fn at(root: PathBuf) -> Self {
        Self { root, saving: Mutex::new(()) }
    }

    /// The folder in words.
    pub(super) fn shown(&self) -> String {
        self.root.display().to_string()
    }

    /// The models in the folder and below, by path.
    pub(super) fn list(&self) -> Vec<Listed> {
        let mut found = Vec::new();
        let (mut open, mut seen) = (vec![(self.root.clone(), 0)], 0);
        while let Some((folder, depth)) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                seen += 1;
                if seen > MOST_SEEN || found.len() >= MOST_LISTED {
                    break;
                }
                let (path, name) = (entry.path(), entry.file_name());
                let hidden = name.to_string_lossy().starts_with('.');
                // Links are not followed.
                let Ok(kind) = entry.file_type() else { continue };
                if kind.is_dir()
                    && !hidden
                    && depth < DEEPEST
                    && !matches!(name.to_str(), Some("node_modules" | "target"))
                {
                    open.push((path, depth + 1));
                } else if kind.is_file()
                    && !hidden
                    && path.extension().is_some_and(|ending| ending == ENDING)
                    && let Some(name) = path.strip_prefix(&self.root).ok().and_then(slashed)
                {
                    let title =
                        head(&path).and_then(|head| standoff::editor::title(&head)).unwrap_or_default();
                    found.push(Listed { path: name, title });
                }
            }
        }
        found.sort_by(|one, other| {
            (one.path.matches('/').count(), &one.path).cmp(&(other.path.matches('/').count(), &other.path))
        });
        found
    }

    /// A file as it is on disk.
    pub(super) fn read(&self, path: &str) -> Result<OnDisk, Trouble> {
        let full = self.existing(path)?;
        let bytes = bytes(&full, path)?;
        let version = version(&bytes);
        Ok(OnDisk { path: path.to_owned(), text: String::from_utf8_lossy(&bytes).into_owned(), version })
    }

    /// Writes a file as a whole, if on disk is nothing, or the version that is known, or the one that is to be written over.
    pub(super) fn save(
        &self,
        path: &str,
        text: &str,
        known: Option<&str>,
        over: Option<&str>,
    ) -> Result<Saved, Trouble> {
        if text.len() as u64 > LONGEST {
            return Err(Trouble::TooLong(too_long(path)));
        }
        let _one_at_a_time = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let full = match self.existing(path) {
            Ok(full) => {
                let disk = self.read(path)?;
                let may = [known, over].into_iter().flatten().any(|version| version == disk.version);
                // The same text again is no conflict.
                if !may && disk.text != text {
                    return Ok(Saved::Other(disk));
                }
                full
            }
            Err(Trouble::Missing(_)) => self.new_place(path)?,
            Err(trouble) => return Err(trouble),
        };
        standoff::whole_file::write(&full, text.as_bytes())
            .map_err(|error| Trouble::Disk(format!("{path} cannot be written: {}.", reason(&error))))?;
        Ok(Saved::Written { path: path.to_owned(), version: version(text.as_bytes()) })
    }

    /// The real place of a file that is there.
    fn existing(&self, path: &str) -> Result<PathBuf, Trouble> {
        let full = fs::canonicalize(self.root.join(way(path)?)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Trouble::Missing(format!("There is no file {path}.")),
            _ => Trouble::Disk(format!("{path} cannot be read: {}.", reason(&error))),
        })?;
        let model = full.extension().is_some_and(|ending| ending == ENDING);
        if !full.starts_with(&self.root) || !model {
            return Err(Trouble::Outside(format!("{path} leads out of the folder.")));
        }
        Ok(full)
    }

    /// Where a new file goes: into a folder that is there.
    fn new_place(&self, path: &str) -> Result<PathBuf, Trouble> {
        let way = self.root.join(way(path)?);
        let (Some(folder), Some(name)) = (way.parent(), way.file_name()) else { return Err(outside(path)) };
        // A link that leads nowhere would be written through.
        if fs::symlink_metadata(&way).is_ok() {
            return Err(Trouble::Outside(format!("{path} is a link that leads nowhere.")));
        }
        let folder = fs::canonicalize(folder)
            .map_err(|_| Trouble::Missing(format!("There is no folder for {path}.")))?;
        if folder.starts_with(&self.root) { Ok(folder.join(name)) } else { Err(outside(path)) }
    }
}

/// A model that is being written, with the files of the folder that it may use.
pub(super) struct Text<'a> {
    folder: &'a Folder,
    /// Its path, as far as it has one.
    name: &'a str,
    text: &'a str,
}

impl<'a> Text<'a> {
    pub(super) fn new(folder: &'a Folder, name: &'a str, text: &'a str) -> Self {
        Self { folder, name, text }
    }
}

impl Sources for Text<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        if path == self.name {
            return Ok(self.text.as_bytes().to_vec());
        }
        let beside = self.name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let path = format!("{beside}{path}");
        let place = self.folder.existing(&path).and_then(|full| bytes(&full, &path));
        place.map_err(|trouble| match trouble {
            Trouble::Missing(_) => SourceError::Missing,
            other => SourceError::Unreadable(other.sentence().trim_end_matches('.').to_owned()),
        })
    }

    fn root_name(&self) -> &str {
        self.name
    }
}

/// A path as a way down.
fn way(path: &str) -> Result<&Path, Trouble> {
    let plain = !path.is_empty() && path.len() <= 1024 && !path.contains(['\0', '\\', ':']);
    let way = Path::new(path);
    let down = way.components().all(|part| matches!(part, Component::Normal(_)));
    let hidden = path.split('/').any(|part| part.is_empty() || part.starts_with('.'));
    if plain && down && !hidden && way.extension().is_some_and(|ending| ending == ENDING) {
        Ok(way)
    } else {
        Err(outside(path))
    }
}

fn outside(path: &str) -> Trouble {
    let path: String = path.chars().take(80).collect();
    Trouble::Outside(format!(
        "{path} is no model in the folder: a path leads down to a name that ends in .{ENDING}."
    ))
}

fn too_long(path: &str) -> String {
    format!("{path} has more than {} kB; the workbench is for shorter models.", LONGEST >> 10)
}

/// Reads an ordinary file: what is no such file could keep the reader waiting for ever.
fn bytes(full: &Path, path: &str) -> Result<Vec<u8>, Trouble> {
    let disk = |error: std::io::Error| Trouble::Disk(format!("{path} cannot be read: {}.", reason(&error)));
    let before = fs::symlink_metadata(full).map_err(disk)?;
    if !before.is_file() {
        return Err(Trouble::Outside(format!("{path} is no file.")));
    }
    let file = File::open(full).map_err(disk)?;
    if !is_same(&before, &file.metadata().map_err(disk)?) {
        return Err(Trouble::Outside(format!("{path} was replaced while it was opened.")));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(disk)?;
    if bytes.len() as u64 > LONGEST { Err(Trouble::TooLong(too_long(path))) } else { Ok(bytes) }
}

/// Whether what was opened is what was looked at.
#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, other: &fs::Metadata) -> bool {
    other.is_file()
}

/// The start of a file.
fn head(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(HEAD).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A path with `/` between its parts.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// What tells contents apart.
fn version(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
