//! Who the editors are, what they asked for, and who agreed: by replay of the desk log, believing nothing.

use std::collections::BTreeMap;

use record::vault::{Commitment, EditorCard, Recipient, VaultId};
use record::{AuthorId, Day, EntryId, Log, RawEntry, VerifyingKey};
use serde::Deserialize;

use super::super::case::Case;
use super::super::error::Error;
use super::super::logs;
use super::wire::{
    APPROVAL, ApprovalBody, EDITOR, EditorBody, LEFT, LeftBody, REQUEST, RequestBody,
};
use super::{Action, Machine, REQUEST_DAYS, Refusal, enrol};

/// An editor, present or past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    /// The card.
    pub card: EditorCard,
    /// Mark of the machine on which the editor was enrolled.
    pub machine: Machine,
    /// Since this day.
    pub since: Day,
    /// Until this day; none while enrolled.
    pub left: Option<Day>,
}

impl Editor {
    /// The editor's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.card.key.name()
    }

    /// The id by which entries name the editor.
    #[must_use]
    pub fn author(&self) -> AuthorId {
        self.card.key.author()
    }
}

/// Where the reason of a request is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its id in the vault.
    pub id: VaultId,
    /// The commitment to it.
    pub commitment: Commitment,
}

/// That another editor agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Id of the entry.
    pub id: EntryId,
    /// Who agreed.
    pub by: AuthorId,
    /// The name.
    pub name: String,
    /// Where.
    pub machine: Machine,
    /// When.
    pub day: Day,
}

/// What an editor asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Id of the entry, by which people name it.
    pub id: EntryId,
    /// What is to be done.
    pub action: Action,
    /// To what.
    pub subject: String,
    /// SHA-256 of exactly what is to be done, hexadecimal.
    pub digest: String,
    /// Who asked.
    pub by: AuthorId,
    /// The name.
    pub name: String,
    /// Where.
    pub machine: Machine,
    /// When.
    pub day: Day,
    /// Why, sealed.
    pub reason: Option<Reason>,
    /// Who else agreed: the first other editor who did.
    pub approval: Option<Approval>,
    /// True when an act's entry names it.
    pub used: bool,
}

impl Request {
    /// The beginning of its id, as people type it.
    #[must_use]
    pub fn short(&self) -> String {
        self.id.to_string().chars().take(12).collect()
    }

    /// Its subject in short: of a card or a key the name.
    #[must_use]
    pub fn about(&self) -> &str {
        match self.action {
            Action::Enrol | Action::Leave => name_in(&self.subject),
            _ => &self.subject,
        }
    }

    /// Its age in days.
    #[must_use]
    pub fn age(&self, today: Day) -> i64 {
        days(self.day, today)
    }

    /// True while it counts: neither used nor too old. One that claims to come from the future counts for nothing.
    #[must_use]
    pub fn is_open(&self, today: Day) -> bool {
        !self.used && self.is_young(today)
    }

    /// True while it is not too old, used or not.
    #[must_use]
    pub fn is_young(&self, today: Day) -> bool {
        (0..=i64::from(REQUEST_DAYS)).contains(&self.age(today))
    }

    /// True when both editors used one machine.
    #[must_use]
    pub fn one_machine(&self) -> bool {
        self.approval.as_ref().is_some_and(|a| a.machine == self.machine)
    }
}

/// Days from one to another.
pub(crate) fn days(from: Day, to: Day) -> i64 {
    let number =
        |day: Day| day.to_string().parse::<model::date::Day>().map_or(0, |d| i64::from(d.epoch()));
    number(to) - number(from)
}

/// The editors of a case and what they asked for, as replay gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    editors: Vec<Editor>,
    requests: BTreeMap<EntryId, Request>,
    /// In the order of the log.
    order: Vec<EntryId>,
    founders: u8,
    faults: Vec<String>,
    flags: Vec<String>,
}

impl Roster {
    /// Replays the desk log of a case.
    ///
    /// # Errors
    /// What the record answers.
    pub fn load(case: &Case) -> Result<Self, Error> {
        Self::replay(&logs::desk_read_only(case)?, case.settings.protection.threshold)
    }

    /// Replays a desk log; `threshold` counts until the first enrolment has fixed it.
    ///
    /// # Errors
    /// What the record answers. Entries that do not count are no errors but [`Roster::faults`].
    pub fn replay(log: &Log, threshold: u8) -> Result<Self, Error> {
        let authors: BTreeMap<AuthorId, VerifyingKey> =
            log.authors()?.into_iter().map(|key| (key.author(), key)).collect();
        let mut replay =
            Replay { roster: Self { founders: threshold.max(2), ..Self::default() }, authors };
        log.replay(0..log.size()?, |raw| {
            replay.take(&raw);
            Ok::<(), record::Error>(())
        })?;
        Ok(replay.roster)
    }

    /// Those who are enrolled now, in the order of their enrolment.
    pub fn editors(&self) -> impl Iterator<Item = &Editor> {
        self.editors.iter().filter(|e| e.left.is_none())
    }

    /// Everybody who ever was.
    #[must_use]
    pub fn everybody(&self) -> &[Editor] {
        &self.editors
    }

    /// True when nobody is enrolled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.editors().next().is_none()
    }

    /// How many are enrolled.
    #[must_use]
    pub fn len(&self) -> usize {
        self.editors().count()
    }

    /// How many open a sealed record together; fixed by the first enrolment, never below two.
    #[must_use]
    pub const fn threshold(&self) -> u8 {
        self.founders
    }

    /// True while an enrolment needs nobody's approval: fewer editors were ever enrolled than must agree.
    #[must_use]
    pub fn is_founding(&self) -> bool {
        self.editors.len() < usize::from(self.founders)
    }

    /// To whom records are sealed: every editor who is enrolled.
    #[must_use]
    pub fn recipients(&self) -> Vec<Recipient> {
        self.editors().map(|e| e.card.recipient.clone()).collect()
    }

    /// The enrolled editor of a key.
    ///
    /// # Errors
    /// [`Refusal::NoEditors`], [`Refusal::NotAnEditor`].
    pub fn editor(&self, key: &VerifyingKey) -> Result<&Editor, Refusal> {
        if self.is_empty() {
            return Err(Refusal::NoEditors);
        }
        let name = key.name().to_owned();
        self.editors().find(|e| e.card.key == *key).ok_or(Refusal::NotAnEditor { name })
    }

    /// The enrolled editor of a name.
    ///
    /// # Errors
    /// [`Refusal::NotAnEditor`].
    pub fn named(&self, name: &str) -> Result<&Editor, Refusal> {
        self.editors()
            .find(|e| e.name() == name)
            .ok_or_else(|| Refusal::NotAnEditor { name: name.to_owned() })
    }

    /// Every request that counts or counted, oldest first.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        self.order.iter().filter_map(|id| self.requests.get(id))
    }

    /// Those that wait, approved or not, oldest first.
    pub fn open_requests(&self, today: Day) -> impl Iterator<Item = &Request> {
        self.requests().filter(move |r| r.is_open(today))
    }

    /// The request whose id begins so.
    ///
    /// # Errors
    /// [`Refusal::NoRequest`], [`Refusal::Ambiguous`].
    pub fn request(&self, prefix: &str) -> Result<&Request, Refusal> {
        let wanted = prefix.to_ascii_lowercase();
        let long_enough = wanted.len() >= 4 && wanted.bytes().all(|b| b.is_ascii_hexdigit());
        let mut found =
            self.requests.values().filter(|r| long_enough && r.id.to_string().starts_with(&wanted));
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => Err(Refusal::NoRequest(prefix.to_owned())),
            (Some(_), Some(_)) => Err(Refusal::Ambiguous(prefix.to_owned())),
        }
    }

    /// The approval of a request by another editor, when there is one.
    #[must_use]
    pub fn approved_by_another(&self, request: EntryId) -> Option<&Approval> {
        self.requests.get(&request)?.approval.as_ref()
    }

    /// Entries that do not count, a sentence each: forged or unapproved enrolments, requests and approvals by nobody.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Acts whose two keys were used on one machine, a sentence each.
    #[must_use]
    pub fn flags(&self) -> &[String] {
        &self.flags
    }

    fn active(&self, author: AuthorId) -> Option<&Editor> {
        self.editors().find(|e| e.author() == author)
    }

    /// Why a card cannot be enrolled beside those who ever were. One key under two names would be two editors to the record.
    pub(super) fn clash(&self, card: &EditorCard) -> Result<(), Refusal> {
        let enrolled = |what| Refusal::Enrolled { name: card.key.name().to_owned(), what };
        let any = |same: &dyn Fn(&Editor) -> bool| self.editors.iter().any(same);
        if any(&|e| e.card.key.bytes() == card.key.bytes()) {
            Err(enrolled("The key"))
        } else if any(&|e| e.card.recipient == card.recipient) {
            Err(enrolled("The recipient"))
        } else if any(&|e| e.name() == card.key.name()) {
            Err(enrolled("The name"))
        } else {
            Ok(())
        }
    }
}

/// The replay of one log.
struct Replay {
    roster: Roster,
    authors: BTreeMap<AuthorId, VerifyingKey>,
}

/// The member by which any entry names the request that it uses.
#[derive(Deserialize)]
struct Uses {
    request: Option<String>,
    /// The request by which a release carries what the gate blocked.
    #[serde(rename = "override")]
    overrides: Option<String>,
}

impl Replay {
    fn take(&mut self, raw: &RawEntry<'_>) {
        let ours = matches!(raw.kind, EDITOR | LEFT | REQUEST | APPROVAL);
        let names = |member: &str| raw.body.contains(member);
        if !ours && !names("\"request\":\"") && !names("\"override\":\"") {
            return;
        }
        let signed = self.authors.get(&raw.by()).is_some_and(|key| raw.verify(key).is_ok());
        if ours && !signed {
            return self.fault(raw, "its signature does not verify");
        }
        let why = match raw.kind {
            EDITOR => self.editor(raw),
            LEFT => self.left(raw),
            REQUEST => self.request(raw),
            APPROVAL => self.approval(raw),
            _ => {
                self.uses(raw);
                Ok(())
            }
        };
        if let Err(why) = why {
            self.fault(raw, &why);
        }
    }

    fn fault(&mut self, raw: &RawEntry<'_>, why: &str) {
        self.roster.faults.push(format!(
            "entry {} (`{}`) does not count: {why}",
            short(raw),
            raw.kind
        ));
    }

    fn editor(&mut self, raw: &RawEntry<'_>) -> Result<(), String> {
        let body: EditorBody = raw.body_as().map_err(|e| e.to_string())?;
        let card: EditorCard =
            body.card.parse().map_err(|_| "its card cannot be read".to_owned())?;
        self.roster.clash(&card).map_err(|e| e.to_string())?;
        let name = card.key.name().to_owned();
        match &body.request {
            None if self.roster.is_founding() => {
                if self.roster.editors.is_empty()
                    && let Some(founders) = body.founders
                {
                    self.roster.founders = founders.max(2);
                }
            }
            None => return Err(format!("nobody asked for `{name}` and nobody approved")),
            Some(request) => {
                self.act(raw, request, Action::Enrol, &enrol::enrol_digest(&card))?;
            }
        }
        let machine = Machine::read(&body.machine);
        self.roster.editors.push(Editor { card, machine, since: raw.day(), left: None });
        Ok(())
    }

    fn left(&mut self, raw: &RawEntry<'_>) -> Result<(), String> {
        let body: LeftBody = raw.body_as().map_err(|e| e.to_string())?;
        let key: VerifyingKey =
            body.key.parse().map_err(|_| "its key cannot be read".to_owned())?;
        self.act(raw, &body.request, Action::Leave, &enrol::leave_digest(&key))?;
        let editor = self.roster.editors.iter_mut().find(|e| e.card.key == key && e.left.is_none());
        let name = key.name();
        let editor = editor.ok_or_else(|| format!("`{name}` was no editor then"))?;
        editor.left = Some(raw.day());
        Ok(())
    }

    /// An act of ours: its request must ask for it, be approved by another, and be used here for the first time.
    fn act(
        &mut self,
        raw: &RawEntry<'_>,
        request: &str,
        action: Action,
        digest: &str,
    ) -> Result<(), String> {
        let id: EntryId = request.parse().map_err(|_| "its request has no such id".to_owned())?;
        let asked = self.roster.requests.get_mut(&id).ok_or("nobody asked for it")?;
        if asked.action != action || asked.digest != digest {
            return Err("its request asks for something else".to_owned());
        }
        if asked.approval.is_none() {
            return Err("no other editor approved it".to_owned());
        }
        if !asked.is_open(raw.day()) {
            return Err("its request was used before, or is too old".to_owned());
        }
        asked.used = true;
        let one = asked.one_machine();
        let text = format!("{action} of `{}`", asked.about());
        if one {
            self.flag(raw, &text);
        }
        Ok(())
    }

    fn flag(&mut self, raw: &RawEntry<'_>, what: &str) {
        self.roster
            .flags
            .push(format!("entry {} ({what}): both keys were used on one machine", short(raw)));
    }

    fn request(&mut self, raw: &RawEntry<'_>) -> Result<(), String> {
        let body: RequestBody = raw.body_as().map_err(|e| e.to_string())?;
        let editor = self.roster.active(raw.by()).ok_or("its author was no editor then")?;
        let reason = body.reason.map(|r| {
            let id = r.id.parse().map_err(|_| "the id of its reason cannot be read");
            let commitment =
                r.commitment.parse().map_err(|_| "the commitment of its reason cannot be read");
            id.and_then(|id| Ok(Reason { id, commitment: commitment? }))
        });
        let request = Request {
            id: raw.id(),
            action: body.action,
            subject: body.subject,
            digest: body.digest,
            by: raw.by(),
            name: editor.name().to_owned(),
            machine: Machine::read(&body.machine),
            day: raw.day(),
            reason: reason.transpose()?,
            approval: None,
            used: false,
        };
        self.roster.order.push(request.id);
        self.roster.requests.insert(request.id, request);
        Ok(())
    }

    fn approval(&mut self, raw: &RawEntry<'_>) -> Result<(), String> {
        let body: ApprovalBody = raw.body_as().map_err(|e| e.to_string())?;
        let editor = self.roster.active(raw.by()).ok_or("its author was no editor then")?;
        let name = editor.name().to_owned();
        let id: EntryId =
            body.request.parse().map_err(|_| "its request has no such id".to_owned())?;
        let (by, active) = match self.roster.requests.get(&id) {
            Some(r) => (r.by, self.roster.active(r.by).is_some()),
            None => return Err("there is no such request in this case".to_owned()),
        };
        if by == raw.by() {
            return Err(format!("`{name}` approved an own request"));
        }
        if !active {
            return Err("who asked was no editor any more".to_owned());
        }
        let Some(request) = self.roster.requests.get_mut(&id) else { return Ok(()) };
        if request.digest != body.digest {
            return Err("it approves something else than its request asks for".to_owned());
        }
        if !request.is_open(raw.day()) {
            return Err("its request was used before, or is too old".to_owned());
        }
        if request.approval.is_none() {
            let machine = Machine::read(&body.machine);
            request.approval =
                Some(Approval { id: raw.id(), by: raw.by(), name, machine, day: raw.day() });
        }
        Ok(())
    }

    /// Any other entry that names a request uses it up. A release may name it twice: when it was broken off in between.
    fn uses(&mut self, raw: &RawEntry<'_>) {
        let Ok(uses) = raw.body_as::<Uses>() else { return };
        for request in [uses.request, uses.overrides].into_iter().flatten() {
            let id = request.parse().ok();
            let Some(asked) = id.and_then(|id: EntryId| self.roster.requests.get_mut(&id)) else {
                continue;
            };
            let first = !std::mem::replace(&mut asked.used, true);
            let what = format!("{} of `{}`", asked.action, asked.about());
            if first && asked.one_machine() {
                self.flag(raw, &what);
            }
        }
    }
}

/// The beginning of an entry's id.
fn short(raw: &RawEntry<'_>) -> String {
    raw.id().to_string().chars().take(12).collect()
}

/// The name in a card or a verifier key: what comes before the first plus.
fn name_in(subject: &str) -> &str {
    subject.split('+').next().unwrap_or(subject)
}
