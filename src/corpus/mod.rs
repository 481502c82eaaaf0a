//! The documents a desk compares with and searches: import, the full-text index derived from the store, search,
//! deletion, what is known about each. The store is the truth; the index carries the generation it was built from and
//! is caught up, or set aside and rebuilt, when it differs. Which document counts against a draft is decided elsewhere.

mod copies;
mod cursor;
mod error;
mod fields;
mod highlight;
mod import;
mod index;
mod live;
mod query;
mod search;
mod table;
#[cfg(test)]
mod tests;
mod tokens;

pub use cursor::CursorError;
pub use error::CorpusError;
pub use import::{ImportControl, ImportError, ImportProgress, ImportSummary, ImportWarning};
pub use index::{IndexOutcome, RebuildReason};
pub use live::{Corpus, View};
pub use query::{MAX_CHARACTERS, QueryError};
pub use search::{Hit, MAX_SIZE, Passage, Relation, SearchPage, SearchRequest, Sort, Total};
pub use table::DocumentTable;
