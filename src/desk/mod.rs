//! What goes on around reviews: opening the data folder, keeping reviews, term lists in force, imports as jobs. One
//! [`Desk`] is the whole program for the command line and the server alike.

mod backup;
mod decisions;
mod documents;
mod engine;
mod error;
mod examine;
mod imports;
mod jobs;
mod norms;
mod office;
mod pools;
mod reviews;
mod shipped;
mod terms;

pub use backup::{
    BackupError, BackupFile, BackupOutcome, BackupScope, Manifest, PackedFile, RestoredLists, backup_path, backups_in,
    create_backup, remove_backup, restore_folder, verify_backup,
};
pub use decisions::LONGEST_REASON;
pub use documents::{DocumentList, GivenDocument, PutOutcome};
pub use engine::{Engine, SHIPPED_TOKENIZER, SHIPPED_WEIGHTS};
pub use error::DeskError;
pub use examine::Examination;
pub use imports::ImportSource;
pub use jobs::{JobKind, Retention};
pub use norms::NormProfileHead;
pub use office::{Desk, DeskOptions, Limits, Opened, Stats};
pub use reviews::Keep;
pub use terms::{Change, TermListHead, Version};
