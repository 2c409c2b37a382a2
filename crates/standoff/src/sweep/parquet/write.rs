//! Writing a sweep's table as Parquet.
//!
//! In: blocks of rows. Out: a file with row groups of equal size, a footer with the description, and a seal.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{ConvertedType, Encoding, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};
use standoff_ask::Block;

use super::row_group::RowGroup;
use super::seal::{self, Sealed};
use super::{Footer, PartPart, ROW_GROUP};
use crate::sweep::columns::{Column, columns};
use crate::sweep::description::BUILD;
use crate::sweep::{Description, End, TableWriter};

/// The table.
pub(crate) struct ParquetTable<W: Write + Send> {
    out: SerializedFileWriter<Sealed<W>>,
    columns: Vec<Column>,
    held: RowGroup,
    footer: Footer,
}

impl<W: Write + Send> ParquetTable<W> {
    /// Begins a whole table, or a part of one.
    pub(crate) fn begin(description: &Description, part: Option<PartPart>, out: W) -> io::Result<Self> {
        let columns = columns(description);
        let schema = schema(&columns).map_err(io_error)?;
        let point = ColumnPath::from("point");
        let properties = WriterProperties::builder()
            .set_created_by(format!("standoff {}", description.program))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_column_dictionary_enabled(point.clone(), false)
            .set_column_encoding(point, Encoding::DELTA_BINARY_PACKED)
            .build();
        let out = SerializedFileWriter::new(Sealed::new(out), schema.into(), Arc::new(properties));
        let made_by = (part.is_some() && description.build != BUILD).then(|| BUILD.to_owned());
        let footer = Footer { sweep: description.clone(), made_by, part, complete: true, stopped: None };
        Ok(Self {
            out: out.map_err(io_error)?,
            columns: columns.into_iter().map(|(_, column)| column).collect(),
            held: RowGroup::new(
                description.parameters().len(),
                description.questions.len(),
                description.finer.map_or(0, |_| description.questions.len()),
            ),
            footer,
        })
    }

    /// Writes what is held as a row group.
    fn row_group(&mut self) -> Result<(), ParquetError> {
        if self.held.len() == 0 {
            return Ok(());
        }
        let mut group = self.out.next_row_group()?;
        for column in &self.columns {
            write_column(&mut group, *column, &self.held)?;
        }
        group.close()?;
        self.held.clear();
        Ok(())
    }
}

impl<W: Write + Send> TableWriter for ParquetTable<W> {
    fn write(&mut self, block: &Block) -> io::Result<()> {
        let mut from = 0;
        while from < block.len() {
            let to = block.len().min(from + ROW_GROUP - self.held.len());
            self.held.add(block, from..to);
            if self.held.len() == ROW_GROUP {
                self.row_group().map_err(io_error)?;
            }
            from = to;
        }
        Ok(())
    }

    fn finish(&mut self, end: End) -> io::Result<()> {
        self.row_group().map_err(io_error)?;
        self.footer.complete = end.stopped.is_none();
        self.footer.stopped = end.stopped.map(str::to_owned);
        let footer = serde_json::to_string(&self.footer)?;
        for (key, value) in [(super::KEY, footer.as_str()), (seal::KEY, seal::BLANK)] {
            self.out.append_key_value_metadata(KeyValue::new(key.to_owned(), value.to_owned()));
        }
        self.out.flush()?;
        self.out.inner_mut().hold();
        self.out.finish().map_err(io_error)?;
        self.out.inner_mut().seal()
    }
}

fn write_column<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, Sealed<W>>,
    column: Column,
    rows: &RowGroup,
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General("there is one more column than the table has".to_owned());
    let mut writer = group.next_column()?.ok_or_else(missing)?;
    match column {
        Column::Point => writer.typed::<Int64Type>().write_batch(&rows.point, None, None)?,
        Column::Parameter(k) => writer.typed::<DoubleType>().write_batch(&rows.at[k], None, None)?,
        Column::Value(k) | Column::Finer(k) => {
            let (values, levels) =
                if matches!(column, Column::Value(_)) { &rows.values[k] } else { &rows.finer[k] };
            writer.typed::<DoubleType>().write_batch(values, Some(levels), None)?
        }
        Column::Limit(k) => writer.typed::<BoolType>().write_batch(&rows.limit[k], None, None)?,
        Column::Status => writer.typed::<ByteArrayType>().write_batch(&rows.status, None, None)?,
        Column::Regime => {
            writer.typed::<ByteArrayType>().write_batch(&rows.regime, Some(&rows.has_regime), None)?
        }
        Column::RegimeKey => {
            writer.typed::<ByteArrayType>().write_batch(&rows.regime_key, Some(&rows.has_regime), None)?
        }
    };
    writer.close()
}

/// The schema: names and types of the columns.
fn schema(columns: &[(String, Column)]) -> Result<Type, ParquetError> {
    let fields = columns.iter().map(|(name, column)| field(name, *column).map(Arc::new));
    Type::group_type_builder("sweep").with_fields(fields.collect::<Result<_, _>>()?).build()
}

fn field(name: &str, column: Column) -> Result<Type, ParquetError> {
    let (physical, repetition) = match column {
        Column::Point => (Physical::INT64, Repetition::REQUIRED),
        Column::Parameter(_) => (Physical::DOUBLE, Repetition::REQUIRED),
        Column::Value(_) | Column::Finer(_) => (Physical::DOUBLE, Repetition::OPTIONAL),
        Column::Limit(_) => (Physical::BOOLEAN, Repetition::REQUIRED),
        Column::Status => (Physical::BYTE_ARRAY, Repetition::REQUIRED),
        Column::Regime | Column::RegimeKey => (Physical::BYTE_ARRAY, Repetition::OPTIONAL),
    };
    let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
    match physical {
        Physical::INT64 => builder.with_converted_type(ConvertedType::UINT_64).build(),
        Physical::BYTE_ARRAY => builder.with_logical_type(Some(LogicalType::String)).build(),
        _ => builder.build(),
    }
}

/// What the library says, as an error of input and output; that of the writer beneath, if it was one.
pub(crate) fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(inner) => *inner,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other.to_string()),
    }
}
