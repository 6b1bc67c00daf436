//! Who releases: one person while no editor is enrolled, from then on one who asks and another who approves.

use model::date::Day;
use record::vault::EditorKey;
use record::{Draft, Log};

use super::super::case::Case;
use super::super::entries::ReleaseBody;
use super::super::error::Error;
use super::super::keys::{self, Role};
use super::super::logs;
use super::super::people::{self, Action, Granted, Refusal};
use super::build::{Built, Prepared, Workshop};
use super::wire::{GATE, GateBody};
use super::{EditionBody, Outcome, anchor, declare, ensure_folder, entry, hex, to_value};

/// Who asks for a release, and how.
#[derive(Clone, Copy, Default)]
pub struct Ask<'a> {
    /// Ask the gate, write nothing.
    pub dry_run: bool,
    /// The editor who asks.
    pub key: Option<&'a EditorKey>,
    /// Another editor at the same machine, who approves at once.
    pub with: Option<&'a EditorKey>,
}

/// Makes an edition of everything that may leave, or asks for it.
///
/// # Errors
/// [`Error::Refused`] when the gate refuses; [`Refusal::TwoNeeded`] when one person does not suffice; what the record or the
/// system answers.
pub fn release(case: &Case, ask: Ask<'_>) -> Result<Outcome, Error> {
    let mut log = logs::release(case)?;
    let shop = Workshop::load(case, &log, ask.key)?;
    let prepared = match shop.build(case.clock.today(), None)? {
        Built::New(prepared) => prepared,
        Built::Unchanged(number) => {
            let folder = ensure_folder(case, &log, number)?;
            return Ok(Outcome::Unchanged { number, folder });
        }
    };
    if ask.dry_run {
        return Ok(Outcome::Made(prepared.made(case, None)));
    }
    if shop.roster.is_empty() {
        if prepared.unpublished {
            let what = "A release of what a protected source told and no outlet has published";
            return Err(Refusal::TwoNeeded { what: what.to_owned() }.into());
        }
        let acts = desk_entries(case, &shop, &prepared, None)?;
        return make(case, &mut log, &prepared, None, acts);
    }
    let two = || Refusal::TwoNeeded { what: "A release".to_owned() };
    let key = ask.key.ok_or_else(two)?;
    if let Some(second) = ask.with {
        shop.roster.editor(&second.card().key)?;
        if second.card().key == key.card().key {
            let (request, name) = ("of this command".to_owned(), key.card().key.name().to_owned());
            return Err(Refusal::OwnRequest { request, name }.into());
        }
    }
    let subject = format!("edition {}", prepared.number);
    let request = people::ask(case, key, Action::Release, &subject, &prepared.sha256, None)?;
    let id = request.id.to_string();
    if let Some(second) = ask.with {
        drop(shop);
        drop(log);
        return Ok(approve(case, &id, second)?.1);
    }
    if request.approval.is_some() {
        // Broken off after the approval.
        let granted = people::granted(case, &id, Action::Release, &prepared.sha256)?;
        let acts = desk_entries(case, &shop, &prepared, Some(&granted))?;
        return make(case, &mut log, &prepared, Some(&granted), acts);
    }
    Ok(Outcome::Asked { request: Box::new(request), made: prepared.made(case, None) })
}

/// Approves the request for a release with the key of another editor, and makes the edition: built again, on the day of the
/// request, and byte for byte the one that was asked for.
///
/// # Errors
/// [`Refusal::Changed`] when it would be another one: nothing is approved and nothing made; those of [`people::approve`] and
/// [`release`].
pub fn approve(case: &Case, request: &str, key: &EditorKey) -> Result<(Granted, Outcome), Error> {
    let mut log = logs::release(case)?;
    let shop = Workshop::load(case, &log, Some(key))?;
    let digest = shop.roster.request(request)?.digest.clone();
    if let Some(edition) = shop.past.editions.iter().find(|e| e.sha256 == digest) {
        // Broken off after the edition was made, or simply done.
        let granted = people::approve(case, request, key, &mut |_, _| Ok(()))?;
        let number = edition.number;
        let folder = ensure_folder(case, &log, number)?;
        return Ok((granted, Outcome::Unchanged { number, folder }));
    }
    let mut built: Option<Box<Prepared>> = None;
    let granted = people::approve(case, request, key, &mut |asked, _| {
        let changed = || Refusal::Changed { request: asked.short() };
        if asked.action != Action::Release {
            let (request, wanted) = (asked.short(), Action::Release);
            return Err(Refusal::OtherAction { request, asked: asked.action, wanted }.into());
        }
        let day: Day = asked.day.to_string().parse().map_err(|_| changed())?;
        match shop.build(day, Some(&asked.digest))? {
            Built::New(prepared) if prepared.sha256 == asked.digest => built = Some(prepared),
            _ => return Err(changed().into()),
        }
        Ok(())
    })?;
    let prepared = built.ok_or_else(|| Refusal::Changed { request: granted.request.short() })?;
    let acts = desk_entries(case, &shop, &prepared, Some(&granted))?;
    let outcome = make(case, &mut log, &prepared, Some(&granted), acts)?;
    Ok((granted, outcome))
}

/// Replaces the ledger in the vault, and words the judgement for the desk log.
fn desk_entries(
    case: &Case,
    shop: &Workshop<'_>,
    prepared: &Prepared,
    granted: Option<&Granted>,
) -> Result<Draft, Error> {
    let ledger = match granted {
        Some(_) => Some(shop.count.store(case, &shop.roster, &prepared.items)?.to_string()),
        None => None,
    };
    let verdict = if prepared.overridden.is_empty() { "pass" } else { "overridden" };
    let body = GateBody {
        edition: prepared.number,
        sha256: prepared.sha256.clone(),
        verdict: verdict.to_owned(),
        persons: prepared.persons,
        k_reader: shop.count.policy.k_reader,
        k_state: shop.count.policy.k_state,
        tables_sha256: shop.count.fingerprint.clone(),
        blocked_overridden: prepared.overridden.clone(),
        approved_by: granted.map_or_else(|| "none".to_owned(), |g| g.approval.by.to_string()),
        request: granted.map(|g| g.request.id.to_string()),
        overriding: prepared.overriding.as_ref().map(|r| r.id.to_string()),
        one_machine: granted.is_some_and(|g| g.one_machine),
        ledger,
    };
    Ok(Draft::new(GATE, to_value(&body)?)?)
}

/// Makes the edition.
fn make(
    case: &Case,
    log: &mut Log,
    prepared: &Prepared,
    granted: Option<&Granted>,
    judgement: Draft,
) -> Result<Outcome, Error> {
    let author = keys::load(case, Role::Author)?;
    let (day, today) = (logs::record_day(prepared.day)?, logs::record_day(case.clock.today())?);
    let mut desk_log = logs::desk(case)?;
    let nonce = keys::random()?;
    let (number, sha256) = (prepared.number, prepared.sha256.clone());
    let body = EditionBody {
        number,
        day: prepared.day.to_string(),
        sha256: sha256.clone(),
        desk_anchor: anchor(&nonce, &desk_log.checkpoint()?.checkpoint().root.0),
    };
    let mut entries = prepared.entries.clone();
    entries.push(entry("edition/1", &body, &author, day)?);
    let desk_size = desk_log.size()?;
    log.blobs().put(prepared.bytes.as_slice())?;
    let body = ReleaseBody { edition: number, sha256, desk_size, anchor_nonce: hex(&nonce) };
    let opening = Draft::new("release/1", to_value(&body)?)?;
    desk_log.append(&[judgement, opening], &author, today, case.clock.now_unix())?;
    declare(log, &author, day, case)?;
    log.append_entries(&entries, case.clock.now_unix())?;
    ensure_folder(case, log, number)?;
    Ok(Outcome::Made(prepared.made(case, granted)))
}
