//! Reading a sweep's table back.
//!
//! In: a file. Out: what it says of itself, and its rows, block by block. The seal is looked at first: a file that has been
//! changed since it was written is not read at all.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use parquet::column::reader::ColumnReader;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::file::serialized_reader::SerializedFileReader;
use standoff_ask::Block;
use standoff_ask::answer::PointStatus;
use standoff_ask::batch::{CHUNK, NO_REGIME};
use standoff_solve::solution::Status;

use super::seal;
use super::write::io_error;
use super::{Footer, KEY};
use crate::sweep::SweepError;
use crate::sweep::columns::{Column, columns};

/// Reads a table: `begin` sees what the file says of itself, `sink` each block of its rows.
///
/// # Errors
/// [`SweepError`] in a sentence if it cannot be read, is damaged or holds something else; what `begin` and `sink` return.
pub fn read(
    path: &Path,
    begin: &mut dyn FnMut(&Footer) -> Result<(), SweepError>,
    sink: &mut dyn FnMut(Block) -> Result<(), SweepError>,
) -> Result<(), SweepError> {
    let cannot = |error: &std::io::Error| SweepError::file(path, "read", error);
    let damaged =
        || SweepError::Refused(format!("\"{}\" is damaged, or no table of this program", path.display()));
    let mut file = File::open(path).map_err(|error| cannot(&error))?;
    if !file.metadata().map_err(|error| cannot(&error))?.is_file() {
        return Err(damaged());
    }
    if !seal::holds(&mut file).map_err(|error| cannot(&error))? {
        return Err(damaged());
    }
    let failed = |error: ParquetError| cannot(&io_error(error));
    let reader = SerializedFileReader::new(file).map_err(failed)?;
    let footer = said(&reader).ok_or_else(damaged)?;
    let expected = columns(&footer.sweep);
    let found = reader.metadata().file_metadata().schema_descr().columns();
    if found.len() != expected.len() || found.iter().zip(&expected).any(|(it, (name, _))| it.name() != name) {
        return Err(damaged());
    }
    begin(&footer)?;
    let columns: Vec<Column> = expected.into_iter().map(|(_, column)| column).collect();
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(failed)?;
        let block = row_group(group.as_ref(), &columns).map_err(failed)?.ok_or_else(damaged)?;
        // In chunks, as they were made: no block crosses the border of two row groups anywhere.
        let mut from = 0;
        while from < block.len() {
            let to = block.len().min(from + CHUNK as usize);
            sink(part_of(&block, from..to))?;
            from = to;
        }
    }
    Ok(())
}

/// What a file says of itself, without a look at its rows; none if it is no table of a sweep.
///
/// # Errors
/// If it cannot be read.
pub fn footer(path: &Path) -> std::io::Result<Option<Footer>> {
    match SerializedFileReader::new(File::open(path)?) {
        Ok(reader) => Ok(said(&reader)),
        Err(_) => Ok(None),
    }
}

fn said(reader: &SerializedFileReader<File>) -> Option<Footer> {
    let texts = reader.metadata().file_metadata().key_value_metadata()?;
    let text = texts.iter().find(|pair| pair.key == KEY)?.value.as_deref()?;
    serde_json::from_str(text).ok()
}

/// Whether a file ends as a whole Parquet file does and says this of itself, without a look at its rows.
///
/// # Errors
/// If it is there and cannot be read.
pub fn tail_holds(path: &Path, text: &str) -> std::io::Result<bool> {
    let Some((_, tail)) = seal::tail(&mut File::open(path)?)? else { return Ok(false) };
    Ok(tail.windows(text.len().max(1)).any(|window| window == text.as_bytes()))
}

/// The rows of a row group; none if it does not hold what it should.
fn row_group(group: &dyn RowGroupReader, columns: &[Column]) -> Result<Option<Block>, ParquetError> {
    let Ok(rows) = usize::try_from(group.metadata().num_rows()) else { return Ok(None) };
    let mut block = Block::default();
    let (mut names, mut keys) = (Vec::new(), Vec::new());
    for (k, column) in columns.iter().enumerate() {
        let reader = group.get_column_reader(k)?;
        match (column, reader) {
            (Column::Point, ColumnReader::Int64ColumnReader(mut reader)) => {
                let mut points = Vec::new();
                reader.read_records(rows, None, None, &mut points)?;
                let Some(&first) = points.first() else { return Ok(None) };
                let in_order = (first..).zip(&points).all(|(expected, &point)| expected == point);
                if points.len() != rows || !in_order {
                    return Ok(None);
                }
                block.first = first as u64;
            }
            (Column::Parameter(_), ColumnReader::DoubleColumnReader(mut reader)) => {
                let mut values = Vec::new();
                reader.read_records(rows, None, None, &mut values)?;
                block.at.push(values);
            }
            (Column::Value(_) | Column::Finer(_), ColumnReader::DoubleColumnReader(mut reader)) => {
                let (mut values, mut there) = (Vec::new(), Vec::new());
                reader.read_records(rows, Some(&mut there), None, &mut values)?;
                let mut values = values.into_iter();
                let value =
                    |&level: &i16| if level > 0 { values.next().unwrap_or(f64::NAN) } else { f64::NAN };
                let answers =
                    if matches!(column, Column::Value(_)) { &mut block.values } else { &mut block.finer };
                answers.push(there.iter().map(value).collect());
            }
            (Column::Limit(_), ColumnReader::BoolColumnReader(mut reader)) => {
                let mut values = Vec::new();
                reader.read_records(rows, None, None, &mut values)?;
                block.limit.push(values);
            }
            (Column::Status, ColumnReader::ByteArrayColumnReader(mut reader)) => {
                let mut words = Vec::new();
                reader.read_records(rows, None, None, &mut words)?;
                let Some(status) = words.iter().map(status).collect() else { return Ok(None) };
                block.status = status;
            }
            (Column::Regime | Column::RegimeKey, ColumnReader::ByteArrayColumnReader(mut reader)) => {
                let (mut texts, mut there) = (Vec::new(), Vec::new());
                reader.read_records(rows, Some(&mut there), None, &mut texts)?;
                let mut texts = texts.into_iter();
                let text = |&level: &i16| if level > 0 { texts.next() } else { None };
                let all: Vec<Option<ByteArray>> = there.iter().map(text).collect();
                if *column == Column::Regime { names = all } else { keys = all }
            }
            _ => return Ok(None),
        }
    }
    let Some(()) = regimes(&names, &keys, &mut block) else { return Ok(None) };
    let lengths = block
        .at
        .iter()
        .chain(&block.values)
        .chain(&block.finer)
        .map(Vec::len)
        .chain(block.limit.iter().map(Vec::len));
    let even = lengths.chain([block.status.len(), block.regime.len()]).all(|length| length == rows);
    Ok(even.then_some(block))
}

fn status(word: &ByteArray) -> Option<PointStatus> {
    let all = [
        PointStatus::Solved(Status::VerifiedExact),
        PointStatus::Solved(Status::VerifiedEpsilon),
        PointStatus::Solved(Status::Stalled),
        PointStatus::Undefined,
        PointStatus::Inside,
        PointStatus::Unreached,
    ];
    all.into_iter().find(|status| status.word().as_bytes() == word.data())
}

/// Numbers the regimes in the order in which they are met.
fn regimes(names: &[Option<ByteArray>], keys: &[Option<ByteArray>], block: &mut Block) -> Option<()> {
    let mut known: HashMap<(&[u8], &[u8]), u32> = HashMap::new();
    if names.len() != keys.len() {
        return None;
    }
    for pair in names.iter().zip(keys) {
        let (name, key) = match pair {
            (Some(name), Some(key)) => (name.data(), key.data()),
            (None, None) => {
                block.regime.push(NO_REGIME);
                continue;
            }
            _ => return None,
        };
        let number = match known.get(&(name, key)) {
            Some(&number) => number,
            None => {
                let text = std::str::from_utf8(name).ok()?.to_owned();
                let value = u64::from_str_radix(std::str::from_utf8(key).ok()?, 16).ok()?;
                block.regimes.push((text, value));
                let number = u32::try_from(known.len()).ok()?;
                known.insert((name, key), number);
                number
            }
        };
        block.regime.push(number);
    }
    Some(())
}

/// Some rows of a block.
fn part_of(block: &Block, rows: std::ops::Range<usize>) -> Block {
    let doubles = |columns: &[Vec<f64>]| columns.iter().map(|column| column[rows.clone()].to_vec()).collect();
    Block {
        first: block.first + rows.start as u64,
        at: doubles(&block.at),
        values: doubles(&block.values),
        limit: block.limit.iter().map(|column| column[rows.clone()].to_vec()).collect(),
        finer: doubles(&block.finer),
        status: block.status[rows.clone()].to_vec(),
        regime: block.regime[rows.clone()].to_vec(),
        regimes: block.regimes.clone(),
    }
}
