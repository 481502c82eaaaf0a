//! Word documents (docx, OOXML): what a reader of the document sees, as lines of text, and where each piece of it
//! stands in the file. Comments and pictures are left out; headers and footers are read apart from the text.

mod alternatives;
mod fields;
mod found;
mod layout;
mod look;
mod numbering;
mod numerals;
mod parts;
mod properties;
mod read;
mod story;
mod styles;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_lost;
#[cfg(test)]
mod tests_seen;

pub use found::Aim;
pub use layout::{Layout, Paragraph, Piece, Run};
pub(super) use numerals::numeral;
pub use parts::{Relation, is_document, main_part, relations, relations_of};
pub use read::{Document, read};
