//! The folder where a server puts its backups: what lies there, by name only.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use super::archive::Package;
use super::error::BackupError;
use super::manifest::{BackupScope, Manifest};
use crate::store::{Stamp, digest_of};

/// What the name of a backup begins with.
const HEAD: &str = "duanshixin-";
/// What it ends with.
const TAIL: &str = ".zip";

/// 备份: a backup in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BackupFile {
    /// Name of the file.
    pub name: String,
    /// Its size, in bytes.
    pub bytes: u64,
    /// What it says of itself; null when it cannot be read.
    pub manifest: Option<Manifest>,
}

/// What the names of unfinished files end with.
const UNFINISHED: &str = ".part";
/// Age at which an unfinished file was left by a process that has gone; the largest backups take minutes.
const LEFT: Duration = Duration::from_secs(3_600);

/// Takes away what backups that were cut off have left: it holds drafts.
pub(super) fn tidy(shelf: &Path) -> Result<(), BackupError> {
    let failed = BackupError::io(shelf);
    for entry in std::fs::read_dir(shelf).map_err(&failed)? {
        let entry = entry.map_err(&failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if name.starts_with(HEAD) && name.ends_with(UNFINISHED) && age().is_some_and(|age| age > LEFT) {
            std::fs::remove_file(entry.path()).map_err(&failed)?;
        }
    }
    Ok(())
}

/// Makes the folder, readable by its owner alone.
pub(super) fn make(shelf: &Path) -> Result<(), BackupError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(shelf).map_err(BackupError::io(shelf))
}

/// The name of a new backup: what it holds, when it was made, and the end of an id, so that no two are alike.
pub(super) fn name(stamp: &Stamp, scope: BackupScope) -> String {
    let what = match scope {
        BackupScope::All => "",
        BackupScope::Lists => "lists-",
    };
    let tail: String = stamp.id.chars().rev().take(6).collect();
    format!("{HEAD}{what}{}-{tail}{TAIL}", Stamp::for_file_name())
}

/// What the audit log calls a backup: by its name where this program made it, else by the digest of its name, which
/// somebody chose and which may say anything.
pub(in crate::desk) fn backup_object(name: &str) -> String {
    if is_ours(name) { name.to_owned() } else { digest_of(name) }
}

/// Whether a name is one that this program gives.
fn is_ours(name: &str) -> bool {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    plain && name.starts_with(HEAD) && name.ends_with(TAIL)
}

/// The backups in a folder, newest first; none when there is no folder.
///
/// # Errors
/// The system's, when the folder cannot be read.
pub fn backups_in(shelf: &Path) -> Result<Vec<BackupFile>, BackupError> {
    let failed = BackupError::io(shelf);
    let mut found = Vec::new();
    let entries = match std::fs::read_dir(shelf) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let entry = entry.map_err(&failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !is_ours(&name) {
            continue;
        }
        let bytes = entry.metadata().map_err(&failed)?.len();
        let manifest = Package::open(&entry.path()).ok().map(|package| package.manifest);
        found.push(BackupFile { name, bytes, manifest });
    }
    let age = |file: &BackupFile| file.manifest.as_ref().map(|m| m.created_at.clone());
    found.sort_by(|a, b| age(b).cmp(&age(a)).then_with(|| b.name.cmp(&a.name)));
    Ok(found)
}

/// The path of a backup in a folder; `None` when there is none of this name.
///
/// # Errors
/// As [`backups_in`].
pub fn backup_path(shelf: &Path, name: &str) -> Result<Option<PathBuf>, BackupError> {
    // Looked up among what is there, so that no name leads elsewhere.
    Ok(backups_in(shelf)?.into_iter().find(|file| file.name == name).map(|file| shelf.join(file.name)))
}

/// Removes a backup; whether there was one of this name.
///
/// # Errors
/// As [`backups_in`].
pub fn remove_backup(shelf: &Path, name: &str) -> Result<bool, BackupError> {
    let Some(path) = backup_path(shelf, name)? else { return Ok(false) };
    std::fs::remove_file(&path).map_err(BackupError::io(&path))?;
    Ok(true)
}
