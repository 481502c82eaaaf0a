//! What goes on around reviews: opening the data folder, keeping reviews, term lists in force, imports as jobs. One
//! [`Desk`] is the whole program for the command line and the server alike.

mod decisions;
mod documents;
mod engine;
mod error;
mod examine;
mod imports;
mod norms;
mod office;
mod pools;
mod reviews;
mod shipped;
mod sources;
mod terms;

pub use decisions::LONGEST_REASON;
pub use documents::{DocumentList, GivenDocument, PutOutcome};
pub use engine::{Engine, SHIPPED_TOKENIZER, SHIPPED_WEIGHTS};
pub use error::DeskError;
pub use examine::Examination;
pub use imports::{ImportSource, JobKind};
pub use norms::NormProfileHead;
pub use office::{Desk, DeskOptions, Limits, Opened, Stats};
pub use reviews::Keep;
pub use terms::{Change, TermListHead, Version};
