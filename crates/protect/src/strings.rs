//! Every string of a value, whatever its shape.
//!
//! What it is for: the last look before sealing. A rule that walks fields by name forgets the field that is added next
//! year; this walks whatever `Serialize` writes, so a new field is looked at from its first day.
//!
//! Invariant: each string value is visited once, in the order of serialisation. Field names and enum tags are not visited:
//! they are ours.
//!
//! Not here: numbers; they cannot hold a name.

use serde::{Serialize, ser};
use std::fmt;

/// Calls `visit` with each string inside `value`.
pub(crate) fn each_string(value: &impl Serialize, visit: &mut dyn FnMut(&str)) {
    // The walker never fails: its error type has no value that it would make.
    let _ = value.serialize(Walk { visit });
}

struct Walk<'a> {
    visit: &'a mut dyn FnMut(&str),
}

impl Walk<'_> {
    fn inner(&mut self) -> Walk<'_> {
        Walk { visit: &mut *self.visit }
    }
}

/// Only `Serialize` implementations of others could raise it; ours do not.
#[derive(Debug)]
struct Never;

impl fmt::Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cannot walk a value")
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

macro_rules! ignore {
    ($($name:ident: $type:ty),+ $(,)?) => {
        $(fn $name(self, _: $type) -> Result<(), Never> { Ok(()) })+
    };
}

impl ser::Serializer for Walk<'_> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    ignore! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_char(self, c: char) -> Result<(), Never> {
        (self.visit)(c.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Never> {
        (self.visit)(text);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Never> {
        Ok(self)
    }
}

macro_rules! sequence {
    ($($kind:ident :: $step:ident),+ $(,)?) => {
        $(impl ser::$kind for Walk<'_> {
            type Ok = ();
            type Error = Never;

            fn $step<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                value.serialize(self.inner())
            }

            fn end(self) -> Result<(), Never> {
                Ok(())
            }
        })+
    };
}

sequence! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

impl ser::SerializeMap for Walk<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        key.serialize(self.inner())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        value.serialize(self.inner())
    }

    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}

macro_rules! structure {
    ($($kind:ident),+ $(,)?) => {
        $(impl ser::$kind for Walk<'_> {
            type Ok = ();
            type Error = Never;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                _: &'static str,
                value: &T,
            ) -> Result<(), Never> {
                value.serialize(self.inner())
            }

            fn end(self) -> Result<(), Never> {
                Ok(())
            }
        })+
    };
}

structure! { SerializeStruct, SerializeStructVariant }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{Attribution, Both, Person, PersonName, Statement};

    #[test]
    fn sees_strings_at_every_depth() {
        let statement = Statement {
            key: "K1".into(),
            attribution: Attribution::Protected {
                handle: "heron".into(),
                place: Some("NH".into()),
                via: None,
            },
            gist: Both::new("deep", "깊은"),
            ..Statement::default()
        };
        let mut seen = Vec::new();
        each_string(&statement, &mut |text| seen.push(text.to_owned()));
        for expected in ["K1", "heron", "NH", "deep", "깊은"] {
            assert!(seen.iter().any(|s| s == expected), "{expected} in {seen:?}");
        }
        let person = Person {
            names: vec![PersonName { name: "Invented".into(), ..PersonName::default() }],
            ..Person::default()
        };
        let mut hits = 0;
        each_string(&person, &mut |text| hits += usize::from(text == "Invented"));
        assert_eq!(hits, 1);
    }
}
