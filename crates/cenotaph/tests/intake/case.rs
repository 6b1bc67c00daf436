//! The example case is read whole and without an error, whatever else is in its folder.

use std::path::Path;

use cenotaph::intake::{Limits, Severity, TableKind, read};

#[test]
fn the_example_case_has_no_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/kursk");
    let rows = [
        ("claims.csv", TableKind::Claims, 120),
        ("measures.csv", TableKind::Measures, 41),
        ("evidence.csv", TableKind::Evidence, 26),
        ("persons.csv", TableKind::Persons, 8),
        ("person_mentions.csv", TableKind::Mentions, 35),
        ("sources.csv", TableKind::Sources, 162),
    ];
    for (name, kind, at_least) in rows {
        let path = folder.join(name);
        if !path.exists() {
            continue;
        }
        let tables = read(&path, None, &Limits::default()).unwrap();
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].kind, kind, "{name}");
        let loud: Vec<_> = tables[0]
            .complaints
            .iter()
            .filter(|c| c.severity != Severity::Note)
            .map(ToString::to_string)
            .collect();
        assert_eq!(loud, [""; 0], "{name}");
        assert!(tables[0].rows.len() >= at_least, "{name}: {}", tables[0].rows.len());
    }
}
