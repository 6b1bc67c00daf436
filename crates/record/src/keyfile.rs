//! Key files: secrets readable by their owner only, with a passphrase if wanted.
//!
//! ```text
//! cenotaph-key/1
//! vkey: example.org/desk+1f3a0c44+AQ…
//! kdf: argon2id m=262144 t=3 p=1 salt=<base64 of 16 bytes>      (or: none)
//! secret: <base64: 24 bytes of nonce, then XChaCha20-Poly1305 of the seed>   (or: of the seed)
//! check: <the first 32 hex digits of SHA-256 of the lines above>
//! ```
//!
//! An editor's file (`cenotaph-editor/1`) has a `recipient: age1…` line after `vkey`, and its secret is the seed followed by the age
//! identity as text: two secrets drawn apart, one to sign and one to open.
//!
//! The lines before `secret` are the additional data of the seal, so neither the name nor the
//! parameters can be exchanged. `check` finds a damaged file without the passphrase; it is no
//! protection against an attacker, who can write a new one.
//!
//! Invariants: a file is created with mode 0600 in a directory of mode 0700, never over another;
//! a file that others can read is refused, because its secret may be gone already.

use std::{
    fs::{File, OpenOptions},
    io::{Read as _, Write as _},
    path::Path,
};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use zeroize::Zeroizing;

use crate::{Error, Hash, Result, SigningKey, VerifyingKey, files};

/// The first line.
const MAGIC: &str = "cenotaph-key/1";

/// The first line of an editor's key file.
const EDITOR_MAGIC: &str = "cenotaph-editor/1";

/// No key file of ours is longer; a longer one is not read at all.
const FILE_BYTES_MAX: u64 = 4096;

/// The cost of turning a passphrase into a key (Argon2id, RFC 9106).
///
/// The parameters are written into the file, so they can be raised later. A file that asks for
/// more than 1 GiB or 16 passes is refused: it would stall the program rather than protect it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfParams {
    /// Memory in KiB, 8 to 1,048,576.
    pub memory_kib: u32,
    /// Passes over the memory, 1 to 16.
    pub passes: u32,
}

impl Default for KdfParams {
    /// 256 MiB and three passes: above the second recommendation of RFC 9106 §4 (64 MiB, three
    /// passes), about half a second on an old laptop.
    fn default() -> Self {
        Self { memory_kib: 256 * 1024, passes: 3 }
    }
}

impl KdfParams {
    /// Whether the cost is neither nothing nor a way to stall the program.
    pub(crate) fn is_allowed(self) -> bool {
        (8..=1024 * 1024).contains(&self.memory_kib) && (1..=16).contains(&self.passes)
    }

    pub(crate) fn derive(self, passphrase: &str, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
        let refuse = Error::Malformed {
            what: "a cost of a passphrase",
            rule: "8 KiB to 1 GiB of memory and 1 to 16 passes",
        };
        if !self.is_allowed() {
            return Err(refuse);
        }
        let params =
            Params::new(self.memory_kib, self.passes, 1, Some(32)).map_err(|_| refuse.clone())?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
            .map_err(|_| refuse)?;
        Ok(key)
    }
}

impl SigningKey {
    /// Writes the key to a new file with mode 0600, sealed if a passphrase is given.
    ///
    /// The directory is created with mode 0700 if it is missing. When this returns, the file and
    /// its name are durable.
    ///
    /// Errors: `Exists` if the file is there already, `Io`, `NoRandomness`.
    pub fn create(&self, path: &Path, passphrase: Option<&str>, kdf: KdfParams) -> Result<()> {
        let head = format!("{MAGIC}\nvkey: {}\n", self.public());
        create(path, &print(&head, self.seed().as_slice(), passphrase, kdf)?)
    }

    /// Reads a key file.
    ///
    /// Errors: `KeyExposed` if anyone but the owner can read it, `PassphraseNeeded`,
    /// `WrongPassphrase`, `Malformed` if it is damaged, `Io`.
    pub fn load(path: &Path, passphrase: Option<&str>) -> Result<Self> {
        let text = read(path)?;
        let parsed = KeyFile::parse(&text, MAGIC)?;
        Self::of_seed(&parsed, &parsed.unseal(path, passphrase)?)
    }

    /// The key of a file's `vkey` line and seed.
    fn of_seed(file: &KeyFile<'_>, seed: &[u8]) -> Result<Self> {
        let damaged = Error::Malformed { what: "a key file", rule: "the secret of its `vkey`" };
        let seed: Zeroizing<[u8; 32]> =
            Zeroizing::new(seed.try_into().map_err(|_| damaged.clone())?);
        let key = Self::from_seed(file.vkey.name(), &seed)?;
        if *key.public() == file.vkey { Ok(key) } else { Err(damaged) }
    }
}

/// Writes the key file of an editor: both secrets under one seal.
pub(crate) fn create_editor(
    path: &Path,
    signing: &SigningKey,
    recipient: &str,
    identity: &str,
    passphrase: Option<&str>,
    kdf: KdfParams,
) -> Result<()> {
    let head = format!("{EDITOR_MAGIC}\nvkey: {}\nrecipient: {recipient}\n", signing.public());
    // Room for both at once: a vector that grows leaves its old bytes behind.
    let mut secret = Zeroizing::new(Vec::with_capacity(32 + identity.len()));
    secret.extend_from_slice(signing.seed().as_slice());
    secret.extend_from_slice(identity.as_bytes());
    create(path, &print(&head, &secret, passphrase, kdf)?)
}

/// Reads the key file of an editor: the key that signs, the recipient, the identity as text.
pub(crate) fn load_editor(
    path: &Path,
    passphrase: Option<&str>,
) -> Result<(SigningKey, String, Zeroizing<String>)> {
    let refuse = |rule| Error::Malformed { what: "an editor's key file", rule };
    let text = read(path)?;
    let parsed = KeyFile::parse(&text, EDITOR_MAGIC)?;
    let recipient = parsed.recipient.ok_or(refuse("a `recipient` line"))?.to_owned();
    let secret = parsed.unseal(path, passphrase)?;
    let (seed, identity) = secret.split_at_checked(32).ok_or(refuse("a secret of both keys"))?;
    let signing = SigningKey::of_seed(&parsed, seed)?;
    let identity =
        std::str::from_utf8(identity).map_err(|_| refuse("an age identity beside the seed"))?;
    Ok((signing, recipient, Zeroizing::new(identity.to_owned())))
}

/// Reads the public half of an editor's key file, without its passphrase: the verifier key and the recipient's line.
pub(crate) fn inspect_editor(path: &Path) -> Result<(VerifyingKey, String)> {
    let text = read(path)?;
    let parsed = KeyFile::parse(&text, EDITOR_MAGIC)?;
    let recipient = parsed.recipient.unwrap_or_default().to_owned();
    Ok((parsed.vkey, recipient))
}

/// Writes a new file with mode 0600; when this returns, file and name are durable.
fn create(path: &Path, text: &str) -> Result<()> {
    let dir = files::parent(path);
    files::create_private_dir(dir)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
        _ => Error::io("create", path)(error),
    })?;
    file.write_all(text.as_bytes()).map_err(Error::io("write", path))?;
    file.sync_all().map_err(Error::io("sync", path))?;
    files::sync_dir(dir)
}

/// Prints a key file: the lines of `head`, the secret, sealed if there is a passphrase, the check.
fn print(
    head: &str,
    secret: &[u8],
    passphrase: Option<&str>,
    kdf: KdfParams,
) -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(1024));
    text.push_str(head);
    let secret = if let Some(passphrase) = passphrase {
        let mut salt = [0; 16];
        let mut nonce = [0; 24];
        getrandom::fill(&mut salt).map_err(|_| Error::NoRandomness)?;
        getrandom::fill(&mut nonce).map_err(|_| Error::NoRandomness)?;
        let KdfParams { memory_kib, passes } = kdf;
        text.push_str(&format!(
            "kdf: argon2id m={memory_kib} t={passes} p=1 salt={}\n",
            STANDARD.encode(salt)
        ));
        let key = kdf.derive(passphrase, &salt)?;
        let cipher = XChaCha20Poly1305::new(&(*key).into());
        let payload = Payload { msg: secret, aad: text.as_bytes() };
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("XChaCha20-Poly1305 seals what is far shorter than its limit");
        Zeroizing::new([nonce.as_slice(), &sealed].concat())
    } else {
        text.push_str("kdf: none\n");
        Zeroizing::new(secret.to_vec())
    };
    text.push_str("secret: ");
    text.push_str(&Zeroizing::new(STANDARD.encode(&*secret)));
    text.push('\n');
    let check = check_digits(&text);
    text.push_str(&format!("check: {check}\n"));
    Ok(text)
}

/// Checks a key file without its passphrase: its mode, its form, its check line, and that an
/// unsealed secret belongs to its public key. Returns the public key.
pub(crate) fn inspect(path: &Path) -> Result<VerifyingKey> {
    let text = read(path)?;
    let parsed = KeyFile::parse(&text, MAGIC)?;
    if parsed.kdf.is_none() {
        SigningKey::load(path, None)?;
    }
    Ok(parsed.vkey)
}

fn read(path: &Path) -> Result<Zeroizing<String>> {
    let file = File::open(path).map_err(Error::io("open", path))?;
    refuse_exposed(path, &file)?;
    let mut text = Zeroizing::new(String::with_capacity(1024));
    file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text).map_err(|error| {
        match error.kind() {
            std::io::ErrorKind::InvalidData => {
                Error::Malformed { what: "a key file", rule: "UTF-8 text" }
            }
            _ => Error::io("read", path)(error),
        }
    })?;
    Ok(text)
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, file: &File) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = file.metadata().map_err(Error::io("inspect", path))?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(Error::KeyExposed { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn refuse_exposed(path: &Path, _file: &File) -> Result<()> {
    // Elsewhere the user's profile directory carries the protection; there are no mode bits.
    std::fs::metadata(path).map(drop).map_err(Error::io("inspect", path))
}

/// A key file taken apart.
struct KeyFile<'a> {
    vkey: VerifyingKey,
    recipient: Option<&'a str>,
    kdf: Option<(KdfParams, Vec<u8>)>,
    secret: Zeroizing<Vec<u8>>,
    /// All lines before `secret`.
    aad: &'a str,
}

impl<'a> KeyFile<'a> {
    fn parse(text: &'a str, magic: &str) -> Result<Self> {
        let refuse = |rule| Error::Malformed { what: "a key file", rule };
        if text.len() as u64 > FILE_BYTES_MAX {
            return Err(refuse("4096 bytes at most"));
        }
        let (above, check) =
            text.split_once("check: ").ok_or(refuse("a `check` line at the end"))?;
        if check.strip_suffix('\n') != Some(&check_digits(above)) {
            return Err(refuse("lines that agree with the `check` line"));
        }
        let (aad, secret) = above.split_once("secret: ").ok_or(refuse("a `secret` line"))?;
        let secret = secret.strip_suffix('\n').ok_or(refuse("a `secret` line"))?;
        let secret =
            Zeroizing::new(STANDARD.decode(secret).map_err(|_| refuse("canonical base64"))?);
        let mut lines = aad.lines();
        if lines.next() != Some(magic) {
            return Err(refuse("the first line of a key file of this kind"));
        }
        let vkey = lines.next().and_then(|line| line.strip_prefix("vkey: "));
        let vkey = vkey.ok_or(refuse("a `vkey` line"))?.parse()?;
        let recipient = match magic {
            EDITOR_MAGIC => {
                let line = lines.next().and_then(|line| line.strip_prefix("recipient: "));
                Some(line.ok_or(refuse("a `recipient` line"))?)
            }
            _ => None,
        };
        let kdf = lines.next().and_then(|line| line.strip_prefix("kdf: "));
        let kdf = match kdf.ok_or(refuse("a `kdf` line"))? {
            "none" => None,
            line => Some(parse_kdf(line).ok_or(refuse("`argon2id` with its parameters"))?),
        };
        if lines.next().is_some() {
            return Err(refuse("no line but those of its kind"));
        }
        Ok(Self { vkey, recipient, kdf, secret, aad })
    }

    /// The secret, its seal opened.
    fn unseal(&self, path: &Path, passphrase: Option<&str>) -> Result<Zeroizing<Vec<u8>>> {
        match (&self.kdf, passphrase) {
            (None, _) => Ok(self.secret.clone()),
            (Some(_), None) => Err(Error::PassphraseNeeded { path: path.to_owned() }),
            (Some((kdf, salt)), Some(passphrase)) => {
                let key = kdf.derive(passphrase, salt)?;
                open(&key, self).ok_or(Error::WrongPassphrase { path: path.to_owned() })
            }
        }
    }
}

fn parse_kdf(line: &str) -> Option<(KdfParams, Vec<u8>)> {
    let rest = line.strip_prefix("argon2id m=")?;
    let (memory, rest) = rest.split_once(" t=")?;
    let (passes, salt) = rest.split_once(" p=1 salt=")?;
    let salt = STANDARD.decode(salt).ok().filter(|salt| salt.len() == 16)?;
    let kdf = KdfParams { memory_kib: memory.parse().ok()?, passes: passes.parse().ok()? };
    Some((kdf, salt))
}

fn open(key: &[u8; 32], file: &KeyFile<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = file.secret.split_at_checked(24)?;
    let nonce: [u8; 24] = nonce.try_into().ok()?;
    let payload = Payload { msg: sealed, aad: file.aad.as_bytes() };
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    cipher.decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new)
}

fn check_digits(lines: &str) -> String {
    let mut digits = Hash::of(lines.as_bytes()).to_string();
    digits.truncate(32);
    digits
}
