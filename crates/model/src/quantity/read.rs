//! From a phrase to a quantity: which hedges belong to which number, and what the numbers are to each other.
//!
//! Terms: a *core* is a number, range, counting word or share without its hedges; a *mention* is a core with them.
//! A core is refused when what it counts is no person, or when it is a label, a date or a year. Invariant: a phrase
//! becomes a number only when exactly one mention is left after bases, parts and asides in brackets are put in their
//! places; otherwise the phrase stays words. Work is linear in the text.
//! Not here: spelling of numbers (`number`), interval arithmetic (`meaning`).

use std::ops::Range;

use super::{
    Absence, Hedges, Lang, Quantity, Reading,
    denial::{denied, plain_words},
    lex::lex,
    meaning::{Base, ShareBase, ratio, reading},
    number::{Item, Kind, assemble},
    rules::{Effect, Form, Rule, rules},
};

/// A quantity in a running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The bytes of the number and its hedges in the text.
    pub span: Range<usize>,
    /// What they mean.
    pub quantity: Quantity,
    /// The category word beside the number ("killed", 사망), as said.
    pub category: Option<String>,
    /// Whether a denial may reach the number; [`scan`] leaves such numbers out.
    pub denied: bool,
    /// Whether it is the base of a share that is found too; [`scan`] leaves such numbers out.
    pub base: bool,
}

/// Reads a phrase, such as a table cell, as one quantity.
///
/// * Input: any text, in any mixture of the languages of the table; NFD and full-width forms are read as what they are.
/// * The language is a hint for callers that know the language; it never changes a number, since no word of the table means two
///   things in two languages.
/// * Output: never an error; what no rule covers comes back as [`Quantity::Words`], an empty text as
///   [`Absence::NotStated`].
/// * Determinism: depends on the text and the table only. Cost: linear in the text.
///
/// ```
/// use model::quantity::{Lang, parse};
/// let said = parse("약 1,100여 명", Some(Lang::Ko));
/// assert_eq!(said.interval().map(|i| i.to_string()).as_deref(), Some("[990, 1210]"));
/// assert_eq!(parse("December 23", None).interval(), None);
/// ```
#[must_use]
pub fn parse(words: &str, _lang: Option<Lang>) -> Quantity {
    let words = words.trim();
    if words.is_empty() {
        return Quantity::Absent { what: Absence::NotStated, words: String::new() };
    }
    let phrase = Phrase::new(words);
    phrase.quantity().unwrap_or_else(|| phrase.without_number())
}

/// Finds every quantity of a running text, in order, without overlaps.
///
/// Each has the remarks ("preliminary") of its own sentence. Numbers are not put into relation to each other, except a
/// share to its base. Numbers that a denial may reach are left out. Cost: linear in the text.
#[must_use]
pub fn scan(text: &str, lang: Option<Lang>) -> Vec<Found> {
    let mut found = scan_all(text, lang);
    found.retain(|f| !f.denied && !f.base);
    found
}

/// As [`scan`], with bases and the numbers that a denial may reach, marked: for callers that know who denies what.
///
/// The reach of a denial is long on purpose ("Seoul, which did not name a source, said that 300 died" is in it). Cost: linear.
#[must_use]
pub fn scan_all(text: &str, _lang: Option<Lang>) -> Vec<Found> {
    let items = assemble(&lex(text));
    if !items.iter().any(may_count) {
        return Vec::new();
    }
    let phrase = Phrase::of(text, items);
    let bases = phrase.marked((0..phrase.mentions.len()).filter_map(|m| phrase.base_of(m)));
    (0..phrase.mentions.len())
        .filter_map(|m| {
            let mention = &phrase.mentions[m];
            let remarks = phrase.remarks(phrase.sentence(mention.core.clone()));
            let span = phrase.span(mention);
            let quantity = phrase.mean(m, text.get(span.clone())?.to_owned(), &remarks)?;
            let denied = phrase.was_denied(mention);
            let base = bases[m];
            Some(Found { span, quantity, category: phrase.category(m), denied, base })
        })
        .collect()
}

/// What a core is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Core {
    Count(Base),
    Share(ShareBase),
}

/// A core with its hedges; ranges are of items.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) what: Core,
    pub(super) core: Range<usize>,
    pub(super) whole: Range<usize>,
    pub(super) fired: Vec<usize>,
    pub(super) alternatives: bool,
}

/// A text cut into items, with its mentions.
pub(super) struct Phrase<'a> {
    pub(super) text: &'a str,
    pub(super) items: Vec<Item>,
    pub(super) mentions: Vec<Mention>,
    /// Items that belong to a mention or to a refused core.
    pub(super) used: Vec<bool>,
    /// Items in the reach of a denial.
    denied: Vec<bool>,
    /// The items of the category word of each mention.
    pub(super) categories: Vec<Option<Range<usize>>>,
}

impl<'a> Phrase<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self::of(text, assemble(&lex(text)))
    }

    fn of(text: &'a str, mut items: Vec<Item>) -> Self {
        let denied = denied(text, &items);
        plain_words(&mut items);
        open_ends(&mut items);
        let used = vec![false; items.len()];
        let mut phrase =
            Self { text, items, mentions: Vec::new(), used, denied, categories: Vec::new() };
        phrase.find();
        phrase.categories = phrase.find_categories();
        phrase
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.items.get(at).map(|item| item.kind)
    }

    pub(super) fn rule(&self, at: usize) -> Option<&'static Rule> {
        match self.kind(at)? {
            Kind::Rule(i) => rules().get(i),
            _ => None,
        }
    }

    pub(super) fn form(&self, at: usize) -> Option<Form> {
        self.rule(at).map(|rule| rule.form)
    }

    pub(super) fn said(&self, at: usize) -> &'a str {
        self.items.get(at).and_then(|item| self.text.get(item.start..item.end)).unwrap_or_default()
    }

    fn before(&self, at: usize) -> Option<usize> {
        at.checked_sub(1)
    }

    /// Finds the cores, then gives each its hedges: those before it first, so that "30 killed, at least 3 missing" is right.
    fn find(&mut self) {
        let mut cores: Vec<(Range<usize>, Option<Core>)> = Vec::new();
        let mut at = 0;
        while at < self.items.len() {
            match self.core(at) {
                Some((core, end)) => {
                    let kept = core.filter(|_| !self.refused(at, end, core));
                    cores.push((at..end, kept));
                    at = end;
                }
                None => at += 1,
            }
        }
        let mut left: Vec<(usize, Vec<usize>, bool)> = Vec::with_capacity(cores.len());
        for (range, _) in &cores {
            self.used[range.clone()].iter_mut().for_each(|u| *u = true);
        }
        for (range, core) in &mut cores {
            let taken = self.hedges_before(range.start);
            if self.negated(taken.0) {
                *core = None;
            }
            left.push(taken);
        }
        let ends: Vec<usize> =
            cores.iter().skip(1).map(|(r, _)| r.start).chain([self.items.len()]).collect();
        for (((range, core), (start, mut fired, alternatives)), stop) in
            cores.into_iter().zip(left).zip(ends)
        {
            let end = self.hedges_after(range.end, stop, &mut fired);
            if let Some(what) = core {
                self.mentions.push(Mention {
                    what,
                    core: range,
                    whole: start..end,
                    fired,
                    alternatives,
                });
            }
        }
    }

    /// The core that begins at an item, and the item after it; `None` inside for one that is no quantity.
    fn core(&self, at: usize) -> Option<(Option<Core>, usize)> {
        match self.kind(at)? {
            Kind::Number { value, .. } => Some(self.number_core(at, value)),
            Kind::Percent { value: lo, .. } if self.second_percent(at, lo).is_some() => {
                let (hi, next) = self.second_percent(at, lo)?;
                Some((Some(Core::Share(ShareBase::Range { lo, hi })), next))
            }
            Kind::Percent { value, unit } => Some((
                Some(Core::Share(ShareBase::Percent { value, unit, rule: "percent" })),
                at + 1,
            )),
            Kind::Fraction { num, den } => Some((
                Some(Core::Share(ShareBase::Fraction { num, den, over: false, rule: None })),
                at + 1,
            )),
            Kind::Bad => Some((None, at + 1)),
            Kind::Decimal { mantissa, decimals } => Some(self.decimal_core(at, mantissa, decimals)),
            Kind::Rule(i) => match (rules()[i].form, rules()[i].effect) {
                (Form::Count, Effect::Between(lo, _)) => Some(self.vague_core(at, i, lo)),
                (Form::Share, Effect::Share(num, den)) => Some((
                    Some(Core::Share(ShareBase::Fraction {
                        num,
                        den,
                        over: false,
                        rule: Some(rules()[i].id),
                    })),
                    at + 1,
                )),
                (Form::Share, Effect::ShareOver(num, den)) => Some((
                    Some(Core::Share(ShareBase::Fraction {
                        num,
                        den,
                        over: true,
                        rule: Some(rules()[i].id),
                    })),
                    at + 1,
                )),
                _ => None,
            },
            Kind::Word | Kind::Mark(_) => None,
        }
    }

    fn number_core(&self, at: usize, lo: u64) -> (Option<Core>, usize) {
        let single = (Some(Core::Count(Base::Value(lo))), at + 1);
        if let Some(den) = self.one_in(at, lo) {
            let share = ShareBase::Fraction { num: lo, den, over: false, rule: Some("one-in") };
            return (Some(Core::Share(share)), at + 3);
        }
        if let Some(end) = self.and_a_half(at + 1) {
            return (None, end);
        }
        let Some(next) = self.joined(at) else { return single };
        match self.kind(next) {
            Some(Kind::Number { value: hi, literal, grouped }) => {
                let shared = self.shared_scale(at, next, lo, hi);
                // "11-12000" and "5-20,000" may share the thousands or not: nobody should guess.
                if shared.is_some_and(|low| (literal && !grouped) || low < hi / 3) {
                    return (None, next + 1);
                }
                let (low, short) = shared.map_or((lo, false), |low| (low, true));
                if low <= hi {
                    (Some(Core::Count(Base::Range { lo: low, hi, short })), next + 1)
                } else {
                    // "2,000-1,000" is a slip that nobody should guess at.
                    (None, next + 1)
                }
            }
            Some(Kind::Percent { value: hi, .. }) if lo <= 100 && lo * 100 <= hi => {
                (Some(Core::Share(ShareBase::Range { lo: lo * 100, hi })), next + 1)
            }
            Some(Kind::Bad | Kind::Decimal { .. }) => (None, next + 1),
            _ => single,
        }
    }

    /// "1.5 to 2 thousand": the first end shares the scale word of the second, or nobody should guess.
    fn decimal_core(&self, at: usize, mantissa: u64, decimals: u32) -> (Option<Core>, usize) {
        let Some(next) = self.joined(at) else { return (None, at + 1) };
        let Some(Kind::Number { value: hi, literal: false, grouped: false }) = self.kind(next)
        else {
            return (None, next + 1);
        };
        let under = 10_u64.checked_pow(decimals);
        let shared = |scale: &u64| {
            let (over, under) = (mantissa.checked_mul(*scale)?, under?);
            let lo = over.is_multiple_of(under).then(|| over / under)?;
            (*scale <= hi && lo < hi && self.scale_word(next, hi, *scale)).then_some(lo)
        };
        let lo = [1_000_000_000, 1_000_000, 10_000, 1_000].iter().find_map(shared);
        (lo.map(|lo| Core::Count(Base::Range { lo, hi, short: true })), next + 1)
    }

    /// The denominator of "one in three".
    fn one_in(&self, at: usize, num: u64) -> Option<u64> {
        let joins = matches!(self.said(at + 1).to_lowercase().as_str(), "in" | "out of");
        match self.kind(at + 2)? {
            Kind::Number { value: den @ 2..=10, .. } if joins && num > 0 && num < den => {
                (self.company(at + 3) != Some(Form::Other)).then_some(den)
            }
            _ => None,
        }
    }

    /// "three and a half thousand" is a number that the grammar of numbers does not know.
    fn and_a_half(&self, at: usize) -> Option<usize> {
        let half = |i: &usize| self.rule(*i).is_some_and(|rule| rule.id == "half");
        let and = self.said(at).eq_ignore_ascii_case("and");
        (at + 1..at + 3).find(half).filter(|_| and).map(|i| i + 1)
    }

    /// The second end of "30% to 40%".
    fn second_percent(&self, at: usize, lo: u64) -> Option<(u64, usize)> {
        let next = self.joined(at)?;
        match self.kind(next)? {
            Kind::Percent { value: hi, .. } if lo <= hi => Some((hi, next + 1)),
            _ => None,
        }
    }

    fn vague_core(&self, at: usize, rule: usize, lo: u64) -> (Option<Core>, usize) {
        let single = (Some(Core::Count(Base::Vague(rule))), at + 1);
        let Some(next) = self.joined(at) else { return single };
        match self.rule(next).map(|r| (r.form, r.effect)) {
            Some((Form::Count, Effect::Between(_, Some(hi)))) if lo < hi => {
                (Some(Core::Count(Base::Range { lo, hi, short: false })), next + 1)
            }
            _ => single,
        }
    }

    /// 600명에서 2천 명으로 늘었다: whether a verb of change follows the second number, so that both are said.
    fn changed(&self, at: usize) -> bool {
        const CHANGES: [&str; 22] = [
            "늘", "상향", "올", "높", "수정", "조정", "낮", "줄", "하향", "급증", "불어", "뛰",
            "바뀌", "바꿨", "바꾸", "정정", "고쳤", "고쳐", "변경", "확대", "축소", "증가",
        ];
        let Some(item) = self.items.get(at) else { return false };
        let rest = self.text.get(item.end..).unwrap_or_default();
        let near =
            rest.char_indices().nth(32).map_or(rest, |(end, _)| rest.get(..end).unwrap_or(rest));
        let Some((_, verb)) = near.split_once("로 ") else { return false };
        let verb = ["새로 ", "다시 ", "크게 ", "대폭 "]
            .iter()
            .find_map(|a| verb.strip_prefix(a))
            .unwrap_or(verb);
        CHANGES.iter().any(|c| verb.starts_with(c))
    }

    /// The item at which the second end of a range stands, when a range goes on behind `at`.
    fn joined(&self, at: usize) -> Option<usize> {
        let mut next = at + 1;
        if self.form(next) == Some(Form::Person) {
            next += 1;
        }
        let opened = self.opened(at);
        let up_to = |at: usize| self.rule(at).is_some_and(|r| r.effect == Effect::UpTo);
        // 적게는 300명, 많게는 500명.
        if opened && self.kind(next) == Some(Kind::Mark(',')) && up_to(next + 1) {
            next += 1;
        }
        let joins = match self.kind(next)? {
            Kind::Mark('-') => true,
            Kind::Rule(_) => {
                let rule = self.rule(next)?;
                let both = matches!(self.said(next).to_lowercase().as_str(), "and" | "и" | "і");
                match rule.form {
                    Form::Join => !both || opened,
                    _ => rule.id == "sign-about" || (opened && rule.effect == Effect::UpTo),
                }
            }
            _ => false,
        };
        if !joins {
            return None;
        }
        let mut end = next + 1;
        while self.form(end).is_some_and(|f| f == Form::Filler)
            || (opened && self.form(end) == Some(Form::Before))
        {
            end += 1;
        }
        if self.said(next) == "에서" && self.changed(end) {
            return None;
        }
        matches!(
            self.kind(end)?,
            Kind::Number { .. }
                | Kind::Percent { .. }
                | Kind::Bad
                | Kind::Decimal { .. }
                | Kind::Rule(_)
        )
        .then_some(end)
    }

    /// Whether "between" or "from" stands before a number, with at most hedges between.
    fn opened(&self, at: usize) -> bool {
        let mut i = at;
        while let Some(back) = self.before(i) {
            match self.form(back) {
                Some(Form::Open) => return true,
                Some(Form::Before | Form::Either | Form::Filler | Form::Remark)
                    if at - back < 6 =>
                {
                    i = back;
                }
                _ => return false,
            }
        }
        false
    }

    /// The first end of "11-12,000" and of "3~4천": it shares the scale of the second when it would be smaller in it.
    fn shared_scale(&self, at: usize, second: usize, lo: u64, hi: u64) -> Option<u64> {
        let Some(Kind::Number { grouped: false, .. }) = self.kind(at) else { return None };
        if lo == 0 || lo >= 1_000 {
            return None;
        }
        let scale = [1_000_000_000, 1_000_000, 100_000, 10_000, 1_000, 100]
            .into_iter()
            .find(|s| hi.is_multiple_of(*s) && hi / s > lo && self.scale_word(second, hi, *s));
        // "от 11 до 12,5 тысячи": the second end is a decimal of the scale.
        let said = self.said(second);
        let decimal = ["тыс", "тис", "thousand"].iter().any(|w| said.contains(w))
            && said.contains([',', '.'])
            && (lo.saturating_mul(1_000)..1_000_000).contains(&hi);
        Some(lo * scale.or_else(|| decimal.then_some(1_000))?)
    }

    /// Scales below a thousand, and those that are no power of a thousand, are shared only in Korean.
    fn scale_word(&self, second: usize, hi: u64, scale: u64) -> bool {
        let korean = self.said(second).contains(['천', '만', '백', '억']);
        matches!(scale, 1_000 | 1_000_000 | 1_000_000_000) && hi / scale < 1_000
            || (korean && scale == 10_000)
            || (korean && scale == 100)
    }

    /// Whether a core counts no persons, or is a label, a date or a year.
    fn refused(&self, at: usize, end: usize, core: Option<Core>) -> bool {
        let Some(core) = core else { return true };
        let before = self.before(at);
        let label = before.is_some_and(|b| {
            self.form(b) == Some(Form::Label)
                || (self.rule(b).is_some_and(|r| r.id.ends_with("month")) && self.may_be_day(at))
                || self.may(b)
        });
        // "1,100 ± 10 %" says its own width, which no rule reads.
        let width = |at: Option<usize>| at.and_then(|a| self.kind(a)) == Some(Kind::Mark('±'));
        if label || width(before) || width(Some(end)) {
            return true;
        }
        if let Core::Share(share) = core {
            return self.no_share(end, share);
        }
        let company = self.company(end);
        if company == Some(Form::Other) || self.may(end) {
            return true;
        }
        match (core, self.kind(at)) {
            (Core::Count(Base::Value(n)), Some(Kind::Number { literal, .. })) => {
                self.one_of_something(n, literal, end, company)
                    || (literal && (compact_date(n) || self.year(at, n, company)))
            }
            (Core::Count(Base::Range { lo, hi, .. }), Some(Kind::Number { literal: true, .. })) => {
                year_like(lo) && year_like(hi) && company != Some(Form::Person)
            }
            _ => false,
        }
    }

    /// "December 23" and "December 2030" are dates; "August: 310" is a count.
    fn may_be_day(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Number { value, literal, .. }) => {
                value <= 31 || (literal && year_like(value))
            }
            _ => true,
        }
    }

    /// "May" is a month when it has a capital letter beside a number.
    fn may(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| item.capital)
            && self.said(at).eq_ignore_ascii_case("may")
    }

    /// "one" is a pronoun unless it counts somebody or stands alone.
    fn one_of_something(&self, n: u64, literal: bool, end: usize, company: Option<Form>) -> bool {
        let alone = matches!(self.kind(end), None | Some(Kind::Mark(_)));
        let hedge = matches!(self.form(end), Some(Form::After | Form::Person));
        // "one of them died"
        let of_them =
            self.form(end) == Some(Form::Parts) && self.said(end).to_lowercase().starts_with("of ");
        if of_them {
            return false;
        }
        n == 1 && !literal && company != Some(Form::Person) && !alone && !hedge
    }

    fn year(&self, at: usize, n: u64, company: Option<Form>) -> bool {
        if !year_like(n) {
            return false;
        }
        let before = self.before(at);
        let dated =
            before.and_then(|b| self.form(b)).is_some_and(|f| matches!(f, Form::Stop | Form::Open));
        let hedged = before
            .and_then(|b| self.form(b))
            .is_some_and(|f| matches!(f, Form::Before | Form::Either));
        dated || (!n.is_multiple_of(10) && !hedged && company != Some(Form::Person))
    }

    /// The first word behind a core that says what is counted, over at most three words.
    fn company(&self, end: usize) -> Option<Form> {
        let mut words = 0;
        let mut at = end;
        while words <= 3 {
            match self.kind(at)? {
                // "3,000 followed early this year", "300 died last month": another noun begins.
                Kind::Word if begins_noun(self.said(at)) => return None,
                Kind::Word => words += 1,
                // The hyphen of "high-ranking".
                Kind::Mark('-') if at > end && self.glued(at) => {}
                Kind::Rule(i) => match rules()[i].form {
                    form @ (Form::Person | Form::Other) => return Some(form),
                    // "1,000 a day" is a rate of persons, not a number of days.
                    Form::Filler if matches!(self.said(at), "a" | "an") => return None,
                    Form::Filler | Form::After | Form::Remark => {}
                    _ => return None,
                },
                _ => return None,
            }
            at += 1;
        }
        None
    }

    /// Whether an item touches both its neighbours.
    fn glued(&self, at: usize) -> bool {
        self.items
            .get(at.saturating_sub(1)..at + 2)
            .is_some_and(|three| three.windows(2).all(|pair| pair[0].end == pair[1].start))
    }

    /// "a third deployment", "half an hour": a share stands before its base or at the end of its clause.
    fn no_share(&self, end: usize, share: ShareBase) -> bool {
        if matches!(share, ShareBase::Percent { .. } | ShareBase::Range { .. }) {
            return self.rule(end).is_some_and(|r| r.form == Form::Other);
        }
        match self.kind(end) {
            Some(Kind::Word) => {
                !matches!(share, ShareBase::Fraction { over: true, .. })
                    && self.said(end).is_ascii()
            }
            Some(Kind::Number { .. }) => true,
            Some(Kind::Rule(_)) => self.company(end) == Some(Form::Other),
            _ => false,
        }
    }

    /// Whether "not" stands before a hedged number: "not over 40" that the table does not know stays words.
    fn negated(&self, start: usize) -> bool {
        let not =
            |at: usize| self.rule(at).is_some_and(|r| matches!(r.effect, Effect::Deny { .. }));
        self.before(start).is_some_and(not)
    }

    /// Whether a mention stands in the reach of a denial: it was not said, whatever its number.
    fn was_denied(&self, mention: &Mention) -> bool {
        mention.core.clone().any(|at| self.denied.get(at).is_some_and(|denied| *denied))
    }

    /// Takes the hedges before a core; gives the first item taken, the rules, and whether a stroke stood between.
    fn hedges_before(&mut self, core: usize) -> (usize, Vec<usize>, bool) {
        let (mut start, mut fired, mut alternatives) = (core, Vec::new(), false);
        let mut at = core;
        while let Some(back) = self.before(at) {
            if self.used[back] {
                break;
            }
            match self.kind(back) {
                Some(Kind::Rule(i)) => match rules()[i].form {
                    Form::Before | Form::Either => {
                        fired.push(i);
                        self.used[back] = true;
                        start = back;
                    }
                    Form::Open => {
                        self.used[back] = true;
                        start = back;
                    }
                    Form::Filler | Form::Remark => {}
                    // "оценивает примерно в 1100", "оцінює орієнтовно у 1100".
                    Form::Stop if at == core && self.governs(back) => {}
                    _ => break,
                },
                Some(Kind::Mark('/')) if !fired.is_empty() => alternatives = true,
                _ => break,
            }
            at = back;
        }
        fired.reverse();
        (start, fired, alternatives)
    }

    /// Whether a Slavic preposition stands between a hedge and its number.
    fn governs(&self, at: usize) -> bool {
        let hedge = |at: usize| matches!(self.form(at), Some(Form::Before | Form::Either));
        matches!(self.said(at), "в" | "у" | "на") && self.before(at).is_some_and(hedge)
    }

    /// Takes the hedges behind a core, over the noun that is counted; gives the item after the last one taken.
    fn hedges_after(&mut self, from: usize, stop: usize, fired: &mut Vec<usize>) -> usize {
        let (mut end, mut hops) = (from, 0);
        for at in from..stop {
            match self.kind(at) {
                Some(Kind::Rule(i)) => match rules()[i].form {
                    Form::After | Form::Either
                        if !self.used[at]
                            && (rules()[i].form == Form::After || !self.takes_number(at)) =>
                    {
                        fired.push(i);
                        self.used[at] = true;
                        end = at + 1;
                    }
                    Form::Person if at == end => end = at + 1,
                    Form::Person | Form::Filler | Form::Remark => hops += 1,
                    _ => break,
                },
                Some(Kind::Word) => hops += 1,
                Some(Kind::Mark('-')) if at == from && self.form(at + 1) == Some(Form::After) => {}
                Some(Kind::Mark(',')) if self.hedge_ends(at + 1) => {}
                _ => break,
            }
            if hops > 3 {
                break;
            }
        }
        end
    }

    /// "dozens, at least": a hedge behind a comma that ends the phrase or the sentence.
    fn hedge_ends(&self, at: usize) -> bool {
        matches!(self.form(at), Some(Form::After | Form::Either))
            && matches!(
                self.kind(at + 1),
                None | Some(Kind::Mark('.' | ';' | ',' | ')' | '!' | '?' | '。'))
            )
    }

    fn takes_number(&self, at: usize) -> bool {
        matches!(self.kind(at + 1), Some(Kind::Number { .. } | Kind::Percent { .. }))
            || self
                .form(at + 1)
                .is_some_and(|f| matches!(f, Form::Before | Form::Count | Form::Share))
    }

    /// The mention that is the base of mention `m`: behind "of", or before 의.
    pub(super) fn base_of(&self, m: usize) -> Option<usize> {
        let mention = self.mentions.get(m)?;
        if let Some(next) = self.mentions.get(m + 1) {
            let words = mention.core.end..next.whole.start;
            let forward = self.bridge(words, Form::Of)
                || (ends_in_of(mention.what) && mention.core.end == next.whole.start)
                || (ends_in_of(mention.what)
                    && self.only_words(mention.core.end..next.whole.start));
            if forward && matches!(next.what, Core::Count(_)) {
                return Some(m + 1);
            }
        }
        let last = m.checked_sub(1)?;
        let previous = &self.mentions[last];
        let back = self.bridge(previous.core.end..mention.whole.start, Form::OfBack);
        (back && matches!(previous.what, Core::Count(_))).then_some(last)
    }

    /// Whether only nouns, fillers and one joining word of this form stand between.
    fn bridge(&self, between: Range<usize>, form: Form) -> bool {
        between.len() <= 8
            && (1..=if form == Form::OfBack { 2 } else { 1 })
                .contains(&between.clone().filter(|at| self.form(*at) == Some(form)).count())
            && between.clone().all(|at| self.form(at) == Some(form) || self.plain(at))
    }

    fn only_words(&self, between: Range<usize>) -> bool {
        between.len() <= 3 && between.clone().all(|at| self.plain(at))
    }

    fn plain(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Word) => true,
            Some(Kind::Rule(i)) => {
                matches!(rules()[i].form, Form::Person | Form::Filler | Form::After)
            }
            _ => false,
        }
    }

    /// The bytes of a mention.
    fn span(&self, mention: &Mention) -> Range<usize> {
        let start = self.items.get(mention.whole.start).map_or(0, |i| i.start);
        let end = self.items.get(mention.whole.end.saturating_sub(1)).map_or(start, |i| i.end);
        start..end.max(start)
    }

    pub(super) fn words_of(&self, mention: &Mention) -> String {
        self.text.get(self.span(mention)).unwrap_or_default().to_owned()
    }

    /// The remarks among some items.
    pub(super) fn remarks(&self, among: Range<usize>) -> Vec<usize> {
        among
            .filter(|at| self.form(*at) == Some(Form::Remark) && !self.may_beside_number(*at))
            .filter_map(|at| match self.kind(at) {
                Some(Kind::Rule(i)) => Some(i),
                _ => None,
            })
            .collect()
    }

    fn may_beside_number(&self, at: usize) -> bool {
        let number = |at: usize| {
            matches!(self.kind(at), Some(Kind::Number { .. } | Kind::Bad | Kind::Decimal { .. }))
        };
        self.may(at) && (number(at + 1) || self.before(at).is_some_and(number))
    }

    /// The items of the sentence around a core.
    fn sentence(&self, core: Range<usize>) -> Range<usize> {
        let ends =
            |at: &usize| matches!(self.kind(*at), Some(Kind::Mark('.' | ';' | '!' | '?' | '。')));
        let start = (core.start.saturating_sub(64)..core.start)
            .rev()
            .find(ends)
            .map_or(core.start.saturating_sub(64), |at| at + 1);
        let limit = self.items.len().min(core.end + 64);
        let end = (core.end..limit).find(ends).unwrap_or(limit);
        start..end
    }

    /// What one mention means, with its base.
    fn mean(&self, m: usize, words: String, remarks: &[usize]) -> Option<Quantity> {
        let mention = self.mentions.get(m)?;
        let mut fired = mention.fired.clone();
        fired.extend(remarks);
        match mention.what {
            Core::Count(base) => {
                reading(words, base, &fired, mention.alternatives).map(Quantity::Number)
            }
            Core::Share(share) => {
                let (ratio, rules_fired) = ratio(share, &fired)?;
                let hedges = fired.iter().filter_map(|i| rules()[*i].hedge).collect();
                let base = self.base_of(m).and_then(|b| self.part(b)).map(Box::new);
                Some(Quantity::Fraction { words, ratio, base, hedges, rules: rules_fired })
            }
        }
    }

    /// The reading of a mention by itself.
    pub(super) fn part(&self, m: usize) -> Option<Reading> {
        let mention = self.mentions.get(m)?;
        match mention.what {
            Core::Count(base) => {
                reading(self.words_of(mention), base, &mention.fired, mention.alternatives)
            }
            Core::Share(_) => None,
        }
    }

    /// How deep in brackets each item stands.
    fn depths(&self) -> Vec<u32> {
        let mut depth: u32 = 0;
        let mut depths = Vec::with_capacity(self.items.len());
        for item in &self.items {
            match item.kind {
                Kind::Mark('(' | '[') => depth = depth.saturating_add(1),
                Kind::Mark(')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            depths.push(depth);
        }
        depths
    }

    /// The mentions that are parts: all behind "of whom" and its like, or a bracket of categories behind a number.
    pub(super) fn parts(&self) -> Vec<usize> {
        let intro = (0..self.items.len())
            .find(|at| self.form(*at) == Some(Form::Parts) && self.opens_parts(*at));
        if let Some(intro) = intro {
            return (0..self.mentions.len())
                .filter(|m| self.mentions[*m].core.start > intro)
                .collect();
        }
        let depths = self.depths();
        let opener =
            (0..self.items.len()).find(|at| matches!(self.kind(*at), Some(Kind::Mark('(' | ':'))));
        let Some(opener) = opener else { return Vec::new() };
        let bracket = self.kind(opener) == Some(Kind::Mark('('));
        let inside: Vec<usize> = (0..self.mentions.len())
            .filter(|m| self.mentions[*m].core.start > opener)
            .filter(|m| !bracket || depths[self.mentions[*m].core.start] > 0)
            .collect();
        let whole_before = self.mentions.first().is_some_and(|first| first.core.end <= opener);
        let harmed = |m: &usize| {
            matches!(self.mentions[*m].what, Core::Count(_)) && self.category(*m).is_some()
        };
        if whole_before && inside.iter().all(harmed) { inside } else { Vec::new() }
    }

    /// "with" opens parts only right before a number.
    fn opens_parts(&self, at: usize) -> bool {
        !self.said(at).eq_ignore_ascii_case("with")
            || self.mentions.binary_search_by_key(&(at + 1), |m| m.whole.start).is_ok()
    }

    /// One flag a mention, set for those given.
    fn marked(&self, some: impl Iterator<Item = usize>) -> Vec<bool> {
        let mut flags = vec![false; self.mentions.len()];
        some.for_each(|m| flags.iter_mut().skip(m).take(1).for_each(|flag| *flag = true));
        flags
    }

    /// The one quantity of the phrase, if there is one.
    fn quantity(&self) -> Option<Quantity> {
        if self.mentions.iter().any(|mention| self.was_denied(mention)) {
            return None;
        }
        let parts = self.parts();
        let bases = self.marked((0..self.mentions.len()).filter_map(|m| self.base_of(m)));
        let is_part = self.marked(parts.iter().copied());
        let depths = self.depths();
        let aside_all = self.mentions.iter().all(|m| depths[m.core.start] > 0);
        let mut main: Vec<usize> = (0..self.mentions.len())
            .filter(|m| !is_part[*m] && !bases[*m])
            .filter(|m| aside_all || depths[self.mentions[*m].core.start] == 0)
            .collect();
        if let Some(&first) = main.first() {
            // "lost 4,000, more than a third of about 11,000": the share says the number once more.
            let counted = matches!(self.mentions[first].what, Core::Count(_));
            main.retain(|m| {
                *m == first || !(counted && matches!(self.mentions[*m].what, Core::Share(_)))
            });
            // "dozens, several dozens" says one thing twice.
            let vague = matches!(self.mentions[first].what, Core::Count(Base::Vague(_)));
            let same = |m: usize| {
                vague
                    && self.mentions[m].what == self.mentions[first].what
                    && self.category(m) == self.category(first)
            };
            main.retain(|m| *m == first || !same(*m));
        }
        if let Some((whole, parts)) = self.parts_of_base(&main) {
            let remarks = self.remarks(0..self.items.len());
            let quantity = self.mean(whole, self.text.to_owned(), &remarks)?;
            return Some(self.with_parts(quantity, &parts, self.text));
        }
        let &[m] = main.as_slice() else { return None };
        let remarks = self.remarks(0..self.items.len());
        let quantity = self.mean(m, self.text.to_owned(), &remarks)?;
        Some(self.with_parts(quantity, &parts, self.text))
    }

    /// Adds the parts to a number; a part without a category word is left out.
    pub(super) fn with_parts(&self, quantity: Quantity, parts: &[usize], words: &str) -> Quantity {
        let Quantity::Number(whole) = quantity else { return quantity };
        let parts: Vec<(String, Reading)> =
            parts.iter().filter_map(|m| Some((self.category(*m)?, self.part(*m)?))).collect();
        if parts.is_empty() {
            return Quantity::Number(whole);
        }
        Quantity::Compound { whole, parts, words: words.to_owned() }
    }

    /// A phrase without one number: nothing of a kind that it names, or words.
    pub(super) fn without_number(&self) -> Quantity {
        let words = self.text.to_owned();
        let absent = (0..self.items.len()).find_map(|at| match self.rule(at)?.effect {
            Effect::Absent(what) => Some(what),
            _ => None,
        });
        match absent {
            Some(what) if self.mentions.is_empty() => Quantity::Absent { what, words },
            _ => Quantity::Words { words, hedges: self.hedges() },
        }
    }

    fn hedges(&self) -> Hedges {
        let hedging = |at: &usize| {
            self.form(*at).is_some_and(|f| {
                matches!(f, Form::Before | Form::After | Form::Either | Form::Remark)
            }) && !self.used[*at]
        };
        (0..self.items.len()).filter(hedging).filter_map(|at| self.rule(at)?.hedge).collect()
    }
}

/// Whether a core may begin with an item.
fn may_count(item: &Item) -> bool {
    match item.kind {
        Kind::Number { .. }
        | Kind::Percent { .. }
        | Kind::Fraction { .. }
        | Kind::Decimal { .. } => true,
        Kind::Rule(i) => matches!(rules()[i].form, Form::Count | Form::Share),
        Kind::Bad | Kind::Word | Kind::Mark(_) => false,
    }
}

fn ends_in_of(core: Core) -> bool {
    matches!(core, Core::Share(ShareBase::Fraction { rule: Some("most"), .. }))
}

/// 최소 300명에서 최대 500명: with its counterpart behind the number "at least" opens a range, and is no hedge.
fn open_ends(items: &mut [Item]) {
    let all = rules();
    let Some(open) = all.iter().position(|r| r.id == "ko-open") else { return };
    let rule = |item: Option<&Item>| match item?.kind {
        Kind::Rule(i) => all.get(i),
        _ => None,
    };
    for at in 0..items.len() {
        if rule(items.get(at)).is_none_or(|r| r.id != "ko-at-least") {
            continue;
        }
        if !matches!(items.get(at + 1).map(|i| i.kind), Some(Kind::Number { .. })) {
            continue;
        }
        let behind = (at + 2..at + 6).find(|i| {
            !matches!(rule(items.get(*i)).map(|r| r.form), Some(Form::Person | Form::Join))
                && items.get(*i).map(|item| item.kind) != Some(Kind::Mark(','))
        });
        let answered = behind.and_then(|i| rule(items.get(i))).is_some_and(|r| r.id == "ko-up-to");
        if let Some(item) = items.get_mut(at).filter(|_| answered) {
            item.kind = Kind::Rule(open);
        }
    }
}

/// Words that begin a noun of their own, so that what is behind them is not what a number counts.
fn begins_noun(word: &str) -> bool {
    const WORDS: [&str; 14] = [
        "this", "that", "these", "those", "each", "every", "last", "next", "early", "late",
        "earlier", "later", "its", "his",
    ];
    WORDS.iter().any(|w| word.eq_ignore_ascii_case(w))
}

const fn year_like(n: u64) -> bool {
    n >= 1900 && n <= 2099
}

/// `20241223`, written without separators, is a day and not twenty million persons.
fn compact_date(n: u64) -> bool {
    year_like(n / 10_000) && matches!(n / 100 % 100, 1..=12) && matches!(n % 100, 1..=31)
}
