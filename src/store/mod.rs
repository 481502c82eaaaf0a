//! The only truth: one SQLite file in the data folder, which one process owns. Documents, term lists, norm profiles,
//! reviews, jobs, keys and the audit log go in and come out by narrow typed functions; what an operation acknowledged survives `kill -9`
//! and power loss. Everything else on disk (the indexes) is derived from here. Nothing is judged or searched here.

mod actor;
mod audit;
mod beside;
mod chain;
mod check;
mod clock;
mod connections;
mod decisions;
mod documents;
mod drafts;
mod error;
mod folder;
mod jobs;
mod keys;
mod repeatable;
mod retention;
mod reviews;
mod revisions;
mod rulings;
mod schema;
mod snapshot;

pub use actor::{Actor, acting};
pub use audit::{Action, AuditFilter, AuditPage, AuditRow, Deed, digest_of};
pub use beside::{job_beside, jobs_beside, record_beside, stop_beside};
pub use chain::{AuditCheck, AuditFault, KnownRow};
pub use clock::{Stamp, today};
pub use connections::Store;
pub use decisions::{About, Decision, DecisionCount, DecisionKind, MadeDecision};
pub use documents::{Document, DocumentMeta, NewDocument, Upserted};
pub use drafts::{Draft, NO_DRAFT, NewDraft};
pub use error::StoreError;
pub use jobs::{Job, JobProgress, JobState};
pub use keys::{Scope, StoredKey, names};
pub use repeatable::{Claim, GivenAnswer, RequestMark};
pub use retention::Retention;
pub use reviews::{NewReview, ReviewHead, ReviewMaterial, ReviewPage, StoredReview};
pub use revisions::{Family, NewRevision, Revision};
pub use rulings::{MadeRuling, Remedy, Ruling};
pub use snapshot::{DatabaseFacts, RecordCounts, Snapshot};
