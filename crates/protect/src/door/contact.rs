//! Ways to reach somebody that are no telephone numbers: messenger ids, e-mail addresses, addresses of accounts and machines.
//!
//! Terms: *id* – letters with digits or underscores in them, or any word that is announced as one (`ID:`, `아이디는`).
//!
//! Not an id: the name of a messenger alone (`having WeChat is charged`), a plain word after it.

use super::lexicon::{APP, APP_WEAK, ID, LINK};
use super::view::{Kind, View};
use super::{Certainty, Hits, Refused};

pub(crate) fn detect(view: &View, hits: &mut Hits<'_>) {
    for at in 0..view.len() {
        match view.text(at) {
            "@" => at_sign(view, at, hits),
            "at" | "골뱅이" | "골벵이" | "собака" => spoken_address(view, at, hits),
            "wxid" => {
                let (end, _) = run(view, at);
                hits.add(Refused::MessengerId, at, end, Certainty::Certain);
            }
            "." => web_address(view, at, hits),
            _ => {}
        }
        if view.has(at, APP | APP_WEAK) {
            messenger(view, at, hits);
        }
        if view.has(at, ID) && !view.has(at, APP) {
            announced_id(view, at, hits);
        }
        machine(view, at, hits);
    }
}

/// What an unbroken run of letters, digits and signs of an id is made of.
#[derive(Default)]
struct Made {
    letters: usize,
    digits: usize,
    underscores: usize,
    upper_with_hyphen: bool,
    starts_with_letter: bool,
}

impl Made {
    /// Letters and digits mixed as in an id, and not as in `25th`, `C049` or a reference like `NIS-2412`.
    fn is_mixed(&self) -> bool {
        self.starts_with_letter
            && !self.upper_with_hyphen
            && (self.letters >= 3 && self.digits >= 1 || self.letters >= 2 && self.underscores >= 1)
            && self.letters + self.digits >= 4
    }

    fn length(&self) -> usize {
        self.letters + self.digits
    }
}

/// The unbroken run at `at`: where it ends, and what it is made of.
fn run(view: &View, at: usize) -> (usize, Made) {
    let mut made = Made { starts_with_letter: view.kind(at) == Kind::Latin, ..Made::default() };
    let mut end = at;
    while end < at + 16 && end < view.len() && (end == at || view.tight(end)) {
        match view.kind(end) {
            Kind::Latin => made.letters += view.text(end).chars().count(),
            Kind::Digits => made.digits += view.digits(end),
            Kind::Mark if view.is(end, &["_"]) => made.underscores += 1,
            Kind::Mark
                if end > at
                    && view.is(end, &["-", ".", "#"])
                    && view.tight(end + 1)
                    && matches!(view.kind(end + 1), Kind::Latin | Kind::Digits) =>
            {
                made.upper_with_hyphen |=
                    view.is(end, &["-"]) && view.token(at).upper && view.digits(end + 1) > 0;
            }
            _ => break,
        }
        end += 1;
    }
    (end, made)
}

/// Steps over words and signs that announce an id; where it would start, and whether a sign or a word announced it.
fn step(view: &View, from: usize) -> (usize, bool, bool) {
    let (mut at, mut colon, mut word) = (from, false, false);
    while at < from + 6 {
        if view.is(at, &[":", "=", "("]) {
            colon = true;
        } else if view.has(at, LINK | ID) {
            word = true;
        } else if !view.is(at, &["\"", "'", ",", "-", "[", "#"]) {
            break;
        }
        at += 1;
    }
    (at, colon, word)
}

fn messenger(view: &View, at: usize, hits: &mut Hits<'_>) {
    let strong = view.has(at, APP);
    let marked = view.has(at, ID) || (1..=5).any(|n| view.has(at + n, ID) && !view.is_stop(at + n));
    if let Some(mark) = (at..=at + 5).find(|i| view.has(*i, ID)).filter(|_| marked) {
        let (start, colon, _) = step(view, mark + 1);
        let (end, made) = run(view, start);
        if made.length() >= 3 && !is_plain(view, start) {
            return hits.add(Refused::MessengerId, at, end, Certainty::Certain);
        }
        let quoted = colon || start > mark + 1 && view.is(start - 1, &["\""]);
        if quoted
            && matches!(view.kind(start), Kind::Hangul | Kind::Han)
            && view.text(start).chars().count() >= 2
        {
            return hits.add(Refused::MessengerId, at, start + 1, Certainty::Likely);
        }
    }
    if !strong {
        return;
    }
    let (start, colon, word) = step(view, at + 1);
    let (end, made) = run(view, start);
    if made.is_mixed()
        || made.digits >= 5 && made.letters == 0 && super::number::amount(view, start).is_none()
    {
        return hits.add(Refused::MessengerId, at, end, Certainty::Certain);
    }
    let asian = matches!(view.kind(at), Kind::Hangul | Kind::Han);
    let alone = made.length() >= 4 && !is_plain(view, start) && (view.is_stop(end) || asian);
    if alone && (colon || asian && (word || view.stem(at) != view.text(at))) {
        return hits.add(Refused::MessengerId, at, end, Certainty::Likely);
    }
    let first = at.saturating_sub(4);
    let near = (first..at + 7).filter(|i| *i != at).find(|i| {
        let (end, made) = run(view, *i);
        made.is_mixed() && made.length() >= 5 && end > *i && !view.tight(*i)
    });
    if let Some(start) = near {
        let (end, _) = run(view, start);
        hits.add(Refused::MessengerId, start.min(at), end.max(at + 1), Certainty::Likely);
    }
}

/// A word that stands after an announcement without being an id: `the account is closed`.
fn is_plain(view: &View, at: usize) -> bool {
    const WORDS: [&str; 48] = [
        "is", "was", "are", "were", "a", "an", "the", "not", "no", "and", "or", "of", "in", "on",
        "at", "to", "for", "with", "from", "by", "that", "this", "he", "she", "it", "they", "we",
        "who", "which", "has", "had", "been", "being", "banned", "blocked", "closed", "watched",
        "used", "users", "user", "messages", "message", "group", "channel", "post", "app", "video",
        "vpn",
    ];
    view.is(at, &WORDS) || view.has(at, LINK | ID | APP)
}

fn announced_id(view: &View, at: usize, hits: &mut Hits<'_>) {
    // `handle:heron` is how a row names its source: a codename, not an id.
    if view.is(at, &["handle"]) && view.is(at + 1, &[":"]) && view.tight(at + 2) {
        return;
    }
    let (start, colon, _) = step(view, at + 1);
    let (end, made) = run(view, start);
    let korean = view.kind(at) == Kind::Hangul && made.letters >= 4;
    let bare = colon && made.letters >= 5 && view.is_stop(end) && !is_plain(view, start);
    if made.is_mixed() || korean || bare {
        hits.add(Refused::MessengerId, at, end, Certainty::Likely);
    }
}

/// `name@example.org`, `@name`.
fn at_sign(view: &View, at: usize, hits: &mut Hits<'_>) {
    let word = |i: usize| {
        matches!(view.kind(i), Kind::Latin | Kind::Digits | Kind::Cyrillic | Kind::Hangul)
    };
    let before = at > 0 && word(at - 1) && view.token(at).gap <= 1;
    let after = word(at + 1) && view.token(at + 1).gap <= 1;
    let (end, made) = run(view, at + 1);
    if before && after && view.slice(at + 1, end).contains('.') {
        let mut from = at - 1;
        while from > 0
            && at - from < 12
            && view.tight(from)
            && (word(from - 1) || view.is(from - 1, &[".", "_", "-", "+"]))
        {
            from -= 1;
        }
        hits.add(Refused::Address, from, end, Certainty::Certain);
    } else if after && view.tight(at + 1) && made.length() >= 2 {
        hits.add(Refused::MessengerId, at, end, Certainty::Certain);
    } else {
        hits.add(
            Refused::Address,
            at.saturating_sub(usize::from(before)),
            (at + 1).max(end),
            Certainty::Likely,
        );
    }
}

/// `name at example dot org`, `아무개 골뱅이 example 점 com`.
fn spoken_address(view: &View, at: usize, hits: &mut Hits<'_>) {
    if at == 0 {
        return;
    }
    let dot = (at + 2..at + 8)
        .find(|i| view.is(*i, &["dot", "점", "닷", "точка", "点"]) || view.stem(*i) == "닷컴");
    let english = view.is(at, &["at"]);
    if let Some(dot) = dot {
        let end = (dot + 2).min(view.len());
        return hits.add(Refused::Address, at - 1, end, Certainty::Certain);
    }
    let dotted = view.is(at + 2, &["."])
        && view.tight(at + 2)
        && view.tight(at + 3)
        && view.kind(at + 3) == Kind::Latin;
    let bracketed = view.is(at.wrapping_sub(1), &["(", "["]) && view.is(at + 1, &[")", "]"]);
    if dotted && !english || bracketed {
        hits.add(Refused::Address, at - 1, (at + 4).min(view.len()), Certainty::Certain);
    } else if !english && view.kind(at + 1) == Kind::Latin {
        hits.add(Refused::Address, at - 1, at + 2, Certainty::Likely);
    }
}

/// Hosts whose pages are persons' accounts, and those of them that are messengers.
const ACCOUNT_HOSTS: [&str; 24] = [
    "vk",
    "facebook",
    "fb",
    "instagram",
    "twitter",
    "x",
    "weibo",
    "tiktok",
    "douyin",
    "ok",
    "odnoklassniki",
    "linkedin",
    "youtube",
    "youtu",
    "threads",
    "discord",
    "github",
    "naver",
    "daum",
    "kakao",
    "qzone",
    "xiaohongshu",
    "bsky",
    "snapchat",
];

/// `t.me/name`, `vk.com/id1`.
fn web_address(view: &View, dot: usize, hits: &mut Hits<'_>) {
    if dot == 0 || !view.tight(dot) || !view.tight(dot + 1) || view.kind(dot + 1) != Kind::Latin {
        return;
    }
    let host = view.text(dot - 1);
    let slash = (dot + 2..dot + 5)
        .find(|i| view.is(*i, &["/"]))
        .filter(|i| view.tight(*i) && view.tight(*i + 1));
    let Some(slash) = slash else { return };
    let (end, made) = run(view, slash + 1);
    let messenger =
        matches!(host, "t" | "wa" | "telegram" | "m" | "line" | "u") && view.is(dot + 1, &["me"]);
    if messenger && made.length() >= 2 {
        hits.add(Refused::MessengerId, dot - 1, end, Certainty::Certain);
    } else if ACCOUNT_HOSTS.contains(&host) && made.length() >= 2 {
        hits.add(Refused::Address, dot - 1, end, Certainty::Certain);
    }
}

/// The address of a machine: `192.0.2.4`, `00:1a:2b:3c:4d:5e`.
fn machine(view: &View, at: usize, hits: &mut Hits<'_>) {
    let byte = |i: usize| view.number(i).is_some_and(|n| n <= 255);
    if byte(at)
        && (1..=3).all(|n| {
            view.is(at + 2 * n - 1, &["."])
                && view.tight(at + 2 * n - 1)
                && view.tight(at + 2 * n)
                && byte(at + 2 * n)
        })
        && !view.is(at + 7, &["."])
    {
        hits.add(Refused::Address, at, at + 7, Certainty::Likely);
    }
    if view.tight(at) || !matches!(view.kind(at), Kind::Latin | Kind::Digits) {
        return;
    }
    let end = (at + 1..at + 24).find(|i| !view.tight(*i)).unwrap_or(at + 1);
    let text = view.slice(at, end);
    let hex = |c: u8| c.is_ascii_hexdigit();
    let octets = |text: &[u8]| {
        text.len() >= 17
            && text[..17]
                .iter()
                .enumerate()
                .all(|(i, c)| if i % 3 == 2 { matches!(c, b':' | b'-') } else { hex(*c) })
    };
    if octets(text.as_bytes()) {
        hits.add(Refused::Imei, at, end, Certainty::Certain);
    }
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
    let wallet = text.len() >= 42 && text.starts_with("0x") && text[2..].bytes().take(40).all(hex)
        || plain && text.starts_with("bc1") && text.len() >= 26
        || plain
            && text.len() == 34
            && matches!(text.as_bytes()[0], b't' | b'1' | b'3')
            && view.token(at).upper;
    let iban = plain
        && (15..=34).contains(&text.len())
        && view.token(at).upper
        && text.bytes().take(2).all(|b| b.is_ascii_lowercase())
        && text.bytes().skip(2).take(2).all(|b| b.is_ascii_digit())
        && text.bytes().filter(u8::is_ascii_digit).count() >= 10;
    if wallet || iban {
        hits.add(Refused::BankOrRemittance, at, end, Certainty::Certain);
    }
}
