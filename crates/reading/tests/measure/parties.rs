//! The corpus names parties by short codes, the reader by group and name as the desk's tables do: one table joins them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use model::party::{Group, Party};
use reading::{Draft, Table};

/// Group, name in the reader's tables, code in the annotations after the group.
const NAMES: &[(&str, &str, &str)] = &[
    ("ROK", "NIS", "NIS"),
    ("ROK", "JCS", "JCS"),
    ("ROK", "Ministry of National Defense", "MND"),
    ("ROK", "Unification Ministry", "Unification Ministry"),
    ("ROK", "Foreign Ministry", "MFA"),
    ("ROK", "President's office", "President"),
    ("ROK", "National Security Office", "NSO"),
    ("ROK", "South Korea (authorities)", "authorities"),
    ("UA", "President of Ukraine", "President"),
    ("UA", "HUR", "HUR"),
    ("UA", "General Staff", "General Staff"),
    ("UA", "Commander-in-Chief", "Commander-in-Chief"),
    ("UA", "Special Operations Forces", "SOF"),
    ("UA", "SBU", "SBU"),
    ("UA", "Defence Ministry", "MoD"),
    ("UA", "Foreign Ministry", "MFA"),
    ("UA", "Coordination Headquarters", "Coordination Headquarters"),
    ("UA", "Ukraine (UN)", "UN"),
    ("UA", "Ukraine (authorities)", "authorities"),
    ("US", "White House", "White House"),
    ("US", "Pentagon", "Pentagon"),
    ("US", "State Department", "State Department"),
    ("US", "US officials", "officials"),
    ("US", "United States (authorities)", "authorities"),
    ("UK", "Ministry of Defence", "MoD"),
    ("UK", "United Kingdom (authorities)", "authorities"),
    ("NATO", "NATO", "NATO"),
    ("WEST", "Western officials", "Western officials"),
    ("MSMT", "Multilateral Sanctions Monitoring Team", "MSMT"),
    ("RU", "Kremlin", "Kremlin"),
    ("RU", "Defence Ministry", "MoD"),
    ("RU", "Foreign Ministry", "MFA"),
    ("RU", "General Staff", "General Staff"),
    ("RU", "Kursk governor", "Kursk governor"),
    ("RU", "Russia (UN)", "UN"),
    ("RU", "Russia (authorities)", "authorities"),
    ("DPRK", "KCNA", "KCNA"),
    ("DPRK", "Central Military Commission (KCNA)", "CMC"),
    ("DPRK", "DPRK Foreign Ministry", "MFA"),
    ("DPRK", "DPRK mission to the UN", "UN"),
    ("DPRK", "DPRK state media", "state media"),
    ("DPRK", "DPRK authorities", "authorities"),
];

/// Codes by the name that is printed in columns without a group of their own: `Foreign Ministry (Russia)`.
static SHOWN: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let code = |(group, name, code): &(&str, &str, &str)| {
        let party = Party { group: Group((*group).to_owned()), name: (*name).to_owned() };
        (party.shown().0, format!("{group}/{code}"))
    };
    NAMES.iter().map(code).collect()
});

/// The annotations' code of the party that answers for a draft; empty when the draft names none.
pub(crate) fn code(draft: &Draft) -> String {
    match draft.kind.table() {
        Table::Claims | Table::Positions => {
            of_columns(draft.field("party_group"), draft.field("party"))
        }
        Table::Measures => of_shown(draft.field("alleged_by")),
        Table::Awareness => of_shown(draft.field("said_by")),
        Table::Evidence => of_shown(draft.field("released_by")),
    }
}

fn of_columns(group: &str, name: &str) -> String {
    let known = NAMES.iter().find(|(g, n, _)| *g == group && *n == name);
    match (group, name) {
        (_, "") => String::new(),
        ("SOURCE", _) => source(name).unwrap_or_else(|| format!("SOURCE/{name}")),
        _ => known.map_or_else(|| format!("{group}/{name}"), |(g, _, code)| format!("{g}/{code}")),
    }
}

fn of_shown(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    let known = SHOWN.get(name).cloned();
    known.or_else(|| source(name)).unwrap_or_else(|| format!("MEDIA/{name}"))
}

/// `A source in North Hamgyong Province` is `SOURCE/North Hamgyong`.
fn source(name: &str) -> Option<String> {
    let province = name.strip_prefix("A source in ")?;
    Some(format!("SOURCE/{}", province.strip_suffix(" Province").unwrap_or(province)))
}

/// Whether two codes name one party; outlets are compared without quotation marks and case.
pub(crate) fn same(wanted: &str, got: &str) -> bool {
    plain(wanted) == plain(got)
}

fn plain(code: &str) -> String {
    let marks = ['«', '»', '“', '”', '‘', '’', '"', '\''];
    code.chars().filter(|c| !marks.contains(c)).collect::<String>().to_lowercase()
}

#[test]
fn names_lead_to_codes() {
    let rows = [
        ("ROK", "NIS", "ROK/NIS"),
        ("RU", "Foreign Ministry", "RU/MFA"),
        ("SOURCE", "A source in North Hamgyong Province", "SOURCE/North Hamgyong"),
        ("MEDIA", "Example Wire", "MEDIA/Example Wire"),
        ("", "", ""),
    ];
    for (group, name, code) in rows {
        assert_eq!(of_columns(group, name), code);
    }
    let rows = [
        ("NIS (South Korea)", "ROK/NIS"),
        ("Foreign Ministry (Russia)", "RU/MFA"),
        ("Foreign Ministry (Ukraine)", "UA/MFA"),
        ("A source in Ryanggang Province", "SOURCE/Ryanggang"),
        ("Example Wire", "MEDIA/Example Wire"),
        ("", ""),
    ];
    for (name, code) in rows {
        assert_eq!(of_shown(name), code);
    }
    assert_eq!(SHOWN.len(), NAMES.len(), "two parties are printed alike");
}
