//! A sweep's table as a document: `standoff/sweep/1`, the fields of the description, then `columns`, `rows` (each a list in the
//! order of the columns, one a line), `complete`, and `stopped` with the reason if it is not.
//!
//! In: blocks of rows. Out: text. Until it is ended it is no JSON, so that half a document does not look like a whole one.

use std::io::{self, Write};

use standoff_ask::Block;

use super::columns::{Column, columns, key_text};
use super::{Description, End, TableWriter};

/// The document.
pub(crate) struct Json<W> {
    out: W,
    columns: Vec<Column>,
    begun: bool,
}

impl<W: Write> Json<W> {
    pub(crate) fn begin(description: &Description, mut out: W) -> io::Result<Self> {
        let mut head = serde_json::to_string_pretty(description)?;
        // The object goes on.
        head.truncate(head.trim_end().trim_end_matches('}').trim_end().len());
        let (names, columns): (Vec<String>, Vec<Column>) = columns(description).into_iter().unzip();
        write!(out, "{head},\n  \"columns\": {},\n  \"rows\": [", serde_json::to_string(&names)?)?;
        Ok(Self { out, columns, begun: false })
    }
}

impl<W: Write> TableWriter for Json<W> {
    fn write(&mut self, block: &Block) -> io::Result<()> {
        let text = |text: &str| serde_json::to_string(text);
        let regimes = block.regimes.iter().map(|(name, key)| Ok((text(name)?, key_text(*key))));
        let regimes = regimes.collect::<Result<Vec<(String, String)>, serde_json::Error>>()?;
        let out = &mut self.out;
        for row in 0..block.len() {
            let regime = regimes.get(block.regime[row] as usize);
            out.write_all(if self.begun { b",\n    [" } else { b"\n    [" })?;
            self.begun = true;
            for (k, column) in self.columns.iter().enumerate() {
                if k > 0 {
                    out.write_all(b", ")?;
                }
                match *column {
                    Column::Point => write!(out, "{}", block.first + row as u64)?,
                    Column::Parameter(k) => serde_json::to_writer(&mut *out, &block.at[k][row])?,
                    // What is no number is written as null.
                    Column::Value(k) => serde_json::to_writer(&mut *out, &block.values[k][row])?,
                    Column::Finer(k) => serde_json::to_writer(&mut *out, &block.finer[k][row])?,
                    Column::Limit(k) => write!(out, "{}", block.limit[k][row])?,
                    Column::Status => write!(out, "\"{}\"", block.status[row].word())?,
                    Column::Regime => out.write_all(regime.map_or("null", |(name, _)| name).as_bytes())?,
                    Column::RegimeKey => match regime {
                        Some((_, key)) => write!(out, "\"{key}\"")?,
                        None => out.write_all(b"null")?,
                    },
                }
            }
            out.write_all(b"]")?;
        }
        Ok(())
    }

    fn finish(&mut self, end: End) -> io::Result<()> {
        let complete = end.stopped.is_none();
        write!(self.out, "\n  ],\n  \"complete\": {complete}")?;
        if let Some(why) = end.stopped {
            write!(self.out, ",\n  \"stopped\": \"{why}\",\n  \"done\": {}", end.done())?;
        }
        self.out.write_all(b"\n}\n")?;
        self.out.flush()
    }
}
