//! Using a backup: verified, and brought back into an empty folder.

use std::io::{BufWriter, Write as _, sink};
use std::path::{Path, PathBuf};

use super::archive::{Package, beside, private, sync_folder};
use super::error::BackupError;
use super::manifest::{BackupScope, Manifest};
use super::shelf;
use crate::desk::error::DeskError;
use crate::store::Snapshot;

/// Holds every file of a backup against its manifest.
///
/// # Errors
/// [`BackupError`] when it is none, is damaged, or was made by a newer program.
pub fn verify_backup(file: &Path) -> Result<Manifest, BackupError> {
    let mut package = Package::open(file)?;
    for packed in package.manifest.files.clone() {
        package.unpack(&packed, (&mut sink(), file), &mut |_| {})?;
    }
    Ok(package.manifest)
}

/// Brings the backup of a data folder back into `dir`, which must be missing or empty. What was unpacked is held
/// against the manifest and checked as a database before it gets its name; the indexes are built when the folder is
/// opened. `progress` is told bytes done and in all.
///
/// # Errors
/// [`BackupError`], else the store's; `dir` is as it was then.
pub fn restore_folder(file: &Path, dir: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Manifest, DeskError> {
    let mut package = Package::open(file)?;
    if package.manifest.scope == BackupScope::Lists {
        return Err(BackupError::OnlyLists { path: file.to_owned() }.into());
    }
    let target = dir.join(Snapshot::file_name());
    let part = beside(&target, ".part");
    let new = !dir.exists();
    if !new && !is_vacant(dir, &part)? {
        return Err(BackupError::Occupied { path: dir.to_owned() }.into());
    }
    let packed = package.manifest.files.iter().find(|packed| packed.name == Snapshot::file_name()).cloned();
    let packed = packed.ok_or_else(|| package.damaged("没有数据库"))?;
    shelf::make(dir)?;
    let unfinished = Unfinished { part: part.clone(), dir: new.then(|| dir.to_owned()) };
    let failed = BackupError::io(&part);
    let mut out = BufWriter::new(private(&part).map_err(&failed)?);
    package.unpack(&packed, (&mut out, &part), &mut |bytes| progress(bytes, packed.bytes))?;
    out.flush().map_err(&failed)?;
    out.get_ref().sync_all().map_err(&failed)?;
    drop(out);
    check(&package, &part)?;
    std::fs::rename(&part, &target).map_err(&failed)?;
    sync_folder(&target).map_err(&failed)?;
    unfinished.keep();
    Ok(package.manifest)
}

/// Whether a folder holds nothing but what an interrupted restoration left there.
fn is_vacant(dir: &Path, part: &Path) -> Result<bool, BackupError> {
    let failed = BackupError::io(dir);
    for entry in std::fs::read_dir(dir).map_err(&failed)? {
        if entry.map_err(&failed)?.path() != part {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an unpacked database is sound and holds what the manifest says.
fn check(package: &Package, database: &Path) -> Result<(), DeskError> {
    let unreadable = |_| package.damaged("数据库无法打开");
    let restored = Snapshot::of_file(database).map_err(unreadable)?;
    let faults = restored.faults().map_err(unreadable)?;
    if let Some(first) = faults.first() {
        return Err(package.damaged(first.clone()).into());
    }
    let facts = restored.facts().map_err(unreadable)?;
    let told = &package.manifest;
    if (facts.schema, facts.generation, &facts.counts) != (told.schema, told.generation, &told.counts) {
        return Err(package.damaged("数据库中的记录数与清单不符").into());
    }
    Ok(())
}

/// What an unfinished restoration takes away again.
struct Unfinished {
    part: PathBuf,
    /// The folder, where it was made for this.
    dir: Option<PathBuf>,
}

impl Unfinished {
    fn keep(mut self) {
        self.dir = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After a success the first has another name and the second is kept.
        drop(std::fs::remove_file(&self.part));
        if let Some(dir) = &self.dir {
            drop(std::fs::remove_dir(dir));
        }
    }
}
