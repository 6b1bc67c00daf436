//! The article as it came: its bytes, their hash, and why a file is none.
//!
//! Invariant: an [`Article`] holds some text, at most [`reading::BYTES_MAX`] bytes of it. Not here: what the text says.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::super::tables::{self, TableKind, id_column};
use crate::intake::{escaped, io_words, no_text};

/// An article's bytes.
#[derive(Debug, Clone)]
pub struct Article {
    /// The path as it was given, or what stands for standard input.
    pub name: String,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub sha256: [u8; 32],
}

/// Why a file gives no article.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArticleFault {
    /// The file cannot be opened or read.
    #[error("Cannot read `{path}`: {}", io_words(why))]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        why: io::Error,
    },
    /// The path is a folder.
    #[error("Cannot read `{path}`: it is a folder")]
    Folder {
        /// The folder.
        path: String,
    },
    /// More bytes than an article has.
    #[error("Cannot read `{path}`: it has more than {limit} bytes")]
    TooLarge {
        /// The file.
        path: String,
        /// The bound, in bytes.
        limit: usize,
    },
    /// Nothing, or nothing but white space.
    #[error("Cannot read `{path}`: it is empty")]
    Empty {
        /// The file.
        path: String,
    },
    /// The file holds no text.
    #[error("Cannot read `{path}` as an article: it is {what}")]
    NoArticle {
        /// The file.
        path: String,
        /// What it is.
        what: &'static str,
    },
    /// Nothing that a reader of the page would see.
    #[error("Cannot read `{path}` as an article: no text in it can be seen")]
    NoWords {
        /// The file.
        path: String,
    },
}

impl ArticleFault {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "article.unreadable",
            Self::Folder { .. } => "article.folder",
            Self::TooLarge { .. } => "article.too_large",
            Self::Empty { .. } => "article.empty",
            Self::NoArticle { .. } => "article.not_text",
            Self::NoWords { .. } => "article.no_words",
        }
    }

    /// What the desk can do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Io { .. } => return None,
            Self::Folder { .. } => "give one article: a text, a web page or Markdown",
            Self::TooLarge { .. } => "an article is a few pages; give it alone",
            Self::Empty { .. } => "copy the article's text into it, or give `-` and type it",
            Self::NoArticle { what, .. } if what.contains("PDF") => {
                "save its text as a file (`pdftotext` does) and give that; the PDF itself is evidence"
            }
            Self::NoArticle { what: TABLE, .. } => "`cenotaph add` takes tables in",
            Self::NoArticle { what, .. } if is_medium(what) => {
                "write down what can be read in it, and give that; the file itself is evidence"
            }
            Self::NoArticle { .. } => "save the article as text, HTML or Markdown, in UTF-8",
            Self::NoWords { .. } => {
                "a page that a script fills has no text in its file: copy the text out of the browser"
            }
        };
        Some(hint.to_owned())
    }
}

impl Article {
    /// Reads a file.
    ///
    /// # Errors
    /// See [`ArticleFault`]; `NoWords` does not occur.
    pub fn load(path: &Path) -> Result<Self, ArticleFault> {
        let name = path.display().to_string();
        let fail = |why| ArticleFault::Io { path: shown(&name), why };
        let file = File::open(path).map_err(fail)?;
        if file.metadata().map_err(fail)?.is_dir() {
            return Err(ArticleFault::Folder { path: shown(&name) });
        }
        Self::take(name.clone(), file)
    }

    /// Reads what a reader gives, such as standard input.
    ///
    /// # Errors
    /// See [`ArticleFault`]; `Folder` and `NoWords` do not occur.
    pub fn take(name: String, from: impl Read) -> Result<Self, ArticleFault> {
        let path = || shown(&name);
        let mut bytes = Vec::new();
        // A device or pipe has no length, and a file can grow while it is read.
        from.take(reading::BYTES_MAX as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|why| ArticleFault::Io { path: path(), why })?;
        if bytes.len() > reading::BYTES_MAX {
            return Err(ArticleFault::TooLarge { path: path(), limit: reading::BYTES_MAX });
        }
        let marked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        if marked.iter().all(u8::is_ascii_whitespace) {
            return Err(ArticleFault::Empty { path: path() });
        }
        if let Some(what) = medium(&bytes).or_else(|| no_text(&bytes)).or_else(|| table(&bytes)) {
            return Err(ArticleFault::NoArticle { path: path(), what });
        }
        let sha256 = Sha256::digest(&bytes).into();
        Ok(Self { name, bytes, sha256 })
    }

    /// The SHA-256 in hexadecimal.
    #[must_use]
    pub fn sha256_hex(&self) -> String {
        super::super::release::hex(&self.sha256)
    }
}

/// A path for a message: whoever names a file must not write to the terminal by it.
fn shown(name: &str) -> String {
    escaped(name, 4_096)
}

/// What a picture, a sound or a film is, by its first bytes.
fn medium(bytes: &[u8]) -> Option<&'static str> {
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("a film or picture (MP4, MOV, HEIC)");
    }
    MEDIA.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, what)| *what)
}

/// A table of the desk, by its head: an id column that stands first.
fn table(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = head.split(|b| b",;\t|\r\n".contains(b)).next()?;
    let name = first.trim_ascii();
    let id = |kind: &TableKind| name.eq_ignore_ascii_case(id_column(*kind).as_bytes());
    (first.len() < head.len() && tables::ALL.iter().any(id)).then_some(TABLE)
}

const TABLE: &str = "a table";

fn is_medium(what: &str) -> bool {
    what.contains("image") || what.contains("film") || what.contains("sound")
}

/// First bytes of pictures, sounds and films that no table is taken for.
const MEDIA: &[(&[u8], &str)] = &[
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"RIFF", "an image, a film or a sound (RIFF)"),
    (b"\x1aE\xdf\xa3", "a film (Matroska)"),
    (b"OggS", "a sound or film (Ogg)"),
    (b"ID3", "a sound (MP3)"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_article() {
        let noise: Vec<u8> = (0..4_000_u32).map(|n| (n * n * 7 / 3 + n / 5) as u8).collect();
        let rows: [(&[u8], &str); 12] = [
            (&noise, "article.not_text"),
            (b"claim_id,party\nR1,NIS\n", "article.not_text"),
            (b"\xef\xbb\xbfSource_ID;url\n", "article.not_text"),
            (b"", "article.empty"),
            (b"\xef\xbb\xbf \r\n\t", "article.empty"),
            (b"%PDF-1.7\n%\xe2\xe3", "article.not_text"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "article.not_text"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "article.not_text"),
            (b"GIF89a\x01\0", "article.not_text"),
            (b"\0\0\0\x18ftypmp42\0\0", "article.not_text"),
            (b"PK\x03\x04\x14\0\0\0", "article.not_text"),
            (b"a\0b\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02", "article.not_text"),
        ];
        for (bytes, code) in rows {
            let fault = Article::take("x".to_owned(), bytes).unwrap_err();
            assert_eq!(fault.code(), code, "{bytes:?}: {fault}");
            assert!(fault.hint().is_some(), "{fault}");
        }
        let coloured = "\u{1b}[31mred\u{7}\u{8} ".repeat(4);
        for bytes in [
            &b"<!doctype html><p>A"[..],
            b"# A",
            "\u{feff}가".as_bytes(),
            b"<?xml",
            b"claim_id",
            b"Sources, she said",
            coloured.as_bytes(),
        ] {
            assert!(Article::take("x".to_owned(), bytes).is_ok(), "{bytes:?}");
        }
    }
}
