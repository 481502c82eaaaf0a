//! From a text as received to what the measures read: folding that keeps every position, the letters that matching
//! compares, paragraphs, sentences, words, and the structure of an official document. Nothing is judged here.

pub mod analysis;
mod carried;
mod columns;
mod contents;
mod cuts;
mod ending;
pub mod fold;
mod furniture;
mod headings;
mod issuer;
pub mod letters;
pub mod marks;
mod page;
pub mod reading;
pub mod segment;
pub mod sentence;
pub mod structure;
mod tables;
mod title;
pub mod titles;
pub mod unseen;
mod wording;
mod wrap;

pub use analysis::Analysis;
pub use letters::Letters;
pub use reading::Reading;
pub use sentence::{Clause, Sentence};
pub use structure::{Heading, Structure};
