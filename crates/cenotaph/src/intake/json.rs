//! JSON Lines, and a JSON array of objects.
//!
//! One object is one row; its keys are the head, in the order in which they first appear. Numbers, `true`, `false` and text
//! are values; a list of them is one value joined with `;`; `null` is an empty field. Each object is cut out of the text by
//! a scan that counts brackets, so that a bad object costs one row, depth and size are bounded before anything is built,
//! and lines are physical. Invariant: a key that occurs twice in one object is an error, not "the last one wins".

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::complaint::{Complaint, Complaints, Place, Severity};
use super::decode::Decoded;
use super::delimited::bad_byte;
use super::detect;
use super::plain::{Item, Plain, Take};
use super::schema::{TableKind, grouped};
use super::table::{Builder, Origin, Raw, Table};
use super::{IntakeError, Limits};

/// Reads JSON Lines or an array.
pub(crate) fn read(
    decoded: &Decoded<'_>,
    mut origin: Origin,
    hint: Option<TableKind>,
    limits: &Limits,
) -> Result<Table, IntakeError> {
    origin.numbered = false;
    let text = decoded.text.as_ref();
    let (names, first_line) = keys(text, &origin.path, limits)?;
    let (kind, _) = detect::kind(&names, &origin.path, None, hint)
        .map_err(|nearest| IntakeError::unknown_kind(&origin.path, None, &names, nearest))?;
    let positions: HashMap<&str, usize> =
        names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut builder = Builder::new(kind, origin, &names, first_line, limits);
    let mut bad = decoded.bad.as_slice();
    for piece in Pieces::new(text, limits) {
        let mut damaged = false;
        while let Some((first, rest)) = bad.split_first()
            && first.text < piece.end
        {
            damaged |= first.text >= piece.start;
            let place = builder.place(piece.line, None);
            builder.complain(bad_byte(first, place, builder.encoding()));
            bad = rest;
        }
        match object(&piece, &positions, &mut builder, limits) {
            Some(fields) => {
                builder.push(Raw { line: piece.line, fields, width: None, refused: damaged });
            }
            None => builder.refuse(),
        }
        if builder.full() {
            break;
        }
    }
    Ok(builder.finish())
}

/// Gives out objects as rows, without a schema.
pub(crate) fn plain(
    text: &str,
    path: &Arc<str>,
    limits: &Limits,
    take: Take<'_>,
) -> Result<Plain, IntakeError> {
    let (names, _) = keys(text, path, limits)?;
    let positions: HashMap<&str, usize> =
        names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut complaints = Complaints::new(limits.complaints);
    let mut plain = Plain::default();
    if take(Item::Head(&names)).is_break() {
        return Ok(plain);
    }
    for piece in Pieces::new(text, limits) {
        let row = || -> Option<Vec<Cow<'_, str>>> {
            let Pairs(pairs) = serde_json::from_str(piece.body.ok()?).ok()?;
            let mut cells = vec![Cow::Borrowed(""); names.len()];
            for (name, value) in pairs {
                let at = *positions.get(name.as_str())?;
                cells[at] = Cow::Owned(flat(&value).ok()?);
            }
            Some(cells)
        };
        let Some(cells) = row() else {
            let place = Place::row(path, None, piece.line);
            let expected = "an object of texts and numbers, in JSON syntax";
            complaints.push(Complaint::new(Severity::Error, "json.syntax", place, expected));
            continue;
        };
        plain.rows += 1;
        if take(Item::Row(&cells)).is_break() || plain.rows >= limits.rows {
            break;
        }
    }
    plain.complaints = complaints.finish(path, None);
    Ok(plain)
}

/// Every key of every object that can be read, in order of appearance.
fn keys(text: &str, path: &Arc<str>, limits: &Limits) -> Result<(Vec<String>, u64), IntakeError> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = HashMap::new();
    let mut first_line = 0;
    for piece in Pieces::new(text, limits) {
        let Ok(Names(found)) = serde_json::from_str(piece.body.unwrap_or_default()) else {
            continue;
        };
        if first_line == 0 {
            first_line = piece.line;
        }
        for name in found {
            if seen.contains_key(&name) {
                continue;
            }
            if names.len() == limits.columns {
                return Err(IntakeError::TooManyColumns {
                    path: path.to_string(),
                    line: piece.line,
                    columns: names.len() as u64 + 1,
                    limit: limits.columns as u64,
                });
            }
            seen.insert(name.clone(), ());
            names.push(name);
        }
    }
    if names.is_empty() {
        return Err(IntakeError::NoObjects { path: path.to_string() });
    }
    Ok((names, first_line))
}

/// The fields of one object; nothing, with complaints, when it is no row.
fn object<'t>(
    piece: &Piece<'t>,
    positions: &HashMap<&str, usize>,
    builder: &mut Builder<'_>,
    limits: &Limits,
) -> Option<Vec<(usize, Cow<'t, str>)>> {
    let say = |builder: &mut Builder<'_>, column, character, code, expected: String| {
        let mut place = builder.place(piece.line, column);
        place.column = character;
        builder.complain(Complaint::new(Severity::Error, code, place, expected));
        None::<Vec<(usize, Cow<'t, str>)>>
    };
    let body = match piece.body {
        Ok(body) => body,
        Err(Shape::TooDeep) => {
            return say(
                builder,
                None,
                None,
                "json.depth",
                format!("at most {} levels of brackets", limits.json_depth),
            );
        }
        Err(Shape::TooLong) => {
            return say(
                builder,
                None,
                None,
                "json.size",
                format!("an object of at most {} bytes", grouped(limits.json_object as u64)),
            );
        }
        Err(Shape::Stray) => {
            return say(
                builder,
                None,
                Some(piece.character),
                "json.syntax",
                "an object, `{…}`".into(),
            );
        }
        Err(Shape::Open) => {
            return say(
                builder,
                None,
                Some(piece.character),
                "json.syntax",
                "an object that closes, in JSON Lines on the line where it opens".into(),
            );
        }
    };
    let Pairs(pairs) = match serde_json::from_str(body) {
        Ok(pairs) => pairs,
        Err(fault) => {
            // Within one object the place is the object's line and, when it stands on one line, the character.
            let character =
                (fault.line() == 1).then(|| fault.column() as u64 + piece.character - 1);
            let line = (fault.line() as u64).saturating_sub(1) + piece.line;
            let mut place = builder.place(line, None);
            place.column = character;
            let complaint =
                Complaint::new(Severity::Error, "json.syntax", place, "an object in JSON syntax")
                    .hint(format!("the parser says: {}", bare(&fault)));
            builder.complain(complaint);
            return None;
        }
    };
    let mut sound = true;
    let mut fields: Vec<(usize, Cow<'t, str>)> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        let Some(&at) = positions.get(name.as_str()) else { continue };
        match flat(&value) {
            Ok(text) if text.len() > limits.field => {
                sound = false;
                let expected = format!("a field of at most {} bytes", grouped(limits.field as u64));
                say(builder, Some(at), None, "value.too_long", expected);
            }
            Ok(text) => fields.push((at, Cow::Owned(text))),
            Err(expected) => {
                sound = false;
                say(builder, Some(at), None, "json.value", expected.into());
            }
        }
    }
    fields.sort_by_key(|(at, _)| *at);
    for (a, b) in fields.iter().zip(fields.iter().skip(1)) {
        if a.0 == b.0 {
            sound = false;
            say(builder, Some(a.0), None, "json.key_twice", "each key once in an object".into());
        }
    }
    sound.then_some(fields)
}

/// The parser's words without its own place.
fn bare(fault: &serde_json::Error) -> String {
    let text = fault.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// A value as the text of one field.
fn flat(value: &Value) -> Result<String, &'static str> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(yes) => Ok(yes.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Array(parts) => {
            let mut joined = Vec::with_capacity(parts.len());
            for part in parts {
                match part {
                    Value::Array(_) | Value::Object(_) => return Err("a list of texts or numbers"),
                    Value::String(text) if text.contains(';') => {
                        return Err("a list whose texts hold no `;`, which separates them");
                    }
                    part => joined.push(flat(part)?),
                }
            }
            Ok(joined.join(";"))
        }
        Value::Object(_) => Err("text, a number, `true`, `false`, `null`, or a list of these"),
    }
}

/// One object cut out of the text, or why it could not be.
#[derive(Debug)]
struct Piece<'t> {
    line: u64,
    /// The character in its line where it starts, from 1.
    character: u64,
    start: usize,
    end: usize,
    body: Result<&'t str, Shape>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    TooDeep,
    TooLong,
    /// Something that is no object.
    Stray,
    /// The text ends within it.
    Open,
}

/// Cuts objects out of JSON Lines or of an array.
///
/// Outside an array an object stands on one line. In an array white space and commas separate. What is no object is one
/// stray piece up to the end of its line. An object that does not close is one piece up to the end of its first line, so
/// that the lines after it count.
#[derive(Debug)]
struct Pieces<'t> {
    text: &'t str,
    at: usize,
    line: u64,
    line_start: usize,
    depth_max: usize,
    bytes_max: usize,
    array: bool,
    /// Whether the array's bracket was passed.
    opened: bool,
    unclosed: usize,
}

impl<'t> Pieces<'t> {
    fn new(text: &'t str, limits: &Limits) -> Self {
        let body = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        let array = body.starts_with('[');
        let (depth_max, bytes_max) = (limits.json_depth, limits.json_object);
        Self {
            text,
            at: 0,
            line: 1,
            line_start: 0,
            depth_max,
            bytes_max,
            array,
            opened: false,
            unclosed: 0,
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Steps over one byte and counts the line that it may end.
    fn step(&mut self) {
        let ends_line = match self.byte(self.at) {
            Some(b'\n') => true,
            Some(b'\r') => self.byte(self.at + 1) != Some(b'\n'),
            _ => false,
        };
        self.at += 1;
        if ends_line {
            self.line += 1;
            self.line_start = self.at;
        }
    }

    fn skip_between(&mut self) {
        while let Some(byte) = self.byte(self.at) {
            let mark = self.array && matches!(byte, b',' | b']')
                || byte == b'[' && self.array && !self.opened;
            self.opened |= mark;
            let bom = self.text.get(self.at..).is_some_and(|rest| rest.starts_with('\u{feff}'));
            if bom {
                self.at += '\u{feff}'.len_utf8();
            } else if byte.is_ascii_whitespace() || mark {
                self.step();
            } else {
                break;
            }
        }
    }

    fn skip_line(&mut self) {
        while self.byte(self.at).is_some_and(|b| b != b'\n' && b != b'\r') {
            self.at += 1;
        }
    }

    /// Walks over one object; says how it ended.
    fn walk(&mut self) -> Option<Shape> {
        let start = self.at;
        let (mut depth, mut deepest, mut in_text) = (0_usize, 0_usize, false);
        while let Some(byte) = self.byte(self.at) {
            match byte {
                b'\\' if in_text => self.step(),
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
                // A line end cannot stand inside a JSON text: the quote before it was not closed.
                b'\n' | b'\r' if in_text || !self.array => return Some(Shape::Open),
                _ => {}
            }
            self.step();
            if depth > 0 && self.at - start > self.bytes_max && self.array {
                // Where it would end is not worth a longer walk: the next line is tried.
                return Some(Shape::Open);
            }
            if depth == 0 && !in_text {
                let long = self.at - start > self.bytes_max;
                let deep = deepest > self.depth_max;
                return if long { Some(Shape::TooLong) } else { deep.then_some(Shape::TooDeep) };
            }
        }
        Some(Shape::Open)
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        self.skip_between();
        let first = self.byte(self.at)?;
        let (start, line, line_start) = (self.at, self.line, self.line_start);
        let before = self.text.get(line_start..start).unwrap_or_default();
        let character = before.chars().count() as u64 + 1;
        let shape = if first == b'{' { self.walk() } else { Some(Shape::Stray) };
        if shape == Some(Shape::Open) && self.unclosed < UNCLOSED_MAX {
            self.unclosed += 1;
            (self.at, self.line, self.line_start) = (start, line, line_start);
        }
        if matches!(shape, Some(Shape::Open | Shape::Stray)) {
            self.skip_line();
        }
        let end = self.at.min(self.text.len());
        let body = match shape {
            None => Ok(self.text.get(start..end).unwrap_or_default()),
            Some(shape) => Err(shape),
        };
        Some(Piece { line, character, start, end, body })
    }
}

/// How often an object that does not close is gone back over; bounds the work on hostile text.
const UNCLOSED_MAX: usize = 20;

/// The pairs of an object in their order, doubled keys included.
struct Pairs(Vec<(String, Value)>);

/// The keys of an object; the values are not built.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Names;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}
