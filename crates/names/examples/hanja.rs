//! Makes `data/hanja.tsv` from the Unihan database: Korean readings, the Mandarin syllable and the Japanese On readings of each character.
//!
//! `cargo run -p cenotaph-names --example hanja -- READINGS VARIANTS OTHER >crates/names/data/hanja.tsv`
//!
//! READINGS is `Unihan_Readings.txt`, VARIANTS `Unihan_Variants.txt`, OTHER `Unihan_OtherMappings.txt`, of one version. A character
//! without a Korean reading of its own has that of its traditional, semantic or shape variant. Written to standard output with a head.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use unicode_normalization::UnicodeNormalization;

type Fields = BTreeMap<(char, String), String>;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [readings, variants, other] = paths.as_slice() else {
        return Err("Three files are needed: READINGS VARIANTS OTHER".into());
    };
    let mut fields = Fields::new();
    let mut out = std::io::stdout().lock();
    writeln!(out, "# version 1")?;
    writeln!(
        out,
        "# Korean readings of characters with weights, the Mandarin syllable without its tone, Japanese On readings as kana are folded."
    )?;
    writeln!(
        out,
        "# A character without a reading of its own has that of its variant. Made by `examples/hanja.rs` from:"
    )?;
    for path in [readings, variants, other] {
        let bytes = std::fs::read(path)?;
        let name = std::path::Path::new(path).file_name().map_or("", |n| n.to_str().unwrap_or(""));
        let digest: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        writeln!(out, "# {name} sha256 {digest}")?;
        read(std::str::from_utf8(&bytes)?, &mut fields);
    }
    writeln!(out, "# Unihan 15.0.0, copyright Unicode, Inc., under the Unicode Licence v3.")?;
    let chars: std::collections::BTreeSet<char> = fields.keys().map(|k| k.0).collect();
    for c in chars {
        let korean = korean(c, &fields);
        let pinyin = pinyin(c, &fields);
        if !korean.is_empty() || !pinyin.is_empty() {
            let cells: Vec<String> = korean.iter().map(|(r, w)| format!("{r}:{w}")).collect();
            let on = if korean.is_empty() { String::new() } else { on(c, &fields) };
            let end = if on.is_empty() { String::new() } else { format!("\t{on}") };
            writeln!(out, "{c}\t{}\t{pinyin}{end}", cells.join(" "))?;
        }
    }
    Ok(())
}

fn read(text: &str, fields: &mut Fields) {
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        if let (Some(code), Some(field), Some(value)) = (cells.next(), cells.next(), cells.next())
            && let Some(c) = character(code)
        {
            fields.insert((c, field.to_owned()), value.to_owned());
        }
    }
}

fn character(code: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(code.split('<').next()?.strip_prefix("U+")?, 16).ok()?)
}

/// Own readings, or those of the nearest variant that has some.
fn korean(c: char, fields: &Fields) -> Vec<(char, u32)> {
    let own = readings_of(c, fields);
    if !own.is_empty() {
        return own;
    }
    for field in [
        "kTraditionalVariant",
        "kZVariant",
        "kSemanticVariant",
        "kCompatibilityVariant",
        "kSpecializedSemanticVariant",
    ] {
        for code in fields.get(&(c, field.to_owned())).map_or("", String::as_str).split(' ') {
            let found = character(code).map(|v| readings_of(v, fields)).unwrap_or_default();
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// `금:0E 김:0N`: E is taught at school, N is for names.
fn readings_of(c: char, fields: &Fields) -> Vec<(char, u32)> {
    let value = fields.get(&(c, "kHangul".to_owned())).map_or("", String::as_str);
    value
        .split(' ')
        .filter_map(|cell| {
            let (reading, marks) = cell.split_once(':')?;
            let mut chars = reading.nfc();
            let syllable = chars.next().filter(|s| ('가'..='힣').contains(s))?;
            let weight = if marks.contains('E') {
                3
            } else if marks.contains('N') {
                2
            } else {
                1
            };
            chars.next().is_none().then_some((syllable, weight))
        })
        .collect()
}

/// The first Mandarin reading without its tone; `ü` is kept.
fn pinyin(c: char, fields: &Fields) -> String {
    let value = fields.get(&(c, "kMandarin".to_owned())).map_or("", String::as_str);
    let first = value.split(' ').next().unwrap_or("");
    let toneless =
        first.nfd().filter(|m| !matches!(m, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30C}'));
    toneless.nfc().filter(|l| l.is_alphabetic()).collect()
}

/// The Japanese readings by sound, by Hepburn's rules with `N` for ん, in the order of Unihan.
fn on(c: char, fields: &Fields) -> String {
    let value = fields.get(&(c, "kJapaneseOn".to_owned())).map_or("", String::as_str);
    let folded = |reading: &str| match reading.to_lowercase() {
        r if r.ends_with('n') => format!("{}N", &r[..r.len() - 1]),
        r => r,
    };
    let ascii = |r: &&str| !r.is_empty() && r.bytes().all(|b| b.is_ascii_uppercase());
    value.split(' ').filter(ascii).map(folded).collect::<Vec<_>>().join(" ")
}
