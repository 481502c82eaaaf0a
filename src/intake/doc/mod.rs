//! Old Word files (.doc, and .wps of WPS, which is the same): a compound file whose text lies in pieces.
//!
//! Read are the body, footnotes, endnotes and text boxes; headers, comments and pictures are not. Layout of the records:
//! [MS-DOC] of the open specifications. Whatever is odd is an error that asks for a docx, never a guess.

mod bytes;
mod container;
mod header;
mod lists;
mod pieces;
mod read;
mod runs;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod text;

pub(super) use read::plain;
