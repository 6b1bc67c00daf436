//! Parquet files, row by row, weighed before they are read.
//!
//! `parquet` unpacks and decodes; [`weigh`] decides what it may see. Columns are flat: text, whole numbers, decimals, days, moments, numbers
//! and truth values, each optional or not. A column of lists, maps, groups or bytes is named, and the file refused, for a list without a
//! column that somebody meant to compare would be linked wrongly in silence. Invariants: each value becomes the text that a CSV file
//! would have; memory is that of some pages of each column and some rows. Not here: writing; tables that enter a record.
//! Source: Apache Parquet format 2.12.

mod weigh;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use self::weigh::Wrong;
use super::complaint::{Complaint, Complaints, Place, Severity, escaped};
use super::plain::{Item, Plain, Take};
use super::schema::grouped;
use super::{IntakeError, Limits};

/// What every Parquet file begins with.
pub(crate) const MAGIC: &[u8] = b"PAR1";

/// Rows that are decoded at once.
const BATCH: usize = 1024;

/// Gives out the rows of a file.
///
/// * Memory: see [`weigh`]; at most `limits.memory`, and some rows.
///
/// # Errors
/// [`IntakeError::Columns`] and [`IntakeError::Nested`].
pub(crate) fn plain<R: ChunkReader + 'static>(
    source: R,
    path: &Arc<str>,
    limits: &Limits,
    take: Take<'_>,
) -> Result<Plain, IntakeError> {
    weigh::footer(&source, limits).map_err(|wrong| refused(path, wrong))?;
    // The reader below is not ours and is fed by strangers: its panics on crafted files end here; no state of ours is shared with it.
    catch_unwind(AssertUnwindSafe(|| weighed(source, path, limits, take)))
        .unwrap_or_else(|_| Err(unreadable(path, "its parts contradict each other")))
}

fn unreadable(path: &Arc<str>, cause: &str) -> IntakeError {
    IntakeError::Columns { path: path.to_string(), cause: escaped(cause, 200) }
}

fn refused(path: &Arc<str>, wrong: Wrong) -> IntakeError {
    match wrong {
        Wrong::Broken(cause) => unreadable(path, &cause),
        Wrong::Nested(column) => nested(path, &column, "a list, a map or a group in each row"),
    }
}

fn nested(path: &Arc<str>, column: &str, what: &'static str) -> IntakeError {
    IntakeError::Nested { path: path.to_string(), column: escaped(column, 80), what }
}

fn weighed<R: ChunkReader + 'static>(
    source: R,
    path: &Arc<str>,
    limits: &Limits,
    take: Take<'_>,
) -> Result<Plain, IntakeError> {
    let fail = |e: ParquetError| unreadable(path, &e.to_string());
    // Opened twice: the pages are weighed by what the first reader makes of the footer.
    let source = Arc::new(source);
    let reader = SerializedFileReader::new(Shared(Arc::clone(&source))).map_err(fail)?;
    weigh::pages(&*source, reader.metadata(), limits).map_err(|wrong| refused(path, wrong))?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let mut names = Vec::new();
    let mut shapes = Vec::new();
    for column in schema.columns() {
        shapes.push(shape(column).map_err(|what| nested(path, column.name(), what))?);
        names.push(column.name().to_owned());
    }
    let mut plain = Plain::default();
    if take(Item::Head(&names)).is_break() {
        return Ok(plain);
    }
    let mut complaints = Complaints::new(limits.complaints);
    let mut row = 0_u64;
    'groups: for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(fail)?;
        let mut columns = Vec::new();
        for (at, shape) in shapes.iter().enumerate() {
            let reader = group.get_column_reader(at).map_err(fail)?;
            let most = schema.column(at).max_def_level();
            columns.push(Column::new(reader, *shape, most));
        }
        let mut left = u64::try_from(group.metadata().num_rows()).unwrap_or(0);
        while left > 0 && !columns.is_empty() {
            let wanted = usize::try_from(left).map_or(BATCH, |left| left.min(BATCH));
            for column in &mut columns {
                if column.fill(wanted).map_err(fail)? != wanted {
                    return Err(unreadable(path, "a column has fewer values than rows"));
                }
            }
            left -= wanted as u64;
            for at in 0..wanted {
                row += 1;
                let mut wrong = None;
                let mut cells = Vec::with_capacity(columns.len());
                for (column, name) in columns.iter_mut().zip(&names) {
                    let cell = column.cell(at).and_then(|text| match text.len() > limits.field {
                        true => {
                            let most = grouped(limits.field as u64);
                            Err(("value.too_long", format!("a field of at most {most} bytes")))
                        }
                        false => Ok(text),
                    });
                    cells.push(cell.unwrap_or_else(|fault| {
                        wrong.get_or_insert((fault, name));
                        Cow::Borrowed("")
                    }));
                }
                if let Some(((code, expected), name)) = wrong {
                    let expected = format!("{expected} in `{}`", escaped(name, 80));
                    let place = Place::row(path, None, row);
                    complaints.push(Complaint::new(Severity::Error, code, place, expected));
                    continue;
                }
                if cells.iter().all(|c| c.trim().is_empty()) {
                    continue;
                }
                plain.rows += 1;
                if take(Item::Row(&cells)).is_break() || plain.rows >= limits.rows {
                    break 'groups;
                }
            }
        }
    }
    plain.complaints = complaints.finish(path, None);
    Ok(plain)
}

/// One source for the reader and for the scales.
struct Shared<R>(Arc<R>);

impl<R: ChunkReader> parquet::file::reader::Length for Shared<R> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<R: ChunkReader> ChunkReader for Shared<R> {
    type T = R::T;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.0.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes, ParquetError> {
        self.0.get_bytes(start, length)
    }
}

/// How a value becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// As it is.
    Text,
    /// Digits.
    Whole,
    /// Digits of a number without sign.
    Unsigned,
    /// Digits with so many after the point.
    Decimal(u32),
    /// A day since 1970.
    Day,
    /// A moment since 1970, so many to the second.
    Moment(i64),
    /// The shortest text that reads back the same.
    Float,
    /// `true`, `false`.
    Truth,
    /// Sixteen bytes in hexadecimal digits.
    Uuid,
}

/// The shape of a column; `Err` tells what it holds that is no text.
fn shape(column: &ColumnDescriptor) -> Result<Shape, &'static str> {
    const BYTES: &str = "bytes that are no text";
    const TIME: &str = "times of day";
    let per_second = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    let decimal = |scale: i32| u32::try_from(scale).ok().filter(|s| *s <= 18).map(Shape::Decimal);
    let physical = column.physical_type();
    let whole = matches!(physical, Type::INT32 | Type::INT64);
    let said = match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Integer(int)), _) if whole => {
            Some(if int.is_signed { Shape::Whole } else { Shape::Unsigned })
        }
        (Some(LogicalType::Decimal(d)), _) if whole => decimal(d.scale),
        (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) if physical == Type::INT32 => {
            Some(Shape::Day)
        }
        (Some(LogicalType::Timestamp(t)), _) if physical == Type::INT64 => {
            Some(Shape::Moment(per_second(&t.unit)))
        }
        (None, ConvertedType::TIMESTAMP_MILLIS) if physical == Type::INT64 => {
            Some(Shape::Moment(1000))
        }
        (None, ConvertedType::TIMESTAMP_MICROS) if physical == Type::INT64 => {
            Some(Shape::Moment(1_000_000))
        }
        (Some(LogicalType::Time(_)), _)
        | (None, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS) => return Err(TIME),
        (None, ConvertedType::DECIMAL) if whole => decimal(column.type_scale()),
        (
            None,
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64,
        ) if whole => Some(Shape::Unsigned),
        (Some(LogicalType::String | LogicalType::Enum | LogicalType::Json), _)
            if physical == Type::BYTE_ARRAY =>
        {
            Some(Shape::Text)
        }
        (Some(LogicalType::Uuid), _) if physical == Type::FIXED_LEN_BYTE_ARRAY => Some(Shape::Uuid),
        (Some(LogicalType::Unknown), _) => Some(plain_shape(physical).unwrap_or(Shape::Text)),
        (None, ConvertedType::DECIMAL | ConvertedType::INTERVAL | ConvertedType::BSON) => None,
        (None, _) => plain_shape(physical),
        _ => None,
    };
    said.ok_or(BYTES)
}

/// The shape of a column of which only the bytes are told.
fn plain_shape(physical: Type) -> Option<Shape> {
    match physical {
        Type::BOOLEAN => Some(Shape::Truth),
        Type::INT32 | Type::INT64 => Some(Shape::Whole),
        Type::INT96 => Some(Shape::Moment(1000)),
        Type::FLOAT | Type::DOUBLE => Some(Shape::Float),
        // Older writers say nothing of text.
        Type::BYTE_ARRAY => Some(Shape::Text),
        Type::FIXED_LEN_BYTE_ARRAY => None,
    }
}

/// Values of a column, those that are there.
enum Values {
    Truth(Vec<bool>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    I96(Vec<Int96>),
    F32(Vec<f32>),
    F64(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// A column of a group of rows, some rows at a time.
struct Column {
    reader: ColumnReader,
    shape: Shape,
    /// The level at which a value is there.
    there: i16,
    levels: Vec<i16>,
    values: Values,
    /// The next value.
    next: usize,
}

impl Column {
    fn new(reader: ColumnReader, shape: Shape, there: i16) -> Self {
        let values = match &reader {
            ColumnReader::BoolColumnReader(_) => Values::Truth(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Values::I32(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Values::I64(Vec::new()),
            ColumnReader::Int96ColumnReader(_) => Values::I96(Vec::new()),
            ColumnReader::FloatColumnReader(_) => Values::F32(Vec::new()),
            ColumnReader::DoubleColumnReader(_) => Values::F64(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Values::Bytes(Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Values::Fixed(Vec::new()),
        };
        Self { reader, shape, there, levels: Vec::new(), values, next: 0 }
    }

    /// Reads so many rows, fewer at the end of the column.
    fn fill(&mut self, wanted: usize) -> Result<usize, ParquetError> {
        self.levels.clear();
        self.next = 0;
        let levels = &mut self.levels;
        /// Reads until there is enough or no more.
        macro_rules! read {
            ($reader:expr, $values:expr) => {{
                $values.clear();
                let mut rows = 0;
                while rows < wanted {
                    let (more, _, _) =
                        $reader.read_records(wanted - rows, Some(&mut *levels), None, $values)?;
                    if more == 0 {
                        break;
                    }
                    rows += more;
                }
                Ok(rows)
            }};
        }
        match (&mut self.reader, &mut self.values) {
            (ColumnReader::BoolColumnReader(r), Values::Truth(v)) => read!(r, v),
            (ColumnReader::Int32ColumnReader(r), Values::I32(v)) => read!(r, v),
            (ColumnReader::Int64ColumnReader(r), Values::I64(v)) => read!(r, v),
            (ColumnReader::Int96ColumnReader(r), Values::I96(v)) => read!(r, v),
            (ColumnReader::FloatColumnReader(r), Values::F32(v)) => read!(r, v),
            (ColumnReader::DoubleColumnReader(r), Values::F64(v)) => read!(r, v),
            (ColumnReader::ByteArrayColumnReader(r), Values::Bytes(v)) => read!(r, v),
            (ColumnReader::FixedLenByteArrayColumnReader(r), Values::Fixed(v)) => read!(r, v),
            _ => Ok(0),
        }
    }

    /// The text of a row; rows are asked for in their order.
    fn cell(&mut self, row: usize) -> Result<Cow<'_, str>, (&'static str, String)> {
        if self.there > 0 && self.levels.get(row).is_none_or(|level| *level < self.there) {
            return Ok(Cow::Borrowed(""));
        }
        let at = self.next;
        self.next += 1;
        let missing = || ("value.missing", "a value".to_owned());
        let not_text = |_| ("value.not_text", "text in UTF-8".to_owned());
        Ok(match &self.values {
            Values::Truth(v) => Cow::Borrowed(match v.get(at).ok_or_else(missing)? {
                true => "true",
                false => "false",
            }),
            Values::I32(v) => {
                let value = *v.get(at).ok_or_else(missing)?;
                let plain = match self.shape {
                    Shape::Unsigned => i64::from(value.cast_unsigned()),
                    _ => i64::from(value),
                };
                whole(plain, self.shape)
            }
            Values::I64(v) => whole(*v.get(at).ok_or_else(missing)?, self.shape),
            Values::I96(v) => whole(v.get(at).ok_or_else(missing)?.to_millis(), self.shape),
            Values::F32(v) => Cow::Owned(float(f64::from(*v.get(at).ok_or_else(missing)?), || {
                v.get(at).map_or_else(String::new, ToString::to_string)
            })),
            Values::F64(v) => {
                let value = *v.get(at).ok_or_else(missing)?;
                Cow::Owned(float(value, || value.to_string()))
            }
            Values::Bytes(v) => {
                let bytes = v.get(at).ok_or_else(missing)?;
                Cow::Borrowed(std::str::from_utf8(bytes.data()).map_err(not_text)?)
            }
            Values::Fixed(v) => Cow::Owned(uuid(v.get(at).ok_or_else(missing)?.data())),
        })
    }
}

/// A whole number as its column means it.
fn whole(value: i64, shape: Shape) -> Cow<'static, str> {
    Cow::Owned(match shape {
        Shape::Unsigned => value.cast_unsigned().to_string(),
        Shape::Decimal(scale) if scale > 0 => {
            let one = 10_u64.pow(scale);
            let (sign, n) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
            format!("{sign}{}.{:0wide$}", n / one, n % one, wide = scale as usize)
        }
        Shape::Day => day(value).unwrap_or_else(|| value.to_string()),
        Shape::Moment(per_second) => moment(value, per_second).unwrap_or_else(|| value.to_string()),
        _ => value.to_string(),
    })
}

/// A day since 1970 as ISO 8601; none beyond the calendar.
fn day(days: i64) -> Option<String> {
    let span = Span::new().try_days(days).ok()?;
    Some(date(1970, 1, 1).checked_add(span).ok()?.to_string())
}

/// A moment as ISO 8601, the time of day only where there is one.
fn moment(value: i64, per_second: i64) -> Option<String> {
    let nanos = i32::try_from(value.rem_euclid(per_second) * (1_000_000_000 / per_second)).ok()?;
    let moment = Timestamp::new(value.div_euclid(per_second), nanos).ok()?;
    let there: DateTime = moment.to_zoned(TimeZone::UTC).datetime();
    let midnight = (there.hour(), there.minute(), there.second()) == (0, 0, 0);
    Some(if midnight { there.date().to_string() } else { there.to_string() })
}

/// A number without a fraction as digits; one that is no number is missing.
fn float(value: f64, shortest: impl Fn() -> String) -> String {
    match value {
        v if !v.is_finite() => String::new(),
        v if v.fract() == 0.0 && v.abs() < 1e15 => format!("{v:.0}"),
        _ => shortest(),
    }
}

fn uuid(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            out.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use parquet::basic::{Compression, ZstdLevel};
    use parquet::data_type::{
        BoolType, ByteArrayType, DoubleType, Int32Type, Int64Type, Int96Type,
    };
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    const SCHEMA: &str = "message list {
        optional binary name (UTF8);
        required int32 born (DATE);
        optional int64 died (TIMESTAMP(MICROS,true));
        required int32 height (DECIMAL(5,2));
        required boolean seen;
        optional double age;
        required int32 unit (INTEGER(32,false));
        optional int96 old;
    }";

    /// Four rows, the second with nothing in what may be missing, in groups of two.
    fn written(packed: Compression) -> Bytes {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = WriterProperties::builder().set_compression(packed).build();
        let mut out = Vec::new();
        let mut file = SerializedFileWriter::new(&mut out, schema, Arc::new(properties)).unwrap();
        for _ in 0..2 {
            let mut group = file.next_row_group().unwrap();
            let mut at = 0;
            while let Some(mut column) = group.next_column().unwrap() {
                let there: Option<&[i16]> = Some(&[1, 0]);
                let done = match at {
                    0 => {
                        column.typed::<ByteArrayType>().write_batch(&["리광은".into()], there, None)
                    }
                    1 => column.typed::<Int32Type>().write_batch(&[10_593, -1], None, None),
                    2 => column.typed::<Int64Type>().write_batch(
                        &[1_733_011_200_000_000],
                        there,
                        None,
                    ),
                    3 => column.typed::<Int32Type>().write_batch(&[17_205, -5], None, None),
                    4 => column.typed::<BoolType>().write_batch(&[true, false], None, None),
                    5 => column.typed::<DoubleType>().write_batch(&[21.5], there, None),
                    6 => column.typed::<Int32Type>().write_batch(&[-1, 7], None, None),
                    _ => {
                        let day = Int96::from(vec![0, 0, 2_440_589]);
                        column.typed::<Int96Type>().write_batch(&[day], there, None)
                    }
                };
                done.unwrap();
                column.close().unwrap();
                at += 1;
            }
            group.close().unwrap();
        }
        file.close().unwrap();
        out.into()
    }

    fn read(bytes: Bytes) -> Result<(Vec<String>, Vec<Vec<String>>), IntakeError> {
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        plain(bytes, &"a.parquet".into(), &Limits::default(), &mut |item| {
            match item {
                Item::Head(names) => head = names.to_vec(),
                Item::Row(cells) => rows.push(cells.iter().map(ToString::to_string).collect()),
            }
            ControlFlow::Continue(())
        })?;
        Ok((head, rows))
    }

    #[test]
    fn values_are_the_text_of_a_csv_file() {
        let zstd = Compression::ZSTD(ZstdLevel::default());
        let gzip = Compression::GZIP(parquet::basic::GzipLevel::default());
        for packed in [Compression::UNCOMPRESSED, Compression::SNAPPY, zstd, gzip] {
            let (head, rows) = read(written(packed)).unwrap();
            assert_eq!(head[..3], ["name", "born", "died"]);
            let full = [
                "리광은",
                "1999-01-02",
                "2024-12-01",
                "172.05",
                "true",
                "21.5",
                "4294967295",
                "1970-01-02",
            ];
            let bare = ["", "1969-12-31", "", "-0.05", "false", "", "7", ""];
            assert_eq!(rows, [full, bare, full, bare], "{packed:?}");
        }
    }

    #[test]
    fn moments_and_days() {
        for (value, per_second, expected) in [
            (0, 1000, "1970-01-01"),
            (-1, 1000, "1969-12-31T23:59:59.999"),
            (1_733_054_399, 1, "2024-12-01T11:59:59"),
        ] {
            assert_eq!(moment(value, per_second).as_deref(), Some(expected));
        }
        assert_eq!((day(i64::MAX), moment(i64::MAX, 1)), (None, None));
        assert_eq!(uuid(&[0xab; 16]), "abababab-abab-abab-abab-abababababab");
    }

    fn empty(schema: &str) -> Bytes {
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut out = Vec::new();
        SerializedFileWriter::new(&mut out, schema, Arc::default()).unwrap().close().unwrap();
        out.into()
    }

    #[test]
    fn a_column_of_other_things_is_named() {
        for (schema, column) in [
            (
                "message m { optional group aliases (LIST) { repeated group list { optional binary element (UTF8); } } }",
                "aliases",
            ),
            (
                "message m { required binary name (UTF8); required group place { required binary village (UTF8); } }",
                "place",
            ),
            ("message m { repeated int32 marks; }", "marks"),
            ("message m { required int32 at (TIME(MILLIS,true)); }", "at"),
            ("message m { required fixed_len_byte_array(4) print; }", "print"),
        ] {
            let error = read(empty(schema)).unwrap_err();
            assert_eq!(error.code(), "file.nested", "{schema}");
            assert!(error.to_string().contains(&format!("`{column}`")), "{error}");
            assert!(error.hint().is_some());
        }
        assert_eq!(read(empty("message m { required int32 n; }")).unwrap().0, ["n"]);
    }

    #[test]
    fn what_breaks_off_is_told() {
        let whole = written(Compression::SNAPPY);
        for cut in [4, 11, whole.len() / 2, whole.len() - 1] {
            let error = read(whole.slice(..cut)).unwrap_err();
            assert_eq!(error.code(), "file.parquet", "{cut}");
            assert!(error.to_string().starts_with("Cannot read the Parquet file `a.parquet`: "));
        }
        let mut long = whole.to_vec();
        let at = long.len() - 8;
        long[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        let error = read(long.into()).unwrap_err().to_string();
        assert!(error.ends_with("its footer is longer than the file"), "{error}");
        let strict = Limits { columns: 3, ..Limits::default() };
        let error = plain(whole, &"a".into(), &strict, &mut |_| ControlFlow::Continue(()));
        assert!(error.unwrap_err().to_string().contains("it has 8 columns, at most 3"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn any_bytes_are_an_answer(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
            zstd in any::<bool>(),
        ) {
            let packed = if zstd { Compression::ZSTD(ZstdLevel::default()) } else { Compression::UNCOMPRESSED };
            let mut bytes = written(packed).to_vec();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            match read(bytes.into()) {
                Ok((head, _)) => prop_assert!(head.len() <= 1000),
                Err(error) => prop_assert!(error.code().starts_with("file."), "{}", error),
            }
        }
    }
}
