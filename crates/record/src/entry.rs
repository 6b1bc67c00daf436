//! An entry: one canonical JSON document, signed by its author, never changed.
//!
//! ```text
//! {"body":{…},"by":"<64 hex>","day":"YYYY-MM-DD","kind":"name/version","sig":"<88 base64>","v":1}
//! ```
//!
//! * `body` is an object whose meaning is the kind's business.
//! * `by` is the [`AuthorId`], `day` the recorded [`Day`], `v` the version of this envelope.
//! * `sig` is an Ed25519 signature over `cenotaph.entry/1`, a zero byte, and the canonical bytes of
//!   the same document without the member `sig`. No C2SP note can hold a zero byte, so a signature
//!   of an entry is never one of a checkpoint, nor the other way round.
//!
//! The [`EntryId`] is the SHA-256 of the whole document, signature included. The canonical form
//! sorts the six members as above, so everything after the body has a place that is known from the
//! end; reading an entry back for replay needs no JSON parser at all ([`RawEntry::split`]).
//!
//! Invariant: the bytes of an [`Entry`] are canonical and have exactly these members. Whether the
//! signature verifies is asked separately, with the author's key.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use crate::{
    Day, Error, Hash, Result, canon,
    hash::{hash_id, nibble},
    keys::{SigningKey, VerifyingKey},
};

hash_id! {
    /// The SHA-256 of an entry's bytes; people type a short unique prefix of it.
    EntryId, "an entry id"
}

hash_id! {
    /// The id of an author's key: SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
    ///
    /// Its first four bytes are the key id of C2SP `signed-note`; the rest keeps an attacker from
    /// making a second key with the same id.
    AuthorId, "an author key id"
}

/// The longest entry, set by the 16-bit length in a C2SP entry bundle.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// The kind by which a log learns an author's key; its body is `{"vkey": "…"}`.
pub const KEY_DECLARED: &str = "key.declared/1";

/// What an author signs comes after this.
const DOMAIN: &[u8] = b"cenotaph.entry/1\0";

/// Characters of a signature in base64: 64 bytes.
const SIG_CHARS: usize = 88;

/// The kind of an entry: a name and a version, as in `statement/1`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Kind(String);

impl Kind {
    /// Returns the kind as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name, without the version.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(name, _)| name)
    }

    /// Returns the version, 1 to 65535.
    #[must_use]
    pub fn version(&self) -> u16 {
        self.0.split_once('/').and_then(|(_, version)| version.parse().ok()).unwrap_or(0)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Kind {
    type Err = Error;

    /// Reads `name/version`: the name of `a-z 0-9 . _ -` beginning with a letter, the version from
    /// 1 to 65535 without leading zero, 64 characters in all.
    fn from_str(text: &str) -> Result<Self> {
        if is_kind(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::Malformed {
                what: "a kind",
                rule: "`name/version` of a-z, 0-9, `.`, `_` and `-`, 64 characters at most",
            })
        }
    }
}

fn is_kind(text: &str) -> bool {
    let Some((name, version)) = text.split_once('/') else { return false };
    text.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
        && version.bytes().all(|b| b.is_ascii_digit())
        && !version.starts_with('0')
        && version.parse::<u16>().is_ok()
}

/// What an author wants to record, before it is dated and signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is.
    pub kind: Kind,
    /// What it says; must obey the canonical form when it is signed.
    pub body: Map<String, Value>,
}

impl Draft {
    /// Makes a draft of a kind and a JSON object.
    ///
    /// Errors: `Malformed` if the kind is none, `NotAnEntry` if the body is not an object,
    /// `NotCanonical` if it holds what the canonical form refuses (a fraction, text not in NFC …).
    pub fn new(kind: &str, body: Value) -> Result<Self> {
        let kind = kind.parse()?;
        canon::check(&body)?;
        match body {
            Value::Object(body) => Ok(Self { kind, body }),
            _ => Err(Error::NotAnEntry { rule: "the body is an object" }),
        }
    }

    /// Makes the declaration of an author's key.
    #[must_use]
    pub fn declaration(key: &VerifyingKey) -> Self {
        let mut body = Map::new();
        body.insert("vkey".to_owned(), Value::String(key.to_string()));
        Self { kind: Kind(KEY_DECLARED.to_owned()), body }
    }

    /// Dates and signs the draft.
    ///
    /// Errors: `NotCanonical`, `TooLong`. Determinism: Ed25519 is deterministic, so the same
    /// draft, key and day give the same entry and the same id. Cost: about 25 µs.
    pub fn sign(&self, by: &SigningKey, day: Day) -> Result<Entry> {
        let mut document = Map::new();
        document.insert("body".to_owned(), Value::Object(self.body.clone()));
        document.insert("by".to_owned(), json!(by.public().author().to_string()));
        document.insert("day".to_owned(), json!(day.to_string()));
        document.insert("kind".to_owned(), json!(self.kind.as_str()));
        document.insert("v".to_owned(), json!(1));
        let unsigned = canon::print(&Value::Object(document))?;
        let signature = by.sign(&[DOMAIN, &unsigned]);
        // The canonical order puts `sig` between `kind` and `v`, so it goes in before `"v":1}`.
        let (head, tail) = unsigned.split_at(unsigned.len() - VERSION.len());
        let mut bytes = Vec::with_capacity(unsigned.len() + SIG_CHARS + 10);
        bytes.extend_from_slice(head);
        bytes.extend_from_slice(b"\"sig\":\"");
        bytes.extend_from_slice(STANDARD.encode(signature).as_bytes());
        bytes.extend_from_slice(b"\",");
        bytes.extend_from_slice(tail);
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(Error::TooLong { bytes: bytes.len(), max: ENTRY_BYTES_MAX });
        }
        Ok(Entry::from_canonical(bytes))
    }
}

/// The end of every entry.
const VERSION: &[u8] = b"\"v\":1}";

/// A signed entry, its bytes known to be canonical.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    bytes: Box<[u8]>,
    id: EntryId,
}

impl Entry {
    fn from_canonical(bytes: Vec<u8>) -> Self {
        let id = EntryId(Hash::of(&bytes));
        Self { bytes: bytes.into_boxed_slice(), id }
    }

    /// Reads an entry strictly: what is printed back must equal the input, byte for byte.
    ///
    /// Errors: `TooLong`, `Json`, `NotCanonical`, `NotAnEntry`, `NotADay`, `Malformed`. The
    /// signature is not verified here. Safe on hostile input; memory is bounded by
    /// [`ENTRY_BYTES_MAX`].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(Error::TooLong { bytes: bytes.len(), max: ENTRY_BYTES_MAX });
        }
        let Value::Object(members) = canon::parse(bytes)? else {
            return Err(Error::NotAnEntry { rule: "the document is an object" });
        };
        check_members(&members)?;
        RawEntry::split(0, bytes)?;
        Ok(Self::from_canonical(bytes.to_vec()))
    }

    /// Returns the canonical bytes, the ones that are hashed, stored and exported.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the SHA-256 of the bytes.
    #[must_use]
    pub const fn id(&self) -> EntryId {
        self.id
    }

    /// Returns the view with all parts, as replay gives it.
    #[must_use]
    pub fn raw(&self, index: u64) -> RawEntry<'_> {
        RawEntry::split(index, &self.bytes).expect("an entry was split when it was made")
    }

    /// Returns the kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.raw(0).kind
    }

    /// Returns the author's key id.
    #[must_use]
    pub fn by(&self) -> AuthorId {
        self.raw(0).by()
    }

    /// Returns the recorded day.
    #[must_use]
    pub fn day(&self) -> Day {
        self.raw(0).day()
    }

    /// Returns the body as JSON text.
    #[must_use]
    pub fn body(&self) -> &str {
        self.raw(0).body
    }

    /// Verifies the author's signature (RFC 8032, `verify_strict`: no key or commitment of small
    /// order, no scalar outside the group order).
    ///
    /// Errors: `BadSignature` if the key is another author's or the signature does not verify.
    /// Cost: about 45 µs.
    pub fn verify(&self, key: &VerifyingKey) -> Result<()> {
        self.raw(0).verify(key)
    }

    /// Returns the key that a `key.declared/1` entry declares, if it is one and is signed by that
    /// very key.
    ///
    /// Errors: `NotAnEntry` if it is of this kind but declares no key or another's, `BadSignature`.
    pub fn declared_key(&self) -> Result<Option<VerifyingKey>> {
        self.raw(0).declared_key()
    }
}

impl fmt::Debug for Entry {
    /// Shows the id and the kind; the body may not belong into a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("id", &self.id).field("kind", &self.kind()).finish()
    }
}

fn check_members(members: &Map<String, Value>) -> Result<()> {
    let refuse = |rule| Err(Error::NotAnEntry { rule });
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    if sorted != ["body", "by", "day", "kind", "sig", "v"] {
        return refuse("its members are body, by, day, kind, sig and v");
    }
    if members["v"] != json!(1) {
        return refuse("`v` is 1");
    }
    if !members["body"].is_object() {
        return refuse("the body is an object");
    }
    let text = |name: &str| members[name].as_str().unwrap_or("");
    text("day").parse::<Day>()?;
    text("kind").parse::<Kind>()?;
    text("by").parse::<AuthorId>()?;
    let sig = text("sig");
    if sig.len() != SIG_CHARS || STANDARD.decode(sig).map_or(0, |bytes| bytes.len()) != 64 {
        return refuse("`sig` is base64 of 64 bytes");
    }
    Ok(())
}

/// A view of an entry as it lies in the store, split but not verified.
///
/// Replay hands these out. Their bytes were parsed strictly when they were appended; that they have
/// not changed since is what `fsck` checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawEntry<'a> {
    /// Position in the log, from 0.
    pub index: u64,
    /// The kind, as in `statement/1`.
    pub kind: &'a str,
    /// The recorded day, `YYYY-MM-DD`.
    pub day_text: &'a str,
    /// The author's key id in hex.
    pub by_text: &'a str,
    /// The body, a JSON object in canonical form.
    pub body: &'a str,
    /// The signature in base64.
    pub sig: &'a str,
    /// The whole entry.
    pub bytes: &'a [u8],
}

impl<'a> RawEntry<'a> {
    /// Splits the bytes of an entry into its parts, from the end, without parsing the body.
    ///
    /// Errors: `NotAnEntry` if the envelope does not have its fixed form. The body is *not*
    /// checked to be JSON; use [`Entry::parse`] on bytes from outside. Cost: some 30 ns.
    pub fn split(index: u64, bytes: &'a [u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| Error::NotAnEntry { rule: "the document is UTF-8" })?;
        Self::split_text(index, text)
            .ok_or(Error::NotAnEntry { rule: "the envelope has its fixed form" })
    }

    fn split_text(index: u64, text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("{\"body\":")?.strip_suffix("\",\"v\":1}")?;
        let (rest, sig) = split_end(rest, SIG_CHARS)?;
        let rest = rest.strip_suffix("\",\"sig\":\"")?;
        let (rest, kind) = rest.rsplit_once('"')?;
        let rest = rest.strip_suffix("\",\"kind\":")?;
        let (rest, day_text) = split_end(rest, 10)?;
        let rest = rest.strip_suffix("\",\"day\":\"")?;
        let (rest, by_text) = split_end(rest, 64)?;
        let body = rest.strip_suffix(",\"by\":\"")?;
        let shape = body.starts_with('{')
            && body.ends_with('}')
            && is_kind(kind)
            && by_text.bytes().all(|digit| nibble(digit).is_some())
            && day_text.parse::<Day>().is_ok();
        shape.then_some(Self { index, kind, day_text, by_text, body, sig, bytes: text.as_bytes() })
    }

    /// Returns the id: the SHA-256 of the bytes. Cost: one hash, so keep it.
    #[must_use]
    pub fn id(&self) -> EntryId {
        EntryId(Hash::of(self.bytes))
    }

    /// Returns the recorded day.
    #[must_use]
    pub fn day(&self) -> Day {
        self.day_text.parse().expect("the day was checked when the entry was split")
    }

    /// Returns the author's key id.
    #[must_use]
    pub fn by(&self) -> AuthorId {
        self.by_text.parse().expect("the author was checked when the entry was split")
    }

    /// Parses the body into a type of the caller's.
    ///
    /// Errors: `Json` with the place within the body.
    pub fn body_as<T: serde::Deserialize<'a>>(&self) -> Result<T> {
        serde_json::from_str(self.body).map_err(|error| Error::Json {
            reason: "the body is not of the expected type",
            line: error.line(),
            column: error.column(),
        })
    }

    /// Makes an entry of its own, parsing it strictly.
    pub fn to_entry(&self) -> Result<Entry> {
        Entry::parse(self.bytes)
    }

    /// Verifies the author's signature; see [`Entry::verify`].
    pub fn verify(&self, key: &VerifyingKey) -> Result<()> {
        let bad = Error::BadSignature { what: "the entry" };
        if key.author() != self.by() {
            return Err(bad);
        }
        let signature: [u8; 64] =
            STANDARD.decode(self.sig).ok().and_then(|b| b.try_into().ok()).ok_or(bad.clone())?;
        let cut = self.bytes.len() - (VERSION.len() + "\"sig\":\"\",".len() + SIG_CHARS);
        if key.verifies(&[DOMAIN, &self.bytes[..cut], VERSION], &signature) {
            Ok(())
        } else {
            Err(bad)
        }
    }

    /// Returns the key that a `key.declared/1` entry declares; see [`Entry::declared_key`].
    pub fn declared_key(&self) -> Result<Option<VerifyingKey>> {
        if self.kind != KEY_DECLARED {
            return Ok(None);
        }
        let refuse = Error::NotAnEntry { rule: "a key declaration holds one `vkey`" };
        let body: Map<String, Value> = self.body_as()?;
        let vkey = body.get("vkey").and_then(Value::as_str).ok_or(refuse.clone())?;
        if body.len() != 1 {
            return Err(refuse);
        }
        let key: VerifyingKey = vkey.parse()?;
        self.verify(&key)?;
        Ok(Some(key))
    }
}

fn split_end(text: &str, count: usize) -> Option<(&str, &str)> {
    text.split_at_checked(text.len().checked_sub(count)?)
}

/// The beginning of an entry id, as a person types it.
///
/// ```
/// use record::IdPrefix;
/// assert!("1f3a".parse::<IdPrefix>().is_ok());
/// assert!("1f3".parse::<IdPrefix>().is_err(), "four digits at least");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdPrefix {
    low: [u8; 32],
    high: [u8; 32],
}

impl IdPrefix {
    /// Returns the smallest and the largest id that begin so.
    #[must_use]
    pub const fn range(&self) -> ([u8; 32], [u8; 32]) {
        (self.low, self.high)
    }

    /// Tells whether an id begins so.
    #[must_use]
    pub fn matches(&self, id: EntryId) -> bool {
        (self.low..=self.high).contains(&id.0.0)
    }
}

impl FromStr for IdPrefix {
    type Err = Error;

    /// Reads 4 to 64 hex digits, in either case.
    fn from_str(text: &str) -> Result<Self> {
        let refuse = Error::Malformed { what: "an entry id", rule: "4 to 64 hex digits" };
        if !(4..=64).contains(&text.len()) {
            return Err(refuse);
        }
        let (mut low, mut high) = ([0; 32], [0xff; 32]);
        for (at, digit) in text.bytes().enumerate() {
            let value = nibble(digit.to_ascii_lowercase()).ok_or(refuse.clone())?;
            let (shift, keep) = if at % 2 == 0 { (4, 0x0f) } else { (0, 0xf0) };
            low[at / 2] = low[at / 2] & keep | value << shift;
            high[at / 2] = high[at / 2] & keep | value << shift;
        }
        Ok(Self { low, high })
    }
}

impl From<EntryId> for IdPrefix {
    fn from(id: EntryId) -> Self {
        Self { low: id.0.0, high: id.0.0 }
    }
}
