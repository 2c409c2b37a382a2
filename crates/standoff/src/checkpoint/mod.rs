//! Long work that survives a kill: its state on disk, from which the same command goes on.
//!
//! In: a path, and which work it is. Out: a [`Checkpoint`], which a solver asks whether to stop and hands its state to. A
//! state is written whole or not at all: to a new file that is flushed to the disk and then renamed. The one before it stays
//! beside it as `NAME.previous`. Another game's checkpoint, or that of other settings, is refused; a damaged one is passed
//! over for the one before.

pub mod format;
pub mod identity;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use format::{Header, ReadError};
pub use identity::Identity;
use standoff_ask::Budget;
use standoff_solve::keep::{Keeper, Kept, State};

use crate::whole_file;

/// Time between two states.
pub const EVERY: Duration = Duration::from_secs(60);
/// The clock is not looked at more often than about this.
const LOOK: Duration = Duration::from_millis(1);
/// Most questions between two looks at the clock.
const MOST_UNSEEN: u32 = 1 << 16;

/// Why a checkpoint cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is something at the path that cannot be read as a checkpoint, and nothing usable before it.
    #[error("{path}: {error}")]
    Unreadable {
        /// Where.
        path: String,
        /// Why.
        error: ReadError,
    },
    /// It is from another game, or from this one with other numbers.
    #[error("{path} was written for another game, or for this one with other numbers")]
    OtherGame {
        /// Where.
        path: String,
    },
    /// It is from this game, solved otherwise.
    #[error("{path} was written by a run with other settings ({kept}; now: {now})")]
    OtherSettings {
        /// Where.
        path: String,
        /// Its settings.
        kept: String,
        /// Those in force.
        now: String,
    },
}

/// Keeps the state of one piece of work in a file.
pub struct Checkpoint<'a> {
    path: PathBuf,
    identity: Identity,
    every: Duration,
    stop: Budget<'a>,
    stopping: bool,
    written: Instant,
    looked: Instant,
    /// Questions answered without a look at the clock, and how many may be.
    unseen: (u32, u32),
    found: Option<(Header, Kept)>,
    notes: Vec<String>,
}

impl<'a> Checkpoint<'a> {
    /// A checkpoint at a path, with the state that is there already, if any. `stop` says when to stop; a state is kept then
    /// and every so often.
    ///
    /// # Errors
    /// [`OpenError`] if what is at the path is from other work, or no checkpoint: it is never written over.
    pub fn open(
        path: &Path,
        identity: Identity,
        every: Duration,
        stop: Budget<'a>,
    ) -> Result<Self, OpenError> {
        let mut notes = Vec::new();
        let mut found = None;
        let mut refused = None;
        for path in [path.to_owned(), beside(path, "previous")] {
            let unreadable = |error| OpenError::Unreadable { path: path.display().to_string(), error };
            match load(&path) {
                Ok(None) => {}
                Ok(Some(kept)) => {
                    found = Some((path, kept));
                    break;
                }
                Err(error @ ReadError::Damaged) => {
                    notes.push(format!("{}: {error}; the one before it is looked for", path.display()));
                    refused = refused.or(Some(unreadable(error)));
                }
                Err(error) => return Err(unreadable(error)),
            }
        }
        if let Some((path, (header, _))) = &found {
            let path = path.display().to_string();
            if header.game != identity.game {
                return Err(OpenError::OtherGame { path });
            }
            if header.settings != identity.settings {
                let (kept, now) = (header.settings.clone(), identity.settings);
                return Err(OpenError::OtherSettings { path, kept, now });
            }
        } else if let Some(refused) = refused {
            return Err(refused);
        }
        let now = Instant::now();
        Ok(Checkpoint {
            path: path.to_owned(),
            identity,
            every,
            stop,
            stopping: false,
            written: now,
            looked: now,
            unseen: (0, 0),
            found: found.map(|(_, kept)| kept),
            notes,
        })
    }

    /// How far the work had come that goes on from here: its method and step.
    #[must_use]
    pub fn found(&self) -> Option<(&str, u64)> {
        self.found.as_ref().map(|(header, _)| (header.method.as_str(), header.step))
    }

    /// Sentences about damaged files and about states that could not be written, in order. The work goes on without.
    pub fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Writes a state to a new file, flushes it, and puts it in the place of the old one, which becomes the one before.
    fn write(&self, state: &State<'_>) -> std::io::Result<()> {
        let header = Header {
            game: self.identity.game.clone(),
            settings: self.identity.settings.clone(),
            method: state.method.to_owned(),
            step: state.step,
            regret: state.regret.is_finite().then_some(state.regret),
        };
        let new = beside(&self.path, "partial");
        let written = (|| {
            let mut out = BufWriter::with_capacity(1 << 20, File::create(&new)?);
            format::write(&mut out, &header, state)?;
            out.flush()?;
            out.get_ref().sync_all()
        })();
        if let Err(error) = written {
            // Half a file is worth nothing; where it cannot be removed either, the next one replaces it.
            let _ = fs::remove_file(&new);
            return Err(error);
        }
        if self.path.exists() {
            fs::rename(&self.path, beside(&self.path, "previous"))?;
        }
        fs::rename(&new, &self.path)?;
        whole_file::flush_folder(&self.path)
    }
}

impl Keeper for Checkpoint<'_> {
    fn stop(&mut self) -> bool {
        self.stopping = (self.stop)();
        self.stopping
    }

    fn due(&mut self) -> bool {
        if self.stopping {
            return true;
        }
        let (seen, most) = self.unseen;
        if seen < most {
            self.unseen.0 += 1;
            return false;
        }
        let now = Instant::now();
        // Quick steps ask often.
        let most = if now - self.looked < LOOK { (2 * most + 1).min(MOST_UNSEEN) } else { most / 2 };
        (self.looked, self.unseen) = (now, (0, most));
        now - self.written >= self.every
    }

    fn keep(&mut self, state: &State<'_>) {
        if let Err(error) = self.write(state) {
            self.notes.push(format!("no checkpoint could be written to {}: {error}", self.path.display()));
        }
        self.written = Instant::now();
    }

    fn resume(&mut self, method: &str) -> Option<Kept> {
        let (_, kept) = self.found.take_if(|(header, _)| header.method == method)?;
        Some(kept)
    }
}

/// The checkpoint in a file; nothing if there is no file.
fn load(path: &Path) -> Result<Option<(Header, Kept)>, ReadError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ReadError::Io(error)),
    };
    let about = file.metadata().map_err(ReadError::Io)?;
    if !about.is_file() {
        return Err(ReadError::Foreign);
    }
    format::read(BufReader::with_capacity(1 << 20, file), about.len()).map(Some)
}

/// The path with one more ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
