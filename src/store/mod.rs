//! The only truth: one SQLite file in the data folder, which one process owns. Documents, term lists, norm profiles,
//! reviews and jobs go in and come out by narrow typed functions; what an operation acknowledged survives `kill -9`
//! and power loss. Everything else on disk (the indexes) is derived from here. Nothing is judged or searched here.

mod check;
mod clock;
mod connections;
mod decisions;
mod documents;
mod error;
mod folder;
mod jobs;
mod repeatable;
mod reviews;
mod revisions;
mod schema;
mod snapshot;

pub use clock::Stamp;
pub use connections::Store;
pub use decisions::{Decision, DecisionKind};
pub use documents::{Document, DocumentMeta, NewDocument, Upserted};
pub use error::StoreError;
pub use jobs::{Job, JobProgress, JobState};
pub use repeatable::{Claim, GivenAnswer, RequestMark};
pub use reviews::{NewReview, ReviewHead, ReviewPage, StoredReview};
pub use revisions::{Family, NewRevision, Revision};
pub use snapshot::{DatabaseFacts, RecordCounts, Snapshot};
