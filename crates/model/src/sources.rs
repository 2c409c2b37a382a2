//! Where the text of models comes from: a trait, so that nothing below the program touches files.
//!
//! In: paths as `use` writes them, relative to the folder of the root file. Out: bytes.

use std::collections::BTreeMap;

/// Hands out the text of the root file and of the files it uses.
pub trait Sources {
    /// The bytes of the file at `path`: a normalised relative path with `/` between folders and without `..`, or
    /// [`Sources::root_name`] for the root file.
    ///
    /// # Errors
    /// When there is no such file or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError>;

    /// What the root file is called, in messages and to notice that a file uses itself.
    fn root_name(&self) -> &str;
}

/// Why a file could not be handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceError {
    /// There is none at this path.
    Missing,
    /// There is one, and reading it failed: the reason in a few words.
    Unreadable(String),
}

/// Files held in memory.
#[derive(Clone, Debug, Default)]
pub struct MemorySources {
    root: String,
    files: BTreeMap<String, Vec<u8>>,
}

impl MemorySources {
    /// One root file and nothing to use.
    pub fn new(root: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let root = root.into();
        let files = BTreeMap::from([(root.clone(), bytes.into())]);
        Self { root, files }
    }

    /// Adds a file that can be used under this path.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl Sources for MemorySources {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        self.files.get(path).cloned().ok_or(SourceError::Missing)
    }

    fn root_name(&self) -> &str {
        &self.root
    }
}
