//! From characters with places on pages to text: lines, without page numbers and repeated headers, joined to paragraphs.
//! PDF and OFD come in this shape. One column a page is assumed, as official documents have.

mod furniture;
mod gather;
mod glyph;
mod lines;
mod paragraphs;
#[cfg(test)]
mod tests;

pub(super) use gather::Gather;
pub(super) use glyph::{Glyph, Sheet};
pub(super) use paragraphs::read;
