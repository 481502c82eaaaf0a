//! 一致性评估: demands that a draft puts on lower levels against the rules for lightening the burden of the grass roots.
//! The burdens are the term list `burden`; here each hit is told from a mere mention, and shown with its norm and with
//! the case in which it is allowed.

pub mod demand;
pub mod doer;
pub mod items;
pub mod party;
mod words;

pub use items::{AssessmentItem, LIST, measure};
