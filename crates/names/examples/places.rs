//! Makes `data/places.tsv` from tables of provinces and of places.
//!
//! `cargo run -p cenotaph-names --example places -- ADMIN1 PLACES AREA >crates/names/data/places.tsv`
//!
//! ADMIN1 has names of provinces in ten languages (CLDR), PLACES and AREA rows of GeoNames with alternate names.

#[path = "support/mod.rs"]
mod support;

use std::io::Write;
use support::{Result, cell, digest, rows};

fn main() -> Result<()> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [admin1, places, area] = paths.as_slice() else {
        return Err("Three files are needed: ADMIN1 PLACES AREA".into());
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "# version 1")?;
    writeln!(
        out,
        "# Places: id, name, province, latitude, longitude, other spellings. Made by `examples/places.rs` from:"
    )?;
    for path in &paths {
        let name = path.rsplit('/').next().unwrap_or("");
        writeln!(out, "# {name} sha256 {}", digest(path)?)?;
    }
    writeln!(
        out,
        "# Provinces: Unicode CLDR, copyright Unicode, Inc., Unicode Licence v3. Other places: GeoNames, geonames.org, CC BY 4.0; a selection."
    )?;
    for row in rows(admin1)? {
        let spellings: Vec<&str> = ["ko", "ru", "uk", "zh", "ja", "de", "fr", "ar", "es"]
            .iter()
            .map(|l| cell(&row, &format!("name_{l}")))
            .filter(|s| !s.is_empty())
            .collect();
        writeln!(
            out,
            "{}\t{}\t\t\t\t{}",
            cell(&row, "iso3166_2"),
            cell(&row, "name_en"),
            spellings.join("|")
        )?;
    }
    for (path, columns) in [
        (places, &["hangul", "cyrillic", "han", "latin_variants"][..]),
        (area, &["alternatenames"][..]),
    ] {
        for row in rows(path)? {
            let spellings: Vec<&str> =
                columns.iter().map(|c| cell(&row, c)).filter(|s| !s.is_empty()).collect();
            let cells = ["geonameid", "name", "admin1_name", "lat", "lon"].map(|c| cell(&row, c));
            writeln!(out, "{}\t{}", cells.join("\t"), spellings.join("|"))?;
        }
    }
    Ok(())
}
