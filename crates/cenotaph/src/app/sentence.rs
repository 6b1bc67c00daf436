//! Sentences that an editor can print, in English and Korean.
//!
//! A figure is introduced by who says it, in which words, of what, for which day. Korean sentences set figures off with dashes
//! and colons, so that no particle has to follow a foreign word. Numbers carry separators of thousands.

use model::date::{Day, When};
use model::quantity::format_number;
use model::statement::Statement;
use publish::site::Lang as Words;

use super::Both;

/// A number with separators of thousands.
#[must_use]
pub fn number(n: u64) -> String {
    format_number(n, model::quantity::Lang::En)
}

/// A number of persons, Korean.
#[must_use]
pub fn persons_ko(n: u64) -> String {
    format!("{}명", number(n))
}

/// A factor with two decimals, trailing zeros cut to one: `2.48`, `2.5`, `3.0`; close to one with four: `1.0005`.
#[must_use]
pub fn factor(r: f64) -> String {
    if r > 1.0 && r < 1.01 {
        return format!("{r:.4}");
    }
    let text = format!("{r:.2}");
    text.strip_suffix('0').map_or(text.clone(), str::to_owned)
}

/// The statement as a figure in a sentence: `President of Ukraine: “already exceeded 3,000” killed or wounded, as of 2024-12-23 (C050)`.
#[must_use]
pub fn figure(s: &Statement) -> Both {
    let (party_en, party_ko) = s.party.shown();
    let (category_en, category_ko) = s.category.words();
    let words = words(s);
    let (window_en, window_ko) = match s.window {
        Some(w) if w.from == w.to => {
            let day = day(w.from);
            (format!("on {}", day.en), format!("{} 하루", day.ko))
        }
        Some(w) => {
            let (from, to) = (day(w.from), day(w.to));
            (format!("from {} to {}", from.en, to.en), format!("{}부터 {}까지", from.ko, to.ko))
        }
        None if s.as_of.is_unknown() => {
            ("as of a day not stated".to_owned(), "기준일 미상".to_owned())
        }
        None if s.as_of.earliest().is_none() => {
            let day = s.as_of.latest().map(day).unwrap_or_default();
            (format!("as of {} at the latest", day.en), format!("늦어도 {} 기준", day.ko))
        }
        None => {
            let day = date(&s.as_of);
            (format!("as of {}", day.en), format!("{} 기준", day.ko))
        }
    };
    Both {
        en: format!("{party_en}: “{words}” {category_en}, {window_en} ({})", s.key),
        ko: format!("{party_ko} – “{words}” {category_ko}, {window_ko}({})", s.key),
    }
}

/// A date in words.
#[must_use]
pub fn date(when: &When) -> Both {
    both(
        publish::date_in_words(when.as_str(), Words::En),
        publish::date_in_words(when.as_str(), Words::Ko),
    )
}

/// A day in words.
#[must_use]
pub fn day(day: Day) -> Both {
    date(&When::on(day))
}

/// The words of a figure; the bare number when the words do not hold it.
#[must_use]
pub fn words(s: &Statement) -> String {
    let words = s.quantity.words();
    if words.is_empty() {
        s.quantity.value().map_or_else(String::new, number)
    } else {
        words.to_owned()
    }
}

/// Several figures, one after another.
#[must_use]
pub fn list(statements: &[&Statement]) -> Both {
    let mut en = Vec::new();
    let mut ko = Vec::new();
    for (i, s) in statements.iter().enumerate() {
        let both = figure(s);
        en.push(format!("({}) {}", i + 1, both.en));
        ko.push(format!("({}) {}", i + 1, both.ko));
    }
    Both { en: en.join("; "), ko: ko.join("; ") }
}

/// A proposition of the awareness table in words; a name that is not known here is shown with spaces.
#[must_use]
pub fn proposition(name: &str) -> Both {
    match name {
        "troops-sent" => both("that soldiers were sent to Russia", "러시아 파병 사실"),
        "soldiers-dying" => both("that soldiers are dying there", "파병 군인들이 죽고 있다는 사실"),
        other => both(other.replace('-', " "), other.replace('-', " ")),
    }
}

/// A fault's code as words.
#[must_use]
pub fn fault(code: &str) -> Both {
    let ko = match code {
        "cannot_all_be_true" => "양립 불가",
        "lost_qualifier" => "한정어 탈락",
        "gained_qualifier" => "한정어 추가",
        "changed_number" => "수치 변경",
        "changed_category" => "범주 변경",
        "changed_population" => "대상 변경",
        "changed_window" => "기간 변경",
        "stale_repeat" => "옛 수치 반복",
        "unattributed_repeat" => "출처 없는 반복",
        "sum_passed_for_claim" => "합산을 별도 주장으로",
        "part_exceeds_whole" => "부분이 전체 초과",
        "series_falls" => "누계 감소",
        "inconsistent" => "서로 모순",
        "tainted" => "오염",
        "derives_from_tainted" => "오염된 진술에서 나옴",
        other => other,
    };
    both(code.replace('_', " "), ko)
}

/// Two texts joined in both languages.
#[must_use]
pub fn both(en: impl Into<String>, ko: impl Into<String>) -> Both {
    Both { en: en.into(), ko: ko.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_short() {
        for (r, text) in [
            (2.480_165, "2.48"),
            (1.000_5, "1.0005"),
            (2.5, "2.5"),
            (3.0, "3.0"),
            (1.574_8, "1.57"),
        ] {
            assert_eq!(factor(r), text);
        }
    }
}
