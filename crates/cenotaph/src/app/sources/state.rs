//! The state of the sources, as replay of the desk log gives it.
//!
//! Terms: *handle* – the codename of a source; *item* – one sealed thing; *group* – handles that were merged: one person. What is
//! said of a handle holds for its group: a channel that burned for one name burned for the other.
//!
//! Invariant: nothing that takes two people is believed for being in the log. A way back to `ok`, an erasure, a merging and an
//! opening count when their request asks for exactly that and another editor approved it; else they are ignored and named
//! ([`Sources::faults`]). What makes things safer – a worse channel, a hold – counts whoever wrote it.
//!
//! Not here: anything sealed. This is made of entries alone, and works without an editor's key.

use std::collections::{BTreeMap, BTreeSet};

use model::date::{Day, When};
use record::vault::{Commitment, VaultId};
use record::{EntryId, RawEntry};
use serde::de::DeserializeOwned;

use super::super::people::{self, ActRef, Action, REQUEST_DAYS, Roster};
use super::channel::{Channel, Step, step};
use super::wire::{
    CHANNEL, ChannelBody, ChannelState, DESTROYED, DestroyedBody, HANDLE, HELD, HandleBody,
    HeldBody, MERGED, MergedBody, OPENED, OVERRIDE, OpenedBody, OverrideBody, SEALED, SealedBody,
    TESTIMONY, TestimonyBody, Why,
};

/// What is known of one handle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    /// The day on which `source new` drew it; none for a handle that came with a table.
    pub since: Option<Day>,
    /// The day on which the source was erased.
    pub retired: Option<Day>,
    /// Its channel.
    pub channel: Channel,
    /// True when the source refused, or withdrew, the consent to publish.
    pub held: bool,
}

/// One sealed thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id in the vault.
    pub id: VaultId,
    /// The handle; empty for what belongs to the desk as a whole.
    pub handle: String,
    /// What it is.
    pub label: String,
    /// The commitment to it.
    pub commitment: Commitment,
    /// How many editors open it together; none for what the program reads.
    pub threshold: Option<u8>,
    /// The day on which it was sealed.
    pub sealed: Day,
    /// The day on which it is to be destroyed.
    pub due: Option<Day>,
    /// When it was destroyed, and why.
    pub destroyed: Option<(Day, Why)>,
    /// How often it was opened.
    pub opened: u32,
}

/// The sources of a desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    handles: BTreeMap<String, Handle>,
    items: BTreeMap<VaultId, Item>,
    /// Merged handles: each with all of its group.
    groups: BTreeMap<String, BTreeSet<String>>,
    /// Commitments of instalments that a testimony was made of.
    told: BTreeSet<String>,
    faults: Vec<String>,
    pending: Vec<Pending>,
}

/// A change whose turn comes when the requests are known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pending {
    entry: u64,
    id: String,
    day: Day,
    change: Change,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    Channel(ChannelBody),
    Destroyed(DestroyedBody),
    Merged(MergedBody),
    Opened(OpenedBody),
    Override(OverrideBody),
}

impl Change {
    const fn act(&self) -> &ActRef {
        match self {
            Self::Channel(b) => &b.act,
            Self::Destroyed(b) => &b.act,
            Self::Merged(b) => &b.act,
            Self::Opened(b) => &b.act,
            Self::Override(b) => &b.act,
        }
    }
}

impl Sources {
    /// Takes an entry of the desk log, in its order.
    pub(in super::super) fn take(&mut self, raw: &RawEntry<'_>) {
        let known = [HANDLE, SEALED, OPENED, DESTROYED, MERGED, HELD, CHANNEL, TESTIMONY, OVERRIDE];
        if !known.contains(&raw.kind) {
            return;
        }
        let Ok(day) = raw.day_text.parse::<Day>() else { return };
        if let Err(why) = self.entry(raw, day) {
            self.fault(&raw.id().to_string(), &why);
        }
    }

    fn entry(&mut self, raw: &RawEntry<'_>, day: Day) -> Result<(), String> {
        let change = match raw.kind {
            HANDLE => {
                let body: HandleBody = read(raw)?;
                self.handle_mut(&body.handle).since.get_or_insert(day);
                return Ok(());
            }
            SEALED => return self.sealed(&read(raw)?, day),
            HELD => {
                let body: HeldBody = read(raw)?;
                self.handle_mut(&body.handle).held = body.held;
                return Ok(());
            }
            TESTIMONY => {
                let body: TestimonyBody = read(raw)?;
                for item in self.items.values_mut() {
                    if body.instalments.contains(&item.commitment.to_string()) {
                        item.due = Some(item.due.map_or(day, |due| due.min(day)));
                    }
                }
                self.told.extend(body.instalments);
                return Ok(());
            }
            CHANNEL => Change::Channel(read(raw)?),
            DESTROYED => Change::Destroyed(read(raw)?),
            MERGED => Change::Merged(read(raw)?),
            OPENED => Change::Opened(read(raw)?),
            _ => Change::Override(read(raw)?),
        };
        self.pending.push(Pending { entry: raw.index, id: raw.id().to_string(), day, change });
        Ok(())
    }

    fn sealed(&mut self, body: &SealedBody, day: Day) -> Result<(), String> {
        let id: VaultId = body.id.parse().map_err(|_| "its id cannot be read")?;
        let commitment: Commitment =
            body.commitment.parse().map_err(|_| "its commitment cannot be read")?;
        let due = body.due.as_deref().map(str::parse).transpose();
        let due = due.map_err(|_| "its day cannot be read")?;
        if !body.handle.is_empty() {
            self.handle_mut(&body.handle);
        }
        let before = self.items.get(&id);
        let item = Item {
            id,
            handle: body.handle.clone(),
            label: body.label.clone(),
            commitment,
            threshold: body.threshold,
            sealed: before.filter(|b| b.commitment == commitment).map_or(day, |b| b.sealed),
            due,
            destroyed: None,
            opened: before.map_or(0, |b| b.opened),
        };
        self.items.insert(id, item);
        Ok(())
    }

    /// True when there are changes that need the requests to be judged.
    pub(in super::super) fn needs_roster(&self) -> bool {
        self.pending.iter().any(|p| p.change.act().request.is_some())
    }

    /// Judges the changes that take two people, and makes those that count.
    pub(in super::super) fn settle(&mut self, roster: &Roster) {
        let mut used = BTreeSet::new();
        for pending in std::mem::take(&mut self.pending) {
            let granted = |action: Action, digest: &str| granted(roster, &pending, action, digest);
            let judged = match &pending.change {
                Change::Channel(body) => self.channel_changes(body, &pending, &granted),
                Change::Destroyed(body) => self.destroyed(body, pending.day, &granted),
                Change::Merged(body) => {
                    let digest = merge_digest(&body.handle, &body.with);
                    granted(Action::Merge, &digest).map(|()| self.merged(&body.handle, &body.with))
                }
                Change::Opened(body) => self.opened(body, &granted),
                Change::Override(body) => granted(Action::Override, &body.digest),
            };
            let twice = match (&judged, &pending.change.act().request) {
                (Ok(()), Some(request)) => !used.insert(request.clone()),
                _ => false,
            };
            match judged {
                Err(why) => self.fault(&pending.id, &why),
                Ok(()) if twice => self.fault(&pending.id, "its request was used before"),
                Ok(()) => {}
            }
        }
    }

    fn channel_changes(
        &mut self,
        body: &ChannelBody,
        pending: &Pending,
        granted: &dyn Fn(Action, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        let now = self.channel(&body.handle);
        match step(now.state, body.state) {
            Step::Never => return Err("the channel cannot go there".to_owned()),
            Step::Same => return Ok(()),
            Step::Worse => {}
            Step::Clear => granted(Action::Clear, &clear_digest(&body.handle, &now))?,
        }
        for handle in self.group(&body.handle) {
            let channel = &mut self.handle_mut(&handle).channel;
            channel.change(body.state, &body.since, pending.entry, pending.day);
        }
        Ok(())
    }

    fn destroyed(
        &mut self,
        body: &DestroyedBody,
        day: Day,
        granted: &dyn Fn(Action, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        let ids: Vec<VaultId> = body.items.iter().filter_map(|i| i.id.parse().ok()).collect();
        if body.why == Why::Erased {
            let group = self.group(&body.handle);
            granted(Action::Erase, &erase_digest(&group))?;
            for handle in group {
                self.handle_mut(&handle).retired.get_or_insert(day);
            }
        }
        for id in ids {
            if let Some(item) = self.items.get_mut(&id) {
                item.destroyed.get_or_insert((day, body.why));
            }
        }
        Ok(())
    }

    fn opened(
        &mut self,
        body: &OpenedBody,
        granted: &dyn Fn(Action, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        let id: VaultId = body.id.parse().map_err(|_| "its id cannot be read")?;
        let item = self.items.get_mut(&id).ok_or("nothing of this id was sealed")?;
        item.opened = item.opened.saturating_add(1);
        granted(Action::Open, &open_digest(item))
    }

    fn merged(&mut self, a: &str, b: &str) {
        let mut all = self.group(a);
        all.extend(self.group(b));
        // One person has one channel from here on: the worse, with the bad times of both.
        let mut channel = Channel::default();
        for handle in &all {
            let of = &self.handle_mut(handle).channel;
            if of.state > channel.state {
                (channel.state, channel.since) = (of.state, of.since.clone());
            }
            let new = of.spells.iter().filter(|s| !channel.spells.contains(s));
            let new: Vec<_> = new.cloned().collect();
            channel.spells.extend(new);
        }
        // The spell that is open stands last, where a clearing looks for it.
        channel.spells.sort_by_key(|s| (s.to_entry.is_none(), s.from_entry));
        let held = all.iter().any(|h| self.handles.get(h).is_some_and(|h| h.held));
        for handle in &all {
            let of = self.handle_mut(handle);
            (of.channel, of.held) = (channel.clone(), held);
            self.groups.insert(handle.clone(), all.clone());
        }
    }

    fn fault(&mut self, id: &str, why: &str) {
        let short: String = id.chars().take(12).collect();
        self.faults.push(format!("entry {short} does not count: {why}"));
    }

    /// A handle that stands in a row.
    pub(in super::super) fn note(&mut self, handle: &str) {
        if !self.handles.contains_key(handle) {
            self.handle_mut(handle);
        }
    }

    fn handle_mut(&mut self, handle: &str) -> &mut Handle {
        self.handles.entry(handle.to_owned()).or_insert_with(|| Handle {
            since: None,
            retired: None,
            channel: Channel::default(),
            held: false,
        })
    }

    /// A handle; none when the sources' entries never speak of it.
    #[must_use]
    pub fn handle(&self, handle: &str) -> Option<&Handle> {
        self.handles.get(handle)
    }

    /// Every handle, by name.
    pub fn handles(&self) -> impl Iterator<Item = (&str, &Handle)> {
        self.handles.iter().map(|(name, handle)| (name.as_str(), handle))
    }

    /// The handles that are one source with this one, this one included.
    #[must_use]
    pub fn group(&self, handle: &str) -> BTreeSet<String> {
        let alone = || BTreeSet::from([handle.to_owned()]);
        self.groups.get(handle).cloned().unwrap_or_else(alone)
    }

    /// The channel of a handle; sound when nothing was ever said.
    #[must_use]
    pub fn channel(&self, handle: &str) -> Channel {
        self.handle(handle).map(|h| h.channel.clone()).unwrap_or_default()
    }

    /// True when the source was erased.
    #[must_use]
    pub fn is_retired(&self, handle: &str) -> bool {
        self.handle(handle).is_some_and(|h| h.retired.is_some())
    }

    /// True when nothing of the source may leave.
    #[must_use]
    pub fn is_held(&self, handle: &str) -> bool {
        self.group(handle)
            .iter()
            .any(|h| self.handle(h).is_some_and(|h| h.held || h.retired.is_some()))
    }

    /// The state that taints a row of this handle, recorded at these indexes and said on these days.
    #[must_use]
    pub fn taint(&self, handle: &str, recorded: &[u64], said: &[&When]) -> Option<ChannelState> {
        self.handle(handle)?.channel.taint(recorded, said)
    }

    /// Commitments of the instalments that a testimony was made of.
    pub(super) const fn told(&self) -> &BTreeSet<String> {
        &self.told
    }

    /// Everything that is sealed and was not destroyed.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values().filter(|i| i.destroyed.is_none())
    }

    /// Everything that was ever sealed.
    pub fn all_items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    /// What is sealed about a source, its other names included, the oldest first.
    #[must_use]
    pub fn items_of(&self, handle: &str) -> Vec<&Item> {
        let group = self.group(handle);
        let mut items: Vec<&Item> = self.items().filter(|i| group.contains(&i.handle)).collect();
        items.sort_by_key(|i| (i.sealed, &i.label, i.id));
        items
    }

    /// What should have been destroyed by `today`, the oldest day first.
    #[must_use]
    pub fn overdue(&self, today: Day) -> Vec<&Item> {
        let mut due: Vec<&Item> =
            self.items().filter(|i| i.due.is_some_and(|d| d <= today)).collect();
        due.sort_by_key(|i| (i.due, &i.handle, i.id));
        due
    }

    /// Entries that do not count, a sentence each.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        &self.faults
    }
}

fn read<T: DeserializeOwned>(raw: &RawEntry<'_>) -> Result<T, String> {
    raw.body_as().map_err(|_| "it cannot be read".to_owned())
}

/// Ok when the entry's request asks for exactly this and another editor approved it in time.
fn granted(roster: &Roster, pending: &Pending, action: Action, digest: &str) -> Result<(), String> {
    let id = pending.change.act().request.as_deref().ok_or("nobody asked for it")?;
    id.parse::<EntryId>().map_err(|_| "its request has no such id".to_owned())?;
    let request = roster.request(id).map_err(|_| "nobody asked for it".to_owned())?;
    if request.action != action || request.digest != digest {
        return Err("its request asks for something else".to_owned());
    }
    if request.approval.is_none() {
        return Err("no other editor approved it".to_owned());
    }
    let asked: Day = request.day.to_string().parse().map_err(|_| "its request has no day")?;
    let age = i64::from(pending.day - asked);
    if !(0..=i64::from(REQUEST_DAYS)).contains(&age) {
        return Err("its request was too old".to_owned());
    }
    Ok(())
}

/// What a request to clear a channel is the digest of: which channel, and out of which bad time.
pub(super) fn clear_digest(handle: &str, channel: &Channel) -> String {
    let from = channel.spells.last().map_or(u64::MAX, |s| s.from_entry);
    let state = channel.state.word();
    people::digest(Action::Clear, &[handle.as_bytes(), &from.to_be_bytes(), state.as_bytes()])
}

/// What a request to erase a source is the digest of: all of its names. Everything that is sealed about them goes, also what is
/// sealed after the request.
pub(super) fn erase_digest(group: &BTreeSet<String>) -> String {
    let parts: Vec<&[u8]> = group.iter().map(String::as_bytes).collect();
    people::digest(Action::Erase, &parts)
}

/// What a request to merge two handles is the digest of, whichever is named first.
pub(super) fn merge_digest(a: &str, b: &str) -> String {
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    people::digest(Action::Merge, &[first.as_bytes(), second.as_bytes()])
}

/// What a request to open is the digest of: the record, as it is sealed now.
pub(super) fn open_digest(item: &Item) -> String {
    people::digest(Action::Open, &[item.id.bytes(), item.commitment.to_string().as_bytes()])
}
