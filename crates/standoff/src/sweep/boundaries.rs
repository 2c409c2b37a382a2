//! Where regimes meet, as a table of its own: `standoff/sweep-boundaries/1`.
//!
//! In: the description of an adaptive sweep and its boundaries. Out: CSV, JSON or Parquet, written in one piece: there are a few
//! thousand rows at most. The names of the columns are documented and do not change:
//!
//! | name | type | what |
//! |---|---|---|
//! | `point` | unsigned 64-bit integer | number of the row, from 0 |
//! | the parameter's own, for both | double | its value |
//! | `along` | text | the parameter along which the boundary was bisected; the other one has a value of the grid |
//! | `width` | double | distance between the two solved points between which the boundary lies, along that parameter |
//! | `below`, `above` | text, may be null | the regimes on both sides; null where the model means nothing |
//! | `below_key`, `above_key` | text, may be null | tell regimes of one name apart |

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde::Serialize;
use standoff_ask::phase::{Boundaries, Crossing};

use super::columns::{boundary_name, key_text};
use super::csv::cell;
use super::parquet::write::io_error;
use super::parquet::{self as table, seal};
use super::{Description, Format};

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/sweep-boundaries/1";

/// What stands beside the rows, in JSON and in a Parquet file's metadata under `standoff`.
#[derive(Serialize)]
struct Head<'a> {
    schema: &'a str,
    /// The sweep whose regimes meet here.
    sweep: &'a Description,
    /// Looked for on every so many lines of the grid.
    every: usize,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<&'a str>,
}

/// Writes the table; `stopped` says why it is not complete, if so.
///
/// # Errors
/// Those of the writer.
pub fn write(
    format: Format,
    description: &Description,
    found: &Boundaries,
    stopped: Option<&str>,
    mut out: impl Write + Send,
) -> io::Result<()> {
    let rows = Rows { names: description.parameters(), found };
    let head =
        Head { schema: SCHEMA, sweep: description, every: found.every, complete: stopped.is_none(), stopped };
    match format {
        Format::Csv => rows.csv(&head, &mut out)?,
        Format::Json => rows.json(&head, &mut out)?,
        Format::Parquet => rows.parquet(&head, &mut out)?,
    }
    out.flush()
}

struct Rows<'a> {
    names: Vec<&'a str>,
    found: &'a Boundaries,
}

impl Rows<'_> {
    fn columns(&self) -> Vec<String> {
        let own = self.names.iter().map(|name| boundary_name(name));
        let rest = ["along", "width", "below", "below_key", "above", "above_key"].map(str::to_owned);
        std::iter::once("point".to_owned()).chain(own).chain(rest).collect()
    }

    fn along(&self, crossing: &Crossing) -> &str {
        self.names.get(crossing.along).copied().unwrap_or_default()
    }

    /// Name and key of a regime.
    fn regime(&self, number: u32) -> Option<(&str, String)> {
        self.found.regimes.get(number as usize).map(|(name, key)| (name.as_str(), key_text(*key)))
    }

    fn csv(&self, head: &Head, out: &mut impl Write) -> io::Result<()> {
        for (k, name) in self.columns().iter().enumerate() {
            out.write_all(if k > 0 { b"," } else { b"" })?;
            cell(out, name)?;
        }
        out.write_all(b"\n")?;
        for (k, crossing) in self.found.crossings.iter().enumerate() {
            write!(out, "{k},{},{},", crossing.at[0], crossing.at[1])?;
            cell(out, self.along(crossing))?;
            write!(out, ",{}", crossing.width)?;
            for side in [crossing.below, crossing.above] {
                let (name, key) = self.regime(side).unwrap_or_default();
                out.write_all(b",")?;
                cell(out, name)?;
                write!(out, ",{key}")?;
            }
            out.write_all(b"\n")?;
        }
        match head.stopped {
            Some(why) => writeln!(out, "partial ({why})"),
            None => Ok(()),
        }
    }

    fn json(&self, head: &Head, out: &mut impl Write) -> io::Result<()> {
        let mut text = serde_json::to_string_pretty(head)?;
        // The object goes on.
        text.truncate(text.trim_end().trim_end_matches('}').trim_end().len());
        write!(out, "{text},\n  \"columns\": {},\n  \"rows\": [", serde_json::to_string(&self.columns())?)?;
        for (k, crossing) in self.found.crossings.iter().enumerate() {
            let side = |number: u32| self.regime(number).unzip();
            let ((below, below_key), (above, above_key)) = (side(crossing.below), side(crossing.above));
            let ([first, second], along) = (crossing.at, self.along(crossing));
            let row = (k, first, second, along, crossing.width, below, below_key, above, above_key);
            let comma = if k > 0 { "," } else { "" };
            write!(out, "{comma}\n    {}", serde_json::to_string(&row)?)?;
        }
        out.write_all(b"\n  ]\n}\n")
    }

    fn parquet(&self, head: &Head, out: &mut (impl Write + Send)) -> io::Result<()> {
        let mut sealed = seal::Sealed::new(out);
        let columns = self.columns();
        let schema = schema(&columns).map_err(io_error)?;
        let properties = WriterProperties::builder()
            .set_created_by(format!("standoff {}", head.sweep.program))
            .set_offset_index_disabled(true)
            .build();
        let mut file =
            SerializedFileWriter::new(&mut sealed, schema.into(), Arc::new(properties)).map_err(io_error)?;
        self.row_group(&mut file).map_err(io_error)?;
        let text = serde_json::to_string(head)?;
        for (key, value) in [(table::KEY, text.as_str()), (seal::KEY, seal::BLANK)] {
            file.append_key_value_metadata(KeyValue::new(key.to_owned(), value.to_owned()));
        }
        file.flush()?;
        file.inner_mut().hold();
        file.finish().map_err(io_error)?;
        file.inner_mut().seal()
    }

    fn row_group<W: Write + Send>(&self, file: &mut SerializedFileWriter<W>) -> Result<(), ParquetError> {
        let all = &self.found.crossings;
        if all.is_empty() {
            return Ok(());
        }
        let missing = || ParquetError::General("there is one more column than the table has".to_owned());
        let mut group = file.next_row_group()?;
        let points: Vec<i64> = (0..).take(all.len()).collect();
        let mut column = group.next_column()?.ok_or_else(missing)?;
        column.typed::<Int64Type>().write_batch(&points, None, None)?;
        column.close()?;
        let doubles = |of: &dyn Fn(&Crossing) -> f64| all.iter().map(of).collect::<Vec<f64>>();
        for values in [doubles(&|c| c.at[0]), doubles(&|c| c.at[1])] {
            let mut column = group.next_column()?.ok_or_else(missing)?;
            column.typed::<DoubleType>().write_batch(&values, None, None)?;
            column.close()?;
        }
        let along: Vec<ByteArray> = all.iter().map(|c| ByteArray::from(self.along(c))).collect();
        let mut column = group.next_column()?.ok_or_else(missing)?;
        column.typed::<ByteArrayType>().write_batch(&along, None, None)?;
        column.close()?;
        let mut column = group.next_column()?.ok_or_else(missing)?;
        column.typed::<DoubleType>().write_batch(&doubles(&|c| c.width), None, None)?;
        column.close()?;
        let sides: [&dyn Fn(&Crossing) -> u32; 2] = [&|c| c.below, &|c| c.above];
        for side in sides {
            let regimes: Vec<Option<(&str, String)>> = all.iter().map(|c| self.regime(side(c))).collect();
            let there: Vec<i16> = regimes.iter().map(|regime| i16::from(regime.is_some())).collect();
            let names = regimes.iter().flatten().map(|(name, _)| ByteArray::from(*name)).collect();
            let keys = regimes.iter().flatten().map(|(_, key)| ByteArray::from(key.as_str())).collect();
            for texts in [names, keys] {
                let texts: Vec<ByteArray> = texts;
                let mut column = group.next_column()?.ok_or_else(missing)?;
                column.typed::<ByteArrayType>().write_batch(&texts, Some(&there), None)?;
                column.close()?;
            }
        }
        group.close()?;
        Ok(())
    }
}

/// Names and types of the columns.
fn schema(names: &[String]) -> Result<Type, ParquetError> {
    let field = |(k, name): (usize, &String)| {
        let (physical, repetition) = match k {
            0 => (Physical::INT64, Repetition::REQUIRED),
            1 | 2 | 4 => (Physical::DOUBLE, Repetition::REQUIRED),
            3 => (Physical::BYTE_ARRAY, Repetition::REQUIRED),
            _ => (Physical::BYTE_ARRAY, Repetition::OPTIONAL),
        };
        let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        let built = match physical {
            Physical::INT64 => builder.with_converted_type(ConvertedType::UINT_64).build(),
            Physical::BYTE_ARRAY => builder.with_logical_type(Some(LogicalType::String)).build(),
            _ => builder.build(),
        };
        built.map(Arc::new)
    };
    let fields = names.iter().enumerate().map(field).collect::<Result<_, _>>()?;
    Type::group_type_builder("boundaries").with_fields(fields).build()
}
