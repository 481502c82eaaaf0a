//! PDF files with a text layer: characters with their places, joined to paragraphs by [`super::layout`].
//!
//! The structure of the file and the operators of a page are read by a library that parses on demand; which characters
//! a string of a page means is found out here: by the map the font carries, else by the national encodings that
//! typesetting programs name without one (GBK-EUC-H, UniGB-UCS2-H …). Nothing is drawn, no font is opened.

mod font;
mod guard;
mod matrix;
mod names;
mod page;
mod read;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub(super) use read::plain;
