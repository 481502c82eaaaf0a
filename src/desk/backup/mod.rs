//! Backups: a data folder, or its term lists and norm profiles alone, as one file with a manifest; made while a server
//! is at work, verified, and brought back into an empty folder. Indexes are never in a backup: they are built anew.

mod archive;
mod create;
mod error;
mod lists;
mod manifest;
mod restore;
mod shelf;
#[cfg(test)]
mod tests;

pub use create::{BackupOutcome, create_backup, note_backup_beside};
pub use error::BackupError;
pub use lists::RestoredLists;
pub use manifest::{BackupScope, Manifest, PackedFile};
pub use restore::{restore_folder, verify_backup};
pub(super) use shelf::backup_object;
pub use shelf::{BackupFile, backup_path, backups_in, remove_backup};
