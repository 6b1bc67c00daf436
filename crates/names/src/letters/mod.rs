//! Names of other languages: tokens in Russian, Ukrainian, Arabic, Persian and Latin letters.
//!
//! Two tokens are weighed by ln P(x, y) − ln P(x) − ln P(y): written at once against written apart. Terms: *pairing* – the table of
//! chunks; *background* – the probability of a token by itself, from its letters and, if it was seen, its frequency. Invariant: tables are
//! read once. Not here: which token faces which ([`name`]).

pub(crate) mod lm;
pub(crate) mod name;
pub(crate) mod pairing;

use crate::quick::QuickMap;
use crate::script::Script;
use crate::tables::{Lines, TableError};
use lm::Lm;
use pairing::{EDGE, Next, Pairing};
use std::collections::BTreeMap;

/// Scripts with a table of their own.
pub(crate) const SCRIPTS: [&str; 3] = ["latin", "cyrillic", "arabic"];

/// A ratio below −this in nats is not told apart.
pub(crate) const LEAST: f32 = 30.0;

/// The weight of a token's own frequency in its background, the rest being its letters.
const FREQUENCY: f32 = 0.3;

/// The tables of one script.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    /// This script on the left, Latin on the right.
    pub(crate) pairing: Pairing,
    pub(crate) lm: Lm,
    /// The letters of Japanese names.
    japanese: Lm,
    /// Tokens seen more than once, with their share.
    pub(crate) tokens: QuickMap<String, f32>,
    /// Tokens that were seen as one name with tokens in Latin letters, more than once.
    pub(crate) known: QuickMap<String, Vec<String>>,
}

/// All tables of letters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Letters {
    pub(crate) sides: [Side; 3],
    /// By script beside Latin: how the ratio becomes ln odds against tokens that look alike.
    pub(crate) odds: [Option<Odds>; 3],
}

/// Numbers that a weight is made of: the ratio, ln P of either token, the share of either that the ratio explains.
pub(crate) const FEATURES: usize = 5;

/// What each of the numbers adds, and a constant.
pub(crate) type Odds = [f32; FEATURES + 1];

pub(crate) fn side_of(script: Script) -> Option<usize> {
    Some(match script {
        Script::Latin | Script::Kana | Script::Hangul | Script::Han => 0,
        Script::Cyrillic => 1,
        Script::Arabic => 2,
        _ => return None,
    })
}

impl Letters {
    pub(crate) fn read(text: &str) -> Result<Self, TableError> {
        let mut letters = Self::default();
        let mut grams: [[BTreeMap<String, f32>; 3]; 2] = Default::default();
        for line in Lines::new("letters.tsv", text) {
            let at =
                SCRIPTS.iter().position(|s| Ok(*s) == line.cell(1)).ok_or_else(|| line.bad(1))?;
            let Some(side) = letters.sides.get_mut(at) else { continue };
            match line.cell(0)? {
                "edge" => side.pairing.set_edge(f64::from(line.number(2)?)),
                "pair" => {
                    let x = if line.cell(2)? == "-" { "" } else { line.cell(2)? };
                    for (y, p) in line.weights(3)? {
                        side.pairing.add(x, &y, f64::from(p));
                    }
                }
                "next" => {
                    let number = |text: &str| match text.split_once('=') {
                        Some((x, y)) => side.pairing.find(x, y),
                        None => Some(EDGE),
                    };
                    let before = number(line.cell(2)?).ok_or_else(|| line.bad(2))?;
                    let weights = line.weights(5)?;
                    let list = weights.into_iter().filter_map(|(t, n)| Some((number(&t)?, n)));
                    let list = list.collect();
                    let (total, kinds) = (line.number(3)?, line.number(4)?);
                    side.pairing.follow(before, &Next { total, kinds, list });
                }
                kind @ ("gram" | "japanese") => {
                    let grams = &mut grams[usize::from(kind == "japanese")];
                    let context = if line.cell(2)? == "-" { "" } else { line.cell(2)? };
                    for (letter, n) in line.weights(3)? {
                        if let Some(grams) = grams.get_mut(at) {
                            grams.insert(format!("{context}{letter}"), n);
                        }
                    }
                }
                "known" => {
                    let list = line.weights(3)?.into_iter().map(|w| w.0).collect();
                    side.known.insert(line.cell(2)?.to_owned(), list);
                }
                "token" => side.tokens.extend(line.weights(2)?),
                _ => return Err(line.bad(0)),
            }
        }
        let [all, japanese] = &grams;
        for ((side, all), japanese) in letters.sides.iter_mut().zip(all).zip(japanese) {
            side.lm = Lm::from_counts(all);
            side.japanese = Lm::from_counts(japanese);
        }
        Ok(letters)
    }

    /// ln of a token's background: its letters, and its own frequency where it was seen.
    pub(crate) fn background(&self, side: usize, token: &str) -> f32 {
        let Some(side) = self.sides.get(side) else { return -20.0 };
        let share = side.tokens.get(token).copied().unwrap_or(0.0);
        let letters = side.lm.ln(token).exp();
        ((1.0 - FREQUENCY) * letters + FREQUENCY * share).max(1e-30).ln()
    }

    /// ln of a token's probability among Japanese names.
    pub(crate) fn japanese(&self, side: usize, token: &str) -> f32 {
        self.sides.get(side).map_or(-40.0, |s| s.japanese.ln(token))
    }

    /// A token made ready.
    pub(crate) fn word(&self, side: usize, text: String) -> Word {
        let roman = match side {
            0 => text.clone(),
            _ => self.sides.get(side).map(|s| s.pairing.romanise(&text)).unwrap_or_default(),
        };
        let ln = self.sides.get(side).map_or(-20.0, |s| s.lm.ln(&text));
        let rare = -self.background(side, &text);
        Word { side, text, roman, ln, rare }
    }

    /// ln of the likelihood ratio that two tokens are one name; a frequent name says no more than that it is frequent. What is less than
    /// `least` is some value below it, for less work.
    pub(crate) fn ln_ratio(&self, a: &Word, b: &Word, least: f32) -> f32 {
        let most = a.rare.min(b.rare);
        if self.settled(a, b) { most } else { self.raw(a, b, least).max(-LEAST).min(most) }
    }

    /// The same for two tokens that stand alone: against tokens that look alike, as far as that was learned.
    pub(crate) fn ln_ratio_alone(&self, a: &Word, b: &Word) -> f32 {
        let (at, numbers) = self.features(a, b);
        match self.odds.get(at).and_then(Option::as_ref) {
            Some(odds) if !self.settled(a, b) => {
                let sum: f32 = odds.iter().zip(numbers).map(|(w, x)| w * x).sum();
                (sum + odds[FEATURES]).min(a.rare.min(b.rare))
            }
            _ => self.ln_ratio(a, b, -LEAST),
        }
    }

    /// Whether the tokens are alike, or were seen for one another.
    fn settled(&self, a: &Word, b: &Word) -> bool {
        a.side == b.side && a.text == b.text || self.known(a, b) || self.known(b, a)
    }

    /// The script beside Latin, and the numbers that the weight is made of.
    pub(crate) fn features(&self, a: &Word, b: &Word) -> (usize, [f32; FEATURES]) {
        let (x, y) = if (b.side, &b.text) < (a.side, &a.text) { (a, b) } else { (b, a) };
        let ratio = self.raw(a, b, -LEAST).max(-LEAST);
        let share = |ln: f32| ratio / ln.min(-1.0);
        (x.side, [ratio, x.ln, y.ln, share(x.ln), share(y.ln)])
    }

    fn known(&self, a: &Word, b: &Word) -> bool {
        let list = self.sides.get(a.side).and_then(|s| s.known.get(&a.text));
        b.side == 0 && list.is_some_and(|l| l.contains(&b.text))
    }

    /// ln P(x, y) − ln P(x) − ln P(y) by letters alone; some value below `least` where it is less.
    fn raw(&self, a: &Word, b: &Word, least: f32) -> f32 {
        // The tables of one script are symmetric in their making; the order of sums is settled by the text.
        let (x, y) = if (a.side, &a.text) <= (b.side, &b.text) { (a, b) } else { (b, a) };
        let apart = x.ln + y.ln;
        let joint = |side: usize, left: &str, right: &str, less: f32| {
            let side = self.sides.get(side);
            side.map_or(-60.0, |s| s.pairing.ln(left, right, least + less + apart)) - apart - less
        };
        match (x.side, y.side) {
            (0, 0) => joint(0, &x.text, &y.text, 0.0),
            (0, side) => joint(side, &y.text, &x.text, 0.0),
            (p, q) if p == q => joint(0, &x.roman, &y.roman, 0.5),
            (_, side) => joint(side, &y.text, &x.roman, 0.0),
        }
    }
}

/// A token ready to be weighed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    pub(crate) side: usize,
    pub(crate) text: String,
    /// In Latin letters.
    pub(crate) roman: String,
    /// ln of its letters' probability.
    pub(crate) ln: f32,
    /// −ln of its frequency: the most that it can say.
    pub(crate) rare: f32,
}
