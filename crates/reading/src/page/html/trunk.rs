//! Where the article's text stands: the innermost element that holds most of the page's prose.
//!
//! What stands behind that element is the page's: counters, the week's favourites, what readers wrote, imprints – whatever their classes are.
//! Invariant: an element's number is greater than that of the one around it, so that one pass in either direction is enough.

use super::super::visible::Raw;

/// Less prose than this, in bytes, shows no article.
const PROSE_MIN: usize = 300;

/// The element outside of all.
pub(super) const OUTSIDE: u32 = 0;

/// The elements that hold parts of a page, and in which of them each block stands.
#[derive(Debug)]
pub(super) struct Trunk {
    /// The element around each element; the first is around itself.
    around: Vec<u32>,
    /// The element of each block, and how much prose it has.
    blocks: Vec<(u32, usize)>,
}

impl Default for Trunk {
    fn default() -> Self {
        Self { around: vec![OUTSIDE], blocks: Vec::new() }
    }
}

impl Trunk {
    /// Adds an element within another.
    pub(super) fn add(&mut self, around: u32) -> u32 {
        self.around.push(around);
        (self.around.len() - 1) as u32
    }

    /// Notes where the next block stands, and how many bytes of prose it has.
    pub(super) fn block(&mut self, element: u32, prose: usize) {
        self.blocks.push((element, prose));
    }

    /// Marks the blocks behind the article.
    pub(super) fn mark(self, raws: &mut [Raw]) {
        let mut prose = vec![0; self.around.len()];
        for ((element, bytes), raw) in self.blocks.iter().zip(raws.iter()) {
            if let Some(slot) = prose.get_mut(*element as usize).filter(|_| !raw.furniture) {
                *slot += bytes;
            }
        }
        for i in (1..prose.len()).rev() {
            let own = prose.get(i).copied().unwrap_or(0);
            let around = self.around.get(i).map_or(0, |around| *around as usize);
            if let Some(slot) = prose.get_mut(around) {
                *slot += own;
            }
        }
        let all = prose.first().copied().unwrap_or(0);
        // Elements with more than half of the prose lie in each other: the last is the innermost.
        let most = |bytes: &usize| all >= PROSE_MIN && *bytes * 4 >= all * 3;
        let Some(trunk) = prose.iter().rposition(most) else { return };
        let mut within = vec![false; prose.len()];
        for i in 0..within.len() {
            let around = self.around.get(i).map_or(0, |around| *around as usize);
            let inside = i == trunk || (i > trunk && within.get(around).copied().unwrap_or(false));
            if let Some(slot) = within.get_mut(i) {
                *slot = inside;
            }
        }
        let stands = |element: u32| within.get(element as usize).copied().unwrap_or(false);
        let Some(last) = self.blocks.iter().rposition(|(element, _)| stands(*element)) else {
            return;
        };
        for raw in raws.iter_mut().skip(last + 1) {
            raw.behind = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::visible::Tag;
    use super::*;

    fn behind(trunk: Trunk) -> Vec<bool> {
        let raw = |i| Raw {
            range: i..i,
            tag: Tag::Paragraph,
            furniture: false,
            header: None,
            linked: 0,
            behind: false,
        };
        let mut raws: Vec<Raw> = (0..trunk.blocks.len()).map(raw).collect();
        trunk.mark(&mut raws);
        raws.iter().map(|raw| raw.behind).collect()
    }

    #[test]
    fn what_is_behind_the_innermost_element_with_most_prose() {
        let mut trunk = Trunk::default();
        let page = trunk.add(OUTSIDE);
        let text = trunk.add(page);
        let box_within = trunk.add(text);
        let after = trunk.add(page);
        for (element, prose) in
            [(page, 0), (text, 200), (box_within, 40), (text, 200), (page, 0), (after, 120)]
        {
            trunk.block(element, prose);
        }
        assert_eq!(behind(trunk), [false, false, false, false, true, true]);
    }

    #[test]
    fn little_prose_shows_nothing() {
        let mut trunk = Trunk::default();
        let text = trunk.add(OUTSIDE);
        trunk.block(text, 100);
        trunk.block(OUTSIDE, 0);
        assert_eq!(behind(trunk), [false, false]);
    }
}
