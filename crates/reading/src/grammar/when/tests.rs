//! Known dates: one row a form, with the day of publication 2031-03-14, a Friday.

use super::*;

fn said(text: &str, lang: Lang) -> Vec<String> {
    let mut calendar = Calendar { anchor: "2031-03-14".parse().ok(), ..Calendar::default() };
    let shown = |d: Dated| {
        let time = match d.time {
            Time::Point(text) => text,
            Time::Past(days) => format!("past {days}"),
            Time::Months(months) => format!("past {months} months"),
            Time::Window(from, to) => format!("{from}..{to}"),
        };
        match d.cue {
            Cue::Plain => time,
            Cue::AsOf => format!("as of {time}"),
            Cue::Saying => format!("said {time}"),
            Cue::Event => format!("event {time}"),
            Cue::Open => format!("open {time}"),
        }
    };
    dates(text, 0, lang, &mut calendar).into_iter().map(shown).collect()
}

#[test]
fn english() {
    let rows: &[(&str, &[&str])] = &[
        ("said on Monday that", &["2031-03-10"]),
        ("said on Friday", &["2031-03-14"]),
        ("last Friday", &["2031-03-07"]),
        ("on December 23", &["2030-12-23"]),
        ("on 23 December", &["2030-12-23"]),
        ("on Dec. 23, 2029,", &["2029-12-23"]),
        ("on March 14", &["2031-03-14"]),
        ("on March 15", &["2030-03-15"]),
        ("the 2nd of March", &["2031-03-02"]),
        ("as of 1 March 2031", &["as of 2031-03-01"]),
        ("as of December 23", &["as of 2030-12-23"]),
        ("by mid-January", &["as of 2031-01"]),
        ("by the end of April", &["as of 2030-04"]),
        ("in December", &["2030-12"]),
        ("in December 2028", &["2028-12"]),
        ("in January and February", &["2031-01..2031-02"]),
        ("on 9 and 10 December", &["2030-12-09..2030-12-10"]),
        ("December 14-15", &["2030-12-14..2030-12-15"]),
        ("between 8 and 13 October", &["2030-10-08..2030-10-13"]),
        ("last week", &["2031-03-03/2031-03-09"]),
        ("last month", &["2031-02"]),
        ("yesterday", &["2031-03-13"]),
        ("in the past week", &["past 7"]),
        ("over the past day", &["past 1"]),
        ("over three days", &["past 3"]),
        ("in the last 24 hours", &["past 1"]),
        ("over the weekend", &["2031-03-08..2031-03-09"]),
        ("since October", &["open 2030-10"]),
        ("2031-02-11", &["2031-02-11"]),
        ("the troops may march on 12 brigades", &[]),
        ("of the 28th", &["2031-02-28"]),
        ("the 8th Regiment", &[]),
        ("it may fall; they march", &[]),
        ("on March 3 and 40 soldiers died", &["2031-03-03"]),
        ("since the first week of August", &["open 2030-08"]),
        ("from January to March", &["event 2031-01..2031-03"]),
        ("between November and February", &["2030-11..2031-02"]),
        ("between October 2029 and March 2030", &["2029-10..2030-03"]),
        ("from 28 February to 3 March", &["event 2031-02-28..2031-03-03"]),
        ("between March 3 and March 9", &["2031-03-03..2031-03-09"]),
        ("overnight on Nov. 19", &["event 2030-11-19"]),
        ("last weekend", &["2031-03-08..2031-03-09"]),
        ("over the past weekend", &["2031-03-08..2031-03-09"]),
        ("on 4 March; a day earlier", &["2031-03-04", "2031-03-03"]),
        ("on 4 March, and the following day", &["2031-03-04", "2031-03-05"]),
        ("on 4 March and the same day", &["2031-03-04", "2031-03-04"]),
        ("three days ago", &["2031-03-11"]),
        ("in the past two months", &["past 2 months"]),
        ("in its April report", &["said 2030-04"]),
        ("March 2031", &["2031-03"]),
        ("May", &["2030-05"]),
    ];
    for (text, expected) in rows {
        assert_eq!(said(text, Lang::En), *expected, "{text}");
    }
}

#[test]
fn korean() {
    let rows: &[(&str, &[&str])] = &[
        ("국정원은 11일 밝혔다", &["2031-03-11"]),
        ("지난 23일", &["2031-02-23"]),
        ("15일 발표", &["2031-02-15"]),
        ("지난달 19일", &["2031-02-19"]),
        ("지난해 12월 20일", &["2030-12-20"]),
        ("작년 12월", &["2030-12"]),
        ("12월 20일", &["2030-12-20"]),
        ("2030년 12월 20일", &["2030-12-20"]),
        ("2031.03.11", &["2031-03-11"]),
        ("지난달 말", &["2031-02"]),
        ("이달 3일", &["2031-03-03"]),
        ("3월 현재", &["as of 2031-03"]),
        ("12일 기준", &["as of 2031-03-12"]),
        ("12일까지", &["as of 2031-03-12"]),
        ("14∼15일", &["2031-02-14..2031-02-15"]),
        ("2월 14~15일", &["2031-02-14..2031-02-15"]),
        ("지난주", &["2031-03-03/2031-03-09"]),
        ("11일 발표에 이어 이날", &["2031-03-11", "2031-03-11"]),
        ("지난 1월에는", &["2031-01"]),
        ("사흘간", &["past 3"]),
        ("지난 일주일 동안", &["past 7"]),
        ("27일 하루 동안", &["2031-02-27"]),
        ("3일간 이어졌다", &["past 3"]),
        ("월요일", &["2031-03-10"]),
    ];
    for (text, expected) in rows {
        assert_eq!(said(text, Lang::Ko), *expected, "{text}");
    }
}

#[test]
fn russian_and_ukrainian() {
    let rows: &[(&str, &[&str])] = &[
        ("12 марта", &["2031-03-12"]),
        ("12 березня", &["2031-03-12"]),
        ("23 декабря 2029 года", &["2029-12-23"]),
        ("по состоянию на 12 марта", &["as of 2031-03-12"]),
        ("станом на 12 березня", &["as of 2031-03-12"]),
        ("о данных на 15 февраля", &["as of 2031-02-15"]),
        ("к концу апреля", &["as of 2030-04"]),
        ("в среду", &["2031-03-12"]),
        ("у четвер", &["2031-03-13"]),
        ("во вторник", &["2031-03-11"]),
        ("в декабре", &["2030-12"]),
        ("у січні", &["2031-01"]),
        ("9 и 10 декабря", &["2030-12-09..2030-12-10"]),
        ("с 8 по 13 октября", &["open 2030-10-08..2030-10-13"]),
        ("в ночь на 15 ноября", &["2030-11-14..2030-11-15"]),
        ("в ніч на 15 листопада", &["2030-11-14..2030-11-15"]),
        ("за минулу добу", &["past 1"]),
        ("за последнюю неделю", &["past 7"]),
        ("за три дня", &["past 3"]),
        ("минулого тижня", &["2031-03-03/2031-03-09"]),
        ("на прошлой неделе", &["2031-03-03/2031-03-09"]),
        ("минулого місяця", &["2031-02"]),
        ("вчера", &["2031-03-13"]),
        ("від 30 вересня", &["said 2030-09-30"]),
        ("5 мая", &["2030-05-05"]),
        ("в мае", &["2030-05"]),
        ("Січень", &["2031-01"]),
        ("Март", &["2031-03"]),
        ("Лютий 2030", &["2030-02"]),
        ("в конце декабря", &["2030-12"]),
        ("наприкінці грудня", &["2030-12"]),
        ("з початку серпня", &["open 2030-08"]),
        ("с начала августа", &["open 2030-08"]),
        ("протягом січня", &["2031-01"]),
        ("в течение января", &["2031-01"]),
        ("10 марта, в тот же день", &["2031-03-10", "2031-03-10"]),
        ("цього ж дня", &["2031-03-14"]),
        ("10 марта, на следующий день", &["2031-03-10", "2031-03-11"]),
        ("позавчера", &["2031-03-12"]),
        ("три дні тому", &["2031-03-11"]),
        ("за последние два месяца", &["past 2 months"]),
        ("за останній місяць", &["past 1 months"]),
    ];
    for (text, expected) in rows {
        assert_eq!(said(text, Lang::Ru), *expected, "{text}");
    }
}

#[test]
fn without_a_day_of_publication_only_whole_dates_are_read() {
    let mut calendar = Calendar::default();
    let found = dates("on Monday, 3 March 2031, and in May", 0, Lang::En, &mut calendar);
    assert_eq!(found.len(), 1);
}
