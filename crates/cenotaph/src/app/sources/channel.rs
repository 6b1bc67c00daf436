//! The channel to a source: what it is worth, and which rows its worst days taint.
//!
//! ```text
//! ok ──▶ quarantined ──▶ duress ──▶ burned      any editor may make it worse, at once
//! ok ◀── quarantined, duress                    two editors, action `clear`
//! burned                                        never comes back
//! ```
//!
//! A *spell* is the time from the entry that left `ok` to the entry that came back to it. A row of the handle is *tainted* when
//! any version of it was recorded within a spell, or when it was said on or after the spell's `since` and before the day of the
//! clearing. A row of which no day is known is judged by when it was recorded. Nothing untaints a row: what was said under duress
//! stays so, also when the channel is sound again; the source says it once more, as a new row.
//!
//! Invariant: a `burned` channel has an open spell for ever.

use model::date::{Day, When};

use super::wire::ChannelState;

/// What may follow what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Any editor may take it.
    Worse,
    /// Two editors.
    Clear,
    /// Nothing changes.
    Same,
    /// Never.
    Never,
}

/// Judges a step from one state to another.
#[must_use]
pub(super) fn step(from: ChannelState, to: ChannelState) -> Step {
    match (from, to) {
        (from, to) if from == to => Step::Same,
        (ChannelState::Burned, _) => Step::Never,
        (_, ChannelState::Ok) => Step::Clear,
        (from, to) if to > from => Step::Worse,
        // Duress is no quarantine again: only two people say that it is better.
        _ => Step::Never,
    }
}

/// The time in which a channel was not sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// Index of the entry that began it.
    pub from_entry: u64,
    /// Index of the entry that cleared it.
    pub to_entry: Option<u64>,
    /// Since when the channel is not believed.
    pub since: Day,
    /// The day on which it was cleared.
    pub cleared: Option<Day>,
    /// The worst state in it.
    pub worst: ChannelState,
}

impl Spell {
    /// True when a row that was recorded at these indexes and says to be of `said` falls into it.
    #[must_use]
    pub fn taints(&self, recorded: &[u64], said: &[&When]) -> bool {
        let within = |at: &u64| *at > self.from_entry && self.to_entry.is_none_or(|end| *at < end);
        let during = |when: &&When| {
            // Whatever may have been said in it counts as said in it.
            let begins = when.latest().is_some_and(|d| d >= self.since);
            let ends = self.cleared.is_none_or(|c| when.earliest().is_none_or(|d| d < c));
            begins && ends && !when.is_unknown()
        };
        recorded.iter().any(within) || said.iter().any(during)
    }
}

/// The channel of one handle, by replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// What it is worth now.
    pub state: ChannelState,
    /// Since when, as the entry says it; empty while nothing was said.
    pub since: String,
    /// Its bad times, oldest first.
    pub spells: Vec<Spell>,
}

impl Default for Channel {
    fn default() -> Self {
        Self { state: ChannelState::Ok, since: String::new(), spells: Vec::new() }
    }
}

impl Channel {
    /// Takes a change that counts.
    pub(super) fn change(&mut self, to: ChannelState, since: &str, entry: u64, recorded: Day) {
        let first = When::parse(since).ok().and_then(|w| w.earliest()).unwrap_or(recorded);
        match step(self.state, to) {
            Step::Never | Step::Same => return,
            Step::Clear => {
                if let Some(open) = self.spells.last_mut() {
                    open.to_entry = Some(entry);
                    open.cleared = Some(recorded);
                }
            }
            Step::Worse if self.state == ChannelState::Ok => self.spells.push(Spell {
                from_entry: entry,
                to_entry: None,
                since: first,
                cleared: None,
                worst: to,
            }),
            Step::Worse => {
                if let Some(open) = self.spells.last_mut() {
                    open.worst = open.worst.max(to);
                    open.since = open.since.min(first);
                }
            }
        }
        self.state = to;
        since.clone_into(&mut self.since);
    }

    /// The worst spell that a row falls into.
    #[must_use]
    pub fn taint(&self, recorded: &[u64], said: &[&When]) -> Option<ChannelState> {
        self.spells.iter().filter(|s| s.taints(recorded, said)).map(|s| s.worst).max()
    }
}

#[cfg(test)]
mod tests {
    use ChannelState::{Burned, Duress, Ok as Sound, Quarantined};

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn every_step_is_judged() {
        use Step::{Clear, Never, Same, Worse};
        let rows = [
            (Sound, [Same, Worse, Worse, Worse]),
            (Quarantined, [Clear, Same, Worse, Worse]),
            (Duress, [Clear, Never, Same, Worse]),
            (Burned, [Never, Never, Never, Same]),
        ];
        for (from, steps) in rows {
            for (to, expected) in ChannelState::ALL.into_iter().zip(steps) {
                assert_eq!(step(from, to), expected, "{from} → {to}");
            }
        }
    }

    #[test]
    fn a_row_is_tainted_by_when_it_was_recorded_or_said() {
        let mut channel = Channel::default();
        channel.change(Duress, "2031-W11", 10, day("2031-03-20"));
        channel.change(Sound, "2031-04-20", 20, day("2031-04-20"));
        channel.change(Quarantined, "2031-06-01", 30, day("2031-06-02"));
        let rows: &[(&[u64], &str, Option<ChannelState>)] = &[
            (&[5], "2031-02-01", None),
            (&[5], "2031-03-09", None),
            // Monday of week 11 is 10 March: recorded before anybody knew, and said too late.
            (&[5], "2031-03-10", Some(Duress)),
            (&[5], "2031-W10", None),
            (&[5], "2031-W11", Some(Duress)),
            (&[5], "2031-03", Some(Duress)),
            (&[5], "", None),
            (&[11], "", Some(Duress)),
            (&[11], "2031-01-01", Some(Duress)),
            (&[5, 11], "2031-01-01", Some(Duress)),
            (&[19, 21], "2031-01-01", Some(Duress)),
            (&[21], "2031-04-19", Some(Duress)),
            (&[21], "2031-04-20", None),
            (&[21], "2031-05-01", None),
            (&[21], "2031-05-01/2031-06-01", Some(Quarantined)),
            (&[31], "2031-05-01", Some(Quarantined)),
            (&[31], "", Some(Quarantined)),
        ];
        for (recorded, said, expected) in rows {
            let said = When::parse(said).unwrap();
            assert_eq!(channel.taint(recorded, &[&said]), *expected, "{recorded:?} {said}");
        }
    }

    #[test]
    fn burned_never_returns() {
        let mut channel = Channel::default();
        channel.change(Quarantined, "2031-03-20", 10, day("2031-03-20"));
        channel.change(Burned, "2031-03-01", 12, day("2031-03-21"));
        channel.change(Sound, "2031-05-01", 20, day("2031-05-01"));
        assert_eq!((channel.state, channel.spells.len()), (Burned, 1));
        // The earlier day of the two holds from now on.
        let said = When::parse("2031-03-05").unwrap();
        assert_eq!(channel.taint(&[3], &[&said]), Some(Burned));
        assert_eq!(channel.taint(&[99], &[]), Some(Burned));
    }
}
