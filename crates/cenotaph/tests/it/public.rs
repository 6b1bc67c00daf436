//! What leaves: nothing in a release or a site leads to a person or shows when a source called.
//!
//! A case is made with things that must not leave planted in it, and every byte of the public folders is searched for them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;

use super::support::{Home, demo, files, sha256, table};

const CLAIMS: &[&str] = &[
    "claim_id",
    "party_group",
    "party",
    "speaker",
    "announced_date",
    "as_of_date",
    "category",
    "best",
    "words",
    "support",
    "note",
    "handle",
    "place",
    "prompt",
    "stimulus",
    "channel",
    "kind",
    "source_ids",
    "derives_from",
    "release",
];

/// Words that must not be found, each planted once.
const PLANTED: &[(&str, &str)] = &[
    ("Quillbrook", "the party of a withheld row"),
    ("seven lorries at the culvert", "the words of a withheld row"),
    ("ferrymen counted the litters", "the support of a row on hold"),
    ("Maplehollow", "the fine place of a protected source"),
    ("Harvo Pellin", "the name of a living prisoner"),
    ("하르보 펠린", "the name of a living prisoner in another script"),
    ("Osmer Dravik", "a name that may not be shown, of a missing person"),
    ("batch-of-the-night-shift", "the name of an intake file"),
    ("cross_border_mobile_voice", "by which way a source called"),
    ("W-HELD-1", "the key of a withheld row"),
    ("H-OLD-1", "the key of a row on hold"),
    ("ledger-of-the-porter", "the title of a withheld report"),
    ("porter.example", "the address of a withheld report"),
];

fn planted() -> &'static Home {
    static HOME: OnceLock<Home> = OnceLock::new();
    HOME.get_or_init(|| {
        let home = Home::with_case();
        let claims = table(
            CLAIMS,
            &[
                "claim_id=C1|party_group=ROK|party=Agency|announced_date=2026-01-05|as_of_date=2026-01-05|category=killed|best=100|words=100|source_ids=R1|release=public",
                "claim_id=C2|party_group=UA|party=Ministry|announced_date=2026-01-06|as_of_date=2026-01-05|category=killed|best=300|words=300|source_ids=R1;R9|release=public",
                "claim_id=W-HELD-1|party_group=ROK|party=Quillbrook|announced_date=2026-01-07|category=killed|best=77|words=77|support=seven lorries at the culvert|derives_from=C1|release=withheld",
                "claim_id=H-OLD-1|party_group=ROK|party=Agency|announced_date=2026-01-08|category=wounded|best=55|words=55|support=ferrymen counted the litters|release=hold",
                "claim_id=T1|party_group=SOURCE|party=source inside|announced_date=2026-01-09|category=testimony|kind=circumstance|support=people speak of it|handle=heron-1|place=Maplehollow near Hoeryong, North Hamgyong|prompt=unprompted|channel=cross_border_mobile_voice|release=coarsened",
            ],
        );
        home.write("batch-of-the-night-shift.csv", claims);
        home.write(
            "roll-of-people.csv",
            "person_id,status,age,affiliation,named_by,circumstance,sensitivity,release\n\
             P1,dead,24,Guard regiment,state television,killed in action,state-published,public\n\
             P2,captured,21,Guard regiment,interrogators,taken prisoner,living,public\n\
             P3,missing,22,Guard regiment,a list,not seen again,,public\n",
        );
        home.write(
            "roll-of-names.csv",
            "person_id,mention,script,lang,role,date,source_id\n\
             P1,Tarn Olbec,Latn,en,name,2026-01-10,R1\n\
             P2,Harvo Pellin,Latn,en,name,2026-01-10,R1\n\
             P2,하르보 펠린,Hang,ko,name,2026-01-10,R1\n\
             P3,Osmer Dravik,Latn,en,name,2026-01-10,R1\n",
        );
        home.write(
            "reports.csv",
            "source_id,publisher,lang,title,url,published,release\n\
             R1,Example Wire,en,Losses put at 100,https://news.example/a,2026-01-05,public\n\
             R9,Porter,en,ledger-of-the-porter,https://porter.example/9,2026-01-06,withheld\n",
        );
        let files = ["batch-of-the-night-shift.csv", "roll-of-people.csv", "roll-of-names.csv", "reports.csv"];
        home.run(&[&["add", "-C", "case"][..], &files].concat()).ends(0);
        home.found();
        home.release_by_two(&[]).ends(0);
        home.run(&["site", "-C", "case", "--base-url", "https://record.example/"]).ends(0);
        home.run(&["export", "mirror", "-C", "case"]).ends(0);
        home
    })
}

/// Every public byte of a home: the editions, the site, the exported log.
fn public(home: &Home) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for dir in ["case/releases", "case/site", "mirror"] {
        if home.path(dir).exists() {
            all.extend(files(&home.path(dir)).into_iter().map(|(p, b)| (format!("{dir}/{p}"), b)));
        }
    }
    all
}

/// True when the bytes hold the needle; `str::find` is built optimised, a search of ours would not be.
fn holds(bytes: &[u8], needle: &str) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.contains(needle),
        Err(_) => bytes.windows(needle.len()).any(|w| w == needle.as_bytes()),
    }
}

/// The files that hold the text, by name or content.
fn found(all: &BTreeMap<String, Vec<u8>>, needle: &str) -> Vec<String> {
    let hit = |(path, bytes): &(&String, &Vec<u8>)| path.contains(needle) || holds(bytes, needle);
    all.iter().filter(hit).map(|(path, _)| path.clone()).collect()
}

#[test]
fn nothing_planted_leaves() {
    let all = public(planted());
    assert!(all.len() > 50, "{}", all.len());
    for (needle, what) in PLANTED {
        assert_eq!(found(&all, needle), Vec::<String>::new(), "{what}: {needle}");
        let lower = needle.to_lowercase();
        assert_eq!(found(&all, &lower), Vec::<String>::new(), "{what}: {lower}");
        let slug = lower.replace(' ', "-");
        assert_eq!(found(&all, &slug), Vec::<String>::new(), "{what}: {slug}");
    }
}

/// The search above can find: what may leave is there.
#[test]
fn what_may_leave_leaves() {
    let all = public(planted());
    for needle in ["Tarn Olbec", "heron-1", "Example Wire", "Hamgyong", "\"C1\"", "P2"] {
        assert!(!found(&all, needle).is_empty(), "{needle}");
    }
    // And the desk still has what did not leave.
    for words in ["Quillbrook", "Harvo", "Maplehollow"] {
        planted().run(&["search", words, "-C", "case"]).ends(0);
    }
}

/// Nothing tells of the desk log: its size, its root, its key, the ids of its entries, the nonce of the anchor.
#[test]
fn the_desk_log_stays_inside() {
    for home in [planted(), demo()] {
        let all = public(home);
        let entries = home.run(&["log", "--json", "-C", "case"]).ends(0).json();
        let desk: BTreeSet<&str> = entries.iter().map(|e| e["entry"].as_str().unwrap()).collect();
        for (path, bytes) in &all {
            let word = |b: &u8| !b.is_ascii_hexdigit();
            for hash in bytes.split(word).filter(|w| w.len() == 64) {
                let hash = std::str::from_utf8(hash).unwrap();
                assert!(!desk.contains(hash), "{path} names entry {hash} of the desk log");
            }
        }
        let release = entries.iter().find(|e| e["kind"] == "release/1").unwrap();
        let release = release["entry"].as_str().unwrap();
        let opened = home.run(&["show", release, "--json", "-C", "case"]).ends(0).json();
        let nonce = opened[0]["body"]["anchor_nonce"].as_str().unwrap();
        assert_eq!(nonce.len(), 64);
        assert_eq!(found(&all, nonce), Vec::<String>::new(), "the nonce of the anchor");
        let log = record::Log::open_read_only(
            &home.path("case/record/desk"),
            &record::Options::default(),
        )
        .unwrap();
        let note = log.checkpoint().unwrap().to_string();
        let [origin, size, root] = [0, 1, 2].map(|n| note.lines().nth(n).unwrap().to_owned());
        let key = log.key().to_string();
        assert!(origin.ends_with("/desk") && size.parse::<u64>().unwrap() > 5);
        for secret in [format!("\n{size}\n{root}"), root, key, origin, "desk_size".to_owned()] {
            assert_eq!(found(&all, &secret), Vec::<String>::new(), "{secret}");
        }
        // A checkpoint of that size, whoever made it.
        let line = format!("\n{size}\n");
        let notes =
            all.iter().filter(|(p, _)| p.ends_with("checkpoint") || p.ends_with(".tlog-proof"));
        for (path, bytes) in notes {
            assert!(!holds(bytes, &line), "{path} tells the desk log's size");
        }
    }
}

/// Times are no finer than a day: midnight is a day's own form in feeds, everything else is a slip.
#[test]
fn no_time_is_finer_than_a_day() {
    for home in [planted(), demo()] {
        for (path, bytes) in public(home) {
            let text = String::from_utf8_lossy(&bytes);
            // A time of day is `T`, two digits, a colon.
            for at in text.match_indices(':').map(|(at, _)| at) {
                let around = text.as_bytes().get(at.saturating_sub(3)..at + 6).unwrap_or_default();
                let digit = |n: usize| around.get(n).is_some_and(u8::is_ascii_digit);
                let clock = around.first() == Some(&b'T')
                    && [1, 2, 4, 5, 7, 8].into_iter().all(digit)
                    && around.get(6) == Some(&b':');
                assert!(
                    !clock || around == b"T00:00:00",
                    "{path}: {}",
                    String::from_utf8_lossy(around)
                );
            }
            for moment in ["12:34:56", "12:34", "1772454896"] {
                assert!(!holds(&bytes, moment), "{path}: the moment of the run, {moment}");
            }
        }
    }
}

/// Nothing of the desk's disk: no key, no path, no name or hash of an intake file.
#[test]
fn nothing_of_the_desks_disk() {
    let home = planted();
    let all = public(home);
    let root = home.temp.path().to_str().unwrap();
    for needle in [
        root,
        "keys/",
        "author.key",
        "release.key",
        "index.sqlite",
        "log.db",
        "roll-of-people.csv",
        "roll-of-names.csv",
    ] {
        assert_eq!(found(&all, needle), Vec::<String>::new(), "{needle}");
    }
    for name in
        ["batch-of-the-night-shift.csv", "roll-of-people.csv", "roll-of-names.csv", "reports.csv"]
    {
        let hash = sha256(&fs::read(home.path(name)).unwrap());
        assert_eq!(found(&all, &hash), Vec::<String>::new(), "the hash of {name}");
    }
    for key in ["author.key", "log.key", "release.key"] {
        let text = fs::read_to_string(home.path("case/keys").join(key)).unwrap();
        let secret = text.lines().find_map(|l| l.strip_prefix("secret: ")).unwrap();
        assert_eq!(found(&all, secret), Vec::<String>::new(), "{key}");
    }
    let machine = ["/root/", "/home/", "/tmp/", "/Users/", "C:\\Users"];
    for needle in machine {
        assert_eq!(found(&public(demo()), needle), Vec::<String>::new(), "{needle}");
    }
}

/// How many rows were held back is for the desk: a reader can not tell from an edition that there were any.
#[test]
fn nothing_tells_that_rows_were_held_back() {
    let home = Home::with_case();
    let open = "claim_id,party,announced_date,category,best,release\nC1,Agency,2026-01-05,killed,100,public\n";
    home.write("open.csv", open);
    home.run(&["add", "open.csv", "-C", "case"]).ends(0);
    home.run(&["release", "-C", "case"]).ends(0);
    home.write("more.csv", format!("{open}C2,Agency,2026-01-06,killed,170,withheld\n"));
    home.run(&["add", "more.csv", "-C", "case"]).ends(0);
    let run = home.run(&["release", "-C", "case", "--json"]).ends(0);
    assert_eq!(run.json()[0]["made"], false, "a withheld row changes nothing outside: {}", run.out);
}

/// What rests on a protected source waits until somebody decides; a place that is no known province is held back.
#[test]
fn a_protected_source_shows_a_province_at_most() {
    let row = |place: &str, release: &str| {
        format!(
            "claim_id=T1|party_group=SOURCE|party=source inside|announced_date=2026-01-09|category=testimony|kind=circumstance|support=people speak of it|handle=heron-1|place={place}|release={release}"
        )
    };
    let public_row = "claim_id=C1|party_group=ROK|party=Agency|announced_date=2026-01-05|category=killed|best=100|release=public";
    for (place, release, shown) in [
        ("Quarrytown, North Hamgyong", "public", Some("North Hamgyong")),
        ("Quarrytown, North Hamgyong", "coarsened", Some("North Hamgyong")),
        ("Quarrytown", "public", None),
        ("Quarrytown mine no. 4, Upper District", "public", None),
        ("North Hamgyong", "", None),
        ("North Hamgyong", "hold", None),
    ] {
        let home = Home::with_case();
        home.write("claims.csv", table(CLAIMS, &[public_row, &row(place, release)]));
        home.run(&["add", "claims.csv", "-C", "case"]).ends(0);
        home.found();
        home.release_by_two(&[]).ends(0);
        home.run(&["site", "-C", "case"]).ends(0);
        let all = public(&home);
        assert_eq!(found(&all, "Quarrytown"), Vec::<String>::new(), "{place} {release}");
        assert_eq!(found(&all, "quarrytown"), Vec::<String>::new(), "{place} {release}");
        let leaves = matches!(release, "public" | "coarsened");
        assert_eq!(!found(&all, "heron-1").is_empty(), leaves, "{place} {release}");
        if let Some(shown) = shown {
            assert!(!found(&all, shown).is_empty(), "{place} {release}");
        }
    }
}

/// Nobody else on the machine reads the case: it holds what never leaves.
#[test]
fn the_case_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = planted();
    home.run(&["search", "Quillbrook", "-C", "case"]).ends(0);
    let mode = |path: &str| fs::metadata(home.path(path)).unwrap().permissions().mode() & 0o777;
    for dir in ["case", "case/keys", "case/record/desk", "case/record/release"] {
        assert_eq!(mode(dir), 0o700, "{dir}");
    }
    for file in
        ["case/index.sqlite", "case/keys/author.key", "case/keys/log.key", "case/keys/release.key"]
    {
        assert_eq!(mode(file), 0o600, "{file}");
    }
}

/// A name that may not be shown is looked for in every text, not only in the rows that bear it.
#[test]
fn a_prisoners_name_in_another_rows_words_stops_the_release() {
    let home = Home::with_case();
    home.write("roll-of-people.csv", "person_id,status,sensitivity\nP2,captured,living\n");
    home.write("roll-of-names.csv", "person_id,mention,script,role\nP2,Harvo Pellin,Latn,name\n");
    let row = "claim_id=C1|party_group=UA|party=Ministry|announced_date=2026-01-06|category=captured|best=1|support=among them Harvo Pellin, aged 21";
    home.write("claims.csv", table(CLAIMS, &[row]));
    home.run(&["add", "claims.csv", "roll-of-people.csv", "roll-of-names.csv", "-C", "case"])
        .ends(0);
    let run = home.run(&["release", "-C", "case"]).ends(1);
    assert!(run.err.contains("C1") && !run.err.contains("Pellin"), "{}", run.err);
}

/// What would lead to a source does not even come in.
#[test]
fn the_door_refuses_what_would_lead_to_a_source() {
    for (words, what) in [
        ("They called at 14:05", "a time of day"),
        ("write to someone@mail.example", "a contact"),
        ("+00 139 0000 0000", "a telephone number"),
    ] {
        let home = Home::with_case();
        let row = format!(
            "claim_id=T1|party_group=SOURCE|party=source inside|announced_date=2026-01-09|category=testimony|kind=circumstance|support={words}|handle=heron-1|release=coarsened"
        );
        home.write("claims.csv", table(CLAIMS, &[&row]));
        // The door keeps it out; what two editors let in all the same meets the gate (`door.rs`).
        let run = home.run(&["add", "claims.csv", "-C", "case"]).ends(1);
        assert!(run.err.contains("[door."), "{what}: {}", run.err);
        assert!(!run.err.contains(words), "a refusal never repeats the text: {}", run.err);
        assert!(!home.run(&["log", "-C", "case"]).ends(0).out.contains("claim/1"), "{what}");
    }
}
