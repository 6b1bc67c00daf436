//! What the program says when something is wrong: the exact text on stderr, and the exit code.
//!
//! `[HOME]` stands for the test's own folder.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::support::{Home, Run, claims, ended};

#[track_caller]
fn says(home: &Home, run: Run, code: i32, expected: &str) {
    let run = run.ends(code);
    let root = home.temp.path().canonicalize().unwrap();
    let said = run.err.replace(root.to_str().unwrap(), "[HOME]");
    let said = said.replace(home.temp.path().to_str().unwrap(), "[HOME]");
    assert_eq!(said, expected);
    assert_eq!(run.out, "");
}

#[test]
fn no_case() {
    let home = Home::new();
    let hint = "\nhint: make one with `cenotaph init DIR`, or name one with `--case DIR`\n";
    says(&home, home.run(&["check"]), 1, &format!("error: No case at `[HOME]`\n{hint}"));
    let named = home.run(&["check", "-C", "nowhere"]);
    says(&home, named, 1, &format!("error: No case at `nowhere`\n{hint}"));
}

#[test]
fn a_case_that_is_there_and_a_folder_that_is_not_empty() {
    let home = Home::with_case();
    says(
        &home,
        home.run(&["init", "case"]),
        1,
        "error: `case` holds a case already\n\nhint: add to it with `cenotaph add FILE… --case DIR`\n",
    );
    home.write("full/a.txt", "a");
    says(
        &home,
        home.run(&["init", "full"]),
        1,
        "error: `full` is not empty\n\nhint: choose a new folder; nothing was written\n",
    );
    assert_eq!(fs::read_dir(home.path("full")).unwrap().count(), 1);
}

#[test]
fn a_table_with_bad_rows() {
    let home = Home::with_case();
    home.write(
        "claims.csv",
        "claim_id,party,announced_date,category,best\n\
         C1,Ministry,2031-03-14,killed,12\n\
         C2,Ministry,2031-13-14,killed,-5\n\
         C3,Ministry,2031-03-14,killed\n",
    );
    let run = home.run(&["add", "claims.csv", "-C", "case"]).ends(1);
    assert_eq!(
        run.err,
        "claims.csv:3:3: error: Found `2031-13-14` in `announced_date`, expected an EDTF date such as 2024-12-23, 2024-12, 2024-12-14~ or 2024-10/2025-04 [value.date]\n  \
         hint: month must be 01-12 or a sub-year code 21-41 (at byte 6 of `2031-13-14`)\n\
         claims.csv:3:5: error: Found `-5` in `best`, expected a whole number from 0 to 1,000,000,000,000 [value.negative]\n  \
         hint: a count of persons cannot be below zero\n\
         claims.csv:4:5: error: Expected 5 fields, as the head has; this row has 4 [row.too_short]\n  \
         hint: add the missing delimiters, or put a field that holds a line break in double quotes\n"
    );
    assert_eq!(
        run.out,
        "claims.csv: 3 claims: 1 new, 0 changed, 0 unchanged, 2 refused\n1 entries appended\n"
    );
}

#[test]
fn files_that_are_no_tables() {
    let home = Home::with_case();
    home.write("empty.csv", "");
    home.write("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0");
    home.write("other.csv", "a,b\n1,2\n");
    let run =
        home.run(&["add", "empty.csv", "photo.csv", "other.csv", "none.csv", "-C", "case"]).ends(1);
    let errors: Vec<&str> = run.err.lines().filter(|l| l.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 4, "all of them at once: {}", run.err);
    for (line, name) in errors.iter().zip(["empty.csv", "photo.csv", "other.csv", "none.csv"]) {
        assert!(line.contains(&format!("`{name}`")), "{line}");
    }
    assert_eq!(run.out, "0 entries appended\n");
}

#[test]
fn an_unknown_key() {
    let home = Home::with_case();
    says(
        &home,
        home.run(&["show", "C404", "-C", "case"]),
        1,
        "error: Nothing has the key or id `C404`\n\nhint: `cenotaph log` and `cenotaph search WORDS` list what the record holds\n",
    );
}

#[test]
fn dates_of_the_command_line() {
    let home = Home::with_case();
    for (args, value, expected) in [
        (["--said-by", "2024-13-40"], "2024-13-40", "a day such as 2024-12-23"),
        (["--said-by", "2024-12"], "2024-12", "a day such as 2024-12-23"),
        (
            ["--recorded-by", "yesterday"],
            "yesterday",
            "a day such as 2024-12-23 or a time such as 2024-12-23T18:00:00Z",
        ),
        (["--on", "soon"], "soon", "a day such as 2024-12-23"),
    ] {
        let run = home.run(&[&["check", "-C", "case"][..], &args].concat());
        says(&home, run, 1, &format!("error: `{value}` is not {expected}\n"));
    }
    let run = home.run_at("noon", &["check", "-C", "case"]);
    says(&home, run, 1, "error: `noon` is not a time such as 2024-12-23T12:00:00Z\n");
}

#[test]
fn no_release_yet() {
    let home = Home::with_case();
    says(
        &home,
        home.run(&["site", "-C", "case"]),
        1,
        "error: The case has no release yet\n\nhint: make one with `cenotaph release`\n",
    );
}

#[test]
fn a_key_that_others_may_read() {
    let home = Home::with_case();
    home.write(
        "claims.csv",
        claims(&["claim_id=C1|party=P|announced_date=2031|category=killed|best=1"]),
    );
    let key = home.path("case/keys/author.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let run = home.run(&["add", "claims.csv", "-C", "case"]).ends(1);
    assert_eq!(
        run.err,
        "error: Key file `case/keys/author.key` can be read by others (mode 644)\n\n\
         hint: run `chmod 600 case/keys/author.key`; if others had access to this machine, replace the key\n"
    );
    let log = home.run(&["log", "-C", "case"]).ends(0);
    assert!(!log.out.contains("claim/1"), "nothing was written: {}", log.out);
}

#[test]
fn sealed_keys() {
    let home = Home::new();
    let with = |passphrase: &str, args: &[&str]| {
        let mut command = home.command(args);
        command.env("CENOTAPH_PASSPHRASE", passphrase);
        ended(args, command)
    };
    with("correct horse", &["init", "case", "--passphrase"]).ends(0);
    home.write(
        "claims.csv",
        claims(&["claim_id=C1|party=P|announced_date=2031|category=killed|best=1"]),
    );
    let add = ["add", "claims.csv", "-C", "case"];
    let run = with("wrong horse", &add).ends(1);
    assert_eq!(run.out, "");
    assert!(run.err.starts_with("error: "), "{}", run.err);
    assert!(run.err.contains("passphrase"), "{}", run.err);
    assert!(!run.err.contains("horse"), "a passphrase is never repeated: {}", run.err);
    // Without a terminal and without the variable there is nobody to ask.
    let run = home.run(&add).ends(1);
    assert!(run.err.contains("passphrase"), "{}", run.err);
    with("correct horse", &add).ends(0);
    for (name, bytes) in super::support::files(&home.path("case")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("correct horse"), "{name}");
    }
}

/// `PATH` that is nothing the program can check.
#[test]
fn nothing_to_verify() {
    let home = Home::new();
    fs::create_dir(home.path("plain")).unwrap();
    says(
        &home,
        home.run(&["verify", "plain"]),
        1,
        "error: `plain` is not a release, a site, an exported log, a record or a case\n",
    );
    says(
        &home,
        home.run(&["verify", "none"]),
        1,
        "error: Cannot read `none`\n  entity not found\n",
    );
}

/// The settings are written by hand, so their faults are told with a place.
#[test]
fn settings_that_cannot_be_read() {
    let home = Home::with_case();
    let path = home.path("case/case.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"version\": 1", "\"version\": 9")).unwrap();
    says(
        &home,
        home.run(&["check", "-C", "case"]),
        1,
        "error: Cannot read the case's settings in `case/case.json`: version 9 is newer than this program\n",
    );
    fs::write(&path, text.replace("\"version\": 1", "\"versio\": 1")).unwrap();
    let run = home.run(&["check", "-C", "case"]).ends(1);
    assert!(
        run.err.contains("unknown field `versio`") && run.err.contains("line 2"),
        "{}",
        run.err
    );
}
