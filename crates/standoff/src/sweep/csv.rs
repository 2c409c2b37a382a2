//! A sweep's table as comma-separated values (RFC 4180, but with LF alone at the end of a line), with a row of names.
//!
//! In: blocks of rows. Out: text. A null is an empty cell. A table that is not complete ends in a row with one cell that says so.

use std::io::{self, Write};

use standoff_ask::Block;

use super::columns::{Column, columns, key_text};
use super::{Description, End, TableWriter};

/// The table.
pub(crate) struct Csv<W> {
    out: W,
    columns: Vec<Column>,
    points: u64,
}

impl<W: Write> Csv<W> {
    pub(crate) fn begin(description: &Description, mut out: W) -> io::Result<Self> {
        let mut all = Vec::new();
        for (k, (name, column)) in columns(description).into_iter().enumerate() {
            if k > 0 {
                out.write_all(b",")?;
            }
            cell(&mut out, &name)?;
            all.push(column);
        }
        out.write_all(b"\n")?;
        Ok(Self { out, columns: all, points: description.points })
    }
}

impl<W: Write> TableWriter for Csv<W> {
    fn write(&mut self, block: &Block) -> io::Result<()> {
        let regimes: Vec<(&str, String)> =
            block.regimes.iter().map(|(name, key)| (name.as_str(), key_text(*key))).collect();
        let out = &mut self.out;
        for row in 0..block.len() {
            let regime = regimes.get(block.regime[row] as usize);
            for (k, column) in self.columns.iter().enumerate() {
                if k > 0 {
                    out.write_all(b",")?;
                }
                match *column {
                    Column::Point => write!(out, "{}", block.first + row as u64)?,
                    Column::Parameter(k) => write!(out, "{}", block.at[k][row])?,
                    Column::Value(k) => number(out, block.values[k][row])?,
                    Column::Finer(k) => number(out, block.finer[k][row])?,
                    Column::Limit(k) => write!(out, "{}", block.limit[k][row])?,
                    Column::Status => out.write_all(block.status[row].word().as_bytes())?,
                    Column::Regime => cell(out, regime.map_or("", |(name, _)| name))?,
                    Column::RegimeKey => out.write_all(regime.map_or("", |(_, key)| key).as_bytes())?,
                }
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(&mut self, end: End) -> io::Result<()> {
        if let Some(why) = end.stopped {
            writeln!(self.out, "partial ({why}): {} of {} points", end.done(), self.points)?;
        }
        self.out.flush()
    }
}

/// A number, or nothing if there is none.
fn number(out: &mut impl Write, value: f64) -> io::Result<()> {
    if value.is_finite() { write!(out, "{value}") } else { Ok(()) }
}

/// A cell; quoted if it has to be.
pub(super) fn cell(out: &mut impl Write, text: &str) -> io::Result<()> {
    if text.contains([',', '"', '\n', '\r']) {
        write!(out, "\"{}\"", text.replace('"', "\"\""))
    } else {
        out.write_all(text.as_bytes())
    }
}
