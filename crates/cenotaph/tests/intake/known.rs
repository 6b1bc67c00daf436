//! Known files, what is read of them, and every complaint word by word.

use cenotaph::intake::{Limits, Severity, TableKind, read, read_bytes};

use super::{column, said, table, try_table};

const HEAD: &str = "claim_id,party,announced_date,category";

fn claims(rows: &str) -> String {
    format!("{HEAD},qualifier,low,best,high,source_ids\n{rows}")
}

/// One row of claims with these fields behind the head's first four.
fn complaints_of(fields: &str) -> Vec<String> {
    said(&table("c.csv", claims(&format!("C1,NIS,2031-03-14,killed,{fields}\n"))))
}

#[test]
fn the_same_rows_in_every_format() {
    let rows = [("C1", "약 1,100여 명"), ("C2", "say \"no\"")];
    let csv = format!(
        "{HEAD},qualifier\nC1,NIS,2031-03-14,killed,\"약 1,100여 명\"\nC2,NIS,2031-03-14,killed,\"say \"\"no\"\"\"\n"
    );
    let tsv = format!("{HEAD},qualifier\nC1,NIS,2031-03-14,killed,약 1_100여 명\nC2,NIS,2031-03-14,killed,\"say \"\"no\"\"\"\n")
        .replace(',', "\t")
        .replace("1_100", "1,100");
    let lines = "{\"claim_id\":\"C1\",\"party\":\"NIS\",\"announced_date\":\"2031-03-14\",\"category\":\"killed\",\"qualifier\":\"약 1,100여 명\"}\n\n{\"qualifier\":\"say \\\"no\\\"\",\"claim_id\":\"C2\",\"party\":\"NIS\",\"announced_date\":\"2031-03-14\",\"category\":\"killed\"}\n";
    let array =
        format!("[\n {},\n {}\n]", lines.lines().next().unwrap(), lines.lines().nth(2).unwrap());
    let forms: Vec<(&str, String)> = vec![
        ("a.csv", csv.clone()),
        ("a.csv", csv.replace('\n', "\r\n")),
        ("a.csv", csv.replace('\n', "\r")),
        ("a.txt", format!("sep=,\r\n{csv}")),
        ("a.tsv", tsv.clone()),
        ("a.csv", tsv.replace('\t', ";")),
        ("a.csv", tsv.replace('\t', "|")),
        ("a.jsonl", lines.to_owned()),
        ("a.csv", lines.replace('\n', "\r\n")),
        ("a.json", array),
    ];
    for (name, text) in forms {
        let table = table(name, &text);
        assert_eq!(said(&table), [""; 0], "{text}");
        assert_eq!(table.kind, TableKind::Claims);
        let read: Vec<_> = table
            .rows
            .iter()
            .map(|r| (r.get("claim_id").unwrap(), r.get("qualifier").unwrap()))
            .collect();
        assert_eq!(read, rows, "{text}");
        assert_eq!(table.bytes, text.len() as u64);
    }
}

#[test]
fn line_numbers_are_physical() {
    let text = claims(
        "C1,NIS,2031-03-14,killed,\"two\r\nlines\",,,,\r\n\r\n,,,,,,,,\r\nC2,NIS,2031-03-14,killed,,,-1,,\r\n",
    );
    let table = table("c.csv", text);
    assert_eq!(table.rows[0].place.line, 2);
    assert_eq!(table.rows[0].get("qualifier"), Some("two\nlines"));
    assert_eq!(
        said(&table),
        [
            "c.csv:6:7: error: Found `-1` in `best`, expected a whole number from 0 to 1,000,000,000,000 [value.negative]\n  \
          hint: a count of persons cannot be below zero"
        ]
    );
    let table =
        super::table("c.jsonl", "\n{\"source_id\":\"S1\"}\n\n{\"source_id\":\"S2\",\"url\":\"x\"}");
    assert_eq!(table.rows[0].place.line, 2);
    assert_eq!(
        said(&table),
        [
            "c.jsonl:4: error: Found `x` in `url`, expected an address that begins with `https://` or `http://` and has no spaces [value.address]\n  \
          hint: put other references in `note` or `title`"
        ]
    );
}

#[test]
fn encodings_are_read_and_told() {
    let text = claims(
        "C1,국가정보원,2031-03-14,killed,약 1100여 명의 사상자가 발생한 것으로 보인다,,1100,,S1\n",
    );
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let korean = encoding_rs::EUC_KR.encode(&text).0.into_owned();
    let russian_text =
        claims("C1,Министерство,2031-03-14,killed,более трёх тысяч убитых и раненых,,3000,,S1\n");
    let russian = encoding_rs::WINDOWS_1251.encode(&russian_text).0.into_owned();
    for (bytes, encoding, party) in [
        (text.as_bytes().to_vec(), "UTF-8", "국가정보원"),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8", "국가정보원"),
        (utf16, "UTF-16LE", "국가정보원"),
        (korean, "EUC-KR", "국가정보원"),
        (russian, "windows-1251", "Министерство"),
    ] {
        let table = table("c.csv", bytes);
        assert_eq!(table.encoding, encoding);
        assert_eq!(column(&table, "party"), [party]);
        let guessed = matches!(encoding, "EUC-KR" | "windows-1251");
        let expected = format!(
            "c.csv: warning: Found `{encoding}`, expected a file in UTF-8 [table.encoding_guessed]\n  \
             hint: the encoding was guessed from the text; check names and accents, or save the file as UTF-8"
        );
        assert_eq!(said(&table), if guessed { vec![expected] } else { Vec::new() });
    }
}

#[test]
fn a_byte_that_fits_nothing_costs_its_row() {
    let text = claims(
        "C1,NIS,2031-03-14,killed,앞,,,,\nC2,NIS,2031-03-14,killed,XX,,,,\nC3,NIS,2031-03-14,killed,뒤의 말,,,,\n",
    );
    let at = text.find("XX").unwrap();
    let mut bytes = text.into_bytes();
    bytes[at] = 0xff;
    let table = table("c.csv", &bytes);
    assert_eq!(column(&table, "claim_id"), ["C1", "C3"]);
    let complaints: Vec<_> =
        table.complaints.iter().filter(|c| c.is_error()).map(ToString::to_string).collect();
    assert_eq!(
        complaints,
        [format!(
            "c.csv:3:5: error: Found `\\xFF` in `qualifier`, expected text in UTF-8; byte {at} of the file does not fit [value.encoding]\n  \
             hint: the row was kept out; save the file as UTF-8, or correct the damaged text"
        )]
    );
    let lines = b"{\"source_id\":\"S1\"}\n{\"source_id\":\"S\xff2\"}\n{\"source_id\":\"S3\"}\n";
    let table = super::table("s.jsonl", lines);
    assert_eq!(column(&table, "source_id"), ["S1", "S3"]);
    assert_eq!(table.complaints[0].place.line, 2);
}

#[test]
fn decomposed_hangul_is_composed_and_kept_as_it_came() {
    let nfd = "\u{1102}\u{1161}\u{1103}\u{1169}\u{11af}"; // an invented name, decomposed
    let text = format!("person_id,mention\nP1,{nfd}\nP2,\u{a0}가\u{a0}나 \n");
    let table = table("m.csv", text);
    assert_eq!(column(&table, "mention"), ["나돌", "가 나"]);
    assert_eq!(table.rows[0].cell("mention").unwrap().original.as_deref(), Some(nfd));
    assert_eq!(
        table.rows[1].cell("mention").unwrap().original.as_deref(),
        Some("\u{a0}가\u{a0}나 ")
    );
    assert_eq!(table.rows[0].cell("person_id").unwrap().original, None);
    assert_eq!(said(&table), [""; 0]);
}

#[test]
fn heads_are_forgiving_and_tell() {
    let table = table(
        "c.csv",
        "Claim ID,PARTY,announced-date,Category,sources,categry_note,weather\nC1,NIS,2031-03-14,killed,S1,x,rain\n",
    );
    assert_eq!(
        table.header,
        [
            "claim_id",
            "party",
            "announced_date",
            "category",
            "source_ids",
            "categry_note",
            "weather"
        ]
    );
    assert_eq!(table.rows[0].get("weather"), Some("rain"));
    let extras: Vec<_> =
        table.rows[0].extras().map(|(name, cell)| (name, cell.text.as_str())).collect();
    assert_eq!(extras, [("categry_note", "x"), ("weather", "rain")]);
    assert_eq!(
        said(&table),
        [
            "c.csv:1:5: note: Found `sources` in `source_ids`, expected `source_ids`, which it is read as [header.alias]",
            "c.csv:1:6: note: Found `categry_note` in `categry_note`, expected a column of the claims table [header.unknown]\n  \
             hint: kept as the extra column `categry_note`",
            "c.csv:1:7: note: Found `weather` in `weather`, expected a column of the claims table [header.unknown]\n  \
             hint: kept as the extra column `weather`",
        ]
    );
}

#[test]
fn a_missing_column_is_named_with_its_likely_typo() {
    let table = table("c.csv", "claim_id,party,announced_date,categry\nC1,NIS,2031-03-14,killed\n");
    assert_eq!(table.rows.len(), 0);
    assert_eq!(table.rows_refused, 1);
    assert_eq!(
        said(&table),
        [
            "c.csv:1: error: Expected the column `category` [header.missing]\n  hint: rename `categry` to `category`",
            "c.csv:1:4: note: Found `categry` in `categry`, expected a column of the claims table [header.unknown]\n  \
             hint: did you mean `category`? Kept as the extra column `categry`",
        ]
    );
}

#[test]
fn rows_of_another_length_are_kept_out() {
    let table = table(
        "c.csv",
        format!(
            "{HEAD}\nC1,NIS,2031-03-14,killed\nC2,NIS,2031-03-14,killed,3,000\nC3,NIS\nC4,NIS,2031-03-14,killed,,\nC5,NIS,2031-03-14,killed\n"
        ),
    );
    assert_eq!(column(&table, "claim_id"), ["C1", "C4", "C5"]);
    assert_eq!(
        said(&table),
        [
            "c.csv:3:5: error: Found `3`, expected 4 fields, as the head has; this row has 6 [row.too_long]\n  \
             hint: put a value that holds a `,` in double quotes",
            "c.csv:4:3: error: Expected 4 fields, as the head has; this row has 2 [row.too_short]\n  \
             hint: add the missing delimiters, or put a field that holds a line break in double quotes",
        ]
    );
    assert_eq!(table.rows_refused, 2);
}

#[test]
fn ids_are_unique_within_a_file() {
    let table = table(
        "c.csv",
        format!(
            "{HEAD}\nC1,NIS,2031-03-14,killed\nC1,NIS,2031-03-14,killed\nC1,HUR,2031-03-14,killed\nC2,NIS,soon,killed\nC2,NIS,2031-03-14,killed\n"
        ),
    );
    assert_eq!(column(&table, "claim_id"), ["C1"]);
    assert_eq!((table.rows_repeated, table.rows_refused), (1, 3));
    let said = said(&table);
    assert_eq!(
        said[0],
        "c.csv:3:1: note: Found `C1` in `claim_id`, expected each row once [row.repeated]\n  \
         hint: it says the same as line 2, and was taken once"
    );
    assert_eq!(
        said[1],
        "c.csv:4:1: error: Found `C1` in `claim_id`, expected an id that line 2 does not have [row.id_twice]\n  \
         hint: this row was kept out; correct one of the two, or give it an id of its own"
    );
    assert_eq!(
        said[3],
        "c.csv:6:1: error: Found `C2` in `claim_id`, expected an id that line 5 does not have [row.id_twice]\n  \
         hint: both rows were kept out; remove one of the two, or give it an id of its own"
    );
}

#[test]
fn mentions_have_no_id_and_repeat_as_a_whole() {
    let table = table("m.csv", "person_id,mention,source_id\nP1,가나,S1\nP1,가나,S2\nP1,가나,S1\n");
    assert_eq!(column(&table, "source_id"), ["S1", "S2"]);
    assert_eq!(
        said(&table),
        [
            "m.csv:4: note: Expected each row once [row.repeated]\n  hint: it says the same as line 2, and was taken once"
        ]
    );
}

#[test]
fn counts_are_read_in_usual_writings() {
    let rows = [
        ("0", Some("0"), ""),
        ("3000", Some("3000"), ""),
        ("\"3,000\"", Some("3000"), "value.number_form"),
        ("3 000", Some("3000"), "value.number_form"),
        ("3\u{a0}000", Some("3000"), "value.number_form"),
        ("3'000", Some("3000"), "value.number_form"),
        ("3000.0", Some("3000"), "value.number_form"),
        ("３０００", Some("3000"), "value.number_form"),
        ("007", Some("7"), "value.number_form"),
        ("\"1,000,000,000,000\"", Some("1000000000000"), "value.number_form"),
        ("1000000000001", None, "value.too_large"),
        ("99999999999999999999999", None, "value.too_large"),
        ("-5", None, "value.negative"),
        ("−5", None, "value.negative"),
        ("3.000", None, "value.number"),
        ("3.5", None, "value.number"),
        ("\"3,00\"", None, "value.number"),
        ("about 3000", None, "value.number"),
        ("1e3", None, "value.number"),
        ("NaN", None, "value.number"),
        ("0x10", None, "value.number"),
        ("삼천", None, "value.number"),
    ];
    for (written, read, code) in rows {
        let table = table("c.csv", claims(&format!("C1,NIS,2031-03-14,killed,,,{written},,\n")));
        let codes: Vec<_> = table.complaints.iter().map(|c| c.code).collect();
        assert_eq!(codes.join(" "), code, "{written}");
        assert_eq!(table.rows.first().and_then(|row| row.get("best")), read, "{written}");
    }
    assert_eq!(
        complaints_of(",,3.000,,"),
        [
            "c.csv:2:7: error: Found `3.000` in `best`, expected a whole number from 0 to 1,000,000,000,000 [value.number]\n  \
          hint: a point or comma here could be a decimal or part thousands; write plain digits"
        ]
    );
    assert_eq!(
        complaints_of(",4000,,3000,"),
        [
            "c.csv:2:6: error: Found `4000` in `low`, expected at most 3,000, which is in `high` [row.order]\n  hint: the two may be swapped"
        ]
    );
}

#[test]
fn formulas_stay_text_and_are_told() {
    let warned =
        ["=cmd|' /C calc'!A0", "=1+1", "=HYPERLINK(\"x\")", "@SUM(A1)", "+cmd|x", "-2+3+cmd|x!A0"];
    let plain = ["-", "- a dash", "+7 others", "@channel", "=", "3,000", "-5", "+380 44"];
    for text in warned {
        let field = format!("\"{}\"", text.replace('"', "\"\""));
        let table = table("c.csv", claims(&format!("C1,NIS,2031-03-14,killed,{field},,,,\n")));
        assert_eq!(table.rows[0].get("qualifier"), Some(text));
        let codes: Vec<_> = table.complaints.iter().map(|c| (c.code, c.severity)).collect();
        assert_eq!(codes, [("value.formula", Severity::Warning)], "{text}");
    }
    for text in plain {
        let table = table("c.csv", claims(&format!("C1,NIS,2031-03-14,killed,\"{text}\",,,,\n")));
        assert_eq!(said(&table), [""; 0], "{text}");
    }
    assert_eq!(
        complaints_of("=cmd|' /C calc'!A0,,,,"),
        [
            "c.csv:2:5: warning: Found `=cmd|' /C calc'!A0` in `qualifier`, expected plain text [value.formula]\n  \
          hint: kept as text and not computed; a spreadsheet that opens the file would run it as a formula"
        ]
    );
}

#[test]
fn lists_of_ids_are_tidied() {
    let rows =
        [("S1", "S1"), ("S1; S2 ;", "S1;S2"), (";;S1;;S2;;", "S1;S2"), ("S1;S2;S1", "S1;S2")];
    for (written, read) in rows {
        let table = table("c.csv", claims(&format!("C1,NIS,2031-03-14,killed,,,,,{written}\n")));
        assert_eq!(table.rows[0].get("source_ids"), Some(read));
        let list: Vec<_> = table.rows[0].list("source_ids").collect();
        assert_eq!(list.join(";"), read);
    }
    let table = table(
        "c.jsonl",
        "{\"claim_id\":\"C1\",\"party\":\"NIS\",\"announced_date\":\"2031\",\"category\":\"killed\",\"source_ids\":[\"S1\",2],\"best\":3000,\"high\":3000.0}",
    );
    assert_eq!(table.rows[0].get("source_ids"), Some("S1;2"));
    assert_eq!(column(&table, "best"), ["3000"]);
    assert_eq!(column(&table, "high"), ["3000"]);
}

#[test]
fn closed_words_are_checked_and_open_ones_asked_about() {
    let text = "position_id,party,position,said_date,release\n\
                S1,A,Calls it rumour,2031-03-14,PUBLIC\n\
                S2,A,acknowledges_loses,2031-03-14,\n\
                S3,A,shrugs,2031-03-14,secret\n";
    let table = table("p.csv", text);
    assert_eq!(column(&table, "position"), ["calls_it_rumour"]);
    assert_eq!(column(&table, "release"), ["public"]);
    assert_eq!(
        said(&table),
        [
            "p.csv:3:3: error: Found `acknowledges_loses` in `position`, expected one of `silent`, `denies`, `calls_it_rumour`, \
             `neither_confirms_nor_denies`, `acknowledges_presence`, `acknowledges_losses`, `publishes_names` [value.word]\n  \
             hint: did you mean `acknowledges_losses`?",
            "p.csv:4:3: error: Found `shrugs` in `position`, expected one of `silent`, `denies`, `calls_it_rumour`, \
             `neither_confirms_nor_denies`, `acknowledges_presence`, `acknowledges_losses`, `publishes_names` [value.word]",
            "p.csv:4:5: error: Found `secret` in `release`, expected one of `public`, `coarsened`, `withheld`, `hold` [value.word]",
        ]
    );
    let open = super::table(
        "c.csv",
        format!(
            "{HEAD}\nC1,NIS,2031-03-14,kiled\nC2,NIS,2031-03-14,drowned\nC3,NIS,2031-03-14,Killed\n"
        ),
    );
    assert_eq!(column(&open, "category"), ["kiled", "drowned", "killed"]);
    assert_eq!(
        said(&open),
        [
            "c.csv:2:4: warning: Found `kiled` in `category`, expected `killed`, if that was meant [value.word_near]\n  hint: kept as written"
        ]
    );
}

#[test]
fn values_that_must_be_there() {
    let table = table(
        "c.csv",
        format!(
            "{HEAD},kind\n,NIS,2031-03-14,killed,\nC2,,2031-03-14,killed,\nC3,NIS,,killed,\nC4,NIS,2031-03-14,,\nC5,NIS,2031-03-14,,opinion\n"
        ),
    );
    assert_eq!(column(&table, "claim_id"), ["C3", "C5"]);
    assert_eq!(
        said(&table),
        [
            "c.csv:2:1: error: Expected a value in `claim_id` [value.missing]\n  hint: it says: The desk's name for the statement",
            "c.csv:3:2: error: Expected a value in `party` [value.missing]\n  hint: it says: The authority that speaks; an agency is not its country",
            "c.csv:4:3: warning: Expected a value in `announced_date` [value.missing]\n  hint: kept as unknown",
            "c.csv:5:4: error: Expected a value in `category` [value.missing]\n  \
             hint: it says: What is counted, or what else is said, in the party's sense; it may be empty when `kind` is filled",
        ]
    );
}

#[test]
fn shares_and_ranges() {
    let head = "claim_id,party,announced_date,category,fraction,fraction_base";
    let rows = [
        ("0.5,11000", "", Some("11000")),
        ("1/3,11000-12000", "", Some("11000-12000")),
        ("40 %,\"11,000–12,000\"", "", Some("11000-12000")),
        ("1.5,1", "value.fraction", None),
        ("-0.1,1", "value.fraction", None),
        ("1/0,1", "value.fraction", None),
        ("half,1", "value.fraction", None),
        ("inf,1", "value.fraction", None),
        ("0.5,12000-11000", "value.range", None),
        ("0.5,many", "value.range", None),
    ];
    for (fields, code, base) in rows {
        let table = table("c.csv", format!("{head}\nC1,NIS,2031-03-14,killed,{fields}\n"));
        let codes: Vec<_> = table.complaints.iter().map(|c| c.code).collect();
        assert_eq!(codes.join(" "), code, "{fields}");
        assert_eq!(table.rows.first().and_then(|row| row.get("fraction_base")), base, "{fields}");
    }
}

#[test]
fn ages_are_years_or_words() {
    let rows = [
        ("22", "", Some("22")),
        ("20s", "", Some("20s")),
        ("20대", "", Some("20대")),
        ("about 30", "", Some("about 30")),
        ("131", "value.too_large", None),
        ("-1", "value.negative", None),
    ];
    for (written, code, read) in rows {
        let table = table("p.csv", format!("person_id,status,age\nP1,dead,{written}\n"));
        let codes: Vec<_> = table.complaints.iter().map(|c| c.code).collect();
        assert_eq!(codes.join(" "), code, "{written}");
        assert_eq!(table.rows.first().and_then(|row| row.get("age")), read, "{written}");
    }
}

#[test]
fn dates_are_checked_with_their_precision() {
    let rows = [
        ("2024-12-23,day", ""),
        ("2024-12,month", ""),
        ("2024-12-14,approx", ""),
        ("2024-12-14,reported_by", ""),
        ("2024-12-14~,", ""),
        ("2024-10..2025-04,", ""),
        ("2024-12-23T10:30:00,day", "value.time"),
        ("9999-12-31,day", ""),
        ("2024-13-01,day", "value.date"),
        ("2023-02-29,day", "value.date"),
        ("03/04/2024,day", "value.date"),
        ("45649,", "value.date"),
        ("10000-01-01,", "value.date"),
        ("soon,", "value.date"),
        ("2024-12-23,dayly", "value.word"),
    ];
    for (fields, code) in rows {
        let text = format!(
            "claim_id,party,category,announced_date,announced_precision\nC1,NIS,killed,{fields}\n"
        );
        let table = table("c.csv", text);
        let codes: Vec<_> = table.complaints.iter().map(|c| c.code).collect();
        assert_eq!(codes.join(" "), code, "{fields}: {:?}", said(&table));
        assert_eq!(
            table.rows.len(),
            usize::from(code.is_empty() || code == "value.time"),
            "{fields}"
        );
    }
}

#[test]
fn quotes_that_go_astray_are_told() {
    let text = claims(
        "C1,NIS,2031-03-14,killed,\"open,,,,\nC2,NIS,2031-03-14,killed,x,,,,\nC3,NIS,2031-03-14,killed,\"a\"b,,,,\n",
    );
    let table = table("c.csv", text);
    assert_eq!(column(&table, "claim_id"), ["C2"]);
    let said = said(&table);
    assert_eq!(
        said[0],
        "c.csv:2:5: error: Found `open,,,,\\nC2,NIS,2031-03-14,killed,x,,,,\\nC3,NIS,2031-03-14,killed,` in `qualifier`, \
         expected the delimiter or the line's end after the quote that closes on line 4 [row.after_quote]\n  \
         hint: double a quote that is part of the text: `\"say \"\"no\"\"\"`"
    );
    assert!(said[1].starts_with("c.csv:4:5: error: Found `a` in `qualifier`"), "{}", said[1]);
    assert_eq!(table.rows_refused, 2);
}

#[test]
fn json_faults_cost_one_object() {
    let text = "{\"source_id\":\"S1\"}\n{\"source_id\":\"S2\",}\n42\n{\"source_id\":\"S3\",\"source_id\":\"S4\"}\n{\"source_id\":\"S5\",\"title\":{\"en\":\"x\"}}\n{\"source_id\":\"S6\"\n{\"source_id\":\"S7\",\"title\":null}\n{\"source_id\":\"S8\",\"title\":[\"a;b\"]}\n";
    let table = table("s.jsonl", text);
    assert_eq!(column(&table, "source_id"), ["S1", "S7"]);
    assert_eq!(
        said(&table),
        [
            "s.jsonl:2:19: error: Expected an object in JSON syntax [json.syntax]\n  hint: the parser says: trailing comma",
            "s.jsonl:3:1: error: Expected an object, `{…}` [json.syntax]",
            "s.jsonl:4: error: Expected each key once in an object in `source_id` [json.key_twice]",
            "s.jsonl:5: error: Expected text, a number, `true`, `false`, `null`, or a list of these in `title` [json.value]",
            "s.jsonl:6:1: error: Expected an object that closes, in JSON Lines on the line where it opens [json.syntax]",
            "s.jsonl:8: error: Expected a list whose texts hold no `;`, which separates them in `title` [json.value]",
        ]
    );
    assert_eq!(table.rows_refused, 6);
}

#[test]
fn a_pretty_printed_array_keeps_its_lines() {
    let text = "[\n  {\n    \"source_id\": \"S1\"\n  },\n  {\n    \"source_id\": \"S2\",\n    \"title\": oops\n  },\n  {\"source_id\": \"S3\"}\n]\n";
    let table = table("s.json", text);
    assert_eq!(column(&table, "source_id"), ["S1", "S3"]);
    assert_eq!(table.rows[1].place.line, 9);
    assert_eq!(
        said(&table),
        [
            "s.json:7: error: Expected an object in JSON syntax [json.syntax]\n  hint: the parser says: expected value"
        ]
    );
}

#[test]
fn files_that_are_no_tables_are_named() {
    let rows: [(&str, &[u8], &str, &str); 12] = [
        ("a.csv", b"", "Cannot read `a.csv`: it is empty", "file.empty"),
        ("a.csv", b" \r\n\t\n", "Cannot read `a.csv`: it is empty", "file.empty"),
        ("a.csv", b"\xef\xbb\xbf", "Cannot read `a.csv`: it is empty", "file.empty"),
        ("a.csv", b",,,\n,,\n", "Cannot read `a.csv`: it is empty", "file.empty"),
        (
            "a.csv",
            b"%PDF-1.7\n",
            "Cannot read `a.csv` as a table: it is a PDF document",
            "file.not_a_table",
        ),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "Cannot read `a.xls` as a table: it is an old Excel workbook or one with a password",
            "file.not_a_table",
        ),
        (
            "a.html",
            b"<!doctype html>",
            "Cannot read `a.html` as a table: it is a web page or XML document",
            "file.not_a_table",
        ),
        (
            "a.csv",
            &[0xff; 300_000],
            "Cannot read `a.csv`: it is not text; its bytes fit no encoding",
            "file.not_text",
        ),
        (
            "a.csv",
            &[0; 4096],
            "Cannot read `a.csv`: it is not text; its bytes fit no encoding",
            "file.not_text",
        ),
        (
            "a.jsonl",
            b"[]",
            "Cannot read `a.jsonl`: it holds no JSON object that can be read",
            "file.no_objects",
        ),
        (
            "a.xlsx",
            b"PK\x03\x04garbage",
            "Cannot read the workbook `a.xlsx`: invalid Zip archive: Could not find EOCD",
            "file.workbook",
        ),
        (
            "a.csv",
            b"actor,target,weather\nx,y,z\n",
            "Cannot tell what kind of table `a.csv` is",
            "file.unknown_kind",
        ),
    ];
    for (name, bytes, text, code) in rows {
        let error = try_table(name, bytes).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.code()), (text, code));
        assert!(error.hint().is_some(), "{text}");
    }
    let error = try_table("a.csv", "actor,target,weather\nx,y,z\n").unwrap_err();
    assert_eq!(
        error.hint().unwrap(),
        "the kinds are sources, claims, positions, awareness, measures, evidence, persons, mentions; nearest is measures, \
         with 2 columns of the same name, but `measure_id` is missing; name the id column as docs/formats.md does, or the \
         file after its kind"
    );
}

#[test]
fn the_callers_word_decides_the_kind() {
    let text = "id,title\nS1,x\n";
    let tables =
        read_bytes("a.csv", text.as_bytes(), Some(TableKind::Sources), &Limits::default()).unwrap();
    assert_eq!(column(&tables[0], "source_id"), ["S1"]);
    let tables = read_bytes("sources-2.csv", text.as_bytes(), None, &Limits::default()).unwrap();
    assert_eq!(tables[0].kind, TableKind::Sources);
}

#[test]
fn paths_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.csv");
    let error = read(&missing, None, &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), format!("Cannot read `{}`: no such file", missing.display()));
    let error = read(folder.path(), None, &Limits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("Cannot read `{}`: it is a folder", folder.path().display())
    );
    let file = folder.path().join("s.csv");
    std::fs::write(&file, "source_id\nS1\n").unwrap();
    let tables = read(&file, None, &Limits::default()).unwrap();
    assert_eq!(column(&tables[0], "source_id"), ["S1"]);
    let small = Limits { file: 5, ..Limits::default() };
    let error = read(&file, None, &small).unwrap_err();
    assert_eq!(error.code(), "file.too_large");
}

#[test]
fn a_row_complains_at_its_own_field() {
    let table = table("c.csv", claims("C1,NIS,2031-03-14,killed,\"  a  \",,,,\n"));
    let row = &table.rows[0];
    assert_eq!(
        row.complain("qualifier", "quantity.words", "a quantity", Some("say it in words".into()))
            .to_string(),
        "c.csv:2:5: error: Found `  a  ` in `qualifier`, expected a quantity [quantity.words]\n  hint: say it in words"
    );
    assert_eq!(
        row.complain("translation", "claim.x", "a translation", None).to_string(),
        "c.csv:2: error: Expected a translation in `translation` [claim.x]"
    );
    assert_eq!(row.get("low"), None);
}
