//! The command line: the whole help as one snapshot, the nearest verb on a slip, exit codes, completions and manual pages.

use std::fs;
use std::path::Path;

use super::support::{Home, demo, files};

/// Every verb, in the order of the help.
const VERBS: [&str; 27] = [
    "demo",
    "init",
    "add",
    "read",
    "figures",
    "check",
    "knowledge",
    "match",
    "link",
    "review",
    "estimate",
    "show",
    "log",
    "search",
    "source",
    "seal",
    "open",
    "editor",
    "requests",
    "approve",
    "release",
    "site",
    "verify",
    "fsck",
    "export",
    "completions",
    "man",
];

/// `UPDATE=1` writes the snapshot anew; a difference is otherwise a change of what people and scripts rely on.
#[test]
fn the_whole_help_is_as_it_was() {
    let home = Home::new();
    let mut text = home.run(&["--help"]).ends(0).out;
    for verb in VERBS {
        text.push_str(&format!("\n======== cenotaph {verb} --help\n\n"));
        text.push_str(&home.run(&[verb, "--help"]).ends(0).out);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/help.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    let (mut ours, mut theirs) = (text.lines(), expected.lines());
    for line in 1.. {
        match (ours.next(), theirs.next()) {
            (None, None) => break,
            (ours, theirs) => {
                assert_eq!(ours, theirs, "help.txt:{line}; UPDATE=1 takes the new text");
            }
        }
    }
    assert!(text == expected, "help.txt differs in its line ends");
}

/// The snapshot holds every verb that the program has.
#[test]
fn no_verb_is_missing_from_the_snapshot() {
    let out = Home::new().run(&["--help"]).ends(0).out;
    let commands = out.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let listed: Vec<&str> = commands
        .lines()
        .filter(|l| l.starts_with("  ") && !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|v| *v != "help")
        .collect();
    assert_eq!(listed, VERBS);
}

/// No line of the help is wider than the terminal that was asked for, and each verb shows how it is used.
#[test]
fn the_help_fits_and_shows_examples() {
    let home = Home::new();
    for verb in VERBS {
        let out = home.run(&[verb, "--help"]).ends(0).out;
        assert!(out.contains("Usage: cenotaph "), "{verb}");
        assert!(out.contains("Examples:\n  cenotaph "), "{verb}");
        // The texts of examples are laid out by hand and may use a wide terminal.
        let wide = out.lines().find(|l| l.chars().count() > 130);
        assert_eq!(wide, None, "{verb}");
    }
}

#[test]
fn a_slip_gets_the_nearest_verb() {
    let home = Home::new();
    for (slip, verb) in [
        ("verfy", "verify"),
        ("chek", "check"),
        ("figure", "figures"),
        ("relase", "release"),
        ("knowlege", "knowledge"),
        ("serach", "search"),
        ("ad", "add"),
    ] {
        let run = home.run(&[slip]).ends(2);
        assert_eq!(run.out, "", "{slip}");
        assert!(run.err.contains(&format!("'{verb}'")), "{slip}: {}", run.err);
    }
    let run = home.run(&["check", "--sad-by", "2024-12-23"]).ends(2);
    assert!(run.err.contains("'--said-by'"), "{}", run.err);
}

/// 0 done · 1 the answer is no, or the input is wrong · 2 the command line is wrong · 3 does not verify.
#[test]
fn exit_codes() {
    let home = demo();
    let case = home.path("case");
    let case = case.to_str().unwrap();
    let rows: &[(&[&str], i32)] = &[
        (&["--version"], 0),
        (&["check", "-C", case], 0),
        (&["check", "-C", case, "--strict"], 1),
        (&["check", "-C", case, "--strict", "--said-by", "2024-10-01"], 0),
        (&["figures", "-C", case, "--category", "killed"], 0),
        (&["figures", "-C", case, "--category", "no-such-thing"], 1),
        (&["show", "C050", "-C", case], 0),
        (&["show", "C999", "-C", case], 1),
        (&["search", "전사자", "-C", case], 0),
        (&["verify", "no-such-folder"], 1),
        (&["add", "no-such-file.csv", "-C", case], 1),
        (&[], 2),
        (&["add"], 2),
        (&["no-such-verb"], 2),
        (&["check", "--no-such-option"], 2),
        (&["check", "--limit", "many"], 2),
        (&["figures", "--csv", "--json", "-C", case], 2),
    ];
    for (args, code) in rows {
        let run = home.run(args).ends(*code);
        if *code == 2 {
            assert_eq!(run.out, "", "talk belongs to stderr: {args:?}");
        }
    }
}

#[test]
fn colour_is_for_terminals_and_quiet_is_quiet() {
    let home = demo();
    let case = home.path("case");
    let case = case.to_str().unwrap();
    for verb in ["check", "figures", "knowledge"] {
        let run = home.run(&[verb, "-C", case]).ends(0);
        assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'), "{verb}");
    }
    let run = home.run(&["add", "--quiet", "--dry-run", "-C", case, "no-such-file.csv"]).ends(1);
    assert!(run.err.starts_with("error: "), "errors are told in any case: {}", run.err);
    let run = home.run(&["verify", "--quiet", &format!("{case}/site")]).ends(0);
    assert_eq!(run.err, "");
}

#[test]
fn every_answer_is_there_for_machines() {
    let home = demo();
    let case = home.path("case");
    let case = case.to_str().unwrap();
    for args in [
        &["figures"][..],
        &["check"],
        &["knowledge"],
        &["show", "C050"],
        &["log", "--last", "3"],
        &["search", "Kursk"],
        &["release", "--dry-run"],
        &["fsck"],
    ] {
        let run = home.run(&[args, &["--json", "-C", case]].concat()).ends(0);
        let lines = run.json();
        assert!(!lines.is_empty(), "{args:?}");
        assert!(lines.iter().all(serde_json::Value::is_object), "{args:?}");
    }
}

/// The reader of a pipe may go away at any time.
#[test]
fn a_closed_pipe_is_quiet() {
    let home = demo();
    let line = format!(
        "'{}' log --json -C '{}' | head -n 1",
        super::support::PROGRAM,
        home.path("case").display()
    );
    let mut command = std::process::Command::new("sh");
    home.bare(&mut command);
    command.args(["-c", &line]);
    let run = super::support::ended(&["sh"], command).ends(0);
    assert_eq!((run.out.lines().count(), run.err.as_str()), (1, ""));
}

#[test]
fn completions_and_manual_pages_know_every_verb() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let out = home.run(&["completions", shell]).ends(0).out;
        for verb in VERBS {
            assert!(out.contains(verb), "{shell}: {verb}");
        }
    }
    home.run(&["man", "man1"]).ends(0);
    let pages = files(&home.path("man1"));
    for verb in VERBS {
        let page = &pages[&format!("cenotaph-{verb}.1")];
        assert!(String::from_utf8_lossy(page).contains(".TH"), "{verb}");
    }
    assert!(pages.contains_key("cenotaph.1"));
}
