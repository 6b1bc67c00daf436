//! How a speaker carries over from one sentence to others: taken up by name, going on through a list, or told behind.

use super::super::lexicon::Class;
use super::super::mention::Sentence;
use super::super::party::{Form, PartyRef};
use super::answer::best;
use super::{Attribution, Attributions, State, Weight, korean_label};
use crate::draft::BlockKind;
use crate::page::Page;

/// Whether a sentence without a speaker names the one who spoke last: "the agency's", "the NIS figures".
pub(super) fn taken_up(page: &Page, sentence: &Sentence, state: &State) -> bool {
    let Some(last) = state.last.as_ref().filter(|w| w.weight == Weight::Authority) else {
        return false;
    };
    let body = matches!(sentence.block, BlockKind::Body);
    let same =
        |p: &PartyRef| p.group == last.group && p.name == last.name && p.form == Form::Generic;
    let left_out =
        sentence.lang == model::quantity::Lang::Ko && korean_label::goes_on(page, sentence);
    body && (sentence.parties.iter().any(same) || left_out)
}

/// 전체 사상자는 4천9백 명 정도다: a Korean paragraph that counts on and names nobody goes on with who spoke in the sentence before it.
pub(super) fn korean_goes_on(
    out: &Attributions,
    sentences: &[Sentence],
    s: usize,
    state: &State,
) -> bool {
    let (Some(here), Some(last)) = (sentences.get(s), state.last_at) else { return false };
    let Some(before) =
        s.checked_sub(1).filter(|b| sentences.get(*b).is_some_and(|x| x.block == BlockKind::Body))
    else {
        return false;
    };
    let spoke = last.0 == before || out.carried.get(before).copied().flatten() == Some(last);
    let authority = state.last.as_ref().is_some_and(|w| w.weight <= Weight::Source);
    let other = here.parties.iter().any(|p| {
        p.speaks()
            && p.form != Form::Country
            && state.last.as_ref().is_none_or(|w| w.group != p.group || w.name != p.name)
    }) || [Class::Source, Class::Voice, Class::Outlet].iter().any(|c| here.has(*c));
    here.lang == model::quantity::Lang::Ko
        && here.block == BlockKind::Body
        && !here.numbers.is_empty()
        && spoke
        && authority
        && !other
}

/// Keeps who answers for a list, from the sentence that introduces it to the end of its entries.
pub(super) fn in_list(
    page: &Page,
    sentence: &Sentence,
    s: usize,
    own: &[Attribution],
    state: &mut State,
) {
    if sentence.lang != model::quantity::Lang::Ko {
        return;
    }
    let text = page.slice(sentence.range.clone());
    let party = best(own).filter(|b| own.get(*b).is_some_and(|a| a.who.weight <= Weight::Source));
    if let Some(main) = party.filter(|_| korean_label::introduces(text)) {
        state.list = Some((s, main));
        return;
    }
    if state.current.is_none() && own.is_empty() && state.list.is_some() {
        if korean_label::entry(text) {
            state.current = state.list;
        } else {
            state.list = None;
        }
    }
}

/// Gives the attributions of a sentence to the ones before in its block that have none.
pub(super) fn back(
    out: &mut Attributions,
    sentences: &[Sentence],
    s: usize,
    main: usize,
    beyond: bool,
) {
    let mut paragraph = sentences.get(s).map(|x| x.paragraph);
    let own = paragraph;
    let slavic = sentences.get(s).is_some_and(|x| x.lang != model::quantity::Lang::Ko);
    let mut beyond = beyond && (s == 0 || sentences.get(s - 1).map(|x| x.paragraph) != paragraph);
    for earlier in (0..s).rev() {
        let place = sentences.get(earlier).map(|x| x.paragraph);
        let body = sentences.get(earlier).is_some_and(|x| x.block == BlockKind::Body);
        if beyond && body {
            paragraph = place;
        }
        beyond = false;
        // "Source: NIS" below a table speaks of its rows.
        let row = sentences.get(earlier).is_some_and(|x| x.block == BlockKind::Row);
        let same = row || place == paragraph;
        let unattributed = out.own.get(earlier).is_some_and(Vec::is_empty);
        if !same || !unattributed {
            return;
        }
        if let Some(slot) = out.carried.get_mut(earlier) {
            // Whoever speaks on in a block of before is not interrupted.
            if slavic && place != own && !row && slot.is_some() {
                return;
            }
            *slot = Some((s, main));
        }
    }
}
