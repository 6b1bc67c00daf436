//! Taint: what a bad channel does to the rows of its source, and to what was written from them.
//!
//! A tainted row is on hold whatever its cell says, is no origin and no mention of any figure, and is shown as what it is. A row
//! that derives from a tainted one carries the mark and nothing more: its party said it, sound channel or not. Rows of a source who
//! did not consent to publication, or who was erased, are on hold too, without a mark.
//!
//! Invariant: nothing here lowers a level; `withheld` stays withheld.

use std::collections::{BTreeMap, BTreeSet};

use model::date::When;
use model::id::StatementKey;
use model::statement::{Level, Testimony};

use super::super::desk::{Desk, Row, Rows};
use super::super::tables::TableKind;
use super::Sources;
use super::wire::ChannelState;

/// Why a row is not to be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taint {
    /// It came by a channel that was not sound.
    Channel {
        /// The handle.
        handle: String,
        /// The worst state of the time in which it came.
        state: ChannelState,
    },
    /// It derives from rows that did.
    Derived(Vec<String>),
}

impl Taint {
    /// True for a row that came by such a channel itself: it is on hold and counts for nothing.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        matches!(self, Self::Channel { .. })
    }

    /// In words, English.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Channel { handle, state } => {
                format!(
                    "came from `{handle}` while the channel was not sound ({state}): on hold, counts for nothing"
                )
            }
            Self::Derived(keys) => format!("derives from {}, which is tainted", keys.join(", ")),
        }
    }

    /// In words, Korean.
    #[must_use]
    pub fn words_ko(&self) -> String {
        match self {
            Self::Channel { handle, state } => format!(
                "`{handle}`의 연락 경로가 {} 상태일 때 들어온 진술: 보류하며 어떤 근거로도 세지 않는다",
                state.word_ko()
            ),
            Self::Derived(keys) => format!("오염된 진술 {}에서 나온 진술", keys.join(", ")),
        }
    }
}

/// Puts on hold, and marks, what the state of the sources asks for.
pub(in super::super) fn mark(desk: &mut Desk, rows: &Rows) {
    let sources = &rows.sources;
    if sources.handles().next().is_none() {
        return;
    }
    macro_rules! judge {
        ($table:ident, $map:ident, $h:ident => $said:expr) => {
            for $h in desk.$map.values_mut() {
                let said: &[&When] = &$said;
                let Some(row) = rows.get(TableKind::$table, $h.value.key.as_str()) else {
                    continue;
                };
                let taint = taint_of(sources, row, said);
                if taint.is_some() || on_hold(sources, row) {
                    $h.value.level = $h.value.level.max(Level::Hold);
                }
                $h.taint = taint;
            }
        };
    }
    judge!(Claims, claims, h => [&h.value.said_on]);
    judge!(Positions, positions, h => [&h.value.said_on]);
    judge!(Awareness, awareness, h => [&h.value.said_on, &h.value.observed_on]);
    judge!(Measures, measures, h => [&h.value.from]);
    judge!(Evidence, evidence, h => [&h.value.released]);
    judge!(Persons, persons, h => []);
    judge!(Sources, reports, h => [&h.value.published]);
    // A row that no longer names its handle has no testimony of its own; the taint gives it one.
    let tainted = |testimony: &mut Option<Testimony>| {
        let testimony = testimony.get_or_insert_with(|| Testimony {
            handle: String::new(),
            prompt: String::new(),
            stimulus: Vec::new(),
            channel: String::new(),
            tainted: true,
        });
        testimony.tainted = true;
    };
    for h in desk.claims.values_mut().filter(|h| h.taint.is_some()) {
        tainted(&mut h.value.testimony);
    }
    for h in desk.awareness.values_mut().filter(|h| h.taint.is_some()) {
        tainted(&mut h.value.testimony);
    }
    derived(desk);
}

/// Judged by every handle that the row ever rested on: taking the handle out of a row does not clean it.
fn taint_of(sources: &Sources, row: &Row, said: &[&When]) -> Option<Taint> {
    let recorded: Vec<u64> = row.history.iter().map(|(index, _)| *index).collect();
    let handles: BTreeSet<&String> = row.history.iter().flat_map(|(_, handles)| handles).collect();
    let worst = handles
        .into_iter()
        .filter_map(|h| sources.taint(h, &recorded, said).map(|state| (state, h)))
        .max();
    worst.map(|(state, handle)| Taint::Channel { handle: handle.clone(), state })
}

fn on_hold(sources: &Sources, row: &Row) -> bool {
    row.history.last().is_some_and(|(_, handles)| handles.iter().any(|h| sources.is_held(h)))
}

/// Marks what derives from tainted rows, however far.
fn derived(desk: &mut Desk) {
    let mut from: BTreeMap<StatementKey, Vec<StatementKey>> = BTreeMap::new();
    let mut edges = |key: &StatementKey, parents: &[StatementKey]| {
        for parent in parents {
            from.entry(parent.clone()).or_default().push(key.clone());
        }
    };
    desk.claims.values().for_each(|h| edges(&h.value.key, &h.value.derives_from));
    desk.positions.values().for_each(|h| edges(&h.value.key, &h.value.derives_from));
    desk.awareness.values().for_each(|h| edges(&h.value.key, &h.value.derives_from));
    let own = |taint: &Option<Taint>| taint.as_ref().is_some_and(Taint::is_own);
    let mut roots: Vec<StatementKey> = Vec::new();
    roots.extend(desk.claims.iter().filter(|(_, h)| own(&h.taint)).map(|(k, _)| k.clone()));
    roots.extend(desk.positions.iter().filter(|(_, h)| own(&h.taint)).map(|(k, _)| k.clone()));
    roots.extend(desk.awareness.iter().filter(|(_, h)| own(&h.taint)).map(|(k, _)| k.clone()));
    let mut of: BTreeMap<StatementKey, BTreeSet<String>> = BTreeMap::new();
    for root in &roots {
        let mut open = vec![root];
        let mut seen = BTreeSet::from([root]);
        while let Some(at) = open.pop() {
            for child in from.get(at).into_iter().flatten() {
                if seen.insert(child) {
                    of.entry(child.clone()).or_default().insert(root.to_string());
                    open.push(child);
                }
            }
        }
    }
    for (key, roots) in of {
        let mark = Taint::Derived(roots.into_iter().collect());
        macro_rules! put {
            ($($map:ident),*) => {$(
                if let Some(h) = desk.$map.get_mut(&key).filter(|h| h.taint.is_none()) {
                    h.taint = Some(mark.clone());
                }
            )*};
        }
        put!(claims, positions, awareness);
    }
}
