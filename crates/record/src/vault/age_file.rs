//! age files (age-encryption.org/v1), binary, to X25519 recipients, in memory.
//!
//! Passphrases and plugins of age are not used. What comes from disk is bounded before age parses
//! it: its header parser reads the header anew for every line, which a made file could turn into
//! minutes.

use std::io::{Read as _, Write as _};

use zeroize::Zeroizing;

use crate::{Error, Result};

/// The longest header: 16 recipients of some 110 bytes and the random stanza of at most 300 that age
/// puts beside them stay below.
const HEADER_BYTES_MAX: usize = 4096;

/// Why an age file does not open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// It is to somebody else.
    OtherKey,
    /// It is no age file, or altered.
    Damaged,
}

/// Encrypts to every recipient.
///
/// Errors: `Malformed` without recipients.
pub(super) fn encrypt(to: &[age::x25519::Recipient], plaintext: &[u8]) -> Result<Vec<u8>> {
    let refused =
        || Error::Malformed { what: "a list of recipients", rule: "X25519 recipients of age" };
    let recipients = to.iter().map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(|_| refused())?;
    let mut ciphertext = Vec::with_capacity(plaintext.len() + HEADER_BYTES_MAX);
    let mut writer = encryptor.wrap_output(&mut ciphertext).map_err(|_| refused())?;
    writer.write_all(plaintext).map_err(|_| refused())?;
    writer.finish().map_err(|_| refused())?;
    Ok(ciphertext)
}

/// Decrypts with one identity.
pub(super) fn decrypt(
    identity: &age::x25519::Identity,
    file: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Closed> {
    header_length(file).ok_or(Closed::Damaged)?;
    let decryptor = age::Decryptor::new_buffered(file).map_err(|_| Closed::Damaged)?;
    let identities = std::iter::once(identity as &dyn age::Identity);
    let mut reader = decryptor.decrypt(identities).map_err(|error| match error {
        age::DecryptError::NoMatchingKeys => Closed::OtherKey,
        _ => Closed::Damaged,
    })?;
    // The plaintext is shorter than the file, so the vector never grows.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(file.len()));
    reader.read_to_end(&mut plaintext).map_err(|_| Closed::Damaged)?;
    Ok(plaintext)
}

/// Returns the length of the plaintext that an age file says it has, if its form is sound.
pub(super) fn plaintext_length(file: &[u8]) -> Option<usize> {
    const CHUNK: usize = (64 << 10) + 16;
    let header = header_length(file)?;
    age::Decryptor::new_buffered(file).ok()?;
    let stream = file.len().checked_sub(header)?.checked_sub(16)?;
    stream.checked_sub(stream.div_ceil(CHUNK) * 16)
}

/// Finds the end of the header: the line `--- ` with its MAC of 43 characters.
fn header_length(file: &[u8]) -> Option<usize> {
    let head = &file[..file.len().min(HEADER_BYTES_MAX)];
    let mac = head.windows(5).position(|window| window == b"\n--- ")?;
    let end = mac + 5 + 43 + 1;
    (file.get(end - 1) == Some(&b'\n')).then_some(end)
}
