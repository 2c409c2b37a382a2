//! A sweep's table as a Parquet file.
//!
//! In: blocks of rows. Out: a file, and back again. The bytes depend on the rows and the description alone: rows are grouped by
//! their place in the file, not by how they came. Beside the columns the file holds, as key-value metadata,
//!
//! * `standoff`: a [`Footer`] as JSON, with the description of the sweep and whether the file is complete;
//! * `standoff.sha256`: a seal over every byte of the file, itself aside (see [`seal`]).

mod read;
mod row_group;
pub mod seal;
pub(super) mod write;

use serde::{Deserialize, Serialize};

use super::Description;

pub use read::{footer, read, tail_holds};
pub(crate) use write::ParquetTable;

/// Rows of a row group: 512 chunks. Readers work on row groups in parallel; a writer holds one.
pub const ROW_GROUP: usize = 256 * standoff_ask::batch::CHUNK as usize;
/// The key of the metadata.
pub const KEY: &str = "standoff";

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Footer {
    /// Of which sweep.
    #[serde(flatten)]
    pub sweep: Description,
    /// The build of the program that made a part, if it is another one than that of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
    /// Which part of it; null for a whole table.
    pub part: Option<PartPart>,
    /// Whether all rows are there that should be.
    pub complete: bool,
    /// Why not: `timeout` or `interrupted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}

/// Which part of a sweep a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartPart {
    /// SHA-256 of the plan.
    pub plan: String,
    /// Which shard.
    pub shard: u64,
    /// Its first point.
    pub first: u64,
    /// How many points it has.
    pub rows: u64,
}
