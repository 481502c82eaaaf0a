//! What goes on around reviews: opening the data folder, keeping reviews, term lists in force, imports as jobs, keys,
//! the audit log. One [`Desk`] is the whole program for the command line and the server alike.

mod audit;
mod decisions;
mod documents;
mod engine;
mod error;
mod examine;
mod imports;
mod keys;
mod norms;
mod office;
mod pools;
mod reviews;
mod shipped;
mod terms;

pub use audit::{MOST_EXPORTED, Refused};
pub use decisions::LONGEST_REASON;
pub use documents::{DocumentList, GivenDocument, PutOutcome};
pub use engine::{Engine, SHIPPED_TOKENIZER, SHIPPED_WEIGHTS};
pub use error::DeskError;
pub use examine::Examination;
pub use imports::{ImportSource, JobKind};
pub use keys::{KeyRefusal, KeyState, Keys, NewKey, Secret, scopes, state_of};
pub use norms::NormProfileHead;
pub use office::{Desk, DeskOptions, Limits, Opened, Stats};
pub use reviews::Keep;
pub use terms::{Change, TermListHead, Version};
