//! How copied text is found: fingerprints of letters, the fingerprint file, seeds that grow into equal blocks, blocks
//! that gather into matches, and the differences inside a match. Knows letters and document numbers, not the store.

mod alike;
pub mod build;
mod common;
pub mod edits;
pub mod extend;
pub mod fingerprint;
pub mod gather;
pub mod index;
mod keys;
mod lookup;
mod order;
mod postings;
pub mod query;
pub mod reworded;
mod runs;
mod seeds;
pub mod segment;
pub mod sentences;
mod starts;
mod views;
mod weights;

pub use edits::{Edit, EditKind};
pub use gather::{Block, Match};
pub use index::{ReuseIndex, ReuseIndexError};
pub use query::{DocumentMatches, Found, Library, Query};
pub use reworded::{LIKELY, Reworded};
