//! Where words come from and where they went: which documents carry a passage, which repeat a document, which are like
//! it. Copies are found by the fingerprint index, likeness by words.

mod carriers;
mod head;
mod repeats;
mod similar;

pub use carriers::{
    Carrier, CarrierKind, Carriers, LONGEST_PASSAGE, MAX_CARRIERS, PassageChange, PassageError, SHORTEST_PASSAGE,
};
pub use head::DocumentHead;
pub use repeats::{Repeated, RepeatedPassage, Repeater};
pub use similar::{Similar, SimilarDocument};
