//! The site: the newest edition as pages that need no server and no script, with everything to check it beside them.
//!
//! The pages are rendered from the released edition alone; the edition, its log and its proofs are copied along, and one
//! signed manifest covers every byte. The folder is written beside its place and exchanged.

use std::fs;
use std::path::{Path, PathBuf};

use publish::{EditionSummary, Rendered, SiteOptions};

use super::case::Case;
use super::error::Error;
use super::keys::{self, Role};
use super::release;
use super::temporary::Temporary;

/// A site that was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its folder.
    pub folder: PathBuf,
    /// Number of the edition.
    pub edition: u64,
    /// Pages, both languages together.
    pub pages: u64,
    /// False when the folder showed this edition already.
    pub fresh: bool,
}

/// Renders the newest edition into `to`, or into the case's `site/`.
///
/// `each` is told of every file written.
///
/// # Errors
/// [`Error::NoRelease`] when there is no edition; what the system answers.
pub fn site(
    case: &Case,
    to: Option<&Path>,
    base_url: Option<&str>,
    each: &mut dyn FnMut(),
) -> Result<Written, Error> {
    let to = to.map_or_else(|| case.path("site"), Path::to_owned);
    let (edition, folder) = release::newest(case)?;
    let editions = release::editions(case)?;
    let previous: Vec<EditionSummary> =
        editions.into_iter().filter(|e| e.number < edition.number).collect();
    let options = SiteOptions {
        base_url: base_url.map(str::to_owned),
        tag: format!("{}.cenotaph.invalid,2026", case.settings.name),
        ..SiteOptions::default()
    };
    if to.exists()
        && !to.join("MANIFEST").is_file()
        && fs::read_dir(&to).map_err(|e| Error::io("read", &to, e))?.next().is_some()
    {
        return Err(Error::NotEmpty(to));
    }
    let new = Temporary::beside(&to, "new");
    let rendered = write(case, &edition, &previous, &options, &folder, new.path(), each)?;
    let fresh = exchange(&new, &to)?;
    Ok(Written { folder: to, edition: edition.number, pages: rendered.pages, fresh })
}

fn write(
    case: &Case,
    edition: &protect::Released<protect::shape::Edition>,
    previous: &[EditionSummary],
    options: &SiteOptions,
    release: &Path,
    new: &Path,
    each: &mut dyn FnMut(),
) -> Result<Rendered, Error> {
    let key = keys::load(case, Role::Release)?;
    let mut made = std::collections::BTreeSet::new();
    let rendered =
        publish::site::render(edition, previous, options, &mut |path: &str, bytes: &[u8]| {
            let path = new.join(path);
            if let Some(parent) = path.parent()
                && !made.contains(parent)
            {
                fs::create_dir_all(parent)?;
                made.insert(parent.to_owned());
            }
            each();
            fs::write(&path, bytes)
        })
        .map_err(|e| Error::Site(e.to_string()))?;
    for part in release::CONTENTS {
        copy(&release.join(part), &new.join(part))?;
    }
    release::write_manifest(new, &key)?;
    release::set_times(new, &edition.day)?;
    Ok(rendered)
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    if !from.is_dir() {
        fs::copy(from, to).map_err(|e| Error::io("copy", from, e))?;
        return Ok(());
    }
    fs::create_dir_all(to).map_err(|e| Error::io("create", to, e))?;
    for item in fs::read_dir(from).map_err(|e| Error::io("read", from, e))? {
        let item = item.map_err(|e| Error::io("read", from, e))?;
        copy(&item.path(), &to.join(item.file_name()))?;
    }
    Ok(())
}

/// Puts the new folder in the place of the old; false when both say the same.
fn exchange(new: &Temporary, to: &Path) -> Result<bool, Error> {
    if same_manifest(new.path(), to) {
        return Ok(false);
    }
    let old = Temporary::beside(to, "old");
    new.exchange(to, &old).map_err(|e| Error::io("replace", to, e))?;
    Ok(true)
}

fn same_manifest(a: &Path, b: &Path) -> bool {
    match (fs::read(a.join("MANIFEST")), fs::read(b.join("MANIFEST"))) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
