//! The documents a desk compares with and searches: import, the full-text index derived from the store, search,
//! deletion, what is known about each. The store is the truth; the index carries the generation it was built from and
//! is caught up, or set aside and rebuilt, when it differs. Which document counts against a draft is decided elsewhere.

mod copies;
mod cursor;
mod docno;
mod error;
mod explain;
#[cfg(test)]
mod explain_tests;
mod facets;
mod fields;
mod highlight;
#[cfg(test)]
mod history_tests;
mod import;
#[cfg(test)]
mod import_tests;
mod index;
#[cfg(test)]
mod index_tests;
mod live;
mod names;
mod near;
mod provenance;
mod query;
mod ranked;
mod search;
#[cfg(test)]
mod search_properties;
mod statistics;
mod synonyms;
mod table;
#[cfg(test)]
mod tests;
mod tokens;
mod topics;

pub use cursor::CursorError;
pub use error::CorpusError;
pub use explain::{CutFound, CutKind, CutRole, Explanation, HitExplanation, QueryCut, ScorePart};
pub use facets::{FacetCount, Facets};
pub use import::{ImportControl, ImportError, ImportProgress, ImportSummary, ImportWarning};
pub use index::{IndexOutcome, RebuildReason};
pub use live::{Corpus, View};
pub use provenance::{
    Carrier, CarrierKind, Carriers, DocumentHead, LONGEST_PASSAGE, MAX_CARRIERS, PassageChange, PassageError, Repeated,
    RepeatedPassage, Repeater, SHORTEST_PASSAGE, Similar, SimilarDocument,
};
pub use query::{GRAMMAR, MAX_CHARACTERS, MAX_CLAUSES, MAX_DEPTH, QueryError, QueryFault};
pub use search::{Explain, Hit, MAX_SIZE, Passage, Relation, SearchPage, SearchRequest, Sort, Total};
pub use synonyms::Synonyms;
pub use table::DocumentTable;
