//! The canonical form of JSON: RFC 8785 and a few refusals more.
//!
//! A document is canonical if printing what was parsed gives the same bytes: members sorted by
//! UTF-16 code units, no spaces, one spelling of each string and number. On top of RFC 8785 we
//! refuse what two careful implementations could still disagree about:
//!
//! * numbers with a fraction or an exponent, and negative zero;
//! * integers outside ±(2^53 − 1), the range of RFC 7493 (I-JSON) §2.2;
//! * strings and member names that are not in Unicode normalisation form C;
//! * containers nested deeper than [`DEPTH_MAX`].
//!
//! Duplicate members fall out by themselves: the parser keeps one, so the print is shorter.

use serde_json::Value;
use unicode_normalization::is_nfc;

use crate::{Error, Result};

/// Containers within containers, the outermost counted as one.
///
/// Chosen well below the 128 at which the parser itself gives up; no kind of ours nests past ten.
pub(crate) const DEPTH_MAX: usize = 64;

/// The largest integer that every JSON implementation keeps exactly: 2^53 − 1.
const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Prints a value in canonical form.
pub(crate) fn print(value: &Value) -> Result<Vec<u8>> {
    check(value)?;
    serde_json_canonicalizer::to_vec(value)
        .map_err(|_| Error::NotCanonical { at: String::new(), rule: "a value that JSON can hold" })
}

/// Parses bytes that must already be in canonical form.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| Error::Json {
        reason: match error.classify() {
            serde_json::error::Category::Eof => "it ends too early",
            serde_json::error::Category::Syntax if depth_exceeded(&error) => "nested too deeply",
            _ => "a syntax error",
        },
        line: error.line(),
        column: error.column(),
    })?;
    if print(&value)? == bytes {
        Ok(value)
    } else {
        Err(Error::NotCanonical {
            at: String::new(),
            rule: "members sorted and distinct, no spaces, one spelling of each string and number",
        })
    }
}

fn depth_exceeded(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("recursion limit")
}

/// Checks the rules that go beyond RFC 8785.
pub(crate) fn check(value: &Value) -> Result<()> {
    let mut path = Vec::new();
    walk(value, 1, &mut path).map_err(|rule| Error::NotCanonical { at: pointer(&path), rule })
}

enum Step<'a> {
    Member(&'a str),
    Item(usize),
}

fn walk<'a>(
    value: &'a Value,
    depth: usize,
    path: &mut Vec<Step<'a>>,
) -> std::result::Result<(), &'static str> {
    match value {
        Value::Null | Value::Bool(_) => Ok(()),
        Value::Number(number) => check_number(number),
        Value::String(text) => check_text(text),
        Value::Array(_) | Value::Object(_) if depth > DEPTH_MAX => {
            Err("at most 64 containers within one another")
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Item(index));
                walk(item, depth + 1, path)?;
                path.pop();
            }
            Ok(())
        }
        Value::Object(members) => {
            for (name, member) in members {
                path.push(Step::Member(name));
                check_text(name)?;
                walk(member, depth + 1, path)?;
                path.pop();
            }
            Ok(())
        }
    }
}

fn check_number(number: &serde_json::Number) -> std::result::Result<(), &'static str> {
    let magnitude = match (number.as_u64(), number.as_i64()) {
        (Some(n), _) => n,
        (None, Some(n)) => n.unsigned_abs(),
        (None, None) => return Err("whole numbers only, a fraction is written as text"),
    };
    if magnitude > INTEGER_MAX {
        return Err("integers from -(2^53 - 1) to 2^53 - 1, a larger one is written as text");
    }
    Ok(())
}

fn check_text(text: &str) -> std::result::Result<(), &'static str> {
    if is_nfc(text) { Ok(()) } else { Err("text in Unicode normalisation form C") }
}

/// Prints the path as a JSON pointer (RFC 6901), cut to 80 characters.
fn pointer(path: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in path {
        out.push('/');
        match step {
            Step::Member(name) => out.push_str(&name.replace('~', "~0").replace('/', "~1")),
            Step::Item(index) => out.push_str(&index.to_string()),
        }
        if out.len() > 320 {
            break;
        }
    }
    out.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_and_refused() {
        let deep_ok = format!("{}{}", "[".repeat(64), "]".repeat(64));
        let deep_bad = format!("{}{}", "[".repeat(65), "]".repeat(65));
        let deep_parser = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        for (input, accepted) in [
            (r#"{"a":1,"b":[true,null,"x"]}"#, true),
            (r#"{"b":1,"a":2}"#, false),
            (r#"{"a":1, "b":2}"#, false),
            (r#"{"a":1,"a":1}"#, false),
            (r#"{"a":1,"a":2}"#, false),
            ("1.5", false),
            ("1.0", false),
            ("1e3", false),
            ("-0", false),
            ("0", true),
            ("-1", true),
            ("01", false),
            ("9007199254740991", true),
            ("-9007199254740991", true),
            ("9007199254740992", false),
            ("-9007199254740992", false),
            ("18446744073709551616", false),
            ("\"\u{ac00}\"", true),
            ("\"\u{1100}\u{1161}\"", false),
            ("{\"\u{1100}\u{1161}\":1}", false),
            (r#""\u0041""#, false),
            (r#""\/""#, false),
            (r#""\n""#, true),
            (r#""\u000a""#, false),
            (r#""\u001f""#, true),
            (r#""\u001F""#, false),
            (r#""\ud800""#, false),
            // RFC 8785 §3.2.3: sorted by UTF-16 code units, so U+1F600 comes before U+FB33.
            ("{\"\u{1f600}\":1,\"\u{fb1d}a\":2}", false),
            ("{\"\u{1f600}\":1,\"\u{ff21}\":2}", true),
            ("{\"\u{ff21}\":2,\"\u{1f600}\":1}", false),
            ("{} ", false),
            ("{}{}", false),
            ("", false),
            ("\u{feff}{}", false),
            (&deep_ok, true),
            (&deep_bad, false),
            (&deep_parser, false),
        ] {
            let got = parse(input.as_bytes());
            assert_eq!(got.is_ok(), accepted, "{input:?}: {got:?}");
        }
        assert!(parse(b"\"\xff\"").is_err());
    }

    #[test]
    fn the_place_is_named() {
        let error = parse(br#"{"a":[0,{"b/c":0.5}]}"#).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Not canonical at `/a/1/b~1c`: whole numbers only, a fraction is written as text"
        );
    }
}
