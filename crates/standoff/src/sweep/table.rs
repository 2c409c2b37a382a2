//! Tables that are written row by row.
//!
//! In: blocks of rows in order. Out: one of the formats, on a writer. Nothing but the row group of a Parquet file is held back.

use std::io::{self, Write};

use standoff_ask::Block;

use super::{Description, csv, json, parquet};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, with a row of names.
    Csv,
    /// One document, a row a line.
    Json,
    /// Columns, for programs that read tables.
    Parquet,
}

/// How a table ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// How many rows were written.
    pub rows: u64,
    /// How many of them are of points that the work did not reach.
    pub unreached: u64,
    /// Why not all, if so: `timeout` or `interrupted`.
    pub stopped: Option<&'static str>,
}

impl End {
    /// How many points are done.
    #[must_use]
    pub fn done(self) -> u64 {
        self.rows - self.unreached.min(self.rows)
    }
}

/// A table in the making.
pub trait TableWriter {
    /// Adds rows.
    ///
    /// # Errors
    /// Those of the writer beneath.
    fn write(&mut self, block: &Block) -> io::Result<()>;

    /// Ends the table. Without this, what was written can be told from a whole table.
    ///
    /// # Errors
    /// Those of the writer beneath.
    fn finish(&mut self, end: End) -> io::Result<()>;
}

/// A table in a format on a writer.
///
/// # Errors
/// Those of the writer.
pub fn writer<'w, W: Write + Send + 'w>(
    format: Format,
    description: &Description,
    out: W,
) -> io::Result<Box<dyn TableWriter + 'w>> {
    Ok(match format {
        Format::Csv => Box::new(csv::Csv::begin(description, out)?),
        Format::Json => Box::new(json::Json::begin(description, out)?),
        Format::Parquet => Box::new(parquet::ParquetTable::begin(description, None, out)?),
    })
}
