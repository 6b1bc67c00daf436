//! Names of pages: from a key to a file name that is safe on every disk.
//!
//! Invariant: no two keys of a table share a name, not even on a disk that does not tell `A` from `a`; a key in plain
//! letters, digits, `.`, `_` and `-` is its own name, so that a permanent link can be typed from a printed key.
//!
//! Not here: the folder.

use std::collections::HashSet;

/// A file name (without `.html`) for each key, in the order of the keys.
pub(crate) fn names<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    keys.map(|key| {
        let plain = fold(key);
        let reserved = RESERVED.contains(&plain.to_ascii_lowercase().as_str());
        let name = if reserved || taken.contains(&plain.to_ascii_lowercase()) {
            format!("{plain}-{:08x}", hash(key))
        } else {
            plain
        };
        taken.insert(name.to_ascii_lowercase());
        name
    })
    .collect()
}

/// The key with every other character than letters, digits, `.`, `_`, `-` folded to one hyphen.
pub(crate) fn fold(key: &str) -> String {
    let mut name = String::new();
    let mut lossy = false;
    for c in key.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || (c == '.' && !name.is_empty()) {
            name.push(c);
        } else {
            lossy |= !c.is_ascii();
            if !name.ends_with('-') && !name.is_empty() {
                name.push('-');
            }
        }
    }
    let name = name.trim_end_matches(['-', '.']);
    if lossy || name.is_empty() || name.len() > 80 {
        let short = name.get(..80).unwrap_or(name).trim_end_matches(['-', '.']);
        return format!("{short}{}{:08x}", if short.is_empty() { "x" } else { "-" }, hash(key));
    }
    name.to_owned()
}

/// FNV-1a, 32 bits: tells keys apart, protects nothing.
fn hash(key: &str) -> u32 {
    key.bytes().fold(0x811c_9dc5, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// Names that mean something to a disk or to the site itself.
const RESERVED: [&str; 9] = ["index", "con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_keys_are_their_own_names() {
        assert_eq!(
            names(["C050", "KBS-188550", "2-C050"].into_iter()),
            ["C050", "KBS-188550", "2-C050"]
        );
    }

    #[test]
    fn hostile_keys_get_safe_and_different_names() {
        let keys =
            ["../../etc/passwd", "a/b", "a b", "A-B", "index", "CON", "가나", "", ".x", "<script>"];
        let found = names(keys.into_iter());
        let mut seen = HashSet::new();
        for name in &found {
            assert!(
                name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)),
                "{name}"
            );
            assert!(!name.starts_with('.') && !name.contains("..") && !name.is_empty(), "{name}");
            assert!(seen.insert(name.to_ascii_lowercase()), "{name} twice");
        }
        assert_eq!(names(["k".repeat(300)].iter().map(String::as_str))[0].len(), 89);
    }
}
