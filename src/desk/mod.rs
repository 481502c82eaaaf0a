//! What goes on around reviews: opening the data folder, keeping reviews, term lists in force, imports as jobs, keys,
//! the audit log. One [`Desk`] is the whole program for the command line and the server alike.

mod audit;
mod backup;
mod course;
mod decisions;
mod documents;
mod draft_words;
mod engine;
mod error;
mod examine;
mod imports;
mod jobs;
mod keys;
mod meant;
mod norm_drafts;
mod norms;
mod office;
mod pools;
mod precision;
mod preview;
mod proposals;
mod reviews;
mod secret;
mod sequences;
mod shipped;
mod sources;
mod suggest;
mod term_drafts;
mod terms;

pub use audit::{MOST_EXPORTED, Refused};
pub use backup::{
    BackupError, BackupFile, BackupOutcome, BackupScope, Manifest, PackedFile, RestoredLists, backup_path, backups_in,
    create_backup, note_backup_beside, remove_backup, restore_folder, verify_backup,
};
pub use course::Course;
pub use decisions::{CarriedDecision, LONGEST_REASON};
pub use documents::{DocumentList, GivenDocument, PutOutcome};
pub use draft_words::DraftWords;
pub use engine::{Engine, SHIPPED_TOKENIZER, SHIPPED_WEIGHTS};
pub use error::DeskError;
pub use examine::Examination;
pub use imports::ImportSource;
pub use jobs::{JobKind, Retention};
pub use keys::{KeyRefusal, KeyState, Keys, NewKey, Secret, scopes, state_of};
pub use norm_drafts::NormProfileDraft;
pub use norms::NormProfileHead;
pub use office::{Desk, DeskOptions, Limits, Opened, Stats};
pub use precision::{Precision, RulePrecision};
pub use preview::{
    AdviceEffect, DraftEffect, EntryEffect, ListChanges, MOST_DOCUMENTS, MOST_REVIEWS, NormDraftEffect, NormExample,
    NormPreview, NormRuleEffect, NormScore, NormTriedOn, PREVIEW_TIME, Preview, PreviewExample, PreviewScope,
    PreviewScore, RuleEffect, SearchEffect, TriedOn,
};
pub use proposals::{IgnoredExample, Proposal, ProposedException, ReasonCount};
pub use reviews::Keep;
pub use suggest::{Candidate, Suggestions, entry_of};
pub use term_drafts::{DraftEdit, DraftState, NO_DRAFT, TermListDraft};
pub use terms::{Change, Emptying, TermListHead, Version};
