//! OpenDocument texts (odt): paragraphs, headings, lists with their numbers, tables and notes as lines of text. Headers,
//! footers, comments and pictures are left out.

mod lists;
mod read;
mod story;
mod styles;
#[cfg(test)]
mod tests;

pub(super) use read::{CONTENT, is_document, read};
