//! Dates in Russian and Ukrainian.

use super::token::{Token, before, day, number, word, year};
use super::{Calendar, Cue, Found, Time, past, window, ymd};

/// Stems of the months; the first of a pair is Russian.
const MONTHS: [(&str, &str); 12] = [
    ("январ", "січ"),
    ("феврал", "лют"),
    ("март", "берез"),
    ("апрел", "квіт"),
    ("ма", "трав"),
    ("июн", "черв"),
    ("июл", "лип"),
    ("август", "серп"),
    ("сентябр", "верес"),
    ("октябр", "жовт"),
    ("ноябр", "листопад"),
    ("декабр", "груд"),
];
const ENDINGS: [&str; 13] = ["", "ь", "я", "е", "ю", "а", "й", "у", "ня", "ні", "ень", "ом", "і"];

pub(super) fn month(text: &str) -> Option<u32> {
    let fits = |stem: &str| text.strip_prefix(stem).is_some_and(|e| fits_ending(stem, e));
    let at = MONTHS.iter().position(|(ru, uk)| fits(ru) || fits(uk))?;
    u32::try_from(at + 1).ok()
}

fn fits_ending(stem: &str, ending: &str) -> bool {
    match stem {
        "ма" => matches!(ending, "я" | "е" | "й" | "ю"),
        "лют" => matches!(ending, "ого" | "ому" | "ий"),
        "листопад" => matches!(ending, "" | "а" | "і" | "у"),
        "март" | "август" => matches!(ending, "" | "а" | "е" | "у"),
        "січ" | "берез" | "квіт" | "трав" | "черв" | "лип" | "серп" | "верес" | "жовт" | "груд" =>
        {
            matches!(ending, "ня" | "ні" | "ень" | "ню")
        }
        _ => ENDINGS.contains(&ending),
    }
}

pub(super) fn date(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let found = months(tokens, at, calendar)
        .or_else(|| span(tokens, at, calendar))
        .or_else(|| day_month(tokens, at, calendar))
        .or_else(|| relative(tokens, at, calendar))
        .or_else(|| weekday(tokens, at, calendar))
        .or_else(|| month_alone(tokens, at, calendar))
        .or_else(|| lengths(tokens, at))?;
    Some(cued(found, tokens))
}

/// «с августа по октябрь», «із серпня до жовтня».
fn months(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    if let Some(found) = month_pair(tokens, at, calendar) {
        return Some(found);
    }
    let from =
        matches!(word(tokens, at), "с" | "з" | "із").then(|| month(word(tokens, at + 1)))??;
    let to = matches!(word(tokens, at + 2), "по" | "до").then(|| month(word(tokens, at + 3)))??;
    let (from, to) = (calendar.month(from)?, calendar.month(to)?);
    // «З грудня по лютий»: over the new year, and never backwards.
    let forward = from < to;
    let time = Time::Window(from, to);
    let rule = "date-month";
    // «цього року», «этого года»
    let this = matches!(word(tokens, at + 4), "цього" | "этого")
        && matches!(word(tokens, at + 5), "року" | "года");
    let end = at + 4 + if this { 2 } else { 0 };
    Some(Found { tokens: at..end, time, cue: Cue::Plain, rule }).filter(|_| forward)
}

/// «в январе–феврале», «у січні – лютому 2031 року».
fn month_pair(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let led = matches!(before(tokens, at, 1), "в" | "у" | "за" | "протягом" | "течение" | "(");
    let from = month(word(tokens, at)).filter(|_| led)?;
    let joined = matches!(word(tokens, at + 1), "-" | "–" | "—" | "и" | "та" | "і" | "й");
    let to = month(word(tokens, at + 2)).filter(|to| joined && from < *to)?;
    let (said, end) = with_year(tokens, at + 3);
    let text = |m| match said {
        Some(y) => Some(format!("{y:04}-{m:02}")),
        None => calendar.month(m),
    };
    let time = Time::Window(text(from)?, text(to)?);
    Some(Found { tokens: at..end, time, cue: Cue::Plain, rule: "date-month" })
}

fn cued(mut found: Found, tokens: &[Token<'_>]) -> Found {
    let mut at = found.tokens.start;
    while matches!(
        before(tokens, at, 1),
        "конец"
            | "концу"
            | "конца"
            | "кінець"
            | "кінця"
            | "середину"
            | "середине"
            | "середини"
            | "начало"
            | "начала"
            | "началу"
            | "початок"
            | "початку"
            | "середины"
            | "утро"
            | "ранок"
            | "вечер"
            | "вечір"
    ) {
        at -= 1;
    }
    let moved = at < found.tokens.start;
    let one = before(tokens, at, 1);
    let two = before(tokens, at, 2);
    let night = matches!(two, "ночь" | "ніч") && one == "на";
    if since(tokens, found.tokens.start) && matches!(found.time, Time::Point(_)) {
        found.cue = Cue::Open;
        return found;
    }
    found.cue = match (two, one) {
        (
            "состоянию" | "станом" | "данных" | "данные" | "даних" | "дані" | "данным" | "даними"
            | "данными",
            "на",
        ) => Cue::AsOf,
        // «по данным ведомства, на 25 марта, погиб 1351 человек»
        (",", "на") if word(tokens, found.tokens.end) == "," => Cue::AsOf,
        (_, "к" | "на") if moved => Cue::AsOf,
        // «на 1 июля в плену содержались»
        (verb, "на") if found.rule == "date-day-month" && !night && !sets(verb) => Cue::AsOf,
        (_, "к") if matches!(found.time, Time::Point(_)) => Cue::AsOf,
        (_, "от" | "від") if found.cue == Cue::Plain => Cue::Saying,
        (_, made) if found.cue == Cue::Plain && published(made) => Cue::Saying,
        (_, "с" | "со" | "з" | "із") if matches!(found.time, Time::Window(..)) => found.cue,
        (
            _,
            "с" | "со" | "з" | "із" | "после" | "після" | "до" | "к" | "ко" | "начиная"
            | "починаючи" | "накануне",
        ) => Cue::Open,
        _ => found.cue,
    };
    if night
        && let Time::Point(text) = &found.time
        && let Ok(to) = text.parse::<model::date::Day>()
    {
        found.time = Time::Window(to.plus_days(-1).to_string(), to.to_string());
        found.cue = Cue::Plain;
    }
    if found.cue == Cue::AsOf {
        found.rule = "date-as-of";
    }
    found
}

/// «назначен на 1 июля», «перенесли на 3 березня»: a day to come.
fn sets(verb: &str) -> bool {
    const STEMS: [&str; 9] =
        ["назнач", "перенес", "заплан", "намеч", "отлож", "признач", "перенос", "відклад", "план"];
    STEMS.iter().any(|stem| verb.starts_with(stem))
}

/// «по данным Минобороны, озвученным 21 сентября»: a participle of being said right before a date.
pub(crate) fn published(word: &str) -> bool {
    const MADE: [&str; 14] = [
        "опубликованн",
        "озвученн",
        "обнародованн",
        "названн",
        "приведенн",
        "представленн",
        "оприлюднен",
        "опублікован",
        "озвучен",
        "наведен",
        "представлен",
        "датирован",
        "датован",
        "поширен",
    ];
    MADE.iter().any(|m| word.starts_with(m)) && word.chars().count() > 8
}

/// «с начала войны, развязанной 7 октября», «від початку вторгнення 24 лютого»: the day on which something began that is not over.
fn since(tokens: &[Token<'_>], at: usize) -> bool {
    const AHEAD: usize = 9;
    (at.saturating_sub(AHEAD)..at)
        .rev()
        .take_while(|i| tokens.get(*i).is_none_or(|t| t.number.is_none() && t.text != "."))
        .any(|i| {
            matches!(word(tokens, i), "начала" | "момента" | "початку" | "моменту")
                && matches!(before(tokens, i, 1), "с" | "со" | "з" | "від" | "із")
                && at - i >= 2
        })
}

fn with_year(tokens: &[Token<'_>], at: usize) -> (Option<u32>, usize) {
    match year(tokens, at) {
        Some(y) => {
            let named = matches!(
                word(tokens, at + 1),
                "года" | "году" | "год" | "г" | "року" | "році" | "рік" | "р"
            );
            (Some(y), at + 1 + usize::from(named))
        }
        None => (None, at),
    }
}

/// "с 8 по 13 октября", "з 8 до 13 жовтня", "9 и 10 декабря", "14–15 листопада".
fn span(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let first = day(tokens, at)?;
    let mut next = at + 1;
    // "с 28 февраля по 3 марта"
    let own = month(word(tokens, next));
    next += usize::from(own.is_some());
    let joined =
        matches!(word(tokens, next), "и" | "і" | "й" | "та" | "-" | "–" | "—" | "по" | "до");
    let second = day(tokens, next + 1).filter(|_| joined)?;
    let last = month(word(tokens, next + 2))?;
    let (said, end) = with_year(tokens, next + 3);
    let resolve = |m, d| match said {
        Some(y) => ymd(y, m, d),
        None => calendar.day_of_month(m, d),
    };
    let (from, to) = (resolve(own.unwrap_or(last), first)?, resolve(last, second)?);
    (from <= to).then(|| window(at..end, from, to, "date-days-month"))
}

fn day_month(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let d = day(tokens, at)?;
    let m = month(word(tokens, at + 1))?;
    let (said, end) = with_year(tokens, at + 2);
    let day = match said {
        Some(y) => ymd(y, m, d)?,
        None => calendar.day_of_month(m, d)?,
    };
    Some(Found::point(at..end, day.to_string(), "date-day-month"))
}

fn weekday(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let text = word(tokens, at);
    let which = match text {
        "понедельник" | "понеділок" | "понедельника" | "понеділка" => {
            0
        }
        "вторник" | "вівторок" | "вторника" | "вівторка" => 1,
        "среду" | "середу" | "среды" | "середи" => 2,
        "четверг" | "четвер" | "четверга" => 3,
        "пятницу" | "п'ятницу" | "п'ятницю" | "пятницы" | "п'ятниці" => {
            4
        }
        "субботу" | "суботу" | "субботы" | "суботи" => 5,
        "воскресенье" | "неділю" | "воскресенья" | "неділі" => 6,
        _ => return None,
    };
    let led = matches!(
        before(tokens, at, 1),
        "в" | "во"
            | "у"
            | "прошлый"
            | "минулий"
            | "прошлую"
            | "минулу"
            | "прошлое"
            | "минулого"
            | "прошлого"
            | "минувший"
            | "минувшую"
            | "минулої"
            | "прошлой"
            | "этот"
            | "эту"
            | "цю"
            | "цей"
            | "от"
            | "від"
            | "за"
            | "к"
            | "до"
            | "с"
            | "з"
    );
    let day = calendar.weekday(which).filter(|_| led)?;
    Some(Found::point(at..at + 1, day.to_string(), "date-weekday"))
}

/// "в декабре", "у січні 2031 року".
fn month_alone(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let m = month(word(tokens, at))?;
    let (said, end) = with_year(tokens, at + 1);
    let led = matches!(
        before(tokens, at, 1),
        "в" | "у"
            | "с"
            | "з"
            | "із"
            | "конец"
            | "конце"
            | "кінці"
            | "наприкінці"
            | "протягом"
            | "впродовж"
            | "упродовж"
            | "течение"
            | "весь"
            | "увесь"
            | "концу"
            | "конца"
            | "кінець"
            | "кінця"
            | "середине"
            | "середину"
            | "середини"
            | "начале"
            | "начала"
            | "початку"
            | "за"
            | "прошлом"
            | "минулого"
            | "к"
            | "до"
            | "к концу"
            | "на"
    );
    let led = led || (at == 0 && end == tokens.len());
    if !led && said.is_none() {
        return None;
    }
    let text = match said {
        Some(y) => format!("{y:04}-{m:02}"),
        None => calendar.month(m)?,
    };
    Some(Found::point(at..end, text, "date-month"))
}

fn relative(tokens: &[Token<'_>], at: usize, calendar: &Calendar) -> Option<Found> {
    let near = |n: usize, day: model::date::Day| {
        Some(Found::point(at..at + n, day.to_string(), "date-near"))
    };
    let rel = "date-relative-month";
    match (word(tokens, at), word(tokens, at + 1)) {
        ("сегодня" | "сьогодні", _) => near(1, calendar.anchor?),
        ("вчера" | "учора" | "вчора", _) => near(1, calendar.anchor?.plus_days(-1)),
        ("накануне" | "напередодні", _) if day(tokens, at + 1).is_none() => {
            near(1, calendar.last().or(calendar.anchor)?.plus_days(-1))
        }
        ("днем", "ранее" | "раньше" | "раніше") => {
            near(2, calendar.last()?.plus_days(-1))
        }
        ("позавчера" | "позавчора", _) => near(1, calendar.anchor?.plus_days(-2)),
        ("же" | "ж" | "самий" | "самого" | "самый", "день" | "дня") => {
            near(2, calendar.last().or(calendar.anchor)?)
        }
        ("следующий", "день") | ("наступного", "дня") => {
            let day = calendar.last()?.plus_days(1);
            near(2, day).filter(|_| calendar.anchor.is_none_or(|anchor| day <= anchor))
        }
        ("неделю" | "тиждень", "назад" | "тому") => {
            near(2, calendar.anchor?.plus_days(-7))
        }
        (count, "дня" | "дней" | "дні" | "днів")
            if matches!(word(tokens, at + 2), "назад" | "тому") =>
        {
            let days = number(tokens, at).or_else(|| count_word(count)).filter(|n| *n < 60)?;
            near(3, calendar.anchor?.plus_days(-i32::try_from(days).ok()?))
        }
        ("прошлой" | "минулого", "неделе" | "тижня") | ("минулий", "тиждень") =>
        {
            let (from, to) = calendar.last_week()?;
            Some(Found::point(at..at + 2, format!("{from}/{to}"), "date-week"))
        }
        ("прошлом" | "минулого", "месяце" | "місяця") => {
            let (y, m) = calendar.months_back(1)?;
            Some(Found::point(at..at + 2, format!("{y:04}-{m:02}"), rel))
        }
        ("этом" | "цього", "месяце" | "місяця") => {
            let (y, m) = calendar.months_back(0)?;
            Some(Found::point(at..at + 2, format!("{y:04}-{m:02}"), rel))
        }
        ("прошлом" | "минулого", "году" | "року") => {
            Some(Found::point(at..at + 2, format!("{:04}", calendar.year(1)?), rel))
        }
        ("этом" | "цього", "году" | "року") => {
            Some(Found::point(at..at + 2, format!("{:04}", calendar.year(0)?), rel))
        }
        ("выходные" | "вихідні", _)
            if matches!(
                before(tokens, at, 1),
                "за" | "в" | "у" | "на" | "минувшие" | "прошлые" | "прошедшие" | "минулі"
            ) =>
        {
            let (from, to) = calendar.weekend()?;
            Some(window(at..at + 1, from, to, "date-week"))
        }
        _ => None,
    }
}

/// "за сутки", "за последнюю неделю", "за минулу добу", "за три дня".
fn lengths(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let during = word(tokens, at) == "в" && word(tokens, at + 1) == "течение";
    let leads = matches!(word(tokens, at), "за" | "протягом" | "впродовж" | "упродовж");
    // «в последние две недели», «останніми днями» without a number is no length.
    let lately = matches!(word(tokens, at), "в" | "у")
        && ["последние", "останні", "минувшие", "прошедшие", "минулі", "прошлые"]
            .contains(&word(tokens, at + 1))
        && (number(tokens, at + 2).is_some() || count_word(word(tokens, at + 2)).is_some());
    if !during && !leads && !lately {
        return None;
    }
    let mut next = at + 1 + usize::from(word(tokens, at + 1) == "течение");
    let past_word = |t: &str| {
        [
            "последн",
            "минул",
            "прошл",
            "прошедш",
            "останн",
            "истекш",
            "минувш",
            "попередн",
            "предыдущ",
        ]
        .iter()
        .any(|s| t.starts_with(s))
    };
    let led = past_word(word(tokens, next));
    next += usize::from(led);
    let n = number(tokens, next).or_else(|| count_word(word(tokens, next)));
    next += usize::from(n.is_some());
    let unit = match word(tokens, next) {
        "сутки" | "суток" | "добу" | "доби" | "діб" | "день" | "дня" | "дней" | "дні" | "днів" => {
            1
        }
        "неделю" | "недели" | "недель" | "тиждень" | "тижні" | "тижнів" => {
            7
        }
        "месяц" | "месяца" | "месяцев" | "місяць" | "місяці" | "місяців" if led =>
        {
            let months = i32::try_from(n.unwrap_or(1)).ok().filter(|n| *n < 60)?;
            let time = Time::Months(months);
            return Some(Found { tokens: at..next + 1, time, cue: Cue::Plain, rule: "date-past" });
        }
        "часа" | "часов" | "години" | "годин" if n == Some(24) => {
            return Some(past(at..next + 1, 1, "date-past"));
        }
        _ => return None,
    };
    // "за последнюю неделю декабря" is another week than the last one.
    if month(word(tokens, next + 1)).is_some() {
        return None;
    }
    let days = i32::try_from(n.unwrap_or(1)).ok()?.checked_mul(unit).filter(|d| *d < 400)?;
    Some(past(at..next + 1, days, "date-past"))
}

fn count_word(text: &str) -> Option<u32> {
    let rows: [(&[&str], u32); 6] = [
        (&["два", "две", "дві", "двое", "двух"], 2),
        (&["три", "трое", "трех", "трьох"], 3),
        (&["четыре", "чотири", "четверо"], 4),
        (&["пять", "п'ять"], 5),
        (&["шесть", "шість"], 6),
        (&["десять"], 10),
    ];
    rows.iter().find(|(words, _)| words.contains(&text)).map(|(_, n)| *n)
}
