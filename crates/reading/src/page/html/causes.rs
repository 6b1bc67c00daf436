//! Why blocks are furniture, judged when the whole page has been seen.
//!
//! Each element that makes furniture is a *cause*; causes stand within each other as their elements do. Old publishing systems wrap a whole page
//! in a form, and classes such as `search-page` tell of more than one box: a weak cause that holds the page's first heading and most of its
//! prose, or nearly all prose, marks nothing. Invariant: a cause comes behind the one around it, so that one pass in either direction is enough.

use super::super::visible::Raw;
use super::element::Why;

/// The cause of what is no furniture.
pub(super) const NO_CAUSE: u32 = u32::MAX;

/// Less prose than this, in bytes, says nothing about a page.
const PROSE_MIN: usize = 200;

#[derive(Debug)]
struct Cause {
    around: u32,
    why: Why,
    prose: usize,
    heading: bool,
}

/// What a block is, once its causes are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Article,
    /// Within this `header`, and within nothing else that makes furniture.
    Header(u32),
    Furniture,
}

/// The causes of a page, and that of each block.
#[derive(Debug, Default)]
pub(super) struct Causes {
    all: Vec<Cause>,
    blocks: Vec<u32>,
    prose: usize,
}

impl Causes {
    /// Adds a cause within another.
    pub(super) fn add(&mut self, around: u32, why: Why) -> u32 {
        self.all.push(Cause { around, why, prose: 0, heading: false });
        (self.all.len() - 1) as u32
    }

    /// Notes the cause of the next block, how many bytes of prose it has, and whether it is a first heading.
    pub(super) fn block(&mut self, cause: u32, prose: usize, heading: bool) {
        self.blocks.push(cause);
        if let Some(cause) = self.all.get_mut(cause as usize) {
            cause.prose += prose;
            cause.heading |= heading;
        }
        self.prose += prose;
    }

    /// Bytes of prose so far.
    pub(super) fn prose(&self) -> usize {
        self.prose
    }

    /// Writes the verdicts into the blocks.
    pub(super) fn judge(mut self, raws: &mut [Raw]) {
        for i in (0..self.all.len()).rev() {
            let Some(Cause { around, prose, heading, .. }) = self.all.get(i) else { continue };
            let (around, prose, heading) = (*around as usize, *prose, *heading);
            if let Some(outer) = self.all.get_mut(around) {
                outer.prose += prose;
                outer.heading |= heading;
            }
        }
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(self.all.len());
        for (i, cause) in self.all.iter().enumerate() {
            let around = verdicts.get(cause.around as usize).copied().unwrap_or(Verdict::Article);
            let own = match cause.why {
                Why::Weak if self.holds_the_article(cause) => Verdict::Article,
                Why::Header => Verdict::Header(i as u32),
                _ => Verdict::Furniture,
            };
            verdicts.push(match (around, own) {
                (Verdict::Article, own) => own,
                (around, Verdict::Article) => around,
                _ => Verdict::Furniture,
            });
        }
        for (raw, cause) in raws.iter_mut().zip(&self.blocks) {
            let verdict = verdicts.get(*cause as usize).copied().unwrap_or(Verdict::Article);
            raw.furniture = verdict != Verdict::Article;
            raw.header = match verdict {
                Verdict::Header(header) => Some(header),
                _ => None,
            };
        }
    }

    fn holds_the_article(&self, cause: &Cause) -> bool {
        let most = cause.prose * 10 >= self.prose * 9 && self.prose >= PROSE_MIN;
        let headed = cause.heading && cause.prose * 2 >= self.prose && cause.prose > 0;
        most || headed
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::visible::Tag;
    use super::*;

    fn raws(count: usize) -> Vec<Raw> {
        (0..count)
            .map(|i| Raw {
                range: i..i,
                tag: Tag::Paragraph,
                furniture: false,
                header: None,
                linked: 0,
                behind: false,
            })
            .collect()
    }

    #[test]
    fn a_form_around_the_page_marks_nothing() {
        let mut causes = Causes::default();
        let form = causes.add(NO_CAUSE, Why::Weak);
        let header = causes.add(form, Why::Header);
        let nav = causes.add(header, Why::Hard);
        let related = causes.add(form, Why::Weak);
        for (cause, prose, heading) in [
            (nav, 0, false),
            (header, 0, false),
            (form, 0, true),
            (form, 300, false),
            (related, 120, false),
        ] {
            causes.block(cause, prose, heading);
        }
        let mut raws = raws(5);
        causes.judge(&mut raws);
        let verdicts: Vec<(bool, Option<u32>)> =
            raws.iter().map(|raw| (raw.furniture, raw.header)).collect();
        assert_eq!(
            verdicts,
            [(true, None), (true, Some(header)), (false, None), (false, None), (true, None)]
        );
    }

    #[test]
    fn comments_stay_what_they_are() {
        let mut causes = Causes::default();
        let comments = causes.add(NO_CAUSE, Why::Comments);
        causes.block(comments, 5_000, false);
        let mut raws = raws(1);
        causes.judge(&mut raws);
        assert!(raws[0].furniture);
    }
}
