//! Names of other languages face to face: tokens of one against tokens of the other.
//!
//! Each token of the shorter name takes the best free token of the longer; what fits adds its weight up to [`CAP`], what does not fit
//! counts against. Terms: *glue* – Abd, Abu and the like are read with what follows them, the article al- is taken off. Invariants: the
//! order of tokens does not matter; symmetric; bounded by [`WORDS_MAX`]² tokens. Source: assignment as in Fellegi–Sunter name comparisons;
//! the constants were chosen on `dev_other`'s training folds.

use super::{Letters, Word, side_of};
use crate::fold::{Folded, Token};
use crate::script::Script;

/// Tokens of a name that are compared.
pub(crate) const WORDS_MAX: usize = 8;
/// The most that one token adds.
const CAP: f32 = 6.0;
/// Below this a pair of tokens does not fit.
const FITS: f32 = 1.5;
/// A token of the shorter name that fits nothing.
const AGAINST: f32 = -10.0;
/// A token of the longer name that is left over.
const LEFT: f32 = -0.5;
/// The first tokens of both fit nothing: it is given names that tell brothers apart.
const FIRST: f32 = -6.0;
/// The first token of the longer name is left over.
const LEFT_FIRST: f32 = -6.0;
/// An initial that agrees.
const INITIAL: f32 = 1.5;

/// A name as tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Words {
    pub(crate) words: Vec<Word>,
    /// ln of the background of all tokens.
    pub(crate) background: f32,
}

/// Reads tokens into words; `roman` turns block scripts into Latin letters.
pub(crate) fn words(
    letters: &Letters,
    folded: &Folded,
    tokens: &[Token],
    roman: &dyn Fn(Script, &str) -> Option<String>,
) -> Option<Words> {
    let mut glued: Vec<(usize, String)> = Vec::new();
    let mut waiting: Option<String> = None;
    let mut article = String::new();
    for token in tokens.iter().take(2 * WORDS_MAX) {
        let side = side_of(token.script)?;
        let mut text = match token.script {
            Script::Latin | Script::Cyrillic | Script::Arabic => folded.text(token).to_owned(),
            Script::Kana => folded.text(token).replace('N', "n").replace('Q', ""),
            _ => roman(token.script, folded.text(token))?,
        };
        if is_article(&text) {
            article = text;
            continue;
        }
        let before = std::mem::take(&mut article);
        if let Some(tail) = of_god(&text, &before)
            && waiting.is_none()
            && let Some(last) = glued.last_mut()
        {
            last.1.push_str(&tail);
            continue;
        }
        // A token by itself is left whole: `الي` may be its beginning.
        if tokens.len() > 1
            && let Some(rest) = without_article(&text)
        {
            text = rest.to_owned();
        }
        // Nor is it the servant of what does not follow.
        if let Some(head) = servant(&text).filter(|_| tokens.len() > 1) {
            waiting = Some(waiting.take().unwrap_or_default() + head);
            continue;
        }
        if let Some(head) = waiting.take() {
            text = head + &text;
        } else if let Some(short) = servant_inside(&text) {
            text = short;
        }
        if !text.is_empty() && glued.len() < WORDS_MAX {
            glued.push((side, text));
        }
    }
    if let Some(head) = waiting {
        glued.push((glued.first().map_or(0, |g| g.0), head));
    }
    let mut out = Words::default();
    for (side, text) in glued {
        let word = letters.word(side, text);
        out.background -= word.rare;
        out.words.push(word);
    }
    (!out.words.is_empty()).then_some(out)
}

fn is_article(text: &str) -> bool {
    matches!(
        text,
        "al" | "el"
            | "ul"
            | "ur"
            | "ud"
            | "ad"
            | "ed"
            | "as"
            | "ibn"
            | "bin"
            | "ben"
            | "bint"
            | "ould"
            | "wald"
            | "بن"
            | "ابن"
            | "ال"
            | "ولد"
            | "аль"
            | "ибн"
            | "bn"
            | "o"
    )
}

/// `alhuthi`, `الحوثي` without the article.
fn without_article(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("ال")?;
    (rest.chars().count() >= 3 && !rest.starts_with("له")).then_some(rest)
}

/// What ends a name of two words – of God, of the faith, of the Merciful, of the truth – in one form with the article before it.
fn of_god(text: &str, article: &str) -> Option<String> {
    let arabic = text.strip_prefix("ال").unwrap_or(text);
    if matches!(arabic, "له" | "لله")
        || matches!(text, "ullah" | "allah" | "ollah")
        || (text == "lah" && !article.is_empty())
    {
        return Some(if text.is_ascii() { "ullah".to_owned() } else { "الله".to_owned() });
    }
    if matches!(arabic, "دين" | "رحمن" | "رحمان" | "حق") && text != arabic {
        return Some(format!("ال{arabic}"));
    }
    let linked = matches!(article, "ur" | "ul" | "ud" | "ad" | "al" | "el" | "ed");
    match text {
        "din" | "deen" | "dine" if linked => Some("uddin".to_owned()),
        "uddin" | "eddine" | "eddin" | "uddine" => Some("uddin".to_owned()),
        "rahman" | "rehman" | "rahmaan" if matches!(article, "ur" | "ul") => {
            Some("urrahman".to_owned())
        }
        "haq" | "haqq" if linked => Some("ulhaq".to_owned()),
        _ => None,
    }
}

/// `abdulrahman`, `عبدالرحمن` as they are read when written apart.
fn servant_inside(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix("عبدال") {
        return (rest.chars().count() >= 3).then(|| format!("عبد{rest}"));
    }
    let heads = ["abdul", "abdel", "abdal", "abdur", "abder", "abdus", "abdoul", "ebdul"];
    let rest = heads.iter().find_map(|h| text.strip_prefix(h))?;
    (rest.chars().count() >= 4).then(|| format!("abd{rest}"))
}

/// Words that are only half a name: the servant of, the father of.
fn servant(text: &str) -> Option<&'static str> {
    Some(match text {
        "abd" | "abdul" | "abdal" | "abdel" | "abdu" | "abdur" | "abdoul" | "abdus" | "abed" => {
            "abd"
        }
        "عبد" => "عبد",
        "abu" | "abou" | "abi" => "abu",
        "ابو" | "ابي" => "ابو",
        _ => return None,
    })
}

/// ln of the likelihood ratio that two names are one.
pub(crate) fn ln_ratio(letters: &Letters, a: &Words, b: &Words) -> f32 {
    let first =
        a.words.len() < b.words.len() || (a.words.len() == b.words.len() && texts(a).le(texts(b)));
    let (short, long) = if first { (a, b) } else { (b, a) };
    // Single tokens say all that they can; of several, none may speak for the others.
    if let ([x], [y]) = (short.words.as_slice(), long.words.as_slice()) {
        let alone = x.text.chars().count() > 1 && y.text.chars().count() > 1;
        let ln = if alone { letters.ln_ratio_alone(x, y) } else { weigh(letters, x, y) };
        return ln.max(-20.0);
    }
    let mut room = [(0.0, 0, 0); WORDS_MAX * WORDS_MAX];
    let fitting = fitting(letters, short, long, &mut room);
    let (mut used, mut taken, mut sum) = (0_u32, 0_u32, 0.0);
    for (ln, i, j) in fitting {
        used |= 1 << *i;
        taken |= 1 << *j;
        sum += ln.min(CAP);
    }
    let fitted = fitting.len();
    let missing = short.words.len() - fitted;
    let left = long.words.len() - short.words.len();
    #[expect(clippy::cast_precision_loss, reason = "at most eight")]
    let against = AGAINST * missing as f32 + LEFT * left as f32;
    let first = short.words.len() > 1 && missing > 0 && used & 1 == 0 && taken & 1 == 0;
    let whole = missing > 0 && whole(short).eq(whole(long));
    // The first token of the longer name is left over: the name of a son, where the other is the father's.
    let first =
        if first { FIRST } else { 0.0 } + if left > 0 && taken & 1 == 0 { LEFT_FIRST } else { 0.0 };
    if whole { sum + 2.0 * CAP } else { sum + against + first }
}

/// Two tokens that face each other: what they weigh, the number of either in its name.
type Facing = (f32, usize, usize);

/// The tokens that face each other, those that weigh most first, each in one pair.
fn fitting<'r>(
    letters: &Letters,
    short: &Words,
    long: &Words,
    room: &'r mut [Facing; WORDS_MAX * WORDS_MAX],
) -> &'r [Facing] {
    let mut fits = 0;
    for (i, x) in short.words.iter().enumerate() {
        for (j, y) in long.words.iter().enumerate() {
            let ln = weigh(letters, x, y);
            if let Some(slot) = room.get_mut(fits).filter(|_| ln > FITS) {
                *slot = (ln, i, j);
                fits += 1;
            }
        }
    }
    let all = room.get_mut(..fits).unwrap_or_default();
    all.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used, mut taken, mut kept) = (0_u32, 0_u32, 0);
    for at in 0..fits {
        let (_, i, j) = room[at];
        if used >> i & 1 == 0 && taken >> j & 1 == 0 {
            used |= 1 << i;
            taken |= 1 << j;
            room[kept] = room[at];
            kept += 1;
        }
    }
    room.get(..kept).unwrap_or_default()
}

/// The tokens of `a` with those of `b` that they face and what they weigh together; without one where they fit none.
pub(crate) fn faced(letters: &Letters, a: &Words, b: &Words) -> Vec<(String, f32)> {
    let (short, long) = if a.words.len() <= b.words.len() { (a, b) } else { (b, a) };
    let mut room = [(0.0, 0, 0); WORDS_MAX * WORDS_MAX];
    let fitting = fitting(letters, short, long, &mut room);
    if let ([x], [y]) = (a.words.as_slice(), b.words.as_slice()) {
        return vec![(format!("{} – {}", x.text, y.text), ln_ratio(letters, a, b))];
    }
    let each = short.words.iter().enumerate().map(|(i, x)| {
        let Some((ln, y)) =
            fitting.iter().find(|f| f.1 == i).and_then(|f| Some((f.0, long.words.get(f.2)?)))
        else {
            return (x.text.clone(), AGAINST);
        };
        (format!("{} – {}", x.text, y.text), ln.min(CAP))
    });
    each.collect()
}

/// All letters without spaces, in Latin.
fn whole(words: &Words) -> impl Iterator<Item = char> {
    words.words.iter().flat_map(|w| w.roman.chars())
}

fn texts(words: &Words) -> impl Iterator<Item = (usize, &str)> {
    words.words.iter().map(|w| (w.side, w.text.as_str()))
}

fn weigh(letters: &Letters, x: &Word, y: &Word) -> f32 {
    let initial = |w: &Word| w.text.chars().count() == 1;
    if initial(x) || initial(y) {
        let agrees = x.roman.chars().next() == y.roman.chars().next();
        return if agrees && initial(x) != initial(y) { INITIAL + 0.1 } else { -3.0 };
    }
    letters.ln_ratio(x, y, FITS)
}
