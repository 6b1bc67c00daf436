//! Signed notes and checkpoints (C2SP `signed-note`, `tlog-checkpoint`).
//!
//! A note is text, a blank line, and signature lines `— name base64(key id ‖ signature)`. A
//! checkpoint is a note whose text is origin, size and root, a line each.
//!
//! Parsing is strict: what is printed back equals the input byte for byte, so that a flipped bit
//! cannot hide in a second spelling. Verification follows C2SP: signatures by unknown keys are
//! ignored; a signature that claims a *known* key and fails rejects the whole note; at least one
//! known key must have signed.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    Error, Hash, Result,
    keys::{SigningKey, VerifyingKey},
};

/// The longest note that is read; ours have some 200 bytes.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;

/// The most signatures on a note; C2SP asks for at least 16.
pub const SIGNATURES_MAX: usize = 100;

/// A signed note, parsed but not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// The name of the key.
    pub name: String,
    /// The four-byte key id.
    pub key_id: u32,
    /// The signature; 64 bytes for Ed25519, other lengths for types that we do not know.
    pub signature: Vec<u8>,
}

impl Note {
    /// Signs a text that ends with a newline.
    ///
    /// Errors: `Malformed` if the text has no final newline or holds a control character.
    pub fn sign(text: &str, keys: &[&SigningKey]) -> Result<Self> {
        check_text(text)?;
        let signatures = keys
            .iter()
            .map(|key| NoteSignature {
                name: key.name().to_owned(),
                key_id: key.public().key_id(),
                signature: key.sign(&[text.as_bytes()]).to_vec(),
            })
            .collect();
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Reads a note strictly. Safe on hostile input; memory is bounded by [`NOTE_BYTES_MAX`].
    ///
    /// Errors: `Malformed` with the broken rule.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let refuse = |rule| Error::Malformed { what: "a signed note", rule };
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(refuse("64 KiB at most"));
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| refuse("UTF-8 text"))?;
        check_text(whole)?;
        let split = whole.rfind("\n\n").ok_or(refuse("a blank line before the signatures"))?;
        let (text, lines) = (&whole[..=split], &whole[split + 2..]);
        check_text(text)?;
        let mut signatures = Vec::new();
        for line in lines.split_inclusive('\n') {
            if signatures.len() == SIGNATURES_MAX {
                return Err(refuse("100 signatures at most"));
            }
            signatures.push(
                parse_signature(line).ok_or(refuse("`— name base64` as each signature line"))?,
            );
        }
        if signatures.is_empty() {
            return Err(refuse("at least one signature"));
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Returns the signed text, with its final newline.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the signatures in their order.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds the signatures of another note over the same text, as of a witness.
    ///
    /// Errors: `Malformed` if the texts differ or there would be too many.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        let refuse = |rule| Error::Malformed { what: "a cosigned note", rule };
        if other.text != self.text {
            return Err(refuse("the same text under every signature"));
        }
        for signature in &other.signatures {
            if !self.signatures.contains(signature) {
                if self.signatures.len() == SIGNATURES_MAX {
                    return Err(refuse("100 signatures at most"));
                }
                self.signatures.push(signature.clone());
            }
        }
        Ok(())
    }

    /// Verifies the note against the known keys and returns those that signed it, at least one.
    ///
    /// Errors: `BadSignature` if a known key's signature fails, or no known key signed.
    pub fn verify<'k>(&self, known: &[&'k VerifyingKey]) -> Result<Vec<&'k VerifyingKey>> {
        let bad = Error::BadSignature { what: "the note" };
        let mut good: Vec<&VerifyingKey> = Vec::new();
        for line in &self.signatures {
            let matching =
                |key: &&&VerifyingKey| key.name() == line.name && key.key_id() == line.key_id;
            let Some(&key) = known.iter().find(matching) else { continue };
            let signature: [u8; 64] =
                line.signature.as_slice().try_into().map_err(|_| bad.clone())?;
            if !key.verifies(&[self.text.as_bytes()], &signature) {
                return Err(bad);
            }
            if !good.contains(&key) {
                good.push(key);
            }
        }
        if good.is_empty() { Err(bad) } else { Ok(good) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for line in &self.signatures {
            let mut bytes = line.key_id.to_be_bytes().to_vec();
            bytes.extend_from_slice(&line.signature);
            writeln!(f, "\u{2014} {} {}", line.name, STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

fn check_text(text: &str) -> Result<()> {
    let refuse = |rule| Err(Error::Malformed { what: "a signed note", rule });
    if !text.ends_with('\n') {
        return refuse("text that ends with a newline");
    }
    if text.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
        return refuse("no control characters but newlines");
    }
    Ok(())
}

fn parse_signature(line: &str) -> Option<NoteSignature> {
    let rest = line.strip_prefix("\u{2014} ")?.strip_suffix('\n')?;
    let (name, encoded) = rest.split_once(' ')?;
    crate::keys::check_name(name).ok()?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    (!signature.is_empty()).then(|| NoteSignature {
        name: name.to_owned(),
        key_id: u32::from_be_bytes(*id),
        signature: signature.to_vec(),
    })
}

/// What a log states about itself: this origin, this many entries, this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log; ours is also the name of its key.
    pub origin: String,
    /// The number of entries.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// Further lines; ours has none, others may.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Reads the text of a checkpoint strictly, with its final newline.
    ///
    /// Errors: `Malformed` with the broken rule.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |rule| Error::Malformed { what: "a checkpoint", rule };
        let text = text.strip_suffix('\n').ok_or(refuse("a newline at the end"))?;
        let mut lines = text.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty());
        let origin = origin.ok_or(refuse("the origin in the first line"))?.to_owned();
        let size = lines.next().and_then(parse_decimal);
        let size = size.ok_or(refuse("the size, in decimal, in the second line"))?;
        let root = lines.next().and_then(Hash::from_base64);
        let root = root.ok_or(refuse("the root, in base64, in the third line"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(refuse("no empty line"));
        }
        Ok(Self { origin, size, root, extensions })
    }

    /// Signs the checkpoint with the key of the log.
    ///
    /// Errors: `Malformed` if the origin or an extension line would break the note.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedCheckpoint> {
        let text = self.to_string();
        // A line break in the origin would make another checkpoint of it.
        if Self::parse(&text)? != *self {
            return Err(Error::Malformed { what: "a checkpoint", rule: "lines without breaks" });
        }
        Ok(SignedCheckpoint { note: Note::sign(&text, &[key])?, checkpoint: self.clone() })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64())?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// Reads a decimal number that has no sign and no leading zero.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    let canonical =
        text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    canonical.then(|| text.parse().ok())?
}

/// A checkpoint within its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    note: Note,
    checkpoint: Checkpoint,
}

impl SignedCheckpoint {
    /// Reads a checkpoint note strictly; no signature is verified.
    ///
    /// Errors: `Malformed`.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let note = Note::parse(bytes)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        Ok(Self { note, checkpoint })
    }

    /// Verifies that a log's key signed it and that it is the checkpoint of that log: the origin
    /// is the key's name.
    ///
    /// Errors: `BadSignature`.
    pub fn verify(&self, log: &VerifyingKey) -> Result<&Checkpoint> {
        self.note.verify(&[log])?;
        if self.checkpoint.origin == log.name() {
            Ok(&self.checkpoint)
        } else {
            Err(Error::BadSignature { what: "the checkpoint of this origin" })
        }
    }

    /// Returns the checkpoint, verified or not.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Returns the note.
    #[must_use]
    pub const fn note(&self) -> &Note {
        &self.note
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}
