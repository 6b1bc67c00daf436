//! Pages of the invented case, byte for byte.
//!
//! Verdict of each file in `tests/golden`: this is the page that a reader gets. `UPDATE_GOLDEN=1 cargo test` writes them
//! anew; read the difference before it is committed.

use crate::fixture::{edition, render};
use std::path::Path;

const PAGES: [&str; 5] =
    ["index.html", "s/S1.html", "ko/s/S2.html", "days/2031-04-10.html", "feed.atom"];

#[test]
fn pages_are_as_they_were() {
    let files = render(edition());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for page in PAGES {
        let path = folder.join(page.replace('/', "_"));
        if update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &files[page]).unwrap();
            continue;
        }
        let golden = std::fs::read(&path).unwrap();
        let same = golden == files[page];
        let at = golden.iter().zip(&files[page]).position(|(a, b)| a != b).unwrap_or(0);
        let start = at.saturating_sub(60);
        let near = |bytes: &[u8]| {
            String::from_utf8_lossy(&bytes[start.min(bytes.len())..bytes.len().min(at + 60)])
                .into_owned()
        };
        assert!(
            same,
            "{page} differs at {at}: was {:?}, is {:?}",
            near(&golden),
            near(&files[page])
        );
    }
}
