//! Tiles: 256 nodes of one level, and where they lie in an export (C2SP `tlog-tiles`).
//!
//! The tile `(level, n)` holds the nodes of tree level 8 · level from 256 · n on. The last tile of a
//! level may be partial, with a width below 256. In a path the number has three digits a part, all
//! parts but the last with an `x`: tile 1234067 of level 0 is `tile/0/x001/x234/067`, and 44 entries
//! of it are `tile/0/x001/x234/067.p/44`. Entries lie in bundles of 256 under `tile/entries/`.

use std::fmt;

use crate::{Hash, note::parse_decimal};

/// Nodes in a full tile.
pub const TILE_WIDTH: u64 = 256;

/// The place of a tile of hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePath {
    /// Level of tiles; nodes are at eight times this level of the tree.
    pub level: u8,
    /// Number within the level, from 0.
    pub n: u64,
    /// Nodes in it, 1 to 256.
    pub width: u64,
}

/// The place of a bundle of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundlePath {
    /// Number, from 0; the first entry is 256 · n.
    pub n: u64,
    /// Entries in it, 1 to 256.
    pub width: u64,
}

impl TilePath {
    /// Returns the length of the file in bytes.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.width * 32
    }

    /// Reads a path below the export's root; `None` if it is not the path of a hash tile in its
    /// one spelling.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = u8::try_from(parse_decimal(level)?).ok().filter(|level| *level < 64)?;
        let (n, width) = parse_number(rest)?;
        Some(Self { level, n, width })
    }
}

impl BundlePath {
    /// Reads a path below the export's root; `None` if it is not that of a bundle.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (n, width) = parse_number(path.strip_prefix("tile/entries/")?)?;
        Some(Self { n, width })
    }

    /// Returns the bundles of a log of this size, in order.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        tiles_of_level(0, size).map(|TilePath { n, width, .. }| Self { n, width })
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/{}", self.level, Number(self.n, self.width))
    }
}

impl fmt::Display for BundlePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/entries/{}", Number(self.n, self.width))
    }
}

/// Returns the tiles of a log of this size: level by level from the leaves up, each in order.
pub fn tiles(size: u64) -> impl Iterator<Item = TilePath> {
    (0..8)
        .take_while(move |level| nodes_at(*level, size) > 0)
        .flat_map(move |level| tiles_of_level(level, size))
}

/// The number of nodes that tiles of this level hold in a log of this size.
pub(crate) const fn nodes_at(level: u8, size: u64) -> u64 {
    if level < 8 { size >> (8 * level) } else { 0 }
}

/// The tiles of one level.
pub(crate) fn tiles_of_level(level: u8, size: u64) -> impl Iterator<Item = TilePath> {
    let nodes = nodes_at(level, size);
    (0..nodes.div_ceil(TILE_WIDTH)).map(move |n| TilePath {
        level,
        n,
        width: (nodes - n * TILE_WIDTH).min(TILE_WIDTH),
    })
}

/// Prints nodes as the content of a tile.
pub(crate) fn tile_bytes(nodes: &[Hash]) -> Vec<u8> {
    nodes.iter().flat_map(|node| node.0).collect()
}

/// Reads the content of a tile; `None` unless it is a whole number of hashes.
pub(crate) fn tile_nodes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (nodes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| nodes.iter().map(|node| Hash(*node)).collect())
}

/// A tile number in its path form.
struct Number(u64, u64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        let mut n = self.0;
        while n >= 1000 {
            parts.push(n % 1000);
            n /= 1000;
        }
        if !parts.is_empty() {
            write!(f, "x{n:03}/")?;
            for part in parts.iter().skip(1).rev() {
                write!(f, "x{part:03}/")?;
            }
            n = parts[0];
        }
        write!(f, "{n:03}")?;
        if self.1 < TILE_WIDTH { write!(f, ".p/{}", self.1) } else { Ok(()) }
    }
}

fn parse_number(text: &str) -> Option<(u64, u64)> {
    let (digits, width) = match text.split_once(".p/") {
        Some((digits, width)) => {
            (digits, parse_decimal(width).filter(|w| (1..TILE_WIDTH).contains(w))?)
        }
        None => (text, TILE_WIDTH),
    };
    let mut n: u64 = 0;
    let mut parts = digits.split('/').peekable();
    while let Some(part) = parts.next() {
        let part = if parts.peek().is_some() { part.strip_prefix('x')? } else { part };
        if part.len() != 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        n = n.checked_mul(1000)?.checked_add(part.parse().ok()?)?;
    }
    // `x000/001` would be a second spelling of `001`.
    (Number(n, width).to_string() == text).then_some((n, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (n, width, text) in [
            (0, 256, "000"),
            (0, 1, "000.p/1"),
            (999, 256, "999"),
            (1000, 256, "x001/000"),
            (1_234_067, 256, "x001/x234/067"),
            (1_234_067, 44, "x001/x234/067.p/44"),
            (u64::MAX >> 8, 255, "x072/x057/x594/x037/x927/935.p/255"),
        ] {
            assert_eq!(Number(n, width).to_string(), text);
            assert_eq!(parse_number(text), Some((n, width)), "{text}");
        }
        for bad in [
            "",
            "0",
            "0000",
            "x000/001",
            "001.p/0",
            "001.p/256",
            "001.p/01",
            "001.p/",
            "001.p",
            "x001",
            "001/",
            "x001//002",
            "-01",
            "x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(parse_number(bad), None, "{bad}");
        }
        assert_eq!(TilePath::parse("tile/00/000"), None);
        assert_eq!(TilePath::parse("tile/64/000"), None);
    }

    #[test]
    fn the_tiles_of_a_log() {
        let paths = |size| tiles(size).map(|tile| tile.to_string()).collect::<Vec<_>>();
        assert!(paths(0).is_empty());
        assert_eq!(paths(1), ["tile/0/000.p/1"]);
        assert_eq!(paths(256), ["tile/0/000", "tile/1/000.p/1"]);
        assert_eq!(paths(513), ["tile/0/000", "tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2"]);
        assert_eq!(paths(65_536).len(), 256 + 1 + 1);
        assert_eq!(paths(65_536).last().unwrap(), "tile/2/000.p/1");
    }
}
