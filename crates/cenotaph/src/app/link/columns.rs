//! `pairs.parquet`: what `pairs.csv` says, as columns with types.
//!
//! Terms: *group* – rows that are written at once. Invariants: the rows, their order and the columns are those of `pairs.csv`; a weight is a
//! decimal number with three places, to the thousandth of a bit; the same pairs give the same bytes. Texts are as they are, without the
//! apostrophe that keeps a spreadsheet from computing. Not here: reading (`intake`).

use std::io::Write;
use std::sync::Arc;

use ::link::explain;
use ::link::kernel::Weigher;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use rayon::prelude::*;

use super::{Linking, files};

/// Pairs of a group of rows.
const GROUP: usize = 1 << 17;

/// A row.
struct Row {
    sides: (u32, u32),
    total: i32,
    probability: f64,
    together: bool,
    reasons: String,
}

/// Writes the pairs in their order.
pub(super) fn pairs(
    linking: &Linking,
    weigher: &Weigher<'_>,
    order: &files::Order,
    out: &mut (dyn Write + Send),
) -> std::io::Result<()> {
    write(linking, weigher, order, out).map_err(|e| match e {
        ParquetError::External(source) => std::io::Error::other(source),
        other => std::io::Error::other(other.to_string()),
    })
}

fn write(
    linking: &Linking,
    weigher: &Weigher<'_>,
    order: &files::Order,
    out: &mut (dyn Write + Send),
) -> Result<(), ParquetError> {
    let records = &linking.records;
    let of = &linking.linked.clusters.of;
    let several = records.lists().len() > 1;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("cenotaph".to_owned())
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build();
    let schema = Arc::new(schema(several)?);
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    for pairs in order.chunks(GROUP) {
        let row = |sides: &(u32, u32)| {
            let sides = *sides;
            let why = explain::pair(weigher, &linking.linked.model, sides.0, sides.1);
            Row {
                sides,
                total: why.total,
                probability: why.probability,
                together: of[sides.0 as usize] == of[sides.1 as usize],
                reasons: files::reasons(&why),
            }
        };
        let rows: Vec<Row> = pairs.par_iter().map(row).collect();
        let mut group = file.next_row_group()?;
        column::<ByteArrayType>(&mut group, &texts(&rows, |r| records.id(r.sides.0)))?;
        column::<ByteArrayType>(&mut group, &texts(&rows, |r| records.id(r.sides.1)))?;
        column::<Int32Type>(&mut group, &rows.iter().map(|r| r.total).collect::<Vec<_>>())?;
        column::<DoubleType>(&mut group, &rows.iter().map(|r| r.probability).collect::<Vec<_>>())?;
        column::<BoolType>(&mut group, &rows.iter().map(|r| r.together).collect::<Vec<_>>())?;
        column::<ByteArrayType>(&mut group, &texts(&rows, |r| &r.reasons))?;
        if several {
            let list = |side: u32| files::name(records, side).0;
            column::<ByteArrayType>(&mut group, &texts(&rows, |r| list(r.sides.0)))?;
            column::<ByteArrayType>(&mut group, &texts(&rows, |r| list(r.sides.1)))?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

fn texts<'r>(rows: &'r [Row], of: impl Fn(&'r Row) -> &'r str) -> Vec<ByteArray> {
    rows.iter().map(|row| ByteArray::from(of(row))).collect()
}

/// Writes the next column of a group.
fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, &mut (dyn Write + Send)>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    column.typed::<T>().write_batch(values, None, None)?;
    column.close()
}

fn schema(several: bool) -> Result<Type, ParquetError> {
    let one = |name: &str, physical: Physical, logical: Option<LogicalType>| {
        let mut builder =
            Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED);
        if let Some(LogicalType::Decimal(d)) = &logical {
            builder = builder.with_precision(d.precision).with_scale(d.scale);
        }
        builder.with_logical_type(logical).build().map(Arc::new)
    };
    let text = |name: &str| one(name, Physical::BYTE_ARRAY, Some(LogicalType::String));
    let mut fields = vec![
        text("unique_id_l")?,
        text("unique_id_r")?,
        one("match_weight", Physical::INT32, Some(LogicalType::decimal(3, 9)))?,
        one("match_probability", Physical::DOUBLE, None)?,
        one("same_person", Physical::BOOLEAN, None)?,
        text("reasons")?,
    ];
    if several {
        fields.extend([text("list_l")?, text("list_r")?]);
    }
    Type::group_type_builder("pairs").with_fields(fields).build()
}
