//! Making a backup.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::Serialize;

use super::archive::{Packing, beside, private};
use super::error::BackupError;
use super::lists;
use super::manifest::{BackupScope, FORMAT, Manifest};
use super::shelf;
use crate::desk::error::DeskError;
use crate::desk::jobs::{Ended, JobKind};
use crate::desk::office::Desk;
use crate::store::{Action, Deed, Job, RecordCounts, Snapshot, Stamp, record_beside};

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupOutcome {
    /// Name of the file.
    pub name: String,
    /// Its size, in bytes.
    pub bytes: u64,
    /// What it says of itself.
    pub manifest: Manifest,
}

/// Makes a backup of the data folder `data` at `target`, also while another process works there: a file of this name,
/// or, when it is a folder, a file in it. The copy is of one moment, and checked before the backup gets its name.
/// `watch` is told work done and in all, and says whether to go on; `None` when it did not. `record` is told the name
/// of the file before it has it: what cannot be recorded is not made.
///
/// # Errors
/// [`BackupError`], else the store's, and `record`'s; nothing is left behind then.
pub fn create_backup(
    data: &Path,
    target: &Path,
    scope: BackupScope,
    watch: &mut dyn FnMut(u64, u64) -> bool,
    record: &dyn Fn(&str) -> Result<(), DeskError>,
) -> Result<Option<(PathBuf, BackupOutcome)>, DeskError> {
    if !data.join(Snapshot::file_name()).exists() {
        return Err(BackupError::NoData { path: data.to_owned() }.into());
    }
    let stamp = Stamp::now();
    let target = if target.is_dir() { target.join(shelf::name(&stamp, scope)) } else { target.to_owned() };
    let mut packing = Packing::begin(&target)?;
    let source = Snapshot::of_folder(data)?;
    let facts = source.facts()?;
    let counts = match scope {
        BackupScope::All => facts.counts,
        BackupScope::Lists => RecordCounts { documents: 0, reviews: 0, decisions: 0, revisions: 0, ..facts.counts },
    };
    let whole = match scope {
        BackupScope::All => pack_database(&source, &mut packing, &target, watch)?,
        BackupScope::Lists => lists::pack(&source, &mut packing)?,
    };
    if !whole {
        return Ok(None);
    }
    let manifest = Manifest {
        format: FORMAT,
        scope,
        created_at: stamp.created_at,
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        schema: facts.schema,
        generation: facts.generation,
        counts,
        files: Vec::new(),
    };
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    record(&name)?;
    let (manifest, bytes) = packing.finish(manifest)?;
    Ok(Some((target, BackupOutcome { name, bytes, manifest })))
}

/// Records a backup in the audit log of the data folder it was made of, whoever owns the folder.
///
/// # Errors
/// The store's.
pub fn note_backup_beside(data: &Path, name: &str) -> Result<(), DeskError> {
    Ok(record_beside(data, &Deed::done(Action::BackupCreated, shelf::backup_object(name)))?)
}

/// Copies the database beside the target, checks the copy, packs it.
fn pack_database(
    source: &Snapshot,
    packing: &mut Packing,
    target: &Path,
    watch: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<bool, DeskError> {
    let copy = Copy(beside(target, ".db.part"));
    private(&copy.0).map_err(BackupError::io(&copy.0))?;
    let mut pages = 1;
    let whole = source.copy_to(&copy.0, &mut |done, total| {
        pages = total.max(1);
        // The other half is the packing.
        watch(done, 2 * pages)
    })?;
    if !whole {
        return Ok(false);
    }
    let faults = Snapshot::of_file(&copy.0)?.faults()?;
    if let Some(first) = faults.first() {
        return Err(BackupError::Unsound { count: faults.len(), first: first.clone() }.into());
    }
    let mut file = File::open(&copy.0).map_err(BackupError::io(&copy.0))?;
    let page = file.metadata().map_err(BackupError::io(&copy.0))?.len().div_ceil(pages).max(1);
    Ok(packing
        .add(Snapshot::file_name(), &mut file, &mut |bytes| watch(pages + (bytes / page).min(pages), 2 * pages))?)
}

/// The unpacked copy, which goes when it is packed.
struct Copy(PathBuf);

impl Drop for Copy {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

impl Desk {
    /// Starts a backup into the folder `shelf`, which is made where it is missing; the job holds its name and manifest
    /// at the end. Reviews, imports and changes go on meanwhile.
    ///
    /// # Errors
    /// The store's, when the job cannot be recorded.
    pub fn start_backup(
        self: &Arc<Self>,
        stamp: Stamp,
        shelf: PathBuf,
        scope: BackupScope,
        held: impl Send + 'static,
    ) -> Result<Job, DeskError> {
        self.start(JobKind::Backup, stamp, held, move |desk, control| {
            shelf::make(&shelf)?;
            shelf::tidy(&shelf)?;
            let (cancel, tell) = (control.cancel, &mut control.tell);
            let mut watch = |done, total| {
                tell(done, total);
                !cancel.load(Ordering::Relaxed)
            };
            let record = |name: &str| desk.note_backup(Action::BackupCreated, name);
            Ok(match create_backup(desk.store.dir(), &shelf, scope, &mut watch, &record)? {
                Some((_, outcome)) => {
                    desk.store.empty_log_if_due()?;
                    (Ended::Done, serde_json::to_value(outcome).unwrap_or_default())
                }
                None => (Ended::Cancelled, serde_json::Value::Null),
            })
        })
    }
}
