//! `link.toml`: what the columns mean and which pairs are looked at, for people to read and change.
//!
//! Invariant: what is written is read as the same mapping. Not here: what the settings mean (the crate `link`).

use std::fmt::Write as _;
use std::path::Path;

use ::link::block::{Rule, RuleCost};
use ::link::{Mapping, Records};

use super::super::error::Error;
use super::{Fault, text_of};

/// Reads settings.
///
/// # Errors
/// What the file or the parser answers.
pub(super) fn read(path: &Path) -> Result<Mapping, Error> {
    let text = text_of(path)?;
    let parsed = basic_toml::from_str(&text);
    Ok(parsed.map_err(|e| Fault::Config { path: path.to_owned(), reason: e.to_string() })?)
}

/// Writes settings, the rules with what each costs; those of the mapping stay if it has some.
///
/// # Errors
/// A bug: a mapping is always TOML.
pub(super) fn written(
    mapping: &Mapping,
    proposed: &[(Rule, RuleCost)],
    records: &Records,
    keep: bool,
) -> Result<String, Error> {
    let bug = |e: basic_toml::Error| Error::Bug(e.to_string());
    if keep {
        return basic_toml::to_string(mapping).map_err(bug);
    }
    let mut out = String::from(
        "# What the columns mean. Kinds: name, given, family, date, text, place, unit, code, category.\n# `unique` names lists on which nobody stands twice.\n",
    );
    let head = Mapping { fields: Vec::new(), ..mapping.clone() };
    let head = basic_toml::to_string(&head).map_err(bug)?;
    head.lines().filter(|l| !l.starts_with("fields")).for_each(|l| {
        out.push_str(l);
        out.push('\n');
    });
    if !proposed.is_empty() {
        out.push_str("\n# A pair is looked at if all parts of one of these agree. Parts of a field: value, sound, words, rare, beginN,\n# endN, year, years, month, day.\nrules = [\n");
        for (rule, cost) in proposed {
            let rule = rule.written(records).replace('\\', "\\\\").replace('"', "\\\"");
            let _ = writeln!(out, "  \"{rule}\", # {cost}");
        }
        out.push_str("]\n");
    }
    let fields = Mapping { fields: mapping.fields.clone(), ..Mapping::default() };
    out.push('\n');
    out.push_str(basic_toml::to_string(&fields).map_err(bug)?.trim_start());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let header = ["id", "list", "name", "born", "age", "died"];
        let rows: Vec<Vec<&str>> = (0..40)
            .map(|n| match n % 2 {
                0 => vec!["1", "x", "ri kwang un", "1999-01-02", "", "2024-12-01"],
                _ => vec!["2", "y", "pak \"chol\" su", "2001-03-04", "23", "2024-12-02"],
            })
            .collect();
        let mapping = Mapping::propose(&header, &rows);
        let mut builder = ::link::Builder::new(&mapping);
        builder.list("all", &header).unwrap();
        rows.iter().for_each(|r| {
            builder.row(r).unwrap();
        });
        let records = builder.finish(names::Names::standard().unwrap());
        let rules = ::link::block::propose(&records, 100_000);
        assert!(!rules.is_empty());
        let text = written(&mapping, &rules, &records, false).unwrap();
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("link.toml");
        std::fs::write(&path, &text).unwrap();
        let back = read(&path).unwrap();
        assert_eq!(back.fields, mapping.fields, "{text}");
        assert_eq!((&back.id, &back.list), (&mapping.id, &mapping.list));
        assert_eq!(back.rules.len(), rules.len());
        for rule in &back.rules {
            Rule::read(rule, &records).unwrap();
        }
    }
}
