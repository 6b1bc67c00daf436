//! What a text tells about whoever speaks in it, and about those they speak of.
//!
//! What it is for: a quote says "my son was sent to Russia", and no column does. The gate reads every text of a protected row, in
//! English and Korean, so that a detail counts wherever it stands – also in the translation alone.
//!
//! Terms: a *pattern* is found in the text in compatibility form and lower case, Latin ones at word boundaries; a *clause* ends at
//! a full stop, a question mark, a line. A detail that a person can have with another's – in the army, sent – belongs to the third
//! party whom the clause named last, else to the speaker.
//!
//! Invariant: plurals narrow nobody: `parents`, `soldiers`, `부모들` are no pattern, and a Korean pattern before `들` is passed over.
//!
//! Not here: what is true. What a text seems to tell is counted: a detail read in vain blocks too early, one overlooked costs more.

use super::attribute::{Attribute, Described, Role};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Whose detail a pattern tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The speaker's.
    Own,
    /// The third party's named last in the clause, else the speaker's.
    Near,
    /// It names a third party.
    Role,
}

impl Whose {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "own" => Some(Self::Own),
            "near" => Some(Self::Near),
            "role" => Some(Self::Role),
            _ => None,
        }
    }
}

/// The patterns of `words.tsv`.
#[derive(Debug)]
pub(crate) struct Words {
    finder: Option<AhoCorasick>,
    rows: Vec<(Attribute, Whose)>,
}

impl Words {
    pub(crate) fn new(rows: &[(&str, Attribute, Whose)]) -> Self {
        let patterns = rows.iter().map(|(pattern, ..)| normal(pattern));
        // More patterns than fit into memory cannot come from a table that was read.
        let finder =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok();
        let rows = rows.iter().map(|(_, a, whose)| (a.clone(), *whose)).collect();
        Self { finder, rows }
    }

    /// Every detail, each once, in the order of roles and names.
    pub(crate) fn read(&self, text: &str) -> Vec<Described> {
        let text = normal(text);
        let mut found = BTreeSet::new();
        for clause in text.split(['.', '?', '!', '\n', '。', '…']) {
            self.clause(clause, &mut found);
        }
        let roles: BTreeSet<String> = found.iter().filter_map(role_of).collect();
        found
            .into_iter()
            .filter(|d| !(d.attribute.name == "role" && roles.contains(&d.attribute.value)))
            .collect()
    }

    /// The first place that a place's name tells.
    pub(crate) fn place(&self, name: &str) -> Option<String> {
        let text = normal(name);
        self.matches(&text).find(|m| m.attribute.name == "place").map(|m| m.attribute.value.clone())
    }

    fn clause(&self, clause: &str, found: &mut BTreeSet<Described>) {
        let matches: Vec<Match<'_>> = self.matches(clause).collect();
        let group = GROUPS.iter().filter_map(|word| clause.find(word)).min();
        let mine = |m: &Match<'_>| MINE.iter().any(|word| clause[m.from..].starts_with(word));
        // What comes after a plural is told of many, unless the speaker says that it is their own.
        let of_many = |m: &Match<'_>| group.is_some_and(|group| group < m.from) && !mine(m);
        let roles: Vec<(usize, usize, Role)> = matches
            .iter()
            .filter(|m| m.whose == Whose::Role && !of_many(m) && !denied(&clause[m.to..]))
            .map(|m| (m.from, m.to, Role::Third(m.attribute.value.clone())))
            .collect();
        for (.., role) in &roles {
            let value = role_name(role);
            found.insert(Described {
                person: role.clone(),
                attribute: Attribute::new("role", value),
            });
        }
        // A modifier stands behind its noun in English and before it in Korean: the role before, else the first one after.
        let near = |at: usize| {
            let before = roles.iter().rev().find(|(from, ..)| *from <= at);
            before
                .or_else(|| roles.iter().find(|(from, ..)| *from > at))
                .map(|(.., role)| role.clone())
        };
        for m in &matches {
            let person = match m.whose {
                Whose::Role => continue,
                Whose::Near if of_many(m) && roles.is_empty() => continue,
                Whose::Near => match near(m.from) {
                    Some(role) => role,
                    None if SPEAKS.iter().any(|word| clause.contains(word)) => Role::Source,
                    None => continue,
                },
                Whose::Own => apposed(clause, &roles, m.from).unwrap_or(Role::Source),
            };
            found.insert(Described { person, attribute: m.attribute.clone() });
        }
        for (at, attribute, own) in ages(clause) {
            let person = if own { None } else { roles.iter().rev().find(|(from, ..)| *from <= at) };
            let person = person.map_or(Role::Source, |(.., role)| role.clone());
            found.insert(Described { person, attribute });
        }
        for (at, attribute) in units(clause) {
            found.insert(Described { person: near(at).unwrap_or(Role::Source), attribute });
        }
    }

    /// Patterns at word boundaries.
    fn matches<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Match<'a>> + 'a {
        let found = self.finder.iter().flat_map(move |finder| finder.find_iter(text));
        found.filter_map(move |m| {
            let (attribute, whose) = self.rows.get(m.pattern().as_usize())?;
            let (before, after) = (&text[..m.start()], &text[m.end()..]);
            // `온성군에` and `받아들이` hold shorter words; the name of a town may stand in a longer one.
            let inside = attribute.name != "place" && before.ends_with(is_hangul);
            let pattern = &text[m.start()..m.end()];
            let hidden = inside && pattern.starts_with(is_hangul);
            (!hidden && stands_alone(before, pattern, after)).then_some(Match {
                attribute,
                whose: *whose,
                from: m.start(),
                to: m.end(),
            })
        })
    }
}

/// A pattern in a clause.
struct Match<'a> {
    attribute: &'a Attribute,
    whose: Whose,
    from: usize,
    to: usize,
}

/// Words for many: what follows is told of all of them.
const GROUPS: [&str; 16] = [
    "parents",
    "mothers",
    "fathers",
    "families",
    "residents",
    "people",
    "soldiers",
    "wives",
    "widows",
    "부모들",
    "어머니들",
    "가족들",
    "주민들",
    "사람들",
    "군인들",
    "병사들",
];

/// How a speaker begins with their own.
const MINE: [&str; 7] = ["my ", "내 ", "우리 ", "제 ", "whose ", "her ", "his "];

/// Words by which a clause without a third party tells of the speaker.
const SPEAKS: [&str; 12] = [
    "i was",
    "i am",
    "i serve",
    "a soldier",
    "an officer",
    "a conscript",
    "나는",
    "내가",
    "군인인",
    "병사인",
    "소속",
    "현역",
];

fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

fn role_name(role: &Role) -> &str {
    match role {
        Role::Third(role) => role,
        Role::Source => "",
    }
}

/// `아들이 없다`: there is none.
fn denied(after: &str) -> bool {
    after.trim_start().starts_with('없')
}

/// The third party that a word stands right behind: `her husband, a driver`, `남편은 운전수`.
fn apposed(clause: &str, roles: &[(usize, usize, Role)], at: usize) -> Option<Role> {
    let (_, to, role) = roles.iter().rev().find(|(_, to, _)| *to <= at)?;
    let between = clause[*to..at].trim();
    ["", ",", "is", "was", "who is", ", who is", "works as", "은", "는", "이", "가"]
        .contains(&between)
        .then(|| role.clone())
}

fn role_of(described: &Described) -> Option<String> {
    match &described.person {
        // A third party of whom something is told needs no telling that there is one.
        Role::Third(role) if described.attribute.name != "role" => Some(role.clone()),
        _ => None,
    }
}

/// Compatibility form, lower case, one space for any run of them.
fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        out.extend(text.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        out.extend(text.nfkc().flat_map(char::to_lowercase).map(|c| match c {
            '’' | '‘' => '\'',
            '\u{a0}' => ' ',
            c => c,
        }));
    }
    out
}

/// A Latin word ends where letters end; a Korean one may be followed by particles, but not by the sign of the plural.
fn stands_alone(before: &str, found: &str, after: &str) -> bool {
    let latin = |c: char| c.is_ascii_alphanumeric();
    let begins = !found.starts_with(latin) || !before.ends_with(latin);
    let ends = !found.ends_with(latin) || !after.starts_with(latin);
    begins && ends && !after.starts_with('들')
}

/// Ages: `in her 40s`, `in his forties`, `47-year-old`, `aged 47`, `40대 여성`, `47살`; with whether they are the speaker's for sure.
fn ages(clause: &str) -> Vec<(usize, Attribute, bool)> {
    let mut found = Vec::new();
    let bytes = clause.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let (before, number, after) = (&clause[..at], &clause[at..end], &clause[end..]);
        if let Some(value) = age(before, number, after) {
            // `40대 여성` is whoever is described, wherever a son stands.
            found.push((at, Attribute::new("age", &value), after.starts_with('대')));
        }
        at = end;
    }
    for (word, decade) in DECADES {
        if let Some(at) = clause.find(word)
            && IN_THE.iter().any(|lead| clause[..at].trim_end().ends_with(lead))
        {
            found.push((at, Attribute::new("age", decade), false));
        }
    }
    found
}

fn age(before: &str, number: &str, after: &str) -> Option<String> {
    let years: u8 = number.parse().ok().filter(|years| (10..=110).contains(years))?;
    let before = before.trim_end();
    let decade = || years.is_multiple_of(10).then(|| format!("{years}s"));
    if after.starts_with('s') && !after[1..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return decade().filter(|_| IN_THE.iter().any(|lead| before.ends_with(lead)));
    }
    if let Some(rest) = after.strip_prefix('대') {
        let rest = rest.trim_start();
        return decade().filter(|_| PEOPLE.iter().any(|word| rest.starts_with(word)));
    }
    let said = after.starts_with("-year-old")
        || after.starts_with(" years old")
        || after.starts_with('살')
        || after.starts_with('세') && !after.starts_with("세기") && !after.starts_with("세대")
        || before.ends_with("aged")
        || before.ends_with("age of");
    said.then(|| years.to_string())
}

/// What stands before a decade of age.
const IN_THE: [&str; 12] = [
    "in her",
    "in his",
    "in their",
    "in my",
    "early",
    "mid",
    "late",
    "in her mid",
    "in his mid",
    "middle",
    "mid-",
    "late-",
];

/// What follows `40대` when it tells an age, and not a number of lorries.
const PEOPLE: [&str; 13] = [
    "여성", "남성", "여자", "남자", "주민", "초반", "중반", "후반", "의 ", "인 ", "로 ", "취재",
    "부부",
];

const DECADES: [(&str, &str); 7] = [
    ("twenties", "20s"),
    ("thirties", "30s"),
    ("forties", "40s"),
    ("fifties", "50s"),
    ("sixties", "60s"),
    ("seventies", "70s"),
    ("eighties", "80s"),
];

/// Units by number and kind: `94th brigade`, `11군단`.
fn units(clause: &str) -> Vec<(usize, Attribute)> {
    const KINDS: [(&str, &str); 10] = [
        ("brigade", "brigade"),
        ("regiment", "regiment"),
        ("division", "division"),
        ("battalion", "battalion"),
        ("corps", "corps"),
        ("여단", "brigade"),
        ("연대", "regiment"),
        ("사단", "division"),
        ("대대", "battalion"),
        ("군단", "corps"),
    ];
    let mut found = Vec::new();
    for (word, kind) in KINDS {
        for (at, _) in clause.match_indices(word) {
            let before = clause[..at].trim_end();
            let before = ["separate", "special", "infantry", "assault", "독립"]
                .iter()
                .fold(before, |b, word| b.strip_suffix(word).map_or(b, str::trim_end));
            let digits = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let number: String =
                digits.chars().rev().take_while(char::is_ascii_digit).take(6).collect();
            if number.is_empty() {
                continue;
            }
            let number: String = number.chars().rev().collect();
            let ordinal = if kind == "corps" { ordinal(&number) } else { number };
            found.push((at, Attribute::new("unit", &format!("{ordinal}_{kind}"))));
        }
    }
    found
}

/// `11` as `11th`, so that the corps has its own row in the tables.
fn ordinal(number: &str) -> String {
    let teen = number.len() > 1 && number[number.len() - 2..].starts_with('1');
    let end = match number.chars().last() {
        Some('1') if !teen => "st",
        Some('2') if !teen => "nd",
        Some('3') if !teen => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}
