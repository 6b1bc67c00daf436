//! A Parquet file weighed before it is read: what its footer and its pages claim, against bounds.
//!
//! The reader is not ours, and believes what a file says of itself: a page that claims two gigabytes gets them, a schema nested a million
//! deep is descended. So the footer's schema and each page's head are walked here first, by a reader of Thrift's compact form that only
//! skips and adds up. Terms: *chunk* – a column of a group of rows; *page* – what is packed at once, with a head of its own. Invariants:
//! nothing is unpacked here; what passes takes no more memory than [`Weighed::memory`]. Not here: values ([`super`]).
//! Source: Apache Parquet format 2.12, `parquet.thrift`; Thrift compact protocol.

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;

use crate::intake::Limits;
use crate::intake::schema::grouped;

/// Bytes of a footer at most.
const FOOTER_MAX: usize = 16 << 20;
/// Bytes of a page, unpacked, at most.
const PAGE_MAX: u64 = 128 << 20;
/// Bytes of the head of a page at most.
const HEAD_MAX: usize = 4 << 20;
/// Bytes that the head of a page has as a rule.
const HEAD: usize = 16 << 10;
/// Bytes that a value of a dictionary takes beside its letters.
const VALUE: u64 = 32;
/// Below this a high ratio is harmless.
const RATIO_FREE: u64 = 1 << 30;

/// What is wrong with a file before it is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It breaks off, contradicts itself, or claims too much.
    Broken(String),
    /// A column holds lists, maps or groups.
    Nested(String),
}

fn broken(cause: &str) -> Wrong {
    Wrong::Broken(cause.to_owned())
}

/// Looks at the footer: its length and the columns it declares.
pub(super) fn footer(source: &impl ChunkReader, limits: &Limits) -> Result<(), Wrong> {
    let len = source.len();
    let read = |from: u64, bytes: usize| -> Result<Bytes, Wrong> {
        source.get_bytes(from, bytes).map_err(|e| Wrong::Broken(e.to_string()))
    };
    if len < 12 {
        return Err(broken("it breaks off"));
    }
    let end = read(len - 8, 8)?;
    match end.get(4..) {
        Some(b"PAR1") => {}
        Some(b"PARE") => return Err(broken("it is encrypted")),
        _ => return Err(broken("it breaks off, or something was added to it")),
    }
    let size = end.first_chunk().map_or(0, |c| u32::from_le_bytes(*c));
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let from = len.checked_sub(8 + size as u64).filter(|from| *from >= 4);
    let Some(from) = from else { return Err(broken("its footer is longer than the file")) };
    if size > FOOTER_MAX {
        let most = grouped(FOOTER_MAX as u64);
        return Err(Wrong::Broken(format!("its footer has more than {most} bytes")));
    }
    let bytes = read(from, size)?;
    schema(&bytes, limits.columns).unwrap_or_else(|| Err(broken("its footer cannot be read")))
}

/// Walks the schema of a footer; nothing if it cannot be walked.
fn schema(footer: &[u8], columns: usize) -> Option<Result<(), Wrong>> {
    let mut reader = Compact { rest: footer };
    let mut last = 0;
    let mut seen = false;
    while let Some((id, kind)) = reader.field(&mut last)? {
        if (id, kind) != (2, LIST) || seen {
            reader.skip(kind, DEPTH)?;
            continue;
        }
        seen = true;
        let (of, count) = reader.list()?;
        if of != STRUCT {
            return None;
        }
        if count > columns as u64 + 1 {
            let most = grouped(columns as u64);
            let found = grouped(count - 1);
            return Some(Err(Wrong::Broken(format!(
                "it has {found} columns, at most {most} are taken"
            ))));
        }
        for at in 0..count {
            let element = element(&mut reader)?;
            if at > 0 && (element.children || element.repeated) {
                return Some(Err(Wrong::Nested(element.name)));
            }
        }
    }
    seen.then_some(Ok(()))
}

/// A column, or the root, as the schema has it.
#[derive(Default)]
struct Element {
    name: String,
    children: bool,
    repeated: bool,
}

fn element(reader: &mut Compact<'_>) -> Option<Element> {
    let (mut out, mut last) = (Element::default(), 0);
    while let Some((id, kind)) = reader.field(&mut last)? {
        match (id, kind) {
            (3, I32) => out.repeated |= reader.zigzag()? == 2,
            (4, BINARY) => out.name = String::from_utf8_lossy(reader.bytes()?).into_owned(),
            (5, I32) => out.children |= reader.zigzag()? != 0,
            _ => reader.skip(kind, DEPTH)?,
        }
    }
    Some(out)
}

/// Walks the heads of all pages.
///
/// * Cost: a look at each page; nothing is unpacked. Memory: the head of one page.
pub(super) fn pages(
    source: &impl ChunkReader,
    metadata: &ParquetMetaData,
    limits: &Limits,
) -> Result<(), Wrong> {
    let (len, mut unpacked) = (source.len(), 0_u64);
    let most = (len.saturating_mul(limits.xlsx_ratio)).max(RATIO_FREE);
    for group in metadata.row_groups() {
        let mut memory = 0_u64;
        for column in group.columns() {
            let packed = match column.compression() {
                Compression::LZO => Some("LZO"),
                Compression::BROTLI(_) => Some("Brotli"),
                Compression::LZ4 | Compression::LZ4_RAW => Some("LZ4"),
                _ => None,
            };
            if let Some(packed) = packed {
                let read = "snappy, zstd and gzip are read";
                return Err(Wrong::Broken(format!("it is packed by {packed}; {read}")));
            }
            let (start, size) = column.byte_range();
            let end = start.checked_add(size).filter(|end| *end <= len);
            let end = end.ok_or_else(|| broken("a column lies beyond its end"))?;
            let chunk = chunk(source, start..end)?;
            unpacked = unpacked.saturating_add(chunk.unpacked);
            memory = memory.saturating_add(chunk.memory);
            if unpacked > most {
                let most = grouped(most);
                return Err(Wrong::Broken(format!("it unpacks to more than {most} bytes")));
            }
            if memory > limits.memory {
                let most = grouped(limits.memory);
                return Err(Wrong::Broken(format!(
                    "its pages take more than {most} bytes of memory"
                )));
            }
        }
    }
    Ok(())
}

/// What the pages of a chunk claim.
#[derive(Default)]
struct Claims {
    /// Bytes of all pages, unpacked.
    unpacked: u64,
    /// Bytes held at once: the dictionary, and the largest page packed and unpacked.
    memory: u64,
}

fn chunk(source: &impl ChunkReader, range: std::ops::Range<u64>) -> Result<Claims, Wrong> {
    let (mut at, mut claims) = (range.start, Claims::default());
    let (mut dictionary, mut largest) = (0, 0);
    while at < range.end {
        let left = usize::try_from(range.end - at).unwrap_or(usize::MAX);
        let mut found = None;
        for window in [HEAD, HEAD_MAX] {
            let read = source.get_bytes(at, left.min(window));
            let bytes = read.map_err(|e| Wrong::Broken(e.to_string()))?;
            let mut reader = Compact { rest: &bytes };
            found = page(&mut reader).map(|p| (p, bytes.len() - reader.rest.len()));
            if found.is_some() || left <= window {
                break;
            }
        }
        let (page, head) = found.ok_or_else(|| broken("the head of a page cannot be read"))?;
        let head = head as u64;
        let rest = (range.end - at).saturating_sub(head);
        if page.packed > rest || page.unpacked > PAGE_MAX {
            let most = grouped(PAGE_MAX);
            return Err(Wrong::Broken(format!(
                "a page is longer than its column, or than {most} bytes"
            )));
        }
        if page.values > page.unpacked {
            return Err(broken("a dictionary claims more values than it has bytes"));
        }
        dictionary += page.values * VALUE + if page.values > 0 { page.unpacked } else { 0 };
        largest = largest.max(page.packed + page.unpacked);
        claims.unpacked = claims.unpacked.saturating_add(page.unpacked);
        at += head + page.packed;
    }
    claims.memory = dictionary + largest;
    Ok(claims)
}

/// What the head of a page claims.
#[derive(Default)]
struct Page {
    packed: u64,
    unpacked: u64,
    /// Values of a dictionary.
    values: u64,
}

fn page(reader: &mut Compact<'_>) -> Option<Page> {
    let (mut out, mut last) = (Page::default(), 0);
    let size = |reader: &mut Compact<'_>| u64::try_from(reader.zigzag()?).ok();
    while let Some((id, kind)) = reader.field(&mut last)? {
        match (id, kind) {
            (2, I32) => out.unpacked = out.unpacked.max(size(reader)?),
            (3, I32) => out.packed = out.packed.max(size(reader)?),
            (7, STRUCT) => {
                let mut last = 0;
                while let Some((id, kind)) = reader.field(&mut last)? {
                    match (id, kind) {
                        (1, I32) => out.values = out.values.max(size(reader)?),
                        _ => reader.skip(kind, DEPTH)?,
                    }
                }
            }
            _ => reader.skip(kind, DEPTH)?,
        }
    }
    Some(out)
}

/// Structures within structures that are skipped.
const DEPTH: u8 = 16;
const I32: u8 = 5;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Thrift's compact form; every answer is nothing where bytes run out or mean nothing.
struct Compact<'b> {
    rest: &'b [u8],
}

impl<'b> Compact<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
    }

    fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.varint()?).ok()?;
        let (own, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(own)
    }

    /// The number and kind of the next field; none inside at the end of the structure.
    fn field(&mut self, last: &mut i16) -> Option<Option<(i16, u8)>> {
        let head = self.byte()?;
        if head & 0x0f == 0 {
            return Some(None);
        }
        *last = match head >> 4 {
            0 => i16::try_from(self.zigzag()?).ok()?,
            step => last.checked_add(i16::from(step))?,
        };
        Some(Some((*last, head & 0x0f)))
    }

    fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        // Each element takes a byte or more.
        (count <= self.rest.len() as u64).then_some((head & 0x0f, count))
    }

    fn skip(&mut self, kind: u8, depth: u8) -> Option<()> {
        let deeper = depth.checked_sub(1)?;
        match kind {
            1 | 2 => Some(()),
            3 => self.byte().map(|_| ()),
            4..=6 => self.varint().map(|_| ()),
            7 => self.rest.split_at_checked(8).map(|(_, rest)| self.rest = rest),
            BINARY => self.bytes().map(|_| ()),
            LIST | 10 => {
                let (of, count) = self.list()?;
                // Readers disagree on truth values in lists, and nothing here has any.
                if count > 0 && matches!(of, 0..=2) {
                    return None;
                }
                (0..count).try_for_each(|_| self.skip(of, deeper))
            }
            STRUCT => {
                let mut last = 0;
                while let Some((_, kind)) = self.field(&mut last)? {
                    self.skip(kind, deeper)?;
                }
                Some(())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_footer_declares() {
        // schema: [root with one child, `a`]
        let flat = [0x29, 0x2c, 0x48, 1, b'r', 0x15, 2, 0, 0x15, 12, 0x25, 2, 0x18, 1, b'a', 0, 0];
        assert_eq!(schema(&flat, 9), Some(Ok(())));
        assert!(matches!(schema(&flat, 0), Some(Err(Wrong::Broken(_)))));
        // `a` is repeated; `a` has a child.
        let mut repeated = flat;
        repeated[11] = 4;
        assert_eq!(schema(&repeated, 9), Some(Err(Wrong::Nested("a".to_owned()))));
        for cut in 0..flat.len() {
            assert_eq!(schema(&flat[..cut], 9), None, "{cut}");
        }
        // A list that claims more than there is, and a structure without end.
        assert_eq!(schema(&[0x29, 0xfc, 0xff, 0xff, 0xff, 0x7f], usize::MAX - 1), None);
        assert_eq!(schema(&[0x1c; 4000], 9), None);
    }

    #[test]
    fn what_a_page_claims() {
        let bytes = [0x15, 4, 0x15, 0x80, 0x01, 0x15, 20, 0x4c, 0x15, 6, 0x15, 4, 0, 0, 99];
        let mut reader = Compact { rest: &bytes };
        let page = page(&mut reader).unwrap();
        assert_eq!((page.unpacked, page.packed, page.values), (64, 10, 3));
        assert_eq!(reader.rest, [99]);
    }
}
