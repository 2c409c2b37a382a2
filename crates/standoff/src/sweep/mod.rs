//! Tables over parameters, large and small: as text, CSV, JSON or Parquet, by one machine or by many.
//!
//! ```text
//! Study ── run ──> Blocks ── csv, json, parquet ──> one file                      (one machine)
//! Description ── plan ──> folder ── shard, shard, … ──> parts ── merge ──> the same file (many)
//! ```
//!
//! A [`Description`] says all that decides the rows: the model by the hash of its text, the setting, how games are solved, the
//! points, the questions, the version of the program. The rows stream through: no more than a row group is held. Files are
//! there whole or not at all.

pub mod boundaries;
pub mod columns;
mod csv;
pub mod description;
mod design_part;
mod json;
pub mod merge;
pub mod parquet;
pub mod plan;
pub mod shards;
pub mod table;

pub use description::Description;
pub use plan::{Builds, Plan};
pub use table::{End, Format, TableWriter, writer};

use standoff_ask::AskError;

/// Why a table or a part of it was not written.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The games cannot be solved, or the work was stopped.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// A file, in words: which and why.
    #[error("{0}")]
    File(String),
    /// The rows cannot be written.
    #[error(transparent)]
    Write(#[from] std::io::Error),
    /// A folder, a plan or a part is not what it should be: a sentence.
    #[error("{0}")]
    Refused(String),
}

impl SweepError {
    /// What is the matter with a file, without the system's number for it.
    pub(crate) fn file(path: &std::path::Path, what: &str, error: &std::io::Error) -> Self {
        let text = error.to_string();
        let text = text.split(" (os error").next().unwrap_or(&text).to_lowercase();
        SweepError::File(format!("\"{}\" cannot be {what}: {text}", path.display()))
    }
}
