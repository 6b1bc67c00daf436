//! Levels of values that are known, and what looks and shapes promise.

use super::look::WordShape;
use super::*;

fn units(s: &str) -> Vec<u16> {
    s.encode_utf16().collect()
}

#[test]
fn levels_of_dates() {
    for (a, b, expected) in [
        ("1999-02-03", "1999-03-02", date::EXCHANGED),
        ("1999-02-03", "1999-02-13", date::DIGIT),
        ("1999-02-03", "1999-02-05", date::DAYS),
        ("1999-02-03", "1999-02-28", date::TWO),
        ("1999-02-03", "1989-02-03", date::DIGIT),
        ("1999-02-03", "1999", date::YEAR_KNOWN),
        ("1999-02-03", "1999-02", date::MONTH_KNOWN),
        ("1999-02-03", "1999-03", date::YEAR),
        ("1999-02-03", "1998", date::NEAR),
        ("1999-02-03", "1998/1999", date::YEAR_KNOWN),
        ("1999-02-03", "1999-12-30", date::YEAR),
        ("1999-02-03", "1962-11-30", date::DIFFERENT),
    ] {
        let read = |t| crate::field::date(t).unwrap();
        assert_eq!(dates(read(a), read(b)), expected, "{a} {b}");
        assert_eq!(dates(read(b), read(a)), expected, "{b} {a}");
    }
}

#[test]
fn levels_of_codes_and_words() {
    for (a, b, expected) in [
        ("a-123456", "a-123465", code::EDIT),
        ("a-123456", "a-12355", code::TWO),
        ("mira.o@x.net", "mira.o@mail.org", code::HALF),
        ("a-123456", "k-998877", code::DIFFERENT),
    ] {
        let (x, y) = (units(a), units(b));
        let found = near_texts(&x, &y).unwrap_or_else(|| far_texts(&x, &y));
        assert_eq!(found, expected, "{a} {b}");
    }
    for (a, b, expected) in [
        ("mirana", "mirano", name::EDIT),
        ("mir", "mirana", name::BEGINS),
        ("m", "mirana", name::BEGINS),
        ("mirana", "oleksa", name::DIFFERENT),
    ] {
        let (x, y) = (units(a), units(b));
        let of = |units| Outline { units, letters: crate::strings::letters(units) };
        assert_eq!(one_word(of(&x), of(&y), false), expected, "{a} {b}");
    }
}

#[test]
fn units_and_words_of_several_scripts() {
    let names = Names::standard().unwrap();
    for (kind, a, b, expected) in [
        (Kind::Unit, "11th brigade", "11-я бригада", unit::NUMBER),
        (Kind::Unit, "11여단", "11 brigade", unit::NUMBER),
        (Kind::Unit, "11 brigade", "12 brigade", unit::DIFFERENT),
        (Kind::Unit, "11 brigade", "11 regiment", unit::DIFFERENT),
        // A number of the post is none of the order of battle.
        (Kind::Unit, "в/ч 30143", "11 brigade", 0),
        (Kind::Unit, "в/ч 30143", "Unit 30143", unit::NUMBER),
        (Kind::Unit, "в/ч 30143", "Unit 30142", unit::DIFFERENT),
        (Kind::Text, "함흥시", "Hamhung", 0),
        (Kind::Text, "Харків", "Kharkiv", text::ALIKE),
        (Kind::Category, "전사", "private", 0),
        (Kind::Category, "рядовой", "private", 0),
        (Kind::Category, "sergeant", "private", 1),
    ] {
        let fields = vec![crate::Field::new("f", kind, "f")];
        let mapping = crate::Mapping { fields, ..crate::Mapping::default() };
        let mut builder = crate::Builder::new(&mapping);
        builder.list("l", &["f"]).unwrap();
        builder.row(&[a]).unwrap();
        builder.row(&[b]).unwrap();
        let records = builder.finish(names);
        let comparison = &comparisons(&records)[0];
        assert_eq!(comparison.of(&records, names, 0, 1), expected, "{a} {b}");
        assert_eq!(comparison.of(&records, names, 1, 0), expected, "{b} {a}");
    }
}

proptest::proptest! {
    #[test]
    fn words_that_look_far_are_different(a in "[a-eк-м]{1,9}", b in "[a-hк-м]{1,9}", bones in proptest::bool::ANY) {
        let (x, y) = (units(&a), units(&b));
        let of = |units| Outline { units, letters: crate::strings::letters(units) };
        let (v, w) = (WordShape::of(of(&x)), WordShape::of(of(&y)));
        proptest::prop_assert_eq!(v.far(&w), w.far(&v));
        if a != b && v.far(&w) {
            proptest::prop_assert_eq!(one_word(of(&x), of(&y), bones), DIFFERENT);
        }
    }
}

proptest::proptest! {
    #[test]
    fn codes_that_look_far_are_far(a in "[0-9a-k-]{0,20}", edits in proptest::collection::vec((0_usize..21, 0_u8..4, 48_u16..58), 0..3)) {
        let (x, mut y) = (units(&a), units(&a));
        for (at, kind, new) in edits {
            match kind {
                0 if at <= y.len() => y.insert(at, new),
                1 if at < y.len() => { y.remove(at); }
                2 if at < y.len() => y[at] = new,
                _ if at + 1 < y.len() => y.swap(at, at + 1),
                _ => {}
            }
        }
        proptest::prop_assert!(!CodeShape::of(&x).far(CodeShape::of(&y)));
        proptest::prop_assert!(!CodeShape::of(&y).far(CodeShape::of(&x)));
    }
}

#[test]
fn most_codes_look_far() {
    let of = |t: &str| CodeShape::of(&units(t));
    assert!(of("mt-5540066").far(of("ka-4730451")));
    assert!(!of("mt-5540066").far(of("mt-5540167")));
    assert!(of("a b").is_parted() && !of("ab").is_parted());
}

#[test]
fn looks_tell_most_different_words() {
    let pairs = [("mirana", "oleksa"), ("song", "tkachuk"), ("ivanov", "petrenko")];
    for (a, b) in pairs {
        let (x, y) = (units(a), units(b));
        assert!(WordShape::of(Outline::of(&x)).far(&WordShape::of(Outline::of(&y))), "{a} {b}");
    }
}

#[test]
fn what_is_believed_before_is_a_probability() {
    for measure in [
        Measure::Name,
        Measure::Date,
        Measure::Text,
        Measure::Place,
        Measure::Unit,
        Measure::Code,
        Measure::Category,
    ] {
        for (label, m, u) in measure.levels() {
            assert!(*label == "missing" || (*m > 0 && *u > 0 && *m < 1000 && *u < 1000), "{label}");
        }
    }
}
