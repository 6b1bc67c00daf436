//! Asking and agreeing: the two entries between an intention and an act.
//!
//! What a crash leaves: a reason without its request (unreadable by anybody but the editors, removed by nobody, harmless); a request
//! without approval; an approval without act. Each step can be done again: asking for the same while a request waits gives that
//! request, approving again gives that approval.

use record::vault::{Access, EditorKey, Secret};
use record::{Draft, Receipt, SigningKey};
use sha2::{Digest as _, Sha256};

use super::super::case::{Case, VAULT};
use super::super::error::Error;
use super::super::logs;
use super::super::release::hex;
use super::wire::{APPROVAL, ActRef, ApprovalBody, REQUEST, ReasonBody, RequestBody};
use super::{Action, Approval, Editor, Machine, REASON, Refusal, Request, Roster};

/// A request that another editor approved, and that still counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// What was asked for.
    pub request: Request,
    /// Who else agreed.
    pub approval: Approval,
    /// True when both keys were used on one machine: to be told, not to be refused.
    pub one_machine: bool,
}

impl Granted {
    /// What the act's entry says of it.
    #[must_use]
    pub fn act(&self) -> ActRef {
        ActRef { request: Some(self.request.id.to_string()), one_machine: self.one_machine }
    }

    fn of(request: &Request) -> Option<Self> {
        let approval = request.approval.clone()?;
        Some(Self { one_machine: request.one_machine(), request: request.clone(), approval })
    }
}

/// SHA-256 of what is to be done, hexadecimal: over the action and the parts, each with its length before it.
#[must_use]
pub fn digest(action: Action, parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"cenotaph/act/1\0");
    for part in [action.word().as_bytes()].iter().chain(parts) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// Appends entries to the desk log, signed by this key: an editor's own, or the desk's.
///
/// # Errors
/// What the record answers; then nothing was appended.
pub fn write(case: &Case, drafts: &[Draft], by: &SigningKey) -> Result<Vec<Receipt>, Error> {
    let day = logs::record_day(case.clock.today())?;
    Ok(logs::desk(case)?.append(drafts, by, day, case.clock.now_unix())?)
}

/// Asks for an act in an editor's name. Asking for the same once more, while it waits, gives the request that waits.
///
/// * `subject` – what it is about, shown to who approves; never a sealed value.
/// * `digest` – 64 hexadecimal digits ([`digest`], or the SHA-256 of a file's bytes).
/// * `reason` – sealed in the vault to every editor; the entry holds a commitment.
///
/// # Errors
/// [`Refusal::NoEditors`], [`Refusal::NotAnEditor`]; what the record answers.
pub fn ask(
    case: &Case,
    key: &EditorKey,
    action: Action,
    subject: &str,
    digest: &str,
    reason: Option<&Secret>,
) -> Result<Request, Error> {
    let roster = Roster::load(case)?;
    let card = key.card();
    roster.editor(&card.key)?;
    let today = logs::record_day(case.clock.today())?;
    let same = |r: &&Request| {
        r.by == card.key.author()
            && r.action == action
            && r.subject == subject
            && r.digest == digest
    };
    if let Some(waits) = roster.open_requests(today).filter(same).find(|_| reason.is_none()) {
        return Ok(waits.clone());
    }
    let again = roster.requests().filter(same).count();
    let reason = match reason {
        None => None,
        Some(why) => {
            let sealed = case.vault()?.seal(REASON, why, Access::Working, &roster.recipients())?;
            let (id, commitment) = (sealed.id.to_string(), sealed.commitment.to_string());
            Some(ReasonBody { id, commitment })
        }
    };
    let body = RequestBody {
        action,
        subject: subject.to_owned(),
        digest: digest.to_owned(),
        machine: here(case)?.to_string(),
        reason,
        again: u64::try_from(again).unwrap_or(u64::MAX),
    };
    let receipts = write(case, &[draft(REQUEST, &body)?], key.signing())?;
    let id = receipts.first().map(|r| r.id.to_string()).unwrap_or_default();
    Ok(Roster::load(case)?.request(&id)?.clone())
}

/// Approves a request with the key of another editor.
///
/// `prepare` is called once all is known to be in order, before the approval is written, with the request and the editor who
/// asked; when it fails, nothing is approved. It is the place to lend a share of a sealed record, or to rebuild what was asked for.
///
/// # Errors
/// [`Refusal`]: no such request, an own one, too old, used, approved by another; what `prepare` and the record answer.
pub fn approve(
    case: &Case,
    request: &str,
    key: &EditorKey,
    prepare: &mut dyn FnMut(&Request, &Editor) -> Result<(), Error>,
) -> Result<Granted, Error> {
    let roster = Roster::load(case)?;
    let card = key.card();
    roster.editor(&card.key)?;
    let asked = open(case, &roster, request)?;
    if asked.by == card.key.author() {
        return Err(Refusal::OwnRequest { request: asked.short(), name: asked.name.clone() }.into());
    }
    let by = asker(&roster, asked)?;
    match &asked.approval {
        Some(before) if before.by != card.key.author() => {
            let name = before.name.clone();
            return Err(Refusal::Approved { request: asked.short(), name }.into());
        }
        _ => {}
    }
    prepare(asked, by)?;
    if let Some(before) = Granted::of(asked) {
        return Ok(before);
    }
    let body = ApprovalBody {
        request: asked.id.to_string(),
        digest: asked.digest.clone(),
        machine: here(case)?.to_string(),
    };
    write(case, &[draft(APPROVAL, &body)?], key.signing())?;
    let id = asked.id.to_string();
    let roster = Roster::load(case)?;
    let now = roster.request(&id)?;
    Granted::of(now).ok_or_else(|| Refusal::NotApproved { request: now.short() }.into())
}

/// The grant of a request, if it asks for exactly this, another editor approved it, both are editors still, and it was not used.
///
/// # Errors
/// [`Refusal`].
pub fn granted(case: &Case, request: &str, action: Action, digest: &str) -> Result<Granted, Error> {
    let roster = Roster::load(case)?;
    let asked = open(case, &roster, request)?;
    if asked.action != action {
        let (asked, wanted, request) = (asked.action, action, asked.short());
        return Err(Refusal::OtherAction { request, asked, wanted }.into());
    }
    if asked.digest != digest {
        return Err(Refusal::Changed { request: asked.short() }.into());
    }
    asker(&roster, asked)?;
    let granted =
        Granted::of(asked).ok_or_else(|| Refusal::NotApproved { request: asked.short() })?;
    if !roster.editors().any(|e| e.author() == granted.approval.by) {
        return Err(Refusal::NotAnEditor { name: granted.approval.name }.into());
    }
    Ok(granted)
}

/// As [`granted`], to the editor who asked and nobody else.
///
/// # Errors
/// [`Refusal::NotYours`], and those of [`granted`].
pub fn granted_to(
    case: &Case,
    request: &str,
    action: Action,
    digest: &str,
    key: &EditorKey,
) -> Result<Granted, Error> {
    let granted = granted(case, request, action, digest)?;
    if granted.request.by == key.card().key.author() {
        return Ok(granted);
    }
    let (request, name) = (granted.request.short(), granted.request.name);
    Err(Refusal::NotYours { request, name }.into())
}

/// Asks with one key and approves with another, for two editors at one machine; `prepare` as in [`approve`].
///
/// # Errors
/// Those of [`ask`] and [`approve`].
pub fn both(
    case: &Case,
    keys: (&EditorKey, &EditorKey),
    act: (Action, &str, &str),
    reason: Option<&Secret>,
    prepare: &mut dyn FnMut(&Request, &Editor) -> Result<(), Error>,
) -> Result<Granted, Error> {
    let (first, second) = keys;
    let (action, subject, digest) = act;
    Roster::load(case)?.editor(&second.card().key)?;
    if first.card().key == second.card().key {
        let (request, name) = ("of this command".to_owned(), first.card().key.name().to_owned());
        return Err(Refusal::OwnRequest { request, name }.into());
    }
    let request = ask(case, first, action, subject, digest, reason)?;
    approve(case, &request.id.to_string(), second, prepare)
}

/// The reason of a request; every editor may read it.
///
/// # Errors
/// [`Error::DoesNotVerify`] when it is not what the request committed to; what the vault answers.
pub fn reason_of(case: &Case, request: &Request, key: &EditorKey) -> Result<Option<Secret>, Error> {
    let Some(reason) = &request.reason else { return Ok(None) };
    let vault = case.vault()?;
    if vault.commitment(reason.id)? != reason.commitment {
        let damages = vec![format!("{} is not what the request committed to", reason.id)];
        return Err(Error::DoesNotVerify { path: case.path(VAULT), damages });
    }
    Ok(Some(vault.read(reason.id, key)?))
}

/// The request of this prefix, if it still counts.
fn open<'a>(case: &Case, roster: &'a Roster, request: &str) -> Result<&'a Request, Error> {
    let asked = roster.request(request)?;
    let today = logs::record_day(case.clock.today())?;
    // A release that was broken off is taken up again; its digest holds the edition's number, so it is made once all the same.
    if asked.used && asked.action != Action::Release {
        return Err(Refusal::Used { request: asked.short() }.into());
    }
    if !asked.is_young(today) {
        let (request, days) = (asked.short(), asked.age(today));
        return Err(Refusal::Expired { request, days }.into());
    }
    Ok(asked)
}

/// Who asked, if an editor still.
fn asker<'a>(roster: &'a Roster, asked: &Request) -> Result<&'a Editor, Refusal> {
    let name = asked.name.clone();
    roster.editors().find(|e| e.author() == asked.by).ok_or(Refusal::NotAnEditor { name })
}

/// The mark of this machine in this case.
pub(super) fn here(case: &Case) -> Result<Machine, Error> {
    Machine::here(logs::desk_read_only(case)?.key())
}

pub(super) fn draft(kind: &str, body: &impl serde::Serialize) -> Result<Draft, Error> {
    let value = serde_json::to_value(body).map_err(|e| Error::Bug(e.to_string()))?;
    Ok(Draft::new(kind, value)?)
}
