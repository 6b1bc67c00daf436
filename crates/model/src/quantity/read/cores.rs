//! Cores: the number, range, counting word or share that begins at a place, or why what stands there is none.

use std::ops::Range;

use super::super::{
    meaning::{Base, ShareBase},
    number::{Item, Kind},
    rules::{Effect, Form, rules},
};
use super::{Core, Mention, Phrase};

impl Phrase<'_> {
    /// Finds the cores, then gives each its hedges: those before it first, so that "30 killed, at least 3 missing" is right.
    pub(super) fn find(&mut self) {
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
    pub(super) fn core(&self, at: usize) -> Option<(Option<Core>, usize)> {
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

    pub(super) fn number_core(&self, at: usize, lo: u64) -> (Option<Core>, usize) {
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
    pub(super) fn decimal_core(
        &self,
        at: usize,
        mantissa: u64,
        decimals: u32,
    ) -> (Option<Core>, usize) {
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
    pub(super) fn one_in(&self, at: usize, num: u64) -> Option<u64> {
        let joins = matches!(self.said(at + 1).to_lowercase().as_str(), "in" | "out of");
        match self.kind(at + 2)? {
            Kind::Number { value: den @ 2..=10, .. } if joins && num > 0 && num < den => {
                (self.company(at + 3) != Some(Form::Other)).then_some(den)
            }
            _ => None,
        }
    }

    /// "three and a half thousand" is a number that the grammar of numbers does not know.
    pub(super) fn and_a_half(&self, at: usize) -> Option<usize> {
        let half = |i: &usize| self.rule(*i).is_some_and(|rule| rule.id == "half");
        let and = self.said(at).eq_ignore_ascii_case("and");
        (at + 1..at + 3).find(half).filter(|_| and).map(|i| i + 1)
    }

    /// The second end of "30% to 40%".
    pub(super) fn second_percent(&self, at: usize, lo: u64) -> Option<(u64, usize)> {
        let next = self.joined(at)?;
        match self.kind(next)? {
            Kind::Percent { value: hi, .. } if lo <= hi => Some((hi, next + 1)),
            _ => None,
        }
    }

    pub(super) fn vague_core(&self, at: usize, rule: usize, lo: u64) -> (Option<Core>, usize) {
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
    pub(super) fn changed(&self, at: usize) -> bool {
        const CHANGES: [&str; 22] = [
            "늘", "상향", "올", "높", "수정", "조정", "낮", "줄", "하향", "급증", "불어", "뛰",
            "바뀌", "바꿨", "바꾸", "정정", "고쳤", "고쳐", "변경", "확대", "축소", "증가",
        ];
        let Some(item) = self.items.get(at) else { return false };
        let rest = self.text.get(item.end..).unwrap_or_default();
        let near =
            rest.char_indices().nth(32).map_or(rest, |(end, _)| rest.get(..end).unwrap_or(rest));
        // 2천 명에서 4천 명이 됐다
        let counter = near.trim_start().strip_prefix('명').unwrap_or(near).trim_start();
        if ["이 됐", "이 되었", "이 된"].iter().any(|v| counter.starts_with(v)) {
            return true;
        }
        let Some((_, verb)) = near.split_once("로 ") else { return false };
        let verb = ["새로 ", "다시 ", "크게 ", "대폭 "]
            .iter()
            .find_map(|a| verb.strip_prefix(a))
            .unwrap_or(verb);
        CHANGES.iter().any(|c| verb.starts_with(c))
    }

    /// The item at which the second end of a range stands, when a range goes on behind `at`.
    pub(super) fn joined(&self, at: usize) -> Option<usize> {
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
                    Form::Join => !both || (opened && self.opens_with_and(at)),
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
    pub(super) fn opened(&self, at: usize) -> bool {
        self.opener(at).is_some()
    }

    /// "between 80 and 100", and not "up from 880 and 3,100": only "between" joins its ends with "and".
    fn opens_with_and(&self, at: usize) -> bool {
        let word = self.opener(at).map(|open| self.said(open).to_lowercase());
        word.is_some_and(|w| !w.ends_with("from") && !w.starts_with("range"))
    }

    /// The word that opens the range of which a number may be the first end.
    fn opener(&self, at: usize) -> Option<usize> {
        let mut i = at;
        while let Some(back) = self.before(i) {
            match self.form(back) {
                Some(Form::Open) => return Some(back),
                Some(Form::Before | Form::Either | Form::Filler | Form::Remark)
                    if at - back < 6 =>
                {
                    i = back;
                }
                _ => return None,
            }
        }
        None
    }

    /// The first end of "11-12,000" and of "3~4천": it shares the scale of the second when it would be smaller in it.
    pub(super) fn shared_scale(&self, at: usize, second: usize, lo: u64, hi: u64) -> Option<u64> {
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
    pub(super) fn scale_word(&self, second: usize, hi: u64, scale: u64) -> bool {
        let korean = self.said(second).contains(['천', '만', '백', '억']);
        matches!(scale, 1_000 | 1_000_000 | 1_000_000_000) && hi / scale < 1_000
            || (korean && scale == 10_000)
            || (korean && scale == 100)
    }

    /// Whether a core counts no persons, or is a label, a date or a year.
    pub(super) fn refused(&self, at: usize, end: usize, core: Option<Core>) -> bool {
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
    pub(super) fn may_be_day(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Number { value, literal, .. }) => {
                value <= 31 || (literal && year_like(value))
            }
            _ => true,
        }
    }

    /// "May" is a month when it has a capital letter beside a number.
    pub(super) fn may(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| item.capital)
            && self.said(at).eq_ignore_ascii_case("may")
    }

    /// "one" is a pronoun unless it counts somebody or stands alone.
    pub(super) fn one_of_something(
        &self,
        n: u64,
        literal: bool,
        end: usize,
        company: Option<Form>,
    ) -> bool {
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

    pub(super) fn year(&self, at: usize, n: u64, company: Option<Form>) -> bool {
        if !year_like(n) {
            return false;
        }
        let before = self.before(at);
        let dated =
            before.and_then(|b| self.form(b)).is_some_and(|f| matches!(f, Form::Stop | Form::Open));
        let hedged = before
            .and_then(|b| self.form(b))
            .is_some_and(|f| matches!(f, Form::Before | Form::Either));
        // «у 2000 осіб»: a round number before persons is no year.
        let round = n.is_multiple_of(100) && company == Some(Form::Person);
        dated && !round || (!n.is_multiple_of(10) && !hedged && company != Some(Form::Person))
    }

    /// The first word behind a core that says what is counted, over at most three words.
    pub(super) fn company(&self, end: usize) -> Option<Form> {
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
    pub(super) fn glued(&self, at: usize) -> bool {
        self.items
            .get(at.saturating_sub(1)..at + 2)
            .is_some_and(|three| three.windows(2).all(|pair| pair[0].end == pair[1].start))
    }

    /// "a third deployment", "half an hour": a share stands before its base or at the end of its clause.
    pub(super) fn no_share(&self, end: usize, share: ShareBase) -> bool {
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
}

/// Whether a core may begin with an item.
pub(super) fn may_count(item: &Item) -> bool {
    match item.kind {
        Kind::Number { .. }
        | Kind::Percent { .. }
        | Kind::Fraction { .. }
        | Kind::Decimal { .. } => true,
        Kind::Rule(i) => matches!(rules()[i].form, Form::Count | Form::Share),
        Kind::Bad | Kind::Word | Kind::Mark(_) => false,
    }
}

pub(super) fn ends_in_of(core: Core) -> bool {
    matches!(core, Core::Share(ShareBase::Fraction { rule: Some("most"), .. }))
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
